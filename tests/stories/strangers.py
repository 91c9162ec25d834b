"""Those who send what no client of ours sends, and a pair in the same house who must notice nothing of it.

What is wrong for a field is made from the struct it belongs to: `wrong_frames` knows no command by name, so a new
field is tried as soon as it exists. `EXAMPLES` has one good frame for each command; a new command without one
fails `test_every_command_has_an_example`.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, Literal, NamedTuple, get_args

import msgspec.inspect
import structlog.testing
import trio
import trio.testing
from msgspec.inspect import (
    BoolType,
    DictType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
)

from actors.messages import AgentFrame, Command, CustomerFrame, TransferTo
from tests.net.peers import Peer, upgrade
from tests.world import Console, Customer, Socket, World

Side = Literal["customer", "agent"]
SIDES: Final[tuple[Side, ...]] = ("customer", "agent")
FRAMES: Final[dict[Side, tuple[type[Command], ...]]] = {
    "customer": get_args(CustomerFrame),
    "agent": get_args(AgentFrame),
}
PATHS: Final[dict[Side, str]] = {"customer": "/ws/customer", "agent": "/ws/agent"}

EXAMPLES: Final[dict[Side, dict[str, dict[str, Any]]]] = {
    "customer": {
        "hello": {"channel": "support"},
        "ping": {},
        "faq.suggest": {"text": "My lamp flickers"},
        "faq.opened": {"faq": "f1", "key": "k1"},
        "chat.start": {"text": "Hello", "key": "k1"},
        "request.submit": {"text": "Call me", "key": "k1", "email": "eve@example.com"},
        "transcript.send": {"email": "eve@example.com"},
        "message.send": {"text": "Hello", "key": "k1"},
        "human": {},
        "bot.meet": {},
        "chat.end": {},
        "chat.return": {},
        "chat.rate": {"score": 5},
        "typing": {"on": True},
        "read": {"seq": 1},
    },
    "agent": {
        "hello": {},
        "ping": {},
        "presence.set": {"status": "away"},
        "queue.next": {},
        "chat.answer": {"chat": "c1"},
        "chat.open": {"chat": "c1"},
        "message.send": {"chat": "c1", "text": "Hello", "key": "k1"},
        "note.add": {"chat": "c1", "text": "Hello", "key": "k1"},
        "queue.explain": {"chat": "c1"},
        "transfer.offer": {"chat": "c1", "to": {"agent": "a1"}, "note": "knows invoices"},
        "transfer.accept": {"chat": "c1"},
        "transfer.reject": {"chat": "c1", "reason": "no"},
        "transfer.cancel": {"chat": "c1"},
        "chat.take_over": {"chat": "c1"},
        "listen.start": {"chat": "c1"},
        "listen.stop": {"chat": "c1"},
        "draft.set": {"chat": "c1", "text": "Hel"},
        "dashboard.watch": {"channels": ["support"], "tz": "Europe/Oslo"},
        "request.create": {"chat": "c1", "title": "Invoice", "key": "k1"},
        "contact.suggest": {"chat": "c1"},
        "contact.search": {"text": "Mia"},
        "contact.link": {"chat": "c1", "contact": "p1"},
        "contact.unlink": {"chat": "c1"},
        "contact.create": {"chat": "c1", "contact": {"name": "Mia"}, "company": {"name": "Nord"}},
        "chat.end": {"chat": "c1"},
        "chat.allow_files": {"chat": "c1"},
        "typing": {"chat": "c1", "on": True},
        "read": {"chat": "c1", "seq": 1},
    },
}
# Answered with a push or not at all, even when they have an id.
SILENT: Final = frozenset({"typing", "read", "ping"})

# --- wrong fields ---

TOO_MANY: Final = json.dumps({f"k{n}": 1 for n in range(1_001)})
VALUES: Final = (
    *("null", "true", "false", "0", "-1", "1.5", "1e3", "6", "201", str(2**53), "9" * 400, "-" + "9" * 400),
    *('""', '"x"', '"1"', '"true"', f'"{"x" * 65}"', f'"{"å" * 101}"', f'"{"x" * 2_001}"', f'"{"🐟" * 8_001}"'),
    *("[]", '["x"]', "[[[[]]]]", "{}", '{"":"x"}', '{"x":null}', '{"x":[]}', '{"x":-1}', TOO_MANY),
)
# JSON by its grammar, and nothing that any field can hold.
HUGE: Final = '{"x":-1e999}'
UNSOUND: Final = ('"\\ud800"', '"fine \\udc00"', '["\\udfff"]', '{"\\ud800":"x"}', "1e400", HUGE)


class Wrong(NamedTuple):
    """A frame, and the field that it should be refused for."""

    text: str
    field: str


def wrong_frames(side: Side, command: type[Command]) -> Iterator[Wrong]:
    """The example with one field left out, or with what that field cannot be."""
    tag = str(command.__struct_config__.tag)
    good = {name: json.dumps(value) for name, value in {"type": tag, "id": "w", **EXAMPLES[side][tag]}.items()}
    for field in fields_of(command):
        if field.required:
            yield Wrong(
                frame({name: text for name, text in good.items() if name != field.encode_name}), field.encode_name
            )
        values = [text for text in VALUES if not fits(field.type, json.loads(text))]
        passed_over = {HUGE} if fits(field.type, {"x": -1}) else set()  # a field of an object that nobody reads
        for text in (*values, *(each for each in UNSOUND if each not in passed_over)):
            yield Wrong(frame(good | {field.encode_name: text}), field.encode_name)


def fields_of(command: type[Command]) -> tuple[msgspec.inspect.Field, ...]:
    info = msgspec.inspect.type_info(command)
    assert isinstance(info, msgspec.inspect.StructType)
    return info.fields


def frame(parts: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}"


def is_receiver(type_: StructType, value: dict[str, object]) -> bool:
    """Of a transfer: an agent or a channel, and not both."""
    given = [each for each in type_.fields if value.get(each.encode_name) is not None]
    return len(given) == 1 and all(fits(each.type, value[each.encode_name]) for each in given)


def is_one(type_: StructType, value: dict[str, object]) -> bool:
    """Of any struct: what it must have is there, and what it may have is right; more is no fault."""
    return all(
        fits(each.type, value[each.encode_name]) if each.encode_name in value else not each.required
        for each in type_.fields
    )


def fits(type_: Type, value: object) -> bool:
    """Whether a field of this type may hold the value. Written apart from the decoder that is on trial."""
    match type_:
        case StrType():
            return isinstance(value, str) and (type_.min_length or 0) <= len(value) <= (type_.max_length or 10**9)
        case IntType():
            return type(value) is int and (type_.ge is None or type_.ge <= value) and (type_.le or 2**60) >= value
        case BoolType():
            return isinstance(value, bool)
        case NoneType():
            return value is None
        case LiteralType():
            return isinstance(value, str) and value in type_.values
        case UnionType():
            return any(fits(each, value) for each in type_.types)
        case DictType():
            entries = (
                value.items() if isinstance(value, dict) and len(value) <= (type_.max_length or 10**9) else None
            )
            return entries is not None and all(
                fits(type_.key_type, k) and fits(type_.value_type, v) for k, v in entries
            )
        case VarTupleType():
            items = value if isinstance(value, list) and len(value) <= (type_.max_length or 10**9) else None
            return items is not None and all(fits(type_.item_type, each) for each in items)
        case StructType():
            return (
                isinstance(value, dict)
                and (type_.cls is not TransferTo or is_receiver(type_, value))
                and is_one(type_, value)
            )
        case _:
            raise NotImplementedError(f"a field of {type_}: say here what fits it")


# --- at the door ---


async def at_the_door(world: World, side: Side) -> Socket:
    """A connection on which nothing has been said yet."""
    if side == "customer":
        return await Customer(world, "Eve", "support").open()
    ola = await world.agent("Ola", present=False)
    await ola.close()
    return await Console(world, ola.name, ola.token, ola.agent).open()


async def inside(world: World, side: Side) -> Socket:
    """The same after its hello."""
    return await world.customer("Eve") if side == "customer" else await world.agent("Ola", present=False)


async def is_alive(socket: Socket) -> None:
    """It is still spoken to, and nothing was answered that was not asked."""
    pongs = len(socket.of("pong"))
    await socket.mention("ping")
    await socket.until(lambda: len(socket.of("pong")) > pongs)
    assert socket._answers == {}


async def answer_to(socket: Socket, text: str, re: str | None = "w") -> dict[str, Any]:
    """The one answer to a raw frame whose id is `re`."""
    await socket.send_text(text)
    answer: dict[str, Any] = await socket.until(lambda: socket._answers.pop(re, None))
    return answer


async def raw(world: World, *, address: str = "memory") -> Peer:
    """Bytes for a server, on a stream that holds as much as it is given."""
    ours, theirs = trio.testing.memory_stream_pair()
    world.nursery.start_soon(world.server.front.handle, theirs, address)
    return Peer(ours)


async def shake_hands(world: World, path: str, *headers: str, subprotocol: str | None = "switchboard.v1") -> int:
    """The HTTP status of a handshake."""
    peer = await raw(world)
    await peer.says(upgrade(path, *headers, subprotocol=subprotocol))
    status, _, _ = await peer.response()
    return status


# --- the others ---


@asynccontextmanager
async def undisturbed(world: World) -> AsyncIterator[None]:
    """A customer and an agent talk all the while: no word lost or late, no connection, no fault in the log."""
    with structlog.testing.capture_logs() as log:
        mia = Customer(world, "Mia", "support")
        mia.address = "elsewhere"
        kari = await world.agent("Kari")
        await mia.arrive()
        chat = await mia.starts("0")
        await kari.answers(chat)
        said = ["0"]

        enough = trio.Event()

        async def talk() -> None:
            while not enough.is_set():
                with trio.move_on_after(0.5):
                    await enough.wait()
                for speaker in (mia.says, partial(kari.says, chat)):
                    said.append(str(len(said)))
                    before = trio.current_time()
                    await speaker(said[-1])
                    assert trio.current_time() - before < 0.1, "the pair had to wait"

        async with trio.open_nursery() as nursery:
            nursery.start_soon(talk)
            yield
            enough.set()
        assert await mia.texts(len(said)) == said
        assert await kari.texts(len(said) - 1, chat) == said[1:]
        assert mia.hangup is None
        assert kari.hangup is None
    assert [entry for entry in log if entry["log_level"] in ("error", "critical")] == []
