"""Past chats: putting their words into the index, and searching in it.

A chat is indexed after it is over, by a task that takes its time, and never while somebody waits for a message to
be stored. A search first puts in what is new, so that a chat that ended a moment ago is found. What may be read is
decided by the table of rights, on the chat as it stands now; the index is asked for nothing else from the start,
so that a page is full although some chats are not hers.
"""

from typing import Final, Literal, Never

import msgspec
import structlog
import trio
from msgspec import Struct

from actors.domain.decide import may
from actors.domain.finding import Excerpt, Part, Sought, best, excerpt
from actors.domain.rights import Action, Agent, readable_channels
from actors.domain.texts import words_of
from actors.domain.views import card
from actors.house import House
from actors.log import event_of, kept_of
from actors.messages import Answered, By, ChatCard, Event, Message, Note, Rated, TakenOver, TransferAccepted
from store import journal
from store.errors import StoreError
from store.queries import past_chats
from store.queries.activities import Readable
from store.queries.past_chats import Due, Hit, Wanted, Words

__all__ = ["Part"]

log = structlog.get_logger()

# Chats that are read and written in one go: milliseconds of the writer, between two groups of messages.
AT_ONCE: Final = 20
# Seconds between two looks, when nothing waits. A search does not wait for it.
EVERY_S: Final = 10.0
# With an old database many wait. The writer then rests this many times as long as it has worked.
REST: Final = 3
# Characters of one chat that it is found by: months of talk. What was said after that is found by its beginning.
SAID_MAX: Final = 500_000
# Events of a chat that are looked through for the place that was found: the last ones.
LOOKED_THROUGH: Final = 5_000


class Search(Struct, frozen=True, kw_only=True):
    """What somebody looks for. `text` may be anywhere, `customer` in what the customer told of herself; the period
    is that of the chat's end.
    """

    text: str = ""
    customer: str = ""
    agent: str | None = None
    channel: str | None = None
    ratings: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None


class Place(Struct, frozen=True, kw_only=True):
    """Where in the log the words stand, who said it and how."""

    seq: int
    at: int
    kind: Literal["message", "note", "rated"]
    by: By
    parts: tuple[Part, ...]


class Found(Struct, frozen=True, kw_only=True):
    """A past chat. `place` is None where no word of the search was said in it."""

    chat: ChatCard
    place: Place | None


class Page(Struct, frozen=True, kw_only=True):
    """`next`: where the next page begins. `waiting`: chats that are not in the index yet."""

    found: tuple[Found, ...]
    next: int | None
    waiting: int


# --- searching ---


async def search(house: House, who: Agent, wanted: Search, before: int | None, limit: int) -> Page:
    """The chats she may read that fit, what ended last first."""
    await catch_up(house)
    words, customer = words_of(wanted.text), words_of(wanted.customer)
    if (wanted.text.strip() and not words) or (wanted.customer.strip() and not customer):
        return Page(found=(), next=None, waiting=0)
    narrowed = Wanted(
        words=words,
        customer=customer,
        agent=wanted.agent,
        channel=wanted.channel,
        ratings=wanted.ratings,
        since=wanted.since,
        until=wanted.until,
    )
    readable = Readable(readable_channels(who), who.ref.id)
    return await house.store.read(_page, who, narrowed, readable, before, limit)


def _page(who: Agent, wanted: Wanted, readable: Readable, before: int | None, limit: int) -> Page:
    """In a reader of the store."""
    hits = past_chats.search(wanted, readable, before, limit + 1)
    sought = Sought.of(wanted.words)
    found = (_found(who, hit, sought) for hit in hits[:limit])
    return Page(
        found=tuple(each for each in found if each is not None),
        next=hits[limit - 1].number if len(hits) > limit else None,
        waiting=past_chats.waiting(),
    )


def _found(who: Agent, hit: Hit, sought: Sought) -> Found | None:
    chat = kept_of(hit.row).chat
    if not may(chat, who, Action.READ):
        return None
    return Found(chat=card(chat), place=_place(chat.id, sought) if sought.words else None)


def _place(chat: str, sought: Sought) -> Place | None:
    events = {row.seq: row for row in journal.last_events(chat, LOOKED_THROUGH)}
    said = ((seq, _said(event_of(row))) for seq, row in events.items() if row.kind in _KINDS)
    found = best((seq, excerpt(text, sought)) for seq, text in said if text)
    return _place_of(event_of(events[found[0]]), found[1]) if found is not None else None


def _place_of(event: Event, line: Excerpt) -> Place:
    kind: Literal["message", "note", "rated"] = "message"
    if isinstance(event.data, Note | Rated):
        kind = "note" if isinstance(event.data, Note) else "rated"
    return Place(seq=event.seq, at=event.at, kind=kind, by=event.by, parts=line.parts)


# --- the index ---


async def run(house: House) -> Never:
    """Index what is over, for ever."""
    while True:
        began = trio.current_time()
        try:
            done = await catch_up(house)
        except StoreError as trouble:
            log.warning("search.index_failed", reason=type(trouble).__name__)
            done = 0
        rest = REST * (trio.current_time() - began) if done else EVERY_S
        await trio.sleep(rest)


async def catch_up(house: House) -> int:
    """Put some of what waits into the index; how many chats."""
    read = await house.store.read(_read_due)
    if not read:
        return 0
    return await house.store.write(_index, read)


def _read_due() -> list[tuple[Due, Words]]:
    """In a reader of the store: what is due, in the order the index likes."""
    return [(due, _words_or_none(due.chat)) for due in reversed(past_chats.due(AT_ONCE))]


def _index(read: list[tuple[Due, Words]]) -> int:
    return sum(past_chats.index(due, words) for due, words in read)


def _words_or_none(chat: str) -> Words:
    """A log that cannot be read is found by no word, and holds up no other chat."""
    try:
        return _words(chat)
    except msgspec.MsgspecError:
        log.exception("search.unreadable", chat=chat)
        return Words(customer="", said="", agents=())


def _words(chat: str) -> Words:
    row = journal.load(chat)
    assert row is not None, "what is due goes with its chat"
    agents: dict[str, None] = {row.agent: None} if row.agent is not None else {}
    said: list[str] = []
    room = SAID_MAX
    for event in map(event_of, journal.events(chat, limit=-1)):
        agents |= dict.fromkeys(_agents(event))
        text = _said(event)[:room]
        said.append(text)
        room -= len(text)
    customer = " ".join(kept_of(row).chat.fields.values())
    return Words(customer=customer, said="\n".join(filter(None, said)), agents=tuple(agents))


_KINDS: Final = frozenset({"message", "note", "rated"})


def _said(event: Event) -> str:
    """The words of an event; of a file, its name."""
    match event.data:
        case Message(text=str(text)) | Note(text=text):
            return text
        case Message(file=file) if file is not None:
            return file.name
        case Rated(comment=str(comment)):
            return comment
        case _:
            return ""


def _agents(event: Event) -> list[str]:
    """Who had a part in it by this event."""
    match event.data:
        case Answered(agent=agent) | TakenOver(to=agent):
            return [agent.id]
        case TransferAccepted(to=receiver):
            return [receiver.id] if receiver is not None else []
        case Message() if event.by.kind == "agent" and event.by.id is not None:
            return [event.by.id]
        case _:
            return []
