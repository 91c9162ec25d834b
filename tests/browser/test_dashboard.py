"""Figures on the screen: today as it goes on, an agent's own tiles, and a report that is its own file."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Agent, Customer

# A file has two decimals of a per cent and three of the rest; the screen knows all of them.
ROUNDED: Final = 0.0051
NUMBERS: Final = [
    *("Waiting now", "Active chats", "Chats started", "Abandoned"),
    *("Average wait", "Longest wait", "First response", "Average rating"),
]


def number(page: Page, name: str) -> Locator:
    """One of today's numbers."""
    region = page.get_by_role("region", name="Today’s numbers")
    return region.get_by_text(name, exact=True).locator("xpath=following-sibling::dd")


def tiles(page: Page) -> list[str]:
    return page.get_by_role("region", name="My tiles").get_by_role("heading", level=3).all_inner_texts()


def menu(page: Page, tile: str, entry: str) -> None:
    page.get_by_role("button", name=f"More for {tile}").click()
    page.get_by_role("menuitem", name=entry).click()


def test_the_strip_goes_on_with_the_chats(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> None:
    anna, bjorn = agent("anna"), agent("bjorn")
    anna.goes_to("Dashboard")
    expect(number(anna.page, "Waiting now")).to_have_text("0")
    started = int(number(anna.page, "Chats started").inner_text())
    heroes = anna.page.get_by_role("region", name="Heroes of the day").get_by_role("listitem")
    before = answered_by(heroes, "Bjørn Aas")
    search = anna.page.get_by_role("searchbox", name="Search chats")
    place = search.bounding_box()

    mia = customer("Mia Berg")
    mia.starts("Where is my invoice?")
    expect(number(anna.page, "Waiting now")).to_have_text("1")
    assert search.bounding_box() == place  # the count has come into room that was there
    expect(number(anna.page, "Chats started")).to_have_text(str(started + 1))
    expect(anna.page.get_by_role("region", name="Today’s numbers").get_by_role("term")).to_have_text(NUMBERS)
    the_lists_say_who_waits_and_who_talks(anna, bjorn)
    expect(number(anna.page, "Waiting now")).to_have_text("0")
    expect(number(anna.page, "Active chats")).to_have_text("1")
    expect(heroes.filter(has_text="Bjørn Aas")).to_contain_text(re.compile(rf"(?<!\d){before + 1} chats?"))
    expect(anna.page.get_by_role("img", name=re.compile("^Traffic today.* Active: "))).to_be_visible()

    anna.page.get_by_role("combobox", name="Channel").select_option("sales")
    expect(number(anna.page, "Active chats")).to_have_text("0")
    expect(anna.ongoing).to_have_count(0)
    anna.page.get_by_role("combobox", name="Channel").select_option("All channels")
    expect(anna.ongoing).to_have_count(1)

    bjorn.ends()
    bjorn.goes_away()
    expect(anna.page.get_by_text("1 agent available")).to_be_visible()
    mia.button("Return to chat").click()
    expect(anna.incoming).to_contain_text("Returning")


def the_lists_say_who_waits_and_who_talks(anna: Agent, bjorn: Agent) -> None:
    """Column by column; and who is there to answer."""
    heads = anna.page.get_by_role("grid", name="Incoming chat").get_by_role("columnheader")
    expect(heads).to_have_text(["Customer", "Status", "Channel", "Waited for", "First message", "Answer"])
    expect(anna.incoming.get_by_role("gridcell")).to_contain_text(
        ["Mia Berg", "Waiting", "Support", re.compile(r"^\d+:\d\d$"), "Where is my invoice?", "Answer"]
    )

    bjorn.next_in_queue.click()
    heads = anna.page.get_by_role("grid", name="Ongoing chat sessions").get_by_role("columnheader")
    expect(heads).to_have_text(["Customer", "Status", "Channel", "Idle", "Duration", "Agent", "Listen in"])
    time = re.compile(r"^\d+:\d\d$")
    expect(anna.ongoing.get_by_role("gridcell")).to_contain_text(
        ["Mia Berg", "Waiting for agent", "Support", time, time, "Bjørn Aas", ""]
    )
    anna.page.get_by_role("button", name="2 agents available").click()
    agents = anna.page.get_by_role("dialog", name="Agents").get_by_role("listitem")
    expect(agents.filter(has_text="Bjørn Aas")).to_contain_text(re.compile(r"1 chat\s*Present, \S"))
    expect(agents.filter(has_text="Carla Moreno")).to_contain_text(re.compile(r"0 chats\s*Not connected"))
    anna.page.keyboard.press("Escape")


def answered_by(heroes: Locator, name: str) -> int:
    nobody = heroes.page.get_by_text("Nobody has answered a chat today.")  # as it is after midnight
    expect(heroes.or_(nobody).first).to_be_visible()
    hers = heroes.filter(has_text=name)
    found = re.search(r"(\d+) chats?", hers.inner_text()) if hers.count() else None
    return int(found[1]) if found else 0


def test_tiles_are_added_and_carried_by_keyboard_and_are_kept(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    anna.goes_to("Dashboard")
    page, keys = anna.page, anna.page.keyboard
    add = page.get_by_role("button", name="Add a tile")
    add.wait_for()
    first = tiles(page)
    said = page.get_by_role("region", name="My tiles").get_by_role("status").first

    add.press("Enter")
    page.get_by_role("dialog", name="Add a tile").get_by_role("button", name="First response").press("Enter")
    grip = page.get_by_role("button", name="Move First response")
    expect(grip).to_be_focused()
    assert tiles(page) == [*first, "First response"]

    keys.press("Enter")
    expect(said).to_contain_text(f"First response lifted, place {len(first) + 1} of {len(first) + 1}.")
    keys.press("ArrowLeft")
    expect(said).to_have_text(f"First response, place {len(first)} of {len(first) + 1}.")
    keys.press("Home")
    expect(grip).to_be_focused()
    keys.press("Enter")
    expect(said).to_contain_text("put down, place 1")
    keys.press("Enter")
    keys.press("End")
    keys.press("Escape")
    expect(said).to_contain_text("back in its place, 1 of")

    menu(page, "Most busy hour", "Remove")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Move Most busy hour")).to_be_focused()
    menu(page, "Most busy hour", "Settings")
    settings = page.get_by_role("dialog")
    settings.get_by_label("Name").fill("When they come")
    settings.get_by_label("Period").select_option("Last 7 days")
    settings.get_by_role("checkbox", name="Sales").check()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        settings.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Show When they come as a table").click()
    expect(page.get_by_role("region", name="Table: When they come").get_by_role("row")).to_have_count(26)
    with page.expect_download() as download:
        menu(page, "When they come", "Download as CSV")
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 1 + 24

    page.reload()
    expect(page.get_by_role("heading", name="When they come")).to_be_visible()
    renamed = ["When they come" if name == "Most busy hour" else name for name in first]
    assert tiles(page) == ["First response", *renamed]
    expect(page.get_by_role("region", name="Table: When they come")).to_be_visible()
    expect(page.get_by_text("Last 7 days · Sales")).to_be_visible()

    it_has_days_of_its_own(page)


def it_has_days_of_its_own(page: Page) -> None:
    settings = page.get_by_role("dialog")
    menu(page, "When they come", "Settings")
    settings.get_by_label("Period").select_option("From … to …")
    settings.get_by_label("First day").fill("2026-03-05")
    settings.get_by_label("Last day").fill("2026-03-04")
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_label("First day")).to_have_accessible_description(re.compile("ends before it begins"))
    settings.get_by_label("Last day").fill("2026-03-19")
    with page.expect_response(lambda answer: "from=2026-03-05&to=2026-03-20" in answer.url and answer.ok):
        settings.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("^5 ?– ?19 March 2026 · Sales$"))).to_be_visible()


