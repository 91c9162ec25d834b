"""What a bot is told and what it may do: the connector contract, with bounds on everything it says.

A bot is as untrusted as a visitor: its text is text, its options are words to click, and what it wants done goes
through the same rules as everybody's. What is too long or too much is no answer at all, since half of what a bot
says may be worse than nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from actors.messages import OPTION_MAX, OPTIONS_MAX, TEXT_MAX, Priority

ACTIONS_MAX: Final = 10
# A person would have asked "are you still there" by then.
DELAY_MAX_MS: Final = 5 * 60_000
# What a language model is shown of the conversation, the newest messages.
HISTORY_MAX: Final = 40
# Failures in a row after which a bot is left alone, and for how long.
FAILURES_MAX: Final = 3
REST_MS: Final = 60_000
REASON_MAX: Final = 200

BotText = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX)]
Option = Annotated[str, Meta(min_length=1, max_length=OPTION_MAX)]
BotFields = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=64)], Annotated[str, Meta(max_length=500)]],
    Meta(max_length=20),
]


class Post(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="message"):
    """A message, now or `after_ms`; the customer may click one of `options`, which says its text."""

    text: BotText
    options: Annotated[tuple[Option, ...], Meta(max_length=OPTIONS_MAX)] = ()
    after_ms: Annotated[int, Meta(ge=0, le=DELAY_MAX_MS)] = 0


class SetFields(Struct, frozen=True, kw_only=True, tag="set_fields"):
    """What the bot has found out, as a form would have asked it: `name`, `email` and others."""

    fields: BotFields


class MakeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="create_request"):
    """A request from this chat, with its log."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    text: Annotated[str, Meta(max_length=TEXT_MAX)] = ""
    priority: Priority = "normal"


class HandOver(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="hand_off"):
    """To people. The bot says nothing in this chat any more."""

    reason: Annotated[str, Meta(max_length=REASON_MAX)] = ""


class Finish(Struct, frozen=True, tag="end"):
    """End the chat."""


BotAction = Post | SetFields | MakeRequest | HandOver | Finish


def ends_turn(action: BotAction) -> bool:
    """Whether the bot has nothing to say or do after it."""
    return isinstance(action, HandOver | Finish)


def until_its_end(actions: Iterable[BotAction]) -> Iterator[BotAction]:
    """What it wants up to the hand-off or the end; what comes after that is not its business any more."""
    for action in actions:
        yield action
        if ends_turn(action):
            return


class BotAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a bot wants done, in this order. Nothing is an answer too."""

    actions: Annotated[tuple[BotAction, ...], Meta(max_length=ACTIONS_MAX)] = ()


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the conversation so far."""

    seq: int
    at: int
    by: Literal["customer", "bot", "system", "agent"]
    text: str


class BotChat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a bot knows of a chat."""

    id: str
    channel: str
    language: str
    status: str
    customer: str
    fields: dict[str, str]
    page: str | None = None
    locale: str | None = None
    contact: str | None = None
    requests: tuple[int, ...] = ()


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened. `message` is what the customer said, where that is what happened.

    `chat.created` comes once: when the customer opens the chat, before the forms, or with her first message, if
    that was sooner. In the first case `status.changed` says what the forms have said. It comes again when the chat
    has left the bot; what is answered then is not looked at.
    """

    type: Literal["chat.created", "message.received", "status.changed"]
    at: int
    chat: BotChat
    message: Line | None = None
    history: tuple[Line, ...] = ()


class Breaker:
    """Whether a bot is worth asking: after some failures in a row it is left alone for a while.

    Then one call may try again; if that fails too it rests once more.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._rests_until = 0

    def lets_through(self, now: int) -> bool:
        return now >= self._rests_until

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, now: int) -> bool:
        """Whether it rests from now on."""
        self._failures += 1
        if self._failures < FAILURES_MAX:
            return False
        self._rests_until = now + REST_MS
        return True
