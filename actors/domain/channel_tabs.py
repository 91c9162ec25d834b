"""The tabs of a channel's administration: what each takes, and how it goes into the channel's settings and out.

A tab is a struct; together they say all of `ChannelSettings`, the channel's name and language, and its members.
The structs are the one place with the limits: the API checks by them (reading_tabs.py) and describes itself from
them. What no type can say (`changed`) is refused with the tab in front of the field, such as `look.color`.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import asdict, fields, replace

from actors.domain.errors import Invalid
from actors.domain.opening_hours import OpeningHours, check_hours
from actors.domain.settings import (
    DAY_MS,
    MINUTE_MS,
    BotSettings,
    ChannelSettings,
    Consent,
    FileSettings,
    OfflineSettings,
    PreChatSettings,
    SuggestionSettings,
    Words,
)
from actors.domain.warnings import WarningTimes
from actors.messages import (
    HEADER_MAX,
    TEXT_MAX,
    FormField,
    FormFields,
    Look,
    PostChatForm,
    Rights,
)

TabName = Literal["properties", "look", "members", "bot", "offline", "pre_chat", "post_chat", "routing"]
TABS: Final[tuple[TabName, ...]] = get_args(TabName)

NAME_MAX: Final = 200
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
ORIGIN_PATTERN: Final = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$"
# As many as go into a request of the API.
MEMBERS_MAX: Final = 400
# Fields that the widget has words for; others are the channel's own and need a label.
KNOWN_FIELDS: Final = ("name", "email", "company", "phone", "country")
# What a secret reads as. Sent back as it is, it stays what it was.
MASK: Final = "••••••••"
SIGNING_PREFIX: Final = "whsec_"
MostChats = Annotated[int, Meta(ge=1, le=1_000)]
Minutes = Annotated[int, Meta(ge=MINUTE_MS, le=DAY_MS)]


class Properties(Struct, frozen=True, kw_only=True):
    """`badge` is beside the button in the page, `shown_name` what customers call the channel."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_MAX)]
    language: Annotated[str, Meta(max_length=35, pattern=LANGUAGE_PATTERN)]
    shown_name: Annotated[str, Meta(max_length=NAME_MAX)] = ""
    badge: Annotated[str, Meta(max_length=100)] = ""
    description: Words = ""
    warnings: WarningTimes = WarningTimes()
    welcome: Annotated[str, Meta(max_length=TEXT_MAX)] = ""
    hours: OpeningHours = OpeningHours()


class Member(Struct, frozen=True, kw_only=True):
    """What an account may do; nothing of it is no member. `most_chats` overrides `chats_per_agent`."""

    agent: Annotated[str, Meta(min_length=1, max_length=64)]
    respond: bool = False
    notify: bool = False
    listen: bool = False
    manage: bool = False
    most_chats: MostChats | None = None


class Members(Struct, frozen=True, kw_only=True):
    members: Annotated[tuple[Member, ...], Meta(max_length=MEMBERS_MAX)] = ()
    chats_per_agent: MostChats | None = None


class PreChat(Struct, frozen=True, kw_only=True):
    on: bool = True
    message: Words = ""
    fields: FormFields = PreChatSettings().fields
    consent: Consent = Consent()
    suggestions: SuggestionSettings = SuggestionSettings()


class PostChat(Struct, frozen=True, kw_only=True):
    on: bool = True
    header: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    message: Words = ""
    rating: bool = True
    transcript: bool = True
    return_ms: Annotated[int, Meta(ge=0, le=7 * DAY_MS)] = 30 * MINUTE_MS


