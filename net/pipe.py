"""One peer's bytes, with or without a socket.

Everything above speaks to a `Pipe`: what can be sent at once, waiting to send, waiting to receive, and a wait that
somebody else can end. `SocketPipe` has a socket of its own and asks the kernel first: a send that fits costs one
system call and no pass of the scheduler, and a receive waits before it tries. `StreamPipe` has any trio stream
(TLS, memory); there nothing can be sent at once. One reader and one writer at a time; who that is, the callers
see to.
"""

import socket
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import ClassVar

import trio

# Bytes per write to a stream: what must move within one write deadline, and TLS's largest record.
PIECE = 16 * 1024
# Unsent bytes in the kernel above which it does not call a socket writable; trio's own streams choose the same.
UNSENT_MAX = 16 * 1024


class Interrupted(Exception):  # noqa: N818 - somebody wanted it
    """Somebody ended this wait for bytes; the pipe itself is as it was."""


class Pipe(ABC):
    """Raises `trio.BrokenResourceError` or `trio.ClosedResourceError` when the peer or the pipe is gone."""

    __slots__ = ("receiving",)

    direct: ClassVar[bool]  # whether `send_now` ever sends anything

    def __init__(self) -> None:
        self.receiving = False  # a task waits for bytes just now

    @abstractmethod
    def send_now(self, data: bytes | memoryview) -> int:
        """Send what goes at once, and say how much that was."""

    @abstractmethod
    async def send_some(self, data: bytes | memoryview) -> int:
        """Wait until some of it has gone, and say how much."""

    @abstractmethod
    async def receive(self, limit: int) -> bytes:
        """Up to `limit` bytes, none at the end; raises `Interrupted`. Nothing is lost when it is cancelled."""

    @abstractmethod
    def interrupt(self) -> None:
        """End the wait of the task in `receive`, if there is one."""

    @abstractmethod
    async def finish(self) -> None:
        """Tell the peer that nothing more will come, if this kind of pipe can."""

    @abstractmethod
    async def drop(self) -> None:
        """Let go of the peer, whatever is unsent. May be called again."""

    async def send_all(self, data: bytes, patience: float) -> None:
        """Send it all; `trio.TooSlowError` when for `patience` seconds none of it goes."""
        view = memoryview(data)[self.send_now(data) :]
        while view:
            with trio.fail_after(patience):
                view = view[await self.send_some(view) :]

    async def linger(self, patience: float) -> None:
        """Wait for the peer to hang up, so that unread bytes do not reset what was sent to it last."""
        with (
            suppress(trio.BrokenResourceError, trio.ClosedResourceError, Interrupted),
            trio.move_on_after(patience),
        ):
            await self.finish()
            while await self.receive(PIECE):
                pass


class SocketPipe(Pipe):
    __slots__ = ("_socket",)

    direct = True

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__()
        accepted.settimeout(0)
        with suppress(OSError):  # not TCP, or gone already: the first use will tell
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_MAX)
        self._socket = accepted

    def send_now(self, data: bytes | memoryview) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0
        except OSError as exc:
            raise trio.BrokenResourceError from exc

    async def send_some(self, data: bytes | memoryview) -> int:
        while True:
            self._check_open()
            with suppress(trio.ClosedResourceError):  # an interrupted reader wakes the writer too
                await trio.lowlevel.wait_writable(self._socket)
                if sent := self.send_now(data):
                    return sent

    async def receive(self, limit: int) -> bytes:
        self._check_open()
        self.receiving = True
        try:
            while True:
                await trio.lowlevel.wait_readable(self._socket)
                try:
                    return self._socket.recv(limit)
                except BlockingIOError:
                    continue
        except trio.ClosedResourceError:
            raise Interrupted from None
        except OSError as exc:
            raise trio.BrokenResourceError from exc
        finally:
            self.receiving = False

    def interrupt(self) -> None:
        if self._socket.fileno() >= 0:
            trio.lowlevel.notify_closing(self._socket)

    async def finish(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    async def drop(self) -> None:
        self.interrupt()
        self._socket.close()

    def _check_open(self) -> None:
        if self._socket.fileno() < 0:
            raise trio.ClosedResourceError


class StreamPipe(Pipe):
    __slots__ = ("_stream", "_wait")

    direct = False

    def __init__(self, stream: trio.abc.Stream) -> None:
        super().__init__()
        self._stream = stream
        self._wait: trio.CancelScope | None = None

    def send_now(self, data: bytes | memoryview) -> int:  # noqa: ARG002 - a stream always makes one wait
        return 0

    async def send_some(self, data: bytes | memoryview) -> int:
        piece = data[:PIECE]
        await self._stream.send_all(piece)
        return len(piece)

    async def receive(self, limit: int) -> bytes:
        self.receiving = True
        try:
            with trio.CancelScope() as self._wait:
                return bytes(await self._stream.receive_some(limit))
        finally:
            self.receiving = False
            self._wait = None
        raise Interrupted

    def interrupt(self) -> None:
        if self._wait is not None:
            self._wait.cancel()

    async def finish(self) -> None:
        if isinstance(self._stream, trio.abc.HalfCloseableStream):
            await self._stream.send_eof()

    async def drop(self) -> None:
        self.interrupt()
        await trio.aclose_forcefully(self._stream)
