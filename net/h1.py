"""HTTP/1.1 on one pipe: h11 in front of the ASGI application.

One `Http` serves one connection, a request at a time, until it closes, runs out of time or asks for a WebSocket:
then `run` returns the `Upgrade`, checked as RFC 6455 wants it, and the connection is somebody else's. Every
wait for the peer has an end (the constants below); what the application does may take as long as it likes.

Left out on purpose: HTTP/2 (a reverse proxy's job) and the lifespan protocol (`state` is handed in). That a
client has gone is noticed when something is sent to it, and reaches the application as the `OSError` that ASGI
asks for.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Final
from urllib.parse import unquote

import h11
import structlog
import trio

from net.pipe import Pipe

log = structlog.get_logger("net")

# Bytes of a request's head. Cookies and a long query fit; nginx takes 8 KiB a line, Apache 8 KiB a header.
HEAD_MAX: Final = 16 * 1024
# Seconds for the whole of a first head, however it drips: a browser sends it in one packet.
HEAD_TIMEOUT: Final = 10
# Seconds a kept-alive connection may be silent: a little more than the 60 s of common proxies, so that they
# hang up.
IDLE_TIMEOUT: Final = 75
# Seconds in which something of a body must move, in or out: a phone changing cells comes back in less.
IO_TIMEOUT: Final = 30
# Seconds to let a refused peer read why; its unread bytes would otherwise reset the connection under the answer.
LINGER: Final = 2
# Seconds and bytes to read what the application left of a body; a fresh connection is cheaper than more.
REST_TIMEOUT: Final = 1
# Bytes taken from the socket at a time.
CHUNK: Final = 64 * 1024

TOO_LATE = "the request did not arrive in time\n"
KEY_BYTES = 16  # RFC 6455, 4.1: the decoded Sec-WebSocket-Key

Headers = list[tuple[bytes, bytes]]
Message = MutableMapping[str, Any]
App = Callable[
    [dict[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server takes on. Settings hand it in, so that a benchmark or a large site can lift it."""

    # Open connections in all: a file descriptor and some 20 KiB each.
    connections: int = 20_000
    # … and from one address: an office of agents behind one router, but no flood from one machine.
    per_address: int = 256
    # Bytes of one request's body, uploads included. The application may want less, never more.
    body_bytes: int = 32 * 1024 * 1024
    # Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    def trusts(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:  # a name, from a pipe without a socket
            return False
        return any(known in network for network in self.proxies)


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end: the address as far as it can be believed, and whether the way is encrypted."""

    address: str
    port: int = 0
    secure: bool = False

    def seen_through(self, headers: Headers, limits: Limits) -> "Peer":
        """The peer behind our own proxies: the last address of the chain that is not one of them."""
        if not limits.trusts(self.address):
            return self
        chain = [hop.strip() for hop in _joined(headers, b"x-forwarded-for").split(",") if hop.strip()]
        strangers = [hop for hop in chain if not limits.trusts(hop)]
        secure = self.secure or _joined(headers, b"x-forwarded-proto").strip().lower() == "https"
        if not strangers:
            return Peer(self.address, self.port, secure)
        return Peer(strangers[-1], 0, secure)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer from the front itself, before or instead of the application."""

    status: int
    body: str
    headers: Headers = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A request for a WebSocket that RFC 6455 finds nothing wrong with."""

    target: str
    headers: Headers
    key: bytes
    subprotocols: tuple[str, ...]
    rest: bytes  # what came behind the head


class PeerGone(OSError):  # noqa: N818 - peers come and go
    """The peer left or does not read: what ASGI wants a failed `send` to raise."""


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """This request is answered by the front: `args[0]` is the `Refusal`."""


class Http:
    """One connection: requests one after another until it closes, times out or upgrades."""

    def __init__(
        self,
        pipe: Pipe,
        app: App,
        peer: Peer,
        limits: Limits,
        *,
        state: dict[str, Any],
        draining: Callable[[], bool],
    ) -> None:
        self.limits = limits
        self.draining = draining
        self.machine = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_MAX)
        self._pipe = pipe
        self._app = app
        self._peer = peer
        self._state = state

    async def run(self) -> Upgrade | None:
        """Serve until an upgrade is asked for; None when the connection is over."""
        patience: float = HEAD_TIMEOUT
        try:
            while (request := await self._request(patience)) is not None:
                if _wants_websocket(request):
                    return _upgrade(request, self.machine.trailing_data[0])
                await self._exchange(request)
                if self.machine.our_state is not h11.DONE or self.machine.their_state is not h11.DONE:
                    return None
                self.machine.start_next_cycle()
                patience = IDLE_TIMEOUT
        except Refused as refused:
            await self.refuse(refused.args[0])
        except h11.RemoteProtocolError as exc:
            await self.refuse(Refusal(exc.error_status_hint, "not a valid HTTP request\n"))
        except trio.TooSlowError:
            if self.machine.trailing_data[0]:
                await self.refuse(Refusal(408, TOO_LATE))
        return None

    async def refuse(self, refusal: Refusal) -> None:
        """Answer in place of the application, if nothing has been answered yet, and end the connection."""
        if self.machine.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        for event in _refusal_events(refusal):
            await self.send(event)
        await self._pipe.linger(LINGER)

    async def next(self) -> object:
        """What the peer says next, by h11's names."""
        while (event := self.machine.next_event()) is h11.NEED_DATA:
            if self.machine.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
            with trio.fail_after(IO_TIMEOUT):
                await self._fill()
        return event

    async def send(self, event: h11.Event) -> None:
        if data := self.machine.send(event):
            await self._pipe.send_all(data, IO_TIMEOUT)

    async def _request(self, patience: float) -> h11.Request | None:
        with trio.fail_after(patience):  # for the first byte
            if not self.machine.trailing_data[0]:
                await self._fill()
        with trio.fail_after(HEAD_TIMEOUT):  # for the whole head, however it drips
            event = await self.next()
        return event if isinstance(event, h11.Request) else None

    async def _fill(self) -> None:
        limit = CHUNK
        if self.machine.their_state is not h11.SEND_BODY:  # h11 measures heads only while they are incomplete
            limit = max(HEAD_MAX + 1 - len(self.machine.trailing_data[0]), 1)
        self.machine.receive_data(await self._pipe.receive(limit))

    async def _exchange(self, request: h11.Request) -> None:
        if _declared_length(request) > self.limits.body_bytes:
            raise Refused(_too_large(self.limits))
        exchange = _Exchange(self, request)
        try:
            await self._app(self._scope(request), exchange.receive, exchange.send)
        except Exception:  # Starlette answers 500 by itself and raises again
            if exchange.refusal is None and not exchange.peer_gone:
                log.exception("front.app_failed", method=request.method.decode(), path=_path(request))
        if exchange.refusal is not None:
            raise Refused(exchange.refusal)
        if self.machine.our_state is h11.SEND_RESPONSE and not exchange.peer_gone:
            raise Refused(Refusal(500, "internal error\n"))
        await self._pass_over_rest()

    async def _pass_over_rest(self) -> None:
        """Read what the application left of the body, so that the next request can be found behind it."""
        if self.machine.their_state is not h11.SEND_BODY:
            return
        if self.machine.our_state is h11.MUST_CLOSE:
            await self._pipe.linger(LINGER)
        with trio.move_on_after(REST_TIMEOUT):
            while self.machine.their_state is h11.SEND_BODY and self.machine.our_state is h11.DONE:
                await self.next()

    def _scope(self, request: h11.Request) -> dict[str, Any]:
        headers = list(request.headers)
        peer = self._peer.seen_through(headers, self.limits)
        path, _, query = request.target.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": request.http_version.decode(),
            "method": request.method.decode(),
            "scheme": "https" if peer.secure else "http",
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "client": (peer.address, peer.port),
            "server": None,
            "headers": headers,
            "state": {**self._state, "body_bytes": self.limits.body_bytes},
        }


