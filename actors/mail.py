"""Notes between mailboxes. They never leave the process, and never become frames; messages.py is for those.

Asks go down (connection → agent → channel → chat → store), tells go up. Each note says who sends it to whom.
"""

from typing import ClassVar, Final, Literal, Protocol

from msgspec import Struct

from actors.domain.commands import ChatCommand, Start
from actors.domain.queue import Place
from actors.domain.rights import Agent, Who
from actors.messages import (
    AgentCard,
    ChannelOfAgent,
    ChatCard,
    CustomerChat,
    Myself,
    OfferPush,
    PresenceStatus,
    Push,
    Rights,
    WarningPush,
)


class News:
    """One push on its way to many. `frame` is filled in by the first outbox that encodes it, for all of them."""

    __slots__ = ("frame", "push")

    def __init__(self, push: Push) -> None:
        self.push = push
        self.frame: bytes | None = None


class Outbox(Protocol):
    """Where news for one client goes. Nothing here waits or fails: an outbox that is full loses its connection."""

    def offer(self, news: News) -> None: ...

    def restart(self) -> None:
        """What it was attached to is gone: the client shall come back now and resume."""

    def revoke(self) -> None:
        """Its session ended or its rights changed: the client shall sign in again."""


class Fact(Struct, frozen=True):
    """What must be known whatever else is going on: a mailbox takes it beyond its bound."""

    must_arrive: ClassVar[bool] = True


# --- to a chat ---


class Do(Struct, frozen=True):
    """connection, channel → chat: carry out a command. Answered with `Acked` for a text, else `StatusNow`."""

    command: ChatCommand
    who: Who


class Begin(Struct, frozen=True):
    """connection → chat: the first command of a new chat. Answered with `Begun`."""

    start: Start
    token_hash: bytes


class MaySendFile(Struct, frozen=True):
    """upload → chat: answered with the `FileSettings` of its channel, or refused as the message would be."""

    who: Who


class Begun(Struct, frozen=True):
    """chat → connection: `chat` is the one asked, or the one that the same start had begun before."""

    chat: str
    seq: int


class Take(Struct, frozen=True):
    """channel → chat: give it to this agent. Answered with its card."""

    who: Agent
    welcome: str


# The one mailbox that links chats to the contacts with their customers' addresses.
RECOGNISER: Final = "recogniser/one"


class Heard(Fact, frozen=True):
    """chat, start → bot: the customer has said something."""


class HandedOver(Fact, frozen=True):
    """chat → bot: the chat is no longer yours."""


class Recognise(Struct, frozen=True):
    """chat → recogniser: it was answered, and nobody has said who its customer is."""

    chat: str


class AttachCustomer(Struct, frozen=True):
    """connection → chat: send what comes after `after`, then what is new. Answered `CustomerChat | Behind`."""

    outbox: Outbox
    after: int


class AttachAgent(Fact, frozen=True):
    """agent → chat: the same for a console of the chat's agent; told, not asked."""

    outbox: Outbox
    agent: str
    after: int


class Behind(Struct, frozen=True):
    """chat → connection: too much is missing to send in one go; not attached. Read some pages and ask again."""

    chat: CustomerChat


class Detach(Fact, frozen=True):
    """connection → chat: that outbox is closed."""

    outbox: Outbox


class Typing(Struct, frozen=True):
    """connection → chat."""

    who: Who
    on: bool
    preview: str | None


class Seen(Struct, frozen=True):
    """connection → chat: `who` has seen everything up to `seq`."""

    who: Who
    seq: int


class Placed(Struct, frozen=True):
    """channel → chat: where it stands in the queue now."""

    place: Place


class Peek(Struct, frozen=True):
    """agent, operator → chat: its card, whatever its status."""


class Wake(Fact, frozen=True):
    """channel → chat: see to your deadlines. You are open and nobody has come for you since the start, or the
    channel's limits have changed.
    """


class Listen(Struct, frozen=True):
    """agent → chat: she wants to watch. Answered with its card, or Forbidden."""

    who: Agent


class StopListening(Fact, frozen=True):
    """agent → chat: she has closed the window."""

    agent: str


# --- to a channel ---


class Waiting(Fact, frozen=True):
    """chat → channel: it waits, or its row changed while it does."""

    row: ChatCard
    front: bool


