"""The nouns of the CRM as the API shows them, and the parameters its lists share."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from actors.domain.contacts import Stage
from actors.domain.matching import Why
from net.api.cursors import cursor_of, place_of

PAGE: Final = 50
PAGE_MAX: Final = 200
# Bounds at the door, wide enough that the rules behind it say what is wrong.
TEXT_MAX: Final = 1_000
ENTRIES_MAX: Final = 50

S = TypeVar("S", bound="Shape")

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="rows of a page")]
After = Annotated[str | None, Query(max_length=TEXT_MAX, description="`next` of the page before")]
Text = Annotated[str, Field(max_length=TEXT_MAX)]
Ref = Annotated[str, Field(min_length=1, max_length=64)]
Texts = Annotated[list[Text], Field(max_length=ENTRIES_MAX)]


class Shape(BaseModel):
    """What we say; read from the values of the same field names."""

    model_config = ConfigDict(from_attributes=True)


class Wanted(BaseModel):
    """What a client wants kept: a field we do not know is a mistake, not a wish to ignore."""

    model_config = ConfigDict(extra="forbid", strict=True)


def shaped(shape: type[S], value: object) -> S:
    return shape.model_validate(value)


def changes_of(wanted: Wanted) -> dict[str, Any]:
    """What the client has said, and nothing else."""
    return wanted.model_dump(exclude_unset=True)


# --- contacts and companies ---


class Company(Shape):
    id: str
    name: str
    domains: Annotated[list[str], Field(description="mail domains whose users work there")]
    phone: str
    external_id: str | None = None
    created_at: int
    changed_at: int


class Companies(Shape):
    items: list[Company]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None


class NewCompany(Wanted):
    name: Text
    domains: Texts = []
    phone: Text = ""
    external_id: Annotated[Text | None, Field(description="its id where it comes from")] = None


class CompanyChange(Wanted):
    """What is left out stays."""

    name: Text = ""
    domains: Texts = []
    phone: Text = ""
    external_id: Text | None = None


class Contact(Shape):
    id: str
    name: str
    emails: Annotated[list[str], Field(description="in small letters; each belongs to one contact")]
    phone: str
    title: str
    company: Annotated[str | None, Field(description="its id")] = None
    company_name: str = ""
    external_id: str | None = None
    created_at: int
    changed_at: int


class Contacts(Shape):
    items: list[Contact]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None


class NewContact(Wanted):
    """A name or an address at least."""

    name: Text = ""
    emails: Texts = []
    phone: Text = ""
    title: Text = ""
    company: Annotated[Ref | NewCompany | None, Field(description="the id of one, or a new one")] = None
    external_id: Annotated[Text | None, Field(description="its id where it comes from")] = None


class ContactChange(Wanted):
    """What is left out stays."""

    name: Text = ""
    emails: Texts = []
    phone: Text = ""
    title: Text = ""
    company: Ref | None = None
    external_id: Text | None = None


class Found(Shape):
    contacts: list[Contact]
    companies: list[Company]


class Shelf(Shape):
    history: Annotated[Found, Field(description="the last used first")]
    favourites: Found


class Candidate(Shape):
    contact: Contact
    score: float
    why: list[Why]


class Workplace(Shape):
    company: Company
    score: float
    why: list[Why]


class Match(Shape):
    exact: Annotated[Contact | None, Field(description="has this very address")] = None
    could_be: list[Candidate]
    might_work_at: list[Workplace]


# --- what is under way ---


class Sale(Shape):
    id: str
    title: str
    amount_cents: Annotated[int, Field(description="hundredths of the currency, whichever it is")]
    currency: str
    stage: Stage
    close_date: Annotated[str | None, Field(examples=["2027-01-31"])] = None
    owner: Annotated[str | None, Field(description="an account")] = None
    contact: str | None = None
    company: str | None = None
    created_at: int
    changed_at: int


class FollowUp(Shape):
    id: str
    title: str
    due_at: int
    owner: Annotated[str | None, Field(description="an account")] = None
    done_at: Annotated[int | None, Field(description="absent while it is to be done")] = None
    contact: str | None = None
    company: str | None = None
    created_at: int
    changed_at: int


class OpenRequest(Shape):
    number: int
    title: str
    status: str
    created_at: int


class ChatAgent(Shape):
    id: str
    name: str


class PastChat(Shape):
    """A chat as a line; its log is read over the agent's WebSocket, by `chat.open`."""

    id: str
    channel: str
    status: str
    customer: str
    started_at: int
    ended_at: int | None = None
    reason: str | None = None
    agent: ChatAgent | None = None
    first: Annotated[str | None, Field(description="the customer's first words")] = None
    rating: int | None = None


class RequestLine(Shape):
    number: int
    title: str
    status: str
    customer: str


class Activity(Shape):
    kind: Literal["chat", "request"]
    ref: Annotated[str, Field(description="the chat's id, the request's number")]
    at: int
    linked: Annotated[bool, Field(description="false where only the e-mail address is the same")]
    chat: PastChat | None = None
    request: RequestLine | None = None


class Activities(Shape):
    items: list[Activity]
    next: str | None = None


class Dealings(Shape):
    sales: list[Sale]
    follow_ups: list[FollowUp]


class Card(Shape):
    contact: Contact
    company: Company | None = None
    favourite: bool
    requests: Annotated[list[OpenRequest], Field(description="those that are open")]
    dealings: Dealings
    activities: Annotated[list[Activity], Field(description="the last ones")]
    more: Annotated[bool, Field(description="there are more activities")]
    chats: Annotated[list[Activity], Field(description="the last chats among all activities")]
    more_chats: Annotated[bool, Field(description="there are more chats")]


# --- pages ---


def name_place(after: str | None) -> tuple[str, str] | None:
    """The name, folded, and the id after which a page begins."""
    if after is None:
        return None
    name, id_ = place_of(after, str, str)
    return str(name), str(id_)


def time_place(after: str | None) -> tuple[int, str] | None:
    """The time in ms and the id after which a page begins."""
    if after is None:
        return None
    at, id_ = place_of(after, int, str)
    return int(at), str(id_)


T = TypeVar("T")


def page_of(
    found: Sequence[T], limit: int, place: Callable[[T], tuple[str | int, ...]]
) -> tuple[Sequence[T], str | None]:
    """The rows that were asked for, of those and one more; and where the next page begins."""
    shown = found[:limit]
    return shown, cursor_of(*place(shown[-1])) if len(found) > limit else None
