"""The log as a whole: from `log.info(…)` anywhere to lines that anybody may read."""

import ast
import contextlib
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import trio
import trio.testing

from actors.runtime import TrioActor
from actors.supervisor import ActorSystem
from net.log_lines import LEVELS, Filter, readable
from net.logs import EVENTS, FROM_THREADS_MAX, Logs, bind
from tests.net.logged import lines_of, logged
from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parent.parent.parent
METHODS = {*LEVELS, "exception"}

log = structlog.get_logger()


@pytest.fixture
def logs() -> Iterator[Logs]:
    with logged() as logs:
        yield logs


# --- the table ---


def events_of(source: str) -> Iterator[tuple[int, str | None]]:
    """Where something is logged, and under which name; None where the name is not there to be read."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="log") | ast.Attribute(attr="log"), attr=method)
            ) if method in METHODS:
                name = node.args[0] if node.args else None
                known = isinstance(name, ast.Constant) and isinstance(name.value, str)
                yield node.lineno, name.value if known else None  # type: ignore[union-attr]
            case _:
                pass


def all_events() -> dict[str, str | None]:
    paths = [
        ROOT / "run.py",
        *(path for floor in ("net", "actors", "store") for path in (ROOT / floor).rglob("*.py")),
    ]
    return {
        f"{path.relative_to(ROOT)}:{line}": event
        for path in paths
        if path.exists()
        for line, event in events_of(path.read_text())
    }


def test_every_event_that_is_logged_is_in_the_table() -> None:
    assert {place: event for place, event in all_events().items() if event not in EVENTS} == {}


def test_the_table_has_no_event_that_nobody_logs() -> None:
    written_here = {"log.lost"}
    assert EVENTS.keys() - set(all_events().values()) - written_here == set()


def test_the_table_says_a_sentence_for_each_and_is_in_order() -> None:
    assert list(EVENTS) == sorted(EVENTS)
    assert [event for event, says in EVENTS.items() if len(says) < 20 or not says.endswith(".")] == []


def test_an_event_without_a_name_that_can_be_read_is_seen() -> None:
    assert list(events_of("log.info(name, x=1)\nself.log.error('a.b')\nmath.log(2)")) == [(1, None), (2, "a.b")]


# --- a line ---


def test_a_line_says_when_how_grave_what_and_with_what(logs: Logs) -> None:
    log.warning("ws.too_slow", peer="::1", pending_bytes=7)

    (line,) = lines_of(logs)
    assert list(line) == ["at", "level", "event", "peer", "pending_bytes"]
    assert (line["level"], line["event"], line["peer"], line["pending_bytes"]) == (
        "warning",
        "ws.too_slow",
        "::1",
        7,
    )
    assert len(line["at"]) == len("2026-01-01T00:00:00.000Z")


def fails() -> None:
    raise RuntimeError("the words")


def test_an_exception_is_in_the_line_with_its_places(logs: Logs) -> None:
    try:
        fails()
    except RuntimeError:
        log.exception("command.failed")

    (line,) = lines_of(logs)
    assert line["level"] == "error"
    assert line["exception"].endswith("RuntimeError: the words")
    assert "in fails" in line["exception"]


async def test_each_task_has_its_own_ids_on_its_lines(logs: Logs) -> None:
    async def connection(number: str) -> None:
        bind(connection=number)
        for _ in range(3):
            log.info("client.too_fast")
            await trio.lowlevel.checkpoint()
        bind(chat=f"chat-{number}")
        log.info("client.too_fast")

    async with trio.open_nursery() as nursery:
        for number in ("a", "b", "c"):
            nursery.start_soon(connection, number)
    log.info("server.stopped")

    lines = lines_of(logs)
    assert [line.get("connection") for line in lines].count("b") == 4
    assert {line["connection"]: line["chat"] for line in lines if "chat" in line} == {
        "a": "chat-a", "b": "chat-b", "c": "chat-c",
    }  # fmt: skip
    assert "connection" not in lines[-1]


class Talker(TrioActor):
    def on_receive(self, message: Any) -> None:  # noqa: ANN401 - any
        log.info("chat.status", words=message)


async def test_a_line_of_an_actor_has_the_id_in_its_address(logs: Logs) -> None:
    async with ActorSystem() as system:
        await system.start(Talker, address="chat/X1", permanent=False).ask("hello")

    line = next(line for line in lines_of(logs) if line["event"] == "chat.status")
    assert (line["actor"], line["chat"]) == ("chat/X1", "X1")


def test_libraries_that_log_in_python_s_own_way_are_heard_without_their_values(logs: Logs) -> None:
    logging.getLogger("some.library").warning("cannot parse %r", "canary sings")
    logging.getLogger("some.library").info("not even noticed")

    (line,) = lines_of(logs)
    assert (line["event"], line["says"]) == ("library.warning", "cannot parse %r")
    assert line["place"].startswith("some.library:test_libraries")


# --- the level ---


def test_the_level_can_be_changed_while_loggers_are_in_use(logs: Logs) -> None:
    mine = log.bind(channel="support")
    logs.set_level("warning")
    mine.info("channel.state", n=1)
    log.debug("channel.state", n=2)
    mine.warning("channel.state", n=3)
    logs.set_level("debug")
    mine.debug("channel.state", n=4)

    assert [line["n"] for line in lines_of(logs)] == [3, 4]


async def test_a_level_for_a_while_goes_back_by_itself(
    logs: Logs, autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    del autojump_clock
    logs.set_level("info")
    nursery.start_soon(logs.keep_level)
    logs.set_level("debug", for_s=600)
    await trio.sleep(300)
    assert (logs.level, logs.reverts_in_ms) == ("debug", 300_000)
    logs.set_level("error", for_s=600)  # a second one takes the first one's place, and its time
    await trio.sleep(599)
    assert logs.level == "error"
    await trio.sleep(2)

    assert (logs.level, logs.reverts_in_ms) == ("info", None)
    assert lines_of(logs)[-1]["event"] == "log.level"


async def test_a_level_for_good_is_not_taken_back(
    logs: Logs, autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    del autojump_clock
    nursery.start_soon(logs.keep_level)
    logs.set_level("error", for_s=600)
    await trio.sleep(1)
    logs.set_level("warning")
    await trio.sleep(6_000)

    assert logs.level == "warning"


# --- threads ---


async def test_lines_of_other_threads_come_once_in_order_and_wake_who_follows(logs: Logs) -> None:
    cursor = logs.ring.cursor()
    log.info("server.serving")  # by which the log has met the loop
    got: list[dict[str, Any]] = []

    def write(thread: int) -> None:
        for number in range(200):
            log.info("auth.rehashed", thread=thread, number=number)

    async def follow() -> None:
        while len(got) < 801:
            await cursor.wait()
            got.extend(json.loads(line) for line in cursor.take(99)[1])

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(follow)
            for thread in range(4):
                nursery.start_soon(trio.to_thread.run_sync, write, thread)

    for thread in range(4):
        assert [line["number"] for line in got if line.get("thread") == thread] == list(range(200))


def test_threads_that_flood_a_loop_that_stands_still_lose_lines_which_are_counted(logs: Logs) -> None:
    def write() -> None:
        for _ in range(FROM_THREADS_MAX + 500):
            log.info("auth.rehashed")

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    log.info("server.stopped")

    events = [line["event"] for line in lines_of(logs)]
    assert events == [*["auth.rehashed"] * FROM_THREADS_MAX, "log.lost", "server.stopped"]
    assert lines_of(logs)[-2]["count"] == 500


def test_a_line_of_a_thread_is_not_forgotten_when_the_log_is_closed(logs: Logs) -> None:
    thread = threading.Thread(target=log.info, args=("auth.rehashed",))
    thread.start()
    thread.join()
    logs.close()

    assert [line["event"] for line in lines_of(logs)] == ["auth.rehashed"]


# --- the output ---


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    try:
        yield reader, writer
    finally:
        for fd in (reader, writer):
            with contextlib.suppress(OSError):  # a test closed it
                os.close(fd)


def read_all(reader: int) -> bytes:
    """What is in the pipe now."""
    os.set_blocking(reader, False)
    said = b""
    try:
        while piece := os.read(reader, 65_536):
            said += piece
    except BlockingIOError:
        pass
    return said


def test_every_line_is_written_at_once_as_json(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    with logged(fd=writer):
        log.info("server.serving", port=1)
        first = read_all(reader)
        log.info("server.stopped")

    assert json.loads(first)["port"] == 1
    assert json.loads(read_all(reader))["event"] == "server.stopped"


def test_an_output_that_nobody_reads_loses_lines_and_never_stops_the_server(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    said = b""
    with logged(fd=writer) as logs:
        for number in range(15_000):  # at 80 bytes and more a line: far more than pipe and ring hold together
            log.info("front.full", number=number)
        said += read_all(reader)
        for number in range(15_000, 15_200):
            log.info("front.full", number=number)
            said += read_all(reader)
        for _ in range(200):  # as much as the pipe takes at a time
            logs.close()
            said += read_all(reader)

    lines = [json.loads(line) for line in said.splitlines()]
    lost = sum(line["count"] for line in lines if line["event"] == "log.lost")
    numbers = [line["number"] for line in lines if line["event"] == "front.full"]
    assert lost > 0
    assert len(numbers) + lost == 15_200
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 15_199


def test_an_output_whose_reader_has_gone_is_left_alone(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    with logged(fd=writer) as logs:
        os.close(reader)
        log.info("server.serving")
        log.info("server.stopped")
        logs.close()

        assert len(lines_of(logs)) == 2


def test_a_person_gets_words_and_no_line_commands_her_terminal(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    with logged(fd=writer, for_people=True):
        log.info("client.foreign_origin", origin="\x1b[2Jhttp://evil\r\n")

    said = read_all(reader).decode()
    assert "client.foreign_origin" in said
    assert "\x1b" not in said
    assert "\r" not in said


def test_a_readable_line_ends_with_its_exception() -> None:
    shown = readable(
        b'{"at":"now","level":"error","event":"a.b","n":1,"exception":"trace\\nValueError"}', colors=False
    )

    assert shown.splitlines()[1:] == ["trace", "ValueError"]
    assert "n=1" in shown


# --- filters ---

LINE = json.dumps({
    "at": "2026-05-01T12:00:00.000Z", "level": "warning", "event": "chat.status",
    "chat": "c1", "actor": "chat/c1", "agent": "a1", "channel": "support", "connection": "x9",
}).encode()  # fmt: skip


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"level": "debug"}, {"level": "warning"}, {"event": "chat.status"}, {"event": "chat.*"},
        {"chat": "c1"}, {"actor": "chat/*"}, {"agent": "a1"}, {"channel": "support"}, {"connection": "x9"},
        {"since": ""}, {"since": "2026-05-01T11"},
        {"level": "info", "event": "*", "chat": "c1", "since": "2026-05-01"},
    ],
)  # fmt: skip
def test_a_filter_lets_a_line_through(wish: dict[str, Any]) -> None:
    assert Filter(**wish).wants(LINE)


@pytest.mark.parametrize(
    "wish",
    [
        {"level": "error"}, {"event": "chat"}, {"event": "agent.*"}, {"chat": "c"}, {"actor": "agent/*"},
        {"agent": "a2"}, {"channel": "Support"}, {"connection": "x"}, {"since": "2026-05-01T12:00:00.001"},
        {"level": "info", "chat": "other"},
    ],
)  # fmt: skip
def test_a_filter_keeps_a_line_back(wish: dict[str, Any]) -> None:
    assert not Filter(**wish).wants(LINE)


def test_a_line_without_ids_passes_no_filter_that_names_one() -> None:
    line = b'{"at":"2026-05-01","level":"info","event":"a.b"}'

    wishes = (Filter(chat="x"), Filter(agent="x"), Filter(channel="x"), Filter(connection="x"), Filter(actor="*"))
    assert not any(wish.wants(line) for wish in wishes)
