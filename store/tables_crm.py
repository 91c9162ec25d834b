"""The tables of the built-in CRM, as store/tables.py says the others.

Nothing that a chat, an activity or an agent's history says of a contact is a foreign key: with an outside CRM in
the place of ours those ids are the other's. What our own tables say of each other is.
`contact_index` and `company_index`, kept by triggers, are named in store/queries alone.
"""

from typing import Final

import peewee
from peewee import BigIntegerField, CompositeKey, ForeignKeyField, TextField

from store.tables import Account, Table


class Company(Table):
    number = peewee.AutoField()
    id = TextField(unique=True)
    external_id = TextField(null=True, unique=True)
    name = TextField()
    name_folded = TextField()
    phone = TextField()
    words = TextField()
    created_at = BigIntegerField()
    changed_at = BigIntegerField()

    class Meta:
        indexes = ((("name_folded", "id"), False),)


class CompanyDomain(Table):
    domain = TextField()
    company = ForeignKeyField(Company, field="id", column_name="company", on_delete="CASCADE")
    position = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("domain", "company")
        without_rowid = True


class Contact(Table):
    number = peewee.AutoField()
    id = TextField(unique=True)
    external_id = TextField(null=True, unique=True)
    name = TextField()
    name_folded = TextField()
    phone = TextField()
    phone_key = TextField(null=True)
    title = TextField()
    company = ForeignKeyField(
        Company, field="id", column_name="company", null=True, on_delete="SET NULL", index=False
    )
    words = TextField()
    created_at = BigIntegerField()
    changed_at = BigIntegerField()

    class Meta:
        indexes = ((("name_folded", "id"), False), (("company", "name_folded", "id"), False))


class ContactEmail(Table):
    email = TextField(primary_key=True)
    domain = TextField(index=True)
    contact = ForeignKeyField(Contact, field="id", column_name="contact", on_delete="CASCADE")
    position = BigIntegerField()

    class Meta:
        without_rowid = True


class Sale(Table):
    id = TextField(primary_key=True)
    title = TextField()
    amount_cents = BigIntegerField()
    currency = TextField()
    stage = TextField()
    close_date = TextField(null=True)
    owner = TextField(null=True)
    contact = ForeignKeyField(
        Contact, field="id", column_name="contact", null=True, on_delete="SET NULL", index=False
    )
    company = ForeignKeyField(
        Company, field="id", column_name="company", null=True, on_delete="SET NULL", index=False
    )
    created_at = BigIntegerField()
    changed_at = BigIntegerField()

    class Meta:
        indexes = (
            (("contact", "created_at", "id"), False),
            (("company", "created_at", "id"), False),
            (("created_at", "id"), False),
        )


class FollowUp(Table):
    id = TextField(primary_key=True)
    title = TextField()
    due_at = BigIntegerField()
    owner = TextField(null=True)
    done_at = BigIntegerField(null=True)
    contact = ForeignKeyField(
        Contact, field="id", column_name="contact", null=True, on_delete="SET NULL", index=False
    )
    company = ForeignKeyField(
        Company, field="id", column_name="company", null=True, on_delete="SET NULL", index=False
    )
    created_at = BigIntegerField()
    changed_at = BigIntegerField()

    class Meta:
        indexes = (
            (("contact", "due_at", "id"), False),
            (("company", "due_at", "id"), False),
            (("owner", "due_at", "id"), False),
            (("due_at", "id"), False),
        )


class Activity(Table):
    """What a contact has had to do with us. `contact` is None where somebody said that it was none of ours."""

    kind = TextField()
    ref = TextField()
    contact = TextField(null=True)
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("kind", "ref")
        without_rowid = True


class CrmUse(Table):
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    kind = TextField()
    ref = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "kind", "ref")
        without_rowid = True


class CrmFavourite(Table):
    account = ForeignKeyField(Account, column_name="account", on_delete="CASCADE", index=False)
    kind = TextField()
    ref = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "kind", "ref")
        without_rowid = True


def _index(name: str, table: type[Table], *columns: str, where: str) -> None:
    table.add_index(peewee.Index(name, table, [peewee.SQL(column) for column in columns], where=peewee.SQL(where)))


_index("contact_phone", Contact, "phone_key", where="phone_key IS NOT NULL")
_index("activity_contact", Activity, "contact", "at", "ref", where="contact IS NOT NULL")

TABLES: Final = (Company, CompanyDomain, Contact, ContactEmail, Sale, FollowUp, Activity, CrmUse, CrmFavourite)
