"""Four weeks of a lamp shop's chats, lived by the rules at times that are past.

Every chat goes through `decide` and `evolve` like any other, one command after another, only that its clock is
made up. What comes out is what the journal would have stored. The choices hang on a seed, so a demonstration looks
the same each time, but for ids and for what day it is.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeVar

from actors import demo_files
from actors.demo_talks import (
    ABANDONED,
    COMMENTS,
    FAREWELLS,
    FIRST_NAMES,
    LAMPS,
    LAST_NAMES,
    PAGES,
    RETURNS,
    SALES,
    SUPPORT,
    TOWNS,
)
from actors.domain.chat import Chat, evolve
from actors.domain.commands import (
    AcceptTransfer,
    AllowFiles,
    Answer,
    ChatCommand,
    Leave,
    LinkContact,
    LoseAgent,
    OfferTransfer,
    Return,
    SendFile,
    Start,
    Tick,
)
from actors.domain.contacts import Contact, NewContact
from actors.domain.deadline import deadline
from actors.domain.decide import decide
from actors.domain.marks import Marks
from actors.domain.measures import MISSED, Sample
from actors.domain.rights import Agent, Customer, System, Who
from actors.domain.settings import ChannelSettings, Limits
from actors.files import ref_of
from actors.ids import new_id
from actors.log import chat_row, event_row
from actors.messages import ChatEnd, ChatRate, Event, MessageSend, NoteAdd
from store.journal import ChatRow, EventRow
from store.queries.files import File

T = TypeVar("T")

DAYS: Final = 28
# Further back nobody looks at what was sent, and a demonstration should start fast.
FILES_DAYS: Final = 8
SEED: Final = 2026
S: Final = 1_000
MINUTE: Final = 60 * S
HOUR: Final = 60 * MINUTE

# Chats that begin on a day, Monday first, and how they spread over the hours of opening.
OF_WEEKDAY: Final = (17, 15, 13, 13, 14, 7, 4)
OPENS: Final = 9
OF_HOUR: Final = (6, 9, 12, 8, 6, 9, 11, 8)
# The shop's chats are over by now: nobody sits at the other end.
OVER_SINCE: Final = 40 * MINUTE
TALKS: Final = {"support": SUPPORT, "sales": SALES}
# Chats among whom those are that still wait: nobody waits for as long as so many come.
LATEST: Final = 20
OF_CHANNEL: Final = (("support", 4), ("sales", 1))
# Who comes back and back, and somebody of her company whom nobody has written down like that.
REGULAR: Final = "Ingrid Solberg"
STRANGER: Final = NewContact(name="M. Dahl", emails=("m.dahl@nordlys.example",))
CAFE: Final = "Good morning, we are opening a caf"
EARLIER: Final = ((19, "support", "How long is delivery"), (8, "sales", "What is your price"), (2, "support", ""))
# Of a hundred: how they go.
ENDINGS: Final = (("customer", 52), ("agent", 22), ("left", 9), ("idle", 7), ("abandoned", 10))
STARS: Final = ((5, 55), (4, 26), (3, 11), (2, 5), (1, 3))
# A word of thanks is answered, but not always: of a hundred.
FAREWELL: Final = 88
# Before the first agent is there, and when all are at lunch.
NOBODY_AT: Final = (9, 12)


class Link(NamedTuple):
    """A chat that was linked to its contact as it was answered."""

    chat: str
    contact: str
    at: int
    agent: str


class Past(NamedTuple):
    rows: list[ChatRow]
    events: list[EventRow]
    links: list[Link]
    files: list[File]


class Visit(NamedTuple):
    """When somebody comes, and where; who it is and how she begins, where that is not left to chance."""

    at: int
    channel: str
    customer: NewContact | None = None
    begins: str = ""


class People(NamedTuple):
    """Of one who may be in a chat: the shop, and those who come to it."""

    agents: Sequence[Agent]
    contacts: Sequence[Contact]


def past_chats(now: int, channels: dict[str, ChannelSettings], people: People) -> Past:
    """The rows of all chats of the days before `now`, and of today as far as it has gone."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    past = Past([], [], [], [])
    expected = {visit.at: visit for visit in _expected(now, people.contacts)}
    waits: list[tuple[str, int, int]] = []
    for at in sorted({*_starts(now, chance), *_lately(now, chance), *expected}):
        visit = expected.get(at) or Visit(at, _one_of(chance, OF_CHANNEL))
        lived = _PastChat(chance, channels[visit.channel], people, visit)
        lived.keeps_files = at > now - FILES_DAYS * 24 * HOUR
        lived.ahead = sum(channel == visit.channel and at < until for channel, _, until in waits[-LATEST:])
        chat, events = lived.live()
        waits.append((visit.channel, at, lived.waited_until))
        if chat.last_at > now - OVER_SINCE:
            continue
        seen = Marks(customer_read=chat.seq, agent_read=chat.seq)
        past.rows.append(chat_row(chat, seen))
        past.events.extend(event_row(chat.id, event) for event in events)
        past.files.extend(lived.files)
        if chat.contact is not None and chat.agent is not None:
            past.links.append(Link(chat.id, chat.contact, chat.started_at, chat.agent.id))
    return past


