"""One accepted WebSocket: who reads, who writes, whether the peer is alive, and how it ends.

**Who reads.** The task that calls `receive` reads the socket itself and takes texts out of `Unread`; that costs no
hop between tasks. Control frames are fed to `Library`, whose reader, at the first frame that is anything else,
takes over the socket for good. Order is kept, for this switch happens once. While nobody receives nothing is
read: TCP holds the peer back.

**Who writes.** The outbox alone (`net/outbox.py`), for the library too.

**Who listens.** `beat`, called every 5 s for all connections by one task, pings the quiet and drops the silent.

**How it ends.** `close` queues a close frame and from then on nothing follows it; a task flushes, waits for the
peer's close and drops TCP, in 5 s at most. `lose` drops without a word. Both end `receive` at once with `Closed`.
"""

import secrets
import sys
import time
from collections.abc import Coroutine
from typing import Any, Final

import structlog
import trio

from net import frames
from net.closing import BY_CODE, LOST, UNNAMED, Close
from net.outbox import Outbox
from net.pipe import Interrupted, Pipe
from net.ws.library import Library
from net.ws.unread import Unread

log = structlog.get_logger("net")

# Seconds for a close: what is queued, the close frame, and the peer's own.
CLOSE_TIMEOUT: Final = 5
# Seconds of silence until we ping, and until we drop; the second is in the protocol. All are looked at every 5 s.
PING_AFTER: Final = 12
SILENT_MAX: Final = 30
# Bytes read at a time. Larger frames take several reads; an idle connection holds none.
RECEIVE_BYTES: Final = 16 * 1024
# Messages handed out in a row before others get their turn: they may all lie in one packet.
IN_A_ROW: Final = 16


