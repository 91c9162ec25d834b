"""Nobody makes this server ask its own network: each way to write such an address, each way to lead there."""

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from ipaddress import ip_network
from typing import Any, Final

import pytest
import trio
import trio.testing

from actors.outgoing import Reply, Unreachable
from net.outgoing import OutgoingHttp
from tests.patience import PATIENCE_S

LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

INNER: Final = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "localhost.", "0.0.0.0", "0"),  # noqa: S104
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1"),
    *("198.18.0.1", "192.0.2.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[fe80::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]"),
    *("[2002:7f00:1::]", "[2002:a00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[64:ff9b:1::1]"),
)


class Names(trio.abc.HostnameResolver):
    """Answers in the place of DNS: of each name a list of answers, given one after the other."""

    def __init__(self, **answers: list[str]) -> None:
        self._answers = answers
        self.asked = 0

    async def getaddrinfo(self, host: Any, port: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - trio's own
        self.asked += 1
        given = self._answers[host.decode() if isinstance(host, bytes) else host]
        address = given.pop(0) if len(given) > 1 else given[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async def getnameinfo(self, *_: Any) -> Any:  # noqa: ANN401 - trio's own
        raise AssertionError("nobody asks for names")


class Peer:
    """A web server of a few lines, on loopback: what it was asked, and how often somebody connected.

    Without an answer it lets everybody wait.
    """

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.connections = 0
        self.asked: list[bytes] = []

    async def serve(self, stream: trio.SocketStream) -> None:
        self.connections += 1
        self.asked.append(await read_whole(stream))
        if self.answer is None:
            await trio.sleep_forever()
        else:
            await stream.send_all(self.answer)


async def read_whole(stream: trio.SocketStream) -> bytes:
    """A request, whose head and body come one after the other, or what is none. What is left unread when a socket
    is closed would be taken for a reset.
    """
    read = b""
    while not _is_whole(read) and (piece := bytes(await stream.receive_some(65_536))):
        read += piece
    return read


def _is_whole(read: bytes) -> bool:
    head, ended, body = read.partition(b"\r\n\r\n")
    if not ended:
        return read[:1] not in (b"", b"P")  # a POST that goes on, or another language
    return len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])


@asynccontextmanager
async def peer(answer: bytes | None) -> AsyncIterator[tuple[Peer, int]]:
    there = Peer(answer)
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, there.serve, 0, host="127.0.0.1"))
        yield there, listeners[0].socket.getsockname()[1]
        nursery.cancel_scope.cancel()


OK: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi"


async def ask(http: OutgoingHttp, url: str, within_s: float = PATIENCE_S) -> Reply:
    """And leaves no connection open: an answer may be read before the other side hangs up."""
    headers = {"content-type": "application/json"}
    try:
        return await http.post(url, b"{}", headers, within_s=within_s, most_bytes=1_000)
    finally:
        await http.aclose()


@pytest.mark.parametrize("host", INNER)
async def test_no_way_to_write_an_inner_address_leads_there(host: str) -> None:
    """Nor is it tried, which might only fail here: it is refused."""
    http = OutgoingHttp()
    why = None if host == "localhost." else "inner network"  # with a dot not every machine knows it
    async with peer(OK) as (there, port):
        for url in (f"http://{host}:{port}/", f"http://{host}/", f"https://{host}/"):
            with pytest.raises(Unreachable, match=why):
                await ask(http, url)
        assert there.connections == 0


async def test_a_name_that_means_something_inner_is_not_asked_either() -> None:
    trio.socket.set_custom_hostname_resolver(Names(**{"inner.example": ["10.1.2.3"]}))
    with pytest.raises(Unreachable, match="inner network"):
        await ask(OutgoingHttp(), "http://inner.example/")


async def test_a_name_is_looked_up_once_and_what_was_looked_at_is_what_is_asked() -> None:
    """DNS rebinding: an answer that is allowed for the look, an inner one for the connection."""
    names = Names(**{"rebinds.example": ["127.0.0.2", "127.0.0.1"]})
    trio.socket.set_custom_hostname_resolver(names)
    async with peer(OK) as (there, port):
        with pytest.raises(Unreachable):
            await ask(OutgoingHttp([ip_network("127.0.0.2/32")]), f"http://rebinds.example:{port}/")
        assert (names.asked, there.connections) == (1, 0)


