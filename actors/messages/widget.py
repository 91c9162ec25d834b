"""What a widget is made of: the channel and her chat, as a customer sees them.

All of it is public: whoever can open the page can read it. What an admin sets and customers are not told is in
domain/settings.py, which has these views made of it.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from actors.messages.values import (
    FIELD_PATTERN,
    FIELDS_MAX,
    FILE_BYTES,
    HEADER_MAX,
    WORDS_MAX,
    AgentRef,
    ChannelState,
    Color,
    Picture,
    Status,
)


class FormField(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The widget has words of its own for `name`, `email`, `company`, `phone` and `country`; any other field is
    the channel's and has a `label`. With `options` one of them is chosen.
    """

    name: Annotated[str, Meta(pattern=FIELD_PATTERN)]
    label: Annotated[str, Meta(max_length=200)] | None = None
    required: bool = False
    options: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=50)] = ()


FormFields = Annotated[tuple[FormField, ...], Meta(max_length=FIELDS_MAX)]


class PreChatForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    on: bool = True
    message: str = ""
    fields: FormFields = (FormField(name="name"), FormField(name="email"))
    consent: str | None = None


class PostChatForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    on: bool = True
    header: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    rating: bool = True
    transcript: bool = True


class OfflineForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`request`: a request can be left. From the queue too: after a wait of `queue_after_ms`, or at once where
    `queue_from` or more wait; with neither, only while nobody is there to answer.
    """

    header: str = ""
    message: str = ""
    request: bool = True
    fields: FormFields = (FormField(name="name"), FormField(name="email", required=True))
    consent: str | None = None
    queue_after_ms: int | None = None
    queue_from: int | None = None


class Look(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Colours are CSS hex. `color` is the accent, and the widget makes its scale from it; the other three, where
    they are set, are for the badge, the customer's own bubbles and the buttons. What is written on a colour is
    black or white, whichever is read better.
    """

    badge: Annotated[str, Meta(max_length=100)] = ""
    header: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    queue_message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    color: Color = "#2f6feb"
    badge_color: Color | None = None
    bubble_color: Color | None = None
    button_color: Color | None = None
    theme: Literal["auto", "light", "dark"] = "auto"
    size: Literal["small", "medium", "large"] = "medium"
    font: Literal["system", "humanist", "rounded", "serif", "mono"] = "system"
    logo: Picture | None = None
    show_photo: bool = True
    first_name_only: bool = False


class BotRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The chatbot that new chats are met by. `greeting`: what it says first, where that is known beforehand."""

    name: str
    photo: str | None = None
    greeting: str = ""


class OpenSpan(Struct, frozen=True, kw_only=True):
    from_at: int
    until_at: int


class Hours(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Opening hours, as moments. Open: until `open_until_at`, or round the clock without it. Closed: until
    `opens_at`, or for good without it. `spans`: the open times of the seven days after this was sent.
    """

    open_until_at: int | None = None
    opens_at: int | None = None
    spans: tuple[OpenSpan, ...] = ()


class FileRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be sent as a file. `always`: by customers too, whether or not an agent has allowed it in the chat.

    `extensions` are those of the names, such as `.pdf`; what is inside must agree.
    """

    always: bool = False
    max_bytes: int = FILE_BYTES
    extensions: tuple[str, ...] = ()


class ChannelView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel as a customer sees it. For `return_ms` after its end a chat may be taken up again.

    `waiting` and `average_wait_ms` are as old as this view: a change of them alone is not pushed. `suggestions`:
    before a chat starts, its first message is shown to `faq.suggest`.
    """

    state: ChannelState
    name: str
    language: str
    waiting: int = 0
    average_wait_ms: int | None = None
    return_ms: int = 30 * 60_000
    suggestions: bool = False
    look: Look = Look()
    pre_chat: PreChatForm = PreChatForm()
    post_chat: PostChatForm = PostChatForm()
    offline: OfflineForm = OfflineForm()
    files: FileRules = FileRules()
    hours: Hours | None = None
    bot: BotRef | None = None


class Suggestion(Struct, frozen=True, kw_only=True):
    """A FAQ that may answer a customer; `url` is its page on this server."""

    id: str
    title: str
    excerpt: str
    url: str


class CustomerChat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The customer's chat as it stands. `can_return_until` is set while an ended chat may be taken up again,
    `idle_ends_at` once she was warned that a silent chat ends. `files_allowed`: she may send files by her agent's
    leave; where the channel's `files` say `always` she needs none.
    """

    id: str
    status: Status
    seq: int
    agent: AgentRef | None = None
    position: int | None = None
    waiting: int | None = None
    average_wait_ms: int | None = None
    agent_read: int = 0
    rated: bool = False
    files_allowed: bool = False
    can_return_until: int | None = None
    idle_ends_at: int | None = None
