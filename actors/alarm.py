"""One alarm for all actors: at a set time a ref is told `Ring`.

A chat moves its deadline with nearly every message, nearly always to a later time. So moving later only notes
the new time; the entry in the heap stays where it is, and when it comes up early it is pushed again. Moving
earlier pushes a new entry and leaves the old one stale. A ref has one live entry at most, stale ones are swept
when they outnumber the live ones, and an actor that ends takes its bell with it: the memory is that of the
living.
"""

import heapq
import math
from typing import Final

import msgspec
import structlog
import trio

from actors.runtime import ActorDeadError, MailboxFull, TrioActorRef

# A full mailbox drains in milliseconds or is broken; its actor is not worth a tighter loop.
RETRY_S: Final = 0.05

# After so many rings in a row others get a turn; a start-up may ring thousands of deadlines that passed meanwhile.
RINGS_IN_A_ROW: Final = 64

# Below this a heap of stale entries is not worth sweeping.
SWEEP_FROM: Final = 64

log = structlog.get_logger()


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """The time set has come. `now` in trio clock seconds; a Ring may come for a time that was moved on since."""

    now: float


class _Bell:
    __slots__ = ("due", "entry", "ref", "rings_at")

    def __init__(self, ref: TrioActorRef) -> None:
        self.ref = ref
        self.due = math.inf  # when its owner wants it; infinity is never
        self.rings_at = math.inf  # when its live entry in the heap comes up
        self.entry = 0  # the number of that entry; 0 is none


class Alarm:
    """`set` and `cancel` may be called at any time; `run` is the task that rings."""

    def __init__(self) -> None:
        self._bells: dict[TrioActorRef, _Bell] = {}
        self._heap: list[tuple[float, int, _Bell]] = []
        self._live = 0
        self._number = 0
        self._wake = trio.Event()

    def set(self, ref: TrioActorRef, when: float) -> None:
        """Ring `ref` at `when` (trio clock seconds), and at no other time."""
        if ref.gone:
            return
        bell = self._bells.get(ref)
        if bell is None:
            bell = self._bells[ref] = _Bell(ref)
            ref.when_ended(self._forget)
        bell.due = when
        if when < bell.rings_at:
            self._push(bell)

    def cancel(self, ref: TrioActorRef) -> None:
        bell = self._bells.get(ref)
        if bell is not None:
            bell.due = math.inf

    def due(self, ref: TrioActorRef) -> float | None:
        """When it will ring, or None."""
        bell = self._bells.get(ref)
        return None if bell is None or bell.due == math.inf else bell.due

    def __len__(self) -> int:
        """Entries in the heap, stale ones included: what it costs."""
        return len(self._heap)

    async def run(self) -> None:
        while True:
            for _ in range(RINGS_IN_A_ROW):
                if not self._heap or self._heap[0][0] > trio.current_time():
                    break
                self._come_up(*heapq.heappop(self._heap))
            else:
                await trio.lowlevel.checkpoint()
                continue
            self._wake = trio.Event()
            with trio.move_on_at(self._heap[0][0] if self._heap else math.inf):
                await self._wake.wait()

    def _come_up(self, _when: float, number: int, bell: _Bell) -> None:
        if bell.entry != number:  # stale
            return
        self._drop_entry(bell)
        now = trio.current_time()
        if bell.due <= now:
            bell.due = math.inf
            self._ring(bell, now)
        if bell.due != math.inf:
            self._push(bell)

    def _ring(self, bell: _Bell, now: float) -> None:
        try:
            bell.ref.tell(Ring(now=now))
        except MailboxFull:
            bell.due = now + RETRY_S
        except ActorDeadError:
            pass  # it has ended, and whoever comes back to its address sets an alarm of its own

    def _push(self, bell: _Bell) -> None:
        self._drop_entry(bell)
        self._number += 1
        self._live += 1
        bell.rings_at, bell.entry = bell.due, self._number
        if not self._heap or bell.due < self._heap[0][0]:
            self._wake.set()
        heapq.heappush(self._heap, (bell.due, self._number, bell))
        self._sweep()

    def _drop_entry(self, bell: _Bell) -> None:
        if bell.entry:
            self._live -= 1
        bell.rings_at, bell.entry = math.inf, 0

    def _forget(self, ref: TrioActorRef) -> None:
        self._drop_entry(self._bells.pop(ref))
        self._sweep()

    def _sweep(self) -> None:
        if len(self._heap) < SWEEP_FROM or len(self._heap) <= 2 * self._live:
            return
        self._heap = [entry for entry in self._heap if entry[2].entry == entry[1]]
        heapq.heapify(self._heap)
