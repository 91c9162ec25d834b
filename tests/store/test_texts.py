"""Predefined texts as rows: trees of folders, searching, what is remembered of each account."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from store import bound
from store.database import Store
from store.errors import (
    QuickRepliesChanged,
    TextFolderInItself,
    TextFolderMissing,
    TextFolderNameTaken,
    TextFolderNotEmpty,
)
from store.queries import accounts, quick_replies, text_folders, text_search, texts
from store.queries.accounts import Account
from store.queries.quick_replies import QuickReply
from store.queries.text_folders import Folder, TextKind
from store.queries.texts import Place, Text, Wanted

FAQS = Wanted(kind="faq")


def text_of(text: str, **changes: Any) -> Text:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "id": text,
        "kind": "faq",
        "folder": None,
        "title": text.title(),
        "title_folded": changes.get("title", text).lower(),
        "language": "en",
        "published": True,
        "public": changes.get("kind", "faq") == "faq",
        "created_at": 1,
        "changed_at": 1,
        "body": f"About {text}.",
    }
    return Text(**values | changes)


def folder_of(folder: str, parent: str | None = None, kind: TextKind = "faq") -> Folder:
    return Folder(id=folder, kind=kind, parent=parent, name=folder.title(), name_folded=folder)


def reply_of(reply: str, account: str = "kari") -> QuickReply:
    return QuickReply(id=reply, account=account, title=reply.title(), title_folded=reply, body="Hello.")


async def stored(store: Store, *rows: Text | Folder) -> None:
    for row in rows:
        if isinstance(row, Text):
            await store.write(texts.create, row)
        else:
            await store.write(text_folders.create, row)


@pytest.fixture
async def store(path: Path, inline: bool) -> AsyncIterator[Store]:
    """With two accounts."""
    async with Store.open(path, inline=inline) as store:
        for name in ("kari", "ola"):
            account = Account(
                id=name, login=name, name=name.title(), email="", role="agent", password_hash="", created_at=1
            )
            await store.write(accounts.create, account)
        yield store


async def found(store: Store, *words: str, wanted: Wanted = FAQS) -> list[str]:
    return [row.id for row in await store.read(text_search.search, "kari", words, wanted, 50)]


async def titles(store: Store, *words: str, account: str = "kari", limit: int = 20) -> list[str]:
    return [hit.id for hit in await store.read(text_search.titles, account, words, limit)]


# --- folders ---


async def test_each_kind_has_its_own_tree_by_name(store: Store) -> None:
    await stored(store, folder_of("b"), folder_of("a", "b"), folder_of("c", kind="template"))

    assert [folder.id for folder in await store.read(text_folders.all_of, "faq")] == ["a", "b"]
    assert await store.read(text_folders.get, "template", "a") is None


async def test_a_folder_has_all_below_it_under_it(store: Store) -> None:
    await stored(store, folder_of("a"), folder_of("b", "a"), folder_of("c", "b"), folder_of("d"))

    assert sorted(await store.read(text_folders.under, "a")) == ["a", "b", "c"]
    assert await store.read(text_folders.under, "nobody") == []


async def test_no_two_folders_of_a_name_lie_beside_each_other(store: Store) -> None:
    await stored(store, folder_of("a"), folder_of("b"), folder_of("c", "b"))
    await stored(store, Folder(id="a2", kind="template", parent=None, name="A", name_folded="a"))
    await stored(store, Folder(id="a3", kind="faq", parent="b", name="A", name_folded="a"))

    with pytest.raises(TextFolderNameTaken):
        await stored(store, Folder(id="a4", kind="faq", parent=None, name="A", name_folded="a"))
    with pytest.raises(TextFolderNameTaken):
        await store.write(text_folders.change, "faq", "a3", {"name": "C", "name_folded": "c"})
    await store.write(text_folders.change, "faq", "a3", {"name": "a", "name_folded": "a"})


async def test_a_folder_hangs_where_there_is_one_and_never_in_itself(store: Store) -> None:
    await stored(store, folder_of("a"), folder_of("b", "a"), folder_of("c", "b"), folder_of("t", kind="template"))

    for parent in ("a", "b", "c"):
        with pytest.raises(TextFolderInItself):
            await store.write(text_folders.change, "faq", "a", {"parent": parent})
    for parent in ("nobody", "t"):
        with pytest.raises(TextFolderMissing):
            await store.write(text_folders.change, "faq", "a", {"parent": parent})
    moved = await store.write(text_folders.change, "faq", "c", {"parent": None})
    assert moved.parent is None


async def test_only_an_empty_folder_is_removed(store: Store) -> None:
    await stored(store, folder_of("a"), folder_of("b", "a"), text_of("t", folder="b"))

    for folder in ("a", "b"):
        with pytest.raises(TextFolderNotEmpty):
            await store.write(text_folders.remove, "faq", folder)
    await store.write(texts.remove, "faq", "t")
    assert await store.write(text_folders.remove, "faq", "b")
    assert not await store.write(text_folders.remove, "faq", "b")
    assert not await store.write(text_folders.remove, "template", "a")


async def test_a_text_lies_in_a_folder_of_its_kind(store: Store) -> None:
    await stored(store, folder_of("a"), folder_of("t", kind="template"))

    for folder in ("nobody", "t"):
        with pytest.raises(TextFolderMissing):
            await stored(store, text_of("x", folder=folder))
    await stored(store, text_of("x", folder="a"))
    with pytest.raises(TextFolderMissing):
        await store.write(texts.change, "faq", "x", {"folder": "t"})


# --- texts ---


async def test_a_text_is_changed_field_by_field(store: Store) -> None:
    await stored(store, text_of("x"))

    changed = await store.write(texts.change, "faq", "x", {"body": "New.", "changed_at": 2})

    assert changed == text_of("x", body="New.", changed_at=2) == await store.read(texts.get, "faq", "x")
    assert await store.write(texts.change, "template", "x", {"body": "y"}) is None
    assert await store.read(texts.get, "template", "x") is None


async def test_a_list_goes_on_where_its_page_ended(store: Store) -> None:
    await stored(store, *(text_of(text, title_folded=title) for text, title in zip("abcd", "wxxy", strict=True)))

    first = await store.read(texts.page, "kari", FAQS, None, 2)
    rest = await store.read(texts.page, "kari", FAQS, Place(first[-1].title_folded, first[-1].id), 5)

    assert [row.id for row in (*first, *rest)] == ["a", "b", "c", "d"]


async def test_a_list_is_narrowed_to_a_folder_a_language_and_what_may_be_sent(store: Store) -> None:
    await stored(store, folder_of("f"), folder_of("g", "f"))
    await stored(store, text_of("in_f", folder="f"), text_of("in_g", folder="g"), text_of("top"))
    await stored(store, text_of("nb", language="nb-NO"), text_of("any", language=""))
    await stored(store, text_of("draft", published=False), text_of("internal", public=False))
    await stored(store, text_of("template", kind="template"))

    async def ids(**wanted: Any) -> list[str]:  # noqa: ANN401 - as in Wanted
        rows = await store.read(texts.page, "kari", Wanted(kind="faq", **wanted), None, 50)
        return [row.id for row in rows]

    assert await ids() == ["any", "in_f", "in_g", "nb", "top"]
    assert await ids(usable=False) == ["any", "draft", "in_f", "in_g", "internal", "nb", "top"]
    assert await ids(folders=("f",)) == ["in_f"]
    assert await ids(folders=("f", "g")) == ["in_f", "in_g"]
    assert await ids(folders=(None,)) == ["any", "nb", "top"]
    assert await ids(folders=()) == []
    assert await ids(language="nb") == ["any", "nb"]
    assert await ids(language="n") == ["any"]
    assert [row.id for row in await store.read(texts.page, "kari", Wanted(kind="template"), None, 9)] == [
        "template"
    ]


# --- searching ---


async def test_words_are_found_in_title_and_body_whatever_their_case_accents_and_ends(store: Store) -> None:
    await stored(
        store, text_of("a", title="Crème brûlée", body="x"), text_of("b", title="x", body="DELIVERY to Oslo")
    )

    assert await found(store, "creme") == ["a"]
    assert await found(store, "deliv") == ["b"]
    assert await found(store, "oslo", "delivery") == ["b"]
    assert await found(store, "oslo", "creme") == []


async def test_the_title_counts_for_more_than_the_body(store: Store) -> None:
    await stored(store, text_of("body", title="Other", body="a lamp"), text_of("title", title="Lamp", body="b"))
    await stored(store, *(text_of(f"x{n}", title="Nothing", body="of it") for n in range(5)))

    assert await found(store, "lamp") == ["title", "body"]


async def test_the_index_follows_every_change(store: Store) -> None:
    await stored(store, text_of("a", body="first words"))
    await store.write(texts.change, "faq", "a", {"body": "second thoughts"})

    assert await found(store, "first") == []
    assert await found(store, "second") == ["a"]
    await store.write(texts.remove, "faq", "a")
    assert await found(store, "second") == []


@pytest.mark.parametrize(
    "word",
    [
        '"',
        '""',
        "OR",
        "AND",
        "NOT",
        "NEAR",
        "NEAR(a",
        "*",
        "title:",
        "body:a",
        "-a",
        "^a",
        "(",
        ")",
        "{",
        "+",
        ";",
        "'",
    ],
)
async def test_no_word_is_taken_for_the_language_of_the_index(store: Store, word: str) -> None:
    await stored(store, text_of("a", body="or and not near a title body"))

    await found(store, word)
    await found(store, word, "a")
    await titles(store, word)
    await store.read(text_search.suggest, "", [word], FAQS, 3)


async def test_a_question_finds_the_texts_that_fit_it_and_none_much_worse(store: Store) -> None:
    await stored(store, text_of("bulb", title="Which bulb?", body="An LED for the lamp."))
    await stored(store, text_of("cable", title="Cable", body="The cable of the lamp is long."))
    await stored(store, *(text_of(f"x{n}", title="Lamp", body="lamp") for n in range(9)))

    rows = await store.read(text_search.suggest, "", ["bulb", "lamp"], FAQS, 3)

    assert [row.id for row in rows] == ["bulb"]
    assert await store.read(text_search.suggest, "", ["zebra"], FAQS, 3) == []


async def test_a_question_with_one_text_to_answer_it_finds_it(store: Store) -> None:
    await stored(store, text_of("bulb"))

    assert [row.id for row in await store.read(text_search.suggest, "", ["bulb"], FAQS, 3)] == ["bulb"]


async def test_titles_of_all_three_kinds_are_found_by_parts_of_their_words(store: Store) -> None:
    await stored(store, text_of("faq", title="Blue lamp"), text_of("template", kind="template", title="Lampshade"))
    await stored(store, text_of("inside", title="Headlamp"), text_of("draft", title="Lamp", published=False))
    await store.write(quick_replies.add, reply_of("my lamp"), 9)
    await store.write(quick_replies.add, reply_of("other lamp", "ola"), 9)

    assert await titles(store, "lamp") == ["template", "my lamp", "faq", "inside"]
    assert await titles(store, "lamp", "bl") == ["faq"]
    assert await titles(store) == ["my lamp", "faq", "inside", "template"]
    assert await titles(store, limit=1) == ["my lamp"]


async def test_favourites_and_the_last_used_come_first(store: Store) -> None:
    await stored(store, *(text_of(text, title=f"lamp {text}") for text in "abcdef"))
    await store.write(texts.add_favourite, "kari", "e", 1, 9)
    await store.write(texts.used, "kari", "c", 5, 9)
    await store.write(texts.used, "kari", "d", 7, 9)
    await store.write(texts.used, "ola", "b", 9, 9)

    assert await titles(store, "lamp") == ["e", "d", "c", "a", "b", "f"]
    assert await titles(store, "lamp", account="ola") == ["b", "a", "c", "d", "e", "f"]
    hit = (await store.read(text_search.titles, "kari", ["lamp"], 1))[0]
    assert (hit.title, hit.favourite, hit.used_at, hit.opening) == ("lamp e", True, None, "About e.")


async def test_five_thousand_texts_are_searched_faster_than_somebody_types(store: Store) -> None:
    words = ("lamp", "glass", "order", "return", "invoice", "delivery", "bulb", "dimmer", "cable", "brass")

    def many() -> None:
        for n in range(5_000):
            title = f"{words[n % 10]} {words[n // 10 % 10]} {n}"
            texts.create(text_of(f"t{n}", title=title, body=f"{title}. " * 60))

    await store.write(many)
    spent = []
    for word in ("l", "la", "lamp", "ass", "499", "zzz"):
        began = time.process_time()  # however busy the machine is
        assert len(await titles(store, word)) == {"499": 15, "zzz": 0}.get(word, 20)
        spent.append(time.process_time() - began)

    assert sorted(spent)[len(spent) // 2] < 0.1, spent  # a key a tenth of a second; it takes a tenth of that


async def test_a_search_of_titles_reads_no_bodies(store: Store) -> None:
    def plan() -> list[str]:
        connection, statements = bound.connection(), list[str]()
        connection.set_trace_callback(statements.append)
        text_search.titles("kari", ["lamp"], 20)
        connection.set_trace_callback(None)
        return [row[3] for each in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]

    steps = await store.read(plan)
    assert [step for step in steps if "shared_text USING COVERING INDEX shared_text_title" in step]


# --- what is remembered of an account ---


async def test_a_history_keeps_the_last_of_each_kind(store: Store) -> None:
    await stored(store, *(text_of(text) for text in "abcd"), text_of("t", kind="template"))
    await store.write(texts.used, "kari", "t", 0, 2)
    for at, text in enumerate("abcab", start=1):
        assert await store.write(texts.used, "kari", text, at, 2)

    assert [row.id for row in await store.read(texts.history, "kari", "faq", 9)] == ["b", "a"]
    assert [row.id for row in await store.read(texts.history, "kari", "template", 9)] == ["t"]
    assert await store.read(texts.history, "ola", "faq", 9) == []
    assert not await store.write(texts.used, "kari", "gone", 9, 2)


async def test_favourites_are_an_accounts_own_and_not_without_end(store: Store) -> None:
    await stored(store, *(text_of(text) for text in "cba"))
    assert await store.write(texts.add_favourite, "kari", "c", 1, 2)
    assert await store.write(texts.add_favourite, "kari", "a", 2, 2)
    assert await store.write(texts.add_favourite, "kari", "a", 3, 2)
    assert not await store.write(texts.add_favourite, "kari", "b", 4, 2)

    assert [(row.id, row.favourite) for row in await store.read(texts.favourites, "kari", "faq", 9)] == [
        ("a", True),
        ("c", True),
    ]
    assert await store.read(texts.favourites, "ola", "faq", 9) == []
    assert await store.write(texts.remove_favourite, "kari", "a")
    assert not await store.write(texts.remove_favourite, "kari", "a")


async def test_a_text_that_is_gone_or_withdrawn_is_in_no_list(store: Store) -> None:
    await stored(store, text_of("gone"), text_of("withdrawn"))
    for text in ("gone", "withdrawn"):
        await store.write(texts.used, "kari", text, 1, 9)
        await store.write(texts.add_favourite, "kari", text, 1, 9)

    await store.write(texts.remove, "faq", "gone")
    await store.write(texts.change, "faq", "withdrawn", {"published": False})

    assert await store.read(texts.history, "kari", "faq", 9) == []
    assert await store.read(texts.favourites, "kari", "faq", 9) == []
    assert await titles(store) == []


# --- quick replies ---


async def test_quick_replies_have_an_order_of_their_owner(store: Store) -> None:
    for reply in "abc":
        assert await store.write(quick_replies.add, reply_of(reply), 3)
    assert not await store.write(quick_replies.add, reply_of("d"), 3)

    await store.write(quick_replies.reorder, "kari", ["c", "a", "b"])

    assert [reply.id for reply in await store.read(quick_replies.of, "kari")] == ["c", "a", "b"]
    await store.write(quick_replies.remove, "kari", "a")
    await store.write(quick_replies.add, reply_of("e"), 3)
    assert [reply.id for reply in await store.read(quick_replies.of, "kari")] == ["c", "b", "e"]


@pytest.mark.parametrize("order", [[], ["a"], ["a", "a"], ["a", "b", "x"], ["a", "b", "b"]])
async def test_an_order_names_every_reply_once(store: Store, order: list[str]) -> None:
    for reply in "ab":
        await store.write(quick_replies.add, reply_of(reply), 9)

    with pytest.raises(QuickRepliesChanged):
        await store.write(quick_replies.reorder, "kari", order)


async def test_no_function_reaches_another_accounts_replies(store: Store) -> None:
    await store.write(quick_replies.add, reply_of("a"), 9)

    assert await store.read(quick_replies.get, "ola", "a") is None
    assert await store.write(quick_replies.change, "ola", "a", {"body": "x"}) is None
    assert not await store.write(quick_replies.used, "ola", "a", 1)
    assert not await store.write(quick_replies.remove, "ola", "a")
    with pytest.raises(QuickRepliesChanged):
        await store.write(quick_replies.reorder, "ola", ["a"])
    assert await store.read(quick_replies.of, "kari") == [reply_of("a")]
