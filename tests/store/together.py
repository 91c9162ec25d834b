"""Several writes in one group, for certain."""

import threading
from collections.abc import Awaitable, Callable

import trio
from trio.testing import wait_all_tasks_blocked

from store.database import Store

Write = Callable[[], Awaitable[object]]


async def together(store: Store, inline: bool, *writes: Write, largest: int | None = None) -> list[object]:
    """Let all of them queue up before the first is looked at; what each gave or raised."""
    gate, at_gate = threading.Event(), threading.Event()
    if inline:
        gate.set()  # all that start in one step of the loop are one group there

    def hold() -> None:
        at_gate.set()
        gate.wait()

    results: list[object] = [None] * len(writes)

    async def one(number: int, write: Write) -> None:
        try:
            results[number] = await write()
        except Exception as error:  # noqa: BLE001 - that is what is asked
            results[number] = error

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.write, hold)
        await trio.to_thread.run_sync(at_gate.wait)
        for number, write in enumerate(writes):
            nursery.start_soon(one, number, write)
        await wait_all_tasks_blocked()
        gate.set()
    assert store.statistics().largest_group >= (len(writes) if largest is None else largest)
    return results
