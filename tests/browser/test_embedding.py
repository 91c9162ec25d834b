"""SPEC.md, section 3: the widget in somebody else's page, and what that page can say to it."""

import json
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.channel import set_up
from tests.browser.people import Agent, Customer, Launcher
from tests.browser.shop import Shop

# What pages do to themselves, and would do to the widget if they could.
HOSTILE: Final = """
* { all: unset !important; display: none !important; color: lime !important; transform: scale(.1) !important }
html, body, h1 { display: block !important }
html { transform: none !important }
"""
# What old libraries and careless pages do to what every script has.
SPOILT: Final = """<script>
Object.prototype.clone = () => { throw new Error("not for you") };
Object.prototype.each = 7;
Array.prototype.reduce = function () { return this[0] };
Array.prototype.map = Array.prototype.filter = Array.prototype.forEach = () => { throw new Error("not for you") };
Array.prototype.toJSON = String.prototype.toJSON = () => "not what it was";
</script>"""
NewContext = Callable[..., BrowserContext]
UPLOAD_A_LOGO: Final = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 20 });
  canvas.getContext("2d").fillRect(0, 0, 40, 20);
  const body = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return (await (await fetch("/api/v1/pictures", { method: "POST", body })).json()).url;
}"""


def page_of(
    shop: Shop, attributes: dict[str, str], head: str = "", before: str = "", *, quirks: bool = False
) -> str:
    said = {"data-channel": "support", **attributes}
    written = "".join(f' {name}="{escape(value)}"' for name, value in said.items())
    return (
        f"{'' if quirks else '<!doctype html>'}<title>Lamps</title>{head}<body><h1>Lamps</h1>{before}"
        f'<script defer src="{shop.url}/widget.js"{written}></script>'
    )


class Pages(BaseHTTPRequestHandler):
    """Somebody else's server, with one page."""

    body = ""
    policy = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        if self.policy:
            self.send_header("content-security-policy", self.policy)
        self.end_headers()
        framed = '<!doctype html><title>Around</title><iframe src="/" width="500" height="600"></iframe>'
        self.wfile.write((framed if self.path == "/framed" else self.body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


class Visitor(Customer):
    """On a page of another origin than the server's."""

    host: str

    def visits_page(
        self,
        *,
        attributes: dict[str, str] | None = None,
        query: str = "",
        head: str = "",
        before: str = "",
        csp: str = "",
        quirks: bool = False,
    ) -> "Visitor":
        Pages.body, Pages.policy = page_of(self.shop, attributes or {}, head, before, quirks=quirks), csp
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.failures: list[str] = []
        self.page.on("pageerror", lambda failure: self.failures.append(str(failure)))
        self.page.goto(f"{self.host}/{query}")
        return self

    def calls(self, verb: str, *values: Any) -> None:  # noqa: ANN401 - whatever the page says
        self.page.evaluate(f"Switchboard.push({json.dumps([verb, *values])})")

    def heard(self) -> list[Any]:
        found: list[Any] = self.page.evaluate("window.heard")
        return found


LISTENS: Final = """<script>
window.heard = [];
window.Switchboard = [];
for (const name of ["opened", "closed", "started", "message", "unread", "ended"])
  Switchboard.push(["on", name, (count) => heard.push(count === undefined ? name : [name, count])]);
Switchboard.push(["open"]);
</script>"""


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.fixture
def visitor(new_context: NewContext, shop: Shop, host: str) -> Callable[..., Visitor]:
    def make(name: str, **options: Any) -> Visitor:  # noqa: ANN401 - as Playwright's
        found = Visitor(new_context(**options), shop, name)
        found.host = host
        return found

    return make


def test_under_a_strict_policy_and_hostile_rules_the_page_has_its_chat_and_no_complaint(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent], shop: Shop
) -> None:
    agent("anna")
    policy = f"default-src 'none'; script-src {shop.url}; frame-src {shop.url}; require-trusted-types-for 'script'"
    mia = visitor("Mia").visits_page(csp=policy)
    mia.opens_the_chat()
    mia.starts("Is anybody there?")
    expect(mia.log).to_contain_text("Is anybody there?")
    assert mia.complaints == []

    leo = visitor("Leo").visits_page(head=f"<style>{HOSTILE}</style>")
    leo.opens_the_chat()
    box = leo.page.locator("switchboard-widget").bounding_box()
    expect(leo.chat.get_by_role("textbox", name="Name")).to_be_visible()
    assert box is None or box["height"] == 0, "nothing takes space in the page"


def test_the_widget_stands_in_whatever_page_there_is(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent], shop: Shop
) -> None:
    agent("anna")
    tag = f'<script src="{shop.url}/widget.js" data-channel="support"></script>'
    impatient = "<script>addEventListener('DOMContentLoaded', () => Switchboard.open())</script>"
    heads = {
        "another base": '<base href="https://elsewhere.example/deep/">',
        "spoilt prototypes": SPOILT,
        "our name for something of theirs": '<script>Switchboard = { name: "of theirs" }</script>',
        "the tag twice, once too early": tag,
        "an API wanted at once": impatient,
    }
    for what, head in heads.items():
        mia = visitor("Mia").visits_page(head=head)
        if head is not impatient:
            mia.opens_the_chat()
        expect(mia.chat.get_by_role("textbox", name="Name")).to_be_visible()
        assert mia.page.locator("switchboard-widget").count() == 1, what
        assert mia.failures == [], what
        mia.context.close()

    framed = visitor("Leo").visits_page(quirks=True)
    framed.page.goto(f"{framed.host}/framed")
    inner = framed.page.frames[1]
    assert inner.evaluate("document.compatMode") == "BackCompat"
    inner.evaluate("Switchboard.open()")
    expect(framed.chat.get_by_role("textbox", name="Name")).to_be_visible()


