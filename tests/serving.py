"""The server without a port, put together by `net.server.build`: store in the loop, cheap hashing, own clock."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import argon2
import msgspec
import trio
from msgspec.structs import replace

from actors.clock import Clock
from actors.crm import Crm
from actors.domain.settings import ChannelSettings
from actors.outgoing import Http, Mailer
from actors.start import reload_settings
from net.credentials import token_hash
from net.mail_domains import MailDomains
from net.server import Outside, Server, build
from net.settings import Settings
from store.database import Store
from store.queries import channels, sessions

DAY_MS = 86_400_000
EPOCH_MS = 1_800_000_000_000  # a Friday in January 2027


@asynccontextmanager
async def served(
    store: Store,
    crm: Crm | None = None,
    http: Http | None = None,
    mailer: Mailer | None = None,
    mail_domains: MailDomains | None = None,
    **settings: Any,  # noqa: ANN401 - as settings are
) -> AsyncIterator[Server]:
    """A server on `store`; `settings` as in net/settings.py. Agents write as fast as a story lets them, and no
    address is looked up unless a test brings who answers.
    """
    usual = {"data": Path("unused"), "agent_commands_per_second": 0, "check_mail_domains": False}
    chosen = Settings(**{**usual, **settings})
    clock = Clock(EPOCH_MS + int(trio.current_time() * 1_000))
    outside = Outside(clock=clock, crm=crm, http=http, mailer=mailer, mail_domains=mail_domains)
    async with build(store, chosen, outside=outside, hashing=argon2.profiles.CHEAPEST, inline=True) as server:
        yield server


async def session_of(server: Server, account: str) -> str:
    """A session without a password: its token."""
    token = secrets.token_urlsafe(32)
    now = server.house.clock.now_ms()
    session = sessions.Session(
        token_hash=token_hash(token), account=account, created_at=now, last_seen_at=now, expires_at=now + DAY_MS
    )
    await server.store.write(sessions.create, session)
    return token


async def set_channel(server: Server, key: str, settings: ChannelSettings) -> None:
    """A channel is so from now on, and all who live by it have heard of it."""
    channel = await server.store.read(channels.get, key)
    assert channel is not None
    await server.store.write(channels.change, replace(channel, settings=msgspec.json.encode(settings)))
    await reload_settings(server.house)
