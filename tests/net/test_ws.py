"""One WebSocket: order, bounds, silence and endings, whatever the other side does."""

from collections.abc import Awaitable, Callable

import pytest
import structlog
import trio
import trio.testing

from net.closing import LOST, Close
from net.frames import text_frame
from net.front import Front
from net.outbox import OUTBOX_BYTES, OUTBOX_FRAMES, SEND_BYTES, WRITE_TIMEOUT
from net.ws import (
    CLOSE_TIMEOUT,
    MESSAGE_BYTES,
    PING_AFTER,
    SILENT_MAX,
    Closed,
    Connection,
    Handshake,
)
from tests.net.peers import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    Frame,
    Kept,
    Peer,
    echo,
    in_lockstep,
    in_memory,
    masked,
    no_app,
    on_loopback,
    upgrade,
)
from tests.patience import PATIENCE_S

Clock = trio.testing.MockClock


def echoing() -> Front:
    return Front(no_app, echo)


def keeping(kept: Callable[[Handshake], Awaitable[None]]) -> Front:
    return Front(no_app, kept)


# ---- what comes in


async def test_texts_come_back_in_order_on_a_socket_and_in_memory() -> None:
    texts = ["hello", "", "å" * 200, "x" * 60_000]
    for world in (in_memory, on_loopback):
        async with world(echoing()) as dial:
            peer = await (await dial()).opens()
            await peer.says(b"".join(masked(TEXT, text.encode()) for text in texts))

            assert [await peer.text() for _ in texts] == texts


async def test_texts_sent_in_one_packet_with_the_handshake_are_heard() -> None:
    async with on_loopback(echoing()) as dial:
        peer = await dial()
        await peer.says(upgrade() + masked(TEXT, b"early") + masked(TEXT, b"bird"))
        await peer.response()

        assert [await peer.text(), await peer.text()] == ["early", "bird"]


async def test_a_text_may_come_byte_by_byte() -> None:
    async with on_loopback(echoing()) as dial:
        peer = await (await dial()).opens()
        for byte in masked(TEXT, b"drip" * 50):
            await peer.says(bytes((byte,)))

        assert await peer.text() == "drip" * 50


async def test_fragments_pings_and_whole_texts_keep_their_order() -> None:
    async with in_memory(echoing()) as dial:
        peer = await (await dial()).opens()
        await peer.says(masked(TEXT, b"one") + masked(TEXT, b"tw", fin=False) + masked(PING, b"here?"))
        await peer.says(masked(0, b"o") + masked(TEXT, b"three"))
        got = [await peer.frame() for _ in range(4)]

    assert [frame.payload for frame in got if frame and frame.opcode == TEXT] == [b"one", b"two", b"three"]
    assert Frame(PONG, b"here?") in got


async def test_a_flood_of_pings_is_answered_one_by_one() -> None:
    async with on_loopback(echoing()) as dial:
        peer = await (await dial()).opens()
        await peer.says(b"".join(masked(PING, b"%d" % number) for number in range(500)))

        assert [await peer.frame() for _ in range(500)] == [Frame(PONG, b"%d" % number) for number in range(500)]


async def test_a_message_of_64_kib_is_heard_and_one_byte_more_closes_1009() -> None:
    for world in (in_memory, on_loopback):
        async with world(echoing()) as dial:
            peer = await (await dial()).opens()
            await peer.says(masked(TEXT, b"x" * MESSAGE_BYTES))
            assert len(await peer.text()) == MESSAGE_BYTES
            await peer.says(masked(TEXT, b"x" * (MESSAGE_BYTES + 1)))

            assert await peer.closed_with() == 1009


