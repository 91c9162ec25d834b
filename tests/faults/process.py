"""The real server as a process of its own, to be killed: `run.py serve`, and nothing of it is in ours."""

import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import trio

from actors import setup
from net.credentials import token_hash
from net.server import DATABASE
from store.database import Store
from store.queries import sessions
from store.queries.channels import Rights
from tests.forks import Fork

CHANNEL: Final = "support"
DAY_MS: Final = 86_400_000
# What a load from one address needs: no limit on commands.
UNLIMITED: Final = {
    "SWITCHBOARD_COMMANDS_PER_SECOND": "0",
    "SWITCHBOARD_ADDRESS_COMMANDS_PER_SECOND": "0",
    "SWITCHBOARD_AGENT_COMMANDS_PER_SECOND": "0",
    "SWITCHBOARD_AGENT_ADDRESS_COMMANDS_PER_SECOND": "0",
    "SWITCHBOARD_LOG_LEVEL": "warning",
    "SWITCHBOARD_LOG_FORMAT": "json",
}


class Staff(NamedTuple):
    """An agent who is signed in: no password is hashed in these tests."""

    id: str
    name: str
    token: str


async def furnish(folder: Path, *names: str) -> list[Staff]:
    """A folder with one channel and its agents, all present."""
    now = time.time_ns() // 1_000_000
    async with Store.open(folder / DATABASE) as store:
        await setup.add_channel(store, key=CHANNEL, name="Support", language="en", now=now)
        return [await _hire(store, name, now) for name in names]


async def _hire(store: Store, name: str, now: int) -> Staff:
    login, token = name.lower(), secrets.token_urlsafe(16)
    account = await setup.add_account(
        store, login=login, name=name, password_hash="none", now=now, presence="present"
    )
    await setup.set_member(store, CHANNEL, login, Rights(respond=True))
    session = sessions.Session(
        token_hash=token_hash(token), account=account.id, created_at=now, last_seen_at=now, expires_at=now + DAY_MS
    )
    await store.write(sessions.create, session)
    return Staff(account.id, name, token)


class ServerProcess:
    """One life of the server."""

    def __init__(self, process: Fork) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path) -> "AsyncIterator[ServerProcess]":
        """Begun, and not yet serving; killed at the end of the block, in whatever it does then.

        Its log goes to `log` in the folder, behind that of the lives before.
        """
        process = Fork(["serve", "--data", str(folder), "--port", "0"], folder / "log", UNLIMITED)
        try:
            yield cls(process)
        finally:
            process.kill()

    async def wait_serving(self) -> str:
        """Where it can be reached: host and port."""
        said = b""
        async with trio.lowlevel.FdStream(os.dup(self._process.said)) as stream:
            while not said.endswith(b"\n"):
                more = await stream.receive_some()
                assert more, f"the server ended with {self._process.wait()} before it served"
                said += more
        return said.decode().strip().removeprefix("http://")

    async def terminate(self) -> int:
        """SIGTERM, and the code it ends with."""
        self._process.terminate()
        await trio.lowlevel.wait_readable(self._process.ended)
        return self._process.wait()
