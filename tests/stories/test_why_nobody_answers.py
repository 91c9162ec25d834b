"""Of every waiting chat a manager reads why nobody has it yet and what happens next, in the words of her screen.

Siv manages the channel. Moments are milliseconds since the chat in question came.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from actors.domain.opening_hours import OpeningHours
from actors.domain.settings import BotSettings, ChannelSettings, Limits
from actors.domain.warnings import WarningTimes
from store.queries.channels import Rights
from tests.stories.screens import Desk, Folding, folding
from tests.world import Setting, World, refusal_of, world_of

TIMES = WarningTimes(
    new_chat_ms=60_000, unanswered_ms=120_000, manager_new_chat_ms=180_000, manager_unanswered_ms=300_000
)


@pytest.fixture(scope="module")
def node() -> Iterator[Folding]:
    with folding() as folded:
        yield folded


@asynccontextmanager
async def managed(folder: Path, node: Folding, **settings: Any) -> AsyncIterator[tuple[World, Desk]]:  # noqa: ANN401 - as in actors/domain/settings.py
    setting = Setting()
    setting.channels["support"] = ChannelSettings(warnings=TIMES, **settings)
    setting.agents["Siv"] = {"support": Rights(manage=True)}
    async with world_of(folder, setting) as world:
        yield world, await Desk(await world.agent("Siv"), node).comes()


async def why(siv: Desk, chat: str) -> str:
    """What her dialog says, once her screen has the chat in its queue."""
    await siv.until(lambda: any(row["id"] == chat for p in siv.of("queue.changed") for row in p.get("rows", [])))
    answer = await siv.command("queue.explain", chat=chat)
    since = (await siv.opens(chat))["events"][0]["at"]
    return siv.screen.why(chat, {name: value for name, value in answer.items() if name != "re"}, since)


async def why_not(siv: Desk, chat: str) -> str:
    """What she is told of a chat that does not wait."""
    refusal = await refusal_of(siv.command("queue.explain", chat=chat))
    assert refusal.code == "conflict"
    return str(refusal.frame["message"])


async def test_somebody_is_there_and_has_not_taken_it(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node) as (world, siv):
        await world.agents("Kari", "Ola")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        first, second = await mia.starts("Hello?"), await leo.starts("And me?")
        await world.pass_time(2)

        assert await why(siv, first) == (
            "2 agents are available in Support, but nobody has taken Mia yet, who is first in the queue and waits "
            "until one of them does. The next warning goes out at +60000 ms."
        )
        assert "who is number 2 in the queue" in await why(siv, second)
        await world.pass_time(60)
        assert "The next warning goes out at +180000 ms." in await why(siv, first), (
            "agents know, managers are next"
        )
        await world.pass_time(120)
        assert (await why(siv, first)).endswith("waits until one of them does."), "all have been warned"


async def test_everybody_is_away_or_gone(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node) as (world, siv):
        kari, ola = await world.agents("Kari", "Ola")
        chat = await (await world.customer("Mia")).starts("Hello?")
        nobody = (
            "Nobody who can answer in Support is present, so Mia waits until somebody is. "
            "Who is away can answer as well."
        )

        await kari.goes_away()
        await world.pass_time(2)
        assert (await why(siv, chat)).startswith("1 agent is available in Support")
        await ola.goes_away()
        await world.pass_time(2)
        assert await why(siv, chat) == nobody
        await kari.is_present()
        await kari.drop()
        await world.pass_time(20)
        assert (await why(siv, chat)).startswith("1 agent is available in Support"), "she may be back in a moment"
        await world.pass_time(12)
        assert await why(siv, chat) == nobody


async def test_the_channel_closes_while_somebody_waits(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node) as (world, siv):
        await world.agent("Kari")
        chat = await (await world.customer("Mia")).starts("Hello?")
        never = OpeningHours(on=True, week=((), (), (), (), (), (), ()))
        await world.set_up(ChannelSettings(warnings=TIMES, hours=never))
        await world.pass_time(2)

        assert await why(siv, chat) == (
            "1 agent is available in Support, but nobody has taken Mia yet, who is first in the queue and waits "
            "until one of them does. The next warning goes out at +60000 ms. Support is closed by its opening "
            "hours: nobody new comes in, and who waits can still be answered."
        )


async def test_the_chat_is_put_before_one_agent_after_the_other(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node, assignment="offer", offer_ms=20_000, chats_per_agent=1) as (world, siv):
        kari = await world.agent("Kari")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        first = await mia.starts("Hello?")
        await world.pass_time(2)
        offered = await why(siv, first)
        await kari.answers(first)
        await world.pass_time(2)
        second = await leo.starts("And me?")
        await world.pass_time(2)
        busy = await why(siv, second)
        await world.agent("Ola")
        await world.pass_time(2)
        then = await why(siv, second)

        assert offered.startswith("The chat is put before Kari until +")
        assert offered.endswith("; after that the next agent is asked.")
        assert busy == (
            "The one agent who is present in Support already has as many chats as they may have at once. Leo is "
            "first and is offered to the first who has room; anybody may answer before. The next warning goes "
            "out at +60000 ms."
        )
        assert then.startswith("The chat is put before Ola until +")


async def test_an_agent_who_was_lost_or_is_absent_leaves_it_at_the_front(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node) as (world, siv):
        kari = await world.agent("Kari")
        await world.agent("Ola")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        chat = await mia.starts("Hello?")
        await kari.answers(chat)
        later = await leo.starts("And me?")
        await world.pass_time(2)
        assert await why_not(siv, chat) == "Kari has this chat."

        await kari.drop()
        await world.pass_time(60)
        assert await why_not(siv, chat) == (
            "Kari has this chat and is not connected. Unless that changes soon, it goes to the front."
        )
        await world.pass_time(65)
        lost = await why(siv, chat)
        assert "who is first in the queue" in lost
        assert lost.endswith("Mia has had an answer before, and so goes before those who have only just come.")
        assert "who is number 2 in the queue" in await why(siv, later)


async def test_what_a_lost_agent_has_offered_may_still_be_accepted(tmp_path: Path, node: Folding) -> None:
    limits = Limits(transfer_ms=600_000)
    async with managed(tmp_path, node, limits=limits) as (world, siv):
        kari, ola = await world.agents("Kari", "Ola")
        chat = await (await world.customer("Mia")).starts("Hello?")
        await kari.answers(chat)
        await kari.offers(chat, ola)
        await kari.drop()
        await world.pass_time(300)

        gone = "Kari has this chat and is not connected."
        assert await why_not(siv, chat) == (
            f"{gone} Ola may still accept it. If nobody does, it goes to the front."
        )
        await siv.cancels(chat)
        await world.pass_time(2)
        assert "who is first in the queue" in await why(siv, chat)


async def test_a_customer_who_came_back_stands_at_the_front(tmp_path: Path, node: Folding) -> None:
    async with managed(tmp_path, node) as (world, siv):
        kari = await world.agent("Kari")
        await world.agent("Ola")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        chat = await mia.starts("Hello?")
        await kari.answers(chat)
        await kari.ends(chat)
        await kari.goes_away()
        await leo.starts("And me?")
        await mia.command("chat.return")
        await world.pass_time(2)

        words = await why(siv, chat)
        assert words.startswith("1 agent is available in Support, but nobody has taken Mia yet, who is first")
        assert words.endswith("Mia has had an answer before, and so goes before those who have only just come.")


async def test_a_bot_talks_with_the_customer(tmp_path: Path, node: Folding) -> None:
    bot = BotSettings(on=True, name="Robin", connector="faq")
    async with managed(tmp_path, node, bot=bot) as (world, siv):
        await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello?")
        await world.pass_time(2)

        assert await why_not(siv, chat) == "This chat is not in the queue of its channel."
        await mia.command("human")
        await world.pass_time(2)
        assert (await why(siv, chat)).startswith("1 agent is available in Support")
