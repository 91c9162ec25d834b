"""Who may do a thing in a chat, in whose name it is written down, and the states in which it can be done at all.

The rights are a table (domain/rights.py); here it is asked for one chat.
"""

from actors.domain.chat import OPEN, Chat
from actors.domain.errors import Conflict, Forbidden, Refused
from actors.domain.rights import Action, Agent, Bot, Customer, Operator, System, Who, allowed, grounds
from actors.messages import SYSTEM, By, Fact, Status

Facts = tuple[tuple[By, Fact], ...]
NOTHING: Facts = ()


def must_be_allowed(chat: Chat, who: Who, action: Action) -> None:
    """Raises Forbidden."""
    if not may(chat, who, action):
        raise forbidden(chat, who, action)
    if isinstance(who, Bot):  # whatever it still wants to say or do: after the hand-off it is out, for good
        must_be(chat, Status.BOT, "The bot is not in this chat any more.")


def may(chat: Chat, who: Who, action: Action) -> bool:
    """Whether the table of rights has a ground for it."""
    offer = chat.transfer.offer if chat.transfer else None
    held = grounds(who, chat.channel, chat.agent, offer.to if offer else None, offer.channel if offer else None)
    return allowed(action, held)


def forbidden(chat: Chat, who: Who, action: Action) -> Refused:
    if action is Action.WRITE and isinstance(who, Agent) and chat.agent is not None:
        return Forbidden(f"{chat.agent.name} has this chat. Listen in, or take it over.")
    return Forbidden("You do not have the right to do this in this chat.")


def by_whom(chat: Chat, who: Who) -> By:
    """Whom the log names for it."""
    match who:
        case Agent():
            return who.by()
        case Customer():
            return By(kind="customer", name=chat.customer)
        case Bot():
            return By(kind="bot", name=who.name)
        case System() | Operator():
            return SYSTEM


def agent_of(who: Who) -> Agent:
    """Raises Forbidden."""
    if not isinstance(who, Agent):
        raise Forbidden("Only an agent can do this.")
    return who


def must_be(chat: Chat, status: Status, message: str) -> None:
    """Raises Conflict, in these words."""
    if chat.status is not status:
        raise Conflict(message, chat.status)


def must_be_open(chat: Chat) -> None:
    """Raises Conflict."""
    if chat.status not in OPEN:
        raise Conflict("This chat has ended.", chat.status)
