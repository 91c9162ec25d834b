"""What `Store` promises to whoever writes and reads, with threads and without."""

import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import peewee
import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from store import bound, tables
from store.database import Store, StoreBusy, StoreTrouble
from store.lane import WAITING_LIMIT
from store.queries import meta
from tests.store.together import together

Look = Callable[..., list[tuple[Any, ...]]]


def writes_then_fails(key: str) -> None:
    meta.put(key, "half")
    raise LookupError(key)


def let_the_file_grow_by(pages: int) -> None:
    connection = bound.connection()
    (now,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {now + pages}").fetchone()


@contextmanager
def files_may_not_grow_beyond(size: int) -> Iterator[None]:
    """Every write past `size` bytes of a file fails, as on a broken disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_write_is_on_disk_for_everybody_when_it_returns(store: Store, seen: Look) -> None:
    await store.write(meta.put, "colour", "blue")

    assert seen("SELECT value FROM meta WHERE key = 'colour'") == [("blue",)]


async def test_sqlite_is_told_to_flush_every_commit_to_the_disk(store: Store) -> None:
    def modes() -> tuple[Any, ...]:
        ask = bound.connection().execute
        return tuple(
            ask(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        )

    full = 2
    assert await store.write(modes) == ("wal", full, 1)


async def test_a_read_sees_every_write_that_has_returned(store: Store) -> None:
    for number in range(20):
        await store.write(meta.put, "number", str(number))

        assert await store.read(meta.value_of, "number") == str(number)


async def test_writes_are_done_in_the_order_they_were_asked_for(store: Store) -> None:
    asked: list[int] = []
    done: list[int] = []

    async def ask(number: int) -> None:
        asked.append(number)
        await store.write(done.append, number)

    async with trio.open_nursery() as nursery:
        for number in range(100):
            nursery.start_soon(ask, number)

    assert done == asked


async def test_writes_that_wait_together_share_a_commit(store: Store, inline: bool) -> None:
    before = store.statistics()

    await together(store, inline, *(partial(store.write, meta.put, str(n), "x") for n in range(50)))

    after = store.statistics()
    assert after.writes - before.writes == 51
    assert after.commits - before.commits == 2
    assert after.largest_group == 50
    assert after.last_commit_ms > 0
    assert after.waiting_writes == 0


async def test_a_write_that_fails_takes_nobody_with_it(store: Store, inline: bool, seen: Look) -> None:
    writes = [partial(store.write, meta.put, str(number), "x") for number in range(20)]
    writes[7] = partial(store.write, writes_then_fails, "7")

    results = await together(store, inline, *writes)

    assert isinstance(results[7], LookupError)
    assert [result for result in results if result is not None] == [results[7]]
    assert {key for (key,) in seen("SELECT key FROM meta WHERE value = 'x'")} == {str(n) for n in range(20)} - {
        "7"
    }


async def test_a_write_that_fails_leaves_nothing_behind(store: Store, seen: Look) -> None:
    with pytest.raises(LookupError):
        await store.write(writes_then_fails, "key")

    assert seen("SELECT * FROM meta WHERE key = 'key'") == []


async def test_a_cancelled_caller_leaves_and_its_write_may_still_happen(
    store: Store, inline: bool, seen: Look
) -> None:
    gate = threading.Event()
    if inline:
        gate.set()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.write, gate.wait)
        await wait_all_tasks_blocked()
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as callers:
                callers.start_soon(store.write, meta.put, "left", "x")
                scope.cancel()
                await trio.lowlevel.checkpoint_if_cancelled()
        gate.set()
    await store.write(meta.put, "stayed", "x")

    assert scope.cancelled_caught
    assert store.statistics().waiting_writes == 0
    assert seen("SELECT key FROM meta WHERE key = 'stayed'") == [("stayed",)]


async def test_a_caller_that_was_cancelled_before_asks_for_nothing(store: Store, seen: Look) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await store.write(meta.put, "key", "x")

    await store.write(meta.put, "other", "x")
    assert seen("SELECT key FROM meta WHERE value = 'x'") == [("other",)]


async def test_whoever_comes_when_too_many_wait_is_told_at_once(store: Store, inline: bool) -> None:
    refused = 0

    async def ask() -> None:
        nonlocal refused
        try:
            await store.write(int)
        except StoreBusy:
            refused += 1

    await together(store, inline, *([ask] * (WAITING_LIMIT + 5)), largest=WAITING_LIMIT - 1)

    assert refused >= 5
    assert await store.write(int) == 0


async def test_a_read_cannot_write(store: Store, seen: Look) -> None:
    with pytest.raises(StoreTrouble, match="cannot be written"):
        await store.read(meta.put, "key", "x")

    assert seen("SELECT * FROM meta WHERE key = 'key'") == []


async def test_a_read_sees_one_state_however_long_it_takes(store: Store, path: Path) -> None:
    def twice() -> list[str | None]:
        first = meta.value_of("number")
        other = sqlite3.connect(path)
        other.execute("UPDATE meta SET value = 'later' WHERE key = 'number'")
        other.commit()
        other.close()
        return [first, meta.value_of("number")]

    await store.write(meta.put, "number", "sooner")

    assert await store.read(twice) == ["sooner", "sooner"]
    assert await store.read(meta.value_of, "number") == "later"


async def test_a_slow_read_holds_up_neither_writes_nor_other_reads(path: Path) -> None:
    gate = threading.Event()
    async with Store.open(path) as store, trio.open_nursery() as nursery:
        nursery.start_soon(store.read, gate.wait)
        await wait_all_tasks_blocked()
        await store.write(meta.put, "key", "x")

        assert await store.read(meta.value_of, "key") == "x"
        assert store.statistics().waiting_reads == 1
        gate.set()


async def test_what_a_read_raises_reaches_its_caller(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await store.read(divmod, 1, 0)

    assert await store.read(divmod, 7, 2) == (3, 1)


async def test_a_query_that_strays_into_the_loop_fails(store: Store) -> None:
    await store.write(meta.put, "key", "x")

    with pytest.raises((AttributeError, peewee.InterfaceError)):
        tables.Fact.get_or_none(tables.Fact.key == "key")


async def test_while_the_disk_is_full_writes_are_refused_and_then_go_on(store: Store, inline: bool) -> None:
    await store.write(let_the_file_grow_by, 2)
    large = "x" * 100_000

    results = await together(store, inline, *(partial(store.write, meta.put, str(n), large) for n in range(5)))
    with pytest.raises(StoreTrouble, match="the disk is full"):
        await store.write(meta.put, "key", large)

    assert [type(result) for result in results] == [StoreTrouble] * 5
    assert len(set(map(id, results))) == 5  # each caller raises an error of its own
    assert store.statistics().troubles == 2
    assert await store.read(meta.value_of, "0") is None
    await store.write(let_the_file_grow_by, 1_000)
    await store.write(meta.put, "key", large)
    assert await store.read(meta.value_of, "key") == large


async def test_after_a_disk_error_the_file_is_opened_anew(store: Store) -> None:
    await store.write(meta.put, "before", "x")

    with files_may_not_grow_beyond(64 * 1024), pytest.raises(StoreTrouble, match="the disk failed"):
        await store.write(meta.put, "key", "x" * 100_000)

    await store.write(meta.put, "after", "x")
    assert await store.read(meta.value_of, "before") == "x"
    assert await store.read(meta.value_of, "after") == "x"


async def test_when_the_writer_dies_nobody_waits_for_ever(path: Path, inline: bool) -> None:
    def die() -> None:
        raise SystemExit

    async with Store.open(path, inline=inline) as store:
        results = await together(store, inline, partial(store.write, die), partial(store.write, int), largest=0)

        assert [type(result) for result in results] == [StoreTrouble, StoreTrouble]
        with pytest.raises(StoreTrouble, match="SystemExit"):
            await store.watch()
        with pytest.raises(StoreTrouble, match="has died"):
            await store.write(int)
        assert store.statistics().waiting_writes == 0


async def test_what_waits_when_the_store_closes_is_still_stored(path: Path, inline: bool, seen: Look) -> None:
    async with trio.open_nursery() as nursery, Store.open(path, inline=inline) as store:
        for number in range(200):
            nursery.start_soon(store.write, meta.put, str(number), "x")
        for _ in range(2):  # all of them have asked, and few were answered
            await trio.lowlevel.checkpoint()

    assert seen("SELECT count(*) FROM meta WHERE value = 'x'") == [(200,)]


async def test_a_closed_store_takes_nothing(path: Path, inline: bool) -> None:
    async with Store.open(path, inline=inline) as store:
        pass

    with pytest.raises(StoreTrouble, match="closed"):
        await store.write(int)
    with pytest.raises(StoreTrouble, match="closed"):
        await store.read(int)


async def test_two_stores_in_one_process_keep_apart(tmp_path: Path, inline: bool) -> None:
    async with Store.open(tmp_path / "a.db", inline) as one, Store.open(tmp_path / "b.db", inline) as other:
        await one.write(meta.put, "name", "one")
        await other.write(meta.put, "name", "other")

        assert await one.read(meta.value_of, "name") == "one"
        assert await other.read(meta.value_of, "name") == "other"


async def test_inline_the_virtual_clock_stands_still_for_the_store(
    path: Path,
    autojump_clock: trio.testing.MockClock,  # noqa: ARG001 - it is the clock of this test
) -> None:
    async with Store.open(path, inline=True) as store:
        began = trio.current_time()
        with trio.fail_after(1):
            for number in range(100):
                await store.write(meta.put, "number", str(number))

        assert trio.current_time() == began
