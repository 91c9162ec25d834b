"""Past chats over HTTP: who may find and take away what, what a search shows, and where a page goes on."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, NamedTuple

import pytest

from actors import past_chats, setup
from actors.domain.commands import Answer, ChatCommand, SendFile, Start
from actors.domain.rights import Agent, Customer, System, Who
from actors.domain.settings import ChannelSettings
from actors.messages import ChatEnd, ChatRate, FileRef, Look, MessageSend, NoteAdd
from actors.transcript_page import STYLE, STYLE_SOURCE
from net.server import Server
from store.queries.channels import Rights
from tests.net.people import API, Client, client_of, hire, lived, person
from tests.serving import set_channel

RIGHTS: Final = {
    "bjorn": Rights(respond=True),
    "marit": Rights(manage=True),
    "lise": Rights(listen=True),
    "nina": Rights(notify=True),
    "carla": Rights(),
}
# The two chats that the tests find, both of the support channel.
INVOICE: Final = "c1"
LAMP: Final = "c2"
DAY_MS: Final = 86_400_000
NOON: Final = 1_772_539_200_000  # 3 March 2026, 12:00 UTC

Said = tuple[ChatCommand, Who]


class Desk(NamedTuple):
    server: Server
    clients: dict[str, Client]
    people: dict[str, Agent]

    def __getattr__(self, name: str) -> Client:
        return self.clients[name]

    async def found(self, who: str = "bjorn", **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as in a query
        answer = await self.clients[who].get("/chats", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def ids(self, who: str = "bjorn", **query: Any) -> list[str]:  # noqa: ANN401
        return [item["id"] for item in await self.found(who, **query)]

    async def talked(
        self, chat: str, *said: Said, at: int = NOON, channel: str = "support", **fields: str
    ) -> None:
        """A chat of the past, a minute from one thing to the next."""
        start = Start(channel=channel, text="Hello", key="k0", fields=fields or {"name": "Mia Berg"})
        went = [(start, Customer()), *said]
        times = range(at, at + len(went) * 60_000, 60_000)
        await lived(self.server.store, chat, *((*each, time) for each, time in zip(went, times, strict=True)))


def says(text: str, who: Who, chat: str = "") -> Said:
    key = f"k{abs(hash(text))}"
    return (NoteAdd(chat=chat, text=text, key=key) if chat else MessageSend(text=text, key=key)), who


@pytest.fixture
async def desk(server: Server) -> AsyncIterator[Desk]:
    store = server.store
    await setup.add_channel(store, key="sales", name="Sales", language="en", now=1)
    await server.house.catalog.reload(store)
    for login, rights in RIGHTS.items():
        await hire(store, login, **({"support": rights} if any(rights) else {}))
    await setup.set_member(store, "sales", "carla", Rights(respond=True))
    people = {login: await person(store, login) for login in ("anna", *RIGHTS)}
    clients = {login: await client_of(server, login) for login in people}
    clients["nobody"] = await client_of(server)
    desk = Desk(server, clients, people)
    bjorn = people["bjorn"]
    await desk.talked(
        INVOICE,
        (Answer(), bjorn),
        says("The invoice of March <b>is</b> wrong, & twice the sum.", Customer()),
        says("She called before about her invoice.", bjorn, INVOICE),
        (
            SendFile(
                file=FileRef(id="f", name="bill.pdf", size=2_048, media_type="application/pdf", url="/files/f"),
                key="kf",
            ),
            bjorn,
        ),
        (ChatEnd(), bjorn),
        (ChatRate(score=5, comment="Quick and kind"), Customer()),
    )
    await desk.talked(
        LAMP,
        (Answer(), bjorn),
        says("My lamp flickers. Is the invoice enough?", Customer()),
        says("It is. Which lamp?", bjorn),
        (ChatEnd(), Customer()),
        at=NOON + DAY_MS,
        name="Leo Dahl",
        email="leo@dahl.example",
        company="Dahl & Co",
    )
    yield desk
    for client in clients.values():
        await client.aclose()


# --- rights: who × what × whose ---


class Row(NamedTuple):
    """`reads`: who answers, listens or manages in the channel; `stranger`: any other who is signed in."""

    path: str
    stranger: int
    reads: int


ROWS: Final = (
    Row("/chats", 200, 200),
    Row("/chats/{chat}/transcript", 404, 200),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.path))
async def test_every_route_asks_who_it_is(desk: Desk, row: Row) -> None:
    path = row.path.format(chat=INVOICE)
    readers = dict.fromkeys(("bjorn", "marit", "lise", "anna"), row.reads)
    expected: Mapping[str, int] = {"nobody": 401, "nina": row.stranger, "carla": row.stranger, **readers}

    for who, status in expected.items():
        answer = await desk.clients[who].get(path)
        assert answer.status_code == status, (who, answer.text)
        assert status < 400 or answer.json()["code"] in {"not_signed_in", "not_found"}


async def test_every_route_has_its_row(desk: Desk) -> None:
    document = (await desk.nobody.get("/openapi.json")).json()

    operations = {
        (method, path.removeprefix(API))
        for path, methods in document["paths"].items()
        if path.removeprefix(API).startswith("/chats")
        for method in methods
    }
    assert operations == {("get", row.path) for row in ROWS}


async def test_a_search_finds_what_its_reader_may_read_and_nothing_else(desk: Desk) -> None:
    await desk.talked(
        "c3",
        (Answer(), desk.people["carla"]),
        says("invoice", Customer()),
        (ChatEnd(), System()),
        channel="sales",
        at=NOON + 2 * DAY_MS,
    )

    for who in ("bjorn", "marit", "lise"):
        assert await desk.ids(who, text="invoice") == [LAMP, INVOICE], who
        assert await desk.ids(who, channel="sales") == []
    assert await desk.ids("carla", text="invoice") == ["c3"]
    assert await desk.ids("nina", text="invoice") == await desk.ids("nina") == []
    assert await desk.ids("anna", text="invoice") == ["c3", LAMP, INVOICE]


async def test_her_own_chat_is_found_by_whoever_had_it_last_also_without_other_rights(desk: Desk) -> None:
    await setup.set_member(desk.server.store, "support", "bjorn", Rights())

    assert await desk.ids("bjorn", text="invoice") == [LAMP, INVOICE]
    assert await desk.ids("bjorn", text="invoice", agent=desk.people["marit"].ref.id) == []


# --- what is found ---


async def test_the_place_is_shown_with_its_words_and_who_said_them(desk: Desk) -> None:
    (found,) = await desk.found(text="invoice MARCH")

    assert (found["id"], found["customer"], found["channel"], found["status"]) == (
        INVOICE,
        "Mia Berg",
        "support",
        "ended",
    )
    assert (found["rating"], found["agent"]["name"], found["first"]) == (5, "Bjorn Aas", "Hello")
    place = found["place"]
    assert (place["kind"], place["by"]["kind"]) == ("message", "customer")
    assert [part["text"] for part in place["parts"] if part["found"]] == ["invoice", "March"]
    assert (
        "".join(part["text"] for part in place["parts"])
        == "The invoice of March <b>is</b> wrong, & twice the sum."
    )


async def test_notes_files_and_what_she_wrote_with_her_stars_are_found_too(desk: Desk) -> None:
    (note,) = await desk.found(text="called before")
    (file,) = await desk.found(text="bill.pdf")
    (stars,) = await desk.found(text="kind quick")

    assert [each["place"]["kind"] for each in (note, file, stars)] == ["note", "message", "rated"]
    assert {each["id"] for each in (note, file, stars)} == {INVOICE}


async def test_words_may_stand_in_several_messages_and_partly_in_the_name(desk: Desk) -> None:
    assert await desk.ids(text="flickers which") == [LAMP]
    assert await desk.ids(text="leo flickers") == [LAMP]
    (by_name,) = await desk.found(text="leo@dahl.example")
    assert by_name["id"] == LAMP
    assert "place" not in by_name


async def test_it_is_narrowed_by_customer_agent_rating_and_period(desk: Desk) -> None:
    bjorn, marit = (desk.people[who].ref.id for who in ("bjorn", "marit"))

    assert await desk.ids(customer="dahl") == [LAMP]
    assert await desk.ids(customer="lamp") == []
    assert await desk.ids(channel="support") == [LAMP, INVOICE]
    assert await desk.ids(channel="sales") == []
    assert await desk.ids(agent=bjorn) == await desk.ids(agent="me") == [LAMP, INVOICE]
    assert await desk.ids(agent=marit) == await desk.ids("marit", agent="me") == []
    assert await desk.ids(rating=[4, 5]) == await desk.ids(rating=5, text="invoice") == [INVOICE]
    assert await desk.ids(since=NOON + DAY_MS) == [LAMP]
    assert await desk.ids(until=NOON + DAY_MS) == [INVOICE]


async def test_what_ended_last_comes_first_and_a_page_goes_on_where_the_last_one_stopped(desk: Desk) -> None:
    for at in range(5):
        await desk.talked(f"more{at}", (ChatEnd(), Customer()), at=NOON + (2 + at) * DAY_MS)

    seen: list[str] = []
    after: str | None = None
    while True:
        answer = await desk.bjorn.get("/chats", params={"limit": 3} | ({"after": after} if after else {}))
        page = answer.json()
        seen += [item["id"] for item in page["items"]]
        after = page.get("next")
        if after is None:
            break
    assert seen == ["more4", "more3", "more2", "more1", "more0", LAMP, INVOICE]


async def test_signs_alone_find_nothing_and_a_search_is_no_language(desk: Desk) -> None:
    for text in ("!!!", '"', "*", "NEAR", "invoice OR lamp", "customer:leo", "x" * 400):
        assert await desk.ids(text=text) == [], text


async def test_a_chat_of_a_moment_ago_is_found(desk: Desk) -> None:
    await desk.talked(
        "new", says("Where is my umbrella?", Customer()), (ChatEnd(), Customer()), at=NOON + 9 * DAY_MS
    )

    assert await desk.ids(text="umbrella") == ["new"]


async def test_an_old_database_is_indexed_bit_by_bit_and_says_how_much_is_left(desk: Desk) -> None:
    await past_chats.catch_up(desk.server.house)
    for at in range(past_chats.AT_ONCE + 5):
        await desk.talked(f"old{at:02}", (ChatEnd(), Customer()), at=NOON - (100 - at) * DAY_MS)

    first = (await desk.bjorn.get("/chats", params={"limit": 100})).json()
    then = (await desk.bjorn.get("/chats", params={"limit": 100})).json()

    assert (len(first["items"]), first["waiting"]) == (2 + past_chats.AT_ONCE, 5)
    assert (len(then["items"]), then["waiting"]) == (2 + past_chats.AT_ONCE + 5, 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"rating": 6}, "rating"),
        ({"rating": "many"}, "rating"),
        ({"since": -1}, "since"),
        ({"until": "yesterday"}, "until"),
        ({"text": "x" * 401}, "text"),
        ({"customer": "x" * 401}, "customer"),
        ({"limit": 0}, "limit"),
        ({"after": "nowhere"}, "after"),
    ],
)
async def test_bad_input_names_the_field(desk: Desk, query: dict[str, Any], field: str) -> None:
    answer = await desk.bjorn.get("/chats", params=query)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["field"].partition(".")[0] in {field, "query"}, answer.json()


# --- transcripts ---


async def transcript(desk: Desk, chat: str = INVOICE, who: str = "bjorn", **query: Any) -> str:  # noqa: ANN401
    answer = await desk.clients[who].get(f"/chats/{chat}/transcript", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_transcript_says_whose_where_and_when_and_then_what_was_said(desk: Desk) -> None:
    text = await transcript(desk, LAMP, zone="Europe/Oslo")

    assert text.splitlines() == [
        "Chat with Leo Dahl",
        "",
        "Channel   Support",
        "Customer  Leo Dahl, leo@dahl.example, Dahl & Co",
        "Agent     Bjorn Aas",
        "Period    Wednesday 4 March 2026, 13:00 to 13:04",
        "Times     Europe/Oslo",
        "",
        "Wednesday 4 March 2026",
        "",
        "13:00  * Chat started",
        "13:00  Leo Dahl: Hello",
        "13:01  * Bjorn Aas answered",
        "13:02  Leo Dahl: My lamp flickers. Is the invoice enough?",
        "13:03  Bjorn Aas: It is. Which lamp?",
        "13:04  * Leo Dahl ended the chat",
    ]


async def test_times_are_those_of_the_reader_and_a_chat_over_midnight_has_two_days(desk: Desk) -> None:
    await desk.talked(
        "night", says("Late?", Customer()), (ChatEnd(), Customer()), at=NOON + 12 * 3_600_000 - 60_000
    )

    text = await transcript(desk, "night")
    assert "Period    Tuesday 3 March 2026, 23:59 to Wednesday 4 March 2026, 00:01" in text
    assert [line for line in text.splitlines() if line.endswith("March 2026")] == [
        "Tuesday 3 March 2026",
        "Wednesday 4 March 2026",
    ]
    assert "08:59  Mia Berg: Hello" in await transcript(desk, "night", zone="Asia/Tokyo")


async def test_notes_ratings_and_transfers_are_in_it_only_when_they_are_asked_for(desk: Desk) -> None:
    for format_ in ("text", "html"):
        for_customer = await transcript(desk, format=format_)
        for_agents = await transcript(desk, format=format_, notes=True)

        for words in ("She called before", "Quick and kind", "5 of 5"):
            assert words not in for_customer
            assert words in for_agents
        assert "bill.pdf" in for_customer


async def test_agents_are_called_in_it_what_the_customer_called_them(desk: Desk) -> None:
    settings = ChannelSettings(look=Look(first_name_only=True))
    await set_channel(desk.server, "support", settings)

    assert "Aas" not in await transcript(desk)
    assert "Bjorn Aas" in await transcript(desk, notes=True)


async def test_lines_of_a_message_cannot_pass_for_those_of_another(desk: Desk) -> None:
    said = says("Yes.\n13:02  Bjorn Aas: You get it all back.", Customer())
    await desk.talked("trick", said, name="Mia\n\nBjorn Aas")

    text = await transcript(desk, "trick")
    assert "           13:02  Bjorn Aas: You get it all back." in text.splitlines()
    assert "12:01  Mia Bjorn Aas: Yes." in text.splitlines()


async def test_nothing_of_it_can_run_or_load(desk: Desk) -> None:
    evil = "<img src=x onerror=alert(1)></p><script>alert(1)</script>"
    await desk.talked("evil", says(evil, Customer()), (ChatEnd(), Customer()), name=evil, email='"><b>')

    answer = await desk.bjorn.get("/chats/evil/transcript?format=html&notes=true")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src {STYLE_SOURCE};")
    assert "script" not in policy
    assert answer.headers["cache-control"] == "no-store"
    body = answer.text.replace(STYLE, "")
    assert set(re.findall(r"<(\w+)", body)) == {
        *("html", "meta", "title", "style", "main", "h1", "h2", "dl", "dt", "dd", "ol", "li", "time", "p", "b")
    } - {"doctype"}
    assert "src=x" in body
    assert not re.search(r"<[^>]*(src|href|onerror)=", body)


async def test_it_is_shown_or_saved_under_a_name_that_harms_no_disk(desk: Desk) -> None:
    await desk.talked("evil", name='../../etc/"passwd"\r\nx: y')

    shown = await desk.bjorn.get(f"/chats/{INVOICE}/transcript?format=html")
    saved = await desk.bjorn.get("/chats/evil/transcript?save=true")

    assert shown.headers["content-disposition"].startswith('inline; filename="Chat with Mia Berg.html"')
    assert saved.headers["content-disposition"].startswith("attachment; filename=")
    assert "/" not in saved.headers["content-disposition"].partition("filename*=")[0]
    assert "x" not in saved.headers
    assert saved.headers["content-type"] == "text/plain; charset=utf-8"


async def test_a_chat_that_goes_on_has_a_transcript_of_so_far(desk: Desk) -> None:
    await desk.talked("now", (Answer(), desk.people["bjorn"]))

    assert "Tuesday 3 March 2026, 12:00, not over yet" in await transcript(desk, "now")


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "/etc/passwd", "Europe", "", "x" * 65])
async def test_a_zone_that_is_none_is_named(desk: Desk, zone: str) -> None:
    answer = await desk.bjorn.get(f"/chats/{INVOICE}/transcript", params={"zone": zone})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["field"].endswith("zone")


async def test_what_is_not_hers_is_not_there_in_the_same_words(desk: Desk) -> None:
    hidden = await desk.carla.get(f"/chats/{INVOICE}/transcript")
    assert hidden.json() == (await desk.carla.get("/chats/nowhere/transcript")).json()
