"""The rows of the CRM: search that no words can break, one owner for an address, activities a reader may see."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from store import bound, schema, tables, tables_crm
from store.database import Store
from store.errors import EmailTaken, ExternalIdTaken, RecordMissing
from store.queries import accounts, activities, chats, companies, contacts, crm_marks, follow_ups, requests, sales
from store.queries.activities import Readable, RequestLine
from store.queries.companies import CompanyRow
from store.queries.contacts import ContactRow
from store.queries.follow_ups import FollowUpRow, Wanted
from store.queries.sales import SaleRow
from tests.store.rows import account_of, request_of, row_of

ALL = Readable(None, "anybody")


def contact_of(contact: str, name: str = "", **changes: Any) -> ContactRow:  # noqa: ANN401 - any field
    name = name or contact
    values: dict[str, Any] = {
        **dict.fromkeys(("external_id", "phone_key", "company")),
        "id": contact,
        "name": name,
        "name_folded": name.lower(),
        "emails": (),
        "phone": "",
        "title": "",
        "words": "",
        "created_at": 1,
        "changed_at": 1,
    }
    return ContactRow(**values | changes)


def company_of(company: str, name: str = "", **changes: Any) -> CompanyRow:  # noqa: ANN401 - any field
    name = name or company
    values: dict[str, Any] = {
        "id": company,
        "external_id": None,
        "name": name,
        "name_folded": name.lower(),
        "domains": (),
        "phone": "",
        "words": "",
        "created_at": 1,
        "changed_at": 1,
    }
    return CompanyRow(**values | changes)


def sale_of(sale: str, **changes: Any) -> SaleRow:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        **dict.fromkeys(("close_date", "owner", "contact", "company")),
        "id": sale,
        "title": sale,
        "amount_cents": 100,
        "currency": "EUR",
        "stage": "lead",
        "created_at": 1,
        "changed_at": 1,
    }
    return SaleRow(**values | changes)


def follow_up_of(follow_up: str, **changes: Any) -> FollowUpRow:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        **dict.fromkeys(("owner", "done_at", "contact", "company")),
        "id": follow_up,
        "title": follow_up,
        "due_at": 1,
        "created_at": 1,
        "changed_at": 1,
    }
    return FollowUpRow(**values | changes)


def ids(rows: Any) -> list[str]:  # noqa: ANN401 - rows of any kind
    return [row.id for row in rows]


@pytest.fixture
async def nord(store: Store) -> Store:
    """A store with two people at one company, and one at none."""
    await store.write(companies.create, company_of("nord", "Nord AS", domains=("nord.example",)))
    people = [
        contact_of(
            "mia",
            "mia berg",
            emails=("mia@nord.example", "m@home.example"),
            company="nord",
            words="mia nord example",
        ),
        contact_of("ola", "ola berg", company="nord", words="4799887766 99887766", phone_key="99887766"),
        contact_of("kari", "kari holm"),
    ]
    for each in people:
        await store.write(contacts.create, each)
    return store


def test_the_tables_say_what_the_migrations_have_made(path: Path) -> None:
    schema.migrate(path)
    database = schema.Database(path, schema.READER)
    with database.connection_context():
        assert not diff_models(database, list(tables_crm.TABLES))  # type: ignore[no-untyped-call]  # no stub


# --- contacts and companies ---


async def test_what_is_kept_is_read_back_whole(nord: Store) -> None:
    mia = await nord.read(contacts.by_email, "m@home.example")
    assert mia is not None
    assert (mia.emails, mia.company, mia.company_name) == (
        ("mia@nord.example", "m@home.example"),
        "nord",
        "Nord AS",
    )
    assert await nord.read(contacts.get, "nobody") is None
    company = await nord.read(companies.get, "nord")
    assert company is not None
    assert company.domains == ("nord.example",)


async def test_an_address_belongs_to_one_contact(nord: Store) -> None:
    with pytest.raises(EmailTaken) as taken:
        await nord.write(contacts.create, contact_of("other", emails=("x@x.example", "mia@nord.example")))
    assert taken.value.contact == "mia"
    assert await nord.read(contacts.by_email, "x@x.example") is None
    with pytest.raises(EmailTaken):
        await nord.write(contacts.change, contact_of("ola", emails=("mia@nord.example",)))
    assert await nord.write(contacts.change, contact_of("mia", emails=("mia@nord.example",)))


async def test_an_id_from_elsewhere_belongs_to_one_record(nord: Store) -> None:
    await nord.write(contacts.change, contact_of("kari", external_id="17"))
    with pytest.raises(ExternalIdTaken):
        await nord.write(contacts.create, contact_of("other", external_id="17"))
    await nord.write(companies.create, company_of("south", external_id="17"))
    with pytest.raises(ExternalIdTaken):
        await nord.write(companies.change, company_of("nord", external_id="17"))


async def test_a_contact_cannot_be_at_a_company_that_is_not_there(store: Store) -> None:
    with pytest.raises(RecordMissing, match="company"):
        await store.write(contacts.create, contact_of("mia", company="nowhere"))


async def test_lists_are_by_name_and_go_on_behind_a_place(nord: Store) -> None:
    assert ids(await nord.read(contacts.page, None, 2)) == ["kari", "mia"]
    assert ids(await nord.read(contacts.page, ("mia berg", "mia"), 2)) == ["ola"]
    assert ids(await nord.read(contacts.page, None, 9, "nord")) == ["mia", "ola"]
    assert ids(await nord.read(companies.page, None, 9)) == ["nord"]


# --- search ---


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("be",), ["mia", "ola"]),
        (("berg", "mi"), ["mia"]),
        (("holm",), ["kari"]),
        (("nord",), ["mia", "ola"]),
        (("mia", "nord"), ["mia"]),
        (("9988",), ["ola"]),
        (("4799",), ["ola"]),
        (("erg",), []),
        ((), []),
    ],
)
async def test_words_are_found_by_how_they_begin(nord: Store, words: tuple[str, ...], found: list[str]) -> None:
    assert sorted(ids(await nord.read(contacts.search, words, 9))) == found


@pytest.mark.parametrize(
    "word",
    [
        *('"', '""', "'", "*", "^mia", "mia*", "name:mia", "{name}:mia", "mia AND", "OR", "NOT", "NEAR(mia berg)"),
        *(
            "mia) OR (berg",
            "-mia",
            "+",
            "mia\0berg",
            "\0",
            "%",
            "_",
            "; DROP TABLE contact",
            "å" * 5_000,
            "𝕏",
            "\ud800",
        ),
    ],
)
async def test_no_word_is_read_as_the_syntax_of_the_index(nord: Store, word: str) -> None:
    word = word.encode("utf-8", "replace").decode()  # a half of a pair never comes through the wire
    for search in (contacts.search, companies.search):
        assert len(await nord.read(search, (word,), 9)) <= 1
    await nord.read(contacts.likely, (word,), None, 9)
    await nord.read(companies.at_domains, (word,), (word,), 9)


async def test_the_index_follows_every_change(nord: Store) -> None:
    await nord.write(companies.change, company_of("nord", "south as"))
    assert sorted(ids(await nord.read(contacts.search, ("south",), 9))) == ["mia", "ola"]
    assert ids(await nord.read(contacts.search, ("nord",), 9)) == ["mia"]  # by her address

    await nord.write(contacts.change, contact_of("ola", "per vik"))
    assert ids(await nord.read(contacts.search, ("per",), 9)) == ["ola"]
    assert ids(await nord.read(contacts.search, ("south",), 9)) == ["mia"]

    await nord.write(companies.remove, "nord")
    assert await nord.read(contacts.search, ("south",), 9) == []
    assert await nord.read(companies.search, ("south",), 9) == []

    await nord.write(contacts.remove, "mia")
    assert await nord.read(contacts.search, ("mia",), 9) == []


async def test_candidates_share_a_word_of_the_name_or_the_number(nord: Store) -> None:
    assert sorted(ids(await nord.read(contacts.likely, ("berg", "xyz"), None, 9))) == ["mia", "ola"]
    assert ids(await nord.read(contacts.likely, (), "99887766", 9)) == ["ola"]
    assert await nord.read(contacts.likely, ("nord",), None, 9) == []


async def test_companies_are_guessed_by_domain_by_colleagues_and_by_name(nord: Store) -> None:
    await nord.write(companies.create, company_of("home", "home sweet"))
    await nord.write(contacts.change, contact_of("kari", emails=("kari@home.example",), company="home"))

    async def guessed(*domains: str, words: tuple[str, ...] = ()) -> list[tuple[str, int]]:
        return [
            (each.company.id, each.people) for each in await nord.read(companies.at_domains, domains, words, 9)
        ]

    assert await guessed("nord.example") == [("nord", 1)]
    assert await guessed("mail.nord.example", "nord.example") == [("nord", 0)]
    assert sorted(await guessed("home.example")) == [("home", 1), ("nord", 1)]
    assert await guessed("x.example", words=("home",)) == [("home", 0)]
    assert await guessed(words=("nor",)) == [("nord", 0)]


# --- sales, follow-ups, marks ---


async def test_a_contacts_sales_are_its_own_and_the_companys_that_are_no_others(nord: Store) -> None:
    rows = [
        sale_of("own", contact="mia", created_at=1),
        sale_of("both", contact="mia", company="nord", created_at=2),
        sale_of("company", company="nord", created_at=3),
        sale_of("colleague", contact="ola", company="nord", created_at=4),
    ]
    for row in rows:
        await nord.write(sales.create, row)

    assert ids(await nord.read(sales.of_contact, "mia", "nord", 9)) == ["company", "both", "own"]
    assert ids(await nord.read(sales.of_contact, "kari", None, 9)) == []
    assert ids(await nord.read(sales.page, None, 2)) == ["colleague", "company"]
    assert ids(await nord.read(sales.page, (3, "company"), 9, company="nord")) == ["both"]
    with pytest.raises(RecordMissing, match="contact"):
        await nord.write(sales.create, sale_of("lost", contact="nobody"))


async def test_follow_ups_come_as_they_are_due_and_what_is_done_comes_last_on_a_card(nord: Store) -> None:
    rows = [
        follow_up_of("later", contact="mia", due_at=9, owner="anna"),
        follow_up_of("done", contact="mia", due_at=1, done_at=2),
        follow_up_of("soon", company="nord", due_at=5),
    ]
    for row in rows:
        await nord.write(follow_ups.create, row)

    assert ids(await nord.read(follow_ups.of_contact, "mia", "nord", 9)) == ["soon", "later", "done"]
    assert ids(await nord.read(follow_ups.page, None, 9, Wanted(done=False))) == ["soon", "later"]
    assert ids(await nord.read(follow_ups.page, (1, "done"), 1, Wanted())) == ["soon"]
    assert ids(await nord.read(follow_ups.page, None, 9, Wanted(owner="anna"))) == ["later"]


async def test_what_belongs_to_a_removed_record_alone_goes_with_it(nord: Store) -> None:
    for row in (sale_of("own", contact="mia"), sale_of("both", contact="mia", company="nord")):
        await nord.write(sales.create, row)
    await nord.write(follow_ups.create, follow_up_of("own", contact="mia"))
    await nord.write(activities.put, "chat", "c1", "mia", 1)

    assert await nord.write(contacts.remove, "mia") is True
    assert await nord.write(contacts.remove, "mia") is False

    assert ids(await nord.read(sales.page, None, 9)) == ["both"]
    assert await nord.read(follow_ups.get, "own") is None
    assert await nord.read(activities.get, "chat", "c1") is None
    assert await nord.write(companies.remove, "nord") is True
    assert ids(await nord.read(contacts.page, None, 9)) == ["kari", "ola"]
    assert await nord.read(sales.page, None, 9) == []


async def test_each_agent_has_her_own_history_and_favourites(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for login in ("anna", "bjorn"):
        await store.write(accounts.create, account_of(login))
    monkeypatch.setattr(crm_marks, "HISTORY_MAX", 2)
    monkeypatch.setattr(crm_marks, "FAVOURITES_MAX", 1)
    for at, contact in enumerate(("a", "b", "a", "c")):
        await store.write(crm_marks.use, "anna", "contact", contact, at)

    assert await store.read(crm_marks.history, "anna", "contact", 9) == ["c", "a"]
    assert await store.read(crm_marks.history, "anna", "company", 9) == []
    assert await store.read(crm_marks.history, "bjorn", "contact", 9) == []

    assert await store.write(crm_marks.favour, "anna", "contact", "a", 1) is True
    assert await store.write(crm_marks.favour, "anna", "contact", "a", 2) is True
    assert await store.write(crm_marks.favour, "anna", "contact", "b", 3) is False
    assert await store.read(crm_marks.favourites, "anna", "contact") == ["a"]
    assert await store.write(crm_marks.unfavour, "anna", "contact", "a") is True
    assert await store.write(crm_marks.unfavour, "anna", "contact", "a") is False


# --- activities ---


async def put_chats(store: Store, **chats_of: dict[str, Any]) -> None:
    over = {"status": "ended", "ended_at": 99, "customer_email": None}
    await store.write(
        chats.imported, [row_of(chat, **{**over, **changes}) for chat, changes in chats_of.items()], ()
    )


async def page(
    store: Store,
    emails: tuple[str, ...] = (),
    readable: Readable = ALL,
    **more: Any,  # noqa: ANN401 - before, limit
) -> list[tuple[str, bool]]:
    before, limit = more.get("before"), more.get("limit", 9)
    readable = readable._replace(kind=more.get("kind"))
    rows = await store.read(activities.page, "mia", emails, readable, before, limit)
    return [(row.ref, row.linked) for row in rows]


async def test_activities_are_linked_chats_requests_and_chats_of_the_same_address(store: Store) -> None:
    await put_chats(
        store,
        linked={"started_at": 10},
        capital={"started_at": 20, "customer_email": "MIA@Nord.example"},
        open={"started_at": 30, "customer_email": "mia@nord.example", "status": "active", "ended_at": None},
        others={"started_at": 40, "customer_email": "mia@nord.example"},
        nobodys={"started_at": 50, "customer_email": "mia@nord.example"},
    )
    for ref, contact in (("linked", "mia"), ("others", "ola"), ("nobodys", None)):
        await store.write(activities.put, "chat", ref, contact, 10)
    await store.write(requests.imported, 17, request_of("Invoice"))
    for number in ("17", "18"):  # which is not there
        await store.write(activities.put, "request", number, "mia", 15)

    emails = ("mia@nord.example", "m@home.example")
    assert await page(store, emails) == [("capital", False), ("17", True), ("linked", True)]
    assert await page(store) == [("17", True), ("linked", True)]
    assert await page(store, emails, limit=1) == [("capital", False)]
    assert await page(store, emails, before=(20, "capital")) == [("17", True), ("linked", True)]
    assert await page(store, emails, kind="chat") == [("capital", False), ("linked", True)]
    assert await page(store, emails, kind="request") == [("17", True)]
    (row,) = await store.read(activities.page, "mia", (), ALL, None, 1)
    assert row.request == RequestLine(17, "Invoice", "open", "Mia")


async def test_what_a_company_has_had_to_do_with_us_is_that_of_the_people_who_work_there_now(store: Store) -> None:
    for place in ("nord", "south"):
        await store.write(companies.create, company_of(place))
    for contact, company in (("mia", "nord"), ("ola", "nord"), ("zoe", "south"), ("leo", None)):
        emails = (f"{contact}@x.example",)
        await store.write(contacts.create, contact_of(contact, company=company, emails=emails))
    await put_chats(
        store,
        mias={"started_at": 10},
        olas={"started_at": 20, "customer_email": "OLA@x.example", "channel": "sales"},
        zoes={"started_at": 30, "customer_email": "zoe@x.example"},
    )
    await store.write(activities.put, "chat", "mias", "mia", 10)
    await store.write(requests.imported, 17, request_of("Invoice"))
    await store.write(activities.put, "request", "17", "ola", 15)
    await store.write(activities.put, "request", "18", "leo", 15)

    async def of_nord(readable: Readable = ALL, before: tuple[int, str] | None = None) -> list[str]:
        rows = await store.read(activities.page_of_company, "nord", readable, before, 9)
        return [row.ref for row in rows]

    assert await of_nord() == ["olas", "17", "mias"]
    assert await of_nord(before=(20, "olas")) == ["17", "mias"]
    assert await of_nord(Readable(("support",), "anna")) == ["17", "mias"]
    await store.write(contacts.change, contact_of("mia", company="south"))
    assert await of_nord() == ["olas", "17"]


async def test_a_reader_sees_the_requests_of_her_channels(store: Store) -> None:
    for number, channel in ((17, "support"), (18, "sales")):
        await store.write(requests.imported, number, request_of(channel=channel))
        await store.write(activities.put, "request", str(number), "mia", number)

    assert await page(store, readable=Readable(("support",), "kari")) == [("17", True)]
    assert await page(store, readable=Readable((), "kari")) == []


async def test_a_reader_sees_the_chats_of_her_channels_and_her_own(store: Store) -> None:
    await put_chats(
        store, here={"channel": "support"}, there={"channel": "sales"}, mine={"channel": "sales", "agent": "kari"}
    )
    for chat in ("here", "there", "mine", "gone"):
        await store.write(activities.put, "chat", chat, "mia", 1)

    assert sorted(await page(store)) == [("here", True), ("mine", True), ("there", True)]
    assert sorted(await page(store, readable=Readable(("support",), "kari"))) == [("here", True), ("mine", True)]
    assert await page(store, readable=Readable((), "nobody")) == []


async def test_linking_again_moves_the_chat_and_keeps_its_place(store: Store) -> None:
    await store.write(activities.put, "chat", "c1", "mia", 7)
    await store.write(activities.put, "chat", "c1", "ola", 9)

    line = await store.read(activities.get, "chat", "c1")
    assert line is not None
    assert line.contact == "ola"
    assert await store.read(activities.get, "chat", "c2") is None


LISTS: list[tuple[Callable[..., object], tuple[object, ...]]] = [
    (activities.page, ("mia", ("a@x.example", "b@x.example"), ALL, (5, "x"), 9)),
    (activities.page, ("mia", ("a@x.example",), Readable(("support",), "kari", "chat"), None, 9)),
    (activities.page_of_company, ("nord", Readable(("support",), "kari"), (5, "x"), 9)),
    (contacts.by_email, ("a@x.example",)),
    (contacts.page, (("a", "b"), 9)),
    (contacts.page, (None, 9, "nord")),
    (contacts.known, (("a@x.example",), ("1",), ("mia",))),
    (contacts.likely, (("mia",), "99887766", 9)),
    (companies.page, (("a", "b"), 9)),
    (companies.known, (("nord",), ("1",))),
    (companies.at_domains, (("nord.example",), ("nord",), 9)),
    (sales.of_contact, ("mia", "nord", 9)),
    (follow_ups.of_contact, ("mia", "nord", 9)),
    (follow_ups.page, ((1, "x"), 9, Wanted(owner="anna"))),
]


@pytest.mark.parametrize(("function", "args"), LISTS)
async def test_no_list_reads_a_whole_table(
    store: Store, function: Callable[..., object], args: tuple[object, ...]
) -> None:
    def plans() -> list[str]:
        connection = bound.connection()
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        function(*args)
        connection.set_trace_callback(None)
        return [
            row[3]
            for each in statements
            if not each.startswith("--")
            for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")
        ]

    whole = {table._meta.table_name for table in (*tables.TABLES, *tables_crm.TABLES)}
    scans = [
        step.split()[1] for step in await store.read(plans) if step.startswith("SCAN") and "USING" not in step
    ]
    assert not whole & set(scans)
