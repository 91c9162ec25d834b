"""RFC 6455, case by case, against an echo made of the front and `ws.Connection` alone.

Compression (groups 12 and 13) is left out: it is never negotiated. The echo lifts the size limit, for some cases
send 16 MiB, and takes binary messages, as `receive_any` does.
"""

import asyncio
from collections import Counter

import kosoku
import pytest
import trio

from net.frames import text_frame
from net.front import Front
from net.ws import Handshake
from tests.net.peers import no_app

COMPRESSION = ["12.*", "13.*"]


async def echo(handshake: Handshake) -> None:
    connection = await handshake.accept(subprotocol=None, message_bytes=32 * 1024 * 1024)
    while True:
        message = await connection.receive_any()
        if isinstance(message, str):
            await connection.send(text_frame(message.encode()))
        else:
            frame = text_frame(message)
            await connection.send(b"\x82" + frame[1:])


def run_cases(port: int) -> list[kosoku._kosoku.CaseResult]:
    url = f"ws://127.0.0.1:{port}"
    try:
        return asyncio.run(kosoku.run_fuzzingclient(url, exclude_cases=COMPRESSION, concurrency=4))
    except kosoku.FailureError as failure:
        return failure.results


@pytest.mark.slow
async def test_no_case_of_the_standard_fails() -> None:
    front = Front(no_app, echo)
    async with trio.open_nursery() as nursery:
        port = await nursery.start(front.serve, "127.0.0.1", 0)
        results = await trio.to_thread.run_sync(run_cases, port)
        nursery.cancel_scope.cancel()

    verdicts = Counter(result.behavior.value for result in results)
    print(f"kosoku: {len(results)} cases, {dict(verdicts)}")
    assert len(results) > 200
    assert [(result.case_id, result.result, result.result_close) for result in results if not result.passed] == []
    assert len(front.connections) == 0
