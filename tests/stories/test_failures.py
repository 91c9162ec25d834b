"""A fault of ours in one actor: it is in the log, those who lean on it come back, and nothing is missing.

A mail that no actor knows stands for the fault: whoever handles it fails, as any mistake in a handler would.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import Socket, World, world_of

FAULT = "a mail that nobody knows"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path) as world:
        yield world


async def fails(world: World, address: str) -> None:
    world.server.house.directory.tell(address, FAULT)
    await world.pass_time(5)


def is_told(socket: Socket, text: str) -> bool:
    return any(push["data"].get("text") == text for push in socket.of("event"))


async def test_a_chat_that_fails_sends_both_away_to_come_back_at_once_and_has_every_word(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia, leo = await world.customer("Mia"), await world.customer("Leo")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)
    await mia.says("My invoice is wrong")
    await leo.starts("And I?")

    await fails(world, f"chat/{chat}")
    codes = [(await each.closed()).code for each in (mia, kari)]
    await mia.arrive()
    await kari.arrive()
    await mia.says("Are you there?")
    await kari.says(chat, "I am")

    assert codes == [4011, 4011]
    assert (ola.hangup, leo.hangup) == (None, None)
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "answered", *["message"] * 3]
    await mia.until(lambda: is_told(mia, "I am"))


async def test_a_channel_that_fails_has_its_queue_again_and_tells_everybody_on(world: World) -> None:
    kari = await world.agent("Kari")
    mia, leo, eve = [await world.customer(name) for name in ("Mia", "Leo", "Eve")]
    first = await mia.starts("Hello?")
    await world.pass_time(1)
    second = await leo.starts("And I?")

    await fails(world, "channel/support")
    codes = [(await each.closed()).code for each in (kari, eve)]
    await kari.arrive()
    await eve.arrive()
    third = await eve.starts("And what of me?")
    row = await kari.takes_next()

    assert codes == [4011, 4011]
    assert eve.welcome["channel"]["state"] == "open"
    assert [each["id"] for each in kari.welcome["queue"]] == [first, second]
    assert row is not None
    assert row["id"] == first
    await kari.until(lambda: [push for push in kari.of("queue.changed") if first in push.get("removed", [])])
    await eve.until(lambda: eve.of("queue") and eve.of("queue")[-1]["position"] == 2)
    assert [(await kari.takes_next() or {})["id"] for _ in range(2)] == [second, third]


async def test_an_agent_that_fails_keeps_her_chats_and_her_consoles_come_back(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)

    await fails(world, f"agent/{kari.agent}")
    code = (await kari.closed()).code
    await kari.arrive()
    await kari.says(chat, "Hi")
    await mia.says("My invoice is wrong")
    await kari.until(lambda: is_told(kari, "My invoice is wrong"))
    await world.pass_time(300)

    assert code == 4011
    assert [each["id"] for each in kari.welcome["chats"]] == [chat]
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "answered", "message", "message"]
