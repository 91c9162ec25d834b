"""One server, from its folder to its port and back.

`build` puts the parts together on a store and starts the actors; `serve` adds what a process has: the folder, the
port, the signals. The order of the start is the order of the `async with` blocks, and the stop is its exact
reverse: accept nobody more, say goodbye to the sockets, let the actors finish, commit, let the folder go.
"""

import fcntl
import gc
import os
import resource
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import argon2
import structlog
import trio

from actors.clock import Clock
from actors.crm import Crm
from actors.house import House
from actors.outgoing import Http, Mailer
from actors.start import open_house
from actors.supervisor import ActorSystem
from net import admin
from net.admin_commands import AdminContext
from net.admin_socket import NAME, InUse
from net.api.common import Site
from net.auth import PARAMETERS, Auth
from net.bundle import Bundle
from net.closing import Close
from net.desk import Desk
from net.endpoints import on_websocket
from net.front import Front
from net.http import Answers, application
from net.identity import Identities
from net.logs import Logs
from net.mail import SmtpMailer
from net.mail_domains import MailDomains
from net.origins import Origins
from net.outgoing import OutgoingHttp
from net.rates import Rates
from net.settings import Settings
from net.version import VERSION
from store.database import SWITCH_INTERVAL_S, Store

log = structlog.get_logger()

DATABASE: Final = "switchboard.db"
LOCK: Final = "lock"
UPLOADS: Final = "files"
# A socket is a descriptor; the soft limit of most systems, 1,024, is for interactive programs.
DESCRIPTORS: Final = 65_536
# Objects made until Python looks for circles. What lives long was made at the start and is frozen; of the rest few
# are in circles, and with thousands of chats the usual 700 costs a third of all time.
GC_THRESHOLDS: Final = (50_000, 20, 100)


class CannotStart(Exception):  # noqa: N818 - says what happened
    """One sentence for whoever started the server: what is in the way, and what helps."""


class Serving(NamedTuple):
    """Where a server that runs can be reached."""

    url: str
    port: int


