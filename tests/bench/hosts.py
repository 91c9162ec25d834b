"""The servers that are measured: real processes on a core of their own, fresh for every run."""

import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
import trio

from actors.domain.settings import ChannelSettings
from net.credentials import token_hash
from net.server import DATABASE
from store.database import Store
from store.queries import accounts, channels, sessions
from tests.bench import machine
from tests.bench.jobs import Target

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DAY_MS: Final = 86_400_000
STOP_S: Final = 20
# A benchmark is one client at one address that says more in a second than a person in a day.
SETTINGS: Final = """\
commands_per_second = 0
address_commands_per_second = 0
agent_commands_per_second = 0
agent_address_commands_per_second = 0
connections = 100000
address_connections = 100000
grace_seconds = 1
"""


@contextmanager
def relay() -> Iterator[Target]:
    with tempfile.TemporaryDirectory() as folder, _running(["-m", "tests.bench.relay"], Path(folder)) as target:
        yield target


@contextmanager
def switchboard(agents: int, teams: int, profile: Path | None = None) -> Iterator[Target]:
    """The complete server with so many agents in so many channels; where its time goes is written to `profile`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bench.toml").write_text(SETTINGS, encoding="utf-8")
        tokens, keys = trio.run(_fill, folder, agents, teams)
        command = ["-m", "tests.bench.profiler", str(profile)] if profile else ["run.py"]
        command += ["serve", "--port", "0", "--data", name, "--config", str(folder / "bench.toml")]
        with _running(command, folder) as target:
            yield msgspec.structs.replace(target, tokens=tokens, channels=keys, profiled=profile is not None)


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[Target]:
    core, _ = machine.cores()
    with (folder / "log").open("wb") as log, machine.pinned(core):
        server = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    with server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().decode().strip()
            if not url:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
            yield Target(url=url, pid=server.pid)
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()


async def _fill(folder: Path, agents: int, teams: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Channels, present agents and a session for each, as if all had signed in: their tokens, and the channels."""
    tokens = tuple(secrets.token_urlsafe(32) for _ in range(agents))
    keys = tuple(f"team-{number}" for number in range(teams))
    async with Store.open(folder / DATABASE) as store:
        await store.write(_put, tokens, keys, time.time_ns() // 1_000_000)
    return tokens, keys


def _put(tokens: tuple[str, ...], keys: tuple[str, ...], now: int) -> None:
    for key in keys:
        settings = msgspec.json.encode(ChannelSettings())
        channels.create(channels.Channel(key=key, name=key, language="en", settings=settings, created_at=now))
    for number, token in enumerate(tokens):
        agent = accounts.Account(
            id=f"agent-{number}",
            login=f"agent-{number}",
            name=f"Agent {number}",
            email="",
            role="agent",
            password_hash="",
            presence="present",
            created_at=now,
        )
        accounts.create(agent)
        channels.set_member(keys[number % len(keys)], agent.id, channels.Rights(respond=True))
        sessions.create(
            sessions.Session(
                token_hash=token_hash(token),
                account=agent.id,
                created_at=now,
                last_seen_at=now,
                expires_at=now + DAY_MS,
            )
        )
