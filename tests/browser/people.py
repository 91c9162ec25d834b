"""Who sits at the screens. Everything is found by role and name, as a person or a screen reader finds it.

`Customer` has the widget on a page of the shop, `Agent` the console. Their methods are what people do; what they
see is asked with Playwright's `expect`, which waits for it.
"""

import re
import time
from contextlib import suppress
from typing import Any, Final

from playwright.sync_api import BrowserContext, CDPSession, Error, Frame, Locator, Page, expect

from tests.browser.shop import PASSWORD, Shop

# A browser on a machine that is busy with ten other things; nothing here waits for longer than it must.
PATIENCE_S: Final = 30
# After a lost link clients come back at a random moment, later and later while there is no server.
BACK_MS: Final = 60_000


class Customer:
    """A visitor of the shop, in one tab."""

    def __init__(self, context: BrowserContext, shop: Shop, name: str) -> None:
        self.context = context
        self.shop = shop
        self.name = name
        self.page: Page = context.new_page()

    def visits(self, path: str = "/demo") -> "Customer":
        self.page.goto(self.shop.url + path)
        return self

    def another_tab(self) -> "Customer":
        return Customer(self.context, self.shop, self.name)

    def opens_the_chat(self) -> "Customer":
        """The button stands in a closed shadow root: no script reaches it, a screen reader and a mouse do."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        Launcher(self.page).press()
        return self

    @property
    def chat(self) -> Frame:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = [frame for frame in self.page.frames if "/widget/frame" in frame.url]
            if found:
                return found[0]
            self.page.wait_for_timeout(20)
        raise AssertionError("the widget did not open")

    def fills_in(self, email: str = "") -> None:
        self.chat.get_by_role("textbox", name="Name").fill(self.name)
        if email:
            self.chat.get_by_role("textbox", name="E-mail").fill(email)
        self.button("Continue").click()

    def starts(self, text: str, email: str = "") -> None:
        """Whatever is suggested, she wants to talk to somebody."""
        self.fills_in(email)
        self.writes(text)
        expect(self.log.or_(self.button("Start chat"))).to_be_visible()
        if self.button("Start chat").is_visible():
            self.button("Start chat").click()

    def writes(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    @property
    def field(self) -> Locator:
        return self.chat.get_by_role("textbox", name="Write")

    @property
    def log(self) -> Locator:
        return self.chat.get_by_role("log")

    @property
    def status(self) -> Locator:
        """What is said beside the conversation: the queue, the link."""
        return self.chat.get_by_role("status")

    def button(self, name: str) -> Locator:
        return self.chat.get_by_role("button", name=name, exact=True)

    def ends(self) -> None:
        self.button("End chat").click()
        self.chat.get_by_role("alertdialog").get_by_role("button", name="End chat").click()


class Launcher:
    """The round button in the corner of the page, by way of the accessibility tree."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, words: str = "Open chat") -> None:
        session: CDPSession = self._page.context.new_cdp_session(self._page)
        try:
            left, top, right, bottom = self._box(session, words)
            self._page.mouse.click((left + right) / 2, (top + bottom) / 2)
        finally:
            session.detach()

    def moves_for(self, words: str) -> float:
        """Seconds that a change of it takes."""
        session: CDPSession = self._page.context.new_cdp_session(self._page)
        try:
            session.send("DOM.enable")
            session.send("CSS.enable")
            (found,) = self._found(session, words)
            shown = {"backendNodeIds": [found["backendDOMNodeId"]]}
            (node,) = session.send("DOM.pushNodesByBackendIdsToFrontend", shown)["nodeIds"]
            style = session.send("CSS.getComputedStyleForNode", {"nodeId": node})["computedStyle"]
            return max(
                float(time.removesuffix("s"))
                for each in style
                if each["name"] == "transition-duration"
                for time in each["value"].split(", ")
            )
        finally:
            session.detach()

    def _box(self, session: CDPSession, words: str) -> tuple[float, float, float, float]:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for node in self._found(session, words):
                shown = {"backendNodeId": node["backendDOMNodeId"]}
                with suppress(Error):  # of what is not drawn yet
                    quad = session.send("DOM.getContentQuads", shown)["quads"][0]
                    return quad[0], quad[1], quad[4], quad[5]
            self._page.wait_for_timeout(20)
        raise AssertionError(f"the page has no button: {words}")

    def _found(self, session: CDPSession, words: str) -> list[dict[str, Any]]:
        page = session.send("DOM.getDocument", {"depth": 0})["root"]
        nodes = session.send("Accessibility.queryAXTree", {"nodeId": page["nodeId"], "role": "button"})["nodes"]
        return [node for node in nodes if words in node["name"]["value"]]


