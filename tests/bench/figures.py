"""How long the figures of a month take over a million chats, beside ten thousand of the same month.

    python -m tests.bench.figures [chats]

A day is lived by the rules, its log, its rows and its samples stored as ever; SQL then repeats that day thirty
times, its tallies with it, since all of them are whole days apart. Both stores have the same channels and agents.
Only the index of past chats is left out, which no figure asks. Reports are asked for as the API does it, each some
times over; what counts is the median of the process's CPU time, which others on the machine change least, and
which is the whole time once the file is in memory.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import trio

from actors.domain.chat import Chat, evolve
from actors.domain.commands import AcceptTransfer, Answer, ChatCommand, OfferTransfer, Start
from actors.domain.decide import decide
from actors.domain.figures import FIGURES
from actors.domain.marks import Marks
from actors.domain.measures import Sample, samples_of
from actors.domain.periods import DAY_MS, HOUR_MS, GroupBy
from actors.domain.rights import Agent, Customer, Who
from actors.domain.settings import Limits
from actors.domain.tiles import KINDS
from actors.figures import VERSION, tally_up
from actors.house import House
from actors.log import chat_row, event_row
from actors.messages import AgentRef, ChatEnd, ChatRate, Event, MessageSend, Rights
from actors.reports import Asked, Wanted, report, tile
from store import bound
from store.database import Store
from store.journal import ChatRow, EventRow
from store.queries import accounts, channels, chats, meta
from tests.serving import EPOCH_MS, served

DAYS: Final = 30
SMALL: Final = 10_000
TIMES: Final = 15
CHANNELS: Final = ("support", "sales", "orders")
AGENTS: Final = 24
# The month ends before the server's own today; its days begin at midnight UTC.
FIRST_DAY: Final = EPOCH_MS - EPOCH_MS % DAY_MS - (DAYS + 1) * DAY_MS
# Not one that is whole hours from UTC: the dearest.
TZ: Final = "Asia/Kathmandu"
BOSS: Final = Agent(ref=AgentRef(id="agent-0", name="Agent 0"), admin=True)
# The id of a chat begins with the number of its day.
DAY_WIDTH: Final = 2


class Day(NamedTuple):
    rows: list[ChatRow]
    events: list[EventRow]
    samples: list[Sample]


class Asking(NamedTuple):
    title: str
    figures: tuple[str, ...]
    group_by: GroupBy


OF_CHANNELS: Final = tuple(figure.id for figure in FIGURES)
OF_AGENTS: Final = tuple(figure.id for figure in FIGURES if figure.of_agents)
QUESTIONS: Final = (
    Asking("all figures, in all", OF_CHANNELS, "none"),
    Asking("all figures, by channel", OF_CHANNELS, "channel"),
    Asking("all figures, by agent", OF_AGENTS, "agent"),
    Asking("all figures, by day", OF_CHANNELS, "day"),
    Asking("all figures, by weekday", OF_CHANNELS, "weekday"),
    Asking("all figures, by hour", OF_CHANNELS, "hour"),
    Asking("waiting time, by hour", ("waiting",), "hour"),
)


# --- a store with so many chats ---


class _Life:
    """A chat of the day, by the rules."""

    def __init__(self, chance: random.Random, number: int, agents: list[Agent]) -> None:
        self.chat = Chat(id=f"{0:0{DAY_WIDTH}}-{number:07}")
        self.events: list[Event] = []
        self.samples: list[Sample] = []
        self._chance = chance
        self._agents = agents
        self._at = FIRST_DAY + int(chance.triangular(6 * HOUR_MS, 20 * HOUR_MS, 11 * HOUR_MS))
        self._said = 0

    def live(self) -> None:
        agent, other = self._chance.sample(self._agents, 2)
        channel = self._chance.choice(CHANNELS)
        ahead = self._chance.randrange(4)
        self._do(Start(channel=channel, text="Hello, it is about my order.", key="k", ahead=ahead), Customer(), 0)
        if self._chance.random() < 0.1:
            self._do(ChatEnd(), Customer(), 180_000)
            return
        self._do(Answer(), agent, 40_000)
        for _ in range(self._chance.randrange(1, 4)):
            self._say(agent, 25_000)
            self._say(Customer(), 30_000)
        if self._chance.random() < 0.05:
            self._do(OfferTransfer(to=other.ref), agent, 10_000)
            self._do(AcceptTransfer(), other, 20_000)
            agent = other
        self._say(agent, 25_000)
        self._do(ChatEnd(), Customer(), 30_000)
        if self._chance.random() < 0.5:
            self._do(ChatRate(score=self._chance.randrange(1, 6)), Customer(), 15_000)

    def _say(self, who: Who, mean_ms: int) -> None:
        self._said += 1
        self._do(MessageSend(text="It was to come on Monday. Can you see it?", key=f"k{self._said}"), who, mean_ms)

    def _do(self, command: ChatCommand, who: Who, mean_ms: int) -> None:
        self._at += int(self._chance.expovariate(1 / mean_ms)) if mean_ms else 0
        before = self.chat
        events = decide(before, command, who, self._at, Limits())
        self.chat = evolve(before, *events)
        self.events += events
        self.samples += samples_of(before, events, self.chat)


def day_of(many: int) -> Day:
    chance = random.Random(many)
    everything = dict.fromkeys(CHANNELS, Rights(respond=True))
    agents = [
        Agent(ref=AgentRef(id=f"agent-{number}", name=f"Agent {number}"), rights=everything)
        for number in range(AGENTS)
    ]
    day = Day([], [], [])
    for number in range(many):
        life = _Life(chance, number, agents)
        life.live()
        day.rows.append(chat_row(life.chat, Marks()))
        day.events.extend(event_row(life.chat.id, event) for event in life.events)
        day.samples.extend(life.samples)
    return day


def fill(many: int) -> None:
    """In a thread of the store."""
    connection = bound.connection()
    for name in ("chat_came_ended", "event_noted"):
        connection.execute(f"DROP TRIGGER {name}")
    for key in CHANNELS:
        channels.create(channels.Channel(key=key, name=key.title(), language="en", created_at=0))
    for number in range(AGENTS):
        accounts.create(
            accounts.Account(
                id=f"agent-{number}",
                login=f"agent-{number}",
                name=f"Agent {number}",
                email="",
                role="agent",
                password_hash="",
                created_at=0,
            )
        )
    day = day_of(-(-many // DAYS))
    chats.imported(day.rows, day.events)
    tally_up(day.samples)
    meta.put("figures", VERSION)


def repeat(nth: int) -> None:
    """Every day after the first is the first again, with ids and times of its own."""
    for statement in _repeating():
        bound.connection().execute(statement, {"nth": nth, "later": nth * DAY_MS})


def _repeating() -> Iterator[str]:
    id_ = f"printf('%0{DAY_WIDTH}d', :nth) || substr({{}}, {DAY_WIDTH + 1})"
    yield _repeated("chat", ChatRow._fields, {"id": id_.format("id")}, of_first=f"id < '{1:0{DAY_WIDTH}}'")
    yield _repeated("event", EventRow._fields, {"chat": id_.format("chat")}, of_first=f"chat < '{1:0{DAY_WIDTH}}'")
    columns = tuple(name for (name,) in bound.connection().execute("SELECT name FROM pragma_table_info('tally')"))
    yield _repeated("tally", columns, {}, of_first=f"at < {FIRST_DAY + DAY_MS}")


def _repeated(table: str, columns: tuple[str, ...], own: dict[str, str], of_first: str) -> str:
    moved = {name: f"{name} + :later" for name in columns if name == "at" or name.endswith("_at")}
    values = ", ".join((moved | own).get(name, name) for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our own words
        f"SELECT {values} FROM {table} WHERE {of_first}"
    )


# --- how long it takes ---


async def timed(folder: Path, many: int) -> dict[str, float]:
    """Milliseconds of CPU for each question, in a store of so many chats."""
    began = time.perf_counter()
    async with Store.open(folder / f"{many}.db") as store:
        await store.write(fill, many)
        for nth in range(1, DAYS):  # each in a transaction of its own, so that the log beside the file stays short
            await store.write(repeat, nth)
        async with served(store, data=folder) as server:
            found = await report(server.house, BOSS, _asked(Asking("", ("started",), "none")))
            size = _size(folder, many) / 2**20
            print(
                f"  {found.total['started']:>9,} chats of a month, {size:,.0f} MiB, made in "
                f"{time.perf_counter() - began:.0f} s",
                flush=True,
            )
            return await _times(server.house)


def _size(folder: Path, many: int) -> int:
    """Bytes, with what is still in the log beside it."""
    return sum(each.stat().st_size for each in folder.glob(f"{many}.db*"))


async def _times(house: House) -> dict[str, float]:
    times = {asking.title: await _median(partial(report, house, BOSS, _asked(asking))) for asking in QUESTIONS}
    return times | {"every kind of tile": await _median(partial(_tiles, house))}


async def _tiles(house: House) -> None:
    for kind in KINDS:
        await tile(house, BOSS, Wanted(kind.kind, FIRST_DAY, FIRST_DAY + DAYS * DAY_MS, TZ, None))


async def _median(asking: Callable[[], Awaitable[object]]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        await asking()
        taken.append((time.process_time() - began) * 1_000)
    return statistics.median(taken)


def _asked(asking: Asking) -> Asked:
    # A quarter of an hour in, and as much over: no edge is a whole day.
    begin = FIRST_DAY - 6 * HOUR_MS + 15 * 60_000
    return Asked(asking.figures, begin, begin + (DAYS + 1) * DAY_MS, TZ, asking.group_by)


async def main(many: int = 1_000_000) -> float:
    """Print the times; the worst ratio."""
    with tempfile.TemporaryDirectory() as folder:
        small = await timed(Path(folder), SMALL)
        large = await timed(Path(folder), many)
    print(f"  {'':26}{f'{SMALL:,}':>12}{f'{many:,}':>12}    ratio")
    for title, ms in large.items():
        print(f"  {title:26}{small[title]:9.1f} ms{ms:9.1f} ms{ms / small[title]:9.2f}")
    worst = max(large[title] / small[title] for title in large)
    print(f"  a month of {many:,} chats: at most {worst:.2f} x the time of one of {SMALL:,}", flush=True)
    return worst


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
