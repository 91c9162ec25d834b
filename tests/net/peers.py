"""The other end of a connection, byte by byte: what a browser would never send must be sendable here."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import trio
import trio.testing

from net.frames import text_frame
from net.front import Front
from net.h1 import Message
from net.ws import Closed, Connection, Handshake

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Frame(NamedTuple):
    opcode: int
    payload: bytes

    @property
    def code(self) -> int:
        assert self.opcode == CLOSE
        return int.from_bytes(self.payload[:2], "big")


def masked(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    mask = os.urandom(4)
    size = len(payload)
    if size < 126:
        head = bytes((opcode | 0x80 * fin, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((opcode | 0x80 * fin, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((opcode | 0x80 * fin, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def upgrade(
    path: str = "/ws", *extra: str, subprotocol: str | None = "switchboard.v1", version: int = 13
) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: chat.example", "Upgrade: websocket", "Connection: keep-alive, Upgrade"]
    lines += [f"Sec-WebSocket-Version: {version}", f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}"]
    if subprotocol is not None:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    return "\r\n".join([*lines, *extra, "", ""]).encode()


class Peer:
    def __init__(self, stream: trio.abc.Stream) -> None:
        self.stream = stream
        self.buffer = b""

    async def says(self, data: bytes) -> None:
        await self.stream.send_all(data)

    async def hears(self) -> bytes:
        """More bytes; none at the end. A reset is an end too."""
        try:
            data = bytes(await self.stream.receive_some(65536))
        except trio.BrokenResourceError:
            data = b""
        self.buffer += data
        return data

    async def rest(self) -> bytes:
        """Everything until the server hangs up."""
        while await self.hears():
            pass
        return self.buffer

    async def response(self) -> tuple[int, str, bytes]:
        """One HTTP response: status, head, body (by Content-Length)."""
        while b"\r\n\r\n" not in self.buffer:
            assert await self.hears(), f"hung up after {self.buffer!r}"
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        text = head.decode().lower()
        size = int(text.partition("content-length:")[2].split("\r\n")[0] or 0)
        while len(self.buffer) < size:
            assert await self.hears(), "hung up in a body"
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        return int(text.split()[1]), text, body

    async def opens(self, path: str = "/ws", *extra: str) -> "Peer":
        await self.says(upgrade(path, *extra))
        status, _, body = await self.response()
        assert status == 101, body
        return self

    async def frame(self) -> Frame | None:
        """The next server frame; None at the end."""
        while (frame := self._whole()) is None:
            if not await self.hears():
                assert not self.buffer, f"half a frame: {self.buffer[:40]!r}"
                return None
        return frame

    async def text(self) -> str:
        frame = await self.frame()
        assert frame is not None
        assert frame.opcode == TEXT, frame
        return frame.payload.decode()

    async def closed_with(self) -> int:
        """The code of the close frame that comes next, answered, and that nothing follows."""
        frame = await self.frame()
        assert frame is not None
        await self.says(masked(CLOSE, frame.payload[:2]))
        assert await self.frame() is None
        return frame.code

    def _whole(self) -> Frame | None:
        data = self.buffer
        if len(data) < 2:
            return None
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + size:
            return None
        self.buffer = data[start + size :]
        assert data[0] & 0x80, "the server never fragments"
        return Frame(data[0] & 15, data[start : start + size])


async def no_app(_scope: object, _receive: object, send: Callable[[Message], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def echo(handshake: Handshake) -> None:
    connection = await handshake.accept()
    while True:
        connection.offer(text_frame((await connection.receive()).encode()))


class Kept:
    """A handler that hands its connection to the test and notes how it ended."""

    def __init__(self) -> None:
        self.opened, self.over = trio.Event(), trio.Event()
        self.connection: Connection
        self.heard: list[str] = []
        self.ended: Closed | None = None

    async def __call__(self, handshake: Handshake) -> None:
        self.connection = await handshake.accept()
        self.opened.set()
        try:
            while True:
                self.heard.append(await self.connection.receive())
        except Closed as closed:
            self.ended = closed
        finally:
            self.over.set()


Dial = Callable[[], Awaitable[Peer]]


@asynccontextmanager
async def in_memory(front: Front, *, address: str = "memory") -> AsyncIterator[Dial]:
    """Peers on memory streams; a send waits for no reader."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(front.connections.pulse)

        async def dial() -> Peer:
            ours, theirs = trio.testing.memory_stream_pair()
            nursery.start_soon(front.handle, theirs, address)
            return Peer(ours)

        yield dial
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def in_lockstep(front: Front) -> AsyncIterator[Dial]:
    """Peers on streams without any buffer: what is not read is not sent."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(front.connections.pulse)

        async def dial() -> Peer:
            ours, theirs = trio.testing.lockstep_stream_pair()
            nursery.start_soon(front.handle, theirs)
            return Peer(ours)

        yield dial
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def on_loopback(front: Front) -> AsyncIterator[Dial]:
    async with trio.open_nursery() as nursery:
        port = await nursery.start(front.serve, "127.0.0.1", 0)
        peers: list[Peer] = []

        async def dial() -> Peer:
            peers.append(Peer(await trio.open_tcp_stream("127.0.0.1", port)))
            return peers[-1]

        try:
            yield dial
        finally:
            for peer in peers:
                await trio.aclose_forcefully(peer.stream)
        nursery.cancel_scope.cancel()
