"""What stands before a chat and in place of one: the form with its mistakes, what others asked, a request."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer
from tests.browser.shop import Shop

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


def test_the_form_says_what_to_mend_and_keeps_what_was_typed(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    mia = customer("Mia Berg")
    agent("anna")
    mia.button("Continue").click()
    name = mia.chat.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Please fill in: Name")
    email = mia.chat.get_by_role("textbox", name="E-mail")
    name.fill("Mia Berg")
    email.fill("mia@")
    mia.button("Continue").click()
    expect(email).to_be_focused()
    assert faults(mia.chat) == []
    email.fill("mia@gmial.com")
    under = mia.button("Continue").bounding_box()
    slip = mia.button("Did you mean gmail.com?")
    expect(slip).to_be_visible()
    assert mia.button("Continue").bounding_box() == under, "a question moves nothing"
    assert faults(mia.chat) == []
    slip.click()
    expect(email).to_have_value("mia@gmail.com")
    expect(slip).to_have_count(0)
    email.fill("mia@")

    mia.page.reload()
    expect(mia.chat.get_by_role("textbox", name="Name")).to_have_value("Mia Berg")
    expect(mia.chat.get_by_role("textbox", name="E-mail")).to_have_value("mia@")


# Who waits longer than this for suggestions is given the chat instead; a busy machine may need longer for them.
WAITS_FOR_SUGGESTIONS: Final = """
const later = setTimeout;
window.setTimeout = (run, ms, ...rest) => later(run, ms === 2500 ? 60000 : ms, ...rest);
"""


def test_what_others_asked_is_shown_first_and_the_chat_is_one_press_away(
    new_context: NewContext, shop: Shop, agent: Callable[..., Agent]
) -> None:
    mia = Customer(new_context(**PHONE), shop, "Mia Berg")
    mia.page.add_init_script(WAITS_FOR_SUGGESTIONS)
    mia.visits().opens_the_chat()
    agent("anna")
    mia.fills_in("mia@example.com")
    mia.writes("Where is my invoice?")
    answer = mia.chat.get_by_role("button", name="Where do I find my invoice?")
    expect(answer).to_have_attribute("aria-expanded", "false")
    answer.click()
    expect(mia.chat.get_by_role("link", name="Read the whole answer")).to_be_visible()
    assert faults(mia.chat) == []

    mia.button("Change my question").click()
    expect(mia.field).to_have_value("Where is my invoice?")
    mia.field.press("Enter")
    mia.button("Start chat").click()
    expect(mia.log.get_by_text("Where is my invoice?")).to_be_visible()
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()


def test_a_request_that_is_being_written_survives_a_reload(new_context: NewContext, shop: Shop) -> None:
    mia = Customer(new_context(**PHONE), shop, "Mia Berg").visits().opens_the_chat()
    message = mia.chat.get_by_role("textbox", name="Your message")
    message.fill("My lamp flickers.")
    mia.button("Send request").click()
    email = mia.chat.get_by_role("textbox", name="E-mail")
    expect(email).to_be_focused()
    email.fill("mia@example.com")
    assert faults(mia.chat) == []

    mia.visits().opens_the_chat()
    expect(mia.chat.get_by_role("textbox", name="Your message")).to_have_value("My lamp flickers.")
    expect(mia.chat.get_by_role("textbox", name="E-mail")).to_have_value("mia@example.com")
