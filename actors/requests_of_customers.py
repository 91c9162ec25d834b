"""Requests that customers leave: from the offline form, and from the queue in place of the answer they wait for.

From the queue the request is made first and then ends the chat (see requests_of_chats.py); one that was answered
meanwhile goes on, with the request beside it. The key makes it one request however often it is sent: `key` is once
in a chat, and without a chat once in a channel.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import structlog

from actors.catalog import ChannelRecord
from actors.domain import requests as rules
from actors.domain.chat import Chat
from actors.domain.contacts import email_of, line
from actors.domain.errors import Closed, Conflict, NotFound, Refused
from actors.domain.forms import EMAIL, must_be_filled_in, name_of
from actors.domain.letter_texts import put_in, words_in
from actors.domain.matching import said_in
from actors.domain.requests import Change
from actors.domain.settings import OfflineSettings
from actors.domain.texts import body_of
from actors.house import House
from actors.ids import new_id
from actors.mail import ChannelOverview, Overview
from actors.messages import TEXT_MAX, By, FormField, RequestSubmit, Status
from actors.requests_of_chats import make, tell_chat
from store.queries import chats, letters, request_categories, requests
from store.queries.letters import NewLetter
from store.queries.requests import NewEntry, NewRequest, Request

# The beginning of what she wrote, as a line of a list.
TITLE_CHARACTERS: Final = 80
# Her widget counts by a clock that it has set by ours once.
SKEW_MS: Final = 5_000
NAMED: Final = ("name", EMAIL)

log = structlog.get_logger()


async def submit(house: House, channel: str, wanted: RequestSubmit, chat: str | None) -> Request:
    """The request, made now or by the same key before. `chat` is hers, if she has one.

    Raises Closed, Conflict, or Invalid with the field.
    """
    key = wanted.key or new_id()
    known = await house.store.read(_known, channel, key, chat)
    if known is None:
        state = await _waiting(house, chat) if chat is not None else None
        record = house.catalog.get(state.channel if state is not None else channel)
        known = await _new(house, record, wanted, state, key)
        log.info("request.left", number=known.number, channel=record.key, chat=known.chat)
    if not known.told:
        await tell_chat(house, known)
    return known


def must_be_taken(settings: OfflineSettings) -> None:
    """Raises Closed."""
    if not settings.request:
        raise Closed("No requests can be left here.")


def _known(channel: str, key: str, chat: str | None) -> Request | None:
    of_chat = requests.of_key(chat, key) if chat is not None else None
    return of_chat or requests.of_key(None, _key_of(channel, key))


def _key_of(channel: str, key: str) -> str:
    return f"{channel}/{key}"


async def _waiting(house: House, chat: str) -> Chat | None:
    """Her chat, where it waits; None where it is over. Raises Conflict where she is in one.

    The channel whose queue she is in lets her go, and gets the request: her chat may have come there from the one
    of her page.
    """
    try:
        state = (await house.log.load(chat)).chat
    except NotFound:
        return None  # erased since
    if not state.is_open:
        return None
    if state.status is not Status.QUEUED:
        raise Conflict("You are in a chat: write there.", state.status)
    queue = house.catalog.known(state.channel)
    if not await _is_offered(house, queue, state) and not await _is_nobody_there(house, queue.key):
        raise Conflict("From this queue no request can be left now: wait on, please.", state.status)
    return state


async def _is_offered(house: House, record: ChannelRecord, state: Chat) -> bool:
    """Whether the channel has let her leave one while she waited, if not now: filling in the form takes time."""
    offline, since = record.settings.offline, state.queued_at
    assert since is not None, "she is in the queue"
    waited_ms = house.clock.now_ms() - since
    if offline.queue_after_ms is not None and waited_ms + SKEW_MS >= offline.queue_after_ms:
        return True
    if offline.queue_from is None:
        return False
    return await house.store.read(chats.waited_since, record.key, since) >= offline.queue_from


async def _is_nobody_there(house: House, channel: str) -> bool:
    """Then nobody has to wait for an answer, whatever the channel says of its queue."""
    overview: ChannelOverview = await house.directory.ask(f"channel/{channel}", Overview())
    return overview.channel.state in ("away", "closed")


async def _new(house: House, record: ChannelRecord, wanted: RequestSubmit, chat: Chat | None, key: str) -> Request:
    offline = record.settings.offline
    must_be_taken(offline)
    filled = {**wanted.fields, "name": wanted.name, EMAIL: wanted.email}
    must_be_filled_in(offline.fields, offline.consent.asked(), filled, agreed=wanted.consent)
    name = line(wanted.name, "name", rules.CUSTOMER_MAX)
    email = email_of(wanted.email, EMAIL) if wanted.email.strip() else None
    now = house.clock.now_ms()
    new = NewRequest(
        chat=chat.id if chat is not None else None,
        key=key if chat is not None else _key_of(record.key, key),
        told=chat is None,
        title=_title(wanted.text),
        category=await house.store.read(_offered, offline.category),
        priority=offline.priority,
        contact=chat.contact if chat is not None and chat.contact else await _contact(house, name, email),
        customer=name or email or (chat.customer if chat is not None else "Visitor"),
        email=email,
        channel=record.key,
        created_by=msgspec.json.encode(By(kind="customer", name=name or email or "Visitor")),
        created_at=now,
        changed_at=now,
    )
    text = _with_fields(body_of(wanted.text, TEXT_MAX, "text"), offline.fields, wanted.fields)
    made = await house.store.write(_make, new, text, record)
    house.letters.look()
    return made


def _make(new: NewRequest, text: str, record: ChannelRecord) -> Request:
    """In the store's transaction: the request, what she agreed to, and the letter that says it has come."""
    assert new.key is not None
    known = requests.of_key(new.chat, new.key)
    if known is not None:
        return known
    made = make(new, text)
    if (consent := record.settings.offline.consent.asked()) is not None:
        agreed = msgspec.json.encode((Change(field="consent", was="", now=consent),))
        requests.add(made.number, NewEntry(new.created_at, "change", new.created_by, changes=agreed))
    if (letter := _received(made, record)) is not None:
        letters.add(letter, new.created_at)
    return made


