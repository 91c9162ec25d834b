"""The hot path: what was said in a chat, and the chat's row, stored together.

`append` is durable on return and all or nothing. The log keeps its promises by its keys alone, whoever writes:
(chat, seq) is there once, so a second writer of the same chat is found out (`StaleWriter`); (chat, key) is there
once, so a repeated command is (`DuplicateKey`); and no row goes back behind the one stored.

The SQL is said once, here, for 1, 4, 16, 64 and 256 rows. Not `executemany`: that lets go of the interpreter's
lock for each row, and a busy loop gives it back 5 ms later each time. Beside a loop that never rests, 500 appends
took half a second with `executemany` and a fifth of that in blocks; beside an idle one it costs a tenth more.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias

from store import bound
from store.database import Store
from store.errors import DuplicateKey, DuplicateStart, StaleWriter


class EventRow(NamedTuple):
    """One entry of a chat's log. `body` is the writer's own business."""

    chat: str
    seq: int
    at: int
    kind: str
    key: str | None
    body: bytes


class ChatRow(NamedTuple):
    """A chat as it stands after its event `seq`: what lists and figures ask for, and `state`, the writer's own.

    `front` is 1 for a chat that goes before the others in its queue. `started_at` and `id` never change.
    """

    id: str
    channel: str
    status: str
    seq: int
    agent: str | None
    customer_name: str | None
    customer_email: str | None
    started_at: int
    queued_at: int | None
    answered_at: int | None
    ended_at: int | None
    last_at: int
    front: int
    waiting_ms: int | None
    first_response_ms: int | None
    duration_ms: int | None
    rating: int | None
    state: bytes


class Progress(NamedTuple):
    """All that a message changes of a row: no list and no figure reads these columns, so no index is touched."""

    id: str
    seq: int
    last_at: int
    state: bytes


# What was measured, for the figures: measure, at, channel, agent, value, and a sign, -1 where it is taken back.
SampleRow: TypeAlias = tuple[str, int, str, str | None, int, int]
SAMPLE_COLUMNS: Final = ("measure", "at", "channel", "agent", "value", "sign")


class Append(NamedTuple):
    """Events of one chat and its row after them, what they have measured, and at the start of the chat what the
    customer comes back with.
    """

    events: tuple[EventRow, ...]
    row: ChatRow | Progress
    token_hash: bytes | None = None
    start_key: str | None = None
    samples: tuple[SampleRow, ...] = ()


class Journal:
    """The logs of all chats in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def append(self, append: Append) -> None:
        """Store it; on return it is on disk.

        Raises `DuplicateKey`, `DuplicateStart` or `StaleWriter`, and then nothing of it is stored.
        """
        await self._store.write_batched(store_appends, append)

    async def load(self, chat: str) -> ChatRow | None:
        return await self._store.read(load, chat)

    async def events(self, chat: str, after: int = 0, limit: int = 200) -> list[EventRow]:
        """The events that follow `after`, oldest first."""
        return await self._store.read(events, chat, after, limit)

    async def last_events(self, chat: str, limit: int, before: int | None = None) -> list[EventRow]:
        """The newest events, of those before `before` where it is given; oldest first."""
        return await self._store.read(last_events, chat, limit, before)

    async def seq_of_key(self, chat: str, key: str) -> int | None:
        return await self._store.read(seq_of_key, chat, key)


# --- statements ---

_BLOCKS: Final = (256, 64, 16, 4, 1)
_EVENT_COLUMNS: Final = ", ".join(EventRow._fields)
CHAT_COLUMNS: Final = ", ".join(ChatRow._fields)
_CHANGING: Final = [name for name in ChatRow._fields if name not in ("id", "started_at")]


def _blocks(head: str, width: int, tail: str = "") -> dict[int, str]:
    """One statement for each size of block."""
    row = f"({', '.join('?' * width)})"
    return {size: f"{head} VALUES {', '.join([row] * size)} {tail}" for size in _BLOCKS}


_INSERT_EVENTS: Final = _blocks(f"INSERT INTO event ({_EVENT_COLUMNS})", len(EventRow._fields))
_INSERT_TOKENS: Final = _blocks("INSERT INTO customer_token (hash, chat, created_at)", 3)
_INSERT_STARTS: Final = _blocks("INSERT INTO chat_start (channel, key, chat, at)", 4)
_INSERT_SAMPLES: Final = _blocks(f"INSERT INTO sample ({', '.join(SAMPLE_COLUMNS)})", len(SAMPLE_COLUMNS))
_UPSERT_CHATS: Final = _blocks(
    f"INSERT INTO chat ({CHAT_COLUMNS})",
    len(ChatRow._fields),
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _CHANGING)} "
    "WHERE excluded.seq >= chat.seq",
)
_PROGRESS: Final = _blocks(
    "UPDATE chat SET seq = news.column2, last_at = news.column3, state = news.column4 FROM (",
    len(Progress._fields),
    ") AS news WHERE chat.id = news.column1 AND chat.seq <= news.column2",
)
_LOAD: Final = f"SELECT {CHAT_COLUMNS} FROM chat WHERE id = ?"  # noqa: S608 - our own words, here and below
_OF_CHAT: Final = f"SELECT {_EVENT_COLUMNS} FROM event WHERE chat = ?"  # noqa: S608
_EVENTS: Final = f"{_OF_CHAT} AND seq > ? ORDER BY seq LIMIT ?"
_LAST_EVENTS: Final = f"{_OF_CHAT} AND seq < ? ORDER BY seq DESC LIMIT ?"
_SEQ_OF_KEY: Final = "SELECT seq FROM event WHERE chat = ? AND key = ?"
_CHAT_OF_START: Final = "SELECT chat FROM chat_start WHERE channel = ? AND key = ?"
_SEQ: Final = "SELECT seq FROM chat WHERE id = ?"
_SEQ_MAX: Final = 2**63 - 1


