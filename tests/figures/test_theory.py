"""Waiting times against queueing theory: the server's own queue, fed at random, waits as long as Erlang C says.

Customers come by a Poisson process, agents need exponential times, the first who waits is taken first (M/M/c). The
channel, the agents and the chats are the real actors, with a real store, on a virtual clock; only the sockets are
left out. What is compared is the figure that everybody sees.

Some thousand customers leave a wide interval, for neighbours wait alike. So each wait is also held to the one that
paper and pencil (`on_paper`) give for the same customers, and these to Erlang C over so many of them that the
interval is narrow.
"""

import heapq
import math
import random
import statistics
from collections.abc import Sequence
from typing import Final

import pytest
import trio

from actors.domain.commands import Start
from actors.domain.periods import DAY_MS, QUARTER_MS
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings, Limits
from actors.house import House
from actors.ids import new_id
from actors.mail import Admit, Begin, Connect, Connected, Do, News, TakeNext
from actors.messages import AgentRef, ChatCard, ChatEnd
from actors.reports import Asked, report
from store import bound
from store.database import Store
from store.queries import accounts
from store.queries.channels import Rights
from tests.quick import quick_folder
from tests.serving import EPOCH_MS, served
from tests.world import Setting, on_virtual_time

AGENTS: Final = 3
# Of the capacity 60 in 100. In seconds, not minutes, for what the server does by the clock.
ARRIVALS_PER_S: Final = 0.3
SERVICE_S: Final = 6.0
CHATS: Final = 3_000
ON_PAPER: Final = 300_000
# The house begins empty: what comes first waits too little.
WARM: Final = 200
BATCHES: Final = 20
# Of Student's distribution with 19 degrees: 99 in 100 lie within so many standard errors.
T_99: Final = 2.861
NEVER_MS: Final = 10 * 365 * DAY_MS
BOSS: Final = Agent(ref=AgentRef(id="boss", name="Boss"), admin=True)


class Silent:
    """A console that nobody looks at."""

    def offer(self, news: News) -> None:
        pass

    def restart(self) -> None:
        raise AssertionError("the console was sent away")

    revoke = restart


class Floor:
    """Agents who take the next as soon as they are free, and customers who come whatever is going on."""

    def __init__(self, house: House, agents: Sequence[str]) -> None:
        self._house = house
        self._agents = agents
        self._arrivals, self._services = chances()
        self._waiting = trio.Event()
        self._left = CHATS

    async def run(self) -> None:
        async with trio.open_nursery() as nursery:
            for agent in self._agents:
                nursery.start_soon(self._work, agent)
            await self._come()

    async def _come(self) -> None:
        for number in range(CHATS):
            await trio.sleep(self._arrivals.expovariate(ARRIVALS_PER_S))
            await self._house.directory.ask("channel/support", Admit())
            start = Start(channel="support", text="Hello", key=str(number))
            await self._house.directory.ask(f"chat/{new_id()}", Begin(start, number.to_bytes(32, "big")))
            self._waiting.set()
            self._waiting = trio.Event()

    async def _work(self, agent: str) -> None:
        console: Connected = await self._house.directory.ask(f"agent/{agent}", Connect(Silent(), {}))
        while self._left:
            row: ChatCard | None = await self._house.directory.ask(f"agent/{agent}", TakeNext(None))
            if row is None:
                await self._waiting.wait()
                continue
            self._left -= 1
            if not self._left:
                self._waiting.set()
            await trio.sleep(self._services.expovariate(1 / SERVICE_S))
            await self._house.directory.ask(f"chat/{row.id}", Do(ChatEnd(), console.who))


def chances() -> tuple[random.Random, random.Random]:
    """When customers come, and how long each is talked to; the same every time."""
    return random.Random(7), random.Random(8)


def on_paper(many: int) -> list[float]:
    """How long each of them waits, in seconds: for the first agent who is free, in the order they came."""
    arrivals, services = chances()
    free_at = [0.0] * AGENTS
    now, waits = 0.0, []
    for _ in range(many):
        now += arrivals.expovariate(ARRIVALS_PER_S)
        begin = max(now, heapq.heappop(free_at))
        waits.append(begin - now)
        heapq.heappush(free_at, begin + services.expovariate(1 / SERVICE_S))
    return waits


