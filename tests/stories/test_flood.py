"""Those who say nothing, who say too much, who do not listen: the server lets go of them and of nobody else."""

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing
from trio_websocket import ConnectionClosed

from actors.ids import new_id
from net.rates import PATIENCE
from tests.net.peers import CLOSE, PING, Peer, masked, upgrade
from tests.stories.strangers import PATHS, SIDES, Side, at_the_door, inside, is_alive, raw, undisturbed
from tests.world import Console, Customer, Socket, World, world_of

UNLIMITED: dict[str, Any] = {"commands_per_second": 0, "address_commands_per_second": 0}
both_sides = pytest.mark.parametrize("side", SIDES)
LONG = "x" * 8_000
TEXT = 1


async def pour(socket: Socket, texts: Iterable[str]) -> None:
    """Send without a pause, until all is sent or the server closes."""
    with suppress(ConnectionClosed):
        for text in texts:
            await socket.send_text(text)


async def flood(socket: Socket, count: int, **fields: str) -> Counter[str]:
    """`count` messages at once; how often each code was answered once all are, or the socket is closed."""
    messages = (
        {"type": "message.send", "id": f"f{n}", "text": "x", "key": f"f{n}", **fields} for n in range(count)
    )
    await pour(socket, map(json.dumps, messages))
    while socket.hangup is None and len(socket._answers) < count:
        await socket._news.wait()
    answers = socket._answers.values()
    assert all(answer["retry_ms"] > 0 for answer in answers if answer.get("code") == "rate_limited")
    return Counter(answer.get("code", "ok") for answer in answers)


async def texts_in(world: World, chat: str) -> int:
    """How many are stored."""
    events = await world.server.house.log.events(chat, after=0, limit=10_000)
    return sum(event.kind == "message" for event in events)


# --- who says nothing ---


@both_sides
async def test_who_says_no_hello_is_let_go_after_ten_seconds(tmp_path: Path, side: Side) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        socket = await at_the_door(world, side)
        began = trio.current_time()

        hangup = await socket.closed()

        assert hangup.code == 4008
        assert trio.current_time() - began == pytest.approx(10, abs=0.5)


@both_sides
async def test_who_pings_and_says_no_hello_is_let_go_too(tmp_path: Path, side: Side) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        socket = await at_the_door(world, side)
        assert socket._ws is not None

        for _ in range(3):
            await trio.sleep(3)
            await socket._ws.ping()

        assert (await socket.closed()).code == 4008
        assert trio.current_time() < 60


