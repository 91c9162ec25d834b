"""Making requests: by hand, and from a chat, so that both know of it.

From a chat it takes two stores: the request with all that belongs to it is one transaction, and then the chat
writes `request_created` into its own log. In this order no chat names a request that is not there. Until the chat
has answered, the request is marked as untold; if the server stops in between, `finish` tells the chat at the next
start, and a client that repeats the command with the same key finishes it at once. The chat knows its numbers, so
being told twice changes nothing.
"""

import msgspec
import structlog
from msgspec import Struct

from actors.domain import requests as rules
from actors.domain.bots import MakeRequest
from actors.domain.chat import Chat
from actors.domain.commands import CreateRequest
from actors.domain.contacts import email_of, line
from actors.domain.decide import may
from actors.domain.errors import Conflict, Forbidden, Invalid, NotFound
from actors.domain.requests import Deed
from actors.domain.rights import Action, Agent, System
from actors.domain.texts import body_of
from actors.house import House
from actors.ids import new_id
from actors.mail import Do
from actors.messages import TEXT_MAX, By, Priority, RequestCreate, RequestNumber
from actors.requests import by_of, contact_of, must_be_offered, must_be_owner, named, there
from store.queries import activities, requests
from store.queries.requests import NewEntry, NewRequest, Request

log = structlog.get_logger()


class ByHand(Struct, frozen=True, kw_only=True):
    """`customer` and `email` may be left to the contact."""

    channel: str
    title: str
    customer: str = ""
    email: str = ""
    contact: str | None = None
    category: str | None = None
    priority: Priority = "normal"
    owner: str | None = None
    text: str = ""


async def create(house: House, who: Agent, wanted: RequestCreate) -> RequestNumber:
    """A request from this chat; the same key again gives the same number. Raises NotFound, Forbidden, Invalid with
    the field, or Conflict where the chat has too many.
    """
    chat = await _chat_of(house, who, wanted.chat)
    key = wanted.key or new_id()
    request = await house.store.read(requests.of_key, wanted.chat, key)
    if request is None:
        made = await _checked(house, who, wanted, chat, key)
        text = body_of(wanted.text, TEXT_MAX, "text") if wanted.text is not None else None
        request = await named(house.store.write(make, made, text))
    if not request.told:
        await tell_chat(house, request)
    return RequestNumber(
        number=request.number,
        suggested_text=rules.suggested_text(_language(house, request.channel), request.number, request.title),
    )


async def create_by_bot(house: House, chat: Chat, name: str, wanted: MakeRequest, *, key: str) -> None:
    """A request from a chat that is with its bot. The same key again makes none, and one too many is not made."""
    if len(chat.requests) >= rules.OF_CHAT_MAX:
        log.info("request.not_made", chat=chat.id, why="conflict")
        return
    now = house.clock.now_ms()
    new = NewRequest(
        chat=chat.id,
        key=key,
        title=line(wanted.title, "title", rules.TITLE_MAX, required=True),
        category=None,
        priority=wanted.priority,
        owner=None,
        contact=chat.contact,
        customer=chat.customer,
        email=chat.fields.get("email"),
        channel=chat.channel,
        created_by=msgspec.json.encode(By(kind="bot", name=name)),
        created_at=now,
        changed_at=now,
    )
    request = await named(house.store.write(make, new, wanted.text or None))
    if not request.told:
        await tell_chat(house, request)


