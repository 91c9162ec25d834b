"""The actor: a pykka Actor whose loop is a trio task. The rules it keeps are in the package's head.

A life is `on_start`, mail after mail, `on_stop`. An actor has one life, or as many as its budget allows.
"""

import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import Context
from types import CoroutineType, TracebackType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self

import pykka
import structlog
import trio
from pykka import ActorDeadError
from pykka.messages import ProxyCall, ProxyGetAttr, ProxySetAttr

from actors.runtime.future import TrioFuture, asker
from actors.runtime.mailbox import Mail, Mailbox, Reply
from actors.runtime.ref import Budget, Flag, Stop, TrioActorRef, home, log_dead_letters
from actors.runtime.registry import install_registry

# A busy actor lets others run after so many mails; at 3 us a mail the gap stays far below a millisecond.
MAILS_IN_A_ROW: Final = 64
PROXY_MAIL: Final = frozenset({ProxyCall, ProxyGetAttr, ProxySetAttr})

P = ParamSpec("P")

log = structlog.get_logger()
install_registry()


if TYPE_CHECKING:

    class PykkaActor:
        """pykka.Actor without its synchronous hooks: mypy would hold every subclass to them."""

        actor_urn: str

        def _handle_receive(self, message: Any) -> Any: ...  # noqa: ANN401 - pykka's signature

else:
    PykkaActor = pykka.Actor


