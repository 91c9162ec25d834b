"""The tables of past chats, as store/tables.py says the others. `past_chat_index`, with the words, is named in
store/queries alone.
"""

from typing import Final

from peewee import AutoField, BigIntegerField, CompositeKey, ForeignKeyField, IntegerField, TextField

from store.tables import Chat, Table


class PastChat(Table):
    """`number` follows from the time of its end. `agent` had it last, and may read it for that."""

    number = IntegerField(primary_key=True)
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE", unique=True)
    channel = TextField()
    agent = TextField(null=True)
    rating = BigIntegerField(null=True)


class PastChatAgent(Table):
    """Everybody who had a part in it."""

    agent = TextField()
    past = ForeignKeyField(PastChat, column_name="past", on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("agent", "past")
        without_rowid = True


class PastChatDue(Table):
    """Chats whose words are not in the index, or not as they are now; each once, and anew at each change."""

    n = AutoField()
    chat = ForeignKeyField(Chat, column_name="chat", on_delete="CASCADE", unique=True)


TABLES: Final = (PastChat, PastChatAgent, PastChatDue)