async def test_a_socket_that_never_finishes_its_handshake_is_let_go(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        peers = [await raw(world) for _ in range(3)]
        for peer, said in zip(peers, (b"", b"GET /ws/cust", upgrade("/ws/customer")[:-2]), strict=True):
            if said:
                await peer.says(said)
        with trio.fail_after(60):
            ends = [await peer.rest() for peer in peers]

        assert all(end == b"" or end.startswith(b"HTTP/1.1 4") for end in ends)


@both_sides
async def test_who_is_there_and_has_nothing_to_say_stays(tmp_path: Path, side: Side) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        socket = await inside(world, side)

        await trio.sleep(300)

        await is_alive(socket)


@both_sides
async def test_who_answers_no_ping_is_dropped_after_half_a_minute(tmp_path: Path, side: Side) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        peer = await greeted(world, side, await raw(world))
        began = trio.current_time()
        frames = []
        with trio.fail_after(60):
            while (frame := await peer.frame()) is not None:
                frames.append(frame.opcode)

        assert PING in frames
        assert CLOSE not in frames
        assert trio.current_time() - began == pytest.approx(30, abs=6)


# --- who does not listen ---


async def greeted(world: World, side: Side, peer: Peer, like: Socket | None = None) -> Peer:
    """A bare peer that has said hello, as another tab of `like` if that is given."""
    if side == "agent":
        agent = like or await world.agent("Ola", present=False)
        assert isinstance(agent, Console)
        await peer.opens(PATHS[side], f"Authorization: Bearer {agent.token}")
        hello: dict[str, object] = {}
    else:
        await peer.opens(PATHS[side])
        hello = {"channel": "support"}
        if isinstance(like, Customer):
            hello["token"] = like.token
    await peer.says(masked(TEXT, json.dumps({"type": "hello", "id": "1", **hello}).encode()))
    return peer


@both_sides
async def test_who_reads_nothing_while_megabytes_come_is_let_go_and_all_others_have_them(
    tmp_path: Path, side: Side
) -> None:
    async with world_of(tmp_path, **UNLIMITED) as world, undisturbed(world):
        ola, eve = await world.agent("Ola"), await world.customer("Eve")
        chat = await eve.starts("Hello")
        await ola.answers(chat)
        ours, theirs = trio.testing.lockstep_stream_pair()  # holds nothing: what is not read is not sent
        world.nursery.start_soon(world.server.front.handle, theirs)
        deaf = await greeted(world, side, Peer(ours), like=eve if side == "customer" else ola)
        there = len(world.server.front.connections)
        began = trio.current_time()

        for n in range(400):
            await (ola.says(chat, LONG) if side == "customer" else eve.says(LONG))
            assert trio.current_time() - began < 10 + n, "the sender had to wait"
        heard = await (eve.texts(401) if side == "customer" else ola.texts(400, chat))
        await world.pass_time(20)

        assert heard[-1] == LONG
        assert len(world.server.front.connections) == there - 1
        del deaf


# --- who says too much ---


async def test_a_thousand_messages_in_a_second_are_sixty_and_the_end(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        eve = await world.customer("Eve")
        chat = await eve.starts("Hello")

        codes = await flood(eve, 1_000)

        assert codes == {"ok": 59, "rate_limited": PATIENCE + 1}  # the start was the first of sixty
        assert (await eve.closed()).code == 4029
        assert await texts_in(world, chat) == 60


async def test_an_agent_has_more_room_and_an_end_too(tmp_path: Path) -> None:
    async with (
        world_of(tmp_path, agent_commands_per_second=20, agent_commands_burst=200) as world,
        undisturbed(world),
    ):
        ola, eve = await world.agent("Ola"), await world.customer("Eve")
        chat = await eve.starts("Hello")
        await ola.answers(chat)

        codes = await flood(ola, 1_000, chat=chat)

        assert codes["rate_limited"] == PATIENCE + 1
        assert await texts_in(world, chat) == 1 + codes["ok"] == 199
        assert (await ola.closed()).code == 4029


@both_sides
@pytest.mark.parametrize(
    "text", ['{"type":"nonsense","id":"w"}', '{"type":"message.send"}', '{"type":"ping"}', "{}"]
)
async def test_wrong_frames_and_pings_count_like_others(tmp_path: Path, side: Side, text: str) -> None:
    limits: dict[str, Any] = {"agent_commands_per_second": 20, "agent_commands_burst": 200}
    async with world_of(tmp_path, **limits) as world, undisturbed(world):
        socket = await inside(world, side)

        await pour(socket, [text] * 1_000)

        assert (await socket.closed()).code == 4029


async def test_who_waits_as_long_as_told_is_welcome_again(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        eve = await world.customer("Eve")
        chat = await eve.starts("Hello")
        await flood(eve, 100)
        retry_ms = max(answer.get("retry_ms", 0) for answer in eve._answers.values())

        await world.pass_time(retry_ms / 1_000)
        await eve.says("More slowly now")

        assert await texts_in(world, chat) == 61


async def test_what_was_refused_for_speed_may_be_sent_again_with_its_key(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        eve = await world.customer("Eve")
        chat = await eve.starts("Hello")
        await flood(eve, 100)
        for n in range(100):
            await world.pass_time(0.2)
            await eve.says("x", key=f"f{n}")

        assert await texts_in(world, chat) == 101


async def test_many_of_one_address_share_its_limit_and_another_address_has_its_own(tmp_path: Path) -> None:
    async with world_of(tmp_path, address_commands_burst=100) as world, undisturbed(world):
        crowd = [await world.customer(f"Customer {n}") for n in range(8)]
        for each in crowd:
            await each.starts("Hello")
        codes: Counter[str] = Counter()
        for each in crowd:
            codes += await flood(each, 30)
        far = Customer(world, "Far", "support")
        far.address = "far away"
        await far.arrive()
        await far.starts("Hello")

        assert codes["ok"] == 100 - len(crowd)
        assert codes["rate_limited"] == 30 * len(crowd) - codes["ok"]
        assert set(await flood(far, 30)) == {"ok"}


@both_sides
async def test_an_address_has_so_many_connections_and_no_more(tmp_path: Path, side: Side) -> None:
    async with world_of(tmp_path, address_connections=5) as world:
        peers = [await raw(world, address="crowded") for _ in range(5)]
        for peer in peers:
            await peer.opens(PATHS[side])
        late = await raw(world, address="crowded")
        await late.says(upgrade(PATHS[side]))
        status, _, _ = await late.response()
        elsewhere = await raw(world, address="elsewhere")

        assert status == 503
        await elsewhere.opens(PATHS[side])


async def test_a_stranger_who_asks_for_thousands_of_chats_leaves_no_actors_behind(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world, undisturbed(world):
        ola = await world.agent("Ola")
        before = len(world.server.house.directory.live("chat"))
        for _ in range(2_000):
            await ola.send_text(f'{{"type":"chat.end","id":"w","chat":"{new_id()}"}}')
        await ola.mention("ping")
        await ola.until(lambda: ola.of("pong"))

        assert len(world.server.house.directory.live("chat")) == before
