"""Every state of the widget, by name: what the other end says, and what the customer does to get there.

One list for the tests of accessibility and languages and for the gallery. `test_widget_matrix.py` holds it against
the screens, the states of a chat and of a channel, the reasons to stop and the sentences that there are: what is
added to the widget and not to this list fails there.
"""

import dataclasses
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from playwright.sync_api import FilePayload, Frame

from actors.domain.errors import Closed, Conflict, Forbidden, Invalid, QueueFull
from actors.messages import (
    KINDS,
    TEXT_MAX,
    Abandoned,
    AgentRef,
    Answered,
    BotHandedOff,
    BotMet,
    BotPost,
    BotRef,
    By,
    ChannelState,
    ChannelView,
    CustomerChat,
    Ended,
    EventPush,
    Fact,
    FileRef,
    FileRules,
    FilesAllowed,
    FormField,
    Hours,
    IdleWarned,
    Look,
    Message,
    OfflineForm,
    Ok,
    OpenSpan,
    PreChatForm,
    Queued,
    RequestCreated,
    RequestMade,
    Returned,
    Started,
    Status,
    Suggested,
    Suggestion,
    TakenOver,
    TransferAccepted,
    TypingPush,
)
from tests.browser.stage import NOW_MS, SILENCE, Scene, State

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
CHAT: Final = "c"

Facts = tuple[tuple[By, Fact], ...]
ANNA: Final = AgentRef(id="anna", name="Anna Lind")
BJORN: Final = AgentRef(id="bjorn", name="Bjørn Aas")
MIA: Final = By(kind="customer", name="Mia Berg")
AGENT: Final = By(kind="agent", id="anna", name="Anna Lind")
BOT: Final = By(kind="bot", name="Lumi")
SYSTEM: Final = By(kind="system")

# What people and admins wrote stays as it is in every language.
QUESTION: Final = "Where is my invoice for the desk lamp?"
MISTYPED: Final = "mia@"
SLIPPED: Final = "mia@gmial.com"
MISSPELT: Final = "mia@lumen.exampel"
REQUEST: Final = "My lamp flickers since Tuesday."
EMAIL: Final = "mia@lumen.example"


def channel(state: ChannelState = "open", **more: object) -> ChannelView:
    return replace(ChannelView(state=state, name="Lumen", language="en", look=Look(badge="Lumen")), **more)


