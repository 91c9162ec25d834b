"""Keeping the records of the built-in CRM: lists, and what people and programs change in them.

The same for four nouns (`Noun`): read a page, read one, make, change, remove. What a field may hold is said in
`domain.contacts`, who may do it in its table `FOR_EVERY_AGENT`; here the two meet the rows. With an outside CRM in
its place none of this is served.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from msgspec.structs import replace

from actors.acts import entry
from actors.crm_rows import (
    as_values,
    company_of,
    company_row,
    contact_of,
    contact_row,
    follow_up_of,
    follow_up_row,
    sale_of,
    sale_row,
)
from actors.crm_tables import NO_COMPANY, NO_CONTACT, refusals
from actors.domain.contacts import (
    Company,
    Contact,
    Deed,
    FollowUp,
    NewCompany,
    NewContact,
    NewFollowUp,
    NewSale,
    Sale,
    checked_company,
    checked_contact,
    checked_follow_up,
    checked_sale,
    must_be_allowed,
)
from actors.domain.errors import Invalid, NotFound
from actors.domain.matching import folded
from actors.domain.rights import Agent
from actors.house import House
from actors.ids import new_id
from store.queries import accounts, companies, contacts, follow_ups, sales
from store.queries.audit import noted
from store.queries.companies import CompanyRow
from store.queries.contacts import ContactRow
from store.queries.follow_ups import FollowUpRow, Wanted
from store.queries.sales import SaleRow

Record = TypeVar("Record", Contact, Company, Sale, FollowUp)
New = TypeVar("New", NewContact, NewCompany, NewSale, NewFollowUp)
Row = TypeVar("Row", ContactRow, CompanyRow, SaleRow, FollowUpRow)

NO_SALE: Final = "There is no such sale."
NO_FOLLOW_UP: Final = "There is no such follow-up."

Changes = Mapping[str, Any]
"""Fields of a `New…` by name; what is left out stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Generic[Record, New, Row]):
    """What its records are, what a client may say of one, and the queries that know its rows."""

    name: str  # as the audit log has it
    missing: str
    record: type[Record]
    new: type[New]
    checked: Callable[[New], New]
    of_row: Callable[[Row], Record]
    row: Callable[[Record], Row]
    get: Callable[[str], Row | None]
    create: Callable[[Row], None]
    change: Callable[[Row], bool]
    remove: Callable[[str], bool]