def test_it_outlives_a_page_that_changes_its_body_and_runs_its_scripts_again(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia").visits_page()
    mia.opens_the_chat()
    mia.starts("Do you have lamps?")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    mia.field.fill("And another thing")

    mia.page.evaluate(
        "const was = document.querySelector('script'), again = document.createElement('script');"
        "for (const { name, value } of was.attributes) again.setAttribute(name, value);"
        "const body = document.createElement('body'); body.append(again);"
        "new Promise((done) => { again.onload = done; document.body.replaceWith(body) })"
    )

    assert mia.page.locator("switchboard-widget").count() == 1
    expect(mia.log).to_contain_text("Do you have lamps?")
    expect(mia.field).to_have_value("And another thing")


def test_a_new_look_reaches_the_open_window_and_the_page_around_it(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = visitor("Mia").visits_page()
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("textbox", name="Name")).to_be_visible()
    middle = size_of(mia)
    logo = anna.page.evaluate(UPLOAD_A_LOGO)
    assert anna.page.request.patch(
        f"{anna.shop.url}/api/v1/account", data={"photo": logo}, headers={"origin": anna.shop.url}
    ).ok
    set_up(anna.page, "look", logo=logo)
    expect(mia.chat.locator(".logo img")).to_have_attribute("src", logo)
    assert mia.chat.locator(".logo img").evaluate("(logo) => logo.decode().then(() => logo.naturalWidth)") == 40

    set_up(anna.page, "look", size="large", theme="dark", font="serif", header="Ask us", message="Anything.")
    expect(mia.chat.get_by_role("heading", name="Ask us")).to_be_visible()
    expect(mia.chat.get_by_text("Anything.")).to_be_visible()
    expect(mia.chat.locator("html")).to_have_attribute("data-theme", "dark")
    expect(mia.chat.locator("html")).to_have_attribute("data-font", "serif")
    assert size_of(mia) > middle
    set_up(anna.page, "look", size="small", theme="light", button_color="#00aa55", bubble_color="#222266")
    expect(mia.chat.locator("html")).to_have_attribute("data-size", "small")
    expect(mia.button("Continue")).to_have_css("background-color", "rgb(0, 170, 85)")
    assert size_of(mia) < middle

    mia.starts("Hello")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()
    expect(mia.log.locator(".own .bubble")).to_have_css("background-color", "rgb(34, 34, 102)")
    set_up(anna.page, "look", queue_message="Place {cque}, about {cavw}. Tea?", first_name_only=True)
    expect(mia.status.get_by_text("You are number 1. Tea?")).to_be_visible()
    anna.next_in_queue.click()
    expect(mia.chat.get_by_role("heading", name="Anna", exact=True)).to_be_visible()
    expect(mia.chat.locator("header .avatar img")).to_have_attribute("src", logo)


def test_a_window_that_does_not_load_can_be_closed_on_a_phone_and_is_tried_again(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia", viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    mia.visits_page(head='<meta name="viewport" content="width=device-width">')
    mia.page.route("**/widget/frame*", lambda route: route.abort())
    mia.opens_the_chat()
    Launcher(mia.page).press("Close window")
    mia.page.unroute("**/widget/frame*")
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("textbox", name="Name")).to_be_visible()
    assert place_of(mia) == (0, 0, 360, 640)

    old = visitor("Leo")
    old.context.add_init_script("delete Object.hasOwn")
    old.visits_page().opens_the_chat()
    Launcher(old.page).press("Close window")
    assert not any("/widget/frame" in frame.url for frame in old.page.frames)


def test_a_phones_keyboard_covers_nothing_of_the_window(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia", viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    mia.context.add_init_script(
        "Object.defineProperty(window, 'visualViewport', { value: "
        "Object.assign(new EventTarget(), { width: 360, height: 640, offsetTop: 0 }) })"
    )
    mia.visits_page(head='<meta name="viewport" content="width=device-width">')
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("textbox", name="Name")).to_be_visible()
    fields = mia.chat.locator("input, textarea").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).fontSize)"
    )
    assert set(fields) == {"16px"}, "a phone zooms in on smaller letters"

    keyboard = "Object.assign(visualViewport, { height: %d, offsetTop: %d }).dispatchEvent(new Event('resize'))"
    mia.page.evaluate(keyboard % (300, 40))
    assert place_of(mia) == (0, 40, 360, 300)
    mia.page.evaluate(keyboard % (640, 0))
    assert place_of(mia) == (0, 0, 360, 640)


