"""An admin sets up a channel and an account without a manual, and a customer sees it at once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.browser.axe import faults
from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer, was_told
from tests.browser.screens import goes_to
from tests.browser.shop import Shop, opened

MakeCustomer = Callable[..., Customer]
MakeAgent = Callable[..., Agent]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Shop]:
    """One for all stories here: each changes something else of it."""
    with opened(tmp_path_factory.mktemp("shop"), filled) as shop:
        yield shop


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title^='The widget']")


def test_a_new_look_is_seen_in_the_preview_and_once_saved_in_an_open_widget(
    agent: MakeAgent, customer: MakeCustomer
) -> None:
    anna = agent("anna").page
    mia = customer("Mia Berg")
    expect(mia.chat.get_by_role("heading", name="Hi there")).to_be_visible()
    anna.get_by_role("link", name="Channels").click()
    anna.get_by_role("link", name="Support", exact=True).click()
    anna.get_by_role("link", name="Layout").click()
    anna.get_by_label("Preview", exact=True).select_option("form")
    expect(preview(anna).get_by_text("Hi there")).to_be_visible()

    anna.get_by_label("Header").fill("Lamp doctors")
    expect(preview(anna).get_by_text("Lamp doctors")).to_be_visible()
    expect(mia.chat.get_by_role("heading", name="Hi there")).to_be_visible()
    anna.get_by_role("button", name="Save layout").click()
    was_told(anna, "Layout of Support is saved.")
    expect(mia.chat.get_by_role("heading", name="Lamp doctors")).to_be_visible()


def test_leaving_what_is_not_saved_asks_first_whichever_way(agent: MakeAgent) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/channels/support/offline")
    anna.get_by_label("Header").fill("Back on Monday")

    anna.get_by_role("link", name="Post-chat form").click()
    asked = anna.get_by_role("dialog", name="Leave without saving Offline form?")
    asked.get_by_role("button", name="Stay").click()
    expect(anna.get_by_label("Header")).to_have_value("Back on Monday")
    anna.go_back()
    asked.get_by_role("button", name="Save and leave").click()
    was_told(anna, "Offline form of Support is saved.")

    goes_to(anna, "#/channels/support/offline")
    expect(anna.get_by_label("Header")).to_have_value("Back on Monday")
    anna.get_by_label("Header").fill("Back on Tuesday")
    goes_on_once_it_is_saved(anna)
    goes_to(anna, "#/channels/support/offline")
    expect(anna.get_by_label("Header")).to_have_value("Back on Tuesday")

    loses_nothing_typed_while_it_is_saved(anna)

    anna.get_by_label("Header").fill("Never mind")
    anna.get_by_role("navigation", name="Chat", exact=True).get_by_role("link", name="Dashboard").click()
    asked.get_by_role("button", name="Discard changes").click()
    expect(anna.get_by_role("heading", name="Incoming chat")).to_be_visible()


def goes_on_once_it_is_saved(page: Page) -> None:
    """Who leaves while it is on its way to the server is asked nothing."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/channels/support/offline", hold)
    page.get_by_role("button", name="Save offline form").click()
    expect(page.get_by_role("button", name="Save offline form")).to_be_disabled()
    page.get_by_role("link", name="Post-chat form").click()
    expect(page.get_by_role("button", name="Save offline form")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_role("button", name="Save post-chat form")).to_be_visible()
    page.unroute("**/channels/support/offline")


