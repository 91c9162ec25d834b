"""The clock: real milliseconds at the start, trio's time after it."""

import time
from typing import Final

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock

from actors.clock import Clock

EPOCH: Final = 1_770_000_000_000
TEN_YEARS_MS: Final = 10 * 366 * 24 * 3_600_000


async def test_it_starts_at_the_time_given_and_moves_with_trios_clock(mock_clock: MockClock) -> None:
    clock = Clock(EPOCH)
    assert clock.now_ms() == EPOCH

    mock_clock.jump(61.5)

    assert clock.now_ms() == EPOCH + 61_500


async def test_without_a_time_given_it_starts_at_the_wall_clocks() -> None:
    before = time.time_ns() // 1_000_000
    now = Clock().now_ms()

    assert before <= now <= time.time_ns() // 1_000_000 + 1


async def test_a_jump_of_the_system_clock_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    before = clock.now_ms()

    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert before <= clock.now_ms() < before + 60_000


@given(ms=st.integers(0, TEN_YEARS_MS), epoch=st.integers(0, 2 * EPOCH), uptime=st.floats(0, 1e8))
def test_who_sleeps_until_a_moment_finds_it_come(ms: int, epoch: int, uptime: float) -> None:
    mock = MockClock()

    async def story() -> None:
        mock.jump(uptime)
        clock = Clock(epoch)
        mock.jump(max(0.0, clock.at(epoch + ms) - trio.current_time()))

        assert trio.current_time() >= clock.at(epoch + ms)
        assert clock.now_ms() == epoch + ms

    trio.run(story, clock=mock)
