"""Files in real browsers: given by hand, dropped and pasted; allowed and forbidden; broken off in the middle."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Frame, Page, expect

from tests.browser.axe import faults
from tests.browser.people import BACK_MS, PATIENCE_S, Agent, Customer
from tests.browser.shop import Shop
from tests.uploads import DRAWING, PAGE, PDF, picture

LAMP = picture("JPEG", (1600, 900))
# With a line of `SLOW` it takes most of a minute, time enough to look away or to lose the line.
LARGE = PDF + b"%" * 400_000
SLOW_BYTES_S = 10_000
ANY = -1
HOSTILE = "<img src=x onerror=window.hacked=1>.png"


def payload(name: str, data: bytes, media_type: str = "application/octet-stream") -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": data}


def put_on(screen: Page | Frame, event: str, selector: str, *files: FilePayload) -> bool:
    """As a mouse that holds files, or a clipboard with them, does it. Whether it was taken from the browser."""
    written = [[each["name"], each["mimeType"], base64.b64encode(each["buffer"]).decode()] for each in files]
    left: bool = screen.evaluate(PUT_ON, [event, selector, written])
    return left


PUT_ON = """([event, selector, files]) => {
    const transfer = new DataTransfer();
    for (const [name, type, data] of files) {
        const bytes = Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    const about = { bubbles: true, cancelable: true };
    const happens = event === "paste"
        ? new ClipboardEvent(event, { ...about, clipboardData: transfer })
        : new DragEvent(event, { ...about, dataTransfer: transfer });
    return !document.querySelector(selector).dispatchEvent(happens);
}"""


def picks(screen: Page | Frame, *files: FilePayload) -> None:
    """Behind the button is an input that nobody sees. A large file takes its time through the driver."""
    screen.locator("input[type=file][multiple]").set_input_files(list(files), timeout=3 * PATIENCE_S * 1_000)


class Line:
    """To a page. One session says how fast it is: what one has slowed down, no other sets free."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def takes(self, bytes_s: int) -> None:
        conditions = {"offline": False, "latency": 0, "downloadThroughput": ANY, "uploadThroughput": bytes_s}
        self._session.send("Network.emulateNetworkConditions", conditions)


@pytest.fixture
def talking(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> tuple[Customer, Agent]:
    anna = agent("anna")
    mia = customer("Mia Berg")
    mia.starts("My lamp flickers")
    anna.next_in_queue.click()
    expect(anna.button("Attach")).to_be_visible()
    return mia, anna


def test_an_agent_sends_by_button_drop_and_paste_and_a_customer_once_she_may(
    talking: tuple[Customer, Agent],
) -> None:
    mia, anna = talking
    anna.button("Attach").click()
    with anna.page.expect_file_chooser() as chooser:
        anna.page.get_by_role("menuitem", name="Upload files").click()
    chooser.value.set_files([payload("Wiring.jpg", LAMP), payload("Prices.pdf", PDF)])
    put_on(anna.page, "dragover", ".conversation", payload("Dropped.png", picture()))
    expect(anna.page.locator(".conversation[data-drop]")).to_be_visible()
    put_on(anna.page, "drop", ".conversation", payload("Dropped.png", picture()))
    put_on(anna.page, "paste", "#composer", payload("Pasted.png", picture("PNG", (90, 60)), "image/png"))
    for name in ("Wiring.jpg", "Dropped.png", "Pasted.png"):
        expect(mia.log.get_by_role("img", name=f"Picture {name}")).to_be_visible()
    expect(anna.log.get_by_role("link", name="Prices.pdf")).to_be_visible()
    with mia.page.expect_download() as download:
        mia.log.get_by_role("button", name="Prices.pdf").click()
    assert download.value.suggested_filename == "Prices.pdf"
    assert download.value.path().read_bytes() == PDF

    she_looks_at_a_picture_in_large(mia, anna)

    expect(mia.button("Send files")).to_have_count(0)
    for event in ("dragover", "drop"):
        assert put_on(mia.chat, event, "body", payload("Too early.png", picture())), "or it would open in a tab"
    anna.log.focus()
    anna.page.keyboard.press("f")
    expect(mia.log.get_by_text("You can send files here now")).to_be_visible()
    picks(mia.chat, payload("From me.png", picture()))
    expect(anna.log.get_by_role("img", name="Picture From me.png")).to_be_visible()
    anna.page.locator("#tasks").click()
    allowed = anna.page.get_by_role("menuitemcheckbox", name="Allow file upload")
    expect(allowed).to_be_checked()
    allowed.click()
    expect(mia.log.get_by_text("Files can no longer be sent here")).to_be_visible()
    expect(mia.button("Send files")).to_have_count(0)
    expect(mia.log.get_by_role("img", name="Picture Too early.png")).to_have_count(0)


def she_looks_at_a_picture_in_large(mia: Customer, anna: Agent) -> None:
    anna.log.get_by_role("button", name="Picture Wiring.jpg").click()
    large = anna.page.get_by_role("dialog")
    expect(large.get_by_role("img", name="Wiring.jpg")).to_be_visible()
    anna.page.keyboard.press("Home")
    expect(large.get_by_role("status")).to_have_text("1 of 3")
    anna.page.keyboard.press("ArrowRight")
    expect(large.get_by_role("status")).to_have_text("2 of 3")
    anna.page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    mia.log.get_by_role("button", name="Picture Wiring.jpg").click()
    expect(mia.chat.get_by_role("dialog", name="Wiring.jpg")).to_be_visible()
    mia.page.keyboard.press("Escape")
    expect(mia.chat.get_by_role("dialog")).to_have_count(0)
    expect(mia.field).to_be_visible()  # Esc closed the picture, and not the window


def test_what_is_refused_says_why_and_what_means_harm_is_text_and_nothing_else(
    talking: tuple[Customer, Agent],
) -> None:
    mia, anna = talking
    anna.log.focus()
    anna.page.keyboard.press("f")
    expect(mia.button("Send files")).to_be_visible()
    said = [
        (payload("run.exe", b"MZ"), "This kind of file cannot be sent here"),
        (payload("page.png", PAGE), "is not what its name says"),
        (payload("drawing.svg", DRAWING), "This kind of file cannot be sent here"),
        (payload("empty.pdf", b""), "That file is empty."),
        (payload("large.pdf", b"%PDF-" + b"%" * (10 * 1024 * 1024)), "up to 10 MB"),
    ]

    screens: tuple[Page | Frame, ...] = (anna.page, mia.chat)
    for screen in screens:
        picks(screen, *(file for file, _ in said))
        on_their_way = screen.get_by_role("list", name="Files on their way").get_by_role("listitem")
        expect(on_their_way).to_have_count(len(said))
        for file, words in said:
            expect(on_their_way.filter(has_text=file["name"])).to_contain_text(words)
        picks(screen, payload(HOSTILE, picture()))

    shown = HOSTILE.replace("/", "")
    for log in (anna.log, mia.log):
        expect(log.get_by_role("img", name=f"Picture {shown}")).to_have_count(2)
    for screen in screens:
        assert screen.evaluate("window.hacked") is None
        assert faults(screen) == []
    anna.button("Discard run.exe").click()
    expect(anna.page.get_by_role("list", name="Files on their way").get_by_role("listitem")).to_have_count(4)


def test_an_upload_belongs_to_its_chat_and_goes_on_when_the_line_is_back(
    talking: tuple[Customer, Agent], customer: Callable[..., Customer], shop: Shop
) -> None:
    mia, anna = talking
    leo = customer("Leo Vik")
    leo.starts("Where is my invoice?")
    line = Line(anna.page)
    line.takes(SLOW_BYTES_S)

    picks(anna.page, payload("Catalogue.pdf", LARGE))
    expect(anna.page.get_by_role("progressbar", name="Sending Catalogue.pdf")).to_be_visible()
    shop.kill()
    expect(anna.page.get_by_text("Waiting for the connection")).to_be_visible()
    shop.start()
    expect(anna.page.get_by_text("Reconnecting")).to_have_count(0, timeout=BACK_MS)
    anna.next_in_queue.click()
    expect(anna.page.get_by_role("heading", name="Leo Vik").first).to_be_visible()
    expect(anna.page.get_by_role("progressbar")).to_have_count(0)

    line.takes(ANY)
    expect(mia.log.get_by_role("button", name="Catalogue.pdf")).to_be_visible(timeout=BACK_MS)
    expect(leo.log.get_by_text("Catalogue.pdf")).to_have_count(0)
    line.takes(SLOW_BYTES_S)
    picks(anna.page, payload("Never.pdf", LARGE))
    anna.button("Cancel Never.pdf").click()
    line.takes(ANY)
    anna.writes("It was number 4711.")
    expect(leo.log.get_by_text("It was number 4711.")).to_be_visible()
    expect(leo.log.get_by_text("Never.pdf")).to_have_count(0)


def test_documents_are_kept_by_an_admin_and_sent_by_an_agent_and_an_emoji_with_them(
    talking: tuple[Customer, Agent], agent: Callable[..., Agent]
) -> None:
    mia, anna = talking
    anna.page.get_by_role("link", name="Documents").click()
    anna.page.get_by_role("link", name="Manuals").first.click()
    picks(anna.page, payload("Fitting a bulb.pdf", PDF))
    row = anna.page.get_by_role("row").filter(has_text="Fitting a bulb.pdf")
    expect(row).to_contain_text("Manuals")
    row.get_by_role("button", name="What to do with").click()
    anna.page.get_by_role("menuitem", name="Rename or move").click()
    anna.page.get_by_label("Name", exact=True).fill("Changing the bulb.pdf")
    anna.button("Save").click()
    expect(anna.page.get_by_role("row").filter(has_text="Changing the bulb.pdf")).to_be_visible()
    assert faults(anna.page) == []

    anna.goes_to("Chats")
    anna.sessions.filter(has_text="Mia Berg").click()
    anna.button("Attach").click()
    anna.page.get_by_role("menuitem", name="Choose a document").click()
    choose = anna.page.get_by_role("dialog")
    expect(choose.get_by_role("button", name="Changing the bulb.pdf")).to_be_visible()
    assert faults(anna.page) == []
    choose.get_by_label("Search documents").fill("changing bulb")
    expect(choose.get_by_role("listitem")).to_have_count(1)
    anna.page.keyboard.press("Enter")
    expect(mia.log.get_by_role("button", name="Changing the bulb.pdf")).to_be_visible()
    expect(agent("bjorn").page.get_by_role("link", name="Documents")).to_have_count(0)

    she_says_it_with_an_emoji(mia, anna)


def she_says_it_with_an_emoji(mia: Customer, anna: Agent) -> None:
    """Found by its name, and by the arrows among those used last."""
    anna.field.fill("Fine ")
    anna.button("Emoji").click()
    search = anna.page.get_by_role("combobox", name="Search emoji")
    expect(search).to_be_focused()
    assert faults(anna.page) == []
    anna.page.get_by_title("Medium-dark skin tone").click()
    search.fill("waving hand")
    search.press("Enter")
    expect(anna.field).to_be_focused()
    expect(anna.field).to_have_value("Fine 👋🏾")
    anna.button("Emoji").click()
    search.press("ArrowDown")
    expect(anna.page.get_by_role("option", name="waving hand").first).to_have_attribute("aria-selected", "true")
    search.press("Escape")
    anna.field.press("Enter")
    expect(mia.log.get_by_text("Fine 👋🏾")).to_be_visible()

    mia.button("Emoji").click()
    expect(mia.chat.get_by_role("combobox", name="Search emoji")).to_be_focused()
    assert faults(mia.chat) == []
    mia.page.keyboard.type("thumbs up")
    mia.page.keyboard.press("Enter")
    expect(mia.field).to_be_focused()
    mia.field.press("Enter")
    expect(anna.log.get_by_text("👍")).to_be_visible()
