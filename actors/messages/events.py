"""What a chat's log holds: facts in the past tense, one struct a kind.

A chat is what its events say and nothing else, so a field that is here is kept for as long as the chat is: a new
one has a default, and none is ever renamed. `KINDS` names each on the wire and in the database.
"""

from typing import Literal

from msgspec import Struct, field

from actors.messages.values import AgentRef, By, Side

# `transfer` and `sender_gone` stand in older logs alone: a sender who was lost ended her offer then, and one to a
# channel became its queue.
QueuedReason = Literal["new", "handoff", "returned", "agent_lost", "transfer", "requeued"]
EndedReason = Literal["customer", "agent", "idle", "left", "bot", "operator", "request_posted"]
AbandonedReason = Literal["left", "idle", "gave_up"]
CancelReason = Literal["cancelled", "time_out", "receiver_gone", "sender_gone", "ended", "taken_over"]


class FileRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a chat. `size` in bytes; `width` and `height` of a picture, in pixels as it is shown."""

    id: str
    name: str
    size: int
    media_type: str
    url: str
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None


class Started(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`consent` is the sentence that the customer agreed to. `verified`: the page around the widget has signed who
    she is; `user` is its own id of her.
    """

    channel: str
    fields: dict[str, str] = {}
    page: str | None = None
    locale: str | None = None
    consent: str | None = None
    verified: bool = False
    user: str | None = None


class Queued(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`channel` is set where the chat changes its queue; `ahead`: how many waited there when it came first."""

    reason: QueuedReason
    channel: str | None = None
    ahead: int | None = None


class Answered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    agent: AgentRef


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Exactly one of `text` and `file`. `options`: of a bot; the customer may click one, which sends its text."""

    key: str
    text: str | None = None
    file: FileRef | None = None
    options: tuple[str, ...] = ()


class Note(Struct, frozen=True, kw_only=True, omit_defaults=True):
    text: str
    key: str


class _Transfer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """To an agent (`to`) or to the queue of `channel`; an acceptance names both where both took part."""

    sender: AgentRef = field(name="from")
    to: AgentRef | None = None
    channel: str | None = None


class TransferOffered(_Transfer, frozen=True, kw_only=True, omit_defaults=True):
    note: str | None = None


class TransferAccepted(_Transfer, frozen=True, kw_only=True, omit_defaults=True):
    pass


class TransferRejected(_Transfer, frozen=True, kw_only=True, omit_defaults=True):
    reason: str | None = None


class TransferCancelled(_Transfer, frozen=True, kw_only=True, omit_defaults=True):
    reason: CancelReason


class TakenOver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    sender: AgentRef = field(name="from")
    to: AgentRef


class RequestCreated(Struct, frozen=True, kw_only=True, omit_defaults=True):
    number: int
    title: str = ""


class ContactLinked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact: str


class ContactUnlinked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact: str


class BotHandedOff(Struct, frozen=True, kw_only=True, omit_defaults=True):
    reason: str = ""


class FieldsSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a bot has found out of the customer, as a form would have asked it. What was there before stays."""

    fields: dict[str, str]


class FilesAllowed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From here on the customer may send files in this chat, or may not any more."""

    on: bool


class IdleWarned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The customer was told that a silent chat ends at `ends_at`."""

    ends_at: int


class Ended(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`by`: which side ended it, as in the event's own `by`; logs of before this field do without."""

    reason: EndedReason
    by: Side | None = None


class Returned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Rated(Struct, frozen=True, kw_only=True, omit_defaults=True):
    score: int
    comment: str | None = None


class Abandoned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    reason: AbandonedReason


Fact = (
    Started
    | Queued
    | Answered
    | Message
    | Note
    | TransferOffered
    | TransferAccepted
    | TransferRejected
    | TransferCancelled
    | TakenOver
    | RequestCreated
    | ContactLinked
    | ContactUnlinked
    | BotHandedOff
    | FieldsSet
    | FilesAllowed
    | IdleWarned
    | Ended
    | Returned
    | Rated
    | Abandoned
)

# What `kind` says on the wire and in the database.
KINDS: dict[type[Fact], str] = {
    Started: "started",
    Queued: "queued",
    Answered: "answered",
    Message: "message",
    Note: "note",
    TransferOffered: "transfer_offered",
    TransferAccepted: "transfer_accepted",
    TransferRejected: "transfer_rejected",
    TransferCancelled: "transfer_cancelled",
    TakenOver: "taken_over",
    RequestCreated: "request_created",
    ContactLinked: "contact_linked",
    ContactUnlinked: "contact_unlinked",
    BotHandedOff: "bot_handed_off",
    FieldsSet: "fields_set",
    FilesAllowed: "files_allowed",
    IdleWarned: "idle_warned",
    Ended: "ended",
    Returned: "returned",
    Rated: "rated",
    Abandoned: "abandoned",
}
FACTS: dict[str, type[Fact]] = {kind: fact for fact, kind in KINDS.items()}


class Event(Struct, frozen=True, kw_only=True):
    """One entry of a chat's log: number `seq`, at `at`, `by` whom, and what."""

    seq: int
    at: int
    by: By
    data: Fact

    @property
    def kind(self) -> str:
        return KINDS[type(self.data)]
