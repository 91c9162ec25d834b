"""Every permission on a chat, in one table: which ground allows which action. Nothing else decides.

A ground is a fact about a person and a chat ("its agent", "may listen in its channel"). `may` intersects the
grounds a person has with those the table lists, so a new action without a row is a KeyError in the first test.
What is no chat's but the whole house's is for admins (`must_be_admin`), or has a table in the file of its noun.
"""

from enum import Enum, auto

from msgspec import Struct

from actors.domain.errors import Forbidden
from actors.messages import AgentRef, By, Rights

NO_RIGHTS = Rights()


class Customer(Struct, frozen=True):
    """The customer of the chat: the connection checked her token."""


class Agent(Struct, frozen=True, kw_only=True):
    """An agent who is signed in. `rights` by channel, as they were when her connection last heard."""

    ref: AgentRef
    admin: bool = False
    rights: dict[str, Rights] = {}

    def by(self) -> By:
        return By(kind="agent", id=self.ref.id, name=self.ref.name, photo=self.ref.photo)


class Bot(Struct, frozen=True):
    """The channel's chatbot."""

    name: str


class System(Struct, frozen=True):
    """The server itself: time passed, somebody was lost."""


class Operator(Struct, frozen=True):
    """A person on the admin socket."""

    uid: int


Who = Customer | Agent | Bot | System | Operator


class Ground(Enum):
    ITS_CUSTOMER = auto()
    ITS_AGENT = auto()
    ITS_RECEIVER = auto()  # the transfer under way was offered to her
    RESPOND = auto()
    LISTEN = auto()
    MANAGE = auto()
    ADMIN = auto()
    ITS_BOT = auto()
    SERVER = auto()  # the server itself, or its operator


class Action(Enum):
    WRITE = auto()
    ALLOW_FILES = auto()
    NOTE = auto()
    ANSWER = auto()
    END = auto()
    RETURN = auto()
    RATE = auto()
    READ = auto()  # the log, live or past
    LISTEN = auto()
    OFFER_TRANSFER = auto()
    ACCEPT_TRANSFER = auto()
    REJECT_TRANSFER = auto()
    CANCEL_TRANSFER = auto()
    TAKE_OVER = auto()
    HAND_OFF = auto()
    SET_FIELDS = auto()
    REQUEUE = auto()
    LINK = auto()  # contacts and requests


G = Ground
GROUNDS: dict[Action, frozenset[Ground]] = {
    Action.WRITE: frozenset({G.ITS_CUSTOMER, G.ITS_AGENT, G.ITS_BOT}),
    Action.ALLOW_FILES: frozenset({G.ITS_AGENT}),
    Action.NOTE: frozenset({G.ITS_AGENT, G.ITS_RECEIVER, G.MANAGE}),
    Action.ANSWER: frozenset({G.RESPOND}),
    Action.END: frozenset({G.ITS_CUSTOMER, G.ITS_AGENT, G.ITS_BOT, G.MANAGE, G.SERVER}),
    Action.RETURN: frozenset({G.ITS_CUSTOMER}),
    Action.RATE: frozenset({G.ITS_CUSTOMER}),
    Action.READ: frozenset({G.ITS_CUSTOMER, G.ITS_AGENT, G.ITS_RECEIVER, G.RESPOND, G.LISTEN, G.MANAGE, G.ADMIN}),
    Action.LISTEN: frozenset({G.LISTEN}),
    Action.OFFER_TRANSFER: frozenset({G.ITS_AGENT, G.MANAGE}),
    Action.ACCEPT_TRANSFER: frozenset({G.ITS_RECEIVER}),
    Action.REJECT_TRANSFER: frozenset({G.ITS_RECEIVER}),
    Action.CANCEL_TRANSFER: frozenset({G.ITS_AGENT, G.MANAGE, G.SERVER}),
    Action.TAKE_OVER: frozenset({G.MANAGE}),
    Action.HAND_OFF: frozenset({G.ITS_CUSTOMER, G.ITS_BOT, G.SERVER}),
    Action.SET_FIELDS: frozenset({G.ITS_BOT}),
    Action.REQUEUE: frozenset({G.MANAGE, G.SERVER}),
    Action.LINK: frozenset({G.ITS_AGENT, G.RESPOND, G.MANAGE, G.ITS_BOT, G.SERVER}),
}


def grounds(
    who: Who, channel: str, agent: AgentRef | None, offered_to: AgentRef | None, offered_channel: str | None
) -> frozenset[Ground]:
    """What `who` has to show, for a chat of `channel` served by `agent` and perhaps offered to somebody."""
    match who:
        case Customer():
            return frozenset({G.ITS_CUSTOMER})
        case Bot():
            return frozenset({G.ITS_BOT})
        case System() | Operator():
            return frozenset({G.SERVER})
        case Agent():
            return _grounds_of_agent(who, channel, agent, offered_to, offered_channel)


def _grounds_of_agent(
    who: Agent, channel: str, agent: AgentRef | None, offered_to: AgentRef | None, offered_channel: str | None
) -> frozenset[Ground]:
    rights = who.rights.get(channel, NO_RIGHTS)
    receiver = offered_to is not None and offered_to.id == who.ref.id
    receiver = receiver or (offered_channel is not None and who.rights.get(offered_channel, NO_RIGHTS).respond)
    held = {
        G.ITS_AGENT: agent is not None and agent.id == who.ref.id,
        G.ITS_RECEIVER: receiver,
        G.RESPOND: rights.respond,
        G.LISTEN: rights.listen,
        G.MANAGE: rights.manage,
        G.ADMIN: who.admin,
    }
    return frozenset(ground for ground, holds in held.items() if holds)


def allowed(action: Action, held: frozenset[Ground]) -> bool:
    return not GROUNDS[action].isdisjoint(held)


def readable_channels(who: Agent) -> tuple[str, ...] | None:
    """The channels whose chats she may read for a right that she has there; None for all there are."""
    if who.admin and G.ADMIN in GROUNDS[Action.READ]:
        return None
    return tuple(
        channel for channel in who.rights if allowed(Action.READ, grounds(who, channel, None, None, None))
    )


def must_be_admin(who: Agent) -> None:
    """Raises Forbidden."""
    if not who.admin:
        raise Forbidden("Only an admin can do this.")
