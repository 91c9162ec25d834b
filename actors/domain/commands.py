"""What a chat may be asked, beyond what clients send: the commands of other mailboxes, of time and of chance.

The commands of clients are those of `actors.messages` themselves; the shell says who sent them.
"""

from msgspec import Struct

from actors.messages import AgentRef, By, ChatEnd, ChatRate, FileRef, MessageSend, NoteAdd


class Start(Struct, frozen=True, kw_only=True):
    """The first message. With `bot` the chat stays out of the queue. `ahead`: how many wait there already.

    `opening` is what a bot (`bot_name`) has shown her before that.
    """

    channel: str
    text: str
    key: str
    fields: dict[str, str] = {}
    page: str | None = None
    locale: str | None = None
    consent: str | None = None
    verified: bool = False
    user: str | None = None
    bot: bool = False
    bot_name: str = ""
    opening: "tuple[Say, ...]" = ()
    ahead: int | None = None


class Say(Struct, frozen=True, kw_only=True):
    """A bot's message, with what the customer may click."""

    text: str
    key: str
    options: tuple[str, ...] = ()


class Together(Struct, frozen=True):
    """What a bot does in one turn: all of it is stored, or nothing. What ends its turn comes last."""

    commands: "tuple[Say | SetFields | HandOff | ChatEnd, ...]"


class SetFields(Struct, frozen=True, kw_only=True):
    """What a bot has found out of the customer. Nothing new changes nothing."""

    fields: dict[str, str]


class SendFile(Struct, frozen=True, kw_only=True):
    """`message.send` with a file, once the shell has found out which. `always`: customers need nobody's leave."""

    file: FileRef
    key: str
    always: bool = False


class AllowFiles(Struct, frozen=True):
    """Whether the customer may send files from here on."""

    on: bool


class Answer(Struct, frozen=True, kw_only=True):
    """Take it from the queue. `welcome` is the channel's message, posted at the first answer."""

    welcome: str = ""


class Return(Struct, frozen=True, kw_only=True):
    """Take an ended chat up again. `available` holds the ids of the agents who could answer now."""

    available: frozenset[str] = frozenset()


class Leave(Struct, frozen=True):
    """The customer's last connection has been gone for the grace time."""


class LoseAgent(Struct, frozen=True):
    """The agent's last console has been gone for the reconnect time. What she has offered waits for its answer."""

    agent: str


class Requeue(Struct, frozen=True):
    """Back to the queue, by a manager or an operator."""


class HandOff(Struct, frozen=True, kw_only=True):
    """From the bot to people, of whom `ahead` wait already."""

    reason: str = ""
    ahead: int | None = None


class OfferTransfer(Struct, frozen=True, kw_only=True):
    """To an agent (`to`) or to the queue of a channel (`channel`); exactly one."""

    to: AgentRef | None = None
    channel: str | None = None
    note: str | None = None


class AcceptTransfer(Struct, frozen=True):
    pass


class RejectTransfer(Struct, frozen=True, kw_only=True):
    reason: str | None = None


class CancelTransfer(Struct, frozen=True, kw_only=True):
    """`gone` is set when it is the receiver who went away."""

    gone: bool = False


class TakeOver(Struct, frozen=True):
    pass


class CreateRequest(Struct, frozen=True, kw_only=True):
    """There is a request now that was made from this chat. The same number again changes nothing.

    `ends_chat`: it takes the place of the answer that the chat waits for, so a chat that waits is over; one that
    was answered meanwhile goes on. `by` is who made it, where the server says so: whether she might was asked
    before the request was stored.
    """

    number: int
    title: str
    ends_chat: bool = False
    by: By | None = None


class LinkContact(Struct, frozen=True):
    """The same contact again changes nothing. `by_address`: nobody has said so, only her address is known; then
    whatever somebody has said of the chat's contact before goes first.
    """

    contact: str
    by_address: bool = False


class UnlinkContact(Struct, frozen=True):
    pass


class Tick(Struct, frozen=True):
    """Time passed: whatever is due is due now."""


ChatCommand = (
    Start
    | MessageSend
    | Say
    | SetFields
    | Together
    | SendFile
    | AllowFiles
    | NoteAdd
    | Answer
    | ChatEnd
    | Return
    | ChatRate
    | Leave
    | LoseAgent
    | Requeue
    | HandOff
    | OfferTransfer
    | AcceptTransfer
    | RejectTransfer
    | CancelTransfer
    | TakeOver
    | CreateRequest
    | LinkContact
    | UnlinkContact
    | Tick
)