def missed(now: int) -> list[Sample]:
    """Customers who found nobody, which no chat tells: one or two on most days."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    days = [_morning(now, back).replace(minute=chance.randrange(60)) for back in range(DAYS, 0, -1)]
    found = [day.replace(hour=chance.choice(NOBODY_AT)) for day in days for _ in range(chance.randrange(3))]
    return [Sample(MISSED.name, int(at.timestamp() * 1000), _one_of(chance, OF_CHANNEL)) for at in found]


def _starts(now: int, chance: random.Random) -> Iterator[int]:
    """When the chats begin, by the clock on the wall of this machine."""
    today = datetime.fromtimestamp(now / 1000).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        usual = OF_WEEKDAY[day.weekday()]
        hours = chance.choices(range(len(OF_HOUR)), OF_HOUR, k=max(1, usual + chance.randint(-3, 3)))
        for hour in sorted(hours):
            at = int((day + timedelta(hours=OPENS + hour)).timestamp() * 1000) + chance.randrange(HOUR)
            if at < now:
                yield at


def _lately(now: int, chance: random.Random) -> Iterator[int]:
    """Some that an agent's list of recent chats still shows, whatever hour and day the first look is on."""
    for hours in range(1, 7):
        yield now - hours * HOUR - OVER_SINCE + chance.randrange(OVER_SINCE)


def _expected(now: int, contacts: Sequence[Contact]) -> Iterator[Visit]:
    """So that a first look finds a panel with everything in it, and one that names somebody: two recent chats."""
    regular = next(each for each in contacts if each.name == REGULAR)
    for days, channel, begins in EARLIER:
        yield Visit(int(_morning(now, days).timestamp() * 1000), channel, regular, begins)
    yield Visit(now - 3 * HOUR, "sales", regular, CAFE)
    yield Visit(now - 2 * HOUR, "support", STRANGER)


def _morning(now: int, days: int) -> datetime:
    at = datetime.fromtimestamp(now / 1000).astimezone() - timedelta(days=days)
    return at.replace(hour=10, minute=20, second=0, microsecond=0)


