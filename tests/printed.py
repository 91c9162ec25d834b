"""Tables in the pages of docs/ that are printed from the code, so that no page says what the code does not do.

A table follows a comment that names it, `<!-- table: settings -->`. Its cells are printed, all but those of the
last column: what a thing means is written by hand, and kept while the first cell of its row says the same.
A test prints each page again and compares; run as a script, the test's file writes the page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"

_TABLE: Final = re.compile(r"(?P<mark><!-- table: (?P<name>[^>]+) -->\n\n?)(?P<lines>(?:\|.*\n)*)")
_CELL: Final = re.compile(r"(?<!\\)\|")
_EXAMPLE: Final = re.compile(r"^```json(?P<what>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<place>[^)\s]+))?\)")
_HEADING: Final = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)

KIB: Final = 1024
SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS


class Table(NamedTuple):
    """`rows` without their last cell, unless nothing in the table is written by hand."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    by_hand: bool = True


class Example(NamedTuple):
    """A block ```json WHAT with everything that is in it."""

    what: str
    text: str


def printed(page: str, tables: Mapping[str, Table]) -> str:
    """The page with each of its tables printed again. KeyError for one that nobody prints."""

    def again(found: re.Match[str]) -> str:
        table = tables[found["name"]]
        written = dict(_by_hand(found["lines"]))
        rows = [[*row, written.get(row[0], "")] if table.by_hand else row for row in table.rows]
        lines = [_line(table.head), "|" + "---|" * len(table.head), *map(_line, rows)]
        return found["mark"] + "".join(f"{line}\n" for line in lines)

    return _TABLE.sub(again, page)


def tables_in(page: str) -> list[str]:
    return [found["name"] for found in _TABLE.finditer(page)]


def unexplained(page: str) -> list[str]:
    """Rows whose last cell is empty: printed, and not yet written."""
    rows = [line for found in _TABLE.finditer(page) for line in found["lines"].splitlines()]
    return [row for row in rows if row.rstrip().endswith("|  |")]


def examples(page: str) -> list[Example]:
    return [Example(found["what"].strip(), found["text"]) for found in _EXAMPLE.finditer(page)]


def broken_links(path: Path) -> list[str]:
    """Links of a page to files, and to headings of files, that are not there."""
    page = path.read_text(encoding="utf-8")
    return [found.group() for found in _LINK.finditer(page) if not _leads_somewhere(path, found)]


def _leads_somewhere(path: Path, link: re.Match[str]) -> bool:
    target = path.parent / link["file"] if link["file"] else path
    if not target.exists():
        return False
    return link["place"] is None or link["place"] in _anchors(target.read_text(encoding="utf-8"))


def _anchors(page: str) -> set[str]:
    """As the places that show Markdown make them: small letters and digits, `-` for a space."""
    return {re.sub(r"[^\w -]", "", found["words"].lower()).replace(" ", "-") for found in _HEADING.finditer(page)}


def code(text: str) -> str:
    return f"`{text}`"


def number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def size(count: int) -> str:
    """Bytes as people say them."""
    for unit, words in ((KIB**2, "MiB"), (KIB, "KiB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit:,} {words}"
    return f"{count:,} bytes"


def span(ms: float) -> str:
    """Milliseconds as people say them."""
    for unit, words in ((24 * 60 * MINUTE_MS, "d"), (60 * MINUTE_MS, "h"), (MINUTE_MS, "min"), (SECOND_MS, "s")):
        if ms >= unit and ms % unit == 0:
            return f"{number(int(ms // unit))} {words}"
    return f"{number(ms)} ms"


def write(name: str, tables: Mapping[str, Table]) -> None:
    """Print a page of docs/ again, in place."""
    path = DOCS / name
    path.write_text(printed(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _by_hand(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines()[2:]:
        cells = [cell.strip() for cell in _CELL.split(line.strip().removeprefix("|").removesuffix("|"))]
        yield cells[0], cells[-1]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
