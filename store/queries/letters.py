"""Letters: mail that waits to be sent, was sent, or could not be."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from store import bound
from store.queries.fulltext import places
from store.tables_outbox import IS_DONE, IS_WAITING, Letter


class NewLetter(Struct, frozen=True, kw_only=True):
    """With a `key`, the same letter is there once, however often it is asked for."""

    kind: str
    recipient: str
    subject: str
    text: str
    html: str | None = None
    chat: str | None = None
    key: str | None = None


class LetterRow(Struct, frozen=True, kw_only=True):
    number: int
    kind: str
    recipient: str
    subject: str
    text: str
    html: str | None
    chat: str | None
    status: str
    tries: int
    next_at: int
    error: str | None
    created_at: int
    sent_at: int | None


# The kind of an answer to a request, which shows beside it for as long as there is the request.
REPLY: Final = "request_reply"
_SAYS: Final = "text <> ''"
_EMPTY: Final = "UPDATE letter SET text = '', html = NULL, done_at = NULL WHERE number = ?"

_COLUMNS: Final = LetterRow.__struct_fields__
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM letter"  # noqa: S608 - our own words, here and below
_NEW: Final = NewLetter.__struct_fields__


def add(new: NewLetter, now: int) -> int:
    """Its number; of the one with this key, where it is there."""
    if new.key is not None:
        known = _value("SELECT number FROM letter WHERE key = ?", new.key)
        if known is not None:
            return int(known)
    row = {name: getattr(new, name) for name in _NEW}
    number: int = Letter.insert(**row, status="waiting", tries=0, next_at=now, created_at=now).execute()
    return number


def of_key(key: str) -> LetterRow | None:
    found = _rows("WHERE key = ?", key)
    return found[0] if found else None


def of_keys(keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of the letters with these keys: to whom, and how it stands."""
    query = f"SELECT key, recipient, status FROM letter WHERE key IN ({places(keys)})"  # noqa: S608
    found = bound.connection().execute(query, tuple(keys))
    return {key: (recipient, status) for key, recipient, status in found}


def due(now: int, limit: int) -> list[LetterRow]:
    """What waits and may be tried now, the oldest first."""
    return _rows(f"WHERE {IS_WAITING} AND next_at <= ? ORDER BY next_at, number LIMIT ?", now, limit)


def next_at() -> int | None:
    """When the next of those that wait is due."""
    at: int | None = _value(f"SELECT min(next_at) FROM letter WHERE {IS_WAITING}")  # noqa: S608
    return at


def sent(number: int, now: int) -> None:
    bound.connection().execute(
        "UPDATE letter SET status = 'sent', tries = tries + 1, error = NULL, sent_at = ?, done_at = ? "
        "WHERE number = ?",
        (now, now, number),
    )


def not_sent(number: int, error: str, next_at: int) -> None:
    """To be tried again at `next_at`."""
    bound.connection().execute(
        "UPDATE letter SET tries = tries + 1, error = ?, next_at = ? WHERE number = ? AND status = 'waiting'",
        (error, next_at, number),
    )


def given_up(number: int, error: str, now: int) -> None:
    """Never to be tried again by itself."""
    bound.connection().execute(
        "UPDATE letter SET status = 'failed', tries = tries + 1, error = ?, done_at = ? "
        "WHERE number = ? AND status = 'waiting'",
        (error, now, number),
    )


def again(number: int, now: int) -> bool:
    """By hand: whether it was there, had not been sent, and still says something."""
    query = (
        "UPDATE letter SET status = 'waiting', tries = 0, next_at = ?, done_at = NULL "  # noqa: S608
        f"WHERE number = ? AND status <> 'sent' AND {_SAYS}"
    )
    return bool(bound.connection().execute(query, (now, number)).rowcount)


def remove(number: int) -> bool:
    return bool(bound.connection().execute("DELETE FROM letter WHERE number = ?", (number,)).rowcount)


def forget(before: int, limit: int) -> int:
    """Delete those that were sent or given up before; how many there were.

    Of an answer to a request a line stays beside the request: to whom it went, and how. What it says is gone.
    """
    found = bound.connection().execute(
        f"SELECT number, kind FROM letter WHERE {IS_DONE} AND done_at < ? ORDER BY done_at LIMIT ?",  # noqa: S608
        (before, limit),
    )
    rows = found.fetchall()
    for number, kind in rows:
        query = _EMPTY if kind == REPLY else "DELETE FROM letter WHERE number = ?"
        bound.connection().execute(query, (number,))
    return len(rows)


def page(status: str | None, before: int | None, limit: int) -> list[LetterRow]:
    """The newest first. What is left of an answer to a request is shown there, and not here."""
    most = 2**63 - 1 if before is None else before
    if status is None:
        return _rows(f"WHERE number < ? AND {_SAYS} ORDER BY number DESC LIMIT ?", most, limit)
    return _rows(f"WHERE status = ? AND number < ? AND {_SAYS} ORDER BY number DESC LIMIT ?", status, most, limit)


def counts() -> dict[str, int]:
    query = f"SELECT status, count(*) FROM letter WHERE {_SAYS} GROUP BY status"  # noqa: S608
    return dict(bound.connection().execute(query))


def _rows(rest: str, *args: str | int) -> list[LetterRow]:
    found = bound.connection().execute(f"{_SELECT} {rest}", args)
    return [LetterRow(**dict(zip(_COLUMNS, row, strict=True))) for row in found]


def _value(query: str, *args: str | int) -> Any:  # noqa: ANN401 - the caller knows its column
    row = bound.connection().execute(query, args).fetchone()
    return row and row[0]
