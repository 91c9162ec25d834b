"""Requests over HTTP: who may what on every route, what a list finds, what a log says of each change."""

from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple

import httpx2
import pytest

from actors import requests_of_chats, setup
from actors.contact_requests import open_requests
from actors.domain.commands import AcceptTransfer, OfferTransfer
from actors.domain.requests import ENTRIES_MAX, SUGGESTED, suggested_text
from actors.domain.rights import Agent
from actors.mail import Do
from actors.messages import RequestCreate
from net.api.cursors import cursor_of
from net.server import Server
from store.queries import letters, request_categories, requests
from store.queries.channels import Rights
from store.queries.request_categories import Category
from tests.net.people import API, Client, client_of, hire, person, talk

PREFIXES: Final = ("/requests", "/request-categories")
RIGHTS: Final = {
    "bjorn": Rights(respond=True),
    "marit": Rights(manage=True),
    "nina": Rights(notify=True, listen=True),
    "carla": Rights(),
}


class Desk(NamedTuple):
    """A client for each person, and what is there: `number` in support, from `chat`; `bills` is a category."""

    server: Server
    clients: dict[str, Client]
    people: dict[str, Agent]
    number: int
    chat: str

    def __getattr__(self, name: str) -> Client:
        return self.clients[name]

    async def read(self, number: int = 0, who: str = "bjorn") -> dict[str, Any]:
        answer = await self.clients[who].get(f"/requests/{number or self.number}")
        assert answer.status_code == 200, answer.text
        request: dict[str, Any] = answer.json()
        return request

    async def listed(self, who: str = "bjorn", **query: Any) -> list[int]:  # noqa: ANN401 - as in a query
        answer = await self.clients[who].get("/requests", params=query)
        assert answer.status_code == 200, answer.text
        return [item["number"] for item in answer.json()["items"]]

    async def made(self, title: str = "Invoice", who: str = "bjorn", **fields: Any) -> int:  # noqa: ANN401
        chat = fields.pop("chat", self.chat)
        wanted = RequestCreate(chat=chat, title=title, key=fields.pop("key", title), **fields)
        return (await requests_of_chats.create(self.server.house, self.people[who], wanted)).number


@pytest.fixture
async def desk(server: Server) -> AsyncIterator[Desk]:
    store = server.store
    await setup.add_channel(store, key="sales", name="Sales", language="en", now=1)
    await server.house.catalog.reload(store)
    for login, rights in RIGHTS.items():
        await hire(store, login, **({"support": rights} if any(rights) else {}))
    await setup.set_member(store, "sales", "carla", Rights(respond=True, manage=True))
    people = {login: await person(store, login) for login in ("anna", *RIGHTS)}
    await store.write(
        request_categories.put, Category(id="bills", name="Bills", name_folded="bills", offered=True)
    )
    chat = await talk(store, people["bjorn"], "support")
    clients = {login: await client_of(server, login) for login in people}
    clients["nobody"] = await client_of(server)
    desk = Desk(server, clients, people, 1001, chat)
    assert await desk.made("Wrong invoice", text="Call her.") == desk.number
    yield desk
    for client in clients.values():
        await client.aclose()


# --- rights: who × what × whose ---


class Row(NamedTuple):
    """`works`: who responds in the channel, manages it, or is an admin; `stranger`: any other who is signed in."""

    method: str
    path: str
    body: dict[str, Any] | None
    stranger: int
    works: int
    admin: int


