"""The figures of this moment, and the way of samples into tallies.

Samples are stored with the events they come from (actors/log.py); `settle` moves them into the tallies, some
thousand at a time, in one transaction. This task is the only one that does, so what it has moved is exactly what
it adds to the day's tallies in memory, which dashboards are told from: at most once a second, and only what is
new. With nobody watching it rests; a report adds up what is not settled yet, so no report is ever late.

The tallies hold what was counted by definitions of a version. When these change, or in a store of before there
were any, they are counted again from the logs, before anything else happens (`Live.begin`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import structlog
import trio
from msgspec.structs import replace

from actors.clock import Clock
from actors.domain import periods
from actors.domain.chat import Chat, Impossible, evolve
from actors.domain.figures import BY_ID, value
from actors.domain.measures import (
    ARRIVED,
    BESIDE_THE_LOG,
    BY_NAME,
    LET_GO,
    TAKEN,
    WAITED,
    Place,
    Sample,
    Tally,
    add,
    samples_of,
    tallied,
)
from actors.domain.periods import DAY_MS, GRAINS, HOUR_MS, QUARTER_MS
from actors.log import Kept, event_of, kept_of, state_of
from actors.mail import News, Outbox
from actors.messages import AgentRef, Hero, LiveFigures, StatsPush, Today, Traffic
from store.database import Store, StoreError
from store.journal import events, load
from store.queries import accounts, chats, meta, tallies
from store.queries.tallies import Cell
from store.tables_figures import EVERYBODY

# Of the definitions in domain/measures.py: one more when a chat of old would be counted differently.
VERSION: Final = "2"
_VERSION_KEY: Final = "figures"

PUSH_EVERY_S: Final = 1.0  # PROTOCOL.md, `stats`
# With nobody watching. A report has to add up by itself what has come meanwhile; at most SETTLE_AT of it.
REST_S: Final = 30.0
SETTLE_AT: Final = 2_000
# Samples in one transaction: a few milliseconds, for which messages wait.
SETTLE_AT_ONCE: Final = 1_000
RETRY_S: Final = 5.0
HEROES: Final = 3
# What is kept in memory: today in any time zone, from the first midnight to the last.
KEPT_MS: Final = 2 * DAY_MS + 2 * HOUR_MS
# Chats that are counted again in one go.
RECOUNT_AT_ONCE: Final = 500

# The figures that a dashboard shows, by their names there; and what of a tally it needs for them and its chart.
TODAY: Final = {
    "average_wait_ms": "waiting",
    "longest_wait_ms": "waiting_longest",
    "started": "started",
    "abandoned": "abandoned",
    "average_first_response_ms": "first_response",
    "average_rating": "rating",
}
_SHOWN: Final = frozenset({
    *(column for figure in TODAY.values() for column in BY_ID[figure].columns),
    *(measure.count for measure in (ARRIVED, TAKEN, LET_GO)),
})  # fmt: skip

log = structlog.get_logger()


class View(NamedTuple):
    """What a dashboard looks at."""

    channels: tuple[str, ...]
    tz: str


class Live:
    """Made with the house; everything here happens in the loop, but for the jobs of the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tallies: dict[str, dict[Place, Tally]] = defaultdict(dict)  # by channel, of quarter hours
        self._days: dict[tuple[str, int], _Day] = {}  # what was added up of them, by channel and begin
        self.queues: dict[str, int] = {}  # by channel: how many wait, as its actor knows it; read by its chats
        self._open: dict[str, tuple[int, int]] = {}  # by channel: waiting, active
        self._names: dict[str, AgentRef] | None = None
        self._watchers: dict[Outbox, View] = {}
        self._shown: dict[View, LiveFigures] = {}
        self._unsettled = 0
        self._forgets_at = 0
        self._noted = trio.Event()
        self._hurry = trio.Event()
        self._refreshed_at = -PUSH_EVERY_S
        self._refreshing = trio.Lock()

    async def begin(self) -> None:
        """Count again if need be, and read what the day has had so far. Before any chat goes on."""
        if await self._store.read(meta.value_of, _VERSION_KEY) != VERSION:
            await recount(self._store)
        since = self._clock.now_ms() - KEPT_MS
        await self._settle()
        self._tallies.clear()
        self._days.clear()
        for cell, tally in await self._store.read(tallies.since, QUARTER_MS, since):
            self._add(Place(cell.channel, cell.agent or None, cell.at), tally)

    def note(self, samples: Sequence[Sample]) -> None:
        """These are stored. Called for every one: it only remembers that there is something to do."""
        self._unsettled += len(samples)
        self._noted.set()
        if self._unsettled >= SETTLE_AT:
            self._hurry.set()

    async def measure(self, sample: Sample) -> None:
        """One that no event brings; stored on return. Raises StoreError."""
        await self._store.write(tallies.put_samples, (sample,))
        self.note((sample,))

    def forget_names(self) -> None:
        """Accounts have changed."""
        self._names = None

    # --- dashboards ---

    async def watch(self, outbox: Outbox, channels: Iterable[str], tz: str) -> LiveFigures:
        """Today as it was within the last second; `stats` follows when it is different. Raises Invalid for a zone
        that is none.
        """
        view = View(tuple(sorted(channels)), tz)
        periods.zone_of(tz)
        if trio.current_time() >= self._refreshed_at + PUSH_EVERY_S or self._names is None:
            await self.refresh()
        self._watchers[outbox] = view
        self._noted.set()  # the chart goes on by itself from here
        self._hurry.set()
        figures = self._figures(view)
        self._shown.setdefault(view, figures)  # what differs from it is told to all who look at the same
        return figures

    def unwatch(self, outbox: Outbox) -> None:
        view = self._watchers.pop(outbox, None)
        if view is not None and view not in self._watchers.values():
            self._shown.pop(view, None)

    async def run(self) -> None:
        """For as long as the server runs."""
        while True:
            await self._until_due()
            try:
                await self.refresh()
            except StoreError as trouble:
                log.warning("figures.postponed", why=str(trouble))
                await trio.sleep(RETRY_S)
                self._noted.set()
            else:
                self._push()

    async def _until_due(self) -> None:
        """Until something was measured, or the chart goes on by a step; but a while after the last time."""
        step = self._clock.now_ms() // QUARTER_MS * QUARTER_MS + QUARTER_MS
        with trio.move_on_at(self._clock.at(step) if self._watchers else float("inf")):
            await self._noted.wait()
        self._noted = trio.Event()
        while (rest := self._rest_s()) > 0:
            self._hurry = trio.Event()
            with trio.move_on_after(rest):
                await self._hurry.wait()

    def _rest_s(self) -> float:
        rest = PUSH_EVERY_S if self._watchers or self._unsettled >= SETTLE_AT else REST_S
        return self._refreshed_at + rest - trio.current_time()

    async def refresh(self) -> None:
        """Take in all that has been stored until now."""
        async with self._refreshing:
            self._refreshed_at = trio.current_time()
            await self._settle()
            self._open = await self._store.read(tallies.waiting_and_active)
            if self._names is None:
                everybody = await self._store.read(accounts.everybody)
                self._names = {
                    each.id: AgentRef(id=each.id, name=each.name, photo=each.photo) for each in everybody
                }

    async def _settle(self) -> None:
        self._unsettled = 0
        many = SETTLE_AT_ONCE
        while many == SETTLE_AT_ONCE:
            many, moved = await self._store.write(settle, SETTLE_AT_ONCE)
            for place, tally in moved.items():
                self._add(place, tally)
        self._forget(self._clock.now_ms() - KEPT_MS)

    def _add(self, place: Place, tally: Tally) -> None:
        kept = {name: many for name, many in tally.items() if name in _SHOWN}
        if place.agent is not None:
            kept = {name: many for name, many in kept.items() if name == WAITED.count}
        if kept:
            add(self._tallies[place.channel].setdefault(place, {}), kept)
            self._days = {of: day for of, day in self._days.items() if of[0] != place.channel}

    def _forget(self, before: int) -> None:
        if before < self._forgets_at:
            return
        self._forgets_at = before + HOUR_MS
        self._days.clear()
        for kept in self._tallies.values():
            for place in [place for place in kept if place.at < before]:
                del kept[place]

    def _push(self) -> None:
        looking: dict[View, list[Outbox]] = defaultdict(list)
        for outbox, view in self._watchers.items():
            looking[view].append(outbox)
        for view, outboxes in looking.items():
            figures = self._figures(view)
            if figures == self._shown.get(view):
                continue
            self._shown[view] = figures
            news = News(StatsPush(figures=figures))
            for outbox in outboxes:
                outbox.offer(news)

    # --- what they show ---

    def _figures(self, view: View) -> LiveFigures:
        now = self._clock.now_ms()
        begin, end = periods.day_of(now, periods.zone_of(view.tz))
        steps = len(range(begin, min(now + 1, end), QUARTER_MS))
        day = _Day(steps)
        for channel in view.channels:
            day.add(self._day(channel, begin, steps))
        waiting, active = (sum(self._open.get(channel, (0, 0))[n] for channel in view.channels) for n in (0, 1))
        return LiveFigures(
            channels=view.channels,
            today=_today(day.tally, waiting, active),
            traffic=Traffic(
                from_at=begin,
                until_at=end,
                step_ms=QUARTER_MS,
                incoming=tuple(day.incoming),
                active=_active(day.taken, day.let_go, active),
            ),
            heroes=self._heroes(day.answered),
        )

    def _day(self, channel: str, begin: int, steps: int) -> "_Day":
        """Of one channel; made anew when something was measured in it, or the day has gone on by a step."""
        known = self._days.get((channel, begin))
        if known is not None and len(known.incoming) == steps:
            return known
        day = _Day(steps)
        for place, tally in self._tallies.get(channel, {}).items():
            if 0 <= place.at - begin < steps * QUARTER_MS:
                day.count((place.at - begin) // QUARTER_MS, place.agent, tally)
        self._days[channel, begin] = day
        return day

    def _heroes(self, answered: Mapping[str, int]) -> tuple[Hero, ...]:
        names = self._names or {}
        best = sorted(
            answered, key=lambda agent: (-answered[agent], names[agent].name if agent in names else agent)
        )
        return tuple(
            Hero(agent=names.get(agent, AgentRef(id=agent, name="")), chats=answered[agent])
            for agent in best[:HEROES]
        )


class _Day:
    """A day of one channel, or of several together: in all, and step by step as far as it has gone."""

    def __init__(self, steps: int) -> None:
        self.tally: Tally = {}
        self.answered: Tally = {}  # by agent
        self.incoming, self.taken, self.let_go = ([0] * steps for _ in range(3))

    def count(self, step: int, agent: str | None, tally: Tally) -> None:
        if agent is not None:
            self.answered[agent] = self.answered.get(agent, 0) + tally[WAITED.count]
            return
        add(self.tally, tally)
        self.incoming[step] += tally.get(ARRIVED.count, 0)
        self.taken[step] += tally.get(TAKEN.count, 0)
        self.let_go[step] += tally.get(LET_GO.count, 0)

    def add(self, other: "_Day") -> None:
        add(self.tally, other.tally)
        add(self.answered, other.answered)
        for mine, theirs in (
            (self.incoming, other.incoming),
            (self.taken, other.taken),
            (self.let_go, other.let_go),
        ):
            mine[:] = map(int.__add__, mine, theirs)


def _today(day: Tally, waiting: int, active: int) -> Today:
    """By the same definitions as every report."""
    today = {name: value(figure, day) for name, figure in TODAY.items()}
    return Today(waiting=waiting, active=active, **today)  # type: ignore[arg-type]  # a figure is of its own type


def _active(taken: Sequence[int], let_go: Sequence[int], active: int) -> tuple[int, ...]:
    """Back from now: whoever was let go in a step had it in that step, and before."""
    found = []
    for came, went in zip(reversed(taken), reversed(let_go), strict=True):
        had = active + went
        found.append(max(had, 0))
        active = had - came
    return tuple(reversed(found))


# --- in a thread of the store ---


def settle(most: int) -> tuple[int, dict[Place, Tally]]:
    """Move the oldest samples into the tallies; how many were moved, and their sums by quarter hours."""
    moved = [Sample._make(row) for row in tallies.samples(most)]
    if not moved:
        return 0, {}
    quarters = tally_up(moved)
    tallies.forget_samples(len(moved))
    return len(moved), quarters


def tally_up(samples: Iterable[Sample]) -> dict[Place, Tally]:
    """Add them to the tallies of all grains, of their channel and of their agent; their sums by quarter hours."""
    quarters = tallied(samples, QUARTER_MS)
    cells: dict[Cell, Tally] = {}
    for (channel, agent, at), tally in quarters.items():
        for grain in GRAINS:
            add(cells.setdefault(Cell(grain, channel, agent or EVERYBODY, at - at % grain), {}), tally)
    for cell, tally in cells.items():
        add(tally, tallies.get(cell))
    tallies.put(cells)
    return quarters


# --- counting again ---


async def recount(store: Store) -> None:
    """Add up the logs of all chats anew. What was measured beside the logs stays."""
    await store.write(_begin_anew)
    chats_counted, after = 0, ""
    while ids := await store.read(chats.ids_after, after, RECOUNT_AT_ONCE):
        counted = await store.read(_counted, ids)
        await store.write(_keep, counted)
        chats_counted, after = chats_counted + len(ids), ids[-1]
    await store.write(meta.put, _VERSION_KEY, VERSION)
    if chats_counted:
        log.info("figures.recounted", chats=chats_counted)


def _begin_anew() -> None:
    beside = [
        sample
        for sample in map(Sample._make, tallies.samples())
        if BY_NAME[sample.measure].count in BESIDE_THE_LOG
    ]
    tallies.clear(sorted(BESIDE_THE_LOG))
    tallies.put_samples(beside)


class _Counted(NamedTuple):
    """`amended`: states of rows that were written before the log was counted like this."""

    samples: list[Sample]
    amended: dict[str, bytes]


def _counted(ids: Sequence[str]) -> _Counted:
    counted = _Counted([], {})
    for id_ in ids:
        row = load(id_)
        if row is None:
            continue
        chat, last = Chat(id=id_), 0
        try:
            while page := events(id_, last):
                for event in map(event_of, page):
                    before, chat, last = chat, evolve(chat, event), event.seq
                    counted.samples.extend(samples_of(before, (event,), chat))
        except Impossible as wrong:
            log.warning("figures.log_broken", chat=id_, why=str(wrong))
            continue
        kept = kept_of(row)
        if kept.chat.transfers != chat.transfers:
            amended = Kept(replace(kept.chat, transfers=chat.transfers), kept.marks)
            counted.amended[id_] = state_of(amended.chat, amended.marks)
    return counted


def _keep(counted: _Counted) -> None:
    tally_up(counted.samples)
    for id_, state in counted.amended.items():
        chats.set_state(id_, state)
