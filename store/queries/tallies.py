"""Samples and what they add up to. Which column means what is said on the floor above.

What is read here is small however many chats there were: a row of `tally` for each channel and span, found by its
key. Every reader also takes what is still in `sample`, in the same state of the database, so that nothing is
missed and nothing is counted twice.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from store import bound
from store.journal import SAMPLE_COLUMNS, SampleRow, insert_samples
from store.tables_figures import EVERYBODY, MOSTS, SPREADS, SUMS

Columns = dict[str, int]


class Cell(NamedTuple):
    """The key of a tally. `agent` is EVERYBODY for all of the channel's together."""

    grain: int
    channel: str
    agent: str
    at: int


class Part(NamedTuple):
    """Tallies of one grain, from `begin` until before `end`, that belong to the group with this number."""

    group: int
    grain: int
    begin: int
    end: int


class Found(NamedTuple):
    group: int
    channel: str
    agent: str
    columns: Columns


_SAMPLE: Final = ", ".join(SAMPLE_COLUMNS)
NUMBERS: Final = (*SUMS, *MOSTS)
_ALL: Final = (*NUMBERS, *SPREADS)
# A lane after the other, the lowest first; what is empty at the upper end is not stored.
_ORDER: Final = "little"


def put_samples(samples: Sequence[SampleRow]) -> None:
    """Those that no chat's event has brought: they come with their event through the journal."""
    insert_samples(bound.connection(), samples)


def samples(most: int = -1) -> list[SampleRow]:
    """What is in no tally yet, the oldest first."""
    query = f"SELECT {_SAMPLE} FROM sample ORDER BY id LIMIT ?"  # noqa: S608 - our own words, here and below
    return bound.connection().execute(query, (most,)).fetchall()


def forget_samples(many: int) -> None:
    """The oldest ones, which are in the tallies now."""
    bound.connection().execute(
        "DELETE FROM sample WHERE id IN (SELECT id FROM sample ORDER BY id LIMIT ?)", (many,)
    )


def get(cell: Cell) -> Columns:
    query = f"SELECT {', '.join(_ALL)} FROM tally WHERE grain = ? AND channel = ? AND agent = ? AND at = ?"  # noqa: S608
    row = bound.connection().execute(query, cell).fetchone()
    return _columns(_ALL, row) if row is not None else {}


def put(cells: Mapping[Cell, Columns]) -> None:
    names = (*Cell._fields, *_ALL)
    query = f"INSERT OR REPLACE INTO tally ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    bound.connection().executemany(
        query,
        (
            (
                *cell,
                *(columns.get(name, 0) for name in NUMBERS),
                *(_blob(columns.get(name, 0)) for name in SPREADS),
            )
            for cell, columns in cells.items()
        ),
    )


def since(grain: int, at: int) -> list[tuple[Cell, Columns]]:
    """The tallies of one grain that begin then or later."""
    query = (
        f"SELECT {', '.join(Cell._fields)}, {', '.join(_ALL)} FROM tally "  # noqa: S608
        f"WHERE grain = ? AND channel = ? AND agent = ? AND at >= ?"
    )
    found: list[tuple[Cell, Columns]] = []
    width = len(Cell._fields)
    for channel, agent in places(grain):
        rows = bound.connection().execute(query, (grain, channel, agent, at))
        found += [(Cell._make(row[:width]), _columns(_ALL, row[width:])) for row in rows]
    return found


def places(grain: int) -> list[tuple[str, str]]:
    """Each channel and agent that has tallies: leaping from one to the next, not reading what is between."""
    query = """
        WITH RECURSIVE place (channel, agent) AS (
            SELECT * FROM (SELECT channel, agent FROM tally WHERE grain = :grain ORDER BY channel, agent LIMIT 1)
            UNION ALL
            SELECT next.value ->> 0, next.value ->> 1 FROM place, json_each((
                SELECT json_array(json_array(channel, agent)) FROM tally
                WHERE grain = :grain AND (channel, agent) > (place.channel, place.agent)
                ORDER BY channel, agent LIMIT 1
            )) AS next
        )
        SELECT channel, agent FROM place
    """
    found = bound.connection().execute(query, {"grain": grain}).fetchall()
    return [(channel, agent) for channel, agent in found]


def sums(parts: Sequence[Part], wanted: Sequence[tuple[str, str]], columns: Sequence[str]) -> list[Found]:
    """The sums of the groups for each channel and agent of `wanted`; those with nothing are left out."""
    numbers = [name for name in columns if name not in SPREADS]
    spreads = [name for name in columns if name in SPREADS]
    reads = [f"{'max' if name in MOSTS else 'sum'}(tally.{name})" for name in numbers]
    found = {
        (group, channel, agent): _columns(numbers, row)
        for group, channel, agent, _, *row in _rows(["count(*)", *reads], parts, wanted, "GROUP BY 1, 2, 3")
    }
    if spreads:
        reads = [f"tally.{name}" for name in spreads]
        some = " OR ".join(f"{each} IS NOT NULL" for each in reads)
        for group, channel, agent, *row in _rows(reads, parts, wanted, f"AND ({some})"):
            into = found[group, channel, agent]
            for name, spread in _columns(spreads, row).items():
                into[name] = into.get(name, 0) + spread
    return [Found(*key, row) for key, row in found.items()]


def _rows(reads: Sequence[str], parts: Sequence[Part], wanted: Sequence[tuple[str, str]], end: str) -> Any:  # noqa: ANN401
    """CROSS JOIN: in this order, so that each part is a few steps of the key."""
    query = (
        "WITH part (n, grain, begin, until) AS MATERIALIZED "  # noqa: S608
        "(SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)), "
        "place (channel, agent) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(?)) "
        f"SELECT part.n, tally.channel, tally.agent, {', '.join(reads)} "
        "FROM part CROSS JOIN place CROSS JOIN tally "
        "WHERE tally.grain = part.grain AND tally.channel = place.channel AND tally.agent = place.agent "
        f"AND tally.at >= part.begin AND tally.at < part.until {end}"
    )
    return bound.connection().execute(query, (json.dumps(parts), json.dumps(wanted)))


def clear(kept: Sequence[str]) -> None:
    """Forget all that was added up, but for the columns of `kept`."""
    connection = bound.connection()
    connection.execute("DELETE FROM sample")
    gone = [name for name in NUMBERS if name not in kept]
    connection.execute(f"UPDATE tally SET {', '.join(f'{name} = 0' for name in gone)}")  # noqa: S608
    connection.execute(f"UPDATE tally SET {', '.join(f'{name} = NULL' for name in SPREADS)}")  # noqa: S608


def waiting_and_active() -> dict[str, tuple[int, int]]:
    """Of each channel with open chats: how many wait now, and how many have an agent."""
    query = """
        SELECT channel, sum(status = 'queued'), sum(status = 'active') FROM chat
        WHERE status IN ('bot', 'queued', 'active') GROUP BY channel
    """
    return {channel: (waiting, active) for channel, waiting, active in bound.connection().execute(query)}


def channel_names() -> dict[str, str]:
    """Of all channels there ever were, by name."""
    return dict(bound.connection().execute("SELECT key, name FROM channel ORDER BY name"))


def _columns(names: Sequence[str], row: Sequence[Any]) -> Columns:
    """Without what is zero."""
    return {
        name: int.from_bytes(value, _ORDER) if name in SPREADS else value
        for name, value in zip(names, row, strict=True)
        if value
    }


def _blob(spread: int) -> bytes | None:
    return spread.to_bytes((spread.bit_length() + 7) // 8, _ORDER) if spread else None


assert EVERYBODY == ""  # the default of nothing, in SQL as here
