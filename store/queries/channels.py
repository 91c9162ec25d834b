"""Channels, and who may do what in them. `settings` is JSON that only the floor above understands."""

from typing import Any, NamedTuple

import peewee
from msgspec import Struct

from store import tables
from store.errors import ChannelNameTaken


class Channel(Struct, frozen=True, kw_only=True):
    """`key` is public: the widget names its channel by it."""

    key: str
    name: str
    language: str
    settings: bytes = b"{}"
    created_at: int
    deleted_at: int | None = None


class Rights(NamedTuple):
    """What a member may do in the channel."""

    respond: bool = False
    notify: bool = False
    listen: bool = False
    manage: bool = False


def create(channel: Channel) -> None:
    """Raises `ChannelNameTaken`."""
    try:
        tables.Channel.insert(**{name: getattr(channel, name) for name in Channel.__struct_fields__}).execute()
    except peewee.IntegrityError as error:
        raise ChannelNameTaken(channel.name) from error


def get(key: str) -> Channel | None:
    """A deleted one too, marked as such: its widgets go on asking."""
    row = _select().where(tables.Channel.key == key).tuples().first()
    return None if row is None else _of_row(row)


def existing() -> list[Channel]:
    """All that are not deleted, by name."""
    rows = _select().where(tables.Channel.deleted_at.is_null()).order_by(tables.Channel.name).tuples()
    return [_of_row(row) for row in rows]


def update_settings(key: str, settings: bytes) -> bool:
    """Whether there is such a channel."""
    return bool(tables.Channel.update(settings=settings).where(tables.Channel.key == key).execute())


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
    return Channel(**dict(zip(Channel.__struct_fields__, row, strict=True)))


def _rights() -> list[Any]:
    return [getattr(tables.Member, name) for name in Rights._fields]
