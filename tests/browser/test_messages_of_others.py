"""The widget on a page hears its own frame and nobody else: not the page, not another frame of it."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.people import Agent, Customer

# What our frame says to the loader, and the loader to our frame; each would change what the customer sees.
TO_HOST = (
    {"switchboard": "close"},
    {"switchboard": "gone"},
    {"switchboard": "keep", "text": "stolen"},
    {"switchboard": "chat", "live": True},
)
TO_FRAME = (
    {"switchboard": "boot", "page": "https://evil.example", "open": True, "kept": "stolen"},
    {"switchboard": "close"},
)
SAY = """
([toHost, toFrame]) => {
  for (const message of toHost) window.top.postMessage(message, "*");
  for (const each of [...Array(window.top.length).keys()].map((at) => window.top[at]))
    for (const message of toFrame) each.postMessage(message, "*");
}
"""


def kept(page: Page) -> str:
    found: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    return found


# As it stands there, a text within a text.
TOKEN: Final = r'token\\*":\\*"([^"\\]+)'
HAS_A_TOKEN: Final = f"() => /{TOKEN}/.test(JSON.stringify([{{...localStorage}}, {{...sessionStorage}}]))"


def token(page: Page) -> str:
    """What leads back to the chat, as the page keeps it for the widget, once the frame has asked it to."""
    page.wait_for_function(HAS_A_TOKEN)
    (found,) = set(re.findall(TOKEN, kept(page)))
    return str(found)


def test_messages_of_others_change_nothing(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> None:
    agent("anna")
    mia = customer("Mia Berg")
    mia.starts("My lamp flickers")
    expect(mia.log.get_by_text("My lamp flickers")).to_be_visible()
    before = token(mia.page)

    # The page is our frame's own parent: it can say what the loader says, and is heard where it does no harm.
    mia.page.evaluate(SAY, [list(TO_HOST), []])
    with mia.page.expect_event("frameattached") as attached:
        mia.page.evaluate("document.body.append(document.createElement('iframe'))")
    attached.value.evaluate(SAY, [list(TO_HOST), list(TO_FRAME)])
    mia.writes("Are you there?")

    expect(mia.log.get_by_text("Are you there?")).to_be_visible()
    assert token(mia.page) == before
    assert "stolen" not in kept(mia.page)
    assert len([frame for frame in mia.page.frames if "/widget/frame" in frame.url]) == 1
