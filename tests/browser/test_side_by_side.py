"""Several screens at once: tabs of one customer, consoles of one agent, two agents after one chat."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewContext
from tests.browser.people import PATIENCE_S, Agent, Customer, Launcher, texts_in, was_told
from tests.browser.shop import Shop

COUNTS_NOTES = """
window.notes = 0;
const note = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.notes += 1; return note.call(this); };
"""
# What begins a chat waits on its way to the server.
HOLDS_FIRST_WORDS = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    if (!text.includes('"chat.start"')) return send.call(this, text);
    window.letGo = () => send.call(this, text);
  };
}"""
BOTH_NOTES = 2  # of one sound
HAS_IT_OR_IS_TOLD = "() => said.length > 0 || document.querySelector('[role=log]') !== null"
# Until two browsers click in the same moment.
TOGETHER_MS = 400


def test_two_tabs_of_a_customer_show_one_chat(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = customer("Mia Berg")
    tab = mia.another_tab().visits("/demo/delivery").opens_the_chat()
    mia.chat.evaluate(HOLDS_FIRST_WORDS)
    mia.starts("Where is my invoice?")
    tab.starts("I write from the second tab")  # before the first has its answer
    mia.chat.evaluate("letGo()")
    for each in (mia, tab):
        expect(each.log.get_by_text("Where is my invoice?")).to_be_visible()
        expect(each.log.get_by_text("I write from the second tab")).to_be_visible()
    expect(anna.page.get_by_text("In queue: 1")).to_be_visible()
    anna.next_in_queue.click()
    mia.writes("And now from the first")
    expect(tab.log.get_by_text("And now from the first")).to_be_visible()

    mia.page.evaluate("Switchboard.close()")
    tab.page.evaluate("Switchboard.close(); Switchboard.on('unread', (count) => { document.title = count })")
    anna.writes("Let me look.")
    expect(tab.page).to_have_title("1")
    Launcher(mia.page).press("1 new message")
    expect(mia.log.get_by_text("Let me look.")).to_be_visible()
    expect(tab.page).to_have_title("0")
    Launcher(tab.page).press("Open chat")
    anna.field.press_sequentially("I")
    for each in (mia, tab):
        expect(each.chat.get_by_text("Anna Lind is typing")).to_be_visible()
    anna.writes("It is paid.")
    expect(mia.log.get_by_text("It is paid.")).to_be_visible()
    tab.field.fill("Half a sent")
    tab.visits("/demo")
    expect(tab.field).to_have_value("Half a sent")

    said = ["Where is my invoice?", "I write from the second tab", "And now from the first"]
    assert texts_in(mia.log, said) == texts_in(tab.log, said) == said
    mia.ends()
    expect(tab.button("Return to chat")).to_be_visible()
    tab.button("Leave chat").click()
    expect(tab.button("Continue")).to_be_visible()
    expect(mia.chat.get_by_text("We are here")).to_be_visible()


def test_a_message_is_heard_once_however_many_tabs_there_are_and_not_at_all_where_that_is_wished(
    new_context: NewContext, shop: Shop, agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    context = new_context()
    context.add_init_script(COUNTS_NOTES)
    mia = Customer(context, shop, "Mia Berg").visits().opens_the_chat()
    mia.starts("Where is my invoice?")
    expect(mia.log.get_by_text("Where is my invoice?")).to_be_visible()
    tab = mia.another_tab().visits("/demo/delivery")
    expect(tab.log.get_by_text("Where is my invoice?")).to_be_attached()
    mia.page.evaluate("Switchboard.close()")
    anna.next_in_queue.click()
    deadline = time.monotonic() + PATIENCE_S
    while not notes(mia, tab) and time.monotonic() < deadline:
        mia.page.wait_for_timeout(20)
    assert notes(mia, tab) == BOTH_NOTES

    Launcher(mia.page).press("1 new message")
    mia.button("Play a sound for new messages").click()
    mia.page.evaluate("Switchboard.close()")
    anna.writes("Let me look.")
    Launcher(tab.page).press("1 new message")
    mia.page.evaluate(
        "Switchboard.open()"
    )  # which says nothing of a new one any more: it was read in the other tab
    for each in (mia, tab):
        expect(each.log.get_by_text("Let me look.")).to_be_visible()
    assert notes(mia, tab) == BOTH_NOTES


def notes(*tabs: Customer) -> int:
    return sum(tab.chat.evaluate("notes") for tab in tabs)


def test_two_consoles_of_an_agent_show_the_same(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    other = anna.another_window()
    mia = customer("Mia Berg")
    mia.starts("Where is my invoice?")
    expect(other.page.get_by_text("In queue: 1")).to_be_visible()
    expect(read_aloud(other, "Mia Berg is waiting in Support.")).to_be_attached()

    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    anna.goes_to("Dashboard")  # or it would be read as soon as it is here
    mia.writes("It is number 4711.")
    row = other.sessions.filter(has_text="Mia Berg")
    for words in ("Mia: It is number 4711.", "Support", "unread message"):
        expect(row).to_contain_text(words)
    expect(other.tab("Chats")).to_contain_text("1 chat of yours")
    row.click()
    expect(row).not_to_contain_text("unread")
    other.writes("Hello from the second console")
    expect(row).to_contain_text("You: Hello from the second console")
    mia.writes("Thank you, that is it.")
    expect(read_aloud(other, "Mia Berg: Thank you, that is it.")).to_be_attached()
    expect(read_aloud(anna, "Thank you, that is it.")).to_have_count(0)  # she has another tab open
    anna.goes_to("Chats")
    anna.sessions.filter(has_text="Mia Berg").click()
    expect(anna.log.get_by_text("Hello from the second console")).to_be_visible()
    other.goes_away()
    expect(anna.presence).not_to_be_checked()
    anna.ends()
    expect(other.page.get_by_text("This chat has ended.")).to_be_visible()


def read_aloud(agent: Agent, words: str) -> Locator:
    """What a screen reader says by itself."""
    return agent.page.get_by_role("status").filter(has_text=words)


def test_of_two_agents_one_gets_the_chat_and_the_other_reads_who_has_it(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    agents = [agent("anna"), agent("bjorn")]
    customer("Mia Berg").starts("Who is first?")
    for each in agents:
        each.goes_to("Dashboard")
        expect(each.incoming).to_have_count(1)

    click_together([each.page.get_by_role("button", name="Answer Mia Berg") for each in agents])

    for each in agents:
        each.page.wait_for_function(HAS_IT_OR_IS_TOLD, polling=50)
    (winner,) = [each for each in agents if each.log.is_visible()]
    (loser,) = [each for each in agents if each is not winner]
    name = {"anna": "Anna Lind", "bjorn": "Bjørn Aas"}[winner.login]
    was_told(loser.page, f"{name} took this chat a moment ago.")
    expect(winner.field).to_be_focused()
    expect(loser.ongoing).to_contain_text(name)


def click_together(buttons: list[Locator]) -> None:
    """Each is found before the first is clicked, which takes it away from the other screen."""
    found = [button.element_handle() for button in buttons]
    at = time.time() * 1_000 + TOGETHER_MS
    for button in found:
        button.evaluate("(button, at) => void setTimeout(() => button.click(), at - Date.now())", at)


def test_when_all_are_away_customers_see_it_and_the_agents_are_told(
    customer: Callable[..., Customer], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    anna.goes_to("Dashboard")
    mia = customer("Mia Berg")
    expect(mia.button("Continue")).to_be_visible()

    anna.goes_away()
    expect(mia.chat.get_by_role("heading", name="We are away")).to_be_visible()
    expect(mia.button("Continue")).to_be_hidden()
    expect(anna.page.get_by_text("Nobody is available, so customers see the offline form.")).to_be_visible()

    anna.button("I am present").click()
    expect(anna.presence).to_be_checked()
    mia.starts("Good that you are back")
    expect(anna.incoming).to_have_count(1)


def test_the_console_fits_a_narrow_phone(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> None:
    anna = agent("anna", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    customer("Mia Berg-Løkkeborg Kristiansen").starts("Wherecouldmyratherlonginvoicenumberfourseveneleven be?")

    anna.goes_to("Dashboard")
    expect(anna.incoming).to_have_count(1)
    assert fits(anna)
    anna.goes_to("Chats")
    assert fits(anna)
    anna.next_in_queue.click()
    anna.writes("Let me look, Mia.")
    expect(anna.log.get_by_text("Let me look, Mia.")).to_be_visible()
    expect(anna.next_in_queue).to_be_hidden()
    assert fits(anna)
    anna.button("Back to the list").click()
    expect(anna.next_in_queue).to_be_visible()
    expect(anna.log).to_be_hidden()


def fits(agent: Agent) -> bool:
    """Nothing has to be scrolled sideways."""
    return bool(agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
