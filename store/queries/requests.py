"""Requests and the log of each, as rows. `by` and `changes` are JSON that only the floor above understands.

A list is read with the names that a screen shows: of the owner and the category. It is narrowed to the channels
the reader may see before anything else.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from msgspec import Struct

from store import bound
from store.queries.fulltext import all_of, places
from store.tables_requests import IS_UNTOLD

Priority = Literal["low", "normal", "high", "urgent"]
RequestStatus = Literal["open", "waiting", "closed"]
EntryKind = Literal["chat", "note", "reply", "change"]
Sort = Literal["changed", "untouched", "newest", "priority"]


class NewRequest(Struct, frozen=True, kw_only=True):
    """What is stored of a request at first; its number is given to it. `key` is once in `chat`. Where there is no
    chat nothing but a look before the writing keeps it to one, which is enough: there is one writer.
    """

    chat: str | None = None
    key: str | None = None
    told: bool = False
    title: str
    category: str | None = None
    priority: Priority = "normal"
    status: RequestStatus = "open"
    owner: str | None = None
    contact: str | None = None
    customer: str
    email: str | None = None
    channel: str
    created_by: bytes
    created_at: int
    changed_at: int


class Request(NewRequest, frozen=True, kw_only=True):
    """With the names of what it points at."""

    number: int
    category_name: str | None = None
    owner_name: str | None = None
    owner_photo: str | None = None


class NewEntry(NamedTuple):
    at: int
    kind: EntryKind
    by: bytes
    text: str | None = None
    changes: bytes | None = None
    key: str | None = None


class Entry(NamedTuple):
    n: int
    at: int
    kind: EntryKind
    by: bytes
    text: str | None
    changes: bytes | None


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. `channels` are those of the reader (None for all); `unowned` wants no owner;
    `number` is what the words may mean besides. `sort`: what changed last or longest ago comes first, the newest,
    or what is urgent.
    """

    channels: tuple[str, ...] | None = None
    statuses: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    owner: str | None = None
    unowned: bool = False
    category: str | None = None
    channel: str | None = None
    contact: str | None = None
    chat: str | None = None
    words: tuple[str, ...] = ()
    number: int | None = None
    sort: Sort = "changed"


Place = tuple[int, ...]
"""Where a page of a list ended: what its order goes by, of the last row."""


class Owner(NamedTuple):
    """An account that may have requests of a channel."""

    id: str
    name: str
    photo: str | None


_NEW: Final = NewRequest.__struct_fields__
_INSERT: Final = f"INSERT INTO request ({', '.join(_NEW)}) VALUES ({places(_NEW)})"  # noqa: S608 - our own words
_IMPORT: Final = _INSERT.replace("(", "(number, ", 1).replace("VALUES (", "VALUES (?, ", 1)
_FIELDS: Final = (*_NEW, "number")
_NAMES: Final = ("category_name", "owner_name", "owner_photo")
_SELECT: Final = f"""
    SELECT {", ".join(f"request.{name}" for name in _FIELDS)}, category.name, account.name, account.photo
    FROM request
    LEFT JOIN request_category AS category ON category.id = request.category
    LEFT JOIN account ON account.id = request.owner
"""  # noqa: S608
_ENTRY: Final = ", ".join(Entry._fields)
_RANK: Final[Mapping[Priority, int]] = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
_RANKED: Final = f"CASE priority {' '.join(f'WHEN {name!r} THEN {rank}' for name, rank in _RANK.items())} END"
# The columns of each order, and which way it goes. The number, which is last, makes it whole.
_ORDERS: Final[Mapping[Sort, tuple[tuple[str, ...], str]]] = {
    "changed": (("request.changed_at", "number"), "DESC"),
    "untouched": (("request.changed_at", "number"), "ASC"),
    "newest": (("number",), "DESC"),
    "priority": ((_RANKED, "request.changed_at", "number"), "DESC"),
}
# An account that works and may answer the channel's customers, or anything.
_MAY_OWN: Final = """
    disabled_at IS NULL AND (role = 'admin' OR EXISTS (
        SELECT 1 FROM member WHERE member.account = account.id AND channel = :channel AND respond
    ))
"""


# --- one request ---


def create(request: NewRequest) -> int:
    """Store it; its number."""
    number = bound.connection().execute(_INSERT, _values(request)).lastrowid
    assert number is not None
    return number


def imported(number: int, request: NewRequest) -> None:
    """Store one that has its number already, such as demonstration data."""
    bound.connection().execute(_IMPORT, (number, *_values(request)))


def get(number: int) -> Request | None:
    found = _rows("WHERE number = ?", (number,))
    return found[0] if found else None


def of_key(chat: str | None, key: str) -> Request | None:
    """The one that this key has made from the chat, or from none."""
    found = _rows("WHERE chat IS ? AND key = ?", (chat, key))
    return found[0] if found else None


