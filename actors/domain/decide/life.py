"""From the start of a chat to its end, and back: the queue, the answer, whoever leaves, and what time does."""

from actors.domain.chat import OPEN, Chat
from actors.domain.commands import Answer, CreateRequest, HandOff, Return, Start
from actors.domain.deadline import idle_ends_at, transfer_ends_at
from actors.domain.decide.transfer import cancelled
from actors.domain.decide.who import NOTHING, Facts, agent_of, by_whom, must_be, must_be_allowed
from actors.domain.errors import Conflict, Taken
from actors.domain.rights import Action, Agent, Bot, Customer, Operator, System, Who
from actors.domain.settings import Limits
from actors.messages import (
    KEY_MAX,
    SYSTEM,
    Abandoned,
    Answered,
    BotHandedOff,
    By,
    ChatRate,
    Ended,
    EndedReason,
    IdleWarned,
    Message,
    Queued,
    Rated,
    RequestCreated,
    Returned,
    Started,
    Status,
    TransferCancelled,
    TransferRejected,
)

# Longer than a client's key may be, so that no client can have used it and the answer always finds it free.
WELCOME_KEY = "welcome".rjust(KEY_MAX + 1, "-")


def start(chat: Chat, command: Start) -> Facts:
    if chat.status is not None:
        raise Conflict("This chat has begun already.", chat.status)
    started = Started(
        channel=command.channel,
        fields=command.fields,
        page=command.page,
        locale=command.locale,
        consent=command.consent,
        verified=command.verified,
        user=command.user,
    )
    by = By(kind="customer", name=command.fields.get("name") or command.fields.get("email") or "Visitor")
    bot = By(kind="bot", name=command.bot_name)
    opening = ((bot, Message(text=say.text, key=say.key, options=say.options)) for say in command.opening)
    message = Message(text=command.text, key=command.key)
    if command.bot:
        return (by, started), *opening, (by, message)
    return (by, started), *opening, (SYSTEM, Queued(reason="new", ahead=command.ahead)), (by, message)


def answer(chat: Chat, command: Answer, who: Who) -> Facts:
    agent = agent_of(who)
    taken_by = chat.agent if chat.status is Status.ACTIVE else None
    if taken_by is not None and taken_by.id == agent.ref.id:
        return NOTHING
    must_be_allowed(chat, who, Action.ANSWER)
    if taken_by is not None:
        raise Taken(taken_by.name)
    must_be(chat, Status.QUEUED, "This chat is no longer waiting.")
    answered = (agent.by(), Answered(agent=agent.ref))
    if not command.welcome or chat.first_answered_at is not None:
        return (answered,)
    return answered, (SYSTEM, Message(text=command.welcome, key=WELCOME_KEY))


def end(chat: Chat, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.END)
    if chat.status not in OPEN:
        return NOTHING  # both sides may end it at once: the second finds it done
    if isinstance(who, Customer) and chat.status is Status.QUEUED:
        return ((by_whom(chat, who), Abandoned(reason="gave_up")),)
    return _ending(chat, by_whom(chat, who), _end_reason(who))


def _end_reason(who: Who) -> EndedReason:
    match who:
        case Customer():
            return "customer"
        case Agent():
            return "agent"
        case Bot():
            return "bot"
        case Operator() | System():
            return "operator"


def _ending(chat: Chat, by: By, reason: EndedReason) -> Facts:
    return *cancelled(chat, "ended"), (by, Ended(reason=reason, by=by.kind))


def take_up(chat: Chat, command: Return, who: Who, now: int, limits: Limits) -> Facts:
    must_be_allowed(chat, who, Action.RETURN)
    if chat.is_open:
        return NOTHING
    must_be(chat, Status.ENDED, "This chat was closed in the queue. Start a new one.")
    if chat.ended_at is None or now > chat.ended_at + limits.return_ms:
        raise Conflict("This chat ended too long ago to return to it. Start a new one.", chat.status)
    returned = (by_whom(chat, who), Returned())
    if chat.agent is not None and chat.agent.id in command.available:
        agent = chat.agent
        by = By(kind="agent", id=agent.id, name=agent.name, photo=agent.photo)
        return returned, (by, Answered(agent=agent))
    return returned, (SYSTEM, Queued(reason="returned"))


def rate(chat: Chat, command: ChatRate, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.RATE)
    must_be(chat, Status.ENDED, "A chat can be rated when it has ended.")
    return ((by_whom(chat, who), Rated(score=command.score, comment=command.comment)),)


def leave(chat: Chat) -> Facts:
    if chat.status is Status.QUEUED:
        return ((SYSTEM, Abandoned(reason="left")),)
    return _ending(chat, SYSTEM, "left") if chat.is_open else NOTHING


def lose_agent(chat: Chat, agent: str) -> Facts:
    if chat.status is not Status.ACTIVE or chat.agent is None or chat.agent.id != agent:
        return NOTHING
    if chat.transfer is not None:
        return NOTHING  # whom she has asked may still accept; what ends the offer looks again
    return ((SYSTEM, Queued(reason="agent_lost")),)


def without_its_agent(facts: Facts) -> Facts:
    """Where these leave the chat to an agent who is lost, since nobody has accepted it, it goes to the queue."""
    if facts and isinstance(facts[-1][1], TransferRejected | TransferCancelled):
        return *facts, (SYSTEM, Queued(reason="agent_lost"))
    return facts


def requeue(chat: Chat, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.REQUEUE)
    must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be put back in the queue.")
    return *cancelled(chat, "cancelled"), (by_whom(chat, who), Queued(reason="requeued"))


def hand_off(chat: Chat, command: HandOff, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.HAND_OFF)
    must_be(chat, Status.BOT, "The bot is not in this chat.")
    return (by_whom(chat, who), BotHandedOff(reason=command.reason)), (
        SYSTEM,
        Queued(reason="handoff", ahead=command.ahead),
    )


def create_request(chat: Chat, command: CreateRequest, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.LINK)
    if command.number in chat.requests:
        return NOTHING
    by = command.by if command.by is not None and isinstance(who, System) else by_whom(chat, who)
    created = (by, RequestCreated(number=command.number, title=command.title))
    if command.ends_chat and chat.status is Status.QUEUED:
        must_be_allowed(chat, who, Action.END)
        return created, *_ending(chat, by, "request_posted")
    return (created,)


def tick(chat: Chat, now: int, limits: Limits) -> Facts:
    """Whatever is due. One thing at a time: the shell asks for the deadline again afterwards."""
    lapses_at = transfer_ends_at(chat, limits)
    if lapses_at is not None and now >= lapses_at:
        return cancelled(chat, "time_out")
    ends_at = idle_ends_at(chat, limits)
    if ends_at is None:
        return NOTHING
    if chat.idle_ends_at is None:
        warns_at = ends_at - limits.idle_warning_ms
        # After a stop of the server the warning comes late; its time to answer stays whole.
        late = max(ends_at, now + limits.idle_warning_ms)
        return ((SYSTEM, IdleWarned(ends_at=late)),) if now >= warns_at else NOTHING
    return _ending(chat, SYSTEM, "idle") if now >= chat.idle_ends_at else NOTHING
