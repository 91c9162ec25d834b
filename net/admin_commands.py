"""What an operator may ask and do, in one table (`COMMANDS`). The socket is in `net/admin.py`.

A command is a struct of arguments and a function. The struct is the check at the door, the page of `help` and what
the client reads words by. Answers name their units (`…_ms`, `…_at`, `…_bytes`), which is how the client knows how
to print them; they hold no text of a chat and no e-mail address.

Nothing here hangs with what it looks at: an actor that does not answer is shown as such, and what is long is read
in pieces, with turns for others between them.
"""

import heapq
import os
import re
import resource
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Protocol, get_args, get_origin, get_type_hints

import msgspec
import structlog
import trio
from msgspec import Meta, Struct, field

from actors.domain.chat import Chat
from actors.domain.views import card
from actors.house import House
from actors.log import kept_of
from actors.mail import ChannelOverview, Overview, WhoIs
from actors.messages import AgentCard, ChatCard, Event
from actors.runtime import ActorDeadError, ActorStatistics, MailboxFull, TrioActorRef
from actors.start import reload_settings
from actors.supervisor import ActorSystem
from net.admin_words import Argument, Described, Kind
from net.connections import Connections
from net.logs import Filter, Level, Logs
from net.ws import Connection
from store.database import Statistics, Store
from store.queries import accounts, chats

# Seconds an actor gets to answer a question that costs it microseconds.
ANSWER_TIMEOUT: Final = 2
# Actors looked at in a row before others get their turn; a look costs 2 us.
ACTORS_IN_A_ROW: Final = 256
# Lines of the log read in a row; choosing costs 2 us a line.
LINES_IN_A_ROW: Final = 64

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminContext:
    """All that an operator can look into. `started_at` in milliseconds since the epoch."""

    house: House
    system: ActorSystem
    connections: Connections[Connection]
    store: Store
    logs: Logs
    started_at: int
    version: str
    recheck: Callable[[], Awaitable[None]]
    draining: Callable[[], bool] = lambda: False


class CannotDo(Exception):  # noqa: N818 - an answer
    """Why a command is not carried out: a code for scripts and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Stream(Protocol):
    """Where a command that goes on leaves what it finds; it waits for a slow client."""

    async def events(self, lines: Sequence[bytes]) -> None: ...

    async def dropped(self, count: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`run` for one answer, `stream` for a command that goes on until it is cancelled."""

    cmd: str
    says: str
    args: type[Struct]
    run: Callable[[AdminContext, Any], Awaitable[object]] | None = None
    stream: Callable[[AdminContext, Any, Stream], Awaitable[None]] | None = None

    def described(self) -> Described:
        hints = get_type_hints(self.args, include_extras=True)
        return Described(
            cmd=self.cmd,
            words=self.cmd.replace(".", " "),
            says=self.says,
            arguments=tuple(_argument(hints[each.name], each) for each in msgspec.structs.fields(self.args)),
            stream=self.stream is not None,
        )


def _argument(hint: Any, of: msgspec.structs.FieldInfo) -> Argument:  # noqa: ANN401 - an annotation
    note = next(note for note in get_args(hint) if isinstance(note, Meta))
    kinds = list(_parts_of(hint))
    return Argument(
        name=of.encode_name,
        kind=next((kind for part, kind in _KINDS.items() if part in kinds), "text"),
        says=note.description or "",
        required=of.required,
        positional=bool(note.extra and note.extra["positional"]),
        choices=next((get_args(part) for part in kinds if get_origin(part) is Literal), ()),
        default=of.default if isinstance(of.default, str | int) else None,
    )


def _parts_of(hint: Any) -> Iterator[Any]:  # noqa: ANN401
    """The annotation and what it is made of, in the order it was written."""
    yield hint
    if get_origin(hint) is not Literal:
        for part in get_args(hint):
            yield from _parts_of(part)


_KINDS: Final[dict[type, Kind]] = {int: "number", bool: "yes/no"}


def _says(sentence: str, *, positional: bool = False) -> Meta:
    return Meta(description=sentence, extra={"positional": positional})


def _counts(sentence: str, least: int, most: int) -> Meta:
    return Meta(description=sentence, ge=least, le=most)


class NoArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


# --- help ---


