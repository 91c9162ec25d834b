"""What the lamp shop's chats left to be done: requests, each with what came of it so far.

A request is made as its chat is over, by the chat's agent, and the chat is told of it by the rules like any other.
Who still waits in the queue of the past has left one herself, and that is how her chat ends.
What follows is told by the clock: of each story so much has happened as there was time for, so old requests are
closed, those of this week wait for somebody, and today's are open.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from actors.demo_past import OVER_SINCE, Past
from actors.domain.chat import Chat, evolve
from actors.domain.commands import CreateRequest
from actors.domain.decide import decide
from actors.domain.marks import Marks
from actors.domain.requests import Change
from actors.domain.rights import Agent, System, Who
from actors.domain.settings import Limits
from actors.domain.texts import folded
from actors.ids import new_id
from actors.log import chat_row, event_row, kept_of
from actors.messages import By, Priority, Status
from store.queries import activities, request_categories, requests
from store.queries.request_categories import Category
from store.queries.requests import EntryKind, NewEntry, NewRequest, RequestStatus

FIRST_NUMBER: Final = 1001
# Of each story; a shop has its usual troubles.
OF_ONE: Final = 2
MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
CATEGORIES: Final = ("Delivery", "Lamps and parts", "Payment", "Accounts", "Offers")


class Step(NamedTuple):
    """So many hours after the chat: what is written, and how the request stands then."""

    hours: int
    kind: EntryKind
    text: str
    status: RequestStatus


class Story(NamedTuple):
    """What a chat that begins with these words leads to. Nobody has an unowned one until somebody writes in it."""

    begins: str
    title: str
    category: str
    note: str
    steps: tuple[Step, ...]
    priority: Priority = "normal"
    owned: bool = True


STORIES: Final = (
    Story(
        "Hello, order",
        "Parcel marked as delivered is not there",
        "Delivery",
        "Ask the carrier where it was left.",
        (
            Step(3, "note", "Carrier says: left with a neighbour, no name. They ask the driver tomorrow.", "open"),
            Step(26, "reply", "The driver left it at number 14, ground floor. Could you ring there?", "waiting"),
            Step(50, "note", "She has it.", "closed"),
        ),
        "high",
    ),
    Story(
        "The glass of my",
        "New glass, arrived cracked",
        "Lamps and parts",
        "Send a new glass. She keeps the broken one.",
        (Step(5, "reply", "Your new glass left today, in a box of its own.", "closed"),),
    ),
    Story(
        "You charged me twice",
        "Charged twice",
        "Payment",
        "One payment, one reservation. Look again on Friday.",
        (
            Step(20, "reply", "The reservation was released this morning. Does your bank show it?", "waiting"),
            Step(70, "note", "No answer, and the provider says it is gone.", "closed"),
        ),
        "high",
    ),
    Story(
        "Hi! The switch of my",
        "Switch for a lamp of the first series",
        "Lamps and parts",
        "Number 4471. Two small screws with it, please.",
        (
            Step(22, "note", "Switch and screws are packed.", "open"),
            Step(46, "reply", "It is on its way!", "closed"),
        ),
        "low",
        owned=False,
    ),
    Story(
        "The login on your site",
        "Address with a typing error",
        "Accounts",
        "Corrected in the shop. The newsletter still has the old one.",
        (Step(30, "note", "Newsletter too.", "closed"),),
        "low",
        owned=False,
    ),
    Story(
        "I got the wrong lamp",
        "Wrong lamp: pick-up on Friday morning",
        "Delivery",
        "Two parcels were mixed up. The other customer knows.",
        (
            Step(
                2, "reply", "The carrier comes on Friday between 8 and 12. You need not pack it again.", "waiting"
            ),
            Step(72, "note", "Picked up, and the right one has arrived.", "closed"),
        ),
        "urgent",
    ),
    Story(
        "Hello, I need a copy of my invoice",
        "Copies of all invoices of this year",
        "Payment",
        "For the tax people, one file if possible.",
        (Step(4, "reply", "All in one file, in your mail now.", "closed"),),
        owned=False,
    ),
    Story(
        "Good morning, we are opening a caf",
        "Light plan for a café, 30 pendants",
        "Offers",
        "The plan of the room comes this afternoon. Glass is reserved until the end of the month.",
        (
            Step(27, "note", "Plan is here, ceiling at 3.40 m.", "open"),
            Step(75, "reply", "Here is your drawing, with light on it. The ten at the bar hang lower.", "waiting"),
        ),
        "high",
    ),
    Story(
        "What is your price for 60 Dusk",
        "Offer: 60 Dusk for a hotel",
        "Offers",
        "Owner decides on Monday. Call on Tuesday.",
        (Step(90, "reply", "Did your owner like the colour of the glass?", "waiting"),),
        "high",
    ),
    Story(
        "We want to put Harbour",
        "Electrician to call about 40 lanterns",
        "Offers",
        "Mornings are best.",
        (
            Step(6, "note", "Electrician calls tomorrow at nine.", "waiting"),
            Step(54, "note", "They met.", "closed"),
        ),
    ),
    Story(
        "Is there a discount for schools",
        "Offer: 12 Readers for a library",
        "Offers",
        "With 15 % off, by mail.",
        (Step(1, "reply", "Our offer is in your mail.", "waiting"),),
        owned=False,
    ),
    Story(
        "I'm missing the ceiling hook",
        "Print “the hook is in the lid” on the lid",
        "Lamps and parts",
        "The third this week.",
        (),
        "low",
        owned=False,
    ),
)

LEFT: Final = Story(
    "",
    "",
    "Lamps and parts",
    "",
    (
        Step(14, "reply", "We are sorry that you had to wait. All that you ask is in this mail.", "waiting"),
        Step(62, "note", "Nothing more came.", "closed"),
    ),
    owned=False,
)
# Minutes from the last word to the form.
FORM_MINUTES: Final = 4


class Made(NamedTuple):
    number: int
    request: NewRequest
    log: Sequence[NewEntry]


def made_from(past: Past, agents: Sequence[Agent], now: int) -> tuple[Past, list[Made]]:
    """The past with what its chats were told of their requests, and these requests."""
    by_id = {agent.ref.id: agent for agent in agents}
    places = {row.id: at for at, row in enumerate(past.rows)}
    rows, events, made = list(past.rows), list(past.events), list[Made]()
    to_make = sorted([*_chosen(past, now), *_left(past)], key=lambda each: _at(each[0]))
    for number, (chat, story) in enumerate(to_make, start=FIRST_NUMBER):
        agent = by_id[chat.agent.id] if chat.agent is not None else agents[number % len(agents)]
        command = CreateRequest(number=number, title=story.title)
        who: Who = agent
        if chat.agent is None:
            command, who = replace(command, by=By(kind="customer", name=chat.customer), ends_chat=True), System()
        told = decide(chat, command, who, _at(chat), Limits())
        after = evolve(chat, *told)
        rows[places[chat.id]] = chat_row(after, Marks(customer_read=after.seq, agent_read=after.seq))
        events += [event_row(chat.id, event) for event in told]
        made.append(_made(number, after, story, agent, now))
    return past._replace(rows=rows, events=events), made


def keep(made: Sequence[Made]) -> None:
    """In the store's transaction, which the chats share."""
    ids = {name: new_id() for name in CATEGORIES}
    for name, id_ in ids.items():
        request_categories.put(Category(id=id_, name=name, name_folded=folded(name), offered=True))
    for number, request, log in made:
        requests.imported(number, replace(request, category=ids[request.category or ""]))
        for entry in log:
            requests.add(number, entry)
        if request.contact is not None:
            activities.put("request", str(number), request.contact, request.created_at)


