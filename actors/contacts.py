"""A contact and the chats around it: who a customer may be, linking, and what a contact has had to do with us.

A chat that is answered is linked to the contact with its customer's address, by the server and at once: that is
`recognise`, asked by `actors.recogniser`. What it has missed, as while an outside CRM was away, `suggest`
does when the agent of the chat looks. Whatever somebody says goes first: a chat that was linked or unlinked before
is never linked by itself again.

That a chat is linked is an event of its log (`contact_linked`), decided and stored by the chat like any other.
Beside it stands a line for the contact's activities: written after the event, and written again by whoever links
the same contact once more, so a crash between the two is mended by a repetition. A line that names no contact says
that somebody has unlinked the chat, and keeps it from being the contact's by its address.

Whoever is signed in may read and keep contacts. Which chats she sees of one is decided by her channels.
"""

from typing import Final, NamedTuple

from msgspec import Struct

from actors.contact_requests import OpenRequest, open_requests
from actors.crm import Dealings, Match
from actors.domain.chat import Chat
from actors.domain.commands import LinkContact, UnlinkContact
from actors.domain.contacts import Company, Contact, Deed, NewCompany, NewContact, email_of, must_be_allowed
from actors.domain.decide import may
from actors.domain.errors import Conflict, Forbidden, Invalid, NotFound
from actors.domain.matching import Said, company_domain, said_in
from actors.domain.rights import Action, Agent, System, readable_channels
from actors.domain.views import card as chat_card
from actors.house import House
from actors.log import kept_of
from actors.mail import Do
from actors.messages import Candidate, ChatCard, ContactDraft, ContactsFound, ContactSuggested, Found
from store.queries import activities, crm_marks
from store.queries.activities import ActivityRow, Readable
from store.queries.activities import Kind as ActivityKind
from store.queries.crm_marks import Kind

FOUND_MAX: Final = 20  # of contacts and of companies: what a panel shows without scrolling far
CARD_ACTIVITIES: Final = 10
ACTIVITIES_MAX: Final = 100


class Shelf(Struct, frozen=True, kw_only=True):
    """What an agent has at hand before she types a word."""

    history: Found = Found()
    favourites: Found = Found()


class RequestLine(Struct, frozen=True, kw_only=True):
    number: int
    title: str
    status: str
    customer: str


class Activity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat or a request. `linked` is False where only the address is the same."""

    kind: ActivityKind
    ref: str
    at: int
    linked: bool = True
    chat: ChatCard | None = None
    request: RequestLine | None = None


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact with everything beside it. `more`: there are more activities than these; `more_chats` likewise."""

    contact: Contact
    company: Company | None = None
    favourite: bool = False
    requests: tuple[OpenRequest, ...] = ()
    dealings: Dealings = Dealings()
    activities: tuple[Activity, ...] = ()
    more: bool = False
    chats: tuple[Activity, ...] = ()
    more_chats: bool = False


class Place(NamedTuple):
    """Where a page of activities ended."""

    at: int
    ref: str


# --- a chat and its contact ---


async def recognise(house: House, chat: str) -> Contact | None:
    """Link the contact with the address of the customer. None where there is none, or somebody was quicker."""
    state = (await house.log.load(chat)).chat
    if not state.is_to_be_recognised:
        return None
    match = await house.crm.match(said_in(state.fields))
    return await _link_known(house, chat, match.exact) if match.exact is not None else None


async def _link_known(house: House, chat: str, contact: Contact) -> Contact | None:
    """By the server. None where somebody was quicker to say who it is."""
    await house.directory.ask(f"chat/{chat}", Do(LinkContact(contact.id, by_address=True), System()))
    state = (await house.log.load(chat)).chat
    if state.contact != contact.id:
        return None
    used_by = _Use(state.agent.id, house.clock.now_ms()) if state.agent is not None else None
    await house.store.write(_note_link, chat, contact.id, state.started_at, used_by)
    return contact


async def suggest(house: House, who: Agent, chat: str) -> ContactSuggested:
    """Who the customer of this chat is or may be. For its agent a known address is linked at once."""
    state = await _readable_chat(house, who, chat)
    linked = await _linked(house, state)
    if linked is not None:
        return ContactSuggested(contact=linked)
    said = said_in(state.fields)
    match = await house.crm.match(said)
    if match.exact is None:
        return ContactSuggested(could_be=match.could_be, might_work_at=match.might_work_at, draft=draft_of(said))
    is_hers = state.agent is not None and state.agent.id == who.ref.id
    if is_hers and state.is_to_be_recognised and await _link_known(house, chat, match.exact) is not None:
        return ContactSuggested(contact=match.exact, linked_now=True)
    certain = Candidate(contact=match.exact, score=1.0, why=("email",))
    return ContactSuggested(could_be=(certain,), draft=draft_of(said))


