"""Requests as rows: their numbers, what a list is narrowed to, and words that are searched for."""

import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from store import bound, schema, tables_requests
from store.database import Store
from store.errors import CategoryInUse, CategoryNameTaken
from store.queries import accounts, channels, request_categories, requests
from store.queries.accounts import Account, Role
from store.queries.request_categories import Category
from store.queries.requests import NewEntry, NewRequest, Place, Wanted
from tests.store.rows import request_of


def note(text: str, at: int = 1, key: str | None = None) -> NewEntry:
    return NewEntry(at, "note", b"{}", text, key=key)


@pytest.fixture
async def store(path: Path, inline: bool) -> AsyncIterator[Store]:
    """With two accounts and a category."""
    async with Store.open(path, inline=inline) as store:
        for name in ("kari", "ola"):
            await join(store, name)
        await store.write(
            request_categories.put, Category(id="bill", name="Bill", name_folded="bill", offered=True)
        )
        yield store


async def join(store: Store, name: str, role: Role = "agent", disabled_at: int | None = None) -> None:
    account = Account(
        id=name,
        login=name,
        name=name.title(),
        email="",
        role=role,
        password_hash="",
        created_at=1,
        disabled_at=disabled_at,
    )
    await store.write(accounts.create, account)


async def made(store: Store, *wanted: NewRequest) -> list[int]:
    return [await store.write(requests.create, each) for each in wanted]


async def found(store: Store, **wanted: Any) -> list[int]:  # noqa: ANN401 - any narrowing
    return [row.number for row in await store.read(requests.page, Wanted(**wanted), None, 50)]


def test_the_tables_say_what_the_migrations_have_made(path: Path) -> None:
    schema.migrate(path)
    database = schema.Database(path, schema.READER)
    with database.connection_context():
        assert not diff_models(database, list(tables_requests.TABLES))  # type: ignore[no-untyped-call]  # no stub


async def test_numbers_count_from_1001_and_none_is_given_twice(store: Store) -> None:
    first, second = await made(store, request_of(), request_of())
    await store.write(removed, second)

    assert (first, second) == (1001, 1002)
    assert await made(store, request_of()) == [1003]


