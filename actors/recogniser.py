"""Recognises the customers of chats as they are answered: a contact with the address is linked at once.

It stands beside the chats, which wait for nobody: the CRM may be another program, slow or away. One chat after the
other, each for a moment at most. What is not done then is done when the agent of the chat looks who it is
(`actors.contacts.suggest`), so nothing here is kept or tried again.
"""

from typing import Final

import structlog
import trio

from actors import contacts
from actors.domain.errors import Refused
from actors.house import House
from actors.mail import Recognise
from actors.runtime import ActorDeadError, TrioActor

# An agent reads the first message for about as long; a CRM that takes more is as good as away.
PATIENCE_S: Final = 5

log = structlog.get_logger()


class RecogniserActor(TrioActor):
    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    async def on_receive(self, mail: Recognise) -> None:
        with trio.move_on_after(PATIENCE_S) as patience:
            try:
                await contacts.recognise(self._house, mail.chat)
            except Refused as refused:  # it is over, or the disk cannot take it now
                log.info("contact.not_linked", chat=mail.chat, why=refused.code)
            except ActorDeadError:  # it all comes to an end
                log.info("contact.not_linked", chat=mail.chat, why="unavailable")
            except Exception:  # of a CRM that is not ours
                log.exception("contact.match_failed", chat=mail.chat)
        if patience.cancelled_caught:
            log.warning("contact.match_slow", chat=mail.chat)
