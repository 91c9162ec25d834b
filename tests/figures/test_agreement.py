"""Lives of chats through the real rules into a real store: reports, live numbers and a recount all say the same.

The lives are drawn, moved to times of their own (some years apart, some around a change of clocks) and stored in
an order that mixes them, with tallies settled in between whenever it happens. What each figure should be is
counted from the logs as they lie in the store (recount.py).
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
import trio
import trio.testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.domain import periods
from actors.domain.chat import Chat, evolve
from actors.domain.figures import BY_ID, FIGURES, Value
from actors.domain.marks import Marks
from actors.domain.measures import Sample
from actors.domain.periods import DAY_MS, HOUR_MS, QUARTER_MS, GroupBy
from actors.domain.rights import Agent
from actors.house import House
from actors.mail import News
from actors.messages import AgentRef, Event, LiveFigures, Queued
from actors.reports import Asked, Report, report
from store.database import Store
from store.queries import channels, chats
from tests.domain.lives import lives
from tests.domain.people import SALES, SUPPORT, Told
from tests.figures.kept import counted_again, kept
from tests.figures.recount import FIGURES as SLOWLY
from tests.figures.recount import (
    PERCENTILES,
    Fact,
    Group,
    channel_after,
    facts_of,
    group_of,
    is_active,
    is_near,
    is_waiting,
    stretches,
)
from tests.quick import quick_folder
from tests.serving import EPOCH_MS, served

ZONES: Final = ("UTC", "Europe/Oslo", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia")
# Clocks are changed: in Oslo by an hour, 25 October and 29 March; on Lord Howe by half of one, 3 October.
OSLO_FALLS_BACK: Final = 1_792_890_000_000
OSLO_GOES_ON: Final = 1_774_746_000_000
LORD_HOWE_GOES_ON: Final = 1_791_041_400_000
CHANGES: Final = (OSLO_FALLS_BACK, OSLO_GOES_ON, LORD_HOWE_GOES_ON)
CHANNELS: Final = (SALES, SUPPORT)
BOSS: Final = Agent(ref=AgentRef(id="boss", name="Boss"), admin=True)
NOW: Final = EPOCH_MS  # by the clock of `served`

ends = st.sampled_from([
    *(NOW - back for back in (0, 0, 20 * 60_000, 3 * HOUR_MS, 9 * HOUR_MS, DAY_MS, 40 * DAY_MS, 400 * DAY_MS)),
    *(change + each for change in CHANGES for each in (-HOUR_MS, 0, 30 * 60_000)),
])  # fmt: skip
some_lives = st.lists(st.tuples(lives(), ends), min_size=1, max_size=5)
# What is in no log: who found nobody, and whose question a page answered.
some_others = st.lists(
    st.tuples(st.sampled_from(["missed", "deflected"]), ends, st.sampled_from(CHANNELS)).map(
        lambda drawn: Sample(*drawn)
    )
)
settling = st.lists(st.booleans(), min_size=1, max_size=9)
some_periods = st.sampled_from([
    (NOW - 500 * DAY_MS, NOW + 500 * DAY_MS),
    (NOW - DAY_MS, NOW + DAY_MS),
    *((change - 2 * HOUR_MS, change + 2 * HOUR_MS) for change in CHANGES),
    (NOW - 6 * QUARTER_MS, NOW + QUARTER_MS),
])  # fmt: skip
Lives = list[tuple[Told, int]]
a_few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


class Written(NamedTuple):
    before: Chat
    event: Event
    after: Chat


class Mailbox:
    """A dashboard that remembers what it was told last."""

    def __init__(self) -> None:
        self.news: list[News] = []

    def offer(self, news: News) -> None:
        self.news.append(news)

    def restart(self) -> None:
        raise AssertionError

    revoke = restart


def story(drawn: Lives) -> list[Written]:
    """The lives at times of their own, event by event, in the order in which they would have been stored."""
    found = []
    for number, (life, end) in enumerate(drawn):
        chat = Chat(id=f"c{number}")
        for event in life.log:
            data = event.data
            if isinstance(data, Queued) and data.reason in {"new", "handoff"}:
                data = msgspec.structs.replace(data, ahead=number)
            moved = msgspec.structs.replace(event, at=event.at - life.log[-1].at + end, data=data)
            after = evolve(chat, moved)
            found.append(Written(chat, moved, after))
            chat = after
    return sorted(found, key=lambda each: each.event.at)


def in_a_house(drawn: Lives, settled: Sequence[bool], then: Callable[[House], Awaitable[None]]) -> None:
    """A server into whose store all of it is written, settled now and then; its clock stands still meanwhile."""

    async def run() -> None:
        async with _house() as house:
            for number, each in enumerate(story(drawn)):
                await house.log.append(each.before, each.after, (each.event,), Marks())
                if settled[number % len(settled)]:
                    await house.live.refresh()
            await then(house)

    trio.run(run, clock=trio.testing.MockClock())


@asynccontextmanager
async def _house() -> AsyncIterator[House]:
    with quick_folder() as folder:
        async with Store.open(folder / "x.db", inline=True) as store:
            for key in CHANNELS:
                row = channels.Channel(key=key, name=key.title(), language="en", created_at=0)
                await store.write(channels.create, row)
            async with served(store, data=folder) as server:
                yield server.house


async def logs_of(house: House) -> list[list[Event]]:
    ids = await house.store.read(chats.ids_after, "", 1_000)
    return [list(await house.log.events(id_, 0, 1_000)) for id_ in ids]


# --- reports ---


@a_few
@given(some_lives, some_others, settling, some_periods, st.sampled_from(ZONES))
def test_every_report_says_what_the_logs_say(
    drawn: Lives, others: list[Sample], settled: list[bool], period: tuple[int, int], tz: str
) -> None:
    async def compare(house: House) -> None:
        facts = [fact for log in await logs_of(house) for fact in facts_of(log)]
        for other in others:
            await house.live.measure(other)
            facts.append(Fact(other.measure, other.at, other.channel, None, 0))
        begin, end = (at - at % QUARTER_MS for at in period)
        for group_by in get_args(GroupBy):
            of = tuple(each.id for each in FIGURES if each.of_agents or group_by != "agent")
            found = await report(house, BOSS, Asked(of, begin, end, tz, group_by))

            assert disagreements(found, facts, ZoneInfo(tz)) == [], (group_by, tz)

    in_a_house(drawn, settled, compare)


def disagreements(found: Report, facts: Sequence[Fact], zone: ZoneInfo) -> list[str]:
    asked = found.asked
    inside = [fact for fact in facts if asked.begin <= fact.at < asked.end]
    groups: dict[str, list[Fact]] = {}
    for fact in inside:
        groups.setdefault(group_of(fact, asked.group_by, zone), []).append(fact)
    if asked.group_by == "agent":
        groups.pop("", None)
        inside = [fact for fact in inside if fact.agent is not None]
    rows = {row.key: row.values for row in found.rows}
    wrong = [f"no row {key!r}" for key in groups.keys() - rows.keys()]
    wrong += [f"row {key!r}: {each}" for key, row in rows.items() for each in unlike(row, groups.get(key, []))]
    return wrong + [f"total: {each}" for each in unlike(found.total, inside)]


def unlike(values: dict[str, Value], facts: Sequence[Fact]) -> list[str]:
    group = Group(facts)
    return [f"{figure} is {value}" for figure, value in values.items() if not is_right(figure, value, group)]


def is_right(figure: str, value: Value, group: Group) -> bool:
    if figure in PERCENTILES:
        return is_near(value, group, figure)
    slowly = SLOWLY[figure](group)
    if value is None or slowly is None:
        return value is slowly
    return value == pytest.approx(slowly, abs=1 if BY_ID[figure].unit == "ms" else 1e-9)


# --- live ---


@a_few
@given(some_lives, settling, st.sampled_from(ZONES), st.sampled_from([CHANNELS, (SUPPORT,), (SALES,)]))
def test_the_live_numbers_say_what_the_logs_say(
    drawn: Lives, settled: list[bool], tz: str, of: tuple[str, ...]
) -> None:
    async def compare(house: House) -> None:
        await house.live.refresh()
        shown = await house.live.watch(Mailbox(), of, tz)

        assert shown == slow_dashboard(await logs_of(house), of, tz)

    in_a_house(drawn, settled, compare)


@a_few
@given(some_lives, settling, st.sampled_from(ZONES))
def test_who_watches_is_told_what_one_who_comes_later_sees(drawn: Lives, settled: list[bool], tz: str) -> None:
    async def run() -> None:
        async with _house() as house:
            early = Mailbox()
            first = await house.live.watch(early, CHANNELS, tz)
            for number, each in enumerate(story(drawn)):
                await house.log.append(each.before, each.after, (each.event,), Marks())
                if settled[number % len(settled)]:
                    await trio.sleep(1)
            await trio.sleep(5)
            later = await house.live.watch(Mailbox(), CHANNELS, tz)

            assert [first, *(news.push.figures for news in early.news)][-1] == later  # type: ignore[union-attr]

    trio.run(run, clock=trio.testing.MockClock(autojump_threshold=0))


def slow_dashboard(logs: Sequence[list[Event]], of: Sequence[str], tz: str) -> LiveFigures:
    zone = ZoneInfo(tz)
    begin, end = periods.day_of(NOW, zone)
    facts = [fact for log in logs for fact in facts_of(log) if fact.channel in of]
    today = [fact for fact in facts if begin <= fact.at < end]
    theirs = [log for log in logs if channel_after(log, len(log)) in of]
    steps = range(begin, min(NOW + 1, end), QUARTER_MS)
    heroes = Counter(fact.agent for fact in today if fact.what == "waited")
    return msgspec.convert(
        {
            "channels": sorted(of),
            "today": {
                "waiting": sum(map(is_waiting, theirs)),
                "active": sum(map(is_active, theirs)),
                **{
                    name: slowly
                    for name, figure in (
                        ("average_wait_ms", "waiting"),
                        ("longest_wait_ms", "waiting_longest"),
                        ("started", "started"),
                        ("abandoned", "abandoned"),
                        ("average_first_response_ms", "first_response"),
                        ("average_rating", "rating"),
                    )
                    if (slowly := SLOWLY[figure](Group(today))) is not None
                },
            },
            "traffic": {
                "from_at": begin,
                "until_at": end,
                "step_ms": QUARTER_MS,
                "incoming": [
                    sum(fact.what == "arrived" and step <= fact.at < step + QUARTER_MS for fact in today)
                    for step in steps
                ],
                "active": [sum(had_in(log, step, of) for log in logs) for step in steps],
            },
            "heroes": [
                {"agent": {"id": agent, "name": ""}, "chats": many}
                for agent, many in sorted(heroes.items(), key=lambda hero: (-hero[1], hero[0]))[:3]
            ],
        },
        LiveFigures,
    )


def had_in(log: list[Event], step: int, of: Sequence[str]) -> int:
    """How many stretches of it lay in this quarter of an hour, wholly or in part."""
    found = 0
    for since, until in stretches(log):
        ends_at = NOW if until is None else until.at
        found += channel_after(log, since.seq) in of and since.at < step + QUARTER_MS and ends_at >= step
    return found


# --- what is stored ---


@a_few
@given(some_lives, settling)
def test_counting_all_logs_again_finds_the_tallies_as_they_are(drawn: Lives, settled: list[bool]) -> None:
    async def compare(house: House) -> None:
        as_they_went = await kept(house.store)

        assert await counted_again(house.store) == as_they_went

    in_a_house(drawn, settled, compare)
