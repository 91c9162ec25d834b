"""What admins do with channels: the list, adding, saving a tab, copying, deleting. Each act is in the audit log.

A change is stored whole or not at all, and only onto the version that its author has read. Then everybody who
lives by the channel is told: open widgets, open consoles, chats that wait (`reload_settings`).

Deleting hides the channel first, so that no chat can begin in it, and then looks for open ones: a chat that was
quicker is found by that look, and the channel stays.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from actors import channel_setups
from actors.acts import entry
from actors.catalog import ChannelRecord
from actors.channel_setups import members_of, row_of
from actors.domain import channel_tabs
from actors.domain.channel_tabs import Setup, Tab, TabName
from actors.domain.colours import Remark
from actors.domain.contacts import line
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.mandatory import ACTIVE, MANDATORY, Mandatory, active, missing, remarks
from actors.domain.opening_hours import is_open, next_change, zone_names
from actors.domain.reading_tabs import read_tab
from actors.domain.rights import Agent, must_be_admin
from actors.domain.settings import ChannelSettings, IdentitySettings, channel_view
from actors.house import House
from actors.mail import ChannelOverview, Overview
from actors.messages import ChannelState, ChannelView
from actors.setup import KEY, add_channel
from actors.start import reload_settings
from store.errors import ChannelChanged, ChannelInUse, ChannelNameTaken
from store.queries import audit, channels, chats
from store.queries.channels import Channel

# What "lately" is in the list of channels.
LATELY_MS: Final = 30 * 86_400_000
KEY_TRIES: Final = 100
# Chats that are told one by one; more of them are a number.
NAMED_MAX: Final = 5
# That the widget has texts for. Another tag is taken too, and gets the English ones.
LANGUAGES: Final = ("en", "nb", "sv", "da", "de", "nl", "fr")
KEY_MAX: Final = 64
# Of a secret that customers are signed with: as long as what it signs by.
SECRET_BYTES: Final = 32
ISSUER_MAX: Final = 200

# What customers meet: an agent at once, a queue, or the offline form.
Shown = Literal["open", "queue", "closed"]
Why = Literal["hours", "nobody", "full"]
WHY: Final[Mapping[ChannelState, Why | None]] = {
    "open": None,
    "away": "nobody",
    "closed": "hours",
    "full": "full",
}


class Standing(Struct, frozen=True, kw_only=True):
    """How a channel stands now. `why`: `hours`, `nobody` (is available), `full`; None while it is open."""

    shown: Shown
    state: ChannelState
    why: Why | None
    waiting: int
    available: int
    open_until_at: int | None
    opens_at: int | None


class Row(Struct, frozen=True, kw_only=True):
    """A channel in the list. `chats`: of the last 30 days. `agents`: who may respond."""

    key: str
    name: str
    language: str
    description: str
    chats: int
    agents: int
    standing: Standing
    missing: int
    revision: int


class Whole(Struct, frozen=True, kw_only=True):
    """A channel with all its tabs."""

    key: str
    revision: int
    standing: Standing
    tabs: dict[TabName, dict[str, Any]]
    missing: list[Remark]
    remarks: list[Remark]
    active: dict[TabName, bool]


# --- reading ---


async def rows(house: House, who: Agent) -> list[Row]:
    """All channels, by name. Raises Forbidden."""
    must_be_admin(who)
    now = house.clock.now_ms()
    found = await house.store.read(channel_setups.counted, now - LATELY_MS)
    return [
        Row(
            key=row.key,
            name=row.name,
            language=row.language,
            description=setup.settings.description,
            chats=chats,
            agents=sum(rights.respond for rights in setup.members.values()),
            standing=await _standing(house, row.key),
            missing=len(missing(channel_tabs.tabs_of(setup))),
            revision=row.revision,
        )
        for row, setup, chats in found
    ]


async def whole(house: House, who: Agent, key: str) -> Whole:
    """Raises Forbidden, NotFound."""
    must_be_admin(who)
    row, setup = await _existing(house, key)
    return await _whole(house, row, setup)


async def _whole(house: House, row: Channel, setup: Setup) -> Whole:
    tabs = channel_tabs.tabs_of(setup)
    return Whole(
        key=row.key,
        revision=row.revision,
        standing=await _standing(house, row.key),
        tabs=tabs,
        missing=missing(tabs),
        remarks=remarks(setup.settings),
        active=active(tabs),
    )


async def _standing(house: House, key: str) -> Standing:
    overview: ChannelOverview = await house.directory.ask(f"channel/{key}", Overview())
    hours = house.catalog.get(key).settings.hours
    now = house.clock.now_ms()
    within, change = is_open(hours, now), next_change(hours, now)
    state, waiting = overview.channel.state, len(overview.queue)
    shown: Shown = "closed" if state != "open" else "queue" if waiting else "open"
    return Standing(
        shown=shown,
        state=state,
        why=WHY[state],
        waiting=waiting,
        available=overview.channel.available,
        open_until_at=change if within else None,
        opens_at=None if within else change,
    )


async def _existing(house: House, key: str) -> tuple[Channel, Setup]:
    found = await house.store.read(channel_setups.read, key)
    if found is None:
        raise NotFound("There is no such channel.")
    return found


async def preview(house: House, who: Agent, key: str, tab: TabName, sent: object) -> ChannelView:
    """What customers would be told if this tab were saved, of a channel that is open. Nothing is kept.

    Raises Forbidden, NotFound, Invalid.
    """
    record = await as_if_saved(house, who, key, tab, sent)
    return channel_view(
        record.name,
        record.language,
        record.settings,
        state="open",
        waiting=0,
        average_wait_ms=None,
        now=house.clock.now_ms(),
    )


async def as_if_saved(house: House, who: Agent, key: str, tab: TabName, sent: object) -> ChannelRecord:
    """The channel with this tab as somebody sent it. Nothing is kept. Raises Forbidden, NotFound, Invalid."""
    must_be_admin(who)
    row, setup = await _existing(house, key)
    after = channel_tabs.changed(setup, read_tab(tab, sent))
    return ChannelRecord(row.key, after.name, after.language, after.settings, row.revision)


class Rules(Struct, frozen=True, kw_only=True):
    """What holds for every channel."""

    mandatory: list[Mandatory]
    active: dict[TabName, str]
    fresh: dict[TabName, dict[str, Any]]
    time_zones: list[str]
    languages: list[str]


def rules(who: Agent) -> Rules:
    """Raises Forbidden."""
    must_be_admin(who)
    fresh = Setup(name="", language="en", settings=ChannelSettings(), members={})
    return Rules(
        mandatory=list(MANDATORY),
        active=dict(ACTIVE),
        fresh=channel_tabs.tabs_of(fresh),
        time_zones=sorted(zone_names()),
        languages=list(LANGUAGES),
    )


# --- changing ---


async def add(house: House, who: Agent, name: str, language: str, key: str | None = None) -> Whole:
    """A channel that works at once, with its author as its first member. Without a key, one is made of the name.

    Raises Forbidden, Invalid, Conflict.
    """
    must_be_admin(who)
    key = key or await _free_key(house, name)
    row = await add_channel(
        house.store,
        key=key,
        name=name,
        language=language,
        now=house.clock.now_ms(),
        members={who.ref.id: channels.Rights(respond=True, notify=True, listen=True, manage=True)},
        note=lambda made: _entry(house, who, "channel.add", made, name.strip()),
    )
    await reload_settings(house, channels=(row.key,), agents=(who.ref.id,))
    return await whole(house, who, row.key)


async def save(house: House, who: Agent, key: str, tab: TabName, sent: object, *, revision: int) -> Whole:
    """Raises Forbidden, NotFound, Invalid, or Conflict where somebody else has saved meanwhile."""
    must_be_admin(who)
    row, setup = await _existing(house, key)
    read = read_tab(tab, sent)
    after = channel_tabs.changed(setup, read)
    await _check_named(house, setup, after, tab)
    members = members_of(after) if tab == "members" else None
    note = _entry(house, who, "channel.save", key, ", ".join(_differences(setup, after, tab)))
    kept = await _keep(house, replace(row_of(row, after), revision=revision), members, note)
    agents = setup.members.keys() ^ after.members.keys() if members is not None else set()
    changed = {agent for agent in setup.members if setup.members[agent] != after.members.get(agent)}
    await reload_settings(house, channels=(key,), agents=agents | changed)
    return await _whole(house, kept, after)


async def duplicate(house: House, who: Agent, key: str, name: str, new_key: str | None = None) -> Whole:
    """The same settings and members under another name. Raises Forbidden, NotFound, Invalid, Conflict."""
    must_be_admin(who)
    _, setup = await _existing(house, key)
    made = await add_channel(
        house.store,
        key=new_key or await _free_key(house, name),
        name=name,
        language=setup.language,
        now=house.clock.now_ms(),
        settings=replace(setup.settings, identity=IdentitySettings()),  # a secret is one channel's
        members=members_of(setup),
        note=lambda made: _entry(house, who, "channel.duplicate", made, f"of {key}"),
    )
    await reload_settings(house, channels=(made.key,), agents=setup.members)
    return await whole(house, who, made.key)


async def identity(house: House, who: Agent, key: str) -> str | None:
    """Who signs the channel's customers, if anybody. Raises Forbidden, NotFound."""
    must_be_admin(who)
    found = (await _existing(house, key))[1].settings.identity
    return found.issuer if found.secret else None


