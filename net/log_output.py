"""The output of the log: a file descriptor that reads the ring, as far as it takes lines without making us wait.

It is written in the same call as the line, but only as much as goes at once: a pipe nobody reads or a terminal
that was stopped costs lines, which are counted, and never stops the server. What does not go now goes with a later
line.
"""

import os
import select
import time
from typing import Final

from net.log_lines import lost_line, readable
from net.ring import Cursor

# Lines an output writes in one call, so that a reader who wakes up again does not stop the loop.
OUTPUT_IN_A_ROW: Final = 64
# Bytes a pipe takes whole once it takes any; POSIX promises 512, every system of today 4096.
PIECE: Final = 4_096


def wants_colors(fd: int) -> bool:
    """Whether to write colours there: to a terminal, unless its owner said NO_COLOR."""
    return os.isatty(fd) and not os.environ.get("NO_COLOR")


class Output:
    def __init__(self, fd: int, cursor: Cursor, *, for_people: bool) -> None:
        self._fd = fd
        self._cursor = cursor
        self._for_people = for_people
        self._colors = wants_colors(fd)
        self._rest = b""  # of the line that is being written
        self._broken = False
        self._poll = select.poll()
        self._poll.register(fd, select.POLLOUT)

    def pump(self, most: int = OUTPUT_IN_A_ROW, patience_s: float = 0.0) -> bool:
        """Write what goes, `most` lines at most; whether nothing is left."""
        if self._broken:
            return True
        try:
            for _ in range(most):
                if not self._rest and not self._next():
                    return True
                if not self._write_rest(patience_s):
                    return False
        except OSError:
            self._broken = True  # the reader is gone for good
        return self._broken

    def flush(self, within_s: float) -> None:
        end = time.monotonic() + within_s
        while (left_s := end - time.monotonic()) > 0 and not self.pump(patience_s=left_s):
            pass

    def _next(self) -> bool:
        lost, lines = self._cursor.take(1)
        shown = [lost_line(lost)] * bool(lost) + lines
        self._rest = b"".join(self._rendered(line) + b"\n" for line in shown)
        return bool(shown)

    def _rendered(self, line: bytes) -> bytes:
        return readable(line, colors=self._colors).encode() if self._for_people else line

    def _write_rest(self, patience_s: float) -> bool:
        while self._rest:
            if not self._poll.poll(patience_s * 1_000):
                return False
            try:
                self._rest = self._rest[os.write(self._fd, self._rest[:PIECE]) :]
            except BlockingIOError:
                return False
        return True
