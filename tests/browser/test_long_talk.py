"""A conversation of five thousand messages: opened at its end, read back to its beginning, and nothing jumps."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.long_talk import OPENS, write_long_talk
from tests.browser.people import Agent
from tests.browser.shop import Shop

MESSAGES: Final = 5_000
# Entries drawn at once: twenty screens at most, days between them included.
DRAWN_MOST: Final = 240
PAGE: Final = 100

# Goes up by most of a screen at a time, as with a wheel, and sees after each whether what was in sight has moved.
READ_BACK: Final = """async () => {
  const box = document.querySelector("[role=log]");
  const list = box.querySelector("ol");
  const drawn = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const seen = new Set();
  const took = [];
  let most = 0, moved = 0, steps = 0;
  for (; steps < 4000; steps += 1) {
    for (const bubble of list.querySelectorAll(".bubble")) {
      const found = /^Message (\\d+)/.exec(bubble.textContent);
      if (found) seen.add(Number(found[1]));
    }
    if (seen.has(1) && box.scrollTop === 0) break;
    box.scrollTop -= box.clientHeight * 0.8;
    const edge = box.getBoundingClientRect().top;
    const read = [...list.children].find((entry) => entry.getBoundingClientRect().bottom > edge);
    const at = read.getBoundingClientRect().top;
    const before = performance.now();
    await drawn();
    took.push(performance.now() - before);
    const now = read.getBoundingClientRect().top;
    if (box.scrollTop > 0 && read.isConnected) moved = Math.max(moved, Math.abs(now - at));
    most = Math.max(most, list.children.length);
  }
  took.sort((a, b) => a - b);
  const upTo = (part) => Math.round(took[Math.ceil(took.length * part) - 1]);
  const [half, nearly_all, slowest] = [0.5, 0.95, 1].map(upTo);
  return { seen: seen.size, most, moved, steps, half, nearly_all, slowest };
}"""


def pages_asked(page: Page) -> list[str]:
    """The `chat.open` commands from now on."""
    asked: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: asked.append(str(frame)) if '"chat.open"' in str(frame) else None)

    page.on("websocket", listen)
    return asked


@pytest.mark.slow(seconds=25)
def test_a_conversation_of_five_thousand_messages_opens_at_once_and_scrolls_without_a_jump(
    shop: Shop, new_agent: Callable[..., Agent]
) -> None:
    shop.kill()
    chat = write_long_talk(shop.database, "anna", MESSAGES)
    shop.start()
    anna = new_agent("anna", viewport={"width": 1280, "height": 900})
    asked = pages_asked(anna.page)
    anna.signs_in()
    row = anna.sessions.filter(has_text="Mia Berg")
    expect(row).to_be_visible()

    opened = anna.page.evaluate(OPENS, [chat, f"Message {MESSAGES}"])
    expect(anna.log.get_by_text(f"Message {MESSAGES}", exact=True)).to_be_in_viewport()
    assert len(asked) <= 2  # the newest page, and the first event, which says how the chat began

    told: dict[str, Any] = anna.page.evaluate(READ_BACK)
    print(f"opened in {opened:.0f} ms; a step up took, in ms and with two frames of waiting: {told}")
    assert told["seen"] == MESSAGES
    assert told["most"] <= DRAWN_MOST
    assert told["moved"] <= 1
    assert len(asked) <= 2 + MESSAGES // PAGE + 1

    anna.button("To the newest").click()
    expect(anna.log.get_by_text(f"Message {MESSAGES}", exact=True)).to_be_in_viewport()
    anna.writes("Here we are again")
    expect(anna.log.get_by_text("Here we are again")).to_be_in_viewport()
    assert anna.log.get_by_role("listitem").count() <= DRAWN_MOST
