"""A channel between its tabs and its rows: read as one `Setup`, and written back as a row and members.

What reads is run by the store.
"""

import msgspec
from msgspec.structs import replace

from actors.domain.channel_tabs import Setup, TabName
from actors.domain.settings import ChannelSettings
from actors.log import rights_of
from store.queries import accounts, channels, pictures, request_categories, text_folders
from store.queries.channels import Channel

_settings = msgspec.json.Decoder(ChannelSettings)


# --- read ---


def read(key: str) -> tuple[Channel, Setup] | None:
    row = channels.get(key)
    return None if row is None or row.deleted_at is not None else (row, _setup_of(row))


def counted(since: int) -> list[tuple[Channel, Setup, int]]:
    return [(row, _setup_of(row), channels.chats_since(row.key, since)) for row in channels.existing()]


def _setup_of(row: Channel) -> Setup:
    rows = channels.members(row.key)
    members = {agent: rights_of(rights) for agent, rights in rows.items()}
    most_chats = {agent: rights.most_chats for agent, rights in rows.items() if rights.most_chats is not None}
    settings = _settings.decode(row.settings)
    return Setup(name=row.name, language=row.language, settings=settings, members=members, most_chats=most_chats)


def _named(setup: Setup) -> frozenset[tuple[str, str]]:
    """What the settings name that lies elsewhere: the field, and the id."""
    settings = setup.settings
    named = {
        ("look.logo", settings.look.logo),
        ("bot.photo", settings.bot.photo),
        ("bot.faq.folder", settings.bot.faq.folder),
        ("pre_chat.suggestions.folder", settings.suggestions.folder),
        ("offline.category", settings.offline.category),
        *(("members.members", agent) for agent in setup.members),
    }
    return frozenset((field, name) for field, name in named if name)


def named_and_missing(before: Setup, after: Setup, tab: TabName) -> str | None:
    """The first field of a tab that names what is not there; what was named before may stay."""
    for field, name in sorted(_named(after) - _named(before)):
        if field.startswith(f"{tab}.") and not _is_there(field, name):
            return field
    return None


def _is_there(field: str, name: str) -> bool:
    match field:
        case "look.logo" | "bot.photo":
            return pictures.exists(name.rpartition("/")[2])
        case "bot.faq.folder" | "pre_chat.suggestions.folder":
            return any(folder.id == name for folder in text_folders.all_of("faq"))
        case "offline.category":
            return request_categories.get(name) is not None
        case _:
            account = accounts.by_id(name)
            return account is not None and account.disabled_at is None


# --- written ---


def row_of(row: Channel, setup: Setup) -> Channel:
    """The row as it is with this setup."""
    settings = msgspec.json.encode(setup.settings)
    return replace(row, name=setup.name, language=setup.language, settings=settings)


def members_of(setup: Setup) -> dict[str, channels.Rights]:
    return {
        agent: channels.Rights(
            respond=rights.respond,
            notify=rights.notify,
            listen=rights.listen,
            manage=rights.manage,
            most_chats=setup.most_chats.get(agent),
        )
        for agent, rights in setup.members.items()
    }