ROWS: Final = (
    Row("GET", "/requests", None, 200, 200, 200),
    Row("POST", "/requests", {"channel": "support", "title": "New", "customer": "Mia"}, 422, 201, 201),
    Row("GET", "/requests/owners?channel=support", None, 404, 200, 200),
    Row("GET", "/requests/{number}", None, 404, 200, 200),
    Row("PATCH", "/requests/{number}", {"title": "New"}, 404, 200, 200),
    Row("GET", "/requests/{number}/log", None, 404, 200, 200),
    Row("POST", "/requests/{number}/log", {"kind": "note", "text": "x"}, 404, 201, 201),
    Row("GET", "/requests/{number}/chat", None, 404, 200, 200),
    Row("GET", "/request-categories", None, 200, 200, 200),
    Row("POST", "/request-categories", {"name": "New"}, 403, 403, 201),
    Row("PATCH", "/request-categories/{category}", {"name": "New"}, 403, 403, 200),
    Row("DELETE", "/request-categories/{category}", None, 403, 403, 204),
)
OPERATIONS: Final = {(row.method, row.path.partition("?")[0]) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
async def test_every_route_asks_who_it_is(desk: Desk, row: Row) -> None:
    path = row.path.format(number=desk.number, category="bills")
    expected = {"nobody": 401, "nina": row.stranger, "carla": row.stranger, "bjorn": row.works, "marit": row.works}

    for who, status in {**expected, "anna": row.admin}.items():  # whoever may do most comes last
        answer = await desk.clients[who].request(row.method, path, json=row.body)
        assert answer.status_code == status, (who, answer.text)
        assert status < 400 or answer.json()["code"] in {"not_signed_in", "forbidden", "not_found", "invalid"}


async def test_every_route_has_its_row(desk: Desk) -> None:
    document = (await desk.nobody.get("/openapi.json")).json()

    operations = {
        (method.upper(), path.removeprefix(API))
        for path, methods in document["paths"].items()
        if path.removeprefix(API).startswith(PREFIXES)
        for method in methods
    }
    assert operations == OPERATIONS


async def test_what_is_not_for_her_is_not_there_in_the_same_words(desk: Desk) -> None:
    for path in ("/requests/{}", "/requests/{}/log", "/requests/{}/chat"):
        hidden = await desk.carla.get(path.format(desk.number))
        missing = await desk.carla.get(path.format(4711))
        assert hidden.json() == missing.json()
    hidden = await desk.carla.get("/requests/owners?channel=support")
    assert hidden.json() == (await desk.carla.get("/requests/owners?channel=nowhere")).json()


async def test_a_list_holds_what_its_reader_may_read_and_nothing_else(desk: Desk) -> None:
    chat = await talk(desk.server.store, desk.people["carla"], "sales", chat="c2")
    sold = await desk.made("Offer", who="carla", chat=chat)

    assert await desk.listed("bjorn") == await desk.listed("marit") == [desk.number]
    assert await desk.listed("carla") == [sold]
    assert await desk.listed("nina") == []
    assert await desk.listed("anna") == [sold, desk.number]
    assert await desk.listed("bjorn", channel="sales") == await desk.listed("bjorn", text="offer") == []


async def test_a_page_elsewhere_changes_nothing(desk: Desk) -> None:
    for row in ROWS:
        if row.method != "GET":
            path = row.path.format(number=desk.number, category="bills")
            answer = await desk.anna.request(
                row.method, path, json=row.body, headers={"origin": "https://evil.example"}
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), row


# --- reading ---


async def test_a_request_is_read_with_its_log_and_its_chat(desk: Desk) -> None:
    request = await desk.read()

    assert (request["number"], request["title"], request["status"]) == (1001, "Wrong invoice", "open")
    assert (request["customer"], request["chat"], request["channel"]) == ("Mia Berg", desk.chat, "support")
    assert request["created_by"] == {"kind": "agent", "id": desk.people["bjorn"].ref.id, "name": "Bjorn Aas"}
    assert [(entry["n"], entry["kind"], entry.get("text")) for entry in request["log"]["items"]] == [
        (1, "chat", None),
        (2, "note", "Call her."),
    ]
    kinds = ["started", "queued", "message", "answered", "message", "note", "message", "request_created"]
    assert [event["kind"] for event in request["attached"]["events"]] == kinds
    assert request["attached"]["events"][-1]["data"] == {"number": 1001, "title": "Wrong invoice"}


async def test_the_attached_chat_is_read_by_the_page_from_its_end(desk: Desk) -> None:
    last = (await desk.bjorn.get(f"/requests/{desk.number}/chat?limit=3")).json()
    before = (await desk.bjorn.get(f"/requests/{desk.number}/chat?limit=5&before=6")).json()

    assert ([event["seq"] for event in last["events"]], last["more"]) == ([6, 7, 8], True)
    assert ([event["seq"] for event in before["events"]], before["more"]) == ([1, 2, 3, 4, 5], False)


async def test_a_chat_that_moved_to_a_channel_of_others_opens_to_those_alone(desk: Desk) -> None:
    """The request stays where it was made; it is no back door to what is said elsewhere."""
    bjorn, carla = desk.people["bjorn"], desk.people["carla"]
    chat = await talk(desk.server.store, bjorn, "support", chat="c3")
    number = await desk.made(chat=chat, text="stays")
    await desk.server.house.directory.ask(f"chat/{chat}", Do(OfferTransfer(channel="sales"), bjorn))
    await desk.server.house.directory.ask(f"chat/{chat}", Do(AcceptTransfer(), carla))

    assert "attached" not in await desk.read(number)
    assert (await desk.bjorn.get(f"/requests/{number}/chat")).status_code == 404
    assert (await desk.carla.get(f"/requests/{number}")).status_code == 404
    assert (await desk.read(number, "anna"))["attached"]["id"] == chat


async def test_lists_are_narrowed_by_status_owner_words_and_number(desk: Desk) -> None:
    mine = await desk.made("Lamp flickers", owner=desk.people["bjorn"].ref.id, category="bills", priority="urgent")
    await desk.bjorn.patch(f"/requests/{mine}", json={"status": "waiting"})

    assert await desk.listed(status="waiting") == await desk.listed(owner="me") == [mine]
    assert await desk.listed(status=["open", "waiting"]) == [mine, desk.number]
    assert await desk.listed(owner="none") == await desk.listed(text="call") == [desk.number]
    assert await desk.listed(owner=desk.people["marit"].ref.id) == []
    assert await desk.listed(priority="urgent") == await desk.listed(category="bills") == [mine]
    assert await desk.listed(text=f"#{mine}") == await desk.listed(text=str(mine)) == [mine]
    assert await desk.listed(text="flick") == await desk.listed(text="LAMP fl") == [mine]
    assert await desk.listed(text="?!") == []
    assert await desk.listed(chat=desk.chat) == [mine, desk.number]


async def test_a_list_goes_on_where_its_page_ended(desk: Desk) -> None:
    for n in range(4):
        await desk.made(f"More {n}")
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await desk.bjorn.get("/requests", params=query)).json()
        seen += [item["number"] for item in page["items"]]
        if "next" not in page:
            break
        query["after"] = page["next"]

    assert seen == [1005, 1004, 1003, 1002, 1001]


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"after": cursor_of("a", "b")},
        {"after": cursor_of(2**63, 1)},
        {"after": cursor_of(1, 2**63)},
        {"limit": 0},
        {"limit": 101},
        {"status": "done"},
        {"priority": "huge"},
        {"owner": "x" * 65},
        {"text": "x" * 401},
    ],
)
async def test_a_wrong_list_is_refused_by_its_field(desk: Desk, query: dict[str, Any]) -> None:
    answer = await desk.bjorn.get("/requests", params=query)

    assert answer.status_code == 422
    assert answer.json()["field"].partition(".")[0] in query


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "1001.5"])
async def test_a_number_that_is_none_is_refused(desk: Desk, number: str) -> None:
    assert (await desk.bjorn.get(f"/requests/{number}")).status_code == 422


