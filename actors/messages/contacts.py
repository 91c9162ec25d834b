"""Contacts and companies, and who the customer of a chat could be.

The bounds are wide on purpose: what is wrong with a value is said by the rules of domain/contacts.py, which can
name the field and the reason; here a frame is only kept from being absurd.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from actors.messages.values import Id

# Wider than any field may be: what is wrong with a value is said by the rules (domain/contacts.py), by its name.
Words = Annotated[str, Meta(max_length=1_000)]
WordsList = Annotated[tuple[Words, ...], Meta(max_length=50)]
# What speaks for somebody, or for where she works.
Why = Literal["email", "name", "email_name", "phone", "company", "domain", "colleagues", "company_name"]


class NewCompany(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A company before it has an id. `domains`: the mail domains of those who work there."""

    name: Words
    domains: WordsList = ()
    phone: Words = ""
    external_id: Words | None = None


class Company(NewCompany, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    created_at: int
    changed_at: int


class NewContact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact before it has an id. `company` is the id of one; `name` may be empty where there is an address."""

    name: Words = ""
    emails: WordsList = ()
    phone: Words = ""
    title: Words = ""
    company: Id | None = None
    external_id: Words | None = None


class Contact(NewContact, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    company_name: str = ""
    created_at: int
    changed_at: int


class Candidate(Struct, frozen=True, kw_only=True):
    """This contact could be her. `score` from 0 to 1, and what speaks for it."""

    contact: Contact
    score: float
    why: tuple[Why, ...]


class Workplace(Struct, frozen=True, kw_only=True):
    """She might work at this company."""

    company: Company
    score: float
    why: tuple[Why, ...]


class ContactDraft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A new contact with what the chat says filled in, and the company that the customer or her address names."""

    contact: NewContact
    company: NewCompany | None = None


class Found(Struct, frozen=True, kw_only=True):
    contacts: tuple[Contact, ...] = ()
    companies: tuple[Company, ...] = ()