def change(number: int, values: Mapping[str, object]) -> None:
    """Give some of its columns other values; the names are ours."""
    columns = ", ".join(f"{name} = ?" for name in values)
    query = f"UPDATE request SET {columns} WHERE number = ?"  # noqa: S608 - the names are ours
    bound.connection().execute(query, (*values.values(), number))


def told(number: int) -> None:
    change(number, {"told": True})


def untold() -> list[Request]:
    """Those whose chat does not know of them yet, the oldest first."""
    return _rows(f"WHERE {IS_UNTOLD} ORDER BY number", ())


# --- its log ---


def add(number: int, entry: NewEntry) -> Entry:
    """One more entry, at the end."""
    connection = bound.connection()
    (last,) = connection.execute("SELECT max(n) FROM request_log WHERE request = ?", (number,)).fetchone()
    n = (last or 0) + 1
    connection.execute(
        "INSERT INTO request_log (request, n, at, kind, by, text, changes, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, n, *entry),
    )
    return Entry(n, entry.at, entry.kind, entry.by, entry.text, entry.changes)


def added(number: int, key: str) -> Entry | None:
    """The entry that this key has added."""
    query = f"SELECT {_ENTRY} FROM request_log WHERE request = ? AND key = ?"  # noqa: S608
    row = bound.connection().execute(query, (number, key)).fetchone()
    return None if row is None else Entry._make(row)


def entries(number: int, limit: int, before: int | None = None) -> list[Entry]:
    """The newest, or those just under `before`; the oldest of them first."""
    query = f"SELECT {_ENTRY} FROM request_log WHERE request = ? AND n < ? ORDER BY n DESC LIMIT ?"  # noqa: S608
    newest = bound.connection().execute(query, (number, 2**62 if before is None else before, limit))
    return [Entry._make(row) for row in newest][::-1]


def length(number: int) -> int:
    (count,) = (
        bound.connection().execute("SELECT count(*) FROM request_log WHERE request = ?", (number,)).fetchone()
    )
    return int(count)


# --- lists ---


def page(wanted: Wanted, after: Place | None, limit: int) -> list[Request]:
    """In the order that is wanted; those behind `after`."""
    conditions, args = _narrowed(wanted)
    columns, way = _ORDERS[wanted.sort]
    if after is not None:
        conditions.append(f"({', '.join(columns)}) {'<' if way == 'DESC' else '>'} ({places(columns)})")
        args += after
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = ", ".join(f"{column} {way}" for column in columns)
    return _rows(f"{where} ORDER BY {order} LIMIT ?", (*args, limit))


def place_of(request: Request, sort: Sort) -> Place:
    """Where a page ends that ends with this one."""
    match sort:
        case "changed" | "untouched":
            return request.changed_at, request.number
        case "newest":
            return (request.number,)
        case "priority":
            return _RANK[request.priority], request.changed_at, request.number


def is_place(place: Sequence[object], sort: Sort) -> bool:
    return len(place) == len(_ORDERS[sort][0])


def owners(channel: str) -> list[Owner]:
    """Who may have requests of this channel, by name."""
    query = f"SELECT id, name, photo FROM account WHERE {_MAY_OWN} ORDER BY name, id"  # noqa: S608
    return [Owner._make(row) for row in bound.connection().execute(query, {"channel": channel})]


def may_own(account: str, channel: str) -> Owner | None:
    query = f"SELECT id, name, photo FROM account WHERE id = :account AND {_MAY_OWN}"  # noqa: S608
    row = bound.connection().execute(query, {"account": account, "channel": channel}).fetchone()
    return None if row is None else Owner._make(row)


def _narrowed(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    args: list[Any] = []
    for column in ("owner", "category", "channel", "contact", "chat"):
        if (value := getattr(wanted, column)) is not None:
            conditions.append(f"request.{column} = ?")
            args.append(value)
    for column, values in (
        ("channel", wanted.channels),
        ("status", wanted.statuses or None),
        ("priority", wanted.priorities or None),
    ):
        if values is not None:
            conditions.append(f"request.{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - our own words
            args.append(json.dumps(values))
    if wanted.unowned:
        conditions.append("request.owner IS NULL")
    if wanted.words:
        found = "number IN (SELECT rowid FROM request_index WHERE request_index MATCH ?)"
        conditions.append(f"({found} OR number = ?)")
        args += (all_of(wanted.words), wanted.number)
    return conditions, args


def _values(request: NewRequest) -> tuple[Any, ...]:
    return tuple(getattr(request, name) for name in _NEW)


def _rows(rest: str, args: Sequence[str | int | None]) -> list[Request]:
    rows = bound.connection().execute(f"{_SELECT} {rest}", args)
    return [_of_row(row) for row in rows]


def _of_row(row: tuple[Any, ...]) -> Request:
    values = dict(zip((*_FIELDS, *_NAMES), row, strict=True))
    return Request(**{**values, "told": bool(values["told"])})
