"""Every screen of the console, read off its registry: one that is added is walked through by tests as well."""

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Agent
from tests.browser.shop import ROOT

REGISTRY: Final = ROOT / "web" / "console" / "screens.ts"


def screens() -> list[str]:
    found = re.findall(r'^  screen\(\s*\{ name: "([\w-]+)"', REGISTRY.read_text(), re.MULTILINE)
    assert found, "web/console/screens.ts does not read as expected"
    return found


# What listens to it in the page hears it first; what it changes is drawn before the next task.
GOES_TO: Final = """address => location.hash === address || new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = address;
})"""


def goes_to(page: Page, address: str) -> None:
    """By the address bar; the screen before is gone then, whose fields and headings may have the same names."""
    page.evaluate(GOES_TO, address)


def visit(agent: Agent, address: str) -> None:
    """A place of the console by its address, `#/requests/17`, once all that it fetches is there."""
    goes_to(agent.page, address)
    expect(heading(agent.page)).to_be_visible()
    settle(agent.page)


def settle(page: Page) -> None:
    """Nothing on the screen says that it is loading."""
    expect(page.get_by_text("Loading…")).to_have_count(0)


def heading(page: Page) -> Locator:
    return page.locator("[data-screen-heading]")


def first_item(page: Page, name: str) -> str | None:
    """The address of the first thing that the screen lists, if it leads to any."""
    links = page.locator(f'main :is(table, ul, ol, [role=grid], [role=list]) a[href^="#/{name}/"]')
    return links.first.get_attribute("href") if links.count() else None


def sideways(page: Page) -> list[str]:
    """What one gets at only by scrolling sideways: pages that are too wide, buttons and fields beyond the edge.

    What scrolls by itself, such as a table, may be wide.
    """
    found: list[str] = page.evaluate("""() => {
      const scrolling = document.querySelectorAll(".main, .screen, .dashboard, dialog[open]");
      const pages = [document.documentElement, ...scrolling];
      const wide = pages.filter((each) => each.scrollWidth > each.clientWidth + 1);
      const scrollsItself = (each) => {
        for (let at = each.parentElement; at && !pages.includes(at); at = at.parentElement)
          if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
        return false;
      };
      const out = [...document.querySelectorAll("button, a, input, select, textarea, summary")].filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        const shown = each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen, .skip");
        return shown && width > 1 && (left < -1 || right > innerWidth + 1) && !scrollsItself(each);
      });
      return [...wide, ...out].map((each) => each.outerHTML.slice(0, 200));
    }""")
    return found
