"""A table as CSV that is safe to open: what a customer called herself must not run in a manager's spreadsheet.

A text that a spreadsheet would take for a formula gets an apostrophe in front, which it shows as text; numbers
stay numbers. So does what stands behind a semicolon, a tab or the end of a line within a text: where numbers have
a comma, many a spreadsheet begins a new cell there. A byte order mark goes first: without one the most used of
them takes UTF-8 for its own code page.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import Response

Cell = str | int | float | None

# What begins a formula, in one program or another; a tab or line break before it is skipped by some.
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])(?= *[=+\-@\t\r\n|%＝＋－＠])")
_MARK: Final = "\ufeff"
MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in head])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return (_MARK + text.getvalue()).encode()


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """To be saved as `name`, which is ours and plain ASCII."""
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(as_csv(head, rows), media_type=MEDIA_TYPE, headers=headers)


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return _FORMULA.sub(r"\1'", cell.replace("\0", ""))
