"""What a contact, or everybody at a company, had to do with us: chats and requests, by link or by e-mail address.

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


class RequestLine(NamedTuple):
    number: int
    title: str
    status: str
    customer: str


class ActivityRow(NamedTuple):
    """`linked` is False for a chat that is here for its address alone; `chat` or `request` is set, by its kind."""

    kind: Kind
    ref: str
    at: int
    linked: bool
    chat: ChatRow | None
    request: RequestLine | None


class Readable(NamedTuple):
    """What the reader may see: chats and requests of the channels (None for all), and chats of her own; of one
    `kind`, where she wants no others.
    """

    channels: tuple[str, ...] | None
    agent: str
    kind: Kind | None = None


class Line(NamedTuple):
    contact: str | None


class _Whose(NamedTuple):
    """Contacts and their addresses, as what stands in the parentheses of an IN and what fills it."""

    contacts: str
    contact_args: tuple[str, ...]
    emails: str
    email_args: tuple[str, ...]


_CHAT: Final = ", ".join(f"chat.{name}" for name in ChatRow._fields)
_REQUEST: Final = ", ".join(f"request.{name}" for name in RequestLine._fields)
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
    return _page(_Whose("?", (contact,), places(emails), tuple(emails)), readable, before, limit)


def page_of_company(
    company: str, readable: Readable, before: tuple[int, str] | None, limit: int
) -> list[ActivityRow]:
    """Likewise, of everybody who works there now."""
    people = "SELECT id FROM contact WHERE company = ?"
    emails = f"SELECT email FROM contact_email WHERE contact IN ({people})"  # noqa: S608 - our own words
    return _page(_Whose(people, (company,), emails, (company,)), readable, before, limit)


def _page(whose: _Whose, readable: Readable, before: tuple[int, str] | None, limit: int) -> list[ActivityRow]:
    kind = readable.kind
    beyond, place = ("", ()) if before is None else ("AND (at, ref) < (?, ?)", before)
    chats_beyond = beyond.replace("at, ref", "started_at, id")
    same_email = (
        f"UNION ALL SELECT 'chat', id, started_at, 0 FROM chat "  # noqa: S608 - our own words, here and below
        f"WHERE {IS_PAST_OF_EMAIL} AND customer_email COLLATE NOCASE IN ({whose.emails}) {chats_beyond} "
        f"AND NOT EXISTS (SELECT 1 FROM activity WHERE kind = 'chat' AND ref = chat.id)"
    )
    by_email = whose.email_args if kind != "request" else ()
    may_see, who = _may_see(readable)
    query = (
        f"SELECT line.kind, line.ref, line.at, line.linked, {_REQUEST}, {_CHAT} FROM ("  # noqa: S608
        f"SELECT kind, ref, at, 1 AS linked FROM activity WHERE contact IS NOT NULL "
        f"AND contact IN ({whose.contacts}) {beyond} "
        f"{same_email if by_email else ''}"
        f") AS line LEFT JOIN chat ON line.kind = 'chat' AND chat.id = line.ref "
        f"LEFT JOIN request ON line.kind = 'request' AND request.number = CAST(line.ref AS INTEGER) "
        f"WHERE {'1' if kind is None else 'line.kind = ?'} AND ({may_see}) "
        f"ORDER BY line.at DESC, line.ref DESC LIMIT ?"
    )
    of_kind = () if kind is None else (kind,)
    args = (*whose.contact_args, *place, *((*by_email, *place) if by_email else ()), *of_kind, *who, limit)
    return [_of_row(row) for row in bound.connection().execute(query, args)]


def _may_see(readable: Readable) -> tuple[str, tuple[str, ...]]:
    """What is not there any more has no channel, and is seen by nobody."""
    if readable.channels is None:
        return "chat.id IS NOT NULL OR request.number IS NOT NULL", ()
    hers = places(readable.channels)
    return (
        f"chat.channel IN ({hers}) OR chat.agent = ? OR request.channel IN ({hers})",
        (*readable.channels, readable.agent, *readable.channels),
    )


def _of_row(row: tuple[Any, ...]) -> ActivityRow:
    kind, ref, at, linked, *rest = row
    count = len(RequestLine._fields)
    chat = ChatRow._make(rest[count:]) if kind == "chat" else None
    request = RequestLine._make(rest[:count]) if kind == "request" else None
    return ActivityRow(kind, ref, at, bool(linked), chat, request)
