"""Another CRM: a few records in memory, as an outside one would stand behind the same interface.

Its ids are its own, it compares addresses only, and it can be away or slow.
"""

from collections.abc import Sequence
from itertools import count

import trio
from msgspec.structs import replace

from actors.crm import Dealings, Found, Match
from actors.domain.contacts import (
    Company,
    Contact,
    FollowUp,
    NewCompany,
    NewContact,
    Sale,
    checked_company,
    checked_contact,
)
from actors.domain.errors import Conflict, NotFound, Unavailable
from actors.domain.matching import Said, words


class MemoryCrm:
    """A `Crm`."""

    def __init__(self) -> None:
        self.contacts: dict[str, Contact] = {}
        self.companies: dict[str, Company] = {}
        self.sales: list[Sale] = []
        self.follow_ups: list[FollowUp] = []
        self.is_away = False
        self.takes_s = 0.0
        self._ids = count(1)

    async def contact(self, contact: str) -> Contact:
        await self._answers()
        if contact not in self.contacts:
            raise NotFound("There is no such contact.")
        return self.contacts[contact]

    async def company(self, company: str) -> Company:
        await self._answers()
        if company not in self.companies:
            raise NotFound("There is no such company.")
        return self.companies[company]

    async def match(self, said: Said) -> Match:
        await self._answers()
        return Match(exact=self._of_email(said.email))

    async def search(self, text: str, limit: int) -> Found:
        await self._answers()
        asked = words(text)
        people = [each for each in self.contacts.values() if _begins(asked, f"{each.name} {each.company_name}")]
        places = [each for each in self.companies.values() if _begins(asked, each.name)]
        return Found(contacts=tuple(people[:limit]), companies=tuple(places[:limit]))

    async def several(self, contacts: Sequence[str], companies: Sequence[str]) -> Found:
        await self._answers()
        return Found(
            contacts=tuple(self.contacts[each] for each in contacts if each in self.contacts),
            companies=tuple(self.companies[each] for each in companies if each in self.companies),
        )

    async def dealings(self, contact: Contact) -> Dealings:
        await self._answers()
        return Dealings(
            sales=tuple(each for each in self.sales if each.contact == contact.id),
            follow_ups=tuple(each for each in self.follow_ups if each.contact == contact.id),
        )

    async def create(self, contact: NewContact, company: NewCompany | None = None) -> Contact:
        await self._answers()
        checked = checked_contact(contact)
        if any(self._of_email(email) is not None for email in checked.emails):
            raise Conflict("Another contact has this address.")
        place = self._keep_company(company) if company is not None else None
        made = Contact(
            id=f"person-{next(self._ids)}",
            name=checked.name,
            emails=checked.emails,
            phone=checked.phone,
            title=checked.title,
            created_at=1,
            changed_at=1,
        )
        if place is not None:
            made = replace(made, company=place.id, company_name=place.name)
        self.contacts[made.id] = made
        return made

    def _keep_company(self, company: NewCompany) -> Company:
        checked = checked_company(company)
        made = Company(
            id=f"place-{next(self._ids)}", name=checked.name, domains=checked.domains, created_at=1, changed_at=1
        )
        self.companies[made.id] = made
        return made

    def _of_email(self, email: str) -> Contact | None:
        return next((each for each in self.contacts.values() if email and email in each.emails), None)

    async def _answers(self) -> None:
        await trio.sleep(self.takes_s)
        if self.is_away:
            raise Unavailable("The CRM cannot be reached just now.")


def _begins(asked: Sequence[str], text: str) -> bool:
    return all(any(word.startswith(begin) for word in words(text)) for begin in asked)
