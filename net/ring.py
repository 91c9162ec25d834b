"""The last log lines, for any number of readers, each with a cursor of its own.

Whoever writes never waits and never knows who reads. The ring is bounded by lines and by bytes; when it is full
the oldest lines go. A reader that was lapped learns exactly how many lines it lost, and goes on with the oldest
that is there. Replay and live are one cursor, so between them there is neither a gap nor a double.

Everything is called from one thread; `net/logs.py` sees to lines from others.
"""

from typing import Final

import trio

# Lines and bytes: an hour of a quiet server, some seconds of a debug level; 8 MiB is noticed by nobody.
LINES_MAX: Final = 10_000
BYTES_MAX: Final = 8 * 1024 * 1024


class Ring:
    """Lines are numbered from 0, for ever; the ring holds `first` up to, not including, `end`."""

    def __init__(self, lines_max: int = LINES_MAX, bytes_max: int = BYTES_MAX) -> None:
        self.first = 0
        self.end = 0
        self.bytes = 0
        self._bytes_max = bytes_max
        self._slots: list[bytes] = [b""] * lines_max
        self._readers = trio.lowlevel.ParkingLot()

    def __len__(self) -> int:
        return self.end - self.first

    def append(self, line: bytes) -> None:
        if len(self) == len(self._slots):
            self._forget_oldest()
        self._slots[self.end % len(self._slots)] = line
        self.end += 1
        self.bytes += len(line)
        while self.bytes > self._bytes_max:
            self._forget_oldest()
        if self._readers:
            self._readers.unpark_all()

    def cursor(self, *, replay: bool = False) -> "Cursor":
        """A reader of what comes from now on, or of all that is held and then what comes."""
        return Cursor(self, self.first if replay else self.end)

    def line(self, number: int) -> bytes:
        return self._slots[number % len(self._slots)]

    async def wait_beyond(self, number: int) -> None:
        """Return when there is a line with this number, or one after it."""
        while self.end <= number:
            await self._readers.park()

    def _forget_oldest(self) -> None:
        at = self.first % len(self._slots)
        self.bytes -= len(self._slots[at])
        self._slots[at] = b""
        self.first += 1


class Cursor:
    """How far one reader is. It costs the ring nothing and need not be given back."""

    __slots__ = ("_ring", "next")

    def __init__(self, ring: Ring, start: int) -> None:
        self._ring = ring
        self.next = start

    def take(self, most: int) -> tuple[int, list[bytes]]:
        """How many lines were lost since the last take, and the lines after them."""
        ring = self._ring
        lost = max(0, ring.first - self.next)
        start = self.next + lost
        self.next = min(start + most, ring.end)
        return lost, [ring.line(number) for number in range(start, self.next)]

    async def wait(self) -> None:
        """Return when there is something to take."""
        await self._ring.wait_beyond(self.next)
