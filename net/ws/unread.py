"""What was read from a client and not yet taken apart, and the plain frames in it. Pure: bytes in, texts out.

Nearly every frame a client sends is a text message in one frame, masked and short: that one is taken apart here,
without a parser. A ping, pong or close is given out whole. Whatever else lies in front (a fragment, binary, a
mistake, more than 64 KiB - 1 or than the limit) is not for us: `front` says 0, and the rest goes to
trio-websocket.
"""

from net import frames


class Unread:
    """`message_bytes`: what one message may have, in bytes."""

    __slots__ = ("_at", "_data", "_from", "_to", "message_bytes")

    def __init__(self, data: bytes, message_bytes: int) -> None:
        self.message_bytes = message_bytes
        # A frame begins at `_at`. Its payload, once `front` has seen all of it, lies between `_from` and `_to`.
        self._data: bytes | bytearray = data
        self._at = self._from = self._to = 0

    def front(self) -> int | None:
        """First byte of the frame in front: None while it is incomplete, 0 when it is not for us to take apart."""
        found = frames.bounds(self._data, self._at)
        if found is None:
            return None
        first, self._from, self._to = found
        size = self._to - self._from
        if first not in frames.WHOLE or not self._to or (first != frames.TEXT and size > frames.CONTROL_MAX):
            return 0
        if size > self.message_bytes:
            return 0  # whose walker knows what to do
        return first if self._to <= len(self._data) else None

    # The three that follow take the frame that `front` has just found.

    def take_text(self) -> str:
        """Its text; raises `UnicodeDecodeError`."""
        self._at = self._to
        return frames.unmasked(self._data, self._from, self._to).decode()

    def take_frame(self) -> bytes:
        """All of it, header and mask too."""
        frame = bytes(self._data[self._at : self._to])
        self._at = self._to
        return frame

    def skip(self) -> None:
        self._at = self._to

    def take_rest(self) -> bytes:
        """All there is, from the frame in front on."""
        rest = bytes(self._data[self._at :])
        self._data, self._at = b"", 0
        return rest

    # Two steps around the wait and no coroutine with the wait inside: 240 bytes less for each that is idle.

    def make_room(self) -> None:
        """Hold only what is needed still."""
        if self._at == len(self._data):
            self._data = b""
        elif self._at or isinstance(self._data, bytes):
            self._data = bytearray(self._data[self._at :])
        self._at = 0

    def put_behind(self, data: bytes) -> None:
        if self._data:
            self._data += data
        else:
            self._data = data
