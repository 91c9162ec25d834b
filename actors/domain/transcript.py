"""A chat to take away: what is in a transcript, and how it reads as plain text.

There are two, for two audiences. The one for the customer holds what she saw, with names as she saw them; the one
for agents has everything, notes and transfers too. Which it is decides the `view` of each event and nothing else,
so what is hidden on a screen is hidden on paper.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final, Literal, assert_never

from msgspec import Struct

from actors.domain.chat import Chat
from actors.domain.files import size_in_words
from actors.domain.transcript_texts import ENGLISH, TranscriptTexts
from actors.domain.views import Audience, agent_for_customer, view
from actors.messages import (
    Abandoned,
    AgentRef,
    Answered,
    BotHandedOff,
    ContactLinked,
    ContactUnlinked,
    Ended,
    Event,
    EventView,
    FieldsSet,
    FilesAllowed,
    IdleWarned,
    Look,
    Message,
    Note,
    Queued,
    Rated,
    RequestCreated,
    Returned,
    Started,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)

# Where the words of a line begin in plain text, behind the time.
MARGIN: Final = 7


class Line(Struct, frozen=True, kw_only=True):
    """`said` and `note` have a writer; a `line` tells what happened."""

    at: int
    kind: Literal["said", "note", "line"]
    text: str
    name: str = ""
    customer: bool = False


class Terms(Struct, frozen=True, kw_only=True):
    """For whom a transcript is: `channel` is a name, `look` the channel's, for how customers see agents.

    `texts` are in the customer's language, and for agents in English.
    `channels` are the names of all by their keys, for what agents read of a chat that moved.
    """

    channel: str
    zone: tzinfo
    audience: Audience
    look: Look = Look()
    texts: TranscriptTexts = ENGLISH
    channels: Mapping[str, str] = {}


class Day(Struct, frozen=True, kw_only=True):
    name: str
    lines: tuple[tuple[str, Line], ...]


class Transcript(Struct, frozen=True, kw_only=True):
    """`head` are the lines above: a word and what it stands for. Times are already those of the reader."""

    language: str
    title: str
    head: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]


def transcript(chat: Chat, events: Iterable[Event], terms: Terms) -> Transcript:
    events = tuple(events)
    views = (view(event, terms.audience, terms.look) for event in events)
    lines = [line for each in views if each is not None and (line := _line(each, terms)) is not None]
    return Transcript(
        language=terms.texts.language,
        title=terms.texts.title.format(name=_one_line(chat.customer)),
        head=tuple(_head(chat, events, terms)),
        days=tuple(_days(lines, terms)),
    )


def as_text(told: Transcript) -> str:
    """For a file. What a person wrote in several lines is set in, so that it cannot pass for another's line."""
    wide = max(len(word) for word, _ in told.head) + 2
    lines = [told.title, "", *(f"{word:<{wide}}{value}" for word, value in told.head)]
    for day in told.days:
        lines += ["", day.name, ""]
        for time, line in day.lines:
            lines += _set_in(f"{time:<{MARGIN}}{_as_said(line)}")
    return "\n".join(lines) + "\n"


def _as_said(line: Line) -> str:
    match line.kind:
        case "said":
            return f"{line.name}: {line.text}"
        case "note":
            return f"[Note] {line.name}: {line.text}"
        case "line":
            return f"* {line.text}"


