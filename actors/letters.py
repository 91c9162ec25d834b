"""Letters out of the house: written to the outbox first, and sent from there when a mail server takes them.

A letter is stored before anybody is told that it will be sent, so nothing is lost by a mail server that is away,
by settings that are missing, or by a stop of ours. If we are killed, or the line breaks, between the server's
taking it and our note, it is sent twice: the Message-ID is the same, so the receiver can tell. Those that are over
are forgotten after a time (actors/housekeeping.py).
"""

import math
from typing import Final

import structlog
import trio

from actors.bell import Bell
from actors.clock import Clock
from actors.domain.errors import NotFound
from actors.domain.outbox import letter_again_ms
from actors.outgoing import Mailer, Undeliverable
from store.database import Store, StoreError
from store.queries import letters
from store.queries.audit import Note, noted
from store.queries.letters import LetterRow, NewLetter

# Sent in a row before the outbox is looked at again.
PAGE: Final = 20
# Until the disk is asked again after it refused.
RETRY_S: Final = 5
# After a fault of ours that is of no letter.
FAULT_S: Final = 60

log = structlog.get_logger()


class Letters:
    """The outbox of letters, and whoever sends them."""

    def __init__(self, store: Store, clock: Clock, mailer: Mailer) -> None:
        self._store = store
        self._clock = clock
        self._mailer = mailer
        self._bell = Bell()

    @property
    def are_sent(self) -> bool:
        """False where there are no settings to send with: they wait, and are not lost."""
        return self._mailer.is_set_up

    async def post(self, new: NewLetter) -> int:
        """Its number; it is on disk."""
        number = await self._store.write(letters.add, new, self._clock.now_ms())
        self._bell.ring()
        return number

    async def again(self, number: int, note: Note) -> None:
        """Try it at once, by hand: whose is in the note. NotFound if it is not there or was sent."""
        if not await self._store.write(noted, note, letters.again, number, self._clock.now_ms()):
            raise NotFound("There is no such letter waiting.")
        self._bell.ring()

    def look(self) -> None:
        """Somebody else has written a letter, in a transaction of his own."""
        self._bell.ring()

    async def run(self) -> None:
        """Send what is due, for ever. Whatever goes wrong is of one letter, or of this moment."""
        if not self._mailer.is_set_up:
            log.info("letter.nobody_sends")
            await trio.sleep_forever()
        while True:
            rung = self._bell.rung
            try:
                await self._send_due()
                at = await self._store.read(letters.next_at)
            except StoreError as trouble:
                log.warning("letter.postponed", why=type(trouble).__name__)
                await trio.sleep(RETRY_S)
                continue
            except Exception:
                log.exception("letter.fault")
                await trio.sleep(FAULT_S)
                continue
            with trio.move_on_at(math.inf if at is None else self._clock.at(at)):
                await self._bell.after(rung)

    async def _send_due(self) -> None:
        while due := await self._store.read(letters.due, self._clock.now_ms(), PAGE):
            for letter in due:
                await self._send(letter)

    async def _send(self, letter: LetterRow) -> None:
        try:
            await self._mailer.send(letter)
        except Undeliverable as why:
            await self._not_sent(letter, str(why), for_good=why.for_good)
        except Exception as fault:
            log.exception("letter.fault", letter=letter.number, kind=letter.kind)
            await self._not_sent(letter, f"a fault of this server ({type(fault).__name__})", for_good=False)
        else:
            await self._store.write(letters.sent, letter.number, self._clock.now_ms())
            log.info("letter.sent", letter=letter.number, kind=letter.kind, tries=letter.tries + 1)

    async def _not_sent(self, letter: LetterRow, why: str, *, for_good: bool) -> None:
        now = self._clock.now_ms()
        wait_ms = None if for_good else letter_again_ms(letter.tries + 1)
        if wait_ms is None:
            await self._store.write(letters.given_up, letter.number, why, now)
        else:
            await self._store.write(letters.not_sent, letter.number, why, now + wait_ms)
        log.warning("letter.not_sent", letter=letter.number, kind=letter.kind, again=wait_ms is not None)
