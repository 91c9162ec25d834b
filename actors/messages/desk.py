"""What a console is made of beside chats: the agent herself, her channels, her colleagues."""

from typing import Literal

from msgspec import Struct

from actors.messages.values import ChannelState, PresenceStatus
from actors.messages.widget import FileRules


class Rights(Struct, frozen=True, kw_only=True):
    """What a member of a channel may do in it."""

    respond: bool = False
    notify: bool = False
    listen: bool = False
    manage: bool = False


class ChannelOfAgent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel as its member sees it. `available` counts agents who could answer now. `open_until_at` and
    `opens_at` are as in Hours.
    """

    key: str
    name: str
    language: str
    rights: Rights
    state: ChannelState
    available: int = 0
    show_typing: bool = True
    files: FileRules = FileRules()
    open_until_at: int | None = None
    opens_at: int | None = None


class AgentCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A colleague: what she can be counted on for now. `since_at` is when `status` last changed.
    `channels`: those she shares with the reader; `responds_in`: those of them in which she may answer.
    """

    id: str
    name: str
    status: PresenceStatus
    connected: bool
    chats: int
    since_at: int
    photo: str | None = None
    channels: tuple[str, ...] = ()
    responds_in: tuple[str, ...] = ()


class Myself(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: str
    login: str
    role: Literal["agent", "admin"]
    photo: str | None = None


class ChannelRef(Struct, frozen=True, kw_only=True):
    """A channel as any agent may know it: where a chat could be transferred to."""

    key: str
    name: str
