"""SPEC.md section 1: a chat's life, told on the whole server."""

from pathlib import Path

import pytest
import trio

from tests.world import World, refusal_of, world_of


@pytest.fixture
async def world(tmp_path: Path, autojump_clock: trio.testing.MockClock):  # noqa: ANN201, ARG001
    async with world_of(tmp_path) as world:
        yield world


async def test_a_customer_and_an_agent_talk_and_one_ends_it(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my invoice?")

    row = await kari.takes_next()
    assert row is not None
    await kari.says(chat, "Let me look, Mia.")
    await mia.says("Thank you!")
    await kari.ends(chat)
    await mia.event("ended")

    assert row["id"] == chat
    assert await mia.texts(3) == ["Where is my invoice?", "Let me look, Mia.", "Thank you!"]
    assert await kari.log_kinds(chat) == [
        *("started", "queued", "message", "answered", "message", "message", "ended")
    ]


async def test_the_slower_agent_is_told_who_has_the_chat(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")

    await kari.answers(chat)
    refusal = await refusal_of(ola.answers(chat))

    assert (refusal.code, refusal.frame["agent"]) == ("taken", "Kari")
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "answered"]
