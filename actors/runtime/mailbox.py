"""A bounded mailbox with one reader, and the mail in it.

Law of this file: no mail is ever in between. A sender that waits for room keeps its mail in the line of
senders, and the step that makes room moves it into the queue. So an empty queue means that nobody waits,
which is what lets an actor end itself without losing mail; and what was posted first is handled first.

Nothing here knows pykka, nor what a mail means. Everything is called from the loop's thread.
"""

from collections import OrderedDict, deque
from types import TracebackType
from typing import Any, Protocol, TypeAlias

import msgspec
import outcome
import trio

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


class MailboxFull(Exception):  # noqa: N818 - said to the sender as it is: not an error of the mailbox
    """The mailbox holds as much as it may. `args[0]` is the address."""


class Reply(Protocol):
    """Where an answer goes: the two methods of a pykka Future that an actor calls, exactly one of them, once."""

    def set(self, value: Any, /) -> None: ...  # noqa: ANN401 - whatever the actor returned

    def set_exception(self, exc_info: ExcInfo, /) -> None: ...


class Mail(msgspec.Struct, frozen=True):
    message: Any
    reply: Reply | None
    at: float  # trio clock seconds, for the operator's question how long the oldest waits


class Mailbox:
    __slots__ = ("_queue", "_reader", "_senders", "address", "capacity", "peak", "taken")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.address = ""
        self.peak = 0
        self.taken = 0
        # None while empty: a deque weighs 760 bytes, and of thousands of actors nearly all have no mail just now.
        self._queue: deque[Mail] | None = None
        self._reader: trio.lowlevel.Task | None = None
        self._senders: OrderedDict[trio.lowlevel.Task, Mail] | None = None  # made when first somebody waits

    def __len__(self) -> int:
        return 0 if self._queue is None else len(self._queue)

    @property
    def full(self) -> bool:
        return len(self) >= self.capacity

    @property
    def oldest_at(self) -> float | None:
        return self._queue[0].at if self._queue else None

    def put(self, mail: Mail) -> None:
        """Raises MailboxFull, unless the message says of itself that it `must_arrive`.

        Such messages are bounded by what they are about (one for each connection, one for each open chat), and an
        actor that never heard of them would be wrong for good.
        """
        if len(self) >= self.capacity and not getattr(mail.message, "must_arrive", False):
            raise MailboxFull(self.address)
        self.force(mail)

    def force(self, mail: Mail) -> None:
        """Put past the bound: for the few mails that must arrive, such as "stop"."""
        if self._queue is None:
            self._queue = deque((mail,))
        else:
            self._queue.append(mail)
        self.peak = max(self.peak, len(self._queue))
        if self._reader is not None:
            trio.lowlevel.reschedule(self._reader)
            self._reader = None

    async def wait_put(self, mail: Mail) -> None:
        """Stand in line until there is room. When this returns, the mail is in the queue."""
        if self._senders is None:
            self._senders = OrderedDict()
        senders, task = self._senders, trio.lowlevel.current_task()
        senders[task] = mail

        def abort(_raise_cancel: object) -> trio.lowlevel.Abort:
            del senders[task]
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(abort)

    async def wait_mail(self) -> None:
        """Return when there is mail. Only the actor itself may read."""
        if self._queue:
            return
        self._reader = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(self._stop_reading)

    def take(self) -> Mail:
        assert self._queue is not None, "whoever takes has seen that there is mail"
        mail = self._queue.popleft()
        if not self._queue:
            self._queue = None
        self.taken += 1
        if self._senders:
            self._admit()
        return mail

    def close(self, error: Exception) -> list[Mail]:
        """Turn away who stands in line, and hand out what was never read."""
        while self._senders:
            task, _ = self._senders.popitem(last=False)
            trio.lowlevel.reschedule(task, outcome.Error(error))
        left, self._queue = list(self._queue or ()), None
        return left

    def _admit(self) -> None:
        while self._senders and not self.full:
            task, mail = self._senders.popitem(last=False)
            self.force(mail)
            trio.lowlevel.reschedule(task)

    def _stop_reading(self, _raise_cancel: object) -> trio.lowlevel.Abort:
        self._reader = None
        return trio.lowlevel.Abort.SUCCEEDED
