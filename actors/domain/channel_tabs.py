"""The tabs of a channel's administration: what each takes, what is wrong with it, and what is still missing.

A tab is a struct; together they say all of `ChannelSettings`, the channel's name and language, and its members.
The structs are the one place with the limits: the API checks by them and describes itself from them. A refusal
names its field with the tab in front of it, such as `look.color` or `pre_chat.fields.2.label`.

What is mandatory is data (`MANDATORY`), so that the screen can mark it. It does not stop anybody from saving: a
channel is set up in more than one sitting.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, cast, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, fields, replace

from actors.domain.colours import Remark, remarks_on
from actors.domain.errors import Invalid
from actors.domain.opening_hours import CLOSES_PATTERN, DATE_PATTERN, OPENS_PATTERN, OpeningHours, check_hours
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
    COLOR_PATTERN,
    FIELD_PATTERN,
    HEADER_MAX,
    PICTURE_PATTERN,
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
# Line ends and tabs are written by people; no other control character is.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]")

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


def read_tab(tab: TabName, sent: object) -> Tab:
    """The tab as somebody sent it. A field that is left out is as by default. Raises Invalid."""
    struct = STRUCTS[tab]
    _check_known(sent, struct, tab)
    try:
        found = msgspec.convert(_tidied(sent, tab), struct)
    except msgspec.ValidationError as wrong:
        raise _invalid(tab, wrong) from wrong
    return cast("Tab", found)


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


def _check_known(sent: object, struct: type[Struct], where: str) -> None:
    """A field that we do not know is a mistake, not a wish to ignore."""
    if not isinstance(sent, dict):
        return
    known = {field.encode_name: field.type for field in fields(struct)}
    for name, value in sent.items():
        if name not in known:
            raise Invalid(f"{where}.{name}", "There is no such field here.")
        for inner in _structs_in(known[name]):
            for at, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                _check_known(each, inner, f"{where}.{name}" if at is None else f"{where}.{name}.{at}")


def _structs_in(hint: Any) -> Iterator[type[Struct]]:  # noqa: ANN401 - a type is any object
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _structs_in(inner)


def _tidied(sent: object, where: str) -> object:
    """Without blanks around texts. Raises Invalid for characters that cannot be shown."""
    if isinstance(sent, str):
        if _UNSEEN.search(sent.replace("\r\n", "\n")):
            raise Invalid(where, "This holds a character that cannot be shown.")
        return sent.replace("\r\n", "\n").strip()
    if isinstance(sent, list):
        return [_tidied(each, f"{where}.{at}") for at, each in enumerate(sent)]
    if isinstance(sent, dict):
        return {name: _tidied(each, f"{where}.{name}") for name, each in sent.items()}
    return sent


# --- what is wrong, in words ---

_PATH: Final = re.compile(r"^(?P<words>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_MOST: Final = re.compile(r"of length <= (\d+)")
_BETWEEN: Final = re.compile(r"Expected `(?:int|float)` ([<>]=) (-?\d+)")
_SENTENCES: Final[Mapping[str, str]] = {
    COLOR_PATTERN: "A colour is written like #2f6feb.",
    FIELD_PATTERN: "A field's name has small letters, digits and _ in it, such as order_number.",
    PICTURE_PATTERN: "This is not a picture of ours. Upload it first.",
    LANGUAGE_PATTERN: "This is not a language tag such as en or pt-BR.",
    ORIGIN_PATTERN: "An origin is the beginning of an address, such as https://shop.example.",
    OPENS_PATTERN: "A time is written like 09:00.",
    CLOSES_PATTERN: "A time is written like 17:30; 24:00 is the end of the day.",
    DATE_PATTERN: "A date is written like 2027-12-24.",
}


def _invalid(tab: TabName, wrong: msgspec.ValidationError) -> Invalid:
    found = _PATH.match(str(wrong))
    assert found is not None, "it matches anything"
    words = found["words"]
    path = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", found["path"] or "").strip(".")
    missing = _MISSING.search(words)
    parts = [tab, path, missing[1] if missing else ""]
    return Invalid(".".join(filter(None, parts)), _sentence(words, missing=missing is not None))


def _sentence(words: str, *, missing: bool) -> str:
    if missing or "length >= 1" in words:
        return "This must not be empty."
    for pattern, sentence in _SENTENCES.items():
        if f"'{pattern}'" in words:
            return sentence
    if "http" in words:
        return "An address begins with https:// or http://."
    if most := _MOST.search(words):
        kind = "entries" if "`array`" in words else "characters"
        return f"{int(most[1]):,} {kind} at most."
    if between := _BETWEEN.search(words):
        return f"{int(between[2]):,} is the {'most' if between[1] == '<=' else 'least'}."
    return f"{words}."


# --- what is missing, and what is on ---


class Mandatory(Struct, frozen=True, kw_only=True):
    """`field` must not be empty where all of `when` holds; fields are named from the tab on."""

    tab: TabName
    field: str
    message: str
    when: dict[str, bool | str] = {}


MANDATORY: Final = (
    Mandatory(tab="properties", field="name", message="The channel has no name."),
    Mandatory(tab="properties", field="hours.week", message="No day is open.", when={"hours.on": True}),
    Mandatory(tab="members", field="members", message="Nobody can respond."),
    Mandatory(tab="bot", field="name", message="The bot has no name.", when={"on": True}),
    Mandatory(
        tab="bot",
        field="webhook.url",
        message="The bot has no address.",
        when={"on": True, "connector": "webhook"},
    ),
    Mandatory(
        tab="bot",
        field="completions.url",
        message="The bot has no address.",
        when={"on": True, "connector": "completions"},
    ),
    Mandatory(
        tab="bot",
        field="completions.model",
        message="The bot has no model.",
        when={"on": True, "connector": "completions"},
    ),
    Mandatory(
        tab="offline",
        field="consent.text",
        message="There is nothing to agree to.",
        when={"request": True, "consent.on": True},
    ),
    Mandatory(
        tab="pre_chat",
        field="consent.text",
        message="There is nothing to agree to.",
        when={"on": True, "consent.on": True},
    ),
)
# The field of a tab that says whether its form is on.
ACTIVE: Final[Mapping[TabName, str]] = {
    "bot": "on",
    "offline": "request",
    "pre_chat": "on",
    "post_chat": "on",
}


def missing(tabs: Mapping[TabName, Mapping[str, Any]]) -> list[Remark]:
    """What is mandatory and empty, in `tabs` as `tabs_of` gives them."""
    return [
        Remark(f"{each.tab}.{each.field}", each.message)
        for each in MANDATORY
        if all(_at(tabs[each.tab], field) == value for field, value in each.when.items())
        and _is_empty(_at(tabs[each.tab], each.field))
    ]


def remarks(settings: ChannelSettings) -> list[Remark]:
    """What was taken as it is, and is worth a second look."""
    return list(remarks_on(settings.look))


def active(tabs: Mapping[TabName, Mapping[str, Any]]) -> dict[TabName, bool]:
    return {tab: bool(_at(tabs[tab], field)) for tab, field in ACTIVE.items()}


def _at(value: Any, path: str) -> Any:  # noqa: ANN401 - whatever JSON can hold
    for name in path.split("."):
        value = value[name]
    return value


def _is_empty(value: Any) -> bool:  # noqa: ANN401
    """Nothing at all; of a list, nothing in it, and of members nobody who can respond."""
    if isinstance(value, list):
        return not any(each.get("respond", True) if isinstance(each, dict) else each for each in value)
    return not value
