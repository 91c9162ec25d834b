"""The tables of the outbox, and of identities that were taken, as store/tables.py says the others.

A chat in them is no foreign key: a letter that is on its way goes out though its chat is deleted meanwhile.
"""

from typing import Final

import peewee
from peewee import BigIntegerField, BlobField, ForeignKeyField, TextField

from store.tables import Table

# Conditions of partial indexes; a query must say them in the same words.
IS_WAITING: Final = "status = 'waiting'"
IS_DONE: Final = "status <> 'waiting'"


class Letter(Table):
    number = peewee.AutoField()
    key = TextField(null=True, unique=True)
    kind = TextField()
    recipient = TextField()
    subject = TextField()
    text = TextField()
    html = TextField(null=True)
    chat = TextField(null=True)
    status = TextField()
    tries = BigIntegerField()
    next_at = BigIntegerField()
    error = TextField(null=True)
    created_at = BigIntegerField()
    sent_at = BigIntegerField(null=True)
    done_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("status", "number"), False),)


class Webhook(Table):
    id = TextField(primary_key=True)
    url = TextField()
    secret = TextField()
    events = BlobField()
    channels = BlobField(null=True)
    status = TextField()
    failures = BigIntegerField()
    next_at = BigIntegerField()
    cursor = BigIntegerField()
    created_at = BigIntegerField()


class WebhookDelivery(Table):
    number = peewee.AutoField()
    webhook = ForeignKeyField(Webhook, column_name="webhook", on_delete="CASCADE", index=False)
    message = TextField()
    event = TextField()
    chat = TextField(null=True)
    body = BlobField()
    status = TextField()
    tries = BigIntegerField()
    answer = BigIntegerField(null=True)
    error = TextField(null=True)
    created_at = BigIntegerField()
    done_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("webhook", "number"), False),)


class IdentityTaken(Table):
    """A signed identity by its number, until it has ended anyway."""

    channel = TextField()
    jti = TextField()
    until = BigIntegerField(index=True)

    class Meta:
        primary_key = peewee.CompositeKey("channel", "jti")
        without_rowid = True


Letter.add_index(
    peewee.Index(
        "letter_waiting", Letter, [peewee.SQL("next_at"), peewee.SQL("number")], where=peewee.SQL(IS_WAITING)
    )
)
WebhookDelivery.add_index(
    peewee.Index(
        "delivery_waiting",
        WebhookDelivery,
        [peewee.SQL("webhook"), peewee.SQL("number")],
        where=peewee.SQL(IS_WAITING),
    )
)
Letter.add_index(peewee.Index("letter_done", Letter, [peewee.SQL("done_at")], where=peewee.SQL(IS_DONE)))
WebhookDelivery.add_index(
    peewee.Index("delivery_done", WebhookDelivery, [peewee.SQL("done_at")], where=peewee.SQL(IS_DONE))
)

TABLES: Final = (Letter, Webhook, WebhookDelivery, IdentityTaken)
