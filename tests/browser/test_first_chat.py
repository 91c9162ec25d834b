"""The first chat, seen from both sides: queue, talk, the server's death in the middle, the end, the way back."""

from playwright.sync_api import expect

from tests.browser.conftest import NewContext
from tests.browser.people import BACK_MS, Agent, Customer, texts_in
from tests.browser.shop import Shop

RECONNECTING = "Reconnecting… what you write is kept"
SAID = [
    "Where is my invoice?",
    "It is number 4711.",
    "Let me look, Mia.",
    "Thank you, Anna!",
    "It is on its way to you.",
    "And the one of June?",
    "I have both at home.",
    "All good again?",
]


def test_a_customer_and_an_agent_talk_and_a_killed_server_costs_neither_a_word(
    new_context: NewContext, shop: Shop
) -> None:
    mia = Customer(new_context(), shop, "Mia Berg").visits().opens_the_chat()
    expect(mia.chat.get_by_role("heading", name="We are away")).to_be_visible()

    anna = Agent(new_context(), shop, "anna").signs_in()
    anna.goes_away()
    anna.is_present()
    anna.goes_to("Dashboard")
    expect(anna.page.get_by_text("Nobody is waiting")).to_be_visible()

    she_waits_in_the_queue(mia, anna)
    they_talk(mia, anna)
    the_server_is_killed_and_comes_back(mia, anna, shop)
    assert texts_in(mia.log, SAID) == SAID
    assert texts_in(anna.log, SAID) == SAID
    she_rates_and_returns(mia, anna)

    anna.writes("Welcome back, Mia.")
    expect(mia.log.get_by_text("Welcome back, Mia.")).to_be_visible()
    both = [*SAID, "Welcome back, Mia."]
    assert texts_in(mia.log, both) == texts_in(anna.log, both) == both


def she_waits_in_the_queue(mia: Customer, anna: Agent) -> None:
    mia.starts("Where is my invoice?", email="mia@example.com")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    mia.writes("It is number 4711.")

    row = anna.incoming.filter(has_text="Mia Berg")
    expect(row).to_contain_text("Waiting")
    expect(row).to_contain_text("Support")
    expect(row).to_contain_text("Where is my invoice?")
    expect(anna.tab("Dashboard")).to_contain_text("1 customer waiting")
    expect(anna.page.get_by_text("person waiting")).to_contain_text("1 person waiting")

    anna.goes_to("Chats")
    anna.next_in_queue.click()
    expect(anna.page.get_by_role("heading", name="Mia Berg").first).to_be_visible()
    expect(mia.log.get_by_text("Anna Lind joined the chat")).to_be_visible()
    expect(mia.status.get_by_text("You are number")).to_have_count(0)


def they_talk(mia: Customer, anna: Agent) -> None:
    anna.field.press_sequentially("Let me look, Mia.")
    expect(mia.chat.get_by_text("Anna Lind is typing")).to_be_visible()
    anna.field.press("Enter")
    expect(mia.log.get_by_text("Let me look, Mia.")).to_be_visible()
    expect(mia.chat.get_by_text("Anna Lind is typing")).to_be_hidden()
    expect(anna.log.get_by_text("Read by the customer").last).to_be_attached()

    mia.field.press_sequentially("Thank you, Anna!", delay=20)
    expect(anna.page.get_by_text("Mia Berg is typing: Thank you, Anna!")).to_be_visible()
    mia.field.press("Enter")
    expect(anna.log.get_by_text("Thank you, Anna!")).to_be_visible()
    expect(mia.log.get_by_role("img", name="Read", exact=True)).to_have_count(2)


def the_server_is_killed_and_comes_back(mia: Customer, anna: Agent, shop: Shop) -> None:
    shop.kill()
    expect(mia.status.get_by_text(RECONNECTING)).to_be_visible()
    expect(anna.page.get_by_text(RECONNECTING)).to_be_visible()
    anna.writes("It is on its way to you.")
    expect(anna.log.get_by_text("Sending")).to_be_attached()
    shop.start()
    expect(mia.log.get_by_text("It is on its way to you.")).to_be_visible(timeout=BACK_MS)

    shop.kill()
    expect(mia.status.get_by_text(RECONNECTING)).to_be_visible()
    mia.writes("And the one of June?")
    mia.writes("I have both at home.")
    expect(mia.log.get_by_role("img", name="Sending")).to_be_visible()
    shop.start()
    expect(anna.log.get_by_text("I have both at home.")).to_be_visible(timeout=BACK_MS)
    for side in (mia.status, anna.page):
        expect(side.get_by_text(RECONNECTING)).to_have_count(0)

    anna.writes("All good again?")
    expect(mia.log.get_by_text("All good again?")).to_be_visible()
    expect(mia.log.get_by_role("img", name="Sending")).to_have_count(0)
    expect(anna.log.get_by_text("Sending")).to_have_count(0)


def she_rates_and_returns(mia: Customer, anna: Agent) -> None:
    anna.ends()
    expect(mia.chat.get_by_role("heading", name="Thank you")).to_be_visible()
    mia.chat.get_by_title("Very good").click()
    expect(mia.chat.get_by_role("radio", name="5: Very good")).to_be_checked()
    mia.chat.get_by_role("textbox", name="Would you like to say more?").fill("Quick and kind")
    mia.button("Send rating").click()
    expect(mia.status.get_by_text("Thank you for your rating.")).to_be_visible()
    expect(anna.page.get_by_role("complementary")).to_contain_text("rated 5 of 5")
    expect(anna.log.get_by_text("Rated 5 of 5: “Quick and kind”")).to_be_visible()

    mia.button("Return to chat").click()
    expect(mia.field).to_be_visible()
    expect(anna.log.get_by_text("Mia Berg came back")).to_be_visible()
    expect(anna.field).to_be_visible()
