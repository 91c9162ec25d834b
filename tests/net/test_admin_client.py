"""`run.py admin …` as an operator sees it. The client is a program of its own, so the clock is real."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
import structlog
import trio

from net import admin_socket
from net.admin_client import FAILED, UNCLEAR, main, shown, size, span
from tests.net.operators import Room, room
from tests.patience import PATIENCE_S

log = structlog.get_logger()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async with room(tmp_path) as here:
        yield here


class Terminal:
    """Runs the client in a thread, and keeps what it prints."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data = data
        self._capsys = capsys
        self.status = 0
        self.complaint = ""

    async def prints(self, words: str) -> str:
        self._capsys.readouterr()
        with trio.fail_after(PATIENCE_S):
            self.status = await trio.to_thread.run_sync(main, words.split(), self._data)
        printed = self._capsys.readouterr()
        self.complaint = printed.err
        return printed.out


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


# --- answers ---


async def test_status_is_printed_readably(here: Room, terminal: Terminal) -> None:
    del here
    printed = await terminal.prints("status")

    assert terminal.status == 0
    assert re.search(r"^version +1\.2\.3 *$", printed, re.MULTILINE)
    assert re.search(r"^uptime +\d+ (ms|s) *$", printed, re.MULTILINE)
    assert re.search(r"^draining +no *$", printed, re.MULTILINE)
    assert re.search(r"^resident +\d+\.\d MiB *$", printed, re.MULTILINE)
    assert "{" not in printed


async def test_lists_are_tables_with_ages_and_aligned_numbers(here: Room, terminal: Terminal) -> None:
    kari = await here.world.agent("Kari")
    chat = await (await here.world.customer("Mia [bold]")).starts("canary")
    await kari.answers(chat)

    chats = await terminal.prints("chats --status active")
    assert re.search(rf"{chat}\s+support\s+active\s+Mia \[bold\]\s+Kari\s+\d+ m?s\s+–\s+\d+ m?s\s+4", chats)
    shown_chat = await terminal.prints(f"chat show {chat}")
    assert "answered" in shown_chat
    assert "canary" not in shown_chat
    assert "support" in await terminal.prints("queues")
    assert "present" in await terminal.prints("agents")
    assert "channel/support" in await terminal.prints("actors --kind channel")
    assert "none" in await terminal.prints("chats --status queued")


async def test_json_prints_the_server_s_lines(here: Room, terminal: Terminal) -> None:
    del here
    printed = await terminal.prints("log level --json")

    assert json.loads(printed) == {"id": 1, "ok": True, "data": {"level": "info", "reverts_in_ms": None}}
    assert json.loads(await terminal.prints("--json chat show none"))["error"]["code"] == "not_found"
    assert terminal.status == FAILED


@pytest.mark.parametrize("words", ["", "help", "--help"])
async def test_help_lists_the_commands_of_the_server(here: Room, terminal: Terminal, words: str) -> None:
    del here
    printed = await terminal.prints(words)

    assert terminal.status == 0
    assert "chat show CHAT [--events EVENTS]" in printed
    assert "The log, live, filtered." in printed


async def test_help_for_one_command_tells_its_arguments(here: Room, terminal: Terminal) -> None:
    del here
    printed = await terminal.prints("log level --help")

    assert "Go back by itself after this span" in printed
    assert "chat show" not in printed


async def test_what_is_typed_wrongly_is_answered_with_a_sentence(here: Room, terminal: Terminal) -> None:
    del here
    assert await terminal.prints("statsu") == ""
    assert (terminal.status, "Did you mean `status`?" in terminal.complaint) == (UNCLEAR, True)
    assert await terminal.prints("chat show none") == ""
    assert (terminal.status, terminal.complaint) == (FAILED, "There is no such chat. (not_found)\n")
    assert await terminal.prints("log level debug --for ages") == ""
    assert terminal.complaint.startswith("`for` is a span")
    assert await terminal.prints("statsu --json") == ""
    assert "Did you mean `status`?" in json.loads(terminal.complaint)["error"]["message"]
    assert '"cmd":"follow"' in (await terminal.prints("--help --json")).replace(" ", "")


# --- following ---


async def test_follow_prints_lines_for_people(here: Room, terminal: Terminal) -> None:
    del here
    for number in range(3):
        log.info("front.full", number=number, evil="\x1b[2J")

    printed = await terminal.prints("follow --event front.full --since start --limit 3")
    assert [line.split()[4] for line in printed.splitlines()] == ["number=0", "number=1", "number=2"]
    assert "front.full" in printed
    assert "\x1b" not in printed
    raw = await terminal.prints("follow --event front.full --since start --limit 1 --json")
    assert [list(json.loads(line)) for line in raw.splitlines()] == [["id", "event"], ["id", "end"]]


