"""Requests, read and worked on by those who answer their channel, with the chat's log beside each.

A chat's log is attached by name and never copied: whoever reads the request reads the chat as it stands, if she
may read that chat. How a request is made from a chat stands in `actors.requests_of_chats`.
"""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypedDict

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from actors import request_letters
from actors.domain import requests as rules
from actors.domain.contacts import line
from actors.domain.decide import may
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.requests import Change, Deed, must_be_allowed, no_such_request
from actors.domain.rights import Action, Agent
from actors.domain.texts import body_of, words_of
from actors.domain.views import card
from actors.house import House
from actors.messages import TEXT_MAX, By, ChatCard, Event, Priority
from actors.request_letters import Letter
from store.errors import RecordMissing
from store.queries import activities, request_categories, requests
from store.queries.requests import Entry as EntryRow
from store.queries.requests import NewEntry, Owner, Place, Request, RequestStatus, Sort, Wanted

__all__ = ["By", "Owner", "Place", "Request", "RequestStatus", "Sort"]

# Entries, and events of the chat, that are read with a request; older ones come by the page.
LOG_PAGE: Final = 100

_changes = msgspec.json.Decoder(tuple[Change, ...])
_by = msgspec.json.Decoder(By)


class Listing(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. `owner` is an account, or `UNOWNED`."""

    statuses: tuple[RequestStatus, ...] = ()
    priorities: tuple[Priority, ...] = ()
    owner: str | None = None
    category: str | None = None
    channel: str | None = None
    contact: str | None = None
    chat: str | None = None
    text: str = ""
    sort: Sort = "changed"


# `owner` of a list: those that nobody has. No id is that short.
UNOWNED: Final = "none"


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a request's log: the chat's log was attached, a note, a reply, or what was changed."""

    n: int
    at: int
    kind: Literal["chat", "note", "reply", "change"]
    by: By
    text: str | None = None
    changes: tuple[Change, ...] = ()
    letter: Letter | None = None


class Attached(Struct, frozen=True, kw_only=True):
    """The chat of a request as it stands now, and a page of its log. `more`: there are older events."""

    chat: ChatCard
    events: tuple[Event, ...]
    more: bool


class Reading(Struct, frozen=True, kw_only=True):
    """A request with the newest of its log. `chat` is None where there is none, or none for this reader."""

    request: Request
    log: tuple[Entry, ...]
    more: bool
    chat: Attached | None


class Changes(TypedDict, total=False):
    """Fields of a request as somebody wants them; what is left out stays."""

    title: str
    category: str | None
    priority: Priority
    status: RequestStatus
    owner: str | None
    contact: str | None


class Writing(Struct, frozen=True, kw_only=True):
    """A note or a reply, perhaps with the status that follows. The same key again adds nothing. `send`: a reply
    goes to the customer by e-mail as well.
    """

    kind: Literal["note", "reply"]
    text: str
    key: str | None = None
    status: RequestStatus | None = None
    send: bool = False


# --- reading ---


async def listed(
    house: House, who: Agent, listing: Listing, *, after: Place | None, limit: int
) -> tuple[list[Request], Place | None]:
    """A page of those she may read, and where the next one begins. Raises Invalid for a place of another order."""
    wanted = _wanted(who, listing)
    if after is not None and not requests.is_place(after, listing.sort):
        raise Invalid("after", "Take `after` from `next` of the page before, with the same `sort`.")
    if listing.text.strip() and not wanted.words:
        return [], None
    rows = await house.store.read(requests.page, wanted, after, limit + 1)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], requests.place_of(rows[limit - 1], listing.sort)


def _wanted(who: Agent, listing: Listing) -> Wanted:
    bare = listing.text.strip().removeprefix("#")
    return Wanted(
        channels=rules.readable_channels(who),
        statuses=listing.statuses,
        priorities=listing.priorities,
        owner=listing.owner if listing.owner != UNOWNED else None,
        unowned=listing.owner == UNOWNED,
        category=listing.category,
        channel=listing.channel,
        contact=listing.contact,
        chat=listing.chat,
        words=words_of(listing.text),
        sort=listing.sort,
        number=int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS else None,
    )


_DIGITS: Final = 15  # a number that every program can count