async def create_by_hand(house: House, who: Agent, wanted: ByHand) -> Request:
    """A request that comes from no chat, such as one by telephone. Raises Invalid with the field."""
    if not rules.may(Deed.WORK, who, wanted.channel) or wanted.channel not in house.catalog.channels():
        raise Invalid("channel", "There is no such channel of yours.")
    contact = await house.crm.contact(await contact_of(house, wanted.contact)) if wanted.contact else None
    customer = line(wanted.customer, "customer", rules.CUSTOMER_MAX) or (contact.name if contact else "")
    if not customer:
        raise Invalid("customer", "Say whose request it is: a contact, or a name.")
    known = contact.emails[0] if contact is not None and contact.emails else None
    now = house.clock.now_ms()
    new = NewRequest(
        title=line(wanted.title, "title", rules.TITLE_MAX, required=True),
        told=True,
        category=wanted.category,
        priority=wanted.priority,
        owner=wanted.owner,
        contact=contact.id if contact is not None else None,
        customer=customer,
        email=email_of(wanted.email, "email") if wanted.email.strip() else known,
        channel=wanted.channel,
        created_by=msgspec.json.encode(who.by()),
        created_at=now,
        changed_at=now,
    )
    text = body_of(wanted.text, TEXT_MAX, "text") if wanted.text.strip() else None
    return await named(house.store.write(make, new, text))


async def finish(house: House) -> None:
    """Tell the chats what a stop of the server kept from them. What fails is tried again at the next start."""
    for request in await house.store.read(requests.untold):
        try:
            await tell_chat(house, request)
        except Exception:
            log.exception("request.untold", number=request.number, chat=request.chat)


async def _chat_of(house: House, who: Agent, chat: str) -> Chat:
    """A chat that she may make requests from. One that she may not read is not there."""
    state = (await house.log.load(chat)).chat
    if not may(state, who, Action.READ):
        raise NotFound("There is no such chat.")
    if not may(state, who, Action.LINK):
        raise Forbidden("You do not have the right to do this in this chat.")
    return state


async def _checked(house: House, who: Agent, wanted: RequestCreate, chat: Chat, key: str) -> NewRequest:
    if len(chat.requests) >= rules.OF_CHAT_MAX:
        raise Conflict(f"This chat has {rules.OF_CHAT_MAX} requests. Add to one of them.")
    contact = chat.contact
    if wanted.contact is not None:
        contact = await contact_of(house, wanted.contact)
    now = house.clock.now_ms()
    return NewRequest(
        chat=chat.id,
        key=key,
        title=line(wanted.title, "title", rules.TITLE_MAX, required=True),
        category=wanted.category,
        priority=wanted.priority,
        owner=wanted.owner,
        contact=contact,
        customer=chat.customer,
        email=chat.fields.get("email"),
        channel=chat.channel,
        created_by=msgspec.json.encode(who.by()),
        created_at=now,
        changed_at=now,
    )


def make(new: NewRequest, text: str | None) -> Request:
    """In the store's transaction: the request, its first entries, the contact's activity. Raises RecordMissing."""
    known = requests.of_key(new.chat, new.key) if new.key is not None else None
    if known is not None:
        return known
    must_be_offered(new.category)
    must_be_owner(new.owner, new.channel)
    number = requests.create(new)
    if new.chat is not None:
        requests.add(number, NewEntry(new.created_at, "chat", new.created_by))
    if text is not None:
        requests.add(number, NewEntry(new.created_at, "note", new.created_by, text))
    if new.contact is not None:
        activities.put("request", str(number), new.contact, new.created_at)
    return there(number)


async def tell_chat(house: House, request: Request) -> None:
    """In the name of the server: whether her rights are still the same does not undo what is stored. One that its
    customer has left takes the place of the answer she waits for.
    """
    assert request.chat is not None, "a request without a chat has nobody to tell"
    by = by_of(request)
    left = by.kind == "customer"
    command = CreateRequest(number=request.number, title=request.title, ends_chat=left, by=by)
    try:
        await house.directory.ask(f"chat/{request.chat}", Do(command, System()))
    except NotFound:
        log.info("request.chat_gone", number=request.number, chat=request.chat)
    await house.store.write(requests.told, request.number)


def _language(house: House, channel: str) -> str:
    """English for a channel that was deleted; its chats live on."""
    try:
        return house.catalog.known(channel).language
    except NotFound:
        return "en"
