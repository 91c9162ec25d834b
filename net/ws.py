"""One WebSocket. The only file that names trio-websocket.

**Who reads.** The task that calls `receive` reads the socket itself: a text message in one frame, which is
nearly every frame a client sends, is taken apart here, and costs no hop between tasks. Ping and close frames
are handed, whole, to trio-websocket's reader. At the first frame that is anything else (a fragment, binary, a
mistake, more than 64 KiB - 1) that reader takes over the socket for good, and `receive` asks trio-websocket for
messages. Order is kept, for this switch happens once. While nobody receives nothing is read: TCP holds the peer
back.

**Who writes.** The outbox alone (`net/outbox.py`), for trio-websocket too: it is given `_Wire` for a stream,
each of whose sends is one whole frame and takes its place among the others.

**How it ends.** `close` queues a close frame and from then on nothing follows it; a task flushes, waits for the
peer's close and drops TCP, in 5 s at most. `_lose` drops without a word. Both end `receive` at once with
`Closed`.

trio-websocket only through `wrap_server_stream`, `accept`, `get_message` and `closed`, all public.
"""

import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

import structlog
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_server_stream

from net import frames
from net.closing import BY_CODE, LOST, UNNAMED, Close
from net.connections import Connections
from net.frames import text_frame
from net.h1 import HEAD_TIMEOUT, Headers, Http, Peer, Refusal, Upgrade
from net.outbox import Outbox
from net.pipe import Interrupted, Pipe

__all__ = ["Closed", "Connection", "Connections", "Handler", "Handshake", "serve", "text_frame"]

log = structlog.get_logger("net")

SUBPROTOCOL: Final = "switchboard.v1"

# Bytes of one message from a client. A chat message is 4 KiB at most; the rest is room for drafts and forms.
MESSAGE_BYTES: Final = 64 * 1024
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