class Routing(Struct, frozen=True, kw_only=True):
    """Limits of a chat's life; see Limits in settings.py."""

    queue_max: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    idle_ms: Minutes = 20 * MINUTE_MS
    idle_warning_ms: Annotated[int, Meta(ge=0, le=DAY_MS)] = 2 * MINUTE_MS
    leave_grace_ms: Annotated[int, Meta(ge=5_000, le=60 * MINUTE_MS)] = MINUTE_MS
    transfer_ms: Annotated[int, Meta(ge=10_000, le=60 * MINUTE_MS)] = 2 * MINUTE_MS
    reconnect_ms: Annotated[int, Meta(ge=30_000, le=60 * MINUTE_MS)] = 2 * MINUTE_MS
    show_typing: bool = True
    assignment: Literal["pull", "offer"] = "pull"
    offer_ms: Annotated[int, Meta(ge=5_000, le=10 * MINUTE_MS)] = MINUTE_MS // 2
    files: FileSettings = FileSettings()
    origins: Annotated[
        tuple[Annotated[str, Meta(max_length=300, pattern=ORIGIN_PATTERN)], ...], Meta(max_length=100)
    ] = ()


Tab = Properties | Look | Members | BotSettings | OfflineSettings | PreChat | PostChat | Routing
STRUCTS: Final[Mapping[TabName, type[Struct]]] = {
    "properties": Properties,
    "look": Look,
    "members": Members,
    "bot": BotSettings,
    "offline": OfflineSettings,
    "pre_chat": PreChat,
    "post_chat": PostChat,
    "routing": Routing,
}


class Setup(Struct, frozen=True, kw_only=True):
    """All that an admin sets for a channel. `most_chats` has the members for whom that is another number."""

    name: str
    language: str
    settings: ChannelSettings
    members: dict[str, Rights]
    most_chats: dict[str, int] = {}


# --- out ---


def tabs_of(setup: Setup) -> dict[TabName, dict[str, Any]]:
    """Every field of every tab, secrets apart."""
    settings = setup.settings
    limits = settings.limits
    members = tuple(
        Member(agent=agent, most_chats=setup.most_chats.get(agent), **asdict(rights))
        for agent, rights in setup.members.items()
    )
    post_chat = settings.post_chat
    found: dict[TabName, Struct] = {
        "properties": Properties(
            name=setup.name,
            language=setup.language,
            shown_name=settings.shown_name,
            badge=settings.look.badge,
            description=settings.description,
            warnings=settings.warnings,
            welcome=settings.welcome,
            hours=settings.hours,
        ),
        "look": settings.look,
        "members": Members(members=members, chats_per_agent=settings.chats_per_agent),
        "bot": _masked(settings.bot),
        "offline": settings.offline,
        "pre_chat": PreChat(**asdict(settings.pre_chat), suggestions=settings.suggestions),
        "post_chat": PostChat(**asdict(post_chat), return_ms=limits.return_ms),
        "routing": Routing(
            **{name: value for name, value in asdict(limits).items() if name != "return_ms"},
            show_typing=settings.show_typing,
            assignment=settings.assignment,
            offer_ms=settings.offer_ms,
            files=settings.files,
            origins=settings.origins,
        ),
    }
    shown = {tab: whole(struct) for tab, struct in found.items()}
    del shown["look"]["badge"]  # it is among the properties
    return shown