PROGRAM = "import sys; from pathlib import Path; from net.admin_client import main; "
ROOT = Path(__file__).resolve().parents[2]
CLIENT = f"{PROGRAM}sys.exit(main(sys.argv[2:], Path(sys.argv[1])))"


@contextmanager
def client(data: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    call = [sys.executable, "-c", CLIENT, str(data), *words]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


async def said(pipe: IO[bytes] | None, *, all_of_it: bool = False) -> bytes:
    assert pipe is not None
    with trio.fail_after(PATIENCE_S):
        return await trio.to_thread.run_sync(pipe.read if all_of_it else pipe.readline)


@pytest.fixture
def _ctrl_c_counts() -> Iterator[None]:
    """Whoever runs the tests in the background has it ignored, and so has what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c_counts")
async def test_ctrl_c_ends_following_without_a_complaint(here: Room, tmp_path: Path) -> None:
    del here
    log.info("front.full", number=1)
    with client(tmp_path, "follow", "--since", "start") as process:
        assert await said(process.stdout)
        process.send_signal(signal.SIGINT)

        assert await said(process.stderr, all_of_it=True) == b""
        assert process.wait() == 0


async def test_a_pipe_that_has_seen_enough_ends_following_without_a_complaint(here: Room, tmp_path: Path) -> None:
    del here
    for number in range(2_000):
        log.info("front.full", number=number)
    with client(tmp_path, "follow", "--since", "start") as process:
        assert await said(process.stdout)
        assert process.stdout is not None
        process.stdout.close()
        log.info("front.full", number=2_000)

        assert await said(process.stderr, all_of_it=True) == b""
        assert process.wait() == 0


# --- without a server ---


def test_a_server_that_does_not_run_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status"], tmp_path / "nowhere") == FAILED
    assert capsys.readouterr().err.startswith(
        f"No server runs with the data folder {tmp_path / 'nowhere'}: nobody"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "chat show CHAT"),
        ("help", "chat show CHAT"),
        ("--help", "chat show CHAT"),
        ("follow -h", "    since: "),
    ],
)
def test_help_is_there_without_a_server_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    assert main(words.split(), tmp_path / "nowhere") == 0

    printed = capsys.readouterr()
    assert told in printed.out
    assert "commands of this version. No server runs with the data folder" in printed.err


@pytest.mark.parametrize("words", ["help --json", "--help --json"])
def test_a_script_is_told_the_commands_too_as_a_server_tells_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    assert main(words.split(), tmp_path / "nowhere") == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["ok"]) == (1, True)
    assert {"help", "chat.show", "follow"} < {each["cmd"] for each in answer["data"]["commands"]}


def test_a_script_is_told_in_json_that_there_is_no_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--json"], tmp_path / "nowhere") == FAILED

    assert json.loads(capsys.readouterr().err)["error"]["message"].startswith("No server runs")


def test_a_server_that_was_killed_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / admin_socket.NAME))

    assert main(["status"], tmp_path) == FAILED
    assert "No server runs" in capsys.readouterr().err


def test_a_server_that_hangs_up_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listening = admin_socket.listen(tmp_path / admin_socket.NAME)

    def hang_up() -> None:
        connection, _ = listening.socket.accept()
        connection.close()

    server = threading.Thread(target=hang_up)
    server.start()
    try:
        assert main(["status"], tmp_path) == FAILED
    finally:
        server.join()
        listening.close()
    assert capsys.readouterr().err == "The server closed the connection.\n"


# --- values ---


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, "0 ms"), (1.25, "1.25 ms"), (350, "350 ms"), (1_400, "1 s"), (59_400, "59 s"), (599_999, "10 min"),
     (120_000, "2 min"), (12_000_000, "3 h 20 min"), (446_400_000, "5 d 4 h")],
)  # fmt: skip
def test_a_span_is_said_as_people_say_it(ms: float, said: str) -> None:
    assert span(ms) == said


def test_a_value_is_shown_by_the_unit_in_its_name() -> None:
    assert shown("oldest_ms", 120_000) == "2 min"
    assert shown("log_bytes", 1_572_864) == "1.5 MiB"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", shown("started_at", 1_800_000_000_000))
    assert [shown("x", value) for value in (True, False, None, 1_234_567, ["a", "b"], [])] == [
        "yes", "no", "–", "1234567", "a, b", "–",
    ]  # fmt: skip
    assert shown("name", "\x1b]0;x\x07") == r"\x1b]0;x\x07"
    assert [size(of) for of in (0, 1_023, 1_024, 5 * 2**30)] == ["0 B", "1023 B", "1.0 KiB", "5.0 GiB"]
