"""When a wait has become too long for a channel, and who shall be told. State, not events: it is asked anew.

Four times per channel (SPEC.md section 2): a new chat and an unanswered message, each for the agents and later for
the managers. A warning is due while its reason lasts; the moment somebody acts, it is due no longer, everywhere.
"""

from collections.abc import Iterable
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

from actors.messages import ChatCard, Status

Span = Annotated[int, Meta(ge=0, le=86_400_000)]
Kind = Literal["new_chat", "unanswered", "manager"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class WarningTimes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Spans in ms after which somebody is warned; None for never."""

    new_chat_ms: Span | None = 60_000
    unanswered_ms: Span | None = 120_000
    manager_new_chat_ms: Span | None = 300_000
    manager_unanswered_ms: Span | None = 300_000


class Due(Struct, frozen=True):
    """One warning that stands, and since when its customer has waited."""

    kind: Kind
    chat: str
    waiting_since: int


def due(rows: Iterable[ChatCard], times: WarningTimes, now: int) -> tuple[frozenset[Due], int | None]:
    """The warnings that stand at `now`, and when the next one will."""
    standing: set[Due] = set()
    later: list[int] = []
    for row in rows:
        since = _waits_since(row)
        if since is None:
            continue
        for kind, after_ms in _times_of(row, times):
            if after_ms is None:
                continue
            if since + after_ms <= now:
                standing.add(Due(kind, row.id, since))
            else:
                later.append(since + after_ms)
    return frozenset(standing), min(later, default=None)


def _waits_since(row: ChatCard) -> int | None:
    """In the queue for anybody; then for a word, of which an agent who has only just come has owed none before."""
    if row.status is Status.QUEUED:
        return row.queued_at
    if row.unanswered_at is None:
        return None
    return max(row.unanswered_at, row.answered_at or 0)


def _times_of(row: ChatCard, times: WarningTimes) -> tuple[tuple[Kind, int | None], ...]:
    if row.status is Status.QUEUED:
        return ("new_chat", times.new_chat_ms), ("manager", times.manager_new_chat_ms)
    return ("unanswered", times.unanswered_ms), ("manager", times.manager_unanswered_ms)


class Warnings:
    """The warnings of one channel that stand now; at most three for each open chat."""

    def __init__(self) -> None:
        self.standing: frozenset[Due] = frozenset()
        self.next_at: int | None = None

    def look(self, rows: Iterable[ChatCard], times: WarningTimes, now: int) -> frozenset[Due]:
        """Those that are over since the last look."""
        before = self.standing
        self.standing, self.next_at = due(rows, times, now)
        return before - self.standing