class _Exchange:
    """One request and its answer, as the application sees them.

    When a body breaks off, the application is told that the client is gone, whatever it answers then is
    dropped, and the front answers instead: `refusal` says what.
    """

    def __init__(self, http: Http, request: h11.Request) -> None:
        self._http = http
        self._method = request.method
        self._answered = trio.Event()
        self._taken = 0
        self.refusal: Refusal | None = None
        self.peer_gone = False

    async def receive(self) -> Message:
        try:
            return await self._receive()
        except trio.TooSlowError:
            self.refusal = Refusal(408, TOO_LATE)
        except h11.RemoteProtocolError as exc:
            self.refusal = Refusal(exc.error_status_hint, "the body is not what its head says\n")
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self.peer_gone = True
        return {"type": "http.disconnect"}

    async def _receive(self) -> Message:
        http = self._http
        if self.refusal is None and http.machine.their_state is h11.SEND_BODY:
            event = await http.next()
            if isinstance(event, h11.EndOfMessage):
                return {"type": "http.request", "body": b"", "more_body": False}
            assert isinstance(event, h11.Data)
            self._taken += len(event.data)
            if self._taken <= http.limits.body_bytes:
                return {"type": "http.request", "body": bytes(event.data), "more_body": True}
            self.refusal = _too_large(http.limits)
        if self.refusal is None:
            await self._answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self.refusal is not None:
            return
        try:
            for event in self._events(message):
                await self._http.send(event)
        except (trio.BrokenResourceError, trio.ClosedResourceError, trio.TooSlowError) as exc:
            self.peer_gone = True
            raise PeerGone from exc

    def _events(self, message: Message) -> Iterator[h11.Event]:
        if message["type"] == "http.response.start":
            headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
            if self._http.draining():
                headers.append((b"connection", b"close"))
            yield _response(message["status"], headers)
            return
        if (body := message.get("body")) and self._method != b"HEAD":
            yield h11.Data(data=bytes(body))
        if not message.get("more_body", False):
            yield h11.EndOfMessage()
            self._answered.set()


