"""SPEC.md section 2, the statistics strip: today's numbers live, of channels an agent may see and no others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import trio
from msgspec.structs import replace

from actors.domain.figures import Value
from actors.domain.missed import AGAIN_MS
from actors.domain.opening_hours import OpeningHours, Span
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings
from actors.messages import AgentRef
from actors.reports import Asked, report
from actors.start import reload_settings
from store.queries import accounts, channels
from tests.serving import DAY_MS, EPOCH_MS
from tests.world import Console, Customer, Frame, Setting, World, refusal_of, world_of

RESPOND = channels.Rights(respond=True)
BOSS = Agent(ref=AgentRef(id="boss", name="Boss"), admin=True)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Per"] = {"sales": channels.Rights(respond=True)}
    async with world_of(tmp_path, setting) as world:
        yield world


async def watch(console: Console, **fields: Any) -> Frame:  # noqa: ANN401 - as on the wire
    figures: Frame = (await console.command("dashboard.watch", **fields))["figures"]
    return figures


async def told(console: Console, **today: object) -> Frame:
    """The newest figures that she was told, once today's numbers hold these."""

    def found() -> Frame | None:
        pushes = console.of("stats")
        figures: Frame | None = pushes[-1]["figures"] if pushes else None
        return figures if figures is not None and today.items() <= figures["today"].items() else None

    figures: Frame = await console.until(found)
    return figures


async def id_of(world: World, login: str) -> str:
    account = await world.server.store.read(accounts.by_login, login)
    assert account is not None
    return account.id


async def test_a_day_begins_with_noughts_and_nothing_to_measure(world: World) -> None:
    kari = await world.agent("Kari")

    figures = await watch(kari, tz="Europe/Oslo")

    assert figures["channels"] == ["support"]
    assert figures["today"] == {}  # all of them are what they are when left out
    assert figures["traffic"]["from_at"] == EPOCH_MS - 9 * 3_600_000  # it is nine in Oslo
    assert figures["traffic"]["until_at"] == figures["traffic"]["from_at"] + DAY_MS
    assert figures["traffic"]["incoming"] == figures["traffic"]["active"] == [0] * 37
    assert figures["heroes"] == []


async def test_she_sees_a_chat_come_wait_be_answered_and_rated(world: World) -> None:
    kari = await world.agent("Kari")
    await watch(kari)
    mia = await world.customer("Mia")

    chat = await mia.starts("Hello")
    assert (await told(kari, started=1, waiting=1))["traffic"]["incoming"][-1] == 1
    await world.pass_time(30)
    await kari.answers(chat)
    figures = await told(kari, active=1)
    assert figures["traffic"]["active"][-1] == 1
    assert figures["heroes"] == [{"agent": {"id": kari.agent, "name": "Kari"}, "chats": 1}]
    await world.pass_time(10)
    await kari.says(chat, "Hi Mia")
    await mia.command("chat.end")
    await mia.command("chat.rate", score=4)

    figures = await told(kari, average_rating=4.0)
    waited = figures["today"].pop("average_wait_ms")
    assert figures["today"].pop("longest_wait_ms") == waited
    assert 30_000 <= waited < 40_000
    assert 10_000 <= figures["today"].pop("average_first_response_ms") < 20_000
    assert figures["today"] == {"started": 1, "average_rating": 4.0}


async def test_the_heroes_are_the_three_who_answered_most_with_their_photos(tmp_path: Path) -> None:
    setting = Setting()
    setting.agents = {name: {"support": RESPOND} for name in ("Kari", "Ola", "Siv", "Tor")}
    async with world_of(tmp_path, setting) as world:
        ola = await world.server.store.read(accounts.by_login, "ola")
        assert ola is not None
        await world.server.store.write(accounts.change, replace(ola, photo="/pictures/ola"))
        everybody = await world.agents(*setting.agents)
        watching = everybody[0]
        await watch(watching)

        for chats, agent in zip((2, 3, 4, 1), everybody, strict=True):
            for _ in range(chats):
                await agent.answers(await (await world.customer("Mia")).starts("Hello"))

        heroes = (await told(watching, active=10))["heroes"]
        assert [(each["agent"]["name"], each["chats"]) for each in heroes] == [("Siv", 4), ("Ola", 3), ("Kari", 2)]
        assert [each["agent"].get("photo") for each in heroes] == [None, "/pictures/ola", None]


