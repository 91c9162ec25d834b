"""The other end of every connection: a process of its own, that costs less than the server it measures.

    python -m tests.bench.client < job.json > result.json

picows on uvloop. What the server sends is not decoded but searched for a mark that each text begins with: the
chat, who wrote it, and when. So a message costs the client the same whatever is around it.
"""

import asyncio
import gc
import os
import random
import resource
import signal
import sys
import time
from array import array
from collections.abc import Callable, Coroutine, Iterable
from itertools import count
from typing import Any, Final, NamedTuple, TypeVar, assert_never

import msgspec
import orjson
import picows
import uvloop

from tests.bench import machine
from tests.bench.jobs import FanOut, Idle, Job, Result, Routed, Storm, Target

CHATS_PER_AGENT: Final = 10
TEXT_BYTES: Final = 100
FILLER: Final = (
    "a lamp that will not light, though the bulb is new and the switch is certainly on, says the customer"
)
MARK: Final = b"~~"
EVENT: Final = b'{"type":"event"'
OK: Final = b'{"type":"ok"'
ERROR: Final = b'{"type":"error"'
OPENING_AT_ONCE: Final = 20  # agents whose chats are being set up
PATIENCE_S: Final = 60

T = TypeVar("T")
numbers = count(1)
refusals: list[str] = []  # of what nobody waits for


class Mark(NamedTuple):
    chat: int
    side: bytes
    at_ns: int


def marked_text(chat: int, side: str) -> str:
    head = f"~~{chat}~{side}~{time.monotonic_ns()}~"
    return head + FILLER[: TEXT_BYTES - len(head)]


def mark_of(frame: bytes) -> Mark | None:
    at = frame.find(MARK)
    if at < 0:
        return None
    chat, side, at_ns, _ = frame[at + 2 : at + 50].split(b"~", 3)
    return Mark(int(chat), side, int(at_ns))


class Link(picows.WSListener):
    """One connection. Answers go to whoever asked; while nobody asks they are only counted."""

    def __init__(self) -> None:
        self.acks = 0
        self.hear: Callable[[bytes], None] | None = None
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._transport: picows.WSTransport | None = None

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self._transport = transport

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        if frame.msg_type == picows.WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
            return
        payload = frame.get_payload_as_bytes()
        if payload.startswith(EVENT):
            if self.hear is not None:
                self.hear(payload)
        elif payload.startswith(OK):
            self.acks += 1
            if self._asked:
                self._answered(payload)
        elif payload.startswith(ERROR):
            self._refused(payload)

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        del transport
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(ConnectionError("closed before it answered"))

    def say(self, frame: dict[str, Any]) -> None:
        assert self._transport is not None
        self._transport.send(picows.WSMsgType.TEXT, orjson.dumps(frame))

    async def ask(self, type_: str, **fields: object) -> dict[str, Any]:
        id_ = str(next(numbers))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[id_] = answer
        self.say({"type": type_, "id": id_, **fields})
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await answer
        finally:
            del self._asked[id_]

    def close(self) -> None:
        if self._transport is not None:
            self._transport.send_close(picows.WSCloseCode.OK)
            self._transport.disconnect()

    def _answered(self, payload: bytes) -> None:
        answer = orjson.loads(payload)
        asked = self._asked.get(answer["re"])
        if asked is not None and not asked.done():
            asked.set_result(answer)

    def _refused(self, payload: bytes) -> None:
        asked = self._asked.get(orjson.loads(payload).get("re", ""))
        if asked is not None and not asked.done():
            asked.set_exception(RuntimeError(payload.decode()))
        else:
            refusals.append(payload.decode())


async def connect(url: str, **headers: str) -> Link:
    _, link = await picows.ws_connect(
        Link,
        url.replace("http:", "ws:", 1),
        extra_headers={name.replace("_", "-"): value for name, value in headers.items()},
        websocket_handshake_timeout=PATIENCE_S,
        read_buffer_init_size=2048,
        proxy=None,
    )
    assert isinstance(link, Link)
    return link


# --- what is said to a server ---


