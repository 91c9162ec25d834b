"""How accounts, channels and memberships come to be, whoever asks: the command line, the demo, later the console.

What a name, a key or a language may look like is said here once. All of it is stored at once, with the entry in
the audit log where whoever asks has one to make; a server that runs learns of it by `reload_settings`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.settings import ChannelSettings
from actors.ids import new_id
from store.database import Store
from store.errors import ChannelKeyTaken, ChannelNameTaken, LoginTaken
from store.queries import accounts, audit, channels, sessions
from store.queries.accounts import Account
from store.queries.channels import Channel, Rights

NAME_MAX: Final = 200
LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
# It stands in a script tag and in addresses.
KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

# What is entered of it, by the id or the key that it has.
NoteOf = Callable[[str], audit.Note]


async def add_account(
    store: Store,
    *,
    login: str,
    name: str,
    password_hash: str,
    now: int,
    email: str = "",
    role: Literal["agent", "admin"] = "agent",
    presence: Literal["present", "away"] = "away",
    note: NoteOf | None = None,
) -> Account:
    """Raises Invalid, or Conflict where the login is taken."""
    if not LOGIN.fullmatch(login):
        raise Invalid(
            "login", "A login has letters, digits and . _ @ + - in it, and begins with one of the first."
        )
    if email and not EMAIL.fullmatch(email):
        raise Invalid("email", f"{email} is not an e-mail address.")
    account = Account(
        id=new_id(),
        login=login,
        name=_name(name),
        email=email,
        role=role,
        password_hash=password_hash,
        presence=presence,
        created_at=now,
    )
    try:
        await store.write(audit.noted, note and note(account.id), accounts.create, account)
    except LoginTaken as taken:
        raise Conflict(f"There is an account with the login {login} already.") from taken
    return account


async def set_password(
    store: Store, login: str, password_hash: str, *, now: int, note: NoteOf | None = None
) -> Account:
    """And end all sessions of the account. Raises NotFound."""
    account = await store.read(accounts.by_login, login)
    if account is None or account.disabled_at is not None:
        raise NotFound(f"There is no account with the login {login}.")
    noted = note and note(account.id)
    await store.write(audit.noted, noted, _set_password, account.id, password_hash, now)
    return account


def _set_password(account: str, password_hash: str, now: int) -> None:
    accounts.set_password_hash(account, password_hash)
    for session in sessions.of_account(account, now):
        sessions.end(session.token_hash)


async def add_channel(
    store: Store,
    *,
    key: str,
    name: str,
    language: str,
    now: int,
    settings: ChannelSettings | None = None,
    members: Mapping[str, Rights] | None = None,
    note: NoteOf | None = None,
) -> Channel:
    """Raises Invalid, or Conflict where the key or the name is taken."""
    if not KEY.fullmatch(key):
        raise Invalid("key", "A key has small letters, digits and - in it, 64 at most, such as support-en.")
    if not LANGUAGE.fullmatch(language):
        raise Invalid("language", f"{language} is not a language tag such as en or pt-BR.")
    settings = settings or ChannelSettings()
    channel = Channel(
        key=key, name=_name(name), language=language, settings=msgspec.json.encode(settings), created_at=now
    )
    try:
        await store.write(audit.noted, note and note(key), channels.create, channel, members)
    except ChannelKeyTaken as taken:
        raise Conflict(f"There is a channel with the key {key} already, or was one.") from taken
    except ChannelNameTaken as taken:
        raise Conflict(f"There is a channel with the name {channel.name} already.") from taken
    return channel


async def set_member(
    store: Store, channel: str, login: str, rights: Rights, *, note: NoteOf | None = None
) -> Account:
    """Give an account these rights in a channel; none of them make it no member. Raises NotFound.

    How many chats she is offered at once stays, unless these rights say it.
    """
    account = await store.read(accounts.by_login, login)
    if account is None or account.disabled_at is not None:
        raise NotFound(f"There is no account with the login {login}.")
    found = await store.read(channels.get, channel)
    if found is None or found.deleted_at is not None:
        raise NotFound(f"There is no channel with the key {channel}.")
    if any(rights):
        known = (await store.read(channels.members, channel)).get(account.id, rights)
        rights = rights._replace(most_chats=rights.most_chats or known.most_chats)
        await store.write(audit.noted, note and note(channel), channels.set_member, channel, account.id, rights)
    else:
        await store.write(audit.noted, note and note(channel), channels.remove_member, channel, account.id)
    return account


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise Invalid("name", f"A name has 1 to {NAME_MAX} printable characters.")
    return name
