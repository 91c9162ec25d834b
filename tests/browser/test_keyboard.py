"""A chat answered, served and ended without a mouse."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Agent, Customer, presses_at_once
from tests.browser.shop import PASSWORD


def test_an_agent_answers_writes_and_ends_by_keyboard_alone(
    customer: Callable[..., Customer], agent: Callable[..., Agent], new_agent: Callable[..., Agent]
) -> None:
    bjorn = agent("bjorn")
    zoe, mia, leo = customer("Zoe"), customer("Mia Berg"), customer("Leo")
    zoe.starts("Hello?")
    expect(zoe.status.get_by_text("You are number 1.")).to_be_visible()
    mia.starts("Where is my invoice?")
    expect(mia.status.get_by_text("You are number 2.")).to_be_visible()
    leo.starts("Me too")
    anna = new_agent("anna").opens_the_console()
    keys = anna.page.keyboard

    expect(anna.page.get_by_role("textbox", name="Login")).to_be_focused()
    keys.type("anna")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(anna.presence).to_be_visible()

    presses_at_once(anna.page, "gd")
    expect(anna.incoming).to_have_count(3)
    keys.press("j")
    expect(anna.incoming.filter(has_text="Zoe")).to_be_focused()
    bjorn.next_in_queue.click()
    expect(anna.incoming.filter(has_text="Mia Berg")).to_be_focused()  # what stands in its place now
    keys.press("Enter")
    expect(anna.field).to_be_focused()
    keys.type("Let me look, Mia.")
    keys.press("Shift+Enter")
    keys.type("One moment.")
    keys.press("Enter")
    expect(mia.log.get_by_text("One moment.")).to_be_visible()

    keys.press("Escape")
    expect(anna.sessions.filter(has_text="Mia Berg")).to_be_focused()
    keys.press("n")
    expect(anna.page.get_by_role("heading", name="Leo").first).to_be_visible()
    expect(anna.field).to_be_focused()
    keys.press("Escape")
    keys.press("k")
    expect(anna.page.get_by_role("log", name="Messages with Mia Berg")).to_be_visible()
    keys.press("e")
    expect(anna.page.get_by_role("dialog", name="End the chat with Mia Berg?")).to_be_visible()
    keys.press("Enter")
    expect(mia.chat.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(anna.page.get_by_text("This chat has ended.")).to_be_visible()
    expect(anna.sessions.filter(has_text="Mia Berg")).to_be_focused()  # though it lies in another list now


def test_a_chat_is_handed_over_listened_to_and_found_again_by_keyboard_alone(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    bjorn, anna = agent("bjorn"), agent("anna")
    mia = customer("Mia Berg")
    mia.starts("Where is my invoice?")
    expect(anna.next_in_queue).to_be_enabled()
    keys, others = anna.page.keyboard, bjorn.page.keyboard

    keys.press("n")
    expect(anna.field).to_be_focused()
    keys.press("Escape")
    keys.press("t")
    expect(anna.page.get_by_role("dialog", name="Transfer Mia Berg")).to_be_visible()
    keys.type("bjo")
    keys.press("Tab")
    keys.type("knows invoices")
    keys.press("Enter")
    expect(anna.sessions.filter(has_text="Mia Berg")).to_be_focused()

    expect(bjorn.sessions.filter(has_text="Transfer from Anna Lind")).to_be_visible()
    others.press("w")
    expect(bjorn.button("Accept")).to_be_focused()
    others.press("Enter")
    expect(bjorn.field).to_be_focused()
    others.type("Hello Mia, Bjørn here.")
    others.press("Enter")
    expect(anna.log.get_by_text("Hello Mia, Bjørn here.")).to_be_visible()

    keys.press("m")  # the last of the menu
    keys.press("End")
    expect(anna.page.get_by_role("menuitem", name="Close window")).to_be_focused()
    keys.press("Enter")
    expect(anna.page.get_by_text("You are listening.")).to_have_count(0)
    presses_at_once(anna.page, "gd")
    expect(anna.ongoing).to_have_count(1)
    keys.press("j")
    keys.press("Enter")
    expect(anna.page.get_by_text("You are listening.")).to_be_visible()

    keys.press("Control+k")
    expect(anna.page.get_by_role("searchbox", name="Search chats").first).to_be_focused()
    keys.type("lamp")
    keys.press("Enter")
    found = anna.page.get_by_role("list", name="Chats", exact=True).get_by_role("listitem")
    expect(found.first).to_be_visible()
    keys.press("Escape")
    keys.press("j")
    expect(found.first).to_be_focused()
    keys.press("Enter")
    expect(anna.page.locator("[data-found]")).to_be_focused()


def test_every_place_is_reached_by_two_keys_and_the_overview_tells_them(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    keys = anna.page.keyboard
    for letter, title in (("r", "Requests"), ("o", "Contacts"), ("s", "Search chats"), ("t", "Texts")):
        anna.page.get_by_role("main").focus()
        presses_at_once(anna.page, f"g{letter}")
        expect(anna.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        keys.press("Escape")
    presses_at_once(anna.page, "gc")
    keys.press("?")
    overview = anna.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(overview).to_contain_text("G then R")
    expect(overview).to_contain_text("Transfer this chat")
    overview.get_by_role("switch", name="Single-key shortcuts").focus()
    keys.press("Space")
    keys.press("Escape")
    presses_at_once(anna.page, "gr")
    expect(anna.page.get_by_role("heading", name="Requests", exact=True)).to_have_count(0)
    keys.press("Control+k")
    expect(anna.page.get_by_role("searchbox", name="Search chats").first).to_be_focused()
