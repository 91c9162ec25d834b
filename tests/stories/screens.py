"""Clients whose memory is the browsers' own code, folded by Node.

A `Desk` is a console and a `Window` a widget: sockets of the world that pass every frame they get, in the order in
which they get it, to fold.ts, and come back after a lost link with what that code says it has.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from actors.ids import new_id
from build_web import WEB, node_home
from tests.world import Console, Customer, Frame, Refusal, World

ESBUILD: Final = "node_modules/esbuild/bin/esbuild"
FOLD: Final = Path(__file__).with_name("fold.ts")

Folded = Callable[[Frame], Frame]


@cache
def bundled() -> str:
    """The browsers' reducers as one program for Node."""
    options = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning"]
    done = subprocess.run(
        [node_home() / "bin" / "node", ESBUILD, FOLD, *options],
        cwd=WEB,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


class Folding:
    """One Node for all screens of a story."""

    def __init__(self, node: "subprocess.Popen[str]") -> None:
        self._node = node

    def tell(self, **order: object) -> None:
        assert self._node.stdin is not None
        self._node.stdin.write(json.dumps(order) + "\n")

    def ask(self, **order: object) -> Any:  # noqa: ANN401 - as the code of the apps has it
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self.tell(**order)
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())


@contextmanager
def folding() -> Iterator[Folding]:
    with tempfile.NamedTemporaryFile("w", suffix=".mjs") as program:
        program.write(bundled())
        program.flush()
        node = subprocess.Popen(
            [node_home() / "bin" / "node", program.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with node:
            yield Folding(node)


class Screen:
    """What the code of one app makes of the frames it is given."""

    def __init__(self, world: World, folding: Folding, app: str) -> None:
        self._world = world
        self._folding = folding
        self._app = app
        self._id = new_id()
        self._folds: dict[str, Folded] = {}

    def fold(self, frame: Frame) -> None:
        self._folding.tell(screen=self._id, app=self._app, fold=frame)

    def heard(self, frame: Frame) -> None:
        """An answer is folded where it comes among the pushes."""
        folded = self._folds.pop(frame.get("re", ""), None)
        if "re" not in frame:
            self.fold(frame)
        elif folded is not None and frame["type"] == "ok":
            self.fold(folded(frame))

    def when_answered(self, id_: str, folded: Folded) -> None:
        self._folds[id_] = folded

    def shows(self) -> Any:  # noqa: ANN401 - as the code of the apps has it
        return self._folding.ask(screen=self._id, app=self._app, ask="shows", now=self.now())

    def resumes(self) -> Any:  # noqa: ANN401 - as the code of the apps has it
        return self._folding.ask(screen=self._id, app=self._app, ask="resumes")

    def why(self, chat: str, answer: Frame, since: int) -> str:
        """Why nobody has a waiting chat, as her dialog says it; moments in ms after `since`."""
        words: str = self._folding.ask(
            screen=self._id, app=self._app, ask="why", chat=chat, answer=answer, now=since
        )
        return words

    def now(self) -> int:
        return self._world.server.house.clock.now_ms()


class Desk(Console):
    """An agent's console."""

    def __init__(self, console: Console, folding: Folding) -> None:
        super().__init__(console._world, console.name, console.token, console.agent)
        self._folding = folding
        self.screen = Screen(self._world, folding, "console")

    def _take(self, frame: Frame) -> None:
        self.screen.heard(frame)
        super()._take(frame)

    async def asks(self, type_: str, folded: Folded, **fields: Any) -> Frame:  # noqa: ANN401 - as on the wire
        self.screen.when_answered(str(self._ids + 1), folded)
        return await self.command(type_, **fields)

    async def comes(self) -> Self:
        await self.open()
        self.welcome = await self.asks("hello", self._welcomed, after=self.screen.resumes())
        return self

    def _welcomed(self, welcome: Frame) -> Frame:
        return {"type": "welcome", "welcome": welcome, "at": self.screen.now()}

    async def second_look(self) -> "Desk":
        """A console opened just now, that knows nothing but what it is told."""
        return await Desk(self, self._folding).comes()

    async def shows(self) -> Frame:
        shown: Frame = self.screen.shows()
        for chat, log in shown["logs"].items():
            if log["behind"]:  # as the app does when the chat is looked at
                await self.looks_at(chat)
        return self.screen.shows()  # type: ignore[no-any-return]  # an object of JSON

    async def looks_at(self, chat: str) -> None:
        await self.asks(
            "chat.open",
            lambda opened: {"type": "opened", "opened": opened, "side": "latest"},
            chat=chat,
            limit=100,
        )

    async def takes(self, chat: str | None) -> None:
        """The next one, or this one; and looks at it."""
        command, which = ("queue.next", {}) if chat is None else ("chat.answer", {"chat": chat})
        row = (await self.asks(command, _answered, **which))["chat"]
        if row is not None:
            await self.looks_at(row["id"])

    async def writes(self, chat: str, text: str, *, note: bool) -> None:
        key = new_id()
        unsent = {"chat": chat, "key": key, "text": text, "note": note, "at": self.screen.now()}
        self.screen.fold({"type": "writing", "unsent": unsent})
        try:
            await self.asks(
                "note.add" if note else "message.send",
                lambda ok: {"type": "stored", "chat": chat, "key": key, "seq": ok["seq"], "at": ok["at"]},
                chat=chat,
                text=text,
                key=key,
            )
        except Refusal:
            self.screen.fold({"type": "dropped", "chat": chat, "key": key})
            raise

    async def reads(self, chat: str, seq: int) -> None:
        await self.mention("read", chat=chat, seq=seq)
        self.screen.fold({"type": "seen", "chat": chat, "seq": seq})

    async def accepts(self, chat: str) -> Frame:
        answer = await super().accepts(chat)
        await self.looks_at(chat)
        return answer

    async def takes_over(self, chat: str) -> Frame:
        answer = await super().takes_over(chat)
        await self.looks_at(chat)
        return answer

    async def overhears(self, chat: str) -> None:
        await self.asks("listen.start", lambda opened: {"type": "listened", "opened": opened}, chat=chat)

    async def drafts(self, chat: str, text: str) -> None:
        self.screen.fold({"type": "drafted", "chat": chat, "text": text})
        await self.command("draft.set", chat=chat, text=text)

    async def is_now(self, status: str) -> None:
        self.screen.fold({"type": "presence.chosen", "status": status})
        await self.asks("presence.set", lambda _: {"type": "presence.settled"}, status=status)


def _answered(got: Frame) -> Frame:
    return {"type": "answered", "chat": got["chat"]} if got["chat"] is not None else {"type": "pong"}


class Window(Customer):
    """A customer's widget."""

    def __init__(self, world: World, folding: Folding, name: str, channel: str) -> None:
        super().__init__(world, name, channel)
        self._folding = folding
        self.screen = Screen(world, folding, "widget")

    def _take(self, frame: Frame) -> None:
        self.screen.heard(frame)
        super()._take(frame)

    async def asks(self, type_: str, folded: Folded, **fields: Any) -> Frame:  # noqa: ANN401 - as on the wire
        self.screen.when_answered(str(self._ids + 1), folded)
        return await self.command(type_, **fields)

    async def comes(self) -> Self:
        await self.open()
        token = {"token": self.token} if self.token is not None else {}
        self.welcome = await self.asks(
            "hello", self._welcomed, channel=self.channel, after=self.screen.resumes(), **token
        )
        return self

    def _welcomed(self, welcome: Frame) -> Frame:
        return {"type": "welcome", "welcome": welcome, "now": self.screen.now()}

    async def second_look(self) -> "Window":
        """Another tab, opened just now."""
        tab = Window(self._world, self._folding, self.name, self.channel)
        tab.token, tab.chat = self.token, self.chat
        return await tab.comes()

    async def reloads(self) -> None:
        await self.close()
        self.screen = Screen(self._world, self._folding, "widget")
        await self.comes()

    async def starts_anew(self, text: str) -> None:
        key = new_id()
        self.screen.fold({"type": "start", "key": key, "text": text, "at": self.screen.now()})
        try:
            started = await self.asks(
                "chat.start",
                lambda answer: {"type": "started", "chat": answer["chat"]},
                text=text,
                key=key,
                fields={"name": self.name},
            )
        except Refusal:
            self.screen.fold({"type": "not_started", "key": key})
            raise
        self.chat, self.token = started["chat"], started["token"]

    async def writes(self, text: str) -> None:
        key = new_id()
        self.screen.fold({"type": "say", "key": key, "text": text, "at": self.screen.now()})
        try:
            await self.asks("message.send", lambda _: {"type": "stored", "key": key}, text=text, key=key)
        except Refusal as refused:
            self.screen.fold({"type": "not_sent", "key": key, "code": refused.code})
            raise

    async def rates(self, score: int) -> None:
        await self.asks("chat.rate", lambda _: {"type": "rated"}, score=score)

    async def reads(self, seq: int) -> None:
        await self.mention("read", seq=seq)
        self.screen.fold({"type": "seen", "seq": seq})

    async def leaves(self) -> None:
        """For good: the next chat is another one."""
        await self.close()
        self.token, self.chat = None, ""
        self.screen.fold({"type": "forget"})
        await self.comes()
