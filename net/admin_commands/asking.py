"""Asking actors, any of which may hang: who does not answer in time is shown as such.

What is long is looked at in pieces, with turns for others between them.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

import trio

from actors.mail import WhoIs
from actors.messages import AgentCard
from actors.runtime import ActorDeadError, MailboxFull, TrioActorRef
from actors.supervisor import ActorSystem
from net.admin_commands.command import AdminContext

# Seconds an actor gets to answer a question that costs it microseconds.
ANSWER_TIMEOUT: Final = 2
# Actors looked at in a row before others get their turn; a look costs 2 us.
ACTORS_IN_A_ROW: Final = 256


async def ask(ref: TrioActorRef, mail: object) -> Any:  # noqa: ANN401 - each mail has an answer of its own
    """The answer, or None if there is none in time."""
    with trio.move_on_after(ANSWER_TIMEOUT):
        try:
            return await ref.ask(mail)
        except (ActorDeadError, MailboxFull):
            return None
    return None


async def agent_cards(context: AdminContext) -> dict[str, AgentCard | None]:
    """What the live agents say of themselves; None for one that does not answer."""
    cards: dict[str, AgentCard | None] = {}

    async def look(ref: TrioActorRef) -> None:
        cards[ref.address.partition("/")[2]] = await ask(ref, WhoIs())

    async with trio.open_nursery() as nursery:
        for ref in context.house.directory.live("agent"):
            nursery.start_soon(look, ref)
    return cards


async def living(system: ActorSystem) -> AsyncIterator[list[TrioActorRef]]:
    """Everybody, some at a time, with a turn for others between."""
    everybody = list(system.home.book)
    for start in range(0, len(everybody), ACTORS_IN_A_ROW):
        yield [ref for ref in everybody[start : start + ACTORS_IN_A_ROW] if ref.is_alive()]
        await trio.lowlevel.checkpoint()