class TrioActor(PykkaActor):
    capacity: int = 1024  # mails; a chat sees tens in a burst, so a full box means somebody is broken or hostile

    actor_inbox: Mailbox
    actor_stopped: Flag
    _ref: TrioActorRef
    _budget: Budget | None
    _born_with: tuple[tuple[Any, ...], dict[str, Any]]
    _ready: TrioFuture | None
    _predecessor: TrioActorRef | None
    _stillborn: Exception | None

    def __new__(cls, *args: object, **kwargs: object) -> Self:
        actor = super().__new__(cls)
        actor.actor_urn = cls.__name__  # until it has an address
        actor.actor_inbox = cls._create_actor_inbox()
        actor.actor_stopped = Flag()
        actor._ref = TrioActorRef(actor)
        actor._born_with = args, kwargs
        actor._budget = actor._ready = actor._predecessor = actor._stillborn = None
        return actor

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        """Everything of ours is set by `__new__`, since a restart calls `__init__` again."""

    @classmethod
    def start(
        cls,
        *args: Any,  # noqa: ANN401
        address: str | None = None,
        budget: Budget | None = None,
        ready: TrioFuture | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> TrioActorRef:
        """Start an actor in the ActorSystem of this run; others call the system's `start`.

        With `ready`, the outcome of the first `on_start` goes there, and a failure there has no second try.
        """
        return cls.__new__(cls, *args, **kwargs).be_born(address, budget, ready)

    def be_born(self, address: str | None, budget: Budget | None, ready: TrioFuture | None) -> TrioActorRef:
        self._budget, self._ready = budget, ready
        self.actor_urn = address or f"{type(self).__name__}/{uuid.uuid4().hex}"
        self._ref.actor_urn = self._ref.address = self.actor_inbox.address = self.actor_urn
        self._initialise()
        self._start_actor_loop()
        return self._ref

    @property
    def actor_ref(self) -> TrioActorRef:
        return self._ref

    @property
    def address(self) -> str:
        return self._ref.address

    def __str__(self) -> str:
        return self._ref.address

    # Hooks. A subclass may make any of the first four async.

    def on_start(self) -> Awaitable[None] | None:
        """Before the first mail of each life."""

    def on_stop(self) -> Awaitable[None] | None:
        """After the last mail, when the actor ends in good order."""

    def on_failure(
        self,
        exception_type: type[BaseException] | None,
        exception_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> Awaitable[None] | None:
        """After a failed tell, before the actor ends or is reborn."""

    def on_receive(self, message: Any) -> Any:  # noqa: ANN401 - each actor names its own mail
        raise NotImplementedError(f"{type(self).__name__} has no word for {type(message).__name__}")

    def on_drained(self) -> None:
        """After the last mail of a burst: the place to push what was gathered."""

    # What an actor may do to itself.

    def stop(self) -> None:
        _ = self._ref.stop()

    def bequeath(self, **known: object) -> None:
        """Keyword arguments for the `__init__` of the next lives: what is stored nowhere. For `on_failure`."""
        args, kwargs = self._born_with
        self._born_with = args, {**kwargs, **known}

    def passivate(self) -> bool:
        """End now if no mail waits, else do nothing. To be called in the actor's own task.

        When it says True the address is free, in this very step: who writes to it next makes a successor. The
        loop ends after the handler that called, with `on_drained` and `on_stop`.
        """
        if self.actor_inbox or self.actor_stopped.on or self._budget is not None:
            return False
        self._retire()
        return True

    # pykka's three documented extension points.

    @classmethod
    def _create_actor_inbox(cls) -> Mailbox:
        return Mailbox(cls.capacity)

    @staticmethod
    def _create_future() -> TrioFuture:
        return TrioFuture()

    def _start_actor_loop(self) -> None:
        at = home.get()
        self._predecessor = at.book.move_in(self._ref)
        self._ref.settle_in(at)
        pykka.ActorRegistry.register(self._ref)
        # A blank context: nothing of the task that happened to start this actor is inherited or kept alive.
        Context().run(lambda: at.nursery.start_soon(self._run, name=self._ref.address))

    # The life of an actor.

    async def _run(self) -> None:
        asker.set(self._ref)
        self._ref.task = trio.lowlevel.current_task()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(actor=self._ref.address)
        try:
            if self._predecessor is not None:
                await self._predecessor.ended()
                self._predecessor = None
            while (failure := await self._live()) is not None and await self._may_go_on(failure):
                self._ref.restarts += 1
                log.warning("actor.restarted", restarts=self._ref.restarts)
        finally:
            self._bury()

    async def _live(self) -> Exception | None:
        """One life: None when it ended in good order, else what ended it."""
        try:
            if self._ref.restarts:
                self.__dict__ = {name: value for name, value in self.__dict__.items() if name in KEPT}
                self._initialise()
            await _settled(self.on_start())
        except Exception as exc:  # noqa: BLE001 - whatever it is, the askers or the log get it
            self._failed_to_start(exc)
            return exc
        if self._ready is not None:
            self._ready.set(self._ref)
            self._ready = None
        try:
            await self._work()
        except Exception as exc:  # noqa: BLE001 - logged and judged by the budget
            await self._failed(exc)
            return exc
        await self._guarded(self.on_stop)
        return None

    async def _failed(self, exc: Exception) -> None:
        mail, self._ref.at_work = self._ref.at_work, None
        log.error("actor.failed", mail=mail and type(mail.message).__name__, exc_info=exc)
        if self._budget is None:
            self._retire()
        await self._guarded(self.on_failure, type(exc), exc, exc.__traceback__)

    def _failed_to_start(self, exc: Exception) -> None:
        if self._budget is not None and self._ready is None:
            log.error("actor.failed", hook="on_start", exc_info=exc)
            return
        self._retire()
        self._stillborn = exc
        if self._ready is not None:
            self._ready.set_exception((type(exc), exc, exc.__traceback__))

    async def _may_go_on(self, failure: Exception) -> bool:
        """Pause before the next life. Without one: end a temporary actor, or the run."""
        if self._budget is None or self.actor_stopped.on:
            return False
        pause_s = self._budget.spend(trio.current_time())
        if pause_s is None:
            log.error("actor.gave_up", restarts=self._ref.restarts)
            raise failure
        await trio.sleep(pause_s)
        return True

    def _initialise(self) -> None:
        args, kwargs = self._born_with
        self.__init__(*args, **kwargs)  # type: ignore[misc]  # as type() does after __new__, and at each rebirth

    async def _work(self) -> None:
        box, stopped, ref = self.actor_inbox, self.actor_stopped, self._ref
        streak = 0
        while True:
            if not box or stopped.on:
                if streak:
                    streak = 0
                    self.on_drained()
                if stopped.on:
                    return
                await box.wait_mail()
                continue
            mail = box.take()
            if mail.message is Stop:
                self._retire()
                continue
            ref.at_work = mail
            await self._handle(mail)
            ref.at_work = None
            del mail  # else an idle actor holds its last one, times thousands
            streak += 1
            if streak % MAILS_IN_A_ROW == 0:
                await trio.lowlevel.checkpoint()

    async def _handle(self, mail: Mail) -> None:
        message, reply = mail.message, mail.reply
        try:
            receive = self._handle_receive if type(message) in PROXY_MAIL else self.on_receive
            result = receive(message)
            if type(result) is CoroutineType:
                result = await result
        except Exception as exc:
            if reply is None:
                raise
            _answer_error(reply, exc)
        else:
            if reply is not None:
                _answer(reply, result)

    def _retire(self) -> None:
        """No longer to be found, from this step on."""
        if not self.actor_stopped.on:
            self.actor_stopped.set()
            pykka.ActorRegistry.unregister(self._ref)

    def _bury(self) -> None:
        """The last step: every ask has its answer, every tell its line in the log, and nothing stays behind."""
        self._retire()
        error = self._stillborn or self._death()
        cut_off, self._ref.at_work = self._ref.at_work, None  # by a cancellation
        left = [mail for mail in self.actor_inbox.close(error) if mail.message is not Stop]
        left += [cut_off] if cut_off is not None else []
        for mail in left:
            if mail.reply is not None:
                _answer_error(mail.reply, error)
        if self._stillborn is not None and self._ready is None and all(mail.reply is None for mail in left):
            log.error("actor.failed", hook="on_start", exc_info=self._stillborn)  # else an asker has it
        for name, count in Counter(type(mail.message).__name__ for mail in left if mail.reply is None).items():
            log_dead_letters(self._ref.address, name, count, "dead")
        if self._ready is not None and self._stillborn is None:  # cancelled before it was ready
            _answer_error(self._ready, error)
        if self._ref.home is not None:
            self._ref.home.book.move_out(self._ref)
        self._ref.depart()

    def _death(self) -> ActorDeadError:
        return ActorDeadError(f"{self._ref.address} stopped before it had handled the message")

    async def _guarded(self, hook: Callable[P, Awaitable[None] | None], *args: P.args, **kwargs: P.kwargs) -> None:
        """A hook at the end of a life cannot make that end worse."""
        try:
            await _settled(hook(*args, **kwargs))
        except Exception:
            log.exception("actor.failed", hook=hook.__name__)


# What of an actor's attributes survives a restart: all that `__new__` sets.
KEPT: Final = frozenset({
    *("actor_urn", "actor_inbox", "actor_stopped", "_ref"),
    *("_born_with", "_budget", "_ready", "_predecessor", "_stillborn"),
})  # fmt: skip


async def _settled(value: Awaitable[None] | None) -> None:
    if value is not None:
        await value


def _answer(reply: Reply, value: object) -> None:
    try:
        reply.set(value)
    except Exception:  # its receiver's trouble, not the actor's
        log.exception("actor.reply_failed")


def _answer_error(reply: Reply, error: Exception) -> None:
    try:
        reply.set_exception((type(error), error, error.__traceback__))
    except Exception:
        log.exception("actor.reply_failed")
