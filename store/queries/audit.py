"""The audit log: what people did, for those who answer for it. Entries are added and read, never changed."""

from typing import Any, NamedTuple

from store import tables


class Entry(NamedTuple):
    """`who` and `subject` are addresses such as `agent/ID` and `chat/ID`; `act` is a command's name."""

    id: int
    at: int
    who: str
    act: str
    subject: str
    detail: str


def record(at: int, who: str, act: str, subject: str, detail: str = "") -> None:
    tables.Audit.insert(at=at, who=who, act=act, subject=subject, detail=detail).execute()


def newest(limit: int, before: int | None = None) -> list[Entry]:
    """The newest entries (before the one numbered `before`), newest first."""
    table: Any = tables.Audit  # its id is made by peewee, unseen by mypy
    rows = table.select(table.id, table.at, table.who, table.act, table.subject, table.detail)
    if before is not None:
        rows = rows.where(table.id < before)
    return [Entry(*row) for row in rows.order_by(table.id.desc()).limit(limit).tuples()]
