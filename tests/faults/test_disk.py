"""The disk is full, or fails, while chats go on: no promise is broken, and the server comes back by itself.

Full is SQLite's own limit on the pages of the file; failing is the operating system's limit on writing at all. In
both the server runs whole, in memory and on a virtual clock; only the disk below it is in trouble.
"""

from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import pytest
import structlog.testing

from actors.domain.chat import evolve
from actors.domain.decide import decide
from actors.domain.rights import Customer as ItsCustomer
from actors.domain.settings import Limits
from actors.domain.views import Audience
from actors.ids import new_id
from actors.log import ChatLog
from actors.messages import MessageSend
from net.server import DATABASE
from store import bound
from store.database import Store
from tests.faults.disks import disk_fails
from tests.faults.flushes import WITHIN_REACH, PowerCut
from tests.faults.ledger import Ack, Ledger
from tests.world import Console, Customer, Frame, Refusal, World, refusal_of, world_of

LONG = "x" * 8_000  # more than the page of 8 KiB has left: it needs a new one
ROUNDS = 400


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Its log goes nowhere: while no file may be written, neither may that of the test runner."""
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, commands_per_second=0, address_commands_per_second=0) as world:
            yield world


def limit_pages(more: int) -> None:
    connection = bound.connection()
    (now,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {now + more}").fetchone()


async def disk_is_full(world: World) -> None:
    await world.server.store.write(limit_pages, 0)


async def disk_has_room(world: World) -> None:
    await world.server.store.write(limit_pages, 1_000_000)


async def talking(world: World) -> tuple[Console, Customer, str]:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await mia.event("answered")
    return kari, mia, chat


async def test_while_the_disk_is_full_texts_are_unavailable_and_nobody_is_told_of_them(world: World) -> None:
    kari, mia, chat = await talking(world)
    leo = await world.customer("Leo")
    before = await world.stored_kinds(chat)

    await disk_is_full(world)
    refused = [
        await refusal_of(mia.says(LONG)),
        await refusal_of(kari.says(chat, LONG)),
        await refusal_of(kari.command("note.add", chat=chat, text=LONG, key="n1")),
        await refusal_of(leo.starts(LONG)),
    ]
    await world.pass_time(5)

    assert {refusal.code for refusal in refused} == {"unavailable"}
    assert await world.stored_kinds(chat) == before
    assert await mia.texts(1) == ["Hello"]
    assert mia.events()[-1]["kind"] == "answered"
    assert kari.events() == []
    assert [row["id"] for row in (await kari.another()).welcome["queue"]] == []


async def test_when_there_is_room_again_the_same_commands_are_taken_on_the_same_connections(world: World) -> None:
    kari, mia, chat = await talking(world)
    leo = await world.customer("Leo")
    await disk_is_full(world)
    for doing in (mia.says(LONG, "m1"), kari.says(chat, LONG, "m2"), leo.starts(LONG, "s1")):
        await refusal_of(doing)

    await disk_has_room(world)
    seqs = [(await mia.says(LONG, "m1"))["seq"], (await kari.says(chat, LONG, "m2"))["seq"]]
    theirs = await leo.starts(LONG, "s1")

    assert seqs == [5, 6]
    assert await mia.texts(3) == ["Hello", LONG, LONG]
    assert await kari.texts(2, chat) == [LONG, LONG]
    assert await world.stored_kinds(theirs) == ["started", "queued", "message"]
    assert mia.hangup is kari.hangup is leo.hangup is None


async def test_while_the_disk_fails_every_command_that_stores_is_unavailable_and_reading_goes_on(
    world: World,
) -> None:
    kari, mia, chat = await talking(world)
    leo = await world.customer("Leo")
    with disk_fails():
        codes = {
            (await refusal_of(doing)).code
            for doing in (
                mia.says("Hello?"),
                kari.says(chat, "Hello?"),
                kari.command("note.add", chat=chat, text="?", key="n1"),
                leo.starts("Hello?"),
                kari.goes_away(),
                kari.ends(chat),
                mia.command("chat.end"),
            )
        }
        log = await kari.log_kinds(chat)
        await mia.returns_to_page()

    assert codes == {"unavailable"}
    assert log == ["started", "queued", "message", "answered"]
    assert mia.welcome["chat"]["status"] == "active"
    assert (await kari.ends(chat))["status"] == "ended"


async def test_what_could_not_be_stored_changed_nothing_for_anybody(world: World) -> None:
    kari, mia, chat = await talking(world)
    ola = await world.agent("Ola")
    leo = await world.customer("Leo")
    waiting = await leo.starts("I wait")
    with disk_fails():
        for doing in (ola.answers(waiting), ola.command("queue.next"), kari.ends(chat), kari.goes_away()):
            assert (await refusal_of(doing)).code == "unavailable"

    fresh = await kari.another()
    assert [row["id"] for row in fresh.welcome["queue"]] == [waiting]
    assert [(row["id"], row["agent"]["name"]) for row in fresh.welcome["ongoing"]] == [(chat, "Kari")]
    assert fresh.welcome["presence"] == "present"
    assert (await ola.answers(waiting))["id"] == waiting
    assert await mia.texts(1) == ["Hello"]


async def test_a_deadline_that_cannot_be_stored_stays_due(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await mia.drop()
    with disk_fails():
        await world.pass_time(180)
        during = await world.stored_kinds(chat)
        waiting = [row["id"] for row in (await kari.another()).welcome["queue"]]

    await world.pass_time(10)

    assert during == ["started", "queued", "message"]
    assert world.server.store.statistics().troubles < 180 / 5  # it is asked again, not without a pause
    assert waiting == [chat]
    assert (await world.stored_kinds(chat))[-1] == "abandoned"


async def test_an_agent_whose_loss_cannot_be_stored_loses_her_chats_later(world: World) -> None:
    kari, _, chat = await talking(world)
    await kari.drop()
    with disk_fails():
        await world.pass_time(180)
        during = await world.stored_kinds(chat)

    await world.pass_time(10)

    assert during[-1] == "answered"
    assert (await world.stored_kinds(chat))[-1] == "queued"


async def test_a_server_that_stops_while_the_disk_fails_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    with structlog.testing.capture_logs():
        async with world_of(tmp_path) as world:
            _, mia, chat = await talking(world)
            for n in range(20):
                await mia.says(str(n))
            with disk_fails():
                await refusal_of(mia.says("lost?"))
        async with world_of(tmp_path) as world:
            assert (await world.stored_kinds(chat)).count("message") == 21


async def test_what_another_writer_stored_is_told_as_soon_as_it_is_noticed(world: World, tmp_path: Path) -> None:
    kari, mia, chat = await talking(world)
    async with Store.open(tmp_path / "switchboard.db", inline=True) as elsewhere:
        log = ChatLog(elsewhere)
        kept = await log.load(chat)
        said = MessageSend(text="from elsewhere", key="e1")
        events = decide(kept.chat, said, ItsCustomer(), kept.chat.last_at, Limits())
        await log.append(kept.chat, evolve(kept.chat, *events), events, kept.marks)

    refusal = await refusal_of(kari.says(chat, "Hi", "k1"))
    await kari.says(chat, "Hi", "k1")

    assert refusal.code == "unavailable"
    assert await mia.texts(3) == ["Hello", "from elsewhere", "Hi"]
    assert await kari.texts(2, chat) == ["from elsewhere", "Hi"]


@dataclass(frozen=True)
class Said:
    """A text of one of a pair, to be said as often as it takes."""

    kari: Console
    mia: Customer
    chat: str
    by_agent: bool
    text: str
    key: str

    def __call__(self) -> Awaitable[Frame]:
        if self.by_agent:
            return self.kari.says(self.chat, self.text, self.key)
        return self.mia.says(self.text, self.key)


def has_seen(customer: Customer, seq: int) -> bool:
    return bool(customer.events()[-1]["seq"] == seq)


async def test_through_any_trouble_what_is_told_is_stored_and_what_is_stored_is_told(
    world: World, tmp_path: Path
) -> None:
    """Two pairs, a disk that is full, fails and recovers by chance, and every refused text sent again later."""
    random = Random(4711)
    ledger = Ledger(tmp_path / "switchboard.db")
    pairs = [await talking(world), await talking(world)]
    again: list[Said] = []
    codes: set[str] = set()

    async def say(said: Said) -> None:
        try:
            answer = await said()
        except Refusal as refusal:
            codes.add(refusal.code)
            again.append(said)
        else:
            ledger.acks.append(Ack(said.chat, said.key, answer["seq"], answer["at"]))

    for _ in range(ROUNDS):
        if random.random() < 0.1:
            await (disk_is_full(world) if random.random() < 0.5 else disk_has_room(world))
        text = LONG if random.random() < 0.3 else "x" * random.randint(1, 500)
        said = Said(*random.choice(pairs), random.random() < 0.5, text, new_id())
        if random.random() < 0.1:
            with disk_fails():
                await say(said)
        else:
            await say(said)
    await disk_has_room(world)
    refused = list(again)
    again.clear()
    for said in refused:
        await say(said)

    assert again == []
    assert codes == {"unavailable"}
    assert len(refused) > ROUNDS / 20
    for kari, mia, chat in pairs:
        stored = [event.seq for event in await world.server.house.log.events(chat, after=0, limit=10_000)]
        await mia.until(partial(has_seen, mia, stored[-1]))
        assert [event["seq"] for event in mia.events()] == stored
        assert [event["seq"] for event in kari.events(chat)] == stored[4:]
        for frame in mia.events():
            ledger.heard(Audience.CUSTOMER, frame)
        for frame in kari.events(chat):
            ledger.heard(Audience.AGENT, frame)
    ledger.compare()
    ledger.audit()
    assert ledger.events == 4 * len(pairs) + ROUNDS


@pytest.mark.skipif(not WITHIN_REACH, reason="this Python keeps its SQLite to itself, so no flush can be seen")
async def test_when_the_power_goes_everything_that_anybody_was_told_has_been_flushed(tmp_path: Path) -> None:
    """Looked at after every answer: what was written and not flushed by then does not count."""
    house, left = tmp_path / "house", tmp_path / "left"
    house.mkdir()
    ledger = Ledger(left / DATABASE)
    with structlog.testing.capture_logs(), PowerCut(house, tmp_path / "flushed") as power:
        async with world_of(house) as world:
            kari, mia, chat = await talking(world)
            for n in range(20):
                before = power.flushes
                told = await (mia.says(f"{n}", f"k{n}") if n % 2 else kari.says(chat, f"{n}", f"k{n}"))
                assert power.flushes > before
                ledger.acks.append(Ack(chat, f"k{n}", told["seq"], told["at"]))
                await kari.texts(n + 1, chat)
                for frame in kari.events(chat):
                    ledger.heard(Audience.AGENT, frame)
                power.strikes(left)
                ledger.compare()
    assert len(ledger.acks) == 20
