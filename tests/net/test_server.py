"""A whole server: what belongs to no single part of it."""

import gc
import json
import os
import signal
import socket
import ssl
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest
import structlog
import trio

from net import logs
from net.http import API
from net.logs import Logs
from net.server import DATABASE, GC_THRESHOLDS, LOCK, CannotStart, Server, held, serve
from net.settings import Settings
from store.database import Store
from tests.net.peers import CLOSE, TEXT, Peer, in_memory, masked, upgrade

ANNA = {"login": "anna", "password": "correct horse"}
OURS = "Origin: http://chat.example"  # as `peers.upgrade` writes Host


async def opens_console(peer: Peer, token: str) -> None:
    await peer.opens("/ws/agent", OURS, f"Cookie: switchboard={token}")
    await peer.says(masked(TEXT, json.dumps({"type": "hello", "id": "1"}).encode()))
    welcome = json.loads(await peer.text())
    assert (welcome["type"], welcome["agent"]["login"]) == ("ok", "anna")


async def test_a_console_is_closed_when_its_session_signs_out(server: Server, browser: httpx2.AsyncClient) -> None:
    token = (await browser.post(f"{API}v1/session", json=ANNA)).json()["token"]
    async with in_memory(server.front) as dial:
        peer = await dial()
        await opens_console(peer, token)

        await browser.delete(f"{API}v1/session")

        assert await next_close(peer) == 4001


async def test_a_page_elsewhere_cannot_open_a_console_with_the_browsers_cookie(
    server: Server, browser: httpx2.AsyncClient
) -> None:
    token = (await browser.post(f"{API}v1/session", json=ANNA)).json()["token"]
    async with in_memory(server.front) as dial:
        for origin in ("Origin: http://evil.example", "Origin: null", "X-None: 1"):
            peer = await dial()
            await peer.says(upgrade("/ws/agent", origin, f"Cookie: switchboard={token}"))
            status, _, _ = await peer.response()
            assert status == 403


async def test_a_goodbye_closes_every_socket_with_the_code_for_coming_back_later(
    server: Server, browser: httpx2.AsyncClient
) -> None:
    token = (await browser.post(f"{API}v1/session", json=ANNA)).json()["token"]
    async with in_memory(server.front) as dial, trio.open_nursery() as nursery:
        peer = await dial()
        await opens_console(peer, token)

        nursery.start_soon(server.say_goodbye, 5)

        assert await next_close(peer) == 4010


def test_a_folder_belongs_to_one_server_and_its_lock_says_to_which(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data"
    with held(data):
        assert data.stat().st_mode & 0o077 == 0
        assert (data / LOCK).read_text() == str(os.getpid())
        with pytest.raises(CannotStart, match=f"process {os.getpid()}"), held(data):
            pass
    with held(data):
        pass


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be used"), held(tmp_path / "file"):
        pass


@pytest.fixture
def log() -> Iterator[Logs]:
    """As a process has it, kept quiet; what was set up before comes back."""
    before = structlog.get_config()
    threshold = gc.get_threshold()
    gc.unfreeze()
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
        yield logs.set_up("info", fd=nowhere.fileno())
    structlog.configure(**before)
    gc.set_threshold(*threshold)
    gc.unfreeze()


async def test_it_serves_until_it_is_told_to_stop_and_leaves_nothing_behind(tmp_path: Path, log: Logs) -> None:
    settings = Settings(port=0, data=tmp_path)
    async with trio.open_nursery() as nursery:
        serving = await nursery.start(partial(serve, settings, log))
        assert serving.url == f"http://127.0.0.1:{serving.port}"
        async with httpx2.AsyncClient() as client:
            assert (await client.get(f"{serving.url}/readyz")).status_code == 200
        assert (tmp_path / "admin.sock").is_socket()
        assert (gc.get_freeze_count() > 0, gc.get_threshold()) == (True, GC_THRESHOLDS)
        os.kill(os.getpid(), signal.SIGTERM)

    assert not (tmp_path / "admin.sock").exists()
    with held(tmp_path):
        async with Store.open(tmp_path / DATABASE):
            pass


async def test_with_a_certificate_it_speaks_tls_alone(tmp_path: Path, log: Logs) -> None:
    pem = Path(__file__).parent / "localhost.pem"
    settings = Settings(port=0, host="localhost", data=tmp_path, tls_cert=pem, tls_key=pem)
    async with trio.open_nursery() as nursery:
        serving = await nursery.start(partial(serve, settings, log))
        assert serving.url.startswith("https://localhost:")
        trusted = ssl.create_default_context(cafile=pem)
        async with httpx2.AsyncClient(verify=trusted) as client:
            assert (await client.get(f"{serving.url}/healthz")).status_code == 200
            with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
                await client.get(f"http://localhost:{serving.port}/healthz")
            assert (await client.get(f"{serving.url}/healthz")).status_code == 200
        os.kill(os.getpid(), signal.SIGTERM)


async def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path, log: Logs) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BaseExceptionGroup) as refused:
            await serve(Settings(port=port, data=tmp_path), log)
    assert refused.group_contains(CannotStart, match=f"port {port}: .*--port 0")


async def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path: Path, log: Logs) -> None:
    missing = tmp_path / "none.pem"
    with pytest.raises(CannotStart, match="tls_cert"):
        await serve(Settings(port=0, data=tmp_path, tls_cert=missing, tls_key=missing), log)


async def next_close(peer: Peer) -> int:
    """Past what was pushed before, and answered."""
    while (frame := await peer.frame()) is not None:
        if frame.opcode != TEXT:
            await peer.says(masked(CLOSE, frame.payload[:2]))
            return frame.code
    raise AssertionError("hung up without a close")
