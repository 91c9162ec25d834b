"""Who is signed in. A session is found by the hash of its token; the token itself is kept nowhere."""

from typing import Any, NamedTuple

from msgspec import Struct

from store import tables
from store.queries import accounts
from store.queries.accounts import Account
from store.rows import struct_of


class Session(Struct, frozen=True, kw_only=True):
    """`user_agent` and `address` are for the person who reads the list of her sessions."""

    token_hash: bytes
    account: str
    created_at: int
    last_seen_at: int
    expires_at: int
    user_agent: str = ""
    address: str = ""


class SignedIn(NamedTuple):
    account: Account
    session: Session


def create(session: Session) -> None:
    values = {name: getattr(session, name) for name in Session.__struct_fields__}
    tables.Session.insert(**values).execute()


def find(token_hash: bytes, now: int) -> SignedIn | None:
    """The session and its account; None if it is unknown or over, or if the account is disabled."""
    row = (
        tables.Session.select(*_columns(), *accounts.columns())
        .join(tables.Account)
        .where(
            tables.Session.token_hash == token_hash,
            tables.Session.expires_at > now,
            tables.Account.disabled_at.is_null(),
        )
        .tuples()
        .first()
    )
    if row is None:
        return None
    cut = len(Session.__struct_fields__)
    return SignedIn(accounts.of_row(row[cut:]), _of_row(row[:cut]))


def of_account(account: str, now: int) -> list[Session]:
    """Those that are not over, the latest seen first."""
    rows: Any = (
        tables.Session.select(*_columns())
        .where(tables.Session.account == account, tables.Session.expires_at > now)
        .order_by(tables.Session.last_seen_at.desc())
        .tuples()
    )
    return [_of_row(row) for row in rows]


def touch(token_hash: bytes, now: int, expires_at: int) -> bool:
    """Seen just now, and good until `expires_at`; whether the session is there."""
    query = tables.Session.update(last_seen_at=now, expires_at=expires_at)
    return bool(query.where(tables.Session.token_hash == token_hash).execute())


def end(token_hash: bytes) -> bool:
    return bool(_delete(tables.Session.token_hash == token_hash))


def purge(now: int) -> int:
    """Forget those that are over; how many they were."""
    return _delete(tables.Session.expires_at <= now)


def _columns() -> list[Any]:
    return [getattr(tables.Session, name) for name in Session.__struct_fields__]


def _of_row(row: tuple[Any, ...]) -> Session:
    return struct_of(Session, row)


def _delete(condition: Any) -> int:  # noqa: ANN401 - an expression of peewee
    return tables.Session.erase(condition)