async def test_a_number_of_a_write_that_failed_is_not_lost(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await store.write(requests.create, request_of(priority="huge"))

    assert await made(store, request_of()) == [1001]


async def test_numbers_go_on_behind_imported_ones(store: Store) -> None:
    await store.write(requests.imported, 1007, request_of())

    assert await made(store, request_of()) == [1008]


async def test_a_key_is_one_request_of_its_chat(store: Store) -> None:
    (number,) = await made(store, request_of(chat="c1", key="k"))
    await made(store, request_of(chat="c2", key="k"), request_of(), request_of())

    with pytest.raises(sqlite3.IntegrityError):
        await made(store, request_of(chat="c1", key="k"))
    known = await store.read(requests.of_key, "c1", "k")
    assert known is not None
    assert known.number == number


async def test_a_request_is_read_with_the_names_of_its_owner_and_category(store: Store) -> None:
    (number,) = await made(store, request_of(owner="kari", category="bill"))

    request = await store.read(requests.get, number)

    assert request is not None
    assert (request.owner_name, request.category_name, request.told) == ("Kari", "Bill", False)


async def test_the_untold_are_those_whose_chat_does_not_know(store: Store) -> None:
    first, second = await made(store, request_of(chat="c1"), request_of(chat="c2"))
    await store.write(requests.told, first)

    assert [each.number for each in await store.read(requests.untold)] == [second]


async def test_entries_are_numbered_for_each_request_and_read_by_the_page(store: Store) -> None:
    first, second = await made(store, request_of(), request_of())
    for text in "abcde":
        await store.write(requests.add, first, note(text))
    added = await store.write(requests.add, second, note("x"))

    assert added.n == 1
    assert [entry.text for entry in await store.read(requests.entries, first, 2)] == ["d", "e"]
    assert [entry.text for entry in await store.read(requests.entries, first, 2, 4)] == ["b", "c"]
    assert await store.read(requests.length, first) == 5


async def test_a_lists_narrowings_go_together(store: Store) -> None:
    one, two, three, four = await made(
        store,
        request_of(owner="kari", status="open", priority="high", chat="c1"),
        request_of(owner="kari", status="closed", contact="p1", changed_at=2),
        request_of(channel="sales", status="waiting", category="bill", changed_at=3),
        request_of(owner="ola", status="open", changed_at=4),
    )

    assert await found(store) == [four, three, two, one]
    assert await found(store, owner="kari") == [two, one]
    assert await found(store, owner="kari", statuses=("open", "waiting")) == [one]
    assert await found(store, statuses=("waiting", "closed")) == [three, two]
    assert await found(store, unowned=True) == [three]
    assert await found(store, category="bill") == [three]
    assert await found(store, contact="p1") == [two]
    assert await found(store, chat="c1") == [one]
    assert await found(store, priorities=("high", "low")) == [one]
    assert await found(store, channels=("sales",)) == [three]
    assert await found(store, channels=("sales",), channel="support") == []
    assert await found(store, channels=()) == []


async def test_pages_follow_each_other_without_a_gap_and_a_double(store: Store) -> None:
    numbers = await made(store, *(request_of(changed_at=at // 3) for at in range(10)))
    seen: list[int] = []
    place: Place | None = None
    while rows := await store.read(requests.page, Wanted(), place, 3):
        seen += [row.number for row in rows]
        place = requests.place_of(rows[-1], "changed")

    assert seen == numbers[::-1]


async def test_words_are_found_in_title_customer_address_and_log_whatever_their_accents(store: Store) -> None:
    one, two, three = await made(
        store,
        request_of("Façade in Zürich"),
        request_of("Other", customer="Åse Berg", email="aase@example.com"),
        request_of("Third"),
    )
    await store.write(requests.add, three, note("The lamp flickers"))
    await store.write(requests.add, three, note("since Monday"))

    assert await found(store, words=("facade", "zur")) == [one]
    assert await found(store, words=("ase",)) == [two]
    assert await found(store, words=("aase@example.com",)) == [two]
    assert await found(store, words=("lamp", "monday")) == [three]
    assert await found(store, words=("1002",), number=two) == [two]
    assert await found(store, words=("nothing",)) == []


async def test_a_new_title_is_found_and_the_old_one_no_longer(store: Store) -> None:
    (number,) = await made(store, request_of("Invoice"))
    await store.write(requests.add, number, note("about lamps"))
    await store.write(requests.change, number, {"title": "Delivery"})

    assert await found(store, words=("delivery", "lamps")) == [number]
    assert await found(store, words=("invoice",)) == []


@pytest.mark.parametrize("word", ['"', "a OR b", "NEAR(", "title:", "*", "a*b", "-", "\0", "^x", '"x" AND', "'"])
async def test_no_word_is_taken_for_the_language_of_the_index(store: Store, word: str) -> None:
    await made(store, request_of())

    assert await found(store, words=(word,)) in ([], [1001])


async def test_owners_are_those_who_may_answer_the_channel_and_admins(store: Store) -> None:
    channel = channels.Channel(key="support", name="Support", language="en", created_at=1)
    await store.write(channels.create, channel)
    await join(store, "root", "admin")
    await join(store, "gone", "admin", disabled_at=5)
    await store.write(channels.set_member, "support", "kari", channels.Rights(respond=True))
    await store.write(channels.set_member, "support", "ola", channels.Rights(listen=True, manage=True))

    assert [owner.name for owner in await store.read(requests.owners, "support")] == ["Kari", "Root"]
    assert await store.read(requests.may_own, "ola", "support") is None
    assert await store.read(requests.may_own, "kari", "sales") is None
    assert await store.read(requests.may_own, "gone", "support") is None
    assert await store.read(requests.may_own, "root", "sales") is not None


async def test_a_category_in_use_stays_and_names_are_told_apart_by_more_than_capitals(store: Store) -> None:
    await made(store, request_of(category="bill"))

    with pytest.raises(CategoryInUse):
        await store.write(request_categories.remove, "bill")
    with pytest.raises(CategoryNameTaken):
        await store.write(
            request_categories.put, Category(id="other", name="BILL", name_folded="bill", offered=True)
        )
    assert await store.write(request_categories.remove, "nothing") is False


@pytest.mark.slow
async def test_lists_of_fifty_thousand_requests_are_read_at_once(path: Path) -> None:
    async with Store.open(path, inline=True) as store:
        await join(store, "kari")
        await store.write(fill, 50_000)
        lists: list[dict[str, Any]] = [
            {},
            {"owner": "kari", "statuses": ("open",)},
            {"channels": ("support",)},
            {"contact": "p7"},
            {"chat": "c9"},
        ]
        for wanted in lists:
            began = time.process_time()  # however busy the machine is
            assert await store.read(requests.page, Wanted(**wanted), None, 50)
            assert time.process_time() - began < 0.1, wanted  # a tenth of that here; a scan and a sort take more


def fill(count: int) -> None:
    for n in range(count):
        requests.create(
            request_of(
                f"Request {n}",
                changed_at=n,
                owner="kari" if n % 7 == 0 else None,
                status="open" if n % 3 == 0 else "closed",
                contact=f"p{n % 500}",
                chat=f"c{n}",
            )
        )


def removed(number: int) -> None:
    bound.connection().execute("DELETE FROM request WHERE number = ?", (number,))
