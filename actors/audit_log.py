"""The audit log as admins read it: who did what to what, by the names that those have today."""

from typing import NamedTuple

from actors.domain.errors import NotFound
from actors.domain.rights import Agent, must_be_admin
from actors.house import House
from store.queries import accounts, audit
from store.queries.audit import Wanted


class Act(NamedTuple):
    """`by` and `name`: of who did it and of what it was done to; None where there is nothing by that address."""

    entry: audit.Entry
    by: str | None
    name: str | None


async def page(house: House, who: Agent, wanted: Wanted, before: int | None, limit: int) -> list[Act]:
    """The newest that fit first. Raises Forbidden."""
    must_be_admin(who)
    entries = await house.store.read(audit.newest, limit, before, wanted)
    people = {f"agent/{each.id}": each.name for each in await house.store.read(accounts.everybody)}
    return [
        Act(each, people.get(each.who), people.get(each.subject) or _channel(house, each.subject))
        for each in entries
    ]


def _channel(house: House, subject: str) -> str | None:
    kind, _, key = subject.partition("/")
    if kind != "channel":
        return None
    try:
        return house.catalog.known(key).name
    except NotFound:
        return None
