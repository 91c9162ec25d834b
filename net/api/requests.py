"""Requests: lists, one with its log and its chat, making one by hand, changing and answering it. From a chat they
are made by the command `request.create` (docs/protocol.md).
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, cast

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from actors import requests, requests_of_chats
from actors.domain.views import Audience, view
from actors.messages import INT_MAX, KEY_MAX, TEXT_MAX, Event, Look, Priority
from actors.requests import LOG_PAGE, UNOWNED, Changes, Listing, RequestStatus, Sort, Writing
from net.api.common import AskingAgent, OfSite, problems
from net.api.cursors import cursor_of, numbers_of
from net.api.shared_texts import PAGE, SEARCH_MAX, After, Body, Limit

router = APIRouter(prefix="/api/v1/requests", tags=["requests"])

PAGE_MAX: Final = 200
ME: Final = "me"

Id = Annotated[str, Field(max_length=64)]
Title = Annotated[str, Field(max_length=1_000)]
Number = Annotated[int, Field(description="what customers know it by")]
OfNumber = Annotated[int, Path(ge=1, le=INT_MAX)]
Before = Annotated[int | None, Query(ge=0, le=INT_MAX, description="the page that ends just under this one")]
Size = Annotated[int, Query(ge=1, le=PAGE_MAX)]


class Person(BaseModel):
    """An agent by id, or whoever else it was by kind and name."""

    kind: Literal["customer", "agent", "bot", "system"] = "agent"
    id: str | None = None
    name: str = ""
    photo: str | None = None


class Category(BaseModel):
    id: str
    name: str


class Row(BaseModel):
    """A request in a list."""

    number: Number
    title: str
    status: RequestStatus
    priority: Priority
    category: Category | None = None
    owner: Person | None = None
    contact: Annotated[str | None, Field(description="the id of a contact")] = None
    customer: Annotated[str, Field(description="as the chat knew her")]
    email: str | None = None
    channel: str
    chat: Annotated[str | None, Field(description="the id of the chat it was made from")] = None
    created_by: Person
    created_at: int
    changed_at: int


class Rows(BaseModel):
    items: list[Row]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None


class Change(BaseModel):
    """In the words of that time; empty is none."""

    field: str
    was: str
    now: str


class RequestLetter(BaseModel):
    """`waiting` also while no mail server is set."""

    to: str
    status: Literal["waiting", "sent", "failed"]


class Entry(BaseModel):
    """`chat`: the log of the chat is attached here. `change`: `changes` says what. `letter`: a reply that was sent
    by e-mail too.
    """

    n: int
    at: int
    kind: Literal["chat", "note", "reply", "change"]
    by: Person
    text: str | None = None
    changes: list[Change] = []
    letter: RequestLetter | None = None


class Entries(BaseModel):
    items: Annotated[list[Entry], Field(description="oldest first")]
    more: Annotated[bool, Field(description="there are older ones")]


class ChatEvent(BaseModel):
    """As in the frame `event`."""

    seq: int
    at: int
    kind: str
    by: Person
    data: dict[str, Any]


class Attached(BaseModel):
    """The chat as it stands now, not as it stood when the request was made."""

    id: str
    customer: str
    channel: str
    status: str
    started_at: int
    last_at: int
    events: Annotated[list[ChatEvent], Field(description="oldest first")]
    more: Annotated[bool, Field(description="there are older ones")]


class Request(Row):
    """With the newest of its log and of its chat's; `attached` is absent where there is none for you to read."""

    log: Entries
    attached: Attached | None = None


class RequestChange(Body):
    """What is left out stays; null for category, owner or contact takes it away."""

    title: Title = ""
    status: RequestStatus = "open"
    priority: Priority = "normal"
    category: Id | None = None
    owner: Id | None = None
    contact: Id | None = None


class NewRequest(Body):
    """What comes from no chat. Without `customer` it is the contact's."""

    channel: Id
    title: Title
    customer: Annotated[str, Field(max_length=1_000)] = ""
    email: Annotated[str, Field(max_length=1_000)] = ""
    contact: Id | None = None
    category: Id | None = None
    priority: Priority = "normal"
    owner: Id | None = None
    text: Annotated[str, Field(max_length=2 * TEXT_MAX, description="its first note")] = ""


class NewEntry(Body):
    """A note stays between agents. With `status` the request has that one afterwards."""

    kind: Literal["note", "reply"]
    text: Annotated[str, Field(max_length=2 * TEXT_MAX)]
    key: Annotated[
        str | None, Field(min_length=1, max_length=KEY_MAX, description="the same key again adds nothing")
    ] = None
    status: RequestStatus | None = None
    send: Annotated[bool, Field(description="a reply: to the customer's e-mail address as well")] = False


class Owners(BaseModel):
    items: list[Person]


# --- lists ---


async def _listing(
    who: AskingAgent,
    status: Annotated[list[RequestStatus], Query(max_length=3, default_factory=list)],
    priority: Annotated[list[Priority], Query(max_length=4, default_factory=list)],
    *,
    owner: Annotated[
        str | None, Query(max_length=64, description=f"an agent's id, `{ME}`, or `{UNOWNED}` for those of nobody")
    ] = None,
    category: Annotated[str | None, Query(max_length=64)] = None,
    channel: Annotated[str | None, Query(max_length=64)] = None,
    contact: Annotated[str | None, Query(max_length=64)] = None,
    chat: Annotated[str | None, Query(max_length=64)] = None,
    text: Annotated[
        str, Query(max_length=SEARCH_MAX, description="words of title, customer or log; or a number")
    ] = "",
    sort: Annotated[
        Sort, Query(description="what changed last or longest ago, the newest, or the urgent first")
    ] = ("changed"),
) -> Listing:
    return Listing(
        statuses=tuple(status),
        priorities=tuple(priority),
        owner=who.ref.id if owner == ME else owner,
        category=category,
        channel=channel,
        contact=contact,
        chat=chat,
        text=text,
        sort=sort,
    )


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_requests(
    site: OfSite,
    who: AskingAgent,
    listing: Annotated[Listing, Depends(_listing)],
    after: After = None,
    limit: Limit = PAGE,
) -> Rows:
    """Those of your channels."""
    place = numbers_of(after) if after is not None else None
    found, beyond = await requests.listed(site.house, who, listing, after=place, limit=limit)
    return Rows(items=[_row(each) for each in found], next=cursor_of(*beyond) if beyond is not None else None)


