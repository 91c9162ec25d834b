"""Connectors against real servers, slow, broken or malicious: an answer, or one sentence why there is none.

What becomes of the chat then is told in tests/stories/test_bots_in_trouble.py.
"""

import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import ip_network
from itertools import count
from typing import Any, Final

import pytest
import trio

from actors.bots.connectors import BotFailed, CompletionsConnector, WebhookConnector, ask
from actors.clock import Clock
from actors.domain.bots import BotAction, BotChat, HandOver, Line, Post, Told
from actors.domain.settings import CompletionsBot, WebhookBot
from actors.messages import TEXT_MAX
from net.outgoing import OutgoingHttp
from tests.net.test_outgoing import LOOPBACK, Names, peer, read_whole
from tests.patience import PATIENCE_S

SAID: Final = Line(seq=2, at=1, by="customer", text="My lamp is broken")
CHAT: Final = BotChat(id="c1", channel="support", language="en", status="bot", customer="Mia", fields={})
TOLD: Final = Told(type="message.received", at=1, chat=CHAT, message=SAID, history=(SAID,))
HEAD: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = HEAD + b"transfer-encoding: chunked\r\n\r\n"
# Of a server that never comes to an end; and of one that does, on a machine that is busy with ten other things.
SHORT_MS: Final = 500
LIMIT_MS: Final = PATIENCE_S * 1_000
Connected = WebhookConnector | CompletionsConnector

Serve = Callable[[trio.SocketStream], Awaitable[None]]


def numbered() -> Callable[[bytes], str]:
    """Ids for what has no name of its own."""
    numbers = count()
    return lambda _: str(next(numbers))


def webhook(port: int, limit_ms: int = LIMIT_MS) -> WebhookConnector:
    settings = WebhookBot(url=f"http://127.0.0.1:{port}/", timeout_ms=limit_ms)
    return WebhookConnector(OutgoingHttp(LOOPBACK), settings, Clock())


def model(port: int, limit_ms: int = LIMIT_MS) -> CompletionsConnector:
    settings = CompletionsBot(url=f"http://127.0.0.1:{port}/v1", model="small", timeout_ms=limit_ms)
    return CompletionsConnector(OutgoingHttp(LOOPBACK), settings)


def answers(body: bytes, *heads: bytes) -> bytes:
    head = b"".join(each + b"\r\n" for each in heads)
    return HEAD + head + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body


def wants(*actions: Any) -> bytes:  # noqa: ANN401 - as JSON has it
    return answers(json.dumps({"actions": actions}).encode())


def completes(message: Any, **more: Any) -> bytes:  # noqa: ANN401
    return answers(json.dumps({"choices": [{"message": message}], **more}).encode())


async def turn(connector: Connected) -> tuple[BotAction, ...]:
    """And leaves no connection open: an answer may be read before the other side hangs up."""
    try:
        with trio.fail_after(PATIENCE_S):
            return await ask(connector, TOLD, "c1.2")
    finally:
        assert isinstance(connector._http, OutgoingHttp)
        await connector._http.aclose()


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[int]:
    """A server that does what it likes with each connection."""

    async def guarded(stream: trio.SocketStream) -> None:
        try:
            await read_whole(stream)
            await serve(stream)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass  # whoever asked has had enough

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, guarded, 0, host="127.0.0.1"))
        yield listeners[0].socket.getsockname()[1]
        nursery.cancel_scope.cancel()


# --- slow, and without an end ---


async def drips(stream: trio.SocketStream) -> None:
    """A byte now and then, each before anybody would give up on the next."""
    for byte in answers(b"{}" + b" " * 10_000):
        await stream.send_all(bytes([byte]))
        await trio.sleep(SHORT_MS / 5_000)


async def says_nothing(stream: trio.SocketStream) -> None:
    del stream
    await trio.sleep_forever()


async def says_that_it_goes_on(stream: trio.SocketStream) -> None:
    while True:
        await stream.send_all(b"HTTP/1.1 100 Continue\r\n\r\n")
        await trio.sleep(0.01)


