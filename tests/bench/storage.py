"""What the journal stores in a second: commits shared by those who wait, against a commit for each message.

    python -m tests.bench.storage [seconds]

Every figure is of appends (an event of 150 bytes and its chat's row with a state of 500), SQLite at
`synchronous=full`, each caller going on when its own append is on disk. The last line is the ratio that counts.
"""

import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final

import trio

from store.database import SWITCH_INTERVAL_S, Store
from store.journal import Append, ChatRow, EventRow, Journal

BODY: Final = b'{"text":"' + b"x" * 140 + b'"}'
STATE: Final = b'{"agent":"' + b"y" * 490 + b'"}'
WAITING: Final = (1, 50, 500, 2000)


def append_of(chat: str, seq: int) -> Append:
    now = 1_700_000_000_000 + seq
    return Append(
        events=(EventRow(chat, seq, now, "message", secrets.token_urlsafe(12), BODY),),
        row=ChatRow(
            id=chat,
            channel="support",
            status="active",
            seq=seq,
            agent="kari",
            customer_name="Mia",
            customer_email="mia@example.com",
            started_at=1_700_000_000_000,
            queued_at=1_700_000_000_000,
            answered_at=1_700_000_000_000,
            ended_at=None,
            last_at=now,
            front=0,
            waiting_ms=0,
            first_response_ms=None,
            duration_ms=None,
            rating=None,
            state=STATE,
        ),
    )


class Run:
    """A number of chats, each appending as fast as its own commits come back."""

    def __init__(self, journal: Journal, chats: int, seconds: float) -> None:
        self.journal = journal
        self.chats = [secrets.token_urlsafe(12) for _ in range(chats)]
        self.seconds = seconds
        self.waits: list[float] = []

    async def grouped(self) -> float:
        """Appends a second when all of them wait at once."""
        began = time.perf_counter()
        async with trio.open_nursery() as nursery:
            for chat in self.chats:
                nursery.start_soon(self._talk, chat, began + self.seconds)
        return len(self.waits) / (time.perf_counter() - began)

    async def beside_a_busy_loop(self) -> float:
        """Grouped, while a task of the same loop computes in steps of a fifth of a millisecond and never waits."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_compute)
            rate = await self.grouped()
            nursery.cancel_scope.cancel()
        return rate

    async def alone(self) -> float:
        """Appends a second when each has a commit of its own: the same callers, one after the other."""
        gate = trio.Lock()
        began = time.perf_counter()
        async with trio.open_nursery() as nursery:
            for chat in self.chats:
                nursery.start_soon(partial(self._talk, chat, began + self.seconds, gate))
        return len(self.waits) / (time.perf_counter() - began)

    async def _talk(self, chat: str, until: float, gate: trio.Lock | None = None) -> None:
        seq = 0
        while time.perf_counter() < until:
            seq += 1
            append = append_of(chat, seq)
            began = time.perf_counter()
            if gate is None:
                await self.journal.append(append)
            else:
                async with gate:
                    await self.journal.append(append)
            self.waits.append(time.perf_counter() - began)

    def wait_ms(self, part: float) -> float:
        return sorted(self.waits)[int(len(self.waits) * part)] * 1000


async def _compute() -> None:
    while True:
        until = time.perf_counter() + 0.0002
        while time.perf_counter() < until:
            pass
        await trio.lowlevel.checkpoint()


async def measure(name: str, how: Callable[[Run], Awaitable[float]], waiting: int, seconds: float) -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with Store.open(Path(folder) / "bench.db") as store:
            run = Run(Journal(store), waiting, seconds)
            rate = await how(run)
            figures = store.statistics()
    print(
        f"{name:24} {waiting:5} waiting {rate:9.0f} appends/s "
        f"{rate * 2:9.0f} rows/s   p50 {run.wait_ms(0.5):7.2f} ms  p99 {run.wait_ms(0.99):7.2f} ms   "
        f"{figures.writes / figures.commits:7.1f} a commit, largest {figures.largest_group}"
    )
    return rate


async def main(seconds: float = 3.0) -> float:
    """Print the figures; the ratio at 500 waiting."""
    alone = await measure("commit each", Run.alone, 500, seconds)
    rates = {waiting: await measure("group commit", Run.grouped, waiting, seconds) for waiting in WAITING}
    await measure("group commit, busy loop", Run.beside_a_busy_loop, 500, seconds)
    ratio = rates[500] / alone
    print(f"group commit / commit each, at 500 waiting: {ratio:.1f}")
    return ratio


if __name__ == "__main__":
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    trio.run(main, float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