def log(*facts: tuple[By, Fact], began: int = NOW_MS - 6 * MINUTE) -> tuple[EventPush, ...]:
    """As it grew, half a minute between each and the next."""
    return tuple(
        EventPush(chat=CHAT, seq=seq, at=began + seq * MINUTE // 2, kind=KINDS[type(data)], by=by, data=data)
        for seq, (by, data) in enumerate(facts, 1)
    )


def words(by: By, key: str, text: str, options: tuple[str, ...] = ()) -> tuple[By, Message]:
    return by, Message(key=key, text=text, options=options)


STARTED: Final = (MIA, Started(channel="support"))
QUEUED: Final = (SYSTEM, Queued(reason="new"))
ASKED: Final = words(MIA, "1", QUESTION)
ANSWERED: Final = (AGENT, Answered(agent=ANNA))
TALK: Final = (
    STARTED,
    QUEUED,
    ASKED,
    ANSWERED,
    words(AGENT, "2", "Good morning, Mia! Let me look for it."),
    words(MIA, "3", "Thank you. It was order 4711, from the third of March."),
    words(AGENT, "4", "Here it is: https://lumen.example/invoices/4711"),
    words(AGENT, "5", "You can pay it until the end of the month."),
    words(MIA, "6", "Perfect 👍"),
)
# What can happen to a chat meanwhile, each with its line.
TURNS: Final = (
    (SYSTEM, TransferAccepted(sender=ANNA, to=BJORN)),
    (SYSTEM, TakenOver(sender=BJORN, to=ANNA)),
    (AGENT, FilesAllowed(on=True)),
    (AGENT, FilesAllowed(on=False)),
    (AGENT, RequestCreated(number=1041, title="The invoice")),
    (AGENT, Ended(reason="agent")),
    (MIA, Returned()),
    (SYSTEM, Queued(reason="transfer")),
    (SYSTEM, Queued(reason="agent_lost")),
    (SYSTEM, Queued(reason="requeued")),
    ANSWERED,
    words(AGENT, "7", "Here I am again."),
)
# By somebody whose account is gone.
NAMELESS: Final[Facts] = ((SYSTEM, TransferAccepted(sender=ANNA)), words(By(kind="agent"), "7", "Hello."))
OFFERED: Final = words(
    BOT, "2", "Is it about an order, or about a lamp?", ("An order", "A lamp that does not light")
)
CHOSEN: Final = words(MIA, "3", "An order")
HANDED: Final = (SYSTEM, BotHandedOff(reason="asked"))
PHOTO: Final = FileRef(
    id="f1",
    name="IMG_4711.jpg",
    size=284_000,
    media_type="image/jpeg",
    url="/pictures/f1",
    thumbnail_url="/pictures/f1/small",
    width=1200,
    height=900,
)
LIST: Final = FileRef(id="f2", name="Price list spring.pdf", size=48_200, media_type="application/pdf", url="/f2")

FILES: Final = ((MIA, Message(key="8", file=PHOTO)), (AGENT, Message(key="9", file=LIST)))

OPEN: Final = channel()
FORM: Final = channel(
    pre_chat=PreChatForm(
        fields=(FormField(name="name", required=True), FormField(name="email", required=True)),
        consent="I agree that Lumen keeps what I write. https://lumen.example/privacy",
    )
)
ALL_FIELDS: Final = channel(
    pre_chat=PreChatForm(
        fields=(
            *(FormField(name=name) for name in ("name", "email", "company", "phone", "country")),
            FormField(name="about", label="Lumen", options=("Lumen 1", "Lumen 2")),
        )
    )
)
FIRST: Final = channel(pre_chat=PreChatForm(on=False))
HELPING: Final = replace(FIRST, suggestions=True)
TAKING: Final = channel(files=FileRules(always=True, extensions=(".jpg", ".png", ".pdf"), max_bytes=1_000_000))
WITH_BOT: Final = replace(FIRST, bot=BotRef(name="Lumi"))
LEAVING: Final = channel(offline=OfflineForm(queue_from=1))
AWAY: Final = channel("away")
LONG: Final = channel(name="Lumen: invoices, payments and deliveries in the Nordic countries")
# Eight o'clock tomorrow, in the time zone of the tests.
OPENS: Final = NOW_MS - 4 * MINUTE + 20 * HOUR
WEEK: Final = Hours(
    opens_at=OPENS,
    spans=tuple(
        OpenSpan(from_at=OPENS + day * DAY + hours * HOUR, until_at=OPENS + day * DAY + (hours + 4) * HOUR)
        for day in (0, 1, 2, 5)
        for hours in (0, 5)
    ),
)
NO_REQUEST: Final = OfflineForm(request=False)
FOUND: Final = Suggested(
    suggestions=(
        Suggestion(
            id="q1",
            title="Where do I find my invoice?",
            excerpt="It is in your account under Orders, and in the e-mail that told you of the delivery.",
            url="https://lumen.example/faq/1",
        ),
        Suggestion(
            id="q2", title="How can I pay?", excerpt="By card or by invoice.", url="https://lumen.example/faq/2"
        ),
    )
)


def chat(status: Status, facts: Facts, **more: object) -> CustomerChat:
    return replace(CustomerChat(id=CHAT, status=status, seq=len(facts)), **more)


def queue(view: ChannelView = OPEN, *, facts: Facts = (STARTED, QUEUED, ASKED), **place: int) -> Scene:
    return Scene(channel=view, chat=chat(Status.QUEUED, facts, **place), log=log(*facts))


def talk(
    *more: tuple[By, Fact],
    view: ChannelView = OPEN,
    pushes: tuple[object, ...] = (),
    answers: dict[str, object] | None = None,
) -> Scene:
    facts: Facts = (*TALK, *more)
    now = chat(Status.ACTIVE, facts, agent=ANNA, agent_read=6)
    return Scene(channel=view, chat=now, log=log(*facts), pushes=pushes, answers=answers or {})


def over(
    *more: tuple[By, Fact],
    status: Status = Status.ENDED,
    back: bool = True,
    rated: bool = False,
    answers: dict[str, object] | None = None,
) -> Scene:
    facts: Facts = (*TALK, *more)
    until = {"can_return_until": NOW_MS + 30 * MINUTE} if back else {}
    ended = chat(status, facts, agent_read=9, rated=rated, **until)
    return Scene(channel=OPEN, chat=ended, log=log(*facts), answers=answers or {})


def with_bot(*facts: tuple[By, Fact]) -> Scene:
    return Scene(channel=WITH_BOT, chat=chat(Status.BOT, facts), log=log(*facts))


def before(view: ChannelView, **answers: object) -> Scene:
    return Scene(channel=view, answers=answers)


def gave_up() -> Scene:
    facts: Facts = (STARTED, QUEUED, ASKED, (MIA, Abandoned(reason="left")))
    return Scene(channel=OPEN, chat=chat(Status.ABANDONED, facts), log=log(*facts))


def with_nobody() -> Scene:
    facts: Facts = (STARTED, ASKED, *NAMELESS)
    return Scene(channel=OPEN, chat=chat(Status.ACTIVE, facts), log=log(*facts), pushes=(TypingPush(on=True),))


def warned(ends_at: int) -> Scene:
    scene = talk((SYSTEM, IdleWarned(ends_at=ends_at)))
    assert scene.chat is not None
    return dataclasses.replace(scene, chat=replace(scene.chat, idle_ends_at=ends_at))


def meanwhile(scene: Scene) -> Scene:
    """Anna writes as soon as the customer begins to."""
    assert scene.chat is not None
    said = EventPush(
        chat=CHAT,
        seq=scene.chat.seq + 1,
        at=NOW_MS,
        kind="message",
        by=AGENT,
        data=Message(key="n", text="Are you there?"),
    )
    return dataclasses.replace(scene, meanwhile=(said,))


def cut(scene: Scene) -> Scene:
    return dataclasses.replace(scene, cut=1011)


# --- what she does ---


def presses(selector: str) -> Callable[[Frame], None]:
    return lambda window: window.locator(selector).first.click()


def fills_in(window: Frame) -> None:
    window.locator("[name=name]").fill("Mia Berg")
    window.locator("[name=email]").fill(MISTYPED)
    window.locator(".form .button.primary").click()


def writes(text: str) -> Callable[[Frame], None]:
    def act(window: Frame) -> None:
        window.locator(".composer textarea").fill(text)
        window.locator(".composer textarea").press("Enter")

    return act


def drafts(text: str) -> Callable[[Frame], None]:
    return lambda window: window.locator(".composer textarea").fill(text)


def slips(window: Frame) -> None:
    window.locator("[name=email]").fill(SLIPPED)


def writes_first(window: Frame) -> None:
    window.locator("[name=name]").fill("Mia Berg")
    window.locator("[name=email]").fill(MISSPELT)
    window.locator(".form .button").click()
    writes(QUESTION)(window)


def opens_an_answer(window: Frame) -> None:
    writes(QUESTION)(window)
    window.locator(".answer button").first.click()


def sends_a_request(window: Frame) -> None:
    window.locator("#request-text").fill(REQUEST)
    window.locator("[name=email]").fill(EMAIL)
    window.locator(".form .button.primary").click()


def rates(window: Frame) -> None:
    window.locator(".star").nth(3).click()


def sends_a_rating(window: Frame) -> None:
    rates(window)
    window.locator(".rating .button.primary").click()


def asks_for_a_transcript(address: str) -> Callable[[Frame], None]:
    def act(window: Frame) -> None:
        window.locator("#transcript").fill(address)
        window.locator(".transcript .button").click()

    return act


def sends_files(window: Frame) -> None:
    window.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="setup.exe", mimeType="application/octet-stream", buffer=b"MZ"),
            FilePayload(name="empty.pdf", mimeType="application/pdf", buffer=b""),
            FilePayload(name="film.jpg", mimeType="image/jpeg", buffer=bytes(2_400_000)),
            FilePayload(name="broken.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 broken"),
            *(
                FilePayload(name=f"invoice {at}.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4")
                for at in range(4)
            ),
        ]
    )


