"""Sales: what a contact or a company may buy, or has bought."""

from typing import Any, Final

from msgspec import Struct

from store import bound
from store.queries.contacts import must_be_there
from store.queries.fulltext import places
from store.rows import struct_of


class SaleRow(Struct, frozen=True, kw_only=True):
    """`amount_cents` in hundredths of the currency; `close_date` as 2027-01-31; `owner` an account."""

    id: str
    title: str
    amount_cents: int
    currency: str
    stage: str
    close_date: str | None
    owner: str | None
    contact: str | None
    company: str | None
    created_at: int
    changed_at: int


_COLUMNS: Final = ", ".join(SaleRow.__struct_fields__)
_CHANGING: Final = tuple(name for name in SaleRow.__struct_fields__ if name not in {"id", "created_at"})
_INSERT: Final = f"INSERT INTO sale ({_COLUMNS}) VALUES ({places(SaleRow.__struct_fields__)})"  # noqa: S608
_UPDATE: Final = f"UPDATE sale SET {', '.join(f'{name} = ?' for name in _CHANGING)} WHERE id = ?"  # noqa: S608


def create(sale: SaleRow) -> None:
    """Raises `RecordMissing`."""
    must_be_there(sale.contact, sale.company)
    bound.connection().execute(_INSERT, tuple(getattr(sale, name) for name in SaleRow.__struct_fields__))


def change(sale: SaleRow) -> bool:
    """Put it in place of what it was; whether there was one. Raises `RecordMissing`."""
    must_be_there(sale.contact, sale.company)
    values = (*(getattr(sale, name) for name in _CHANGING), sale.id)
    return bool(bound.connection().execute(_UPDATE, values).rowcount)


def remove(sale: str) -> bool:
    return bool(bound.connection().execute("DELETE FROM sale WHERE id = ?", (sale,)).rowcount)


def get(sale: str) -> SaleRow | None:
    found = _rows("WHERE id = ?", sale)
    return found[0] if found else None


def page(
    before: tuple[int, str] | None, limit: int, contact: str | None = None, company: str | None = None
) -> list[SaleRow]:
    """The newest first, those made before the one with this time and id."""
    args: list[Any] = []
    conditions = []
    for column, wanted in (("contact", contact), ("company", company)):
        if wanted is not None:
            conditions.append(f"{column} = ?")
            args.append(wanted)
    if before is not None:
        conditions.append("(created_at, id) < (?, ?)")
        args += before
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return _rows(f"{where} ORDER BY created_at DESC, id DESC LIMIT ?", *args, limit)


def of_contact(contact: str, company: str | None, limit: int) -> list[SaleRow]:
    """The contact's own, and those of the company that are no other's; the newest first."""
    return _rows(
        "WHERE contact = ? OR (company = ? AND contact IS NULL) ORDER BY created_at DESC, id DESC LIMIT ?",
        contact,
        company,
        limit,
    )


def _rows(rest: str, *args: str | int | None) -> list[SaleRow]:
    query = f"SELECT {_COLUMNS} FROM sale {rest}"  # noqa: S608 - our own words, values are parameters
    return [struct_of(SaleRow, row) for row in bound.connection().execute(query, args)]
