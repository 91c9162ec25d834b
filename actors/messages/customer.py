"""What a customer may ask. She has one chat, so no command names it: the connection does."""

from typing import Annotated

from msgspec import Meta, field

from actors.messages.commands import Command, CustomerHello, Ping
from actors.messages.values import TEXT_MAX, Fields, Id, Key, Line, Seq, Text


class FaqSuggest(Command, frozen=True, kw_only=True, tag="faq.suggest"):
    """Before the chat: which FAQs answer what the customer is about to ask."""

    text: Text


class FaqOpened(Command, frozen=True, kw_only=True, tag="faq.opened"):
    """She has opened one that was suggested. `key` is the one that `chat.start` would go out with: unless it does,
    the question was answered without a chat, and counts as deflected.
    """

    faq: Id
    key: Key


class BotMeet(Command, frozen=True, kw_only=True, tag="bot.meet"):
    """She has opened the chat, and the channel has a bot: what it says before any form and any word of hers."""


class ChatStart(Command, frozen=True, kw_only=True, tag="chat.start"):
    """`fields` are those of the pre-chat form, `consent` is its tick; the same `key` again within minutes is the
    same chat.
    """

    text: Text
    key: Key
    fields: Fields = field(default_factory=dict)
    consent: bool = False


class RequestSubmit(Command, frozen=True, kw_only=True, tag="request.submit"):
    """The offline form. From the queue it ends the chat, which goes with the request; the same `key` again is the
    same request, and without one each is another.
    """

    text: Text
    key: Key | None = None
    name: Line = ""
    email: Line = ""
    fields: Fields = field(default_factory=dict)
    consent: bool = False


class TranscriptSend(Command, frozen=True, kw_only=True, tag="transcript.send"):
    """What was said in the chat that has ended, as a letter. `tz`: whose times, such as Europe/Oslo."""

    email: Annotated[str, Meta(min_length=1, max_length=500)]
    tz: Annotated[str, Meta(min_length=1, max_length=64)] = "UTC"


class NotOneOf(ValueError):  # noqa: N818 - names what is wrong
    """Of fields that exclude each other there are none, or several. `field` is the one to name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class MessageSend(Command, frozen=True, kw_only=True, tag="message.send"):
    """Either `text`, or `file`: the id of one that was uploaded to this chat."""

    key: Key
    text: Text | None = None
    file: Id | None = None

    def __post_init__(self) -> None:
        if (self.text is None) is (self.file is None):
            raise NotOneOf("text" if self.text is None else "file", "A message has a text or a file, one of them")


class Human(Command, frozen=True, kw_only=True, tag="human"):
    """She asks the bot for a person."""


class ChatEnd(Command, frozen=True, kw_only=True, tag="chat.end"):
    pass


class ChatReturn(Command, frozen=True, kw_only=True, tag="chat.return"):
    pass


class ChatRate(Command, frozen=True, kw_only=True, tag="chat.rate"):
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] | None = None


class TypingSet(Command, frozen=True, kw_only=True, tag="typing"):
    on: bool
    preview: Annotated[str, Meta(max_length=TEXT_MAX)] | None = None


class ReadMark(Command, frozen=True, kw_only=True, tag="read"):
    seq: Seq


CustomerCommand = (
    FaqSuggest
    | FaqOpened
    | BotMeet
    | ChatStart
    | RequestSubmit
    | TranscriptSend
    | MessageSend
    | Human
    | ChatEnd
    | ChatReturn
    | ChatRate
    | TypingSet
    | ReadMark
    | Ping
)
CustomerFrame = CustomerHello | CustomerCommand
