"""What an agent is told and asked, and what she answers with."""

from msgspec import Struct

from actors.domain.her_chats import Concern
from actors.domain.rights import Agent
from actors.mail.outbox import MustArrive, Outbox
from actors.mail.to_channel import SettingsChanged, Snapshot
from actors.mail.to_chat import SayAgain
from actors.messages import ChatCard, Myself, PresenceStatus


class Connect(Struct, frozen=True):
    """connection → agent: a console is open; `after` is what it has of each chat. Answered with `Connected`."""

    outbox: Outbox
    after: dict[str, int]


class Connected(Struct, frozen=True):
    """All a console needs to draw itself, and who its commands come from."""

    me: Myself
    who: Agent
    presence: PresenceStatus
    snapshots: tuple[Snapshot, ...]
    chats: tuple[ChatCard, ...]
    drafts: dict[str, str]


class Disconnect(MustArrive, frozen=True):
    """connection → agent: that console is gone."""

    outbox: Outbox


class SetPresence(Struct, frozen=True):
    """connection, operator → agent."""

    status: PresenceStatus


class TakeNext(Struct, frozen=True):
    """connection → agent: the oldest of `channel`, or of all she may respond in. Answered with a card or None."""

    channel: str | None


class TakeChat(Struct, frozen=True):
    """connection → agent: this very chat. Answered with its card."""

    chat: str


class Concerns(MustArrive, frozen=True):
    """chat → agent: it stands in your list, for this reason; or reads differently there."""

    row: ChatCard
    concern: Concern


class Released(MustArrive, frozen=True):
    """chat → agent: it does not stand in your list any more."""

    row: ChatCard


class Transfer(Struct, frozen=True):
    """connection → agent: offer this chat to a colleague or to a channel. Answered with `StatusNow`."""

    chat: str
    to: str | None
    channel: str | None
    note: str | None


class ListenTo(Struct, frozen=True):
    """connection → agent: watch this chat. Answered with its card."""

    chat: str


class CloseWindow(Struct, frozen=True):
    """connection → agent: no longer."""

    chat: str


class SetDraft(Struct, frozen=True):
    """connection → agent: what is typed and not sent; told to her other consoles."""

    outbox: Outbox
    chat: str
    text: str


class ChannelsNamed(Struct, frozen=True):
    """operator → agent: a channel has come, gone or got another name; tell your consoles which there are."""


class WhoIs(Struct, frozen=True):
    """operator → agent: answered with her card."""


AgentMail = (
    Connect
    | Disconnect
    | SetPresence
    | TakeNext
    | TakeChat
    | Concerns
    | Released
    | Transfer
    | ListenTo
    | CloseWindow
    | SetDraft
    | SettingsChanged
    | ChannelsNamed
    | WhoIs
    | SayAgain
)
