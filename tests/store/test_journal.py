"""What the log of a chat promises, whoever writes to it."""

import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database import Store
from store.errors import DuplicateKey, DuplicateStart, StaleWriter
from store.journal import Append, Journal, Progress, load
from tests.store.rows import event_of, row_of, said
from tests.store.together import together

Look = Callable[..., list[tuple[Any, ...]]]
ROOT = Path(__file__).resolve().parents[2]


def log_of(seen: Look, chat: str) -> list[tuple[int, str | None]]:
    return [(seq, key) for seq, key in seen("SELECT seq, key FROM event WHERE chat = ? ORDER BY seq", chat)]


async def test_an_append_is_on_disk_with_its_row_when_it_returns(journal: Journal, seen: Look) -> None:
    await journal.append(Append((event_of("a", 1), event_of("a", 2, "k")), row_of("a", 2, state=b"\x00\xff")))

    assert log_of(seen, "a") == [(1, None), (2, "k")]
    assert seen("SELECT seq, state FROM chat WHERE id = 'a'") == [(2, b"\x00\xff")]


async def test_what_was_stored_is_what_is_loaded(journal: Journal) -> None:
    row = row_of("a", 3, agent="kari", front=1, waiting_ms=12, rating=5, customer_name=None)
    events = tuple(event_of("a", seq, f"k{seq}") for seq in (1, 2, 3))

    await journal.append(Append(events, row))

    assert await journal.load("a") == row
    assert await journal.events("a") == list(events)
    assert await journal.load("b") is None
    assert await journal.events("b") == []


async def test_progress_moves_a_row_on_and_leaves_every_other_column(journal: Journal) -> None:
    row = row_of("a", 1, agent="kari", front=1, waiting_ms=12, customer_name="Mia")
    await journal.append(Append((event_of("a", 1),), row))

    await journal.append(Append((event_of("a", 2, "k"),), Progress("a", 2, 4_711, b"later")))

    assert await journal.load("a") == row._replace(seq=2, last_at=4_711, state=b"later")
    assert len(await journal.events("a")) == 2


async def test_progress_does_not_fall_behind_what_is_stored_nor_begin_a_chat(journal: Journal) -> None:
    await journal.append(Append((event_of("a", 1), event_of("a", 2)), row_of("a", 2)))

    with pytest.raises(StaleWriter):
        await journal.append(Append((event_of("a", 2),), Progress("a", 1, 4_711, b"")))
    with pytest.raises(StaleWriter):
        await journal.append(Append((event_of("b", 1),), Progress("b", 1, 4_711, b"")))

    assert await journal.load("b") is None


async def test_a_row_is_replaced_by_the_next(journal: Journal) -> None:
    await journal.append(said("a", 1))
    after = row_of("a", 2, status="active", agent="kari", channel="sales", answered_at=5, queued_at=None)

    await journal.append(Append((event_of("a", 2),), after))

    assert await journal.load("a") == after


async def test_a_row_may_change_without_an_event(journal: Journal) -> None:
    await journal.append(said("a", 1))

    await journal.append(Append((), row_of("a", 1, state=b"read")))

    assert await journal.load("a") == row_of("a", 1, state=b"read")


async def test_pages_of_a_log_are_in_order_and_meet(journal: Journal) -> None:
    await journal.append(Append(tuple(event_of("a", seq) for seq in range(1, 301)), row_of("a", 300)))

    def seqs(events: list[Any]) -> list[int]:
        return [event.seq for event in events]

    assert seqs(await journal.events("a")) == list(range(1, 201))
    assert seqs(await journal.events("a", after=200)) == list(range(201, 301))
    assert seqs(await journal.events("a", after=298, limit=1)) == [299]
    assert seqs(await journal.last_events("a", 3)) == [298, 299, 300]
    assert seqs(await journal.last_events("a", 3, before=298)) == [295, 296, 297]
    assert seqs(await journal.last_events("a", 3, before=1)) == []


