"""The HTTP application: the API, the pages, and what holds for every answer of both.

FastAPI for the API, whose OpenAPI document is the only one we serve (its usual page loads scripts from elsewhere).
No answer may be taken for another type than it says; what the API says is stored nowhere.
"""

from functools import cache
from http import HTTPStatus
from typing import Final

import trio
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.domain.errors import Refused
from actors.importing import FILE_BYTES
from actors.pictures import PICTURE_BYTES
from net import deliveries, faq_pages, pages
from net.api import (
    account,
    agents,
    audit,
    channels,
    chats,
    companies,
    contacts,
    dashboard,
    documents,
    faqs,
    files,
    follow_ups,
    health,
    imports,
    letters,
    pictures,
    quick_replies,
    reports,
    request_categories,
    requests,
    sales,
    session,
    templates,
    texts,
    webhooks,
)
from net.api.common import STATUS, Site, problem
from net.api.uploading import ANY_SIZE
from net.version import VERSION
from store.database import StoreError

# Bytes of a request of the API; the longest text has 8,000 characters. Uploads say for themselves what they take.
BODY_BYTES: Final = 64 * 1024
TOO_LARGE: Final = "The body is larger than the {} bytes that are taken here."
# Bytes, where more than that is meant to come; the route says the same to FastAPI.
LARGER: Final = {
    imports.CONTACTS: FILE_BYTES,
    imports.COMPANIES: FILE_BYTES,
    files.PATH: ANY_SIZE,
    pictures.PATH: PICTURE_BYTES,
}
# The same for all that lies below; what takes no files there has FastAPI's limit still.
LARGER_BELOW: Final = documents.PATH
API: Final = "/api/"
# In the order of the description.
NOUNS: Final[tuple[APIRouter, ...]] = (
    session.router,
    account.router,
    agents.router,
    channels.router,
    pictures.router,
    health.router,
    faqs.router,
    templates.router,
    quick_replies.router,
    texts.router,
    contacts.router,
    companies.router,
    sales.router,
    follow_ups.router,
    imports.router,
    requests.router,
    request_categories.router,
    chats.router,
    files.router,
    documents.router,
    reports.router,
    dashboard.router,
    deliveries.router,
    webhooks.router,
    letters.router,
    audit.router,
)
# In front of every answer that does not say otherwise. Pages add a policy of their own.
SAFE: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Answers:
    """The outermost layer: the headers every answer has, and how many are under way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0
        self._quiet = trio.lowlevel.ParkingLot()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                _make_safe(MutableHeaders(scope=message), scope["path"])
            await send(message)

        app = self._app if _declared(scope) <= _most(scope) else _too_large
        self._under_way += 1
        try:
            await app(scope, receive, send_safe)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.unpark_all()

    async def wait_quiet(self) -> None:
        """Until no answer is under way."""
        while self._under_way:
            await self._quiet.park()


def described() -> FastAPI:
    """The API with its routes and nothing behind them: what its OpenAPI description is made from."""
    app = FastAPI(
        title="Switchboard",
        description="What is not live. The chats themselves are spoken of over WebSockets: see docs/protocol.md.",
        version=VERSION,
        openapi_url=f"{API}v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=BODY_BYTES,
    )
    app.router.routes.extend(_nouns())
    return app


@cache
def _nouns() -> tuple[BaseRoute, ...]:
    """One for all servers of a process: at the first request FastAPI looks through every signature."""
    router = APIRouter(max_body_size=BODY_BYTES)
    for noun in NOUNS:
        router.include_router(noun)
    return tuple(router.routes)


def application(site: Site) -> Answers:
    app = described()
    app.state.site = site
    app.router.routes.extend(pages.routes(site))
    app.router.routes.extend(faq_pages.routes(site))
    app.router.routes.append(Route("/ws/{rest:path}", _not_upgraded))
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StoreError, _unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _internal)
    return Answers(app)


def _declared(scope: Scope) -> int:
    """The length of the body, where the head says it. One without is counted by FastAPI."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)


def _most(scope: Scope) -> int:
    path = scope["path"]
    return ANY_SIZE if path.startswith(LARGER_BELOW) else LARGER.get(path, BODY_BYTES)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    await problem("too_large", TOO_LARGE.format(_most(scope)))(scope, receive, send)


def _make_safe(headers: MutableHeaders, path: str) -> None:
    for name, value in SAFE.items():
        headers.setdefault(name, value)
    if path.startswith(API):
        headers.setdefault("cache-control", "no-store")


async def _not_upgraded(_request: Request) -> Response:
    """A proxy that forgot the upgrade, or a person who pasted the address."""
    headers = {"upgrade": "websocket", "connection": "upgrade, close"}
    return PlainTextResponse("This address speaks WebSocket only.\n", 426, headers)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return problem(error.code, str(error), **error.details)


async def _unavailable(_request: Request, _error: Exception) -> JSONResponse:
    return problem("unavailable", "The database does not answer just now. Try again in a moment.", retry_ms=1_000)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem("bad_frame", "The body is not valid JSON.")
    field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return problem("invalid", f"{first['msg']}.", field=field)


_NOTHING_HERE: Final = (
    '<p>There is nothing at this address. Agents sign in at <a href="/console">the console</a>.</p>'
)


async def _http_error(request: Request, error: Exception) -> Response:
    """What the router and the body limit refuse. Somebody who typed the address reads a page, not JSON."""
    assert isinstance(error, HTTPException)
    looks = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if looks and error.status_code == HTTPStatus.NOT_FOUND:
        return faq_pages.not_found(request, _NOTHING_HERE)
    code = next((code for code, status in STATUS.items() if status == error.status_code), "bad_frame")
    words = {
        404: f"There is nothing at {request.url.path[:200]}.",
        405: f"{request.method} is not possible here.",
        413: TOO_LARGE.format(_most(request.scope)),
    }
    said = words.get(error.status_code, str(error.detail))
    return JSONResponse({"code": code, "message": said}, error.status_code, error.headers)


async def _internal(_request: Request, _error: Exception) -> JSONResponse:
    return problem("internal", "Something went wrong here, and has been noted. Try again.")
