"""trio-websocket for one connection. The only file that names it.

Its reader task gets what `receive_some` gives and writes by `send_all`: this object is the stream it is given.
At first that is the head of a handshake, then now and then one whole control frame (`feed`), and its owner waits
until it was dealt with. From `take_over` on it reads the socket by itself, for good, and messages are asked of it;
a `Walker` goes ahead of it, for it counts characters and only of what it has already taken in.

Each of its sends is one whole frame, and goes to the owner's outbox like any other.

Used are `wrap_server_stream`, `accept`, `get_message` and `closed`, all public.
"""

from typing import Protocol

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_server_stream

from net import frames
from net.closing import Close


class Owner(Protocol):
    """The connection, as far as it is asked for here."""

    @property
    def closed(self) -> bool: ...

    async def pull(self) -> bytes: ...

    async def write_for_library(self, frame: bytes) -> None: ...

    def library_closed(self, code: int | None) -> None: ...

    def close(self, code: Close) -> None: ...


class _Bell:
    """One task waits, another rings. A ring that nobody waits for is lost: look before you wait."""

    __slots__ = ("_task",)

    def __init__(self) -> None:
        self._task: trio.lowlevel.Task | None = None

    async def wait(self) -> None:
        self._task = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(self._abort)

    def ring(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            trio.lowlevel.reschedule(task)

    def _abort(self, _raise_cancel: object) -> trio.lowlevel.Abort:
        self._task = None
        return trio.lowlevel.Abort.SUCCEEDED


class Library(trio.abc.Stream):
    """`walker` is there from when trio-websocket reads the socket itself."""

    __slots__ = ("_feeder", "_handed_back", "_next", "_owner", "_reader", "_socket", "walker")

    def __init__(self, owner: Owner, head: bytes) -> None:
        self.walker: frames.Walker | None = None
        self._owner = owner
        self._socket: WebSocketConnection | None = None
        self._next = head  # what the reader shall get
        self._handed_back = False  # it has dealt with that
        self._reader = _Bell()
        self._feeder = _Bell()

    async def accept(self, nursery: trio.Nursery, subprotocol: str | None, message_bytes: int) -> None:
        """Answer the handshake; from here on the reader lives in the nursery."""
        request = await wrap_server_stream(nursery, self, message_queue_size=1, max_message_size=message_bytes)
        self._socket = await request.accept(subprotocol=subprotocol)

    async def feed(self, frame: bytes) -> None:
        """Give the reader a whole control frame, and wait until it has dealt with it or all is over."""
        self._next = frame
        self._handed_back = False
        self._reader.ring()
        while not self._handed_back and not self._owner.closed:
            await self._feeder.wait()

    def take_over(self, data: bytes, message_bytes: int) -> None:
        """From these bytes on, the reader reads by itself."""
        self.walker = frames.Walker(message_bytes)
        self._next = data
        self._walk(self.walker, data)
        self._reader.ring()

    async def message(self) -> str | bytes | None:
        """After `take_over`: the next message, None when there is none to come."""
        assert self._socket is not None
        try:
            return await self._socket.get_message()
        except ConnectionClosed:
            return None

    def wake(self) -> None:
        """The owner has ended: nobody waits any more."""
        self._reader.ring()
        self._feeder.ring()

    def said_goodbye(self) -> int | None:
        """The code it closed with, after a close frame or at a mistake of the peer's."""
        reason = self._socket.closed if self._socket is not None else None
        return None if reason is None else reason.code

    # ---- as its stream

    async def receive_some(self, max_bytes: int | None = None) -> bytes:  # noqa: ARG002 - as it comes
        while not self._owner.closed:
            if self._next:
                fed, self._next = self._next, b""
                return fed
            self._handed_back = True
            self._feeder.ring()
            if self.walker is None:
                await self._reader.wait()
                continue
            data = await self._owner.pull()
            if self._walk(self.walker, data) and data:
                return data
        raise trio.ClosedResourceError

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._owner.write_for_library(bytes(data))

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.checkpoint()

    async def aclose(self) -> None:
        self._owner.library_closed(self.said_goodbye())
        await trio.lowlevel.checkpoint()

    def _walk(self, walker: frames.Walker, data: bytes) -> bool:
        walker.walk(data)
        if walker.too_large:
            self._owner.close(Close.TOO_LARGE)
        return not walker.too_large
