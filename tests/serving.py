"""The server without a port: its parts put together for tests, with limits out of the way and cheap hashing."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import argon2
import trio

from actors.clock import Clock
from actors.house import House
from actors.start import open_house
from actors.supervisor import ActorSystem
from net.auth import Auth
from net.credentials import token_hash
from net.desk import Desk
from net.endpoints import on_websocket
from net.front import Front
from net.h1 import Limits
from net.origins import Origins
from net.rates import Rate, Rates
from store.database import Store
from store.queries import sessions

DAY_MS = 86_400_000
UNLIMITED = Rate(per_second=0, burst=0)
CUSTOMER_RATE = Rate(per_second=10, burst=60)
EPOCH_MS = 1_800_000_000_000  # a Friday in January 2027


@dataclass(frozen=True)
class Served:
    store: Store
    system: ActorSystem
    house: House
    auth: Auth
    front: Front

    async def sign_in(self, account: str) -> str:
        """A session without a password."""
        token = secrets.token_urlsafe(32)
        now = self.house.clock.now_ms()
        session = sessions.Session(
            token_hash=token_hash(token),
            account=account,
            created_at=now,
            last_seen_at=now,
            expires_at=now + DAY_MS,
        )
        await self.store.write(sessions.create, session)
        return token


async def no_pages(_scope: Any, _receive: Any, _send: Any) -> None:  # noqa: ANN401 - ASGI's own
    raise AssertionError("a story about sockets asked for a page")


@asynccontextmanager
async def served(store: Store, rate: Rate = CUSTOMER_RATE, limits: Limits | None = None) -> AsyncIterator[Served]:
    async with ActorSystem() as system:
        house = await open_house(system, store, Clock(EPOCH_MS + int(trio.current_time() * 1000)))
        auth = Auth(store, house.clock, parameters=argon2.profiles.CHEAPEST, inline=True)
        desk = Desk(
            house=house,
            auth=auth,
            origins=Origins(),
            customer_rates=Rates(rate, UNLIMITED, trio.current_time),
            agent_rates=Rates(UNLIMITED, UNLIMITED, trio.current_time),
        )
        front = Front(no_pages, partial(on_websocket, desk=desk), limits or Limits())
        yield Served(store, system, house, auth, front)
