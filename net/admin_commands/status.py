"""`status`: the server at a glance, every part in numbers."""

import os
import resource
import sys
from collections import Counter
from pathlib import Path

from actors.supervisor import ActorSystem
from net.admin_commands.asking import agent_cards, living
from net.admin_commands.command import AdminContext, NoArgs
from net.connections import Connections
from net.ws import Connection
from store.database import Statistics
from store.queries import accounts, chats


async def status(context: AdminContext, _args: NoArgs) -> object:
    now = context.house.clock.now_ms()
    return {
        "version": context.version,
        "pid": os.getpid(),
        "started_at": context.started_at,
        "uptime_ms": now - context.started_at,
        "draining": context.draining(),
        "log_level": context.logs.level,
        "connections": _connections_now(context.connections),
        "chats": await context.store.read(chats.open_counts),
        "agents": await _agents_now(context),
        "actors": await _actors_now(context.system),
        "store": _store_now(context.store.statistics()),
        "memory": {**_memory_now(), "log_bytes": context.logs.ring.bytes},
    }


def _connections_now(connections: Connections[Connection]) -> dict[str, int]:
    now = Counter(open=0, frames_in=0, frames_out=0, pending_bytes=0)
    for each in connections:
        now += Counter(
            open=1, frames_in=each.frames_in, frames_out=each.frames_out, pending_bytes=each.pending_bytes
        )
    return {name: now[name] for name in ("open", "frames_in", "frames_out", "pending_bytes")}


async def _agents_now(context: AdminContext) -> dict[str, int]:
    everybody = [
        account for account in await context.store.read(accounts.everybody) if account.disabled_at is None
    ]
    cards = [mine for mine in (await agent_cards(context)).values() if mine is not None]
    return {
        "accounts": len(everybody),
        "connected": sum(mine.connected for mine in cards),
        "present": sum(mine.connected and mine.status == "present" for mine in cards),
    }


async def _actors_now(system: ActorSystem) -> dict[str, int]:
    now: Counter[str] = Counter()
    async for refs in living(system):
        now.update(ref.kind for ref in refs)
    return dict(now)


def _store_now(now: Statistics) -> dict[str, int | float]:
    return {**now._asdict(), "last_commit_ms": round(now.last_commit_ms, 1)}


def _memory_now() -> dict[str, int]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_bytes = peak if sys.platform == "darwin" else peak * 1024  # each system has a unit of its own
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return {"peak_bytes": peak_bytes}
    return {"resident_bytes": pages * resource.getpagesize(), "peak_bytes": peak_bytes}