async def test_the_same_key_answers_its_seq_and_stores_nothing(journal: Journal, seen: Look) -> None:
    await journal.append(said("a", 1, "k"))
    await journal.append(said("a", 2, "l"))

    with pytest.raises(DuplicateKey) as refusal:
        await journal.append(said("a", 3, "k", state=b"changed"))

    assert refusal.value.seq == 1
    assert log_of(seen, "a") == [(1, "k"), (2, "l")]
    assert await journal.load("a") == row_of("a", 2)
    assert await journal.seq_of_key("a", "k") == 1
    assert await journal.seq_of_key("a", "m") is None


async def test_a_key_is_the_chats_own(journal: Journal) -> None:
    await journal.append(said("a", 1, "k"))

    await journal.append(said("b", 1, "k"))

    assert await journal.seq_of_key("b", "k") == 1


async def test_the_same_key_twice_at_once_is_stored_once(
    store: Store, journal: Journal, inline: bool, seen: Look
) -> None:
    results = await together(store, inline, *[partial(journal.append, said("a", 1, "k"))] * 2)

    assert sorted(type(result).__name__ for result in results) == ["DuplicateKey", "NoneType"]
    assert log_of(seen, "a") == [(1, "k")]


async def test_a_second_writer_of_a_chat_is_found_out(journal: Journal, seen: Look) -> None:
    await journal.append(said("a", 1))
    await journal.append(said("a", 2, "theirs"))

    with pytest.raises(StaleWriter) as refusal:
        await journal.append(said("a", 2, "mine", state=b"changed"))

    assert (refusal.value.chat, refusal.value.seq) == ("a", 2)
    assert log_of(seen, "a") == [(1, None), (2, "theirs")]
    assert await journal.load("a") == row_of("a", 2)


async def test_no_row_goes_back_behind_the_one_stored(journal: Journal) -> None:
    await journal.append(said("a", 5))

    with pytest.raises(StaleWriter):
        await journal.append(Append((), row_of("a", 4, state=b"old")))

    assert await journal.load("a") == row_of("a", 5)


async def test_a_retry_by_a_stale_writer_gets_its_answer(journal: Journal) -> None:
    await journal.append(said("a", 1, "k"))
    await journal.append(said("a", 9))

    with pytest.raises(DuplicateKey) as refusal:
        await journal.append(said("a", 2, "k"))

    assert refusal.value.seq == 1


async def test_of_events_that_are_stored_together_none_is_stored_alone(journal: Journal, seen: Look) -> None:
    await journal.append(said("a", 1, "k"))

    with pytest.raises(DuplicateKey):
        await journal.append(Append((event_of("a", 2), event_of("a", 3, "k")), row_of("a", 3)))

    assert log_of(seen, "a") == [(1, "k")]


async def test_one_append_that_fails_takes_nobody_with_it(
    store: Store, journal: Journal, inline: bool, seen: Look
) -> None:
    for chat in ("dup", "stale"):
        await journal.append(said(chat, 1, "k"))
    appends = [said(f"chat{number}", 1) for number in range(300)]
    appends[10] = said("dup", 2, "k")
    appends[200] = said("stale", 1)

    results = await together(store, inline, *(partial(journal.append, append) for append in appends))

    failed = {number: type(result) for number, result in enumerate(results) if result is not None}
    assert failed == {10: DuplicateKey, 200: StaleWriter}
    assert seen("SELECT count(*) FROM event") == [(300,)]
    assert seen("SELECT count(*) FROM chat") == [(300,)]


async def test_appends_to_one_chat_in_one_group_keep_their_order(store: Store, inline: bool) -> None:
    journal, asked = Journal(store), 0

    async def append() -> None:
        nonlocal asked
        asked += 1
        await journal.append(said("a", asked, last_at=asked))

    await together(store, inline, *[append] * 30)

    assert await journal.load("a") == row_of("a", 30, last_at=30)
    assert [event.seq for event in await journal.events("a")] == list(range(1, 31))


async def test_appends_and_other_writes_of_one_group_share_its_commit(store: Store, inline: bool) -> None:
    journal = Journal(store)
    before = store.statistics().commits
    writes = [partial(journal.append, said(str(number), 1)) for number in range(10)]

    await together(store, inline, *writes[:5], partial(store.write, int), *writes[5:])

    assert store.statistics().commits - before == 2  # the one that held them up, and theirs


