"""Transcripts for agents who may read the chat: plain text, or a page to print and to keep."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from actors.domain.decide import may
from actors.domain.errors import Invalid, NotFound
from actors.domain.rights import Action, Agent
from actors.domain.transcript import Terms, Transcript, as_text, transcript
from actors.domain.views import Audience
from actors.house import House
from actors.log import event_of, kept_of
from actors.messages import Look
from actors.transcript_page import as_page
from store import journal

Format = Literal["text", "html"]

_WRITERS: Final[Mapping[Format, Callable[[Transcript], str]]] = {"text": as_text, "html": as_page}


class Wanted(Struct, frozen=True, kw_only=True):
    """`notes`: with all that only agents see. `zone`: whose times, such as Europe/Oslo."""

    format: Format = "text"
    notes: bool = False
    zone: str = "UTC"


class Written(NamedTuple):
    """A transcript and what to call it, without an ending."""

    name: str
    text: str


async def write(house: House, who: Agent, chat: str, wanted: Wanted) -> Written:
    """Raises NotFound also for a chat that is not hers to read, or Invalid for a zone that is none."""
    state = (await house.log.load(chat)).chat
    if not may(state, who, Action.READ):
        raise NotFound("There is no such chat.")
    name, look = _channel(house, state.channel)
    audience = Audience.AGENT if wanted.notes else Audience.CUSTOMER
    terms = Terms(channel=name, zone=zone_of(wanted.zone), audience=audience, look=look)
    return await house.store.read(_write, chat, terms, wanted.format)


def zone_of(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise Invalid("zone", "That is no time zone such as Europe/Oslo.") from unknown


def _write(chat: str, terms: Terms, format_: Format) -> Written:
    """In a reader of the store: a long chat takes its time there and stops nobody."""
    row = journal.load(chat)
    if row is None:
        raise NotFound("There is no such chat.")
    made = transcript(kept_of(row).chat, map(event_of, journal.events(chat, limit=-1)), terms)
    return Written(made.title, _WRITERS[format_](made))


def _channel(house: House, key: str) -> tuple[str, Look]:
    """Of a channel that was deleted its key is left."""
    try:
        channel = house.catalog.known(key)
    except NotFound:
        return key, Look()
    return channel.name, channel.settings.look