def looks_for_no_emoji(window: Frame) -> None:
    window.locator(".emoji > button").click()
    window.locator(".emoji-search").fill("zzzz")


def drags_a_file(window: Frame) -> None:
    window.locator(".composer").evaluate("""at => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], "a.pdf"));
      at.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true }));
    }""")


def reads_above(window: Frame) -> None:
    """And somebody writes meanwhile."""
    scrolls_up(window)
    window.locator(".chip").wait_for()
    drafts("?")(window)


def scrolls_up(window: Frame) -> None:
    window.locator(".log").evaluate("log => { log.scrollTop = 0 }")


def goes_out_of_the_queue(window: Frame) -> None:
    window.locator(".queue .link").click()


# --- the list ---

# A site that has shown the chat before knows how its button looks.
KNOWN: Final = """localStorage.setItem('switchboard-look:support', '{"badge": "Lumen", "color": "#2f6feb"}');"""
ENDED: Final = (AGENT, Ended(reason="agent"))
UNHAPPY: Final = "We looked at it together and it still flickers, mostly in the evening. "

# What she types, in whatever language.
TYPED: Final = (
    *(
        UNHAPPY * 2,
        UNHAPPY.strip(),
        QUESTION,
        EMAIL,
        MISTYPED,
        "Mia Berg",
        MISSPELT,
        SLIPPED,
        "gmail.com",
        REQUEST,
    ),
    *("setup.exe", "empty.pdf", "film.jpg", "broken.pdf", *(f"invoice {at}.pdf" for at in range(4))),
)