# --- changing ---


async def test_what_is_changed_stands_in_the_log_in_words(desk: Desk) -> None:
    bjorn = desk.people["bjorn"].ref
    wanted = {
        "status": "waiting",
        "priority": "high",
        "owner": bjorn.id,
        "category": "bills",
        "title": " New  title ",
    }

    row = (await desk.marit.patch(f"/requests/{desk.number}", json=wanted)).json()

    assert (row["title"], row["status"], row["owner"]["name"]) == ("New title", "waiting", "Bjorn Aas")
    entry = (await desk.read())["log"]["items"][-1]
    assert (entry["kind"], entry["by"]["name"]) == ("change", "Marit Aas")
    assert sorted((each["field"], each["was"], each["now"]) for each in entry["changes"]) == [
        ("category", "", "Bills"),
        ("owner", "", "Bjorn Aas"),
        ("priority", "normal", "high"),
        ("status", "open", "waiting"),
        ("title", "Wrong invoice", "New title"),
    ]


async def test_null_takes_away_and_what_is_left_out_stays(desk: Desk) -> None:
    await desk.bjorn.patch(
        f"/requests/{desk.number}", json={"owner": desk.people["bjorn"].ref.id, "category": "bills"}
    )

    row = (await desk.bjorn.patch(f"/requests/{desk.number}", json={"owner": None})).json()

    assert "owner" not in row
    assert row["category"]["name"] == "Bills"


