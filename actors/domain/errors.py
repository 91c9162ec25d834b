"""Refusals: a command that the rules do not allow now. An answer, not a crash; nothing was changed by it.

One class for each error code of PROTOCOL.md that a rule or a door can give. `str(refusal)` is the sentence for
the person who reads it; `details` are the extra fields of the error frame.
"""

from typing import ClassVar

from actors.messages import Status


class Refused(Exception):  # noqa: N818 - a refusal is an answer, and reads as one
    """Why not. Never raised itself."""

    code: ClassVar[str]

    def __init__(self, message: str, **details: str | int) -> None:
        super().__init__(message)
        self.details = details


class Invalid(Refused):
    """A field of the frame is wrong; `field` names it as the client wrote it."""

    code = "invalid"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


class NotSignedIn(Refused):
    """No session, or one that has ended."""

    code = "not_signed_in"


class Forbidden(Refused):
    """The table of rights has no ground for it."""

    code = "forbidden"


class NotFound(Refused):
    """There is none, or not for this person: the two are not told apart."""

    code = "not_found"


class Conflict(Refused):
    """The state of the chat does not allow it now; `status` says how it stands."""

    code = "conflict"

    def __init__(self, message: str, status: Status | None = None) -> None:
        super().__init__(message, **({"status": status.value} if status else {}))


class Taken(Refused):
    """Another agent answered first. `agent` is shown to the loser."""

    code = "taken"

    def __init__(self, agent: str) -> None:
        super().__init__(f"{agent} took this chat a moment ago.", agent=agent)


class Closed(Refused):
    """The channel takes no chats now: outside opening hours, or nobody is available."""

    code = "closed"


class QueueFull(Refused):
    """As many wait as the channel allows."""

    code = "queue_full"


class TooLarge(Refused):
    """More bytes than are taken here."""

    code = "too_large"


class RateLimited(Refused):
    """Too many frames; the next is welcome after `retry_ms`."""

    code = "rate_limited"

    def __init__(self, retry_ms: int, message: str | None = None) -> None:
        said = message or f"Too fast. Try again in {retry_ms} ms; nothing was stored."
        super().__init__(said, retry_ms=retry_ms)


class Unavailable(Refused):
    """Shutting down, or trouble with the disk. The same command again is safe."""

    code = "unavailable"
