"""The pages that browsers open: the loader for strangers' pages, the widget's frame, the console, the demo shop.

Each page is a shell of a few lines; what it shows comes from the bundle. Its policy allows what is served from
here and nothing else: no inline script or style, no third party. Who may put it in a frame is said for each page.
"""

from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from actors.catalog import ChannelRecord
from actors.domain.errors import NotFound
from net.api.common import Site
from net.bundle import Asset, Entry, NotBuilt

FILES: Final = Path(__file__).parent / "site"
# A year: the name of such a file changes with its contents.
FOREVER: Final = "public, max-age=31536000, immutable"
# The loader has one name for ever, so a change of it reaches a site within minutes, for a request that says 304.
A_WHILE: Final = "public, max-age=300"
ASK_AGAIN: Final = "no-cache"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'"
)
ICON: Final = '<link rel="icon" href="/icon.svg" type="image/svg+xml">'
NOT_BUILT: Final = (
    "The browser files are not built.\n\n"
    "Run `make web` in the folder of the source, and load this page again. An installed package has them inside;\n"
    "if this is one, it was built with SWITCHBOARD_SKIP_WEB=1.\n"
)
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})

Page = Callable[[Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    pages = _Pages(site)
    found = [
        Route("/", pages.start),
        Route("/widget.js", pages.loader),
        Route("/widget/frame", pages.frame),
        Route("/console", pages.console),
        Route("/assets/{name:path}", pages.asset),
        Route("/icon.svg", _file("icon.svg", "image/svg+xml")),
    ]
    if site.demo:
        found += [
            Route("/demo", pages.demo),
            Route("/demo/{page}", pages.demo),
            Route("/demo.css", _file("demo.css", "text/css; charset=utf-8")),
        ]
    return found


class _Pages:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def start(self, _request: Request) -> Response:
        return RedirectResponse("/demo" if self._site.demo else "/console", 307)

    async def loader(self, request: Request) -> Response:
        """For pages anywhere: also for those with `crossorigin` on the tag or with an embedder policy."""
        try:
            asset = self._site.bundle.asset(self._site.bundle.entry("loader").script)
        except NotBuilt:
            asset = None
        if asset is None:
            return _not_built()
        more = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return _served(request, asset, A_WHILE, more)

    async def frame(self, request: Request) -> Response:
        """The widget's window. A channel that is not there has a frame too: it says so, and the loader hides."""
        channel = self._channel(request.query_params.get("channel", ""))
        origins = channel.settings.origins if channel is not None else ()
        ancestors = " ".join(("'self'", *origins)) if origins else "*"
        language = channel.language if channel is not None else "en"
        return self._shell(
            "widget",
            "Chat",
            language,
            f"frame-ancestors {ancestors}",
            status=404 if channel is None else 200,
            more={"cross-origin-resource-policy": "cross-origin"},
        )

    async def console(self, _request: Request) -> Response:
        more = {"x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin"}
        # It shows the widget's frame beside the settings of a channel.
        return self._shell("console", "Switchboard", "en", "frame-src 'self'; frame-ancestors 'none'", more=more)

    async def asset(self, request: Request) -> Response:
        try:
            asset = self._site.bundle.asset(f"assets/{request.path_params['name']}")
        except NotBuilt:
            return _not_built()
        if asset is None:
            raise NotFound("There is no such file.")
        return _served(request, asset, FOREVER, {})

    async def demo(self, request: Request) -> Response:
        page = request.path_params.get("page", "shop")
        if page not in {"shop", "delivery", "sales"}:
            raise NotFound("There is no such page.")
        text = (FILES / f"demo-{page}.html").read_text()
        policy = f"{POLICY}; frame-src 'self'; frame-ancestors 'none'"
        return _html(text, policy)

    def _channel(self, key: str) -> ChannelRecord | None:
        try:
            return self._site.house.catalog.get(key)
        except NotFound:
            return None

    def _shell(
        self, app: str, title: str, language: str, ancestors: str, *, status: int = 200, more: dict[str, str]
    ) -> Response:
        try:
            entry = self._site.bundle.entry(app)
        except NotBuilt:
            return _not_built()
        return _html(shell(entry, title, language), f"{POLICY}; {ancestors}", status, more)


def shell(entry: Entry, title: str, language: str) -> str:
    """The page of an app: where it draws, and what it is made of."""
    direction = "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    styles = [f'<link rel="stylesheet" href="/{escape(name)}">' for name in entry.css]
    # Fetched last, applied by the app (web/console/lazy.tsx): such a medium there is not.
    later = [f'<link rel="stylesheet" media="not all" data-later href="/{escape(name)}">' for name in entry.later]
    chunks = [f'<link rel="modulepreload" href="/{escape(name)}">' for name in entry.imports]
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(language)}" dir="{direction}">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="robots" content="noindex">',
        f"<title>{escape(title)}</title>",
        ICON,
        *styles,
        *later,
        *chunks,
        f'<script type="module" src="/{escape(entry.script)}"></script>',
        '<div id="app"></div>',
        "<noscript>This page needs JavaScript.</noscript>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def accepts_gzip(header: str) -> bool:
    """Whether Accept-Encoding takes it. Browsers say so plainly; `q=0` is a refusal."""
    for part in header.lower().split(","):
        coding, _, rest = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return rest.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _html(text: str, policy: str, status: int = 200, more: Mapping[str, str] = MappingProxyType({})) -> Response:
    headers = {"content-security-policy": policy, "cache-control": ASK_AGAIN, **more}
    return Response(text, status, headers, "text/html; charset=utf-8")


def _served(request: Request, asset: Asset, cache: str, more: dict[str, str]) -> Response:
    headers = {"cache-control": cache, "etag": asset.etag, "vary": "accept-encoding", **more}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = asset.body
    if asset.packed is not None and accepts_gzip(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        body = asset.packed
    return Response(body, 200, {**headers, "content-type": asset.media_type})


def _not_built() -> Response:
    return PlainTextResponse(NOT_BUILT, 503, {"cache-control": "no-store"})


def _file(name: str, media_type: str) -> Page:
    async def page(_request: Request) -> Response:
        headers = {"cache-control": ASK_AGAIN, "content-type": media_type}
        return Response((FILES / name).read_bytes(), 200, headers)

    return page
