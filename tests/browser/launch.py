"""Starts the browser of the tests, without what a full Chromium draws beside each page and nobody sees."""

import os
from typing import Final

from playwright.sync_api import Browser, Playwright

from tests.browser.shop import ROOT
from tests.chromium import there

_STARTER: Final = ROOT / "tests" / "browser" / "chromium.sh"


def launched(driver: Playwright) -> Browser:
    """The Chromium that CHROMIUM names, or one that is there; it is closed with its driver."""
    path = os.environ.get("CHROMIUM") or there() or driver.chromium.executable_path
    return driver.chromium.launch(executable_path=_STARTER, env={**os.environ, "BROWSER": path})