@router.get(
    "/owners", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found", "invalid")
)
async def list_owners(site: OfSite, who: AskingAgent, channel: Annotated[str, Query(max_length=64)]) -> Owners:
    """Who may have requests of this channel."""
    found = await requests.owners(site.house, who, channel)
    return Owners(items=[Person(id=each.id, name=each.name, photo=each.photo) for each in found])


@router.post("", status_code=201, response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def create_request(wanted: NewRequest, site: OfSite, who: AskingAgent) -> Row:
    """Make one by hand, for what comes by telephone or letter."""
    by_hand = requests_of_chats.ByHand(**wanted.model_dump())
    return _row(await requests_of_chats.create_by_hand(site.house, who, by_hand))


# --- one request ---


@router.get(
    "/{number}", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found", "invalid")
)
async def read_request(number: OfNumber, site: OfSite, who: AskingAgent) -> Request:
    """The request with the newest of its log and of its chat's."""
    reading = await requests.read(site.house, who, number)
    return Request(
        **_row(reading.request).model_dump(),
        log=_entries(reading.log, more=reading.more),
        attached=_attached(reading.chat) if reading.chat is not None else None,
    )


@router.patch(
    "/{number}",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"),
)
async def change_request(number: OfNumber, wanted: RequestChange, site: OfSite, who: AskingAgent) -> Row:
    """Change it; its log says what."""
    changes = cast("Changes", wanted.model_dump(exclude_unset=True))
    return _row(await requests.change(site.house, who, number, changes))


@router.get(
    "/{number}/log", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found", "invalid")
)
async def read_log(
    number: OfNumber, site: OfSite, who: AskingAgent, before: Before = None, limit: Size = LOG_PAGE
) -> Entries:
    """A page of its log, the newest without `before`."""
    found, more = await requests.entries(site.house, who, number, before=before, limit=limit)
    return _entries(found, more=more)


@router.post(
    "/{number}/log",
    status_code=201,
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"),
)
async def add_entry(number: OfNumber, wanted: NewEntry, site: OfSite, who: AskingAgent) -> Entry:
    """Answer, or leave a note."""
    writing = Writing(kind=wanted.kind, text=wanted.text, key=wanted.key, status=wanted.status, send=wanted.send)
    return _entry(await requests.write(site.house, who, number, writing))


@router.get(
    "/{number}/chat", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found", "invalid")
)
async def read_chat(
    number: OfNumber, site: OfSite, who: AskingAgent, before: Before = None, limit: Size = LOG_PAGE
) -> Attached:
    """A page of the attached chat's log, the newest without `before`."""
    return _attached(await requests.attached(site.house, who, number, before=before, limit=limit))


# --- as they are shown ---


def _row(request: requests.Request) -> Row:
    category = owner = None
    if request.category is not None:
        category = Category(id=request.category, name=request.category_name or "")
    if request.owner is not None:
        owner = Person(id=request.owner, name=request.owner_name or "", photo=request.owner_photo)
    return Row(
        number=request.number,
        title=request.title,
        status=request.status,
        priority=request.priority,
        category=category,
        owner=owner,
        contact=request.contact,
        customer=request.customer,
        email=request.email,
        channel=request.channel,
        chat=request.chat,
        created_by=_person(requests.by_of(request)),
        created_at=request.created_at,
        changed_at=request.changed_at,
    )


def _entries(found: Sequence[requests.Entry], *, more: bool) -> Entries:
    return Entries(items=[_entry(each) for each in found], more=more)


def _entry(entry: requests.Entry) -> Entry:
    changes = [Change(field=each.field, was=each.was, now=each.now) for each in entry.changes]
    letter = RequestLetter(to=entry.letter.to, status=entry.letter.status) if entry.letter is not None else None
    return Entry(
        n=entry.n,
        at=entry.at,
        kind=entry.kind,
        by=_person(entry.by),
        text=entry.text,
        changes=changes,
        letter=letter,
    )


def _attached(attached: requests.Attached) -> Attached:
    chat = attached.chat
    return Attached(
        id=chat.id,
        customer=chat.customer,
        channel=chat.channel,
        status=chat.status.value,
        started_at=chat.started_at,
        last_at=chat.last_at,
        events=[event for each in attached.events if (event := _event(each)) is not None],
        more=attached.more,
    )


_LOOK: Final = Look()  # agents see all of it, whatever the look


def _event(event: Event) -> ChatEvent | None:
    seen = view(event, Audience.AGENT, _LOOK)
    if seen is None:
        return None
    data = msgspec.to_builtins(seen.data)
    return ChatEvent(seq=seen.seq, at=seen.at, kind=seen.kind, by=_person(seen.by), data=data)


def _person(by: requests.By) -> Person:
    return Person(kind=by.kind, id=by.id, name=by.name, photo=by.photo)
