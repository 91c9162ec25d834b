"""Which database the tables mean: that of the store whose work this thread is doing.

peewee ties a table to one database for good; a process may hold several stores, each with a connection that
writes and others that only read. So the tables are tied to `BOUND`, which stands for whatever `to` named in this
thread. Outside of a store's work it stands for nothing, and a stray query fails instead of blocking the loop.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from store.schema import Database


class _Thread(threading.local):
    database: Database | None = None


class _Bound(peewee.DatabaseProxy):
    """peewee's own stand-in, with a target for each thread."""

    @property
    def obj(self) -> Database | None:
        return _thread.database

    @obj.setter
    def obj(self, _: None) -> None:
        """Called once by peewee, with None: nothing is named yet."""


_thread = _Thread()
BOUND = _Bound()


@contextmanager
def to(database: Database) -> Iterator[None]:
    """Let the tables mean `database`, in this thread, until the block ends."""
    before, _thread.database = _thread.database, database
    try:
        yield
    finally:
        _thread.database = before


def connection() -> sqlite3.Connection:
    """The bare connection of this thread's work, for SQL that is written by hand."""
    assert _thread.database is not None, "no store is at work in this thread"
    return _thread.database.bare()
