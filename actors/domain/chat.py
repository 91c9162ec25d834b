"""A chat's state, and the one table that changes its status.

First rule: everything that changes a chat's status lives in `NEXT`. An event that the table does not list for a
status cannot be folded in, so it cannot be stored. The diagram in docs/ is printed from the table (`diagram`).

Second rule: the state follows from the events alone. `evolve` knows no clock and no settings, so for every
prefix k of a log, the state after k, and then k+1…n, is the state after n. The row beside the log is this state.

What may happen next is asked in `decide/`; when time alone makes something happen, `deadline.py` says.
"""

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from actors.messages import (
    Abandoned,
    AgentRef,
    Answered,
    BotHandedOff,
    ContactLinked,
    ContactUnlinked,
    Ended,
    Event,
    Fact,
    FieldsSet,
    FilesAllowed,
    IdleWarned,
    LastMessage,
    Message,
    Note,
    Queued,
    QueuedReason,
    Rated,
    RequestCreated,
    Returned,
    Started,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)

# A client repeats a command until it is answered, so a repeat comes within the few it has under way. Older
# repeats are caught by the unique index on (chat, key), at the price of a write; more keys cost every message, for
# each state has a copy of them.
KEYS_KEPT = 16
PREVIEW_MAX = 120  # a line in a list; more is cut off on any screen
FRONT: frozenset[QueuedReason] = frozenset({"returned", "agent_lost"})  # they have waited already

S = Status
NEXT: Mapping[Status | None, Mapping[type[Fact], Status]] = {
    None: {Started: S.BOT},
    S.BOT: {
        Message: S.BOT,
        BotHandedOff: S.BOT,
        FieldsSet: S.BOT,
        IdleWarned: S.BOT,
        Queued: S.QUEUED,
        RequestCreated: S.BOT,
        ContactLinked: S.BOT,
        ContactUnlinked: S.BOT,
        Ended: S.ENDED,
        Abandoned: S.ABANDONED,
    },
    S.QUEUED: {
        Message: S.QUEUED,
        Note: S.QUEUED,
        Queued: S.QUEUED,
        RequestCreated: S.QUEUED,
        ContactLinked: S.QUEUED,
        ContactUnlinked: S.QUEUED,
        Answered: S.ACTIVE,
        Ended: S.ENDED,
        Abandoned: S.ABANDONED,
    },
    S.ACTIVE: {
        Message: S.ACTIVE,
        Note: S.ACTIVE,
        TransferOffered: S.ACTIVE,
        TransferAccepted: S.ACTIVE,
        TransferRejected: S.ACTIVE,
        TransferCancelled: S.ACTIVE,
        TakenOver: S.ACTIVE,
        RequestCreated: S.ACTIVE,
        ContactLinked: S.ACTIVE,
        ContactUnlinked: S.ACTIVE,
        FilesAllowed: S.ACTIVE,
        IdleWarned: S.ACTIVE,
        Queued: S.QUEUED,
        Ended: S.ENDED,
    },
    S.ENDED: {
        Returned: S.QUEUED,
        Rated: S.ENDED,
        Note: S.ENDED,
        RequestCreated: S.ENDED,
        ContactLinked: S.ENDED,
        ContactUnlinked: S.ENDED,
    },
    S.ABANDONED: {
        Note: S.ABANDONED,
        RequestCreated: S.ABANDONED,
        ContactLinked: S.ABANDONED,
        ContactUnlinked: S.ABANDONED,
    },
}
OPEN: frozenset[Status | None] = frozenset({S.BOT, S.QUEUED, S.ACTIVE})


class Impossible(Exception):  # noqa: N818 - names what happened
    """An event that the table does not list for the status: a bug of ours, found before anything is stored."""


