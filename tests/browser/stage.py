"""The widget without a house behind it, so that each of its states is there at once.

The pages, their policies and the browser files are those that the server gives, the frames are written by
its own encoder from its own structs; only who answers is played here, from a `Scene`. Nothing goes to a network.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Final

import msgspec
from playwright.sync_api import BrowserContext, Frame, Page, WebSocketRoute

from actors.demo_files import SAMPLES
from actors.domain.errors import Refused
from actors.mail import News
from actors.messages import ChannelView, CustomerChat, CustomerWelcome, EventPush
from net.bundle import Bundle
from net.pages import POLICY, shell
from net.wire import error_frame, ok_frame, push_frame
from tests.browser.people import PATIENCE_S
from tests.browser.rest import come_to_rest

CHANNEL: Final = "support"
# A Tuesday at noon: what the widget says of days and times is the same whenever it is looked at.
NOW_MS: Final = 1_773_140_640_000
SILENCE: Final = None

# Bytes of a frame before what is in it: its kind and its length, which may look like a brace.
_HEAD_LEAST: Final = 2

# What the scene before has stored is gone. The loader keeps to itself behind a closed root; here its button and
# its panel are looked at as well.
_FRESH: Final = """
localStorage.clear();
sessionStorage.clear();
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: "open" }); };
"""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the other end says."""

    channel: ChannelView
    chat: CustomerChat | None = None
    log: tuple[EventPush, ...] = ()
    pushes: tuple[Any, ...] = ()
    # As soon as she types.
    meanwhile: tuple[Any, ...] = ()
    # By type of command; `SILENCE` leaves it without an answer. What is not named here is let pass.
    answers: Mapping[str, Any] = field(default_factory=dict)
    # Whether a hello is answered at all, and the code with which the link is cut then. Who was greeted and cut off
    # finds nobody when she comes back.
    greets: bool = True
    cut: int | None = None


@dataclass(frozen=True, kw_only=True)
class State:
    """One of the widget's, and how a customer gets there."""

    name: str
    # `data-screen` of the window, or None where the page around it is meant; and that on which she begins.
    screen: str | None
    begins: str = ""
    scene: Scene
    # There once the state is.
    shows: str
    # How she gets there from what she finds.
    acts: Callable[[Frame], None] = lambda _window: None
    # Before anything of the page runs.
    script: str = ""
    opened: bool = True
    # Whether there is such a thing on a touch screen.
    touch: bool = True
    # Says something when it happens, which stays in the words of that moment.
    once: bool = False


class Stage:
    """Plays scenes in one page of a context."""

    def __init__(self, context: BrowserContext, files: "Files") -> None:
        self._files = files
        self._scene: Scene | None = None
        self._cut = False
        context.set_default_timeout(PATIENCE_S * 1_000)
        context.clock.set_fixed_time(NOW_MS / 1_000)
        context.route_web_socket("**/ws/customer", self._connect)
        self.page: Page = context.new_page()

    def plays(self, state: State, language: str, *, direction: str = "ltr") -> Frame | None:
        """The page with the widget in that state, come to rest; the frame of the widget where that is open."""
        self.page.goto("about:blank")  # or the page before might come back into this scene
        self._scene = replace(state.scene, channel=_speaking(state.scene.channel, language))
        self._cut = False
        self._files.language = language
        self._files.shop = _shop(state.script, direction)
        self.page.goto(self._files.url)
        if state.screen is None:
            self._begin(state)
            come_to_rest(self.page)
            return None
        self.page.evaluate("window.Switchboard.open()")
        window = self.window
        window.locator(f"[data-screen={state.begins or state.screen}]").wait_for()
        state.acts(window)
        window.locator(f"[data-screen={state.screen}] {state.shows}").first.wait_for()
        come_to_rest(window)
        come_to_rest(self.page)
        return window

    def _begin(self, state: State) -> None:
        if state.opened:
            self.page.evaluate("window.Switchboard.open()")
        self.page.locator(state.shows).wait_for()

    @property
    def window(self) -> Frame:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for frame in self.page.frames:
                if "/widget/frame" in frame.url:
                    return frame
            self.page.wait_for_timeout(5)
        raise AssertionError("the widget did not open")

    # --- who answers ---

    def _connect(self, socket: WebSocketRoute) -> None:
        scene = self._scene
        assert scene is not None
        if scene.greets and scene.cut is not None and self._cut:
            return
        self._cut = scene.cut is not None

        def heard(text: str | bytes) -> None:
            command = json.loads(text)
            if command["type"] == "hello":
                _greet(socket, scene, command["id"])
            elif command["type"] == "typing":
                _tell(socket, scene.meanwhile)
            elif "id" in command and command["type"] in scene.answers:
                answer = scene.answers[command["type"]]
                if isinstance(answer, Refused):
                    socket.send(_text(error_frame(command["id"], answer)))
                elif answer is not SILENCE:
                    socket.send(_text(ok_frame(command["id"], answer)))

        socket.on_message(heard)


