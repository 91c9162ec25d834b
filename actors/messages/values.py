"""What everything on the wire is made of: bounds, scalars that carry them, the states of a chat, and who is who.

A bound stands here once, with its reason. A frame that breaks one is refused when it is decoded, so that no rule
further in has to ask how long a text is.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

# A message a person types. Intercom and Crisp cut at 8,000-10,000 characters; four of ours fit a 64 KiB frame.
TEXT_MAX = 8_000
# The widget and the console make 22-character keys; PROTOCOL.md allows 64.
KEY_MAX = 64
# Ours have 22 characters; a client numbers its commands as it likes.
ID_MAX = 64
FIELDS_MAX = 20
# A signed identity: a JWT with a name, an address and an id is some 400 characters.
IDENTITY_MAX = 4_000
# What a bot offers to click: more than ten is a list to search, longer than a line is a text to read.
OPTIONS_MAX = 10
OPTION_MAX = 100
# Channels in a filter: more than an agent can be a member of and still know.
CHANNELS_MAX = 200
# What a phone's photo and a scan of some pages have. Freshdesk and Crisp take 15 to 20 MB, mail servers 10 to 25.
FILE_BYTES = 10 * 1024 * 1024
# Titles, and paragraphs, that an admin writes for the widget.
HEADER_MAX = 200
WORDS_MAX = 1_000
FIELD_PATTERN = r"^[a-z][a-z0-9_]{0,63}$"
COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
PICTURE_PATTERN = r"^/pictures/[A-Za-z0-9_-]{1,64}$"
# Larger than any clock until the year 287396, small enough for a JavaScript number.
INT_MAX = 2**53 - 1

Text = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX)]
Key = Annotated[str, Meta(min_length=1, max_length=KEY_MAX)]
Id = Annotated[str, Meta(min_length=1, max_length=ID_MAX)]
Seq = Annotated[int, Meta(ge=0, le=INT_MAX)]
Name = Annotated[str, Meta(max_length=200)]
Color = Annotated[str, Meta(pattern=COLOR_PATTERN)]
Picture = Annotated[str, Meta(pattern=PICTURE_PATTERN)]
Line = Annotated[str, Meta(max_length=500)]
Fields = Annotated[dict[Annotated[str, Meta(min_length=1, max_length=64)], Line], Meta(max_length=FIELDS_MAX)]


class Status(StrEnum):
    """Where a chat stands. It follows from its events alone, by the table in domain/chat.py."""

    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    ENDED = "ended"
    ABANDONED = "abandoned"


PresenceStatus = Literal["present", "away"]
Priority = Literal["low", "normal", "high", "urgent"]
ChannelState = Literal["open", "away", "closed", "full"]
Side = Literal["customer", "agent", "bot", "system"]


class AgentRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agent as others see her."""

    id: str
    name: str
    photo: str | None = None


class By(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did it. `id` is an agent's id and absent for the others."""

    kind: Side
    id: str | None = None
    name: str = ""
    photo: str | None = None


SYSTEM = By(kind="system")
