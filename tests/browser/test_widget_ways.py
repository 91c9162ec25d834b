"""The ways beside talking to somebody: a bot, a request from the queue or from outside the hours, a transcript."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.channel import set_up
from tests.browser.conftest import NewContext
from tests.browser.other_languages import pattern, sentences
from tests.browser.people import Agent, Customer

PHONE: Final = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
LANGUAGES: Final = {
    "en": "Send request",
    "nb": "Send henvendelsen",
    "sv": "Skicka ärendet",
    "da": "Send henvendelsen",
    "de": "Anfrage senden",
    "nl": "Aanvraag versturen",
    "fr": "Envoyer la demande",
    "ar": "Send request",  # not translated yet, but written from the right
}

# Times and days of the log that are not written as this language writes them; and that there are both.
UNLIKE_HER_LANGUAGE: Final = """(language) => {
  const written = (name, options) => new Intl.DateTimeFormat(language, options).format(new Date(name));
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const near = [0, -1].map((day) => words.format(day, "day"));  // it may be midnight
  const days = [...document.querySelectorAll(".day")].map((each) => each.textContent);
  const times = [...document.querySelectorAll(".log time:not(.day time)")];
  const wrong = times.filter((each) => each.textContent !== written(each.dateTime, { timeStyle: "short" }));
  const none = [days.length === 0 && "no day", times.length === 0 && "no time"].filter(Boolean);
  return [...none, ...days.filter((each) => !near.includes(each)), ...wrong.map((each) => each.textContent)];
}"""

MakeCustomer = Callable[..., Customer]
MakeAgent = Callable[..., Agent]


def test_from_the_queue_a_request_can_be_left_instead(customer: MakeCustomer, agent: MakeAgent) -> None:
    anna = agent("anna")
    mia = customer("Mia Berg", **PHONE)
    mia.starts("My lamp flickers since Tuesday.", "mia@lumen.example")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    expect(mia.button("Leave a request instead")).to_have_count(0)

    set_up(anna.page, "offline", queue_from=1)
    mia.button("Leave a request instead").click()
    expect(mia.chat.get_by_role("textbox", name="Your message")).to_have_value("My lamp flickers since Tuesday.")
    assert faults(mia.chat) == []
    mia.button("Keep waiting").click()
    expect(mia.field).to_be_visible()

    set_up(anna.page, "offline", queue_from=None)
    expect(mia.button("Leave a request instead")).to_have_count(0)
    leo = customer("Leo", **PHONE)
    expect(leo.chat.get_by_role("textbox", name="Name")).to_be_visible()
    set_up(anna.page, "routing", queue_max=1)
    expect(leo.button("Send request")).to_be_visible()
    expect(leo.chat.get_by_role("heading", name="Many people are waiting")).to_be_visible()
    expect(leo.chat.get_by_text("1 person is in the queue already.")).to_be_visible()
    set_up(anna.page, "routing", queue_max=None)
    expect(leo.chat.get_by_role("textbox", name="Name")).to_be_visible()
    anna.goes_away()
    expect(mia.status.get_by_text("Nobody is here to answer at the moment.")).to_be_visible()
    assert faults(mia.chat) == []
    mia.button("Leave a request").click()
    mia.chat.get_by_role("textbox", name="Your message").fill("And it hums.")
    anna.is_present()
    expect(mia.field).to_have_value("And it hums.")
    anna.goes_away()
    mia.button("Leave a request").click()
    mia.button("Send request").click()
    expect(mia.chat.get_by_role("heading", name="Your request has been sent")).to_be_visible()
    expect(mia.chat.get_by_text(re.compile(r"Its number is \d+\."))).to_be_visible()
    expect(mia.chat.get_by_title("Very good")).to_have_count(0)
    assert faults(mia.chat) == []


def test_a_transcript_is_asked_for_after_the_end(customer: MakeCustomer, agent: MakeAgent) -> None:
    anna = agent("anna")
    mia = customer("Mia Berg", **PHONE)
    mia.starts("Is my invoice on its way?", "mia@lumen.example")
    anna.goes_to("Chats")
    anna.next_in_queue.click()
    expect(mia.log.get_by_text("joined the chat")).to_be_visible()
    mia.ends()
    address = mia.chat.get_by_role("textbox", name="Send me this conversation by e-mail")
    expect(address).to_have_value("mia@lumen.example")
    address.fill("mia")
    mia.button("Send").click()
    expect(address).to_have_accessible_description(re.compile("does not look like an e-mail address"))
    assert faults(mia.chat) == []
    address.fill("mia@lumen.example")
    mia.button("Send").click()
    expect(mia.status.get_by_text("It is on its way to mia@lumen.example.")).to_be_visible()
    expect(mia.button("Return to chat")).to_be_visible()
    expect(mia.button("Leave chat")).to_be_visible()

    # It asks for no more than the channel does.
    stars, mail = mia.chat.get_by_title("Very good"), mia.status.get_by_text("It is on its way")
    expect(stars).to_be_visible()
    for asks, rating, transcript in ((True, False, True), (True, True, False), (False, True, True)):
        set_up(anna.page, "post_chat", on=asks, rating=rating, transcript=transcript)
        expect(stars).to_have_count(1 if asks and rating else 0)
        expect(mail).to_have_count(1 if asks and transcript else 0)
    expect(mia.button("Return to chat")).to_be_visible()


def test_a_bot_is_there_when_nobody_else_is_and_gives_way_to_a_person(
    customer: MakeCustomer, agent: MakeAgent
) -> None:
    anna = agent("anna")
    anna.goes_away()
    set_up(anna.page, "bot", on=True, name="Bo")
    mia = customer("Mia Berg")
    expect(mia.log.get_by_text("Hello! What can I help you with?")).to_be_visible()
    expect(mia.button("Continue")).to_have_count(0)  # who speaks first asks no form
    assert faults(mia.chat) == []
    mia.writes("Where is my invoice?")
    expect(mia.chat.get_by_role("heading", name="Bo", level=1)).to_be_visible()
    expect(mia.log.get_by_text("Hello! What can I help you with?")).to_have_count(1)
    expect(mia.log.get_by_text("Bo", exact=True).first).to_be_visible()
    person = mia.button("Talk to a person")
    expect(person).to_be_visible()
    assert faults(mia.chat) == []
    person.click()
    expect(mia.log.get_by_text("We are getting a person for you")).to_be_visible()
    expect(person).to_have_count(0)
    expect(mia.log.get_by_role("group", name="Answers to choose from")).to_have_count(0)
    expect(mia.status.get_by_text("Nobody is here to answer at the moment.")).to_be_visible()
    expect(mia.button("Leave a request")).to_be_visible()
    anna.is_present()
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    set_up(anna.page, "bot", on=False)


def test_outside_the_hours_it_says_when_it_opens_and_takes_a_request(
    customer: MakeCustomer, agent: MakeAgent
) -> None:
    anna = agent("anna")
    hours = anna.page.evaluate(
        "fetch('/api/v1/channels/support').then((r) => r.json()).then((c) => c.tabs.properties.hours)"
    )
    day = anna.page.evaluate("new Date().getUTCDay()")  # Sunday is 0; the week of a channel begins on Monday
    week: list[list[dict[str, str]]] = [[] for _ in range(7)]
    week[day % 7] = [{"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "16:00"}]
    leo = customer("Leo")
    leo.starts("Hello")
    expect(leo.status.get_by_text("You are number")).to_be_visible()
    set_up(anna.page, "properties", hours={**hours, "on": True, "time_zone": "UTC", "week": week})
    expect(leo.status.get_by_text(re.compile("We open (today|tomorrow) at"))).to_be_visible()
    expect(leo.status.get_by_text("You are number")).to_be_visible()
    expect(leo.button("Leave a request")).to_be_visible()
    leo.context.close()
    mia = customer("Mia Berg", **PHONE, timezone_id="Asia/Tokyo")
    expect(mia.chat.get_by_text(re.compile("We open (today|tomorrow) at 17:00"))).to_be_visible()
    expect(mia.chat.get_by_role("heading", name="Opening hours, in your local time")).to_be_visible()
    expect(mia.chat.get_by_role("definition")).to_have_text(re.compile("17:00 – 21:00.*22:00 – 01:00"))
    mia.chat.get_by_role("textbox", name="Your message").fill("Do you repair old lamps?")
    mia.chat.get_by_role("textbox", name="E-mail").fill("mia@lumen.example")
    assert faults(mia.chat) == []
    mia.button("Send request").click()
    expect(mia.status.get_by_text("Your request has been sent")).to_be_visible()
    expect(mia.status.get_by_text(re.compile(r"Its number is \d+\."))).to_be_visible()
    assert faults(mia.chat) == []


def test_a_chat_is_had_from_its_first_to_its_last_word_in_each_language(
    agent: MakeAgent, new_context: NewContext
) -> None:
    anna = agent("anna")
    anna.goes_to("Chats")
    set_up(anna.page, "look", queue_message="")  # its own words are in English
    set_up(anna.page, "post_chat", header="")
    for at, (language, texts) in enumerate(sentences(anna.page).items()):
        set_up(anna.page, "properties", language=language)
        size = PHONE if at % 2 else {}
        mia = Customer(new_context(locale=language, **size), anna.shop, "Mia Berg").visits()
        mia.page.evaluate("Switchboard.open()")
        expect(mia.button(texts["toChat"])).to_be_visible()  # the form of who is away asks for a name too
        mia.chat.get_by_role("textbox", name=texts["fieldName"]).fill(mia.name)
        mia.button(texts["toChat"]).click()
        field = mia.chat.get_by_role("textbox", name=texts["write"])
        field.fill(f"Lumen {language}")
        field.press("Enter")
        answers = mia.button(texts["startChat"])
        expect(mia.log.or_(answers)).to_be_visible()
        if answers.is_visible():
            answers.click()
        expect(
            mia.status.get_by_text(
                re.compile(f"{pattern(texts['place']).pattern}|{pattern(texts['placeAndWait']).pattern}")
            )
        ).to_be_visible()

        anna.next_in_queue.click()
        expect(mia.log.get_by_text(pattern(texts["joined"]))).to_be_visible()
        anna.writes(f"Here is Anna: {language}")
        expect(mia.log.get_by_text(f"Here is Anna: {language}")).to_be_visible()
        assert mia.chat.evaluate(UNLIKE_HER_LANGUAGE, language) == []
        mia.button(texts["endChat"]).click()
        mia.chat.get_by_role("alertdialog").get_by_role("button", name=texts["endChat"]).click()
        expect(mia.chat.get_by_role("heading", name=texts["endedTitle"])).to_be_visible()
        mia.context.close()


def test_each_language_is_spoken_and_fits_a_small_phone(agent: MakeAgent) -> None:
    anna = agent("anna")
    anna.goes_away()
    small = anna.context.browser
    assert small is not None
    page = small.new_context(viewport={"width": 320, "height": 640}, locale="en-GB").new_page()
    for language, button in LANGUAGES.items():
        set_up(anna.page, "properties", language=language)
        page.goto(f"{anna.shop.url}/widget/frame?channel=support")
        expect(page.get_by_role("button", name=button)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert faults(page) == []
    page.context.close()