async def test_a_start_with_its_key_and_token_is_stored_once(journal: Journal, seen: Look) -> None:
    await journal.append(said("a", 1)._replace(token_hash=b"hash", start_key="start"))

    with pytest.raises(DuplicateStart) as refusal:
        await journal.append(said("b", 1)._replace(token_hash=b"other", start_key="start"))

    assert refusal.value.chat == "a"
    assert seen("SELECT hash, chat FROM customer_token") == [(b"hash", "a")]
    assert seen("SELECT channel, key, chat FROM chat_start") == [("support", "start", "a")]
    assert await journal.load("b") is None


async def test_a_fault_that_is_no_clash_is_raised_as_it_is(journal: Journal) -> None:
    await journal.append(said("a", 1))

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await journal.append(said("a", 2, status="asleep"))


async def test_with_its_chat_a_log_is_deleted(store: Store, journal: Journal, seen: Look) -> None:
    await journal.append(said("a", 1)._replace(token_hash=b"hash", start_key="start"))

    def delete() -> None:
        from store import bound

        bound.connection().execute("DELETE FROM chat WHERE id = 'a'")

    await store.write(delete)

    for table in ("event", "customer_token", "chat_start"):
        assert seen(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - from the line above


INLINE = True
# What a writer may try: (chat, seq, key). Small numbers, so that they clash.
TRIES = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.sampled_from([None, "k", "l"])), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(TRIES)
def test_whatever_is_tried_together_the_log_is_as_if_tried_one_by_one(
    tries: list[tuple[str, int, str | None]],
) -> None:
    log: dict[str, dict[int, str | None]] = {"a": {}, "b": {}}
    order: list[tuple[str, int, str | None]] = []

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with Store.open(Path(folder) / "x.db", inline=True) as store:
                journal = Journal(store)

                async def append(chat: str, seq: int, key: str | None) -> None:
                    order.append((chat, seq, key))
                    await journal.append(said(chat, seq, key))

                results = await together(store, INLINE, *(partial(append, *each) for each in tries), largest=0)
                assert not [each for each in results if not isinstance(each, None | DuplicateKey | StaleWriter)]
                for chat, seq, key in order:
                    one_by_one(log[chat], seq, key)
                for chat, events in log.items():
                    assert {event.seq: event.key for event in await journal.events(chat)} == events
                    row = await store.read(load, chat)
                    assert (row.seq if row else 0) == max(events, default=0)

    trio.run(run)


def one_by_one(log: dict[int, str | None], seq: int, key: str | None) -> None:
    if seq > max(log, default=0) and (key is None or key not in log.values()):
        log[seq] = key


WRITER = """
import sys, trio
from pathlib import Path
from store.database import Store
from store.journal import Journal
from tests.store.rows import said

async def main():
    async with Store.open(Path(sys.argv[1])) as store, trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(talk, Journal(store), f"{sys.argv[2]}-{number}")

async def talk(journal, chat):
    for seq in range(1, 1_000_000):
        await journal.append(said(chat, seq, f"key{seq}"))
        sys.stdout.write(f"{chat} {seq}\\n")
        sys.stdout.flush()

trio.run(main)
"""


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    acknowledged: dict[str, int] = {}
    for attempt in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(attempt)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(500 + 137 * attempt)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()  # what it had said before it died; the last line may be half of one
        writer.stdout.close()
        writer.wait()
        for line in lines[:-1]:
            chat, seq = line.split()
            acknowledged[chat] = int(seq)

    other = sqlite3.connect(path)
    logs = dict(other.execute("SELECT chat, max(seq) FROM event GROUP BY chat HAVING max(seq) = count(*)"))
    rows = dict(other.execute("SELECT id, seq FROM chat"))
    other.close()
    assert rows == logs
    assert len(acknowledged) == 3 * 20
    assert [chat for chat, seq in acknowledged.items() if logs.get(chat, 0) < seq] == []