async def test_who_gives_up_is_abandoned_and_her_wait_is_in_no_average(world: World) -> None:
    kari = await world.agent("Kari")
    await watch(kari)
    mia = await world.customer("Mia")
    await mia.starts("Hello?")
    await world.pass_time(60)

    await mia.command("chat.end")

    assert (await told(kari, abandoned=1))["today"] == {"started": 1, "abandoned": 1}


async def test_however_much_happens_she_is_told_once_a_second(world: World) -> None:
    kari = await world.agent("Kari")
    await watch(kari)
    times: list[float] = []

    async def listen() -> None:
        while True:
            seen = len(kari.of("stats"))
            await kari.until(lambda: len(kari.of("stats")) > seen)  # noqa: B023 - awaited at once
            times.append(trio.current_time())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(listen)
        for number in range(40):
            await (await world.customer(f"Mia {number}")).starts("Hello")
            await trio.sleep(0.1)
        await told(kari, started=40)
        nursery.cancel_scope.cancel()

    assert 3 <= len(times) <= 6
    assert all(later - earlier >= 0.999 for earlier, later in pairwise(times))


async def test_while_nothing_changes_she_is_told_nothing_but_that_the_day_goes_on(world: World) -> None:
    kari = await world.agent("Kari")
    begin = await watch(kari)
    await world.pass_time(10 * 60)
    assert kari.of("stats") == []

    await world.pass_time(5 * 60)

    figures = await told(kari)
    assert len(figures["traffic"]["incoming"]) == len(begin["traffic"]["incoming"]) + 1
    assert len(kari.of("stats")) == 1


