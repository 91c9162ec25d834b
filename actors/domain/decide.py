"""What a chat answers to a command: the events it leads to, or `Refused` and why. Nothing is changed here.

`decide(chat, command, who, now, limits)` reads the state and the arguments and nothing else. Most commands make
one event, `Start` three, a repeated `key` none. They are numbered here and stored together or not at all.
"""

from typing import assert_never

from actors.domain.chat import OPEN, Chat
from actors.domain.commands import (
    AcceptTransfer,
    AllowFiles,
    Answer,
    CancelTransfer,
    ChatCommand,
    CreateRequest,
    HandOff,
    Leave,
    LinkContact,
    LoseAgent,
    OfferTransfer,
    RejectTransfer,
    Requeue,
    Return,
    Say,
    SendFile,
    SetFields,
    Start,
    TakeOver,
    Tick,
    Together,
    UnlinkContact,
)
from actors.domain.deadline import idle_ends_at, transfer_ends_at
from actors.domain.errors import Conflict, Forbidden, Invalid, Refused, Taken
from actors.domain.rights import Action, Agent, Bot, Customer, Operator, System, Who, allowed, grounds
from actors.domain.settings import Limits
from actors.messages import (
    FIELDS_MAX,
    KEY_MAX,
    SYSTEM,
    Abandoned,
    AgentRef,
    Answered,
    BotHandedOff,
    By,
    CancelReason,
    ChatEnd,
    ChatRate,
    ContactLinked,
    ContactUnlinked,
    Ended,
    EndedReason,
    Event,
    Fact,
    FieldsSet,
    FilesAllowed,
    IdleWarned,
    Message,
    MessageSend,
    Note,
    NoteAdd,
    Queued,
    Rated,
    RequestCreated,
    Returned,
    Started,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)

Facts = tuple[tuple[By, Fact], ...]
NOTHING: Facts = ()

# Longer than a client's key may be, so that no client can have used it and the answer always finds it free.
WELCOME_KEY = "welcome".rjust(KEY_MAX + 1, "-")


def decide(chat: Chat, command: ChatCommand, who: Who, now: int, limits: Limits) -> tuple[Event, ...]:
    """The events of `command`. Raises Refused with the reason; then nothing has happened."""
    facts = _decide(chat, command, who, now, limits)
    # A clock that was set back must not reorder a log.
    at = max(now, chat.last_at)
    return tuple(Event(seq=chat.seq + n, at=at, by=by, data=fact) for n, (by, fact) in enumerate(facts, start=1))


def _decide(chat: Chat, command: ChatCommand, who: Who, now: int, limits: Limits) -> Facts:
    if chat.status is None and not isinstance(command, Start):
        raise Conflict("This chat has not begun.")
    match command:
        case MessageSend():
            return _message(chat, command, who)
        case Say():
            return _say(chat, command, who)
        case SetFields():
            return _set_fields(chat, command, who)
        case Together():
            return tuple(fact for each in command.commands for fact in _decide(chat, each, who, now, limits))
        case SendFile():
            return _file(chat, command, who)
        case AllowFiles():
            return _allow_files(chat, command, who)
        case Start():
            return _start(chat, command)
        case NoteAdd():
            return _note(chat, command, who)
        case Answer():
            return _answer(chat, command, who)
        case ChatEnd():
            return _end(chat, who)
        case Return():
            return _return(chat, command, who, now, limits)
        case ChatRate():
            return _rate(chat, command, who)
        case Leave():
            return _leave(chat)
        case LoseAgent():
            return _lose_agent(chat, command.agent)
        case Requeue():
            return _requeue(chat, who)
        case HandOff():
            return _hand_off(chat, command, who)
        case OfferTransfer():
            return _offer(chat, command, who)
        case AcceptTransfer():
            return _accept(chat, who)
        case RejectTransfer():
            return _reject(chat, command, who)
        case CancelTransfer():
            return _cancel(chat, command, who)
        case TakeOver():
            return _take_over(chat, who)
        case CreateRequest():
            return _create_request(chat, command, who)
        case LinkContact():
            return _link(chat, command, who)
        case UnlinkContact():
            _may(chat, who, Action.LINK)
            return ((_by(chat, who), ContactUnlinked(contact=chat.contact)),) if chat.contact else NOTHING
        case Tick():
            return _tick(chat, now, limits)
        case _:  # pragma: no cover
            assert_never(command)


