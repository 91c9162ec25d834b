"""The whole server in memory, on a virtual clock, for stories.

Real actors, real store (in the loop, so that the virtual clock waits for it), real sockets' protocol over memory
streams; only the network and the wall clock are not real. A story reads like SPEC.md: customers and agents do
things, `seen` and `log_kinds` say what came of it.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import msgspec
import trio
import trio.testing
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from actors.crm import Crm
from actors.domain.settings import ChannelSettings
from actors.ids import new_id
from actors.outgoing import Http, Mailer
from net.mail_domains import MailDomains
from net.server import Server
from store.database import Store
from store.queries import accounts, channels
from tests.quick import new_database
from tests.serving import served, session_of, set_channel

SUBPROTOCOL = "switchboard.v1"
PASSWORD = "correct horse battery"
# Virtual seconds a story waits for something that should come; it costs nothing.
PATIENCE_S = 60

Frame = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer
    """The server said no. `frame` is its error frame."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(f"{frame['code']}: {frame['message']}")
        self.frame = frame
        self.code: str = frame["code"]


class Hangup(Exception):  # noqa: N818 - names what happened
    """The server closed the socket with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class Socket:
    """A client of the wire protocol: commands in, answers and pushes out."""

    def __init__(self, world: "World", path: str, headers: list[tuple[bytes, bytes]]) -> None:
        self._world = world
        self._path = path
        self._headers = headers
        self.address = "memory"
        self.pushes: list[Frame] = []
        self._answers: dict[str | None, Frame] = {}
        self._news = trio.Event()
        self._ids = 0
        self.hangup: Hangup | None = None
        self._ws: WebSocketConnection | None = None

    async def open(self) -> Self:
        ours, theirs = trio.testing.memory_stream_pair()
        self._stream = ours
        self._world.nursery.start_soon(self._world.server.front.handle, theirs, self.address)
        self._ws = await wrap_client_stream(
            self._world.nursery,
            ours,  # type: ignore[arg-type]  # any stream will do; the annotation is narrower than the code
            "world",
            self._path,
            subprotocols=[SUBPROTOCOL],
            extra_headers=self._headers,
        )
        self.hangup = None
        self._world.nursery.start_soon(self._listen, self._ws)
        return self

    async def _listen(self, ws: WebSocketConnection) -> None:
        try:
            while True:
                self._take(json.loads(await ws.get_message()))
        except ConnectionClosed as closed:
            reason = closed.reason
            self.hangup = Hangup(reason.code if reason else 1006, (reason.reason or "") if reason else "")
            self._tell()

    def _take(self, frame: Frame) -> None:
        if "re" in frame:
            self._answers[frame["re"]] = frame
        else:
            self.pushes.append(frame)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = trio.Event()

    async def until(self, happened: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it found
        """Wait until `happened()` is truthy, and return that."""
        with trio.fail_after(PATIENCE_S):
            while not (found := happened()):
                if self.hangup is not None:
                    raise self.hangup
                await self._news.wait()
            return found

    async def send_text(self, text: str) -> None:
        assert self._ws is not None
        await self._ws.send_message(text)

    async def command(self, type_: str, **fields: Any) -> Frame:  # noqa: ANN401 - as on the wire
        """The answer; Refusal where it is an error."""
        self._ids += 1
        id_ = str(self._ids)
        await self.send_text(json.dumps({"type": type_, "id": id_, **fields}))
        answer: Frame = await self.until(lambda: self._answers.pop(id_, None))
        if answer["type"] == "error":
            raise Refusal(answer)
        return answer

    async def mention(self, type_: str, **fields: Any) -> None:  # noqa: ANN401 - as on the wire
        """A frame that gets no answer."""
        await self.send_text(json.dumps({"type": type_, **fields}))

    async def drop(self) -> None:
        """The network goes, without a word."""
        await self._stream.aclose()
        self.hangup = Hangup(1006, "dropped by the story")

    async def close(self) -> None:
        assert self._ws is not None
        await self._ws.aclose()

    async def closed(self) -> Hangup:
        """Wait for the server to close."""
        with trio.fail_after(PATIENCE_S):
            while self.hangup is None:
                await self._news.wait()
        return self.hangup

    def of(self, type_: str) -> list[Frame]:
        return [frame for frame in self.pushes if frame["type"] == type_]

    def events(self, chat: str | None = None) -> list[Frame]:
        return [frame for frame in self.of("event") if chat is None or frame["chat"] == chat]

    async def event(self, kind: str, chat: str | None = None) -> Frame:
        """The first event of a kind, awaited."""
        found: Frame = await self.until(
            lambda: next((event for event in self.events(chat) if event["kind"] == kind), None)
        )
        return found

    async def texts(self, count: int, chat: str | None = None) -> list[str]:
        """The first `count` texts seen, awaited."""

        def enough() -> list[str] | None:
            texts = [event["data"]["text"] for event in self.events(chat) if event["kind"] == "message"]
            return texts[:count] if len(texts) >= count else None

        found: list[str] = await self.until(enough)
        return found


class Customer(Socket):
    """A widget, in one tab."""

    def __init__(self, world: "World", name: str, channel: str) -> None:
        super().__init__(world, "/ws/customer", [(b"Origin", b"http://world")])
        self.name = name
        self.channel = channel
        self.token: str | None = None
        self.chat = ""
        self.welcome: Frame = {}

    async def arrive(self, after: int = 0) -> Self:
        await self.open()
        hello: Frame = {"channel": self.channel, "after": after}
        if self.token is not None:
            hello["token"] = self.token
        self.welcome = await self.command("hello", **hello)
        return self

    async def another_tab(self) -> "Customer":
        tab = Customer(self._world, self.name, self.channel)
        tab.token, tab.chat = self.token, self.chat
        return await tab.arrive()

    async def starts(self, text: str, key: str | None = None, **fields: str) -> str:
        answer = await self.command(
            "chat.start", text=text, key=key or new_id(), fields={"name": self.name, **fields}
        )
        self.chat, self.token = answer["chat"], answer["token"]
        return self.chat

    async def says(self, text: str, key: str | None = None) -> Frame:
        return await self.command("message.send", text=text, key=key or new_id())

    async def returns_to_page(self) -> Self:
        """The page is loaded anew, with nothing but the token."""
        self.pushes.clear()
        return await self.arrive()

    def seen_kinds(self) -> list[str]:
        return [event["kind"] for event in self.events()]


class Console(Socket):
    """An agent's console."""

    def __init__(self, world: "World", name: str, token: str, agent: str) -> None:
        super().__init__(world, "/ws/agent", [(b"Authorization", f"Bearer {token}".encode())])
        self.name = name
        self.agent = agent
        self.token = token
        self.welcome: Frame = {}

    async def arrive(self, after: dict[str, int] | None = None) -> Self:
        await self.open()
        self.welcome = await self.command("hello", after=after or {})
        return self

    async def another(self) -> "Console":
        return await Console(self._world, self.name, self.token, self.agent).arrive()

    async def is_present(self) -> Self:
        await self.command("presence.set", status="present")
        return self

    async def goes_away(self) -> None:
        await self.command("presence.set", status="away")

    async def takes_next(self, channel: str | None = None) -> Frame | None:
        answer = await self.command("queue.next", **({"channel": channel} if channel else {}))
        row: Frame | None = answer["chat"]
        return row

    async def answers(self, chat: str) -> Frame:
        row: Frame = (await self.command("chat.answer", chat=chat))["chat"]
        return row

    async def says(self, chat: str, text: str, key: str | None = None) -> Frame:
        return await self.command("message.send", chat=chat, text=text, key=key or new_id())

    async def opens(self, chat: str, **fields: int) -> Frame:
        return await self.command("chat.open", chat=chat, **fields)

    async def ends(self, chat: str) -> Frame:
        return await self.command("chat.end", chat=chat)

    async def offers(self, chat: str, to: "Console | str", note: str | None = None) -> Frame:
        """A transfer, to a colleague or to a channel."""
        target = {"agent": to.agent} if isinstance(to, Console) else {"channel": to}
        return await self.command("transfer.offer", chat=chat, to=target, **({"note": note} if note else {}))

    async def accepts(self, chat: str) -> Frame:
        return await self.command("transfer.accept", chat=chat)

    async def rejects(self, chat: str, reason: str) -> Frame:
        return await self.command("transfer.reject", chat=chat, reason=reason)

    async def cancels(self, chat: str) -> Frame:
        return await self.command("transfer.cancel", chat=chat)

    async def takes_over(self, chat: str) -> Frame:
        return await self.command("chat.take_over", chat=chat)

    async def listens(self, chat: str) -> Frame:
        return await self.command("listen.start", chat=chat)

    async def closes_window(self, chat: str) -> Frame:
        return await self.command("listen.stop", chat=chat)

    async def row(self, chat: str, holds: Callable[[Frame], bool] = lambda _row: True) -> Frame:
        """The chat's row in her list as last pushed, once it is as it should be."""

        def found() -> Frame | None:
            rows = [row for push in self.of("chats.changed") for row in push.get("rows", []) if row["id"] == chat]
            return rows[-1] if rows and holds(rows[-1]) else None

        row: Frame = await self.until(found)
        return row

    async def loses(self, chat: str) -> None:
        """Wait until the chat has left her list."""
        await self.until(lambda: any(chat in push.get("removed", []) for push in self.of("chats.changed")))

    async def log_kinds(self, chat: str) -> list[str]:
        return [event["kind"] for event in (await self.opens(chat))["events"]]


