"""The CRM over the API: who may do what on every route, what is refused by its field, and importing a file."""

import json
import re
import time
from typing import Any, Final, Literal, NamedTuple

import httpx2
import pytest
import trio

from actors import setup
from actors.importing import FILE_BYTES
from net.http import BODY_BYTES
from net.server import Server
from store.database import Store
from tests.serving import session_of

API: Final = "/api/v1"
NOUNS: Final = ("contacts", "companies", "sales", "follow-ups", "import")

Access = Literal["agents", "admins"]
Json = dict[str, Any]


class Call(NamedTuple):
    """One way to use a route, with what an allowed call is answered."""

    access: Access
    answer: int
    body: Json | str | None = None
    query: str = ""


# Every route of the CRM. A route without a line here fails `test_every_route_stands_in_the_table`.
ROUTES: Final[dict[tuple[str, str], Call]] = {
    ("get", "/contacts"): Call("agents", 200),
    ("post", "/contacts"): Call("agents", 201, {"name": "New"}),
    ("get", "/contacts/search"): Call("agents", 200, query="?text=mia"),
    ("get", "/contacts/shelf"): Call("agents", 200),
    ("get", "/contacts/match"): Call("agents", 200, query="?name=Mia"),
    ("get", "/contacts/{contact}"): Call("agents", 200),
    ("patch", "/contacts/{contact}"): Call("agents", 200, {"title": "Boss"}),
    ("delete", "/contacts/{contact}"): Call("admins", 204),
    ("get", "/contacts/{contact}/card"): Call("agents", 200),
    ("get", "/contacts/{contact}/activities"): Call("agents", 200),
    ("post", "/contacts/{contact}/use"): Call("agents", 204),
    ("put", "/contacts/{contact}/favourite"): Call("agents", 204),
    ("delete", "/contacts/{contact}/favourite"): Call("agents", 204),
    ("get", "/companies"): Call("agents", 200),
    ("post", "/companies"): Call("agents", 201, {"name": "New"}),
    ("get", "/companies/{company}"): Call("agents", 200),
    ("patch", "/companies/{company}"): Call("agents", 200, {"phone": "22"}),
    ("delete", "/companies/{company}"): Call("admins", 204),
    ("get", "/companies/{company}/activities"): Call("agents", 200),
    ("post", "/companies/{company}/use"): Call("agents", 204),
    ("put", "/companies/{company}/favourite"): Call("agents", 204),
    ("delete", "/companies/{company}/favourite"): Call("agents", 204),
    ("get", "/sales"): Call("agents", 200),
    ("post", "/sales"): Call("agents", 201, {"title": "Lamps", "contact": "{contact}"}),
    ("get", "/sales/{sale}"): Call("agents", 200),
    ("patch", "/sales/{sale}"): Call("agents", 200, {"stage": "won"}),
    ("delete", "/sales/{sale}"): Call("admins", 204),
    ("get", "/follow-ups"): Call("agents", 200),
    ("post", "/follow-ups"): Call("agents", 201, {"title": "Call", "due_at": 1, "company": "{company}"}),
    ("get", "/follow-ups/{follow_up}"): Call("agents", 200),
    ("patch", "/follow-ups/{follow_up}"): Call("agents", 200, {"done_at": 9}),
    ("delete", "/follow-ups/{follow_up}"): Call("admins", 204),
    ("post", "/import/contacts"): Call("admins", 200, "name,email\nMia,mia@nord.example"),
    ("post", "/import/companies"): Call("admins", 200, "name\nNord"),
}


