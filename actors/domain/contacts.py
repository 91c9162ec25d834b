"""The nouns of the CRM as frozen values, and what each of their fields may hold.

Contacts and companies are on the wire too, so their shape stands in `actors.messages`.

`New…` is what somebody wants to be kept, before it has an id. `checked_…` gives it back cleaned (white space, case
of addresses) or refuses it with the field's name; it is the one place where that is decided, whether a person, a
program or a file asks. Nothing is interpreted: a name that begins with `=` is a name that begins with `=`.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum, auto
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from actors.domain.errors import Forbidden, Invalid
from actors.domain.rights import Agent
from actors.messages import Company, Contact, NewCompany, NewContact

__all__ = ["Company", "Contact", "NewCompany", "NewContact"]

NAME_MAX: Final = 200
PHONE_MAX: Final = 50
EXTERNAL_MAX: Final = 100
EMAIL_MAX: Final = 254  # RFC 5321: 256 with the angle brackets around it
EMAILS_MAX: Final = 10
DOMAINS_MAX: Final = 20
# Ten billions in hundredths: a slip of the finger is found out, and every program can count it.
AMOUNT_MAX: Final = 10**12
TIME_MAX: Final = 2**53 - 1

Stage = Literal["lead", "offer", "negotiation", "won", "lost"]
STAGES: Final[tuple[Stage, ...]] = ("lead", "offer", "negotiation", "won", "lost")

_EMAIL: Final = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_DOMAIN: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
# Needed to write Persian and several scripts of India; without them a name is misspelt.
_JOINERS: Final = str.maketrans("", "", "\u200c\u200d")


class NewSale(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`amount_cents` is in hundredths of the currency, whichever it is; `close_date` as 2027-01-31."""

    title: str
    amount_cents: int = 0
    currency: str = "EUR"
    stage: Stage = "lead"
    close_date: str | None = None
    owner: str | None = None
    contact: str | None = None
    company: str | None = None


class Sale(NewSale, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    created_at: int
    changed_at: int


class NewFollowUp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`owner` is the id of an account."""

    title: str
    due_at: int
    owner: str | None = None
    done_at: int | None = None
    contact: str | None = None
    company: str | None = None


class FollowUp(NewFollowUp, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    created_at: int
    changed_at: int


# --- rights ---


class Deed(Enum):
    """What somebody may want to do with the records of the CRM."""

    READ = auto()
    WRITE = auto()  # create and change
    REMOVE = auto()
    IMPORT = auto()


FOR_EVERY_AGENT: Final[dict[Deed, bool]] = {
    Deed.READ: True,
    Deed.WRITE: True,
    Deed.REMOVE: False,
    Deed.IMPORT: False,
}


def must_be_allowed(deed: Deed, who: Agent) -> None:
    """Raises Forbidden. Which chats she sees of a contact is another question, and one of her channels."""
    if not FOR_EVERY_AGENT[deed] and not who.admin:
        raise Forbidden("Only an administrator can do this.")


# --- what a field may hold ---


def checked_company(new: NewCompany) -> NewCompany:
    return replace(
        new,
        name=line(new.name, "name", NAME_MAX, required=True),
        domains=_domains(new.domains),
        phone=line(new.phone, "phone", PHONE_MAX),
        external_id=_external(new.external_id),
    )


def checked_contact(new: NewContact) -> NewContact:
    """As it is kept. Raises Invalid with the field."""
    emails = _emails(new.emails)
    name = line(new.name, "name", NAME_MAX)
    if not name and not emails:
        raise Invalid("name", "A contact has a name or an e-mail address.")
    return replace(
        new,
        name=name or emails[0],
        emails=emails,
        phone=line(new.phone, "phone", PHONE_MAX),
        title=line(new.title, "title", NAME_MAX),
        external_id=_external(new.external_id),
    )


def checked_sale(new: NewSale) -> NewSale:
    """As it is kept. Raises Invalid with the field."""
    if not 0 <= new.amount_cents <= AMOUNT_MAX:
        raise Invalid("amount_cents", f"An amount has 0 to {AMOUNT_MAX} hundredths.")
    currency = new.currency.strip().upper()
    if not _CURRENCY.fullmatch(currency):
        raise Invalid("currency", "A currency is three letters, such as EUR.")
    if new.stage not in STAGES:
        raise Invalid("stage", f"A sale is at one of these stages: {', '.join(STAGES)}.")
    _must_belong(new)
    return replace(
        new,
        title=line(new.title, "title", NAME_MAX, required=True),
        currency=currency,
        close_date=_day(new.close_date) if new.close_date is not None else None,
    )


def checked_follow_up(new: NewFollowUp) -> NewFollowUp:
    """As it is kept. Raises Invalid with the field."""
    for field, at in (("due_at", new.due_at), ("done_at", new.done_at)):
        if at is not None and not 0 <= at <= TIME_MAX:
            raise Invalid(field, "A time is milliseconds since 1970.")
    _must_belong(new)
    return replace(new, title=line(new.title, "title", NAME_MAX, required=True))


def line(text: str, field: str, most: int, *, required: bool = False) -> str:
    """One line of text as it is kept: white space in single blanks, nothing that cannot be seen.

    Raises Invalid.
    """
    clean = " ".join(text.split())
    if required and not clean:
        raise Invalid(field, "This must not be empty.")
    if len(clean) > most:
        raise Invalid(field, f"This is longer than {most} characters.")
    if not clean.translate(_JOINERS).isprintable():
        raise Invalid(field, "This holds a character that cannot be shown.")
    return clean


def email_of(text: str, field: str = "emails") -> str:
    """An address as it is kept and compared, in small letters. Raises Invalid."""
    email = text.strip().lower()
    if len(email) > EMAIL_MAX or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise Invalid(field, f"{text.strip()[:100]!r} is not an e-mail address.")
    return email


def _emails(emails: Sequence[str]) -> tuple[str, ...]:
    if len(emails) > EMAILS_MAX:
        raise Invalid("emails", f"A contact has {EMAILS_MAX} e-mail addresses at most.")
    return tuple(dict.fromkeys(email_of(email) for email in emails))


def _domains(domains: Sequence[str]) -> tuple[str, ...]:
    if len(domains) > DOMAINS_MAX:
        raise Invalid("domains", f"A company has {DOMAINS_MAX} domains at most.")
    return tuple(dict.fromkeys(domain_of(domain) for domain in domains))


def domain_of(text: str) -> str:
    """A mail domain as it is kept; the address of a web site is taken for its domain. Raises Invalid."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower())
    domain = re.split(r"[/?#]", bare, maxsplit=1)[0].removeprefix("www.").partition(":")[0].rstrip(".")
    if len(domain) > EMAIL_MAX or not _DOMAIN.fullmatch(domain):
        raise Invalid("domains", f"{text.strip()[:100]!r} is not a domain such as example.com.")
    return domain


def _external(external: str | None) -> str | None:
    return line(external, "external_id", EXTERNAL_MAX) or None if external is not None else None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Invalid("close_date", "A date is written as 2027-01-31.") from None


def _must_belong(new: NewSale | NewFollowUp) -> None:
    if new.contact is None and new.company is None:
        raise Invalid("contact", "Name the contact or the company that this belongs to.")
