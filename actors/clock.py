"""The time of day for actors: the wall clock once, trio's clock ever after.

The offset between the two is taken when the server starts. A later jump of the system clock can then neither
reorder events nor fire a deadline early, and a test with trio's MockClock drives both at once.
The one promise others lean on: whoever sleeps until `at(ms)` finds `now_ms() >= ms` when he wakes.
"""

import time
from typing import Final

import trio

MS_PER_S: Final = 1_000
# Seconds as floats lose up to 0.1 us in ten years of uptime; without this slack `at(ms)` could wake at ms - 1.
SLACK_MS: Final = 0.001


class Clock:
    """Milliseconds since 1970 that never run backwards. Made inside a trio run."""

    def __init__(self, epoch_ms: int | None = None) -> None:
        self._epoch_ms = time.time_ns() // 1_000_000 if epoch_ms is None else epoch_ms
        self._origin = trio.current_time()

    def now_ms(self) -> int:
        return self._epoch_ms + int((trio.current_time() - self._origin) * MS_PER_S + SLACK_MS)

    def at(self, ms: int) -> float:
        """The moment on trio's clock, for `trio.sleep_until` and the alarm."""
        return self._origin + (ms - self._epoch_ms) / MS_PER_S
