"""What others hold of an actor, and the home that all actors of one trio run share."""

import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec
import pykka
import structlog
import trio
from pykka import ActorDeadError

from actors.runtime.addresses import AddressBook
from actors.runtime.future import Party, TrioFuture, draw_edge
from actors.runtime.mailbox import Mail, Mailbox, MailboxFull, Reply

MS_PER_S: Final = 1_000

log = structlog.get_logger()


class Budget(Protocol):
    """How often an actor may be reborn."""

    def spend(self, now: float) -> float | None:
        """Seconds to pause before the next life, or None when there is none."""


class Stop:
    """The mail that ends an actor when its turn comes."""


class Flag:
    """The two methods of `threading.Event` that pykka uses, for a tenth of its memory."""

    __slots__ = ("on",)

    def __init__(self) -> None:
        self.on = False

    def is_set(self) -> bool:
        return self.on

    def set(self) -> None:
        self.on = True


class ActorStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """One actor as the operator sees it."""

    address: str
    kind: str
    depth: int  # mails waiting
    peak_depth: int
    oldest_ms: int  # age of the oldest unfinished mail, the one being handled included
    handled: int
    restarts: int
    alive_ms: int


class TrioActorRef(pykka.ActorRef[Any]):
    """The only thing others hold of an actor. It outlives restarts."""

    actor_inbox: Mailbox  # type: ignore[assignment]  # pykka's protocol is for blocking inboxes
    actor_stopped: Flag  # type: ignore[assignment]  # pykka names threading.Event, and calls is_set and set

    def __init__(self, actor: Any) -> None:  # noqa: ANN401 - a TrioActor, whose file imports this one
        super().__init__(actor)
        self.address: str = actor.actor_urn  # pykka's name for an actor is its address here
        self.restarts = 0
        self.number = 0  # in order of start, set by the address book
        self.task: trio.lowlevel.Task | None = None
        self.waits_for: Party | None = None
        self.gone = False
        self.at_work: Mail | None = None
        self.home: Home | None = None
        self._started_at: float | None = None
        self._on_end: list[Callable[[TrioActorRef], None]] | None = None

    def __str__(self) -> str:
        return self.address

    @property
    def kind(self) -> str:
        return self.address.partition("/")[0]

    def is_alive(self) -> bool:
        return not self.actor_stopped.on

    def tell(self, message: Any) -> None:  # noqa: ANN401
        """Post and forget; never waits. From a worker thread a full or dead mailbox shows in the log alone.

        Raises ActorDeadError or MailboxFull.
        """
        if self.actor_stopped.on:
            raise ActorDeadError(f"{self.address} not found")
        if self.home is not None and self.home.thread != threading.get_ident():
            self.home.token.run_sync_soon(self._tell_from_thread, message)
            return
        self.actor_inbox.put(Mail(message, None, trio.current_time()))

    def ask(self, message: Any, *, block: bool = False, timeout: float | None = None) -> TrioFuture:  # noqa: ANN401  # pykka blocks by default
        """A future answer. A dead or full actor shows there too; `timeout` counts from the await."""
        future = TrioFuture(self, timeout)
        try:
            self._post_nowait(message, future)
        except (ActorDeadError, MailboxFull):
            future.set_exception()
        if block:
            future.get()
        return future

    async def send(self, message: object) -> None:
        """Tell, waiting for room. With room there is no pass through the scheduler."""
        await self._post(message, None)

    async def post(self, message: object, reply: Reply) -> None:
        """Wait for room, then leave `reply` to be answered by the actor; nobody waits for the answer.

        Either this raises, or exactly one method of `reply` is called, once.
        """
        await self._post(message, reply)

    def stop(self, *, block: bool = False, timeout: float | None = None) -> TrioFuture:  # type: ignore[override]  # pykka blocks by default
        """Ask the actor to end after the mail it has now. True when it is gone, False if it was dead."""
        future = TrioFuture(self, timeout)
        if self.gone:
            future.set(False)
        else:
            self.when_ended(lambda _ref: future.set(True))
            if not self.actor_stopped.on:
                self.actor_inbox.force(Mail(Stop, None, trio.current_time()))
        if block:
            future.get()
        return future

    def ended(self) -> TrioFuture:
        """Resolved when the actor's task has done its last step."""
        future = TrioFuture(self)
        self.when_ended(lambda _ref: future.set())
        return future

    def when_ended(self, callback: Callable[["TrioActorRef"], None]) -> None:
        """Call back, synchronously, when the actor is wholly gone; at once if it is."""
        if self.gone:
            callback(self)
        elif self._on_end is None:
            self._on_end = [callback]
        else:
            self._on_end.append(callback)

    def statistics(self) -> ActorStatistics:
        now = trio.current_time()
        box = self.actor_inbox
        oldest_at = box.oldest_at if self.at_work is None else self.at_work.at
        return ActorStatistics(
            address=self.address,
            kind=self.kind,
            depth=len(box),
            peak_depth=box.peak,
            oldest_ms=0 if oldest_at is None else int((now - oldest_at) * MS_PER_S),
            handled=box.taken - (self.at_work is not None),
            restarts=self.restarts,
            alive_ms=0 if self._started_at is None else int((now - self._started_at) * MS_PER_S),
        )

    def settle_in(self, at: "Home") -> None:
        self.home = at
        self._started_at = trio.current_time()

    def depart(self) -> None:
        """The actor's task has ended. Who waited for that learns it now."""
        self.gone = True
        self.task = None
        callbacks, self._on_end = self._on_end, None
        for callback in callbacks or ():
            callback(self)

    async def _post(self, message: object, reply: Reply | None) -> None:
        if not self.actor_inbox.full:
            self._post_nowait(message, reply)
            return
        self._check()
        me = draw_edge(self)
        try:
            await self.actor_inbox.wait_put(Mail(message, reply, trio.current_time()))
        finally:
            if me is not None:
                me.waits_for = None

    def _post_nowait(self, message: object, reply: Reply | None) -> None:
        self._check()
        self.actor_inbox.put(Mail(message, reply, trio.current_time()))

    def _check(self) -> None:
        if self.actor_stopped.on:
            raise ActorDeadError(f"{self.address} not found")
        if self.home is not None and self.home.thread != threading.get_ident():
            raise RuntimeError("other threads may tell, nothing else")

    def _tell_from_thread(self, message: object) -> None:
        try:
            self.tell(message)
        except (ActorDeadError, MailboxFull) as exc:
            log_dead_letters(self.address, type(message).__name__, 1, type(exc).__name__)


class Home:
    """What all actors of one trio run share."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self.nursery = nursery
        self.book: AddressBook[TrioActorRef] = AddressBook()
        self.thread = threading.get_ident()
        self.token = trio.lowlevel.current_trio_token()


home: trio.lowlevel.RunVar[Home] = trio.lowlevel.RunVar("actors.home")


def log_dead_letters(address: str, mail: str, count: int, why: str) -> None:
    """The type of a mail may be known, its contents never."""
    log.warning("actor.dead_letter", to=address, mail=mail, count=count, why=why)
