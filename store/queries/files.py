"""Files as rows: what may be found in the folder of `store/files.py`, and of which chat it is."""

from typing import Any, Final, NamedTuple

from msgspec import Struct

from store import bound, tables
from store.tables import IS_UNSENT


class File(Struct, frozen=True, kw_only=True):
    """`agent` uploaded it, or the customer where there is none. `sent_at`: since when it is in the chat's log."""

    id: str
    chat: str
    agent: str | None
    name: str
    size: int
    media_type: str
    has_thumbnail: bool
    created_at: int
    width: int | None = None
    height: int | None = None
    sent_at: int | None = None


class Usage(NamedTuple):
    """Of one chat, sent or not."""

    files: int
    bytes: int


_COLUMNS: Final = File.__struct_fields__


def add(file: File) -> None:
    tables.File.insert(**{name: getattr(file, name) for name in _COLUMNS}).execute()


def get(file: str) -> File | None:
    row = tables.File.select(*(getattr(tables.File, name) for name in _COLUMNS)).where(tables.File.id == file)
    found: Any = row.tuples().first()
    return None if found is None else File(**dict(zip(_COLUMNS, found, strict=True)))


def send(file: str, at: int) -> bool:
    """From now on it stays; whether there is such a file. Once more changes nothing."""
    query = "UPDATE file SET sent_at = coalesce(sent_at, ?) WHERE id = ?"
    return bool(bound.connection().execute(query, (at, file)).rowcount)


def usage(chat: str) -> Usage:
    query = "SELECT count(*), coalesce(sum(size), 0) FROM file WHERE chat = ?"
    return Usage._make(bound.connection().execute(query, (chat,)).fetchone())


def unsent(before: int, limit: int) -> list[str]:
    """Ids of files that were uploaded before and never sent, the oldest first."""
    query = f"SELECT id FROM file WHERE {IS_UNSENT} AND created_at < ? ORDER BY created_at LIMIT ?"  # noqa: S608 - our own words
    return [file for (file,) in bound.connection().execute(query, (before, limit))]


def forget_unsent(file: str) -> bool:
    """Whether it was there, and still not sent."""
    query = f"DELETE FROM file WHERE id = ? AND {IS_UNSENT}"  # noqa: S608 - our own words
    return bool(bound.connection().execute(query, (file,)).rowcount)