class Transfer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An offer that waits to be accepted."""

    offer: TransferOffered
    offered_at: int


class Chat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat as its events leave it. `status` is None before the first.

    `unanswered_at` is when the first customer message came that no agent (nor the bot) has answered yet. The
    spans are what figures are made of (measures.py): `waiting_ms` first queued → first answered,
    `first_response_ms` first answered → first message of an agent, `duration_ms` first answered → ended, `talk_ms`
    the same without the gaps.

    `contact_settled`: it was linked or unlinked before, so no address links it by itself any more.
    """

    id: str
    channel: str = ""
    status: Status | None = None
    seq: int = 0
    fields: dict[str, str] = {}
    page: str | None = None
    locale: str | None = None
    verified: bool = False
    user: str | None = None
    agent: AgentRef | None = None
    transfer: Transfer | None = None
    started_at: int = 0
    last_at: int = 0
    queued_at: int | None = None
    queued_reason: QueuedReason | None = None
    first_queued_at: int | None = None
    answered_at: int | None = None
    first_answered_at: int | None = None
    ended_at: int | None = None
    end_reason: str | None = None
    unanswered_at: int | None = None
    idle_ends_at: int | None = None
    first: str | None = None
    last: LastMessage | None = None
    contact: str | None = None
    contact_settled: bool = False
    files_allowed: bool = False
    requests: tuple[int, ...] = ()
    returns: int = 0
    transfers: int = 0
    rating: int | None = None
    waiting_ms: int | None = None
    first_response_ms: int | None = None
    duration_ms: int | None = None
    talk_ms: int = 0
    keys: dict[str, int] = {}

    @property
    def customer(self) -> str:
        """The name to show; "Visitor" where none was given."""
        return self.fields.get("name") or self.fields.get("email") or "Visitor"

    @property
    def front(self) -> bool:
        """Whether it goes before those who came first."""
        return self.queued_reason in FRONT

    @property
    def is_to_be_recognised(self) -> bool:
        """Whether her address, if anybody has it, says who she is."""
        return self.status is Status.ACTIVE and not self.contact_settled and bool(self.fields.get("email"))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def evolve(chat: Chat, *events: Event) -> Chat:
    """The chat after `events`. Raises Impossible for one that the table does not list."""
    for event in events:
        chat = _fold(chat, event)
    return chat


def _fold(chat: Chat, event: Event) -> Chat:
    status = NEXT[chat.status].get(type(event.data))
    if status is None or event.seq != chat.seq + 1:
        raise Impossible(f"{event.kind} as number {event.seq} in a chat that is {chat.status} at {chat.seq}")
    at, fact = event.at, event.data
    change: dict[str, object] = {}
    match fact:
        case Message():
            return _after_message(chat, event, fact, status)
        case Started():
            change = _started(fact, at)
        case Queued():
            change = _queued(chat, fact, at)
        case Answered():
            change = _answered(chat, fact, at)
        case Note():
            change = {"keys": _with_key(chat.keys, fact.key, event.seq)}
        case TransferOffered():
            change = {"transfer": Transfer(offer=fact, offered_at=at)}
        case TransferAccepted():
            change = {
                "transfer": None,
                "agent": fact.to,
                "channel": fact.channel or chat.channel,
                "transfers": chat.transfers + 1,
            }
        case TransferRejected() | TransferCancelled():
            change = {"transfer": None}
        case TakenOver():
            change = {"transfer": None, "agent": fact.to}
        case RequestCreated():
            change = {"requests": (*chat.requests, fact.number)}
        case ContactLinked():
            change = {"contact": fact.contact, "contact_settled": True}
        case ContactUnlinked():
            change = {"contact": None, "contact_settled": True}
        case FilesAllowed():
            change = {"files_allowed": fact.on}
        case IdleWarned():
            change = {"idle_ends_at": fact.ends_at}
        case Ended():
            change = _over(chat, fact.reason, at)
        case Abandoned():
            change = _over(chat, fact.reason, at)
        case Returned():
            change = {"returns": chat.returns + 1, "ended_at": None, "end_reason": None, "duration_ms": None}
        case Rated():
            change = {"rating": fact.score}
        case BotHandedOff():
            pass
        case FieldsSet():
            change = {"fields": chat.fields | fact.fields}
        case _:  # pragma: no cover
            assert_never(fact)
    return replace(chat, status=status, seq=event.seq, last_at=at, **change)