def test_it_moves_nothing_in_the_page_and_asks_nobody_but_its_server(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent], shop: Shop
) -> None:
    agent("anna")
    mia = visitor("Mia")
    mia.context.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries()))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    asked: list[str] = []
    mia.page.on("request", lambda request: asked.append(request.url))
    mia.page.on("websocket", lambda socket: asked.append(socket.url))
    mia.visits_page(before="<p>Long evenings.</p>" * 40)
    height = mia.page.evaluate("document.documentElement.scrollHeight")
    assert [url for url in asked if not url.startswith(mia.host)] == [f"{shop.url}/widget.js"]

    mia.opens_the_chat()
    mia.starts("Where is my invoice?")
    expect(mia.status.get_by_text("You are number 1.")).to_be_visible()

    ours = (mia.host, shop.url, shop.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert mia.page.evaluate("shifts.length") == 0
    assert mia.page.evaluate("document.documentElement.scrollHeight") == height


KEPT_BY_THE_PAGE: Final = "text => JSON.stringify({ ...localStorage, ...sessionStorage }).includes(text)"


@pytest.mark.parametrize("forbidden", ["the frame", "everybody"])
def test_a_chat_goes_on_where_browsers_let_nobody_store(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent], forbidden: str
) -> None:
    anna = agent("anna")
    mia = visitor("Mia")
    mia.context.add_init_script(
        "const refuse = { get() { throw new DOMException('No.', 'SecurityError') } };"
        f"if ({str(forbidden == 'everybody').lower()} || location.pathname === '/widget/frame')"
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, refuse)"
    )
    mia.visits_page()
    mia.opens_the_chat()
    mia.starts("Where is my invoice?")
    anna.next_in_queue.click()
    expect(mia.log.get_by_text("joined the chat")).to_be_visible()
    if forbidden == "the frame":
        mia.field.fill("Half a sent")
        mia.page.wait_for_function(KEPT_BY_THE_PAGE, arg="Half a sent")  # the frame can only ask it to
        mia.page.reload()
        expect(mia.log.get_by_text("Where is my invoice?")).to_be_visible()
        expect(mia.field).to_have_value("Half a sent")
    mia.writes("Thank you")
    expect(anna.log.get_by_text("Thank you")).to_be_visible()


def size_of(mia: Visitor) -> float:
    """How wide the window is: the page's side of it."""
    return place_of(mia)[2]


