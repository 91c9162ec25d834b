"""The file on disk: how it is opened, and how an old one becomes a new one.

Migrations are numbered files beside this one and go forwards only. All that are pending run in one transaction:
the file is as it was or as it shall be. A second process that starts at the same moment waits for the first and
then finds nothing to do.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import peewee
from playhouse.migrations import Runner

from store.errors import SchemaTooNew, StoreTrouble

MIGRATIONS: Final = Path(__file__).parent / "migrations"

# Before the first table, and for good: a page of 8 KiB holds the rows of one group in half as many pages, which
# made the append a fifth faster than with SQLite's own 4 KiB.
_FILE: Final = {"page_size": 8192, "journal_mode": "wal"}
_EACH: Final = {
    "busy_timeout": 5_000,  # ms; another process writes for milliseconds: `user add` beside a running server
    "cache_size": -32_000,  # KiB, for each connection; SQLite's own 2 MiB is less than one busy hour
    "temp_store": "memory",
}
WRITER: Final = {
    **_FILE,
    **_EACH,
    "synchronous": "full",  # an acknowledged row survives a power cut; group commit makes it cheap
    "foreign_keys": 1,
    "wal_autocheckpoint": 4_000,  # pages; the group that meets a checkpoint waits for it: let it be rare
    "journal_size_limit": 64 << 20,  # bytes; a write-ahead log that grew under a long read gives the disk back
}
READER: Final = {**_EACH, "query_only": 1}  # a read that writes fails, whoever wrote it
# No foreign keys: rebuilding a table drops the old one, and that must not delete what points at it.
_MIGRATING: Final = {**_FILE, **_EACH, "synchronous": "full", "foreign_keys": 0}

# What SQLite says when the fault is not in the statement, and what we say.
TROUBLE: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_READONLY: "the database file cannot be written",
    sqlite3.SQLITE_PERM: "the database file may not be written",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_BUSY: "another process holds the database",
    sqlite3.SQLITE_LOCKED: "another process holds the database",
    sqlite3.SQLITE_PROTOCOL: "another process holds the database",
    sqlite3.SQLITE_NOMEM: "no memory is left",
}


class Database(peewee.SqliteDatabase):
    """peewee's database, opened by the thread that owns it and by nobody else."""

    def __init__(self, path: Path, pragmas: dict[str, object]) -> None:
        super().__init__(os.fspath(path), pragmas=pragmas, autoconnect=False)

    def bare(self) -> sqlite3.Connection:
        """The connection below, for SQL that is written by hand."""
        connection: sqlite3.Connection = self.connection()  # type: ignore[no-untyped-call]  # stub without types
        return connection

    def rollback(self) -> None:
        """After a full disk SQLite may have rolled back by itself; asking again would hide the cause."""
        if self.bare().in_transaction:
            super().rollback()


def migrate(path: Path) -> list[str]:
    """Bring the file to the newest form, making it where there is none; the names of what was applied.

    Raises `SchemaTooNew`, and `StoreTrouble` where the file cannot be opened or is none of ours.
    """
    database = Database(path, _MIGRATING)
    with _alone_in(path.parent), _told(path), database.connection_context():
        runner: Any = Runner(database, os.fspath(MIGRATIONS))  # type: ignore[no-untyped-call]  # no stub
        if not _pending(runner, path):
            return []
        with database.atomic("exclusive"):
            applied: list[str] = runner.up()
            _check(database)
            _note(database, applied)
        return applied


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One process at a time. SQLite does not wait for another that is just making the same file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What is wrong with the file or its disk is a sentence; what is wrong with a migration is a fault of ours."""
    try:
        yield
    except (peewee.PeeweeException, sqlite3.Error) as error:
        if (reason := TROUBLE.get(code_of(error))) is None:
            raise
        raise StoreTrouble(f"{path}: {reason} ({error}).") from error


def code_of(error: Exception) -> int:
    """SQLite's primary code, of its own error or of the one that peewee has wrapped; 0 where there is none."""
    code: int = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return code & 0xFF


def _pending(runner: Any, path: Path) -> bool:  # noqa: ANN401 - peewee says no types here
    status = runner.status()
    unknown = [migration.name for migration in status if migration.path is None]
    if unknown:
        raise SchemaTooNew(
            f"{path} was written by a later version of Switchboard ({', '.join(unknown)} is unknown here). "
            "Start that version, or restore the backup made before the upgrade."
        )
    return any(not migration.applied for migration in status)


def _check(database: Database) -> None:
    broken = database.bare().execute("PRAGMA foreign_key_check").fetchall()
    assert not broken, f"a migration left rows that point nowhere: {broken[:3]}"


def _note(database: Database, applied: list[str]) -> None:
    """For people who look into the file; the runner keeps its own table."""
    if applied:
        database.bare().execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('schema', ?)", (applied[-1],))
