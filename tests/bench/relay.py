"""The yardstick: what the plain stack does with chat messages when it checks nothing and stores nothing.

    python -m tests.bench.relay

Stock trio-websocket; a message goes to the other side of its chat (or to everybody else in its room) and is
acknowledged. It answers in the form of our own protocol, so that a client costs the same before either. The first
line on standard output is the URL.
"""

import gc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import orjson
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, WebSocketServer

BACKLOG: Final = 4096
# With Python's own, a full collection walks thousands of connections every second: not the stack's fault.
GC_THRESHOLDS: Final = (20_000, 50, 100)

Send = tuple[WebSocketConnection, str]


class Relay:
    def __init__(self) -> None:
        self._customers: dict[int, WebSocketConnection] = {}
        self._agents: dict[int, WebSocketConnection] = {}
        self._rooms: dict[int, list[WebSocketConnection]] = {}
        self._seq = 0

    async def serve(self, request: WebSocketRequest) -> None:
        me = await request.accept()
        with suppress(ConnectionClosed):
            while True:
                for to, frame in self._hear(me, orjson.loads(await me.get_message())):
                    await _send(to, frame)

    def _hear(self, me: WebSocketConnection, frame: dict[str, Any]) -> Iterator[Send]:
        match frame["type"]:
            case "message.send":
                chat = frame["chat"]
                side, to = ("c", self._agents) if self._customers[chat] is me else ("a", self._customers)
                yield to[chat], self._event(chat, side, frame["text"])
            case "publish":
                event = self._event(frame["room"], "a", frame["text"])
                yield from ((member, event) for member in self._rooms[frame["room"]] if member is not me)
            case "hello":
                side_of = self._customers if frame["side"] == "c" else self._agents
                side_of.update(dict.fromkeys(frame["chats"], me))
                if frame["room"] is not None:
                    self._rooms.setdefault(frame["room"], []).append(me)
        yield me, orjson.dumps({"type": "ok", "re": frame["id"], "seq": self._seq}).decode()

    def _event(self, chat: int, side: str, text: str) -> str:
        self._seq += 1
        return orjson.dumps({"type": "event", "chat": chat, "seq": self._seq, "by": side, "text": text}).decode()


async def _send(to: WebSocketConnection, frame: str) -> None:
    with suppress(ConnectionClosed):
        await to.send_message(frame)


async def main() -> None:
    gc.set_threshold(*GC_THRESHOLDS)
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1", backlog=BACKLOG)
    print(f"http://127.0.0.1:{listeners[0].socket.getsockname()[1]}", flush=True)
    await WebSocketServer(Relay().serve, listeners).run()


if __name__ == "__main__":
    trio.run(main)