def _chosen(past: Past, now: int) -> list[tuple[Chat, Story]]:
    """Of each story a few chats, those with a known contact first, as their requests were made one by one."""
    found: Counter[str] = Counter()
    chosen = []
    for chat, story in sorted(_fitting(past, now), key=lambda each: (each[0].contact is None, -_at(each[0]))):
        found[story.begins] += 1
        if found[story.begins] <= OF_ONE:
            chosen.append((chat, story))
    return chosen


def _left(past: Past) -> Iterator[tuple[Chat, Story]]:
    """Who waits, with the request that she leaves: what she has asked already."""
    for row in past.rows:
        chat = kept_of(row).chat
        if chat.status is Status.QUEUED:
            asked = chat.first or ""
            yield chat, LEFT._replace(title=asked, note=asked)


def _fitting(past: Past, now: int) -> Iterator[tuple[Chat, Story]]:
    for row in past.rows:
        chat = kept_of(row).chat
        story = next((each for each in STORIES if (chat.first or "").startswith(each.begins)), None)
        done = chat.status is Status.ENDED and chat.agent is not None and _at(chat) <= now - OVER_SINCE
        if story is not None and done:
            yield chat, story


def _at(chat: Chat) -> int:
    return chat.last_at + (FORM_MINUTES if chat.agent is None else 1) * MINUTE_MS


def _made(number: int, chat: Chat, story: Story, agent: Agent, now: int) -> Made:
    by = msgspec.json.encode(agent.by())
    asker = by if chat.agent is not None else msgspec.json.encode(By(kind="customer", name=chat.customer))
    log = list(_log(chat.last_at, story, asker, by, now))
    happened = [step for step in story.steps if chat.last_at + step.hours * HOUR_MS <= now]
    request = NewRequest(
        chat=chat.id,
        told=True,
        title=story.title,
        category=story.category,
        priority=story.priority,
        status=happened[-1].status if happened else "open",
        owner=agent.ref.id if story.owned or happened else None,
        contact=chat.contact,
        customer=chat.customer,
        email=chat.fields.get("email"),
        channel=chat.channel,
        created_by=asker,
        created_at=chat.last_at,
        changed_at=log[-1].at,
    )
    return Made(number, request, log)


def _log(made_at: int, story: Story, asker: bytes, by: bytes, now: int) -> Iterator[NewEntry]:
    yield NewEntry(made_at, "chat", asker)
    yield NewEntry(made_at, "note", asker, story.note)
    owned, status = story.owned, "open"
    for step in story.steps:
        at = made_at + step.hours * HOUR_MS
        if at > now:
            return
        changes: Mapping[str, tuple[str, str]] = {
            **({} if owned else {"owner": ("", _name(by))}),
            **({} if status == step.status else {"status": (status, step.status)}),
        }
        yield NewEntry(at, step.kind, by, step.text)
        if changes:
            told = tuple(Change(field=field, was=was, now=then) for field, (was, then) in changes.items())
            yield NewEntry(at, "change", by, changes=msgspec.json.encode(told))
        owned, status = True, step.status


def _name(by: bytes) -> str:
    name: str = msgspec.json.decode(by)["name"]
    return name
