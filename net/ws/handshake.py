"""From an upgrade to a connection: a handler accepts or rejects it, once, and `serve` sees it to its end.

The head was read and checked by `net/h1.py`; who may come in is the handler's to say. A handshake lives as long as
its connection, so it lets go of what was read from it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
import trio

from net.closing import LOST, Close
from net.connections import Connections
from net.h1 import HEAD_TIMEOUT, Headers, Http, Peer, Refusal, Upgrade
from net.pipe import Pipe
from net.ws.connection import Closed, Connection

log = structlog.get_logger("net")

SUBPROTOCOL: Final = "switchboard.v1"

# Bytes of one message from a client. A chat message is 4 KiB at most; the rest is room for drafts and forms.
MESSAGE_BYTES: Final = 64 * 1024

# Headers a handler may ask for. The rest is let go: a connection lives for hours, and there are thousands.
_KEPT: Final = (b"host", b"origin", b"cookie", b"authorization", b"user-agent", b"accept-language")

# What trio-websocket gets for a head: the real one was checked, and it keeps all headers for life.
_HEAD: Final = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n"
)

# The headers of every handshake that was accepted.
_READ: Final[Mapping[str, str]] = {}


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
        self.headers: Mapping[str, str] = _kept(upgrade.headers)
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
        protocol = b"Sec-WebSocket-Protocol: %s\r\n" % subprotocol.encode() if subprotocol is not None else b""
        head = _HEAD % (self._key, protocol)
        connection = Connection(
            self._pipe, self.nursery, self.peer, head=head, rest=self._rest, message_bytes=message_bytes
        )
        self._rest = b""
        self.connection = connection
        self._connections.add(connection)
        with trio.fail_after(HEAD_TIMEOUT):
            await connection.open(subprotocol)
        self.headers, self.subprotocols, self._key = _READ, (), b""
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
                if not says_closed(exc):
                    log.exception("ws.handler_failed", path=handshake.path)
                    ending = Close.INTERNAL
            await handshake.reject(500, "internal error\n")  # unless it was answered
            if handshake.connection is not None:
                handshake.connection.close(ending)
                await handshake.connection.wait_dropped()
            nursery.cancel_scope.cancel()
        finally:
            handshake.leave()


def says_closed(exc: Exception) -> bool:
    """Whether it says nothing but that the connection is over, alone or out of a handler's own nursery."""
    return isinstance(exc, Closed) or (isinstance(exc, ExceptionGroup) and exc.split(Closed)[1] is None)