class World:
    """One server and those who use it."""

    def __init__(self, server: Server, nursery: trio.Nursery, folder: Path) -> None:
        self.server = server
        self.nursery = nursery
        self.folder = folder

    async def agent(self, name: str, *, present: bool = True) -> Console:
        """An agent made in `setting`, at her console."""
        account = await self.server.store.read(accounts.by_login, name.lower())
        assert account is not None, f"{name} is no agent of this world"
        token = await session_of(self.server, account.id)
        console = await Console(self, name, token, account.id).arrive()
        return await console.is_present() if present else console

    async def agents(self, *names: str) -> list[Console]:
        return [await self.agent(name) for name in names]

    async def customer(self, name: str, channel: str = "support") -> Customer:
        return await Customer(self, name, channel).arrive()

    async def set_up(self, settings: ChannelSettings, channel: str = "support") -> None:
        """The channel is so from now on."""
        await set_channel(self.server, channel, settings)

    async def stored_kinds(self, chat: str) -> list[str]:
        return [event.kind for event in await self.server.house.log.events(chat, after=0)]

    async def pass_time(self, seconds: float) -> None:
        """Virtual time: nothing waits for it but deadlines."""
        await trio.sleep(seconds)


class Setting:
    """Who and what is there when the server starts. `crm`: another than the built-in one; `http`, `mailer`
    and `mail_domains`: other ways out than those of the settings.
    """

    def __init__(self) -> None:
        self.crm: Crm | None = None
        self.http: Http | None = None
        self.mailer: Mailer | None = None
        self.mail_domains: MailDomains | None = None
        self.channels: dict[str, ChannelSettings] = {"support": ChannelSettings()}
        self.agents: dict[str, dict[str, channels.Rights]] = {
            "Kari": {"support": channels.Rights(respond=True)},
            "Ola": {"support": channels.Rights(respond=True)},
        }

    async def fill(self, store: Store) -> None:
        for key, settings in self.channels.items():
            row = channels.Channel(
                key=key, name=key.title(), language="en", settings=msgspec.json.encode(settings), created_at=0
            )
            await store.write(channels.create, row)
        for name, rights in self.agents.items():
            account = accounts.Account(
                id=new_id(),
                login=name.lower(),
                name=name,
                email=f"{name.lower()}@example.com",
                role="agent",
                password_hash="",
                created_at=0,
            )
            await store.write(accounts.create, account)
            for channel, right in rights.items():
                await store.write(channels.set_member, channel, account.id, right)


