"""Transcripts: plain text, or a page to print and to keep. For agents who may read the chat, and by letter for its
customer.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from actors.domain.decide import may
from actors.domain.errors import Conflict, Forbidden, Invalid, NotFound
from actors.domain.letter_texts import put_in, words_in
from actors.domain.rights import Action, Agent
from actors.domain.transcript import Terms, Transcript, as_text, transcript
from actors.domain.transcript_texts import texts_in
from actors.domain.views import Audience
from actors.house import House
from actors.log import event_of, kept_of
from actors.messages import Look
from actors.transcript_page import as_page
from store import journal
from store.queries import letters
from store.queries.letters import NewLetter

Format = Literal["text", "html"]

_WRITERS: Final[Mapping[Format, Callable[[Transcript], str]]] = {"text": as_text, "html": as_page}


class Wanted(Struct, frozen=True, kw_only=True):
    """`notes`: with all that only agents see. `zone`: whose times, such as Europe/Oslo."""

    format: Format = "text"
    notes: bool = False
    zone: str = "UTC"


# Letters with the transcript of one chat: one to herself, one to a colleague, one after coming back.
LETTERS_MAX: Final = 3


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
    terms = Terms(
        channel=name,
        zone=zone_of(wanted.zone),
        audience=audience,
        look=look,
        channels=house.catalog.names() if wanted.notes else {},
    )
    return await house.store.read(_write, chat, terms, wanted.format)


async def send(house: House, chat: str, email: str, zone: str) -> None:
    """Post it to `email`, for the customer of the chat, whose token was asked for. The same again is posted once.

    Raises Conflict while the chat goes on or where it was sent too often, Forbidden where the channel sends none.
    """
    state = (await house.log.load(chat)).chat
    if state.is_open:
        raise Conflict("A transcript can be sent when the chat has ended.", state.status)
    channel = house.catalog.known(state.channel)
    form = channel.settings.post_chat
    if not (form.on and form.transcript):
        raise Forbidden("Transcripts are not sent here.")
    name = channel.settings.shown_name or channel.name
    terms = Terms(
        channel=name,
        zone=zone_of(zone, "tz"),
        audience=Audience.CUSTOMER,
        look=channel.settings.look,
        texts=texts_in(channel.language),
    )
    text = (await house.store.read(_write, chat, terms, "text")).text
    page = (await house.store.read(_write, chat, terms, "html")).text
    words = words_in(channel.language)
    letter = NewLetter(
        kind="transcript",
        recipient=email,
        subject=put_in(words.transcript_subject, channel=name),
        text=f"{words.transcript}\n\n{text}",
        html=page,
        chat=chat,
    )
    if not await house.store.write(_post, letter, house.clock.now_ms()):
        raise Conflict(f"The transcript was sent {LETTERS_MAX} times already.", state.status)
    house.letters.look()


def _post(letter: NewLetter, now: int) -> bool:
    """In the store's transaction: whether it is there, now or already."""
    for n in range(LETTERS_MAX):
        key = f"transcript/{letter.chat}/{n + 1}"
        known = letters.of_key(key)
        if known is None:
            letters.add(replace(letter, key=key), now)
            return True
        if (known.recipient, known.text) == (letter.recipient, letter.text):
            return True
    return False


def zone_of(name: str, field: str = "zone") -> tzinfo:
    """By its name in the IANA database. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise Invalid(field, "That is no time zone such as Europe/Oslo.") from unknown


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
