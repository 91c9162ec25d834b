"""Texts that want to run, in every field that anybody can fill, on every screen that shows them: they are read.

No dialog, no script, nothing that the content security policy had to stop (it is the second wall, not the first),
and not a word of them in the server's log.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import (
    APIRequestContext,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Frame,
    WebSocket,
    expect,
)

from actors.messages import AgentFrame, CustomerFrame
from tests.browser.channel import set_up
from tests.browser.conftest import NewContext
from tests.browser.hostile_bot import PERSON, hostile_bot
from tests.browser.people import Agent, Customer
from tests.browser.screens import goes_to, settle
from tests.browser.shop import PASSWORD, Shop
from tests.hostile import MARK, TEXTS
from tests.hostile_fields import filled, frame_fields, route_of, text_fields, without

API: Final = "/api/v1"
SCRIPT: Final = TEXTS[0]
EMAIL: Final = "kanari.address@nordlys.example"
# Kept where the page's own scripts cannot tidy it away; read at the end from every frame.
WATCH: Final = """
  window.__stopped = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.__stopped.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
"""
BESIDE: Final[list[dict[str, Any]]] = [
    {"type": "note.add", "text": f"note {SCRIPT}", "key": "n1"},
    {"type": "request.create", "title": f"about {SCRIPT}", "text": SCRIPT, "key": "r1"},
    {
        "type": "contact.create",
        "contact": dict.fromkeys(("name", "phone", "title", "external_id"), f"made {SCRIPT}"),
        "company": dict.fromkeys(("name", "phone", "external_id"), f"made {SCRIPT}"),
    },
    {"type": "contact.search", "text": SCRIPT},
    {"type": "transfer.offer", "to": {"channel": "copy"}, "note": f"offer {SCRIPT}"},
    {"type": "transfer.cancel"},
    {"type": "draft.set", "text": f"draft {SCRIPT}"},
]
OWN: Final = f'"><b onclick=alert(1)>Own</b> {MARK}'
CONSENT: Final = {"on": True, "text": SCRIPT}
# A field of the channel's own, with a text to write and with some to choose.
FORM: Final = [
    *({"name": name, "label": None, "required": False, "options": []} for name in ("name", "email")),
    {"name": "own", "label": OWN, "required": False, "options": []},
    {"name": "choice", "label": f"Choice {SCRIPT}", "required": False, "options": [SCRIPT, TEXTS[1]]},
]
TABS: Final[dict[str, dict[str, Any]]] = {
    "properties": dict.fromkeys(("name", "shown_name", "badge", "description", "welcome"), SCRIPT),
    "look": dict.fromkeys(("header", "message", "queue_message"), SCRIPT),
    "offline": {"header": SCRIPT, "message": SCRIPT, "consent": CONSENT, "fields": FORM},
    "pre_chat": {"message": SCRIPT, "consent": CONSENT, "fields": FORM},
    "post_chat": dict.fromkeys(("header", "message"), SCRIPT),
    "bot": {
        "name": SCRIPT,
        "faq": {"folder": None, "greeting": SCRIPT},
        "completions": {"url": "", "model": SCRIPT, "key": SCRIPT, "instructions": SCRIPT},
    },
}
# Fields of a text that need no hostile one, and why.
EXCUSED: Final = {
    r".* (id|photo|company|contact|owner|category|folder|parent|channel|chat|items\.\[\]\.id)": "an id",
    r".* (members\.\[\]\.agent|faq\.folder|suggestions\.folder|order\.\[\]|.*channels\.\[\])": "an id",
    r".* (key|log key)": "of a client's own making, shown to nobody; a channel's is held to letters",
    r".* (login|email|emails\.\[\]|.*domains\.\[\]|url)": "held to the form of one, and shown with the mark in it",
    r".* (language|currency|close_date|hours\.time_zone|items\.\[\]\.(from|to))": "held to the form of one",
    r".* (password|current|token|code|webhook\.secret|completions\.key)": "a secret, shown to nobody",
    r"POST /import/.* ": "a file: tests/domain/test_importing.py",
    r"PUT /channels/\{key\}/look badge": "it is on the tab of the properties",
    r"POST /(session|files) .*": "nothing that is kept and shown",
}
# The same of the frames that customers and agents send.
EXCUSED_IN_FRAMES: Final = {
    r"\S+ \S+ (id|key)": "of a client's own making, shown to nobody",
    r"\S+ \S+ (channel|chat|file|faq|category|owner|contact|contact\.company|to\.\w+|channels\.\[\])": "an id",
    r"customer hello (token|identity|attempt)": "a secret, or signed, shown to nobody",
    r"\S+ \S+ (email|tz|contact\.emails\.\[\]|company\.domains\.\[\])": "held to the form of one",
    r"agent typing preview": "passed on to nobody",
}
PAGE: Final = f"javascript:alert(1)//{MARK}"
# What a page says of itself; the offline form, as a widget sends it; and a chat that begins there.
ASKED: Final[list[dict[str, Any]]] = [
    {"type": "hello", "channel": "support", "page": PAGE, "locale": f"<b onclick=alert(1)>{MARK}"},
    {"type": "faq.suggest", "text": f"suggest {SCRIPT}"},
    {
        "type": "request.submit",
        "text": f"asked {SCRIPT}",
        "name": f"asked {SCRIPT}",
        "key": "q1",
        "fields": {"own": f"asked {SCRIPT}"},
        "consent": True,
    },
    {"type": "chat.start", "text": f"start {SCRIPT}", "key": "s1", "consent": True},
]
# As a console or a widget of hers would send them, in their order; the errors that came of it. Answers are kept.
SEND: Final = """
  ([whose, frames]) => new Promise((done, broken) => {
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/ws/" + whose, "switchboard.v1");
    const errors = [];
    window.__answers = [];
    socket.onerror = broken;
    socket.onopen = () => frames.forEach((frame, at) => socket.send(JSON.stringify({ ...frame, id: String(at) })));
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      if (answer.re === undefined) return;
      if (answer.type === "error") errors.push(data);
      if (window.__answers.push(answer) < frames.length) return;
      socket.close();
      done(errors);
    };
  })
