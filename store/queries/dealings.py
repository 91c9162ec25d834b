"""What sales and follow-ups have in common: rows of a contact, of a company, or of both, in an order of time.

The words of a query are our own; values are always parameters.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from store import bound
from store.queries.contacts import must_be_there
from store.queries.fulltext import places
from store.rows import struct_of


class DealingRow(Struct, frozen=True, kw_only=True):
    """`owner` is an account; `…_at` in milliseconds since the epoch."""

    id: str
    title: str
    owner: str | None
    contact: str | None
    company: str | None
    created_at: int
    changed_at: int


R = TypeVar("R", bound=DealingRow)


class Dealings(Generic[R]):
    """A table of them, whose columns are the fields of its rows."""

    def __init__(self, table: str, kind: type[R]) -> None:
        columns = kind.__struct_fields__
        self._table = table
        self._kind = kind
        self._columns = columns
        self._changing = tuple(name for name in columns if name not in {"id", "created_at"})
        self._select = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - our own words
        self._insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places(columns)})"  # noqa: S608
        changes = ", ".join(f"{name} = ?" for name in self._changing)
        self._update = f"UPDATE {table} SET {changes} WHERE id = ?"  # noqa: S608

    def create(self, row: R) -> None:
        """Raises `RecordMissing`."""
        must_be_there(row.contact, row.company)
        bound.connection().execute(self._insert, [getattr(row, name) for name in self._columns])

    def change(self, row: R) -> bool:
        """Put it in place of what it was; whether there was one. Raises `RecordMissing`."""
        must_be_there(row.contact, row.company)
        values = [*(getattr(row, name) for name in self._changing), row.id]
        return bool(bound.connection().execute(self._update, values).rowcount)

    def remove(self, id_: str) -> bool:
        """Whether there was one."""
        return bool(bound.connection().execute(f"DELETE FROM {self._table} WHERE id = ?", (id_,)).rowcount)  # noqa: S608

    def get(self, id_: str) -> R | None:
        found = self._rows("WHERE id = ?", id_)
        return found[0] if found else None

    def page(self, conditions: Mapping[str, Sequence[str | int]], order: str, limit: int) -> list[R]:
        """Those that fulfil every condition, each with its values."""
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        values = [value for each in conditions.values() for value in each]
        return self._rows(f"{where} ORDER BY {order} LIMIT ?", *values, limit)

    def of_contact(self, contact: str, company: str | None, order: str, limit: int) -> list[R]:
        """The contact's own, and those of the company that are no other's."""
        own = "contact = ? OR (company = ? AND contact IS NULL)"
        return self._rows(f"WHERE {own} ORDER BY {order} LIMIT ?", contact, company, limit)

    def _rows(self, rest: str, *values: Any) -> list[R]:  # noqa: ANN401 - whatever the driver takes
        found = bound.connection().execute(f"{self._select} {rest}", values)
        return [struct_of(self._kind, row) for row in found]


def narrowed(**columns: str | None) -> dict[str, Sequence[str | int]]:
    """Conditions for `page`: each column that is wanted to have a value."""
    return {f"{name} = ?": (value,) for name, value in columns.items() if value is not None}