class Switchboard:
    """The complete server: agents sign in, customers start chats, agents answer them."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._ids: dict[int, str] = {}
        self._tokens: dict[int, str] = {}

    async def bare(self) -> Link:
        """A customer who only says hello."""
        return await self._customer(0, {})

    async def agent(self, number: int) -> Link:
        token = self._target.tokens[number]
        link = await self._connect("/ws/agent", Authorization=f"Bearer {token}")
        await link.ask("hello")
        return link

    async def customer(self, chat: int, agent: Link) -> Link:
        """A customer whose chat has begun and was answered."""
        link = await self._customer(chat, {})
        started = await link.ask("chat.start", text="Hello", key=f"start-{chat}", fields={"name": f"Mia {chat}"})
        self._ids[chat], self._tokens[chat] = started["chat"], started["token"]
        await agent.ask("chat.answer", chat=started["chat"])
        return link

    async def listener(self, chat: int) -> Link:
        """Another tab of the chat's customer."""
        return await self._customer(chat, {"token": self._tokens[chat]})

    def say(self, chat: int, side: str, link: Link) -> None:
        key = f"{random.getrandbits(64):016x}"  # as widgets make them
        frame = {"type": "message.send", "id": str(next(numbers)), "key": key, "text": marked_text(chat, side)}
        link.say(frame if side == "c" else frame | {"chat": self._ids[chat]})

    publish = say

    async def _customer(self, chat: int, fields: dict[str, str]) -> Link:
        link = await self._connect("/ws/customer")
        channel = self._target.channels[chat // CHATS_PER_AGENT % len(self._target.channels)]
        await link.ask("hello", channel=channel, **fields)
        return link

    async def _connect(self, path: str, **headers: str) -> Link:
        return await connect(self._target.url + path, Sec_WebSocket_Protocol="switchboard.v1", **headers)


class Relay:
    """tests/bench/relay.py: a hello names the chats."""

    def __init__(self, target: Target) -> None:
        self._url = target.url + "/"

    async def bare(self) -> Link:
        return await self._link("c", [])

    async def agent(self, number: int) -> Link:
        return await self._link("a", range(number * CHATS_PER_AGENT, (number + 1) * CHATS_PER_AGENT), room=number)

    async def customer(self, chat: int, agent: Link) -> Link:
        del agent
        return await self._link("c", [chat])

    async def listener(self, chat: int) -> Link:
        return await self._link("c", [], room=chat // CHATS_PER_AGENT)

    def say(self, chat: int, side: str, link: Link) -> None:
        self._say(link, "message.send", chat=chat, text=marked_text(chat, side))

    def publish(self, chat: int, side: str, link: Link) -> None:
        self._say(link, "publish", room=chat // CHATS_PER_AGENT, text=marked_text(chat, side))

    def _say(self, link: Link, type_: str, **fields: object) -> None:
        link.say({"type": type_, "id": str(next(numbers)), **fields})

    async def _link(self, side: str, chats: Iterable[int], room: int | None = None) -> Link:
        link = await connect(self._url)
        await link.ask("hello", side=side, chats=list(chats), room=room)
        return link


# --- what is measured ---


class Meter:
    """What arrived between `start` and `stop`, and what it cost."""

    def __init__(self, job: Job) -> None:
        self._target = job.target
        self.spans_ns = array("q")
        self.running = False

    def start(self) -> None:
        self.spans_ns = array("q")
        self._signal(signal.SIGUSR1)
        self._before, self._own, self._began = (
            machine.read(self._target.pid),
            time.process_time(),
            time.monotonic(),
        )
        self.running = True

    def arrived(self, since_ns: int) -> None:
        if self.running:
            self.spans_ns.append(time.monotonic_ns() - since_ns)

    def stop(self, lost: int = 0) -> Result:
        self.running = False
        seconds = time.monotonic() - self._began
        own, before, after = time.process_time() - self._own, self._before, machine.read(self._target.pid)
        self._signal(signal.SIGUSR2)
        spans, many = sorted(self.spans_ns), max(1, len(self.spans_ns))
        cpu_s = after.cpu_s - before.cpu_s
        return Result(
            count=len(spans),
            seconds=seconds,
            cpu_us=cpu_s / many * 1e6,
            loop_us=(after.loop_s - before.loop_s) / many * 1e6,
            p50_ms=spans[len(spans) // 2] / 1e6 if spans else 0,
            p99_ms=spans[len(spans) * 99 // 100] / 1e6 if spans else 0,
            lost=lost,
            client_cpu=own / seconds,
            others_cpu=max(0.0, after.machine_s - before.machine_s - cpu_s - own) / seconds,
            stolen_cpu=(after.stolen_s - before.stolen_s) / seconds,
        )

    def _signal(self, number: int) -> None:
        if self._target.profiled:
            os.kill(self._target.pid, number)


class Chats:
    """Open chats, with both their sides."""

    def __init__(self, job: Job, chats: int) -> None:
        self.server: Switchboard | Relay = _server(job)
        self.meter = Meter(job)
        self._count = chats
        self._agents: list[Link] = []
        self._customers: list[Link] = []
        self.answers = False  # whether each side answers at once
        self.sent = self.heard = 0

    async def open_agents(self) -> None:
        many = -(-self._count // CHATS_PER_AGENT)
        self._agents = await in_turn([self._agent(number) for number in range(many)], OPENING_AT_ONCE)

    async def open_customers(self) -> None:
        opening = [self._customers_of(agent) for agent in range(len(self._agents))]
        self._customers = [link for links in await in_turn(opening, OPENING_AT_ONCE) for link in links]

    def say(self, chat: int, side: str) -> None:
        link = self._customers[chat] if side == "c" else self._agents[chat // CHATS_PER_AGENT]
        self.server.say(chat, side, link)
        self.sent += 1

    async def all_heard(self) -> None:
        """What is on its way has come, or is lost: nothing takes so long."""
        for _ in range(1_000):
            if self.heard >= self.sent:
                return
            await asyncio.sleep(0.02)

    def close(self) -> None:
        self.answers = False
        for link in (*self._customers, *self._agents):
            link.close()

    async def _agent(self, number: int) -> Link:
        link = await self.server.agent(number)
        link.hear = self._agent_hears
        return link

    async def _customers_of(self, agent: int) -> list[Link]:
        first = agent * CHATS_PER_AGENT
        return [
            await self._customer(chat, self._agents[agent])
            for chat in range(first, min(first + CHATS_PER_AGENT, self._count))
        ]

    async def _customer(self, chat: int, agent: Link) -> Link:
        since = time.monotonic_ns()
        link = await self.server.customer(chat, agent)
        self.meter.arrived(since)
        link.hear = self._customer_hears
        return link

    def _agent_hears(self, frame: bytes) -> None:
        mark = mark_of(frame)
        if mark is not None and mark.side == b"c":  # her own come back to her too
            self.heard += 1
            self.meter.arrived(mark.at_ns)
            if self.answers:
                self.say(mark.chat, "a")

    def _customer_hears(self, frame: bytes) -> None:
        mark = mark_of(frame)
        if mark is not None and mark.side == b"a":
            self.heard += 1
            self.meter.arrived(mark.at_ns)
            if self.answers:
                self.say(mark.chat, "c")


async def routed(job: Job, scenario: Routed) -> Result:
    chats = Chats(job, scenario.chats)
    await chats.open_agents()
    await chats.open_customers()
    await asyncio.sleep(scenario.settle)
    result = await (steady(chats, scenario) if scenario.rate else saturated(chats, scenario))
    chats.close()
    return result


async def saturated(chats: Chats, scenario: Routed) -> Result:
    """One message is under way in each chat, always."""
    chats.answers = True
    for chat in range(scenario.chats):
        chats.say(chat, "c")
    await asyncio.sleep(scenario.warm)
    chats.meter.start()
    await asyncio.sleep(scenario.seconds)
    return chats.meter.stop()


async def steady(chats: Chats, scenario: Routed) -> Result:
    """At random moments, whatever the server does about it."""
    await at_random(chats, scenario, scenario.warm)
    await asyncio.sleep(0.5)
    await chats.all_heard()
    chats.sent = chats.heard = 0
    chats.meter.start()
    await at_random(chats, scenario, scenario.seconds)
    await chats.all_heard()
    return chats.meter.stop(lost=chats.sent - chats.heard)


async def at_random(chats: Chats, scenario: Routed, seconds: float) -> None:
    dice = random.Random(scenario.chats)
    due = time.monotonic()
    end = due + seconds
    while due < end:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        while due <= time.monotonic():
            chats.say(dice.randrange(scenario.chats), dice.choice("ca"))
            due += dice.expovariate(scenario.rate)


async def fan_out(job: Job, scenario: FanOut) -> Result:
    server, meter = _server(job), Meter(job)
    agent = await server.agent(0)
    customer = await server.customer(0, agent)
    listeners = [await server.listener(0) for _ in range(scenario.listeners)]
    missing: dict[int, int] = {}

    def hear(frame: bytes) -> None:
        mark = mark_of(frame)
        if mark is None:
            return
        meter.arrived(mark.at_ns)
        left = missing.get(mark.at_ns, scenario.listeners) - 1
        missing[mark.at_ns] = left
        if not left:
            del missing[mark.at_ns]
            server.publish(0, "a", agent)

    for link in listeners:
        link.hear = hear
    await asyncio.sleep(scenario.settle)
    for _ in range(scenario.window):
        server.publish(0, "a", agent)
    await asyncio.sleep(scenario.warm)
    meter.start()
    await asyncio.sleep(scenario.seconds)
    result = meter.stop()
    for link in (agent, customer, *listeners):
        link.hear = None
        link.close()
    return result


async def storm(job: Job, scenario: Storm) -> Result:
    server, meter = _server(job), Meter(job)
    await server.bare()  # what is made at the first connection is nobody's cost

    async def one() -> Link:
        since = time.monotonic_ns()
        link = await server.bare()
        meter.arrived(since)
        return link

    before = machine.read(job.target.pid)
    meter.start()
    links = await in_turn([one() for _ in range(scenario.connections)], scenario.at_once)
    result = meter.stop()
    await asyncio.sleep(scenario.settle)
    result = msgspec.structs.replace(result, bytes_each=_growth(job, before, scenario.connections))
    for link in links:
        link.close()
    return result


async def idle(job: Job, scenario: Idle) -> Result:
    chats = Chats(job, scenario.chats)
    await chats.open_agents()
    await asyncio.sleep(scenario.settle)
    before = machine.read(job.target.pid)
    chats.meter.start()
    await chats.open_customers()
    result = chats.meter.stop()
    await asyncio.sleep(scenario.settle)
    result = msgspec.structs.replace(result, count=scenario.chats, bytes_each=_growth(job, before, scenario.chats))
    chats.close()
    return result


def _growth(job: Job, before: machine.Reading, many: int) -> float:
    return (machine.read(job.target.pid).resident_kib - before.resident_kib) * 1024 / many


def _server(job: Job) -> Switchboard | Relay:
    return Switchboard(job.target) if job.target.tokens else Relay(job.target)


async def in_turn(work: list[Coroutine[Any, Any, T]], at_once: int) -> list[T]:
    """Do it all, so much of it at once; the results in order."""
    found: dict[int, T] = {}
    waiting = iter(enumerate(work))

    async def some() -> None:
        for number, each in waiting:
            found[number] = await each

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(work))):
            group.create_task(some())
    return [found[number] for number in range(len(work))]


async def run(job: Job) -> Result:
    match job.scenario:
        case Routed():
            return await routed(job, job.scenario)
        case FanOut():
            return await fan_out(job, job.scenario)
        case Storm():
            return await storm(job, job.scenario)
        case Idle():
            return await idle(job, job.scenario)
        case _:  # pragma: no cover
            assert_never(job.scenario)


def main() -> None:
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    os.sched_setaffinity(0, {job.core})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    gc.freeze()
    gc.disable()  # minutes at most; a collection would be seen as the server's delay
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(run(job))
    if refusals:
        sys.exit(f"{len(refusals)} commands were refused, the first with {refusals[0]}")
    sys.stdout.buffer.write(msgspec.json.encode(result))


if __name__ == "__main__":
    main()
