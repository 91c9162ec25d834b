"""Sales of contacts and companies."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from actors import records
from actors.domain import contacts as domain
from actors.domain.contacts import AMOUNT_MAX, Stage
from net.api.common import AskingAgent, OfSite, problems
from net.api.contacts import READING
from net.api.crm_shapes import (
    PAGE,
    After,
    Limit,
    Ref,
    Sale,
    Shape,
    Text,
    Wanted,
    changes_of,
    page_of,
    shaped,
    time_place,
)

router = APIRouter(prefix="/api/v1/sales", tags=["sales"])

WRITING = problems("not_signed_in", "forbidden", "not_found", "invalid")
Cents = Annotated[int, Field(ge=0, le=AMOUNT_MAX, strict=True, description="hundredths of the currency")]


class Sales(Shape):
    items: list[Sale]
    next: str | None = None


class NewSale(Wanted):
    """Of a contact, of a company, or of both."""

    title: Text
    amount_cents: Cents = 0
    currency: Text = "EUR"
    stage: Stage = "lead"
    close_date: Text | None = None
    owner: Ref | None = None
    contact: Ref | None = None
    company: Ref | None = None


class SaleChange(NewSale):
    """What is left out stays."""

    title: Text = ""


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_sales(
    *,
    site: OfSite,
    who: AskingAgent,
    contact: Annotated[str | None, Query(max_length=64)] = None,
    company: Annotated[str | None, Query(max_length=64)] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> Sales:
    """The newest first."""
    found = await records.sales_page(
        site.house, who, time_place(after), limit + 1, contact=contact, company=company
    )
    rows, more = page_of(found, limit, lambda sale: (sale.created_at, sale.id))
    return Sales(items=[shaped(Sale, row) for row in rows], next=more)


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_sale(wanted: NewSale, site: OfSite, who: AskingAgent) -> Sale:
    """A new one."""
    new = domain.NewSale(**wanted.model_dump())
    return shaped(Sale, await records.add(records.SALES, site.house, who, new))


@router.get("/{sale}", response_model_exclude_none=True, responses=READING)
async def one_sale(sale: str, site: OfSite, who: AskingAgent) -> Sale:
    """One."""
    return shaped(Sale, await records.one(records.SALES, site.house, who, sale))


@router.patch("/{sale}", response_model_exclude_none=True, responses=WRITING)
async def change_sale(sale: str, wanted: SaleChange, site: OfSite, who: AskingAgent) -> Sale:
    """Change what is given."""
    return shaped(Sale, await records.change(records.SALES, site.house, who, sale, changes_of(wanted)))


@router.delete("/{sale}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_sale(sale: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it. Admins only."""
    await records.remove(records.SALES, site.house, who, sale)
