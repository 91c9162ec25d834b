"""The command line as a person or a script meets it: real processes where it takes one, the rest in this one."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx2
import pytest
from typer.testing import CliRunner, Result

import run
from tests.patience import PATIENCE_S
from tests.test_house import ROOT

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SWITCHBOARD_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def says(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(run.app, list(words), input=typed)


def done(*words: str, typed: str | None = None) -> dict[str, Any]:
    """What a script reads."""
    result = says(*words, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_an_account_a_channel_and_a_membership_are_made(data: Path) -> None:
    at = ("--data", str(data))
    account = done(
        "user", "add", "anna", "--name", "Anna Lind", "--admin", "--password-stdin", *at, typed=PASSWORD
    )
    assert (account["login"], account["role"]) == ("anna", "admin")
    assert "password" not in account
    assert done("channel", "add", "support", "--name", "Support", *at)["key"] == "support"
    member = done("channel", "member", "support", "anna", "--can", "respond, manage", *at)
    assert member["can"] == ["respond", "manage"]
    assert done("channel", "member", "support", "anna", "--can", "none", *at)["can"] == []


def test_accounts_and_channels_are_listed_with_who_may_do_what_where(data: Path) -> None:
    at = ("--data", str(data))
    anna = done("user", "add", "anna", "--name", "Anna Lind", "--admin", *at)
    bjorn = done("user", "add", "bjorn", "--name", "Bjørn", "--email", "b@example.com", *at)
    done("channel", "add", "support", "--name", "Support", *at)
    done("channel", "add", "sales", "--name", "Sales", "--language", "nb", *at)
    done("channel", "member", "support", "anna", "--can", "respond,manage", *at)

    may = {"support": ["respond", "manage"]}
    listed = ("id", "login", "name", "email", "role", "disabled", "channels")
    assert [tuple(each[name] for name in listed) for each in done("user", "list", *at)["users"]] == [
        (anna["id"], "anna", "Anna Lind", "", "admin", False, may),
        (bjorn["id"], "bjorn", "Bjørn", "b@example.com", "agent", False, {}),
    ]
    assert done("channel", "list", *at) == {
        "channels": [
            {"key": "sales", "name": "Sales", "language": "nb", "members": {}},
            {"key": "support", "name": "Support", "language": "en", "members": {"anna": ["respond", "manage"]}},
        ]
    }
    people, places = says("user", "list", *at).stdout, says("channel", "list", *at).stdout
    assert re.search(r"^anna +Anna Lind +admin +no +support *$", people, re.MULTILINE)
    assert re.search(r"^bjorn +Bjørn +b@example\.com +agent +no +– *$", people, re.MULTILINE)
    assert re.search(r"^support +Support +en +anna *$", places, re.MULTILINE)


@pytest.mark.parametrize("noun", ["user", "channel"])
def test_a_folder_with_nothing_in_it_is_not_filled_by_looking(data: Path, noun: str) -> None:
    result = says(noun, "list", "--data", str(data))

    assert (result.exit_code, "There is no database" in result.stderr) == (1, True)
    assert not data.exists()


def test_without_a_terminal_a_password_is_made_up_and_shown_once(data: Path) -> None:
    made = done("user", "add", "bjorn", "--name", "Bjørn", "--data", str(data))
    assert len(made["password"]) >= 16
    for file in data.iterdir():
        assert made["password"].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("user", "add", "anna", "--name", "Again"), 1, "There is an account with the login anna already."),
        (("user", "add", "a b", "--name", "A"), 1, "A login has letters"),
        (("user", "add", "c", "--name", " "), 1, "A name has 1 to 200"),
        (("user", "add", "c", "--name", "C", "--email", "nowhere"), 1, "not an e-mail address"),
        (("user", "add", "c"), 2, "--name"),
        (("channel", "add", "support", "--name", "Other"), 1, "the key support"),
        (("channel", "add", "Support!", "--name", "Other"), 1, "A key has small letters"),
        (("channel", "add", "x", "--name", "X", "--language", "English please"), 1, "not a language tag"),
        (("channel", "member", "support", "nobody", "--can", "respond"), 1, "no account with the login nobody"),
        (("channel", "member", "nothing", "anna", "--can", "respond"), 1, "no channel with the key nothing"),
        (("channel", "member", "support", "anna", "--can", "fly"), 2, "fly is no right"),
        (("channel", "member", "support", "anna", "--can", "most_chats"), 2, "most_chats is no right"),
        (("user", "password", "nobody"), 1, "no account with the login nobody"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_cannot_be_done_is_one_sentence(data: Path, words: tuple[str, ...], code: int, sentence: str) -> None:
    done("user", "add", "anna", "--name", "Anna", "--data", str(data))
    done("channel", "add", "support", "--name", "Support", "--data", str(data))

    result = says(*words, "--data", str(data))

    assert result.exit_code == code
    assert sentence in " ".join(re.sub(r"[│╭╮╰╯─]", "", result.stderr).split())
    assert "Traceback" not in result.output


def test_a_refusal_for_scripts_has_its_code_and_field(data: Path) -> None:
    result = says("user", "add", "a b", "--name", "A", "--data", str(data), "--json")
    problem = json.loads(result.stderr)["error"]
    assert (problem["code"], problem["field"]) == ("invalid", "login")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("user", "add", "anna"), "Missing option '--name'."),
        (("user", "add", "anna", "--nome", "A"), "No such option: --nome"),
        (("user", "fly"), "No such command 'fly'."),
        (("channel", "member", "support", "anna", "--can", "fly"), "fly is no right"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_words_that_are_not_understood_are_told_to_scripts_in_json(
    data: Path, words: tuple[str, ...], sentence: str
) -> None:
    result = says(*words, "--json", *([] if words[1] == "fly" else ["--data", str(data)]))

    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in json.loads(result.stderr)["error"]["message"]


def test_a_short_password_is_refused(data: Path) -> None:
    result = says("user", "add", "anna", "--name", "A", "--password-stdin", "--data", str(data), typed="short")
    assert result.exit_code == 2


def test_who_has_lost_her_password_is_given_another(data: Path) -> None:
    at = ("--data", str(data))
    with serving(data) as running:
        done("user", "add", "anna", "--name", "Anna", "--admin", "--password-stdin", *at, typed=PASSWORD)
        assert running.signs_in("anna", PASSWORD) == 200

        made_up = done("user", "password", "anna", *at)["password"]

        assert running.signs_in("anna", PASSWORD) == 401
        assert running.signs_in("anna", made_up) == 200
        running.stop()
    with sqlite3.connect(data / "switchboard.db") as database:
        assert database.execute("SELECT count(*) FROM session").fetchone() == (1,)
    database.close()


def test_a_file_that_is_no_database_is_one_sentence(data: Path) -> None:
    data.mkdir()
    (data / "switchboard.db").write_bytes(b"Not what it says it is. " * 400)
    for words in (("migrate",), ("user", "add", "anna", "--name", "Anna")):
        result = says(*words, "--data", str(data))
        assert result.exit_code == 1
        assert result.stderr.startswith(f"switchboard: {data}/switchboard.db: the file is not a database")


def test_migrating_says_what_was_done(data: Path) -> None:
    assert done("migrate", "--data", str(data))["applied"]
    assert done("migrate", "--data", str(data)) == {"applied": []}


def test_a_database_of_a_later_version_is_left_alone(data: Path) -> None:
    done("migrate", "--data", str(data))
    later = sqlite3.connect(data / "switchboard.db")
    later.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2099-01-01')")
    later.commit()
    later.close()

    result = says("migrate", "--data", str(data))

    assert result.exit_code == 1
    assert "later version" in result.stderr


def test_a_wrong_setting_stops_the_start_by_name() -> None:
    result = says("serve", "--port", "70000")
    assert result.exit_code == 2
    assert result.stderr.startswith("switchboard: port: 70000 is wrong")


def test_a_demonstration_does_not_leave_this_machine(data: Path) -> None:
    result = says("serve", "--demo", "--host", "0.0.0.0", "--data", str(data))  # noqa: S104 - is refused
    assert result.exit_code == 1
    assert "not a loopback address" in result.stderr
    assert not data.exists()


# --- real processes ---


class Running:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.url = self.line()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def stop(self, by: int = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE_S)

    def signs_in(self, login: str, password: str) -> int:
        wanted = {"login": login, "password": password}
        return httpx2.post(f"{self.url}/api/v1/session", json=wanted, timeout=PATIENCE_S).status_code


@contextmanager
def serving(data: Path, *more: str, errors: IO[str] | int = subprocess.DEVNULL, **env: str) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), "serve", "--data", str(data), "--port", "0", *more],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env={**os.environ, **env},
    )
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def refusal_of_serving(data: Path, *more: str) -> str:
    """What a server that does not start says on standard error."""
    with serving(data, *more, errors=subprocess.PIPE) as refused:
        assert refused.url == ""
        _, said = refused.process.communicate(timeout=PATIENCE_S)
        assert refused.process.returncode == 1
        return said


def test_a_server_says_its_url_learns_of_new_accounts_and_stops_when_told(data: Path) -> None:
    with serving(data) as running:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", running.url)
        at = ("--data", str(data))
        done("user", "add", "anna", "--name", "Anna", "--password-stdin", *at, typed=PASSWORD)
        done("channel", "add", "support", "--name", "Support", *at)

        assert running.signs_in("anna", PASSWORD) == 200
        assert running.signs_in("anna", "wrong") == 401
        assert httpx2.get(f"{running.url}/widget/frame?channel=support", timeout=PATIENCE_S).status_code == 200
        assert f"process {running.process.pid}" in refusal_of_serving(data)
        assert says("migrate", *at).exit_code == 1

        assert running.stop() == 0


def test_a_process_logs_json_lines_without_secrets_and_keeps_its_files_to_itself(
    data: Path, tmp_path: Path
) -> None:
    with (tmp_path / "log").open("w+") as errors, serving(data, errors=errors) as running:
        assert running.signs_in("nobody@example.com", "my secret password") == 401
        assert running.stop(signal.SIGINT) == 0
        assert {
            file.name: file.stat().st_mode & 0o077 for file in data.iterdir() if file.stat().st_mode & 0o077
        } == {}

        errors.seek(0)
        lines = [json.loads(line) for line in errors]
    assert [line["event"] for line in lines if line["event"].startswith("server.")] == [
        "server.serving",
        "server.stopping",
        "server.stopped",
    ]
    assert "auth.refused" in {line["event"] for line in lines}
    assert "secret" not in (tmp_path / "log").read_text()
    assert "example.com" not in (tmp_path / "log").read_text()


def test_a_demonstration_is_filled_once_and_says_who_may_sign_in(data: Path) -> None:
    with serving(data, "--demo") as running:
        shop, console = running.line(), running.line()
        assert shop.endswith(f"{running.url}/demo")
        found = re.search(r"\((.*); password (\S+)\)", console)
        assert found is not None
        logins, password = found.groups()
        assert logins == "anna, bjorn, carla"
        assert [running.signs_in(login, password) for login in logins.split(", ")] == [200, 200, 200]
        assert httpx2.get(f"{running.url}/demo", timeout=PATIENCE_S).status_code == 200
        assert running.stop() == 0

    with serving(data, "--demo", SWITCHBOARD_DEMO_PASSWORD="another") as running:
        running.line()
        assert "the password of the first start" in running.line()
        assert running.signs_in("carla", password) == 200
        assert running.stop() == 0


def test_without_the_demonstration_there_is_no_sample_shop(data: Path) -> None:
    done("user", "add", "anna", "--name", "Anna", "--data", str(data))
    with serving(data) as running:
        assert httpx2.get(f"{running.url}/demo", timeout=PATIENCE_S).status_code == 404

    assert "wants an empty one" in refusal_of_serving(data, "--demo")
