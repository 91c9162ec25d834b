"""Several agents at once: a chat goes from one to the next, a manager watches, and nobody loses a word.

Told with the keyboard where that is how it is done fast.
"""

import re
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.channel import set_up
from tests.browser.conftest import NewContext
from tests.browser.people import BACK_MS, PATIENCE_S, Agent, Customer, was_told
from tests.browser.shop import Shop

LISTENING = "You are listening. Nobody here is told."


def bar(agent: Agent, name: str) -> Locator:
    return agent.page.get_by_role("group", name=name)


def row(agent: Agent, customer: str) -> Locator:
    return agent.sessions.filter(has_text=customer)


def task(agent: Agent, name: str) -> None:
    agent.button("More to do with this chat").click()
    agent.page.get_by_role("menuitem", name=name).click()


def transfers(agent: Agent, to: str, note: str = "") -> None:
    """By keyboard: T, the first letters, Enter."""
    agent.page.keyboard.press("Escape")
    agent.page.locator("#main").focus()
    agent.page.keyboard.press("t")
    agent.page.keyboard.type(to)
    if note:
        agent.page.get_by_label("Note").fill(note)
    agent.page.keyboard.press("Enter")


@pytest.fixture
def team(new_context: NewContext, shop: Shop) -> tuple[Agent, Agent, Agent]:
    """Anna manages both channels; Bjørn may listen in on support; Carla answers."""
    anna, bjorn, carla = (Agent(new_context(), shop, login).signs_in() for login in ("anna", "bjorn", "carla"))
    return anna.is_present(), bjorn.is_present(), carla.is_present()


@pytest.fixture
def mia(new_context: NewContext, shop: Shop, team: tuple[Agent, Agent, Agent]) -> Customer:
    """She talks with Carla."""
    _, _, carla = team
    mia = Customer(new_context(), shop, "Mia Berg").visits().opens_the_chat()
    mia.starts("Where is my invoice?")
    carla.next_in_queue.click()
    carla.writes("One moment, Mia.")
    expect(mia.log.get_by_text("One moment, Mia.")).to_be_visible()
    return mia


def test_a_chat_is_offered_declined_with_a_reason_offered_again_and_taken(
    team: tuple[Agent, Agent, Agent], mia: Customer
) -> None:
    _, bjorn, carla = team

    transfers(carla, "bjo", note="knows invoices")
    expect(bar(carla, "Transfer")).to_contain_text("Waiting for Bjørn Aas to accept")
    expect(row(carla, "Mia Berg")).to_contain_text("Support · Transfer to Bjørn Aas")
    row(bjorn, "Mia Berg").filter(has_text="Transfer from Carla Moreno").click()
    expect(bar(bjorn, "Transfer")).to_contain_text(re.compile("asks you to take over: .*knows invoices"))
    expect(bjorn.field).to_have_count(0)
    expect(bjorn.button("Accept")).to_be_focused()

    bjorn.button("Reject").click()
    bjorn.page.get_by_label("Reason").fill("off to lunch")
    bjorn.page.keyboard.press("Enter")
    was_told(carla.page, "Bjørn Aas did not take over Mia Berg: “off to lunch”")
    expect(bar(carla, "Transfer")).to_have_count(0)
    expect(row(bjorn, "Mia Berg")).to_have_count(0)

    transfers(carla, "bjo")
    row(bjorn, "Mia Berg").click()
    expect(bjorn.button("Accept")).to_be_focused()
    bjorn.page.keyboard.press("Enter")
    expect(bjorn.field).to_be_focused()
    expect(mia.log.get_by_text("Bjørn")).to_be_visible()

    expect(carla.page.get_by_text(LISTENING)).to_be_visible()
    bjorn.writes("Hello Mia, Bjørn here.")
    expect(carla.log.get_by_text("Hello Mia, Bjørn here.")).to_be_visible()
    bar(carla, "Listening").get_by_role("button", name="Close window").click()
    expect(row(carla, "Mia Berg")).to_have_count(0)


