"""A way from the loop to a thread and back: callers wait on one side, work is done on the other.

A lane knows no SQL. Callers queue up; a thread takes what waits (at most `most` at once) and hands it to `run`,
which gives one outcome for each; then all of them are woken by one call into the loop. A caller that is cancelled
leaves, its work may still be done. With `inline` there is no thread: the loop itself does the work between two
steps of its tasks, with the same queue, the same groups and the same order, so that a test may own the clock.

Nobody waits for ever: if a thread dies, every caller is told, and so is `on_death`.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, Final, Generic, TypeVar

import outcome
import trio

from store.errors import StoreBusy, StoreTrouble

# Calls that wait. At 20,000 writes a second half a second's worth: whoever comes later is better told at once.
WAITING_LIMIT: Final = 10_000

W = TypeVar("W")
Outcomes = Sequence[outcome.Outcome[Any]]
Run = Callable[[list[W]], Outcomes]


class _Call(Generic[W]):
    """One caller and what it wants done. `task` is None once it left."""

    __slots__ = ("task", "work")

    def __init__(self, work: W) -> None:
        self.work = work
        self.task: trio.lowlevel.Task | None = trio.lowlevel.current_task()

    def leave(self, _: object) -> trio.lowlevel.Abort:
        self.task = None
        return trio.lowlevel.Abort.SUCCEEDED


class Lane(Generic[W]):
    """`session` is entered by each thread and gives the function that does its work."""

    def __init__(
        self, session: Callable[[], AbstractContextManager[Run[W]]], *, most: int, on_death: Callable[[str], None]
    ) -> None:
        self.waiting = 0
        self._session = session
        self._on_death = on_death
        self._most = most
        self._calls: queue.SimpleQueue[_Call[W] | None] = queue.SimpleQueue()  # None: no more will come
        self._token = trio.lowlevel.current_trio_token()
        self._threads: list[threading.Thread] = []
        self._inline: tuple[AbstractContextManager[Run[W]], Run[W]] | None = None
        self._turn_is_due = False
        self._closed: str | None = None

    def start(self, name: str, *, threads: int) -> None:
        """Begin to work; with no threads, inline."""
        if threads == 0:
            session = self._session()
            self._inline = session, session.__enter__()
        for number in range(threads):
            # A daemon: if the loop is torn down without closing the store, it must not keep the process alive.
            thread = threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    async def do(self, work: W) -> Any:  # noqa: ANN401 - the caller knows what its work gives
        """Wait until `work` is done and give its result, or raise what it raised."""
        await trio.lowlevel.checkpoint_if_cancelled()
        if self._closed is not None:
            raise StoreTrouble(self._closed)
        if self.waiting >= WAITING_LIMIT:
            raise StoreBusy(f"{self.waiting} calls wait already")
        call = _Call(work)
        self.waiting += 1
        self._calls.put(call)
        if self._inline is not None and not self._turn_is_due:
            self._turn_is_due = True
            self._token.run_sync_soon(self._turn)
        return await trio.lowlevel.wait_task_rescheduled(call.leave)

    async def close(self) -> None:
        """Take no more, finish what waits, and end the threads."""
        self._closed = self._closed or "the store is closed"
        self._calls.put(None)
        with trio.CancelScope(shield=True):
            for thread in self._threads:
                await trio.to_thread.run_sync(thread.join)
        if self._inline is not None:
            self._turn()
        if self._inline is not None:
            self._inline[0].__exit__(None, None, None)
            self._inline = None

    def _take(self, *, wait: bool) -> list[_Call[W]]:
        """What waits now; empty when the lane is closed, or when nothing waits and `wait` is off."""
        group: list[_Call[W]] = []
        with suppress(queue.Empty):
            while len(group) < self._most:
                call = self._calls.get(block=wait and not group)
                if call is None:
                    self._calls.put(None)  # for the next thread, and for the next look
                    break
                group.append(call)
        return group

    def _work(self) -> None:
        """A thread's whole life."""
        group: list[_Call[W]] = []
        with suppress(trio.RunFinishedError):  # the loop is gone, and with it whoever waited
            try:
                with self._session() as run:
                    while group := self._take(wait=True):
                        outcomes = run([call.work for call in group])
                        self._token.run_sync_soon(self._wake, group, outcomes)
            except trio.RunFinishedError:
                raise
            except BaseException as death:  # noqa: BLE001 - told to every caller and to whoever watches
                self._token.run_sync_soon(self._die, group, death)

    def _turn(self) -> None:
        """The same inside the loop."""
        self._turn_is_due = False
        if self._inline is None:
            return  # closed, or dead, since it was asked for
        session, run = self._inline
        while group := self._take(wait=False):
            try:
                outcomes = run([call.work for call in group])
            except BaseException as death:  # noqa: BLE001 - as above
                self._inline = None
                session.__exit__(None, None, None)
                self._die(group, death)
                return
            self._wake(group, outcomes)

    def _wake(self, group: list[_Call[W]], outcomes: Outcomes) -> None:
        self.waiting -= len(group)
        for call, result in zip(group, outcomes, strict=True):
            if call.task is not None:
                trio.lowlevel.reschedule(call.task, result)

    def _die(self, group: list[_Call[W]], death: BaseException) -> None:
        self._closed = f"a thread of the store has died: {death!r}"
        left = [*group, *self._rest()]
        self._calls.put(None)  # for the other threads
        self._wake(left, [outcome.Error(StoreTrouble(self._closed)) for _ in left])
        self._on_death(self._closed)

    def _rest(self) -> list[_Call[W]]:
        calls = []
        with suppress(queue.Empty):
            while True:
                calls.append(self._calls.get_nowait())
        return [call for call in calls if call is not None]
