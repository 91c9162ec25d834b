"""Photographs every state of the widget, and pastes them on sheets to be looked at side by side.

    python -m tests.browser.contact_sheet DIR [WAY...]

A sheet for each way of looking: `desktop-light.png`, `phone-dark-rtl.png` and so on.
"""

import sys
from collections.abc import Container
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from net.bundle import Bundle
from tests.browser.launch import launched
from tests.browser.stage import Stage, serving
from tests.browser.widget_states import STATES


class Way(NamedTuple):
    name: str
    size: tuple[int, int]
    scheme: str = "light"
    language: str = "en"
    phone: bool = False


DESKTOP: Final = (500, 790)
WAYS: Final = (
    Way("desktop-light", DESKTOP),
    Way("desktop-dark", DESKTOP, "dark"),
    Way("phone-light", (390, 780), phone=True),
    Way("phone-dark", (390, 780), "dark", phone=True),
    Way("phone-dark-rtl", (390, 780), "dark", "ar", phone=True),
    Way("small-german", (320, 640), language="de", phone=True),
)
IN_A_ROW: Final = 8
CAPTION: Final = 22


def photograph(browser: Browser, way: Way, names: Container[str] | None = None) -> list[tuple[str, Image.Image]]:
    """Of every state, or of those that are named."""
    width, height = way.size
    with serving(Bundle()) as files:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if way.scheme == "dark" else "light",
            locale="en-GB",
            timezone_id="Europe/Oslo",
            is_mobile=way.phone,
            has_touch=way.phone,
        )
        stage = Stage(context, files)
        found: list[tuple[str, Image.Image]] = []
        for state in STATES:
            if (state.touch or not way.phone) and (names is None or state.name in names):
                stage.plays(state, way.language, direction="rtl" if way.language == "ar" else "ltr")
                found.append((state.name, Image.open(BytesIO(stage.page.screenshot()))))
        context.close()
    return found


def sheet(pictures: list[tuple[str, Image.Image]]) -> Image.Image:
    width, height = pictures[0][1].size
    rows = -(-len(pictures) // IN_A_ROW)
    paper = Image.new("RGB", ((width + 12) * min(IN_A_ROW, len(pictures)), (height + CAPTION + 12) * rows), "#888")
    draw = ImageDraw.Draw(paper)
    for at, (name, picture) in enumerate(pictures):
        left, top = at % IN_A_ROW * (width + 12), at // IN_A_ROW * (height + CAPTION + 12)
        draw.text((left + 4, top + 2), name, font_size=16, fill="white")
        paper.paste(picture, (left, top + CAPTION))
    return paper


def main(folder: Path, ways: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = launched(driver)
        for way in WAYS:
            if ways and way.name not in ways:
                continue
            sheet(photograph(browser, way)).save(folder / f"{way.name}.png")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.browser.contact_sheet DIR [WAY...]")
    main(Path(sys.argv[1]), sys.argv[2:])
