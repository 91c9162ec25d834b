"""What a channel is told and asked, and what it answers with."""

from msgspec import Struct

from actors.domain.rights import Agent
from actors.mail.outbox import MustArrive, Outbox
from actors.messages import AgentCard, ChannelOfAgent, ChatCard, OfferPush, Rights, WarningPush


class Waiting(MustArrive, frozen=True):
    """chat → channel: it waits, or its row changed while it does."""

    row: ChatCard
    front: bool


class Ongoing(MustArrive, frozen=True):
    """chat → channel: an agent has it. `waited_ms` is set when this answer ended its wait."""

    row: ChatCard
    waited_ms: int | None = None


class Gone(MustArrive, frozen=True):
    """chat → channel: it is over, or in another channel now."""

    chat: str


class OfferedHere(MustArrive, frozen=True):
    """chat → channel: a colleague of another channel offers it to whoever can respond in this one."""

    row: ChatCard


class Withdrawn(MustArrive, frozen=True):
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
    """connection → channel: a widget is open. Answered with the channel's view; its changes follow. `guest`: the
    widget is another channel's, and its chat was moved to this one.
    """

    outbox: Outbox
    guest: bool = False


class FoundNobody(Struct, frozen=True):
    """connection → channel: a customer without a chat met `away`. `visitor`: her address, to count her once."""

    visitor: str


class Bye(MustArrive, frozen=True):
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


class AgentIs(MustArrive, frozen=True):
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


class Overview(Struct, frozen=True):
    """operator → channel: answered with `ChannelOverview`."""


class ChannelOverview(Struct, frozen=True):
    channel: ChannelOfAgent
    average_wait_ms: int | None
    customers: int
    agents: tuple[AgentCard, ...]
    queue: tuple[ChatCard, ...]
    ongoing: tuple[ChatCard, ...]


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
