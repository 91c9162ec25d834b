"""Accounts: what admins do with them, and what everybody does with her own. What admins do is in the audit log.

Whoever is changed here is told at once: her consoles come back with the new name or role, or, once she is
disabled, are sent away, and her chats go to the front of their queues. Her sessions are ended by whoever called
(net/auth.py).
"""

from typing import Final, TypedDict

from msgspec.structs import replace

from actors.acts import entry, entry_of
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.rights import Agent, must_be_admin
from actors.house import House
from actors.setup import EMAIL, NAME_MAX, add_account
from actors.start import reload_settings
from store.errors import LastAdmin
from store.queries import accounts, audit, channels, pictures
from store.queries.accounts import Account, Role

# A link is sent by hand, read in the evening, used the next morning.
LINK_MS: Final = 2 * 86_400_000
EMAIL_MAX: Final = 320


class AccountChanges(TypedDict, total=False):
    """What is left out stays."""

    name: str
    email: str
    photo: str | None
    role: Role
    disabled: bool


async def everybody(house: House, who: Agent) -> list[Account]:
    """By name, disabled ones too. Raises Forbidden."""
    must_be_admin(who)
    return await house.store.read(accounts.everybody)


async def one(house: House, who: Agent, account: str) -> Account:
    """Raises Forbidden, NotFound."""
    must_be_admin(who)
    return await _existing(house, account)


async def add(
    house: House, who: Agent, *, login: str, name: str, email: str, role: Role, password_hash: str
) -> Account:
    """Raises Forbidden, Invalid, or Conflict where the login is taken."""
    must_be_admin(who)
    return await add_account(
        house.store,
        login=login,
        name=name,
        email=email,
        role=role,
        password_hash=password_hash,
        now=house.clock.now_ms(),
        note=lambda made: note_of(house, who, "agent.add", made, f"{login} {role}"),
    )


async def change(house: House, who: Agent, account: str, changes: AccountChanges) -> Account:
    """By an admin. Raises Forbidden, NotFound, Invalid, or Conflict for the last admin who can do this."""
    must_be_admin(who)
    found = await _existing(house, account)
    after = await _changed(house, found, changes)
    if after == found:
        return found
    await _keep(house, after, note_of(house, who, "agent.change", account, _differences(found, after)))
    return after


async def change_own(house: House, who: Agent, changes: AccountChanges) -> Account:
    """Name, e-mail and photo of her own. Raises Invalid."""
    found = await _existing(house, who.ref.id)
    after = await _changed(house, found, {**changes, "role": found.role, "disabled": False})
    if after != found:
        await _keep(house, after, note_of(house, who, "agent.change_own", found.id, _differences(found, after)))
    return after


async def set_password(house: House, who: Agent, account: str, password_hash: str) -> None:
    """By an admin. Raises Forbidden, NotFound."""
    await one(house, who, account)
    note = note_of(house, who, "agent.password", account)
    await house.store.write(audit.noted, note, accounts.set_password_hash, account, password_hash)


async def set_own_password(house: House, who: Agent, password_hash: str) -> None:
    """Whether she knows the one before is looked at by whoever called (net/auth.py)."""
    note = note_of(house, who, "agent.password_own", who.ref.id)
    await house.store.write(audit.noted, note, accounts.set_password_hash, who.ref.id, password_hash)


async def put_link(house: House, who: Agent, account: str, hashed: bytes) -> int:
    """A link by which a password is chosen, known by its hash; when it ends. Raises Forbidden, NotFound."""
    if (await one(house, who, account)).disabled_at is not None:
        raise NotFound("This account is disabled.")
    note = note_of(house, who, "agent.password_link", account)
    await house.store.write(audit.noted, note, accounts.put_link, hashed, account, note.at + LINK_MS)
    return note.at + LINK_MS


async def use_link(house: House, hashed: bytes, password_hash: str) -> Account | None:
    """Choose a password by a link, once; whose it is now. None where the link is good no more."""
    now = house.clock.now_ms()
    found = await house.store.read(accounts.of_link, hashed, now)
    if found is None:
        return None
    note = entry_of(f"agent/{found.id}", "agent.password_link_used", f"agent/{found.id}", now)
    return await house.store.write(audit.noted, note, accounts.use_link, hashed, password_hash, now)


def note_of(house: House, who: Agent, act: str, account: str, detail: str = "") -> audit.Note:
    """For the audit log: entered together with what it says, or not at all."""
    return entry(who, act, f"agent/{account}", house.clock.now_ms(), detail)


def _differences(before: Account, after: Account) -> str:
    names = ("name", "email", "photo", "role", "disabled_at")
    return ", ".join(name for name in names if getattr(after, name) != getattr(before, name))


async def _existing(house: House, account: str) -> Account:
    found = await house.store.read(accounts.by_id, account)
    if found is None:
        raise NotFound("There is no such account.")
    return found


async def _changed(house: House, account: Account, changes: AccountChanges) -> Account:
    name, email = changes.get("name", account.name).strip(), changes.get("email", account.email).strip()
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise Invalid("name", f"A name has 1 to {NAME_MAX} printable characters.")
    if email and (len(email) > EMAIL_MAX or not EMAIL.fullmatch(email)):
        raise Invalid("email", f"{email[:100]} is not an e-mail address.")
    photo = changes.get("photo", account.photo)
    if photo and photo != account.photo and not await _is_picture(house, photo):
        raise Invalid("photo", "This is not a picture of ours. Upload it first.")
    disabled_at = account.disabled_at
    if changes.get("disabled", disabled_at is not None) != (disabled_at is not None):
        disabled_at = house.clock.now_ms() if disabled_at is None else None
    return replace(
        account,
        name=name,
        email=email,
        photo=photo or None,
        role=changes.get("role", account.role),
        disabled_at=disabled_at,
    )


async def _is_picture(house: House, photo: str) -> bool:
    prefix, _, name = photo.rpartition("/")
    return prefix == "/pictures" and await house.store.read(pictures.exists, name)


async def _keep(house: House, account: Account, note: audit.Note) -> None:
    try:
        await house.store.write(audit.noted, note, accounts.change, account)
    except LastAdmin as last:
        raise Conflict("This is the last admin. Make somebody else one first.") from last
    memberships = await house.store.read(channels.memberships, account.id)
    await reload_settings(house, channels=memberships, agents=(account.id,))
