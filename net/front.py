"""The one port: HTTP/1.1 into the ASGI application, upgrades to a WebSocket handler, TLS if there is a context.

Here are the listening, the counting and the draining; what is said on a connection is in `h1` and `ws`. Whatever
happens on one connection ends there: nothing a peer, the application or a handler does reaches the accept loop.

`handle` serves a peer on any trio stream, so that a whole server can be driven in memory; `serve` does the same
for sockets, which it keeps itself because a `SocketPipe` wants the bare socket.
"""

import errno
import os
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
import trio

from net import ws
from net.connections import Connections
from net.h1 import HEAD_TIMEOUT, App, Http, Limits, Peer, Refusal, refusal_bytes
from net.pipe import Pipe, SocketPipe, StreamPipe

__all__ = ["Front", "Limits"]

log = structlog.get_logger("net")

# Connections the kernel keeps ready for us. Thousands of widgets come back within a second after a restart.
BACKLOG: Final = 4096
# Connections accepted in a row before others get their turn.
ACCEPT_BATCH: Final = 32
# No descriptor or memory left: not our mistake, and over when others have hung up. Seconds until the next try.
STARVED: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
STARVED_PAUSE: Final = 0.1
# Of those over a limit, how many at a time get a 503 and the time to read it; the rest is dropped at once.
REFUSED_AT_ONCE: Final = 64
# Seconds they get.
REFUSED_LINGER: Final = 1
FULL: Final = "too many connections; try again later\n"


