"""The other pages of docs/ and the README say what the code says: settings, bounds, log events, links, attributes.

After a change `python tests/test_fresh_docs.py` prints their tables anew; new rows want a meaning.
"""

import itertools
import re
import sqlite3
from contextlib import closing
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import pytest
from annotated_types import Ge, Gt, Le
from pydantic_core import PydanticUndefined

from actors.domain.figures import FIGURES
from actors.domain.measures import MEASURES
from net.logs import EVENTS
from net.settings import CONFIG, PREFIX, Settings
from run import DEMO_PASSWORD
from store import schema
from tests.printed import (
    DOCS,
    ROOT,
    SECOND_MS,
    Table,
    broken_links,
    code,
    number,
    printed,
    size,
    span,
    tables_in,
    unexplained,
    write,
)

README: Final = ROOT / "README.md"
PAGES: Final = sorted([README, *DOCS.glob("*.md")])

# Every buffer: where its bound is said, and what is counted.
BOUNDS: Final = (
    ("net.front", "BACKLOG", "connections"),
    ("net.h1", "Limits.connections", "connections"),
    ("net.h1", "Limits.per_address", "connections"),
    ("net.front", "REFUSED_AT_ONCE", "connections"),
    ("net.h1", "HEAD_MAX", "bytes"),
    ("net.http", "BODY_BYTES", "bytes"),
    ("net.h1", "Limits.body_bytes", "bytes"),
    ("net.quotas", "AT_ONCE", "uploads"),
    ("net.quotas", "AT_ONCE_IN_ALL", "uploads"),
    ("net.quotas", "NAMES", "senders"),
    ("net.forms", "HEAD_MAX", "bytes"),
    ("net.api.files", "BESIDE_BYTES", "bytes"),
    ("actors.files", "PIECE", "bytes"),
    ("actors.files", "PICTURES_AT_ONCE", "pictures"),
    ("actors.domain.files", "CHAT_FILES_MAX", "files"),
    ("actors.domain.files", "CHAT_BYTES_MAX", "bytes"),
    ("actors.domain.files", "PIXELS_MAX", "pixels"),
    ("actors.file_contents", "ENTRIES_BYTES", "bytes"),
    ("net.ws.handshake", "MESSAGE_BYTES", "bytes"),
    ("net.ws.connection", "RECEIVE_BYTES", "bytes"),
    ("net.outbox", "OUTBOX_FRAMES", "frames"),
    ("net.outbox", "OUTBOX_BYTES", "bytes"),
    ("net.outbox", "SEND_BYTES", "bytes"),
    ("net.rates", "ADDRESSES", "addresses"),
    ("net.tries", "NAMES", "names"),
    ("net.auth", "HASHING_QUEUE", "sign-ins"),
    ("net.auth", "CACHED", "sessions"),
    ("net.auth", "OVER_KEPT", "sessions"),
    ("net.identity", "AGAIN_MOST", "tokens"),
    ("net.ring", "LINES_MAX", "lines"),
    ("net.ring", "BYTES_MAX", "bytes"),
    ("net.logs", "FROM_THREADS_MAX", "lines"),
    ("net.admin", "LINE_MAX", "bytes"),
    ("net.admin", "CLIENTS_MAX", "clients"),
    ("net.admin", "REQUESTS_MAX", "requests of one client"),
    ("actors.chat", "ChatActor.capacity", "mails"),
    ("actors.channel", "ChannelActor.capacity", "mails"),
    ("actors.agent", "AgentActor.capacity", "mails"),
    ("actors.channel", "ONGOING_ROWS", "rows of a push"),
    ("actors.log", "PAGE", "events of a page"),
    ("actors.domain.chat", "KEYS_KEPT", "keys"),
    ("actors.domain.queue", "AVERAGE_LAST", "waits"),
    ("actors.domain.missed", "VISITORS_KEPT", "addresses"),
    ("actors.domain.periods", "SPANS_MAX", "spans of a report"),
    ("actors.domain.tiles", "TILES_MAX", "tiles"),
    ("store.lane", "WAITING_LIMIT", "calls"),
)


# Of settings whose type does not say it; the others of them are lists.
MAY_BE: Final = {
    "host": "address or name",
    "data": "folder",
    "public_url": "origin",
    "tls_cert": "PEM file",
    "tls_key": "PEM file",
    "smtp_host": "address or name",
    "smtp_user": "name",
    "smtp_password": "password",
    "smtp_from": "e-mail address",
    "check_mail_domains": "true or false",
}


def tables() -> dict[str, dict[str, Table]]:
    """By page."""
    return {
        "settings.md": {
            "settings": Table(
                ("name", "in the environment", "default", "may be", "meaning"),
                [_setting(name) for name in Settings.model_fields],
            )
        },
        "architecture.md": {
            "bounds": Table(
                ("where", "bound", "what it is, and what happens when it is full"), [*map(_bound, BOUNDS)]
            )
        },
        "running.md": {
            "log events": Table(
                ("event", "meaning"), [(code(event), says) for event, says in EVENTS.items()], by_hand=False
            )
        },
        "figures.md": {
            "figures": Table(
                ("figure", "title", "unit", "by agent", "definition"),
                [
                    (code(each.id), each.title, each.unit, "yes" if each.of_agents else "no", each.definition)
                    for each in FIGURES
                ],
                by_hand=False,
            ),
            "measures": Table(
                ("measure", "when a chat has it"),
                [(code(each.name), each.got) for each in MEASURES],
                by_hand=False,
            ),
        },
    }


