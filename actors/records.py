"""Keeping the records of the built-in CRM: lists, and what people and programs change in them.

The same for four nouns: read a page, read one, make, change, remove. What a field may hold is said in
`domain.contacts`, who may do it in its table `FOR_EVERY_AGENT`; here the two meet the rows. With an outside CRM in
its place none of this is served.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from msgspec import Struct
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
from store.queries.follow_ups import Wanted

S = TypeVar("S", bound=Struct)

NO_SALE: Final = "There is no such sale."
NO_FOLLOW_UP: Final = "There is no such follow-up."

Changes = Mapping[str, Any]
"""Fields of a `New…` by name; what is left out stays."""


# --- contacts ---


async def contacts_page(
    house: House, who: Agent, after: tuple[str, str] | None, limit: int, company: str | None = None
) -> list[Contact]:
    """By name; the place of one in the order is `place_of_name`."""
    must_be_allowed(Deed.READ, who)
    return [contact_of(row) for row in await house.store.read(contacts.page, after, limit, company)]


async def contact(house: House, who: Agent, id_: str) -> Contact:
    """Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    row = await house.store.read(contacts.get, id_)
    if row is None:
        raise NotFound(NO_CONTACT)
    return contact_of(row)


async def change_contact(house: House, who: Agent, id_: str, changes: Changes) -> Contact:
    """Raises NotFound, Invalid or Conflict."""
    must_be_allowed(Deed.WRITE, who)
    before = await contact(house, who, id_)
    checked = checked_contact(_part(before, NewContact, changes))
    after = replace(before, **as_values(checked), changed_at=house.clock.now_ms())
    with refusals():
        if not await house.store.write(contacts.change, contact_row(after)):
            raise NotFound(NO_CONTACT)
    return await contact(house, who, id_)


async def remove_contact(house: House, who: Agent, id_: str) -> None:
    """Raises Forbidden or NotFound."""
    must_be_allowed(Deed.REMOVE, who)
    note = entry(who, "contact.remove", f"contact/{id_}", house.clock.now_ms())
    if not await house.store.write(noted, note, contacts.remove, id_):
        raise NotFound(NO_CONTACT)


# --- companies ---


async def companies_page(house: House, who: Agent, after: tuple[str, str] | None, limit: int) -> list[Company]:
    must_be_allowed(Deed.READ, who)
    return [company_of(row) for row in await house.store.read(companies.page, after, limit)]


async def company(house: House, who: Agent, id_: str) -> Company:
    """Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    row = await house.store.read(companies.get, id_)
    if row is None:
        raise NotFound(NO_COMPANY)
    return company_of(row)


async def add_company(house: House, who: Agent, new: NewCompany) -> Company:
    """Raises Invalid or Conflict."""
    must_be_allowed(Deed.WRITE, who)
    now = house.clock.now_ms()
    made = Company(**as_values(checked_company(new)), id=new_id(), created_at=now, changed_at=now)
    with refusals():
        await house.store.write(companies.create, company_row(made))
    return made


async def change_company(house: House, who: Agent, id_: str, changes: Changes) -> Company:
    """Raises NotFound, Invalid or Conflict."""
    must_be_allowed(Deed.WRITE, who)
    before = await company(house, who, id_)
    checked = checked_company(_part(before, NewCompany, changes))
    after = replace(before, **as_values(checked), changed_at=house.clock.now_ms())
    with refusals():
        if not await house.store.write(companies.change, company_row(after)):
            raise NotFound(NO_COMPANY)
    return after


async def remove_company(house: House, who: Agent, id_: str) -> None:
    """Its contacts stay, without it."""
    must_be_allowed(Deed.REMOVE, who)
    note = entry(who, "company.remove", f"company/{id_}", house.clock.now_ms())
    if not await house.store.write(noted, note, companies.remove, id_):
        raise NotFound(NO_COMPANY)


# --- sales ---


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


async def sale(house: House, who: Agent, id_: str) -> Sale:
    """Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    row = await house.store.read(sales.get, id_)
    if row is None:
        raise NotFound(NO_SALE)
    return sale_of(row)


