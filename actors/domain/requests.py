"""Requests as rules: who may do what with one, how many there may be, and what the customer is told.

Making one from a chat is a matter of that chat, and of the table in `rights.py` (LINK). From then on a request
belongs to its channel, whatever becomes of the chat, and `GROUNDS` here is the whole table: who answers the
channel's customers or manages it works on its requests; nobody else learns that they exist.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from actors.domain.errors import Forbidden, NotFound
from actors.domain.rights import NO_RIGHTS, Agent
from actors.domain.texts import main_language

TITLE_MAX: Final = 200
CUSTOMER_MAX: Final = 200
CATEGORY_NAME_MAX: Final = 100
# A chat that leads to more wants a conversation about it, not another number.
OF_CHAT_MAX: Final = 50
# Entries of one log: years of letters. What goes on after that is a new request.
ENTRIES_MAX: Final = 1_000

# What the agent finds in her composer. A language without a line of its own gets the English one.
SUGGESTED: Final[Mapping[str, str]] = {
    "en": "I have created request {number} for you: {title}",
    "nb": "Jeg har opprettet sak {number} for deg: {title}",
    "sv": "Jag har skapat ärende {number} åt dig: {title}",
    "da": "Jeg har oprettet sag {number} til dig: {title}",
    "de": "Ich habe Anfrage {number} für Sie angelegt: {title}",
    "nl": "Ik heb verzoek {number} voor u aangemaakt: {title}",
    "fr": "J’ai créé la demande {number} pour vous : {title}",
}


class Change(Struct, frozen=True, kw_only=True):
    """A field that was changed, in the words of a screen at that time; empty is none."""

    field: str
    was: str
    now: str


def suggested_text(language: str, number: int, title: str) -> str:
    """The sentence with the number; braces in a title stay what they are."""
    sentence = SUGGESTED.get(main_language(language), SUGGESTED["en"])
    return sentence.format(number=number, title=title)


# --- rights ---


class Deed(Enum):
    """What somebody may want to do with requests and their categories."""

    READ = auto()
    WORK = auto()  # answer, note, change
    SEE_CATEGORIES = auto()
    EDIT_CATEGORIES = auto()


class Ground(Enum):
    SIGNED_IN = auto()
    RESPOND = auto()  # in the request's channel, here and below
    MANAGE = auto()
    ADMIN = auto()


G = Ground
GROUNDS: Final[Mapping[Deed, frozenset[Ground]]] = {
    Deed.READ: frozenset({G.RESPOND, G.MANAGE, G.ADMIN}),
    Deed.WORK: frozenset({G.RESPOND, G.MANAGE, G.ADMIN}),
    Deed.SEE_CATEGORIES: frozenset({G.SIGNED_IN}),
    Deed.EDIT_CATEGORIES: frozenset({G.ADMIN}),
}


def may(deed: Deed, who: Agent, channel: str | None = None) -> bool:
    """Whether the table has a ground for it; `channel` is the request's, where there is one."""
    return not GROUNDS[deed].isdisjoint(_held(who, channel))


def must_be_allowed(deed: Deed, who: Agent, channel: str | None = None) -> None:
    """Raises Forbidden; or NotFound where she may not even read the request."""
    if may(deed, who, channel):
        return
    if channel is not None and not may(Deed.READ, who, channel):
        raise no_such_request()
    raise Forbidden("You do not have the right to do this.")


def readable_channels(who: Agent) -> tuple[str, ...] | None:
    """The channels whose requests she may read; None for all there are."""
    if may(Deed.READ, who):
        return None
    return tuple(channel for channel in who.rights if may(Deed.READ, who, channel))


def no_such_request() -> NotFound:
    return NotFound("There is no such request.")


def _held(who: Agent, channel: str | None) -> frozenset[Ground]:
    rights = who.rights.get(channel, NO_RIGHTS) if channel is not None else NO_RIGHTS
    held = {G.SIGNED_IN: True, G.RESPOND: rights.respond, G.MANAGE: rights.manage, G.ADMIN: who.admin}
    return frozenset(ground for ground, holds in held.items() if holds)
