"""The ring of log lines: it keeps the newest, and each reader knows what it missed."""

import trio
import trio.testing

from net.ring import Ring
from tests.patience import PATIENCE_S


def numbered(ring: Ring, *numbers: int) -> None:
    for number in numbers:
        ring.append(b"%d" % number)


def test_a_reader_gets_each_line_once_and_in_order() -> None:
    ring = Ring()
    cursor = ring.cursor()
    numbered(ring, 1, 2, 3)

    assert cursor.take(2) == (0, [b"1", b"2"])
    assert cursor.take(2) == (0, [b"3"])
    assert cursor.take(2) == (0, [])


def test_a_replay_goes_live_without_a_gap_or_a_double() -> None:
    ring = Ring()
    numbered(ring, 1, 2)
    cursor = ring.cursor(replay=True)
    first = cursor.take(1)
    numbered(ring, 3)

    assert [first, cursor.take(9)] == [(0, [b"1"]), (0, [b"2", b"3"])]


def test_a_lapped_reader_is_told_exactly_how_many_lines_it_lost() -> None:
    ring = Ring(lines_max=10)
    cursor = ring.cursor()
    numbered(ring, *range(25))

    assert cursor.take(3) == (15, [b"15", b"16", b"17"])
    numbered(ring, *range(25, 30))
    assert cursor.take(99) == (2, [b"%d" % number for number in range(20, 30)])


def test_readers_lose_lines_each_for_themselves() -> None:
    ring = Ring(lines_max=10)
    quick, slow = ring.cursor(), ring.cursor()
    for number in range(25):
        numbered(ring, number)
        assert quick.take(9) == (0, [b"%d" % number])

    assert slow.take(1) == (15, [b"15"])


def test_it_is_bounded_by_bytes_too() -> None:
    ring = Ring(lines_max=1_000, bytes_max=100)
    cursor = ring.cursor()
    for _ in range(50):
        ring.append(b"x" * 30)

    assert ring.bytes == 90
    assert cursor.take(99) == (47, [b"x" * 30] * 3)


def test_a_line_that_is_larger_than_the_ring_is_lost_and_counted() -> None:
    ring = Ring(bytes_max=100)
    cursor = ring.cursor()
    ring.append(b"x" * 101)

    assert (len(ring), ring.bytes, cursor.take(9)) == (0, 0, (1, []))


async def test_a_reader_sleeps_until_there_is_a_line() -> None:
    ring = Ring()
    got: list[bytes] = []

    async def read() -> None:
        cursor = ring.cursor()
        while len(got) < 2:
            await cursor.wait()
            got.extend(cursor.take(9)[1])

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read)
            await trio.testing.wait_all_tasks_blocked()
            numbered(ring, 1)
            await trio.testing.wait_all_tasks_blocked()
            numbered(ring, 2)

    assert got == [b"1", b"2"]
