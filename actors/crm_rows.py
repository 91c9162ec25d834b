"""The built-in CRM between its values and its rows: the one place where folded words for the index are made."""

import re
from typing import Any

from msgspec import Struct

from actors.domain.contacts import Company, Contact, FollowUp, Sale
from actors.domain.matching import folded, phone_key, words
from store.queries.companies import CompanyRow
from store.queries.contacts import ContactRow
from store.queries.follow_ups import FollowUpRow
from store.queries.sales import SaleRow


def as_values(struct: Struct) -> dict[str, Any]:
    """The fields of a value by name, for another that has them too."""
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def contact_row(contact: Contact) -> ContactRow:
    found_by = (*contact.emails, contact.title, contact.external_id or "")
    return ContactRow(
        **as_values(contact),
        name_folded=folded(contact.name),
        phone_key=phone_key(contact.phone),
        words=_index(*found_by, phone=contact.phone),
    )


def company_row(company: Company) -> CompanyRow:
    return CompanyRow(
        **as_values(company),
        name_folded=folded(company.name),
        words=_index(*company.domains, company.external_id or "", phone=company.phone),
    )


def sale_row(sale: Sale) -> SaleRow:
    return SaleRow(**as_values(sale))


def follow_up_row(follow_up: FollowUp) -> FollowUpRow:
    return FollowUpRow(**as_values(follow_up))


def contact_of(row: ContactRow) -> Contact:
    return Contact(**_known(row, Contact))


def company_of(row: CompanyRow) -> Company:
    return Company(**_known(row, Company))


def sale_of(row: SaleRow) -> Sale:
    return Sale(**_known(row, Sale))


def follow_up_of(row: FollowUpRow) -> FollowUp:
    return FollowUp(**_known(row, FollowUp))


def _index(*texts: str, phone: str) -> str:
    """A number is found by its digits, with the country or without."""
    digits = re.sub(r"\D", "", phone)
    numbers = dict.fromkeys(filter(None, (digits, phone_key(phone))))
    return " ".join((*(word for text in texts for word in words(text)), *numbers))


def _known(row: Struct, kind: type[Struct]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__struct_fields__}
