"""How a file comes to the newest form, and what is refused."""

import sqlite3
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playhouse.schema_diff import diff_models

from actors.domain.settings import ChannelSettings
from store import schema, tables
from store.database import Store
from store.errors import SchemaTooNew
from store.queries import meta

Look = Callable[..., list[tuple[Any, ...]]]
NEWEST = sorted(each.stem for each in schema.MIGRATIONS.glob("[0-9]*.py"))


def test_an_empty_file_gets_every_migration_and_a_second_start_none(path: Path, seen: Look) -> None:
    assert schema.migrate(path) == NEWEST
    assert schema.migrate(path) == []
    assert seen("SELECT value FROM meta WHERE key = 'schema'") == [(NEWEST[-1],)]


def test_of_processes_that_start_at_once_one_migrates_and_the_others_wait(path: Path) -> None:
    line = threading.Barrier(4)
    applied: list[list[str]] = []

    def start() -> None:
        line.wait()
        applied.append(schema.migrate(path))

    starts = [threading.Thread(target=start) for _ in range(4)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()

    assert sorted(applied) == [[], [], [], NEWEST]


async def test_a_second_start_finds_what_the_first_one_stored(path: Path, inline: bool) -> None:
    async with Store.open(path, inline=inline) as store:
        await store.write(meta.put, "key", "x")

    async with Store.open(path, inline=inline) as store:
        assert await store.read(meta.value_of, "key") == "x"


async def test_a_file_of_a_later_version_is_refused_in_a_clear_sentence(path: Path, inline: bool) -> None:
    schema.migrate(path)
    other = sqlite3.connect(path)
    other.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_tomorrow', '2099-01-01')")
    other.commit()
    other.close()

    with pytest.raises(SchemaTooNew, match=r"written by a later version of Switchboard .*9999_from_tomorrow"):
        async with Store.open(path, inline=inline):
            pass


def test_the_tables_say_what_the_migrations_have_made(path: Path) -> None:
    schema.migrate(path)
    database = schema.Database(path, schema.READER)
    with database.connection_context():
        assert not diff_models(database, list(tables.TABLES))  # type: ignore[no-untyped-call]  # no stub


def test_the_indexes_have_the_conditions_that_the_queries_say(path: Path, seen: Look) -> None:
    schema.migrate(path)
    conditions = {
        name: sql.partition(" WHERE ")[2]
        for name, sql in seen(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'chat_%' AND sql LIKE '%WHERE%'"
        )
    }

    assert conditions["chat_queue"] == tables.IS_QUEUED
    assert conditions["chat_active"] == tables.IS_ACTIVE
    assert conditions["chat_open"] == tables.IS_OPEN


def test_the_file_is_made_with_large_pages(path: Path, seen: Look) -> None:
    schema.migrate(path)

    assert seen("PRAGMA page_size") == [(8192,)]
    assert seen("PRAGMA journal_mode") == [("wal",)]


def test_a_consent_of_an_earlier_version_is_on_and_says_what_it_said() -> None:
    administration = import_module("store.migrations.0012_administration")
    look = {"header": "Hi"}

    after = administration.with_consent({"look": look, "pre_chat": {"message": "x", "consent": "I agree."}})

    assert after == {"look": look, "pre_chat": {"message": "x", "consent": {"on": True, "text": "I agree."}}}
    settings = msgspec.json.decode(msgspec.json.encode(after), type=ChannelSettings)
    assert settings.pre_chat.form().consent == "I agree."
    assert administration.with_consent({"pre_chat": {"consent": None}}) == {"pre_chat": {}}
    assert administration.with_consent({}) == {}


class Raw:
    """As much of a database as a migration asks for, in memory."""

    def __init__(self) -> None:
        self.file = sqlite3.connect(":memory:")
        self.file.execute("PRAGMA foreign_keys = ON")

    def execute_sql(self, statement: str) -> None:
        self.file.execute(statement)

    def goes_up(self, name: str) -> None:
        import_module(f"store.migrations.{name}").up(None, self)

    def has_chat(self, id_: str, status: str, *said_by: str) -> None:
        self.file.execute(
            "INSERT INTO chat (id, channel, status, seq, started_at, last_at, front, state) "
            "VALUES (?, 'support', ?, ?, 0, 0, 0, x'')",
            (id_, status, len(said_by)),
        )
        for seq, kind in enumerate(said_by, start=1):
            body = msgspec.json.encode({"by": {"kind": kind}, "data": {}})
            self.file.execute(
                "INSERT INTO event (chat, seq, at, kind, body) VALUES (?, ?, 0, 'message', ?)", (id_, seq, body)
            )
        self.file.execute("INSERT INTO bot_post (chat, key, at, body) VALUES (?, 'k', 0, x'')", (id_,))


def test_what_a_bot_owed_before_the_upgrade_is_told_to_it_and_what_nobody_waits_for_goes() -> None:
    raw = Raw()
    raw.goes_up("0001_start")
    raw.goes_up("0015_bot_posts")
    raw.has_chat("answered", "bot", "customer", "customer", "bot")
    raw.has_chat("owed", "bot", "customer", "customer", "bot", "customer", "system", "customer")
    raw.has_chat("new", "bot", "customer", "customer")
    raw.has_chat("with_people", "active", "customer", "customer", "bot", "agent")
    raw.has_chat("over", "ended", "customer", "bot")

    raw.goes_up("0016_bot_turn")

    turns = raw.file.execute("SELECT chat, heard FROM bot_turn ORDER BY chat").fetchall()
    assert turns == [("answered", 3), ("new", 0), ("owed", 3)]
    posts = raw.file.execute("SELECT chat FROM bot_post ORDER BY chat").fetchall()
    assert posts == [("answered",), ("new",), ("owed",)]
