"""How soon a long conversation is on the screen, and whether a frame is missed on the way back to its beginning.

    python -m tests.bench.screens [messages]

A console in Chromium, a server of its own process, and two chats of one agent: a long one and one of fifty
messages. Each is opened in turn by a click in a console that has just been loaded; what counts is the time until
the newest message is in sight. Then the long one is read back at the pace of a wheel that spins freely, a third of
a screen with each frame; a frame is missed when the next one comes that much later than it does in a page at rest.

Where no Chromium starts there is nothing to measure, which is said and is no failure.
"""

import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, CDPSession, Error, Page, ViewportSize, expect, sync_playwright

from tests.browser.launch import launched
from tests.browser.long_talk import OPENS, write_long_talk
from tests.browser.people import PATIENCE_S, Agent
from tests.browser.shop import Shop

LONG: Final = 5_000
SHORT: Final = 50
TIMES: Final = 7
LOGIN: Final = "anna"
SCREEN: Final = ViewportSize(width=1280, height=900)
# A conversation of five thousand messages opens in under a second.
PROMISED_MS: Final = 1_000

# How long a frame takes at rest; then up with each frame until the first message is in sight at the very top.
READS_BACK: Final = """async () => {
  const box = document.querySelector("[role=log]");
  const frame = () => new Promise(requestAnimationFrame);
  const resting = [];
  let last = await frame();
  for (let n = 0; n < 30; n += 1) {
    const now = await frame();
    resting.push(now - last);
    last = now;
  }
  const usual = resting.sort((a, b) => a - b)[15];
  const atFirst = () => box.scrollTop === 0 && /^Message 1(?!\\d)/.test(box.querySelector(".bubble").textContent);
  const begun = last;
  let frames = 0, missed = 0, slowest = 0;
  while (!atFirst() && last - begun < 120_000) {
    box.scrollTop -= box.clientHeight / 3;
    const now = await frame();
    frames += 1;
    missed += Math.max(0, Math.round((now - last) / usual) - 1);
    slowest = Math.max(slowest, now - last);
    last = now;
  }
  return { usual, frames, missed, slowest, seconds: (last - begun) / 1000, first: atFirst() };
}"""


class ReadBack(NamedTuple):
    """In ms, `usual` and `slowest` are the lengths of a frame, `cpu` is what the page worked in all of them.
    `first`: whether the first message was reached.
    """

    usual: float
    slowest: float
    frames: int
    missed: int
    seconds: float
    first: bool
    cpu: float

    @property
    def share(self) -> float:
        return self.missed / max(1, self.frames + self.missed)


def main(messages: int = LONG) -> None:
    with sync_playwright() as driver:
        try:
            browser = launched(driver)
        except (Error, SystemExit) as trouble:
            print(f"  not measured, since no Chromium starts here: {str(trouble).splitlines()[0]}", flush=True)
            return
        with tempfile.TemporaryDirectory() as folder, closing(browser):
            _compare(browser, Path(folder), messages)


def _compare(browser: Browser, folder: Path, messages: int) -> None:
    expect.set_options(timeout=PATIENCE_S * 1_000)
    shop = Shop(folder).start()
    try:
        shop.stop()
        long, short = (write_long_talk(shop.database, LOGIN, count) for count in (messages, SHORT))
        shop.start()
        page = Agent(browser.new_context(viewport=SCREEN), shop, LOGIN).signs_in().page
        took: dict[int, list[float]] = {messages: [], SHORT: []}
        for _ in range(TIMES):
            for chat, count in ((short, SHORT), (long, messages)):
                took[count].append(_opened(page, shop.url, chat, count))
        _tell_opening(messages, took)
        back = _read_back(page)
        _opened(page, shop.url, short, SHORT)
        _tell_reading(back, _read_back(page))
    finally:
        shop.kill()


def _tell_opening(messages: int, took: dict[int, list[float]]) -> None:
    ours, other = (statistics.median(took[count]) for count in (messages, SHORT))
    worst = max(took[messages])
    kept = "in" if worst < PROMISED_MS else "NOT in"
    print(
        f"  {messages:,} messages open in {ours:.0f} ms, at worst in {worst:.0f}: {kept} the second of the promise"
    )
    print(f"  opened: {ours / other:.2f} x the time of {SHORT} messages, {other:.0f} ms", flush=True)


def _tell_reading(long: ReadBack, short: ReadBack) -> None:
    end = "the first" if long.first else "where two minutes were over"
    each, other = (back.cpu / max(1, back.frames) for back in (long, short))
    print(
        f"  read back to {end} in {long.seconds:.1f} s, frames of {long.usual:.1f} ms, at worst {long.slowest:.0f}"
    )
    print(f"  work of the page: {each:.1f} ms of CPU a frame, {each / other:.2f} x that of {SHORT} messages")
    ratio = f"{long.share / short.share:.2f} x that" if short.missed else "and none"
    print(
        f"  frames missed: {long.missed} of {long.frames + long.missed} ({long.share:.1%}), "
        f"{ratio} of {short.frames + short.missed} in {SHORT} messages",
        flush=True,
    )


def _read_back(page: Page) -> ReadBack:
    """Chromium counts the time of its thread, which is the page's whoever else is on the machine."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _worked_s(chromium)
    told = page.evaluate(READS_BACK)
    worked_s = _worked_s(chromium) - before
    chromium.detach()
    return ReadBack(**told, cpu=worked_s * 1_000)


def _worked_s(chromium: CDPSession) -> float:
    metrics = chromium.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def _opened(page: Page, server: str, chat: str, messages: int) -> float:
    """Milliseconds, in a console that has kept nothing of it."""
    page.goto("about:blank")
    page.goto(f"{server}/console")
    row = page.locator(f'.session[data-row="{chat}"]')
    expect(row).to_be_visible()
    took: float = page.evaluate(OPENS, [chat, f"Message {messages}"])
    return took


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