class Desk:
    """Signed-in clients, and one record of each noun."""

    def __init__(self, admin: httpx2.AsyncClient, agent: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
        self.admin = admin
        self.agent = agent
        self.stranger = stranger
        self.ids: dict[str, str] = {}

    async def fill(self) -> None:
        made = await self.post(
            "contacts", {"name": "Mia Berg", "emails": ["mia@x.example"], "company": {"name": "Nord"}}
        )
        self.ids = {"contact": made["id"], "company": made["company"]}
        self.ids["sale"] = (await self.post("sales", {"title": "Lamps", "contact": made["id"]}))["id"]
        promise = {"title": "Call", "due_at": 1, "contact": made["id"]}
        self.ids["follow_up"] = (await self.post("follow-ups", promise))["id"]

    async def post(self, noun: str, body: Json) -> Json:
        answer = await self.agent.post(f"{API}/{noun}", json=body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def call(self, client: httpx2.AsyncClient, method: str, path: str, **ids: str) -> httpx2.Response:
        wanted = ROUTES[method, path]
        ids = {**self.ids, **ids}
        url = API + re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path) + wanted.query
        if isinstance(wanted.body, str):
            return await client.request(method, url, content=wanted.body, headers={"content-type": "text/csv"})
        body = wanted.body and {
            name: ids[value.strip("{}")] if str(value).startswith("{") else value
            for name, value in wanted.body.items()
        }
        return (
            await client.request(method, url, json=body) if body is not None else await client.request(method, url)
        )


@pytest.fixture
async def desk(server: Server, store: Store, browser: httpx2.AsyncClient) -> Desk:
    bjorn = await setup.add_account(store, login="bjorn", name="Bjørn", password_hash="", now=1)
    transport, base, headers = browser._transport, browser.base_url, {"origin": str(browser.base_url)}

    def client(token: str | None) -> httpx2.AsyncClient:
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        return httpx2.AsyncClient(transport=transport, base_url=base, headers={**headers, **bearer})

    anna = (await browser.post(f"{API}/session", json={"login": "anna", "password": "correct horse"})).json()[
        "token"
    ]
    desk = Desk(client(anna), client(await session_of(server, bjorn.id)), client(None))
    await desk.fill()
    return desk


# --- rights ---


async def test_every_route_stands_in_the_table(browser: httpx2.AsyncClient) -> None:
    paths = (await browser.get(f"{API}/openapi.json")).json()["paths"]
    served = {
        (method, path.removeprefix(API))
        for path, methods in paths.items()
        if path.removeprefix(API).strip("/").partition("/")[0] in NOUNS
        for method in methods
    }
    assert served == ROUTES.keys()


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_who_may_do_what(desk: Desk, method: str, path: str) -> None:
    wanted = ROUTES[method, path]

    stranger = await desk.call(desk.stranger, method, path)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "not_signed_in")
    agent = await desk.call(desk.agent, method, path)
    if wanted.access == "admins":
        assert (agent.status_code, agent.json()["code"]) == (403, "forbidden")
    else:
        assert agent.status_code == wanted.answer, agent.text
    admin = await desk.call(desk.admin, method, path)
    assert admin.status_code == wanted.answer, admin.text


@pytest.mark.parametrize(("method", "path"), [each for each in ROUTES if each[0] != "get"])
async def test_a_strange_page_changes_nothing(desk: Desk, method: str, path: str) -> None:
    desk.admin.headers["origin"] = "http://evil.example"
    answer = await desk.call(desk.admin, method, path)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path"),
    [each for each in ROUTES if "{" in each[1] and not (each[0] == "delete" and "fav" in each[1])],
)
async def test_what_is_not_there_is_not_found(desk: Desk, method: str, path: str) -> None:
    nothing = dict.fromkeys(desk.ids, "no-such-id")
    answer = await desk.call(desk.admin, method, path, **nothing)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# --- records ---


async def test_a_contact_is_made_with_a_new_company_read_changed_and_removed(desk: Desk) -> None:
    company = {"name": " Nørd AS ", "domains": ["https://www.nord.example/"]}
    made = await desk.post(
        "contacts", {"name": "Ola", "emails": ["OLA@nord.example"], "title": "Boss", "company": company}
    )
    assert (made["company_name"], made["emails"]) == ("Nørd AS", ["ola@nord.example"])

    at = f"{API}/contacts/{made['id']}"
    changed = (await desk.agent.patch(at, json={"phone": "22", "company": None})).json()
    assert (changed["phone"], changed["title"], changed.get("company")) == ("22", "Boss", None)
    assert (await desk.agent.get(at)).json() == changed

    assert (await desk.admin.delete(at)).status_code == 204
    assert (await desk.agent.get(at)).status_code == 404


