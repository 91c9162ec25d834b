"""Contacts of the built-in CRM. Folded names and words for the index are made by the caller.

An e-mail address belongs to one contact: that is what makes an exact match one.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from store import bound
from store.errors import EmailTaken, ExternalIdTaken, RecordMissing
from store.queries.fulltext import all_of, any_of, places


class ContactRow(Struct, frozen=True, kw_only=True):
    """`words` are folded, found beside the name; `phone_key` tells numbers alike; `company_name` is only read."""

    id: str
    external_id: str | None
    name: str
    name_folded: str
    emails: tuple[str, ...]
    phone: str
    phone_key: str | None
    title: str
    company: str | None
    company_name: str = ""
    words: str
    created_at: int
    changed_at: int


_ROW: Final = """
    contact.id, contact.external_id, contact.name, contact.name_folded,
    (SELECT group_concat(email, ' ') FROM
        (SELECT email FROM contact_email WHERE contact = contact.id ORDER BY position)),
    contact.phone, contact.phone_key, contact.title, contact.company, coalesce(company.name, ''),
    contact.words, contact.created_at, contact.changed_at
"""
_FROM: Final = "FROM contact LEFT JOIN company ON company.id = contact.company"
_FOUND: Final = """
    FROM contact_index JOIN contact ON contact.number = contact_index.rowid
    LEFT JOIN company ON company.id = contact.company WHERE contact_index MATCH ?
"""
_KEPT: Final = (
    *("id", "external_id", "name", "name_folded", "phone", "phone_key", "title", "company", "words"),
    *("created_at", "changed_at"),
)
_CHANGING: Final = tuple(name for name in _KEPT if name not in {"id", "created_at"})
_INSERT: Final = f"INSERT INTO contact ({', '.join(_KEPT)}) VALUES ({places(_KEPT)})"  # noqa: S608 - our own words
_UPDATE: Final = f"UPDATE contact SET {', '.join(f'{name} = ?' for name in _CHANGING)} WHERE id = ?"  # noqa: S608


def create(contact: ContactRow) -> None:
    """Raises `EmailTaken`, `ExternalIdTaken` or `RecordMissing`."""
    _check(contact)
    create_many((contact,))


def change(contact: ContactRow) -> bool:
    """Put it in place of what it was; whether there was one. Raises as `create` does."""
    if get(contact.id) is None:
        return False
    _check(contact)
    change_many((contact,))
    return True


def remove(contact: str) -> bool:
    """Whether there was one. What belonged to it alone goes with it; the chats stay, as nobody's."""
    connection = bound.connection()
    for table in ("sale", "follow_up"):
        connection.execute(f"DELETE FROM {table} WHERE contact = ? AND company IS NULL", (contact,))  # noqa: S608
    for table in ("crm_use", "crm_favourite"):
        connection.execute(f"DELETE FROM {table} WHERE kind = 'contact' AND ref = ?", (contact,))  # noqa: S608
    connection.execute("DELETE FROM activity WHERE contact = ?", (contact,))
    return bool(connection.execute("DELETE FROM contact WHERE id = ?", (contact,)).rowcount)


def create_many(contacts: Sequence[ContactRow]) -> None:
    """Store them as they are: nobody has looked whether an address or an id is taken."""
    connection = bound.connection()
    for contact in contacts:
        connection.execute(_INSERT, tuple(getattr(contact, name) for name in _KEPT))
    _put_emails(contacts)


def change_many(contacts: Sequence[ContactRow]) -> None:
    connection = bound.connection()
    for contact in contacts:
        connection.execute(_UPDATE, (*(getattr(contact, name) for name in _CHANGING), contact.id))
        connection.execute("DELETE FROM contact_email WHERE contact = ?", (contact.id,))
    _put_emails(contacts)


def get(contact: str) -> ContactRow | None:
    found = _rows(f"{_FROM} WHERE contact.id = ?", contact)
    return found[0] if found else None


def by_email(email: str) -> ContactRow | None:
    owner = "(SELECT contact FROM contact_email WHERE email = ?)"
    found = _rows(f"{_FROM} WHERE contact.id = {owner}", email)
    return found[0] if found else None