async def help_(_context: AdminContext, _args: NoArgs) -> object:
    return {"commands": [command.described() for command in COMMANDS.values()]}


# --- status ---


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
    cards = [mine for mine in (await _agent_cards(context)).values() if mine is not None]
    return {
        "accounts": len(everybody),
        "connected": sum(mine.connected for mine in cards),
        "present": sum(mine.connected and mine.status == "present" for mine in cards),
    }


async def _actors_now(system: ActorSystem) -> dict[str, int]:
    now: Counter[str] = Counter()
    async for refs in _living(system):
        now.update(ref.kind for ref in refs)
    return dict(now)


async def _living(system: ActorSystem) -> AsyncIterator[list[TrioActorRef]]:
    """Everybody, some at a time, with a turn for others between."""
    everybody = list(system.home.book)
    for start in range(0, len(everybody), ACTORS_IN_A_ROW):
        yield [ref for ref in everybody[start : start + ACTORS_IN_A_ROW] if ref.is_alive()]
        await trio.lowlevel.checkpoint()


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


# --- chats ---


class ChatsArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    status: Annotated[Literal["bot", "queued", "active"] | None, _says("Only those with this status.")] = None
    channel: Annotated[str | None, _says("Only those of this channel, by its key.")] = None
    limit: Annotated[int, _counts("So many at most, the oldest first.", 1, 10_000)] = 100


async def chats_(context: AdminContext, args: ChatsArgs) -> object:
    if args.channel is not None:
        context.house.catalog.get(args.channel)  # or NotFound
    counts = await context.store.read(chats.open_counts, args.channel)
    total = sum(counts.values()) if args.status is None else counts.get(args.status, 0)
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
    chat: Annotated[str, _says("The chat's id.", positional=True)]
    events: Annotated[int, _counts("So many of its last events; their kinds, not their texts.", 0, 1_000)] = 50


async def chat_show(context: AdminContext, args: ChatShowArgs) -> object:
    """From the disk, so that a chat whose actor hangs can be looked at; the actor is not woken."""
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


# --- queues ---


async def queues(context: AdminContext, _args: NoArgs) -> object:
    overviews: dict[str, ChannelOverview | None] = {}

    async def look(key: str) -> None:
        overviews[key] = await _ask(context.house.directory.ref(f"channel/{key}"), Overview())

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


# --- agents ---


async def agents(context: AdminContext, _args: NoArgs) -> object:
    now = context.house.clock.now_ms()
    cards = await _agent_cards(context)
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


async def _agent_cards(context: AdminContext) -> dict[str, AgentCard | None]:
    """What the live agents say of themselves; None for one that does not answer."""
    cards: dict[str, AgentCard | None] = {}

    async def look(ref: TrioActorRef) -> None:
        cards[ref.address.partition("/")[2]] = await _ask(ref, WhoIs())

    async with trio.open_nursery() as nursery:
        for ref in context.house.directory.live("agent"):
            nursery.start_soon(look, ref)
    return cards


async def _ask(ref: TrioActorRef, mail: object) -> Any:  # noqa: ANN401 - each mail has an answer of its own
    """The answer, or None if there is none in time."""
    with trio.move_on_after(ANSWER_TIMEOUT):
        try:
            return await ref.ask(mail)
        except (ActorDeadError, MailboxFull):
            return None
    return None


# --- actors ---


class ActorsArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sort: Annotated[
        Literal["depth", "age", "restarts", "handled", "peak"],
        _says("What the first ones have most of; `age` is that of the oldest mail."),
    ] = "depth"
    kind: Annotated[str | None, _says("Only actors of this kind: chat, channel, agent.")] = None
    limit: Annotated[int, _counts("So many at most.", 1, 1_000)] = 20


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
    async for refs in _living(context.system):
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


# --- logs ---


class LogLevelArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: Annotated[Level | None, _says("The new level; without one, the command tells.", positional=True)] = None
    for_: Annotated[str | None, _says("Go back by itself after this span: 30s, 10m, 2h.")] = field(
        name="for", default=None
    )


