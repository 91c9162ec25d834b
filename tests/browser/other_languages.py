"""The sentences of the widget by language, and one language more, which is written from the right.

The one more is made from the English one letter by letter, so that whatever is still English in it was never in a
file; and a little longer, since translations are.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from build_web import node_home
from net.bundle import Bundle
from tests.browser.shop import ROOT

TEXTS: Final = ROOT / "web" / "widget" / "texts"
LANGUAGES: Final = tuple(sorted(path.stem for path in TEXTS.glob("*.ts")))
FROM_THE_RIGHT: Final = "ar"

_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TABLE: Final = re.compile(r"= (\{\n.*?\n\});", re.DOTALL)
_HOLE: Final = re.compile(r"\{\w+\}")
_LETTERS: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
_TO_ARABIC: Final = str.maketrans(
    {chr(ord("a") + at): letter for at, letter in enumerate(_LETTERS)}
    | {chr(ord("A") + at): letter for at, letter in enumerate(_LETTERS)}
)
_LONGER: Final = "و"


def from_the_right(text: str) -> str:
    """In letters of Arabic, with what is filled in where it was."""
    pieces = re.split(rf"({_HOLE.pattern})", text)
    return "".join(piece if _HOLE.fullmatch(piece) else _in_arabic(piece) for piece in pieces)


def _in_arabic(piece: str) -> str:
    return re.sub(r"[A-Za-z]{5,}", lambda word: f"{_LONGER}{word[0]}", piece).translate(_TO_ARABIC)


def build_with_one_more(folder: Path) -> Bundle:
    """The browser files with a language that a translator has added, as docs/translating.md says."""
    web = folder / "web"
    shutil.copytree(ROOT / "web", web, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (web / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    english = (web / "widget" / "texts" / "en.ts").read_text()
    table = _table(english)
    body = _LITERAL.sub(lambda found: f'"{from_the_right(found[1])}"', table)
    source = f'import type {{ Texts }} from "./en.ts";\n\nexport const ar: Texts = {body};\n'
    (web / "widget" / "texts" / f"{FROM_THE_RIGHT}.ts").write_text(source)
    list_of_them = web / "widget" / "texts.ts"
    line = f'  {FROM_THE_RIGHT}: () => import("./texts/{FROM_THE_RIGHT}.ts").then(({{ ar }}) => ar),\n'
    before, brace, after = list_of_them.read_text().partition("> = {\n  nb:")
    assert brace, "web/widget/texts.ts does not read as expected"
    list_of_them.write_text(f"{before}> = {{\n{line}  nb:{after}")
    subprocess.run([node_home() / "bin" / "node", "build.mjs"], cwd=web, check=True, capture_output=True)
    return Bundle(web / "dist")


def sentences(page: Page) -> dict[str, dict[str, str]]:
    """Of each language: each sentence by its path, `unread.one`. The files are data that a browser can read."""
    files = {name: _table((TEXTS / f"{name}.ts").read_text()) for name in LANGUAGES}
    return {name: dict(_flat(page.evaluate(f"() => ({table})"))) for name, table in files.items()}


def _table(source: str) -> str:
    found = _TABLE.search(source)
    assert found is not None
    return found[1]


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:  # noqa: ANN401 - what JSON holds
    match value:
        case str():
            return [(path, value)]
        case list():
            return [pair for at, each in enumerate(value) for pair in _flat(each, f"{path}.{at}")]
        case _:
            return [
                pair for name, each in value.items() for pair in _flat(each, f"{path}.{name}".removeprefix("."))
            ]


def pattern(sentence: str) -> re.Pattern[str]:
    """What it looks like once it is filled in."""
    return re.compile(".+".join(map(re.escape, _HOLE.split(sentence))), re.DOTALL)


def still_english(said: list[str], tables: Mapping[str, Mapping[str, str]], language: str) -> list[str]:
    """What was said by a sentence of English that the language has another one for."""
    own = [pattern(each) for each in tables[language].values()]
    foreign = {name: pattern(each) for name, each in tables["en"].items() if _HOLE.sub("", each).strip(" .:")}
    left = [each for each in said if not any(one.fullmatch(each) for one in own)]
    return [f"{name}: {each}" for each in left for name, one in foreign.items() if one.fullmatch(each)]