async def sign_identities(house: House, who: Agent, key: str, issuer: str) -> str:
    """A new secret for `issuer`, told this once; one from before is not taken any more.

    Raises Forbidden, NotFound, Invalid.
    """
    settings = IdentitySettings(
        secret=secrets.token_urlsafe(SECRET_BYTES),
        issuer=line(issuer, "issuer", ISSUER_MAX, required=True),
    )
    await _keep_identity(house, who, key, settings, "channel.identity_secret")
    return settings.secret


async def sign_no_identities(house: House, who: Agent, key: str) -> None:
    """Raises Forbidden, NotFound."""
    await _keep_identity(house, who, key, IdentitySettings(), "channel.identity_off")


async def _keep_identity(house: House, who: Agent, key: str, settings: IdentitySettings, act: str) -> None:
    must_be_admin(who)
    row, setup = await _existing(house, key)
    after = replace(setup, settings=replace(setup.settings, identity=settings))
    await _keep(house, row_of(row, after), None, _entry(house, who, act, key, settings.issuer))
    await reload_settings(house, channels=(key,))


async def delete(house: House, who: Agent, key: str) -> None:
    """Its widgets hide. Raises Forbidden, NotFound, or Conflict while chats are open in it."""
    must_be_admin(who)
    _, setup = await _existing(house, key)
    house.catalog.hide(key)
    try:
        note = _entry(house, who, "channel.delete", key, setup.name)
        await house.store.write(audit.noted, note, channels.delete, key, note.at)
    except ChannelInUse as used:
        raise Conflict(await _in_use(house, key, setup.name)) from used
    finally:
        await reload_settings(house, channels=(key,), agents=setup.members)


