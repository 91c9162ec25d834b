"""Every close code this server sends, and what the client shall do about it.

This is the one table: the server closes with a member of it, the clients' reconnecting follows `then`, and the
documentation prints it. A code that is not here is never sent. `LOST` is no member because it is never sent
either: it is what a receiver is told when the other side went without a word.
"""

from enum import Enum

# RFC 6455, 7.4.1: no close frame came. Reserved for reports to oneself.
LOST = 1006
# The same list: a close frame came that names no code.
UNNAMED = 1005


class Then(Enum):
    """What a client does after a close."""

    STOP = "stop"
    SIGN_IN = "sign_in"
    RESUME_NOW = "resume_now"
    RESUME_LATER = "resume_later"  # after a random wait, so that thousands do not come back in one second


class Close(Enum):
    """A reason to end a connection: its code, what the client does then, and the words sent along."""

    NORMAL = 1000, Then.STOP, "done"
    GOING_AWAY = 1001, Then.RESUME_LATER, "going away"
    PROTOCOL = 1002, Then.STOP, "not a valid WebSocket frame"
    BINARY = 1003, Then.STOP, "text frames only"
    BAD_DATA = 1007, Then.STOP, "not a JSON object in UTF-8"
    TOO_LARGE = 1009, Then.STOP, "frame too large"
    INTERNAL = 1011, Then.RESUME_LATER, "internal error"
    NOT_SIGNED_IN = 4001, Then.SIGN_IN, "not signed in"
    FORBIDDEN = 4003, Then.STOP, "forbidden"
    TOO_SLOW = 4008, Then.RESUME_NOW, "too slow to read; come back with `after`"
    REPLACED = 4009, Then.STOP, "replaced by a newer connection"
    DRAINING = 4010, Then.RESUME_LATER, "shutting down; come back after a random wait"
    RESTARTED = 4011, Then.RESUME_NOW, "restarted; come back now"
    RATE_LIMITED = 4029, Then.RESUME_LATER, "rate limited; come back after `retry_ms`"

    def __init__(self, code: int, then: Then, meaning: str) -> None:
        self.code = code
        self.then = then
        self.meaning = meaning


BY_CODE = {close.code: close for close in Close}
