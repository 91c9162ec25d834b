"""Follow-ups: what somebody has promised to do for a contact or a company, and by when."""

from typing import Any, Final, NamedTuple

from msgspec import Struct

from store import bound
from store.queries.contacts import must_be_there
from store.queries.fulltext import places
from store.rows import struct_of


class FollowUpRow(Struct, frozen=True, kw_only=True):
    """`owner` is an account; `done_at` None while it is to be done."""

    id: str
    title: str
    due_at: int
    owner: str | None
    done_at: int | None
    contact: str | None
    company: str | None
    created_at: int
    changed_at: int


_COLUMNS: Final = ", ".join(FollowUpRow.__struct_fields__)
_CHANGING: Final = tuple(name for name in FollowUpRow.__struct_fields__ if name not in {"id", "created_at"})
_INSERT: Final = f"INSERT INTO follow_up ({_COLUMNS}) VALUES ({places(FollowUpRow.__struct_fields__)})"  # noqa: S608
_UPDATE: Final = f"UPDATE follow_up SET {', '.join(f'{name} = ?' for name in _CHANGING)} WHERE id = ?"  # noqa: S608


def create(follow_up: FollowUpRow) -> None:
    """Raises `RecordMissing`."""
    must_be_there(follow_up.contact, follow_up.company)
    values = tuple(getattr(follow_up, name) for name in FollowUpRow.__struct_fields__)
    bound.connection().execute(_INSERT, values)


def change(follow_up: FollowUpRow) -> bool:
    """Put it in place of what it was; whether there was one. Raises `RecordMissing`."""
    must_be_there(follow_up.contact, follow_up.company)
    values = (*(getattr(follow_up, name) for name in _CHANGING), follow_up.id)
    return bool(bound.connection().execute(_UPDATE, values).rowcount)


def remove(follow_up: str) -> bool:
    return bool(bound.connection().execute("DELETE FROM follow_up WHERE id = ?", (follow_up,)).rowcount)


def get(follow_up: str) -> FollowUpRow | None:
    found = _rows("WHERE id = ?", follow_up)
    return found[0] if found else None


class Wanted(NamedTuple):
    """What a list is narrowed to."""

    contact: str | None = None
    company: str | None = None
    owner: str | None = None
    done: bool | None = None


def page(after: tuple[int, str] | None, limit: int, wanted: Wanted) -> list[FollowUpRow]:
    """What is due first comes first; those after the one with this time and id."""
    args: list[Any] = []
    conditions = []
    for column in ("contact", "company", "owner"):
        if (value := getattr(wanted, column)) is not None:
            conditions.append(f"{column} = ?")
            args.append(value)
    if wanted.done is not None:
        conditions.append(f"done_at IS {'NOT ' * wanted.done}NULL")
    if after is not None:
        conditions.append("(due_at, id) > (?, ?)")
        args += after
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return _rows(f"{where} ORDER BY due_at, id LIMIT ?", *args, limit)


def of_contact(contact: str, company: str | None, limit: int) -> list[FollowUpRow]:
    """The contact's own, and those of the company that are no other's: to be done first, then as they are due."""
    return _rows(
        "WHERE contact = ? OR (company = ? AND contact IS NULL) ORDER BY done_at IS NOT NULL, due_at, id LIMIT ?",
        contact,
        company,
        limit,
    )


def _rows(rest: str, *args: str | int | None) -> list[FollowUpRow]:
    query = f"SELECT {_COLUMNS} FROM follow_up {rest}"  # noqa: S608 - our own words, values are parameters
    return [struct_of(FollowUpRow, row) for row in bound.connection().execute(query, args)]