async def one(noun: Noun[Record, New, Row], house: House, who: Agent, id_: str) -> Record:
    """Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    return await house.store.read(_found, noun, id_)


async def add(noun: Noun[Record, New, Row], house: House, who: Agent, new: New) -> Record:
    """Raises Invalid or Conflict."""
    must_be_allowed(Deed.WRITE, who)
    await _must_be_account(house, getattr(new, "owner", None))
    now = house.clock.now_ms()
    made = noun.record(**as_values(noun.checked(new)), id=new_id(), created_at=now, changed_at=now)
    with refusals():
        await house.store.write(noun.create, noun.row(made))
    return made


async def change(noun: Noun[Record, New, Row], house: House, who: Agent, id_: str, changes: Changes) -> Record:
    """Raises NotFound, Invalid or Conflict."""
    must_be_allowed(Deed.WRITE, who)
    with refusals():
        return await house.store.write(_changed, noun, id_, changes, house.clock.now_ms())


async def remove(noun: Noun[Record, New, Row], house: House, who: Agent, id_: str) -> None:
    """Raises Forbidden or NotFound."""
    must_be_allowed(Deed.REMOVE, who)
    note = entry(who, f"{noun.name}.remove", f"{noun.name}/{id_}", house.clock.now_ms())
    if not await house.store.write(noted, note, noun.remove, id_):
        raise NotFound(noun.missing)


async def _must_be_account(house: House, owner: str | None) -> None:
    if owner is not None:
        await house.store.read(_must_be_known, owner)


# --- run by the store ---


def _changed(noun: Noun[Record, New, Row], id_: str, changes: Changes, now: int) -> Record:
    """Read, merged and put back in one transaction: who changes another field meanwhile undoes nothing."""
    before = _found(noun, id_)
    if (owner := changes.get("owner")) is not None:
        _must_be_known(owner)
    wished = {name: changes.get(name, getattr(before, name)) for name in noun.new.__struct_fields__}
    checked = noun.checked(noun.new(**wished))
    noun.change(noun.row(replace(before, **as_values(checked), changed_at=now)))
    return _found(noun, id_)  # a contact has the name of its company with it


def _found(noun: Noun[Record, New, Row], id_: str) -> Record:
    row = noun.get(id_)
    if row is None:
        raise NotFound(noun.missing)
    return noun.of_row(row)


def _must_be_known(owner: str) -> None:
    if accounts.by_id(owner) is None:
        raise Invalid("owner", "There is no such account.")


# --- contacts ---

CONTACTS: Final = Noun(
    name="contact",
    missing=NO_CONTACT,
    record=Contact,
    new=NewContact,
    checked=checked_contact,
    of_row=contact_of,
    row=contact_row,
    get=contacts.get,
    create=contacts.create,
    change=contacts.change,
    remove=contacts.remove,
)


async def contacts_page(
    house: House, who: Agent, after: tuple[str, str] | None, limit: int, company: str | None = None
) -> list[Contact]:
    """By name; the place of one in the order is `place_of_name`."""
    must_be_allowed(Deed.READ, who)
    return [contact_of(row) for row in await house.store.read(contacts.page, after, limit, company)]


# --- companies ---

COMPANIES: Final = Noun(
    name="company",
    missing=NO_COMPANY,
    record=Company,
    new=NewCompany,
    checked=checked_company,
    of_row=company_of,
    row=company_row,
    get=companies.get,
    create=companies.create,
    change=companies.change,
    remove=companies.remove,
)


async def companies_page(house: House, who: Agent, after: tuple[str, str] | None, limit: int) -> list[Company]:
    """By name; the place of one in the order is `place_of_name`."""
    must_be_allowed(Deed.READ, who)
    return [company_of(row) for row in await house.store.read(companies.page, after, limit)]


# --- sales ---

SALES: Final = Noun(
    name="sale",
    missing=NO_SALE,
    record=Sale,
    new=NewSale,
    checked=checked_sale,
    of_row=sale_of,
    row=sale_row,
    get=sales.get,
    create=sales.create,
    change=sales.change,
    remove=sales.remove,
)


async def sales_page(
    house: House,
    who: Agent,
    before: tuple[int, str] | None,
    limit: int,
    **of: str | None,
) -> list[Sale]:
    """The newest first; `of` a contact or a company."""
    must_be_allowed(Deed.READ, who)
    return [sale_of(row) for row in await house.store.read(sales.page, before, limit, **of)]


# --- follow-ups ---

FOLLOW_UPS: Final = Noun(
    name="follow_up",
    missing=NO_FOLLOW_UP,
    record=FollowUp,
    new=NewFollowUp,
    checked=checked_follow_up,
    of_row=follow_up_of,
    row=follow_up_row,
    get=follow_ups.get,
    create=follow_ups.create,
    change=follow_ups.change,
    remove=follow_ups.remove,
)


async def follow_ups_page(
    house: House, who: Agent, after: tuple[int, str] | None, limit: int, wanted: Wanted
) -> list[FollowUp]:
    """What is due first comes first."""
    must_be_allowed(Deed.READ, who)
    return [follow_up_of(row) for row in await house.store.read(follow_ups.page, after, limit, wanted)]


async def add_follow_up(house: House, who: Agent, new: NewFollowUp) -> FollowUp:
    """Hers, where it names nobody. Raises Invalid."""
    return await add(FOLLOW_UPS, house, who, replace(new, owner=new.owner or who.ref.id))


def place_of_name(record: Contact | Company) -> tuple[str, str]:
    """Where a list by name goes on after this one."""
    return folded(record.name), record.id