# --- who ---


def _may(chat: Chat, who: Who, action: Action) -> None:
    if not may(chat, who, action):
        raise _forbidden(chat, who, action)
    if isinstance(who, Bot):  # whatever it still wants to say or do: after the hand-off it is out, for good
        _must_be(chat, Status.BOT, "The bot is not in this chat any more.")


def may(chat: Chat, who: Who, action: Action) -> bool:
    """Whether the table of rights has a ground for it."""
    offer = chat.transfer.offer if chat.transfer else None
    held = grounds(who, chat.channel, chat.agent, offer.to if offer else None, offer.channel if offer else None)
    return allowed(action, held)


def _forbidden(chat: Chat, who: Who, action: Action) -> Refused:
    if action is Action.WRITE and isinstance(who, Agent) and chat.agent is not None:
        return Forbidden(f"{chat.agent.name} has this chat. Listen in, or take it over.")
    return Forbidden("You do not have the right to do this in this chat.")


def _by(chat: Chat, who: Who) -> By:
    match who:
        case Agent():
            return who.by()
        case Customer():
            return By(kind="customer", name=chat.customer)
        case Bot():
            return By(kind="bot", name=who.name)
        case System() | Operator():
            return SYSTEM


def _agent(who: Who) -> Agent:
    if not isinstance(who, Agent):
        raise Forbidden("Only an agent can do this.")
    return who


def _must_be(chat: Chat, status: Status, message: str) -> None:
    if chat.status is not status:
        raise Conflict(message, chat.status)


def _must_be_open(chat: Chat) -> None:
    if chat.status not in OPEN:
        raise Conflict("This chat has ended.", chat.status)


# --- writing ---


