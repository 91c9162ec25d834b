"""`log level` and `follow`: how much is logged, and the log as it is written."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import structlog
import trio
from msgspec import Meta, Struct, field

from net.admin_commands.command import AdminContext, CannotDo, Stream, says
from net.log_lines import Filter, Level

# Lines of the log read in a row; choosing costs 2 us a line.
LINES_IN_A_ROW: Final = 64

log = structlog.get_logger()


class LogLevelArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: Annotated[Level | None, says("The new level; without one, the command tells.", positional=True)] = None
    for_: Annotated[str | None, says("Go back by itself after this span: 30s, 10m, 2h.")] = field(
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
    level: Annotated[Level | None, says("This level and what is graver.")] = None
    event: Annotated[str | None, says("Events with this name; * and ? stand for any letters.")] = None
    chat: Annotated[str | None, says("Lines of this chat.")] = None
    agent: Annotated[str | None, says("Lines of this agent, by id.")] = None
    channel: Annotated[str | None, says("Lines of this channel, by its key.")] = None
    connection: Annotated[str | None, says("Lines of this connection.")] = None
    actor: Annotated[str | None, says("Lines of this actor; * and ? stand for any letters.")] = None
    since: Annotated[
        str | None, says("First what was logged since: a span (10m), a time as lines have it, or `start`.")
    ] = None
    limit: Annotated[Annotated[int, Meta(ge=1)] | None, says("End after so many lines.")] = None


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
