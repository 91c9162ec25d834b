"""Structured logs: `structlog.get_logger()` anywhere, one line of JSON here, to whoever wants it.

`EVENTS` is the one table of all events; a test holds the code to it. What a line is, is in `net/log_lines.py`;
what it may say is decided in `net/redaction.py` alone, before anybody can read it.

A line goes to the ring (`net/ring.py`), and the output, standard error, is one more reader of that ring
(`net/log_output.py`).

Ring and output belong to one thread, that of the loop. Another thread puts its line into a list and asks the loop
to fetch it (`run_sync_soon`): numbering lines and waking readers are then never done by two at once, and the loop
waits for no lock but the one around that list, which is held for one append.
"""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final, Never

import structlog
import trio

from net.log_lines import IDS, RANK, Level, finished, lost_line
from net.log_output import Output
from net.redaction import mask
from net.ring import Ring

EVENTS: Final[Mapping[str, str]] = {
    "actor.dead_letter": "Mail for an actor that had ended; `count` of the kind `mail` were dropped.",
    "actor.failed": "An actor failed at a mail or in a hook; the exception says where.",
    "actor.gave_up": "A permanent actor failed beyond its budget; the process ends.",
    "actor.reply_failed": "An answer could not be given to the one who asked.",
    "actor.restarted": "A permanent actor lives again after a failure.",
    "admin.closed": "The operators' socket is closed.",
    "admin.command": "An operator gave a command; `uid` is the user of the system.",
    "admin.command_failed": "A command of an operator failed by a fault of ours.",
    "admin.refused": "Somebody who is neither the server's user nor root tried the operators' socket.",
    "admin.serving": "The operators' socket is open.",
    "admin.too_slow": "A client of the operators' socket did not read for too long and was dropped.",
    "agent.lost": "An agent's console did not come back in time; the chat goes back to the queue.",
    "agent.lost_postponed": "A lost agent's chat could not be put back just now; it is tried again.",
    "agent.offer_kept": "A transfer could not be taken back from an agent who is away; it lapses by itself.",
    "agent.presence": "An agent set herself present or away.",
    "auth.recheck_failed": "Open sessions could not be checked again; they stay as they are until the next time.",
    "auth.refused": "A sign-in was refused: unknown login or wrong password.",
    "auth.rehashed": "An agent's password was hashed anew with today's cost.",
    "auth.signed_in": "An agent signed in, by password.",
    "auth.too_many_tries": "Sign-in was tried too often, for a login or from an address.",
    "bot.broken": "A bot's connector went wrong by a fault of its own; counted as a failure of the bot.",
    "bot.failed": "A bot gave no answer that can be used; its chat went to people. `rests`: it is left alone.",
    "bot.gave_up": "What a bot wanted done could not be done at all; its chat went to people.",
    "bot.not_told": "A bot's server could not be told that a chat has left it.",
    "bot.postponed": "What a bot wants done could not be stored just now; it is tried again.",
    "bot.stuck": "A bot's chat could not be given to people by a fault of ours; it is tried again.",
    "channel.state": "A channel opened, closed, filled up or was left by its agents.",
    "chat.begun_again": "A start that is stored already was repeated; its chat answers.",
    "chat.deadline_postponed": "A deadline's event could not be stored just now; it is tried again.",
    "chat.marks_lost": "How far each side has read could not be stored just now; clients say it again.",
    "chat.stale_writer": "A chat's log on disk was further than its actor knew; it is read again.",
    "chat.status": "A chat has another status.",
    "client.foreign_origin": "A page tried to connect whose origin is not allowed.",
    "client.too_fast": "A client sent faster than its limit and was closed.",
    "command.failed": "A client's command failed by a fault of ours; it was told `internal`.",
    "contact.match_failed": "The CRM could not say who a chat's customer is; its agent's panel asks again.",
    "contact.match_slow": "The CRM was too slow to say who a chat's customer is; its agent's panel asks again.",
    "contact.not_linked": "A chat could not be linked to the contact with its customer's address just now.",
    "figures.log_broken": "A chat's log breaks the rules, so its figures were left out; `why` says where.",
    "figures.postponed": "Figures could not be added up for trouble with the disk; they will be.",
    "figures.recounted": "The figures of all `chats` were counted again from their logs.",
    "file.copied": "A document was given to a chat as a file; `size` in bytes.",
    "file.disk_failed": "A file could not be stored for trouble with the disk; its sender was told `unavailable`.",
    "file.received": "A file was uploaded, to a chat or as a document; `size` in bytes.",
    "file.sweep_failed": "Files that nobody sent could not be removed; it is tried again in an hour.",
    "file.swept": "So many files were removed: uploaded a day ago and never sent, or of chats that were deleted.",
    "front.app_failed": "An HTTP request failed by a fault of ours.",
    "front.connection_failed": "A connection failed by a fault of ours.",
    "front.full": "A connection was turned away: as many are open as may be.",
    "front.starved": "No connection can be accepted for want of descriptors or memory.",
    "letter.fault": "A letter could not be sent by a fault of ours; it is tried again, and others go on.",
    "letter.nobody_sends": "No mail server is set (`smtp_host`): letters wait until there is one.",
    "letter.not_sent": "A letter was not taken by the mail server; `again` says whether it is tried again.",
    "letter.postponed": "The outbox of letters could not be read or written just now; it is tried again.",
    "letter.sent": "A letter was handed over to the mail server.",
    "library.warning": "A library warned through Python's own logging; `says` is its sentence without the values.",
    "log.level": "The level of the log was changed, or has gone back by itself.",
    "log.lost": "So many lines were lost here: the reader of the output, or the loop, was too slow for them.",
    "mail.lost": "A mailbox was full; what it was told is on disk, but it was not told.",
    "mail_domain.unknown": "The domain of an e-mail address could not be looked up; how it is written decides.",
    "request.chat_gone": "The chat of a request was gone before its log could name the request.",
    "request.left": "A customer left a request, in place of a chat or out of the queue.",
    "request.not_made": "A bot wanted a request that could not be made.",
    "request.untold": "A chat could not be told of its request; that is tried again at the next start.",
    "search.index_failed": "Past chats could not be put into the index just now; it is tried again.",
    "search.unreadable": "The log of a past chat could not be read; it is found by no word of it.",
    "server.serving": "The server is ready at `url`.",
    "server.stopped": "The server has stopped, and everything is on disk.",
    "server.stopping": "The server was told to stop; it says goodbye to its clients.",
    "sweep.failed": "What should be forgotten (`what`) could not be deleted; it is tried again in an hour.",
    "system.grace_over": "Stopping took longer than its grace; what was left was cancelled.",
    "webhook.event_fault": "An event could not be written for a webhook by a fault of ours; it is tried again.",
    "webhook.failed": "A webhook's server could not be told, or refused; `failures` in a row.",
    "webhook.fault": "A webhook met a fault of ours; it is tried again, and others go on.",
    "webhook.left_out": "A delivery of a webhook could not be made of its event (`why`) and was given up.",
    "webhook.postponed": "The outbox of a webhook could not be read or written just now; it is tried again.",
    "webhook.stopped": "A webhook failed too often in a row and was stopped; admins can start it again.",
    "ws.delivery_failed": "Writing to one client failed by a fault of ours; its connection takes nothing more.",
    "ws.handler_failed": "A WebSocket's handler failed by a fault of ours; the client was closed with 1011.",
    "ws.too_slow": "A client did not read for too long and was closed with 4008.",
}

