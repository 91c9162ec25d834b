"""The operators' socket: one JSON object a line, several requests at once, `help` tells the rest.

    {"id":1,"cmd":"status","args":{}}   →  {"id":1,"ok":true,"data":{…}}
                                           {"id":1,"ok":false,"error":{"code":…,"message":…}}
    {"id":2,"cmd":"follow"}             →  {"id":2,"event":{…}} …  {"id":2,"dropped":123} …  {"id":2,"end":true}
    {"id":2,"cancel":true}                 ends request 2
    status                                 words will do too; the answer's id is null

Commands are in `net/admin_commands/`, who may come in is in `net/admin_socket.py`. Here is what a client can do
to us, which is nothing: lines, clients, requests, silence and slowness all have a bound, and whatever goes wrong
ends that client at most. A write is never cut short, for the next line would begin in its middle; so it is
shielded, has a deadline, and ends the client when it fails.
"""

import itertools
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
import trio
from msgspec import Struct

from actors.domain.errors import Refused
from actors.runtime import ActorDeadError, MailboxFull
from net import admin_socket
from net.admin_commands import COMMANDS, AdminContext, CannotDo, Command, help_
from net.admin_words import Unclear, read_words
from net.logs import bind
from store.database import StoreError

__all__ = ["AdminContext", "serve"]

# Bytes of one line from a client.
LINE_MAX: Final = 64 * 1024
# Clients at once: operators and their scripts.
CLIENTS_MAX: Final = 8
# Requests of one client at once.
REQUESTS_MAX: Final = 16
# Seconds without a line or a running request until a client is closed: somebody left a terminal open.
IDLE_MAX: Final = 600
# Seconds one write may take: a batch of lines to a program on the same machine.
WRITE_TIMEOUT: Final = 10
# Seconds one command that is no stream may take.
COMMAND_TIMEOUT: Final = 30
# Seconds until the next try when no connection can be accepted.
STARVED_PAUSE: Final = 0.1
RECEIVE_BYTES: Final = 16 * 1024

log = structlog.get_logger()
_encode = msgspec.json.Encoder().encode

Id = str | int | None


class Request(Struct, frozen=True):
    id: str | int | None = None
    cmd: str | None = None
    args: dict[str, Any] = {}
    cancel: bool = False


class Named(Struct, frozen=True):
    """A line that is no request may have an id all the same, and somebody who waits for an answer to it."""

    id: str | int | None = None


_decode_request = msgspec.json.Decoder(Request).decode
_decode_named = msgspec.json.Decoder(Named).decode


