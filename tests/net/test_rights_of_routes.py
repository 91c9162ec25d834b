"""Every HTTP route: who may do what with whose (SPEC.md section 7).

The table is the whole of it: a route of the application without a row fails a test, and so does a row without a
route. A row says what each of `WHO` is answered, for what is ours, theirs and gone (tests/net/everybody.py).
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from starlette.routing import Route

from net.server import Server
from store.database import Store
from tests.net.conftest import PASSWORD
from tests.net.everybody import API, GONE, OURS, THEIRS, WHO, Body, Everybody, Upload, everybody_of
from tests.uploads import picture

Codes = tuple[int, ...]


class Row(NamedTuple):
    """`about`: by whose it is, what each of `WHO` is answered. `path` with a query; braces stand for a thing."""

    method: str
    path: str
    about: dict[str, Codes]
    body: Body = None
    headers: dict[str, str] = {}  # noqa: RUF012 - read only

    @property
    def route(self) -> str:
        """As the application has it, but for the names of its parts."""
        return f"{self.method} {unnamed(self.path.partition('?')[0])}"


def unnamed(path: str) -> str:
    return "/".join("{}" if "{" in part else part for part in path.split("/"))


def all_(code: int) -> Codes:
    return (code,) * len(WHO)


def agents(code: int) -> Codes:
    return (401, 401, *[code] * 5)


def admins(code: int, others: int = 403) -> Codes:
    return (401, 401, *[others] * 4, code)


def support(code: int, others: int = 404) -> Codes:
    """Who has a right in `support`, or is an admin."""
    return (401, 401, others, *[code] * 4)


def workers(code: int, others: int = 404) -> Codes:
    """Who responds in `support` or manages it, or is an admin."""
    return (401, 401, others, code, others, code, code)


def sales(code: int, others: int = 404) -> Codes:
    return (401, 401, code, *[others] * 3, code)


def bjorn(code: int, others: int = 404) -> Codes:
    """What is his alone, whatever rights others have."""
    return (401, 401, others, code, *[others] * 3)


def carla(code: int, others: int = 404) -> Codes:
    return (401, 401, code, *[others] * 4)


def of_all(code: int) -> dict[str, Codes]:
    """Things every agent may use."""
    return {OURS: agents(code), GONE: agents(404)}


def of_admins(code: int) -> dict[str, Codes]:
    return {OURS: admins(code), GONE: admins(404)}


TEXT: Final = {"title": "x", "body": "y"}
MATCH: Final = {"if-match": '"99"'}  # of no revision there is: who may save is told of a conflict
WEBHOOK: Final = {"url": "https://crm.example/new", "events": ["chat.message"]}
REPORT: Final = "figure=waiting&from=2026-03-01&to=2026-04-01"
NEW_PASSWORD: Final = {"password": "long enough 2"}
LOGIN: Final = {"login": "anna", "password": PASSWORD}
CSV: Final = "name,email\nMia,mia@nord.example"

SESSIONS: Final = (
    Row("POST", "/api/v1/session", {"": all_(200)}, LOGIN),
    Row("POST", "/api/v1/session", {"": all_(401)}, {"login": "{login}", "password": "wrong"}),
    Row("GET", "/api/v1/session", {"": agents(200)}),
    Row("DELETE", "/api/v1/session", {"": all_(204)}),
    Row("GET", "/api/v1/account", {"": agents(200)}),
    Row("PATCH", "/api/v1/account", {"": agents(200)}, {"name": "New Name"}),
    Row("PATCH", "/api/v1/account", {"": agents(422)}, {"role": "admin"}),
    Row("PUT", "/api/v1/account/password", {"": agents(204)}, {"current": PASSWORD, "password": PASSWORD}),
    Row("GET", "/api/v1/account/sessions", {"": agents(200)}),
    Row(
        "DELETE",
        "/api/v1/account/sessions/{session}",
        {OURS: bjorn(204), THEIRS: carla(204), GONE: agents(404)},
    ),
    Row("POST", "/api/v1/password", {"": all_(404)}, {"token": "x" * 43, **NEW_PASSWORD}),
    Row("GET", "/healthz", {"": all_(200)}),
    Row("HEAD", "/healthz", {"": all_(200)}),
    Row("GET", "/readyz", {"": all_(200)}),
    Row("HEAD", "/readyz", {"": all_(200)}),
    Row("GET", "/api/v1/openapi.json", {"": all_(200)}),
)
ACCOUNTS: Final = (
    Row("GET", "/api/v1/agents", {"": admins(200)}),
    Row("POST", "/api/v1/agents", {"": admins(422)}, {"login": "a b", "name": "New"}),
    Row("GET", "/api/v1/agents/{agent}", of_admins(200)),
    Row("PATCH", "/api/v1/agents/{agent}", of_admins(200), {"name": "New"}),
    Row("PUT", "/api/v1/agents/{agent}/password", of_admins(204), NEW_PASSWORD),
    Row("POST", "/api/v1/agents/{agent}/password-link", of_admins(201)),
    Row("GET", "/api/v1/agents/{agent}/sessions", of_admins(200)),
    Row("DELETE", "/api/v1/agents/{agent}/sessions", of_admins(204)),
    Row("DELETE", "/api/v1/agents/{owner}/sessions/{session}", of_admins(204)),
)
CHANNELS: Final = (
    Row("GET", "/api/v1/channels", {"": admins(200)}),
    Row("GET", "/api/v1/channels/rules", {"": admins(200)}),
    Row("POST", "/api/v1/channels", {"": admins(422)}, {"name": "", "language": "en"}),
    Row("GET", "/api/v1/channels/{key}", of_admins(200)),
    Row("POST", "/api/v1/channels/{key}/duplicate", {OURS: admins(422), GONE: admins(404)}, {"name": ""}),
    Row("POST", "/api/v1/channels/{key}/preview", of_admins(200), {"tab": "look", "values": {}}),
    Row("POST", "/api/v1/channels/{key}/bot/try", of_admins(200), {"values": {}, "text": "Hello"}),
    Row("DELETE", "/api/v1/channels/{free_channel}", of_admins(204)),
    Row("DELETE", "/api/v1/channels/{key}", {OURS: admins(409), THEIRS: admins(409)}),
    Row("GET", "/api/v1/channels/{key}/embed", of_admins(200)),
    Row("GET", "/api/v1/channels/{key}/identity", of_admins(200)),
    Row("POST", "/api/v1/channels/{key}/identity", of_admins(201), {"issuer": "shop"}),
    Row("DELETE", "/api/v1/channels/{key}/identity", of_admins(204)),
    *(
        Row(
            "PUT",
            f"/api/v1/channels/{{key}}/{tab}",
            {OURS: admins(409), THEIRS: admins(409), GONE: admins(404)},
            {"name": "Support", "language": "en"} if tab == "properties" else {},
            MATCH,
        )
        for tab in ("properties", "look", "members", "bot", "offline", "pre_chat", "post_chat", "routing")
    ),
)
TEXTS: Final = (
    *(
        row
        for noun, name in (("faqs", "faq"), ("templates", "template"))
        for row in (
            Row("GET", f"/api/v1/{noun}", {"": agents(200)}),
            Row("GET", f"/api/v1/{noun}?drafts=true", {"": admins(200)}),
            Row("POST", f"/api/v1/{noun}", {"": admins(201)}, TEXT),
            Row("GET", f"/api/v1/{noun}/{{{name}}}", of_all(200)),
            Row("PATCH", f"/api/v1/{noun}/{{{name}}}", of_admins(200), TEXT),
            Row("DELETE", f"/api/v1/{noun}/{{{name}}}", of_admins(204)),
            Row("GET", f"/api/v1/{noun}/folders", {"": agents(200)}),
            Row("POST", f"/api/v1/{noun}/folders", {"": admins(422)}, {"name": ""}),
            Row("PATCH", f"/api/v1/{noun}/folders/{{{name}_folder}}", of_admins(200), {"parent": None}),
            Row("DELETE", f"/api/v1/{noun}/folders/{{{name}_folder}}", of_admins(204)),
        )
    ),
    Row("POST", "/api/v1/faqs/preview", {"": admins(200)}, {"body": "**x**"}),
    Row("GET", "/api/v1/quick-replies", {"": agents(200)}),
    Row("POST", "/api/v1/quick-replies", {"": agents(201)}, TEXT),
    Row("PUT", "/api/v1/quick-replies/order", {OURS: agents(422), THEIRS: agents(422)}, {"order": ["{reply}"]}),
    Row(
        "PATCH",
        "/api/v1/quick-replies/{reply}",
        {OURS: bjorn(200), THEIRS: carla(200), GONE: agents(404)},
        TEXT,
    ),
    Row("DELETE", "/api/v1/quick-replies/{reply}", {OURS: bjorn(204), THEIRS: carla(204), GONE: agents(404)}),
    Row("GET", "/api/v1/texts/search", {"": agents(200)}),
    Row("GET", "/api/v1/texts/insertion?kind=faq&id={faq}", of_all(200)),
    Row(
        "GET",
        "/api/v1/texts/insertion?kind=quick_reply&id={reply}",
        {OURS: bjorn(200), THEIRS: carla(200), GONE: agents(404)},
    ),
    Row(
        "GET",
        "/api/v1/texts/insertion?kind=template&id={template}&chat={chat}",
        {OURS: support(200), THEIRS: sales(200), GONE: agents(404)},
    ),
    Row("GET", "/api/v1/texts/variables", {"": agents(200)}),
    Row(
        "GET",
        "/api/v1/texts/suggestions?chat={chat}",
        {OURS: support(200), THEIRS: sales(200), GONE: agents(404)},
    ),
    Row("GET", "/api/v1/texts/used?kind=faq", {"": agents(200)}),
    Row("POST", "/api/v1/texts/used", of_all(204), {"kind": "faq", "id": "{faq}"}),
    Row(
        "POST",
        "/api/v1/texts/used",
        {OURS: bjorn(204), THEIRS: carla(204), GONE: agents(404)},
        {"kind": "quick_reply", "id": "{reply}"},
    ),
    Row("GET", "/api/v1/texts/favourites?kind=faq", {"": agents(200)}),
    Row("PUT", "/api/v1/texts/favourites/{kind}/{text}", of_all(204)),
    Row("DELETE", "/api/v1/texts/favourites/{kind}/{text}", {OURS: agents(204), GONE: agents(204)}),
)
CRM: Final = (
    Row("GET", "/api/v1/contacts", {"": agents(200)}),
    Row("POST", "/api/v1/contacts", {"": agents(201)}, {"name": "New"}),
    Row("GET", "/api/v1/contacts/search?text=mia", {"": agents(200)}),
    Row("GET", "/api/v1/contacts/shelf", {"": agents(200)}),
    Row("GET", "/api/v1/contacts/match?name=Mia", {"": agents(200)}),
    Row("GET", "/api/v1/contacts/{contact}/card", of_all(200)),
    Row("GET", "/api/v1/contacts/{contact}/activities", of_all(200)),
    Row("GET", "/api/v1/companies", {"": agents(200)}),
    Row("GET", "/api/v1/companies/{company}/activities", of_all(200)),
    Row("POST", "/api/v1/companies", {"": agents(422)}, {"name": ""}),
    *(
        row
        for noun, name in (("contacts", "contact"), ("companies", "company"))
        for row in (
            Row("POST", f"/api/v1/{noun}/{{{name}}}/use", of_all(204)),
            Row("PUT", f"/api/v1/{noun}/{{{name}}}/favourite", of_all(204)),
            Row("DELETE", f"/api/v1/{noun}/{{{name}}}/favourite", {OURS: agents(204), GONE: agents(204)}),
        )
    ),
    *(
        row
        for noun, name, change in (
            ("contacts", "contact", {"title": "Boss"}),
            ("companies", "company", {"phone": "22"}),
            ("sales", "sale", {"stage": "won"}),
            ("follow-ups", "follow_up", {"done_at": 9}),
        )
        for row in (
            Row("GET", f"/api/v1/{noun}/{{{name}}}", of_all(200)),
            Row("PATCH", f"/api/v1/{noun}/{{{name}}}", of_all(200), change),
            Row("DELETE", f"/api/v1/{noun}/{{{name}}}", of_admins(204)),
        )
    ),
    Row("GET", "/api/v1/sales", {"": agents(200)}),
    Row(
        "POST",
        "/api/v1/sales",
        {OURS: agents(201), GONE: agents(422)},
        {"title": "Lamps", "contact": "{contact}"},
    ),
    Row("GET", "/api/v1/follow-ups", {"": agents(200)}),
    Row(
        "POST",
        "/api/v1/follow-ups",
        {OURS: agents(201), GONE: agents(422)},
        {"title": "Call", "due_at": 1, "company": "{company}"},
    ),
    Row("POST", "/api/v1/import/contacts", {"": admins(200)}, CSV),
    Row("POST", "/api/v1/import/companies", {"": admins(200)}, CSV),
)
REQUESTS: Final = (
    Row("GET", "/api/v1/requests", {"": agents(200)}),
    Row(
        "GET",
        "/api/v1/requests/owners?channel={channel}",
        # Requests outlive their channel, and an admin is the one who may have them then.
        {OURS: workers(200), THEIRS: sales(200), GONE: admins(200, 404)},
    ),
    Row(
        "POST",
        "/api/v1/requests",
        {OURS: workers(201, 422), THEIRS: sales(201, 422), GONE: agents(422)},
        {"channel": "{channel}", "title": "New", "customer": "Mia"},
    ),
    *(
        Row(
            method,
            f"/api/v1/requests/{{number}}{path}",
            {OURS: workers(code), THEIRS: sales(code), GONE: agents(404)},
            body,
        )
        for method, path, code, body in (
            ("GET", "", 200, None),
            ("PATCH", "", 200, {"title": "New"}),
            ("GET", "/log", 200, None),
            ("POST", "/log", 201, {"kind": "note", "text": "x"}),
            ("GET", "/chat", 200, None),
        )
    ),
    Row("GET", "/api/v1/request-categories", {"": agents(200)}),
    Row("POST", "/api/v1/request-categories", {"": admins(422)}, {"name": ""}),
    Row("PATCH", "/api/v1/request-categories/{category}", of_admins(200), {"offered": False}),
    Row("DELETE", "/api/v1/request-categories/{category}", of_admins(204)),
)
CHATS: Final = (
    Row("GET", "/api/v1/chats", {"": agents(200)}),
    Row(
        "GET",
        "/api/v1/chats/{chat}/transcript",
        {OURS: support(200), THEIRS: sales(200), GONE: agents(404)},
    ),
    # The customer may not send files until her agent has allowed it, and of other chats knows nothing.
    Row(
        "POST",
        "/api/v1/files",
        {
            OURS: (401, 403, 404, 201, 403, 403, 403),
            THEIRS: (401, 404, 201, 404, 404, 404, 403),
            GONE: (401, *[404] * 6),
        },
        Upload({"chat": "{chat}"}),
    ),
    *(
        Row(
            method,
            f"/files/{{file}}{path}",
            {
                OURS: (401, 200, 404, 200, 200, 200, 200),
                THEIRS: (401, 404, 200, 404, 404, 404, 200),
                GONE: (401, *[404] * 6),
            },
        )
        for method in ("GET", "HEAD")
        for path in ("", "/thumbnail")
    ),
    Row("GET", "/api/v1/documents", {"": agents(200)}),
    Row("POST", "/api/v1/documents", {"": admins(201)}, Upload()),
    Row("GET", "/api/v1/documents/folders", {"": agents(200)}),
    Row(
        "POST",
        "/api/v1/documents/folders/move",
        of_admins(200),
        {"folder": "{document_folder}", "to": "Old"},
    ),
    Row("GET", "/api/v1/documents/{document}", of_all(200)),
    Row("PATCH", "/api/v1/documents/{document}", of_admins(200), {"folder": "Old"}),
    Row("PUT", "/api/v1/documents/{document}/file", of_admins(200), Upload()),
    Row("DELETE", "/api/v1/documents/{document}", of_admins(204)),
    Row(
        "POST",
        "/api/v1/documents/{document}/copies",
        {
            OURS: (401, 401, 404, 201, 403, 403, 403),
            THEIRS: (401, 401, 201, 404, 404, 404, 403),
            GONE: agents(404),
        },
        {"chat": "{chat}"},
    ),
    Row("POST", "/api/v1/pictures", {"": agents(201)}, picture()),
    *(Row(method, "/pictures/{picture}", {OURS: all_(200), GONE: all_(404)}) for method in ("GET", "HEAD")),
)
FIGURES: Final = (
    Row("GET", "/api/v1/reports/figures", {"": agents(200)}),
    *(
        row
        for kind in ("", ".csv")
        for row in (
            Row("GET", f"/api/v1/reports{kind}?{REPORT}", {"": agents(200)}),
            Row(
                "GET",
                f"/api/v1/reports{kind}?{REPORT}&channels={{channel}}",
                {OURS: support(200, 422), THEIRS: sales(200, 422), GONE: agents(422)},
            ),
            # A colleague's figures are her manager's to see, and her own.
            Row(
                "GET",
                f"/api/v1/reports{kind}?{REPORT}&agent={{owner}}",
                {
                    OURS: (401, 401, 200, 200, 403, 200, 200),
                    THEIRS: (401, 401, 200, 403, 403, 200, 200),
                },
            ),
            Row("GET", f"/api/v1/reports/tile{kind}?kind=my_rating", {"": agents(200)}),
            Row(
                "GET",
                f"/api/v1/reports/tile{kind}?kind=best_rating&channels={{channel}}",
                {OURS: support(200, 422), THEIRS: sales(200, 422), GONE: agents(422)},
            ),
        )
    ),
    Row("GET", "/api/v1/dashboard/tiles", {"": agents(200)}),
    Row(
        "PUT",
        "/api/v1/dashboard/tiles",
        {OURS: support(200, 422), THEIRS: sales(200, 422), GONE: agents(422)},
        {"items": [{"id": "t1", "kind": "busy_hour", "period": "today", "channels": ["{channel}"]}]},
    ),
    Row("GET", "/api/v1/dashboard/tile-kinds", {"": agents(200)}),
)
OUTBOX: Final = (
    Row("GET", "/api/v1/webhooks", {"": admins(200)}),
    Row("POST", "/api/v1/webhooks", {"": admins(201)}, WEBHOOK),
    Row("GET", "/api/v1/webhooks/{webhook}", of_admins(200)),
    Row("PUT", "/api/v1/webhooks/{webhook}", of_admins(200), WEBHOOK),
    Row("DELETE", "/api/v1/webhooks/{webhook}", of_admins(204)),
    *(
        Row("POST", f"/api/v1/webhooks/{{webhook}}/{act}", of_admins(200))
        for act in ("secret", "start", "stop", "test")
    ),
    Row("GET", "/api/v1/webhooks/{webhook}/deliveries", of_admins(200)),
    *(
        Row("POST", f"/api/v1/webhooks/{{webhook}}/deliveries/{{delivery}}/{act}", of_admins(204))
        for act in ("resend", "skip")
    ),
    Row("GET", "/api/v1/letters", {"": admins(200)}),
    Row("POST", "/api/v1/letters/{letter}/again", of_admins(204)),
    Row("DELETE", "/api/v1/letters/{letter}", of_admins(204)),
    Row("GET", "/api/v1/audit", {"": admins(200)}),
)
PAGES: Final = (
    Row("GET", "/", {"": all_(307)}),
    Row("GET", "/widget.js", {"": all_(200)}),
    Row("GET", "/widget/frame?channel={channel}", {OURS: all_(200), GONE: all_(404)}),
    Row("GET", "/console", {"": all_(200)}),
    Row("GET", "/assets/{asset}", {OURS: all_(200), GONE: all_(404)}),
    Row("GET", "/icon.svg", {"": all_(200)}),
    Row("GET", "/demo", {"": all_(200)}),
    Row("GET", "/demo/{page}", {OURS: all_(200), GONE: all_(404)}),
    Row("GET", "/demo.css", {"": all_(200)}),
    Row("GET", "/faq/{faq}", {OURS: all_(200), GONE: all_(404)}),
    Row("GET", "/faq.css", {"": all_(200)}),
    Row("GET", "/ws/{rest}", {OURS: all_(426)}),
)
TABLE: Final[dict[str, tuple[Row, ...]]] = {
    "sessions": SESSIONS,
    "accounts": ACCOUNTS,
    "channels": CHANNELS,
    "texts": TEXTS,
    "crm": CRM,
    "requests": REQUESTS,
    "chats": CHATS,
    "figures": FIGURES,
    "outbox": OUTBOX,
    "pages": PAGES,
}


@pytest.fixture
async def everybody(store: Store, dist: Path, tmp_path: Path) -> AsyncIterator[Everybody]:
    async with everybody_of(store, dist, tmp_path) as everybody:
        yield everybody


def routes_of(server: Server) -> set[str]:
    """Every method and path that the application answers to, documented or not."""
    app: Any = server.answers._app
    found = set()
    for route in _routes(app.router):
        methods = route.methods or set()
        # Starlette adds HEAD to every GET of a page: the same answer without its body.
        if type(route) is Route:
            methods -= {"HEAD"}
        found |= {f"{method} {unnamed(route.path)}" for method in methods}
    return found


def _routes(router: Any) -> Iterator[Route]:  # noqa: ANN401 - an APIRouter, or what it wraps one in
    for route in router.routes:
        if isinstance(route, Route):
            yield route
        else:
            assert route.include_context.prefix == "", f"{route!r} is nothing that this test can see into"
            yield from _routes(route.original_router)


async def test_every_route_has_a_row_and_every_row_a_route(everybody: Everybody) -> None:
    rows = {row.route for rows in TABLE.values() for row in rows}

    assert routes_of(everybody.server) - rows == set(), "say in the table who may do this, and with whose"
    assert rows - routes_of(everybody.server) == set()


async def test_every_documented_route_has_a_row(everybody: Everybody) -> None:
    document = (await everybody.ask("nobody", "GET", f"{API}/openapi.json")).json()
    documented = {
        f"{method.upper()} {unnamed(path)}" for path, methods in document["paths"].items() for method in methods
    }

    assert documented - {row.route for rows in TABLE.values() for row in rows} == set()


def test_what_names_a_thing_of_somebody_is_asked_for_what_is_not_hers() -> None:
    for rows in TABLE.values():
        for row in rows:
            wanted = {OURS} if "{" in row.path else set()
            assert wanted <= row.about.keys(), row
            assert all(len(codes) == len(WHO) for codes in row.about.values()), row


@pytest.mark.parametrize("noun", TABLE)
async def test_who_may_do_what_with_whose(everybody: Everybody, noun: str) -> None:
    wrong = []
    for row in TABLE[noun]:
        for whose, codes in row.about.items():
            for who, code in zip(WHO, codes, strict=True):
                path = await everybody.filled(row.path, whose)
                body = await everybody.filled_body(row.body, whose)
                answer = await everybody.ask(who, row.method, path, body, headers=row.headers)
                if answer.status_code != code:
                    wrong.append(
                        f"{row.method} {row.path} of {whose or 'nobody'} by {who}: "
                        f"{answer.status_code} and not {code}: {answer.text[:120]}"
                    )
                if path.startswith("/api/"):
                    assert answer.headers["cache-control"] == "no-store", path
                if answer.status_code in {401, 403, 404} and row.method != "HEAD" and path.startswith("/api"):
                    assert answer.json()["code"] in {"not_signed_in", "forbidden", "not_found"}

    assert wrong == []
