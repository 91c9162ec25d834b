"""The order of those who wait in one channel, and what the wait is like. Pure; `actors/channel.py` is its shell.

Front first (they have waited before), then the oldest. A chat that left is simply not here.
"""

from collections.abc import Iterator
from itertools import islice, pairwise

from msgspec import Struct

from actors.domain.figures import average_wait_ms
from actors.messages import ChatCard

# The customers who were answered last say most about the wait to come; older than this says nothing.
AVERAGE_OVER_MS = 60 * 60_000
AVERAGE_LAST = 50


class Place(Struct, frozen=True):
    """Where a chat stands: 1 is next."""

    position: int
    waiting: int
    average_wait_ms: int | None


class Queue:
    """Waiting chats by id, in order. Small (tens; a flood is hundreds), so order is kept by insertion."""

    def __init__(self) -> None:
        self._front: dict[str, ChatCard] = {}
        self._back: dict[str, ChatCard] = {}

    def __len__(self) -> int:
        return len(self._front) + len(self._back)

    def __contains__(self, chat: object) -> bool:
        return chat in self._front or chat in self._back

    def __iter__(self) -> Iterator[ChatCard]:
        yield from self._front.values()
        yield from self._back.values()

    def put(self, row: ChatCard, *, front: bool) -> None:
        """Add a chat, or bring its row up to date without losing its place."""
        if row.id in self:
            place = self._front if row.id in self._front else self._back
            place[row.id] = row
            return
        place = self._front if front else self._back
        place[row.id] = row
        if not _in_order(place):
            ordered = sorted(place.items(), key=lambda item: item[1].queued_at or 0)
            place.clear()
            place.update(ordered)

    def remove(self, chat: str) -> ChatCard | None:
        """Take a chat out; None where it was not in."""
        return self._front.pop(chat, None) or self._back.pop(chat, None)

    def get(self, chat: str) -> ChatCard | None:
        return self._front.get(chat) or self._back.get(chat)

    def head(self) -> ChatCard | None:
        """The chat that is next."""
        return next(iter(self), None)

    def is_front(self, chat: str) -> bool:
        return chat in self._front


def _in_order(place: dict[str, ChatCard]) -> bool:
    """Whether the newest stands rightly at the end; only its neighbour matters."""
    newest = list(islice(reversed(place.values()), 2))
    return all((a.queued_at or 0) >= (b.queued_at or 0) for a, b in pairwise(newest))


class Waits:
    """The waits that ended in an answer lately, for the average that customers are shown: the figure *average
    waiting time* of these.
    """

    def __init__(self, answered: list[tuple[int, int]] | None = None) -> None:
        self._answered = (answered or [])[-AVERAGE_LAST:]

    def add(self, at: int, waited_ms: int) -> None:
        self._answered = [*self._answered[-(AVERAGE_LAST - 1) :], (at, waited_ms)]

    def average_ms(self, now: int) -> int | None:
        """Mean wait of the last answers within the hour; None while there is nothing to measure."""
        recent = [waited for at, waited in self._answered if at > now - AVERAGE_OVER_MS]
        return average_wait_ms(recent)
