"""What an admin sets for a channel: its look, its forms, its limits. Defaults are a channel that works at once.

Stored as JSON in the channel's row and decoded into these structs, so that a setting has one name everywhere: in
the row, in the API (domain/channel_tabs.py has what each tab of the screen takes) and on the wire. What customers
are told is a view of them (`channel_view`): no folder, no category, no address of a bot.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from actors.domain.bot_texts import texts_of
from actors.domain.files import FILE_TYPES, FileType, extensions_of
from actors.domain.opening_hours import OpeningHours, hours_view
from actors.domain.warnings import WarningTimes
from actors.messages import (
    FILE_BYTES,
    HEADER_MAX,
    WORDS_MAX,
    BotRef,
    ChannelState,
    ChannelView,
    FileRules,
    FormField,
    FormFields,
    Look,
    OfflineForm,
    Picture,
    PostChatForm,
    PreChatForm,
    Priority,
)

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
Span = Annotated[int, Meta(ge=0, le=DAY_MS)]


# Bytes of one file that a channel may take at most; more is for other ways than a chat.
FILE_BYTES_MAX = 100 * 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times and sizes that the rules of a chat ask for."""

    # A reload on a slow phone takes seconds, a lost train tunnel a minute; then the customer has left.
    leave_grace_ms: int = MINUTE_MS
    # A customer who says nothing to an agent's last message. Peers end after 10 to 30 minutes.
    idle_ms: int = 20 * MINUTE_MS
    idle_warning_ms: int = 2 * MINUTE_MS
    # The way back after the end (SPEC.md section 1).
    return_ms: int = 30 * MINUTE_MS
    transfer_ms: int = 2 * MINUTE_MS
    # An agent whose last console is gone keeps her chats for this long.
    reconnect_ms: int = 2 * MINUTE_MS
    # Chats waiting at once; None for no limit.
    queue_max: int | None = None


class FileSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be sent as a file in a channel. No `types` is no files at all."""

    # Customers need no agent's leave.
    always: bool = False
    max_bytes: Annotated[int, Meta(ge=1_024, le=FILE_BYTES_MAX)] = FILE_BYTES
    types: Annotated[tuple[FileType, ...], Meta(max_length=len(FILE_TYPES))] = FILE_TYPES

    def rules(self) -> FileRules:
        """As clients want to know it before they send."""
        extensions = tuple(f".{extension}" for extension in extensions_of(self.types))
        return FileRules(always=self.always, max_bytes=self.max_bytes, extensions=extensions)


Words = Annotated[str, Meta(max_length=WORDS_MAX)]
Header = Annotated[str, Meta(max_length=HEADER_MAX)]
Folder = Annotated[str, Meta(max_length=64)]
Secret = Annotated[str, Meta(max_length=500)]
Url = Annotated[str, Meta(max_length=2_000, pattern=r"^(https?://[^\s/?#@]+([/?][^\s#]*)?)?$")]


class Consent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sentence to agree to before a form is sent. It is kept while it is off."""

    on: bool = False
    text: Words = ""

    def asked(self) -> str | None:
        return self.text if self.on and self.text else None


class PreChatSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked before the first message."""

    on: bool = True
    message: Words = ""
    fields: FormFields = (FormField(name="name"), FormField(name="email"))
    consent: Consent = Consent()

    def form(self) -> PreChatForm:
        return PreChatForm(on=self.on, message=self.message, fields=self.fields, consent=self.consent.asked())


class OfflineSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`request`: the form can be sent and makes a request of this category and priority. See also OfflineForm."""

    header: Header = ""
    message: Words = ""
    request: bool = True
    category: Folder | None = None
    priority: Priority = "normal"
    fields: FormFields = (FormField(name="name"), FormField(name="email", required=True))
    consent: Consent = Consent()
    queue_after_ms: Span | None = None
    queue_from: Annotated[int, Meta(ge=1, le=10_000)] | None = None

    def form(self) -> OfflineForm:
        return OfflineForm(
            header=self.header,
            message=self.message,
            request=self.request,
            fields=self.fields,
            consent=self.consent.asked(),
            queue_after_ms=self.queue_after_ms,
            queue_from=self.queue_from,
        )


