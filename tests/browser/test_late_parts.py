"""What is fetched late, on a line and with a clock that stand still until the test lets them go on.

Each of these came to nothing now and then: a part that came a moment too early for whoever waited for it, a key
that was pressed a moment before it was heard.
"""

import time
from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page, Route, expect

from tests.browser.people import PATIENCE_S, Agent, Customer, presses_at_once
from tests.browser.shop import ROOT

ASSETS: Final = ROOT / "web" / "dist" / "assets"
# All that a page does by itself after it was drawn, what it fetches soon included.
SETTLED_MS: Final = 3_000
# On the page's clock, which goes on until then: a machine may be busy meanwhile, and no clock goes back.
STILL_AT_MS: Final = PATIENCE_S * 1_000
# Longer than a pause between two letters, after which a search begins: figures of the console.
SEARCHES_AFTER_MS: Final = 200


class SlowLine:
    """Holds the part of the console in which these words stand, from now on until it is let through."""

    def __init__(self, page: Page, words: str) -> None:
        self._page = page
        self._held: list[Route] = []
        [part] = [path.name for path in ASSETS.glob("chunk-*.js") if words in path.read_text()]
        self._address = f"**/assets/{part}"
        page.route(self._address, self._hold)

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def waits(self) -> None:
        """It has been asked for."""
        deadline = time.monotonic() + PATIENCE_S
        while not self._held:
            assert time.monotonic() < deadline, f"nothing asks for {self._address}"
            self._page.wait_for_timeout(10)

    def lets_through(self) -> None:
        """Until it has run: a module that is imported again says when it has."""
        for route in self._held:
            route.continue_()
        self._page.unroute(self._address)
        self._page.evaluate("(url) => import(url)", self._held[0].request.url)
        self._page.wait_for_function(
            "() => document.querySelector('link[data-later]').media === 'all'", polling=20
        )


def stands_still(page: Page) -> None:
    """Timers and pictures wait, and with them whatever a part does after it was drawn."""
    page.clock.install(time=0)
    page.clock.pause_at(STILL_AT_MS)


def test_what_a_key_opens_comes_though_it_was_fetched_by_another_just_then(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    page, keys = anna.page, anna.page.keyboard
    stands_still(page)
    line = SlowLine(page, "keys-row")
    page.reload()
    expect(anna.presence).to_be_visible()
    page.clock.run_for(SETTLED_MS)  # what one may need soon is asked for
    line.waits()

    anna.presence.focus()
    keys.press("?")
    overview = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(overview).to_contain_text("Loading")
    line.lets_through()
    page.clock.run_for(SETTLED_MS)
    expect(overview).to_contain_text("Transfer this chat")
    keys.press("Escape")
    expect(anna.presence).to_be_focused()  # though another dialog stood in this one's place first


def test_who_types_on_while_a_screen_is_fetched_types_on(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    page, keys = anna.page, anna.page.keyboard
    line = SlowLine(page, "Nothing is left to do")
    presses_at_once(page, "gr")
    line.waits()
    keys.press("Control+k")
    keys.type("la")
    line.lets_through()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    keys.type("mp")
    expect(page.get_by_role("banner").get_by_role("searchbox", name="Search chats")).to_have_value("lamp")

    words = page.get_by_role("searchbox", name="Number, title, customer")
    words.focus()
    stands_still(page)
    for moment, letter in enumerate(
        "where is my lamp"
    ):  # one comes just before the search for those before it begins
        keys.type(letter)
        page.clock.run_for(SEARCHES_AFTER_MS + moment)
    page.clock.run_for(SETTLED_MS)
    expect(words).to_have_value("where is my lamp")


def test_what_searches_the_texts_is_not_sent_before_they_can_be_searched(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna, mia = agent("anna"), customer("Mia")
    mia.starts("Where is my lamp?")
    line = SlowLine(anna.page, "slash-texts")
    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    line.waits()

    anna.field.press_sequentially("/ret")
    anna.field.press("Enter")
    expect(anna.field).to_have_value("/ret")
    line.lets_through()
    expect(anna.page.get_by_role("listbox", name="Predefined texts").get_by_role("option").first).to_be_visible()
    anna.field.press("Enter")
    expect(anna.field).not_to_have_value("/ret")
    anna.field.press("Enter")
    expect(mia.log).to_contain_text("The label is on its way")
    expect(mia.log).not_to_contain_text("/ret")
