"""What a command is: a struct of arguments and a function, and what both may use.

The struct is the check at the door, the page of `help` and what the client reads words by: each field's annotation
carries the sentence that says what it is (`says`, `counts`).
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from actors.house import House
from actors.supervisor import ActorSystem
from net.admin_words import Argument, Described, Kind
from net.connections import Connections
from net.logs import Logs
from net.ws import Connection
from store.database import Store


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


def says(sentence: str, *, positional: bool = False) -> Meta:
    return Meta(description=sentence, extra={"positional": positional})


def counts(sentence: str, least: int, most: int) -> Meta:
    return Meta(description=sentence, ge=least, le=most)


class NoArgs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass
