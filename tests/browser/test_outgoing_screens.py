"""An admin has another server told of chats, sees what came of it and mends it; and sees what mail waits."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect
from standardwebhooks import Webhook

from tests.browser.axe import faults
from tests.browser.people import Agent, Customer
from tests.browser.screens import settle, sideways
from tests.browser.shop import Shop

WIDTHS: Final = {320: 640, 1280: 800}


class Receiver(HTTPServer):
    """Somebody else's server: it answers with `answer`, and keeps what it was told."""

    answer = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiving)
        self.told: list[tuple[bytes, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Receiving(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.told.append((body, dict(self.headers)))
        self.send_response(self.server.answer)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def shop(tmp_path: Path, filled: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path, filled, SWITCHBOARD_OUTGOING_ALLOW="127.0.0.0/8")
    try:
        yield shop.start()
    finally:
        shop.kill()


def wrong_with(page: Page) -> list[str]:
    """By the rules, in light and dark, and by what is beyond the edge."""
    settle(page)
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {each}" for each in [*faults(page), *sideways(page)]]
    return found


def tries_of(sent: Locator) -> int:
    found = re.search(r"after (\d+) tries", sent.inner_text())
    assert found is not None, sent.inner_text()
    return int(found[1])


def test_a_webhook_is_added_tested_fails_and_is_mended_by_its_screen_alone(
    agent: Callable[..., Agent], customer: Callable[..., Customer], receiver: Receiver
) -> None:
    page = agent("anna").page
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_role("button", name="Add webhook").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Address").fill("crm.example")
    form.get_by_role("button", name="Add webhook").click()
    expect(form.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Address").fill(receiver.url)
    form.get_by_label("Changes").uncheck()
    form.get_by_label("Messages").uncheck()
    found = wrong_with(page)
    form.get_by_role("button", name="Add webhook").click()
    secret = page.get_by_label("Secret", exact=True).input_value()
    page.get_by_role("button", name="I have copied it").click()

    page.get_by_role("list", name="Webhooks").get_by_role("link").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("It answered 204: it works.")).to_be_visible()
    Webhook(secret).verify(*receiver.told[0])

    receiver.answer = 500
    mia = customer("Mia Berg")
    mia.starts("Where is my lamp?")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    sent = page.get_by_role("list", name="What was sent").get_by_role("listitem")
    page.get_by_role("button", name="Look again").click()
    # After five seconds, and again and again, it is tried by itself.
    expect(sent).to_contain_text(re.compile(r"Waiting, tried (once|twice|\d+ times), answer 500"))
    expect(page.get_by_text(re.compile(r"^On, failed (once|twice|\d+ times)\."))).to_be_visible()
    sent.locator("summary").click()
    expect(sent.get_by_role("region")).to_contain_text('"type": "chat.created"')
    found += wrong_with(page)

    receiver.answer = 204
    page.get_by_role("button", name="Try now").click()
    expect(sent).to_contain_text("Delivered, answer 204")
    tries = tries_of(sent)
    sent.get_by_role("button", name="Send again").click()
    expect(sent).to_contain_text(f"after {tries + 1} tries")
    ids = [{name.lower(): value for name, value in head.items()}["webhook-id"] for _, head in receiver.told]
    assert len(set(ids)) == 2, "a delivery keeps its id, and the test has one of its own"
    assert found == []


def test_mail_that_nobody_sends_waits_in_sight_and_is_deleted_by_who_says_so_twice(
    agent: Callable[..., Agent],
) -> None:
    page = agent("anna").page
    answered = page.evaluate(
        """async () => {
          const post = (path, body) => fetch(`/api/v1/requests${path}`, {
            method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
          });
          const lamp = { channel: "support", title: "A lamp", customer: "Mia Berg", email: "mia@example.com" };
          const made = await post("", lamp);
          const { number } = await made.json();
          return (await post(`/${number}/log`, { kind: "reply", text: "A new one is sent.", send: true })).status;
        }"""
    )
    assert answered == 201
    page.get_by_role("link", name="Outgoing mail").click()
    expect(page.get_by_text("Mail is not sent: no mail server is set.")).to_be_visible()
    page.get_by_role("link", name="Waiting 1").click()
    letters = page.get_by_role("list", name="Letters").get_by_role("listitem")
    expect(letters).to_contain_text("Reply to a request to mia@example.com")
    assert wrong_with(page) == []

    letters.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(letters).to_have_count(1)
    letters.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete letter").click()
    expect(page.get_by_text("None of these")).to_be_visible()

    page.get_by_role("link", name="Audit log").click()
    newest = page.get_by_role("list", name="Acts").get_by_role("listitem").first
    expect(newest).to_contain_text("Anna Lind deleted a letter")
    page.get_by_label("Did what").select_option("letter")
    expect(newest).to_contain_text("Anna Lind deleted a letter")
    page.get_by_label("To", exact=True).fill("2020-01-01")
    expect(page.get_by_text("None of these.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Did what")).to_have_value("letter")
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Who").select_option("Anna Lind")
    expect(newest).to_contain_text("Anna Lind deleted a letter")
    page.get_by_label("Who").select_option("operator")
    expect(page.get_by_text("None of these.")).to_be_visible()
    assert wrong_with(page) == []
