"""The tables of requests, as store/tables.py says the others.

A contact is no foreign key: with an outside CRM its id is the other's. Nor is a chat, which retention may delete
while the request goes on; nor a channel, as everywhere. `request_index`, kept by triggers, is named in
store/queries alone.
"""

from typing import Final

import peewee
from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, ForeignKeyField, TextField

from store.tables import Account, Table

# The condition of a partial index, in the words of the query that goes by it.
IS_UNTOLD: Final = "NOT told"


class RequestCategory(Table):
    id = TextField(primary_key=True)
    name = TextField()
    name_folded = TextField(unique=True)
    offered = BooleanField()


class Request(Table):
    """`told`: the log of the chat that it was made from names it. `key` is its maker's, once in that chat."""

    number = peewee.AutoField()
    chat = TextField(null=True)
    key = TextField(null=True)
    told = BooleanField()
    title = TextField()
    category = ForeignKeyField(RequestCategory, column_name="category", null=True)
    priority = TextField()
    status = TextField()
    owner = ForeignKeyField(Account, column_name="owner", null=True, index=False)
    contact = TextField(null=True)
    customer = TextField()
    email = TextField(null=True)
    channel = TextField()
    created_by = BlobField()
    created_at = BigIntegerField()
    changed_at = BigIntegerField()

    class Meta:
        indexes = (
            (("changed_at", "number"), False),
            (("status", "changed_at", "number"), False),
            (("owner", "changed_at", "number"), False),
        )


class RequestEntry(Table):
    request = ForeignKeyField(Request, column_name="request", on_delete="CASCADE", index=False)
    n = BigIntegerField()
    at = BigIntegerField()
    kind = TextField()
    by = BlobField()
    key = TextField(null=True)
    text = TextField(null=True)
    changes = BlobField(null=True)

    class Meta:
        table_name = "request_log"
        primary_key = CompositeKey("request", "n")


def _index(name: str, table: type[Table], *columns: str, where: str, unique: bool = False) -> None:
    parts = [peewee.SQL(column) for column in columns]
    table.add_index(peewee.Index(name, table, parts, unique=unique, where=peewee.SQL(where)))


_index("request_of_contact", Request, "contact", "number", where="contact IS NOT NULL")
_index("request_of_chat", Request, "chat", "number", where="chat IS NOT NULL")
_index("request_key", Request, "chat", "key", where="key IS NOT NULL", unique=True)
_index("request_untold", Request, "number", where=IS_UNTOLD)
_index("request_log_key", RequestEntry, "request", "key", where="key IS NOT NULL", unique=True)

TABLES: Final = (RequestCategory, Request, RequestEntry)