@pytest.mark.parametrize(
    ("noun", "one", "other"),
    [
        ("contact", {"phone": "22"}, {"title": "Boss"}),
        ("company", {"phone": "22"}, {"domains": ["nord.example"]}),
        ("sale", {"stage": "won"}, {"title": "Lamps and more"}),
        ("follow-up", {"done_at": 9}, {"title": "Write"}),
    ],
)
async def test_changes_of_different_fields_at_once_do_not_undo_each_other(
    desk: Desk, noun: str, one: Json, other: Json
) -> None:
    nouns = {"company": "companies"}.get(noun, f"{noun}s")
    at = f"{API}/{nouns}/{desk.ids[noun.replace('-', '_')]}"

    async def patch(body: Json) -> None:
        assert (await desk.agent.patch(at, json=body)).status_code == 200

    async with trio.open_nursery() as nursery:
        nursery.start_soon(patch, one)
        nursery.start_soon(patch, other)

    kept = (await desk.agent.get(at)).json()
    assert {**one, **other}.items() <= kept.items()


@pytest.mark.parametrize(
    ("noun", "body", "field"),
    [
        ("contacts", {}, "name"),
        ("contacts", {"name": 5}, "name"),
        ("contacts", {"name": "x", "emails": "a@x.example"}, "emails"),
        ("contacts", {"name": "x", "emails": ["a@x.example", 5]}, "emails.1"),
        ("contacts", {"name": "x", "emails": ["nonsense"]}, "emails"),
        ("contacts", {"name": "x", "colour": "red"}, "colour"),
        ("contacts", {"name": "x", "company": "nowhere"}, "company"),
        ("contacts", {"name": "x", "company": {"name": ""}}, "company.name"),
        ("companies", {}, "name"),
        ("companies", {"name": "x", "domains": ["x"]}, "domains"),
        ("sales", {"title": "x", "amount_cents": 1.5, "contact": "c"}, "amount_cents"),
        ("sales", {"title": "x", "amount_cents": True, "contact": "c"}, "amount_cents"),
        ("sales", {"title": "x"}, "contact"),
        ("sales", {"title": "x", "stage": "maybe", "contact": "c"}, "stage"),
        ("sales", {"title": "x", "contact": "nobody"}, "contact"),
        ("sales", {"title": "x", "contact": "c", "owner": "nobody"}, "owner"),
        ("sales", {"title": "x", "contact": "c", "close_date": "soon"}, "close_date"),
        ("follow-ups", {"title": "x", "contact": "c"}, "due_at"),
        ("follow-ups", {"title": "x", "due_at": 10**400, "contact": "c"}, "due_at"),
        ("follow-ups", {"title": "x", "due_at": 1, "company": "nowhere"}, "company"),
    ],
)
async def test_bad_input_is_refused_by_its_field(desk: Desk, noun: str, body: Json, field: str) -> None:
    body = {**body, **({"contact": desk.ids["contact"]} if body.get("contact") == "c" else {})}
    answer = await desk.agent.post(f"{API}/{noun}", json=body)
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (422, "invalid", field)


async def test_a_second_contact_of_an_address_is_a_conflict_that_names_the_first(desk: Desk) -> None:
    answer = await desk.agent.post(f"{API}/contacts", json={"name": "Other", "emails": ["MIA@x.example"]})
    assert answer.status_code == 409
    assert (answer.json()["field"], answer.json()["contact"]) == ("emails", desk.ids["contact"])


