"""A line of the log: how it is made, how it is chosen, how a person reads it.

A line is JSON from the moment it is made. It has `at`, `level` and `event`, the ids that are bound where it was
written (`IDS`), then its own fields, of which `net/redaction.py` has decided what they may say.
"""

import fnmatch
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias, get_args

import msgspec
import structlog
from msgspec import Struct

from net.redaction import clean, exception_text

Level: TypeAlias = Literal["debug", "info", "warning", "error", "critical"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
RANK: Final = {level: rank for rank, level in enumerate(LEVELS)}

# Ids a line may carry. Whoever serves something binds its own; an actor's come from its address.
IDS: Final = ("connection", "actor", "chat", "agent", "channel")
_KINDS: Final = frozenset({"chat", "agent", "channel"})

_encode = msgspec.json.Encoder().encode
_decode_line = msgspec.json.Decoder(dict[str, Any]).decode


# --- how it is made ---


def finished(_logger: object, level: str, fields: MutableMapping[str, Any]) -> bytes:
    """An event and its fields become a line; the last of structlog's processors."""
    event = fields.pop("event")
    error = _error_of(fields.pop("exc_info", None))
    line: dict[str, Any] = {"at": _now(), "level": level, "event": event}
    line |= clean(_ids(fields))
    line |= clean({key: value for key, value in fields.items() if key not in line})
    if error is not None:
        line["exception"] = exception_text(error)
    return _encode(line)


def _ids(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ids of a line, with the one that is in its actor's address."""
    found = {name: fields[name] for name in IDS if fields.get(name) is not None}
    kind, _, name = str(found.get("actor", "")).partition("/")
    if kind in _KINDS:
        found.setdefault(kind, name)
    return found


def _error_of(exc_info: object) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case None | False:
            return None
        case _:
            return sys.exc_info()[1]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lost_line(count: int) -> bytes:
    return _encode({"at": _now(), "level": "warning", "event": "log.lost", "count": count})


# --- who wants it ---


class Filter(Struct, frozen=True, kw_only=True):
    """Which lines a reader wants. None wants all; `event` and `actor` may have * and ? in them."""

    level: Level | None = None
    event: str | None = None
    chat: str | None = None
    agent: str | None = None
    channel: str | None = None
    connection: str | None = None
    actor: str | None = None
    since: str | None = None  # as `at` is written, which sorts as text

    def wants(self, line: bytes) -> bool:
        head = _decode_head(line)
        if self.level is not None and RANK[head.level] < RANK[self.level]:
            return False
        if self.since is not None and head.at < self.since:
            return False
        return (
            all(wish is None or wish == has for wish, has in self._exact(head))
            and _fits(self.event, head.event)
            and _fits(self.actor, head.actor)
        )

    def _exact(self, head: "_Head") -> tuple[tuple[str | None, object], ...]:
        return (
            (self.chat, head.chat),
            (self.agent, head.agent),
            (self.channel, head.channel),
            (self.connection, head.connection),
        )


class _Head(Struct, frozen=True):
    """The part of a line that is chosen by."""

    at: str
    level: Level
    event: str
    connection: Any = None
    actor: Any = None
    chat: Any = None
    agent: Any = None
    channel: Any = None


_decode_head = msgspec.json.Decoder(_Head).decode


def _fits(pattern: str | None, value: object) -> bool:
    return pattern is None or (isinstance(value, str) and fnmatch.fnmatchcase(value, pattern))


# --- how a person reads it ---


def readable(line: bytes, *, colors: bool) -> str:
    """A line as a person reads it."""
    fields = {
        key: printable(value) if isinstance(value, str) else value for key, value in _decode_line(line).items()
    }
    exception = fields.pop("exception", None)
    text: str = _renderers[colors](None, "", fields)
    return text if exception is None else f"{text}\n{exception}"


def _renderer(colors: bool) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=colors, sort_keys=False, timestamp_key="at", pad_event_to=24)


_renderers: Final = {colors: _renderer(colors) for colors in (True, False)}


def printable(text: str) -> str:
    """A terminal obeys what it is shown: nothing but printable characters and line ends goes there."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode()
        for letter in text
    )