def _message(chat: Chat, command: MessageSend, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _must_be_writable(chat, who)
    assert command.file is None, "the shell says which file an id stands for"
    return ((_by(chat, who), Message(text=command.text, key=command.key)),)


def _say(chat: Chat, command: Say, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _may(chat, who, Action.WRITE)
    _must_be(chat, Status.BOT, "Only a bot offers something to click.")
    return ((_by(chat, who), Message(text=command.text, key=command.key, options=command.options)),)


def _set_fields(chat: Chat, command: SetFields, who: Who) -> Facts:
    _may(chat, who, Action.SET_FIELDS)
    news = {name: value for name, value in command.fields.items() if chat.fields.get(name) != value}
    if len(chat.fields | news) > FIELDS_MAX:
        raise Invalid("fields", f"A chat has up to {FIELDS_MAX} fields.")
    return ((_by(chat, who), FieldsSet(fields=news)),) if news else NOTHING


def _must_be_writable(chat: Chat, who: Who) -> None:
    _must_be_open(chat)
    if isinstance(who, Agent):
        if chat.agent is None or chat.agent.id != who.ref.id:  # the common case needs no table
            _may(chat, who, Action.WRITE)
        _must_be(chat, Status.ACTIVE, "Answer this chat before you write in it.")
    else:
        _may(chat, who, Action.WRITE)


def _file(chat: Chat, command: SendFile, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _must_be_writable(chat, who)
    if isinstance(who, Customer) and not (command.always or chat.files_allowed):
        raise Forbidden("Files can be sent here once the agent has allowed it.")
    return ((_by(chat, who), Message(file=command.file, key=command.key)),)


def _allow_files(chat: Chat, command: AllowFiles, who: Who) -> Facts:
    _may(chat, who, Action.ALLOW_FILES)
    _must_be(chat, Status.ACTIVE, "Files can be allowed in a chat that goes on.")
    return NOTHING if chat.files_allowed is command.on else ((_by(chat, who), FilesAllowed(on=command.on)),)


def _start(chat: Chat, command: Start) -> Facts:
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


def _note(chat: Chat, command: NoteAdd, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _may(chat, who, Action.NOTE)
    if chat.status is Status.BOT:
        raise Conflict("A note can be left once the chat is in the queue.", chat.status)
    return ((_by(chat, who), Note(text=command.text, key=command.key)),)


# --- life ---


def _answer(chat: Chat, command: Answer, who: Who) -> Facts:
    agent = _agent(who)
    taken_by = chat.agent if chat.status is Status.ACTIVE else None
    if taken_by is not None and taken_by.id == agent.ref.id:
        return NOTHING
    _may(chat, who, Action.ANSWER)
    if taken_by is not None:
        raise Taken(taken_by.name)
    _must_be(chat, Status.QUEUED, "This chat is no longer waiting.")
    answered = (agent.by(), Answered(agent=agent.ref))
    if not command.welcome or chat.first_answered_at is not None:
        return (answered,)
    return answered, (SYSTEM, Message(text=command.welcome, key=WELCOME_KEY))


def _end(chat: Chat, who: Who) -> Facts:
    _may(chat, who, Action.END)
    if chat.status not in OPEN:
        return NOTHING  # both sides may end it at once: the second finds it done
    if isinstance(who, Customer) and chat.status is Status.QUEUED:
        return ((_by(chat, who), Abandoned(reason="gave_up")),)
    return _ending(chat, _by(chat, who), _end_reason(who))


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
    return *_cancelled(chat, "ended"), (by, Ended(reason=reason))


def _return(chat: Chat, command: Return, who: Who, now: int, limits: Limits) -> Facts:
    _may(chat, who, Action.RETURN)
    if chat.is_open:
        return NOTHING
    _must_be(chat, Status.ENDED, "This chat was closed in the queue. Start a new one.")
    if chat.ended_at is None or now > chat.ended_at + limits.return_ms:
        raise Conflict("This chat ended too long ago to return to it. Start a new one.", chat.status)
    returned = (_by(chat, who), Returned())
    if chat.agent is not None and chat.agent.id in command.available:
        agent = chat.agent
        by = By(kind="agent", id=agent.id, name=agent.name, photo=agent.photo)
        return returned, (by, Answered(agent=agent))
    return returned, (SYSTEM, Queued(reason="returned"))


def _rate(chat: Chat, command: ChatRate, who: Who) -> Facts:
    _may(chat, who, Action.RATE)
    _must_be(chat, Status.ENDED, "A chat can be rated when it has ended.")
    return ((_by(chat, who), Rated(score=command.score, comment=command.comment)),)


def _leave(chat: Chat) -> Facts:
    if chat.status is Status.QUEUED:
        return ((SYSTEM, Abandoned(reason="left")),)
    return _ending(chat, SYSTEM, "left") if chat.is_open else NOTHING


def _lose_agent(chat: Chat, agent: str) -> Facts:
    if chat.status is not Status.ACTIVE or chat.agent is None or chat.agent.id != agent:
        return NOTHING
    if chat.transfer is not None and chat.transfer.offer.channel is not None:
        queued = Queued(reason="transfer", channel=chat.transfer.offer.channel)
    else:
        queued = Queued(reason="agent_lost")
    return *_cancelled(chat, "sender_gone"), (SYSTEM, queued)


def _requeue(chat: Chat, who: Who) -> Facts:
    _may(chat, who, Action.REQUEUE)
    _must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be put back in the queue.")
    return *_cancelled(chat, "cancelled"), (_by(chat, who), Queued(reason="requeued"))


def _hand_off(chat: Chat, command: HandOff, who: Who) -> Facts:
    _may(chat, who, Action.HAND_OFF)
    _must_be(chat, Status.BOT, "The bot is not in this chat.")
    return (_by(chat, who), BotHandedOff(reason=command.reason)), (
        SYSTEM,
        Queued(reason="handoff", ahead=command.ahead),
    )


# --- transfer ---


def _offer(chat: Chat, command: OfferTransfer, who: Who) -> Facts:
    _may(chat, who, Action.OFFER_TRANSFER)
    _must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be transferred.")
    if chat.transfer is not None:
        raise Conflict("This chat is waiting to be accepted already. Cancel that transfer first.", chat.status)
    if (command.to is None) == (command.channel is None):
        raise Invalid("to", "Name an agent or a channel to transfer to.")
    sender = _its_agent(chat)
    if command.to is not None and command.to.id == sender.id:
        raise Invalid("to", f"{sender.name} has this chat already.")
    offer = TransferOffered(sender=sender, to=command.to, channel=command.channel, note=command.note)
    return ((_by(chat, who), offer),)


def _accept(chat: Chat, who: Who) -> Facts:
    agent = _agent(who)
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    _may(chat, who, Action.ACCEPT_TRANSFER)
    offer = chat.transfer.offer
    accepted = TransferAccepted(sender=offer.sender, to=agent.ref, channel=offer.channel)
    return ((agent.by(), accepted),)


def _reject(chat: Chat, command: RejectTransfer, who: Who) -> Facts:
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    _may(chat, who, Action.REJECT_TRANSFER)
    offer = chat.transfer.offer
    rejected = TransferRejected(sender=offer.sender, to=offer.to, channel=offer.channel, reason=command.reason)
    return ((_by(chat, who), rejected),)


def _cancel(chat: Chat, command: CancelTransfer, who: Who) -> Facts:
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    _may(chat, who, Action.CANCEL_TRANSFER)
    return _cancelled(chat, "receiver_gone" if command.gone else "cancelled", _by(chat, who))


def _take_over(chat: Chat, who: Who) -> Facts:
    agent = _agent(who)
    _may(chat, who, Action.TAKE_OVER)
    _must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be taken over.")
    sender = _its_agent(chat)
    if sender.id == agent.ref.id:
        return NOTHING
    return *_cancelled(chat, "taken_over"), (agent.by(), TakenOver(sender=sender, to=agent.ref))


def _cancelled(chat: Chat, reason: CancelReason, by: By = SYSTEM) -> Facts:
    """The end of the offer under way, if there is one: no transfer outlives what ends its chat's turn."""
    if chat.transfer is None:
        return NOTHING
    offer = chat.transfer.offer
    return ((by, TransferCancelled(sender=offer.sender, to=offer.to, channel=offer.channel, reason=reason)),)


def _transfer_is_over(chat: Chat, who: Who) -> Refused:
    if not may(chat, who, Action.READ) and isinstance(who, Agent):
        return _forbidden(chat, who, Action.READ)
    return Conflict("No transfer is waiting in this chat any more.", chat.status)


def _its_agent(chat: Chat) -> AgentRef:
    assert chat.agent is not None, "an active chat has an agent"
    return chat.agent


# --- the rest ---


def _create_request(chat: Chat, command: CreateRequest, who: Who) -> Facts:
    _may(chat, who, Action.LINK)
    if command.number in chat.requests:
        return NOTHING
    by = command.by if command.by is not None and isinstance(who, System) else _by(chat, who)
    created = (by, RequestCreated(number=command.number, title=command.title))
    if command.ends_chat and chat.status is Status.QUEUED:
        _may(chat, who, Action.END)
        return created, *_ending(chat, by, "request_posted")
    return (created,)


def _link(chat: Chat, command: LinkContact, who: Who) -> Facts:
    _may(chat, who, Action.LINK)
    if chat.contact == command.contact or (command.by_address and chat.contact_settled):
        return NOTHING
    return ((_by(chat, who), ContactLinked(contact=command.contact)),)


def _tick(chat: Chat, now: int, limits: Limits) -> Facts:
    """Whatever is due. One thing at a time: the shell asks for the deadline again afterwards."""
    lapses_at = transfer_ends_at(chat, limits)
    if lapses_at is not None and now >= lapses_at:
        return _cancelled(chat, "time_out")
    ends_at = idle_ends_at(chat, limits)
    if ends_at is None:
        return NOTHING
    if chat.idle_ends_at is None:
        warns_at = ends_at - limits.idle_warning_ms
        # After a stop of the server the warning comes late; its time to answer stays whole.
        late = max(ends_at, now + limits.idle_warning_ms)
        return ((SYSTEM, IdleWarned(ends_at=late)),) if now >= warns_at else NOTHING
    return _ending(chat, SYSTEM, "idle") if now >= chat.idle_ends_at else NOTHING