async def test_a_change_that_changes_nothing_leaves_no_trace(desk: Desk) -> None:
    before = await desk.read()

    row = (
        await desk.bjorn.patch(f"/requests/{desk.number}", json={"status": "open", "title": "Wrong invoice"})
    ).json()

    assert row["changed_at"] == before["changed_at"]
    assert (await desk.read())["log"] == before["log"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"status": "done"}, "status"),
        ({"priority": None}, "priority"),
        ({"owner": "nobody"}, "owner"),
        ({"category": "nothing"}, "category"),
        ({"contact": "nobody"}, "contact"),
        ({"number": 7}, "number"),
        ({"channel": "sales"}, "channel"),
    ],
)
async def test_a_wrong_change_is_refused_by_its_field_and_changes_nothing(
    desk: Desk, wanted: dict[str, Any], field: str
) -> None:
    before = await desk.read()

    answer = await desk.bjorn.patch(f"/requests/{desk.number}", json={"status": "closed", **wanted})

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert await desk.read() == before


async def test_a_request_is_given_only_to_who_may_answer_its_channel(desk: Desk) -> None:
    owners = (await desk.bjorn.get("/requests/owners?channel=support")).json()["items"]
    refused = [
        (await desk.bjorn.patch(f"/requests/{desk.number}", json={"owner": desk.people[login].ref.id})).status_code
        for login in ("carla", "nina", "marit")
    ]

    assert [owner["name"] for owner in owners] == ["Anna Lind", "Bjorn Aas"]
    assert refused == [422, 422, 422]


async def test_a_contact_has_its_requests_on_its_card_and_among_its_activities(desk: Desk) -> None:
    contact = (await desk.bjorn.post("/contacts", json={"name": "Mia Berg"})).json()["id"]
    await desk.bjorn.patch(f"/requests/{desk.number}", json={"contact": contact})
    made = await desk.made("Second", contact=contact)
    await desk.bjorn.patch(f"/requests/{made}", json={"status": "closed"})

    house, (bjorn, carla) = desk.server.house, (desk.people["bjorn"], desk.people["carla"])
    assert [each.number for each in await open_requests(house, bjorn, contact)] == [desk.number]
    assert await open_requests(house, carla, contact) == ()
    activities = (await desk.bjorn.get(f"/contacts/{contact}/activities")).json()["items"]
    assert {each["ref"] for each in activities if each["kind"] == "request"} == {str(desk.number), str(made)}
    changes = (await desk.read())["log"]["items"][-1]["changes"]
    assert changes == [{"field": "contact", "was": "", "now": "Mia Berg"}]


# --- writing ---


async def test_a_reply_may_bring_a_status_and_counts_as_a_change(desk: Desk) -> None:
    entry = await desk.bjorn.post(
        f"/requests/{desk.number}/log", json={"kind": "reply", "text": " It is sent. \r\n", "status": "closed"}
    )

    request = await desk.read()
    assert (entry.status_code, entry.json()["text"]) == (201, "It is sent.")
    assert [each["kind"] for each in request["log"]["items"]] == ["chat", "note", "reply", "change"]
    assert request["status"] == "closed"
    assert request["changed_at"] >= request["created_at"]


async def test_the_same_key_adds_one_entry_and_another_request_has_keys_of_its_own(desk: Desk) -> None:
    other = await desk.made("Other")
    note = {"kind": "note", "text": "Once.", "key": "k1"}
    first = await desk.bjorn.post(f"/requests/{desk.number}/log", json=note)
    again = await desk.bjorn.post(f"/requests/{desk.number}/log", json={**note, "text": "Twice?"})
    elsewhere = await desk.bjorn.post(f"/requests/{other}/log", json=note)

    assert first.json() == again.json()
    assert (await desk.read())["log"]["items"][-1]["text"] == "Once."
    assert elsewhere.json()["n"] == 2


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 8_001}, "text"),
        ({"text": "a\0"}, "text"),
        ({"kind": "change"}, "kind"),
        ({"kind": "chat"}, "kind"),
        ({"key": ""}, "key"),
        ({"by": "me"}, "by"),
    ],
)
async def test_a_wrong_entry_is_refused_by_its_field(desk: Desk, wanted: dict[str, Any], field: str) -> None:
    answer = await desk.bjorn.post(f"/requests/{desk.number}/log", json={"kind": "note", "text": "x", **wanted})

    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_log_that_is_full_takes_no_more(desk: Desk) -> None:
    def fill() -> None:
        for n in range(ENTRIES_MAX - 2):
            requests.add(desk.number, requests.NewEntry(n, "note", b'{"kind":"system"}', "x"))

    await desk.server.store.write(fill)

    note = await desk.bjorn.post(f"/requests/{desk.number}/log", json={"kind": "note", "text": "x"})
    change = await desk.bjorn.patch(f"/requests/{desk.number}", json={"status": "closed"})
    page = (await desk.bjorn.get(f"/requests/{desk.number}/log?before=11&limit=4")).json()

    assert (note.status_code, change.status_code) == (409, 409)
    assert ([entry["n"] for entry in page["items"]], page["more"]) == ([7, 8, 9, 10], True)
    assert len((await desk.read())["log"]["items"]) == 100