def _after_message(chat: Chat, event: Event, message: Message, status: Status) -> Chat:
    """The one fold that runs for every message: no dictionary of changes is built for it."""
    text = message.text if message.text is not None else (message.file.name if message.file else "")
    by = event.by
    first, first_response_ms, unanswered_at = chat.first, chat.first_response_ms, chat.unanswered_at
    if by.kind == "customer":
        first = first or text[:PREVIEW_MAX]
        unanswered_at = unanswered_at or event.at
    elif by.kind == "agent":
        unanswered_at = None
        if first_response_ms is None and chat.first_answered_at is not None:
            first_response_ms = event.at - chat.first_answered_at
    elif by.kind == "bot":
        unanswered_at = None
    return replace(
        chat,
        status=status,
        seq=event.seq,
        last_at=event.at,
        first=first,
        last=LastMessage(by=by.kind, id=by.id, name=by.name, text=text[:PREVIEW_MAX], at=event.at),
        unanswered_at=unanswered_at,
        idle_ends_at=None,
        first_response_ms=first_response_ms,
        keys=_with_key(chat.keys, message.key, event.seq),
    )


def _with_key(keys: dict[str, int], key: str, seq: int) -> dict[str, int]:
    kept = keys | {key: seq}
    if len(kept) > KEYS_KEPT:
        del kept[next(iter(kept))]
    return kept


def _started(fact: Started, at: int) -> dict[str, object]:
    return {
        "channel": fact.channel,
        "fields": fact.fields,
        "page": fact.page,
        "locale": fact.locale,
        "verified": fact.verified,
        "user": fact.user,
        "started_at": at,
    }


def _queued(chat: Chat, fact: Queued, at: int) -> dict[str, object]:
    return {
        "channel": fact.channel or chat.channel,
        "queued_at": at,
        "queued_reason": fact.reason,
        "first_queued_at": at if chat.first_queued_at is None else chat.first_queued_at,
        "agent": None,
        "transfer": None,
        "idle_ends_at": None,
        "talk_ms": _talked(chat, at),
        "transfers": chat.transfers + (fact.reason == "transfer"),
    }


def _answered(chat: Chat, fact: Answered, at: int) -> dict[str, object]:
    waiting_ms = chat.waiting_ms
    if waiting_ms is None and chat.first_queued_at is not None:
        waiting_ms = at - chat.first_queued_at
    return {
        "agent": fact.agent,
        "queued_at": None,
        "queued_reason": None,
        "answered_at": at,
        "first_answered_at": at if chat.first_answered_at is None else chat.first_answered_at,
        "waiting_ms": waiting_ms,
    }


def _over(chat: Chat, reason: str, at: int) -> dict[str, object]:
    return {
        "ended_at": at,
        "end_reason": reason,
        "queued_at": None,
        "queued_reason": None,
        "transfer": None,
        "idle_ends_at": None,
        "duration_ms": at - chat.first_answered_at if chat.first_answered_at is not None else None,
        "talk_ms": _talked(chat, at),
    }


def _talked(chat: Chat, at: int) -> int:
    if chat.status is not S.ACTIVE or chat.answered_at is None:
        return chat.talk_ms
    return chat.talk_ms + at - chat.answered_at


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/."""
    lines = ["stateDiagram-v2"]
    for status, row in NEXT.items():
        here = "[*]" if status is None else status.value
        into: dict[str, list[str]] = {}
        for fact, then in row.items():
            into.setdefault(then.value, []).append(fact.__name__)
        lines += [f"    {here} --> {then}: {', '.join(facts)}" for then, facts in into.items() if then != here]
    return "\n".join(lines)
