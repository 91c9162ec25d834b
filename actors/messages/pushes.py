"""What the server says unasked.

A push says how things stand now, not what to add to them, so a client that gets one twice, or misses one before
it comes back with `after`, ends where the others are. Only `event` counts: its `seq` tells what is missing.
"""

from typing import Literal

from msgspec import Struct

from actors.messages.chats import ChatCard
from actors.messages.desk import AgentCard, ChannelRef
from actors.messages.events import Fact
from actors.messages.figures import LiveFigures
from actors.messages.values import By, ChannelState, PresenceStatus
from actors.messages.widget import ChannelView, FileRules


class EventPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="event"):
    chat: str
    seq: int
    at: int
    kind: str
    by: By
    data: Fact


class QueuePush(Struct, frozen=True, kw_only=True, tag_field="type", tag="queue", omit_defaults=True):
    """`average_wait_ms` is absent while nothing has been measured."""

    position: int
    waiting: int
    average_wait_ms: int | None = None


class TypingPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="typing", omit_defaults=True):
    """To agents with `chat` and the `preview`; to the customer with the agent's `name`."""

    on: bool
    chat: str | None = None
    preview: str | None = None
    name: str | None = None


class ReadPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="read", omit_defaults=True):
    """The other side has seen everything up to `seq`."""

    seq: int
    chat: str | None = None


class ChannelPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="channel"):
    """To customers: the channel opened or closed, or was changed by an admin. `state` is the one of `channel`."""

    state: ChannelState
    channel: ChannelView


class ChatChannelPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="chat_channel"):
    """The same of the welcome's `chat_channel`. A push of its own: a client that knows of none passes over it."""

    channel: ChannelView


class ChannelStatePush(
    Struct, frozen=True, kw_only=True, tag_field="type", tag="channel.changed", omit_defaults=True
):
    """To agents: one of their channels as it is now. Fields as in ChannelOfAgent."""

    channel: str
    name: str
    language: str
    state: ChannelState
    available: int = 0
    show_typing: bool = True
    files: FileRules = FileRules()
    open_until_at: int | None = None
    opens_at: int | None = None


class AllChannelsPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="channels.all"):
    """To all agents, when a channel has come, gone or got another name: `all_channels` of the welcome, anew."""

    channels: tuple[ChannelRef, ...]


class _RowsPush(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    rows: tuple[ChatCard, ...] = ()
    removed: tuple[str, ...] = ()


class QueueChanged(_RowsPush, frozen=True, kw_only=True, tag="queue.changed", omit_defaults=True):
    """Of the list of `channel`. A chat that went on to another is in the list of that one, maybe before."""

    channel: str


class OngoingChanged(_RowsPush, frozen=True, kw_only=True, tag="ongoing.changed", omit_defaults=True):
    """As `QueueChanged`."""

    channel: str


class ChatsChanged(_RowsPush, frozen=True, kw_only=True, tag="chats.changed", omit_defaults=True):
    pass


class PresencePush(Struct, frozen=True, kw_only=True, tag_field="type", tag="presence", omit_defaults=True):
    """To the members of `channel`: a colleague of it as she is now. In which other channels she is, is not theirs
    to know, so `agent.channels` is left out. `status` and `chats` are those of `agent`. `responds`: she may answer
    in it. `left`: she is no member of it any more.
    """

    agent: AgentCard
    status: PresenceStatus
    chats: int
    channel: str
    responds: bool = False
    left: bool = False


class WarningPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="warning", omit_defaults=True):
    """A customer of `chat` waits for too long, since `waiting_since_at`. `on` false: over, everywhere."""

    kind: Literal["new_chat", "unanswered", "manager"]
    chat: str
    channel: str
    waiting_since_at: int
    waiting_ms: int
    on: bool = True


class OfferPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer", omit_defaults=True):
    """A waiting chat is put before this agent until `ends_at`; `chat.answer` takes it. `on` false: over."""

    chat: str
    channel: str
    ends_at: int
    on: bool = True


class DraftPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="draft"):
    """To the other consoles of the agent who types."""

    chat: str
    text: str


class StatsPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="stats"):
    """To a console that watches its dashboard: at most once a second, while something changes."""

    figures: LiveFigures


class PongPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="pong"):
    pass


Push = (
    EventPush
    | QueuePush
    | TypingPush
    | ReadPush
    | ChannelPush
    | ChatChannelPush
    | ChannelStatePush
    | AllChannelsPush
    | QueueChanged
    | OngoingChanged
    | ChatsChanged
    | PresencePush
    | WarningPush
    | OfferPush
    | DraftPush
    | StatsPush
    | PongPush
)
