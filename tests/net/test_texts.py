"""Predefined texts over HTTP: who may what, what composers ask for, and the public pages."""

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from actors import texts_of_agent
from actors.domain.texts import FAQ_BODY_MAX, MESSAGE_BODY_MAX
from net.api.cursors import cursor_of
from net.faq_pages import POLICY
from net.server import Server
from store.queries.channels import Rights
from tests.hostile import MARKDOWN, dangers
from tests.net.conftest import HOST
from tests.net.people import API, Client, client_of, hire

PREFIXES = ("/faqs", "/templates", "/quick-replies", "/texts")
NOBODY_IS = "x" * 16


class People(NamedTuple):
    anna: Client  # an admin
    bjorn: Client
    carla: Client
    nobody: Client


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    await hire(server.store, "bjorn", support=Rights(respond=True))
    await hire(server.store, "carla")
    clients = [await client_of(server, login) for login in ("anna", "bjorn", "carla", "")]
    yield People(*clients)
    for client in clients:
        await client.aclose()


async def made(client: Client, path: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as in JSON
    answer = await client.post(path, json=fields)
    assert answer.status_code == 201, answer.text
    thing: dict[str, Any] = answer.json()
    return thing


async def faq(client: Client, title: str = "Bulbs", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as in JSON
    usual = {"title": title, "body": "An LED.", "published": True, "public": True}
    return await made(client, "/faqs", **usual | fields)


async def titles(client: Client, path: str, **query: Any) -> list[str]:  # noqa: ANN401 - as in a query
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


# --- rights: who × what × whose ---


class Row(NamedTuple):
    method: str
    path: str
    body: dict[str, Any] | None
    agent: int  # the status an agent gets; an admin gets `admin`
    admin: int


TEXT = {"title": "x", "body": "y"}
ROWS = (
    *(
        row
        for prefix, text in (("/faqs", "{faq}"), ("/templates", "{template}"))
        for row in (
            Row("GET", prefix, None, 200, 200),
            Row("GET", f"{prefix}?drafts=true", None, 403, 200),
            Row("POST", prefix, TEXT, 403, 201),
            Row("GET", f"{prefix}/{text}", None, 200, 200),
            Row("PATCH", f"{prefix}/{text}", TEXT, 403, 200),
            Row("DELETE", f"{prefix}/{text}", None, 403, 204),
            Row("GET", f"{prefix}/folders", None, 200, 200),
            Row("POST", f"{prefix}/folders", {"name": "x"}, 403, 201),
            Row("PATCH", f"{prefix}/folders/{{folder}}", {"name": "y"}, 403, 200),
            Row("DELETE", f"{prefix}/folders/{{folder}}", None, 403, 204),
        )
    ),
    Row("GET", "/quick-replies", None, 200, 200),
    Row("POST", "/quick-replies", TEXT, 201, 201),
    Row("PATCH", "/quick-replies/{reply}", TEXT, 200, 200),
    Row("DELETE", "/quick-replies/{reply}", None, 204, 204),
    Row("PATCH", "/quick-replies/{other_reply}", TEXT, 404, 404),
    Row("DELETE", "/quick-replies/{other_reply}", None, 404, 404),
    Row("PUT", "/quick-replies/order", {"order": ["{reply}"]}, 200, 200),
    Row("PUT", "/quick-replies/order", {"order": ["{other_reply}"]}, 422, 422),
    Row("GET", "/texts/search", None, 200, 200),
    Row("GET", "/texts/variables", None, 200, 200),
    Row("GET", "/texts/suggestions?chat=nobodys", None, 404, 404),
    Row("POST", "/faqs/preview", {"body": "**x**"}, 403, 200),
    Row("GET", "/texts/insertion?kind=faq&id={faq}", None, 200, 200),
    Row("GET", "/texts/insertion?kind=quick_reply&id={reply}", None, 200, 200),
    Row("GET", "/texts/insertion?kind=quick_reply&id={other_reply}", None, 404, 404),
    Row("GET", "/texts/used?kind=faq", None, 200, 200),
    Row("POST", "/texts/used", {"kind": "faq", "id": "{faq}"}, 204, 204),
    Row("POST", "/texts/used", {"kind": "quick_reply", "id": "{other_reply}"}, 404, 404),
    Row("GET", "/texts/favourites?kind=faq", None, 200, 200),
    Row("PUT", "/texts/favourites/{kind}/{text}", None, 204, 204),
    Row("DELETE", "/texts/favourites/{kind}/{text}", None, 204, 204),
)
# The names of a path's parts, as the rows and the OpenAPI document write them.
BY_OPERATION = {(row.method, row.path.partition("?")[0].replace("other_reply", "reply")) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path} {row.agent}")
@pytest.mark.parametrize("who", ["nobody", "bjorn", "anna"])
async def test_every_route_asks_who_it_is(people: People, row: Row, who: str) -> None:
    asks: Client = getattr(people, who)
    own = people.anna if who == "anna" else people.bjorn
    shared = "/templates" if row.path.startswith("/templates") else "/faqs"
    things = {
        "faq": (await faq(people.anna))["id"],
        "template": (await made(people.anna, "/templates", **TEXT))["id"],
        "folder": (await made(people.anna, f"{shared}/folders", name="f"))["id"],
        "reply": (await made(own, "/quick-replies", **TEXT))["id"],
        "other_reply": (await made(people.carla, "/quick-replies", **TEXT))["id"],
        "kind": "faq",
    }
    things["text"] = things["faq"]
    body = row.body and {
        name: [part.format(**things) for part in value] if isinstance(value, list) else value.format(**things)
        for name, value in row.body.items()
    }

    answer = await asks.request(row.method, row.path.format(**things), json=body)

    expected = {"nobody": 401, "bjorn": row.agent, "anna": row.admin}[who]
    assert answer.status_code == expected, answer.text
    if expected >= 400:
        assert answer.json()["code"] in {"not_signed_in", "forbidden", "not_found", "invalid"}


async def test_every_route_has_its_row(people: People) -> None:
    document = (await people.nobody.get("/openapi.json")).json()

    operations = {
        (method.upper(), path.removeprefix(API))
        for path, methods in document["paths"].items()
        if path.removeprefix(API).startswith(PREFIXES)
        for method in methods
    }
    assert operations == BY_OPERATION


async def test_a_page_elsewhere_changes_nothing(people: People) -> None:
    headers = {"origin": "https://evil.example"}
    for row in ROWS:
        if row.method != "GET":
            answer = await people.anna.request(row.method, row.path, json=row.body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), row


# --- FAQs and templates ---


async def test_an_admin_writes_a_faq_and_agents_read_it(people: People) -> None:
    folder = await made(people.anna, "/faqs/folders", name=" Lamps ")
    wanted = {"title": " Which bulb? ", "body": "An **LED**.\r\n", "folder": folder["id"], "language": "en"}

    written = await made(people.anna, "/faqs", **wanted, published=True, public=True)
    read = (await people.bjorn.get(f"/faqs/{written['id']}")).json()

    assert read == written
    assert folder["name"] == "Lamps"
    assert (read["title"], read["body"], read["html"]) == (
        "Which bulb?",
        "An **LED**.",
        "<p>An <strong>LED</strong>.</p>\n",
    )
    assert read["path"] == f"/faq/{read['id']}"
    assert (await people.bjorn.get("/faqs")).json()["items"] == [
        {
            "id": read["id"],
            "title": "Which bulb?",
            "folder": folder["id"],
            "language": "en",
            "excerpt": "An LED.",
            "favourite": False,
            "changed_at": read["changed_at"],
            "published": True,
            "public": True,
            "path": read["path"],
        }
    ]


@pytest.mark.parametrize("flags", [{"published": False}, {"public": False}])
async def test_what_customers_cannot_open_only_admins_see(people: People, flags: dict[str, Any]) -> None:
    hidden = await faq(people.anna, **flags)

    assert "path" not in hidden
    assert await titles(people.bjorn, "/faqs") == []
    assert await titles(people.bjorn, "/faqs", text="bulbs") == []
    assert await titles(people.bjorn, "/texts/search", text="bulbs") == []
    for path in (f"/faqs/{hidden['id']}", f"/texts/insertion?kind=faq&id={hidden['id']}"):
        assert (await people.bjorn.get(path)).status_code == 404
    used = {"kind": "faq", "id": hidden["id"]}
    assert (await people.bjorn.post("/texts/used", json=used)).status_code == 404
    assert (await people.bjorn.put(f"/texts/favourites/faq/{hidden['id']}")).status_code == 404
    assert await titles(people.anna, "/faqs") == []
    assert await titles(people.anna, "/faqs", drafts=True) == ["Bulbs"]
    assert (await people.anna.get(f"/faqs/{hidden['id']}")).status_code == 200


async def test_a_change_leaves_what_it_does_not_name(people: People) -> None:
    before = await faq(people.anna, language="en")

    after = (await people.anna.patch(f"/faqs/{before['id']}", json={"body": "Not halogen."})).json()

    assert after == before | {
        "body": "Not halogen.",
        "html": "<p>Not halogen.</p>\n",
        "changed_at": after["changed_at"],
    }
    assert await titles(people.bjorn, "/faqs", text="halogen") == ["Bulbs"]


async def test_folders_narrow_a_list_with_or_without_what_is_below(people: People) -> None:
    upper = await made(people.anna, "/faqs/folders", name="upper")
    lower = await made(people.anna, "/faqs/folders", name="lower", parent=upper["id"])
    await faq(people.anna, "in upper", folder=upper["id"])
    await faq(people.anna, "in lower", folder=lower["id"])
    await faq(people.anna, "in none")

    assert await titles(people.bjorn, "/faqs", folder=upper["id"]) == ["in upper"]
    assert await titles(people.bjorn, "/faqs", folder=upper["id"], deep=True) == ["in lower", "in upper"]
    assert await titles(people.bjorn, "/faqs", folder="top") == ["in none"]
    assert await titles(people.bjorn, "/faqs", folder=NOBODY_IS, deep=True) == []
    assert await titles(people.bjorn, "/faqs", folder=upper["id"], deep=True, text="lower") == ["in lower"]


async def test_folders_are_moved_but_never_into_themselves_or_away_from_what_they_hold(people: People) -> None:
    upper = await made(people.anna, "/faqs/folders", name="upper")
    lower = await made(people.anna, "/faqs/folders", name="lower", parent=upper["id"])

    circle = await people.anna.patch(f"/faqs/folders/{upper['id']}", json={"parent": lower["id"]})
    full = await people.anna.delete(f"/faqs/folders/{upper['id']}")
    twin = await people.anna.post("/faqs/folders", json={"name": "UPPER"})
    lost = await people.anna.post("/faqs/folders", json={"name": "x", "parent": NOBODY_IS})
    top = await people.anna.patch(f"/faqs/folders/{lower['id']}", json={"parent": None})

    assert [each.json()["code"] for each in (circle, full, twin)] == ["conflict"] * 3
    assert (lost.json()["code"], lost.json()["field"]) == ("invalid", "parent")
    assert top.json() == {key: value for key, value in lower.items() if key != "parent"}
    assert (await people.anna.delete(f"/faqs/folders/{upper['id']}")).status_code == 204


async def test_a_list_is_read_page_by_page(people: People) -> None:
    for title in "abcde":
        await made(people.anna, "/templates", title=title, body="x")
    seen, after = [], ""
    while True:
        answer = (await people.bjorn.get(f"/templates?limit=2{after}")).json()
        seen.append([item["title"] for item in answer["items"]])
        if "next" not in answer:
            break
        after = f"&after={answer['next']}"

    assert seen == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.parametrize("after", ["!", "e30", "W10", cursor_of(1, 2), cursor_of("a"), "é", "x" * 2_001])
async def test_a_cursor_that_nobody_gave_out_is_told_so(people: People, after: str) -> None:
    answer = await people.bjorn.get("/faqs", params={"after": after})

    assert answer.status_code == 422
    assert "after" in answer.json()["field"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/faqs", {"body": "x"}, "title"),
        ("/faqs", {"title": "x"}, "body"),
        ("/faqs", {"title": " ", "body": "x"}, "title"),
        ("/faqs", {"title": "a\nb", "body": "x"}, "title"),
        ("/faqs", {"title": "x", "body": "a\0b"}, "body"),
        ("/faqs", {"title": "x", "body": "\ud800"}, "body"),
        ("/faqs", {"title": "x", "body": "y" * (FAQ_BODY_MAX + 1)}, "body"),
        ("/faqs", {"title": "x", "body": "y", "language": "english"}, "language"),
        ("/faqs", {"title": "x", "body": "y", "folder": NOBODY_IS}, "folder"),
        ("/faqs", {"title": "x", "body": "y", "published": "maybe"}, "published"),
        ("/faqs", {"title": "x", "body": "y", "id": "z"}, "id"),
        ("/templates", {"title": "x", "body": "y", "public": True}, "public"),
        ("/templates", {"title": "x", "body": "y" * (MESSAGE_BODY_MAX + 1)}, "body"),
        ("/faqs/folders", {"name": ""}, "name"),
        ("/faqs/folders", {"name": "x" * 101}, "name"),
        ("/quick-replies", {"title": "x", "body": ""}, "body"),
        ("/quick-replies", {"title": "", "body": "x"}, "title"),
        ("/texts/used", {"kind": "other", "id": "x"}, "kind"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_bad_input_names_the_field(people: People, path: str, body: dict[str, Any], field: str) -> None:
    answer = await people.anna.post(
        path, content=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)
    assert await titles(people.anna, "/faqs", drafts=True) == []


@pytest.mark.parametrize("kind", ["faqs", "templates"])
async def test_what_is_not_there_is_not_found(people: People, kind: str) -> None:
    for text in (NOBODY_IS, "%00", "x" * 500, "..%2f"):
        assert (await people.anna.get(f"/{kind}/{text}")).json()["code"] == "not_found"
        assert (await people.anna.patch(f"/{kind}/{text}", json=TEXT)).json()["code"] == "not_found"
        assert (await people.anna.delete(f"/{kind}/{text}")).json()["code"] == "not_found"
        folder = f"/{kind}/folders/{text}"
        assert (await people.anna.patch(folder, json={"name": "x"})).json()["code"] == "not_found"
        assert (await people.anna.delete(folder)).json()["code"] == "not_found"


# --- quick replies ---


async def test_an_agent_keeps_her_own_quick_replies(people: People) -> None:
    one, two = [await made(people.bjorn, "/quick-replies", title=title, body="Hi.") for title in ("one", "two")]

    await people.bjorn.patch(f"/quick-replies/{one['id']}", json={"title": "first"})
    ordered = await people.bjorn.put("/quick-replies/order", json={"order": [two["id"], one["id"]]})

    assert [item["title"] for item in ordered.json()["items"]] == ["two", "first"]
    await people.bjorn.delete(f"/quick-replies/{two['id']}")
    assert await titles(people.bjorn, "/quick-replies") == ["first"]
    assert await titles(people.anna, "/quick-replies") == []
    assert await titles(people.anna, "/texts/search", text="first") == []


async def test_quick_replies_and_favourites_have_an_end(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_of_agent, "QUICK_REPLIES_MAX", 1)
    monkeypatch.setattr(texts_of_agent, "FAVOURITES_MAX", 1)
    await made(people.bjorn, "/quick-replies", **TEXT)
    one, two = [(await faq(people.anna, title))["id"] for title in ("one", "two")]
    await people.bjorn.put(f"/texts/favourites/faq/{one}")

    assert (await people.bjorn.post("/quick-replies", json=TEXT)).json()["code"] == "conflict"
    assert (await people.bjorn.put(f"/texts/favourites/faq/{two}")).json()["code"] == "conflict"
    assert (await people.bjorn.put(f"/texts/favourites/faq/{one}")).status_code == 204


# --- in the composer ---


async def test_a_slash_finds_all_three_kinds_and_what_one_uses_first(people: People) -> None:
    await faq(people.anna)
    care = await faq(people.anna, "Bulb care")
    template = await made(people.anna, "/templates", title="Bulb sent", body="Hi {customer.name}!\nIt is on.")
    await made(people.bjorn, "/quick-replies", title="bulb?", body="Which bulb is it?")
    await people.bjorn.post("/texts/used", json={"kind": "template", "id": template["id"]})
    await people.bjorn.put(f"/texts/favourites/faq/{care['id']}")

    hits = (await people.bjorn.get("/texts/search", params={"text": "BULB"})).json()["items"]

    assert [(hit["kind"], hit["title"]) for hit in hits] == [
        ("faq", "Bulb care"),
        ("template", "Bulb sent"),
        ("quick_reply", "bulb?"),
        ("faq", "Bulbs"),
    ]
    assert hits[1]["excerpt"] == "Hi {customer.name}! It is on."
    assert await titles(people.anna, "/texts/search", text="bulb") == ["Bulb care", "Bulb sent", "Bulbs"]
    assert await titles(people.bjorn, "/texts/used", kind="template") == ["Bulb sent"]
    assert await titles(people.bjorn, "/texts/favourites", kind="faq") == ["Bulb care"]
    assert await titles(people.anna, "/texts/used", kind="template") == []
    await people.bjorn.delete(f"/texts/favourites/faq/{care['id']}")
    assert await titles(people.bjorn, "/texts/favourites", kind="faq") == []


async def test_without_a_chat_the_variables_that_hang_on_one_stay_open(people: People) -> None:
    template = await made(people.anna, "/templates", title="x", body="Hi {customer.name}, {agent.name}. {no.such}")

    filled = (await people.bjorn.get(f"/texts/insertion?kind=template&id={template['id']}")).json()

    assert filled["text"] == "Hi {customer.name}, Bjorn Aas. {no.such}"
    assert filled["unfilled"] == ["customer.name", "no.such"]


async def test_a_faq_goes_in_as_the_address_of_its_page(people: People) -> None:
    written = await faq(people.anna)

    assert (await people.bjorn.get(f"/texts/insertion?kind=faq&id={written['id']}")).json() == {
        "title": "Bulbs",
        "text": written["path"],
        "path": written["path"],
        "unfilled": [],
    }


async def test_the_variables_are_told(people: People) -> None:
    known = (await people.bjorn.get("/texts/variables")).json()["variables"]
    assert {"customer.name", "agent.name", "channel.name", "request.number", "company.name"} <= known.keys()


# --- public pages ---


def page_of(client: Client, path: str) -> Any:  # noqa: ANN401 - an awaitable of a response
    return client.get(f"{HOST}{path}")


async def test_anybody_reads_a_public_faq_on_a_page_without_scripts(people: People) -> None:
    written = await faq(people.anna, "Bulbs & <shades>", body="# LED\n\nUse **4 W**.", language="ar")

    page = await page_of(people.nobody, written["path"])

    assert page.status_code == 200
    assert page.headers["content-security-policy"] == POLICY
    assert "script" not in POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for piece in (
        '<html lang="ar" dir="rtl">',
        "<title>Bulbs &amp; &lt;shades&gt;</title>",
        f'<link rel="canonical" href="{written["path"]}">',
        '<meta name="description" content="LED Use 4 W.">',
        "<h1>Bulbs &amp; &lt;shades&gt;</h1>\n<h2>LED</h2>",
    ):
        assert piece in page.text
    assert "noindex" not in page.text
    style = await page_of(people.nobody, "/faq.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "prefers-color-scheme: dark" in style.text


async def test_a_page_that_has_not_changed_is_not_sent_again(people: People) -> None:
    written = await faq(people.anna)
    etag = (await page_of(people.nobody, written["path"])).headers["etag"]

    same = await people.nobody.get(f"{HOST}{written['path']}", headers={"if-none-match": etag})
    await people.anna.patch(f"/faqs/{written['id']}", json={"body": "Another."})
    other = await people.nobody.get(f"{HOST}{written['path']}", headers={"if-none-match": etag})

    assert (same.status_code, same.text) == (304, "")
    assert other.status_code == 200


async def test_drafts_internal_ones_templates_and_what_never_was_look_the_same(people: People) -> None:
    written = [
        await faq(people.anna, published=False),
        await faq(people.anna, public=False),
        await made(people.anna, "/templates", **TEXT),
        {"id": NOBODY_IS},
        {"id": "%00"},
        {"id": "%3Cscript%3E"},
    ]
    withdrawn = await faq(people.anna)
    await people.anna.patch(f"/faqs/{withdrawn['id']}", json={"public": False})
    deleted = await faq(people.anna)
    await people.anna.delete(f"/faqs/{deleted['id']}")

    pages = [await page_of(people.nobody, f"/faq/{each['id']}") for each in (*written, withdrawn, deleted)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "noindex" in pages[0].text
    assert pages[0].headers["content-security-policy"] == POLICY


async def test_nothing_an_author_writes_runs_on_the_page(people: People) -> None:
    for text in MARKDOWN:
        body = "".join(mark for mark in text if mark.isprintable() or mark in "\n\t")
        title = " ".join(body.split())[:200]
        written = await faq(people.anna, title, body=body)

        page = (await page_of(people.nobody, written["path"])).text

        head, _, rest = page.partition("<main>\n")
        main, _, end = rest.rpartition("</main>")
        assert dangers(main) == [], text
        assert end == "\n</html>\n"
        assert head.count("<") == 9 + 2, head
