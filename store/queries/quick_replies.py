"""Quick replies: each account's own, in its own order. No function reaches those of another account."""

from collections.abc import Mapping, Sequence
from typing import Any

import peewee
from msgspec import Struct

from store import tables
from store.errors import QuickRepliesChanged
from store.rows import struct_of


class QuickReply(Struct, frozen=True, kw_only=True):
    id: str
    account: str
    title: str
    title_folded: str
    body: str
    used_at: int | None = None


def of(account: str) -> list[QuickReply]:
    """In her order."""
    query = _select().where(tables.QuickReply.account == account)
    return [_of_row(row) for row in query.order_by(tables.QuickReply.position, tables.QuickReply.id).tuples()]


def get(account: str, reply: str) -> QuickReply | None:
    row = _select().where(_is(account, reply)).tuples().first()
    return None if row is None else _of_row(row)


def add(reply: QuickReply, most: int) -> bool:
    """At the end, unless she has `most` already; whether it was added."""
    mine = tables.QuickReply.account == reply.account
    if tables.QuickReply.select().where(mine).count() >= most:
        return False
    last = tables.QuickReply.select(peewee.fn.MAX(tables.QuickReply.position)).where(mine).scalar()
    values = {name: getattr(reply, name) for name in QuickReply.__struct_fields__}
    tables.QuickReply.insert(**values, position=0 if last is None else last + 1).execute()
    return True


def change(account: str, reply: str, values: Mapping[str, object]) -> QuickReply | None:
    """The reply with other words, or None if there is no such reply of this account."""
    if values:
        _update(account, reply, **values)
    return get(account, reply)


def used(account: str, reply: str, at: int) -> bool:
    """Whether there is such a reply of this account."""
    return _update(account, reply, used_at=at)


def reorder(account: str, order: Sequence[str]) -> None:
    """Raises `QuickRepliesChanged` unless `order` names each of hers once."""
    if sorted(order) != sorted(reply.id for reply in of(account)):
        raise QuickRepliesChanged(account)
    for position, reply in enumerate(order):
        _update(account, reply, position=position)


def remove(account: str, reply: str) -> bool:
    """Whether there was one."""
    return bool(tables.QuickReply.erase(_is(account, reply)))


def _update(account: str, reply: str, **values: object) -> bool:
    return bool(tables.QuickReply.update(**values).where(_is(account, reply)).execute())


def _select() -> Any:  # noqa: ANN401 - peewee's queries have no useful type
    return tables.QuickReply.select(*(getattr(tables.QuickReply, name) for name in QuickReply.__struct_fields__))


def _is(account: str, reply: str) -> Any:  # noqa: ANN401 - an expression of peewee
    return (tables.QuickReply.account == account) & (tables.QuickReply.id == reply)


def _of_row(row: tuple[Any, ...]) -> QuickReply:
    return struct_of(QuickReply, row)
