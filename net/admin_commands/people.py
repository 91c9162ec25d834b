"""`queues` and `agents`: who waits, and who could answer."""

import trio

from actors.mail import ChannelOverview, Overview
from actors.messages import AgentCard
from net.admin_commands.asking import agent_cards, ask
from net.admin_commands.command import AdminContext, NoArgs
from store.queries import accounts


async def queues(context: AdminContext, _args: NoArgs) -> object:
    overviews: dict[str, ChannelOverview | None] = {}

    async def look(key: str) -> None:
        overviews[key] = await ask(context.house.directory.ref(f"channel/{key}"), Overview())

    async with trio.open_nursery() as nursery:
        for key in context.house.catalog.channels():
            nursery.start_soon(look, key)
    now = context.house.clock.now_ms()
    return {"queues": [_queue_row(key, overviews[key], now) for key in context.house.catalog.channels()]}


def _queue_row(key: str, seen: ChannelOverview | None, now: int) -> dict[str, object]:
    if seen is None:
        return {"channel": key, "state": "no answer"}
    oldest_at = min((row.queued_at or now for row in seen.queue), default=None)
    return {
        "channel": key,
        "state": seen.channel.state,
        "waiting": len(seen.queue),
        "oldest_ms": None if oldest_at is None else now - oldest_at,
        "average_wait_ms": seen.average_wait_ms,
        "ongoing": len(seen.ongoing),
        "available": seen.channel.available,
        "members": len(seen.agents),
        "widgets": seen.customers,
    }


async def agents(context: AdminContext, _args: NoArgs) -> object:
    now = context.house.clock.now_ms()
    cards = await agent_cards(context)
    everybody = await context.store.read(accounts.everybody)
    return {"agents": [_agent_row(account, cards, now) for account in everybody]}


def _agent_row(account: accounts.Account, cards: dict[str, AgentCard | None], now: int) -> dict[str, object]:
    mine = cards.get(account.id)
    silent = account.id in cards and mine is None
    return {
        "agent": account.id,
        "name": account.name,
        "role": account.role,
        "presence": "disabled" if account.disabled_at is not None else mine.status if mine else account.presence,
        "connected": "no answer" if silent else mine is not None and mine.connected,
        "chats": mine.chats if mine else 0,
        "since_ms": now - mine.since_at if mine else None,
        "channels": mine.channels if mine else (),
    }
