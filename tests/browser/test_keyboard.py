"""A chat answered, served and ended without a mouse."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Agent, Customer
from tests.browser.shop import PASSWORD


def test_an_agent_answers_writes_and_ends_by_keyboard_alone(
    customer: Callable[..., Customer], agent: Callable[..., Agent], new_agent: Callable[..., Agent]
) -> None:
    agent("bjorn")
    mia, leo = customer("Mia Berg"), customer("Leo")
    mia.starts("Where is my invoice?")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    leo.starts("Me too")
    anna = new_agent("anna").opens_the_console()
    keys = anna.page.keyboard

    expect(anna.page.get_by_role("textbox", name="Login")).to_be_focused()
    keys.type("anna")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(anna.presence).to_be_visible()

    keys.type("gd")
    expect(anna.incoming).to_have_count(2)
    keys.press("j")
    expect(anna.incoming.filter(has_text="Mia Berg")).to_be_focused()
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
