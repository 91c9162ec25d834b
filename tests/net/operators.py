"""An operator at the socket of a server in memory, and that server."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import trio
import trio.testing

from net import admin, admin_socket
from net.admin import AdminContext
from net.logs import Logs
from tests.net.logged import logged
from tests.world import Setting, World, world_of

Line = dict[str, Any]


class Operator:
    """Says lines and hears lines."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self._buffer = b""
        self._ids = 0

    @classmethod
    async def at(cls, path: Path) -> Self:
        return cls(trio.SocketStream(trio.socket.from_stdlib_socket(admin_socket.connect(path))))

    async def says(self, said: bytes | Line) -> None:
        await self.stream.send_all(said if isinstance(said, bytes) else json.dumps(said).encode() + b"\n")

    async def hears(self) -> Line | None:
        """The next line; None when the server has hung up."""
        while b"\n" not in self._buffer:
            try:
                data = bytes(await self.stream.receive_some(65_536))
            except trio.BrokenResourceError:
                data = b""
            if not data:
                return None
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        heard: Line = json.loads(line)
        return heard

    async def asks(self, cmd: str, **args: Any) -> Line:  # noqa: ANN401 - as on the wire
        """The data; an error of the server's fails the test."""
        answer = await self.is_answered(cmd, **args)
        assert answer["ok"], answer
        data: Line = answer["data"]
        return data

    async def is_answered(self, cmd: str, **args: Any) -> Line:  # noqa: ANN401 - as on the wire
        self._ids += 1
        await self.says({"id": self._ids, "cmd": cmd, "args": args})
        answer = await self.hears()
        assert answer is not None, "the server hung up"
        assert answer.pop("id") == self._ids
        return answer

    async def follows(self, **args: Any) -> int:  # noqa: ANN401 - as on the wire
        """Begin to follow; the id of the request."""
        self._ids += 1
        await self.says({"id": self._ids, "cmd": "follow", "args": args})
        await trio.testing.wait_all_tasks_blocked(0.01)
        return self._ids

    async def events(self, count: int) -> list[Line]:
        """So many events of a stream, and nothing else between them."""
        heard = [await self.hears() for _ in range(count)]
        return [line["event"] for line in heard if line is not None]


@dataclass
class Room:
    """A server whose socket is open."""

    world: World
    context: AdminContext
    logs: Logs
    path: Path
    draining: list[bool]
    operators: list[Operator]

    async def operator(self) -> Operator:
        operator = await Operator.at(self.path)
        self.operators.append(operator)
        return operator


@asynccontextmanager
async def room(folder: Path, setting: Setting | None = None) -> AsyncIterator[Room]:
    with logged("info") as logs:
        async with world_of(folder, setting) as world, trio.open_nursery() as nursery:
            server = world.server
            draining: list[bool] = []
            context = AdminContext(
                house=server.house,
                system=server.system,
                connections=server.front.connections,
                store=server.store,
                logs=logs,
                started_at=server.house.clock.now_ms(),
                version="1.2.3",
                recheck=server.auth.recheck,
                draining=lambda: bool(draining),
            )
            path = folder / admin_socket.NAME
            await nursery.start(admin.serve, path, context)
            here = Room(world, context, logs, path, draining, [])
            try:
                yield here
            finally:
                nursery.cancel_scope.cancel()
                for operator in here.operators:
                    operator.stream.socket.close()
