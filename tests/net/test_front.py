"""The one port: what HTTP clients, slow ones and broken ones get."""

import resource
import socket
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import structlog
import trio
import trio.testing
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from net.front import REFUSED_AT_ONCE, Front
from net.h1 import HEAD_MAX, HEAD_TIMEOUT, IDLE_TIMEOUT, IO_TIMEOUT, App, Limits
from net.ws import Handshake
from tests.net.peers import Peer, echo, in_lockstep, in_memory, no_app, on_loopback, upgrade

CERTIFICATE = Path(__file__).with_name("localhost.pem")
Clock = trio.testing.MockClock
GET = b"GET / HTTP/1.1\r\nHost: chat.example\r\n\r\n"


async def who(request: Request) -> JSONResponse:
    assert request.client is not None
    return JSONResponse({"peer": request.client.host, "url": str(request.url), "state": request.state.greeting})


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def endless(_request: Request) -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    return StreamingResponse(chunks())


async def broken(_request: Request) -> PlainTextResponse:
    raise RuntimeError("this handler is broken")


APP = Starlette(
    routes=[
        Route("/who", who),
        Route("/length", length, methods=["POST"]),
        Route("/endless", endless),
        Route("/broken", broken),
    ]
)


def front(app: App = APP, limits: Limits = Limits()) -> Front:  # noqa: B008 - frozen
    return Front(app, echo, limits, state={"greeting": "hello"})


async def test_a_request_reaches_the_application_with_peer_and_state() -> None:
    async with in_memory(front(), address="192.0.2.7") as dial:
        peer = await dial()
        await peer.says(b"GET /who?a=b%20c HTTP/1.1\r\nHost: chat.example\r\n\r\n")
        status, _, body = await peer.response()

    assert status == 200
    assert body == b'{"peer":"192.0.2.7","url":"http://chat.example/who?a=b%20c","state":"hello"}'


async def test_requests_follow_each_other_and_may_be_sent_in_one_go() -> None:
    async with in_memory(front()) as dial:
        peer = await dial()
        body = b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        await peer.says(body + body)
        await peer.says(GET)
        answers = [await peer.response() for _ in range(3)]

    assert [(status, text) for status, _, text in answers] == [(200, b"5"), (200, b"5"), (404, b"Not Found")]


