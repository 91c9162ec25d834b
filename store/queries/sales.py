"""Sales: what a contact or a company may buy, or has bought. The newest come first."""

from typing import Final

from store.queries.dealings import DealingRow, Dealings, narrowed


class SaleRow(DealingRow, frozen=True, kw_only=True):
    """`amount_cents` in hundredths of the currency; `close_date` as 2027-01-31."""

    amount_cents: int
    currency: str
    stage: str
    close_date: str | None


_SALES: Final = Dealings("sale", SaleRow)
_ORDER: Final = "created_at DESC, id DESC"

create, change, remove, get = _SALES.create, _SALES.change, _SALES.remove, _SALES.get


def page(
    before: tuple[int, str] | None, limit: int, contact: str | None = None, company: str | None = None
) -> list[SaleRow]:
    """Those made before the one with this time and id."""
    conditions = narrowed(contact=contact, company=company)
    if before is not None:
        conditions["(created_at, id) < (?, ?)"] = before
    return _SALES.page(conditions, _ORDER, limit)


def of_contact(contact: str, company: str | None, limit: int) -> list[SaleRow]:
    """The contact's own, and those of the company that are no other's."""
    return _SALES.of_contact(contact, company, _ORDER, limit)