# --- categories ---


async def test_a_category_in_use_is_taken_off_the_list_and_not_deleted(desk: Desk) -> None:
    await desk.bjorn.patch(f"/requests/{desk.number}", json={"category": "bills"})

    deleted = await desk.anna.delete("/request-categories/bills")
    hidden = (await desk.anna.patch("/request-categories/bills", json={"offered": False})).json()
    other = await desk.made("Other")
    chosen = await desk.bjorn.patch(f"/requests/{other}", json={"category": "bills"})

    assert (deleted.status_code, hidden["offered"], chosen.status_code) == (409, False, 422)
    assert (await desk.read())["category"]["name"] == "Bills"


async def test_a_category_has_a_name_of_its_own(desk: Desk) -> None:
    made = await desk.anna.post("/request-categories", json={"name": "  Late   parcels "})
    twice = await desk.anna.post("/request-categories", json={"name": "late parcels"})
    renamed = await desk.anna.patch(f"/request-categories/{made.json()['id']}", json={"name": "BILLS"})
    wrong = [
        await desk.anna.post("/request-categories", json={"name": name}) for name in ("", " ", "x" * 101, "a\0")
    ]

    assert made.json()["name"] == "Late parcels"
    assert (twice.status_code, renamed.status_code) == (409, 409)
    assert [(answer.status_code, answer.json()["field"]) for answer in wrong] == [(422, "name")] * 4
    listed = (await desk.bjorn.get("/request-categories")).json()["items"]
    assert [each["name"] for each in listed] == ["Bills", "Late parcels"]


async def test_a_category_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert (await desk.anna.patch("/request-categories/x", json={"name": "y"})).status_code == 404
    assert (await desk.anna.delete("/request-categories/x")).status_code == 404


# --- what customers are told ---


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("nb", "Jeg har opprettet sak 7"),
        ("nb-NO", "Jeg har"),
        ("DE-at", "Ich habe"),
        ("xx", "I have created"),
        ("", "I have"),
    ],
)
def test_the_suggestion_speaks_the_channels_language_or_english(language: str, begins: str) -> None:
    assert suggested_text(language, 7, "x").startswith(begins)


def test_every_suggestion_has_number_and_title_and_braces_in_a_title_stay() -> None:
    for language in SUGGESTED:
        text = suggested_text(language, 1042, "{number} {x.y} 100 %")
        assert "1042" in text
        assert text.endswith("{number} {x.y} 100 %")


async def test_the_channels_language_decides(desk: Desk) -> None:
    wanted = RequestCreate(chat=desk.chat, title="Faktura", key="nb")

    made = await requests_of_chats.create(desk.server.house, desk.people["bjorn"], wanted)

    assert made.suggested_text == f"Jeg har opprettet sak {made.number} for deg: Faktura"


# --- an answer by e-mail ---


async def replied(desk: Desk, number: int, **fields: Any) -> httpx2.Response:  # noqa: ANN401
    return await desk.bjorn.post(
        f"/requests/{number}/log", json={"kind": "reply", "text": "It is sent.", **fields}
    )


async def test_an_answer_goes_to_the_customer_once_and_the_log_says_how_it_fares(desk: Desk) -> None:
    number = (await by_hand(desk, email="leo@dahl.example")).json()["number"]

    first = await replied(desk, number, send=True, key="k1")
    again = await replied(desk, number, send=True, key="k1")

    assert first.json() == again.json()
    assert first.json()["letter"] == {"to": "leo@dahl.example", "status": "waiting"}
    (letter,) = await desk.server.store.read(letters.page, None, None, 10)
    assert (letter.recipient, letter.subject) == ("leo@dahl.example", f"[{number}] Called about a lamp")
    assert letter.text == "It is sent.\n"
    await desk.server.store.write(letters.sent, letter.number, 5)
    assert (await desk.read(number))["log"]["items"][-1]["letter"]["status"] == "sent"


async def test_an_answer_that_is_not_to_be_sent_is_only_kept(desk: Desk) -> None:
    number = (await by_hand(desk, email="leo@dahl.example")).json()["number"]

    assert "letter" not in (await replied(desk, number)).json()
    assert await desk.server.store.read(letters.page, None, None, 10) == []


