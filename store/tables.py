"""The tables as the newest migration leaves them; a test compares the two.

Times are milliseconds since the Unix epoch. Ids are short random text made by whoever writes. There is no foreign
key to an account or a channel from a chat: those are marked as gone and never deleted, and the hot path is spared
the look-up.

`event` is an ordinary table and not clustered by (chat, seq): new events of all chats land on the same last page.
Clustered, each would dirty a page of its own chat, and the append takes half as long again.
"""

from typing import Any, Final

import peewee
from peewee import AutoField, BigIntegerField, BlobField, BooleanField, CompositeKey, ForeignKeyField, TextField

from store.bound import BOUND

# What agents may send: of FAQs those that customers can open. (Templates are always published, never public.)
IS_USABLE: Final = "published AND (public OR kind = 'template')"
# Conditions of partial indexes. A query must say them in the same words, or SQLite does not use the index.
IS_QUEUED: Final = "status = 'queued'"
IS_ACTIVE: Final = "status = 'active'"
IS_OPEN: Final = "status IN ('bot', 'queued', 'active')"
IS_UNSENT: Final = "sent_at IS NULL"
IS_PAST_OF_EMAIL: Final = "ended_at IS NOT NULL AND customer_email IS NOT NULL"


class Table(peewee.Model):
    class Meta:
        database = BOUND
        legacy_table_names = False

    @classmethod
    def erase(cls, condition: Any) -> int:  # noqa: ANN401 - an expression of peewee
        """Delete the rows that fit; how many there were."""
        table: Any = cls  # the stubs' own `delete` is ambiguous to mypy, now and then
        erased: int = table.delete().where(condition).execute()
        return erased


class Fact(Table):
    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "meta"
        without_rowid = True


class Account(Table):
    id = TextField(primary_key=True)
    login = TextField(unique=True, collation="NOCASE")
    name = TextField()
    email = TextField()
    photo = TextField(null=True)
    role = TextField()
    password_hash = TextField()
    disabled_at = BigIntegerField(null=True)
    presence = TextField(default="away")
    created_at = BigIntegerField()


class Session(Table):
    token_hash = BlobField(primary_key=True)
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE")
    created_at = BigIntegerField()
    last_seen_at = BigIntegerField()
    expires_at = BigIntegerField(index=True)
    user_agent = TextField()
    address = TextField()

    class Meta:
        without_rowid = True


class PasswordLink(Table):
    hash = BlobField(primary_key=True)
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE")
    expires_at = BigIntegerField()

    class Meta:
        without_rowid = True


class Picture(Table):
    """A logo or a photo: no secret, and small. `id` is the hash of its bytes, so it never changes."""

    id = TextField(primary_key=True)
    media_type = TextField()
    width = BigIntegerField()
    height = BigIntegerField()
    body = BlobField()
    created_at = BigIntegerField()


class Channel(Table):
    key = TextField(primary_key=True)
    name = TextField(unique=True)
    language = TextField()
    settings = BlobField()
    created_at = BigIntegerField()
    deleted_at = BigIntegerField(null=True)
    revision = BigIntegerField(default=1)


class Member(Table):
    channel = ForeignKeyField(Channel, column_name="channel", on_delete="CASCADE", index=False)
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE")
    respond = BooleanField()
    notify = BooleanField()
    listen = BooleanField()
    manage = BooleanField()
    most_chats = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("channel", "account")
        without_rowid = True


class Chat(Table):
    id = TextField(primary_key=True)
    channel = TextField()
    status = TextField()
    seq = BigIntegerField()
    agent = TextField(null=True)
    customer_name = TextField(null=True)
    customer_email = TextField(null=True)
    started_at = BigIntegerField()
    queued_at = BigIntegerField(null=True)
    answered_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    last_at = BigIntegerField()
    front = BigIntegerField()
    waiting_ms = BigIntegerField(null=True)
    first_response_ms = BigIntegerField(null=True)
    duration_ms = BigIntegerField(null=True)
    rating = BigIntegerField(null=True)
    state = BlobField()


class Event(Table):
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE", index=False)
    seq = BigIntegerField()
    at = BigIntegerField()
    kind = TextField()
    key = TextField(null=True)
    body = BlobField()

    class Meta:
        primary_key = CompositeKey("chat", "seq")


class CustomerToken(Table):
    hash = BlobField(primary_key=True)
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE")
    created_at = BigIntegerField()

    class Meta:
        without_rowid = True


class ChatStart(Table):
    channel = TextField()
    key = TextField()
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE")
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("channel", "key")
        without_rowid = True


class Deflection(Table):
    """A FAQ opened before a chat. Triggers of the migration take it away when the chat with this key starts."""

    channel = TextField()
    key = TextField()
    faq = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("channel", "key")
        indexes = ((("channel", "at"), False),)
        without_rowid = True


