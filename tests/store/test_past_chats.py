"""The index of past chats: what is due and when, what goes out by itself, and that no search sorts or scans."""

from collections.abc import Callable
from typing import Any

from playhouse.schema_diff import diff_models

from store import bound, schema, tables_past_chats
from store.database import Store
from store.journal import Append, Journal, Progress
from store.queries import chats, past_chats
from store.queries.activities import Readable
from store.queries.past_chats import Wanted, Words
from store.tables import Chat, Event
from tests.store.rows import event_of, row_of, said

ALL = Readable(None, "nobody")


def words(said: str = "", customer: str = "", *agents: str) -> Words:
    return Words(customer=customer, said=said, agents=agents)


async def due(store: Store) -> list[str]:
    return [each.chat for each in await store.read(past_chats.due, 100)]


async def indexed(store: Store, chat: str, found_by: Words, **changes: Any) -> None:  # noqa: ANN401 - any column
    row = row_of(chat, **{"status": "ended", "ended_at": 1_000, **changes})
    await store.write(chats.imported, [row], [])
    await index_all(store, {chat: found_by})


async def index_all(store: Store, found_by: dict[str, Words]) -> None:
    for each in await store.read(past_chats.due, 100):
        assert await store.write(past_chats.index, each, found_by[each.chat])


async def found(store: Store, readable: Readable = ALL, **wanted: Any) -> list[str]:  # noqa: ANN401 - any field
    hits = await store.read(past_chats.search, Wanted(**wanted), readable, None, 100)
    return [hit.row.id for hit in hits]


def test_the_tables_say_what_the_migration_has_made(path: Any) -> None:  # noqa: ANN401 - a Path
    schema.migrate(path)
    database = schema.Database(path, schema.READER)
    with database.connection_context():
        assert not diff_models(database, list(tables_past_chats.TABLES))  # type: ignore[no-untyped-call]


# --- what is due ---


async def test_a_chat_is_due_once_it_is_over_and_no_message_makes_it_so(store: Store, journal: Journal) -> None:
    await journal.append(said("c1", 1))
    await journal.append(Append((event_of("c1", 2),), Progress("c1", 2, 5, b"{}")))
    assert await due(store) == []

    await journal.append(said("c1", 3, ended_at=9, status="ended"))
    assert await due(store) == ["c1"]


async def test_a_chat_that_comes_whole_is_due_and_what_ended_last_is_first(store: Store) -> None:
    await store.write(chats.imported, [row_of("c1", ended_at=5), row_of("c2"), row_of("c3", ended_at=7)], [])

    assert await due(store) == ["c3", "c1"]


async def test_it_is_due_again_after_a_rating_a_late_note_or_another_name(store: Store, journal: Journal) -> None:
    await indexed(store, "c1", words("hei"))
    ended: dict[str, Any] = {"status": "ended", "ended_at": 1_000}

    for append in (
        said("c1", 2, rating=5, **ended),
        Append((event_of("c1", 3)._replace(kind="note"),), Progress("c1", 3, 5, b"{}")),
        said("c1", 4, rating=5, customer_name="Gone", **ended),
    ):
        await journal.append(append)
        assert await due(store) == ["c1"]
        await index_all(store, {"c1": words("hei")})

    await journal.append(Append((event_of("c1", 5),), Progress("c1", 5, 5, b"{}")))
    assert await due(store) == []


async def test_a_note_in_a_chat_that_goes_on_makes_nothing_due(store: Store, journal: Journal) -> None:
    await journal.append(said("c1", 1))
    await journal.append(Append((event_of("c1", 2)._replace(kind="note"),), Progress("c1", 2, 5, b"{}")))

    assert await due(store) == []


async def test_what_changed_while_it_was_read_stays_due(store: Store, journal: Journal) -> None:
    await journal.append(said("c1", 1, ended_at=9, status="ended"))
    (read,) = await store.read(past_chats.due, 1)
    await journal.append(said("c1", 2, ended_at=9, status="ended", rating=4))

    assert not await store.write(past_chats.index, read, words("old"))
    assert await due(store) == ["c1"]
    assert await found(store) == []


async def test_a_chat_that_returned_before_it_was_indexed_waits_for_its_next_end(
    store: Store, journal: Journal
) -> None:
    await journal.append(said("c1", 1, ended_at=9, status="ended"))
    await journal.append(said("c1", 2, status="active"))
    await index_all(store, {"c1": words("hei")})
    assert await found(store) == await due(store) == []

    await journal.append(said("c1", 3, ended_at=12, status="ended"))
    assert await due(store) == ["c1"]


# --- what goes out of it ---


async def test_a_deleted_chat_is_found_no_more(store: Store) -> None:
    await indexed(store, "c1", words("invoice", "Mia", "anna"))

    await store.write(Chat.erase, Chat.id == "c1")

    assert await found(store, words=("invoice",)) == await found(store, agent="anna") == await found(store) == []
    assert await store.read(_rows_left) == [0, 0, 0, 0]


