"""SPEC.md, section 5: an admin of an empty server, without a manual, until a customer meets what she set up."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, expect

from actors.ids import new_id
from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer, was_told
from tests.browser.shop import Shop

Publish = Callable[[str], str]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Publish]:
    """A page of somebody else's server, with this script in it."""
    folder = tmp_path / "pages"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()

        def page_with(script: str) -> str:
            (folder / "index.html").write_text(f"<!doctype html><title>Lamps</title><h1>Lamps</h1>{script}")
            return f"http://127.0.0.1:{server.server_port}/"

        yield page_with
        server.shutdown()
        serving.join()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path, demo=False)
    try:
        shop.has_admin("anna", "Anna Lind")
        yield shop.start()
    finally:
        shop.kill()


def test_an_admin_of_an_empty_server_sets_up_a_channel_and_a_customer_meets_it(
    new_context: NewContext, shop: Shop, publish: Publish
) -> None:
    anna = Agent(new_context(), shop, "anna").signs_in()
    she_adds_a_channel(anna.page)
    she_sets_it_up(anna.page)
    secret = she_makes_a_secret(anna.page)

    mia = Customer(new_context(), shop, "Mia Berg")
    mia.page.goto(publish(the_script_she_copied(anna.page)))
    mia.page.evaluate("jwt => Switchboard.identify({ jwt })", signed(anna.page, secret))
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("heading", name="Lamp doctors")).to_be_visible()
    mia.writes("My lamp is ill")

    expect(mia.chat.get_by_text("Number 1, hold on")).to_be_visible()
    she_changes_what_who_waits_reads(anna.page, mia)
    she_answers_a_verified_customer(anna, mia)


def she_adds_a_channel(page: Page) -> None:
    page.get_by_role("link", name="Set up a channel").click()
    page.get_by_role("button", name="Add channel").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Lamp repairs")
    page.get_by_role("dialog").get_by_role("button", name="Add channel").click()
    expect(page.get_by_role("heading", name="Lamp repairs")).to_be_visible()
    expect(page.get_by_text("nobody is available")).to_be_visible()
    page.get_by_role("button", name="I am present").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()


def she_sets_it_up(page: Page) -> None:
    page.get_by_label("Welcome message").fill("Hello, the doctor is in")
    page.get_by_role("button", name="Save properties").click()
    page.get_by_role("link", name="Layout").click()
    page.get_by_label("Header").fill("Lamp doctors")
    page.get_by_label("Queue message").fill("Number {cque}, hold on")
    page.get_by_role("button", name="Save layout").click()
    page.get_by_role("link", name="Pre-chat form").click()
    page.get_by_role("switch", name="Ask before the chat").set_checked(False)
    page.get_by_role("button", name="Save pre-chat form").click()
    was_told(page, "Pre-chat form of Lamp repairs is saved.")
    assert page.evaluate(NEWS_CATCHES_NO_CLICK), "what is saved comes over the next tab just as she clicks it"


NEWS_CATCHES_NO_CLICK = """() => [...document.querySelectorAll('.toast > span')].every((words) => {
  const { x, y, width, height } = words.getBoundingClientRect();
  return !document.elementFromPoint(x + width / 2, y + height / 2)?.closest('.toast');
})"""


def she_makes_a_secret(page: Page) -> str:
    page.get_by_role("link", name="Signed customers").click()
    page.get_by_label("Issuer").fill("lamps.example")
    page.get_by_role("button", name="Make a secret").click()
    return page.get_by_label("Secret", exact=True).input_value()


def the_script_she_copied(page: Page) -> str:
    page.get_by_role("button", name="View script").click()
    script = page.get_by_label("Script", exact=True).input_value()
    page.keyboard.press("Escape")
    return script


def signed(page: Page, secret: str) -> str:
    claims: dict[str, Any] = {
        "aud": "lamp-repairs",
        "iss": "lamps.example",
        "exp": page.evaluate("Math.floor(Date.now() / 1000)") + 300,
        "jti": new_id(),
        "name": "Mia Berg",
        "email": "mia@example.com",
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def she_changes_what_who_waits_reads(page: Page, mia: Customer) -> None:
    page.get_by_role("link", name="Layout").click()
    page.get_by_label("Queue message").fill("One moment, number {cque}")
    page.get_by_role("button", name="Save layout").click()
    expect(mia.chat.get_by_text("One moment, number 1")).to_be_visible()
    page.get_by_role("link", name="Offline form").click()
    page.get_by_label("Offer the form from").fill("1")
    page.get_by_role("button", name="Save offline form").click()
    expect(mia.button("Leave a request instead")).to_be_visible()


def she_answers_a_verified_customer(anna: Agent, mia: Customer) -> None:
    anna.goes_to("Dashboard")
    expect(anna.incoming).to_contain_text("Mia Berg verified")
    expect(anna.page.get_by_role("button", name=re.compile("of 1 channel open"))).to_be_visible()
    anna.goes_to("Chats")
    anna.next_in_queue.click()
    expect(anna.sessions.first).to_contain_text("verified")
    expect(anna.page.get_by_role("heading", name="Mia Berg verified")).to_be_visible()
    expect(anna.page.get_by_role("complementary")).to_contain_text("The page has signed name and address")
    expect(mia.log.get_by_text("Hello, the doctor is in")).to_be_visible()