def _greet(socket: WebSocketRoute, scene: Scene, hello: str) -> None:
    if scene.greets:
        welcome = CustomerWelcome(channel=scene.channel, now_at=NOW_MS, chat=scene.chat)
        socket.send(_text(ok_frame(hello, welcome)))
        _tell(socket, (*scene.log, *scene.pushes))
    if scene.cut is not None:
        socket.close(code=scene.cut)


def _tell(socket: WebSocketRoute, pushes: tuple[Any, ...]) -> None:
    for push in pushes:
        socket.send(_text(push_frame(News(push))))


def _text(frame: bytes) -> str:
    """What is inside a frame: the browser's driver makes its own."""
    return frame[frame.index(b'{"', _HEAD_LEAST) :].decode()


def _speaking(channel: ChannelView, language: str) -> ChannelView:
    return msgspec.structs.replace(channel, language=language)


def _shop(script: str, direction: str) -> str:
    return (
        f'<!doctype html><html lang="en" dir="{direction}"><meta charset="utf-8"><title>Lumen</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<main><h1>Lumen</h1></main><script>{_FRESH}{script}</script>"
        f'<script src="/widget.js" data-channel="{CHANNEL}"></script></html>'
    )


class Files(ThreadingHTTPServer):
    """Serves what the server serves without knowing anybody: pages, scripts, styles, and a picture."""

    daemon_threads = True
    language = "en"
    shop = ""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(("127.0.0.1", 0), _Serving)
        self.bundle = bundle
        self.closing = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Serving(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        """A browser that goes on to the next scene does not wait for the rest of this one."""
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError):
            super().finish()

    @property
    def files(self) -> Files:
        assert isinstance(self.server, Files)
        return self.server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        match path:
            case "/":
                self._give(self.files.shop.encode(), "text/html; charset=utf-8", "")
            case "/widget/frame":
                page = shell(self.files.bundle.entry("widget"), "Chat", self.files.language)
                self._give(page.encode(), "text/html; charset=utf-8", f"{POLICY}; frame-ancestors *")
            case _ if path.startswith("/pictures/"):
                self._give(picture(), "image/jpeg")
            case _:
                asset = self.files.bundle.asset(path.removeprefix("/"))
                if asset is None:
                    self.send_error(404)
                else:
                    self._give(asset.body, asset.media_type)

    def do_POST(self) -> None:
        """A file that stays on its way, but for one that the server cannot take."""
        body = self.rfile.read(int(self.headers["content-length"]))
        if b"broken" not in body:
            self.files.closing.wait()
        self.send_error(503)

    def _give(self, body: bytes, media_type: str, policy: str | None = None) -> None:
        self.send_response(200)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "max-age=3600" if policy is None else "no-store")
        if policy:
            self.send_header("content-security-policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(bundle: Bundle) -> Iterator[Files]:
    files = Files(bundle)
    thread = Thread(target=files.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield files
    finally:
        files.closing.set()
        files.shutdown()
        thread.join()
        files.server_close()


@cache
def picture() -> bytes:
    return SAMPLES["Harbour on a table.jpg"].make()