# Seconds the output gets at the end for what it has not written.
FLUSH_TIMEOUT: Final = 1.0
# Lines from other threads that wait for the loop. The store's four threads write none in good days.
FROM_THREADS_MAX: Final = 1_000

log = structlog.get_logger()


def bind(**ids: str) -> None:
    """Put these ids (of `IDS`) on every line of this task and of the tasks it starts."""
    assert ids.keys() <= set(IDS), "an id of the table"
    structlog.contextvars.bind_contextvars(**ids)


class ServerLogger(structlog.BoundLoggerBase):
    """What `get_logger()` gives: a method for each level, of which those below the server's level do nothing."""

    def debug(self, event: str, **fields: Any) -> None:  # noqa: ANN401 - here and below, whatever the line has
        self._say("debug", event, fields)

    def info(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._say("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._say("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._say("error", event, fields)

    def critical(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._say("critical", event, fields)

    def exception(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._say("error", event, {"exc_info": True, **fields})

    def _say(self, level: Level, event: str, fields: dict[str, Any]) -> None:
        if self._logger.hears(level):
            self._proxy_to_logger(level, event, **fields)


class Logs:
    """The log of one server: its level, its ring, its output. Made by `set_up`."""

    def __init__(self, level: Level, fd: int | None, *, for_people: bool) -> None:
        self.ring = Ring()
        self._level: Level = level
        self._usual: Level = level  # to which a temporary one goes back
        self._reverts_at: float | None = None  # on trio's clock
        self._level_changed = trio.lowlevel.ParkingLot()
        self._output = None if fd is None else Output(fd, self.ring.cursor(), for_people=for_people)
        self._thread = threading.get_ident()
        self._token: trio.lowlevel.TrioToken | None = None
        self._lock = threading.Lock()
        self._from_threads: list[bytes] = []
        self._lost_in_threads = 0

    # --- the level ---

    @property
    def level(self) -> Level:
        return self._level

    @property
    def reverts_in_ms(self) -> int | None:
        """How long the level holds before it goes back; None if it stays."""
        return None if self._reverts_at is None else max(0, int((self._reverts_at - trio.current_time()) * 1_000))

    def set_level(self, level: Level, *, for_s: float | None = None) -> None:
        """From now on, or for some seconds (then `keep_level` must be running)."""
        self._level = level
        self._reverts_at = None
        if for_s is None:
            self._usual = level
        else:
            self._reverts_at = trio.current_time() + for_s
        self._level_changed.unpark_all()

    async def keep_level(self) -> Never:
        """Let a temporary level go back when its time is over, for ever."""
        while True:
            with trio.move_on_at(float("inf") if self._reverts_at is None else self._reverts_at):
                await self._level_changed.park()
                continue
            self._level, self._reverts_at = self._usual, None
            log.info("log.level", now=self._level, why="its time is over")

    # --- lines ---

    def hears(self, level: Level) -> bool:
        return RANK[level] >= RANK[self._level]

    def write(self, line: bytes) -> None:
        """Take a finished line, from any thread. Never waits."""
        if threading.get_ident() != self._thread:
            self._write_from_thread(line)
            return
        if self._from_threads:
            self._collect()
        self._attach()
        self._put(line)

    debug = info = warning = error = critical = write  # structlog calls the method of the level

    def close(self) -> None:
        """Write what the output has not written, as far as it takes it soon."""
        self._collect()
        if self._output is not None:
            self._output.flush(FLUSH_TIMEOUT)

    def _put(self, line: bytes) -> None:
        self.ring.append(line)
        if self._output is not None:
            self._output.pump()

    def _attach(self) -> None:
        """Learn how other threads reach the loop, once there is one."""
        if self._token is None:
            with contextlib.suppress(RuntimeError):
                self._token = trio.lowlevel.current_trio_token()

    def _write_from_thread(self, line: bytes) -> None:
        with self._lock:
            if len(self._from_threads) >= FROM_THREADS_MAX:
                self._lost_in_threads += 1
                return
            self._from_threads.append(line)
        if self._token is not None:
            try:
                self._token.run_sync_soon(self._collect, idempotent=True)
            except trio.RunFinishedError:
                self._token = None  # `close` or the next line of the loop's thread takes it along

    def _collect(self) -> None:
        with self._lock:
            lines, self._from_threads = self._from_threads, []
            lost, self._lost_in_threads = self._lost_in_threads, 0
        for line in lines:
            self._put(line)
        if lost:
            self._put(lost_line(lost))


def set_up(level: Level = "info", *, fd: int | None = None, for_people: bool | None = None) -> Logs:
    """Send every log line of this process here, and from here to a file descriptor; None is standard error.

    A terminal gets it readable, anything else as JSON, unless `for_people` says otherwise.
    """
    fd = sys.stderr.fileno() if fd is None else fd
    logs = Logs(level, fd, for_people=os.isatty(fd) if for_people is None else for_people)
    install(logs)
    return logs


def install(logs: Logs) -> None:
    """Make this the log of the process; a later one takes its place."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, finished],
        wrapper_class=ServerLogger,
        logger_factory=lambda *_names: logs,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _FromLibraries)]:
        root.removeHandler(handler)
    root.addHandler(_FromLibraries(logging.WARNING))


class _FromLibraries(logging.Handler):
    """Libraries that use Python's logging. Of what they say the line has the words, not the values put in."""

    def emit(self, record: logging.LogRecord) -> None:
        place = f"{record.name}:{record.funcName}:{record.lineno}"
        log.warning("library.warning", says=mask(str(record.msg)), place=place, exc_info=record.exc_info)
