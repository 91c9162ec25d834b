"""What a chat answers to a command: the events it leads to, or `Refused` and why. Nothing is changed here.

`decide(chat, command, who, now, limits)` reads the state and the arguments and nothing else. Most commands make
one event, `Start` three, a repeated `key` none. They are numbered here and stored together or not at all.

`lost` says that the chat's agent has been without a console for the reconnect time: what ends the offer that she
left behind sends the chat to the queue in the same moment.

The commands by what they are about: writing.py, life.py, transfer.py; whether somebody may, and in whose name,
who.py.
"""

from typing import assert_never

from actors.domain.chat import Chat
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
from actors.domain.decide.life import (
    answer,
    create_request,
    end,
    hand_off,
    leave,
    lose_agent,
    rate,
    requeue,
    start,
    take_up,
    tick,
    without_its_agent,
)
from actors.domain.decide.transfer import accept, cancel, offer, reject, take_over
from actors.domain.decide.who import Facts
from actors.domain.decide.who import may as may
from actors.domain.decide.writing import allow_files, link, message, note, say, send_file, set_fields, unlink
from actors.domain.errors import Conflict
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import ChatEnd, ChatRate, Event, MessageSend, NoteAdd


def decide(
    chat: Chat, command: ChatCommand, who: Who, now: int, limits: Limits, *, lost: bool = False
) -> tuple[Event, ...]:
    """The events of `command`. Raises Refused with the reason; then nothing has happened."""
    facts = _decide(chat, command, who, now, limits)
    if lost:
        facts = without_its_agent(facts)
    # A clock that was set back must not reorder a log.
    at = max(now, chat.last_at)
    return tuple(Event(seq=chat.seq + n, at=at, by=by, data=fact) for n, (by, fact) in enumerate(facts, start=1))


def _decide(chat: Chat, command: ChatCommand, who: Who, now: int, limits: Limits) -> Facts:
    if chat.status is None and not isinstance(command, Start):
        raise Conflict("This chat has not begun.")
    match command:
        case MessageSend():
            return message(chat, command, who)
        case Say():
            return say(chat, command, who)
        case SetFields():
            return set_fields(chat, command, who)
        case Together():
            return tuple(fact for each in command.commands for fact in _decide(chat, each, who, now, limits))
        case SendFile():
            return send_file(chat, command, who)
        case AllowFiles():
            return allow_files(chat, command, who)
        case Start():
            return start(chat, command)
        case NoteAdd():
            return note(chat, command, who)
        case Answer():
            return answer(chat, command, who)
        case ChatEnd():
            return end(chat, who)
        case Return():
            return take_up(chat, command, who, now, limits)
        case ChatRate():
            return rate(chat, command, who)
        case Leave():
            return leave(chat)
        case LoseAgent():
            return lose_agent(chat, command.agent)
        case Requeue():
            return requeue(chat, who)
        case HandOff():
            return hand_off(chat, command, who)
        case OfferTransfer():
            return offer(chat, command, who)
        case AcceptTransfer():
            return accept(chat, who)
        case RejectTransfer():
            return reject(chat, command, who)
        case CancelTransfer():
            return cancel(chat, command, who)
        case TakeOver():
            return take_over(chat, who)
        case CreateRequest():
            return create_request(chat, command, who)
        case LinkContact():
            return link(chat, command, who)
        case UnlinkContact():
            return unlink(chat, who)
        case Tick():
            return tick(chat, now, limits)
        case _:  # pragma: no cover
            assert_never(command)