async def test_the_limit_counts_bytes_not_characters_and_over_fragments() -> None:
    many = "å" * (MESSAGE_BYTES // 2 + 1)  # half as many characters as allowed bytes, and two bytes too long
    for sent in (
        masked(TEXT, many.encode()),
        masked(TEXT, b"x" * 40_000, fin=False) + masked(0, b"x" * 40_000),
    ):
        async with on_loopback(echoing()) as dial:
            peer = await (await dial()).opens()
            await peer.says(sent)

            assert await peer.closed_with() == 1009


async def test_a_huge_length_is_refused_before_its_payload_comes() -> None:
    async with in_memory(echoing()) as dial:
        peer = await (await dial()).opens()
        await peer.says(b"\x81\xff" + (1 << 40).to_bytes(8, "big") + b"mask")
        frame = await peer.frame()

    assert frame is not None
    assert frame.code == 1009


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (masked(BINARY, b"\x00\x01"), 1003),
        (masked(TEXT, b"\xff\xfe"), 1007),
        (masked(TEXT, b"ok", fin=False) + masked(0, b"\xff"), 1007),
        (masked(3, b""), 1002),  # an opcode that is not assigned
        (masked(0, b"x"), 1002),  # nothing to continue
        (masked(PING, b"x" * 126), 1002),
        (masked(PING, b"x", fin=False), 1002),
        (b"\x81\x02hi", 1002),  # not masked
        (b"\xc1\x80mask", 1002),  # an extension nobody agreed on
        (masked(CLOSE, b"x"), 1002),
        (masked(CLOSE, (1005).to_bytes(2, "big")), 1002),
    ],
    ids=range(11),  # the frames have a mask of chance, and a test has one name
)
async def test_what_is_not_allowed_closes_with_its_code(sent: bytes, code: int) -> None:
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await peer.says(masked(TEXT, b"before") + sent)

        assert await peer.closed_with() == code
        with trio.fail_after(PATIENCE_S):
            await kept.over.wait()
    assert kept.ended is not None
    assert kept.ended.code == code
    assert kept.heard == ["before"]


# ---- order and hold


