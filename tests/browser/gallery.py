"""Photographs every main state of widget and console, light and dark, at four widths: look at them after a change.

    python -m tests.browser.gallery DIR

A story is played once for each scheme and width; its screens are named `widget-queue-dark-320.png` and so on.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, FilePayload, expect, sync_playwright

from tests.browser.channel import set_up
from tests.browser.launch import launched
from tests.browser.people import PATIENCE_S, Agent, Customer
from tests.browser.rest import come_to_rest
from tests.browser.screens import first_item, screens, visit
from tests.browser.shop import Shop
from tests.browser.test_outgoing_screens import receiving

SCHEMES: Final = ("light", "dark")
HEIGHTS: Final = {320: 640, 768: 1024, 1280: 800, 1920: 1080}


class Album:
    """One scheme at one width."""

    def __init__(self, folder: Path, browser: Browser, scheme: str, width: int) -> None:
        self._folder = folder
        self._browser = browser
        self._scheme = scheme
        self._width = width
        self.taken: set[str] = set()

    def context(self) -> BrowserContext:
        return self._browser.new_context(
            viewport={"width": self._width, "height": HEIGHTS[self._width]},
            color_scheme="dark" if self._scheme == "dark" else "light",
            locale="en-GB",
            timezone_id="Europe/Oslo",
            has_touch=self._width == min(HEIGHTS),
            is_mobile=self._width == min(HEIGHTS),
        )

    def take(self, person: Customer | Agent, state: str) -> None:
        frames = [person.page.main_frame, *person.page.main_frame.child_frames]
        for frame in frames:
            come_to_rest(frame)
        self.taken.add(state)
        whose = "widget" if isinstance(person, Customer) else "console"
        path = self._folder / f"{whose}-{state}-{self._scheme}-{self._width}.png"
        person.page.screenshot(path=path)


def play(album: Album, shop: Shop) -> None:
    expect.set_options(timeout=PATIENCE_S * 1_000)
    mia_at, anna_at, others_at = album.context(), album.context(), album.context()
    mia = Customer(mia_at, shop, "Mia Berg").visits()
    album.take(mia, "closed")
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("heading", name="We are away")).to_be_visible()
    album.take(mia, "offline")

    anna = Agent(anna_at, shop, "anna").opens_the_console()
    expect(anna.button("Sign in")).to_be_visible()
    album.take(anna, "sign-in")
    anna.signs_in().is_present()
    anna.goes_to("Dashboard")
    expect(anna.page.get_by_text("Nobody is waiting")).to_be_visible()
    album.take(anna, "dashboard-empty")

    they_start(album, shop, mia, anna, others_at)
    they_talk(album, mia, anna)
    they_send_files(album, mia, anna)
    they_end(album, mia, anna)
    she_looks_at_figures(album, anna)
    she_works_on_requests(album, anna)
    she_looks_people_up(album, anna)
    she_keeps_documents(album, anna)
    she_administers(album, anna)
    she_sets_up_a_bot_and_hours(album, anna)
    she_sees_the_rest(album, anna)
    another_server_is_told(album, anna, lambda: they_go_other_ways(album, shop, anna))
    for context in (mia_at, anna_at, others_at):
        context.close()


def they_start(album: Album, shop: Shop, mia: Customer, anna: Agent, others_at: BrowserContext) -> None:
    leo = Customer(others_at, shop, "Leo Nakamura").visits().opens_the_chat()
    leo.starts("Does the floor lamp come with a longer cable?", "leo@example.com")
    expect(leo.status.get_by_text("You are number")).to_be_visible()
    expect(mia.button("Continue")).to_be_visible()
    album.take(mia, "form")
    mia.fills_in("mia@example.com")
    expect(mia.field).to_be_visible()
    album.take(mia, "first")
    mia.writes("Where is my invoice for the desk lamp?")
    expect(mia.button("Start chat")).to_be_visible()
    album.take(mia, "suggestions")
    mia.button("Start chat").click()
    expect(mia.status.get_by_text("You are number 2.")).to_be_visible()
    album.take(mia, "queue")
    expect(anna.incoming).to_have_count(2)
    album.take(anna, "dashboard")
    anna.goes_to("Chats")
    anna.next_in_queue.click()
    anna.writes("Yes, there is one of four metres. Shall I add it to your order?")
    leo.writes("Please do! And can it still be delivered on Friday?")
    expect(anna.log.get_by_text("on Friday?")).to_be_visible()
    if anna.button("Back to the list").is_visible():
        anna.button("Back to the list").click()
        album.take(anna, "list")
    anna.next_in_queue.click()
    expect(anna.page.get_by_role("heading", name="Mia Berg").first).to_be_visible()


def they_talk(album: Album, mia: Customer, anna: Agent) -> None:
    anna.writes("Good morning, Mia! Let me look for it.")
    expect(mia.log.get_by_text("Let me look")).to_be_visible()
    mia.writes("Thank you. It was order 4711, from the third of March.")
    expect(anna.log.get_by_text("order 4711")).to_be_visible()
    anna.writes("Here it is: https://lumen.example/invoices/4711\nYou can pay it until the end of the month.")
    anna.button("Internal note").click()
    anna.writes("Paid late in January as well, was reminded once.")
    expect(mia.log.get_by_text("end of the month")).to_be_visible()
    mia.field.press_sequentially("Perfect, and can I ")
    expect(anna.page.get_by_text("Mia Berg is typing: Perfect, and can I")).to_be_visible()
    album.take(anna, "conversation")
    anna.field.press_sequentially("/re")
    expect(anna.page.get_by_role("option").first).to_be_visible()
    album.take(anna, "slash")
    anna.field.fill("")
    anna.button("Insert a text").click()
    expect(anna.page.get_by_role("listbox", name="Texts").get_by_role("option").first).to_be_visible()
    album.take(anna, "texts")
    anna.page.keyboard.press("Escape")
    anna.field.press_sequentially("Is there ")
    expect(mia.chat.get_by_text("Anna Lind is typing")).to_be_visible()
    album.take(mia, "conversation")


def they_send_files(album: Album, mia: Customer, anna: Agent) -> None:
    page = anna.page
    anna.field.fill("")
    anna.button("Attach").click()
    page.get_by_role("menuitem", name="Choose a document").click()
    expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
    album.take(anna, "choose-document")
    page.get_by_role("button", name="Harbour on a table").click()
    anna.button("Attach").click()
    page.get_by_role("menuitem", name="Choose a document").click()
    page.get_by_role("button", name="Price list").click()
    expect(mia.log.get_by_role("button", name="Price list")).to_be_visible()
    wrong = [FilePayload(name="setup.exe", mimeType="application/octet-stream", buffer=b"MZ")]
    page.locator("input[type=file][multiple]").set_input_files(wrong)
    expect(anna.button("Discard setup.exe")).to_be_visible()
    album.take(anna, "files")
    anna.button("Discard setup.exe").click()
    page.locator("#tasks").click()
    page.get_by_role("menuitemcheckbox", name="Allow file upload").click()
    expect(mia.button("Send files")).to_be_visible()
    album.take(mia, "files")
    anna.log.get_by_role("button", name="Picture Harbour").click()
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    album.take(anna, "picture")
    page.keyboard.press("Escape")
    anna.button("Emoji").click()
    expect(page.get_by_role("option").first).to_be_visible()
    album.take(anna, "emoji")
    page.keyboard.press("Escape")


def she_administers(album: Album, anna: Agent) -> None:
    console = f"{anna.shop.url}/console"
    for address, state in (
        ("channels", "channels"),
        *((f"channels/support/{tab}", f"channel-{tab}") for tab in ("properties", "look", "members", "pre_chat")),
        ("agents", "agents"),
        ("account", "account"),
    ):
        anna.page.goto(f"{console}#/{address}")
        expect(anna.page.locator(".screen-title")).to_be_visible()
        if "support" in address:
            shown = anna.page.frame_locator("iframe").get_by_role("heading", level=1)
            expect(shown).to_have_text(re.compile("Anna Lind|Hi there"))
        expect(anna.page.locator(".waiting-line")).to_have_count(0)
        album.take(anna, state)


def she_sets_up_a_bot_and_hours(album: Album, anna: Agent) -> None:
    """Nothing of it is saved."""
    page = anna.page
    visit(anna, "#/channels/support/bot")
    page.get_by_role("switch", name="New chats meet the bot first").set_checked(True)
    page.get_by_role("textbox", name="Name").fill("Lumi")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Lumi")).to_be_visible()
    album.take(anna, "channel-bot")
    page.get_by_role("button", name="Undo changes").click()
    visit(anna, "#/channels/support/properties")
    page.get_by_role("switch", name="Only open at these hours").set_checked(True)
    expect(page.frame_locator("iframe").get_by_text("We open")).to_be_visible()
    page.get_by_role("heading", name="Opening hours").evaluate("each => each.scrollIntoView()")
    album.take(anna, "channel-hours")
    page.get_by_role("button", name="Undo changes").click()


def another_server_is_told(album: Album, anna: Agent, chats: Callable[[], None]) -> None:
    """Of what goes on meanwhile."""
    with receiving() as receiver:
        made = anna.page.request.post(
            f"{anna.shop.url}/api/v1/webhooks",
            data={"url": receiver.url, "events": ["chat.created", "chat.changed", "chat.message"]},
            headers={"origin": anna.shop.url},
        )
        assert made.ok, made.text()
        chats()
        visit(anna, f"#/webhooks/{made.json()['id']}")
        sent = anna.page.get_by_text("Delivered, answer 204")
        expect(sent.first).to_be_visible()
        anna.page.locator("summary").first.click()
        anna.page.get_by_role("heading", name="What was sent").evaluate("each => each.scrollIntoView()")
        album.take(anna, "webhook")


def she_keeps_documents(album: Album, anna: Agent) -> None:
    anna.page.goto(f"{anna.shop.url}/console#/documents")
    expect(anna.page.get_by_role("row").filter(has_text="Price list")).to_be_visible()
    album.take(anna, "documents")


def they_end(album: Album, mia: Customer, anna: Agent) -> None:
    anna.field.fill("")
    anna.log.focus()
    anna.page.keyboard.press("e")  # on a phone the button is in the menu
    expect(anna.page.get_by_role("dialog")).to_be_visible()
    album.take(anna, "end")
    anna.page.get_by_role("dialog").get_by_role("button", name="End chat").click()
    expect(mia.chat.get_by_role("heading", name="Thank you")).to_be_visible()
    mia.chat.get_by_title("Good", exact=True).click()
    album.take(mia, "ended")
    anna.goes_to("Dashboard")
    expect(anna.ongoing).to_have_count(1)
    anna.page.get_by_role("button", name="available").click()
    album.take(anna, "dashboard-ongoing")
    anna.page.keyboard.press("Escape")


def she_looks_at_figures(album: Album, anna: Agent) -> None:
    anna.goes_to("Dashboard")
    tiles = anna.page.get_by_role("region", name="My tiles")
    for tile in ("Most busy hour", "Chats per channel"):
        expect(tiles.get_by_role("img", name=tile)).to_be_attached()
    anna.page.get_by_role("heading", name="Traffic today").evaluate("each => each.scrollIntoView()")
    album.take(anna, "figures")
    anna.page.get_by_role("button", name="Add a tile").click()
    expect(anna.page.get_by_role("dialog", name="Add a tile")).to_be_visible()
    album.take(anna, "tile-kinds")
    anna.page.keyboard.press("Escape")
    anna.page.goto(f"{anna.shop.url}/console#/reports?group=hour&figures=incoming,waiting")
    expect(anna.page.get_by_role("img", name="Incoming chats")).to_be_visible()
    album.take(anna, "report")


def they_go_other_ways(album: Album, shop: Shop, anna: Agent) -> None:
    """A request from the queue, a window that stands from the right, a bot: each set up for it."""
    set_up(anna.page, "offline", queue_from=1)
    zoe = Customer(album.context(), shop, "Zoe Larsen").visits().opens_the_chat()
    zoe.starts("Can the Harbour lantern stand outdoors?", "zoe@example.com")
    zoe.button("Leave a request instead").click()
    expect(zoe.button("Send request")).to_be_visible()
    album.take(zoe, "request")
    zoe.button("Send request").click()
    expect(zoe.chat.get_by_role("heading", name="Your request has been sent")).to_be_visible()
    album.take(zoe, "request-sent")
    zoe.context.close()

    set_up(anna.page, "properties", language="ar")
    tom = Customer(album.context(), shop, "Tom Haddad").visits().opens_the_chat()
    expect(tom.button("Continue")).to_be_visible()
    album.take(tom, "form-from-the-right")
    tom.context.close()
    set_up(anna.page, "properties", language="en")

    set_up(anna.page, "bot", on=True, name="Lumi")
    ida = Customer(album.context(), shop, "Ida Moe").visits().opens_the_chat()
    ida.writes("Where do I find my invoice?")
    expect(ida.chat.get_by_role("group", name="Answers to choose from")).to_be_visible()
    album.take(ida, "bot")
    ida.context.close()
    set_up(anna.page, "bot", on=False)


def she_works_on_requests(album: Album, anna: Agent) -> None:
    console = f"{anna.shop.url}/console"
    anna.page.goto(f"{console}#/search?q=invoice")
    expect(anna.page.get_by_role("list", name="Chats", exact=True)).to_be_visible()
    album.take(anna, "search")
    anna.page.get_by_role("listitem").filter(has_text="Mia Berg").first.get_by_role("link").click()
    expect(anna.page.get_by_text("This chat has ended.")).to_be_visible()
    anna.page.keyboard.press("r")
    expect(anna.page.get_by_role("textbox", name="Title")).to_be_focused()
    album.take(anna, "create-request")
    anna.page.keyboard.press("Escape")
    anna.page.goto(f"{console}#/requests?status=all")
    expect(anna.page.get_by_role("list", name="Requests")).to_be_visible()
    album.take(anna, "requests")
    anna.page.goto(f"{console}#/requests/1002")
    expect(anna.page.get_by_role("region", name="Log")).to_be_visible()
    album.take(anna, "request")


def she_looks_people_up(album: Album, anna: Agent) -> None:
    page = anna.page
    page.goto(page.url.partition("#")[0] + "#/contacts")
    expect(page.get_by_role("table", name="All contacts")).to_be_visible()
    album.take(anna, "contacts")
    page.get_by_role("link", name="Ingrid Solberg").first.click()
    expect(page.get_by_role("region", name="Activities").get_by_role("link").first).to_be_visible()
    album.take(anna, "contact")
    for customer in ("Ingrid Solberg", "M. Dahl"):
        page.goto(page.url.partition("#")[0] + "#/chats")
        anna.sessions.filter(has_text=customer).first.click()
        if anna.button(f"About {customer}").is_visible():
            anna.button(f"About {customer}").click()
        expect(page.get_by_role("region", name="Contact", exact=True).get_by_role("button").first).to_be_visible()
        album.take(anna, "contact-known" if customer == "Ingrid Solberg" else "contact-guessed")


def she_sees_the_rest(album: Album, anna: Agent) -> None:
    """Every screen that none of the above has shown, and the first thing that it lists."""
    for name in screens():
        if name in album.taken:
            continue
        visit(anna, f"#/{name}")
        album.take(anna, name)
        if (item := first_item(anna.page, name)) is not None:
            visit(anna, item)
            album.take(anna, f"{name}-one")
    visit(anna, "#/texts")
    anna.page.keyboard.press("?")
    expect(anna.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    album.take(anna, "keys")
    anna.page.keyboard.press("Escape")


@contextmanager
def new_shop() -> Iterator[Shop]:
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder), SWITCHBOARD_OUTGOING_ALLOW="127.0.0.1/32").start()
        try:
            yield shop
        finally:
            shop.kill()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = launched(driver)
        for scheme in SCHEMES:
            for width in HEIGHTS:
                with new_shop() as shop:
                    play(Album(folder, browser, scheme, width), shop)
                print(f"{scheme} {width}: done", flush=True)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.browser.gallery DIR")
    main(Path(sys.argv[1]))
