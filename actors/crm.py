"""The CRM as the house knows it: one small interface, so that another one can take the place of ours.

A `Crm` knows contacts and companies, finds them, says who a customer may be, and keeps new ones. That a chat is
linked to a contact, whom an agent had to do with last, which chats a contact has had: that is ours whichever CRM
it is, and stands in `actors.contacts`. The built-in one is `actors.crm_tables`.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from actors.domain.contacts import Company, Contact, FollowUp, NewCompany, NewContact, Sale
from actors.domain.matching import Said
from actors.messages import Candidate, Found, Workplace

__all__ = ["Candidate", "Found", "Workplace"]


class Match(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a customer may be. `exact` has her e-mail address, and then nobody else is asked for."""

    exact: Contact | None = None
    could_be: tuple[Candidate, ...] = ()
    might_work_at: tuple[Workplace, ...] = ()


class Dealings(Struct, frozen=True, kw_only=True):
    """What is under way with a contact."""

    sales: tuple[Sale, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class Crm(Protocol):
    """Everything the chats want of a CRM. Who asks was checked. One that cannot be reached raises Unavailable."""

    async def contact(self, contact: str) -> Contact:
        """Raises NotFound."""

    async def company(self, company: str) -> Company:
        """Raises NotFound."""

    async def match(self, said: Said) -> Match:
        """Who this customer may be."""

    async def search(self, text: str, limit: int) -> Found:
        """Contacts and companies with words that begin like these; the best first."""

    async def several(self, contacts: Sequence[str], companies: Sequence[str]) -> Found:
        """Those of them that are still there, in this order."""

    async def dealings(self, contact: Contact) -> Dealings:
        """Its sales and follow-ups, the nearest first; as many as a card shows."""

    async def create(self, contact: NewContact, company: NewCompany | None = None) -> Contact:
        """Keep a new contact, and a new company for it where one is given. Raises Invalid or Conflict."""
