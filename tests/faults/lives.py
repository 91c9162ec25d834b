"""What every life of a server is held to, however it ends: the server to the file, the file to all that was said.

`started` opens a life, and lets people in only when the server was found as it was left.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import trio
from trio_websocket import WebSocketConnection

from store.journal import ChatRow
from tests.faults.ledger import Ledger
from tests.faults.people import Customer, Person, Town, connected
from tests.faults.process import ServerProcess, Staff
from tests.patience import PATIENCE_S

LIFE_S = 0.6  # at most, from when the clients may come: of a life that is measured by the clock
LIFE_ACKS = 300  # at most: of one that is measured by what was said in it, however slow the machine
CHATS_OPENED = 5  # by the witness, after each restart


@asynccontextmanager
async def started(folder: Path, town: Town, witness: Staff, starts: list[float]) -> AsyncIterator[ServerProcess]:
    """A server that was found as it was left, and that everybody knows of. It is killed at the end."""
    began = trio.current_time()
    async with ServerProcess.running(folder) as server:
        url = await server.wait_serving()
        starts.append(trio.current_time() - began)
        town.ledger.compare()
        await is_where_it_was(url, witness, town.ledger, town.random)
        town.publish(url)
        try:
            yield server
        finally:
            town.publish(None)


async def everybody_is_answered(town: Town, people: list[Person]) -> None:
    town.quiet = True
    with trio.move_on_after(PATIENCE_S):
        while any(person.unanswered for person in people):
            await town.something_happens()
    assert {person.name: person.unanswered for person in people if person.unanswered} == {}


async def live_a_little(town: Town, random: Random) -> None:
    if random.random() < 0.5:
        await trio.sleep(random.uniform(0.02, LIFE_S))
        return
    enough = len(town.ledger.acks) + random.randint(1, LIFE_ACKS)
    with trio.fail_after(PATIENCE_S):
        while len(town.ledger.acks) < enough:
            await town.something_happens()


# --- the server against the file ---


async def is_where_it_was(url: str, witness: Staff, ledger: Ledger, random: Random) -> None:
    """Every open chat is in its queue, in its place, or with its one agent; its log is told as stored."""
    expected = ledger.open_chats()
    queued = [row for row in expected.values() if row.status == "queued"]
    active = {row.id: row.agent for row in expected.values() if row.status == "active"}

    bearer = (b"Authorization", f"Bearer {witness.token}".encode())
    async with connected(url, "/ws/agent", [bearer]) as ws:
        welcome = await ask(ws, {"type": "hello"})
        assert [row["id"] for row in welcome["queue"]] == [row.id for row in sorted(queued, key=_place)]
        ongoing = [(row["id"], row["agent"]["id"]) for row in welcome["ongoing"]]
        assert sorted(ongoing) == sorted(active.items())
        assert all(agent is not None for agent in active.values())
        for chat in random.sample(sorted(expected), min(CHATS_OPENED, len(expected))):
            await is_told_as_stored(ws, chat, expected[chat], ledger)


def _place(row: ChatRow) -> tuple[int, int, str]:
    return -row.front, row.queued_at or 0, row.id


async def is_told_as_stored(ws: WebSocketConnection, chat: str, row: ChatRow, ledger: Ledger) -> None:
    opened = await ask(ws, {"type": "chat.open", "chat": chat, "after": 0, "limit": 200})
    stored = ledger.log(chat)[:200]
    assert (opened["chat"]["status"], opened["chat"]["seq"]) == (row.status, row.seq)
    assert [event["seq"] for event in opened["events"]] == [event.seq for event in stored]
    assert [event["kind"] for event in opened["events"]] == [event.kind for event in stored]


async def ask(ws: WebSocketConnection, command: dict[str, Any]) -> dict[str, Any]:
    await ws.send_message(json.dumps({"id": "witness", **command}))
    while True:
        frame: dict[str, Any] = json.loads(await ws.get_message())
        if frame.get("re") == "witness":
            assert frame["type"] == "ok", frame
            return frame


# --- afterwards ---


def assert_nothing_was_left_out(customer: Customer, ledger: Ledger) -> None:
    """Over all her connections she has seen every event that is hers to see, each once."""
    for chat, seen in customer.seen.items():
        visible = [event for event in ledger.visible(chat, customer.audience) if event <= seen[-1]]
        assert seen == visible, chat


def errors_in(log: Path) -> list[str]:
    """Lines of the server's log that tell of a fault. A kill may cut the last line of a life short."""
    return [
        line for line in log.read_text(errors="replace").splitlines() if '"level":"error"' in line.replace(" ", "")
    ]
