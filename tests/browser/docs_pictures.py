"""Makes the pictures of docs/gallery anew: the states of the gallery that the pages show, in 256 colours.

python -m tests.browser.docs_pictures [FOLDER]
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.contact_sheet import WAYS, photograph
from tests.browser.gallery import Album, new_shop, play
from tests.browser.launch import launched

GALLERY: Final = Path(__file__).parents[2] / "docs" / "gallery"
WIDTH: Final = 1280
# A picture of the pages and the state of the gallery that it shows.
SHOWN: Final = {
    "light": {
        "console-bot": "console-channel-bot",
        "console-channel": "console-channel-look",
        "console-channel-hours": "console-channel-hours",
        "console-chats": "console-conversation",
        "console-dashboard": "console-dashboard",
        "console-figures": "console-figures",
        "console-report": "console-report",
        "console-request": "console-request",
        "console-webhook": "console-webhook",
        "widget-conversation": "widget-conversation",
    },
    "dark": {"console-chats": "console-conversation", "console-contact": "console-contact"},
}
# The widget on a phone, side by side.
STATES: Final = ("form", "suggestions", "queue", "talk", "bot", "ended-rating")
SCALE: Final = 0.75
MARGIN: Final = 12
PAPER: Final = "#eceef1"


def save(picture: Image.Image, path: Path) -> None:
    picture.convert("RGB").quantize(256, kmeans=1, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes", flush=True)


def side_by_side(browser: Browser, scheme: str) -> Image.Image:
    (way,) = [each for each in WAYS if each.name == f"phone-{scheme}"]
    found = dict(photograph(browser, way, STATES))
    width, height = (round(side * SCALE) for side in way.size)
    paper = Image.new("RGB", (len(STATES) * (width + MARGIN) + MARGIN, height + 2 * MARGIN), PAPER)
    for at, name in enumerate(STATES):
        small = found[name].convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        paper.paste(small, (MARGIN + at * (width + MARGIN), MARGIN))
    return paper


def main(folder: Path) -> None:
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as taken:
        browser = launched(driver)
        for scheme, shown in SHOWN.items():
            save(side_by_side(browser, scheme), folder / f"widget-states-{scheme}.png")
            with new_shop() as shop:
                play(Album(Path(taken), browser, scheme, WIDTH), shop)
            for name, state in shown.items():
                picture = Image.open(Path(taken) / f"{state}-{scheme}-{WIDTH}.png")
                save(picture, folder / f"{name}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else GALLERY)