def _rows_left() -> list[int]:
    tables = ("past_chat", "past_chat_agent", "past_chat_due", "past_chat_index")
    counts = (bound.connection().execute(f"SELECT count(*) FROM {table}") for table in tables)  # noqa: S608
    return [count for (count,) in (each.fetchone() for each in counts)]


async def test_changed_words_are_found_no_more_at_once_and_the_chat_is_due(store: Store, journal: Journal) -> None:
    await journal.append(said("c1", 1))
    await indexed(store, "c1", words("invoice"))

    await store.write(lambda: Event.update(body=b"{}").where(Event.chat == "c1").execute())

    assert await found(store, words=("invoice",)) == []
    assert await due(store) == ["c1"]


async def test_indexed_again_it_is_found_by_the_new_words_alone(store: Store) -> None:
    await indexed(store, "c1", words("invoice", "", "anna"))
    await indexed(store, "c1", words("delivery", "", "bjorn"), seq=2, ended_at=2_000)

    assert await found(store, words=("invoice",)) == await found(store, agent="anna") == []
    assert await found(store, words=("delivery",)) == await found(store, agent="bjorn") == ["c1"]


async def test_a_chat_that_went_on_elsewhere_is_read_by_the_rights_of_there(
    store: Store, journal: Journal
) -> None:
    await indexed(store, "c1", words("invoice"), agent="anna")

    await journal.append(said("c1", 2, channel="sales", agent="bjorn", status="active"))

    assert await found(store, Readable(("support",), "anna"), words=("invoice",)) == []
    assert await found(store, Readable((), "bjorn"), words=("invoice",)) == ["c1"]
    assert await found(store, Readable(("sales",), ""), words=("invoice",)) == ["c1"]


# --- what is found ---


async def test_words_are_found_anywhere_and_those_of_the_customer_where_she_says_who_she_is(store: Store) -> None:
    await indexed(store, "c1", words("Where is Mia's invoice?", "Leo Dahl leo@example.com"))
    await indexed(store, "c2", words("An invoice, please", "Mia Berg mia@example.com"), ended_at=2_000)

    assert await found(store, words=("mia", "INV")) == ["c2", "c1"]
    assert await found(store, customer=("mia",)) == ["c2"]
    assert await found(store, customer=("leo@example.com",), words=("invoice",)) == ["c1"]
    assert await found(store, words=('"', "NEAR(", "*", "customer:x")) == []


async def test_it_is_narrowed_by_agent_channel_rating_and_period(store: Store) -> None:
    await indexed(store, "c1", words("hei", "", "anna", "bjorn"), ended_at=1_000, rating=5)
    await indexed(store, "c2", words("hei", "", "bjorn"), ended_at=2_000, channel="sales", rating=2)

    searches: tuple[dict[str, Any], ...] = ({}, {"words": ("hei",)})
    for more in searches:
        assert await found(store, agent="anna", **more) == ["c1"]
        assert await found(store, agent="bjorn", **more) == ["c2", "c1"]
        assert await found(store, channel="sales", **more) == ["c2"]
        assert await found(store, ratings=(4, 5), **more) == ["c1"]
        assert await found(store, since=1_000, until=2_000, **more) == ["c1"]
        assert await found(store, since=1_001, **more) == await found(store, since=2_000, **more) == ["c2"]


async def test_chats_that_end_in_one_millisecond_are_all_there_each_once(store: Store) -> None:
    names = [f"c{at:04}" for at in range(1_030)]
    await store.write(chats.imported, [row_of(name, ended_at=5) for name in names], [])
    while some := await store.read(past_chats.due, 500):
        await store.write(_index_some, some)

    seen: list[str] = []
    before = None
    while page := await store.read(past_chats.search, Wanted(), ALL, before, 400):
        seen += [hit.row.id for hit in page]
        before = page[-1].number
    assert sorted(seen) == names


def _index_some(some: list[past_chats.Due]) -> None:
    for each in some:
        past_chats.index(each, words())


async def test_every_search_follows_the_order_of_an_index_and_sorts_nothing(store: Store) -> None:
    some = Readable(("support", "sales"), "anna")
    searches = [
        Wanted(),
        Wanted(words=("a",), agent="anna", ratings=(5,), since=1, until=9),
        Wanted(customer=("a",)),
        Wanted(agent="anna", channel="support"),
    ]

    def plans(ask: Callable[..., object], *args: object) -> list[str]:
        connection = bound.connection()
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        ask(*args)
        connection.set_trace_callback(None)
        ours = [each for each in statements if not each.startswith("--")]
        return [row[3] for each in ours for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]

    for wanted in searches:
        steps = await store.read(plans, past_chats.search, wanted, some, 10**15, 30)
        assert not [step for step in steps if "TEMP B-TREE" in step], (wanted, steps)
        scans = [step for step in steps if step.startswith("SCAN") and "past_chat_index" not in step]
        assert not scans, (wanted, steps)
