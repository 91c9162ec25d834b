"""docs/proof/ names, beside each promise, tests that are there.

A test of Python is written `stories/test_a_chat.py::test_name`, its file as seen from tests/; one of TypeScript
`console/state.test.ts::the words of its name`, as seen from web/.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.printed import DOCS, ROOT

CHAPTERS: Final = sorted((DOCS / "proof").glob("*.md"))
PROMISES: Final = "| promise | held by |"
_TEST: Final = re.compile(r"`(?P<file>[^`:]+)::(?P<name>[^`]+)`")


def rows(chapter: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each promise with the file and the name of each test beside it."""
    found = []
    inside = False
    for line in chapter.read_text(encoding="utf-8").splitlines():
        inside = line == PROMISES or (inside and line.startswith("|"))
        if inside and line not in {PROMISES, "|---|---|"}:
            promise, _, held = line.strip("| ").partition(" | ")
            found.append((promise, _TEST.findall(held)))
    return found


@cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(
        each.name
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def is_there(file: str, name: str) -> bool:
    if file.endswith(".test.ts"):
        path = ROOT / "web" / file
        return path.is_file() and f'"{name}"' in path.read_text(encoding="utf-8")
    path = ROOT / "tests" / file
    return path.is_file() and name in functions(path)


@pytest.mark.parametrize(
    "chapter", [each for each in CHAPTERS if each.stem != "README"], ids=lambda each: each.stem
)
def test_each_promise_names_tests_that_are_there(chapter: Path) -> None:
    promises = rows(chapter)
    unheld = [promise for promise, tests in promises if not tests]
    missing = [f"{file}::{name}" for _, tests in promises for file, name in tests if not is_there(file, name)]

    assert promises
    assert not unheld, f"nothing holds: {unheld}"
    assert not missing, f"not there: {missing}"


def test_the_first_page_leads_to_each_chapter() -> None:
    page = (DOCS / "proof" / "README.md").read_text(encoding="utf-8")

    assert [each.name for each in CHAPTERS if each.stem != "README" and f"]({each.name})" not in page] == []
