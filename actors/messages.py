"""The wire contract: every struct that PROTOCOL.md names, and nothing else.

Three families, one direction each: *commands* come in, *events* are what a chat's log holds, *pushes* go out.
The structs are frozen and validated when decoded; `net/wire.py` adds the envelope (`type`, `re`, `chat`, `seq`).
This is a leaf: it imports nothing of ours, so any floor may use it. web/shared/protocol.ts is generated from it.

Times are integers, milliseconds since the Unix epoch, named `…_at`; spans are milliseconds, named `…_ms`.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

# A message a person types. Intercom and Crisp cut at 8,000-10,000 characters; four of ours fit a 64 KiB frame.
TEXT_MAX = 8_000
# The widget and the console make 22-character keys; PROTOCOL.md allows 64.
KEY_MAX = 64
FIELDS_MAX = 20
# A signed identity: a JWT with a name, an address and an id is some 400 characters.
IDENTITY_MAX = 4_000
# What a bot offers to click: more than ten is a list to search, longer than a line is a text to read.
OPTIONS_MAX = 10
OPTION_MAX = 100
# Channels in a filter: more than an agent can be a member of and still know.
CHANNELS_MAX = 200
# What a phone's photo and a scan of some pages have. Freshdesk and Crisp take 15 to 20 MB, mail servers 10 to 25.
FILE_BYTES = 10 * 1024 * 1024
# Titles, and paragraphs, that an admin writes for the widget.
HEADER_MAX = 200
WORDS_MAX = 1_000
FIELD_PATTERN = r"^[a-z][a-z0-9_]{0,63}$"
COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
PICTURE_PATTERN = r"^/pictures/[A-Za-z0-9_-]{1,64}$"
# Larger than any clock until the year 287396, small enough for a JavaScript number.
INT_MAX = 2**53 - 1

Text = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX)]
Key = Annotated[str, Meta(min_length=1, max_length=KEY_MAX)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=INT_MAX)]
Name = Annotated[str, Meta(max_length=200)]
Color = Annotated[str, Meta(pattern=COLOR_PATTERN)]
Picture = Annotated[str, Meta(pattern=PICTURE_PATTERN)]
Line = Annotated[str, Meta(max_length=500)]
Fields = Annotated[dict[Annotated[str, Meta(min_length=1, max_length=64)], Line], Meta(max_length=FIELDS_MAX)]


class Status(StrEnum):
    """Where a chat stands. It follows from its events alone, by the table in domain/chat.py."""

    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    ENDED = "ended"
    ABANDONED = "abandoned"


PresenceStatus = Literal["present", "away"]
Priority = Literal["low", "normal", "high", "urgent"]
ChannelState = Literal["open", "away", "closed", "full"]
Side = Literal["customer", "agent", "bot", "system"]


# --- people ---


class AgentRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agent as others see her."""

    id: str
    name: str
    photo: str | None = None


