"""What operators do from the command line, on the server itself: as `actors.setup`, with an entry for each."""

from typing import Literal

from actors import setup
from actors.acts import OPERATOR, entry_of
from actors.domain.importing import Parsed
from store.database import Store
from store.queries import audit
from store.queries.accounts import Account
from store.queries.channels import Channel, Rights


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
    granted = ", ".join(name for name, may in rights._asdict().items() if may) or "nothing"
    return await setup.set_member(
        store,
        channel,
        login,
        rights,
        note=lambda key: entry_of(OPERATOR, "channel.member", f"channel/{key}", now, f"{login}: {granted}"),
    )


async def note_import(store: Store, parsed: Parsed, *, now: int) -> None:
    """One that begins."""
    note = entry_of(OPERATOR, f"import.{parsed.kind}", f"import/{parsed.kind}", now, f"{len(parsed.rows)} rows")
    await store.write(audit.record, *note)
