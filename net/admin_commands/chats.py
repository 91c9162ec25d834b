"""`chats` and `chat show`: chats that are not over, and one of them closely.

Both read the disk and wake nobody, so that a chat whose actor hangs can be looked at. No text of a chat is shown.
"""

from typing import Annotated, Literal

from msgspec import Struct

from actors.domain.chat import Chat
from actors.domain.views import card
from actors.log import kept_of
from actors.messages import ChatCard, Event
from net.admin_commands.command import AdminContext, counts, says
from store.queries import chats


class ChatsArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    status: Annotated[Literal["bot", "queued", "active"] | None, says("Only those with this status.")] = None
    channel: Annotated[str | None, says("Only those of this channel, by its key.")] = None
    limit: Annotated[int, counts("So many at most, the oldest first.", 1, 10_000)] = 100


async def chats_(context: AdminContext, args: ChatsArgs) -> object:
    if args.channel is not None:
        context.house.catalog.get(args.channel)  # or NotFound
    how_many = await context.store.read(chats.open_counts, args.channel)
    total = sum(how_many.values()) if args.status is None else how_many.get(args.status, 0)
    now = context.house.clock.now_ms()
    return {"total": total, "chats": [_chat_row(card(chat), now) for chat in await _open_chats(context, args)]}


async def _open_chats(context: AdminContext, args: ChatsArgs) -> list[Chat]:
    """Lists give most of them at once; those with the bot or of a deleted channel are read one by one."""
    channels = [args.channel] if args.channel is not None else context.house.catalog.channels()
    rows = {
        row.id: row
        for channel in channels
        for query in (chats.queued, chats.ongoing)
        for row in await context.store.read(query, channel)
    }
    found: list[Chat] = []
    for chat_id in await context.store.read(chats.open_ids, args.channel):
        row = rows.get(chat_id)
        if row is not None and args.status not in (None, row.status):
            continue
        kept = kept_of(row) if row is not None else await context.house.log.load(chat_id)
        if kept.chat.is_open and args.status in (None, kept.chat.status):
            found.append(kept.chat)
        if len(found) == args.limit:
            break
    return found


def _chat_row(chat: ChatCard, now: int) -> dict[str, object]:
    waits = chat.status == "queued" and chat.queued_at is not None
    return {
        "chat": chat.id,
        "channel": chat.channel,
        "status": chat.status,
        "customer": chat.customer,
        "agent": chat.agent.name if chat.agent else None,
        "age_ms": now - chat.started_at,
        "waiting_ms": now - (chat.queued_at or now) if waits else None,
        "quiet_ms": now - chat.last_at,
        "seq": chat.seq,
    }


class ChatShowArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chat: Annotated[str, says("The chat's id.", positional=True)]
    events: Annotated[int, counts("So many of its last events; their kinds, not their texts.", 0, 1_000)] = 50


async def chat_show(context: AdminContext, args: ChatShowArgs) -> object:
    kept = await context.house.log.load(args.chat)
    chat = card(kept.chat, unread=kept.marks.unread)
    now = context.house.clock.now_ms()
    events = await context.house.log.last_events(args.chat, args.events) if args.events else ()
    actor = context.house.directory.find(f"chat/{args.chat}")
    return {
        **_chat_row(chat, now),
        "started_at": chat.started_at,
        "answered_at": chat.answered_at,
        "ended_at": chat.ended_at,
        "end_reason": chat.reason,
        "waiting_for": chat.waiting_for,
        "unread": chat.unread,
        "rating": chat.rating,
        "actor": None if actor is None else actor.statistics(),
        "events": [_event_row(event) for event in events],
    }


def _event_row(event: Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at,
        "kind": event.kind,
        "by": event.by.kind,
        "who": event.by.name or None,
    }