@pytest.mark.parametrize("noun", ["contacts", "companies", "sales", "follow-ups"])
async def test_a_list_is_read_page_by_page_without_gap_or_double(desk: Desk, noun: str) -> None:
    for number in range(5):
        body: Json = (
            {"name": f"N{number % 3}"}
            if noun in {"contacts", "companies"}
            else {"title": "x", "contact": desk.ids["contact"]}
        )
        await desk.post(noun, body | ({"due_at": number % 3} if noun == "follow-ups" else {}))

    whole = (await desk.agent.get(f"{API}/{noun}")).json()
    paged, after = [], ""
    while True:
        page = (await desk.agent.get(f"{API}/{noun}?limit=2{after}")).json()
        paged += page["items"]
        if "next" not in page:
            break
        after = f"&after={page['next']}"

    assert len(paged) == 6
    assert paged == whole["items"]
    assert "next" not in whole


@pytest.mark.parametrize("after", ["x", "W10", "WzFd", "e30", "🙂", "../../etc"])
@pytest.mark.parametrize("noun", ["contacts", "sales"])
async def test_a_made_up_place_in_a_list_is_refused(desk: Desk, noun: str, after: str) -> None:
    answer = await desk.agent.get(f"{API}/{noun}", params={"after": after})
    assert (answer.status_code, answer.json()["field"]) == (422, "after")


@pytest.mark.parametrize(
    "text", ['"', "*", "NEAR(", "mia AND", "'; DROP TABLE contact", "\0", "%00", "🙂", "å" * 900]
)
async def test_no_search_is_a_syntax_error(desk: Desk, text: str) -> None:
    answer = await desk.agent.get(f"{API}/contacts/search", params={"text": text})
    assert answer.status_code == 200


async def test_names_that_look_like_code_come_back_as_they_are(desk: Desk) -> None:
    name = '<img src=x onerror=alert(1)> =1+1 "{}'
    made = await desk.post("contacts", {"name": name})
    found = (await desk.agent.get(f"{API}/contacts/search", params={"text": "onerror"})).json()
    assert [each["name"] for each in found["contacts"]] == [name]
    assert (await desk.agent.get(f"{API}/contacts/{made['id']}/card")).headers[
        "content-type"
    ] == "application/json"


async def test_history_and_favourites_are_each_agents_own(desk: Desk) -> None:
    contact, company = desk.ids["contact"], desk.ids["company"]
    await desk.agent.put(f"{API}/contacts/{contact}/favourite")
    await desk.agent.post(f"{API}/companies/{company}/use")

    mine = (await desk.agent.get(f"{API}/contacts/shelf")).json()
    assert [each["id"] for each in mine["favourites"]["contacts"]] == [contact]
    assert [each["id"] for each in mine["history"]["companies"]] == [company]
    theirs = (await desk.admin.get(f"{API}/contacts/shelf")).json()
    assert theirs["favourites"] == theirs["history"] == {"contacts": [], "companies": []}


async def test_a_follow_up_is_its_makers_until_it_is_given_away_and_opens_again(desk: Desk) -> None:
    at = f"{API}/follow-ups/{desk.ids['follow_up']}"
    owner = (await desk.agent.get(at)).json()["owner"]
    listed = (await desk.admin.get(f"{API}/follow-ups", params={"owner": owner, "done": False})).json()
    assert [each["id"] for each in listed["items"]] == [desk.ids["follow_up"]]

    assert (await desk.agent.patch(at, json={"done_at": 9})).json()["done_at"] == 9
    assert "done_at" not in (await desk.agent.patch(at, json={"done_at": None})).json()


# --- importing ---

CSV: Final = "Navn;E-post;Firma\nOla Holm;ola@nord.example;Nordlys\nMia;MIA@x.example;\nKari;nonsense;\n"


async def imports(
    desk: Desk, content: str | bytes, query: str = "", kind: str = "contacts", **headers: str
) -> httpx2.Response:
    return await desk.admin.post(f"{API}/import/{kind}{query}", content=content, headers=headers)