def _received(request: Request, record: ChannelRecord) -> NewLetter | None:
    if request.email is None:
        return None
    words, channel = words_in(record.language), record.settings.shown_name or record.name
    return NewLetter(
        kind="request_received",
        recipient=request.email,
        subject=put_in(words.received_subject, channel=channel, number=request.number),
        text=put_in(words.received, channel=channel, number=request.number) + "\n",
        chat=request.chat,
        key=f"request/{request.number}/received",
    )


def _offered(category: str | None) -> str | None:
    """One that is not offered any more keeps nobody from asking."""
    found = request_categories.get(category) if category is not None else None
    return category if found is not None and found.offered else None


async def _contact(house: House, name: str, email: str | None) -> str | None:
    """Who has this address, as for a chat. An outside CRM that is away keeps nobody from asking."""
    if email is None:
        return None
    try:
        match = await house.crm.match(said_in({"name": name, EMAIL: email}))
    except Refused:
        return None
    return match.exact.id if match.exact is not None else None


def _title(text: str) -> str:
    seen = "".join(character if character.isprintable() else " " for character in text)
    words = " ".join(seen.split())
    short = words[:TITLE_CHARACTERS].rstrip()
    return (f"{short}…" if len(words) > TITLE_CHARACTERS else short) or "Request"


def _with_fields(text: str, fields: Sequence[FormField], filled: Mapping[str, str]) -> str:
    """What else the form asked stands below what she wrote."""
    names = {field.name: name_of(field) for field in fields}
    said = (
        f"{names.get(name, name)}: {line(value, name, TEXT_MAX)}"
        for name, value in filled.items()
        if value.strip() and name not in NAMED
    )
    below = "\n".join(said)
    return f"{text}\n\n{below}" if below else text
