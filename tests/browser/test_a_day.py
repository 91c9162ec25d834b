"""A morning in the shop: two agents, their manager and two customers at once, on screens of their own."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer, was_told
from tests.browser.shop import Shop

LISTENING = "You are listening. Nobody here is told."


def test_two_customers_are_served_handed_on_watched_and_remembered(new_context: NewContext, shop: Shop) -> None:
    anna, bjorn, carla = (Agent(new_context(), shop, login).signs_in() for login in ("anna", "bjorn", "carla"))
    for agent in (anna, bjorn, carla):
        agent.is_present()
    mia = Customer(new_context(), shop, "Mia Berg").visits().opens_the_chat()
    mia.starts("My invoice for March is wrong", email="mia@example.com")
    leo = Customer(new_context(), shop, "Leo Quist").visits().opens_the_chat()
    leo.starts("Do you have the Moon in red?")

    both_wait_and_are_taken_in_turn(anna, bjorn, carla)
    a_request_is_made_and_its_number_said(carla, mia)
    an_answer_is_sent_that_is_written_already(bjorn, leo)
    the_manager_watches_unseen_and_takes_over(anna, bjorn, leo)
    a_chat_is_handed_on_to_whoever_knows(carla, bjorn, mia)

    mia.ends()
    leo.ends()
    expect(bjorn.sessions.filter(has_text="Mia Berg")).to_contain_text("Request posted")
    anna.page.goto(f"{shop.url}/console#/search?q=thirty")
    expect(anna.page.get_by_role("link").filter(has_text="Leo Quist").first).to_be_visible()


def both_wait_and_are_taken_in_turn(anna: Agent, bjorn: Agent, carla: Agent) -> None:
    anna.goes_to("Dashboard")
    expect(anna.page.get_by_text("people waiting")).to_contain_text("2 people waiting")
    carla.next_in_queue.click()
    expect(carla.page.get_by_role("heading", name="Mia Berg", exact=True).first).to_be_visible()
    bjorn.next_in_queue.click()
    expect(bjorn.page.get_by_role("heading", name="Leo Quist", exact=True).first).to_be_visible()
    expect(anna.page.get_by_text("people waiting")).to_contain_text("0 people waiting")
    expect(anna.ongoing.filter(has_text="Leo Quist")).to_contain_text("Bjørn Aas")


def a_request_is_made_and_its_number_said(carla: Agent, mia: Customer) -> None:
    carla.writes("Let me look, Mia.")
    carla.page.keyboard.press("Escape")
    carla.page.keyboard.press("r")
    asked = carla.page.get_by_role("dialog", name="Create a request for Mia Berg")
    asked.get_by_role("textbox", name="Title").fill("Wrong invoice for March")
    asked.get_by_role("button", name="Create request").click()
    expect(carla.field).to_have_value(re.compile(r"request \d+"))
    carla.field.press("Enter")
    expect(mia.log.get_by_text("I have created request")).to_be_visible()


def an_answer_is_sent_that_is_written_already(bjorn: Agent, leo: Customer) -> None:
    bjorn.field.focus()
    bjorn.page.keyboard.type("/retu")
    bjorn.page.get_by_role("option", name="How do I return a lamp?").click()
    expect(bjorn.field).to_have_value(re.compile("http"))
    bjorn.field.press("Enter")
    expect(leo.log.get_by_role("link", name="/faq/")).to_be_visible()


def the_manager_watches_unseen_and_takes_over(anna: Agent, bjorn: Agent, leo: Customer) -> None:
    anna.ongoing.filter(has_text="Leo Quist").dblclick()
    expect(anna.page.get_by_text(LISTENING)).to_be_visible()
    leo.writes("I need thirty of them")
    expect(anna.log.get_by_text("I need thirty of them")).to_be_visible()
    anna.button("More to do with this chat").click()
    anna.page.get_by_role("menuitem", name="Take over").click()
    was_told(bjorn.page, "Anna Lind took over Leo Quist from you.")
    anna.writes("Thirty is no problem, Leo.")
    expect(leo.log.get_by_text("Thirty is no problem, Leo.")).to_be_visible()


def a_chat_is_handed_on_to_whoever_knows(carla: Agent, bjorn: Agent, mia: Customer) -> None:
    carla.page.keyboard.press("Escape")
    carla.page.locator("#main").focus()
    carla.page.keyboard.press("t")
    carla.page.keyboard.type("bjo")
    carla.page.get_by_label("Note").fill("knows invoices")
    carla.page.keyboard.press("Enter")
    bjorn.sessions.filter(has_text="Mia Berg").click()
    bjorn.button("Accept").click()
    bjorn.writes("Hello Mia, it is mended.")
    expect(mia.log.get_by_text("Hello Mia, it is mended.")).to_be_visible()
    expect(carla.page.get_by_text(LISTENING)).to_be_visible()
