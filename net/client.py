"""One client behind a connection, as mailboxes see it: an outbox, and a place for answers.

`HotAnswer` is what a command posted to a mailbox carries instead of a waiting task: the actor's return value
becomes the frame, straight from the actor's own turn.
"""

import structlog
from msgspec import UnsetType

from actors.domain.errors import Refused, Unavailable
from actors.mail import News
from actors.messages import Answer, Push
from actors.runtime import ActorDeadError, ExcInfo, MailboxFull
from net.closing import Close
from net.wire import CommandId, error_frame, ok_frame, push_frame
from net.ws import Connection
from store.database import StoreBusy, StoreTrouble

log = structlog.get_logger()


class Internal(Refused):
    """A fault of ours. The log has it; the client may try again."""

    code = "internal"


class Client:
    """Nothing here waits."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def offer(self, news: News) -> None:
        self.connection.offer(push_frame(news))

    def push(self, push: Push) -> None:
        self.offer(News(push))

    def restart(self) -> None:
        self.connection.close(Close.RESTARTED)

    def revoke(self) -> None:
        self.connection.close(Close.NOT_SIGNED_IN)

    def answer(self, id: CommandId, answer: Answer) -> None:  # noqa: A002 - the wire's own word
        """Nothing, for a frame without an id."""
        if isinstance(id, str):
            self.connection.offer(ok_frame(id, answer))

    def refuse(self, id: CommandId, error: BaseException) -> None:  # noqa: A002 - the wire's own word
        """An error frame. What is no refusal is a fault of ours, and logged as one."""
        refused = refusal_of(error)
        if not isinstance(id, UnsetType):
            self.connection.offer(error_frame(id, refused))


def refusal_of(error: BaseException) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, ActorDeadError | MailboxFull | StoreBusy | StoreTrouble):
        return Unavailable("This could not be done just now. Try again in a moment.")
    log.error("command.failed", exc_info=error)
    return Internal("Something went wrong here, and has been noted. Try again.")


class HotAnswer:
    """A reply that nobody waits for."""

    __slots__ = ("_client", "_id")

    def __init__(self, client: Client, id: CommandId) -> None:  # noqa: A002 - the wire's own word
        self._client = client
        self._id = id

    def set(self, value: Answer) -> None:
        self._client.answer(self._id, value)

    def set_exception(self, exc_info: ExcInfo | None = None) -> None:
        error = exc_info[1] if exc_info is not None else None
        self._client.refuse(self._id, error if error is not None else Unavailable("Try again in a moment."))
