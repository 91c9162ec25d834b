"""Answers to await, and the graph of who waits for whom.

pykka's future blocks in `get()` and its `await` is a bare yield. Here `get()` raises WouldBlock with the future
that has no value yet; `await` waits for exactly that one and calls `get()` again. So pykka's synchronous hooks
(`map`, `filter`, `join`, `reduce`) can be awaited without rewriting one of them.
"""

import sys
from collections.abc import Generator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol, TypeAlias

import pykka
import trio

OptExcInfo: TypeAlias = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class AskCycle(Exception):  # noqa: N818 - named after what was found
    """This wait would never end: the one waited for waits, directly or not, for the one who asks."""


class WouldBlock(RuntimeError):  # noqa: N818 - as trio names it
    """`get()` of a future without a value: the loop cannot wait there, `await` the future."""

    def __init__(self, future: "TrioFuture") -> None:
        super().__init__("no value yet: await it")
        self.future = future


class Party(Protocol):
    """Who can wait and be waited for: an actor's ref."""

    task: trio.lowlevel.Task | None
    waits_for: "Party | None"


asker: ContextVar[Party | None] = ContextVar("asker", default=None)


def draw_edge(target: Party | None) -> Party | None:
    """Note that the running actor waits for `target`, and return its ref; None if no actor waits.

    Raises AskCycle.
    """
    me = asker.get()
    if me is None or target is None or me.task is not trio.lowlevel.current_task():
        return None
    hop: Party | None = target
    while hop is not None:
        if hop is me:
            raise AskCycle(f"{me} waits for {target}, which waits for {me}")
        hop = hop.waits_for
    me.waits_for = target
    return me


class TrioFuture(pykka.Future[Any]):
    """One answer. If it is there already, awaiting it costs no pass through the scheduler."""

    def __init__(self, target: Party | None = None, patience_s: float | None = None) -> None:
        super().__init__()
        self._target = target  # who will answer
        self._patience_s = patience_s
        self._done = False
        self._value: object = None
        self._error: BaseException | None = None
        self._tasks: list[trio.lowlevel.Task] = []

    def set(self, value: object = None) -> None:
        self._resolve(value, None)

    def set_exception(self, exc_info: OptExcInfo | None = None) -> None:
        self._resolve(None, (exc_info or sys.exc_info())[1])

    def get(self, *, timeout: float | None = None) -> Any:  # noqa: ANN401 - pykka's signature
        """The value if it is there; never waits, whatever `timeout` says."""
        if self._get_hook is not None:  # map, filter, join, reduce
            return super().get(timeout=timeout)
        if not self._done:
            raise WouldBlock(self)
        if self._error is not None:
            raise self._error
        return self._value

    def __await__(self) -> Generator[Any, Any, Any]:
        return (self._wait() if self._patience_s is None else self._wait_for(self._patience_s)).__await__()

    __iter__ = __await__  # pykka binds its own when its class is made

    def _resolve(self, value: object, error: BaseException | None) -> None:
        if self._done:
            raise RuntimeError("this future has its value already")
        self._value, self._error, self._done = value, error, True
        for task in self._tasks:
            trio.lowlevel.reschedule(task)

    async def _wait(self) -> object:
        while True:
            try:
                value: object = self.get()
            except WouldBlock as exc:  # of this future, or of one that a hook looked into
                pending = exc.future
            else:
                return value
            await pending._arrive()  # noqa: SLF001 - our own kind

    async def _wait_for(self, seconds: float) -> object:
        with trio.move_on_after(seconds):
            return await self._wait()
        raise pykka.Timeout(f"{seconds} seconds")

    async def _arrive(self) -> None:
        task = trio.lowlevel.current_task()

        def abort(_raise_cancel: object) -> trio.lowlevel.Abort:
            self._tasks.remove(task)
            return trio.lowlevel.Abort.SUCCEEDED

        me = draw_edge(self._target)
        self._tasks.append(task)
        try:
            await trio.lowlevel.wait_task_rescheduled(abort)
        finally:
            if me is not None:
                me.waits_for = None