def place_of(mia: Visitor) -> tuple[float, float, float, float]:
    box = mia.chat.frame_element().bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def test_a_page_fills_in_what_it_knows_by_attributes_and_the_customer_sees_it(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    names = ("name", "email", "phone", "company")
    set_up(agent("anna").page, "pre_chat", fields=[{"name": name} for name in names])
    mia = visitor("Mia")
    mia.context.add_cookies([{"name": "mail", "value": "mia%40example.com", "url": mia.host}])
    mia.visits_page(
        attributes={
            "data-customer-name": "variable:shop.user.name",
            "data-customer-email": "cookie:mail",
            "data-customer-phone": "url:tel",
            "data-customer-company": "Berg & Co",
            "data-title": "Ask us",
            "data-language": "de",
            "data-color": "#aa0022",
        },
        query="?tel=22%2033",
        before="<script>window.shop = { user: { name: 'Mia Berg' } }</script>",
    )
    Launcher(mia.page).press("Ask us")

    expect(mia.chat.get_by_role("heading", name="Ask us")).to_be_visible()
    expect(mia.chat.locator("html")).to_have_attribute("lang", "de")
    expect(mia.button("Weiter")).to_have_css("background-color", "rgb(170, 0, 34)")
    known = {"Name": "Mia Berg", "E-Mail": "mia@example.com", "Telefon": "22 33", "Firma": "Berg & Co"}
    for name, value in known.items():
        expect(mia.chat.get_by_role("textbox", name=name)).to_have_value(value)


def test_the_button_waits_as_long_as_the_page_says_and_the_api_does_not(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia")
    mia.page.clock.install()
    mia.visits_page(attributes={"data-delay": "60000"})
    mia.page.wait_for_function("typeof Switchboard.open === 'function'")
    assert buttons(mia) == []
    mia.page.clock.fast_forward(60_000)
    mia.opens_the_chat()
    expect(mia.chat.get_by_role("textbox", name="Name")).to_be_visible()

    leo = visitor("Leo").visits_page(attributes={"data-delay": "60000"})
    leo.calls("open")
    expect(leo.chat.get_by_role("textbox", name="Name")).to_be_visible()


def test_a_channel_that_is_not_there_leaves_no_button_and_the_maker_of_the_page_reads_why(
    visitor: Callable[..., Visitor],
) -> None:
    mia = visitor("Mia")
    mia.visits_page(attributes={"data-channel": "suport"})
    with mia.page.expect_console_message(lambda said: said.type == "warning") as warned:
        mia.opens_the_chat()

    assert 'data-channel="suport"' in warned.value.text
    expect(mia.page.locator("switchboard-widget")).to_have_count(0)
    assert buttons(mia) == []


def buttons(mia: Visitor) -> list[str]:
    """What a screen reader finds to press on the page itself, in closed shadow roots too."""
    session = mia.page.context.new_cdp_session(mia.page)
    page = session.send("DOM.getDocument", {"depth": 0})["root"]
    found = session.send("Accessibility.queryAXTree", {"nodeId": page["nodeId"], "role": "button"})["nodes"]
    session.detach()
    return [node["name"]["value"] for node in found]


def test_calls_made_before_the_script_is_there_are_kept_and_events_are_told(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    anna = agent("anna")
    mia = visitor("Mia").visits_page(before=LISTENS)
    mia.calls("set", {"basket": "Two lamps"})
    mia.starts("Hello")
    expect(mia.log).to_contain_text("Hello")
    mia.calls("close")
    anna.next_in_queue.click()
    expect(anna.page.get_by_text("Two lamps")).to_be_visible()
    anna.writes("Hi Mia")
    mia.page.wait_for_function("heard.some((each) => each[0] === 'unread' && each[1] > 0)")
    mia.page.wait_for_function("['started', 'message', 'closed'].every((each) => heard.includes(each))")

    anna.ends()
    mia.page.wait_for_function("heard.includes('ended')")
    assert mia.heard()[0] == "opened"

    # Who does not want to be told any more is not; and one call opens and closes.
    mia.page.evaluate(
        "deaf = () => heard.push('deaf'); Switchboard.on('opened', deaf); Switchboard.off('opened', deaf)"
    )
    for name in ("opened", "closed"):
        mia.calls("toggle")
        mia.page.wait_for_function(f"heard.filter((each) => each === '{name}').length === 2")
    assert "deaf" not in mia.heard()


def test_a_chat_goes_on_in_another_tab_and_after_a_reload_until_somebody_logs_out(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia").visits_page()
    mia.opens_the_chat()
    mia.starts("Do you have lamps?")
    expect(mia.log).to_contain_text("Do you have lamps?")
    tab = Visitor(mia.context, mia.shop, "Mia")
    tab.host = mia.host
    tab.visits_page()
    tab.opens_the_chat()
    expect(tab.log).to_contain_text("Do you have lamps?")

    tab.calls("logout")
    tab.calls("open")
    mia.page.reload()
    mia.calls("open")

    for each in (tab, mia):
        expect(each.chat.get_by_role("textbox", name="Name")).to_have_value("")
        expect(each.chat.get_by_text("Do you have lamps?")).to_have_count(0)


def test_a_page_speaks_for_its_customer_and_sets_the_language(
    visitor: Callable[..., Visitor], agent: Callable[..., Agent]
) -> None:
    agent("anna")
    mia = visitor("Mia").visits_page()
    mia.calls("identify", {"name": "Mia Berg", "email": "mia@example.com"})
    mia.calls("setLanguage", "nb")
    mia.calls("open")

    expect(mia.chat.locator("html")).to_have_attribute("lang", "nb")
    expect(mia.chat.get_by_role("textbox", name="Navn")).to_have_value("Mia Berg")


def test_messages_of_a_stranger_in_the_page_are_not_heard(visitor: Callable[..., Visitor]) -> None:
    mia = visitor("Mia").visits_page(before=LISTENS)
    expect(mia.chat.get_by_role("textbox").first).to_be_visible()
    before = len(mia.heard())
    for message in ({"switchboard": "event", "name": "started"}, {"switchboard": "close"}):
        mia.page.evaluate(f"postMessage({json.dumps(message)}, '*')")
    mia.page.evaluate("new Promise((done) => setTimeout(done))")

    assert len(mia.heard()) == before
    assert_open(mia.page)


def assert_open(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("heard.includes('closed')") is False
