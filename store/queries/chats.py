"""Lists and figures over the rows of chats, and the ways a customer finds her own.

Every list goes through an index made for it (a test holds them to that), so it stays as fast with a million
ended chats. Where the index is partial, the query says its condition in the words of store/tables.py.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from store import bound, tables
from store.journal import CHAT_COLUMNS, ChatRow, EventRow, insert_rows
from store.tables import IS_ACTIVE, IS_OPEN, IS_QUEUED

# Rows in one go: enough for the bulk of a block of statements, little enough for a moment's memory.
_IMPORT_AT_ONCE: Final = 5_000


class ChatStart(NamedTuple):
    """What a start key of a channel has led to."""

    chat: str
    at: int


def by_token(token_hash: bytes) -> str | None:
    """The chat that this token opens."""
    query = "SELECT chat FROM customer_token WHERE hash = ?"
    row = bound.connection().execute(query, (token_hash,)).fetchone()
    return None if row is None else row[0]


def add_token(token_hash: bytes, chat: str, at: int) -> None:
    """Another token for the chat; the earlier ones go on opening it."""
    tables.CustomerToken.insert(hash=token_hash, chat=chat, created_at=at).execute()


def start_of(channel: str, start_key: str) -> ChatStart | None:
    query = "SELECT chat, at FROM chat_start WHERE channel = ? AND key = ?"
    row = bound.connection().execute(query, (channel, start_key)).fetchone()
    return None if row is None else ChatStart._make(row)


def queued(channel: str) -> list[ChatRow]:
    """The channel's queue: those at the front first, then by the time they came."""
    return _rows(f"WHERE {IS_QUEUED} AND channel = ? ORDER BY front DESC, queued_at, id", channel)


def ongoing(channel: str) -> list[ChatRow]:
    """The channel's chats with an agent, the oldest first."""
    return _rows(f"WHERE {IS_OPEN} AND {IS_ACTIVE} AND channel = ? ORDER BY started_at, id", channel)


def open_ids(channel: str | None = None) -> list[str]:
    """Every chat that is not over, of one channel or of all, the oldest first."""
    where, args = _of_channel(channel)
    query = f"SELECT id FROM chat WHERE {IS_OPEN}{where} ORDER BY started_at, id"  # noqa: S608 - our own words
    return [chat for (chat,) in bound.connection().execute(query, args)]


def open_counts(channel: str | None = None) -> dict[str, int]:
    """How many chats that are not over have each status; a status that none has is left out."""
    where, args = _of_channel(channel)
    query = f"SELECT status, count(*) FROM chat WHERE {IS_OPEN}{where} GROUP BY status"  # noqa: S608 - our own words
    return dict(bound.connection().execute(query, args).fetchall())


def waited_since(channel: str, since: int) -> int:
    """How many chats have been in the channel's queue at some time since, and now."""
    query = (
        f"SELECT (SELECT count(*) FROM chat WHERE {IS_QUEUED} AND channel = :channel)"  # noqa: S608 - our own words
        " + (SELECT count(*) FROM chat WHERE channel = :channel AND answered_at >= :since)"
        " + (SELECT count(*) FROM chat WHERE channel = :channel AND ended_at >= :since AND answered_at IS NULL)"
    )
    count: int = bound.connection().execute(query, {"channel": channel, "since": since}).fetchone()[0]
    return count


def of_agent(agent: str, since_ended_at: int) -> list[ChatRow]:
    """The agent's active chats, then those that ended since; each part with the latest news first."""
    active = _rows(f"WHERE {IS_ACTIVE} AND agent = ? ORDER BY last_at DESC, id", agent)
    # An active chat that came back after its end may still know when it ended.
    over = f"WHERE agent = ? AND ended_at >= ? AND NOT ({IS_ACTIVE}) ORDER BY last_at DESC, id"
    return [*active, *_rows(over, agent, since_ended_at)]


def last_waits(channel: str, since: int, most: int) -> list[tuple[int, int]]:
    """The newest answers since then, `most` at most, oldest first: when each came, after which wait in ms."""
    query = "SELECT answered_at, waiting_ms FROM chat WHERE channel = ? AND answered_at >= ?"
    newest = f"{query} AND waiting_ms IS NOT NULL ORDER BY answered_at DESC LIMIT ?"
    return [(at, waited) for at, waited in bound.connection().execute(newest, (channel, since, most))][::-1]


def ids_after(chat: str, most: int) -> list[str]:
    """Every chat there is, a page at a time: those that follow this id."""
    query = "SELECT id FROM chat WHERE id > ? ORDER BY id LIMIT ?"
    return [id_ for (id_,) in bound.connection().execute(query, (chat, most))]


def set_state(chat: str, state: bytes) -> None:
    """What the writer keeps, and nothing that lists or figures read."""
    tables.Chat.update(state=state).where(tables.Chat.id == chat).execute()


def imported(rows: Iterable[ChatRow], events: Iterable[EventRow]) -> None:
    """Store whole chats that happened elsewhere, such as demonstration data."""
    connection = bound.connection()
    for part in _parts(list(rows)):
        insert_rows(connection, part, ())
    for part in _parts(list(events)):
        insert_rows(connection, (), part)


def _parts(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + _IMPORT_AT_ONCE] for start in range(0, len(rows), _IMPORT_AT_ONCE))


def _of_channel(channel: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if channel is None else (" AND channel = ?", (channel,))


def _rows(where: str, *args: str | int) -> list[ChatRow]:
    query = f"SELECT {CHAT_COLUMNS} FROM chat {where}"  # noqa: S608 - our own words, values are parameters
    return [ChatRow._make(row) for row in bound.connection().execute(query, args)]
