"""Channels, and who may do what in them. `settings` is JSON that only the floor above understands."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import peewee
from msgspec import Struct
from msgspec.structs import replace

from store import tables
from store.errors import ChannelChanged, ChannelInUse, ChannelKeyTaken, ChannelNameTaken
from store.rows import struct_of


class Channel(Struct, frozen=True, kw_only=True):
    """`key` is public: the widget names its channel by it."""

    key: str
    name: str
    language: str
    settings: bytes = b"{}"
    created_at: int
    deleted_at: int | None = None
    # Counts the changes of all of it, its members too: who saves says which one was read.
    revision: int = 1


class Rights(NamedTuple):
    """What a member may do, and how many chats she is offered at once if not as many as the others."""

    respond: bool = False
    notify: bool = False
    listen: bool = False
    manage: bool = False
    most_chats: int | None = None


# Those of them that are granted; how many chats is no right.
RIGHTS: Final = ("respond", "notify", "listen", "manage")


def create(channel: Channel, members: Mapping[str, Rights] | None = None) -> None:
    """With its first members. Raises `ChannelKeyTaken` or `ChannelNameTaken`."""
    if get(channel.key) is not None:
        raise ChannelKeyTaken(channel.key)
    try:
        tables.Channel.insert(**{name: getattr(channel, name) for name in Channel.__struct_fields__}).execute()
    except peewee.IntegrityError as error:
        raise ChannelNameTaken(channel.name) from error
    for account, rights in (members or {}).items():
        set_member(channel.key, account, rights)


def get(key: str) -> Channel | None:
    """A deleted one too, marked as such: its widgets go on asking."""
    row = _select().where(tables.Channel.key == key).tuples().first()
    return None if row is None else _of_row(row)


def existing() -> list[Channel]:
    """All that are not deleted, by name."""
    rows = _select().where(tables.Channel.deleted_at.is_null()).order_by(tables.Channel.name).tuples()
    return [_of_row(row) for row in rows]


def everything() -> list[Channel]:
    """Deleted ones too."""
    return [_of_row(row) for row in _select().order_by(tables.Channel.name).tuples()]


def change(channel: Channel, wanted: dict[str, Rights] | None = None) -> Channel:
    """Keep name, language, settings and, where they are given, its members, of the one that has this revision.

    Disabled members are not among those one sees, so they stay.

    Raises `ChannelChanged` if it has another by now or is gone, `ChannelNameTaken`.
    """
    values = {"name": channel.name, "language": channel.language, "settings": channel.settings}
    condition = (tables.Channel.key == channel.key) & (tables.Channel.revision == channel.revision)
    try:
        changed: int = (
            tables.Channel.update(**values, revision=channel.revision + 1)
            .where(condition, tables.Channel.deleted_at.is_null())
            .execute()
        )
    except peewee.IntegrityError as error:
        raise ChannelNameTaken(channel.name) from error
    if not changed:
        raise ChannelChanged(channel.key)
    if wanted is not None:
        for account in members(channel.key).keys() - wanted.keys():
            remove_member(channel.key, account)
        for account, rights in wanted.items():
            set_member(channel.key, account, rights)
    return replace(channel, revision=channel.revision + 1)


def delete(key: str, at: int) -> bool:
    """Whether it was there. Raises `ChannelInUse` while chats are open in it. Its name can be given again."""
    if open_chats(key):
        raise ChannelInUse(key)
    channel = get(key)
    if channel is None or channel.deleted_at is not None:
        return False
    name = f"{channel.name} (deleted, {key})"  # as a key is given once for ever, nobody else has this name
    tables.Channel.update(deleted_at=at, name=name).where(tables.Channel.key == key).execute()
    return True


def open_chats(key: str) -> int:
    count: int = tables.Chat.select().where(tables.Chat.channel == key, peewee.SQL(tables.IS_OPEN)).count()
    return count


def chats_since(key: str, since: int) -> int:
    """Chats that were going on since then: those that have ended since, and those that are open."""
    ended: int = tables.Chat.select().where(tables.Chat.channel == key, tables.Chat.ended_at >= since).count()
    return ended + open_chats(key)


def responders(key: str) -> int:
    """Members who may answer, disabled accounts apart."""
    return sum(rights.respond for rights in members(key).values())


def set_member(channel: str, account: str, rights: Rights) -> None:
    """Make the account a member, or change what it may do."""
    values = {"channel": channel, "account": account, **rights._asdict()}
    tables.Member.insert(**values).on_conflict_replace().execute()


def remove_member(channel: str, account: str) -> bool:
    """Whether it was a member."""
    condition = (tables.Member.channel == channel) & (tables.Member.account == account)
    return bool(tables.Member.erase(condition))


def members(channel: str) -> dict[str, Rights]:
    """The channel's accounts and what each may do; disabled accounts apart."""
    rows: Any = (
        tables.Member.select(tables.Member.account, *_rights())
        .join(tables.Account)
        .where(tables.Member.channel == channel, tables.Account.disabled_at.is_null())
        .order_by(tables.Account.name)
        .tuples()
    )
    return {account: Rights(*rights) for account, *rights in rows}


def memberships(account: str) -> dict[str, Rights]:
    """The account's channels and what it may do in each; deleted channels apart."""
    rows: Any = (
        tables.Member.select(tables.Member.channel, *_rights())
        .join(tables.Channel)
        .where(tables.Member.account == account, tables.Channel.deleted_at.is_null())
        .order_by(tables.Channel.name)
        .tuples()
    )
    return {channel: Rights(*rights) for channel, *rights in rows}


def _select() -> Any:  # noqa: ANN401 - peewee's queries have no useful type
    return tables.Channel.select(*(getattr(tables.Channel, name) for name in Channel.__struct_fields__))


def _of_row(row: tuple[Any, ...]) -> Channel:
    return struct_of(Channel, row)


def _rights() -> list[Any]:
    return [getattr(tables.Member, name) for name in Rights._fields]