async def read(house: House, who: Agent, number: int) -> Reading:
    """The request with what was said last about it, and in its chat. Raises NotFound."""
    request = await _readable(house, who, number)
    found = await house.store.read(_entries, number, LOG_PAGE + 1, None)
    return Reading(
        request=request,
        log=found[-LOG_PAGE:],
        more=len(found) > LOG_PAGE,
        chat=await _attached(house, who, request, None, LOG_PAGE),
    )


async def entries(
    house: House, who: Agent, number: int, *, before: int | None, limit: int
) -> tuple[tuple[Entry, ...], bool]:
    """A page of the log, and whether there are older entries. Raises NotFound."""
    await _readable(house, who, number)
    found = await house.store.read(_entries, number, limit + 1, before)
    return found[-limit:], len(found) > limit


def _entries(number: int, limit: int, before: int | None) -> tuple[Entry, ...]:
    """In the store's transaction."""
    return _told_of(number, requests.entries(number, limit, before))


def _told_of(number: int, rows: Sequence[EntryRow]) -> tuple[Entry, ...]:
    letters = request_letters.of_entries(number, rows)
    return tuple(_entry(row, letters.get(row.n)) for row in rows)


async def attached(house: House, who: Agent, number: int, *, before: int | None, limit: int) -> Attached:
    """A page of the chat's log. Raises NotFound where there is no chat, or none for her."""
    request = await _readable(house, who, number)
    found = await _attached(house, who, request, before, limit)
    if found is None:
        raise NotFound("There is no chat for you here.")
    return found


async def _attached(house: House, who: Agent, request: Request, before: int | None, limit: int) -> Attached | None:
    """A chat may be in another channel by now, or erased: the request alone opens no door to it."""
    if request.chat is None:
        return None
    try:
        kept = await house.log.load(request.chat)
    except NotFound:
        return None
    if not may(kept.chat, who, Action.READ):
        return None
    found = await house.log.last_events(request.chat, limit + 1, before=before)
    row = card(kept.chat, unread=kept.marks.unread, customer_read=kept.marks.customer_read)
    return Attached(chat=row, events=found[-limit:], more=len(found) > limit)


async def owners(house: House, who: Agent, channel: str) -> list[Owner]:
    """Whom requests of this channel may be given to. Raises NotFound."""
    if not rules.may(Deed.READ, who, channel):
        raise NotFound("There is no such channel.")
    return await house.store.read(requests.owners, channel)


async def _readable(house: House, who: Agent, number: int) -> Request:
    request = await house.store.read(requests.get, number)
    if request is None or not rules.may(Deed.READ, who, request.channel):
        raise no_such_request()
    return request


def by_of(request: Request) -> By:
    """Who made it."""
    return _by.decode(request.created_by)


def _entry(row: EntryRow, letter: Letter | None) -> Entry:
    return Entry(
        n=row.n,
        at=row.at,
        kind=row.kind,
        by=_by.decode(row.by),
        text=row.text,
        changes=_changes.decode(row.changes) if row.changes is not None else (),
        letter=letter,
    )


# --- working on one ---


async def change(house: House, who: Agent, number: int, changes: Changes) -> Request:
    """Give fields other values; the log says which. Raises NotFound, Forbidden, or Invalid with the field."""
    request = await _workable(house, who, number)
    values: dict[str, Any] = {**changes}
    if "title" in changes:
        values["title"] = line(changes["title"], "title", rules.TITLE_MAX, required=True)
    act = _Act(who.by(), house.clock.now_ms(), await _names(house, request, changes))
    return await named(house.store.write(_change, number, values, act))


async def write(house: House, who: Agent, number: int, writing: Writing) -> Entry:
    """Add a note or a reply. Raises NotFound, Forbidden, Invalid, or Conflict where the log is full."""
    request = await _workable(house, who, number)
    clean = replace(writing, text=body_of(writing.text, TEXT_MAX, "text"))
    if writing.send and writing.kind == "note":
        raise Invalid("send", "A note stays between agents.")
    if writing.send and request.email is None:
        raise Invalid("send", "No e-mail address of this customer is known.")
    entry = await house.store.write(_write, number, clean, _Act(who.by(), house.clock.now_ms()))
    house.letters.look()
    return entry


