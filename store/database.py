"""The store: one writer whose callers share commits, and readers beside it.

`write` and `read` run a plain function off the loop, inside a transaction, with the tables bound to a connection.
Everything that queued while the last commit ran goes into the next one, and a caller goes on after the commit that
holds its write: durable on return. So a commit to the disk costs the same for one caller and for five hundred.

The group is tried as a whole. If one of its writes fails, it is rolled back and tried again in halves until the
culprit stands alone: the others are stored, in the order they came. Hence a write may run more than once, and has
no effect but on the database. A disk that fails (full, broken) is nobody's fault: the whole group is told
`StoreTrouble`, and the next group tries anew.
"""

import functools
import itertools
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, Never, ParamSpec, Self, TypeVar

import outcome
import peewee
import trio

from store import bound, schema
from store.errors import SchemaTooNew, StoreBusy, StoreError, StoreTrouble
from store.lane import WAITING_LIMIT, Lane, Outcomes

__all__ = ["Batch", "SchemaTooNew", "Statistics", "Store", "StoreBusy", "StoreError", "StoreTrouble"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

# Seconds; for `sys.setswitchinterval` of a process that holds a store. A thread that wants the interpreter may
# insist only when nobody has let go of it for this long. The loop lets go for a moment at every system call, so
# with Python's own 5 ms the writer beside a busy loop does not insist for a second at a time. Beside a loop that
# computes in steps of 0.2 ms the slowest hundredth of appends took 1.3 s, and 0.12 s with this.
SWITCH_INTERVAL_S: Final = 0.0001

# Stores many items at once, in order, on the bare connection. Whatever it raises, nothing of the group is stored.
Batch = Callable[[sqlite3.Connection, Sequence[T]], None]

# After these the connection is as good as before. After the others it is opened anew.
_HARMLESS: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Statistics(NamedTuple):
    """What the writer has done since the start, and how many calls wait now."""

    commits: int
    writes: int
    largest_group: int
    last_commit_ms: float
    troubles: int
    waiting_writes: int
    waiting_reads: int


class _Job(NamedTuple):
    """A function to run with the tables bound."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def run(self) -> outcome.Value[Any]:
        return outcome.Value(self.function(*self.args, **self.kwargs))


class _Piece(NamedTuple):
    """One item for a batch."""

    batch: Batch[Any]
    item: Any


_Write = _Job | _Piece


class Store:
    """A database file, open. Made by `Store.open`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Lane[_Write] = Lane(self._writing, most=WAITING_LIMIT, on_death=self._die)
        self._readers: Lane[_Job] = Lane(self._reading, most=1, on_death=self._die)
        self._commits = self._writes = self._largest_group = self._troubles = 0
        self._last_commit_ms = 0.0
        self._death = ""
        self._died = trio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, inline: bool = False, readers: int = 3) -> AsyncIterator[Self]:
        """Migrate the file at `path`, making it where there is none, and work on it until the block ends.

        `inline` keeps everything in the loop's own thread; only for tests, whose clock a thread would not follow.
        """
        if inline:
            schema.migrate(path)
        else:
            await trio.to_thread.run_sync(schema.migrate, path)
        store = cls(path)
        store._writer.start("store-writer", threads=0 if inline else 1)
        store._readers.start("store-reader", threads=0 if inline else readers)
        try:
            yield store
        finally:
            await store._writer.close()
            await store._readers.close()

    async def write(self, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `job` in the next commit; return its result once that is on disk.

        A caller that is cancelled leaves at once, and its write may still happen.
        """
        result: R = await self._writer.do(_Job(job, args, kwargs))
        return result

    async def write_batched(self, batch: Batch[T], item: T) -> None:
        """Let `batch` store `item` in the next commit, with the others that wait for the same batch."""
        await self._writer.do(_Piece(batch, item))

    async def read(self, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `job` on one state of the database, which holds every write that has returned."""
        result: R = await self._readers.do(_Job(job, args, kwargs))
        return result

    async def watch(self) -> Never:
        """Wait for ever; `StoreTrouble` if a thread of the store dies. Run it where that ends the process."""
        await self._died.wait()
        raise StoreTrouble(self._death)

    def statistics(self) -> Statistics:
        return Statistics(
            commits=self._commits,
            writes=self._writes,
            largest_group=self._largest_group,
            last_commit_ms=self._last_commit_ms,
            troubles=self._troubles,
            waiting_writes=self._writer.waiting,
            waiting_reads=self._readers.waiting,
        )

    def _die(self, reason: str) -> None:
        self._death = reason
        self._died.set()

    # --- in the threads ---

    @contextmanager
    def _writing(self) -> Iterator[Callable[[list[_Write]], Outcomes]]:
        with _opened(schema.Database(self._path, schema.WRITER)) as database:
            yield functools.partial(self._commit_group, database)

    @contextmanager
    def _reading(self) -> Iterator[Callable[[list[_Job]], Outcomes]]:
        with _opened(schema.Database(self._path, schema.READER)) as database:
            yield functools.partial(self._read_one, database)

    def _commit_group(self, database: schema.Database, group: list[_Write]) -> Outcomes:
        began = time.perf_counter()
        outcomes = self._attempt(database, group)
        self._last_commit_ms = (time.perf_counter() - began) * 1000
        self._writes += len(group)
        self._largest_group = max(self._largest_group, len(group))
        return outcomes

    def _attempt(self, database: schema.Database, group: Sequence[_Write]) -> Outcomes:
        """Store the group in one commit, or what is sound of it in several."""
        try:
            outcomes = _transaction(database, group)
        except Exception as error:  # noqa: BLE001 - whatever a write raises belongs to its caller
            if (reason := self._trouble(database, error)) is not None:
                return [outcome.Error(StoreTrouble(reason)) for _ in group]
            if len(group) == 1:
                return [outcome.Error(error)]
            half = len(group) // 2
            return [*self._attempt(database, group[:half]), *self._attempt(database, group[half:])]
        self._commits += 1
        return outcomes

    def _read_one(self, database: schema.Database, jobs: list[_Job]) -> Outcomes:
        try:
            with bound.to(database), _connected(database).atomic():
                return [job.run() for job in jobs]
        except Exception as error:  # noqa: BLE001 - as above
            reason = self._trouble(database, error)
            return [outcome.Error(error if reason is None else StoreTrouble(reason))]

    def _trouble(self, database: schema.Database, error: Exception) -> str | None:
        """What is wrong with the disk or the file; None if the fault lies with the write."""
        code = schema.code_of(error)
        reason = schema.TROUBLE.get(code)
        if reason is None:
            return None
        self._troubles += 1
        if code not in _HARMLESS:
            with suppress(peewee.PeeweeException, sqlite3.Error):
                database.close()
        return f"{reason}: {error}"


def _transaction(database: schema.Database, group: Sequence[_Write]) -> Outcomes:
    outcomes: list[outcome.Outcome[Any]] = []
    with bound.to(database), _connected(database).atomic("immediate"):
        for batch, writes in itertools.groupby(group, key=_batch_of):
            if batch is None:
                outcomes += [write.run() for write in writes if isinstance(write, _Job)]
            else:
                items = [write.item for write in writes if isinstance(write, _Piece)]
                batch(bound.connection(), items)
                outcomes += [outcome.Value(None) for _ in items]  # each is taken once
    return outcomes


def _batch_of(write: _Write) -> Batch[Any] | None:
    return write.batch if isinstance(write, _Piece) else None


def _connected(database: schema.Database) -> schema.Database:
    """Open again after trouble; usually it is open."""
    database.connect(reuse_if_open=True)
    return database


@contextmanager
def _opened(database: schema.Database) -> Iterator[schema.Database]:
    database.connect()
    try:
        yield database
    finally:
        if not database.is_closed():
            database.close()
