"""Time as a question put to the chat: when does it next do something by itself?

`deadline` answers with a time; the shell sends `Tick` (or `Leave`) when it has come. No timers live here.
"""

from actors.domain.chat import Chat
from actors.domain.settings import Limits
from actors.messages import Status


def deadline(chat: Chat, limits: Limits, gone_at: int | None) -> int | None:
    """When something is due, in ms since the epoch, or None. `gone_at`: when the customer's last link dropped."""
    due = [leaves_at(chat, limits, gone_at), transfer_ends_at(chat, limits), _idle_step_at(chat, limits)]
    return min((at for at in due if at is not None), default=None)


def leaves_at(chat: Chat, limits: Limits, gone_at: int | None) -> int | None:
    """When a customer without a connection counts as having left."""
    return gone_at + limits.leave_grace_ms if chat.is_open and gone_at is not None else None


def transfer_ends_at(chat: Chat, limits: Limits) -> int | None:
    """When an offer that nobody accepted lapses."""
    return chat.transfer.offered_at + limits.transfer_ms if chat.transfer is not None else None


def idle_ends_at(chat: Chat, limits: Limits) -> int | None:
    """When a customer who does not answer the last message, of an agent or a bot, has been silent for too long."""
    if chat.status not in (Status.ACTIVE, Status.BOT) or chat.unanswered_at is not None or chat.last is None:
        return None
    return max(chat.last.at, chat.answered_at or 0) + limits.idle_ms


def _idle_step_at(chat: Chat, limits: Limits) -> int | None:
    """The warning first, then the end."""
    if chat.idle_ends_at is not None:
        return chat.idle_ends_at
    ends_at = idle_ends_at(chat, limits)
    return None if ends_at is None else ends_at - limits.idle_warning_ms