class _Act(NamedTuple):
    """Who does it and when; `contacts` are names that only the CRM knows."""

    by: By
    at: int
    contacts: Mapping[str, str] = {}


async def _names(house: House, request: Request, changes: Changes) -> dict[str, str]:
    if "contact" not in changes:
        return {}
    wanted = changes["contact"]
    if wanted is not None:
        await contact_of(house, wanted)
    several = tuple(contact for contact in (request.contact, wanted) if contact is not None)
    return {contact.id: contact.name for contact in (await house.crm.several(several, ())).contacts}


def _change(number: int, values: Mapping[str, Any], act: _Act) -> Request:
    """In the store's transaction: what differs is written, with one entry that says so in words."""
    request = there(number)
    values = {name: value for name, value in values.items() if getattr(request, name) != value}
    if not values:
        return request
    if "category" in values:
        must_be_offered(values["category"])
    if "owner" in values:
        must_be_owner(values["owner"], request.channel)
    _must_have_room(number)
    requests.change(number, {**values, "changed_at": max(act.at, request.changed_at)})
    after = there(number)
    if "contact" in values:
        activities.put("request", str(number), after.contact, after.created_at)
    told = tuple(_told(name, request, after, act.contacts) for name in values)
    by, changes = msgspec.json.encode(act.by), msgspec.json.encode(told)
    requests.add(number, NewEntry(after.changed_at, "change", by, changes=changes))
    return after


def _write(number: int, writing: Writing, act: _Act) -> Entry:
    request = there(number)
    at = max(act.at, request.changed_at)
    entry = NewEntry(at, writing.kind, msgspec.json.encode(act.by), writing.text, key=writing.key)
    known = requests.added(number, writing.key) if writing.key is not None else None
    if known is not None:
        return _told_of(number, [known])[0]
    _must_have_room(number)
    added = requests.add(number, entry)
    requests.change(number, {"changed_at": at})
    if writing.send and request.email is not None:
        request_letters.post(request, request.email, added, act.at)
    if writing.status is not None:
        _change(number, {"status": writing.status}, act)
    return _told_of(number, [added])[0]


def _told(field: str, before: Request, after: Request, contacts: Mapping[str, str]) -> Change:
    match field:
        case "category" | "owner":
            was, now = getattr(before, f"{field}_name"), getattr(after, f"{field}_name")
        case "contact":
            was, now = (contacts.get(request.contact or "", request.contact) for request in (before, after))
        case _:
            was, now = getattr(before, field), getattr(after, field)
    return Change(field=field, was=was or "", now=now or "")


async def _workable(house: House, who: Agent, number: int) -> Request:
    request = await _readable(house, who, number)
    must_be_allowed(Deed.WORK, who, request.channel)
    return request


def _must_have_room(number: int) -> None:
    if requests.length(number) >= rules.ENTRIES_MAX:
        raise Conflict(f"This request has {rules.ENTRIES_MAX:,} entries. Make a new one for what is left to do.")


# --- what a request may point at; for this file and `requests_of_chats` ---


def there(number: int) -> Request:
    """In the store's transaction: the request. Raises NotFound."""
    request = requests.get(number)
    if request is None:
        raise no_such_request()
    return request


def must_be_offered(category: str | None) -> None:
    """In the store's transaction. Raises RecordMissing."""
    found = request_categories.get(category) if category is not None else None
    if category is not None and (found is None or not found.offered):
        raise RecordMissing("category")


def must_be_owner(owner: str | None, channel: str) -> None:
    """In the store's transaction. Raises RecordMissing."""
    if owner is not None and requests.may_own(owner, channel) is None:
        raise RecordMissing("owner")


async def contact_of(house: House, contact: str) -> str:
    """The id of a contact that there is. Raises Invalid."""
    try:
        return (await house.crm.contact(contact)).id
    except NotFound as missing:
        raise Invalid("contact", "There is no such contact.") from missing


async def named(done: Awaitable[Request]) -> Request:
    """What the store found missing, as an answer. Raises Invalid."""
    try:
        return await done
    except RecordMissing as missing:
        raise Invalid(missing.field, _MISSING[missing.field]) from missing


_MISSING: Final[Mapping[str, str]] = {
    "category": "There is no such category to choose.",
    "owner": "A request belongs to nobody, or to an agent who may answer its channel.",
}
