"""Companies of the built-in CRM. Folded names and words for the index are made by the caller."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from msgspec import Struct

from store import bound
from store.errors import ExternalIdTaken
from store.queries.fulltext import all_of, any_of, places


class CompanyRow(Struct, frozen=True, kw_only=True):
    """`words` are folded and found beside the name: domains, digits of the phone number."""

    id: str
    external_id: str | None
    name: str
    name_folded: str
    domains: tuple[str, ...]
    phone: str
    words: str
    created_at: int
    changed_at: int


class AtDomain(NamedTuple):
    """`people`: how many contacts of the company have an address at the domain that was asked about."""

    company: CompanyRow
    people: int


_ROW: Final = """
    company.id, company.external_id, company.name, company.name_folded,
    (SELECT group_concat(domain, ' ') FROM
        (SELECT domain FROM company_domain WHERE company = company.id ORDER BY position)),
    company.phone, company.words, company.created_at, company.changed_at
"""
_KEPT: Final = ("id", "external_id", "name", "name_folded", "phone", "words", "created_at", "changed_at")
_INSERT: Final = f"INSERT INTO company ({', '.join(_KEPT)}) VALUES ({places(_KEPT)})"  # noqa: S608 - our own words
_CHANGING: Final = tuple(name for name in _KEPT if name not in {"id", "created_at"})
_UPDATE: Final = f"UPDATE company SET {', '.join(f'{name} = ?' for name in _CHANGING)} WHERE id = ?"  # noqa: S608


def create(company: CompanyRow) -> None:
    """Raises `ExternalIdTaken`."""
    _check(company)
    create_many((company,))


def change(company: CompanyRow) -> bool:
    """Put it in place of what it was; whether there was one. Raises `ExternalIdTaken`."""
    if get(company.id) is None:
        return False
    _check(company)
    change_many((company,))
    return True


def remove(company: str) -> bool:
    """Whether there was one. Its contacts stay, without it; what belonged to it alone goes with it."""
    connection = bound.connection()
    for table in ("sale", "follow_up"):
        connection.execute(f"DELETE FROM {table} WHERE company = ? AND contact IS NULL", (company,))  # noqa: S608
    for table in ("crm_use", "crm_favourite"):
        connection.execute(f"DELETE FROM {table} WHERE kind = 'company' AND ref = ?", (company,))  # noqa: S608
    return bool(connection.execute("DELETE FROM company WHERE id = ?", (company,)).rowcount)


def create_many(companies: Sequence[CompanyRow]) -> None:
    """Store them as they are: nobody has looked whether an id is taken."""
    connection = bound.connection()
    for company in companies:
        connection.execute(_INSERT, tuple(getattr(company, name) for name in _KEPT))
        _put_domains(company)


def change_many(companies: Sequence[CompanyRow]) -> None:
    connection = bound.connection()
    for new in companies:
        connection.execute(_UPDATE, (*(getattr(new, name) for name in _CHANGING), new.id))
        connection.execute("DELETE FROM company_domain WHERE company = ?", (new.id,))
        _put_domains(new)


def get(company: str) -> CompanyRow | None:
    found = _rows("FROM company WHERE id = ?", company)
    return found[0] if found else None


def several(companies: Sequence[str]) -> list[CompanyRow]:
    """In no order; those that are not there are left out."""
    if not companies:
        return []
    return _rows(f"FROM company WHERE id IN ({places(companies)})", *companies)


def page(after: tuple[str, str] | None, limit: int) -> list[CompanyRow]:
    """By name, those after the one with this folded name and id."""
    beyond = "" if after is None else "WHERE (name_folded, id) > (?, ?)"
    return _rows(f"FROM company {beyond} ORDER BY name_folded, id LIMIT ?", *(after or ()), limit)


def search(words: Sequence[str], limit: int) -> list[CompanyRow]:
    """Those with a word that begins with each of `words`, names before the rest."""
    if not words:
        return []
    return _rows(
        "FROM company_index JOIN company ON company.number = company_index.rowid WHERE company_index MATCH ? "
        "ORDER BY bm25(company_index, 10, 1), company.name_folded, company.id LIMIT ?",
        all_of(words),
        limit,
    )


def at_domains(domains: Sequence[str], words: Sequence[str], limit: int) -> list[AtDomain]:
    """Companies that have one of the domains, or people at the first, or whose name begins with one of `words`."""
    if not domains:
        return [AtDomain(company, 0) for company in _named(words, limit)]
    people: dict[str, int] = dict(
        bound.connection().execute(
            "SELECT contact.company, count(DISTINCT contact.id) FROM contact_email "
            "JOIN contact ON contact.id = contact_email.contact "
            "WHERE contact_email.domain = ? AND contact.company IS NOT NULL "
            "GROUP BY contact.company ORDER BY 2 DESC, 1 LIMIT ?",
            (domains[0], limit),
        )
    )
    own = bound.connection().execute(
        f"SELECT company FROM company_domain WHERE domain IN ({places(domains)}) LIMIT ?",  # noqa: S608
        (*domains, limit),
    )
    ids = dict.fromkeys((*people, *(company for (company,) in own)))
    found = {row.id: row for row in (*several(tuple(ids)), *_named(words, limit))}
    return [AtDomain(row, people.get(row.id, 0)) for row in found.values()]


def known(names_folded: Sequence[str], external_ids: Sequence[str]) -> list[CompanyRow]:
    """Those that rows of an import may mean."""
    return _rows(
        f"FROM company WHERE name_folded IN ({places(names_folded)}) OR external_id IN ({places(external_ids)})",
        *names_folded,
        *external_ids,
    )


def _named(words: Sequence[str], limit: int) -> list[CompanyRow]:
    if not words:
        return []
    return _rows(
        "FROM company_index JOIN company ON company.number = company_index.rowid WHERE company_index MATCH ? "
        "ORDER BY bm25(company_index), company.id LIMIT ?",
        f"name : ({any_of(words)})",
        limit,
    )


def _check(company: CompanyRow) -> None:
    if company.external_id is None:
        return
    query = "SELECT 1 FROM company WHERE external_id = ? AND id <> ?"
    if bound.connection().execute(query, (company.external_id, company.id)).fetchone():
        raise ExternalIdTaken(company.external_id)


def _put_domains(company: CompanyRow) -> None:
    bound.connection().executemany(
        "INSERT INTO company_domain (domain, company, position) VALUES (?, ?, ?)",
        [(domain, company.id, at) for at, domain in enumerate(company.domains)],
    )


def _rows(rest: str, *args: str | int) -> list[CompanyRow]:
    query = f"SELECT {_ROW} {rest}"
    return [_of_row(row) for row in bound.connection().execute(query, args)]


def _of_row(row: tuple[Any, ...]) -> CompanyRow:
    values = dict(zip(CompanyRow.__struct_fields__, row, strict=True))
    return CompanyRow(**{**values, "domains": tuple((values["domains"] or "").split())})