async def test_a_network_that_the_settings_name_is_asked() -> None:
    http = OutgoingHttp(LOOPBACK)
    async with peer(OK) as (there, port):
        assert await ask(http, f"http://127.0.0.1:{port}/hook") == Reply(200, b"hi")
    assert there.asked[0].startswith(b"POST /hook HTTP/1.1\r\n")


async def test_no_redirect_is_followed() -> None:
    http = OutgoingHttp(LOOPBACK)
    async with peer(OK) as (inner, inner_port):
        moved = f"HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:{inner_port}/\r\ncontent-length: 0\r\n\r\n"
        async with peer(moved.encode()) as (_, port):
            reply = await ask(http, f"http://127.0.0.1:{port}/")
        assert (reply.status, inner.connections) == (307, 0)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + b"x" * 5_000, "longer than 1000 bytes"),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"ff\r\n" + b"x" * 255 + b"\r\n",
            None,
        ),
        (b"SSH-2.0-OpenSSH_9\r\n", None),
        (b"HTTP/1.1 200 OK\r\n" + b"x-long: " + b"y" * 200_000 + b"\r\n\r\n", None),
        (b"", None),
    ],
)
async def test_a_server_that_talks_nonsense_is_one_sentence(answer: bytes, why: str | None) -> None:
    http = OutgoingHttp(LOOPBACK)
    async with peer(answer) as (_, port):
        with pytest.raises(Unreachable, match=why):
            await ask(http, f"http://127.0.0.1:{port}/")


async def test_a_server_that_never_answers_is_waited_for_no_longer_than_said() -> None:
    http = OutgoingHttp(LOOPBACK)
    async with peer(None) as (_, port):
        with pytest.raises(Unreachable, match=r"no answer within 0\.1 s"):
            await ask(http, f"http://127.0.0.1:{port}/", within_s=0.1)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.com/",
            "gopher://example.com/",
            "example.com",
            "",
            "http://",
            "//x/",
        ),
        *(
            "https://gr\u00f8nn.example/",
            "https://example.com/s\u00f8k",
            "https://example.com/a b",
            "https://e.example/\r\nx: y",
        ),
        *("https://user:secret@example.com/", "http://example.com:99999/", "http://[::1", "https://127.0.0.1/"),
    ],
)
def test_what_can_never_be_asked_is_refused_before(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        OutgoingHttp().check(url)


async def test_a_port_where_no_web_server_listens_is_not_knocked_at() -> None:
    trio.socket.set_custom_hostname_resolver(Names(**{"mail.example": ["203.0.114.1"]}))
    with pytest.raises(Unreachable, match="port 25"):
        await ask(OutgoingHttp(), "http://mail.example:25/")


async def test_a_certificate_that_nobody_vouches_for_is_said_in_a_sentence() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("tests/net/localhost.pem")

    async def shakes(stream: trio.abc.HalfCloseableStream) -> None:
        with suppress(trio.BrokenResourceError):
            await trio.SSLStream(stream, context, server_side=True).do_handshake()

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, shakes, 0, host="127.0.0.1"))
        port = listeners[0].socket.getsockname()[1]
        with pytest.raises(Unreachable, match="certificate verify failed"):
            await ask(OutgoingHttp(LOOPBACK), f"https://127.0.0.1:{port}/")
        nursery.cancel_scope.cancel()


async def test_a_server_that_speaks_no_tls_where_it_should_is_a_sentence() -> None:
    async with peer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (_, port):
        with pytest.raises(Unreachable, match=r"\w"):
            await ask(OutgoingHttp(LOOPBACK), f"https://127.0.0.1:{port}/")


@pytest.mark.parametrize("host", ["x" * 70 + ".example", "a..example", "."])
async def test_a_host_that_is_no_name_is_a_sentence(host: str) -> None:
    with pytest.raises(Unreachable, match=r"\w"):
        await ask(OutgoingHttp(LOOPBACK), f"http://{host}/")
