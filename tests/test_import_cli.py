"""`run.py import`: what a person reads, what a script reads, and that the data is there afterwards."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import run

CSV = "Navn;E-post;Firma;Sko\nMia Berg;mia@nord.example;Nord\n=Ola;ola@nord.example;Nord;42\n"
BAD = "\x1b[2JKari;nonsense;Nord\n"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SWITCHBOARD_")]:
        monkeypatch.delenv(name)


class Import:
    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.file = folder / "contacts.csv"
        self.file.write_text(CSV)

    def says(self, *words: str, kind: str = "contacts") -> Result:
        return CliRunner().invoke(run.app, ["import", kind, str(self.file), "--data", str(self.data), *words])

    def contacts(self) -> list[str]:
        with sqlite3.connect(self.data / "switchboard.db") as database:
            return [name for (name,) in database.execute("SELECT name FROM contact ORDER BY name")]


@pytest.fixture
def contacts(tmp_path: Path) -> Import:
    return Import(tmp_path)


def test_a_dry_run_says_what_would_become_of_the_file_and_keeps_nothing(contacts: Import) -> None:
    result = contacts.says("--dry-run")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2 rows: 2 contacts would be created, 0 would be updated, 0 unchanged, 0 left out.",
        "1 company that nobody knew would be created.",
        "No place for these columns: Sko.",
    ]
    assert contacts.contacts() == []


def test_an_import_is_kept_and_the_same_again_changes_nothing(contacts: Import) -> None:
    assert contacts.says().exit_code == 0
    assert contacts.contacts() == ["=Ola", "Mia Berg"]

    result = contacts.says("--json")
    assert (result.exit_code, json.loads(result.stdout)["unchanged"]) == (0, 2)


def test_bad_rows_are_told_one_by_one_and_steer_no_terminal(contacts: Import) -> None:
    contacts.file.write_text(CSV + BAD)

    result = contacts.says()

    assert result.exit_code == 1
    assert "  line 4, E-post: 'nonsense' is not an e-mail address." in result.stdout.splitlines()
    assert "\x1b" not in result.stdout
    assert contacts.contacts() == ["=Ola", "Mia Berg"]
    report = json.loads(contacts.says("--json").stdout)
    assert report["bad"][0]["line"] == 4


def test_a_file_that_cannot_be_read_is_one_sentence(contacts: Import) -> None:
    contacts.file.write_text("colour\nred\n")

    result = contacts.says("--json")

    assert result.exit_code == 1
    assert "No column holds a name or an e-mail address" in json.loads(result.stderr)["error"]["message"]
    assert not contacts.data.exists()


def test_a_file_that_is_not_there_is_not_understood(contacts: Import) -> None:
    contacts.file.unlink()
    assert contacts.says().exit_code == 2


def test_companies_come_from_json_as_well(contacts: Import) -> None:
    contacts.file = contacts.file.with_suffix(".json")
    contacts.file.write_text('[{"name": "Nord", "domains": ["nord.example"]}]')

    assert contacts.says(kind="companies").stdout.startswith("1 row: 1 company created")
