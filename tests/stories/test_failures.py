"""A fault of ours in one actor: it is in the log, those who lean on it come back, and nothing is missing.

A mail that no actor knows stands for the fault: whoever handles it fails, as any mistake in a handler would.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings
from actors.mail import AgentIs, WhoIs
from actors.messages import AgentRef
from actors.messages import Rights as WireRights
from actors.reports import Asked, report
from store.queries.channels import Rights
from tests.serving import DAY_MS, EPOCH_MS
from tests.world import Console, Customer, Frame, Setting, Socket, World, world_of

FAULT = "a mail that nobody knows"
BOSS = Agent(ref=AgentRef(id="boss", name="Boss"), admin=True)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Siv"] = {"support": Rights(listen=True)}
    setting.agents["Per"] = {"sales": Rights(respond=True)}
    async with world_of(tmp_path, setting) as world:
        yield world


async def fails(world: World, address: str) -> None:
    world.server.house.directory.tell(address, FAULT)
    await world.pass_time(5)


async def served(world: World, kari: Console) -> tuple[Customer, str]:
    """Mia, and her chat, which Kari has."""
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)
    return mia, chat


async def missed(world: World) -> object:
    begin = EPOCH_MS - EPOCH_MS % DAY_MS
    asked = Asked(("missed",), begin, begin + 2 * DAY_MS, "UTC")
    return (await report(world.server.house, BOSS, asked)).total["missed"]


def consoles_at(world: World, chat: str) -> list[int]:
    """How many consoles the channel counts as looking at it, and the chat as hearing what is said in it."""
    refs = [world.server.house.directory.ref(address) for address in ("channel/support", f"chat/{chat}")]
    channel, its_chat = [cast("Any", ref._actor_weakref()) for ref in refs]
    return [len(channel._onlookers.consoles), len(its_chat._attached.consoles)]


def states(customer: Customer) -> list[str]:
    """What her widget was told of the channel since it came."""
    return [push["channel"]["state"] for push in customer.of("channel")]


def listed(console: Console) -> list[str]:
    return [row["id"] for row in console.welcome["chats"]]


async def row_of(console: Console, chat: str) -> Frame:
    """The chat in her list: she is welcomed with it, or told soon after."""
    welcomed = [row for row in console.welcome["chats"] if row["id"] == chat]
    return welcomed[0] if welcomed else await console.row(chat)


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


# --- a chat ---


async def test_who_listened_to_a_chat_that_fails_has_it_in_her_list_no_more_and_may_listen_again(
    world: World,
) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia, chat = await served(world, kari)
    await siv.listens(chat)
    await siv.row(chat)

    await fails(world, f"chat/{chat}")
    for each in (mia, kari, siv):
        await each.closed()
        await each.arrive()
    mine = listed(siv)
    await siv.listens(chat)
    await mia.says("Are you there?")

    assert mine == []
    await siv.until(lambda: is_told(siv, "Are you there?"))


# --- a channel ---


async def test_the_widget_of_a_chat_that_was_moved_to_a_channel_that_fails_comes_back_and_is_told_on(
    world: World,
) -> None:
    kari, per = await world.agents("Kari", "Per")
    mia, chat = await served(world, kari)
    await kari.offers(chat, "sales")
    await per.accepts(chat)
    await mia.closed()
    await mia.arrive()

    await fails(world, "channel/sales")
    code = (await mia.closed()).code
    await mia.arrive()
    await world.set_up(ChannelSettings(shown_name="Shop"), "sales")

    assert code == 4011
    await mia.until(lambda: mia.of("chat_channel"))


async def test_a_channel_that_fails_still_has_the_chats_that_were_offered_to_it(world: World) -> None:
    kari, per = await world.agents("Kari", "Per")
    _mia, chat = await served(world, kari)
    await kari.offers(chat, "sales")
    await world.pass_time(1)

    await fails(world, "channel/sales")
    await per.closed()
    await per.arrive()
    await kari.cancels(chat)

    assert [row["id"] for row in per.welcome["queue"]] == [chat]
    await per.until(lambda: [push for push in per.of("queue.changed") if chat in push.get("removed", [])])


async def test_while_the_consoles_of_a_channel_that_failed_come_back_nobody_is_told_away_nor_missed(
    world: World,
) -> None:
    kari = await world.agent("Kari")
    eve = await world.customer("Eve")

    await fails(world, "channel/support")
    await eve.closed()
    await eve.arrive()
    leo = await world.customer("Leo")
    await world.pass_time(1)
    came_first = [eve.welcome["channel"]["state"], leo.welcome["channel"]["state"], *states(eve)]
    await kari.closed()
    await world.pass_time(31)

    assert (came_first, await missed(world)) == (["open", "open"], 0)
    assert states(eve) == ["away"]  # for Kari did not come back


async def test_who_was_missed_before_a_channel_failed_is_not_missed_anew_after(world: World) -> None:
    eve = await world.customer("Eve")
    await world.pass_time(1)

    await fails(world, "channel/support")
    await eve.closed()
    await eve.arrive()
    await world.pass_time(1)

    assert (eve.welcome["channel"]["state"], await missed(world)) == ("away", 1)


async def test_a_channel_that_failed_asks_its_agents_how_they_are_and_believes_them(world: World) -> None:
    """The mail that it failed at may have been the one that said so."""
    kari, eve = await world.agent("Kari"), await world.customer("Eve")
    await kari.drop()
    await world.pass_time(40)
    directory = world.server.house.directory
    card = await directory.ask(f"agent/{kari.agent}", WhoIs())
    directory.tell("channel/support", AgentIs(replace(card, connected=True), WireRights(respond=True)))

    await fails(world, "channel/support")
    await eve.closed()
    await eve.arrive()

    assert eve.welcome["channel"]["state"] == "away"


# --- an agent ---


async def test_an_agent_that_fails_still_has_what_she_listens_to_and_what_is_offered_to_her(world: World) -> None:
    kari, ola, siv = await world.agents("Kari", "Ola", "Siv")
    mia, chat = await served(world, kari)
    await siv.listens(chat)
    await kari.offers(chat, ola)
    await ola.row(chat)

    for each in (ola, siv):
        world.server.house.directory.tell(f"agent/{each.agent}", FAULT)
    for each in (ola, siv):
        await each.closed()
        each.pushes.clear()
        await each.arrive()
    rows = [await row_of(each, chat) for each in (ola, siv)]
    await mia.says("Are you there?")
    await siv.until(lambda: is_told(siv, "Are you there?"))
    await ola.drop()
    await world.pass_time(32)

    assert [row.get("listening", False) for row in rows] == [False, True]
    assert (await world.stored_kinds(chat))[-1] == "transfer_cancelled"


async def test_while_the_console_of_an_agent_that_failed_comes_back_her_channel_stays_open(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")

    await fails(world, f"agent/{kari.agent}")
    await kari.closed()
    meanwhile = states(mia)
    await world.pass_time(30)

    assert (meanwhile, states(mia)) == ([], ["away"])  # for she did not come back


async def test_an_agent_who_was_gone_for_long_is_not_here_again_because_she_failed(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    await kari.drop()
    await world.pass_time(40)

    await fails(world, f"agent/{kari.agent}")

    assert states(mia) == ["away"]


async def test_no_console_of_an_agent_that_failed_stays_behind_in_her_channels_and_chats(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    _mia, chat = await served(world, kari)
    await siv.listens(chat)
    await siv.row(chat)
    before = consoles_at(world, chat)

    for each in (kari, siv):
        await fails(world, f"agent/{each.agent}")
        await each.closed()

    assert (before, consoles_at(world, chat)) == ([2, 2], [0, 0])