class Front:
    def __init__(
        self,
        app: App,
        on_websocket: ws.Handler,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        state: dict[str, Any] | None = None,
    ) -> None:
        self.connections: Connections[ws.Connection] = Connections()
        self.draining = False
        self._app = app
        self._on_websocket = on_websocket
        self._limits = limits
        self._state = state or {}
        self._open = 0
        self._by_address: Counter[str] = Counter()
        self._being_refused = 0
        self._accepting = trio.CancelScope()

    async def serve(
        self,
        host: str | None,
        port: int,
        ssl_context: ssl.SSLContext | None = None,
        *,
        task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Serve until cancelled; the task status tells the port, which matters when 0 was asked for."""
        listeners = await _listen(host, port)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.connections.pulse)
            task_status.started(listeners[0].getsockname()[1])
            with self._accepting:
                async with trio.open_nursery() as accepting:
                    for listener in listeners:
                        accepting.start_soon(self._accept, listener, ssl_context, nursery)

    def drain(self) -> None:
        """Accept nobody more, and let HTTP connections end with the answer they are at."""
        self.draining = True
        self._accepting.cancel()

    async def handle(self, stream: trio.abc.Stream, peer: str = "memory") -> None:
        """Serve one peer on a stream."""
        if isinstance(stream, trio.SSLStream):
            await self._connection(StreamPipe(stream), Peer(peer, secure=True), stream.do_handshake)
        else:
            await self._connection(StreamPipe(stream), Peer(peer))

    # ---- listening

    async def _accept(
        self, listener: socket.socket, ssl_context: ssl.SSLContext | None, nursery: trio.Nursery
    ) -> None:
        with listener:
            while True:
                await trio.lowlevel.wait_readable(listener)
                try:
                    for _ in range(ACCEPT_BATCH):
                        accepted, address = listener.accept()
                        if ssl_context is None:
                            nursery.start_soon(
                                self._connection, SocketPipe(accepted), Peer(address[0], address[1])
                            )
                        else:
                            nursery.start_soon(self._serve_tls, accepted, address[0], ssl_context)
                except BlockingIOError:
                    continue
                except OSError as exc:  # else: a peer that hung up in the queue
                    if exc.errno in STARVED:
                        log.error(  # noqa: TRY400 - the place is known
                            "front.starved", reason=os.strerror(exc.errno), open=self._open
                        )
                        await trio.sleep(STARVED_PAUSE)

    async def _serve_tls(self, accepted: socket.socket, address: str, ssl_context: ssl.SSLContext) -> None:
        accepted.settimeout(0)
        transport = trio.SocketStream(trio.socket.from_stdlib_socket(accepted))
        stream = trio.SSLStream(transport, ssl_context, server_side=True, https_compatible=True)
        await self.handle(stream, address)

    # ---- one connection

    async def _connection(
        self, pipe: Pipe, peer: Peer, greet: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Serve a connection within the limits, and drop it; nothing but cancellation leaves here.

        One coroutine from the first byte to the last: thousands wait in it.
        """
        # A proxy's clients are counted by their own addresses, when they become WebSockets.
        counted: list[str] | None = None
        try:
            counted = self._count_in(None if self._limits.trusts(peer.address) else peer.address)
            if counted is None:
                if greet is None:  # TLS has nobody to tell it to yet
                    await self._turn_away(pipe)
                return
            if greet is not None:
                with trio.fail_after(HEAD_TIMEOUT):
                    await greet()
            handshake = await self._until_websocket(pipe, peer)
            if handshake is None:
                return
            if handshake.peer != peer.address:
                if not self._has_room(handshake.peer):
                    await handshake.reject(503, FULL)
                    return
                counted.append(handshake.peer)
                self._by_address[handshake.peer] += 1
            await ws.serve(self._on_websocket, handshake)
        except (trio.BrokenResourceError, trio.ClosedResourceError, trio.TooSlowError):
            pass
        except Exception:
            log.exception("front.connection_failed")
        except BaseExceptionGroup as several:  # of its tasks, of which the stop of the server ended some
            stopped, rest = several.split(trio.Cancelled)
            if stopped is None or not isinstance(rest, ExceptionGroup):
                raise
            if not ws.says_closed(rest):
                log.exception("front.connection_failed")
            raise stopped from None
        finally:
            if counted is not None:
                self._count_out(counted)
            await pipe.drop()

    def _count_in(self, address: str | None) -> list[str] | None:
        """The addresses it counts for, which may become more; None when there is no room for it."""
        if self._open >= self._limits.connections or not self._has_room(address):
            return None
        self._open += 1
        counted = [address] if address is not None else []
        self._by_address.update(counted)
        return counted

    def _count_out(self, counted: list[str]) -> None:
        self._open -= 1
        self._by_address.subtract(counted)
        for each in counted:
            if not self._by_address[each]:
                del self._by_address[each]

    async def _until_websocket(self, pipe: Pipe, peer: Peer) -> ws.Handshake | None:
        http = Http(pipe, self._app, peer, self._limits, state=self._state, draining=lambda: self.draining)
        upgrade = await http.run()
        if upgrade is None:
            return None
        seen = peer.seen_through(upgrade.headers, self._limits)
        return ws.Handshake(upgrade, http, pipe, seen, self.connections)

    async def _turn_away(self, pipe: Pipe) -> None:
        if self._being_refused >= REFUSED_AT_ONCE:
            return
        if not self._being_refused:  # one line for a flood, not one for each of it
            log.warning("front.full", open=self._open)
        self._being_refused += 1
        try:
            with trio.move_on_after(REFUSED_LINGER):
                await pipe.send_all(refusal_bytes(Refusal(503, FULL)), REFUSED_LINGER)
                await pipe.linger(REFUSED_LINGER)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        finally:
            self._being_refused -= 1

    def _has_room(self, address: str | None) -> bool:
        return address is None or self._by_address[address] < self._limits.per_address


async def _listen(host: str | None, port: int) -> list[socket.socket]:
    """Bind every address that the host means, all to one port."""
    found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    listeners: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(found):
            listeners.append(listener := socket.socket(family, socket.SOCK_STREAM))
            listener.settimeout(0)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:  # IPv4 has a listener of its own
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((address[0], port, *address[2:]))
            listener.listen(BACKLOG)
            port = listener.getsockname()[1]
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners
