"""What an agent may ask. She has many chats, so a command names the one it is about.

That a command is here does not say that she may: rights are asked when it is carried out (domain/rights.py).
"""

from typing import Annotated

from msgspec import Meta, Struct

from actors.messages.commands import AgentHello, Command, Ping
from actors.messages.contacts import NewCompany, NewContact
from actors.messages.customer import ChatEnd, MessageSend, ReadMark, TypingSet
from actors.messages.values import CHANNELS_MAX, TEXT_MAX, Id, Key, PresenceStatus, Priority, Seq, Text


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
    """A request from a chat. `contact` absent: the one the chat is linked to. `text` is its first note. The same
    `key` again is the same request, and without one each is another.
    """

    chat: Id
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    key: Key | None = None
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
