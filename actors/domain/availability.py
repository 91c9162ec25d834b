"""Who can be counted on: present, connected (or lately so), allowed to respond. And so: is the channel open?"""

from collections.abc import Iterable

from msgspec import Struct

from actors.messages import ChannelState, PresenceStatus, Rights

# A console that reloads or changes networks is back within this; SPEC.md fixes it at 30 s.
CONSOLE_GRACE_MS = 30_000


class Standing(Struct, frozen=True, kw_only=True):
    """What a channel knows of one of its members. `connected` includes the grace after a drop."""

    status: PresenceStatus
    connected: bool
    rights: Rights

    @property
    def available(self) -> bool:
        return self.status == "present" and self.connected and self.rights.respond


def count_available(members: Iterable[Standing]) -> int:
    return sum(member.available for member in members)


def channel_state(
    available: int, waiting: int, queue_max: int | None, *, within_hours: bool = True
) -> ChannelState:
    """What the widget shows: `open`, `away` (nobody there), `closed` (by the clock), `full` (queue limit)."""
    if not within_hours:
        return "closed"
    if available == 0:
        return "away"
    if queue_max is not None and waiting >= queue_max:
        return "full"
    return "open"
