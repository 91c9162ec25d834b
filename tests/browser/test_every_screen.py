"""What holds for every screen of the console, and for the first thing it lists: those added later included."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import faults
from tests.browser.people import Agent, Customer
from tests.browser.screens import first_item, heading, screens, settle, sideways, visit
from tests.browser.shop import Shop

HEIGHTS: Final = {320: 640, 768: 1024, 1280: 800, 1920: 1080, 2560: 1440, 3840: 2160}
# How things stand: what is to be seen, in how many columns or lines, over what. Two windows of one arrangement
# differ by lengths alone, of which no rule of accessibility knows.
ARRANGEMENT: Final = """() => [...document.querySelectorAll("main *")].map((each) => {
  const { display, position, flexDirection, gridTemplateColumns } = getComputedStyle(each);
  if (display === "none") return "";
  return [display, position, flexDirection, gridTemplateColumns.split(" ").length];
}).join()"""


def wide(page: Page, width: int) -> list[str]:
    """What is beyond the edges of a window of this width."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    return [f"{width}: {each}" for each in sideways(page)]


def looked_at(page: Page) -> list[str]:
    """What is wrong with the page as it is: at all widths, and by the rules where it is arranged anew."""
    found = []
    seen = set[str]()
    for width in HEIGHTS:
        found += wide(page, width)
        if (arrangement := page.evaluate(ARRANGEMENT)) not in seen:
            seen.add(arrangement)
            found += [f"{width}: {fault}" for fault in faults(page)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("names", [screens()[0::2], screens()[1::2]], ids=["odd", "even"])
def test_every_screen_is_accessible_and_fits_any_window(agent: Callable[..., Agent], names: list[str]) -> None:
    anna = agent("anna")
    found = {}
    for name in names:
        visit(anna, f"#/{name}")
        found[name] = looked_at(anna.page)
        if (item := first_item(anna.page, name)) is not None:
            visit(anna, item)
            found[item] = looked_at(anna.page)
    assert {where: what for where, what in found.items() if what} == {}


def test_the_chats_and_the_dashboard_fit_any_window(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = customer("Mia Berg")
    mia.starts("Where is my invoice? " * 20)
    anna.next_in_queue.click()
    anna.writes("https://lumen.example/" + "a-very-long-address" * 12)
    anna.goes_to("Dashboard")
    tiles_stand_beside_what_goes_on(anna, lambda: customer("Leo").starts("And mine?"))
    settle(anna.page)
    found = looked_at(anna.page)
    anna.goes_to("Chats")
    anna.sessions.filter(has_text="Mia Berg").click()
    expect(anna.log).to_be_visible()
    settle(anna.page)
    assert found + looked_at(anna.page) == []


def tiles_stand_beside_what_goes_on(anna: Agent, somebody_comes: Callable[[], None]) -> None:
    """With room for both, so that nothing that happens moves a tile."""
    anna.page.set_viewport_size({"width": 3840, "height": HEIGHTS[3840]})
    tiles = anna.page.get_by_role("region", name="My tiles")
    expect(tiles.get_by_role("img").first).to_be_visible()
    before, now = tiles.bounding_box(), anna.page.get_by_role("grid", name="Ongoing chat sessions").bounding_box()
    assert before is not None
    assert now is not None
    assert before["x"] > now["x"] + now["width"]
    assert before["x"] + before["width"] > 0.9 * 3840

    somebody_comes()

    expect(anna.incoming).to_have_count(1)
    after = tiles.bounding_box()
    assert after is not None
    assert (after["x"], after["y"], after["width"]) == (before["x"], before["y"], before["width"])


def test_the_heading_of_a_screen_has_the_focus_and_its_name_is_in_the_tab(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    for name in screens():
        visit(anna, f"#/{name}")
        title = heading(anna.page).inner_text()
        expect(anna.page).to_have_title(re.compile(re.escape(title)))
        inside = anna.page.evaluate("document.activeElement.closest('.screen') !== null")
        assert inside, f"{name}: the focus is not on the screen"


def test_what_an_agent_may_not_see_is_not_offered_and_says_so(shop: Shop, agent: Callable[..., Agent]) -> None:
    bjorn = agent("bjorn")
    bjorn.page.goto(f"{shop.url}/console#/channels")
    expect(bjorn.page.get_by_text("This page is not for your account")).to_be_visible()
    rail = bjorn.page.get_by_role("navigation", name="Switchboard")
    expect(rail.get_by_role("link", name="Requests")).to_be_visible()
    expect(rail.get_by_role("link", name="Channels")).to_have_count(0)
    bjorn.page.goto(f"{shop.url}/console#/nowhere/17")
    expect(bjorn.page.get_by_text("There is no such page")).to_be_visible()


def test_a_part_that_cannot_be_fetched_says_so_and_can_be_tried_again(new_agent: Callable[..., Agent]) -> None:
    anna = new_agent("anna")
    anna.signs_in()
    anna.page.route("**/assets/chunk-*", lambda route: route.abort())
    anna.page.evaluate("location.hash = '#/texts'")
    expect(anna.page.get_by_role("alert")).to_contain_text("could not be fetched")

    anna.page.unroute("**/assets/chunk-*")
    anna.button("Try again").click()
    expect(heading(anna.page)).to_be_focused()
