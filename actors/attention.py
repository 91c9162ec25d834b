"""What wants attention in one channel: waits that have become too long, and chats to put before an agent.

Whom to warn and whom to ask is decided in domain/warnings.py and domain/assignment.py. Both are in seconds, so
looking once a second at every open chat costs nothing that shows; nothing is looked at while nothing is due.
"""

from collections.abc import Iterable
from functools import partial
from typing import Final

from msgspec.structs import replace

from actors.domain import warnings
from actors.domain.assignment import Offers, explain
from actors.domain.members import Members
from actors.domain.queue import Queue
from actors.domain.settings import ChannelSettings
from actors.domain.warnings import KINDS, Due, Warnings
from actors.mail import Outbox
from actors.messages import ChatCard, Explained, OfferPush, WarningPush
from actors.onlookers import Onlookers

LOOK_EVERY_MS: Final = 1_000


class Attention:
    def __init__(self, channel: str, members: Members, onlookers: Onlookers) -> None:
        self._channel = channel
        self._members = members
        self._onlookers = onlookers
        self._warnings = Warnings()
        self._told: dict[Due, frozenset[Outbox]] = {}  # which consoles know of each that stands
        self._offers = Offers()
        self._looks_at = 0  # not before
        self._unlooked = False  # something has come in since the last look

    def wanted(self) -> None:
        """Something has changed: look at the next opportunity."""
        self._unlooked = True

    def look(self, queue: Queue, ongoing: Iterable[ChatCard], settings: ChannelSettings, now: int) -> None:
        """Warn and ask, and take back what is over; soon, if it was looked lately."""
        if now < self._looks_at:
            self._unlooked = True
            return
        self._looks_at, self._unlooked = now + LOOK_EVERY_MS, False
        for due in self._warnings.look([*queue, *ongoing], settings.warnings, now):
            self._told.pop(due, None)
            self._onlookers.tell_consoles(replace(self._warning(due, now), on=False))
        self._warn(now)
        if settings.assignment == "offer":
            waiting = [row.id for row in queue]
            seats = self._members.seats(settings.chats_per_agent)
            for change in self._offers.step(waiting, seats, now, settings.offer_ms):
                push = OfferPush(chat=change.chat, channel=self._channel, ends_at=change.ends_at, on=change.on)
                self._onlookers.tell_those(push, change.agent.__eq__)

    def _warn(self, now: int) -> None:
        """Each console of who hears a warning now, be it that she is present again; and no other any more."""
        if not self._warnings.standing:
            return
        hearing = {kind: self._onlookers.those(partial(self._members.hears, kind=kind)) for kind in KINDS}
        for due in self._warnings.standing:
            told, hear = self._told.get(due, frozenset()), hearing[due.kind]
            if told != hear:
                self._onlookers.tell(self._warning(due, now), hear - told)
                self._onlookers.tell(replace(self._warning(due, now), on=False), told - hear)
                self._told[due] = hear

    def next_at(self, queue: Queue) -> int | None:
        """Soon, if something has changed since the last look; else when the next thing is due."""
        due = [self._warnings.next_at, self._offers.next_at]
        if self._unlooked or queue or self._warnings.standing or self._offers.next_at is not None:
            due.append(self._looks_at)
        at = min((at for at in due if at is not None), default=None)
        return None if at is None else max(at, self._looks_at)

    def warnings_of(self, agent: str, outbox: Outbox, now: int) -> tuple[WarningPush, ...]:
        """Those that stand and that she hears, for a console that comes later and knows them then."""
        heard = [due for due in self._warnings.standing if self._members.hears(agent, due.kind)]
        self._told |= {due: self._told.get(due, frozenset()) | {outbox} for due in heard}
        return tuple(self._warning(due, now) for due in heard)

    def offers_of(self, agent: str) -> tuple[OfferPush, ...]:
        """What is put before her now."""
        return tuple(
            OfferPush(chat=chat, channel=self._channel, ends_at=offered.ends_at)
            for chat, offered in self._offers.to(agent)
        )

    def explain(self, row: ChatCard, position: int, settings: ChannelSettings, now: int) -> Explained:
        """Why nobody has this chat yet, and when something happens by itself."""
        _, warns_at = warnings.due((row,), settings.warnings, now)
        return explain(
            position,
            self._members.seats(settings.chats_per_agent),
            self._offers.of(row.id),
            offers=settings.assignment == "offer",
            warns_at=warns_at,
        )

    def _warning(self, due: Due, now: int) -> WarningPush:
        return WarningPush(
            kind=due.kind,
            chat=due.chat,
            channel=self._channel,
            waiting_since_at=due.waiting_since,
            waiting_ms=now - due.waiting_since,
        )