class FaqBot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The built-in one: answers with FAQs of a folder and those inside it; of all, without one."""

    folder: Folder | None = None
    greeting: Words = ""


class WebhookBot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody's HTTP server that is told what happens; `secret` signs what it is told."""

    url: Url = ""
    secret: Secret = ""
    timeout_ms: Annotated[int, Meta(ge=500, le=60_000)] = 5_000


class CompletionsBot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Chat completions as OpenAI has them; `url` is the base, such as https://llm.example/v1."""

    url: Url = ""
    model: Annotated[str, Meta(max_length=200)] = ""
    key: Secret = ""
    instructions: Annotated[str, Meta(max_length=8_000)] = ""
    timeout_ms: Annotated[int, Meta(ge=500, le=120_000)] = 20_000


class BotSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The settings of all connectors are kept, so that trying another one loses nothing."""

    on: bool = False
    name: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    photo: Picture | None = None
    connector: Literal["faq", "webhook", "completions"] = "faq"
    faq: FaqBot = FaqBot()
    webhook: WebhookBot = WebhookBot()
    completions: CompletionsBot = CompletionsBot()


class IdentitySettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a page signs its customers with: `secret`, made by us, and `issuer`, the name that the page goes by.
    Without a secret no signed identity is taken.
    """

    secret: Secret = ""
    issuer: Annotated[str, Meta(max_length=200)] = ""


class SuggestionSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """FAQs that customers are shown before their chat starts: of `folder` with all below it, or of all folders."""

    on: bool = False
    folder: Folder | None = None


class ChannelSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of a channel but its key, name, language and members."""

    # What customers see; the channel's own name is for colleagues, and stands in where this is empty.
    shown_name: str = ""
    # For colleagues.
    description: str = ""
    limits: Limits = Limits()
    warnings: WarningTimes = WarningTimes()
    hours: OpeningHours = OpeningHours()
    # "pull": agents take the next one. "offer": it is put before the least busy of them for `offer_ms`.
    assignment: Literal["pull", "offer"] = "pull"
    offer_ms: int = MINUTE_MS // 2
    # Most chats at once that an agent is offered; she may take more herself. None for no limit.
    chats_per_agent: int | None = None
    welcome: str = ""
    show_typing: bool = True
    look: Look = Look()
    bot: BotSettings = BotSettings()
    suggestions: SuggestionSettings = SuggestionSettings()
    pre_chat: PreChatSettings = PreChatSettings()
    post_chat: PostChatForm = PostChatForm()
    offline: OfflineSettings = OfflineSettings()
    files: FileSettings = FileSettings()
    identity: IdentitySettings = IdentitySettings()
    # Pages that may carry the widget, as origins ("https://example.com"); empty for any.
    origins: tuple[str, ...] = ()


def channel_view(
    name: str,
    language: str,
    settings: ChannelSettings,
    *,
    state: ChannelState,
    waiting: int,
    average_wait_ms: int | None,
    now: int,
) -> ChannelView:
    """The channel as a customer sees it at `now`."""
    bot = settings.bot
    return ChannelView(
        state=state,
        name=settings.shown_name or name,
        language=language,
        waiting=waiting,
        average_wait_ms=average_wait_ms,
        return_ms=settings.limits.return_ms,
        suggestions=settings.suggestions.on,
        look=settings.look,
        pre_chat=settings.pre_chat.form(),
        post_chat=settings.post_chat,
        offline=settings.offline.form(),
        files=settings.files.rules(),
        hours=hours_view(settings.hours, now),
        bot=BotRef(name=bot.name, photo=bot.photo, greeting=greeting_of(bot, language)) if bot.on else None,
    )


def greeting_of(bot: BotSettings, language: str) -> str:
    """The built-in bot greets, in its own words where an admin wrote none; others begin by themselves."""
    if not bot.on or bot.connector != "faq":
        return ""
    return bot.faq.greeting or texts_of(language).greeting