async def test_the_first_answer_precedes_all_that_was_pushed_before_it() -> None:
    kept = Kept()
    async with in_memory(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        kept.connection.hold()
        kept.connection.offer(text_frame(b"push 1"))
        await kept.connection.send(text_frame(b"log 1"))
        kept.connection.offer(text_frame(b"push 2"))
        kept.connection.release(text_frame(b"hello"))
        kept.connection.offer(text_frame(b"push 3"))

        assert [await peer.text() for _ in range(5)] == ["log 1", "hello", "push 1", "push 2", "push 3"]


async def test_what_is_held_is_bounded_too() -> None:
    kept = Kept()
    async with in_memory(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        kept.connection.hold()
        for _ in range(OUTBOX_FRAMES + 1):
            kept.connection.offer(text_frame(b"push"))

        assert await peer.closed_with() == 4008
        assert kept.connection.pending_bytes == 0


async def test_a_frame_is_never_cut_by_another() -> None:
    """A slow reader, pushes of many sizes, and pongs in between: every byte is where it belongs."""
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        sent = [b"%d:" % number + b"x" * (number * 97 % 5000) for number in range(300)]

        async def push() -> None:
            for text in sent:
                await kept.connection.send(text_frame(text))
                kept.connection.offer(text_frame(text))

        async def ping() -> None:
            for _ in range(100):
                await peer.says(masked(PING, b"p"))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(push)
            nursery.start_soon(ping)
            got = [await peer.frame() for _ in range(700)]

    assert [frame.payload for frame in got if frame and frame.opcode == TEXT] == [
        text for text in sent for _ in "ab"
    ]
    assert got.count(Frame(PONG, b"p")) == 100


# ---- who does not read


async def test_a_peer_that_never_reads_is_closed_4008_and_others_notice_nothing(autojump_clock: Clock) -> None:  # noqa: ARG001
    opened: list[Connection] = []

    async def broadcast(handshake: Handshake) -> None:
        opened.append(await handshake.accept())
        while True:
            text = await opened[-1].receive()
            for connection in opened:
                connection.offer(text_frame(text.encode()))

    async with in_lockstep(Front(no_app, broadcast)) as dial, trio.open_nursery() as nursery:
        silent, speaker = await dial(), await dial()
        await silent.opens()
        await speaker.opens()
        for number in range(OUTBOX_FRAMES + 10):
            nursery.start_soon(speaker.says, masked(TEXT, b"%d" % number))
            assert await speaker.text() == str(number)
            await trio.testing.wait_all_tasks_blocked()
        assert opened[0].closed
        began = trio.current_time()
        first, last = await silent.frame(), await silent.frame()

        assert first == Frame(TEXT, b"0")  # it had begun
        assert last is not None
        assert last.code == 4008  # and nothing between: the rest comes with `after`
        assert await silent.frame() is None
        assert trio.current_time() - began <= CLOSE_TIMEOUT


async def test_a_full_socket_gets_whole_frames_then_4008() -> None:
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        frame = text_frame(b"x" * 20_000)
        while not kept.connection.closed:
            kept.connection.offer(frame)
        assert kept.connection.pending_bytes < OUTBOX_BYTES
        got: list[Frame] = []
        while not got or got[-1].opcode == TEXT:
            heard = await peer.frame()
            assert heard is not None
            got.append(heard)
        await peer.says(masked(CLOSE))
        assert await peer.frame() is None

    assert got[-1].code == 4008
    assert {len(frame.payload) for frame in got[:-1]} == {20_000}


async def test_ten_seconds_without_a_byte_taken_drop_the_peer(autojump_clock: Clock) -> None:  # noqa: ARG001
    kept = Kept()
    async with in_lockstep(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        kept.connection.offer(text_frame(b"nobody reads this"))
        began = trio.current_time()
        await kept.over.wait()

        assert trio.current_time() - began == pytest.approx(WRITE_TIMEOUT)
        assert kept.ended is not None
        assert kept.ended.code == LOST
        assert await peer.rest() == text_frame(b"nobody reads this")


async def test_a_long_log_waits_for_a_slow_reader_and_leaves_room_for_news() -> None:
    kept = Kept()
    log = [text_frame(b"x" * 1000) for _ in range(2000)]
    async with in_lockstep(keeping(kept)) as dial, trio.open_nursery() as nursery:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        most = 0

        async def replay() -> None:
            nonlocal most
            for frame in log:
                await kept.connection.send(frame)
                most = max(most, kept.connection.pending_bytes)

        nursery.start_soon(replay)
        await trio.testing.wait_all_tasks_blocked()
        for _ in log:
            assert len(await peer.text()) == 1000

    assert SEND_BYTES < most < OUTBOX_BYTES // 2


# ---- who says nothing


async def test_a_quiet_peer_is_pinged_and_lives_while_it_answers(autojump_clock: Clock) -> None:  # noqa: ARG001
    async with in_memory(echoing()) as dial:
        peer = await (await dial()).opens()
        began = trio.current_time()
        for _ in range(10):
            assert await peer.frame() == Frame(PING, b"")
            await peer.says(masked(PONG))
        await peer.says(masked(TEXT, b"still here"))

        assert await peer.text() == "still here"
        assert trio.current_time() - began > 10 * PING_AFTER


@pytest.mark.parametrize("said", [b"", masked(TEXT, b"half of it")[:7]], ids=["nothing", "half a frame"])
async def test_a_silent_peer_is_dropped_half_a_frame_or_not(said: bytes, autojump_clock: Clock) -> None:  # noqa: ARG001
    kept = Kept()
    front = keeping(kept)
    async with in_memory(front) as dial:
        peer = await (await dial()).opens()
        if said:
            await peer.says(said)
        began = trio.current_time()
        await kept.over.wait()

        assert SILENT_MAX <= trio.current_time() - began <= SILENT_MAX + 5
        assert kept.ended is not None
        assert kept.ended.code == LOST
        assert [await peer.frame(), await peer.frame()] == [Frame(PING, b""), None]
        await trio.testing.wait_all_tasks_blocked()
        assert len(front.connections) == 0


async def test_silence_says_nothing_while_nobody_listens(autojump_clock: Clock) -> None:  # noqa: ARG001
    async def slow(handshake: Handshake) -> None:
        connection = await handshake.accept()
        while True:
            text = await connection.receive()
            await trio.sleep(10 * SILENT_MAX)
            connection.offer(text_frame(text.encode()))

    async with in_memory(Front(no_app, slow)) as dial:
        peer = await (await dial()).opens()
        await peer.says(masked(TEXT, b"take your time"))

        assert await peer.text() == "take your time"


# ---- endings


async def test_what_was_offered_before_a_close_arrives_and_nothing_after_it() -> None:
    for world in (in_memory, on_loopback):
        kept = Kept()
        async with world(keeping(kept)) as dial:
            peer = await (await dial()).opens()
            await kept.opened.wait()
            kept.connection.offer(text_frame(b"last words"))
            kept.connection.close(Close.REPLACED)
            kept.connection.offer(text_frame(b"too late"))
            kept.connection.close(Close.INTERNAL)
            await peer.says(masked(PING, b"?") + masked(TEXT, b"!"))
            assert await peer.text() == "last words"

            assert await peer.closed_with() == 4009
            await kept.over.wait()
        assert kept.ended is not None
        assert (kept.ended.code, kept.heard) == (4009, [])
        with pytest.raises(Closed):
            await kept.connection.send(text_frame(b"too late"))


async def test_a_peer_that_closes_is_answered_and_its_messages_were_heard() -> None:
    for fragment in (b"", masked(TEXT, b"t", fin=False) + masked(0, b"wo")):
        kept = Kept()
        async with on_loopback(keeping(kept)) as dial:
            peer = await (await dial()).opens()
            await peer.says(masked(TEXT, b"one") + fragment + masked(CLOSE, b"\x0f\xa0bye"))
            frame = await peer.frame()
            assert frame == Frame(CLOSE, b"\x0f\xa0bye")
            assert await peer.frame() is None
            await kept.over.wait()

        assert kept.heard == (["one", "two"] if fragment else ["one"])
        assert kept.ended is not None
        assert (kept.ended.code, kept.ended.reason) == (4000, "bye")


async def test_both_may_close_at_once() -> None:
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        await peer.says(masked(CLOSE, b"\x03\xe8"))
        kept.connection.close(Close.DRAINING)
        first = await peer.frame()

        assert first is not None
        assert first.code == 4010
        with trio.fail_after(PATIENCE_S):
            assert await peer.frame() is None  # one close each, and TCP is gone
            await kept.over.wait()


async def test_a_peer_that_does_not_answer_a_close_loses_tcp_after_five_seconds(autojump_clock: Clock) -> None:  # noqa: ARG001
    kept = Kept()
    async with in_memory(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        began = trio.current_time()
        kept.connection.close(Close.FORBIDDEN)
        frame = await peer.frame()
        assert frame is not None
        assert frame.code == 4003
        await peer.says(masked(TEXT, b"I did not hear that"))
        assert await peer.frame() is None

        assert trio.current_time() - began == pytest.approx(CLOSE_TIMEOUT)


async def test_a_peer_that_goes_without_a_word_ends_the_handler() -> None:
    kept = Kept()
    front = keeping(kept)
    async with on_loopback(front) as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        await trio.aclose_forcefully(peer.stream)
        with trio.fail_after(PATIENCE_S):
            await kept.over.wait()
            await kept.connection.wait_dropped()
        kept.connection.offer(text_frame(b"anybody?"))

    assert kept.ended is not None
    assert kept.ended.code == LOST
    assert len(front.connections) == 0


async def test_a_handler_that_returns_closes_1000_and_one_that_fails_1011() -> None:
    async def done(handshake: Handshake) -> None:
        connection = await handshake.accept()
        connection.offer(text_frame(b"that is all"))

    async def failing(handshake: Handshake) -> None:
        await done(handshake)
        raise RuntimeError("this handler is broken")

    for handler, code in ((done, 1000), (failing, 1011)):
        async with on_loopback(Front(no_app, handler)) as dial:
            peer = await (await dial()).opens()

            assert await peer.text() == "that is all"
            assert await peer.closed_with() == code


async def test_a_handler_with_tasks_of_its_own_may_let_the_end_pass_through_them() -> None:
    async def two_tasks(handshake: Handshake) -> None:
        connection = await handshake.accept()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(connection.receive)
            await trio.sleep_forever()

    with structlog.testing.capture_logs() as logs:
        async with on_loopback(Front(no_app, two_tasks)) as dial:
            peer = await (await dial()).opens()
            await peer.says(masked(CLOSE, b"\x03\xe8"))
            assert await peer.rest() == b"\x88\x02\x03\xe8"

    assert logs == []


@pytest.mark.parametrize("fails", [False, True])
async def test_a_server_that_stops_just_as_a_handler_with_tasks_of_its_own_ends_stops_quietly(fails: bool) -> None:
    """One task of the handler ends as it does, the other is cancelled: both at once leave it."""
    stopping = trio.CancelScope()

    async def reads(connection: Connection) -> None:
        try:
            await connection.receive()
        finally:
            if fails:
                raise RuntimeError("this handler is broken")

    async def two_tasks(handshake: Handshake) -> None:
        connection = await handshake.accept()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(reads, connection)
            try:
                await trio.sleep_forever()
            finally:
                stopping.cancel()

    with structlog.testing.capture_logs() as logs, stopping:
        async with on_loopback(Front(no_app, two_tasks)) as dial:
            peer = await (await dial()).opens()
            await peer.says(masked(CLOSE, b"\x03\xe8"))
            await trio.sleep_forever()

    assert [entry["event"] for entry in logs] == ["front.connection_failed"] * fails


async def test_a_mistake_behind_fragments_takes_no_message_with_it() -> None:
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        peer = await (await dial()).opens()
        await peer.says(masked(TEXT, b"o", fin=False) + masked(0, b"ne") + masked(TEXT, b"two") + masked(3))
        assert await peer.closed_with() == 1002
        await kept.over.wait()

    assert kept.heard == ["one", "two"]


async def test_a_handler_that_answers_nothing_or_fails_first_is_a_500() -> None:
    async def nothing(_handshake: Handshake) -> None:
        pass

    async def failing(_handshake: Handshake) -> None:
        raise RuntimeError("this handler is broken")

    for handler in (nothing, failing):
        async with in_memory(Front(no_app, handler)) as dial:
            peer = await dial()
            await peer.says(upgrade())

            assert (await peer.response())[0] == 500


async def test_a_cancelled_server_drops_everybody_at_once() -> None:
    kept = Kept()
    async with on_loopback(keeping(kept)) as dial:
        await (await dial()).opens()
        await kept.opened.wait()
    kept.connection.offer(text_frame(b"nobody"))
    with trio.fail_after(PATIENCE_S):
        await kept.connection.wait_dropped()

    assert kept.over.is_set()
    assert kept.connection.closed


async def test_a_handler_may_wait_for_a_message_with_a_deadline_and_go_on() -> None:
    async def impatient(handshake: Handshake) -> None:
        connection = await handshake.accept()
        for _ in range(3):
            with trio.move_on_after(0.001):
                await connection.receive()
        connection.offer(text_frame((await connection.receive()).encode()))

    for world in (in_memory, on_loopback):
        async with world(Front(no_app, impatient)) as dial:
            peer = await (await dial()).opens()
            await trio.testing.wait_all_tasks_blocked(0.02)
            await peer.says(masked(TEXT, b"at last"))

            assert await peer.text() == "at last"


async def test_all_can_be_closed_and_each_is_told_why(autojump_clock: Clock) -> None:  # noqa: ARG001
    front = echoing()
    async with in_memory(front) as dial, trio.open_nursery() as nursery:
        peers = [await (await dial()).opens() for _ in range(20)]
        assert (len(front.connections), front.connections.of("memory")) == (20, 20)
        codes: list[int] = []

        async def note(peer: Peer) -> None:
            codes.append(await peer.closed_with())

        for peer in peers[1:]:  # one does not listen
            nursery.start_soon(note, peer)
        began = trio.current_time()
        await front.connections.close_all(Close.DRAINING)

        assert trio.current_time() - began == pytest.approx(CLOSE_TIMEOUT)
        await trio.testing.wait_all_tasks_blocked()
        assert codes == [4010] * 19
        assert (len(front.connections), front.connections.of("memory")) == (0, 0)


async def test_a_connection_counts_for_its_operators() -> None:
    kept = Kept()
    front = keeping(kept)
    async with in_memory(front, address="192.0.2.7") as dial:
        peer = await (await dial()).opens()
        await kept.opened.wait()
        before = kept.connection.bytes_out, kept.connection.frames_out
        await peer.says(masked(TEXT, b"12345"))
        kept.connection.offer(text_frame(b"abc"))
        await peer.text()
        (connection,) = front.connections

        assert connection is kept.connection
        assert (connection.frames_in, connection.bytes_in) == (1, 11)
        assert (connection.bytes_out - before[0], connection.frames_out - before[1]) == (5, 1)
        assert (connection.peer, connection.pending_bytes, connection.closed) == ("192.0.2.7", 0, False)
        assert len(connection.id) == 8
        assert connection.opened_at > 1_700_000_000_000