def whole(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """As JSON has it, with the fields that are as they are by default."""
    if isinstance(value, Struct):
        return {field.encode_name: whole(getattr(value, field.name)) for field in fields(value)}
    return [whole(each) for each in value] if isinstance(value, tuple) else value


def _masked(bot: BotSettings) -> BotSettings:
    return replace(
        bot,
        webhook=replace(bot.webhook, secret=MASK if bot.webhook.secret else ""),
        completions=replace(bot.completions, key=MASK if bot.completions.key else ""),
    )


def _unmasked(bot: BotSettings, before: BotSettings) -> BotSettings:
    secret, key = bot.webhook.secret, bot.completions.key
    return replace(
        bot,
        webhook=replace(bot.webhook, secret=before.webhook.secret if secret == MASK else secret),
        completions=replace(bot.completions, key=before.completions.key if key == MASK else key),
    )


# --- in ---


def changed(setup: Setup, tab: Tab) -> Setup:
    """The setup with this tab in it. Raises Invalid for what its types cannot say."""
    settings = setup.settings
    match tab:
        case Properties():
            check_hours(tab.hours, "properties.hours")
            settings = replace(
                settings,
                shown_name=_line(tab.shown_name),
                look=replace(settings.look, badge=_line(tab.badge)),
                description=tab.description,
                warnings=tab.warnings,
                welcome=tab.welcome,
                hours=tab.hours,
            )
            return replace(setup, name=_line(tab.name), language=tab.language, settings=settings)
        case Look():
            settings = replace(settings, look=replace(tab, badge=settings.look.badge))
        case Members():
            members = {each.agent: _rights_of(each) for each in tab.members}
            if len(members) < len(tab.members):
                raise Invalid("members.members", "Somebody is in this list twice.")
            settings = replace(settings, chats_per_agent=tab.chats_per_agent)
            members = {agent: rights for agent, rights in members.items() if rights != Rights()}
            most = {each.agent: each.most_chats for each in tab.members if each.most_chats is not None}
            return replace(setup, members=members, most_chats=most, settings=settings)
        case BotSettings():
            _check_secret(tab.webhook.secret, "bot.webhook.secret")
            settings = replace(settings, bot=_unmasked(tab, settings.bot))
        case OfflineSettings():
            _check_fields(tab.fields, "offline.fields")
            settings = replace(settings, offline=tab)
        case PreChat():
            _check_fields(tab.fields, "pre_chat.fields")
            form = PreChatSettings(on=tab.on, message=tab.message, fields=tab.fields, consent=tab.consent)
            settings = replace(settings, pre_chat=form, suggestions=tab.suggestions)
        case PostChat():
            form_after = PostChatForm(
                on=tab.on,
                header=tab.header,
                message=tab.message,
                rating=tab.rating,
                transcript=tab.transcript,
            )
            limits = replace(settings.limits, return_ms=tab.return_ms)
            settings = replace(settings, post_chat=form_after, limits=limits)
        case Routing():
            settings = _routed(settings, tab)
    return replace(setup, settings=settings)


def _routed(settings: ChannelSettings, tab: Routing) -> ChannelSettings:
    if tab.idle_warning_ms >= tab.idle_ms:
        raise Invalid("routing.idle_warning_ms", "The warning comes before the end of a silent chat.")
    values = {name: value for name, value in asdict(tab).items() if hasattr(settings.limits, name)}
    limits = replace(settings.limits, **values)
    return replace(
        settings,
        limits=limits,
        show_typing=tab.show_typing,
        assignment=tab.assignment,
        offer_ms=tab.offer_ms,
        files=replace(tab.files, types=tuple(dict.fromkeys(tab.files.types))),
        origins=tuple(dict.fromkeys(origin.lower() for origin in tab.origins)),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _rights_of(member: Member) -> Rights:
    return Rights(respond=member.respond, notify=member.notify, listen=member.listen, manage=member.manage)


def _check_secret(secret: str, field: str) -> None:
    """It signs as Standard Webhooks say. Of one that cannot, every customer of the bot would be handed over."""
    if secret in ("", MASK):
        return
    try:
        signs = secret.startswith(SIGNING_PREFIX) and bool(
            b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
        )
    except ValueError:
        signs = False
    if not signs:
        raise Invalid(field, f"A secret begins with {SIGNING_PREFIX}, and what follows is base64.")


def _check_fields(form: Iterable[FormField], field: str) -> None:
    names: set[str] = set()
    for at, each in enumerate(form):
        if each.name in names:
            raise Invalid(f"{field}.{at}.name", f"{each.name} is asked for twice.")
        if each.name not in KNOWN_FIELDS and not each.label:
            raise Invalid(f"{field}.{at}.label", "Say what customers shall read above this field.")
        if len(set(each.options)) < len(each.options):
            raise Invalid(f"{field}.{at}.options", "One of these is there twice.")
        names.add(each.name)