"""


class Watched:
    """A browser of somebody, and whatever went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.wrong: list[str] = []
        self.sent: set[str] = set()  # fields of frames with such a text in them
        context.add_init_script(WATCH)
        context.on("page", lambda page: page.on("websocket", self._socket))
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("console", self._console)

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.wrong.append(message.text)

    def _socket(self, socket: WebSocket) -> None:
        whose = socket.url.rpartition("/")[2]
        socket.on("framesent", lambda frame: self._sent(whose, json.loads(frame)))

    def _sent(self, whose: str, frame: dict[str, Any]) -> None:
        self.sent |= {f"{whose} {frame['type']} {field}" for field in filled(frame, MARK)}

    def stopped(self) -> list[str]:
        frames: list[Frame] = [frame for page in self.context.pages for frame in page.frames]
        return self.wrong + [f"{frame.url}: {each}" for frame in frames for each in stopped_in(frame)]


def stopped_in(frame: Frame) -> list[str]:
    found: list[str] = frame.evaluate("window.__stopped || []")
    return found


class Filler:
    """Puts the texts where they can be put over the API, as an admin."""

    def __init__(self, shop: Shop, request: APIRequestContext) -> None:
        self._url = shop.url + API
        self._request = request
        self._head = {"origin": shop.url}
        self._described = self.get("/openapi.json")
        self.filled: set[str] = set()

    def send(self, method: str, path: str, body: Any, **head: str) -> Any:  # noqa: ANN401 - as in JSON
        """What came of it; nothing where a rule of the field refuses the text."""
        answer = self._request.fetch(self._url + path, method=method, data=body, headers=self._head | head)
        assert answer.status in {200, 201, 204, 409, 422}, (path, body, answer.text())
        if not answer.ok:
            return {}
        self._fills(method, path, body)
        return answer.json() if answer.body() else {}

    def _fills(self, method: str, path: str, body: Any) -> None:  # noqa: ANN401
        route = route_of(self._described, method, path)
        self.filled |= {f"{route} {field}" for field in filled(body, MARK)}

    def post(self, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401
        made: dict[str, Any] = self.send("POST", path, body)
        return made

    def get(self, path: str) -> Any:  # noqa: ANN401
        return self._request.get(self._url + path).json()

    def save_tab(self, channel: str, tab: str) -> None:
        now = self.get(f"/channels/{channel}")
        body = {**now["tabs"][tab]}
        for name, value in TABS[tab].items():
            body[name] = {**body[name], **value} if isinstance(value, dict) else value
        assert self.send("PUT", f"/channels/{channel}/{tab}", body, **{"if-match": str(now["revision"])}), tab

    def left_out(self) -> list[str]:
        """Fields that take a text and were given none of these, without a reason."""
        left = text_fields(self._described) - self.filled
        made = {re.sub(r"^POST (\S+) ", r"\1 ", each) for each in self.filled if each.startswith("POST ")}
        # What is changed is what was made.
        left = {each for each in left if re.sub(r"^(PATCH|PUT) (\S+)/\{[a-z_]+\} ", r"\2 ", each) not in made}
        return sorted(each for each in left if not any(re.fullmatch(rule, each) for rule in EXCUSED))

    def fill(self) -> dict[str, str]:
        """Everything there is, with every text; the addresses of one of each."""
        made: dict[str, str] = {}
        category = ""
        for at, text in enumerate(TEXTS):
            known = {"name": f"{text} {at}", "phone": text[-30:], "external_id": f"{text} {at}"}
            company = self.post("/companies", **known).get("id")
            contact = self.post(
                "/contacts", **known, title=text, company=company, emails=[f"kanari{at}@x.example"]
            )
            self.post(
                "/contacts", name=text, company={**known, "name": f"new {text}", "external_id": f"new {text}"}
            )
            if contact:
                made["contact"], made["company"] = contact["id"], company or ""
                self.post("/sales", title=text, contact=contact["id"])
                self.post("/follow-ups", title=text, due_at=1, contact=contact["id"])
            faq = self.post("/faqs", title=text, body=f"{text}\n\n{text}", published=True, public=True)
            made |= {f"faq{at}": faq["path"]} if faq else {}
            self.post("/faqs/folders", name=f"{text} {at}")
            self.post("/templates/folders", name=f"{text} {at}")
            self.post("/templates", title=text, body=text)
            self.post("/quick-replies", title=text, body=text)
            category = self.post("/request-categories", name=text[:80]).get("id", category)
            request = self.post(
                "/requests", channel="support", title=text, customer=text, text=text, category=category or None
            )
            if request:
                made["request"] = str(request["number"])
                self.post(f"/requests/{made['request']}/log", kind="note", text=text, key=f"k{at}")
            made |= {"agent": self.post("/agents", login=f"{MARK}{at}", name=text, role="agent").get("id", "")}
        tiles = [{"id": f"t{at}", "kind": "busy_hour", "title": text[:60]} for at, text in enumerate(TEXTS[:8])]
        self.send("PUT", "/dashboard/tiles", {"items": tiles})
        self.send("PATCH", "/account", {"name": SCRIPT})
        self.post("/channels", key="new", name=f"new {SCRIPT}", language="en")
        self.post("/channels/support/duplicate", key="copy", name=f"copy {SCRIPT}")
        self.post("/channels/support/identity", issuer=SCRIPT)
        self.post("/channels/support/bot/try", values=self.get("/channels/support")["tabs"]["bot"], text=SCRIPT)
        self.post("/faqs/preview", body=SCRIPT)
        hook = self.post(
            "/webhooks", url=f"https://{MARK}.example/<script>alert(1)</script>", events=["chat.created"]
        )
        made["webhook"] = hook["id"]
        for file in ('"><img src=x onerror=alert(1)>.pdf', f"{SCRIPT[:20]}.pdf"):
            kept = self._request.post(
                f"{self._url}/documents",
                multipart={
                    "folder": "<b>kanari",
                    "file": {"name": file, "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"},
                },
                headers=self._head,
            )
            assert kept.ok, kept.text()
            self.send("PATCH", f"/documents/{kept.json()['id']}", {"name": f"{MARK} {file}"})
        self.send("POST", "/documents/folders/move", {"folder": "<b>kanari", "to": f"<i>{MARK}"})
        for tab in TABS:
            self.save_tab("support", tab)
        return made


@pytest.mark.slow(seconds=20)
def test_texts_that_want_to_run_are_read_everywhere_and_run_nowhere(new_context: NewContext, shop: Shop) -> None:
    hers, his, theirs = (Watched(new_context()) for _ in range(3))
    anna = Agent(hers.context, shop, "anna").signs_in()
    filler = Filler(shop, hers.context.request)
    made = filler.fill()
    assert filler.left_out() == [], "a field that nobody has filled with what wants to run"
    anna.page.reload()
    anna.is_present()

    # The customer fills in what she can, and writes all of it.
    mia = Customer(his.context, shop, SCRIPT).visits().opens_the_chat()
    expect(mia.chat.get_by_text(MARK).first).to_be_visible()
    mia.chat.get_by_label(OWN).fill(TEXTS[6])
    for box in mia.chat.get_by_role("checkbox").all():  # as many as there are now: the form is there
        box.check()
    mia.chat.get_by_label(f"Choice {SCRIPT}").select_option(TEXTS[1])
    mia.starts(TEXTS[1], EMAIL)
    expect(mia.log.get_by_text(TEXTS[1])).to_be_visible()
    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    expect(anna.page.get_by_text(TEXTS[6]).first).to_be_visible()
    for text in TEXTS:
        mia.writes(text)
        anna.writes(f"to {text}")
    for log in (mia.log, anna.log):
        expect(log.get_by_text(f"to {SCRIPT}")).to_be_visible()
        expect(log.get_by_text(f"to {TEXTS[-1]}")).to_be_visible()

    # What an agent writes beside the conversation.
    chat = anna.page.url.rpartition("/")[2].partition("?")[0]
    beside = [{"type": "hello"}, *({"chat": chat, **frame} for frame in BESIDE)]
    assert anna.page.evaluate(SEND, ["agent", beside]) == []
    expect(anna.log.get_by_text(f"note {SCRIPT}")).to_be_visible()
    expect(anna.log.get_by_text(f"offer {SCRIPT}")).to_be_visible()
    expect(anna.field).to_have_value(f"draft {SCRIPT}")
    a_colleague_says_no(anna, Agent(theirs.context, shop, "bjorn").signs_in().is_present(), chat)

    the_customer_says_the_rest(mia, anna)
    in_frames = frame_fields("agent", AgentFrame) | frame_fields("customer", CustomerFrame)
    left = without(in_frames, hers.sent | his.sent | theirs.sent, EXCUSED_IN_FRAMES)
    assert left == [], "a field of a frame that nobody has filled with what wants to run"

    # Every screen, as far as an admin gets.
    for address in (
        *("dashboard", "requests", f"requests/{made['request']}", "contacts", f"contacts/{made['contact']}"),
        *("companies", f"companies/{made['company']}", "search?q=kanari", "texts", "texts/templates"),
        *("texts/replies", "documents", "reports", "channels", "channels/support/properties"),
        *("channels/support/look", "channels/support/pre_chat", "channels/support/post_chat"),
        *("channels/support/offline", "channels/support/bot", "channels/support/members"),
        *("channels/support/identity", "agents", f"agents/{made['agent']}", "account", "audit", "categories"),
        *("webhooks", f"webhooks/{made['webhook']}", "mail", f"chats/{chat}"),
    ):
        goes_to(anna.page, f"#/{address}")
        expect(anna.page.get_by_role("heading").first).to_be_visible()
        settle(anna.page)
        shown = anna.page.get_by_text(MARK).or_(anna.page.get_by_role("textbox"))
        expect(shown.filter(visible=True).first).to_be_visible()
        assert hers.stopped() == [], address

    # The pages that are no apps: the FAQs for everybody, and a transcript.
    faqs = [path for name, path in made.items() if name.startswith("faq")]
    page = his.context.new_page()
    for path in faqs:
        page.goto(shop.url + path)
        assert page.evaluate(ACTIVE) == []
    transcript = hers.context.new_page()
    transcript.goto(f"{shop.url}{API}/chats/{chat}/transcript?format=html&notes=true")
    expect(transcript.get_by_text(SCRIPT).first).to_be_visible()
    expect(transcript.get_by_text(f"no {SCRIPT}")).to_be_visible()
    assert transcript.evaluate(ACTIVE) == []

    assert (hers.stopped(), his.stopped(), theirs.stopped()) == ([], [], [])
    nothing_is_in_the_log(shop, hers)


def a_colleague_says_no(anna: Agent, bjorn: Agent, chat: str) -> None:
    """With a reason, which his own console has been told as well as hers."""
    him = bjorn.page.request.get(f"{bjorn.shop.url}{API}/session").json()["agent"]["id"]
    offer = {"type": "transfer.offer", "chat": chat, "to": {"agent": him}, "note": f"you {SCRIPT}"}
    assert anna.page.evaluate(SEND, ["agent", [{"type": "hello"}, offer]]) == []
    bjorn.goes_to("Chats")
    bjorn.sessions.get_by_text(MARK).first.click()
    expect(bjorn.page.get_by_text(f"you {SCRIPT}").first).to_be_visible()
    bjorn.button("Reject").click()
    bjorn.page.get_by_label("Reason").fill(f"no {SCRIPT}")
    bjorn.page.keyboard.press("Enter")
    expect(anna.log.get_by_text(f"no {SCRIPT}")).to_be_visible()


def the_customer_says_the_rest(mia: Customer, anna: Agent) -> None:
    """What she is only typing, what she says when it is over, and what one asks who finds nobody."""
    mia.field.fill(f"typing {SCRIPT}")
    expect(anna.page.get_by_text(f"typing {SCRIPT}").first).to_be_visible()
    anna.ends()
    mia.chat.get_by_title("Very good").click()
    mia.chat.get_by_role("textbox", name="Would you like to say more?").fill(f"rated {SCRIPT}")
    mia.button("Send rating").click()
    expect(anna.log.get_by_text(f"rated {SCRIPT}")).to_be_visible()
    assert mia.chat.evaluate(SEND, ["customer", ASKED]) == []
    begun = mia.chat.evaluate("window.__answers.at(-1).chat")
    goes_to(anna.page, f"#/chats/{begun}")
    expect(anna.log.get_by_text(f"start {SCRIPT}")).to_be_visible()
    expect(anna.page.get_by_text(PAGE)).to_be_visible()


def nothing_is_in_the_log(shop: Shop, hers: Watched) -> None:
    said = shop.log()
    assert [line for line in said.splitlines() if MARK in line.lower() or PASSWORD in line] == []
    assert re.search(r"[a-z0-9.]+@[a-z0-9.]+\.example", said) is None
    cookies = [cookie["value"] for cookie in hers.context.cookies()]
    assert [cookie for cookie in cookies if cookie in said] == []
    assert json.dumps(cookies) != "[]"


def test_what_a_hostile_bot_says_and_wants_is_read_and_runs_nowhere(
    new_context: NewContext, filled: Path, tmp_path: Path
) -> None:
    shop = Shop(tmp_path, filled, SWITCHBOARD_OUTGOING_ALLOW="127.0.0.1/32")
    try:
        with hostile_bot() as url:
            shop.start()
            a_bot_says_what_wants_to_run(new_context, shop, url)
    finally:
        shop.kill()


def a_bot_says_what_wants_to_run(new_context: NewContext, shop: Shop, url: str) -> None:
    hers, his = Watched(new_context()), Watched(new_context())
    anna = Agent(hers.context, shop, "anna").signs_in()
    set_up(anna.page, "bot", on=True, name=SCRIPT, connector="webhook", webhook={"url": url, "timeout_ms": 60_000})
    anna.is_present()

    # An admin tries it.
    anna.page.evaluate("location.hash = '#/channels/support/bot'")
    sentence = anna.page.get_by_label("What a customer might write")
    sentence.fill(PERSON)
    sentence.press("Enter")
    tried = anna.page.get_by_role("log", name="What the bot would do")
    expect(tried.get_by_text("It hands over to a person:")).to_be_visible()

    # And has the same server told of chats: what it answers is shown.
    hook = Filler(shop, hers.context.request).post("/webhooks", url=url, events=["chat.created"])["id"]
    anna.page.evaluate("hook => { location.hash = `#/webhooks/${hook}` }", hook)
    anna.page.get_by_role("button", name="Send a test").click()
    expect(anna.page.get_by_role("region", name="What it answered")).to_contain_text(SCRIPT)

    # What it says first, with options; one of them is clicked.
    mia = Customer(his.context, shop, "Mia Berg").visits().opens_the_chat()
    expect(mia.log.get_by_text(f"first {SCRIPT}")).to_be_visible()
    expect(mia.button(TEXTS[9])).to_be_visible()
    assert his.stopped() == []
    mia.button(TEXTS[1]).click()
    expect(mia.log.get_by_text(f"then {TEXTS[16]}")).to_be_visible()
    assert [each for each in mia.chat.evaluate(ACTIVE) if "/assets/" not in each] == []
    assert his.stopped() == []

    # Fields, a request and a reason of its own, before the agent who takes over.
    mia.writes(PERSON)
    expect(mia.log.get_by_text("We are getting a person for you")).to_be_visible()
    anna.goes_to("Dashboard")
    expect(anna.incoming.get_by_text(MARK).first).to_be_visible()
    anna.goes_to("Chats")
    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    expect(anna.log.get_by_text(f"then {TEXTS[16]}")).to_be_visible()
    expect(anna.log.get_by_text('The bot asked for a person: “"><img src=x')).to_be_visible()
    anna.writes("Hello, I am a person.")
    expect(mia.log.get_by_text("Hello, I am a person.")).to_be_visible()
    (number,) = [
        each["number"]
        for each in Filler(shop, hers.context.request).get("/requests")["items"]
        if MARK in each["title"]
    ]
    goes_to(anna.page, f"#/requests/{number}")
    expect(anna.page.get_by_text(TEXTS[-1]).first).to_be_visible()
    assert (hers.stopped(), his.stopped()) == ([], [])
    assert [line for line in shop.log().splitlines() if MARK in line.lower()] == []


# What could run in a page: scripts, handlers, and addresses that are programs.
ACTIVE: Final = """
  [...document.querySelectorAll("*")].flatMap((each) => [
    ...(each.localName === "script" ? [each.outerHTML] : []),
    ...[...each.attributes]
      .filter(
        (one) =>
          /^(on|srcdoc$)/i.test(one.name) ||
          (/(href|src|action|data)$/i.test(one.name) && /^\\s*(javascript|data|vbscript):/i.test(one.value)),
      )
      .map((one) => `${one.name}=${one.value}`),
  ])
"""