class Ongoing(Fact, frozen=True):
    """chat → channel: an agent has it. `waited_ms` is set when this answer ended its wait."""

    row: ChatCard
    waited_ms: int | None = None


class Gone(Fact, frozen=True):
    """chat → channel: it is over, or in another channel now."""

    chat: str


class OfferedHere(Fact, frozen=True):
    """chat → channel: a colleague of another channel offers it to whoever can respond in this one."""

    row: ChatCard


class Withdrawn(Fact, frozen=True):
    """chat → channel: not any more."""

    chat: str


class OfferTo(Struct, frozen=True):
    """agent → channel: offer a chat of yours to this member. Answered with `StatusNow`, or refused."""

    chat: str
    to: str
    note: str | None
    who: Agent


class Admit(Struct, frozen=True):
    """connection → channel: may a chat start now? Refused with Closed or QueueFull."""


class ReturnTo(Struct, frozen=True):
    """connection → channel: the customer wants to return to her chat."""

    chat: str


class Greet(Struct, frozen=True):
    """connection → channel: a widget is open. Answered with the channel's view; its changes follow."""

    outbox: Outbox


class FoundNobody(Struct, frozen=True):
    """connection → channel: a customer without a chat met `away`. `visitor`: her address, to count her once."""

    visitor: str


class Bye(Fact, frozen=True):
    """connection, agent → channel: that outbox is closed."""

    outbox: Outbox


class Watch(Struct, frozen=True):
    """agent → channel: a console is open. Answered with `Snapshot`; its changes follow."""

    outbox: Outbox
    agent: str


class Snapshot(Struct, frozen=True):
    """A channel as one of its members sees it now. `responders` are those of `agents` who may answer in it."""

    channel: ChannelOfAgent
    agents: tuple[AgentCard, ...]
    responders: frozenset[str]
    queue: tuple[ChatCard, ...]
    ongoing: tuple[ChatCard, ...]
    warnings: tuple[WarningPush, ...]
    offers: tuple[OfferPush, ...]


class AgentIs(Fact, frozen=True):
    """agent → channel: what one of your members can be counted on for. `rights` is None for a former member."""

    card: AgentCard
    rights: Rights | None


class Head(Struct, frozen=True):
    """agent → channel: which chat is next? Answered with `Next | None`."""


class Next(Struct, frozen=True):
    chat: str
    front: bool
    queued_at: int


class TakeFromQueue(Struct, frozen=True):
    """agent → channel: this chat, for this agent. Answered with its card, or refused with Taken."""

    chat: str
    who: Agent


class Explain(Struct, frozen=True):
    """connection → channel: why has nobody this chat? Answered with `Explained`."""

    chat: str
    who: Agent


class SettingsChanged(Struct, frozen=True):
    """operator → channel, agent: read your settings, members and rights again."""


class ChannelsNamed(Struct, frozen=True):
    """operator → agent: a channel has come, gone or got another name; tell your consoles which there are."""


class Overview(Struct, frozen=True):
    """operator → channel: answered with `ChannelOverview`."""


class ChannelOverview(Struct, frozen=True):
    channel: ChannelOfAgent
    average_wait_ms: int | None
    customers: int
    agents: tuple[AgentCard, ...]
    queue: tuple[ChatCard, ...]
    ongoing: tuple[ChatCard, ...]


# --- to an agent ---


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


class Disconnect(Fact, frozen=True):
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


# Why a chat stands in an agent's list.
Concern = Literal["agent", "receiver", "listener", "recent"]


class Concerns(Fact, frozen=True):
    """chat → agent: it stands in your list, for this reason; or reads differently there."""

    row: ChatCard
    concern: Concern


class Released(Fact, frozen=True):
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


class WhoIs(Struct, frozen=True):
    """operator → agent: answered with her card."""


ChatMail = (
    Do | Begin | MaySendFile | Take | AttachCustomer | AttachAgent | Detach | Typing | Seen | Placed | Peek | Wake
)
ChannelMail = (
    Waiting
    | Ongoing
    | Gone
    | OfferedHere
    | Withdrawn
    | OfferTo
    | Admit
    | ReturnTo
    | Greet
    | FoundNobody
    | Bye
    | Watch
    | AgentIs
    | Head
    | TakeFromQueue
    | Explain
    | SettingsChanged
    | Overview
)
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
)
