"""To whom a waiting chat is offered where the channel offers by itself, and why nobody has it yet. Pure.

The least busy of those who are available and have a free seat, the one who has been least busy longest first in
case of a tie. Somebody who let an offer of this chat lapse is asked again only when all others have been.
"""

from collections.abc import Collection, Iterable
from typing import Literal

from msgspec import Struct

from actors.messages import Explained

Reason = Literal["offered", "nobody_present", "all_busy", "to_be_offered", "to_be_taken"]


class Seat(Struct, frozen=True, kw_only=True):
    """An available agent. `chats` she has, of `most` she is offered; `since_at` of her status, to break a tie."""

    agent: str
    name: str
    chats: int
    since_at: int
    most: int | None = None


class Offered(Struct, frozen=True, kw_only=True):
    """A chat put before one agent until `ends_at`."""

    agent: str
    name: str
    ends_at: int


class Change(Struct, frozen=True):
    """An offer that was made, or is over: tell that agent."""

    chat: str
    agent: str
    ends_at: int
    on: bool


class Offers:
    """Who is asked to take which waiting chat. One agent a chat, and one chat an agent, at a time."""

    def __init__(self) -> None:
        self._offered: dict[str, Offered] = {}
        self._tried: dict[str, list[str]] = {}

    def of(self, chat: str) -> Offered | None:
        return self._offered.get(chat)

    def to(self, agent: str) -> list[tuple[str, Offered]]:
        """What is put before her now, so that a console that comes later sees it too."""
        return [(chat, offered) for chat, offered in self._offered.items() if offered.agent == agent]

    @property
    def next_at(self) -> int | None:
        return min((offered.ends_at for offered in self._offered.values()), default=None)

    def step(self, waiting: Collection[str], seats: Collection[Seat], now: int, offer_ms: int) -> list[Change]:
        """Take back what has lapsed or lost its reason, and put each waiting chat before somebody."""
        there = {seat.agent for seat in seats}
        changes = [self._take_back(chat) for chat in self._over(waiting, there, now)]
        self._tried = {chat: tried for chat, tried in self._tried.items() if chat in waiting}
        for chat in waiting:
            seat = None if chat in self._offered else self._next_for(chat, seats)
            changes += [self._offer(chat, seat, now + offer_ms)] if seat is not None else []
        return changes

    def _over(self, waiting: Collection[str], there: Collection[str], now: int) -> list[str]:
        return [
            chat
            for chat, offered in self._offered.items()
            if chat not in waiting or offered.ends_at <= now or offered.agent not in there
        ]

    def _take_back(self, chat: str) -> Change:
        offered = self._offered.pop(chat)
        self._tried.setdefault(chat, []).append(offered.agent)
        return Change(chat, offered.agent, offered.ends_at, on=False)

    def _next_for(self, chat: str, seats: Collection[Seat]) -> Seat | None:
        asked = {offered.agent for offered in self._offered.values()}
        tried = self._tried.get(chat, [])
        idle = [seat for seat in seats if seat.agent not in asked]
        if all(seat.agent in tried for seat in seats):
            self._tried[chat] = tried = tried[-1:]  # all were asked: begin anew, and not with the same one
        return pick(idle, tried)

    def _offer(self, chat: str, seat: Seat, ends_at: int) -> Change:
        self._offered[chat] = Offered(agent=seat.agent, name=seat.name, ends_at=ends_at)
        return Change(chat, seat.agent, ends_at, on=True)


def pick(seats: Iterable[Seat], tried: Collection[str]) -> Seat | None:
    """The agent to offer to; None where nobody has a free seat."""
    free = [seat for seat in seats if seat.most is None or seat.chats < seat.most]
    fresh = [seat for seat in free if seat.agent not in tried] or free
    return min(fresh, key=lambda seat: (seat.chats, seat.since_at, seat.agent), default=None)


def explain(
    position: int,
    seats: Collection[Seat],
    offered: Offered | None,
    *,
    offers: bool,
    warns_at: int | None,
) -> Explained:
    """For a manager: the reason in one word, and when something will happen by itself."""
    available = len(seats)
    if offered is not None:
        return Explained(
            reason="offered", position=position, available=available, agent=offered.name, next_at=offered.ends_at
        )
    if not seats:
        return Explained(reason="nobody_present", position=position, available=0)  # and nobody is warned
    reason: Reason = "to_be_offered" if offers else "to_be_taken"
    if offers and pick(seats, ()) is None:
        reason = "all_busy"
    return Explained(reason=reason, position=position, available=available, next_at=warns_at)
