"""Customers and agents who talk without a pause, and come back whenever the server is gone.

Each keeps the commands that have no answer yet and repeats them on the next connection, with the same `id` and
the same `key`, after a hello that says how far it is. What it is told it enters in the ledger, and what it can
judge by itself it judges at once: an event that comes twice or is left out fails the test where it happens.
"""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Final

import trio
from trio_websocket import ConnectionClosed, HandshakeError, WebSocketConnection, wrap_client_stream

from actors.domain.views import Audience
from actors.ids import new_id
from net.closing import LOST
from tests.faults.ledger import Ack, Ledger
from tests.faults.process import CHANNEL, Staff
from tests.patience import PATIENCE_S

Frame = dict[str, Any]
Headers = list[tuple[bytes, bytes]]

AT_ONCE: Final = 8  # commands of one person without an answer
CHATS_AT_ONCE: Final = 5  # of one agent
KEYED: Final = frozenset({"chat.start", "message.send", "note.add"})


@asynccontextmanager
async def connected(
    url: str, path: str, headers: Headers, leaves: Callable[[str], Awaitable[None]] | None = None
) -> AsyncIterator[WebSocketConnection]:
    """A connection that leaves no socket behind, however it ends.

    `leaves`: comes back when the server is not there any more. The library waits for ever when it dies in the
    middle of a handshake; and how long one takes is the machine's affair.
    """
    host, _, port = url.partition(":")
    async with await trio.open_tcp_stream(host, int(port)) as stream, trio.open_nursery() as nursery:
        with trio.fail_after(PATIENCE_S) as handshake:
            async with trio.open_nursery() as watching:
                if leaves is not None:
                    watching.start_soon(_give_up, handshake, leaves, url)
                ws = await wrap_client_stream(
                    nursery, stream, url, path, subprotocols=["switchboard.v1"], extra_headers=headers
                )
                watching.cancel_scope.cancel()
        yield ws
        nursery.cancel_scope.cancel()


async def _give_up(handshake: trio.CancelScope, leaves: Callable[[str], Awaitable[None]], url: str) -> None:
    await leaves(url)
    handshake.cancel()


class Town:
    """What everybody knows: where the server is, if it is anywhere, and the ledger."""

    def __init__(self, ledger: Ledger, random: Random) -> None:
        self.ledger = ledger
        self.random = random
        self.quiet = False  # nobody begins anything new
        self.closes: Counter[int] = Counter()  # by the code that the client was told
        self._url: str | None = None
        self._news = trio.Event()

    def publish(self, url: str | None) -> None:
        self._url = url
        self.tell()

    async def url(self) -> str:
        while self._url is None:
            await self.something_happens()
        return self._url

    async def leaves(self, url: str) -> None:
        """Until the server is not there any more."""
        while self._url == url:
            await self.something_happens()

    def tell(self) -> None:
        self._news.set()
        self._news = trio.Event()

    async def something_happens(self) -> None:
        """An address is published or withdrawn, or somebody has an answer."""
        await self._news.wait()


class Person(ABC):
    path: str
    audience: Audience

    def __init__(self, town: Town, name: str, headers: Headers) -> None:
        self.town = town
        self.ledger = town.ledger
        self.random = town.random
        self.name = name
        self.unanswered: dict[str, Frame] = {}
        self.last: dict[str, int] = {}  # the newest event seen of each chat
        self.is_in = False
        self._headers = headers
        self._ids = 0

    @abstractmethod
    def hello(self) -> Frame: ...

    @abstractmethod
    def welcomed(self, welcome: Frame) -> None: ...

    @abstractmethod
    def wants(self) -> Iterator[Frame]:
        """What to say now; each is sent, and counted as unanswered, before the next is asked for."""

    @abstractmethod
    def answered(self, command: Frame, answer: Frame) -> None: ...

    @abstractmethod
    def refused(self, command: Frame, error: Frame) -> None: ...

    @abstractmethod
    def heard(self, push: Frame) -> None: ...

    async def live(self) -> None:
        while True:
            url = await self.town.url()
            try:
                async with connected(url, self.path, self._headers, self.town.leaves) as ws:
                    try:
                        await self._talk(ws)
                    except ConnectionClosed as closed:
                        self.is_in = False
                        self.town.closes[closed.reason.code if closed.reason is not None else LOST] += 1
                        raise
            except* (OSError, HandshakeError, ConnectionClosed, trio.BrokenResourceError, trio.TooSlowError):
                pass  # killed

    async def _talk(self, ws: WebSocketConnection) -> None:
        await ws.send_message(json.dumps({"type": "hello", "id": "hello", **self.hello()}))
        welcome = json.loads(await ws.get_message())
        assert welcome["type"] == "ok", welcome
        self.welcomed(welcome)
        self.is_in = True
        self.town.tell()
        for command in list(self.unanswered.values()):
            if command["type"] == "queue.next":  # may have given a chat, which is in the welcome then
                del self.unanswered[command["id"]]
                continue
            self.ledger.retries += 1
            await ws.send_message(json.dumps(command))
        while True:
            for command in self.wants():
                await self._say(ws, command)
            await self._take(ws, json.loads(await ws.get_message()))

    async def _say(self, ws: WebSocketConnection, command: Frame) -> None:
        if command["type"] not in ("typing", "read"):
            self._ids += 1
            command["id"] = str(self._ids)
            self.unanswered[command["id"]] = command
        await ws.send_message(json.dumps(command))

    async def _take(self, ws: WebSocketConnection, frame: Frame) -> None:
        if frame["type"] == "event":
            self._follow(frame)
        if "re" not in frame:
            self.heard(frame)
            return
        command = self.unanswered[frame["re"]]
        if frame["type"] == "error" and frame["code"] in ("unavailable", "closed"):
            await ws.send_message(json.dumps(command))  # it says: later
            return
        del self.unanswered[frame["re"]]
        if frame["type"] == "ok":
            if "seq" in frame:
                chat = frame.get("chat") or command.get("chat") or self.chat_of(command)
                self.ledger.acks.append(Ack(chat, command["key"], frame["seq"], frame.get("at")))
            self.answered(command, frame)
        else:
            assert frame["code"] != "internal", (command, frame)
            if command["type"] in KEYED:
                self.ledger.refused.append(command["key"])
            self.refused(command, frame)
        self.town.tell()

    def chat_of(self, command: Frame) -> str:
        raise AssertionError(command)

    def _follow(self, event: Frame) -> None:
        self.ledger.heard(self.audience, event)
        self.check_order(event["chat"], event["seq"])
        self.last[event["chat"]] = event["seq"]

    @abstractmethod
    def check_order(self, chat: str, seq: int) -> None: ...

    def text(self) -> dict[str, str]:
        return {"text": self.random.choice(TEXTS) * self.random.randint(1, 40), "key": new_id()}


