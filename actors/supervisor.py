"""The system of actors of one run: who is started, in what order, and how it all ends.

Temporary actors (chats) end when they fail and return from their row. Permanent ones (channels, agents, figures)
and tasks are children in a list: started one after another, stopped in its exact reverse. A permanent actor that
fails beyond its budget takes the run with it: the process ends and its service manager starts it again, which is
better than a server that limps.

Draining: temporary actors first, all at once, youngest first; then child after child from the end of the list,
each finishing the mail it has. A child's last mail may wake a temporary actor once more, so those are asked again
before the next child. What is not done when the grace is over is cancelled; asks get an error even then.
"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Final, Self

import structlog
import trio

from actors.runtime import ActorStatistics, Home, TrioActor, TrioActorRef, TrioFuture, home

# Three failures a minute can be bad luck (a locked file, a full disk that was cleared); a fourth is a bug that a
# restart does not mend.
RESTARTS: Final = 3
WITHIN_S: Final = 60.0

# The first restart is not noticed by anybody; the third leaves a disk or a lock 80 ms to recover.
BACKOFF_S: Final = 0.02

# Service managers kill after 10 to 90 seconds; the journal's last commit takes milliseconds.
GRACE_S: Final = 5.0

log = structlog.get_logger()


class RestartBudget:
    """RESTARTS lives within WITHIN_S seconds, each after twice the pause of the one before."""

    def __init__(self) -> None:
        self._failures: deque[float] = deque()

    def spend(self, now: float) -> float | None:
        while self._failures and now - self._failures[0] >= WITHIN_S:
            self._failures.popleft()
        self._failures.append(now)
        if len(self._failures) > RESTARTS:
            return None
        pause: float = BACKOFF_S * 2 ** (len(self._failures) - 1)
        return pause


class TaskChild:
    """A task among the children. It runs until its turn to stop comes."""

    def __init__(self, name: str) -> None:
        self.address = name
        self._scope = trio.CancelScope()
        self._over = trio.Event()

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            with self._scope:
                await work()
        finally:
            self._over.set()

    async def stop(self) -> None:
        self._scope.cancel()
        await self._over.wait()


class ActorSystem:
    """`async with ActorSystem() as system:` opens the home of all actors of this trio run."""

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self.grace_s = grace_s
        self._children: dict[TrioActorRef | TaskChild, None] = {}  # in order of start
        self._opened: AbstractAsyncContextManager[None] | None = None

    async def __aenter__(self) -> Self:
        self._opened = self._open()
        await self._opened.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        assert self._opened is not None, "entered before it is left"
        return await self._opened.__aexit__(exc_type, exc, traceback)

    def start(
        self,
        actor_class: type[TrioActor],
        *args: Any,  # noqa: ANN401 - the actor's own
        address: str,
        permanent: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> TrioActorRef:
        """Start an actor; it takes mail at once. AddressTaken if a living one is there."""
        budget = RestartBudget() if permanent else None
        ref = actor_class.start(*args, address=address, budget=budget, **kwargs)
        if permanent:
            self._adopt(ref)
        return ref

    async def start_child(
        self,
        actor_class: type[TrioActor],
        *args: Any,  # noqa: ANN401 - the actor's own
        address: str,
        **kwargs: Any,  # noqa: ANN401
    ) -> TrioActorRef:
        """Start a permanent actor and wait for its `on_start`; if that fails, this raises and nothing stays."""
        ready = TrioFuture()
        ref = actor_class.start(*args, address=address, budget=RestartBudget(), ready=ready, **kwargs)
        self._adopt(ref)
        await ready
        return ref

    def start_task(self, work: Callable[[], Awaitable[None]], *, name: str) -> None:
        """Run a task among the children. An exception of it ends the run."""
        child = TaskChild(name)
        self._children[child] = None
        self.home.nursery.start_soon(child.run, work, name=name)

    async def drain(self, grace_s: float) -> None:
        """Stop everybody, the last started first; cancel what is left when the grace is over."""
        with trio.move_on_after(grace_s) as grace:
            await self._stop_temporary()
            while self._children:
                child = next(reversed(self._children))
                await child.stop()
                self._children.pop(child, None)
                await self._stop_temporary()
        if grace.cancelled_caught:
            log.warning("system.grace_over", left=len(self.home.book))
            self.home.nursery.cancel_scope.cancel()

    def statistics(self) -> list[ActorStatistics]:
        return [ref.statistics() for ref in self.home.book if ref.is_alive()]

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        async with trio.open_nursery() as nursery:
            self.home = Home(nursery)
            before = home.set(self.home)
            try:
                yield
            finally:
                await self.drain(self.grace_s)
                home.reset(before)

    def _adopt(self, ref: TrioActorRef) -> None:
        self._children[ref] = None
        ref.when_ended(lambda gone: self._children.pop(gone, None))

    async def _stop_temporary(self) -> None:
        while temporary := [ref for ref in self.home.book if ref not in self._children]:
            stops = [ref.stop() for ref in sorted(temporary, key=lambda ref: -ref.number)]
            for stop in stops:
                await stop