def loses_nothing_typed_while_it_is_saved(page: Page) -> None:
    """Who has chosen to save and to leave, and then thought of something more."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    header, asked = (
        page.get_by_label("Header"),
        page.get_by_role("dialog", name="Leave without saving Offline form?"),
    )
    page.route("**/channels/support/offline", hold)
    header.fill("Back on Wednesday")
    page.get_by_role("link", name="Post-chat form").click()
    asked.get_by_role("button", name="Save and leave").click()
    expect(asked).to_have_count(0)
    header.fill("Back on Thursday")
    held[0].continue_()
    asked.get_by_role("button", name="Stay").click()
    expect(header).to_have_value("Back on Thursday")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.unroute("**/channels/support/offline")


def test_what_is_wrong_is_said_at_its_field_and_what_is_missing_on_its_tab(agent: MakeAgent) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/channels/support/look")
    color = anna.get_by_label("Colour", exact=True)
    color.fill("#12")
    anna.get_by_role("button", name="Save layout").click()
    expect(color).to_be_focused()
    expect(color).to_have_attribute("aria-invalid", "true")
    expect(anna.get_by_role("alert").get_by_text("A colour is written like #2f6feb.")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()

    anna.get_by_role("link", name="Chatbot").click()
    anna.get_by_role("switch", name="New chats meet the bot first").set_checked(True)
    expect(anna.get_by_text("Still missing: The bot has no name.")).to_be_visible()
    anna.get_by_role("button", name="Save chatbot").click()
    tab = anna.get_by_role("navigation", name="Settings").get_by_role("link", name="Chatbot")
    expect(tab).to_contain_text("1 missing: The bot has no name.")
    expect(tab).to_contain_text("Active")
    anna.get_by_role("switch", name="New chats meet the bot first").set_checked(False)
    anna.get_by_role("button", name="Save chatbot").click()
    expect(tab).not_to_contain_text("missing")

    sentence = anna.get_by_label("What a customer might write")
    sentence.fill("Where do I find my invoice?")
    sentence.press("Enter")
    tried = anna.get_by_role("log", name="What the bot would do")
    expect(tried.get_by_text("Where do I find my invoice?")).to_be_visible()
    expect(tried.get_by_role("list", name="To click")).to_contain_text("Talk to a person")
    anna.get_by_label("Connector").select_option("webhook")
    anna.get_by_role("textbox", name="Address").fill("http://127.0.0.1/")
    anna.get_by_role("button", name="Ask the bot").click()
    expect(tried.get_by_text("the address is in an inner network")).to_be_visible()
    kept = anna.get_by_label("Secret", exact=True)
    kept.fill("swordfish")
    anna.get_by_role("button", name="Save chatbot").click()
    expect(kept).to_have_attribute("aria-invalid", "true")
    anna.get_by_role("button", name="Make a secret").click()
    made = anna.get_by_label("New secret").input_value()
    expect(kept).to_have_value(made)
    anna.get_by_role("button", name="Save chatbot").click()
    expect(anna.get_by_label("New secret")).to_have_count(0)
    expect(kept).to_have_value("••••••••")
    anna.get_by_label("Connector").select_option("faq")
    anna.get_by_role("button", name="Undo changes").click()


def test_somebody_else_who_saved_meanwhile_is_not_overwritten(agent: MakeAgent) -> None:
    first = agent("anna")
    second = first.another_window().page
    for page in (first.page, second):
        goes_to(page, "#/channels/support/post_chat")
    first.page.get_by_label("Header").fill("Thanks")
    second.get_by_label("Header").fill("Bye")
    first.page.get_by_role("button", name="Save post-chat form").click()
    was_told(first.page, "is saved.")

    second.get_by_label("Message").fill("See you")
    second.get_by_role("button", name="Save post-chat form").click()
    told = second.get_by_role("alert").filter(has_text="Somebody else has saved Post-chat form")
    expect(told).to_contain_text("(header)")
    expect(second.get_by_label("Header")).to_have_value("Bye")
    told.get_by_role("button", name="Take theirs").click()
    expect(second.get_by_label("Header")).to_have_value("Thanks")
    expect(second.get_by_label("Message")).not_to_have_value("See you")


def test_what_somebody_else_saved_elsewhere_stops_nobody_and_stays(agent: MakeAgent) -> None:
    first = agent("anna")
    second = first.another_window().page
    goes_to(first.page, "#/channels/support/post_chat")
    goes_to(second, "#/channels/support/offline")
    goes_to(third := first.another_window().page, "#/channels/support/post_chat")
    for page, text in ((first.page, "Come back"), (third, "Stay")):
        page.get_by_label("Message").fill(text)
    second.get_by_label("Message").fill("Later")
    first.page.get_by_role("button", name="Save post-chat form").click()
    was_told(first.page, "is saved.")
    second.get_by_role("button", name="Save offline form").click()
    was_told(second, "Offline form of Support is saved.")

    third.get_by_label("Header").fill("Mine")
    third.get_by_role("button", name="Save post-chat form").click()
    third.get_by_role("button", name="Keep mine").click()
    third.get_by_role("button", name="Save post-chat form").click()
    was_told(third, "Post-chat form of Support is saved.")
    goes_to(first.page, "#/channels")
    goes_to(first.page, "#/channels/support/post_chat")
    expect(first.page.get_by_label("Header")).to_have_value("Mine")
    expect(first.page.get_by_label("Message")).to_have_value("Stay")


def test_a_channel_is_added_closed_by_its_hours_and_deleted(agent: MakeAgent) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/channels")
    anna.get_by_role("button", name="Add channel").click()
    expect(anna.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    anna.keyboard.type("Spare parts")
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("heading", name="Spare parts")).to_be_visible()
    expect(anna.get_by_text("Open", exact=True)).to_be_visible()

    anna.get_by_role("switch", name="Only open at these hours").set_checked(True)
    expect(anna.get_by_label("Time zone")).to_have_value("Europe/Oslo")
    anna.get_by_role("button", name="Close for lunch").click()
    expect(anna.get_by_label("Monday opens")).to_have_count(2)
    now = anna.get_by_role("status").filter(has_text="With these hours")
    expect(now).to_contain_text(re.compile(r"open now, until|closed now, opens"))
    expect(preview(anna).get_by_role("heading", name="We are closed right now")).to_be_visible()
    for remove in anna.get_by_role("button", name=re.compile("^Remove these hours")).all()[::-1]:
        remove.click()
    expect(now).to_contain_text("it does not open")
    anna.get_by_role("button", name="Save properties").click()
    expect(anna.get_by_text("outside opening hours", exact=True)).to_be_visible()

    anna.get_by_role("button", name="View script").click()
    expect(anna.get_by_label("Script", exact=True)).to_have_value(
        re.compile(r'<script defer src="http://.*data-channel="spare-parts"')
    )
    anna.keyboard.press("Escape")
    anna.get_by_role("button", name="Delete…").click()
    anna.get_by_role("button", name="Delete channel").click()
    expect(anna.get_by_role("heading", name="Channels")).to_be_visible()
    expect(anna.get_by_role("link", name="Spare parts")).to_have_count(0)


def test_a_channel_whose_chats_are_open_is_not_deleted_and_says_which(
    agent: MakeAgent, customer: MakeCustomer
) -> None:
    anna = agent("anna").page
    customer("Mia Berg").starts("Hello")
    goes_to(anna, "#/channels/support")
    anna.get_by_role("button", name="Delete…").click()
    anna.get_by_role("button", name="Delete channel").click()

    told = anna.get_by_role("dialog").get_by_role("alert")
    expect(told).to_contain_text(re.compile(r"Support has open chats: .*Mia Berg \(waiting\).*End them"))
    anna.get_by_role("button", name="Keep it").click()
    expect(anna.get_by_text("Open, 1 waiting")).to_be_visible()


def test_each_tab_shows_beside_it_what_it_changes(agent: MakeAgent) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/channels/support/bot")
    anna.get_by_role("switch", name="New chats meet the bot first").set_checked(True)
    anna.get_by_label("Name", exact=False).first.fill("Robo")
    anna.get_by_label("Greeting").fill("Hi, I am Robo")
    expect(preview(anna).get_by_role("heading", name="Robo")).to_be_visible()
    expect(preview(anna).get_by_text("Hi, I am Robo")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()
    expect(preview(anna).get_by_role("heading", name="Robo")).to_have_count(0)

    goes_to(anna, "#/channels/support/look")
    anna.get_by_label("Queue message").fill("{cque} before you")
    expect(preview(anna).get_by_text("2 before you")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()

    goes_to(anna, "#/channels/support/pre_chat")
    anna.get_by_role("switch", name="Suggest FAQs before a chat starts", checked=True).focus()
    expect(preview(anna).get_by_role("button", name="Start chat")).to_be_visible()
    expect(preview(anna).get_by_text("Are the lamps dimmable?")).to_be_visible()
    anna.get_by_role("switch", name="Ask before the chat").focus()
    expect(preview(anna).get_by_role("button", name="Continue")).to_be_visible()

    goes_to(anna, "#/channels/support/offline")
    anna.get_by_label("Message").fill("Back tomorrow")
    expect(preview(anna).get_by_text("Back tomorrow")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()

    goes_to(anna, "#/channels/support/post_chat")
    anna.get_by_label("Header").fill("Mind the lamps")
    expect(preview(anna).get_by_role("heading", name="Mind the lamps")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()

    goes_to(anna, "#/channels/support/properties")
    anna.get_by_label("Name for customers").fill("Lamp clinic")
    expect(preview(anna).get_by_text("Lamp clinic").first).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()

    goes_to(anna, "#/channels/support/members")
    boxes = anna.get_by_role("checkbox", name=re.compile("^Can respond"))
    expect(boxes.first).to_be_visible()
    for box in boxes.all():
        box.set_checked(False)
    expect(preview(anna).get_by_text("Leave a request")).to_be_visible()
    expect(anna.get_by_text("Still missing: Nobody can respond.")).to_be_visible()
    anna.get_by_role("button", name="Undo changes").click()


def test_the_secret_of_signed_customers_is_told_once_replaced_and_switched_off(agent: MakeAgent) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/channels/support")
    anna.get_by_role("link", name="Signed customers").click()
    anna.get_by_role("button", name="Make a secret").click()
    expect(anna.get_by_label("Issuer")).to_have_attribute("aria-invalid", "true")
    anna.get_by_label("Issuer").fill("shop.example")
    anna.get_by_role("button", name="Make a secret").click()
    first = anna.get_by_label("Secret", exact=True).input_value()
    assert len(first) > 40
    expect(anna.get_by_label("On your server")).to_have_value(re.compile(r'setAudience\("support"\)'))

    anna.reload()
    expect(anna.get_by_text("Customers are signed by shop.example.")).to_be_visible()
    expect(anna.get_by_label("Secret", exact=True)).to_have_count(0)
    anna.get_by_role("button", name="Make another secret…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Make another secret").click()
    expect(anna.get_by_label("Secret", exact=True)).not_to_have_value(first)
    anna.get_by_role("button", name="Switch off…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(anna.get_by_text("Off: nobody signs customers")).to_be_visible()
    expect(anna.get_by_label("Secret", exact=True)).to_have_count(0)


def test_the_widget_of_a_deleted_channel_leaves_the_page(
    agent: MakeAgent, new_context: NewContext, shop: Shop
) -> None:
    leo = Customer(new_context(), shop, "Leo").visits("/demo/sales").opens_the_chat()
    expect(leo.chat.get_by_role("heading", level=1)).to_be_visible()
    anna = agent("anna").page
    goes_to(anna, "#/channels/sales")
    anna.get_by_role("button", name="Delete…").click()
    anna.get_by_role("button", name="Delete channel").click()

    was_told(anna, "Sales was deleted.")
    expect(leo.page.get_by_role("heading", level=1)).to_be_visible()
    leo.page.wait_for_function("() => window.length === 0")  # no frame is left in the page


def test_a_new_agent_chooses_her_password_by_a_link_and_is_signed_out_when_disabled(
    agent: MakeAgent, new_agent: MakeAgent
) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/agents")
    anna.get_by_role("button", name="Add agent").click()
    form = anna.get_by_role("dialog")
    form.get_by_label("Name").fill("Nina Holm")
    form.get_by_label("Login").fill("nina")
    form.get_by_role("button", name="Add agent").click()
    link = anna.get_by_label("Link for Nina Holm").input_value()
    anna.get_by_role("button", name="Done").click()

    nina = new_agent("nina")
    nina.page.goto(link)
    nina.page.get_by_label("New password").fill("hers alone, and long")
    nina.page.get_by_role("button", name="Choose this password").click()
    expect(nina.page.get_by_text("Sign in as nina.")).to_be_visible()
    assert "password=" not in nina.page.url
    nina.signs_in("hers alone, and long")

    anna.get_by_role("link", name="Nina Holm").click()
    anna.get_by_role("button", name="Disable…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(nina.page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(anna.get_by_role("button", name="Enable again")).to_be_visible()


def test_request_categories_are_added_renamed_taken_off_the_list_and_deleted_if_nothing_has_them(
    agent: MakeAgent,
) -> None:
    anna = agent("anna").page
    goes_to(anna, "#/requests")
    anna.get_by_role("link", name="Categories").click()
    anna.get_by_role("button", name="Add category").click()
    form = anna.get_by_role("dialog")
    form.get_by_role("button", name="Add category").click()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Name").fill("Wiring")
    form.get_by_role("button", name="Add category").click()
    rows = anna.get_by_role("list", name="Request categories").get_by_role("listitem")
    expect(rows.filter(has_text="Wiring")).to_be_visible()

    anna.get_by_role("button", name="What to do with Wiring").click()
    anna.get_by_role("menuitem", name="Rename…").click()
    anna.get_by_role("dialog").get_by_label("Name").fill("Cables")
    anna.get_by_role("dialog").get_by_role("button", name="Rename").click()
    anna.get_by_role("button", name="What to do with Cables").click()
    anna.get_by_role("menuitem", name="Take off the list").click()
    expect(rows.filter(has_text="Cables")).to_contain_text("Off the list")
    anna.get_by_role("button", name="What to do with Cables").click()
    anna.get_by_role("menuitem", name="Delete…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Delete category").click()
    expect(rows.filter(has_text="Cables")).to_have_count(0)


SCREENS = [
    "#/categories",
    "#/channels",
    *(f"#/channels/support/{tab}" for tab in ("properties", "look", "members", "pre_chat", "routing", "identity")),
    "#/agents",
    "#/account",
]


@pytest.mark.slow
def test_the_screens_of_administration_can_be_used_by_everybody(agent: MakeAgent) -> None:
    anna = agent("anna").page
    found: list[str] = []
    for address in SCREENS:
        goes_to(anna, address)
        expect(anna.locator(".screen-title")).to_be_visible()
        if "support" in address and "identity" not in address:
            expect(preview(anna).locator("h1")).to_be_visible()
        if address.endswith("properties"):
            anna.get_by_role("switch", name="Only open at these hours").set_checked(True)
        found += [f"{address} {fault}" for fault in faults(anna)]
        if address.endswith("properties"):
            anna.get_by_role("button", name="Undo changes").click()
    assert found == []