async def never_ends_its_head(stream: trio.SocketStream) -> None:
    await stream.send_all(HEAD)
    while True:
        await stream.send_all(b"x-more: " + b"y" * 1_000 + b"\r\n")


async def never_ends_its_body(stream: trio.SocketStream) -> None:
    await stream.send_all(CHUNKED)
    while True:
        await stream.send_all(b"400\r\n" + b" " * 1_024 + b"\r\n")


async def promises_more_than_it_sends(stream: trio.SocketStream) -> None:
    await stream.send_all(HEAD + b"content-length: 5000\r\n\r\n{}")
    await stream.aclose()


@pytest.mark.parametrize("connector", [webhook, model])
@pytest.mark.parametrize(
    ("serve", "limit_ms", "why"),
    [
        (drips, SHORT_MS, r"no answer within 0\.5 s"),
        (says_nothing, SHORT_MS, r"no answer within 0\.5 s"),
        (says_that_it_goes_on, SHORT_MS, r"\w"),
        (never_ends_its_head, SHORT_MS, r"\w"),
        (never_ends_its_body, LIMIT_MS, r"longer than 262144 bytes"),
        (promises_more_than_it_sends, LIMIT_MS, r"\w"),
    ],
)
async def test_a_server_that_has_no_end_costs_no_more_than_the_limit_says(
    serve: Serve, limit_ms: int, why: str, connector: Callable[[int, int], Connected]
) -> None:
    async with serving(serve) as port:
        with pytest.raises(BotFailed, match=why):
            await turn(connector(port, limit_ms))


async def test_a_body_that_says_nothing_of_its_length_is_read_to_its_end() -> None:
    async def serve(stream: trio.SocketStream) -> None:
        await stream.send_all(HEAD + b'\r\n{"actions": [{"type": "message", "text": "Hi"}]}')
        await stream.aclose()

    async with serving(serve) as port:
        assert await turn(webhook(port)) == (Post(text="Hi"),)


# --- where it leads ---


@pytest.mark.parametrize("connector", [webhook, model])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_a_connector_anywhere(status: int, connector: Callable[[int], Connected]) -> None:
    async with peer(wants()) as (inner, inner_port):
        moved = f"HTTP/1.1 {status} Moved\r\nlocation: http://127.0.0.1:{inner_port}/\r\ncontent-length: 0\r\n\r\n"
        async with peer(moved.encode()) as (_, port):
            with pytest.raises(BotFailed, match=f"it answered {status}"):
                await turn(connector(port))
        assert inner.connections == 0


async def test_a_name_that_turns_to_an_inner_address_after_the_look_leads_nowhere() -> None:
    names = Names(**{"bot.example": ["127.0.0.2", "127.0.0.1"]})
    trio.socket.set_custom_hostname_resolver(names)
    async with peer(wants()) as (there, port):
        http = OutgoingHttp([ip_network("127.0.0.2/32")])
        settings = WebhookBot(url=f"http://bot.example:{port}/", timeout_ms=LIMIT_MS)
        connector = WebhookConnector(http, settings, Clock())
        with pytest.raises(BotFailed):
            await turn(connector)
        assert (names.asked, there.connections) == (1, 0)


# --- answers of a webhook ---

BOMB: Final = gzip.compress(b" " * 50_000_000)
DEEP: Final = b'{"actions":' + b"[" * 100_000


