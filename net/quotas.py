"""How much one sender may upload within a while: files, bytes, and how many at once.

By name: a customer's address, an agent's id. Bounded by forgetting the name that was quiet for longest. Time comes
in with every call.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from actors.domain.errors import RateLimited

# Names remembered; a few hundred bytes each.
NAMES: Final = 10_000
# A drag and drop of some pictures at once, over a browser's six connections.
AT_ONCE: Final = 6
# All uploads under way: each has a piece in memory and a file open.
AT_ONCE_IN_ALL: Final = 64
BUSY_MS: Final = 5_000


class Quota(NamedTuple):
    """At most so many `files` and `bytes` within `window_ms`."""

    files: int
    bytes: int
    window_ms: int


# Of one sender: a long afternoon of screenshots, and what a disk can lose to one who means harm.
QUOTA: Final = Quota(files=100, bytes=300 * 1024 * 1024, window_ms=3_600_000)


class Quotas:
    def __init__(self, quota: Quota = QUOTA) -> None:
        self._quota = quota
        self._used: OrderedDict[str, deque[tuple[int, int]]] = OrderedDict()
        self._open: Counter[str] = Counter()

    @contextmanager
    def under_way(self, name: str, now: int) -> Iterator[None]:
        """One more under way. Raises RateLimited where there are enough, or were within the window."""
        if self._open[name] >= AT_ONCE or self._open.total() >= AT_ONCE_IN_ALL:
            raise RateLimited(BUSY_MS, "Other uploads are under way. Try again when they are done.")
        if wait_ms := self._wait_ms(name, now):
            minutes = -(-wait_ms // 60_000)
            raise RateLimited(wait_ms, f"You have sent a lot in a short time. Try again in {minutes} min.")
        self._open[name] += 1
        try:
            yield
        finally:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]

    def used(self, name: str, size: int, now: int) -> None:
        """Bytes that came from this sender, whatever became of them."""
        entries = self._used.setdefault(name, deque())
        self._used.move_to_end(name)
        entries.append((now, size))
        if len(self._used) > NAMES:
            self._used.popitem(last=False)

    def _wait_ms(self, name: str, now: int) -> int:
        entries = self._used.get(name)
        if entries is None:
            return 0
        while entries and entries[0][0] + self._quota.window_ms <= now:
            entries.popleft()
        if not entries:
            del self._used[name]
            return 0
        if len(entries) < self._quota.files and sum(size for _, size in entries) < self._quota.bytes:
            return 0
        return entries[0][0] + self._quota.window_ms - now
