"""What an actor costs, beside pykka's own actor with its thread, in one run.

    python -m tests.bench.actors

Rates of a shared machine wander by a third; the ratios of one run are what to compare between two days.
Each part is bounded by its count, the whole by about 20 seconds; the rounds alternate.
"""

import gc
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

import pykka
import trio

from actors.runtime import TrioActor, TrioActorRef
from actors.supervisor import ActorSystem

ACTORS: Final = 10_000
THREADS: Final = 1_000  # pykka needs a kernel thread for each
TELLS: Final = 200_000
ASKS: Final = 20_000
ROUNDS: Final = 3
AT_ONCE: Final = 1_000
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Idle(TrioActor):
    capacity = TELLS + 1

    def on_receive(self, message: object) -> object:
        return message


class IdleThread(pykka.ThreadingActor):
    def on_receive(self, message: object) -> object:
        return message


class Count:
    """A reply that counts, as a connection that answers from its own buffer."""

    def __init__(self) -> None:
        self.answers = 0

    def set(self, _value: object) -> None:
        self.answers += 1

    def set_exception(self, exc_info: object) -> None:
        raise AssertionError(exc_info)


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


async def rate(count: int, work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return count / (time.perf_counter() - started)


async def on_trio() -> dict[str, float]:
    found: dict[str, float] = {}
    refs: list[TrioActorRef] = []
    async with ActorSystem() as system:

        async def start() -> None:
            refs.extend(system.start(Idle, address=f"idle/{n}", permanent=False) for n in range(ACTORS))
            await refs[-1].ask("running")

        gc.collect()
        before = resident_bytes()
        found["start/s"] = await rate(ACTORS, start)
        gc.collect()
        found["bytes an idle actor"] = (resident_bytes() - before) / ACTORS
        one = refs[0]

        async def tell_one() -> None:
            for _ in range(TELLS):
                one.tell(1)
            await one.ask("all read")

        async def tell_many() -> None:
            for ref in refs:
                ref.tell(1)
            await refs[-1].ask("all read")

        async def ask_one_by_one() -> None:
            for _ in range(ASKS):
                await one.ask(1)

        async def ask_at_once() -> None:
            for _ in range(ASKS // AT_ONCE):
                for answer in [one.ask(1) for _ in range(AT_ONCE)]:
                    await answer

        async def post() -> None:
            reply = Count()
            for _ in range(TELLS):
                await one.post(1, reply)
            await one.ask("all read")
            assert reply.answers == TELLS

        found["tell/s, one actor"] = await rate(TELLS, tell_one)
        found["tell/s, 10,000 idle actors"] = await rate(ACTORS, tell_many)
        found["post/s with its answer, one actor"] = await rate(TELLS, post)
        found["ask/s, one after another"] = await rate(ASKS, ask_one_by_one)
        found["ask/s, 1,000 at once"] = await rate(ASKS, ask_at_once)
    return found


async def on_threads() -> dict[str, float]:
    found: dict[str, float] = {}
    refs: list[pykka.ActorRef[Any]] = []

    async def start() -> None:
        refs.extend(IdleThread.start() for _ in range(THREADS))

    gc.collect()
    before = resident_bytes()
    found["start/s"] = await rate(THREADS, start)
    gc.collect()
    found["bytes an idle actor"] = (resident_bytes() - before) / THREADS
    one = refs[0]

    async def tell_one() -> None:
        for _ in range(TELLS // 4):
            one.tell(1)
        one.ask("all read")

    async def ask_one_by_one() -> None:
        for _ in range(ASKS // 4):
            one.ask(1)

    async def ask_at_once() -> None:
        for _ in range(ASKS // AT_ONCE // 4):
            for answer in [one.ask(1, block=False) for _ in range(AT_ONCE)]:
                answer.get()

    async def tell_many() -> None:
        for ref in refs:
            ref.tell(1)
        refs[-1].ask("all read")

    found["tell/s, one actor"] = await rate(TELLS // 4, tell_one)
    found["tell/s, 10,000 idle actors"] = await rate(THREADS, tell_many)
    found["ask/s, one after another"] = await rate(ASKS // 4, ask_one_by_one)
    found["ask/s, 1,000 at once"] = await rate(ASKS // 4, ask_at_once)
    for ref in refs:
        ref.stop()
    return found


def main() -> None:
    rounds = [(trio.run(on_trio), trio.run(on_threads)) for _ in range(ROUNDS)]
    print(f"{'median of ' + str(ROUNDS) + ' rounds':36}{'trio task':>12}{'pykka thread':>14}{'ratio':>9}")
    for what in rounds[0][0]:
        # Later rounds live in memory that the first one left behind.
        middle = max if what.startswith("bytes") else median
        ours = middle(ours[what] for ours, _ in rounds)
        if what in rounds[0][1]:
            theirs = middle(theirs[what] for _, theirs in rounds)
            print(f"{what:36}{ours:12,.0f}{theirs:14,.0f}{ours / theirs:9.2f}")
        else:
            print(f"{what:36}{ours:12,.0f}{'-':>14}{'-':>9}")


if __name__ == "__main__":
    main()
