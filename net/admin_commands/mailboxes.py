"""`actors`: whose mailbox is full, old, or often born again."""

import heapq
from collections.abc import Callable
from typing import Annotated, Final, Literal

from msgspec import Struct

from actors.runtime import ActorStatistics
from net.admin_commands.asking import living
from net.admin_commands.command import AdminContext, counts, says


class ActorsArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sort: Annotated[
        Literal["depth", "age", "restarts", "handled", "peak"],
        says("What the first ones have most of; `age` is that of the oldest mail."),
    ] = "depth"
    kind: Annotated[str | None, says("Only actors of this kind: chat, channel, agent.")] = None
    limit: Annotated[int, counts("So many at most.", 1, 1_000)] = 20


_SORTS: Final[dict[str, Callable[[ActorStatistics], tuple[int, int]]]] = {
    "depth": lambda actor: (actor.depth, actor.oldest_ms),
    "age": lambda actor: (actor.oldest_ms, actor.depth),
    "restarts": lambda actor: (actor.restarts, actor.depth),
    "handled": lambda actor: (actor.handled, actor.depth),
    "peak": lambda actor: (actor.peak_depth, actor.depth),
}


async def actors(context: AdminContext, args: ActorsArgs) -> object:
    first: list[ActorStatistics] = []
    total = 0
    async for refs in living(context.system):
        seen = [ref.statistics() for ref in refs if args.kind is None or ref.kind == args.kind]
        total += len(seen)
        first = heapq.nlargest(args.limit, first + seen, key=_SORTS[args.sort])
    return {"total": total, "actors": [_actor_row(actor) for actor in first]}


def _actor_row(actor: ActorStatistics) -> dict[str, object]:
    return {
        "actor": actor.address,
        "depth": actor.depth,
        "peak": actor.peak_depth,
        "oldest_ms": actor.oldest_ms,
        "handled": actor.handled,
        "restarts": actor.restarts,
        "alive_ms": actor.alive_ms,
    }