def test_a_tile_is_dragged_to_another_place(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    anna.goes_to("Dashboard")
    anna.page.get_by_role("button", name="Add a tile").wait_for()
    first, second, *others = tiles(anna.page)
    grip = anna.page.get_by_role("button", name=f"Move {first}")
    grip.scroll_into_view_if_needed()
    there = anna.page.get_by_role("heading", name=second)

    with anna.page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        grip.hover()
        anna.page.mouse.down()
        there.hover(force=True)
        anna.page.mouse.up()

    assert tiles(anna.page) == [second, first, *others]


def test_the_table_of_a_report_is_what_its_file_says(agent: Callable[..., Agent], tmp_path: Path) -> None:
    anna = agent("anna")
    page = anna.page
    page.goto(f"{anna.shop.url}/console#/reports?figures=incoming,waiting,rating,abandonment&group=weekday")
    table = page.get_by_role("region", name=re.compile("^Table: Incoming chats.* by weekday"))
    expect(table).to_be_visible()
    expect(page.get_by_text("Chats that came into a queue for the first time.")).to_be_visible()
    same_as_file(page, table, tmp_path)

    page.get_by_label("Group by").select_option("Hour")
    table = page.get_by_role("region", name=re.compile("^Table: Incoming chats.* by hour"))
    expect(table).to_be_visible()
    expect(table.get_by_text("nothing to measure").first).to_be_attached()
    same_as_file(page, table, tmp_path)

    page.get_by_label("Group by").select_option("Agent")
    expect(page.get_by_text("Incoming chats, Abandonment are counted by channel")).to_be_visible()
    table = page.get_by_role("region", name=re.compile("^Table: Average waiting time.* by agent"))
    expect(table.get_by_role("row")).to_have_count(5)
    same_as_file(page, table, tmp_path)


def same_as_file(page: Page, table: Locator, folder: Path) -> None:
    """Group by group, value by value, in the units of a spreadsheet; an empty cell is a dash."""
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    saved = folder / "report.csv"
    download.value.save_as(saved)
    head, *rows = csv.reader(io.StringIO(saved.read_text("utf-8-sig")))

    shown = table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.querySelector('data')?.value ?? null))"
    )
    names = table.locator("tbody th").all_inner_texts()

    assert [name[:5] for name in names] == [row[0][:5] for row in rows]
    assert len(head) == len(shown[0])
    for written, drawn in zip(rows, shown, strict=True):
        assert numbers(written[1:]) == pytest.approx(numbers(drawn[1:]), abs=ROUNDED)
    assert any(value for row in rows for value in row[1:])


def numbers(cells: Sequence[str | None]) -> list[float | None]:
    return [float(cell) if cell else None for cell in cells]
