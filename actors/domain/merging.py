"""What becomes of a row that is imported: a new record, a known one with news, or nothing at all.

A contact is known by the id of the system it comes from, or by an e-mail address; where a row has neither, only
one that says the same name, company and number is the same. A company is known by that id or by its name. What a
row leaves empty stays as it is, addresses are added and never taken away: so the same file twice changes nothing
the second time.

`Book` holds what is known of the records a batch speaks of. It learns from every row, so a row finds the record
that an earlier one has made, in a dry run as in the real one.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from actors.domain.contacts import DOMAINS_MAX, EMAILS_MAX, Company, Contact, NewCompany
from actors.domain.importing import Bad, CompanyRow, ContactRow
from actors.domain.matching import folded

Fate = Literal["created", "updated", "unchanged"]


class PlacedCompany(NamedTuple):
    fate: Fate
    company: Company


class PlacedContact(NamedTuple):
    """`company` is set where the row names one that was not known."""

    fate: Fate
    contact: Contact
    company: Company | None = None


class Ids(NamedTuple):
    """Made beforehand, used where a row makes something."""

    record: str
    company: str


class Book:
    """The records that the rows of a file may mean."""

    def __init__(self, contacts: Iterable[Contact] = (), companies: Iterable[Company] = ()) -> None:
        self._contacts: dict[str, Contact] = {}
        self._companies: dict[str, Company] = {}
        self._by_email: dict[str, str] = {}
        self._by_external: dict[str, str] = {}
        self._by_twin: dict[tuple[str, str | None, str], str] = {}
        self._company_by_name: dict[str, str] = {}
        self._company_by_external: dict[str, str] = {}
        for company in companies:
            self.learn_company(company)
        for contact in contacts:
            self.learn_contact(contact)

    def learn_contact(self, contact: Contact) -> None:
        self._contacts[contact.id] = contact
        for email in contact.emails:
            self._by_email[email] = contact.id
        if contact.external_id is not None:
            self._by_external[contact.external_id] = contact.id
        self._by_twin.setdefault(_twin(contact), contact.id)

    def learn_company(self, company: Company) -> None:
        self._companies[company.id] = company
        self._company_by_name.setdefault(folded(company.name), company.id)
        if company.external_id is not None:
            self._company_by_external[company.external_id] = company.id

    def knows_contact(self, contact: str) -> bool:
        return contact in self._contacts

    def knows_company(self, company: str) -> bool:
        return company in self._companies

    # --- contacts ---

    def place_contact(self, row: ContactRow, ids: Ids, now: int) -> PlacedContact | Bad:
        company, made = self._company_of(row.company, ids, now)
        wanted = replace(row.new, company=company.id if company else None)
        known = self._known_contacts(row, wanted.company)
        if len(known) > 1:
            names = " and ".join(sorted(self._contacts[each].name for each in known))
            return Bad(row.line, None, f"This row means two contacts at once: {names}.")
        if known:
            before = self._contacts[next(iter(known))]
            if wanted.external_id and before.external_id not in {None, wanted.external_id}:
                return Bad(row.line, None, f"{before.name} has this e-mail address, and another id.")
            after = _merged_contact(before, row, company)
        else:
            before = None
            name = row.new.name or row.new.emails[0]
            after = Contact(
                **_values(replace(wanted, name=name)),
                id=ids.record,
                company_name=company.name if company else "",
                created_at=now,
                changed_at=now,
            )
        if len(after.emails) > EMAILS_MAX:
            return Bad(row.line, None, f"{after.name} would have more than {EMAILS_MAX} e-mail addresses.")
        if made is not None:
            self.learn_company(made)
        if after == before:
            return PlacedContact("unchanged", after)
        after = replace(after, changed_at=now)
        self.learn_contact(after)
        return PlacedContact("updated" if before else "created", after, made)

    def _known_contacts(self, row: ContactRow, company: str | None) -> set[str]:
        external = row.new.external_id
        found = {self._by_email[email] for email in row.new.emails if email in self._by_email}
        if external is not None and external in self._by_external:
            found.add(self._by_external[external])
        if not found and external is None and not row.new.emails:
            twin = self._by_twin.get((folded(row.new.name), company, row.new.phone))
            found = {twin} if twin is not None else set()
        return found

    def _company_of(self, name: str, ids: Ids, now: int) -> tuple[Company | None, Company | None]:
        """The company of that name; and again, where it had to be made."""
        if not name:
            return None, None
        known = self._company_by_name.get(folded(name))
        if known is not None:
            return self._companies[known], None
        made = Company(id=ids.company, name=name, created_at=now, changed_at=now)
        return made, made

    # --- companies ---

    def place_company(self, row: CompanyRow, ids: Ids, now: int) -> PlacedCompany | Bad:
        known = self._known_companies(row.new)
        if len(known) > 1:
            names = " and ".join(sorted(self._companies[each].name for each in known))
            return Bad(row.line, None, f"This row means two companies at once: {names}.")
        if not known:
            after = Company(**_values(row.new), id=ids.record, created_at=now, changed_at=now)
            self.learn_company(after)
            return PlacedCompany("created", after)
        before = self._companies[next(iter(known))]
        after = replace(
            before,
            name=row.new.name,
            domains=_together(before.domains, row.new.domains),
            phone=row.new.phone or before.phone,
            external_id=row.new.external_id or before.external_id,
        )
        if len(after.domains) > DOMAINS_MAX:
            return Bad(row.line, None, f"{after.name} would have more than {DOMAINS_MAX} domains.")
        if after == before:
            return PlacedCompany("unchanged", after)
        after = replace(after, changed_at=now)
        self.learn_company(after)
        return PlacedCompany("updated", after)

    def _known_companies(self, new: NewCompany) -> set[str]:
        """By id where both have one: two offices may share a name."""
        if new.external_id is not None and new.external_id in self._company_by_external:
            return {self._company_by_external[new.external_id]}
        found = self._company_by_name.get(folded(new.name))
        if found is None:
            return set()
        theirs = self._companies[found].external_id
        return set() if new.external_id is not None and theirs not in {None, new.external_id} else {found}


def _merged_contact(before: Contact, row: ContactRow, company: Company | None) -> Contact:
    new = row.new
    return replace(
        before,
        name=new.name or before.name,
        emails=_together(before.emails, new.emails),
        phone=new.phone or before.phone,
        title=new.title or before.title,
        company=company.id if company else before.company,
        company_name=company.name if company else before.company_name,
        external_id=new.external_id or before.external_id,
    )


def _together(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *new)))


def _twin(contact: Contact) -> tuple[str, str | None, str]:
    return folded(contact.name), contact.company, contact.phone


def _values(struct: Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