# What is said at the foot of the console is gone after some seconds; a machine may be too busy to look by then.
KEEPS_WHAT_IS_SAID: Final = """
window.said = [];
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node instanceof Element && node.matches(".toast")) said.push(node.textContent);
}).observe(document, { childList: true, subtree: true });
"""
# Each is found once: what is said again is news again.
FINDS_WHAT_WAS_SAID: Final = """(words) => {
  const at = said.findIndex((each) => each.includes(words));
  return at >= 0 && said.splice(0, at + 1).length > 0;
}"""


def was_told(page: Page, words: str) -> None:
    """The console has said this since the last that was looked for."""
    page.wait_for_function(FINDS_WHAT_WAS_SAID, arg=words, polling=50)


def presses_at_once(page: Page, letters: str) -> None:
    """As fast as fingers are. The second key of two counts only for a moment after the first; the driver waits for
    the page after each, and that may be longer. What counts is when a key was pressed.
    """
    session: CDPSession = page.context.new_cdp_session(page)
    at = time.time()
    for letter in letters:
        key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, "timestamp": at, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": at, **key})
    session.detach()


class Agent:
    """Somebody at the console, in one window."""

    def __init__(self, context: BrowserContext, shop: Shop, login: str) -> None:
        self.context = context
        self.shop = shop
        self.login = login
        self.page: Page = context.new_page()
        self.page.add_init_script(KEEPS_WHAT_IS_SAID)

    def opens_the_console(self) -> "Agent":
        self.page.goto(f"{self.shop.url}/console")
        return self

    def signs_in(self, password: str = PASSWORD) -> "Agent":
        self.opens_the_console()
        self.page.get_by_role("textbox", name="Login").fill(self.login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.presence).to_be_visible()
        return self

    def another_window(self) -> "Agent":
        """Signed in already: the same browser."""
        window = Agent(self.context, self.shop, self.login).opens_the_console()
        expect(window.presence).to_be_visible()
        return window

    @property
    def presence(self) -> Locator:
        return self.page.get_by_role("switch", name="Presence")

    def is_present(self) -> "Agent":
        self.presence.set_checked(True)
        return self

    def goes_away(self) -> None:
        self.presence.set_checked(False)

    def goes_to(self, tab: str) -> None:
        self.tab(tab).click()

    def tab(self, name: str) -> Locator:
        tabs = self.page.get_by_role("navigation", name="Chat", exact=True)
        return tabs.get_by_role("link", name=name)

    @property
    def incoming(self) -> Locator:
        return self.rows("Incoming chat")

    @property
    def ongoing(self) -> Locator:
        return self.rows("Ongoing chat sessions")

    def rows(self, table: str) -> Locator:
        """The rows of a table of the Dashboard, without its head."""
        return self.page.get_by_role("grid", name=table).get_by_role("row").filter(has=self._cell())

    def _cell(self) -> Locator:
        return self.page.get_by_role("gridcell")

    @property
    def next_in_queue(self) -> Locator:
        return self.page.get_by_role("button", name="Get next in queue")

    @property
    def sessions(self) -> Locator:
        return self.page.get_by_role("region", name="My chats").get_by_role("link")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^(Message to|Internal note)"))

    def writes(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ends(self) -> None:
        self.button("End chat").click()
        self.page.get_by_role("dialog").get_by_role("button", name="End chat").click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


def texts_in(log: Locator, texts: list[str]) -> list[str]:
    """Those of `texts` that stand in the log, as often and in the order in which they stand there."""
    shown = log.inner_text()
    found = [(at.start(), text) for text in texts for at in re.finditer(re.escape(text), shown)]
    return [text for _, text in sorted(found)]