TEXTS: Final = ("Hello. ", "Where is my parcel? ", "Å på grønn 🐟 ", '"quoted" \\ and\nbroken ')


class Customer(Person):
    """One chat after the other: she writes, she or the agent ends it, she may rate it and come back to it."""

    path = "/ws/customer"
    audience = Audience.CUSTOMER

    def __init__(self, town: Town, name: str) -> None:
        super().__init__(town, name, [])
        self.seen: dict[str, list[int]] = {}
        self.chat: str | None = None
        self.token: str | None = None
        self._leave()

    def _leave(self) -> None:
        self.chat = self.token = None
        self._over = self._rated = False
        self._returns = self.random.random() < 0.3
        self._new_talk()

    def _new_talk(self) -> None:
        self._left = self.random.randint(2, 80)
        self._ends = self.random.random() < 0.6

    def hello(self) -> Frame:
        if self.token is None or self.chat is None:
            return {"channel": CHANNEL}
        self.ledger.resumed += 1
        return {"channel": CHANNEL, "token": self.token, "after": self.last.get(self.chat, 0)}

    def welcomed(self, welcome: Frame) -> None:
        assert welcome.get("chat", {}).get("id") == self.chat, "the token has lost its chat"

    def wants(self) -> Iterator[Frame]:
        if any(command["type"] != "message.send" for command in self.unanswered.values()):
            return
        if self.chat is None:
            if not self.town.quiet:
                yield {"type": "chat.start", **self.text(), "fields": {"name": self.name}}
        elif self._over:
            if not self.unanswered and not self.town.quiet:
                yield self._after_the_end()
        else:
            while self._left and len(self.unanswered) < AT_ONCE and not self.town.quiet:
                self._left -= 1
                if self.random.random() < 0.1:
                    yield {"type": "typing", "on": True, "preview": "I am"}
                yield {"type": "message.send", **self.text()}
            if self._ends and not self._left and not self.unanswered and not self.town.quiet:
                yield {"type": "chat.end"}

    def _after_the_end(self) -> Frame:
        if not self._rated:
            self._rated = True
            return {"type": "chat.rate", "score": 5}
        if self._returns:
            self._returns = False
            return {"type": "chat.return"}
        self._leave()
        return {"type": "chat.start", **self.text(), "fields": {"name": self.name}}

    def chat_of(self, command: Frame) -> str:
        assert self.chat is not None, command
        return self.chat

    def answered(self, command: Frame, answer: Frame) -> None:
        if command["type"] == "chat.start":
            self.chat, self.token = answer["chat"], answer["token"]

    def refused(self, command: Frame, error: Frame) -> None:
        assert error["code"] == "conflict", (command, error)  # it was over before she knew
        assert command["type"] != "chat.start", error

    def heard(self, push: Frame) -> None:
        if push["type"] != "event" or push["chat"] != self.chat:
            return
        self.seen.setdefault(push["chat"], []).append(push["seq"])
        if push["kind"] in ("ended", "abandoned"):
            self._over = True
        elif push["kind"] == "returned":
            self._over = False
            self._new_talk()

    def check_order(self, chat: str, seq: int) -> None:
        assert seq > self.last.get(chat, 0), f"event {seq} of {chat} came again after {self.last[chat]}"