async def test_at_midnight_of_her_own_zone_a_new_day_begins(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await kari.answers(await mia.starts("Hello"))
    await watch(kari, tz="Asia/Tokyo")  # it is five in the afternoon there
    await world.pass_time(7 * 3_600 + 1)

    figures = await told(kari, active=1)

    assert figures["today"] == {"active": 1}
    assert figures["traffic"]["active"] == [1]


async def test_of_several_channels_she_may_choose(world: World) -> None:
    await world.server.store.write(channels.set_member, "sales", await id_of(world, "kari"), RESPOND)
    await reload_settings(world.server.house)
    kari, _ = await world.agent("Kari"), await world.agent("Per")
    await (await world.customer("Mia")).starts("Hello")
    await (await world.customer("Leo", "sales")).starts("Hello")

    both = await watch(kari)
    one = await watch(kari, channels=["sales"])
    none = await watch(kari, channels=[])

    assert [each["today"].get("started", 0) for each in (both, one, none)] == [2, 1, 0]
    assert both["channels"] == ["sales", "support"]


@pytest.mark.parametrize("channel", ["sales", "nowhere"])
async def test_a_channel_that_is_not_hers_cannot_be_told_from_none(world: World, channel: str) -> None:
    kari = await world.agent("Kari")

    refusal = await refusal_of(watch(kari, channels=["support", channel]))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", "channels")
    assert refusal.frame["message"] == "There is no such channel for you."


async def test_a_time_zone_that_is_none_is_refused(world: World) -> None:
    kari = await world.agent("Kari")
    for tz in ("Mars/Olympus", "../../etc/passwd", "\x00", "europe/oslo/"):
        refusal = await refusal_of(watch(kari, tz=tz))

        assert (refusal.code, refusal.frame["field"]) == ("invalid", "tz")


async def test_who_stops_watching_is_told_nothing_any_more(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    await watch(kari)
    await watch(ola)

    assert await watch(kari, on=False) is None
    await (await world.customer("Mia")).starts("Hello")
    await told(ola, started=1)

    assert kari.of("stats") == []


async def test_after_a_restart_the_day_goes_on_where_it_was(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        kari, mia = await world.agent("Kari"), await world.customer("Mia")
        await world.pass_time(20)
        await kari.answers(await mia.starts("Hello"))
        before = await watch(kari)

    async with world_of(tmp_path) as world:
        after = await watch(await world.agent("Kari"))

    assert after == before


# --- found nobody ---


async def missed(world: World) -> object:
    house = world.server.house
    begin = EPOCH_MS - EPOCH_MS % DAY_MS
    return (await report(house, BOSS, Asked(("missed",), begin, begin + 2 * DAY_MS, "UTC"))).total["missed"]


async def from_address(world: World, address: str) -> Customer:
    customer = Customer(world, "Mia", "support")
    customer.address = address
    return await customer.arrive()


async def test_who_finds_nobody_is_missed_once_however_often_she_looks(world: World) -> None:
    first = await from_address(world, "10.0.0.1")
    assert first.welcome["channel"]["state"] == "away"
    await from_address(world, "10.0.0.1")
    await from_address(world, "10.0.0.2")
    await world.pass_time(1)
    assert await missed(world) == 2

    await world.pass_time(AGAIN_MS / 1_000)
    await from_address(world, "10.0.0.1")
    await world.pass_time(1)

    assert await missed(world) == 3


async def test_who_finds_somebody_or_has_a_chat_is_not_missed(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await from_address(world, "10.0.0.1")
    await kari.answers(await mia.starts("Hello"))
    await kari.goes_away()
    await world.pass_time(1)
    await mia.another_tab()
    await world.pass_time(1)

    assert await missed(world) == 0


async def test_who_comes_outside_opening_hours_is_not_missed(world: World) -> None:
    begin = datetime.fromtimestamp(EPOCH_MS / 1_000, UTC)
    later = (Span(opens=f"{begin.hour + 1:02}:00", closes=f"{begin.hour + 2:02}:00"),)
    await world.set_up(ChannelSettings(hours=OpeningHours(on=True, time_zone="UTC", week=(later,) * 7)))

    early = await from_address(world, "10.0.0.1")
    await world.pass_time(1)
    assert (early.welcome["channel"]["state"], await missed(world)) == ("closed", 0)

    await world.pass_time(3_600)
    await from_address(world, "10.0.0.2")
    await world.pass_time(1)

    assert await missed(world) == 1


# --- the wait that customers are told ---


async def test_the_wait_that_customers_are_told_is_the_figure_of_the_report(world: World) -> None:
    kari = await world.agent("Kari")
    for seconds in (10, 25, 70):
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await world.pass_time(seconds)
        await kari.answers(chat)

    leo = await world.customer("Leo")

    begin = EPOCH_MS - EPOCH_MS % DAY_MS
    found = await report(world.server.house, BOSS, Asked(("waiting",), begin, begin + DAY_MS, "UTC"))
    assert leo.welcome["channel"]["average_wait_ms"] == found.total["waiting"]


# --- handed over ---


async def test_a_chat_that_is_handed_over_counts_once_it_has_ended(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    chats = [await (await world.customer(f"Mia {number}")).starts("Hello") for number in range(4)]
    for chat in chats:
        await kari.answers(chat)
    handed, also_handed, kept, _open = chats
    for chat in (handed, also_handed):
        await kari.offers(chat, ola)
        await ola.accepts(chat)

    assert await transfers(world) == (0, None)
    await kari.ends(kept)
    assert await transfers(world) == (0, 0.0)
    await ola.ends(handed)
    assert await transfers(world) == (1, 1 / 2)
    await ola.ends(also_handed)
    assert await transfers(world) == pytest.approx((2, 2 / 3))


async def transfers(world: World) -> tuple[Value, Value]:
    """How many, and which part."""
    begin = EPOCH_MS - EPOCH_MS % DAY_MS
    asked = Asked(("transferred", "transfer_rate"), begin, begin + DAY_MS, "UTC")
    found = (await report(world.server.house, BOSS, asked)).total
    return found["transferred"], found["transfer_rate"]


async def test_the_log_says_how_many_were_before_her(world: World) -> None:
    await world.agent("Kari")
    chats = [await (await world.customer(f"Mia {number}")).starts("Hello") for number in range(3)]

    for number, chat in enumerate(chats):
        (queued,) = [event for event in await world.server.house.log.events(chat, 0) if event.kind == "queued"]
        assert queued.data.ahead == number  # type: ignore[union-attr]
