"""What admins see of the outbox of letters, and do with it."""

from actors.acts import entry
from actors.domain.errors import NotFound
from actors.domain.rights import Agent, must_be_admin
from actors.house import House
from store.queries import audit, letters
from store.queries.letters import LetterRow


async def page(house: House, who: Agent, status: str | None, before: int | None, limit: int) -> list[LetterRow]:
    """The newest first."""
    must_be_admin(who)
    return await house.store.read(letters.page, status, before, limit)


async def counts(house: House, who: Agent) -> dict[str, int]:
    """By status."""
    must_be_admin(who)
    return await house.store.read(letters.counts)


async def again(house: House, who: Agent, number: int) -> None:
    """Send it now. NotFound if it is not there or was sent."""
    must_be_admin(who)
    await house.letters.again(number, _entry(house, who, "letter.again", number))


async def remove(house: House, who: Agent, number: int) -> None:
    """It is never sent. Raises NotFound."""
    must_be_admin(who)
    if not await house.store.write(
        audit.noted, _entry(house, who, "letter.remove", number), letters.remove, number
    ):
        raise NotFound("There is no such letter.")


def _entry(house: House, who: Agent, act: str, number: int) -> audit.Note:
    return entry(who, act, f"letter/{number}", house.clock.now_ms())
