"""Whether somebody who finds nobody is missed anew, or only looks again. Pure.

A customer without a chat is known by her address alone. That is kept for as long as this question needs it, in
memory, and written down nowhere.
"""

from typing import Final

# Who comes back within that is still the same missed customer.
AGAIN_MS: Final = 30 * 60_000
# Addresses; the oldest is forgotten for the next, and may then count twice.
VISITORS_KEPT: Final = 10_000


class Missed:
    """Those who found nobody lately, the oldest first."""

    def __init__(self) -> None:
        self._since: dict[str, int] = {}

    def is_new(self, visitor: str, now: int) -> bool:
        since = self._since.get(visitor)
        if since is not None and now < since + AGAIN_MS:
            return False
        self._since.pop(visitor, None)
        self._since[visitor] = now
        if len(self._since) > VISITORS_KEPT:
            del self._since[next(iter(self._since))]
        return True
