"""What is wrong with how a screen is laid out: what is cut off, what lies beyond an edge, where the focus goes.

Each answer is a list of what was found, empty where nothing is.
"""

from functools import cache
from typing import Final

from playwright.sync_api import Frame

from tests.browser.shop import ROOT

# More than any state has; a trap would show as a stop that does not end.
_STOPS_MOST: Final = 40


@cache
def source() -> str:
    return (ROOT / "tests" / "browser" / "layout.js").read_text()


def cut(window: Frame) -> list[str]:
    """Texts and controls that somebody cannot see whole."""
    return _asked(window, "cut")


def focus(window: Frame) -> list[str]:
    """The way of the Tab key: in the order of reading, to everything, always in sight."""
    _asked(window, "start")
    for _ in range(_STOPS_MOST):
        window.page.keyboard.press("Tab")
        if not window.evaluate("layout.stop()"):
            break
    return _asked(window, "focus")


def against(window: Frame) -> list[str]:
    """Fields whose words run the wrong way: an empty one as its language does, an e-mail address from the left."""
    return _asked(window, "against")


def said(window: Frame) -> list[str]:
    """All that it says, to the eye and to a screen reader."""
    return _asked(window, "said")


def _asked(window: Frame, what: str) -> list[str]:
    if not window.evaluate("'layout' in window"):
        window.evaluate(source())
    found: list[str] = window.evaluate(f"layout.{what}()")
    return found