def refusal_bytes(refusal: Refusal) -> bytes:
    """The whole answer to somebody whose request is not even read."""
    machine = h11.Connection(h11.SERVER)
    return b"".join(machine.send(event) or b"" for event in _refusal_events(refusal))


def _refusal_events(refusal: Refusal) -> tuple[h11.Event, ...]:
    body = refusal.body.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
        *refusal.headers,
    ]
    return _response(refusal.status, headers), h11.Data(data=body), h11.EndOfMessage()


def _response(status: int, headers: Headers) -> h11.Response:
    reason = b""
    with suppress(ValueError):
        reason = HTTPStatus(status).phrase.encode()
    return h11.Response(status_code=status, headers=headers, reason=reason)


def _too_large(limits: Limits) -> Refusal:
    return Refusal(413, f"more than {limits.body_bytes} bytes\n")


def _declared_length(request: h11.Request) -> int:
    return next((int(value) for name, value in request.headers if name == b"content-length"), 0)


def _path(request: h11.Request) -> str:
    """The path without its query, which may carry what no log should."""
    return request.target.partition(b"?")[0].decode("ascii", errors="replace")


def _joined(headers: Headers, wanted: bytes) -> str:
    return ", ".join(value.decode("latin-1") for name, value in headers if name == wanted)


def _tokens(headers: Headers, wanted: bytes) -> tuple[str, ...]:
    return tuple(token.strip() for token in _joined(headers, wanted).split(",") if token.strip())


def _wants_websocket(request: h11.Request) -> bool:
    return "websocket" in (token.lower() for token in _tokens(list(request.headers), b"upgrade"))


def _upgrade(request: h11.Request, rest: bytes) -> Upgrade:
    """What RFC 6455, 4.2.1 asks of a client's handshake; a wrong one is told what is wrong."""
    headers = list(request.headers)
    if request.method != b"GET" or request.http_version != b"1.1":
        raise Refused(Refusal(400, "a WebSocket begins with GET and HTTP/1.1\n"))
    if "upgrade" not in (token.lower() for token in _tokens(headers, b"connection")):
        raise Refused(Refusal(400, "the header Connection does not say Upgrade\n"))
    if _joined(headers, b"sec-websocket-version").strip() != "13":
        wanted = [(b"sec-websocket-version", b"13")]
        raise Refused(Refusal(426, "only version 13 of the WebSocket protocol is spoken here\n", wanted))
    key = _joined(headers, b"sec-websocket-key").strip()
    try:
        valid = len(b64decode(key, validate=True)) == KEY_BYTES
    except (NotBase64, ValueError):
        valid = False
    if not valid:
        raise Refused(Refusal(400, "the header Sec-WebSocket-Key is missing or wrong\n"))
    subprotocols = _tokens(headers, b"sec-websocket-protocol")
    return Upgrade(request.target.decode("ascii"), headers, key.encode(), subprotocols, rest)
