"""What grows beside the chats and is of no use after a time: forgotten here, a page at a time.

One table says what and after how long; docs/running.md says it to operators, and which tables stay. Each sweep is
alone: one that fails is logged and tried again with the next round, and the others go on.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import structlog
import trio

from actors.clock import Clock
from actors.domain.outbox import DAY_MS
from store.database import Store
from store.queries import deflections, drafts, identities, letters, webhooks

# Rows of one write: a chat's message that comes meanwhile waits for some milliseconds.
PAGE: Final = 200
ROUND_S: Final = 3_600.0

log = structlog.get_logger()


class Sweep(NamedTuple):
    """`forget` deletes so many at most of what is older than a time; how many there were."""

    forget: Callable[[int, int], int]
    after_ms: int


SWEEPS: Final[dict[str, Sweep]] = {
    # How long what was sent can be looked at. An answer to a request leaves a line: to whom, and how it went.
    "letters": Sweep(letters.forget, 30 * DAY_MS),
    "deliveries": Sweep(webhooks.forget, 30 * DAY_MS),
    # Her question is counted. A chat that begins with its key begins on the same page, within a day.
    "deflections": Sweep(deflections.forget, 30 * DAY_MS),
    # What an agent has typed and not sent for so long, she will not send.
    "drafts": Sweep(drafts.forget, 30 * DAY_MS),
    # Tokens that have ended are refused for that.
    "identities": Sweep(identities.forget, 0),
}


class Housekeeping:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def run(self) -> None:
        """Now and once an hour, for ever."""
        while True:
            for name in SWEEPS:
                await self.sweep(name)
            await trio.sleep(ROUND_S)

    async def sweep(self, name: str) -> None:
        """One of `SWEEPS`, until nothing is left for it."""
        forget, after_ms = SWEEPS[name]
        try:
            while await self._store.write(forget, self._clock.now_ms() - after_ms, PAGE):
                pass
        except Exception:
            log.exception("sweep.failed", what=name)
