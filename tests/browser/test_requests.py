"""What a chat leaves to be done, and chats that are over: asked for, found again and taken along, in a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.axe import faults
from tests.browser.people import Agent, Customer

FIRST_TEXT = "The invoice of March is wrong"


def served(customer: Callable[..., Customer], anna: Agent) -> Customer:
    mia = customer("Mia Berg")
    mia.starts(FIRST_TEXT, "mia@example.com")
    expect(anna.next_in_queue).to_be_enabled()
    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    return mia


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name)


def test_a_request_is_made_and_its_number_sent_by_keyboard_alone(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = served(customer, anna)
    keys = anna.page.keyboard

    keys.type("I am sorry for that.")
    keys.press("Escape")
    keys.press("r")
    asked = dialog(anna.page, "Create a request for Mia Berg")
    expect(asked.get_by_role("textbox", name="Title")).to_have_value(FIRST_TEXT)
    expect(asked.get_by_role("textbox", name="Title")).to_be_focused()
    expect(asked.get_by_text("what is still written here will be in it too")).to_be_visible()
    expect(asked.get_by_role("combobox", name="Owner")).to_contain_text("Bjørn")
    expect(asked.get_by_role("combobox", name="Category")).to_be_visible()
    expect(asked.get_by_role("combobox", name="Priority")).to_have_value("normal")
    expect(asked.get_by_role("group", name="Contact")).to_contain_text("Mia Berg · mia@example.com")
    expect(asked.get_by_role("textbox", name="Description")).to_be_visible()
    assert faults(anna.page) == []
    keys.type("Wrong invoice for March")
    keys.press("Enter")

    expect(asked).to_be_hidden()
    expect(anna.field).to_be_focused()
    expect(anna.field).to_have_value(
        re.compile(r"^I am sorry for that\.\nI have created request \d+ for you: Wrong")
    )
    keys.press("Enter")
    expect(mia.log.get_by_text("I have created request")).to_be_visible()

    line = anna.log.get_by_role("link", name="Wrong invoice for March")
    anna.page.evaluate("window.setInterval = () => 0")  # what comes now is not asked for now and then
    line.focus()
    keys.press("Enter")
    expect(anna.page.get_by_role("heading", name="· Wrong invoice for March")).to_be_focused()
    attached = anna.page.get_by_role("region", name="Chat with Mia Berg")
    expect(attached.get_by_text(FIRST_TEXT)).to_be_visible()
    assert faults(anna.page) == []
    mia.writes("And the one of April")
    expect(attached.get_by_text("And the one of April")).to_be_visible()
    anna.page.go_back()
    expect(anna.log.get_by_text("And the one of April")).to_be_visible()
    line.click()
    expect(attached.get_by_text("And the one of April")).to_be_visible()


def test_a_request_is_answered_changed_and_found_in_the_list(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    served(customer, anna)
    anna.page.keyboard.press("Escape")
    anna.page.keyboard.press("r")
    dialog(anna.page, "Create a request for Mia Berg").get_by_role("button", name="Create request").click()
    anna.page.get_by_role("link", name="Requests").click()
    row = anna.page.get_by_role("listitem").filter(has_text=FIRST_TEXT)
    expect(row).to_contain_text("Open")
    assert faults(anna.page) == []
    row.get_by_role("link").click()

    stays_chosen_while_it_is_on_its_way(anna.page, "Priority", "Urgent")
    expect(anna.page.get_by_text("You changed priority from Normal to Urgent.")).to_be_visible()
    anna.page.get_by_role("radio", name="Answer").check(force=True)
    anna.page.get_by_role("textbox", name="Answer to the customer").fill("A new invoice is on its way.")
    anna.page.get_by_role("combobox", name="and then").select_option("set to closed")
    anna.page.keyboard.press("Tab")
    expect(anna.page.get_by_role("checkbox", name="Send it to mia@example.com")).to_be_checked()
    anna.page.get_by_role("button", name="Send answer").click()
    expect(anna.page.get_by_text("Waits to be sent to mia@example.com")).to_be_visible()
    expect(anna.page.get_by_role("article").filter(has_text="A new invoice is on its way.")).to_be_visible()
    expect(anna.page.get_by_role("combobox", name="Status")).to_have_value("closed")

    anna.page.get_by_role("main").get_by_role("link", name="Requests", exact=True).click()
    expect(anna.page.get_by_role("list", name="Requests")).to_be_visible()
    expect(row).to_have_count(0)
    anna.page.get_by_role("combobox", name="Status").select_option("Closed")
    anna.page.get_by_role("searchbox").first.fill("on its way")
    expect(row).to_contain_text("Urgent")


def stays_chosen_while_it_is_on_its_way(page: Page, name: str, option: str) -> None:
    held: list[Route] = []
    changes = re.compile(r"/api/v1/requests/\d+$")

    def hold(route: Route) -> None:
        held.append(route)

    page.route(changes, hold)
    page.get_by_role("combobox", name=name).select_option(option)
    while not held:
        page.wait_for_timeout(10)
    expect(page.get_by_role("combobox", name=name)).to_have_value(option.lower())
    held[0].continue_()
    page.unroute(changes)


def test_a_past_chat_is_found_by_its_words_and_opens_where_they_stand(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = served(customer, anna)
    tall = "\n".join(["A long story."] * 20)
    anna.writes(f"{tall} This was the first half.")
    mia.writes("The umbrella in the corner is mine")
    expect(anna.log.get_by_text("umbrella")).to_be_visible()
    anna.writes(f"{tall} This was the second half.")
    expect(mia.log.get_by_text("the second half")).to_be_visible()
    anna.ends()

    bjorn = agent("bjorn")
    bjorn.page.goto(f"{bjorn.shop.url}/console#/search?q=umbr")
    found = bjorn.page.get_by_role("listitem").filter(has_text="umbrella")
    expect(found.get_by_text("umbrella", exact=True)).to_be_visible()
    assert faults(bjorn.page) == []
    bjorn.page.get_by_role("combobox", name="Rating").select_option("5 stars")
    expect(found).to_have_count(0)
    bjorn.page.get_by_role("combobox", name="Rating").select_option("Any rating")
    bjorn.page.keyboard.press("Tab")
    found.get_by_role("link").press("Enter")

    place = bjorn.log.get_by_role("listitem").filter(has_text="umbrella")
    expect(place).to_be_focused()
    expect(place).to_be_in_viewport()
    expect(bjorn.log.get_by_text("ended the chat")).not_to_be_in_viewport()
    expect(bjorn.page.get_by_text("This chat has ended.")).to_be_visible()
    expect(bjorn.sessions.filter(has_text="Mia Berg")).to_have_count(0)
    assert faults(bjorn.page) == []


def test_a_transcript_is_printed_and_saved_with_notes_only_when_chosen(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    anna.context.add_init_script("print = () => document.documentElement.setAttribute('data-printed', '')")
    served(customer, anna)
    anna.writes("Let me look.")
    anna.button("Internal note").click()
    anna.writes("Third time this year")
    expect(anna.log.get_by_text("Third time")).to_be_visible()

    def asks() -> Locator:
        anna.page.get_by_role("button", name="More to do with this chat").click()
        anna.page.get_by_role("menuitem", name="Print or save…").click()
        return dialog(anna.page, "Transcript of the chat with Mia Berg")

    asked = asks()
    expect(asked.get_by_role("button", name="Print…")).to_be_focused()
    assert faults(anna.page) == []
    with anna.page.expect_popup() as popup:
        anna.page.keyboard.press("Enter")
    printed = popup.value
    expect(printed.locator("html[data-printed]")).to_be_attached()
    expect(printed.get_by_role("heading", name="Chat with Mia Berg")).to_be_visible()
    expect(printed.get_by_text("Let me look.")).to_be_visible()
    expect(printed.get_by_text("Europe/Oslo")).to_be_visible()
    expect(printed.get_by_text("Third time")).to_have_count(0)
    assert faults(printed) == []
    printed.close()

    asks().get_by_role("checkbox", name="With what only agents see").check()
    with anna.page.expect_download() as download:
        anna.page.get_by_role("link", name="Save as text").click()
    assert download.value.suggested_filename == "Chat with Mia Berg.txt"
    saved = download.value.path().read_text()
    assert "Anna Lind: Let me look." in saved
    assert "[Note] Anna Lind: Third time this year" in saved