def _bound(bound: tuple[str, str, str]) -> tuple[str, str]:
    module, name, unit = bound
    value = _value(module, name)
    where = code(f"{module.replace('.', '/')}.py {name}")
    return where, size(value) if unit == "bytes" else f"{number(value)} {unit}"


def _value(module: str, name: str) -> int:
    """The constant, the class attribute, or the default of a field."""
    owner, _, last = name.rpartition(".")
    loaded = import_module(module)
    found = attrgetter(owner)(loaded)() if owner == "Limits" else attrgetter(owner)(loaded) if owner else loaded
    value = getattr(found, last)
    assert isinstance(value, int)
    return value


def _setting(name: str) -> tuple[str, str, str, str]:
    field = Settings.model_fields[name]
    assert field.default is not PydanticUndefined, "a server starts with nothing set"
    return code(name), code(PREFIX + name.upper()), _shown(name, field.default), _may_be(name, field)


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - a setting is any of its types
    match value:
        case None | ():
            return "none"
        case int() if name.endswith("_bytes"):
            return f"{size(value)} ({code(str(value))})"
        case int() | float() if name.endswith("_seconds"):
            return f"{span(value * SECOND_MS)} ({code(number(value))})"
        case _:
            return code(str(value))


def _may_be(name: str, field: Any) -> str:  # noqa: ANN401 - pydantic's field
    bounds = {type(note): note for note in field.metadata}
    words = re.findall(r"'(\w+)'", str(field.annotation)) if "Literal" in str(field.annotation) else []
    if words:
        return ", ".join(map(code, words))
    least = bounds[Ge].ge if Ge in bounds else bounds[Gt].gt if Gt in bounds else None
    if least is None:
        return MAY_BE.get(name, "list")
    above = "more than " if Gt in bounds else ""
    return f"{above}{number(least)} to {_round(name, bounds[Le].le)}"


def _round(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return f"{number(int(value))} bytes"
    return f"{number(int(value))} s" if name.endswith("_seconds") else number(int(value))


# --- the tests ---


@pytest.mark.parametrize("page", tables())
def test_the_tables_of_a_page_are_as_the_code_prints_them(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")

    assert sorted(tables_in(text)) == sorted(tables()[page])
    assert text == printed(text, tables()[page])
    assert unexplained(text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """The pictures too, once they have been taken."""
    not_taken_yet = "docs/gallery/" if not (DOCS / "gallery").exists() else "\n"

    assert [link for link in broken_links(page) if not_taken_yet not in link] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_table_ends_with_an_empty_line(page: Path) -> None:
    """Else the sentence after it is drawn as a row of it."""
    rows = itertools.pairwise(page.read_text(encoding="utf-8").splitlines())

    assert [after for row, after in rows if row.startswith("|") and after and not after.startswith("|")] == []


def test_the_readme_names_every_page_of_the_docs() -> None:
    text = README.read_text(encoding="utf-8")

    assert [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in text] == []


def test_the_readme_names_the_attributes_that_the_loader_reads() -> None:
    loader = (ROOT / "web/widget/loader.ts").read_text(encoding="utf-8")
    unpacked = ", ".join(re.findall(r"\{ ([\w, ]+) \} = script\.dataset", loader))

    read = {*unpacked.split(", "), *re.findall(r'script\.dataset\["(\w+)"\]', loader)}
    assert {f"data-{name}" for name in read} == set(
        re.findall(r"data-\w+(?=`)", README.read_text(encoding="utf-8"))
    )


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))}

    assert named <= targets


def test_every_variable_of_ours_that_is_named_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG, DEMO_PASSWORD}
    named = {
        name for page in PAGES for name in re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))
    }

    assert named <= known


def test_every_test_that_is_named_exists() -> None:
    """In backticks, by its name alone."""
    named = {name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))}
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert named - there == set()


def test_every_file_of_ours_that_is_named_exists() -> None:
    """In backticks, by its path from the root."""
    named = {
        name
        for page in PAGES
        for name in re.findall(r"`((?:actors|net|store|web|tests)/[\w./]+)`", page.read_text(encoding="utf-8"))
    }

    assert [name for name in sorted(named) if not (ROOT / name).exists() and "web/dist" not in name] == []


def test_every_file_of_tests_that_is_named_exists() -> None:
    """The page on security says which test holds what."""
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    named = {name for page in PAGES for name in re.findall(r"`(test_\w+\.py)`", page.read_text(encoding="utf-8"))}

    assert named - there == set()


def test_the_manual_says_of_every_table_how_long_it_keeps_what_is_in_it(tmp_path: Path) -> None:
    """But of the indexes of words, which are as long as what they index, and SQLite's own."""
    schema.migrate(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as database:
        found = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = {name for name in found if not name.startswith("sqlite_") and "_index" not in name}
    section = (DOCS / "running.md").read_text().partition("## What is kept")[2].partition("\n## ")[0]
    said = {name for row in re.findall(r"^\| (`[^|]*)", section, re.MULTILINE) for name in re.findall(r"\w+", row)}

    assert said == kept


if __name__ == "__main__":
    for name, own in tables().items():
        write(name, own)