class Closed(Exception):  # noqa: N818 - an ending, not an error
    """The connection is over. `code` is the close code, ours or the peer's, 1006 when there was none."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Connection:
    """One accepted WebSocket. Times on trio's clock, but `opened_at` (milliseconds since the epoch)."""

    __slots__ = (
        "_dropped",
        "_end",
        "_heard",
        "_library",
        "_local",
        "_lost",
        "_nursery",
        "_outbox",
        "_peer_closed",
        "_pinged",
        "_pipe",
        "_row",
        "_unread",
        "bytes_in",
        "frames_in",
        "id",
        "opened_at",
        "peer",
    )

    def __init__(
        self, pipe: Pipe, nursery: trio.Nursery, peer: str, *, head: bytes, rest: bytes, message_bytes: int
    ) -> None:
        self.id = secrets.token_urlsafe(6)
        self.peer = peer
        self.opened_at = time.time_ns() // 1_000_000
        self.frames_in = 0
        self.bytes_in = 0
        self._pipe = pipe
        self._nursery = nursery
        self._outbox = Outbox(pipe, nursery, self)
        self._unread = Unread(rest, message_bytes)
        self._library = Library(self, head)
        self._row = 0  # messages handed out since others had a turn
        self._heard = trio.current_time()
        self._pinged = False
        # How it ends: code and reason; whether we said so, the peer did, or nobody could.
        self._end: tuple[int, str] | None = None
        self._local = self._peer_closed = self._lost = False
        self._dropped: trio.Event | None = None  # made with the task that parts

    async def open(self, subprotocol: str | None) -> None:
        """Answer the handshake."""
        await self._library.accept(self._nursery, subprotocol, self._unread.message_bytes)

    @property
    def closed(self) -> bool:
        """Nothing that is offered from now on goes out."""
        return self._end is not None

    @property
    def pending_bytes(self) -> int:
        return self._outbox.pending_bytes

    @property
    def frames_out(self) -> int:
        return self._outbox.frames_out

    @property
    def bytes_out(self) -> int:
        return self._outbox.bytes_out

    # ---- receiving

    # One task at a time receives, and nothing is lost when it is cancelled. These two are not `async`, but return
    # what is to be awaited: a waiting reader costs one frame less, times thousands.

    def receive(self) -> Coroutine[Any, Any, str]:
        """The next text message; raises `Closed`. A binary one closes the connection."""
        return self._receive(text_only=True)

    def receive_any(self) -> Coroutine[Any, Any, str | bytes]:
        """The next message, text or binary; raises `Closed`."""
        return self._receive(text_only=False)

    async def _receive(self, *, text_only: bool) -> Any:  # noqa: ANN401 - what the two above say
        unread = self._unread
        while True:
            if self._library.walker is not None and not self._local:
                return await self._from_library(text_only=text_only)
            if self._end is not None:
                raise self._closed()
            if self._row >= IN_A_ROW:
                self._row = 0
                await trio.lowlevel.checkpoint()
            elif (first := unread.front()) is None:
                self._row = 0
                unread.make_room()
                unread.put_behind(await self.pull())
            elif first == frames.TEXT:
                if (text := self._take_text()) is not None:
                    return text
            elif first == frames.PONG:  # that we heard it is all it says
                unread.skip()
            elif first in frames.WHOLE:
                await self._feed()
            else:
                self._library.take_over(unread.take_rest(), unread.message_bytes)

    def _take_text(self) -> str | None:
        self.frames_in += 1
        self._row += 1
        try:
            return self._unread.take_text()
        except UnicodeDecodeError:
            self.close(Close.BAD_DATA)
            return None

    async def _feed(self) -> None:
        frame = self._unread.take_frame()
        self._peer_closed = frame[0] == frames.CLOSE  # noted here, for we may close before the library gets it
        await self._library.feed(frame)

    async def _from_library(self, *, text_only: bool) -> str | bytes:
        message = await self._library.message()
        if message is None:
            self.library_closed(self._library.said_goodbye())  # the news may arrive here first
            raise self._closed()
        self.frames_in += 1
        if text_only and isinstance(message, bytes):
            self.close(Close.BINARY)
            raise self._closed()
        return message

    # ---- for the library

    async def pull(self) -> bytes:
        """What the peer sent; nothing when the connection has ended."""
        data = b""
        try:
            data = await self._pipe.receive(RECEIVE_BYTES)
        except Interrupted:
            return data
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        if data:
            self.bytes_in += len(data)
            self._heard = trio.current_time()
            self._pinged = False
        else:
            self.lose()
        return data

    async def write_for_library(self, frame: bytes) -> None:
        """Send a pong, its answer to a close, or the end of the handshake."""
        if self._end is not None:
            return
        if frame[0] != frames.CLOSE:
            await self._outbox.send(frame)
            return
        code = int.from_bytes(frame[2:4], "big") or UNNAMED
        self._peer_closed = True
        self._finish_with(code, frame[4:].decode(), frame)

    def library_closed(self, code: int | None) -> None:
        """It is done, with this code; None when the peer went without a word."""
        if self._end is not None:
            return
        if code is None:
            self.lose()
        else:
            self._say_goodbye(BY_CODE.get(code, Close.PROTOCOL))

    # ---- sending

    def offer(self, frame: bytes) -> None:
        """Give a whole server frame (`text_frame`) on its way. Never waits, never raises; too many close it."""
        if not self._outbox.offer(frame):
            log.info("ws.too_slow", connection=self.id, peer=self.peer, pending_bytes=self.pending_bytes)
            self.close(Close.TOO_SLOW)

    async def send(self, frame: bytes) -> None:
        """Wait for room, then give a frame on its way, before all that is held; raises `Closed`."""
        await self._outbox.send(frame)
        if self._end is not None:
            raise self._closed()

    def hold(self) -> None:
        """Keep back what is offered from now on, in order and within the outbox's bound."""
        self._outbox.hold()

    def release(self, first: bytes = b"") -> None:
        """Send `first`, then what was held."""
        self._outbox.release(first)

    # ---- ending

    def close(self, code: Close, reason: str = "") -> None:
        """Say goodbye behind what was offered before; TCP is gone 5 s later. The first call counts.

        What is still held is dropped: it waited for an answer that will not come.
        """
        if self._end is not None:
            return
        self._local = True
        self._say_goodbye(code, reason)

    async def wait_dropped(self) -> None:
        """After `close`: until TCP is gone."""
        if self._dropped is not None:
            await self._dropped.wait()

    def beat(self, now: float) -> None:
        """Look after a silent peer. While nobody here listens, silence says nothing."""
        if self._end is not None:
            return
        if not self._pipe.receiving:
            self._heard = now
        elif now - self._heard >= SILENT_MAX:
            self.lose()
        elif now - self._heard >= PING_AFTER and not self._pinged:
            self._pinged = True
            self._outbox.put(frames.PING_FRAME)

    def forget(self) -> None:
        """The tasks of this connection are over: take nothing more, start nothing more."""
        self._end = self._end or (LOST, "")
        self._lost = True
        self._outbox.clear()
        if self._dropped is None:
            self._dropped = trio.Event()
        self._dropped.set()

    def _closed(self) -> Closed:
        assert self._end is not None
        return Closed(*self._end)

    def _say_goodbye(self, code: Close, reason: str = "") -> None:
        words = reason or code.meaning
        self._finish_with(code.code, words, frames.close_frame(code.code, words), hurry=code is Close.TOO_SLOW)

    def _finish_with(self, code: int, reason: str, frame: bytes, *, hurry: bool = False) -> None:
        self._end = (code, reason)
        self._outbox.seal(frame, hurry=hurry)
        self._wake()
        self._start_parting()

    def lose(self) -> None:
        """The peer is gone or given up: nothing can be said to it."""
        self._lost = True
        self._end = self._end or (LOST, "")
        self._outbox.clear()
        self._wake()
        self._start_parting()

    def _wake(self) -> None:
        self._pipe.interrupt()
        self._library.wake()

    def _start_parting(self) -> None:
        if self._dropped is None:
            self._dropped = trio.Event()
            self._nursery.start_soon(self._part)

    async def _part(self) -> None:
        assert self._dropped is not None
        with trio.move_on_after(CLOSE_TIMEOUT):
            await self._outbox.wait_empty()
            if not self._peer_closed:
                await self._wait_goodbye()
        await self._pipe.drop()
        self._dropped.set()

    async def _wait_goodbye(self) -> None:
        """Read past everything until the peer closes, so that what we sent last is not reset under it."""
        while self._pipe.receiving:  # the reader was interrupted, and leaves in its next turn
            await trio.lowlevel.checkpoint()
        walker = self._library.walker or frames.Walker(sys.maxsize)
        walker.walk(self._unread.take_rest())
        while not (self._lost or walker.closed):
            walker.walk(await self.pull())