async def log_level(context: AdminContext, args: LogLevelArgs) -> object:
    await trio.lowlevel.checkpoint()
    if args.level is None and args.for_ is not None:
        raise CannotDo("invalid", "`for` needs a level to hold for that long.")
    if args.level is not None:
        span = None if args.for_ is None else _span(args.for_, "for").total_seconds()
        context.logs.set_level(args.level, for_s=span)
        log.warning("log.level", now=args.level, why="an operator said so", held_for=args.for_)
    return {"level": context.logs.level, "reverts_in_ms": context.logs.reverts_in_ms}


class FollowArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: Annotated[Level | None, _says("This level and what is graver.")] = None
    event: Annotated[str | None, _says("Events with this name; * and ? stand for any letters.")] = None
    chat: Annotated[str | None, _says("Lines of this chat.")] = None
    agent: Annotated[str | None, _says("Lines of this agent, by id.")] = None
    channel: Annotated[str | None, _says("Lines of this channel, by its key.")] = None
    connection: Annotated[str | None, _says("Lines of this connection.")] = None
    actor: Annotated[str | None, _says("Lines of this actor; * and ? stand for any letters.")] = None
    since: Annotated[
        str | None, _says("First what was logged since: a span (10m), a time as lines have it, or `start`.")
    ] = None
    limit: Annotated[Annotated[int, Meta(ge=1)] | None, _says("End after so many lines.")] = None


async def follow(context: AdminContext, args: FollowArgs, out: Stream) -> None:
    """The log as it is written. One cursor replays and goes live, so nothing is between the two."""
    wish = Filter(
        level=args.level,
        event=args.event,
        chat=args.chat,
        agent=args.agent,
        channel=args.channel,
        connection=args.connection,
        actor=args.actor,
        since=None if args.since is None else _moment(args.since),
    )
    cursor = context.logs.ring.cursor(replay=args.since is not None)
    left = args.limit
    while left is None or left > 0:
        await cursor.wait()
        lost, lines = cursor.take(LINES_IN_A_ROW)
        if lost:
            await out.dropped(lost)
        wanted = [line for line in lines if wish.wants(line)][:left]
        if wanted:
            await out.events(wanted)
        if left is not None:
            left -= len(wanted)
        await trio.lowlevel.checkpoint()


_SPAN: Final = re.compile(r"(\d{1,6})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?")


def _span(words: str, argument: str) -> timedelta:
    found = _SPAN.fullmatch(words)
    if found is None:
        raise CannotDo("invalid", f"`{argument}` is a span such as 30s, 10m, 2h or 1d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _moment(words: str) -> str:
    """When, as the log writes it."""
    if words == "start":
        return ""
    if _MOMENT.fullmatch(words):
        return words.removesuffix("Z")
    try:
        return (datetime.now(UTC) - _span(words, "since")).isoformat(timespec="milliseconds")
    except OverflowError:
        return ""
    except CannotDo as unclear:
        hint = "`since` is a span such as 10m, a time such as 2026-05-01T12:00, or `start`."
        raise CannotDo("invalid", hint) from unclear


# --- settings ---


async def reload(context: AdminContext, _args: NoArgs) -> object:
    await reload_settings(context.house)
    await context.recheck()  # sessions of accounts that are disabled by now end with it
    return {"channels": context.house.catalog.channels()}


COMMANDS: Final[dict[str, Command]] = {
    command.cmd: command
    for command in (
        Command(cmd="help", says="Every command and its arguments.", args=NoArgs, run=help_),
        Command(cmd="status", says="The server at a glance.", args=NoArgs, run=status),
        Command(cmd="chats", says="Chats that are not over.", args=ChatsArgs, run=chats_),
        Command(
            cmd="chat.show", says="One chat: how it stands and what happened.", args=ChatShowArgs, run=chat_show
        ),
        Command(cmd="queues", says="Channels: who waits, how long, who could answer.", args=NoArgs, run=queues),
        Command(cmd="agents", says="Accounts: presence, consoles, chats.", args=NoArgs, run=agents),
        Command(
            cmd="actors", says="Mailboxes: how full, how old, how often restarted.", args=ActorsArgs, run=actors
        ),
        Command(cmd="log.level", says="Tell or change how much is logged.", args=LogLevelArgs, run=log_level),
        Command(cmd="follow", says="The log, live, filtered.", args=FollowArgs, stream=follow),
        Command(cmd="reload", says="Read channels, members and accounts again.", args=NoArgs, run=reload),
    )
}