class BotPost(Table):
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE", index=False)
    key = TextField()
    at = BigIntegerField()
    body = BlobField()

    class Meta:
        primary_key = CompositeKey("chat", "key")
        without_rowid = True


class Draft(Table):
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    chat = TextField()
    text = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "chat")
        without_rowid = True


class Audit(Table):
    """What people did that no chat's log may show: never changed, only read."""

    at = BigIntegerField()
    who = TextField(index=True)
    act = TextField(index=True)
    subject = TextField(index=True)
    detail = TextField()


class File(Table):
    """What was uploaded to a chat. Files outlive it until they are swept, so `chat` is no foreign key.

    `agent`: whose upload it was; NULL for the customer's.
    """

    id = TextField(primary_key=True)
    chat = TextField(index=True)
    agent = TextField(null=True)
    name = TextField()
    size = BigIntegerField()
    media_type = TextField()
    width = BigIntegerField(null=True)
    height = BigIntegerField(null=True)
    has_thumbnail = BooleanField()
    created_at = BigIntegerField()
    sent_at = BigIntegerField(null=True)

    class Meta:
        without_rowid = True


class Document(Table):
    """A file that agents send copies of. The file itself has no chat; triggers of the migration hold it."""

    id = TextField(primary_key=True)
    folder = TextField()
    folder_folded = TextField()
    name = TextField()
    name_folded = TextField()
    file = ForeignKeyField(File, column_name="file", unique=True)
    created_at = BigIntegerField()
    changed_at = BigIntegerField()
    changed_by = TextField()

    class Meta:
        without_rowid = True
        indexes = (
            (("name_folded", "id"), False),
            (("folder_folded", "name_folded"), True),
        )


class TextFolder(Table):
    id = TextField(primary_key=True)
    kind = TextField()
    parent = ForeignKeyField("self", column_name="parent", null=True)
    name = TextField()
    name_folded = TextField()


class SharedText(Table):
    """A FAQ or a reply template. `shared_text_index`, for searching, is kept by triggers of the migration.

    Bodies are long and come last; the index over titles covers what the search for `/` reads of all texts.
    """

    number = AutoField()
    id = TextField(unique=True)
    kind = TextField()
    folder = ForeignKeyField(TextFolder, column_name="folder", null=True)
    title = TextField()
    title_folded = TextField()
    language = TextField()
    published = BooleanField()
    public = BooleanField()
    created_at = BigIntegerField()
    changed_at = BigIntegerField()
    body = TextField()

    class Meta:
        indexes = ((("kind", "title_folded", "id", "published", "public"), False),)


class QuickReply(Table):
    id = TextField(primary_key=True)
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    position = BigIntegerField()
    title = TextField()
    title_folded = TextField()
    body = TextField()
    used_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("account", "position"), False),)


class TextUse(Table):
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    text = ForeignKeyField(SharedText, field="id", column_name="text", on_delete="CASCADE")
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "text")
        without_rowid = True


class TextFavourite(Table):
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    text = ForeignKeyField(SharedText, field="id", column_name="text", on_delete="CASCADE")
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "text")
        without_rowid = True


def _index(name: str, table: type[Table], *columns: str, where: str, unique: bool = False) -> None:
    parts = [peewee.SQL(column) for column in columns]
    table.add_index(peewee.Index(name, table, parts, unique=unique, where=peewee.SQL(where)))


# The indexes hold open chats apart from ended ones, so what changes with each message stays small.
_index("chat_queue", Chat, "channel", "front DESC", "queued_at", where=IS_QUEUED)
_index("chat_open", Chat, "channel", where=IS_OPEN)
_index("chat_active", Chat, "agent", where=IS_ACTIVE)
_index("chat_ended_in_channel", Chat, "channel", "ended_at", where="ended_at IS NOT NULL")
_index("chat_ended_of_agent", Chat, "agent", "ended_at", where="ended_at IS NOT NULL")
_index("chat_answered", Chat, "channel", "answered_at", "waiting_ms", where="answered_at IS NOT NULL")
_index(
    "chat_of_email", Chat, "customer_email COLLATE NOCASE", "started_at", "id", where=IS_PAST_OF_EMAIL
)  # an address is the same in capitals
_index("file_unsent", File, "created_at", where=IS_UNSENT)
_index("event_key", Event, "chat", "key", where="key IS NOT NULL", unique=True)

TABLES: Final = (
    *(Fact, Account, Session, Channel, Member, Chat, Event, CustomerToken, ChatStart, Draft, Audit),
    *(PasswordLink, Picture, Deflection, BotPost),
    File,
    *(TextFolder, SharedText, QuickReply, TextUse, TextFavourite),
)