async def test_a_file_is_tried_dry_then_kept_and_again_changes_nothing(desk: Desk) -> None:
    dry = (await imports(desk, CSV, "?dry_run=true")).json()
    assert len((await desk.agent.get(f"{API}/contacts")).json()["items"]) == 1
    kept = (await imports(desk, CSV)).json()
    again = (await imports(desk, CSV)).json()

    counts = ("rows", "created", "updated", "unchanged", "companies_created", "bad_count")
    assert [dry[name] for name in counts] == [kept[name] for name in counts] == [3, 1, 1, 0, 1, 1]
    assert [again[name] for name in counts] == [3, 0, 0, 2, 0, 1]
    assert kept["bad"] == [
        {"line": 4, "column": "E-post", "message": "'nonsense' is not an e-mail address.", "value": "nonsense"}
    ]
    mia = (await desk.agent.get(f"{API}/contacts/{desk.ids['contact']}")).json()
    assert (mia["name"], mia["company_name"]) == ("Mia", "Nord")


async def test_json_is_known_by_its_content_type_by_the_query_or_by_itself(desk: Desk) -> None:
    rows = json.dumps([{"name": "Ola", "emails": ["ola@nord.example"]}])
    for query, headers in (("", {"content-type": "application/json"}), ("?format=json", {}), ("", {})):
        report = (await imports(desk, rows, query, **headers)).json()
        assert report["created"] + report["unchanged"] == 1


async def test_companies_are_imported_too(desk: Desk) -> None:
    report = (
        await imports(desk, "Firma,Website\nNord,nord.example\nSouth,south.example", kind="companies")
    ).json()
    assert (report["created"], report["updated"]) == (1, 1)
    companies = (await desk.agent.get(f"{API}/companies")).json()["items"]
    assert [(each["name"], each["domains"]) for each in companies] == [
        ("Nord", ["nord.example"]),
        ("South", ["south.example"]),
    ]


@pytest.mark.parametrize("content", [b"", b"colour\nred", b"\x81\x8d", b"[1", b"\xff\xfea"])
async def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(desk: Desk, content: bytes) -> None:
    answer = await imports(desk, content)
    assert (answer.status_code, answer.json()["field"]) == (422, "body")
    assert answer.json()["message"]


async def test_a_file_may_be_larger_than_other_bodies_but_not_endless(desk: Desk) -> None:
    rows = "name,email\n" + "".join(f"N{n},n{n}@x.example\n" for n in range(5_000))
    assert len(rows) > BODY_BYTES
    assert (await imports(desk, rows, "?dry_run=true")).json()["created"] == 5_000
    answer = await imports(desk, b"x" * (FILE_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert str(FILE_BYTES) in answer.json()["message"]


async def test_progress_is_a_line_for_each_batch_and_then_the_report(desk: Desk) -> None:
    rows = "name,email\n" + "".join(f"N{n},n{n}@x.example\n" for n in range(1_200))
    answer = await imports(desk, rows, accept="application/x-ndjson")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line.get("done") for line in lines] == [500, 1_000, 1_200, None]
    assert lines[-1]["created"] == 1_200


async def test_ten_thousand_rows_are_imported_in_seconds(desk: Desk) -> None:
    """The times are printed; what is asserted is that a second run finds everybody."""
    rows = "name,email,company,phone,title\n" + "".join(
        f"Person{n} Family{n % 997},p{n}@firm{n % 500}.example,Firm {n % 500},+47 {n:08},Title {n % 7}\n"
        for n in range(10_000)
    )
    for words, counts in (("new", (10_000, 0)), ("known", (0, 10_000))):
        began = time.perf_counter()
        report = (await imports(desk, rows)).json()
        print(f"\n10,000 rows, all {words}: {time.perf_counter() - began:.2f} s", end="")
        assert (report["created"], report["unchanged"]) == counts
    began = time.perf_counter()
    found = (await desk.agent.get(f"{API}/contacts/search", params={"text": "person77 fam"})).json()
    print(f"\nsearch among them: {(time.perf_counter() - began) * 1000:.1f} ms")
    assert found["contacts"]
