"""The few bytes of RFC 6455 that this house writes and measures itself. Pure: bytes in, bytes out.

wsproto (under trio-websocket) owns the protocol. Here is only what must be done beside it: a text frame made once
and shared by all its receivers; the close and ping frames, which take their place in an outbox like any other; the
bounds of a plain client frame, so that the common case needs no parser; and `Walker`, which counts bytes, and from
the header on, where wsproto counts characters of what it has already taken in.
"""

from typing import Final

TEXT: Final = 0x81  # first byte of a text message in one frame, without extension bits
CLOSE: Final = 0x88
PING: Final = 0x89
PONG: Final = 0x8A
WHOLE: Final = (TEXT, CLOSE, PING, PONG)

CONTROL_MAX: Final = 125  # RFC 6455, 5.5: a control frame carries no more
_REASON_MAX = CONTROL_MAX - 2  # bytes of UTF-8 beside the code
_MASKED = 0x80
_IN_TWO = 126  # the length follows in two bytes
_IN_EIGHT = 127  # … in eight

_CONTINUATION, _OPCODE_CLOSE = 0x0, 0x8
_MESSAGES = (0x1, 0x2)  # opcodes that begin a message

PING_FRAME: Final = bytes((PING, 0))


def text_frame(payload: bytes) -> bytes:
    """A whole server text frame around encoded JSON; make it once, offer it to everybody."""
    size = len(payload)
    if size < _IN_TWO:
        return bytes((TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((TEXT, _IN_TWO)) + size.to_bytes(2, "big") + payload
    return bytes((TEXT, _IN_EIGHT)) + size.to_bytes(8, "big") + payload


def close_frame(code: int, reason: str) -> bytes:
    """A server close frame; a long reason is cut between two characters."""
    words = reason.encode()[:_REASON_MAX].decode(errors="ignore").encode()
    return bytes((CLOSE, 2 + len(words))) + code.to_bytes(2, "big") + words


def bounds(buffer: bytes | bytearray, at: int) -> tuple[int, int, int] | None:
    """First byte, start and end of the payload of the client frame at `at`; None while its header is incomplete.

    An end of 0 says: not masked, or longer than two bytes can say, or written longer than need be. wsproto judges.
    """
    have = len(buffer) - at
    if have < 2:  # noqa: PLR2004 - the two bytes every header has
        return None
    first, size = buffer[at], buffer[at + 1] - _MASKED
    if 0 <= size < _IN_TWO:
        return first, at + 6, at + 6 + size
    if size != _IN_TWO:
        return first, 0, 0
    if have < 4:  # noqa: PLR2004 - and two of length
        return None
    size = buffer[at + 2] << 8 | buffer[at + 3]
    if size < _IN_TWO:
        return first, 0, 0
    return first, at + 8, at + 8 + size


def unmasked(buffer: bytes | bytearray, start: int, end: int) -> bytes:
    """The payload between two bounds without its mask, which lies in the four bytes before it."""
    size = end - start
    mask = (buffer[start - 4 : start] * (size // 4 + 1))[:size]
    plain = int.from_bytes(buffer[start:end], "little") ^ int.from_bytes(mask, "little")
    return plain.to_bytes(size, "little")


class Walker:
    """Follows client frames by their headers alone: how long a message grows, and whether a close has come."""

    __slots__ = ("_close_began", "_head", "_left", "_limit", "_message", "too_large")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._head = bytearray()  # of a frame whose header is incomplete
        self._left = 0  # bytes of payload still to come
        self._message = 0  # bytes of the message so far, over all its frames
        self._close_began = False
        self.too_large = False

    @property
    def closed(self) -> bool:
        """A whole close frame went by."""
        return self._close_began and not self._left

    def walk(self, data: bytes | bytearray) -> None:
        at = 0
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
            else:
                self._head.append(data[at])
                at += 1
                self._look()

    def _look(self) -> None:
        """Take note of the frame whose header has just become complete, if it has."""
        head = self._head
        if len(head) < 2:  # noqa: PLR2004 - the two bytes every header has
            return
        opcode, short = head[0] & 15, head[1] & 127
        long = {_IN_TWO: 2, _IN_EIGHT: 8}.get(short, 0)
        if len(head) < 2 + long + (4 if head[1] & _MASKED else 0):
            return
        self._left = int.from_bytes(head[2 : 2 + long], "big") if long else short
        self._head = bytearray()
        self._close_began = self._close_began or opcode == _OPCODE_CLOSE
        if opcode in _MESSAGES:
            self._message = self._left
        elif opcode == _CONTINUATION:
            self._message += self._left
        self.too_large = self.too_large or self._message > self._limit