class _Bell:
    """One task waits, another rings. A ring that nobody waits for is lost: look before you wait."""

    __slots__ = ("_task",)

    def __init__(self) -> None:
        self._task: trio.lowlevel.Task | None = None

    async def wait(self) -> None:
        self._task = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(self._abort)

    def ring(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            trio.lowlevel.reschedule(task)

    def _abort(self, _raise_cancel: object) -> trio.lowlevel.Abort:
        self._task = None
        return trio.lowlevel.Abort.SUCCEEDED


class _Wire(trio.abc.Stream):
    """What trio-websocket takes for its stream: in truth the connection's outbox, and what it is fed."""

    __slots__ = ("_connection",)

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    # Not `async`, but returning what is to be awaited: a waiting reader costs one frame less, times thousands.

    def receive_some(self, max_bytes: int | None = None) -> Coroutine[Any, Any, bytes]:  # noqa: ARG002 - as it comes
        return self._connection.supply()

    def send_all(self, data: bytes | bytearray | memoryview) -> Coroutine[Any, Any, None]:
        return self._connection.put_in(bytes(data))

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.checkpoint()

    async def aclose(self) -> None:
        self._connection.library_closed()
        await trio.lowlevel.checkpoint()


class Connection:
    """One accepted WebSocket. Times on trio's clock, but `opened_at` (milliseconds since the epoch)."""

    __slots__ = (
        "_at",
        "_bell",
        "_buffer",
        "_caller",
        "_dropped",
        "_end",
        "_fed",
        "_from",
        "_handed_back",
        "_heard",
        "_library",
        "_local",
        "_lost",
        "_message_bytes",
        "_nursery",
        "_outbox",
        "_peer_closed",
        "_pinged",
        "_pipe",
        "_row",
        "_to",
        "_walker",
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
        self._outbox = Outbox(pipe, nursery, self._lose)
        self._message_bytes = message_bytes
        self._library: WebSocketConnection | None = None
        # What was read and not yet taken apart, from `_at` on, where a frame begins. The payload of the one in
        # front, once its header is there, lies between `_from` and `_to`.
        self._buffer: bytes | bytearray = rest
        self._at = self._from = self._to = 0
        self._row = 0  # messages handed out since others had a turn
        # What trio-websocket's reader shall get next, and the two who wait for each other about it.
        self._fed = head
        self._handed_back = False
        self._bell = _Bell()
        self._caller = _Bell()
        self._walker: frames.Walker | None = None  # from when trio-websocket reads the socket itself
        self._heard = trio.current_time()
        self._pinged = False
        # How it ends: code and reason; whether we said so, the peer did, or nobody could.
        self._end: tuple[int, str] | None = None
        self._local = self._peer_closed = self._lost = False
        self._dropped: trio.Event | None = None  # made with the task that parts

    def opened(self, library: WebSocketConnection) -> None:
        self._library = library

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

    # One task at a time receives; nothing is lost by cancelling.

    def receive(self) -> Coroutine[Any, Any, str]:
        """The next text message; raises `Closed`. A binary one closes the connection."""
        return self._next(text_only=True)

    def receive_any(self) -> Coroutine[Any, Any, str | bytes]:
        """The next message, text or binary; raises `Closed`."""
        return self._next(text_only=False)

    async def _next(self, *, text_only: bool) -> Any:  # noqa: ANN401 - a str or bytes, as the two above say
        while True:
            if self._walker is not None and not self._local:
                message = await self._from_library()
                if text_only and not isinstance(message, str):
                    self.close(Close.BINARY)
                    raise self._closed()
                return message
            if self._end is not None:
                raise self._closed()
            if self._row >= IN_A_ROW:
                self._row = 0
                await trio.lowlevel.checkpoint()
            elif (first := self._whole()) is None:
                self._make_room()
                self._put_behind(await self._pull())
            elif first == frames.TEXT:
                if (text := self._take_text()) is not None:
                    return text
            elif first == frames.PONG:  # that we heard it is all it says
                self._at = self._to
            elif first in frames.WHOLE:
                await self._feed()
            else:
                self._hand_over()

    def _whole(self) -> int | None:
        """First byte of the frame in front: None while it is incomplete, 0 when it is not for us to take apart."""
        found = frames.bounds(self._buffer, self._at)
        if found is None:
            return None
        first, self._from, self._to = found
        size = self._to - self._from
        if first not in frames.WHOLE or not self._to or (first != frames.TEXT and size > frames.CONTROL_MAX):
            return 0
        if size > self._message_bytes:
            return 0  # whose walker knows what to do
        return first if self._to <= len(self._buffer) else None

    def _take_text(self) -> str | None:
        self._at = self._to
        self.frames_in += 1
        self._row += 1
        try:
            return frames.unmasked(self._buffer, self._from, self._to).decode()
        except UnicodeDecodeError:
            self.close(Close.BAD_DATA)
            return None

    # Two steps around the wait and no coroutine with the wait inside: 240 bytes less for each that is idle.

    def _make_room(self) -> None:
        """The buffer holds only what is needed still."""
        if self._at == len(self._buffer):
            self._buffer = b""
        elif self._at or isinstance(self._buffer, bytes):
            self._buffer = bytearray(self._buffer[self._at :])
        self._at = self._row = 0

    def _put_behind(self, data: bytes) -> None:
        if self._buffer:
            self._buffer += data
        else:
            self._buffer = data

    async def _pull(self) -> bytes:
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
            self._lose()
        return data

    # ---- between us and trio-websocket's reader

    async def _feed(self) -> None:
        """Give the reader the whole control frame in front, and wait until it has dealt with it."""
        self._fed = bytes(self._buffer[self._at : self._to])
        self._at = self._to
        self._peer_closed = self._fed[0] == frames.CLOSE  # noted here, for we may close before the reader gets it
        self._handed_back = False
        self._bell.ring()
        while not self._handed_back and self._end is None:
            await self._caller.wait()

    def _hand_over(self) -> None:
        """From the frame in front on, the reader reads by itself."""
        self._walker = frames.Walker(self._message_bytes)
        self._fed = bytes(self._buffer[self._at :])
        self._buffer, self._at = b"", 0
        self._walker.walk(self._fed)
        if self._walker.too_large:
            self.close(Close.TOO_LARGE)
        self._bell.ring()

    async def _from_library(self) -> str | bytes:
        assert self._library is not None
        try:
            message = await self._library.get_message()
        except ConnectionClosed:
            self.library_closed()  # the news may arrive here first
            raise self._closed() from None
        self.frames_in += 1
        return message

    async def supply(self) -> bytes:
        """For `_Wire`: the reader wants bytes."""
        while self._end is None:
            if self._fed:
                fed, self._fed = self._fed, b""
                return fed
            self._handed_back = True
            self._caller.ring()
            if self._walker is None:
                await self._bell.wait()
                continue
            data = await self._pull()
            self._walker.walk(data)
            if self._walker.too_large:
                self.close(Close.TOO_LARGE)
            elif data:
                return data
        raise trio.ClosedResourceError

    async def put_in(self, frame: bytes) -> None:
        """For `_Wire`: the reader wants to send a pong, its answer to a close, or the end of the handshake."""
        if self._end is not None:
            return
        if frame[0] != frames.CLOSE:
            await self._outbox.send(frame)
            return
        code = int.from_bytes(frame[2:4], "big") or UNNAMED
        self._peer_closed = True
        self._finish_with(code, frame[4:].decode(), frame)

    def library_closed(self) -> None:
        """For `_Wire`: the reader is done, after a close frame or at a mistake of the peer's."""
        if self._end is not None:
            return
        reason = self._library.closed if self._library is not None else None
        if reason is None:
            self._lose()
        else:
            self._say_goodbye(BY_CODE.get(reason.code, Close.PROTOCOL))

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
            self._lose()
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

    def _lose(self) -> None:
        """The peer is gone or given up: nothing can be said to it."""
        self._lost = True
        self._end = self._end or (LOST, "")
        self._outbox.clear()
        self._wake()
        self._start_parting()

    def _wake(self) -> None:
        self._pipe.interrupt()
        self._bell.ring()
        self._caller.ring()

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
        walker = self._walker or frames.Walker(sys.maxsize)
        walker.walk(self._buffer[self._at :])
        self._buffer, self._at = b"", 0
        while not (self._lost or walker.closed):
            walker.walk(await self._pull())


class Handshake:
    """A client that asks for a WebSocket: to be accepted or rejected once."""

    __slots__ = (
        "_connections",
        "_http",
        "_key",
        "_pipe",
        "_rest",
        "connection",
        "headers",
        "nursery",
        "path",
        "peer",
        "query",
        "secure",
        "subprotocols",
    )

    def __init__(
        self, upgrade: Upgrade, http: Http, pipe: Pipe, peer: Peer, connections: Connections[Connection]
    ) -> None:
        self.path, _, self.query = upgrade.target.partition("?")
        self.headers = _kept(upgrade.headers)
        self.peer = peer.address
        self.secure = peer.secure
        self.subprotocols = upgrade.subprotocols
        self.connection: Connection | None = None
        self.nursery: trio.Nursery | None = None  # of the tasks that serve it
        self._key = upgrade.key
        self._rest = upgrade.rest
        self._http: Http | None = http
        self._pipe = pipe
        self._connections = connections

    async def accept(
        self, *, subprotocol: str | None = SUBPROTOCOL, message_bytes: int = MESSAGE_BYTES
    ) -> Connection:
        """The connection; a client that does not offer the sub-protocol is refused, which raises `Closed`."""
        if subprotocol is not None and subprotocol not in self.subprotocols:
            await self.reject(400, f"offer the sub-protocol {subprotocol}\n")
            raise Closed(LOST, "no common sub-protocol")
        assert self.nursery is not None
        self._http = None
        # trio-websocket gets a head of our making: the real one was checked, and it keeps all headers for life.
        protocol = b"Sec-WebSocket-Protocol: %s\r\n" % subprotocol.encode() if subprotocol is not None else b""
        head = _HEAD % (self._key, protocol)
        connection = Connection(
            self._pipe, self.nursery, self.peer, head=head, rest=self._rest, message_bytes=message_bytes
        )
        self._rest = b""
        self.connection = connection
        self._connections.add(connection)
        with trio.fail_after(HEAD_TIMEOUT):
            request = await wrap_server_stream(
                self.nursery, _Wire(connection), message_queue_size=1, max_message_size=message_bytes
            )
            connection.opened(await request.accept(subprotocol=subprotocol))
        self.headers, self.subprotocols, self._key = _READ, (), b""  # a handshake lives as long as its connection
        return connection

    def leave(self) -> None:
        """The handler is done and nobody serves this connection any more."""
        if self.connection is not None:
            self._connections.remove(self.connection)
            self.connection.forget()

    async def reject(self, status: int, body: str) -> None:
        """Refuse with an HTTP status and a sentence for whoever reads it."""
        http, self._http = self._http, None
        if http is not None:
            await http.refuse(Refusal(status, body))


# What is left of a handshake's headers and sub-protocols once it was accepted.
_READ: Final[dict[str, str]] = {}

_HEAD = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n"
)

# Headers a handler may ask for. The rest is let go: a connection lives for hours, and there are thousands.
_KEPT = (b"host", b"origin", b"cookie", b"authorization", b"user-agent", b"accept-language")


def _kept(headers: Headers) -> dict[str, str]:
    """The headers by their names in lower case; those that come twice are joined as their own rules say."""
    kept: dict[str, str] = {}
    for name, value in headers:
        if name in _KEPT:
            key, text = name.decode(), value.decode("latin-1")
            joint = "; " if name == b"cookie" else ", "
            kept[key] = f"{kept[key]}{joint}{text}" if key in kept else text
    return kept


Handler = Callable[[Handshake], Awaitable[None]]


async def serve(handler: Handler, handshake: Handshake) -> None:
    """Let a handler have one WebSocket, and see it to its end whatever the handler does."""
    async with trio.open_nursery() as nursery:
        handshake.nursery = nursery
        try:
            ending = Close.NORMAL
            try:
                await handler(handshake)
            except Exception as exc:
                if not _says_closed(exc):
                    log.exception("ws.handler_failed", path=handshake.path)
                    ending = Close.INTERNAL
            await handshake.reject(500, "internal error\n")  # unless it was answered
            if handshake.connection is not None:
                handshake.connection.close(ending)
                await handshake.connection.wait_dropped()
            nursery.cancel_scope.cancel()
        finally:
            handshake.leave()


def _says_closed(exc: Exception) -> bool:
    """Whether it says nothing but that the connection is over, alone or out of a handler's own nursery."""
    return isinstance(exc, Closed) or (isinstance(exc, ExceptionGroup) and exc.split(Closed)[1] is None)
