"""The audit log: what people did, for those who answer for it. Entries are added and read, never changed."""

from collections.abc import Callable
from typing import Final, NamedTuple, ParamSpec, TypeVar

from msgspec import Struct

from store import bound, tables

P = ParamSpec("P")
R = TypeVar("R")

_COLUMNS: Final = "id, at, who, act, subject, detail"


class Note(NamedTuple):
    """What is to be entered. `who` and `subject` are addresses such as `agent/ID` and `chat/ID`."""

    at: int
    who: str
    act: str
    subject: str
    detail: str = ""


class Entry(NamedTuple):
    id: int
    at: int
    who: str
    act: str
    subject: str
    detail: str


class Wanted(Struct, frozen=True, kw_only=True):
    """What a page is narrowed to. `act` and `subject`: the whole of one, or what stands before its `.` or `/`.

    From `since` on, and before `until`.
    """

    who: str | None = None
    act: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None


def record(at: int, who: str, act: str, subject: str, detail: str = "") -> None:
    tables.Audit.insert(at=at, who=who, act=act, subject=subject, detail=detail).execute()


def noted(note: Note | None, job: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do it and enter it, where there is something to enter: both or none.

    What has changed nothing, as where there is no such thing, is no entry.
    """
    before = bound.connection().total_changes
    done = job(*args, **kwargs)
    if note is not None and bound.connection().total_changes != before:
        record(*note)
    return done


def newest(limit: int, before: int | None = None, wanted: Wanted | None = None) -> list[Entry]:
    """The newest entries that fit (before the one numbered `before`), newest first."""
    conditions, values = _fitting(wanted or Wanted())
    if before is not None:
        conditions, values = [*conditions, "id < ?"], [*values, before]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"SELECT {_COLUMNS} FROM audit {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    return [Entry(*row) for row in bound.connection().execute(query, (*values, limit))]


def _fitting(wanted: Wanted) -> tuple[list[str], list[str | int]]:
    conditions: list[str] = []
    values: list[str | int] = []
    if wanted.who is not None:
        conditions.append("who = ?")
        values.append(wanted.who)
    for column, value, mark in (("act", wanted.act, "."), ("subject", wanted.subject, "/")):
        if value is not None and mark in value:
            conditions.append(f"{column} = ?")
            values.append(value)
        elif value is not None:  # all that begin so, as a range that an index knows
            conditions.append(f"({column} >= ? AND {column} < ?)")
            values += [value + mark, value + chr(ord(mark) + 1)]
    for comparison, moment in ((">=", wanted.since), ("<", wanted.until)):
        if moment is not None:
            conditions.append(f"at {comparison} ?")
            values.append(moment)
    return conditions, values