def test_a_listener_leaves_no_trace_listens_again_after_a_restart_and_takes_over(
    team: tuple[Agent, Agent, Agent], mia: Customer, shop: Shop
) -> None:
    anna, _, carla = team
    anna.goes_to("Dashboard")

    anna.ongoing.filter(has_text="Mia Berg").dblclick()
    expect(anna.page.get_by_text(LISTENING)).to_be_visible()
    expect(row(anna, "Mia Berg")).to_contain_text("Listening to Carla Moreno")
    expect(anna.field).to_have_count(0)

    carla.goes_to("Dashboard")  # she sees nothing more, so only a listener could have read it
    mia.writes("Are you there?")
    expect(anna.log.get_by_text("Are you there?")).to_be_visible()
    expect(mia.log.get_by_text(re.compile("^(Read|Seen)$"))).to_have_count(0)

    shop.kill()
    shop.start()
    mia.writes("Hello?")
    expect(anna.log.get_by_text("Hello?", exact=True)).to_be_visible(timeout=BACK_MS)
    expect(anna.page.get_by_text(LISTENING)).to_be_visible()

    expect(carla.page.get_by_text("Reconnecting")).to_have_count(0, timeout=BACK_MS)
    task(anna, "Take over")
    was_told(carla.page, "Anna Lind took over Mia Berg from you.")
    expect(anna.field).to_be_visible()
    anna.writes("Anna here, sorry.")
    expect(mia.log.get_by_text("Anna here, sorry.")).to_be_visible()


def test_a_chat_offered_to_a_channel_stands_in_its_list_until_somebody_takes_it(
    team: tuple[Agent, Agent, Agent], mia: Customer
) -> None:
    _, bjorn, carla = team
    bjorn.goes_to("Dashboard")

    transfers(carla, "sal")
    offered = bjorn.incoming.filter(has_text="Mia Berg")
    expect(offered).to_contain_text("Transfer from Carla Moreno")
    expect(bjorn.page.get_by_text("people waiting")).to_contain_text("0 people waiting")
    offered.focus()
    bjorn.page.keyboard.press("Enter")

    expect(bjorn.field).to_be_visible()
    expect(offered).to_have_count(0)
    bjorn.writes("Sales here.")
    expect(mia.log.get_by_text("Sales here.")).to_be_visible()


def test_what_is_typed_and_not_sent_waits_on_her_other_computer(
    team: tuple[Agent, Agent, Agent], mia: Customer, new_context: NewContext, shop: Shop
) -> None:
    _, _, carla = team
    elsewhere = Agent(new_context(), shop, "carla").signs_in()
    row(elsewhere, "Mia Berg").click()

    carla.field.fill("Dear Mia, about")
    expect(elsewhere.field).to_have_value("Dear Mia, about")
    elsewhere.writes("Dear Mia, about your invoice: it is paid.")

    expect(mia.log.get_by_text("it is paid")).to_be_visible()
    expect(carla.field).to_have_value("")


# What leaves the page is counted: tones, and what the browser is asked to show outside of it.
OVERHEARD = """
window.tones = 0;
const tone = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.tones += 1; return tone.call(this); };
window.notes = [];
window.Notification = class {
  static permission = 'granted';
  static requestPermission = async () => 'granted';
  constructor(_, { body }) { this.body = body; window.notes.push(this); }
  close() { this.closed = true; }
};
null;
"""
LOOKS_ELSEWHERE = """
Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
document.dispatchEvent(new Event('visibilitychange'));
"""


def test_who_waits_too_long_is_seen_heard_and_told_outside_the_page_until_one_acts(
    team: tuple[Agent, Agent, Agent], new_context: NewContext, shop: Shop
) -> None:
    anna, bjorn, carla = team
    set_up(anna.page, "properties", warnings={"new_chat_ms": 0})
    beside = bjorn.another_window()
    beside.page.get_by_role("banner").click()  # a browser sounds nowhere before that
    for each in (bjorn, beside, carla):
        each.page.evaluate(OVERHEARD)
    bjorn.page.get_by_role("banner").get_by_role("button", name="Bjørn Aas").click()
    told_outside = bjorn.page.get_by_role("switch", name="Browser notifications")
    told_outside.click()
    expect(told_outside).to_be_checked()
    bjorn.page.keyboard.press("Escape")
    bjorn.page.evaluate(LOOKS_ELSEWHERE)

    leo = Customer(new_context(), shop, "Leo").visits().opens_the_chat()
    leo.starts("Anybody?")
    for each in (bjorn, beside, carla):
        expect(each.page.get_by_role("group", name="Warning")).to_contain_text("Leo waits in Support")
        expect(each.page).to_have_title(re.compile("^1 warning · 1 waiting · "))
    carla.page.wait_for_function("tones === 2")
    deadline = time.monotonic() + PATIENCE_S
    while not any(tones(bjorn, beside)) and time.monotonic() < deadline:
        bjorn.page.wait_for_timeout(20)
    bjorn.page.wait_for_function("notes.some(({ body, closed }) => body === 'Leo waits in Support' && !closed)")
    assert carla.page.evaluate("notes.length") == 0, "she looks at the page"

    carla.page.get_by_role("group", name="Warning").get_by_role("button", name="Answer").click()
    expect(carla.field).to_be_focused()
    assert sorted(tones(bjorn, beside)) == [0, 2], "one of the windows of an agent sounds for all of them"
    beside.page.close()
    for each in (bjorn, carla):
        expect(each.page.get_by_role("group", name="Warning")).to_have_count(0)
    bjorn.page.wait_for_function("notes.every(({ closed }) => closed)")
    news_leave_the_head_of_a_chat_free(carla)
    warnings_leave_room_for_what_is_done(bjorn, new_context, shop)


