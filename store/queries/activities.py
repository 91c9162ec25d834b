"""What a contact has had to do with us: chats and requests, by link or by the same e-mail address.

A chat has one line at most. It names a contact, or none: then somebody has said that it is nobody's, and no
fitting address makes it somebody's again.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from store import bound
from store.journal import CHAT_COLUMNS, ChatRow
from store.queries.fulltext import places
from store.tables import IS_PAST_OF_EMAIL

Kind = Literal["chat", "request"]


class ActivityRow(NamedTuple):
    """`linked` is False for a chat that is here for its address alone; `chat` is set for a chat."""

    kind: Kind
    ref: str
    at: int
    linked: bool
    chat: ChatRow | None


class Readable(NamedTuple):
    """Whose chats the reader may see: those of the channels (None for all), and her own."""

    channels: tuple[str, ...] | None
    agent: str


class Line(NamedTuple):
    contact: str | None


_CHAT: Final = ", ".join(f"chat.{name}" for name in ChatRow._fields)
assert ", ".join(ChatRow._fields) == CHAT_COLUMNS


def put(kind: Kind, ref: str, contact: str | None, at: int) -> None:
    """It is this contact's, or nobody's. `at` places it among the others."""
    bound.connection().execute(
        "INSERT INTO activity (kind, ref, contact, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (kind, ref) DO UPDATE SET contact = excluded.contact",
        (kind, ref, contact, at),
    )


def get(kind: Kind, ref: str) -> Line | None:
    """What has been said of it; None if nobody has said anything."""
    query = "SELECT contact FROM activity WHERE kind = ? AND ref = ?"
    row = bound.connection().execute(query, (kind, ref)).fetchone()
    return None if row is None else Line(row[0])


def page(
    contact: str,
    emails: Sequence[str],
    readable: Readable,
    before: tuple[int, str] | None,
    limit: int,
) -> list[ActivityRow]:
    """The newest first, of those the reader may see, before the one with this time and ref."""
    beyond, place = ("", ()) if before is None else ("AND (at, ref) < (?, ?)", before)
    chats_beyond = beyond.replace("at, ref", "started_at, id")
    same_email = (
        f"UNION ALL SELECT 'chat', id, started_at, 0 FROM chat "  # noqa: S608 - our own words, here and below
        f"WHERE {IS_PAST_OF_EMAIL} AND customer_email COLLATE NOCASE IN ({places(emails)}) {chats_beyond} "
        f"AND NOT EXISTS (SELECT 1 FROM activity WHERE kind = 'chat' AND ref = chat.id)"
    )
    may_see, who = _may_see(readable)
    query = (
        f"SELECT line.kind, line.ref, line.at, line.linked, {_CHAT} FROM ("  # noqa: S608
        f"SELECT kind, ref, at, 1 AS linked FROM activity WHERE contact IS NOT NULL AND contact = ? {beyond} "
        f"{same_email if emails else ''}"
        f") AS line LEFT JOIN chat ON line.kind = 'chat' AND chat.id = line.ref "
        f"WHERE line.kind <> 'chat' OR (chat.id IS NOT NULL AND ({may_see})) "
        f"ORDER BY line.at DESC, line.ref DESC LIMIT ?"
    )
    args = (contact, *place, *((*emails, *place) if emails else ()), *who, limit)
    return [_of_row(row) for row in bound.connection().execute(query, args)]


def _may_see(readable: Readable) -> tuple[str, tuple[str, ...]]:
    if readable.channels is None:
        return "1", ()
    return f"chat.channel IN ({places(readable.channels)}) OR chat.agent = ?", (*readable.channels, readable.agent)


def _of_row(row: tuple[Any, ...]) -> ActivityRow:
    kind, ref, at, linked, *chat = row
    return ActivityRow(kind, ref, at, bool(linked), ChatRow._make(chat) if kind == "chat" else None)