@pytest.mark.parametrize(
    "answer",
    [
        answers(BOMB, b"content-encoding: gzip"),
        answers(gzip.compress(b'{"actions": []}'), b"content-encoding: gzip"),
        answers(b"<!doctype html><title>Welcome</title>", b"content-type: text/html"),
        answers(b"{"),
        answers(b"[]"),
        answers(b'"actions"'),
        answers(b"null"),
        answers(b'{"actions": null}'),
        answers(b'{"actions": {}}'),
        answers(b'{"actions": [{"type": "message", "text": "\xff\xfe"}]}'),
        answers(b'{"actions": [{"type": "message", "text": "\\ud800"}]}'),
        answers(DEEP),
        wants(*[{"type": "message", "text": "again"}] * 11),
        wants({"type": "message", "text": "x" * (TEXT_MAX + 1)}),
        wants({"type": "message"}),
        wants({"type": "message", "text": ["x"]}),
        wants({"type": "message", "text": "?", "options": ["o" * 10_000]}),
        wants({"type": "message", "text": "?", "options": [""]}),
        wants({"type": "message", "text": "?", "after_ms": -1}),
        wants({"type": "create_request", "title": ""}),
        wants({"type": "create_request", "title": "x", "priority": "now"}),
        wants({"type": "hand_off", "reason": "x" * 10_000}),
        wants({"type": "set_fields", "fields": {str(n): "x" for n in range(21)}}),
        wants({"type": "eval", "code": "1"}),
        wants("message"),
        wants({}),
    ],
    ids=numbered(),
)
async def test_an_answer_that_breaks_the_contract_is_no_answer(
    answer: bytes,
) -> None:
    async with peer(answer) as (_, port):
        with pytest.raises(BotFailed, match="its answer cannot be used"):
            await turn(webhook(port))


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 204 No Content\r\n\r\n", answers(b""), answers(b" \n"), answers(b"{}")]
)
async def test_nothing_is_an_answer_too(answer: bytes) -> None:
    async with peer(answer) as (_, port):
        assert await turn(webhook(port)) == ()


@pytest.mark.parametrize("status", [199, 400, 401, 404, 429, 500, 503, 999])
async def test_any_status_but_well_done_is_a_failure(status: int) -> None:
    body = json.dumps({"actions": [{"type": "end"}]}).encode()
    answer = b"HTTP/1.1 %d Hm\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (status, len(body), body)
    async with peer(answer) as (_, port):
        with pytest.raises(BotFailed):
            await turn(webhook(port))


# --- answers of a language model ---


@pytest.mark.parametrize(
    "answer",
    [
        answers(
            b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\ndata: [DONE]\n\n',
            b"content-type: text/event-stream",
        ),
        answers(b"<html>502</html>", b"content-type: text/html"),
        answers(b'{"error": {"message": "quota"}}'),
        answers(b'{"choices": []}'),
        answers(b'{"choices": [{}]}'),
        answers(b'{"choices": [{"message": null}]}'),
        answers(b'{"choices": {"0": {"message": {"content": "Hi"}}}}'),
        answers(b'{"choices": [{"message": {"content": "\\ud800"}}]}'),
        answers(b'{"choices":' + b"[" * 100_000),
        completes({"content": 7}),
        completes({"content": [{"type": "text", "text": "Hi"}]}),
        completes({"content": ""}),
        completes({"content": " \n"}),
        completes({"content": None, "tool_calls": [{"function": {"name": "delete_everything"}}]}),
        completes({"content": None, "tool_calls": [{"function": None}]}),
        completes({"content": None, "tool_calls": "hand_off"}),
        completes({"content": None, "refusal": "I cannot help with that."}),
        answers(json.dumps({"choices": [{"message": {"content": "x" * 300_000}}]}).encode()),
    ],
    ids=numbered(),
)
async def test_what_is_no_completion_is_a_failure(answer: bytes) -> None:
    async with peer(answer) as (_, port):
        with pytest.raises(BotFailed):
            await turn(model(port))


async def test_a_long_completion_is_cut_to_what_a_message_holds() -> None:
    async with peer(completes({"content": "x" * 100_000})) as (_, port):
        (post,) = await turn(model(port))
    assert post == Post(text="x" * TEXT_MAX)


@pytest.mark.parametrize("content", [None, "", "One moment."])
async def test_a_model_that_calls_for_a_person_hands_over_after_what_it_says(content: str | None) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "hand_off", "arguments": "not json"}}
    async with peer(completes({"content": content, "tool_calls": [call]})) as (_, port):
        actions = await turn(model(port))
    said = (Post(text=content),) if content else ()
    assert actions == (*said, HandOver(reason="bot"))