@dataclass(frozen=True, slots=True)
class Server:
    """The parts of a server that runs, whatever it is reached by."""

    store: Store
    system: ActorSystem
    house: House
    auth: Auth
    front: Front
    answers: Answers

    async def say_goodbye(self, within_s: float) -> None:
        """Take nobody more, finish the answers under way, and close every socket with 4010."""
        self.front.drain()
        with trio.move_on_after(within_s):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.front.connections.close_all, Close.DRAINING)
                nursery.start_soon(self.answers.wait_quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What lies beyond a server: the time, the CRM, and the ways to others. None is the one that the settings, or
    else this house, would choose.
    """

    clock: Clock | None = None
    crm: Crm | None = None
    http: Http | None = None
    mailer: Mailer | None = None
    mail_domains: MailDomains | None = None


@asynccontextmanager
async def build(
    store: Store,
    settings: Settings,
    *,
    outside: Outside = Outside(),
    hashing: argon2.Parameters = PARAMETERS,
    inline: bool = False,
    bundle: Bundle | None = None,
    demo: bool = False,
) -> AsyncIterator[Server]:
    """A server without a port; `front.handle` serves a peer on any stream. `inline` as for the store. In a `demo`
    people make up addresses, so no domain is looked up.
    """
    async with ActorSystem(grace_s=settings.grace_seconds / 2) as system:
        house = await open_house(
            system,
            store,
            outside.clock or Clock(),
            settings.data / UPLOADS,
            http=outside.http or OutgoingHttp(settings.outgoing_allow),
            mailer=outside.mailer or SmtpMailer(settings.smtp()),
            crm=outside.crm,
            public_url=settings.public_url or "",
            inline=inline,
        )
        auth = Auth(store, house.clock, parameters=hashing, inline=inline)
        system.start_task(auth.run, name="auth")
        mail_domains = outside.mail_domains or MailDomains(on=settings.check_mail_domains and not demo)
        desk = _desk(settings, house, auth, mail_domains)
        site = Site(
            house, auth, desk.origins, bundle or Bundle(), lambda: front.draining, demo, settings.public_url
        )
        answers = application(site)
        front = Front(answers, partial(on_websocket, desk=desk), settings.limits())
        yield Server(store, system, house, auth, front, answers)


def _desk(settings: Settings, house: House, auth: Auth, mail_domains: MailDomains) -> Desk:
    return Desk(
        house=house,
        auth=auth,
        origins=Origins(settings.own_origins()),
        customer_rates=Rates(*settings.customer_rates(), trio.current_time),
        agent_rates=Rates(*settings.agent_rates(), trio.current_time),
        search_rates=Rates(*settings.search_rates(), trio.current_time),
        form_rates=Rates(*settings.form_rates(), trio.current_time),
        mail_domains=mail_domains,
        identities=Identities(house.store, house.clock),
        hello_s=settings.hello_seconds,
        frame_bytes=settings.frame_bytes,
    )


async def serve(
    settings: Settings,
    logs: Logs,
    *,
    prepare: Callable[[Store], Awaitable[None]] | None = None,
    demo: bool = False,
    task_status: trio.TaskStatus[Serving] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until SIGTERM or SIGINT; a second one cuts the goodbyes short. Raises CannotStart."""
    tls = _tls(settings)
    _raise_descriptors()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with held(settings.data):
        async with Store.open(settings.data / DATABASE) as store:
            if prepare is not None:
                await prepare(store)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(store.watch)
                async with build(store, settings, demo=demo) as server:
                    await _serve_sockets(server, settings, logs, tls, task_status)
                nursery.cancel_scope.cancel()
    log.info("server.stopped")


async def _serve_sockets(
    server: Server,
    settings: Settings,
    logs: Logs,
    tls: ssl.SSLContext | None,
    task_status: trio.TaskStatus[Serving],
) -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async with trio.open_nursery() as nursery:
            await _open_admin(server, settings, logs, nursery)
            port = await _listen(server, settings, tls, nursery)
            settle_memory()
            url = settings.public_url or _url(settings.host, port, secure=tls is not None)
            log.info("server.serving", url=url, port=port)
            task_status.started(Serving(url, port))
            await anext(signals)
            log.info("server.stopping", connections=len(server.front.connections))
            nursery.start_soon(_hurry, signals, nursery.cancel_scope)
            await server.say_goodbye(settings.grace_seconds / 2)
            nursery.cancel_scope.cancel()


async def _open_admin(server: Server, settings: Settings, logs: Logs, nursery: trio.Nursery) -> None:
    context = AdminContext(
        house=server.house,
        system=server.system,
        connections=server.front.connections,
        store=server.store,
        logs=logs,
        started_at=server.house.clock.now_ms(),
        version=VERSION,
        recheck=server.auth.recheck,
        draining=lambda: server.front.draining,
    )
    try:
        await nursery.start(admin.serve, settings.data / NAME, context)
    except (InUse, OSError) as error:
        raise CannotStart(f"The operators' socket cannot be opened: {error}.") from error


async def _listen(server: Server, settings: Settings, tls: ssl.SSLContext | None, nursery: trio.Nursery) -> int:
    try:
        port: int = await nursery.start(server.front.serve, settings.host, settings.port, tls)
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Another program may have it; --port 0 takes a free one."
        ) from error
    return port


async def _hurry(signals: AsyncIterator[int], scope: trio.CancelScope) -> None:
    await anext(signals)
    scope.cancel()


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Make the folder if need be, and keep other servers out of it. The lock ends with the process, however."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(f"The data folder {data} cannot be used: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            by = os.pread(descriptor, 20, 0).decode() or "unknown"
            raise CannotStart(
                f"The data folder {data} is in use by another server (process {by}). "
                "Stop that one, or name another folder with --data."
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def settle_memory() -> None:
    """After the start: what is there stays, so the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def _url(host: str, port: int, *, secure: bool) -> str:
    """As a browser on this machine would write it; an address that means all of them is none to open."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"{'https' if secure else 'http'}://{here}:{port}"


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise CannotStart(f"tls_cert {settings.tls_cert} with tls_key {settings.tls_key}: {error}.") from error
    return context


def _raise_descriptors() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