STANDS_ABOVE = """([above, below]) => {
  const [one, other] = [above, below].map((each) => document.querySelector(each)?.getBoundingClientRect());
  return one && other && one.bottom <= other.top + 0.5 && other.bottom <= innerHeight + 0.5;
}"""


def stands_above(agent: Agent, one: str, other: str) -> None:
    agent.page.wait_for_function(STANDS_ABOVE, arg=[one, other])


def news_leave_the_head_of_a_chat_free(carla: Agent) -> None:
    """On a phone, where its head has the way back and all that may be done."""
    wide = carla.page.viewport_size
    assert wide is not None
    carla.page.set_viewport_size({"width": 320, "height": 640})
    carla.field.blur()
    carla.page.keyboard.press("n")
    stands_above(carla, ".conversation-head", ".toast")
    was_told(carla.page, "Nobody is waiting right now.")
    carla.page.set_viewport_size(wide)


def tones(*windows: Agent) -> list[int]:
    return [each.page.evaluate("tones") for each in windows]


def warnings_leave_room_for_what_is_done(bjorn: Agent, new_context: NewContext, shop: Shop) -> None:
    """At the foot of the list several; elsewhere, or in a narrow window, one. Nothing is below."""
    for name in ("Ida", "Zoe"):
        Customer(new_context(), shop, name).visits().opens_the_chat().starts("Anybody?")
    cards = bjorn.page.get_by_role("group", name="Warning")
    expect(cards).to_have_count(2)
    stands_above(bjorn, ".sessions-scroll", ".alerts")
    stands_above(bjorn, ".topbar", ".conversation")
    bjorn.goes_to("Dashboard")
    expect(cards).to_have_count(1)
    stands_above(bjorn, ".dashboard", ".alerts")
    bjorn.goes_to("Chats")
    wide = bjorn.page.viewport_size
    bjorn.page.set_viewport_size({"width": 320, "height": 640})
    expect(cards).to_have_count(1)
    expect(bjorn.button("1 more is waiting")).to_be_visible()
    stands_above(bjorn, ".alerts", ".sessions-scroll")
    if wide is not None:
        bjorn.page.set_viewport_size(wide)
    expect(cards).to_have_count(2)


def test_a_manager_reads_why_nobody_answers(
    team: tuple[Agent, Agent, Agent], mia: Customer, new_context: NewContext, shop: Shop
) -> None:
    anna, bjorn, _ = team
    leo = Customer(new_context(), shop, "Leo").visits().opens_the_chat()
    leo.starts("And me?")
    anna.goes_to("Dashboard")
    bjorn.goes_to("Dashboard")

    anna.button("Why is nobody answering Leo?").click()

    expect(anna.page.get_by_role("dialog")).to_contain_text("3 agents are available in Support")
    expect(bjorn.incoming.filter(has_text="Leo")).to_be_visible()
    expect(bjorn.button("Why is nobody answering Leo?")).to_have_count(0)
    expect(mia.log).to_be_visible()

    anna.page.keyboard.press("Escape")
    anna.goes_away()
    set_up(anna.page, "routing", assignment="offer", offer_ms=600_000)
    the_channel_offers_it_to_the_least_busy(team)


def the_channel_offers_it_to_the_least_busy(team: tuple[Agent, Agent, Agent]) -> None:
    """Bjørn: Carla talks with Mia, and Anna is away."""
    anna, bjorn, carla = team
    offer = bjorn.page.get_by_role("group", name="Offer")
    expect(offer).to_contain_text("Offered to you: Leo, who waits in Support")
    anna.button("Why is nobody answering Leo?").click()
    expect(anna.page.get_by_role("dialog")).to_contain_text("is put before Bjørn Aas until")
    expect(carla.page.get_by_role("group", name="Offer")).to_have_count(0)
    offer.get_by_role("button", name="Answer").click()
    expect(bjorn.field).to_be_focused()
    expect(offer).to_have_count(0)
