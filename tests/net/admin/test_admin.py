"""The operators' socket: who comes in, what they are told, and what they cannot do to the server."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import trio
import trio.testing

from actors.domain.settings import ChannelSettings
from actors.runtime import TrioActor
from net.admin import CLIENTS_MAX, IDLE_MAX, LINE_MAX, REQUESTS_MAX, WRITE_TIMEOUT
from net.closing import Close
from net.ring import LINES_MAX
from store.queries import accounts, channels, sessions
from tests.net.logged import lines_of
from tests.net.operators import Operator, Room, room
from tests.world import Setting

log = structlog.get_logger()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async with room(tmp_path) as here:
        yield here


@pytest.fixture
async def operator(here: Room) -> Operator:
    return await here.operator()


# --- what they are told ---


async def test_help_describes_every_command_and_its_arguments(operator: Operator) -> None:
    commands = {command["cmd"]: command for command in (await operator.asks("help"))["commands"]}

    assert set(commands) == {
        *("help", "status", "chats", "chat.show", "queues", "agents", "actors", "log.level", "follow", "reload"),
    }
    assert commands["follow"]["stream"]
    assert commands["chat.show"]["arguments"][0] == {
        "name": "chat", "kind": "text", "says": "The chat's id.", "required": True, "positional": True,
    }  # fmt: skip
    level = next(each for each in commands["follow"]["arguments"] if each["name"] == "level")
    assert level["choices"] == ["debug", "info", "warning", "error", "critical"]


async def test_status_counts_what_is_there(here: Room, operator: Operator) -> None:
    kari = await here.world.agent("Kari")
    mia = await here.world.customer("Mia")
    chat = await mia.starts("hello")
    await kari.answers(chat)
    await (await here.world.customer("Per")).starts("hello")
    await trio.sleep(60)
    here.draining.append(True)

    status = await operator.asks("status")

    assert status["version"] == "1.2.3"
    assert status["pid"] == os.getpid()
    assert 60_000 <= status["uptime_ms"] < 90_000
    assert status["draining"] is True
    assert status["chats"] == {"active": 1, "queued": 1}
    assert status["agents"] == {"accounts": 2, "connected": 1, "present": 1}
    assert status["connections"]["open"] == 3
    assert status["connections"]["frames_in"] >= 6
    assert status["actors"]["chat"] == 2
    assert status["store"]["writes"] > 0
    assert status["memory"]["resident_bytes"] > 10**6
    assert status["log_level"] == "info"


async def test_chats_are_listed_by_status_and_channel(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Kari"]["sales"] = setting.agents["Kari"]["support"]
    async with room(tmp_path, setting) as here:
        kari = await here.world.agent("Kari")
        mine = await (await here.world.customer("Mia")).starts("one")
        await kari.answers(mine)
        await trio.sleep(120)
        others = [
            await (await here.world.customer("Per", channel)).starts("two") for channel in ("sales", "support")
        ]
        operator = await here.operator()

        everything = await operator.asks("chats")
        assert everything["total"] == 3
        assert everything["chats"][0] == {
            "chat": mine, "channel": "support", "status": "active", "customer": "Mia", "agent": "Kari",
            "age_ms": everything["chats"][0]["age_ms"], "waiting_ms": None,
            "quiet_ms": everything["chats"][0]["quiet_ms"], "seq": 4,
        }  # fmt: skip
        assert 120_000 <= everything["chats"][0]["age_ms"] < 150_000
        queued = await operator.asks("chats", status="queued", channel="sales")
        assert [row["chat"] for row in queued["chats"]] == others[:1]
        assert queued["chats"][0]["waiting_ms"] is not None
        assert len((await operator.asks("chats", limit=1))["chats"]) == 1
        assert (await operator.is_answered("chats", channel="nowhere"))["error"]["code"] == "not_found"


async def test_a_chat_is_shown_with_what_happened_and_not_with_what_was_said(
    here: Room, operator: Operator
) -> None:
    kari = await here.world.agent("Kari")
    mia = await here.world.customer("Mia")
    chat = await mia.starts("canary sings", email="mia@example.com")
    await kari.answers(chat)
    await kari.says(chat, "canary answers")

    shown = await operator.asks("chat.show", chat=chat)

    assert [event["kind"] for event in shown["events"]] == ["started", "queued", "message", "answered", "message"]
    assert [event["by"] for event in shown["events"]][-1] == "agent"
    assert (shown["status"], shown["agent"], shown["customer"]) == ("active", "Kari", "Mia")
    assert shown["actor"]["depth"] == 0
    assert "canary" not in json.dumps(shown)
    assert "mia@example.com" not in json.dumps(shown)
    assert [event["seq"] for event in (await operator.asks("chat.show", chat=chat, events=2))["events"]] == [4, 5]


async def test_looking_at_a_chat_does_not_wake_it(here: Room, operator: Operator) -> None:
    mia = await here.world.customer("Mia")
    await here.world.agent("Kari")
    chat = await mia.starts("hello")
    await mia.command("chat.end")
    await mia.close()
    await here.world.pass_time(300)

    assert (await operator.asks("chat.show", chat=chat))["actor"] is None
    assert (await operator.asks("actors", kind="chat")) == {"total": 0, "actors": []}


async def test_an_unknown_chat_is_not_found(operator: Operator) -> None:
    assert (await operator.is_answered("chat.show", chat="none"))["error"]["code"] == "not_found"


async def test_queues_say_who_waits_and_who_could_answer(here: Room, operator: Operator) -> None:
    await here.world.agent("Kari")
    for name in ("Mia", "Per"):
        await (await here.world.customer(name)).starts("hello")
        await trio.sleep(30)

    (queue,) = (await operator.asks("queues"))["queues"]

    assert 60_000 <= queue.pop("oldest_ms") < 90_000
    assert queue == {
        "channel": "support", "state": "open", "waiting": 2, "average_wait_ms": None, "ongoing": 0,
        "available": 1, "members": 2, "widgets": 2,
    }  # fmt: skip


async def test_agents_are_shown_live_or_as_they_left(here: Room, operator: Operator) -> None:
    kari = await here.world.agent("Kari")
    await kari.answers(await (await here.world.customer("Mia")).starts("hello"))

    agents = {row["name"]: row for row in (await operator.asks("agents"))["agents"]}

    assert (agents["Kari"]["presence"], agents["Kari"]["connected"], agents["Kari"]["chats"]) == (
        "present",
        True,
        1,
    )
    assert agents["Kari"]["channels"] == ["support"]
    assert (agents["Ola"]["presence"], agents["Ola"]["connected"], agents["Ola"]["chats"]) == ("away", False, 0)
    assert "@" not in json.dumps(agents)


async def test_actors_are_shown_with_the_fullest_mailbox_first(here: Room, operator: Operator) -> None:
    await (await here.world.customer("Mia")).arrive()
    directory = here.context.house.directory
    for _ in range(2):
        directory.tell("channel/support", object())  # which it cannot handle: it fails, and is reborn
    await trio.sleep(1)

    sorted_by = {
        sort: (await operator.asks("actors", sort=sort))["actors"] for sort in ("restarts", "handled", "age")
    }

    assert sorted_by["restarts"][0]["actor"] == "channel/support"
    assert sorted_by["restarts"][0]["restarts"] >= 1
    assert all(row["depth"] == 0 for row in sorted_by["age"])
    assert len((await operator.asks("actors", limit=1))["actors"]) == 1


async def test_reload_reads_the_channels_again(here: Room, operator: Operator) -> None:
    row = channels.Channel(key="sales", name="Sales", language="en", created_at=0)
    await here.context.store.write(channels.create, row)

    assert sorted((await operator.asks("reload"))["channels"]) == ["sales", "support"]
    assert "sales" in here.context.house.catalog.channels()


async def test_reload_closes_the_consoles_whose_session_is_over(here: Room, operator: Operator) -> None:
    kari = await here.world.agent("Kari")
    for session in await here.context.store.read(
        sessions.of_account, kari.agent, here.context.house.clock.now_ms()
    ):
        await here.context.store.write(sessions.end, session.token_hash)

    await operator.asks("reload")

    assert (await kari.closed()).code == Close.NOT_SIGNED_IN.code


async def test_the_level_is_told_changed_and_given_back(here: Room, operator: Operator) -> None:
    assert await operator.asks("log.level") == {"level": "info", "reverts_in_ms": None}
    assert await operator.asks("log.level", level="debug", **{"for": "5m"}) == {
        "level": "debug", "reverts_in_ms": 300_000,
    }  # fmt: skip
    await trio.sleep(299)
    assert here.logs.level == "debug"
    await trio.sleep(2)

    assert (await operator.asks("log.level"))["level"] == "info"


@pytest.mark.parametrize(
    "args", [{"level": "loud"}, {"level": "debug", "for": "ages"}, {"for": "10m"}, {"level": 1}]
)
async def test_a_level_that_makes_no_sense_is_refused(operator: Operator, args: dict[str, Any]) -> None:
    assert (await operator.is_answered("log.level", **args))["error"]["code"] == "invalid"
    assert (await operator.asks("log.level"))["level"] == "info"


# --- following ---


async def test_a_follower_sees_lines_as_they_are_written(here: Room, operator: Operator) -> None:
    await here.world.agent("Kari")
    await operator.follows(event="chat.*")
    chat = await (await here.world.customer("Mia")).starts("hello")

    assert await operator.hears() is not None
    log.info("ws.too_slow")
    log.info("chat.status", chat=chat, seq=99)
    (event,) = await operator.events(1)
    assert (event["event"], event["chat"], event["seq"]) == ("chat.status", chat, 99)


async def test_follow_replays_and_goes_live_without_a_gap_or_a_double(operator: Operator) -> None:
    for number in range(500):
        log.info("front.full", number=number)
    await operator.follows(event="front.full", since="start")
    for number in range(500, 1_500):
        log.info("front.full", number=number)
        if number % 100 == 0:
            await trio.lowlevel.checkpoint()

    assert [event["number"] for event in await operator.events(1_500)] == list(range(1_500))


async def test_a_replay_begins_where_it_is_told_to(here: Room, operator: Operator) -> None:
    log.info("front.full", number=1)
    ages_ago = b'{"at":"2001-01-01T00:00:00.000Z","level":"info","event":"front.full","number":0}'
    here.logs.ring.append(ages_ago)

    await operator.follows(event="front.full", since="1h", limit=1)
    assert (await operator.events(1))[0]["number"] == 1
    assert (await operator.hears() or {})["end"]
    await operator.follows(event="front.full", since="2001-01-01", limit=2)
    assert [event["number"] for event in await operator.events(2)] == [1, 0]


@pytest.mark.parametrize(
    "args", [{"since": "yesterday"}, {"since": 5}, {"limit": 0}, {"level": "all"}, {"x": "y"}]
)
async def test_a_wish_that_makes_no_sense_is_refused(operator: Operator, args: dict[str, Any]) -> None:
    assert (await operator.is_answered("follow", **args))["error"]["code"] == "invalid"


async def test_a_stream_ends_when_it_is_cancelled_and_its_id_is_free_again(operator: Operator) -> None:
    first = await operator.follows(event="front.full")
    await operator.says({"id": first, "cancel": True})
    assert await operator.hears() == {"id": first, "end": True}
    await operator.says({"id": first, "cmd": "log.level"})
    assert (await operator.hears() or {})["ok"]
    await operator.says({"id": first, "cancel": True})  # nothing runs: nothing is said
    assert (await operator.asks("log.level"))["level"] == "info"


async def test_several_requests_run_at_once(operator: Operator) -> None:
    errors = await operator.follows(level="error")
    chats = await operator.follows(event="chat.*")
    assert (await operator.asks("log.level"))["level"] == "info"
    log.info("chat.status")
    assert (await operator.hears() or {})["id"] == chats
    log.error("front.starved")
    assert (await operator.hears() or {})["id"] == errors


async def test_a_follower_that_stops_reading_loses_the_oldest_lines_and_is_told_exactly_how_many(
    here: Room, operator: Operator
) -> None:
    other = await here.operator()
    await operator.follows(event="front.full")
    written = 3 * LINES_MAX
    loop_turns = 0

    async def turn() -> None:
        nonlocal loop_turns
        while True:
            await trio.lowlevel.checkpoint()
            loop_turns += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(turn)
        before = trio.current_time()
        for number in range(written):
            log.info("front.full", number=number)
            if number % 100 == 0:
                await trio.lowlevel.checkpoint()
        assert trio.current_time() == before  # on the virtual clock: nobody slept, nobody waited for the reader
        assert loop_turns >= written // 200
        assert (await other.asks("log.level"))["level"] == "info"
        nursery.cancel_scope.cancel()

    lost, numbers = 0, list[int]()
    while len(numbers) + lost < written:
        line = await operator.hears()
        assert line is not None
        lost += line.get("dropped", 0)
        numbers += [line["event"]["number"]] if "event" in line else []
    others = len([line for line in lines_of(here.logs) if line["event"] != "front.full"])

    assert lost > written // 2
    assert numbers[-1] == written - 1
    assert numbers == sorted(set(numbers))
    assert len(numbers) + lost - written <= others  # a line that is lost may have been any line


async def test_a_client_that_never_reads_is_dropped_and_the_log_says_so(here: Room) -> None:
    silent = await here.operator()
    await silent.follows(event="front.full")
    for number in range(LINES_MAX):
        log.info("front.full", number=number, filler="x" * 200)
    await trio.sleep(WRITE_TIMEOUT + 1)

    assert lines_of(here.logs)[-1]["event"] == "admin.too_slow"
    assert (await (await here.operator()).asks("log.level"))["level"] == "info"


# --- what they cannot do ---


async def test_words_will_do(operator: Operator) -> None:
    await operator.says(b"log level\r\n")
    assert await operator.hears() == {"id": None, "ok": True, "data": {"level": "info", "reverts_in_ms": None}}
    await operator.says(b"chats --status queued --limit=5\n")
    assert await operator.hears() == {"id": None, "ok": True, "data": {"total": 0, "chats": []}}
    await operator.says(b"follow --event 'front.*'\n")
    await trio.testing.wait_all_tasks_blocked(0.01)
    log.info("front.full", open=1)
    assert (await operator.events(1))[0]["open"] == 1


@pytest.mark.parametrize("wrong", ['"cmd":5', '"cmd":"status","args":[]', '"cancel":1'])
async def test_a_wrong_request_is_answered_under_its_id(operator: Operator, wrong: str) -> None:
    await operator.says(f'{{"id":"mine",{wrong}}}\n'.encode())

    assert (await operator.hears() or {})["id"] == "mine"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"statsu\n", "unclear"),
        (b"chat show\n", "unclear"),
        (b"log level loud\n", "unclear"),
        (b"status now\n", "unclear"),
        (b"'unclosed\n", "bad_line"),
        (b"\x00\x01\xff\n", "bad_line"),
        (b"GET / HTTP/1.1\n", "unclear"),
        (b'{"id":1,"cmd":\n', "bad_line"),
        (b'{"id":true,"cmd":"status"}\n', "bad_line"),
        (b'{"id":{},"cmd":"status"}\n', "bad_line"),
        (b'{"id":1,"cmd":["status"]}\n', "bad_line"),
        (b'{"id":1,"cmd":"status","args":[]}\n', "bad_line"),
        (b'{"id":1}\n', "unknown_command"),
        (b'{"id":1,"cmd":"nothing"}\n', "unknown_command"),
        (b'{"id":1,"cmd":"status","args":{"x":1}}\n', "invalid"),
        (b'{"id":1,"cmd":"chats","args":{"limit":"many"}}\n', "invalid"),
        (b'{"id":1,"cmd":"chats","args":{"limit":999999999999999999999999}}\n', "invalid"),
        (b'{"id":1,"cmd":"chat.show"}\n', "invalid"),
        (b"[1]\n", "unclear"),
        (b"{" * 60_000 + b"\n", "bad_line"),
        (b'{"id":1,"args":{"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}}\n", "bad_line"),
    ],
)
async def test_garbage_gets_a_clear_error_and_the_client_may_go_on(
    operator: Operator, said: bytes, code: str
) -> None:
    await operator.says(said)
    answer = await operator.hears()

    assert answer is not None
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]
    await operator.says(b"log level\n")
    assert (await operator.hears() or {})["ok"]


async def test_a_line_without_an_end_ends_its_client_and_nobody_else(here: Room, operator: Operator) -> None:
    other = await here.operator()
    await operator.says(b"x" * (LINE_MAX + 1))

    assert (await operator.hears() or {})["error"]["code"] == "too_large"
    assert await operator.hears() is None
    assert (await other.asks("log.level"))["level"] == "info"


async def test_lines_may_come_in_pieces_and_together(operator: Operator) -> None:
    await operator.says(b"log ")
    await trio.testing.wait_all_tasks_blocked()
    await operator.says(b'level\n\n  \n{"id":7,"cmd":"log.level"}\n{"id":8')
    assert [(await operator.hears() or {})["id"] for _ in range(2)] == [None, 7]
    await operator.says(b',"cmd":"log.level"}\n')
    assert (await operator.hears() or {})["id"] == 8


async def test_an_id_that_runs_cannot_be_used_again(operator: Operator) -> None:
    await operator.says({"id": "x", "cmd": "follow", "args": {"level": "critical"}})
    await operator.says({"id": "x", "cmd": "status"})

    assert (await operator.hears() or {})["error"]["code"] == "conflict"


async def test_a_client_has_so_many_requests_at_once(operator: Operator) -> None:
    for _ in range(REQUESTS_MAX):
        await operator.follows(level="critical")

    assert (await operator.is_answered("status"))["error"]["code"] == "too_many"


async def test_the_server_has_so_many_clients_at_once(here: Room) -> None:
    operators = [await here.operator() for _ in range(CLIENTS_MAX)]
    for operator in operators:
        await operator.asks("log.level")
    late = await here.operator()

    assert (await late.hears() or {})["error"]["code"] == "too_many"
    assert await late.hears() is None
    await operators[0].stream.aclose()
    await trio.testing.wait_all_tasks_blocked(0.01)
    assert (await (await here.operator()).asks("log.level"))["level"] == "info"


async def test_a_forgotten_terminal_is_closed_but_not_one_that_follows(here: Room) -> None:
    forgotten, following = await here.operator(), await here.operator()
    await following.follows(level="critical")
    await trio.sleep(IDLE_MAX + 1)

    assert (await forgotten.hears() or {})["error"]["code"] == "idle"
    assert await forgotten.hears() is None
    assert (await following.asks("log.level"))["level"] == "info"


async def test_a_fault_of_ours_is_answered_and_logged(here: Room, operator: Operator) -> None:
    broken = here.context.connections
    broken._live["x"] = object()  # type: ignore[assignment]  # what no connection looks like

    assert (await operator.is_answered("status"))["error"]["code"] == "internal"
    assert lines_of(here.logs)[-1]["event"] == "admin.command_failed"
    assert (await operator.asks("log.level"))["level"] == "info"


class Stuck(TrioActor):
    """An actor whose handler waits for something that comes late."""

    def __init__(self, come: trio.Event) -> None:
        super().__init__()
        self._come = come

    async def on_receive(self, _message: object) -> None:
        await self._come.wait()


async def test_an_actor_that_does_not_answer_is_shown_as_such(here: Room, operator: Operator) -> None:
    ola = await here.context.store.read(accounts.by_login, "ola")
    assert ola is not None
    come = trio.Event()
    here.context.system.start(Stuck, come, address=f"agent/{ola.id}", permanent=False)

    agents = {row["name"]: row["connected"] for row in (await operator.asks("agents"))["agents"]}
    (oldest, *_) = (await operator.asks("actors", sort="age"))["actors"]
    come.set()

    assert agents == {"Kari": False, "Ola": "no answer"}
    assert oldest["actor"] == f"agent/{ola.id}"
    assert oldest["oldest_ms"] >= 2_000


async def test_the_server_stops_at_once_though_a_client_does_not_read(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        silent = await here.operator()
        await silent.follows()
        for _ in range(LINES_MAX):
            log.info("front.full", filler="x" * 200)
        await trio.testing.wait_all_tasks_blocked(0.01)
        before = trio.current_time()

    assert trio.current_time() - before < 1
    assert not here.path.exists()


# --- what is in the log of all this ---


async def test_no_line_of_a_whole_story_has_a_text_a_token_a_password_or_an_address(here: Room) -> None:
    here.logs.set_level("debug")
    operator = await here.operator()
    kari = await here.world.agent("Kari")
    mia = await here.world.customer("Mia")
    chat = await mia.starts("canary one", email="canary@example.com")
    await kari.answers(chat)
    await kari.says(chat, "canary two")
    await kari.command("note.add", chat=chat, text="canary three", key="k")
    await mia.mention("typing", on=True, preview="canary four")
    await kari.send_text('{"type":"canary six","id":"canary seven"}')
    await kari.ends(chat)
    await mia.command("chat.rate", score=5, comment="canary five")
    await (await kari.another()).send_text("canary eight")
    here.context.house.directory.tell(f"chat/{chat}", "canary nine")  # it fails
    await trio.sleep(1)
    await operator.says(b"canary ten\n")
    assert "canary" in json.dumps(await operator.hears())  # whoever typed it may see it again
    await operator.is_answered("chat.show", chat="canary eleven")
    secrets = ["canary", kari.token, mia.token or "?", "example.com"]

    lines = [json.dumps(line) for line in lines_of(here.logs)]
    assert [line for line in lines if any(secret in line for secret in secrets)] == []
    events = {json.loads(line)["event"] for line in lines}
    assert {"chat.status", "actor.failed", "admin.command"} <= events