STATES: Final = (
    # The page around it.
    State(
        name="closed",
        screen=None,
        scene=talk(),
        shows="switchboard-widget .t:not(:empty)",
        opened=False,
        script=KNOWN,
    ),
    State(
        name="closed-unread",
        screen=None,
        scene=talk(),
        shows="switchboard-widget .n:not(:empty)",
        opened=False,
        script=f"{KNOWN} localStorage.setItem('switchboard-live:support', 'true');",
    ),
    State(
        name="too-old",
        screen=None,
        scene=before(OPEN),
        shows="switchboard-widget .p",
        script="delete Object.hasOwn;",
    ),
    # The link.
    State(
        name="connecting", once=True, screen="connecting", scene=Scene(channel=OPEN, greets=False), shows=".said"
    ),
    State(
        name="not-reached",
        once=True,
        screen="connecting",
        scene=Scene(channel=OPEN, greets=False, cut=1011),
        shows=".said",
    ),
    State(name="blocked", screen="stopped", scene=Scene(channel=OPEN, cut=4003), shows=".said-icon"),
    State(name="elsewhere", screen="stopped", scene=Scene(channel=OPEN, cut=4009), shows=".said .button"),
    State(name="broken", screen="stopped", scene=Scene(channel=OPEN, cut=1002), shows=".said .button"),
    # Before a chat.
    State(name="form", screen="form", scene=before(FORM), shows=".form .consent"),
    State(name="form-long", screen="form", scene=before(ALL_FIELDS), shows=".form select"),
    State(name="form-meant", screen="form", scene=before(FORM), shows=".field .link", acts=slips),
    State(
        name="form-empty",
        once=True,
        screen="form",
        scene=before(FORM),
        shows="#wrong-email",
        acts=presses(".form .button"),
    ),
    State(name="form-wrong", once=True, screen="form", scene=before(FORM), shows="#wrong-email", acts=fills_in),
    State(
        name="form-refused",
        once=True,
        screen="form",
        begins="form",
        scene=before(OPEN, **{"chat.start": Invalid("fields.email", "There is no such domain.")}),
        shows="#wrong-email",
        acts=writes_first,
    ),
    State(
        name="form-refused-field",
        once=True,
        screen="form",
        begins="form",
        scene=before(OPEN, **{"chat.start": Invalid("fields.name", "No.")}),
        shows="#wrong-name",
        acts=writes_first,
    ),
    State(name="first", screen="first", scene=before(FIRST), shows=".here"),
    State(
        name="first-wait", screen="first", scene=before(replace(FIRST, average_wait_ms=3 * MINUTE)), shows=".here"
    ),
    State(
        name="first-bot",
        screen="first",
        scene=before(WITH_BOT, **{"bot.meet": BotMet(posts=())}),
        shows=".here .avatar",
    ),
    State(
        name="first-bot-speaks",
        screen="first",
        scene=before(
            WITH_BOT,
            **{"bot.meet": BotMet(posts=(BotPost(text="Hello, I am Lumi.", options=("An order", "A lamp")),))},
        ),
        shows=".options",
    ),
    State(
        name="first-closed",
        screen="first",
        scene=before(replace(LONG, pre_chat=FIRST.pre_chat), **{"chat.start": Closed("Closed.")}),
        shows=".refused",
        acts=writes(QUESTION),
    ),
    State(
        name="first-full",
        screen="first",
        scene=before(FIRST, **{"chat.start": QueueFull("Full.")}),
        shows=".refused",
        acts=writes(QUESTION),
    ),
    State(
        name="first-failed",
        screen="first",
        scene=before(FIRST, **{"chat.start": Forbidden("No.")}),
        shows=".refused",
        acts=writes(QUESTION),
    ),
    State(
        name="suggestions",
        screen="suggest",
        begins="first",
        scene=before(HELPING, **{"faq.suggest": FOUND}),
        shows=".answer",
        acts=writes(QUESTION),
    ),
    State(
        name="suggestion-open",
        screen="suggest",
        begins="first",
        scene=before(HELPING, **{"faq.suggest": FOUND}),
        shows=".answer.open a",
        acts=opens_an_answer,
    ),
    State(
        name="starting",
        screen="talk",
        begins="first",
        scene=before(FIRST, **{"chat.start": SILENCE}),
        shows=".own .bubble",
        acts=writes(QUESTION),
    ),
    # The queue.
    State(name="queue-first", screen="talk", scene=queue(), shows=".queue"),
    State(
        name="queue", screen="talk", scene=queue(position=2, waiting=3, average_wait_ms=3 * MINUTE), shows=".queue"
    ),
    State(name="queue-unknown", screen="talk", scene=queue(LONG, position=2, waiting=3), shows=".queue"),
    State(name="queue-leaving", screen="talk", scene=queue(LEAVING, position=2, waiting=3), shows=".queue .link"),
    State(name="queue-deserted", screen="talk", scene=queue(AWAY, position=1, waiting=1), shows=".queue .primary"),
    State(
        name="queue-ask",
        screen="talk",
        scene=queue(position=2, waiting=3),
        shows=".ask",
        acts=presses(".head .button.quiet"),
    ),
    State(
        name="queue-request",
        screen="request",
        begins="talk",
        scene=queue(LEAVING, position=2, waiting=3),
        shows="#request-text",
        acts=presses(".queue .link"),
    ),
    # The conversation.
    State(name="talk", screen="talk", scene=talk(), shows=".group.own .sign"),
    State(
        name="talk-typing",
        screen="talk",
        scene=talk(pushes=(TypingPush(on=True, name="Anna Lind"),)),
        shows=".dots",
    ),
    State(name="talk-typing-nameless", screen="talk", scene=with_nobody(), shows=".dots"),
    State(name="talk-turns", screen="talk", scene=talk(*TURNS), shows=".line"),
    State(name="talk-scrolled", screen="talk", scene=talk(*TURNS), shows=".chip", acts=scrolls_up),
    State(name="talk-new-below", screen="talk", scene=meanwhile(talk(*TURNS)), shows=".chip", acts=reads_above),
    State(name="talk-ask", screen="talk", scene=talk(), shows=".ask", acts=presses(".head .button.quiet")),
    State(
        name="talk-idle",
        screen="talk",
        scene=warned(NOW_MS + 2 * MINUTE),
        shows=".idle",
    ),
    State(name="talk-nearly-full", screen="talk", scene=talk(), shows=".left", acts=drafts("a" * (TEXT_MAX - 17))),
    State(
        name="talk-too-long", screen="talk", scene=talk(), shows=".left.over", acts=drafts("a" * (TEXT_MAX + 17))
    ),
    State(
        name="talk-sending",
        screen="talk",
        scene=talk(answers={"message.send": SILENCE}),
        shows=".sign.sending",
        acts=writes(UNHAPPY * 2),
    ),
    State(
        name="talk-not-sent",
        screen="talk",
        scene=talk(answers={"message.send": Forbidden("No.")}),
        shows=".not-sent .link",
        acts=writes(UNHAPPY),
    ),
    State(
        name="talk-not-sent-ended",
        screen="talk",
        scene=talk(answers={"message.send": Conflict("Ended.", Status.ENDED)}),
        shows=".not-sent",
        acts=writes(UNHAPPY),
    ),
    # On a phone its own keyboard has them.
    State(
        name="talk-emoji",
        screen="talk",
        scene=talk(),
        shows=".emoji-picker",
        acts=presses(".emoji > button"),
        touch=False,
    ),
    State(
        name="talk-emoji-none",
        screen="talk",
        scene=talk(),
        shows=".emoji-none",
        acts=looks_for_no_emoji,
        touch=False,
    ),
    State(name="talk-files", screen="talk", scene=talk(*FILES, view=TAKING), shows=".picture img"),
    State(name="talk-picture", screen="talk", scene=talk(*FILES), shows=".large img", acts=presses(".picture")),
    State(
        name="talk-sending-files",
        screen="talk",
        scene=talk(view=TAKING),
        shows=".upload progress",
        acts=sends_files,
    ),
    State(name="talk-dropping", screen="talk", scene=talk(view=TAKING), shows=".drop", acts=drags_a_file),
    State(
        name="talk-file-gone",
        screen="talk",
        scene=talk(*FILES),
        shows=".file-size[role=alert]",
        acts=presses(".file-card"),
    ),
    State(
        name="reconnecting-files",
        screen="talk",
        scene=cut(talk(view=TAKING)),
        shows=".upload.waiting",
        acts=sends_files,
    ),
    State(name="reconnecting", screen="talk", scene=cut(talk()), shows=".link-bar p"),
    # A bot.
    State(name="bot", screen="talk", scene=with_bot(STARTED, ASKED, OFFERED), shows=".options button"),
    State(name="bot-answered", screen="talk", scene=with_bot(STARTED, ASKED, OFFERED, CHOSEN), shows=".to-person"),
    State(
        name="bot-handed-off",
        screen="talk",
        scene=queue(facts=(STARTED, ASKED, OFFERED, HANDED, QUEUED), position=1, waiting=1),
        shows=".line",
    ),
    # After it.
    State(name="ended", screen="talk", scene=over(ENDED), shows=".stars"),
    State(name="ended-rating", screen="talk", scene=over(ENDED), shows=".rating textarea", acts=rates),
    State(name="ended-rated", screen="talk", scene=over(ENDED, rated=True), shows=".rated"),
    State(
        name="ended-rating-failed",
        screen="talk",
        scene=over(ENDED, answers={"chat.rate": Conflict("No.")}),
        shows=".rating .wrong",
        acts=sends_a_rating,
    ),
    State(
        name="ended-transcript",
        screen="talk",
        scene=over(ENDED, rated=True, answers={"transcript.send": Ok()}),
        shows=".rated + .rated",
        acts=asks_for_a_transcript(EMAIL),
    ),
    State(
        name="ended-transcript-wrong",
        once=True,
        screen="talk",
        scene=over(ENDED),
        shows=".transcript + .wrong, .transcript .wrong",
        acts=asks_for_a_transcript(MISTYPED),
    ),
    State(
        name="ended-transcript-failed",
        once=True,
        screen="talk",
        scene=over(ENDED, answers={"transcript.send": Forbidden("No.")}),
        shows=".transcript .wrong",
        acts=asks_for_a_transcript(EMAIL),
    ),
    State(
        name="ended-return-failed",
        screen="talk",
        scene=over((MIA, Ended(reason="customer")), answers={"chat.return": Conflict("Too late.")}),
        shows=".ended > .wrong",
        acts=presses(".ways .button"),
    ),
    State(
        name="ended-for-good", screen="talk", scene=over((SYSTEM, Ended(reason="idle")), back=False), shows=".ways"
    ),
    State(name="ended-in-queue", screen="talk", scene=gave_up(), shows=".ways"),
    State(
        name="ended-by-request",
        screen="talk",
        scene=over((SYSTEM, RequestCreated(number=1041)), (SYSTEM, Ended(reason="request_posted")), back=False),
        shows=".ended-text",
    ),
    # Nobody is here.
    State(name="away", screen="offline", scene=before(AWAY), shows=".form"),
    State(
        name="away-no-requests",
        screen="offline",
        scene=before(channel("away", offline=NO_REQUEST)),
        shows=".here-icon",
    ),
    State(name="closed-hours", screen="offline", scene=before(channel("closed", hours=WEEK)), shows=".times"),
    State(
        name="closed-days",
        screen="offline",
        scene=before(channel("closed", hours=Hours(opens_at=OPENS + 2 * DAY))),
        shows=".here-icon",
    ),
    State(name="full", screen="offline", scene=before(channel("full", waiting=12)), shows=".form"),
    State(
        name="full-no-requests",
        screen="offline",
        scene=before(channel("full", offline=NO_REQUEST)),
        shows=".here-icon",
    ),
    State(
        name="request-empty",
        once=True,
        screen="offline",
        scene=before(AWAY),
        shows="[id='wrong-=text']",
        acts=presses(".form .primary"),
    ),
    State(
        name="request-failed",
        once=True,
        screen="offline",
        scene=before(AWAY, **{"request.submit": Forbidden("No.")}),
        shows=".form > .wrong",
        acts=sends_a_request,
    ),
    State(
        name="request-sent",
        screen="offline",
        scene=before(AWAY, **{"request.submit": RequestMade(number=1041)}),
        shows=".sent",
        acts=sends_a_request,
    ),
)
