"""What admins do with webhooks: each act checked, stored, and in the audit log."""

import base64
import secrets
from collections.abc import Callable, Sequence
from typing import Final, ParamSpec, TypeVar

from msgspec.structs import replace

from actors.acts import entry
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.outbox import EVENTS
from actors.domain.rights import Agent, must_be_admin
from actors.house import House
from actors.ids import new_id
from actors.outgoing import Reply, Unreachable
from store.queries import audit, webhooks
from store.queries.webhooks import Delivery, Hook

P = ParamSpec("P")
R = TypeVar("R")

# More would be a mistake, or a bus that should have one webhook.
HOOKS_MAX: Final = 20
URL_MAX: Final = 2_000
SECRET_BYTES: Final = 24


async def every(house: House, who: Agent) -> list[Hook]:
    must_be_admin(who)
    return await house.store.read(webhooks.every)


async def get(house: House, who: Agent, hook: str) -> Hook:
    """Raises NotFound."""
    must_be_admin(who)
    found = await house.store.read(webhooks.get, hook)
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


async def add(house: House, who: Agent, url: str, events: Sequence[str], channels: Sequence[str] | None) -> Hook:
    """On at once, told what happens from now on. Raises Invalid with the field, Conflict where there are many."""
    must_be_admin(who)
    _check(house, url, events, channels)
    if len(await house.store.read(webhooks.every)) >= HOOKS_MAX:
        raise Conflict(f"There are {HOOKS_MAX} webhooks already. Remove one first.")
    now = house.clock.now_ms()
    hook = Hook(
        id=new_id(),
        url=url,
        secret=_new_secret(),
        events=tuple(dict.fromkeys(events)),
        channels=None if channels is None else tuple(dict.fromkeys(channels)),
        status="on",
        failures=0,
        next_at=now,
        cursor=0,
        created_at=now,
    )
    await _do(house, _entry(house, who, "webhook.add", hook.id, url), webhooks.add, hook)
    return await get(house, who, hook.id)


async def change(
    house: House, who: Agent, hook: str, *, url: str, events: Sequence[str], channels: Sequence[str] | None
) -> Hook:
    """Raises NotFound, Invalid with the field."""
    known = await get(house, who, hook)
    _check(house, url, events, channels)
    chosen = None if channels is None else tuple(dict.fromkeys(channels))
    wanted = replace(known, url=url, events=tuple(dict.fromkeys(events)), channels=chosen)
    await _do(house, _entry(house, who, "webhook.change", hook, url), webhooks.change, wanted)
    return await get(house, who, hook)


async def new_secret(house: House, who: Agent, hook: str) -> Hook:
    """The old one signs nothing any more."""
    known = await get(house, who, hook)
    wanted = replace(known, secret=_new_secret())
    await _do(house, _entry(house, who, "webhook.secret", hook), webhooks.change, wanted)
    return await get(house, who, hook)


async def switch(house: House, who: Agent, hook: str, *, on: bool) -> Hook:
    """On: it goes on where it stopped, and what failed before is forgotten."""
    await get(house, who, hook)
    note = _entry(house, who, "webhook.on" if on else "webhook.off", hook)
    await _do(house, note, webhooks.set_status, hook, "on" if on else "off", note.at)
    return await get(house, who, hook)


async def remove(house: House, who: Agent, hook: str) -> None:
    """With its deliveries. Raises NotFound."""
    known = await get(house, who, hook)
    await _do(house, _entry(house, who, "webhook.remove", hook, known.url), webhooks.remove, hook)


async def test(house: House, who: Agent, hook: str) -> Reply:
    """Send it something now. Raises Conflict with what went wrong."""
    found = await get(house, who, hook)
    await house.store.write(audit.record, *_entry(house, who, "webhook.test", hook, found.url))
    try:
        return await house.webhooks.test(found)
    except Unreachable as why:
        raise Conflict(f"The other server could not be told: {why}.") from why


async def deliveries(house: House, who: Agent, hook: str, before: int | None, limit: int) -> list[Delivery]:
    """The newest first; kept for 30 days."""
    await get(house, who, hook)
    return await house.store.read(webhooks.page, hook, before, limit)


async def again(house: House, who: Agent, hook: str, number: int) -> None:
    """Send a delivery once more, with the id it had. Raises NotFound."""
    await get(house, who, hook)
    note = _entry(house, who, "webhook.resend", hook, str(number))
    if not await _do(house, note, webhooks.again, hook, number):
        raise NotFound("There is no such delivery of this webhook.")


async def give_up(house: House, who: Agent, hook: str, number: int) -> None:
    """Leave out a delivery that waits, so that the next can go. Raises NotFound."""
    await get(house, who, hook)
    note = _entry(house, who, "webhook.give_up", hook, str(number))
    if not await _do(house, note, webhooks.give_up, hook, number, note.at):
        raise NotFound("There is no such delivery waiting.")


def _check(house: House, url: str, events: Sequence[str], channels: Sequence[str] | None) -> None:
    if len(url) > URL_MAX:
        raise Invalid("url", f"An address has up to {URL_MAX} characters.")
    try:
        house.http.check(url)
    except ValueError as wrong:
        raise Invalid("url", str(wrong)) from None
    if not events or any(event not in EVENTS for event in events):
        raise Invalid("events", f"Choose at least one of {', '.join(EVENTS)}.")
    if channels is not None and (not channels or any(key not in house.catalog.channels() for key in channels)):
        raise Invalid("channels", "Choose channels that there are, or leave it out for all.")


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _entry(house: House, who: Agent, act: str, hook: str, detail: str = "") -> audit.Note:
    return entry(who, act, f"webhook/{hook}", house.clock.now_ms(), detail)


async def _do(house: House, note: audit.Note, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """With its entry in the audit log; whoever serves the webhooks looks again."""
    done = await house.store.write(audit.noted, note, job, *args, **kwargs)
    house.webhooks.changed()
    return done
