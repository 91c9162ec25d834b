"""What a chat is told and asked, and what it answers with."""

from msgspec import Struct

from actors.domain.commands import ChatCommand, Start
from actors.domain.queue import Place
from actors.domain.rights import Agent, Who
from actors.mail.outbox import MustArrive, Outbox
from actors.messages import CustomerChat


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


class AttachCustomer(Struct, frozen=True):
    """connection → chat: send what comes after `after`, then what is new. Answered `CustomerChat | Behind`."""

    outbox: Outbox
    after: int


class AttachAgent(MustArrive, frozen=True):
    """agent → chat: the same for a console of the chat's agent; told, not asked."""

    outbox: Outbox
    agent: str
    after: int


class Behind(Struct, frozen=True):
    """chat → connection: too much is missing to send in one go; not attached. Read some pages and ask again."""

    chat: CustomerChat


class Detach(MustArrive, frozen=True):
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


class WhyHers(Struct, frozen=True):
    """agent → chat: its card, and why it stands in her list; None where it does not. Answered with both."""

    agent: str


class Wake(MustArrive, frozen=True):
    """channel → chat: see to your deadlines. You are open and nobody has come for you since the start, or the
    channel's limits have changed.
    """


class Listen(Struct, frozen=True):
    """agent → chat: she wants to watch. Answered with its card, or Forbidden."""

    who: Agent


class StopListening(MustArrive, frozen=True):
    """agent → chat: she has closed the window."""

    agent: str


class SayAgain(MustArrive, frozen=True):
    """agent, channel → chat; channel → agent: `to` has failed. Whatever you have told it and it cannot read in the
    store, tell it once more.
    """

    to: str


ChatMail = (
    Do
    | Begin
    | MaySendFile
    | Take
    | AttachCustomer
    | AttachAgent
    | Detach
    | Typing
    | Seen
    | Placed
    | Peek
    | WhyHers
    | Wake
    | Listen
    | StopListening
    | SayAgain
)
