"""What is said, sent, noted, filled in and linked. What is there already (a `key`, a contact) is no new event."""

from actors.domain.chat import Chat
from actors.domain.commands import AllowFiles, LinkContact, Say, SendFile, SetFields
from actors.domain.decide.who import NOTHING, Facts, by_whom, must_be, must_be_allowed, must_be_open
from actors.domain.errors import Conflict, Forbidden, Invalid
from actors.domain.rights import Action, Agent, Customer, Who
from actors.messages import (
    FIELDS_MAX,
    ContactLinked,
    ContactUnlinked,
    FieldsSet,
    FilesAllowed,
    Message,
    MessageSend,
    Note,
    NoteAdd,
    Status,
)


def message(chat: Chat, command: MessageSend, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _must_be_writable(chat, who)
    assert command.file is None, "the shell says which file an id stands for"
    return ((by_whom(chat, who), Message(text=command.text, key=command.key)),)


def say(chat: Chat, command: Say, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    must_be_allowed(chat, who, Action.WRITE)
    must_be(chat, Status.BOT, "Only a bot offers something to click.")
    return ((by_whom(chat, who), Message(text=command.text, key=command.key, options=command.options)),)


def send_file(chat: Chat, command: SendFile, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    _must_be_writable(chat, who)
    if isinstance(who, Customer) and not (command.always or chat.files_allowed):
        raise Forbidden("Files can be sent here once the agent has allowed it.")
    return ((by_whom(chat, who), Message(file=command.file, key=command.key)),)


def _must_be_writable(chat: Chat, who: Who) -> None:
    must_be_open(chat)
    if isinstance(who, Agent):
        if chat.agent is None or chat.agent.id != who.ref.id:  # the common case needs no table
            must_be_allowed(chat, who, Action.WRITE)
        must_be(chat, Status.ACTIVE, "Answer this chat before you write in it.")
    else:
        must_be_allowed(chat, who, Action.WRITE)


def note(chat: Chat, command: NoteAdd, who: Who) -> Facts:
    if command.key in chat.keys:
        return NOTHING
    must_be_allowed(chat, who, Action.NOTE)
    if chat.status is Status.BOT:
        raise Conflict("A note can be left once the chat is in the queue.", chat.status)
    return ((by_whom(chat, who), Note(text=command.text, key=command.key)),)


def allow_files(chat: Chat, command: AllowFiles, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.ALLOW_FILES)
    must_be(chat, Status.ACTIVE, "Files can be allowed in a chat that goes on.")
    return NOTHING if chat.files_allowed is command.on else ((by_whom(chat, who), FilesAllowed(on=command.on)),)


def set_fields(chat: Chat, command: SetFields, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.SET_FIELDS)
    news = {name: value for name, value in command.fields.items() if chat.fields.get(name) != value}
    if len(chat.fields | news) > FIELDS_MAX:
        raise Invalid("fields", f"A chat has up to {FIELDS_MAX} fields.")
    return ((by_whom(chat, who), FieldsSet(fields=news)),) if news else NOTHING


def link(chat: Chat, command: LinkContact, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.LINK)
    if chat.contact == command.contact or (command.by_address and chat.contact_settled):
        return NOTHING
    return ((by_whom(chat, who), ContactLinked(contact=command.contact)),)


def unlink(chat: Chat, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.LINK)
    return ((by_whom(chat, who), ContactUnlinked(contact=chat.contact)),) if chat.contact else NOTHING
