"""The main states of widget and console hold what the rules of accessibility ask, in light and in dark."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer, Launcher

# What takes longer than a hundredth of a second to come or to change.
WHAT_MOVES: Final = """() => [...document.querySelectorAll("*")].filter((each) => {
  const { transitionDuration, animationDuration } = getComputedStyle(each);
  return `${transitionDuration}, ${animationDuration}`.split(", ").some((time) => parseFloat(time) > 0.01);
}).map((each) => each.className)"""


def test_axe_finds_nothing_in_the_widget(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> None:
    mia = customer("Mia Berg")
    expect(mia.chat.get_by_role("heading", name="We are away")).to_be_visible()
    assert faults(mia.chat) == []
    anna = agent("anna")
    expect(mia.button("Continue")).to_be_visible()
    mia.button("Continue").click()
    expect(mia.chat.get_by_text("Please fill in: Name")).to_be_visible()
    assert faults(mia.chat) == []
    mia.fills_in("mia@example.com")
    expect(mia.field).to_be_visible()
    assert faults(mia.chat) == []
    mia.writes("Where is my invoice?")
    expect(mia.button("Start chat")).to_be_visible()
    assert faults(mia.chat) == []
    mia.button("Start chat").click()
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    assert faults(mia.chat) == []
    anna.next_in_queue.click()
    anna.writes("Let me look: https://example.com/invoices")
    expect(mia.log.get_by_text("Let me look")).to_be_visible()
    nothing_moves_where_one_does_not_like_it(mia)
    mia.button("End chat").click()
    assert faults(mia.chat) == []
    mia.chat.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    mia.chat.get_by_title("Very good").click()
    assert faults(mia.chat) == []
    mia.button("Send rating").click()
    expect(mia.status.get_by_text("Thank you for your rating.")).to_be_visible()
    assert faults(mia.chat) == []


def nothing_moves_where_one_does_not_like_it(mia: Customer) -> None:
    """In the window, and in the page around it."""
    assert mia.chat.evaluate(WHAT_MOVES) != []
    assert Launcher(mia.page).moves_for("Close window") > 0
    mia.page.emulate_media(reduced_motion="reduce")
    assert mia.chat.evaluate(WHAT_MOVES) == []
    assert Launcher(mia.page).moves_for("Close window") == 0


def test_axe_finds_what_is_wrong(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.set_content("<main><h1>Faint</h1><p style='color: #999; background: #888'>Hardly to be read</p></main>")
    assert {fault.partition(":")[0] for fault in faults(page)} >= {"color-contrast"}


def test_axe_finds_nothing_in_the_console(
    customer: Callable[..., Customer], new_agent: Callable[..., Agent]
) -> None:
    anna = new_agent("anna").opens_the_console()
    anna.button("Sign in").click()
    expect(anna.page.get_by_role("alert")).to_have_text("Write your login.")
    assert faults(anna.page) == []
    anna.signs_in().is_present()
    assert faults(anna.page) == []
    anna.goes_to("Dashboard")
    expect(anna.page.get_by_text("Nobody is waiting")).to_be_visible()
    assert faults(anna.page) == []
    for name in ("Mia Berg", "Leo"):
        customer(name).starts("Where is my invoice?", "somebody@example.com")
    expect(anna.incoming).to_have_count(2)
    assert faults(anna.page) == []
    # One click on a row that goes, the other on what comes under the pointer then: nothing that anybody meant.
    anna.incoming.first.dispatch_event("mousedown", {"detail": 1})
    anna.incoming.last.dispatch_event("dblclick")
    anna.incoming.first.dblclick()
    expect(anna.field).to_be_visible()
    anna.writes("Let me look, Mia.")
    anna.button("Internal note").click()
    anna.writes("She wrote in May as well")
    expect(anna.log.get_by_text("She wrote in May as well")).to_be_visible()
    assert faults(anna.page) == []
    anna.button("End chat").click()
    expect(anna.page.get_by_role("dialog")).to_be_visible()
    assert faults(anna.page) == []
    anna.page.keyboard.press("Escape")
    anna.goes_to("Dashboard")
    expect(anna.ongoing).to_have_count(1)
    anna.page.get_by_role("button", name="available").click()
    assert faults(anna.page) == []


def test_axe_finds_nothing_at_the_consoles_door(new_agent: Callable[..., Agent]) -> None:
    anna = new_agent("anna").opens_the_console()
    anna.button("Sign in").click()
    expect(anna.page.get_by_role("alert")).to_have_text("Write your login.")
    assert faults(anna.page) == []


def test_axe_finds_nothing_in_figures(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    page = anna.page
    anna.goes_to("Dashboard")
    expect(page.get_by_role("img", name=re.compile("^Traffic today"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Chats per channel"))).to_be_visible()
    page.get_by_role("button", name="Show Most busy hour as a table").click()
    page.get_by_role("button", name="More for Waiting time").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Add a tile").click()
    expect(page.get_by_role("dialog", name="Add a tile")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More for Most busy hour").click()
    page.get_by_role("menuitem", name="Settings").click()
    expect(page.get_by_role("dialog", name="Settings of Most busy hour")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_nothing_in_reports(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    page = anna.page
    page.goto(f"{anna.shop.url}/console#/reports?figures=incoming,waiting,rating&group=agent&period=custom")
    expect(page.get_by_text("Choose the first and the last day of the period.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Period").select_option("Last 30 days")
    expect(page.get_by_role("img", name=re.compile("^Average rating"))).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Figures: ").click()
    expect(page.get_by_role("checkbox", name="Drop rate")).to_be_visible()
    assert faults(page) == []
