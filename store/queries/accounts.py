"""Who may sign in. An account is disabled and never deleted: logs name it for as long as they are kept."""

from typing import Any, Literal

import peewee
from msgspec import Struct

from store import tables
from store.errors import LastAdmin, LoginTaken
from store.rows import struct_of

Role = Literal["agent", "admin"]
Presence = Literal["present", "away"]


class Account(Struct, frozen=True, kw_only=True):
    id: str
    login: str
    name: str
    email: str
    photo: str | None = None
    role: Role
    password_hash: str
    disabled_at: int | None = None
    presence: Presence = "away"
    created_at: int


def create(account: Account) -> None:
    """Raises `LoginTaken`."""
    try:
        tables.Account.insert(**{name: getattr(account, name) for name in Account.__struct_fields__}).execute()
    except peewee.IntegrityError as error:
        if by_login(account.login) is None:
            raise
        raise LoginTaken(account.login) from error


def by_login(login: str) -> Account | None:
    """Whatever its case; disabled ones too."""
    return _first(tables.Account.login == login)


def by_id(account: str) -> Account | None:
    return _first(tables.Account.id == account)


def everybody() -> list[Account]:
    """All accounts by name, disabled ones too."""
    return [of_row(row) for row in _select().order_by(tables.Account.name, tables.Account.id).tuples()]


def admins_to_write_to() -> list[str]:
    """The e-mail addresses of the admins who may sign in."""
    of: Any = tables.Account
    rows = of.select(of.email).where((of.role == "admin") & of.disabled_at.is_null() & (of.email != ""))
    return [email for (email,) in rows.order_by(of.login).tuples()]


def set_password_hash(account: str, password_hash: str) -> bool:
    """Whether there is such an account; so with the others."""
    return _update(account, password_hash=password_hash)


def change(account: Account) -> bool:
    """Keep name, e-mail, photo, role, and whether it is disabled. Raises `LastAdmin`, `LoginTaken`.

    Its sessions end with it where it is disabled: `sessions.find` does not give them any more.
    """
    before = by_id(account.id)
    if before is not None and _is_admin(before) and not _is_admin(account) and not _other_admins(account.id):
        raise LastAdmin(account.login)
    names = ("name", "email", "photo", "role", "disabled_at")
    return _update(account.id, **{name: getattr(account, name) for name in names})


def _is_admin(account: Account) -> bool:
    return account.role == "admin" and account.disabled_at is None


def _other_admins(account: str) -> int:
    table = tables.Account
    condition = (table.role == "admin") & table.disabled_at.is_null() & (table.id != account)
    count: int = table.select().where(condition).count()
    return count


def put_link(hashed: bytes, account: str, expires_at: int) -> None:
    """A link by which its password can be chosen; those given before are good no more."""
    tables.PasswordLink.erase(tables.PasswordLink.account == account)
    tables.PasswordLink.insert(hash=hashed, account=account, expires_at=expires_at).execute()


def of_link(hashed: bytes, now: int) -> Account | None:
    """Whose password a link chooses; None for one that is over, and for an account that is disabled."""
    row = (
        _select()
        .join(tables.PasswordLink)
        .where(
            tables.PasswordLink.hash == hashed,
            tables.PasswordLink.expires_at > now,
            tables.Account.disabled_at.is_null(),
        )
        .tuples()
        .first()
    )
    return None if row is None else of_row(row)


def use_link(hashed: bytes, password_hash: str, now: int) -> Account | None:
    """Set the password once; None where the link is good no more."""
    account = of_link(hashed, now)
    if account is None:
        return None
    tables.PasswordLink.erase(tables.PasswordLink.account == account.id)
    set_password_hash(account.id, password_hash)
    return account


def set_presence(account: str, presence: Presence) -> bool:
    return _update(account, presence=presence)


def disable(account: str, at: int) -> bool:
    """Its sessions end with it: `sessions.find` does not give them any more."""
    return _update(account, disabled_at=at)


def of_row(row: tuple[Any, ...]) -> Account:
    """An account from its columns in the order of the struct."""
    return struct_of(Account, row)


def columns() -> list[Any]:
    return [getattr(tables.Account, name) for name in Account.__struct_fields__]


def _select() -> Any:  # noqa: ANN401 - peewee's queries have no useful type
    return tables.Account.select(*columns())


def _first(condition: Any) -> Account | None:  # noqa: ANN401 - an expression of peewee
    row = _select().where(condition).tuples().first()
    return None if row is None else of_row(row)


def _update(account: str, **values: object) -> bool:
    changed: int = tables.Account.update(**values).where(tables.Account.id == account).execute()
    return changed == 1