async def test_the_head_method_gets_no_body() -> None:
    async with in_memory(front(no_app)) as dial:
        peer = await dial()
        await peer.says(b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert (await peer.rest()).endswith(b"\r\n\r\n")


async def test_an_upload_that_asks_first_is_told_to_go_on() -> None:
    async with in_memory(front()) as dial:
        peer = await dial()
        await peer.says(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        interim, _, _ = await peer.response()
        await peer.says(b"hello")
        status, _, body = await peer.response()

    assert (interim, status, body) == (100, 200, b"5")


async def test_a_body_that_is_declared_too_long_is_refused_unread() -> None:
    async with in_memory(front(limits=Limits(body_bytes=1000))) as dial:
        peer = await dial()
        await peer.says(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
        status, _, body = await peer.response()

    assert (status, body) == (413, b"more than 1000 bytes\n")


async def test_a_body_that_grows_too_long_is_refused_too() -> None:
    async with in_memory(front(limits=Limits(body_bytes=1000))) as dial:
        peer = await dial()
        await peer.says(b"POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        await peer.says(b"1f4\r\n" + b"x" * 500 + b"\r\n" + b"1f5\r\n" + b"x" * 501 + b"\r\n")
        status, _, _ = await peer.response()

    assert status == 413


async def test_a_failing_application_answers_500_and_the_front_lives_on() -> None:
    async def bare(_scope: object, _receive: object, _send: object) -> None:
        raise RuntimeError("nothing was answered")

    for app, path in ((APP, b"/broken"), (bare, b"/")):
        async with in_memory(front(app)) as dial:
            for _ in range(2):
                peer = await dial()
                await peer.says(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")

                assert (await peer.response())[0] == 500


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * HEAD_MAX + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ],
)
async def test_a_wrong_head_is_told_what_is_wrong(sent: bytes, status: int) -> None:
    async with on_loopback(front()) as dial:
        peer = await dial()
        await peer.says(sent)
        got, head, _ = await peer.response()

        assert got == status
        assert "connection: close" in head


async def test_a_slow_head_is_given_up_however_it_drips(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_memory(front()) as dial:
        peer = await dial()
        began = trio.current_time()
        for byte in GET[:-2]:
            await peer.says(bytes((byte,)))
            await trio.sleep(1)
            if trio.current_time() - began > HEAD_TIMEOUT:
                break
        status, _, _ = await peer.response()

    assert status == 408
    assert trio.current_time() - began < HEAD_TIMEOUT + 5


async def test_who_never_says_anything_is_let_go(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_memory(front()) as dial:
        peer = await dial()
        began = trio.current_time()

        assert await peer.rest() == b""
        assert trio.current_time() - began == pytest.approx(HEAD_TIMEOUT)


async def test_a_kept_alive_connection_may_rest_but_not_for_ever(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_memory(front(no_app)) as dial:
        peer = await dial()
        await peer.says(GET)
        await peer.response()
        await trio.sleep(IDLE_TIMEOUT - 1)
        await peer.says(GET)
        await peer.response()
        began = trio.current_time()
        await peer.rest()

    assert trio.current_time() - began == pytest.approx(IDLE_TIMEOUT)


async def test_a_slow_body_is_given_up_and_told_so(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_memory(front()) as dial:
        peer = await dial()
        await peer.says(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")
        await trio.sleep(IO_TIMEOUT - 1)
        await peer.says(b" and")
        began = trio.current_time()
        status, _, _ = await peer.response()

    assert status == 408
    assert trio.current_time() - began == pytest.approx(IO_TIMEOUT)


async def test_a_peer_that_does_not_read_its_download_is_let_go(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_lockstep(front()) as dial, trio.open_nursery() as nursery:
        silent, other = await dial(), await dial()
        nursery.start_soon(silent.says, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        await trio.sleep(1)
        nursery.start_soon(other.says, b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await other.response())[0] == 200  # nobody else waits for it
        await trio.sleep(IO_TIMEOUT)

        assert len(await silent.rest()) <= 65536  # what was on its way when it was given up


async def test_a_body_that_breaks_off_ends_the_connection_only() -> None:
    async with on_loopback(front()) as dial:
        peer = await dial()
        await peer.says(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")
        assert isinstance(peer.stream, trio.SocketStream)
        await peer.stream.send_eof()
        assert (await peer.response())[0] == 400
        again = await dial()
        await again.says(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n")

        assert (await again.response())[0] == 200


async def test_draining_ends_connections_with_their_answer_and_takes_no_new_ones() -> None:
    server = front(no_app)
    async with on_loopback(server) as dial:
        peer = await dial()
        await peer.says(GET)
        assert "connection: close" not in (await peer.response())[1]
        server.drain()
        await peer.says(GET)
        assert "connection: close" in (await peer.response())[1]
        assert await peer.rest() == b""
        with pytest.raises(OSError, match="all attempts to connect"):
            await dial()


async def test_one_address_has_a_limit_and_so_has_the_house() -> None:
    for limits in (Limits(per_address=2), Limits(connections=2)):
        async with on_loopback(front(no_app, limits)) as dial:
            peers = [await dial() for _ in range(2)]
            for peer in peers:
                await peer.says(GET)
                assert (await peer.response())[0] == 200
            third = await dial()
            await third.says(GET)
            assert (await third.response())[0] == 503
            assert await third.rest() == b""
            await trio.aclose_forcefully(peers[0].stream)
            await trio.testing.wait_all_tasks_blocked()
            fourth = await dial()
            await fourth.says(GET)
            assert (await fourth.response())[0] == 200


async def test_a_flood_over_the_limit_is_dropped_without_a_word_after_the_first_of_it(
    autojump_clock: Clock,  # noqa: ARG001
) -> None:
    async with in_memory(front(no_app, Limits(connections=0))) as dial:
        peers = [await dial() for _ in range(70)]
        answers = [await peer.rest() for peer in peers]

    assert sum(b" 503 " in answer for answer in answers) == REFUSED_AT_ONCE
    assert answers.count(b"") == 70 - REFUSED_AT_ONCE


async def test_only_our_proxy_is_believed_about_who_is_behind_it() -> None:
    request = b"GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1, 198.51.100.9, 10.0.0.3\r\n\r\n"
    limits = Limits(proxies=(ip_network("10.0.0.0/8"),))
    seen = {}
    for address in ("10.0.0.1", "203.0.113.5"):
        async with in_memory(front(limits=limits), address=address) as dial:
            peer = await dial()
            await peer.says(request)
            seen[address] = (await peer.response())[2].split(b'"')[3].decode()

    assert seen == {"10.0.0.1": "198.51.100.9", "203.0.113.5": "203.0.113.5"}


async def test_clients_behind_our_proxy_are_counted_one_by_one() -> None:
    limits = Limits(proxies=(ip_network("10.0.0.0/8"),), per_address=1)
    async with in_memory(front(limits=limits), address="10.0.0.1") as dial:
        await (await dial()).opens("/ws", "X-Forwarded-For: 192.0.2.1")
        await (await dial()).opens("/ws", "X-Forwarded-For: 192.0.2.2")
        third = await dial()
        await third.says(upgrade("/ws", "X-Forwarded-For: 192.0.2.1"))

        assert (await third.response())[0] == 503


async def test_an_upgrade_works_on_a_kept_alive_connection() -> None:
    async with in_memory(front()) as dial:
        peer = await dial()
        await peer.says(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n")
        await peer.response()
        await peer.opens()
        await peer.says(b"\x81\x82\x00\x00\x00\x00hi")

        assert await peer.text() == "hi"


async def test_a_handler_knows_who_asks() -> None:
    seen: list[Handshake] = []

    async def look(handshake: Handshake) -> None:
        seen.append(handshake)
        await handshake.reject(403, "not from there\n")

    headers = [
        "Origin: https://shop.example",
        "Cookie: a=1",
        "Cookie: b=2",
        "Authorization: Bearer t",
        "X-Other: 1",
    ]
    async with in_memory(Front(no_app, look), address="192.0.2.7") as dial:
        peer = await dial()
        await peer.says(upgrade("/ws/agent?x=1", *headers))
        status, _, body = await peer.response()

    assert (status, body) == (403, b"not from there\n")
    (handshake,) = seen
    assert (handshake.path, handshake.query, handshake.peer) == ("/ws/agent", "x=1", "192.0.2.7")
    assert handshake.subprotocols == ("switchboard.v1",)
    assert handshake.headers == {
        "host": "chat.example",
        "origin": "https://shop.example",
        "cookie": "a=1; b=2",
        "authorization": "Bearer t",
    }


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (upgrade(version=8), 426),
        (upgrade(subprotocol=None), 400),
        (upgrade(subprotocol="other.v1"), 400),
        (upgrade().replace(b"Sec-WebSocket-Key: ", b"Sec-WebSocket-Key: x"), 400),
        (upgrade().replace(b"GET", b"POST"), 400),
        (upgrade().replace(b"Connection: keep-alive, Upgrade\r\n", b""), 400),
    ],
)
async def test_a_bad_handshake_is_told_why(head: bytes, status: int) -> None:
    async with in_memory(front()) as dial:
        peer = await dial()
        await peer.says(head)
        got, _, body = await peer.response()
        await peer.stream.aclose()

    assert got == status
    assert len(body.decode().split()) > 2


async def test_tls_serves_both_http_and_websockets() -> None:
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=CERTIFICATE)
    theirs.load_cert_chain(CERTIFICATE)
    async with trio.open_nursery() as nursery:
        port = await nursery.start(front().serve, "127.0.0.1", 0, theirs)
        transport = await trio.open_tcp_stream("127.0.0.1", port)
        peer = Peer(trio.SSLStream(transport, ours, server_hostname="localhost", https_compatible=True))
        await peer.says(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b'"https://x/who"' in (await peer.response())[2]
        await peer.opens()
        await peer.says(b"\x81\x82\x00\x00\x00\x00hi")
        assert await peer.text() == "hi"
        await trio.aclose_forcefully(peer.stream)
        confused = Peer(await trio.open_tcp_stream("127.0.0.1", port))
        await confused.says(GET)
        assert b"HTTP" not in await confused.rest()
        await trio.aclose_forcefully(confused.stream)
        nursery.cancel_scope.cancel()


async def test_without_descriptors_the_front_waits_and_goes_on() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with structlog.testing.capture_logs() as logs:
        async with trio.open_nursery() as nursery:
            port = await nursery.start(front(no_app).serve, "127.0.0.1", 0)
            with socket.socket() as client:
                client.settimeout(0)
                taken = client.fileno() + 1
                resource.setrlimit(resource.RLIMIT_NOFILE, (taken, hard))
                try:
                    client.connect_ex(("127.0.0.1", port))
                    await trio.testing.wait_all_tasks_blocked(0.02)
                finally:
                    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
                peer = Peer(trio.SocketStream(trio.socket.from_stdlib_socket(client)))
                await peer.says(GET)
                assert (await peer.response())[0] == 200
            nursery.cancel_scope.cancel()

    assert "front.starved" in [line["event"] for line in logs]


async def test_every_address_of_a_name_listens_on_one_port() -> None:
    async with trio.open_nursery() as nursery:
        port = await nursery.start(front(no_app).serve, "localhost", 0)
        peer = Peer(await trio.open_tcp_stream("localhost", port))
        await peer.says(GET)
        assert (await peer.response())[0] == 200
        await trio.aclose_forcefully(peer.stream)
        nursery.cancel_scope.cancel()