async def add_sale(house: House, who: Agent, new: NewSale) -> Sale:
    """Raises Invalid."""
    must_be_allowed(Deed.WRITE, who)
    await _must_be_account(house, new.owner)
    now = house.clock.now_ms()
    made = Sale(**as_values(checked_sale(new)), id=new_id(), created_at=now, changed_at=now)
    with refusals():
        await house.store.write(sales.create, sale_row(made))
    return made


async def change_sale(house: House, who: Agent, id_: str, changes: Changes) -> Sale:
    """Raises NotFound or Invalid."""
    must_be_allowed(Deed.WRITE, who)
    before = await sale(house, who, id_)
    await _must_be_account(house, changes.get("owner"))
    checked = checked_sale(_part(before, NewSale, changes))
    after = replace(before, **as_values(checked), changed_at=house.clock.now_ms())
    with refusals():
        if not await house.store.write(sales.change, sale_row(after)):
            raise NotFound(NO_SALE)
    return after


async def remove_sale(house: House, who: Agent, id_: str) -> None:
    """Raises Forbidden or NotFound."""
    must_be_allowed(Deed.REMOVE, who)
    note = entry(who, "sale.remove", f"sale/{id_}", house.clock.now_ms())
    if not await house.store.write(noted, note, sales.remove, id_):
        raise NotFound(NO_SALE)


# --- follow-ups ---


async def follow_ups_page(
    house: House, who: Agent, after: tuple[int, str] | None, limit: int, wanted: Wanted
) -> list[FollowUp]:
    """What is due first comes first."""
    must_be_allowed(Deed.READ, who)
    return [follow_up_of(row) for row in await house.store.read(follow_ups.page, after, limit, wanted)]


async def follow_up(house: House, who: Agent, id_: str) -> FollowUp:
    """Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    row = await house.store.read(follow_ups.get, id_)
    if row is None:
        raise NotFound(NO_FOLLOW_UP)
    return follow_up_of(row)


async def add_follow_up(house: House, who: Agent, new: NewFollowUp) -> FollowUp:
    """Hers, where it names nobody. Raises Invalid."""
    must_be_allowed(Deed.WRITE, who)
    await _must_be_account(house, new.owner)
    now = house.clock.now_ms()
    checked = checked_follow_up(replace(new, owner=new.owner or who.ref.id))
    made = FollowUp(**as_values(checked), id=new_id(), created_at=now, changed_at=now)
    with refusals():
        await house.store.write(follow_ups.create, follow_up_row(made))
    return made


async def change_follow_up(house: House, who: Agent, id_: str, changes: Changes) -> FollowUp:
    """Raises NotFound or Invalid."""
    must_be_allowed(Deed.WRITE, who)
    before = await follow_up(house, who, id_)
    await _must_be_account(house, changes.get("owner"))
    checked = checked_follow_up(_part(before, NewFollowUp, changes))
    after = replace(before, **as_values(checked), changed_at=house.clock.now_ms())
    with refusals():
        if not await house.store.write(follow_ups.change, follow_up_row(after)):
            raise NotFound(NO_FOLLOW_UP)
    return after


async def remove_follow_up(house: House, who: Agent, id_: str) -> None:
    """Raises Forbidden or NotFound."""
    must_be_allowed(Deed.REMOVE, who)
    note = entry(who, "follow_up.remove", f"follow_up/{id_}", house.clock.now_ms())
    if not await house.store.write(noted, note, follow_ups.remove, id_):
        raise NotFound(NO_FOLLOW_UP)


def place_of_name(record: Contact | Company) -> tuple[str, str]:
    """Where a list by name goes on after this one."""
    return folded(record.name), record.id


async def _must_be_account(house: House, owner: str | None) -> None:
    if owner is not None and await house.store.read(accounts.by_id, owner) is None:
        raise Invalid("owner", "There is no such account.")


def _part(record: Struct, kind: type[S], changes: Changes) -> S:
    """What may be changed of a record, with the changes in it."""
    return kind(**{name: changes.get(name, getattr(record, name)) for name in kind.__struct_fields__})
