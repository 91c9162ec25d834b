"""What a command is answered with, once, under `re`. Whatever changes later comes as a push."""

from typing import Literal

from msgspec import Struct

from actors.messages.chats import ChatCard, EventView
from actors.messages.contacts import Candidate, Contact, ContactDraft, Found, Workplace
from actors.messages.desk import AgentCard, ChannelOfAgent, ChannelRef, Myself
from actors.messages.figures import LiveFigures
from actors.messages.pushes import OfferPush, WarningPush
from actors.messages.values import PresenceStatus, Status
from actors.messages.widget import ChannelView, CustomerChat, Suggestion


class Ok(Struct, frozen=True, kw_only=True):
    pass


class Acked(Struct, frozen=True, kw_only=True):
    """`message.send`, `note.add`: the place in the log, for ever."""

    seq: int
    at: int


class Suggested(Struct, frozen=True, kw_only=True):
    """The best first, up to three. None where nothing fits, or the channel suggests nothing."""

    suggestions: tuple[Suggestion, ...]


class BotPost(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a bot says, and what the customer may click in answer to it."""

    text: str
    options: tuple[str, ...] = ()


class BotMet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bot that speaks first takes the place of the form. None where it says nothing: the form is next."""

    posts: tuple[BotPost, ...] = ()


class ChatStarted(Struct, frozen=True, kw_only=True):
    chat: str
    token: str
    seq: int


class StatusNow(Struct, frozen=True, kw_only=True):
    status: Status


class TakenChat(Struct, frozen=True, kw_only=True):
    """`chat.take_over`: the chat is hers now. `status` is the one of `chat`, as other commands tell it."""

    chat: ChatCard
    status: Status


class RequestMade(Struct, frozen=True, kw_only=True):
    """`request.submit`: what the customer can name when she asks again."""

    number: int


class Identified(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who the page around the widget has signed that she is. `ticket`: for `identity` of later hellos, since what
    the page signed is taken once.
    """

    ticket: str
    name: str = ""
    email: str = ""


class CustomerWelcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`chat` where the token named one; a token that names none is not an error, the chat may be long erased.
    `chat_channel` where the chat is in another channel than the widget's: what she may do in it is that one's to
    say, while name, language and look stay those of the page. `identity` where one was given.
    """

    channel: ChannelView
    now_at: int
    chat: CustomerChat | None = None
    chat_channel: ChannelView | None = None
    identity: Identified | None = None


class AgentWelcome(Struct, frozen=True, kw_only=True):
    """`all_channels` are those of the house, also those she is no member of: a chat may be transferred to each."""

    agent: Myself
    presence: PresenceStatus
    channels: tuple[ChannelOfAgent, ...]
    all_channels: tuple[ChannelRef, ...]
    agents: tuple[AgentCard, ...]
    chats: tuple[ChatCard, ...]
    queue: tuple[ChatCard, ...]
    ongoing: tuple[ChatCard, ...]
    warnings: tuple[WarningPush, ...]
    offers: tuple[OfferPush, ...]
    drafts: dict[str, str]
    now_at: int


class ChatOpened(Struct, frozen=True, kw_only=True):
    """`more` says that older events (or, with `after`, later ones) are left to ask for."""

    chat: ChatCard
    events: tuple[EventView, ...]
    more: bool


class Explained(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`reason`: `offered` (to `agent` until `next_at`), `nobody_present`, `all_busy` (no free seat),
    `to_be_offered`, `to_be_taken`. `next_at`: when the next warning of this chat goes out, where there is one.
    """

    reason: Literal["offered", "nobody_present", "all_busy", "to_be_offered", "to_be_taken"]
    position: int
    available: int
    agent: str | None = None
    next_at: int | None = None


class NextChat(Struct, frozen=True, kw_only=True):
    chat: ChatCard | None


class RequestNumber(Struct, frozen=True, kw_only=True):
    """`suggested_text` is for the composer: what to tell the customer, in the channel's language."""

    number: int
    suggested_text: str


class Watching(Struct, frozen=True, kw_only=True):
    """`figures` is null where the watch was ended."""

    figures: LiveFigures | None


class ContactSuggested(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`contact` where the chat is linked; `linked_now`: by this very question. Otherwise who she could be, where
    she might work, and a new contact as the chat would have it.
    """

    contact: Contact | None = None
    linked_now: bool = False
    could_be: tuple[Candidate, ...] = ()
    might_work_at: tuple[Workplace, ...] = ()
    draft: ContactDraft | None = None


class ContactsFound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the words have found; without words `history` (the last used first) and `favourites`."""

    found: Found | None = None
    history: Found | None = None
    favourites: Found | None = None


class ContactNow(Struct, frozen=True, kw_only=True):
    """The contact that the chat is linked to."""

    contact: Contact


Answer = (
    Ok
    | Acked
    | Suggested
    | BotMet
    | ChatStarted
    | StatusNow
    | TakenChat
    | RequestMade
    | CustomerWelcome
    | AgentWelcome
    | ChatOpened
    | NextChat
    | Explained
    | RequestNumber
    | Watching
    | ContactSuggested
    | ContactsFound
    | ContactNow
)
