"""Failures by name: how many there were lately, and how long the next try must wait for it.

Bounded by forgetting the name that has been quiet for longest. Time comes in with every call.
"""

from collections import OrderedDict, deque
from typing import Final

# Names remembered. A flood of made-up names pushes old ones out; what it costs is 2 MiB at most.
NAMES: Final = 10_000


class Tries:
    """`most` failures within `window_ms`; after the n-th of them a pause of `pauses_ms[n - 1]`."""

    def __init__(self, most: int, window_ms: int, pauses_ms: tuple[int, ...] = ()) -> None:
        self._most = most
        self._window_ms = window_ms
        self._pauses_ms = pauses_ms
        self._failures: OrderedDict[str, deque[int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failures)

    def wait_ms(self, name: str, now: int) -> int:
        """0 when it may be tried now, else how long to wait."""
        failures = self._failures.get(name)
        if failures is None:
            return 0
        while failures and failures[0] + self._window_ms <= now:
            failures.popleft()
        if not failures:
            del self._failures[name]
            return 0
        if len(failures) >= self._most:
            return failures[0] + self._window_ms - now
        pause_ms = self._pauses_ms[len(failures) - 1] if len(failures) <= len(self._pauses_ms) else 0
        return max(0, failures[-1] + pause_ms - now)

    def failed(self, name: str, now: int) -> None:
        failures = self._failures.get(name)
        if failures is None:
            failures = self._failures[name] = deque(maxlen=self._most)
            if len(self._failures) > NAMES:
                self._failures.popitem(last=False)
        self._failures.move_to_end(name)
        failures.append(now)

    def forget(self, name: str) -> None:
        self._failures.pop(name, None)