async def linked_to(house: House, who: Agent, chat: str) -> Contact | None:
    """The contact of a chat, if it has one and the CRM still knows it. Raises NotFound for the chat."""
    return await _linked(house, await _readable_chat(house, who, chat))


async def _linked(house: House, state: Chat) -> Contact | None:
    if state.contact is None:
        return None
    return next(iter((await house.crm.several((state.contact,), ())).contacts), None)


async def link(house: House, who: Agent, chat: str, contact: str) -> Contact:
    """Say who the customer is. Raises NotFound or Forbidden; linking the same contact again changes nothing."""
    state = await _readable_chat(house, who, chat)
    found = await house.crm.contact(contact)
    if state.contact != contact:
        await house.directory.ask(f"chat/{chat}", Do(LinkContact(contact), who))
    await house.store.write(_note_link, chat, contact, state.started_at, _Use(who.ref.id, house.clock.now_ms()))
    return found


async def unlink(house: House, who: Agent, chat: str) -> None:
    """The customer is not, or no longer, that contact. No error where the chat has none."""
    state = await _readable_chat(house, who, chat)
    await house.directory.ask(f"chat/{chat}", Do(UnlinkContact(), who))
    await house.store.write(activities.put, "chat", chat, None, state.started_at)


async def create(
    house: House, who: Agent, contact: NewContact, company: NewCompany | None = None, chat: str | None = None
) -> Contact:
    """Keep a new contact, with a new company where one is given, and link it to the chat.

    Raises Forbidden or Invalid.
    """
    must_be_allowed(Deed.WRITE, who)
    if company is not None and contact.company is not None:
        raise Invalid("company", "Name a company that is there, or a new one; not both.")
    if chat is not None:
        state = await _readable_chat(house, who, chat)
        if not may(state, who, Action.LINK):  # before anything is kept
            raise Forbidden("You do not have the right to do this in this chat.")
    made = await house.crm.create(contact, company)
    if chat is not None:
        return await link(house, who, chat, made.id)
    await house.store.write(crm_marks.use, who.ref.id, "contact", made.id, house.clock.now_ms())
    return made


class _Use(NamedTuple):
    account: str
    at: int


def _note_link(chat: str, contact: str, started_at: int, use: _Use | None) -> None:
    activities.put("chat", chat, contact, started_at)
    if use is not None:
        crm_marks.use(use.account, "contact", contact, use.at)


async def _readable_chat(house: House, who: Agent, chat: str) -> Chat:
    """Raises NotFound for one that is not there, or not for her."""
    kept = await house.log.load(chat)
    if not may(kept.chat, who, Action.READ):
        raise NotFound("There is no such chat.")
    return kept.chat


def draft_of(said: Said) -> ContactDraft | None:
    """None where the customer has said nothing of herself."""
    try:
        emails: tuple[str, ...] = (email_of(said.email),) if said.email else ()
    except Invalid:
        emails = ()
    if not (said.name or emails):
        return None
    domain = company_domain(said.email) if emails else None
    name = said.company or (domain.partition(".")[0].capitalize() if domain else "")
    company = NewCompany(name=name, domains=(domain,) if domain else ()) if name else None
    return ContactDraft(contact=NewContact(name=said.name, emails=emails, phone=said.phone), company=company)


# --- finding ---


async def match(house: House, who: Agent, said: Said) -> Match:
    """Who somebody may be who says this of herself."""
    must_be_allowed(Deed.READ, who)
    return await house.crm.match(said)


async def found(house: House, who: Agent, text: str) -> ContactsFound:
    """What the words have found; without words what she has at hand."""
    if text.strip():
        return ContactsFound(found=await search(house, who, text))
    at_hand = await shelf(house, who)
    return ContactsFound(history=at_hand.history, favourites=at_hand.favourites)


async def search(house: House, who: Agent, text: str, limit: int = FOUND_MAX) -> Found:
    """Contacts and companies with words that begin like these."""
    must_be_allowed(Deed.READ, who)
    return await house.crm.search(text, limit)