def several(contacts: Sequence[str]) -> list[ContactRow]:
    """In no order; those that are not there are left out."""
    if not contacts:
        return []
    return _rows(f"{_FROM} WHERE contact.id IN ({places(contacts)})", *contacts)


def page(after: tuple[str, str] | None, limit: int, company: str | None = None) -> list[ContactRow]:
    """By name, those (of a company) after the one with this folded name and id."""
    conditions = ["contact.company = ?"] * (company is not None)
    conditions += ["(contact.name_folded, contact.id) > (?, ?)"] * (after is not None)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    args = (*((company,) if company is not None else ()), *(after or ()), limit)
    return _rows(f"{_FROM} {where} ORDER BY contact.name_folded, contact.id LIMIT ?", *args)


def search(words: Sequence[str], limit: int) -> list[ContactRow]:
    """Those with a word that begins with each of `words`: names first, then addresses, then the company."""
    if not words:
        return []
    order = "ORDER BY bm25(contact_index, 10, 3, 1), contact.name_folded, contact.id LIMIT ?"
    return _rows(f"{_FOUND} {order}", all_of(words), limit)


def likely(words: Sequence[str], phone_key: str | None, limit: int) -> list[ContactRow]:
    """Those who share a word of their name, or the number: to be looked at one by one."""
    found: dict[str, ContactRow] = {}
    if phone_key is not None:
        same = _rows(
            f"{_FROM} WHERE contact.phone_key IS NOT NULL AND contact.phone_key = ? LIMIT ?", phone_key, limit
        )
        found = {row.id: row for row in same}
    if words:
        order = "ORDER BY bm25(contact_index), contact.id LIMIT ?"
        alike = _rows(f"{_FOUND} {order}", f"name : ({any_of(words)})", limit)
        found |= {row.id: row for row in alike}
    return list(found.values())


def known(emails: Sequence[str], external_ids: Sequence[str], names_folded: Sequence[str]) -> list[ContactRow]:
    """Those that rows of an import may mean."""
    condition = (
        f"contact.id IN (SELECT contact FROM contact_email WHERE email IN ({places(emails)})) "  # noqa: S608
        f"OR contact.external_id IN ({places(external_ids)}) OR contact.name_folded IN ({places(names_folded)})"
    )
    return _rows(f"{_FROM} WHERE {condition}", *emails, *external_ids, *names_folded)


def _check(contact: ContactRow) -> None:
    connection = bound.connection()
    owners: Iterable[tuple[str, str]] = connection.execute(
        f"SELECT email, contact FROM contact_email WHERE email IN ({places(contact.emails)}) AND contact <> ?",  # noqa: S608
        (*contact.emails, contact.id),
    )
    for email, owner in owners:
        raise EmailTaken(email, owner)
    query = "SELECT 1 FROM contact WHERE external_id = ? AND id <> ?"
    if connection.execute(query, (contact.external_id, contact.id)).fetchone():
        raise ExternalIdTaken(str(contact.external_id))
    must_be_there(company=contact.company)


def must_be_there(contact: str | None = None, company: str | None = None) -> None:
    """Raises `RecordMissing` for what is named and is not there."""
    connection = bound.connection()
    if contact is not None and not connection.execute("SELECT 1 FROM contact WHERE id = ?", (contact,)).fetchone():
        raise RecordMissing("contact")
    if company is not None and not connection.execute("SELECT 1 FROM company WHERE id = ?", (company,)).fetchone():
        raise RecordMissing("company")


def _put_emails(contacts: Sequence[ContactRow]) -> None:
    bound.connection().executemany(
        "INSERT INTO contact_email (email, domain, contact, position) VALUES (?, ?, ?, ?)",
        [
            (email, email.rpartition("@")[2], contact.id, at)
            for contact in contacts
            for at, email in enumerate(contact.emails)
        ],
    )


def _rows(rest: str, *args: str | int | None) -> list[ContactRow]:
    query = f"SELECT {_ROW} {rest}"
    return [_of_row(row) for row in bound.connection().execute(query, args)]


def _of_row(row: tuple[Any, ...]) -> ContactRow:
    values = dict(zip(ContactRow.__struct_fields__, row, strict=True))
    return ContactRow(**{**values, "emails": tuple((values["emails"] or "").split())})
