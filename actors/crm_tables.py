"""The built-in CRM, on our own tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from actors.clock import Clock
from actors.crm import Candidate, Dealings, Found, Match, Workplace
from actors.crm_rows import as_values, company_of, company_row, contact_of, contact_row, follow_up_of, sale_of
from actors.domain.contacts import (
    Company,
    Contact,
    NewCompany,
    NewContact,
    checked_company,
    checked_contact,
)
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.matching import (
    KnownCompany,
    KnownContact,
    Said,
    company_domain,
    company_words,
    domain_tries,
    likely_companies,
    likely_contacts,
    phone_key,
    words,
)
from actors.ids import new_id
from store.database import Store
from store.errors import EmailTaken, ExternalIdTaken, RecordMissing
from store.queries import companies, contacts, follow_ups, sales
from store.queries.companies import AtDomain, CompanyRow
from store.queries.contacts import ContactRow

# Rows that are looked at one by one for a customer's candidates: a common name has some hundreds of bearers, of
# whom the index gives those with the most words in common first.
LOOKED_AT: Final = 60
# Of sales and of follow-ups: a card is no list.
DEALINGS_MAX: Final = 20
NO_CONTACT: Final = "There is no such contact."
NO_COMPANY: Final = "There is no such company."


class TablesCrm:
    """A `Crm`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def contact(self, contact: str) -> Contact:
        row = await self._store.read(contacts.get, contact)
        if row is None:
            raise NotFound(NO_CONTACT)
        return contact_of(row)

    async def company(self, company: str) -> Company:
        row = await self._store.read(companies.get, company)
        if row is None:
            raise NotFound(NO_COMPANY)
        return company_of(row)

    async def match(self, said: Said) -> Match:
        exact = await self._store.read(contacts.by_email, said.email) if said.email else None
        if exact is not None:
            return Match(exact=contact_of(exact))
        return Match(could_be=await self._could_be(said), might_work_at=await self._might_work_at(said))

    async def _could_be(self, said: Said) -> tuple[Candidate, ...]:
        local = said.email.partition("@")[0]
        asked = tuple(dict.fromkeys((*words(said.name), *words(local))))
        rows = await self._store.read(contacts.likely, asked, phone_key(said.phone), LOOKED_AT)
        known = {row.id: contact_of(row) for row in rows}
        likely = likely_contacts(said, (_known(contact) for contact in known.values()))
        return tuple(Candidate(contact=known[each.id], score=each.score, why=each.why) for each in likely)

    async def _might_work_at(self, said: Said) -> tuple[Workplace, ...]:
        domain = company_domain(said.email)
        tries = domain_tries(domain) if domain else ()
        found = await self._store.read(companies.at_domains, tries, company_words(said), LOOKED_AT)
        known = {each.company.id: company_of(each.company) for each in found}
        likely = likely_companies(said, (_known_company(each) for each in found))
        return tuple(Workplace(company=known[each.id], score=each.score, why=each.why) for each in likely)

    async def search(self, text: str, limit: int) -> Found:
        asked = words(text)
        rows = await self._store.read(_search, asked, limit)
        return Found(contacts=tuple(map(contact_of, rows[0])), companies=tuple(map(company_of, rows[1])))

    async def several(self, contacts: Sequence[str], companies: Sequence[str]) -> Found:
        rows = await self._store.read(_several, contacts, companies)
        people = {row.id: contact_of(row) for row in rows[0]}
        places = {row.id: company_of(row) for row in rows[1]}
        return Found(
            contacts=tuple(people[each] for each in contacts if each in people),
            companies=tuple(places[each] for each in companies if each in places),
        )

    async def dealings(self, contact: Contact) -> Dealings:
        args = contact.id, contact.company, DEALINGS_MAX
        sold = await self._store.read(sales.of_contact, *args)
        promised = await self._store.read(follow_ups.of_contact, *args)
        return Dealings(sales=tuple(map(sale_of, sold)), follow_ups=tuple(map(follow_up_of, promised)))

    async def create(self, contact: NewContact, company: NewCompany | None = None) -> Contact:
        now = self._clock.now_ms()
        made = _company(company, now) if company is not None else None
        checked = checked_contact(contact)
        kept = Contact(
            **{name: getattr(checked, name) for name in NewContact.__struct_fields__ if name != "company"},
            id=new_id(),
            company=made.id if made is not None else checked.company,
            company_name=made.name if made is not None else "",
            created_at=now,
            changed_at=now,
        )
        with refusals():
            await self._store.write(_create, contact_row(kept), company_row(made) if made else None)
        return await self.contact(kept.id)


def _company(new: NewCompany, now: int) -> Company:
    try:
        checked = checked_company(new)
    except Invalid as wrong:
        raise Invalid(f"company.{wrong.details['field']}", str(wrong)) from None
    return Company(**as_values(checked), id=new_id(), created_at=now, changed_at=now)


@contextmanager
def refusals() -> Iterator[None]:
    """What the rows do not allow, as an answer that names the field. Raises Invalid."""
    try:
        yield
    except EmailTaken as taken:
        raise _taken("emails", f"Another contact has the address {taken.email}.", contact=taken.contact) from taken
    except ExternalIdTaken as taken:
        raise _taken("external_id", "Another record has this id.") from taken
    except RecordMissing as missing:
        raise Invalid(missing.field, f"There is no such {missing.field}.") from missing


def _taken(field: str, message: str, **details: str) -> Conflict:
    conflict = Conflict(message)
    conflict.details |= {"field": field, **details}
    return conflict


def _known(contact: Contact) -> KnownContact:
    return KnownContact(
        id=contact.id,
        name=contact.name,
        emails=contact.emails,
        phone=contact.phone,
        company=contact.company_name,
    )


def _known_company(found: AtDomain) -> KnownCompany:
    company = found.company
    return KnownCompany(id=company.id, name=company.name, domains=company.domains, at_domain=found.people)


# --- in the store's threads ---


def _create(contact: ContactRow, company: CompanyRow | None) -> None:
    if company is not None:
        companies.create(company)
    contacts.create(contact)


def _search(asked: Sequence[str], limit: int) -> tuple[list[ContactRow], list[CompanyRow]]:
    return contacts.search(asked, limit), companies.search(asked, limit)


def _several(people: Sequence[str], places: Sequence[str]) -> tuple[list[ContactRow], list[CompanyRow]]:
    return contacts.several(people), companies.several(places)
