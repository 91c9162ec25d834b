"""What the clients were told, beside what is on disk.

Clients enter each answer and each event they get; `compare` holds the entries against the database file, and
`audit` the file against itself. The file is read as anybody may read it, by a plain connection that knows nothing
of the server.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from actors.domain.chat import Chat, evolve
from actors.domain.settings import ChannelSettings
from actors.domain.views import Audience, push
from actors.log import chat_row, event_of, kept_of
from actors.messages import Event
from store.journal import ChatRow, EventRow

LOOK: Final = ChannelSettings().look


class Ack(NamedTuple):
    """The server said: this is stored, as number `seq`. `at` is absent where the answer has none."""

    chat: str
    key: str
    seq: int
    at: int | None


class Ledger:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.acks: list[Ack] = []
        self.refused: list[str] = []  # keys that were answered with a final no
        self.retries = 0
        self.resumed = 0
        self._told: list[tuple[Audience, dict[str, Any]]] = []
        self._compared = 0
        self._rowid = 0
        self._stored: dict[str, list[EventRow]] = defaultdict(list)
        self._by_key: dict[tuple[str, str], EventRow] = {}

    def heard(self, audience: Audience, frame: dict[str, Any]) -> None:
        self._told.append((audience, frame))

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            yield connection

    def compare(self) -> None:
        """All that was told until now is on disk, once. To be called while the server runs and nobody talks."""
        self._read_on()
        for ack in self.acks[self._compared :]:
            row = self._by_key.get((ack.chat, ack.key))
            assert row is not None, f"acknowledged and lost: {ack}"
            assert row.seq == ack.seq, f"acknowledged as {ack}, stored as {row}"
            assert ack.at is None or row.at == ack.at, f"acknowledged as {ack}, stored as {row}"
        self._compared = len(self.acks)
        for audience, frame in self._told:
            chat, seq = frame["chat"], frame["seq"]
            stored = self._stored[chat]
            assert len(stored) >= seq, f"told and not stored: {frame}"
            assert frame == as_told(stored[seq - 1], audience)
        self._told.clear()

    def _read_on(self) -> None:
        """Events that are new since the last look; each chat's own come in order and without a gap."""
        columns = ", ".join(EventRow._fields)
        query = f"SELECT rowid, {columns} FROM event WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - our own words
        with self._file() as connection:
            found = connection.execute(query, (self._rowid,)).fetchall()
        for rowid, *values in found:
            row = EventRow(*values)
            self._rowid = rowid
            log = self._stored[row.chat]
            assert row.seq == len(log) + 1, f"a gap or a double: {row} after {len(log)}"
            log.append(row)
            if row.key is not None:
                assert (row.chat, row.key) not in self._by_key, f"stored twice: {row}"
                self._by_key[row.chat, row.key] = row

    def audit(self) -> dict[str, ChatRow]:
        """The file is sound: every row is the fold of its chat's log. The rows by chat."""
        self._read_on()
        with self._file() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            rows = self._rows(connection)
        assert rows.keys() == {chat for chat, log in self._stored.items() if log}
        for row in rows.values():
            kept = kept_of(row)
            folded = evolve(Chat(id=row.id), *self.log(row.id))
            assert kept.chat == replace(folded, keys={})  # which the event table remembers
            assert row == chat_row(folded, kept.marks)
            assert (row.status == "active") <= (row.agent is not None)
        keys = {key for _, key in self._by_key}
        assert keys.isdisjoint(self.refused), "refused and stored all the same"
        return rows

    def _rows(self, connection: sqlite3.Connection, where: str = "") -> dict[str, ChatRow]:
        query = f"SELECT {', '.join(ChatRow._fields)} FROM chat {where}"  # noqa: S608 - our own words
        return {row[0]: ChatRow._make(row) for row in connection.execute(query)}

    def open_chats(self) -> dict[str, ChatRow]:
        with self._file() as connection:
            return self._rows(connection, "WHERE status IN ('bot', 'queued', 'active')")

    def log(self, chat: str) -> list[Event]:
        return [event_of(row) for row in self._stored[chat]]

    def visible(self, chat: str, audience: Audience) -> list[int]:
        """The numbers of the events that this audience may see."""
        return [row.seq for row in self._stored[chat] if as_told(row, audience) is not None]

    @property
    def events(self) -> int:
        return sum(map(len, self._stored.values()))

    @property
    def chats(self) -> int:
        return len(self._stored)


def as_told(row: EventRow, audience: Audience) -> dict[str, Any] | None:
    """The push of a stored event; None where the audience must not see it."""
    seen = push(row.chat, event_of(row), audience, LOOK)
    frame: dict[str, Any] | None = msgspec.json.decode(msgspec.json.encode(seen))
    return frame
