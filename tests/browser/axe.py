"""What axe-core finds wrong with a page or a frame. It comes with the locked packages of web/, for tests alone."""

from functools import cache
from typing import Any

from playwright.sync_api import Frame, Page

from tests.browser.rest import come_to_rest
from tests.browser.shop import ROOT

# In the dark only colours are different.
EVERYTHING = "{ resultTypes: ['violations'] }"
COLOURS = "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }"


@cache
def source() -> str:
    return (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text()


def faults(screen: Page | Frame) -> list[str]:
    """One line for each element that breaks a rule, in light or in dark."""
    if not screen.evaluate("'axe' in window"):
        screen.evaluate(source())
    page = screen if isinstance(screen, Page) else screen.page
    page.emulate_media(color_scheme="dark")
    found = _found(screen, COLOURS)
    page.emulate_media(color_scheme="light")
    return found + _found(screen, EVERYTHING)


def _found(screen: Page | Frame, options: str) -> list[str]:
    come_to_rest(screen)
    found: dict[str, Any] = screen.evaluate(f"axe.run(document, {options})")
    return [
        f"{rule['id']}: {rule['help']}\n    {node['html']}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
