"""The public page of a FAQ: what an agent's link and the widget's suggestions lead to. Anybody may read it.

A page without scripts, whose policy allows none; the body is Markdown whose HTML was never the author's. One that
was withdrawn, is a draft or never was looks the same.
"""

from hashlib import blake2b
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actors import texts
from actors.domain.errors import NotFound
from actors.markdown import plain, to_html
from net.api.common import Site
from net.pages import ASK_AGAIN, FILES, ICON, RIGHT_TO_LEFT

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# Characters that search engines show of a page.
DESCRIPTION: Final = 160
NOT_FOUND: Final = '<meta name="robots" content="noindex">'
NOT_THERE: Final = "<p>There is no such answer here, or not any more.</p>"


def routes(site: Site) -> list[Route]:
    async def faq(request: Request) -> Response:
        try:
            text = await texts.public_faq(site.house.store, request.path_params["faq"])
        except NotFound:
            return not_found(request, NOT_THERE)
        head = (
            f'<link rel="canonical" href="{escape(texts.path_of(text.id))}">\n'
            f'<meta name="description" content="{escape(plain(text.body, DESCRIPTION))}">'
        )
        return _answer(request, page(text.title, to_html(text.body), text.language, head), 200)

    async def style(_request: Request) -> Response:
        headers = {"cache-control": ASK_AGAIN, "content-type": "text/css; charset=utf-8"}
        return Response((FILES / "faq.css").read_bytes(), 200, headers)

    return [Route("/faq/{faq}", faq), Route("/faq.css", style)]


def not_found(request: Request, body: str) -> Response:
    """A page for people who followed or typed a wrong address; `body` is HTML already."""
    return _answer(request, page("Not found", body, "en", NOT_FOUND), 404)


def page(title: str, body: str, language: str, head: str) -> str:
    """The page around a body that is HTML already."""
    direction = "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    said = f' lang="{escape(language)}"' if language else ""
    lines = [
        "<!doctype html>",
        f'<html{said} dir="{direction}">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        head,
        ICON,
        '<link rel="stylesheet" href="/faq.css">',
        "<main>",
        f"<h1>{escape(title)}</h1>",
        body.rstrip(),
        "</main>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _answer(request: Request, text: str, status: int) -> Response:
    etag = f'"{blake2b(text.encode(), digest_size=12).hexdigest()}"'
    headers = {"content-security-policy": POLICY, "cache-control": ASK_AGAIN, "etag": etag}
    if status == 200 and etag in request.headers.get("if-none-match", ""):  # noqa: PLR2004 - a status
        return Response(status_code=304, headers=headers)
    return Response(text, status, headers, "text/html; charset=utf-8")