# --- in the store's threads ---


def store_appends(connection: sqlite3.Connection, appends: Sequence[Append]) -> None:
    """Store all of them or none; one that stands alone is told what was wrong with it."""
    if len(appends) > 1:
        _insert(connection, appends)
        return
    connection.execute("SAVEPOINT append")
    try:
        _insert(connection, appends)
    except (sqlite3.IntegrityError, StaleWriter) as clash:
        connection.execute("ROLLBACK TO append")
        raise _answer(connection, appends[0], clash) from clash
    connection.execute("RELEASE append")


def insert_rows(connection: sqlite3.Connection, rows: Sequence[ChatRow], events: Sequence[EventRow]) -> None:
    """Rows before events, which point at them.

    Of a chat that comes twice every row is written, for each must not go back behind the one before it.

    Raises StaleWriter.
    """
    stored = _execute(connection, _UPSERT_CHATS, rows)
    if stored != len(rows):  # which of them is found when the group is tried in halves
        raise StaleWriter(rows[0].id, rows[0].seq)
    _execute(connection, _INSERT_EVENTS, events)


def load(chat: str) -> ChatRow | None:
    row = bound.connection().execute(_LOAD, (chat,)).fetchone()
    return row and ChatRow._make(row)


def events(chat: str, after: int = 0, limit: int = 200) -> list[EventRow]:
    return [EventRow._make(row) for row in bound.connection().execute(_EVENTS, (chat, after, limit))]


def last_events(chat: str, limit: int, before: int | None = None) -> list[EventRow]:
    newest = bound.connection().execute(_LAST_EVENTS, (chat, _SEQ_MAX if before is None else before, limit))
    return [EventRow._make(row) for row in newest][::-1]


def seq_of_key(chat: str, key: str) -> int | None:
    seq: int | None = _value(bound.connection(), _SEQ_OF_KEY, chat, key)
    return seq


def _insert(connection: sqlite3.Connection, appends: Sequence[Append]) -> None:
    rows = [append.row for append in appends if isinstance(append.row, ChatRow)]
    going_on = [append.row for append in appends if isinstance(append.row, Progress)]
    if _execute(connection, _PROGRESS, going_on) != len(going_on):
        raise StaleWriter(going_on[0].id, going_on[0].seq)
    insert_rows(connection, rows, [event for append in appends for event in append.events])
    tokens = [
        (append.token_hash, append.row.id, append.row.last_at)
        for append in appends
        if append.token_hash is not None
    ]
    starts = [
        (append.row.channel, append.start_key, append.row.id, append.row.last_at)
        for append in appends
        if append.start_key is not None and isinstance(append.row, ChatRow)
    ]
    _execute(connection, _INSERT_TOKENS, tokens)
    _execute(connection, _INSERT_STARTS, starts)
    insert_samples(connection, [sample for append in appends for sample in append.samples])


def insert_samples(connection: sqlite3.Connection, samples: Sequence[SampleRow]) -> None:
    _execute(connection, _INSERT_SAMPLES, samples)


def _execute(
    connection: sqlite3.Connection,
    statements: dict[int, str],
    rows: Sequence[tuple[str | int | bytes | None, ...]],
) -> int:
    """Write the rows in as few statements as the sizes allow; how many were written."""
    written = 0
    for block in _cut(rows):
        written += connection.execute(statements[len(block)], tuple(chain.from_iterable(block))).rowcount
    return written


def _cut(
    rows: Sequence[tuple[str | int | bytes | None, ...]],
) -> Iterator[Sequence[tuple[str | int | bytes | None, ...]]]:
    start = 0
    for size in _BLOCKS:
        while len(rows) - start >= size:
            yield rows[start : start + size]
            start += size


def _answer(connection: sqlite3.Connection, append: Append, clash: Exception) -> Exception:
    """Why this append cannot be stored, in the order in which it helps the one who asks."""
    row = append.row
    if append.start_key is not None and isinstance(row, ChatRow):
        chat = _value(connection, _CHAT_OF_START, row.channel, append.start_key)
        if chat is not None:
            return DuplicateStart(chat)
    for event in append.events:
        if event.key is not None:
            seq = _value(connection, _SEQ_OF_KEY, event.chat, event.key)
            if seq is not None:
                return DuplicateKey(seq)
    seq = _value(connection, _SEQ, row.id)
    outrun = seq is not None and (row.seq < seq or any(event.seq <= seq for event in append.events))
    return StaleWriter(row.id, seq) if outrun else clash


def _value(connection: sqlite3.Connection, statement: str, *args: str) -> Any:  # noqa: ANN401 - the caller knows its column
    row = connection.execute(statement, args).fetchone()
    return row and row[0]