class By(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did it. `id` is an agent's id and absent for the others."""

    kind: Side
    id: str | None = None
    name: str = ""
    photo: str | None = None


SYSTEM = By(kind="system")


# --- contacts ---

# Wider than any field may be: what is wrong with a value is said by the rules (domain/contacts.py), by its name.
Words = Annotated[str, Meta(max_length=1_000)]
WordsList = Annotated[tuple[Words, ...], Meta(max_length=50)]
# What speaks for somebody, or for where she works.
Why = Literal["email", "name", "email_name", "phone", "company", "domain", "colleagues", "company_name"]


class NewCompany(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A company before it has an id. `domains`: the mail domains of those who work there."""

    name: Words
    domains: WordsList = ()
    phone: Words = ""
    external_id: Words | None = None


class Company(NewCompany, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    created_at: int
    changed_at: int


class NewContact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact before it has an id. `company` is the id of one; `name` may be empty where there is an address."""

    name: Words = ""
    emails: WordsList = ()
    phone: Words = ""
    title: Words = ""
    company: Id | None = None
    external_id: Words | None = None


class Contact(NewContact, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    company_name: str = ""
    created_at: int
    changed_at: int


class Candidate(Struct, frozen=True, kw_only=True):
    """This contact could be her. `score` from 0 to 1, and what speaks for it."""

    contact: Contact
    score: float
    why: tuple[Why, ...]


class Workplace(Struct, frozen=True, kw_only=True):
    """She might work at this company."""

    company: Company
    score: float
    why: tuple[Why, ...]


class ContactDraft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A new contact with what the chat says filled in, and the company that the customer or her address names."""

    contact: NewContact
    company: NewCompany | None = None


class Found(Struct, frozen=True, kw_only=True):
    contacts: tuple[Contact, ...] = ()
    companies: tuple[Company, ...] = ()


# --- events: the chat log ---

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
    reason: EndedReason


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


# --- commands ---


class Command(Struct, frozen=True, kw_only=True, tag_field="type"):
    """`id` is the client's own; a frame without one gets no answer."""

    id: Annotated[str, Meta(min_length=1, max_length=64)] | UnsetType = UNSET


class CustomerHello(Command, frozen=True, kw_only=True, tag="hello"):
    channel: Annotated[str, Meta(min_length=1, max_length=100)]
    token: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    after: Seq = 0
    locale: Annotated[str, Meta(max_length=35)] | None = None
    page: Annotated[str, Meta(max_length=2000)] | None = None
    identity: Annotated[str, Meta(min_length=1, max_length=IDENTITY_MAX)] | None = None


class AgentHello(Command, frozen=True, kw_only=True, tag="hello"):
    after: Annotated[dict[Id, Seq], Meta(max_length=1000)] = {}


class Ping(Command, frozen=True, kw_only=True, tag="ping"):
    """Answered with a push `pong`: a browser cannot see the ping frames below it."""


class FaqSuggest(Command, frozen=True, kw_only=True, tag="faq.suggest"):
    """Before the chat: which FAQs answer what the customer is about to ask."""

    text: Text


class FaqOpened(Command, frozen=True, kw_only=True, tag="faq.opened"):
    """She has opened one that was suggested. `key` is the one that `chat.start` would go out with: unless it does,
    the question was answered without a chat, and counts as deflected.
    """

    faq: Id
    key: Key


class ChatStart(Command, frozen=True, kw_only=True, tag="chat.start"):
    """`fields` are those of the pre-chat form, `consent` is its tick; the same `key` again within minutes is the
    same chat.
    """

    text: Text
    key: Key
    fields: Fields = {}
    consent: bool = False


class RequestSubmit(Command, frozen=True, kw_only=True, tag="request.submit"):
    """The offline form. From the queue it ends the chat, which goes with the request; the same `key` again is the
    same request.
    """

    text: Text
    key: Key
    name: Line = ""
    email: Line = ""
    fields: Fields = {}
    consent: bool = False


class TranscriptSend(Command, frozen=True, kw_only=True, tag="transcript.send"):
    """What was said in the chat that has ended, as a letter. `tz`: whose times, such as Europe/Oslo."""

    email: Annotated[str, Meta(min_length=1, max_length=500)]
    tz: Annotated[str, Meta(min_length=1, max_length=64)] = "UTC"


class NotOneOf(ValueError):  # noqa: N818 - names what is wrong
    """Of fields that exclude each other there are none, or several. `field` is the one to name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class MessageSend(Command, frozen=True, kw_only=True, tag="message.send"):
    """Either `text`, or `file`: the id of one that was uploaded to this chat."""

    key: Key
    text: Text | None = None
    file: Id | None = None

    def __post_init__(self) -> None:
        if (self.text is None) is (self.file is None):
            raise NotOneOf("text" if self.text is None else "file", "A message has a text or a file, one of them")


class Human(Command, frozen=True, kw_only=True, tag="human"):
    """She asks the bot for a person."""


class ChatEnd(Command, frozen=True, kw_only=True, tag="chat.end"):
    pass


class ChatReturn(Command, frozen=True, kw_only=True, tag="chat.return"):
    pass


class ChatRate(Command, frozen=True, kw_only=True, tag="chat.rate"):
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] | None = None


class TypingSet(Command, frozen=True, kw_only=True, tag="typing"):
    on: bool
    preview: Annotated[str, Meta(max_length=TEXT_MAX)] | None = None


class ReadMark(Command, frozen=True, kw_only=True, tag="read"):
    seq: Seq


CustomerCommand = (
    FaqSuggest
    | FaqOpened
    | ChatStart
    | RequestSubmit
    | TranscriptSend
    | MessageSend
    | Human
    | ChatEnd
    | ChatReturn
    | ChatRate
    | TypingSet
    | ReadMark
    | Ping
)
CustomerFrame = CustomerHello | CustomerCommand


class PresenceSet(Command, frozen=True, kw_only=True, tag="presence.set"):
    status: PresenceStatus


class QueueNext(Command, frozen=True, kw_only=True, tag="queue.next"):
    channel: Id | None = None


class ChatAnswer(Command, frozen=True, kw_only=True, tag="chat.answer"):
    chat: Id


class ChatOpen(Command, frozen=True, kw_only=True, tag="chat.open"):
    """The log after `after`; with `before`, the page that ends just under it. `limit` events at most."""

    chat: Id
    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 100


class AgentMessageSend(MessageSend, frozen=True, kw_only=True, tag="message.send"):
    chat: Id


class NoteAdd(Command, frozen=True, kw_only=True, tag="note.add"):
    chat: Id
    text: Text
    key: Key


class RequestCreate(Command, frozen=True, kw_only=True, tag="request.create"):
    """A request from a chat. `contact` absent: the one the chat is linked to. `text` is its first note."""

    chat: Id
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    key: Key
    category: Id | None = None
    priority: Priority = "normal"
    owner: Id | None = None
    contact: Id | None = None
    text: Text | None = None


class ContactSuggest(Command, frozen=True, kw_only=True, tag="contact.suggest"):
    """Who the customer of a chat is, or may be."""

    chat: Id


class ContactSearch(Command, frozen=True, kw_only=True, tag="contact.search"):
    """Contacts and companies; without words the last used and the favourites."""

    text: Annotated[str, Meta(max_length=200)] = ""


class ContactLink(Command, frozen=True, kw_only=True, tag="contact.link"):
    """The customer is this contact; the same once more changes nothing."""

    chat: Id
    contact: Id


class ContactUnlink(Command, frozen=True, kw_only=True, tag="contact.unlink"):
    chat: Id


class ContactCreate(Command, frozen=True, kw_only=True, tag="contact.create"):
    """Keep a new contact, with a new company where one is given, and link it. All of it or nothing."""

    chat: Id
    contact: NewContact
    company: NewCompany | None = None


class AgentChatEnd(ChatEnd, frozen=True, kw_only=True, tag="chat.end"):
    chat: Id


class QueueExplain(Command, frozen=True, kw_only=True, tag="queue.explain"):
    """For managers: why nobody has a waiting chat yet, and what happens next."""

    chat: Id


class TransferTo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agent or another channel's queue; exactly one."""

    agent: Id | None = None
    channel: Id | None = None


class TransferOffer(Command, frozen=True, kw_only=True, tag="transfer.offer"):
    chat: Id
    to: TransferTo
    note: Annotated[str, Meta(max_length=1000)] | None = None


class TransferAccept(Command, frozen=True, kw_only=True, tag="transfer.accept"):
    chat: Id


class TransferReject(Command, frozen=True, kw_only=True, tag="transfer.reject"):
    chat: Id
    reason: Annotated[str, Meta(max_length=1000)] | None = None


class TransferCancel(Command, frozen=True, kw_only=True, tag="transfer.cancel"):
    chat: Id


class ChatTakeOver(Command, frozen=True, kw_only=True, tag="chat.take_over"):
    chat: Id


class ListenStart(Command, frozen=True, kw_only=True, tag="listen.start"):
    """Answered with the newest page of the log; what is new follows as pushes."""

    chat: Id


class ListenStop(Command, frozen=True, kw_only=True, tag="listen.stop"):
    """Close the window."""

    chat: Id


class DraftSet(Command, frozen=True, kw_only=True, tag="draft.set"):
    """What is typed and not sent, kept for all her consoles. An empty text forgets it."""

    chat: Id
    text: Annotated[str, Meta(max_length=TEXT_MAX)]


class ChatAllowFiles(Command, frozen=True, kw_only=True, tag="chat.allow_files"):
    chat: Id
    on: bool = True


class DashboardWatch(Command, frozen=True, kw_only=True, tag="dashboard.watch"):
    """Today's figures of `channels` (absent: of all that she may see), and `stats` when they change.

    A day begins and ends in `tz`. Each watch takes the place of the one before; `on` false ends it.
    """

    channels: Annotated[tuple[Id, ...], Meta(max_length=CHANNELS_MAX)] | None = None
    tz: Annotated[str, Meta(min_length=1, max_length=64)] = "UTC"
    on: bool = True


class AgentTypingSet(TypingSet, frozen=True, kw_only=True, tag="typing"):
    chat: Id


class AgentReadMark(ReadMark, frozen=True, kw_only=True, tag="read"):
    chat: Id


AgentCommand = (
    PresenceSet
    | QueueNext
    | ChatAnswer
    | ChatOpen
    | AgentMessageSend
    | NoteAdd
    | RequestCreate
    | ContactSuggest
    | ContactSearch
    | ContactLink
    | ContactUnlink
    | ContactCreate
    | AgentChatEnd
    | QueueExplain
    | TransferOffer
    | TransferAccept
    | TransferReject
    | TransferCancel
    | ChatTakeOver
    | ListenStart
    | ListenStop
    | DraftSet
    | ChatAllowFiles
    | DashboardWatch
    | AgentTypingSet
    | AgentReadMark
    | Ping
)
AgentFrame = AgentHello | AgentCommand


# --- what answers and pushes are made of ---


class LastMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`text` is shortened to a line; for a file it is its name."""

    by: Side
    name: str
    text: str
    at: int


class ChatCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat as a row of any list. The ongoing list leaves the texts out: it is seen by more than its agent.

    `front`: in the queue it goes before those who came first. `files_allowed`: by its agent, for its customer.
    `requests`: the numbers of those made from it. `verified`: the page around the widget has signed her name and
    address.
    """

    id: str
    channel: str
    customer: str
    status: Status
    seq: int
    started_at: int
    last_at: int
    email: str | None = None
    agent: AgentRef | None = None
    waiting_for: Literal["agent", "customer"] | None = None
    unanswered_at: int | None = None
    queued_at: int | None = None
    answered_at: int | None = None
    ended_at: int | None = None
    reason: str | None = None
    first: str | None = None
    last: LastMessage | None = None
    unread: int = 0
    customer_read: int = 0
    returning: bool = False
    front: bool = False
    files_allowed: bool = False
    transfer: TransferOffered | None = None
    transfer_ends_at: int | None = None
    rating: int | None = None
    listening: bool = False
    requests: tuple[int, ...] = ()
    verified: bool = False


class EventView(Struct, frozen=True, kw_only=True):
    """An event as an audience may see it, without the chat's id."""

    seq: int
    at: int
    kind: str
    by: By
    data: Fact


class FormField(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The widget has words of its own for `name`, `email`, `company`, `phone` and `country`; any other field is
    the channel's and has a `label`. With `options` one of them is chosen.
    """

    name: Annotated[str, Meta(pattern=FIELD_PATTERN)]
    label: Annotated[str, Meta(max_length=200)] | None = None
    required: bool = False
    options: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=50)] = ()


FormFields = Annotated[tuple[FormField, ...], Meta(max_length=FIELDS_MAX)]


class PreChatForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    on: bool = True
    message: str = ""
    fields: FormFields = (FormField(name="name"), FormField(name="email"))
    consent: str | None = None


class PostChatForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    on: bool = True
    header: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    rating: bool = True
    transcript: bool = True


class OfflineForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`request`: a request can be left. From the queue too: after a wait of `queue_after_ms`, or at once where
    `queue_from` or more wait; with neither, only while nobody is there to answer.
    """

    header: str = ""
    message: str = ""
    request: bool = True
    fields: FormFields = (FormField(name="name"), FormField(name="email", required=True))
    consent: str | None = None
    queue_after_ms: int | None = None
    queue_from: int | None = None


class Look(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Colours are CSS hex. `color` is the accent, and the widget makes its scale from it; the other three, where
    they are set, are for the badge, the customer's own bubbles and the buttons. What is written on a colour is
    black or white, whichever is read better.
    """

    badge: Annotated[str, Meta(max_length=100)] = ""
    header: Annotated[str, Meta(max_length=HEADER_MAX)] = ""
    message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    queue_message: Annotated[str, Meta(max_length=WORDS_MAX)] = ""
    color: Color = "#2f6feb"
    badge_color: Color | None = None
    bubble_color: Color | None = None
    button_color: Color | None = None
    theme: Literal["auto", "light", "dark"] = "auto"
    size: Literal["small", "medium", "large"] = "medium"
    font: Literal["system", "humanist", "rounded", "serif", "mono"] = "system"
    logo: Picture | None = None
    show_photo: bool = True
    first_name_only: bool = False


class BotRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The chatbot that new chats are met by. `greeting`: what it is shown to say before the customer writes."""

    name: str
    photo: str | None = None
    greeting: str = ""


class OpenSpan(Struct, frozen=True, kw_only=True):
    from_at: int
    until_at: int


class Hours(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Opening hours, as moments. Open: until `open_until_at`, or round the clock without it. Closed: until
    `opens_at`, or for good without it. `spans`: the open times of the seven days after this was sent.
    """

    open_until_at: int | None = None
    opens_at: int | None = None
    spans: tuple[OpenSpan, ...] = ()


class FileRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be sent as a file. `always`: by customers too, whether or not an agent has allowed it in the chat.

    `extensions` are those of the names, such as `.pdf`; what is inside must agree.
    """

    always: bool = False
    max_bytes: int = FILE_BYTES
    extensions: tuple[str, ...] = ()


class ChannelView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel as a customer sees it. For `return_ms` after its end a chat may be taken up again.

    `waiting` and `average_wait_ms` are as old as this view: a change of them alone is not pushed. `suggestions`:
    before a chat starts, its first message is shown to `faq.suggest`.
    """

    state: ChannelState
    name: str
    language: str
    waiting: int = 0
    average_wait_ms: int | None = None
    return_ms: int = 30 * 60_000
    suggestions: bool = False
    look: Look = Look()
    pre_chat: PreChatForm = PreChatForm()
    post_chat: PostChatForm = PostChatForm()
    offline: OfflineForm = OfflineForm()
    files: FileRules = FileRules()
    hours: Hours | None = None
    bot: BotRef | None = None


class Suggestion(Struct, frozen=True, kw_only=True):
    """A FAQ that may answer a customer; `url` is its page on this server."""

    id: str
    title: str
    excerpt: str
    url: str


class CustomerChat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The customer's chat as it stands. `can_return_until` is set while an ended chat may be taken up again,
    `idle_ends_at` once she was warned that a silent chat ends. `files_allowed`: she may send files by her agent's
    leave; where the channel's `files` say `always` she needs none.
    """

    id: str
    status: Status
    seq: int
    agent: AgentRef | None = None
    position: int | None = None
    waiting: int | None = None
    average_wait_ms: int | None = None
    agent_read: int = 0
    rated: bool = False
    files_allowed: bool = False
    can_return_until: int | None = None
    idle_ends_at: int | None = None


class Rights(Struct, frozen=True, kw_only=True):
    """What a member of a channel may do in it."""

    respond: bool = False
    notify: bool = False
    listen: bool = False
    manage: bool = False


class ChannelOfAgent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel as its member sees it. `available` counts agents who could answer now. `open_until_at` and
    `opens_at` are as in Hours.
    """

    key: str
    name: str
    language: str
    rights: Rights
    state: ChannelState
    available: int = 0
    show_typing: bool = True
    files: FileRules = FileRules()
    open_until_at: int | None = None
    opens_at: int | None = None


class AgentCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A colleague: what she can be counted on for now. `since_at` is when `status` last changed.
    `channels`: those she shares with the reader; `responds_in`: those of them in which she may answer.
    """

    id: str
    name: str
    status: PresenceStatus
    connected: bool
    chats: int
    since_at: int
    photo: str | None = None
    channels: tuple[str, ...] = ()
    responds_in: tuple[str, ...] = ()


class Myself(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: str
    login: str
    role: Literal["agent", "admin"]
    photo: str | None = None


class Today(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Today's numbers. Waits, first responses and ratings are absent while there are none."""

    average_wait_ms: int | None = None
    longest_wait_ms: int | None = None
    waiting: int = 0
    active: int = 0
    started: int = 0
    abandoned: int = 0
    average_first_response_ms: int | None = None
    average_rating: float | None = None


class Traffic(Struct, frozen=True, kw_only=True):
    """The day in steps of `step_ms` from its begin at `from_at` until `until_at`, its end, which may lie 23 or 25
    hours later. There are points up to now. `incoming`: chats that came into the queue in that step; `active`:
    chats that an agent had at some time of it.
    """

    from_at: int
    until_at: int
    step_ms: int
    incoming: tuple[int, ...]
    active: tuple[int, ...]


class Hero(Struct, frozen=True, kw_only=True):
    """One of the three who answered most chats today."""

    agent: AgentRef
    chats: int


class LiveFigures(Struct, frozen=True, kw_only=True):
    """Today, as a dashboard shows it. `channels` are those that were added up."""

    channels: tuple[str, ...]
    today: Today
    traffic: Traffic
    heroes: tuple[Hero, ...]


# --- answers ---


class Ok(Struct, frozen=True, kw_only=True):
    pass


class Acked(Struct, frozen=True, kw_only=True):
    """`message.send`, `note.add`: the place in the log, for ever."""

    seq: int
    at: int


class Suggested(Struct, frozen=True, kw_only=True):
    """The best first, up to three. None where nothing fits, or the channel suggests nothing."""

    suggestions: tuple[Suggestion, ...]


class ChatStarted(Struct, frozen=True, kw_only=True):
    chat: str
    token: str
    seq: int


class StatusNow(Struct, frozen=True, kw_only=True):
    status: Status


class RequestMade(Struct, frozen=True, kw_only=True):
    """`request.submit`: what the customer can name when she asks again."""

    number: int


class Identified(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who the page around the widget has signed that she is. `ticket`: for `identity` of later hellos, since what
    the page signed is taken once.
    """

    ticket: str
    name: str = ""
    email: str = ""


class CustomerWelcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`chat` where the token named one; a token that names none is not an error, the chat may be long erased.
    `identity` where one was given.
    """

    channel: ChannelView
    now_at: int
    chat: CustomerChat | None = None
    identity: Identified | None = None


class ChannelRef(Struct, frozen=True, kw_only=True):
    """A channel as any agent may know it: where a chat could be transferred to."""

    key: str
    name: str


class AgentWelcome(Struct, frozen=True, kw_only=True):
    """`all_channels` are those of the house, also those she is no member of: a chat may be transferred to each."""

    agent: Myself
    presence: PresenceStatus
    channels: tuple[ChannelOfAgent, ...]
    all_channels: tuple[ChannelRef, ...]
    agents: tuple[AgentCard, ...]
    chats: tuple[ChatCard, ...]
    queue: tuple[ChatCard, ...]
    ongoing: tuple[ChatCard, ...]
    warnings: tuple["WarningPush", ...]
    offers: tuple["OfferPush", ...]
    drafts: dict[str, str]
    now_at: int


class ChatOpened(Struct, frozen=True, kw_only=True):
    """`more` says that older events (or, with `after`, later ones) are left to ask for."""

    chat: ChatCard
    events: tuple[EventView, ...]
    more: bool


class Explained(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`reason`: `offered` (to `agent` until `next_at`), `nobody_present`, `all_busy` (no free seat),
    `to_be_offered`, `to_be_taken`. `next_at`: when the next warning goes out, where there is one.
    """

    reason: Literal["offered", "nobody_present", "all_busy", "to_be_offered", "to_be_taken"]
    position: int
    available: int
    agent: str | None = None
    next_at: int | None = None


class NextChat(Struct, frozen=True, kw_only=True):
    chat: ChatCard | None


class RequestNumber(Struct, frozen=True, kw_only=True):
    """`suggested_text` is for the composer: what to tell the customer, in the channel's language."""

    number: int
    suggested_text: str


class Watching(Struct, frozen=True, kw_only=True):
    """`figures` is null where the watch was ended."""

    figures: LiveFigures | None


class ContactSuggested(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`contact` where the chat is linked; `linked_now`: by this very question. Otherwise who she could be, where
    she might work, and a new contact as the chat would have it.
    """

    contact: Contact | None = None
    linked_now: bool = False
    could_be: tuple[Candidate, ...] = ()
    might_work_at: tuple[Workplace, ...] = ()
    draft: ContactDraft | None = None


class ContactsFound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the words have found; without words `history` (the last used first) and `favourites`."""

    found: Found | None = None
    history: Found | None = None
    favourites: Found | None = None


class ContactNow(Struct, frozen=True, kw_only=True):
    """The contact that the chat is linked to."""

    contact: Contact


# --- pushes ---


class EventPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="event"):
    chat: str
    seq: int
    at: int
    kind: str
    by: By
    data: Fact


class QueuePush(Struct, frozen=True, kw_only=True, tag_field="type", tag="queue", omit_defaults=True):
    """`average_wait_ms` is absent while nothing has been measured."""

    position: int
    waiting: int
    average_wait_ms: int | None = None


class TypingPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="typing", omit_defaults=True):
    """To agents with `chat` and the `preview`; to the customer with the agent's `name`."""

    on: bool
    chat: str | None = None
    preview: str | None = None
    name: str | None = None


class ReadPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="read", omit_defaults=True):
    """The other side has seen everything up to `seq`."""

    seq: int
    chat: str | None = None


class ChannelPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="channel"):
    """To customers: the channel opened or closed, or was changed by an admin."""

    channel: ChannelView


class ChannelStatePush(
    Struct, frozen=True, kw_only=True, tag_field="type", tag="channel.changed", omit_defaults=True
):
    """To agents: one of their channels as it is now. Fields as in ChannelOfAgent."""

    channel: str
    name: str
    language: str
    state: ChannelState
    available: int = 0
    show_typing: bool = True
    files: FileRules = FileRules()
    open_until_at: int | None = None
    opens_at: int | None = None


class AllChannelsPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="channels.all"):
    """To all agents, when a channel has come, gone or got another name: `all_channels` of the welcome, anew."""

    channels: tuple[ChannelRef, ...]


class _RowsPush(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    rows: tuple[ChatCard, ...] = ()
    removed: tuple[str, ...] = ()


class QueueChanged(_RowsPush, frozen=True, kw_only=True, tag="queue.changed", omit_defaults=True):
    pass


class OngoingChanged(_RowsPush, frozen=True, kw_only=True, tag="ongoing.changed", omit_defaults=True):
    pass


class ChatsChanged(_RowsPush, frozen=True, kw_only=True, tag="chats.changed", omit_defaults=True):
    pass


class PresencePush(Struct, frozen=True, kw_only=True, tag_field="type", tag="presence", omit_defaults=True):
    """To the members of `channel`: a colleague of it as she is now. In which other channels she is, is not theirs
    to know, so `agent.channels` is left out. `responds`: she may answer in it. `left`: she is no member of it any
    more.
    """

    agent: AgentCard
    channel: str
    responds: bool = False
    left: bool = False


class WarningPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="warning", omit_defaults=True):
    """A customer of `chat` waits for too long, since `waiting_since_at`. `on` false: over, everywhere."""

    kind: Literal["new_chat", "unanswered", "manager"]
    chat: str
    channel: str
    waiting_since_at: int
    waiting_ms: int
    on: bool = True


class OfferPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer", omit_defaults=True):
    """A waiting chat is put before this agent until `ends_at`; `chat.answer` takes it. `on` false: over."""

    chat: str
    channel: str
    ends_at: int
    on: bool = True


class DraftPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="draft"):
    """To the other consoles of the agent who types."""

    chat: str
    text: str


class StatsPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="stats"):
    """To a console that watches its dashboard: at most once a second, while something changes."""

    figures: LiveFigures


class PongPush(Struct, frozen=True, kw_only=True, tag_field="type", tag="pong"):
    pass


Push = (
    EventPush
    | QueuePush
    | TypingPush
    | ReadPush
    | ChannelPush
    | ChannelStatePush
    | AllChannelsPush
    | QueueChanged
    | OngoingChanged
    | ChatsChanged
    | PresencePush
    | WarningPush
    | OfferPush
    | DraftPush
    | StatsPush
    | PongPush
)

Answer = (
    Ok
    | Acked
    | Suggested
    | ChatStarted
    | StatusNow
    | RequestMade
    | CustomerWelcome
    | AgentWelcome
    | ChatOpened
    | NextChat
    | Explained
    | RequestNumber
    | Watching
    | ContactSuggested
    | ContactsFound
    | ContactNow
)