async def shelf(house: House, who: Agent, limit: int = FOUND_MAX) -> Shelf:
    """The last used, and the favourites."""
    must_be_allowed(Deed.READ, who)
    people, places = await house.store.read(_history, who.ref.id, limit)
    dear_people, dear_places = await house.store.read(_favourites, who.ref.id)
    return Shelf(
        history=await house.crm.several(people, places),
        favourites=await house.crm.several(dear_people, dear_places),
    )


async def use(house: House, who: Agent, kind: Kind, ref: str) -> None:
    """Note that she had to do with it, so that she finds it again. Raises NotFound."""
    await _must_be_there(house, who, kind, ref)
    await house.store.write(crm_marks.use, who.ref.id, kind, ref, house.clock.now_ms())


async def favour(house: House, who: Agent, kind: Kind, ref: str) -> None:
    """Raises NotFound, or Conflict where she has as many favourites as there may be."""
    await _must_be_there(house, who, kind, ref)
    if not await house.store.write(crm_marks.favour, who.ref.id, kind, ref, house.clock.now_ms()):
        raise Conflict(f"You have {crm_marks.FAVOURITES_MAX} favourites. Take one away first.")


async def unfavour(house: House, who: Agent, kind: Kind, ref: str) -> None:
    """No error where it was none."""
    must_be_allowed(Deed.READ, who)
    await house.store.write(crm_marks.unfavour, who.ref.id, kind, ref)


async def _must_be_there(house: House, who: Agent, kind: Kind, ref: str) -> None:
    must_be_allowed(Deed.READ, who)
    await (house.crm.contact(ref) if kind == "contact" else house.crm.company(ref))


def _history(account: str, limit: int) -> tuple[list[str], list[str]]:
    return crm_marks.history(account, "contact", limit), crm_marks.history(account, "company", limit)


def _favourites(account: str) -> tuple[list[str], list[str]]:
    return crm_marks.favourites(account, "contact"), crm_marks.favourites(account, "company")


# --- the card ---


async def card(house: House, who: Agent, contact: str) -> Card:
    """The contact with its company, open requests, sales, follow-ups, and what came last, with the last chats by
    themselves. Raises NotFound.
    """
    must_be_allowed(Deed.READ, who)
    found = await house.crm.contact(contact)
    readable = _readable(who)
    page = await _activities(house, readable, found, None, CARD_ACTIVITIES + 1)
    chats = await _activities(house, readable._replace(kind="chat"), found, None, CARD_ACTIVITIES + 1)
    company = await house.crm.several((), (found.company,)) if found.company is not None else Found()
    favourites = await house.store.read(crm_marks.favourites, who.ref.id, "contact")
    return Card(
        contact=found,
        company=next(iter(company.companies), None),
        favourite=contact in favourites,
        requests=await open_requests(house, who, contact),
        dealings=await house.crm.dealings(found),
        activities=tuple(page[:CARD_ACTIVITIES]),
        more=len(page) > CARD_ACTIVITIES,
        chats=tuple(chats[:CARD_ACTIVITIES]),
        more_chats=len(chats) > CARD_ACTIVITIES,
    )


async def activities_of(
    house: House, who: Agent, contact: str, before: Place | None = None, limit: int = ACTIVITIES_MAX
) -> list[Activity]:
    """Chats and requests, the newest first: those linked, and those under one of its addresses."""
    must_be_allowed(Deed.READ, who)
    return await _activities(house, _readable(who), await house.crm.contact(contact), before, limit)


async def activities_of_company(
    house: House, who: Agent, company: str, before: Place | None = None, limit: int = ACTIVITIES_MAX
) -> list[Activity]:
    """Those of everybody who works there, the newest first. Raises NotFound."""
    must_be_allowed(Deed.READ, who)
    await house.crm.company(company)
    rows = await house.store.read(activities.page_of_company, company, _readable(who), before, limit)
    return [_activity(row) for row in rows]


async def _activities(
    house: House, readable: Readable, contact: Contact, before: Place | None, limit: int
) -> list[Activity]:
    rows = await house.store.read(activities.page, contact.id, contact.emails, readable, before, limit)
    return [_activity(row) for row in rows]


def _readable(who: Agent) -> Readable:
    return Readable(readable_channels(who), who.ref.id)


def _activity(row: ActivityRow) -> Activity:
    """Without what is only of this moment: the unread mark of another agent's chat."""
    chat = chat_card(kept_of(row.chat).chat) if row.chat is not None else None
    request = RequestLine(**row.request._asdict()) if row.request is not None else None
    return Activity(kind=row.kind, ref=row.ref, at=row.at, linked=row.linked, chat=chat, request=request)
