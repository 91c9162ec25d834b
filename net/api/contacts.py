"""Contacts: lists, search, the card with everything beside it, and each agent's history and favourites."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from actors import contacts as around
from actors import records
from actors.contacts import Place
from actors.domain import contacts as domain
from actors.domain.matching import said_in
from net.api.common import AskingAgent, OfSite, problems
from net.api.crm_shapes import (
    PAGE,
    TEXT_MAX,
    Activities,
    Activity,
    After,
    Card,
    Contact,
    ContactChange,
    Contacts,
    Found,
    Limit,
    Match,
    NewCompany,
    NewContact,
    Shelf,
    changes_of,
    name_place,
    page_of,
    shaped,
    time_place,
)

router = APIRouter(prefix="/api/v1/contacts", tags=["contacts"])

READING = problems("not_signed_in", "not_found", "invalid")
WRITING = problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict")


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_contacts(
    site: OfSite,
    who: AskingAgent,
    company: Annotated[str | None, Query(max_length=64, description="those of this company")] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> Contacts:
    """By name."""
    found = await records.contacts_page(site.house, who, name_place(after), limit + 1, company)
    rows, more = page_of(found, limit, records.place_of_name)
    return Contacts(items=[shaped(Contact, row) for row in rows], next=more)


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_contact(wanted: NewContact, site: OfSite, who: AskingAgent) -> Contact:
    """A new contact, and with it a new company where `company` is one."""
    values: dict[str, Any] = wanted.model_dump(exclude={"company"})
    company = wanted.company
    new = domain.NewContact(**values, company=company if isinstance(company, str) else None)
    place = _company(company) if isinstance(company, NewCompany) else None
    return shaped(Contact, await around.create(site.house, who, new, place))


@router.get("/search", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def search(
    site: OfSite,
    who: AskingAgent,
    text: Annotated[str, Query(max_length=TEXT_MAX, description="beginnings of words, in any order")],
    limit: Annotated[int, Query(ge=1, le=100)] = around.FOUND_MAX,
) -> Found:
    """Contacts and companies by name, address, number and title; the best first."""
    return shaped(Found, await around.search(site.house, who, text, limit))


@router.get("/shelf", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def shelf(site: OfSite, who: AskingAgent) -> Shelf:
    """Yours: the last used contacts and companies, and the favourites."""
    return shaped(Shelf, await around.shelf(site.house, who))


@router.get("/match", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def match(
    *,
    site: OfSite,
    who: AskingAgent,
    name: Annotated[str, Query(max_length=TEXT_MAX)] = "",
    email: Annotated[str, Query(max_length=TEXT_MAX)] = "",
    phone: Annotated[str, Query(max_length=TEXT_MAX)] = "",
    company: Annotated[str, Query(max_length=TEXT_MAX)] = "",
) -> Match:
    """Who somebody may be who says this of herself."""
    said = said_in({"name": name, "email": email, "phone": phone, "company": company})
    return shaped(Match, await around.match(site.house, who, said))


@router.get("/{contact}", response_model_exclude_none=True, responses=READING)
async def one_contact(contact: str, site: OfSite, who: AskingAgent) -> Contact:
    """One."""
    return shaped(Contact, await records.one(records.CONTACTS, site.house, who, contact))


@router.patch("/{contact}", response_model_exclude_none=True, responses=WRITING)
async def change_contact(contact: str, wanted: ContactChange, site: OfSite, who: AskingAgent) -> Contact:
    """Change what is given."""
    return shaped(Contact, await records.change(records.CONTACTS, site.house, who, contact, changes_of(wanted)))


@router.delete("/{contact}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_contact(contact: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it, with the sales and follow-ups that belong to it alone. Admins only."""
    await records.remove(records.CONTACTS, site.house, who, contact)


@router.get("/{contact}/card", response_model_exclude_none=True, responses=READING)
async def card(contact: str, site: OfSite, who: AskingAgent) -> Card:
    """With its company, open requests, sales, follow-ups and what came last."""
    return shaped(Card, await around.card(site.house, who, contact))


@router.get("/{contact}/activities", response_model_exclude_none=True, responses=READING)
async def activities(
    contact: str, site: OfSite, who: AskingAgent, after: After = None, limit: Limit = PAGE
) -> Activities:
    """Chats and requests, the newest first, as far as your channels let you read them."""
    place = time_place(after)
    before = Place(*place) if place is not None else None
    found = await around.activities_of(site.house, who, contact, before, limit + 1)
    rows, more = page_of(found, limit, lambda each: (each.at, each.ref))
    return Activities(items=[shaped(Activity, row) for row in rows], next=more)


@router.post("/{contact}/use", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def use(contact: str, site: OfSite, who: AskingAgent) -> None:
    """Put it at the head of your history."""
    await around.use(site.house, who, "contact", contact)


@router.put(
    "/{contact}/favourite",
    status_code=204,
    responses=problems("not_signed_in", "forbidden", "not_found", "conflict"),
)
async def favour(contact: str, site: OfSite, who: AskingAgent) -> None:
    """Among your favourites."""
    await around.favour(site.house, who, "contact", contact)


@router.delete("/{contact}/favourite", status_code=204, responses=problems("not_signed_in", "forbidden"))
async def unfavour(contact: str, site: OfSite, who: AskingAgent) -> None:
    """Not among your favourites."""
    await around.unfavour(site.house, who, "contact", contact)


def _company(wanted: NewCompany) -> domain.NewCompany:
    return domain.NewCompany(**wanted.model_dump())