class _PastChat:
    """One chat while it is lived: its state, its clock, and the events so far."""

    def __init__(self, chance: random.Random, settings: ChannelSettings, people: People, visit: Visit) -> None:
        self._chance = chance
        self._visit = visit
        self._channel = visit.channel
        self._settings = settings
        self._agents = people.agents
        self._agent = people.agents[0] if visit.customer else chance.choice(people.agents)
        self._at = visit.at
        self._chat = Chat(id=new_id())
        self._events: list[Event] = []
        self.files: list[File] = []
        self.keeps_files = True
        self.ahead = 0
        self.waited_until = visit.at
        self._spoke = "C"
        self._said = 0
        self._known = {email: contact.id for contact in people.contacts for email in contact.emails}
        self._customer = visit.customer or self._somebody(people.contacts)
        self._first = self._customer.name.partition(" ")[0].rstrip(".")
        self._words = {
            "first": self._first,
            "order": str(chance.randint(20_400, 28_900)),
            "lamp": chance.choice(LAMPS),
            "town": chance.choice(TOWNS),
            "amount": str(chance.choice((98, 149, 210, 265))),
        }

    def live(self) -> tuple[Chat, list[Event]]:
        ending = "customer" if self._visit.customer else _one_of(self._chance, ENDINGS)
        if ending == "abandoned":
            self._give_up()
        else:
            begins = f"C: {self._visit.begins}"
            self._talk(
                self._chance.choice([talk for talk in TALKS[self._channel] if talk.strip().startswith(begins)])
            )
            self._end(ending)
            if ending in {"customer", "agent"}:
                self._afterwards()
        return self._chat, self._events

    # --- how it goes ---

    def _give_up(self) -> None:
        """Some leave a request instead: they wait until requests are made (demo_requests.py)."""
        self._start(self._filled(self._chance.choice(ABANDONED)))
        self._wait(40 * S, 5 * MINUTE)
        self.waited_until = self._at
        if "email" not in self._chat.fields or self._chance.random() < 0.6:  # noqa: PLR2004 - three in five
            self._do(*self._chance.choice(((ChatEnd(), Customer()), (Leave(), System()))))

    def _talk(self, talk: str) -> None:
        first, *lines = self._lines(talk)
        self._start(first[1])
        self._answer()
        turn = self._chance.random()
        for number, (speaker, text) in enumerate(lines):
            if number == len(lines) // 2 and turn < 0.04:  # noqa: PLR2004 - one in twenty-five, and so on
                self._lose_agent()
            elif number == len(lines) // 2 and turn > 0.95:  # noqa: PLR2004
                self._hand_to_another()
            self._say(speaker, text)

    def _end(self, ending: str) -> None:
        if ending in {"customer", "agent"}:
            self._say_farewell()
        match ending:
            case "customer":
                self._wait(8 * S, MINUTE)
                self._do(ChatEnd(), Customer())
            case "agent":
                self._wait(30 * S, 3 * MINUTE)
                self._do(ChatEnd(), self._agent)
            case "left":
                self._wait(MINUTE, 2 * MINUTE)
                self._do(Leave(), System())
            case _:
                self._fall_silent()

    def _afterwards(self) -> None:
        """Some return, and more than half say how it was."""
        if self._chance.random() < 0.05:  # noqa: PLR2004 - one in twenty
            self._wait(2 * MINUTE, 15 * MINUTE)
            self._do(Return(available=frozenset({self._agent.ref.id})), Customer())
            for speaker, text in self._lines(self._chance.choice(RETURNS)):
                self._say(speaker, text)
            self._say_farewell()
            self._wait(10 * S, MINUTE)
            self._do(ChatEnd(), Customer())
        if self._chance.random() < 0.6:  # noqa: PLR2004 - three in five
            self._wait(5 * S, 40 * S)
            score = _one_of(self._chance, STARS)
            self._do(ChatRate(score=score, comment=self._chance.choice(COMMENTS[score]) or None), Customer())

    # --- steps ---

    def _say_farewell(self) -> None:
        if self._spoke == "C" and self._chance.randrange(100) < FAREWELL:
            self._say("A", self._filled(self._chance.choice(FAREWELLS)))

    def _somebody(self, contacts: Sequence[Contact]) -> NewContact:
        """A contact who comes back, or somebody new: at home, or from a company that others of write too."""
        of_companies = self._channel == "sales"
        known = [contact for contact in contacts if (contact.company is not None) is of_companies]
        if known and self._chance.random() < (0.5 if of_companies else 0.15):
            return self._chance.choice(known)
        first, last = self._chance.choice(FIRST_NAMES), self._chance.choice(LAST_NAMES)
        domain = self._chance.choice(("example.com", "example.org"))
        if of_companies and known and self._chance.random() < 0.5:  # noqa: PLR2004 - every other
            domain = self._chance.choice(known).emails[0].partition("@")[2]
        return NewContact(name=f"{first} {last}", emails=(f"{first}.{last}@{domain}".lower(),))

    def _start(self, text: str) -> None:
        fields = {"name": self._customer.name}
        if self._visit.customer or self._chance.random() < 0.7:  # noqa: PLR2004 - most leave their address
            fields["email"] = self._customer.emails[0]
        page = f"https://lumen.example{self._chance.choice(PAGES)}"
        key = self._key()
        start = Start(
            channel=self._channel, text=text, key=key, fields=fields, page=page, locale="en", ahead=self.ahead
        )
        self._do(start, Customer())

    def _answer(self) -> None:
        # Mostly half a minute; now and then everybody is busy.
        self._at += int(min(self._chance.lognormvariate(10.3, 0.8), 9 * MINUTE))
        self._do(Answer(welcome=self._settings.welcome), self._agent)
        if self.waited_until == self._visit.at:
            self.waited_until = self._at
        contact = self._known.get(self._chat.fields.get("email", ""))
        if contact is not None and self._chat.contact is None:
            self._do(LinkContact(contact, by_address=True), System())

    def _say(self, speaker: str, text: str) -> None:
        self._spoke = self._spoke if speaker == "N" else speaker
        typing = len(text) * self._chance.randint(60, 140)
        self._at += 2 * S + typing + self._chance.randrange(15 * S)
        if text.startswith("["):
            self._send_file(text.strip("[]"), by_customer=speaker == "C")
            return
        match speaker:
            case "C":
                self._do(MessageSend(text=text, key=self._key()), Customer())
            case "A":
                self._do(MessageSend(text=text, key=self._key()), self._agent)
            case _:
                self._do(NoteAdd(chat=self._chat.id, text=text, key=self._key()), self._agent)

    def _send_file(self, name: str, *, by_customer: bool) -> None:
        if not self.keeps_files:
            return
        who = Customer() if by_customer else self._agent
        if by_customer and not self._chat.files_allowed:
            self._do(AllowFiles(on=True), self._agent)
            self._wait(10 * S, 40 * S)
        agent = None if by_customer else self._agent.ref.id
        file = demo_files.row_of(name, chat=self._chat.id, agent=agent, at=self._at)
        self.files.append(file)
        self._do(SendFile(file=ref_of(file), key=self._key()), who)

    def _lose_agent(self) -> None:
        self._wait(30 * S, MINUTE)
        self._at += self._limits.reconnect_ms
        self._do(LoseAgent(self._agent.ref.id), System())
        self._agent = self._another()
        self._answer()

    def _hand_to_another(self) -> None:
        receiver = self._another()
        self._wait(10 * S, 30 * S)
        self._do(OfferTransfer(to=receiver.ref, note="You know more about this one."), self._agent)
        self._wait(8 * S, 40 * S)
        self._agent = receiver
        self._do(AcceptTransfer(), receiver)

    def _fall_silent(self) -> None:
        while self._chat.is_open:
            due = deadline(self._chat, self._limits, None)
            if due is None:  # the customer spoke last
                self._wait(MINUTE, 2 * MINUTE)
                self._do(ChatEnd(), self._agent)
                return
            self._at = max(self._at, due)
            self._do(Tick(), System())

    def _do(self, command: ChatCommand, who: Who) -> None:
        events = decide(self._chat, command, who, self._at, self._limits)
        self._chat = evolve(self._chat, *events)
        self._events.extend(events)

    @property
    def _limits(self) -> Limits:
        return self._settings.limits

    def _another(self) -> Agent:
        return self._chance.choice([agent for agent in self._agents if agent.ref.id != self._agent.ref.id])

    def _wait(self, least: int, most: int) -> None:
        self._at += self._chance.randrange(least, most)

    def _key(self) -> str:
        self._said += 1
        return f"demo-{self._said}"

    def _filled(self, text: str) -> str:
        return text.format(**self._words)

    def _lines(self, talk: str) -> list[tuple[str, str]]:
        lines = (line.strip().partition(": ") for line in talk.strip().splitlines())
        return [(speaker, self._filled(text)) for speaker, _, text in lines]


def _one_of(chance: random.Random, weighted: Sequence[tuple[T, int]]) -> T:
    return chance.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