def _set_in(text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [first, *(f"{'':<{MARGIN}}    {line}".rstrip() for line in rest)]


# --- the head ---


def _head(chat: Chat, events: Iterable[Event], terms: Terms) -> Iterator[tuple[str, str]]:
    for_agents = terms.audience is Audience.AGENT
    texts = terms.texts
    yield texts.channel, _one_line(terms.channel)
    said = (chat.fields.get(name, "") for name in ("name", "email", "company", "phone"))
    yield texts.customer, ", ".join(_one_line(value) for value in said if value.strip()) or chat.customer
    agents = [ref if for_agents else agent_for_customer(ref, terms.look) for ref in _agents(events)]
    names = dict.fromkeys(_one_line(ref.name) for ref in agents if ref is not None)
    if names:
        yield (texts.agent if len(names) == 1 else texts.agents), ", ".join(names)
    yield texts.period, _period(chat, terms)
    yield texts.times, str(terms.zone)
    if for_agents and chat.rating is not None:
        yield "Rating", f"{chat.rating} of 5"
    if chat.requests:
        yield (texts.request if len(chat.requests) == 1 else texts.requests), ", ".join(map(str, chat.requests))


def _agents(events: Iterable[Event]) -> Iterator[AgentRef]:
    """Who served the customer, in that order."""
    for event in events:
        match event.data:
            case Answered(agent=agent):
                yield agent
            case TakenOver(to=agent):
                yield agent
            case TransferAccepted(to=receiver) if receiver is not None:
                yield receiver
            case _:
                pass


def _period(chat: Chat, terms: Terms) -> str:
    began = _at(chat.started_at, terms.zone)
    begin = f"{_day(began, terms)}, {began:%H:%M}"
    if chat.ended_at is None:  # no customer is sent one of a chat that goes on
        return f"{begin}, not over yet"
    ended = _at(chat.ended_at, terms.zone)
    same_day = began.date() == ended.date()
    return terms.texts.span.format(
        begin=begin, end=f"{'' if same_day else _day(ended, terms) + ', '}{ended:%H:%M}"
    )


# --- the lines ---


def _days(lines: Iterable[Line], terms: Terms) -> Iterator[Day]:
    name = ""
    of_day: list[tuple[str, Line]] = []
    for line in lines:
        at = _at(line.at, terms.zone)
        if _day(at, terms) != name and of_day:
            yield Day(name=name, lines=tuple(of_day))
            of_day = []
        name = _day(at, terms)
        of_day.append((f"{at:%H:%M}", line))
    if of_day:
        yield Day(name=name, lines=tuple(of_day))


def _line(event: EventView, terms: Terms) -> Line | None:
    by = _one_line(event.by.name) or _side(event.by.kind, terms.texts)
    customer = event.by.kind == "customer"
    match event.data:
        case Message(text=str(text)):
            return Line(at=event.at, kind="said", text=text, name=by, customer=customer)
        case Message(file=file) if file is not None:
            text = terms.texts.file.format(name=_one_line(file.name), size=size_in_words(file.size))
            return Line(at=event.at, kind="said", text=text, name=by, customer=customer)
        case Note(text=text):
            return Line(at=event.at, kind="note", text=text, name=by)
        case _:
            happened = _happened(event, by, terms)
            return Line(at=event.at, kind="line", text=happened) if happened is not None else None


def _happened(event: EventView, by: str, terms: Terms) -> str | None:
    """One sentence, or None where it is of no interest afterwards. What agents alone see is English."""
    texts = terms.texts
    match event.data:
        case Started(page=page):
            return f"Chat started on {_one_line(page)}" if page else texts.started
        case Answered(agent=agent):
            return texts.answered.format(name=_one_line(agent.name))
        case TransferAccepted() | TransferOffered() | TransferRejected() | TransferCancelled() | TakenOver():
            return _transferred(event.data, by, terms)
        case RequestCreated(number=number, title=title):
            return texts.request_made.format(number=number) + (f": {_one_line(title)}" if title else "")
        case ContactLinked():
            return "Contact linked"
        case ContactUnlinked():
            return "Contact unlinked"
        case FilesAllowed(on=on):
            return texts.files_on if on else texts.files_off
        case Returned():
            return texts.returned.format(name=by)
        case Rated(score=score, comment=comment):
            return f"Rated {score} of 5" + (f": {_one_line(comment)}" if comment else "")
        case Ended(reason=reason):
            return _ended(reason, texts) or texts.ended_by.format(name=by)
        case Abandoned():
            return texts.abandoned
        case Queued(reason="transfer", channel=str(key)):
            return f"Transferred to the queue of {_named(key, terms)}"
        case Queued(reason=reason):
            return texts.requeued if reason in {"agent_lost", "requeued", "returned"} else None
        case BotHandedOff() | FieldsSet() | IdleWarned() | Message() | Note():
            return None


_Transferred = TransferAccepted | TransferOffered | TransferRejected | TransferCancelled | TakenOver


def _transferred(fact: _Transferred, by: str, terms: Terms) -> str | None:
    """In the words of the console; a customer learns who has her chat now, and is shown no more of it."""
    if terms.audience is Audience.CUSTOMER:
        now = fact.to if isinstance(fact, TransferAccepted | TakenOver) else None
        return terms.texts.took_over.format(name=_one_line(now.name)) if now is not None else None
    match fact:
        case TransferAccepted(to=None):
            return f"Moved to {_receiver(fact, terms)}"
        case TransferAccepted(channel=channel):
            into = "" if channel is None else f", in {_named(channel, terms)}"
            return f"{_receiver(fact, terms)} took over from {_one_line(fact.sender.name)}{into}"
        case TakenOver(sender=sender, to=to):
            return f"{_one_line(to.name)} took over from {_one_line(sender.name)}"
        case TransferOffered(sender=sender, note=note):
            return f"{_one_line(sender.name)} asked {_receiver(fact, terms)} to take over{_quoted(note)}"
        case TransferRejected(reason=reason):
            return f"{by} said no to the transfer{_quoted(reason)}"
        case TransferCancelled():
            return _called_off(fact, by, terms)
        case _:  # pragma: no cover
            assert_never(fact)


def _called_off(fact: TransferCancelled, by: str, terms: Terms) -> str | None:
    """Nothing where the next line tells it: the chat ended, or somebody took it over."""
    match fact.reason:
        case "time_out":
            return f"{_receiver(fact, terms)} did not accept the transfer in time"
        case "receiver_gone":
            return f"{_receiver(fact, terms)} was not there any more, so the transfer was called off"
        case "sender_gone":
            return f"The transfer was called off: {_one_line(fact.sender.name)} was gone for too long"
        case "cancelled":
            return f"{by} called off the transfer"
        case "ended" | "taken_over":
            return None


def _receiver(fact: TransferAccepted | TransferOffered | TransferCancelled, terms: Terms) -> str:
    if fact.to is not None:
        return _one_line(fact.to.name)
    return "another channel" if fact.channel is None else _named(fact.channel, terms)


def _named(channel: str, terms: Terms) -> str:
    return _one_line(terms.channels.get(channel, channel))


def _quoted(text: str | None) -> str:
    return f": “{_one_line(text)}”" if text else ""


def _side(kind: Literal["customer", "agent", "bot", "system"], texts: TranscriptTexts) -> str:
    match kind:
        case "customer":
            return texts.customer
        case "agent":
            return texts.agent
        case "bot":
            return texts.bot
        case "system":
            return texts.automatic


def _ended(reason: str, texts: TranscriptTexts) -> str | None:
    """Nothing where it says most by whom."""
    return {
        "idle": texts.idle,
        "left": texts.left,
        "bot": texts.ended_by_bot,
        "operator": texts.ended_by_operator,
        "request_posted": texts.request_left,
    }.get(reason)


def _at(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1_000, zone)


def _day(at: datetime, terms: Terms) -> str:
    return at.strftime(terms.texts.day).format(day=at.day)


def _one_line(text: str) -> str:
    return " ".join(text.split())