class Agent(Person):
    """Takes what waits while she has room, writes and leaves notes in all her chats, and ends some of them."""

    path = "/ws/agent"
    audience = Audience.AGENT

    def __init__(self, town: Town, staff: Staff) -> None:
        super().__init__(town, staff.name, [(b"Authorization", f"Bearer {staff.token}".encode())])
        self.id = staff.id
        self.queue: dict[str, None] = {}
        self.mine: dict[str, int] = {}  # chat → texts left to write
        self._after: dict[str, int] = {}
        self._followed: set[str] = set()  # whose events come, each after the other, on this connection
        self._known: dict[str, int] = {}  # how far the newest row of each chat is

    def hello(self) -> Frame:
        self._after = {chat: self.last[chat] for chat in self.mine}
        self.ledger.resumed += bool(self._after)
        return {"after": self._after}

    def welcomed(self, welcome: Frame) -> None:
        self.queue = dict.fromkeys(row["id"] for row in welcome["queue"])
        rows = [row for row in welcome["chats"] if row["status"] == "active"]
        self._followed = {
            row["id"]
            for row in welcome["chats"]
            if row["id"] in self._after and (row["status"] == "active" or row["seq"] > self._after[row["id"]])
        }
        for chat in self.mine.keys() - {row["id"] for row in rows}:
            del self.mine[chat]  # it ended while she was away; its last events follow
        for row in rows:
            assert row["agent"]["id"] == self.id
            if row["id"] not in self._after:
                self._adopt(row)

    def _adopt(self, row: Frame) -> None:
        """Hers now. Her events of it begin after the row; of one that she follows they go on, and a row, which
        comes another way, may be ahead of them.
        """
        self.queue.pop(row["id"], None)
        self.mine.setdefault(row["id"], self.random.randint(1, 60))
        if row["id"] not in self._followed:
            self._followed.add(row["id"])
            self.last[row["id"]] = max(row["seq"], self.last.get(row["id"], 0))

    def _let_go(self, chat: str) -> None:
        """Out of her list, as one that was ended and whose customer came back while she could not have it. What is
        said there meanwhile is for others.
        """
        self.mine.pop(chat, None)
        self._followed.discard(chat)

    def _is_old(self, row: Frame) -> bool:
        """Rows come by several ways; the one that is furthest is right."""
        known = self._known.get(row["id"], 0)
        self._known[row["id"]] = max(row["seq"], known)
        return bool(row["seq"] < known)

    def wants(self) -> Iterator[Frame]:
        if self.town.quiet:
            return
        if not any(command["type"] in ("queue.next", "chat.answer") for command in self.unanswered.values()):
            yield from self._claim()
        for chat in list(self.mine):
            yield from self._work_on(chat)

    def _claim(self) -> Iterator[Frame]:
        if not self.queue or len(self.mine) >= CHATS_AT_ONCE:
            return
        if self.random.random() < 0.5:
            yield {"type": "queue.next"}
        else:
            yield {"type": "chat.answer", "chat": next(iter(self.queue))}

    def _work_on(self, chat: str) -> Iterator[Frame]:
        waiting = [command for command in self.unanswered.values() if command.get("chat") == chat]
        if self.mine[chat] > 0 and len(waiting) < AT_ONCE:
            self.mine[chat] -= 1
            type_ = "note.add" if self.random.random() < 0.1 else "message.send"
            yield {"type": type_, "chat": chat, **self.text()}
        elif self.mine[chat] == 0 and not waiting:
            if self.random.random() < 0.6:
                self.mine[chat] = -1  # that was all
                yield {"type": "chat.end", "chat": chat}
            else:  # with more to say: whoever kept her chats for good would have room for nobody else one day
                self.mine[chat] = self.random.randint(1, 60)
                yield {"type": "read", "chat": chat, "seq": self.last[chat]}

    def answered(self, command: Frame, answer: Frame) -> None:
        if "chat" not in answer or command["type"] not in ("queue.next", "chat.answer"):
            return
        if answer["chat"] is None:
            self.queue.clear()
        elif answer["chat"]["status"] == "active" and not self._is_old(answer["chat"]):
            self._adopt(answer["chat"])

    def refused(self, command: Frame, error: Frame) -> None:
        assert error["code"] in ("conflict", "taken", "forbidden"), (command, error)
        self.queue.pop(command["chat"], None)

    def heard(self, push: Frame) -> None:
        match push["type"]:
            case "queue.changed":
                self.queue.update(dict.fromkeys(row["id"] for row in push.get("rows", ())))
                for chat in push.get("removed", ()):
                    self.queue.pop(chat, None)
            case "chats.changed":
                for row in push.get("rows", ()):
                    if self._is_old(row):
                        continue
                    if row["status"] == "active" and row["agent"]["id"] == self.id:
                        self._adopt(row)
                    else:
                        self.mine.pop(row["id"], None)
                for chat in push.get("removed", ()):
                    self._let_go(chat)
            case _:
                pass

    def check_order(self, chat: str, seq: int) -> None:
        assert seq == self.last[chat] + 1, f"event {seq} of {chat} came after {self.last[chat]}"
