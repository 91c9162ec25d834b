"""The picture in docs/life-of-a-chat.md is the table of actors/domain/chat.py, printed.

After a change of the table: `python tests/domain/test_fresh_diagram.py` prints it anew.
"""

import re
from pathlib import Path
from typing import Final

from actors.domain.chat import NEXT, diagram

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "life-of-a-chat.md"
PICTURE: Final = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)


def printed(page: str) -> str:
    return PICTURE.sub(lambda _: f"{diagram()}\n", page, count=1)


def test_the_picture_in_the_docs_is_printed_from_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == printed(page)


def test_every_change_of_status_is_an_arrow_of_the_picture() -> None:
    arrows = {tuple(re.findall(r"\[\*\]|\w+", line)[:2]) for line in diagram().splitlines()[1:]}

    assert arrows == {
        (status.value if status else "[*]", then.value)
        for status, row in NEXT.items()
        for then in row.values()
        if then is not status
    }


if __name__ == "__main__":
    PAGE.write_text(printed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