async def _in_use(house: House, key: str, name: str) -> str:
    """Which chats they are that keep a channel, and what to do about them."""
    overview: ChannelOverview = await house.directory.ask(f"channel/{key}", Overview())
    found = [f"{chat.customer} (waiting)" for chat in overview.queue if chat.agent is None]
    found += [f"{chat.customer} (with {chat.agent.name})" for chat in overview.ongoing if chat.agent is not None]
    named = found[:NAMED_MAX]
    if len(found) > NAMED_MAX:
        named.append(f"{len(found) - NAMED_MAX} more")
    counts = await house.store.read(chats.open_counts, key)
    if with_bot := counts.get("bot", 0):
        named.append(f"{with_bot} with the chatbot")
    return f"{name} has open chats: {', '.join(named)}. End them, or wait until they are over, and delete it then."


async def _keep(
    house: House, row: Channel, members: dict[str, channels.Rights] | None, note: audit.Note
) -> Channel:
    try:
        return await house.store.write(audit.noted, note, channels.change, row, members)
    except ChannelNameTaken as taken:
        raise Conflict(f"There is a channel with the name {row.name} already.") from taken
    except ChannelChanged as changed:
        raise Conflict(
            "Somebody has changed this channel since you opened it. What you typed was not saved: load it again."
        ) from changed


async def _check_named(house: House, before: Setup, after: Setup, tab: TabName) -> None:
    """Whoever and whatever is named must be there; what was named before may stay."""
    missing = await house.store.read(channel_setups.named_and_missing, before, after, tab)
    if missing is not None:
        raise Invalid(missing, "There is no such one any more. Choose another.")


# --- keys ---


async def _free_key(house: House, name: str) -> str:
    """Of the name's letters; with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: KEY_MAX - 4] or "channel"
    taken = {row.key for row in await house.store.read(channels.everything)}
    tries = (stem, *(f"{stem}-{number}" for number in range(2, KEY_TRIES)))
    key = next((key for key in tries if key not in taken), None)
    if key is None or not KEY.fullmatch(key):
        raise Conflict("There are many channels of this name. Choose a key yourself.")
    return key


def _entry(house: House, who: Agent, act: str, key: str, detail: str) -> audit.Note:
    return entry(who, act, f"channel/{key}", house.clock.now_ms(), detail)


def _differences(before: Setup, after: Setup, tab: TabName) -> list[str]:
    """The fields of the tab that have changed; their values are nobody's who reads the audit log."""
    was, now = channel_tabs.tabs_of(before)[tab], channel_tabs.tabs_of(after)[tab]
    return [f"{tab}.{name}" for name in now if now[name] != was[name]] or [tab]


__all__ = ["Remark", "Row", "Shown", "Standing", "Tab", "Whole"]
