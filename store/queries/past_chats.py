"""Past chats by their words, and by who, where, when and how well. What a chat says, the floor above knows.

Every list has the order of `number`, which is that of the ends, newest first: the index of words gives it without
sorting, a page begins where the last one stopped, and a period is a range of it.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from store import bound, tables_past_chats
from store.journal import CHAT_COLUMNS, ChatRow
from store.queries.activities import Readable
from store.queries.fulltext import all_of, places

# Numbers of one millisecond; more chats than that do not end in it.
_OF_A_MS: Final = 1 << 10


class Due(NamedTuple):
    """A chat to be indexed. `n` is another one as soon as the chat has changed again."""

    n: int
    chat: str


class Words(NamedTuple):
    """What a chat is found by: who the customer was, what was said, and who had a part in it."""

    customer: str
    said: str
    agents: Sequence[str]


class Wanted(Struct, frozen=True, kw_only=True):
    """What a search is narrowed to. `words` may be anywhere; those of `customer` only where she says who she is.
    The period is that of the end, `until` not in it.
    """

    words: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    agent: str | None = None
    channel: str | None = None
    ratings: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None


class Hit(NamedTuple):
    number: int
    row: ChatRow


# --- the index ---


def due(limit: int) -> list[Due]:
    """What waits to be indexed; what ended last comes first."""
    rows = bound.connection().execute("SELECT n, chat FROM past_chat_due ORDER BY n DESC LIMIT ?", (limit,))
    return [Due._make(row) for row in rows]


def waiting() -> int:
    (count,) = bound.connection().execute("SELECT count(*) FROM past_chat_due").fetchone()
    return int(count)


def index(what: Due, words: Words) -> bool:
    """Let the chat be found by these words and no others. False if it has changed since they were read."""
    connection = bound.connection()
    if not _take(what):
        return False
    connection.execute("DELETE FROM past_chat WHERE chat = ?", (what.chat,))
    query = "SELECT ended_at, channel, agent, rating FROM chat WHERE id = ?"
    ended_at, channel, agent, rating = connection.execute(query, (what.chat,)).fetchone()
    if ended_at is None:  # it goes on again; its next end will say so
        return True
    number = _free_number(ended_at)
    connection.execute(
        "INSERT INTO past_chat (number, chat, channel, agent, rating) VALUES (?, ?, ?, ?, ?)",
        (number, what.chat, channel, agent, rating),
    )
    connection.execute(
        "INSERT INTO past_chat_index (rowid, customer, said) VALUES (?, ?, ?)",
        (number, words.customer, words.said),
    )
    for name in words.agents:
        connection.execute("INSERT INTO past_chat_agent (agent, past) VALUES (?, ?)", (name, number))
    return True


def _take(what: Due) -> bool:
    table = tables_past_chats.PastChatDue
    return bool(table.erase(table.n == what.n))


def _free_number(ended_at: int) -> int:
    first = ended_at * _OF_A_MS
    while True:
        query = "SELECT max(number) FROM past_chat WHERE number >= ? AND number < ?"
        (last,) = bound.connection().execute(query, (first, first + _OF_A_MS)).fetchone()
        if last is None:
            return first
        if last + 1 < first + _OF_A_MS:
            return int(last) + 1
        first += _OF_A_MS


# --- searching ---


def search(wanted: Wanted, readable: Readable, before: int | None, limit: int) -> list[Hit]:
    """The chats that fit, what ended last first, behind `before`."""
    lead = _lead(wanted)
    conditions = [
        *lead.conditions,
        *_where(f"{lead.number} < ?", before),
        *_where(f"{lead.number} >= ?", None if wanted.since is None else wanted.since * _OF_A_MS),
        *_where(f"{lead.number} < ?", None if wanted.until is None else wanted.until * _OF_A_MS),
        *_where("past.channel = ?", wanted.channel),
        *_may_see(readable),
    ]
    if wanted.ratings:
        conditions.append(_Condition(f"past.rating IN ({places(wanted.ratings)})", wanted.ratings))
    where = " AND ".join(["TRUE", *(condition.sql for condition in conditions)])
    query = (
        f"SELECT past.number, {_CHAT} FROM {lead.tables} CROSS JOIN chat ON chat.id = past.chat "  # noqa: S608
        f"WHERE {where} ORDER BY {lead.number} DESC LIMIT ?"
    )
    args = [value for condition in conditions for value in condition.args]
    rows = bound.connection().execute(query, (*args, limit))
    return [Hit(number, ChatRow._make(row)) for number, *row in rows]


class _Condition(NamedTuple):
    sql: str
    args: Sequence[str | int]


class _Lead(NamedTuple):
    """What leads a search: the table with the fewest rows to look at, in the order that is wanted."""

    tables: str
    number: str
    conditions: tuple[_Condition, ...] = ()


_CHAT: Final = ", ".join(f"chat.{name}" for name in ChatRow._fields)
assert ", ".join(ChatRow._fields) == CHAT_COLUMNS
_TOOK_PART: Final = (
    "EXISTS (SELECT 1 FROM past_chat_agent AS part WHERE part.agent = ? AND part.past = past.number)"
)


def _lead(wanted: Wanted) -> _Lead:
    """CROSS JOIN says in SQLite that the left table leads."""
    if wanted.words or wanted.customer:
        said = [f"({all_of(wanted.words)})"] if wanted.words else []
        customer = [f"customer : ({all_of(wanted.customer)})"] if wanted.customer else []
        match = _Condition("past_chat_index MATCH ?", [" AND ".join([*said, *customer])])
        tables = "past_chat_index CROSS JOIN past_chat AS past ON past.number = past_chat_index.rowid"
        return _Lead(tables, "past_chat_index.rowid", (match, *_where(_TOOK_PART, wanted.agent)))
    if wanted.agent is not None:
        tables = "past_chat_agent AS part CROSS JOIN past_chat AS past ON past.number = part.past"
        return _Lead(tables, "part.past", tuple(_where("part.agent = ?", wanted.agent)))
    return _Lead("past_chat AS past", "past.number")


def _where(sql: str, value: str | int | None) -> list[_Condition]:
    return [] if value is None else [_Condition(sql, [value])]


def _may_see(readable: Readable) -> list[_Condition]:
    if readable.channels is None:
        return []
    sql = f"(past.channel IN ({places(readable.channels)}) OR past.agent = ?)"
    return [_Condition(sql, [*readable.channels, readable.agent])]
