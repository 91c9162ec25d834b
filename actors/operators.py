"""What operators do from the command line, on the server: as `actors.setup`, with an entry for each change."""

from typing import Literal

from msgspec import Struct

from actors import setup
from actors.acts import OPERATOR, entry_of
from actors.domain.importing import Parsed
from store.database import Store
from store.queries import accounts, audit, channels
from store.queries.accounts import Account
from store.queries.channels import RIGHTS, Channel, Rights


class User(Struct, frozen=True, kw_only=True):
    """An account in a list, and what it may do in which channel."""

    id: str
    login: str
    name: str
    email: str
    role: accounts.Role
    disabled: bool
    channels: dict[str, tuple[str, ...]]


class Staffed(Struct, frozen=True, kw_only=True):
    """A channel in a list, and what which login may do in it; disabled accounts apart."""

    key: str
    name: str
    language: str
    members: dict[str, tuple[str, ...]]


async def users(store: Store) -> tuple[User, ...]:
    """All accounts by name, disabled ones too."""
    return await store.read(_users)


def _users() -> tuple[User, ...]:
    return tuple(
        User(
            id=account.id,
            login=account.login,
            name=account.name,
            email=account.email,
            role=account.role,
            disabled=account.disabled_at is not None,
            channels={key: granted(rights) for key, rights in channels.memberships(account.id).items()},
        )
        for account in accounts.everybody()
    )


async def staffed(store: Store) -> tuple[Staffed, ...]:
    """All channels by name."""
    return await store.read(_staffed)


def _staffed() -> tuple[Staffed, ...]:
    logins = {account.id: account.login for account in accounts.everybody()}
    return tuple(
        Staffed(
            key=channel.key,
            name=channel.name,
            language=channel.language,
            members={logins[who]: granted(rights) for who, rights in channels.members(channel.key).items()},
        )
        for channel in channels.existing()
    )


def granted(rights: Rights) -> tuple[str, ...]:
    """Of the rights those that are given, by name."""
    return tuple(name for name in RIGHTS if getattr(rights, name))


async def add_account(
    store: Store,
    *,
    login: str,
    name: str,
    email: str,
    role: Literal["agent", "admin"],
    password_hash: str,
    now: int,
) -> Account:
    """Raises Invalid, or Conflict where the login is taken."""
    return await setup.add_account(
        store,
        login=login,
        name=name,
        email=email,
        role=role,
        password_hash=password_hash,
        now=now,
        note=lambda made: entry_of(OPERATOR, "agent.add", f"agent/{made}", now, f"{login} {role}"),
    )


async def set_password(store: Store, login: str, password_hash: str, *, now: int) -> Account:
    """Its sessions end: a server that runs finds out when it looks at them again. Raises NotFound."""
    return await setup.set_password(
        store,
        login,
        password_hash,
        now=now,
        note=lambda account: entry_of(OPERATOR, "agent.password", f"agent/{account}", now, login),
    )


async def add_channel(store: Store, *, key: str, name: str, language: str, now: int) -> Channel:
    """Raises Invalid, or Conflict where the key or the name is taken."""
    return await setup.add_channel(
        store,
        key=key,
        name=name,
        language=language,
        now=now,
        note=lambda made: entry_of(OPERATOR, "channel.add", f"channel/{made}", now, name),
    )


async def set_member(store: Store, channel: str, login: str, rights: Rights, *, now: int) -> Account:
    """Raises NotFound."""
    may = ", ".join(granted(rights)) or "nothing"
    return await setup.set_member(
        store,
        channel,
        login,
        rights,
        note=lambda key: entry_of(OPERATOR, "channel.member", f"channel/{key}", now, f"{login}: {may}"),
    )


async def note_import(store: Store, parsed: Parsed, *, now: int) -> None:
    """One that begins."""
    note = entry_of(OPERATOR, f"import.{parsed.kind}", f"import/{parsed.kind}", now, f"{len(parsed.rows)} rows")
    await store.write(audit.record, *note)