async def serve(
    path: Path, context: AdminContext, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Serve operators at `path` until cancelled. `InUse` if another server does."""
    listening = admin_socket.listen(path)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(context.logs.keep_level)
            nursery.start_soon(_accept, trio.socket.from_stdlib_socket(listening.socket), context, nursery)
            log.info("admin.serving", path=path)
            task_status.started()
    finally:
        listening.close()
        log.info("admin.closed")


async def _accept(listener: trio.socket.SocketType, context: AdminContext, nursery: trio.Nursery) -> None:
    clients: set[_Client] = set()
    for number in itertools.count(1):
        try:
            connection, _ = await listener.accept()
        except OSError:  # no descriptors left: the front says so
            await trio.sleep(STARVED_PAUSE)
            continue
        uid = admin_socket.peer_uid(connection)
        if not admin_socket.may_enter(uid, os.geteuid()):
            log.warning("admin.refused", uid=uid)
            connection.close()
            continue
        nursery.start_soon(_Client(connection, uid, context).serve, f"admin/{number}", clients)


class _Client:
    def __init__(self, connection: trio.socket.SocketType, uid: int | None, context: AdminContext) -> None:
        self._socket = connection
        self._stream = trio.SocketStream(connection)
        self._uid = uid
        self._context = context
        self._lines = _Lines(self._stream)
        self._writing = trio.Lock()
        self._running: dict[object, trio.CancelScope] = {}  # by id; what has none is in it all the same
        self._streams: set[trio.CancelScope] = set()
        self._here = trio.CancelScope()

    async def serve(self, name: str, clients: "set[_Client]") -> None:
        bind(connection=name)
        try:
            with self._here:
                if len(clients) >= CLIENTS_MAX:
                    await self.refuse(None, "too_many", f"{CLIENTS_MAX} clients are connected already.")
                    return
                clients.add(self)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._hang_up_when_cancelled)
                    async with trio.open_nursery() as requests:
                        await self._read(requests)
                        for stream in self._streams:
                            stream.cancel()
                    nursery.cancel_scope.cancel()
        except Exception:  # whatever it was, the next client is served
            log.exception("admin.command_failed")
        finally:
            clients.discard(self)
            self._socket.close()

    async def _hang_up_when_cancelled(self) -> None:
        """A write is shielded; closing the socket ends it all the same."""
        try:
            await trio.sleep_forever()
        finally:
            self._socket.close()

    # --- reading ---

    async def _read(self, requests: trio.Nursery) -> None:
        """Until the client has nothing more to say. What it has asked by then is answered still."""
        while True:
            with trio.move_on_after(IDLE_MAX) as idle:
                line = await self._lines.next()
                if line is None:
                    return
                if len(line) > LINE_MAX:
                    await self.refuse(None, "too_large", f"A line has {LINE_MAX} bytes at most.")
                    self._here.cancel()
                    return
            if idle.cancelled_caught:
                if self._running:
                    continue
                await self.refuse(None, "idle", f"Nothing was asked for {IDLE_MAX // 60} minutes.")
                return
            if line:
                await self._take(line, requests)

    async def _take(self, line: bytes, requests: trio.Nursery) -> None:
        try:
            request = _request_of(line)
        except Unclear as unclear:
            await self.refuse(None, "unclear", str(unclear))
            return
        except RecursionError:
            await self.refuse(None, "bad_line", "This is nested too deep.")
            return
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
            await self.refuse(
                _id_of(line), "bad_line", f"This is neither a request in JSON nor a command: {error}"
            )
            return
        if request.cancel:
            if (scope := self._running.get(request.id)) is not None:
                scope.cancel()
            return  # what has ended meanwhile needs no cancelling
        if request.id is not None and request.id in self._running:
            await self.refuse(request.id, "conflict", "A request with this id is running.")
        elif len(self._running) >= REQUESTS_MAX:
            await self.refuse(request.id, "too_many", f"{REQUESTS_MAX} requests are running.")
        elif request.id is None and not _is_stream(request):
            await self._carry_out(
                request, self._begin(request)
            )  # words are answered in their order, since nothing else tells them apart
        else:
            requests.start_soon(self._carry_out, request, self._begin(request))

    def _begin(self, request: Request) -> trio.CancelScope:
        """From now on the request is running."""
        scope = trio.CancelScope()
        self._running[scope if request.id is None else request.id] = scope
        if _is_stream(request):
            self._streams.add(scope)
        return scope

    def _end(self, request: Request, scope: trio.CancelScope) -> None:
        del self._running[scope if request.id is None else request.id]
        self._streams.discard(scope)

    # --- requests ---

    async def _carry_out(self, request: Request, scope: trio.CancelScope) -> None:
        answer: dict[str, object] = {}
        with scope:
            answer = await self._answer(request)
        if scope.cancelled_caught:
            cancelled = _error("cancelled", "The request was cancelled.")
            answer = {"end": True} if _is_stream(request) else cancelled
        self._end(request, scope)  # first, since with the answer the client may use the id again
        await self.send(_encode({"id": request.id, **answer}) + b"\n")

    async def _answer(self, request: Request) -> dict[str, object]:
        command = COMMANDS.get(request.cmd or "")
        if command is None:
            return _error("unknown_command", f"There is no command `{request.cmd}`; `help` lists them.")
        try:
            args = msgspec.convert(request.args, command.args)
            if command.run is not help_:  # the client asks it before everything
                log.info("admin.command", command=command.cmd, uid=self._uid)
            return await self._result(request.id, command, args)
        except msgspec.ValidationError as error:
            return _error("invalid", str(error))
        except (CannotDo, Refused) as refusal:
            return _error(refusal.code, str(refusal))
        except trio.TooSlowError:
            return _error("unavailable", f"No answer within {COMMAND_TIMEOUT} seconds.")
        except (StoreError, ActorDeadError, MailboxFull) as trouble:
            return _error("unavailable", str(trouble))
        except Exception:
            log.exception("admin.command_failed", command=command.cmd)
            return _error("internal", "This failed by a fault of ours; the log has it.")

    async def _result(self, request_id: Id, command: Command, args: Struct) -> dict[str, object]:
        if command.stream is not None:
            await command.stream(self._context, args, _Out(self, request_id))
            return {"end": True}
        assert command.run is not None, "a command answers or streams"
        with trio.fail_after(COMMAND_TIMEOUT):
            return {"ok": True, "data": await command.run(self._context, args)}

    # --- writing ---

    async def refuse(self, request_id: Id, code: str, message: str) -> None:
        await self.send(_encode({"id": request_id, **_error(code, message)}) + b"\n")

    async def send(self, data: bytes) -> None:
        """Send whole lines; if that fails, this client is over."""
        async with self._writing:
            try:
                with trio.fail_after(WRITE_TIMEOUT, shield=True):
                    await self._stream.send_all(data)
            except trio.TooSlowError:
                log.warning("admin.too_slow", uid=self._uid)
                self._here.cancel()
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                self._here.cancel()


class _Out:
    """Where a stream goes: lines of the log, put into the envelope as the bytes they are."""

    def __init__(self, client: _Client, request_id: Id) -> None:
        self._client = client
        self._id = _encode(request_id)

    async def events(self, lines: Sequence[bytes]) -> None:
        await self._client.send(b"".join(b'{"id":%b,"event":%b}\n' % (self._id, line) for line in lines))

    async def dropped(self, count: int) -> None:
        await self._client.send(b'{"id":%b,"dropped":%d}\n' % (self._id, count))


class _Lines:
    """Lines out of a stream. One that is too long comes as it is so far, and is the last to be asked for."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._looked = 0  # bytes in which there is no end of a line

    async def next(self) -> bytes | None:
        """Without its end; None at the end of the stream. Nothing is lost when it is cancelled."""
        while (end := self._buffer.find(b"\n", self._looked)) < 0 and len(self._buffer) <= LINE_MAX:
            self._looked = len(self._buffer)
            try:
                data = await self._stream.receive_some(RECEIVE_BYTES)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return None
            if not data:
                return None
            self._buffer += data
        line = bytes(self._buffer[: end if end >= 0 else len(self._buffer)])
        del self._buffer[: len(line) + 1]
        self._looked = 0
        return line.strip()


def _request_of(line: bytes) -> Request:
    if line.startswith(b"{"):
        return _decode_request(line)
    words = shlex.split(line.decode())
    if not all(word.isprintable() for word in words):
        raise ValueError("it has unprintable characters")
    asked = read_words(words, [command.described() for command in COMMANDS.values()])
    return Request(cmd=asked.cmd, args=dict(asked.args))


def _id_of(line: bytes) -> Id:
    try:
        return _decode_named(line).id
    except msgspec.DecodeError:
        return None


def _is_stream(request: Request) -> bool:
    command = COMMANDS.get(request.cmd or "")
    return command is not None and command.stream is not None


def _error(code: str, message: str) -> dict[str, object]:
    return {"ok": False, "error": {"code": code, "message": message}}