def erlang_c(agents: int, load: float) -> float:
    """The part of the customers who have to wait at all."""
    terms = [load**k / math.factorial(k) for k in range(agents)]
    last = load**agents / math.factorial(agents) * agents / (agents - load)
    return last / (sum(terms) + last)


def mean_wait_s(agents: int, arrivals_per_s: float, service_s: float) -> float:
    return erlang_c(agents, arrivals_per_s * service_s) / (agents / service_s - arrivals_per_s)


def within(values: Sequence[float]) -> tuple[float, float]:
    """Where the true mean is, 99 times in 100: from the means of batches, since neighbours wait alike."""
    size = len(values) // BATCHES
    means = [statistics.fmean(values[n * size : (n + 1) * size]) for n in range(BATCHES)]
    off = T_99 * statistics.stdev(means) / math.sqrt(BATCHES)
    return statistics.fmean(means) - off, statistics.fmean(means) + off


@pytest.mark.parametrize(
    ("agents", "load", "part"), [(1, 0.5, 0.5), (2, 1.0, 1 / 3), (10, 8.0, 0.4092), (5, 4.0, 0.5541)]
)
def test_erlang_c_is_as_in_the_books(agents: int, load: float, part: float) -> None:
    assert erlang_c(agents, load) == pytest.approx(part, abs=1e-4)


def test_paper_and_pencil_come_to_what_erlang_c_says() -> None:
    low, high = within(on_paper(ON_PAPER))
    theory = mean_wait_s(AGENTS, ARRIVALS_PER_S, SERVICE_S)

    assert low < theory < high
    assert high - low < theory / 10


@pytest.mark.slow
@pytest.mark.trio(run=on_virtual_time)
async def test_the_waiting_time_is_what_erlang_c_says() -> None:
    setting = Setting()
    forever = Limits(idle_ms=NEVER_MS, leave_grace_ms=NEVER_MS)
    setting.channels = {"support": ChannelSettings(limits=forever)}
    setting.agents = {f"Agent{n}": {"support": Rights(respond=True)} for n in range(AGENTS)}
    with quick_folder() as folder:
        async with Store.open(folder / "x.db", inline=True) as store:
            await setting.fill(store)
            agents = await store.write(present)
            async with served(store, data=folder) as server:
                house = server.house
                await Floor(house, agents).run()
                waits = await store.read(waits_in_order)
                begin = EPOCH_MS - EPOCH_MS % QUARTER_MS
                end = house.clock.now_ms() // QUARTER_MS * QUARTER_MS + QUARTER_MS
                found = await report(
                    house, BOSS, Asked(("waiting", "queue_length", "answered"), begin, end, "UTC")
                )

    for (wait, _), paper in zip(waits, on_paper(CHATS), strict=True):
        assert wait / 1_000 == pytest.approx(paper, abs=0.01)  # what is left of times in whole milliseconds
    low, high = within([wait / 1_000 for wait, _ in waits[WARM:]])
    theory = mean_wait_s(AGENTS, ARRIVALS_PER_S, SERVICE_S)
    assert low < theory < high, (low, theory, high)
    assert found.total["answered"] == CHATS
    assert found.total["waiting"] == pytest.approx(statistics.fmean(wait for wait, _ in waits), abs=1)
    # Little's law, as those who arrive see it.
    low, high = within([ahead for _, ahead in waits[WARM:]])
    assert low < ARRIVALS_PER_S * theory < high


def present() -> list[str]:
    """All agents, and they are there."""
    ids = [account.id for account in accounts.everybody()]
    for id_ in ids:
        accounts.set_presence(id_, "present")
    return ids


def waits_in_order() -> list[tuple[int, int]]:
    """Of each chat in the order they came: its wait, and how many were before it."""
    query = """
        SELECT chat.waiting_ms, event.body ->> '$.data.ahead' FROM chat JOIN event ON event.chat = chat.id
        WHERE event.kind = 'queued' ORDER BY chat.started_at
    """
    return [(wait, ahead) for wait, ahead in bound.connection().execute(query)]