async def test_a_note_is_never_sent_nor_an_answer_to_nobody(desk: Desk) -> None:
    unknown = await replied(desk, desk.number, send=True)
    number = (await by_hand(desk, email="leo@dahl.example")).json()["number"]
    note = await replied(desk, number, kind="note", send=True)

    for answer in (unknown, note):
        assert (answer.status_code, answer.json()["field"]) == (422, "send")
    assert await desk.server.store.read(letters.page, None, None, 10) == []


# --- by hand, and in another order ---


async def by_hand(desk: Desk, who: str = "bjorn", **fields: Any) -> httpx2.Response:  # noqa: ANN401
    wanted = {"channel": "support", "title": "Called about a lamp", "customer": "Leo Dahl", **fields}
    return await desk.clients[who].post("/requests", json=wanted)


async def test_a_request_is_made_by_hand_without_a_chat(desk: Desk) -> None:
    answer = await by_hand(
        desk, email="Leo@Dahl.example", category="bills", priority="high", text="Wants to be called back."
    )

    made = answer.json()
    assert (made["number"], made["status"], made["priority"]) == (1002, "open", "high")
    assert (made["customer"], made["email"], made["category"]["name"]) == ("Leo Dahl", "leo@dahl.example", "Bills")
    assert "chat" not in made
    read = await desk.read(1002)
    assert [(entry["kind"], entry["text"]) for entry in read["log"]["items"]] == [
        ("note", "Wants to be called back.")
    ]
    assert "attached" not in read


async def test_by_hand_it_is_the_contact_s_and_among_her_activities(desk: Desk) -> None:
    contact = (await desk.anna.post("/contacts", json={"name": "Mia Berg", "emails": ["mia@example.com"]})).json()
    number = (await by_hand(desk, customer="", contact=contact["id"])).json()["number"]

    made = await desk.read(number)
    assert (made["customer"], made["email"], made["contact"]) == ("Mia Berg", "mia@example.com", contact["id"])
    activities = (await desk.bjorn.get(f"/contacts/{contact['id']}/activities")).json()["items"]
    assert [(each["kind"], each["ref"]) for each in activities] == [("request", str(number))]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"channel": "sales"}, "channel"),
        ({"channel": "nowhere"}, "channel"),
        ({"title": "  "}, "title"),
        ({"customer": ""}, "customer"),
        ({"contact": "nobody"}, "contact"),
        ({"category": "nothing"}, "category"),
        ({"owner": "nobody"}, "owner"),
        ({"priority": "soon"}, "priority"),
        ({"email": "nowhere"}, "email"),
        ({"text": "x" * 8_001}, "text"),
        ({"number": 7}, "number"),
    ],
)
async def test_by_hand_too_bad_input_names_the_field(desk: Desk, fields: dict[str, Any], field: str) -> None:
    answer = await by_hand(desk, **fields)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)
    assert await desk.listed() == [desk.number]


async def test_a_list_has_the_order_that_is_asked_for_over_all_its_pages(desk: Desk) -> None:
    for priority in ("low", "urgent", "normal", "urgent"):
        await desk.made(f"A {priority} one", priority=priority, key=f"{priority}{len(await desk.listed())}")
    await desk.bjorn.patch("/requests/1002", json={"status": "waiting"})

    async def all_of(sort: str) -> list[int]:
        seen: list[int] = []
        after: str | None = None
        while True:
            query: dict[str, Any] = {"sort": sort, "limit": 2, **({"after": after} if after else {})}
            page = (await desk.bjorn.get("/requests", params=query)).json()
            seen += [item["number"] for item in page["items"]]
            after = page.get("next")
            if after is None:
                return seen

    assert await all_of("newest") == [1005, 1004, 1003, 1002, 1001]
    changed = await all_of("changed")
    assert (changed[0], sorted(changed)) == (1002, [1001, 1002, 1003, 1004, 1005])
    assert await all_of("untouched") == changed[::-1]
    urgent = await all_of("priority")
    assert (set(urgent[:2]), urgent[-1]) == ({1003, 1005}, 1002)


async def test_a_place_of_one_order_is_none_in_another(desk: Desk) -> None:
    for after in (cursor_of(1001), cursor_of("x", 1), cursor_of(1, 2, 3, 4), "???"):
        answer = await desk.bjorn.get("/requests", params={"after": after})
        assert (answer.status_code, answer.json()["field"]) == (422, "after"), after