@asynccontextmanager
async def world_of(
    folder: Path,
    setting: Setting | None = None,
    **settings: Any,  # noqa: ANN401 - as in net/settings.py
) -> AsyncIterator[World]:
    """A server on a fresh store in `folder`, or on the one that is there already."""
    path = folder / "switchboard.db"
    fresh = not path.exists()
    if fresh:
        new_database(path)
    async with Store.open(path, inline=True) as store:
        if fresh:
            await (setting or Setting()).fill(store)
        async with (
            served(store, **outside(setting), **{"data": folder, **settings}) as server,
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(server.front.connections.pulse)
            yield World(server, nursery, folder)
            nursery.cancel_scope.cancel()


def outside(setting: Setting | None) -> dict[str, Any]:
    if setting is None:
        return {}
    return {
        "crm": setting.crm,
        "http": setting.http,
        "mailer": setting.mailer,
        "mail_domains": setting.mail_domains,
    }


def on_virtual_time(
    story: Callable[[], Awaitable[Any]], clock: None, instruments: Sequence[trio.abc.Instrument]
) -> object:
    """How pytest-trio shall run a story: on a clock that jumps when nothing else happens."""
    del clock
    return trio.run(story, clock=trio.testing.MockClock(autojump_threshold=0), instruments=instruments)


async def refusal_of(doing: Awaitable[object]) -> Refusal:
    """The refusal that `doing` meets; anything else fails the story."""
    try:
        await doing
    except Refusal as refused:
        return refused
    raise AssertionError("it was allowed")
