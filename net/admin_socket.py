"""The operators' socket as a file: made, replaced when stale, and who is at its other end.

Only the server's own user and root come in. The file's mode says so (0600, from the first moment, by the umask),
and the kernel's word on who connected says so again (SO_PEERCRED), whatever the mode has become. A system that
cannot tell who connected lets nobody in.

No trio here: the client uses `connect` as well.
"""

import contextlib
import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol

NAME: Final = "admin.sock"
# Nothing for the group and for others, and no execution.
UMASK: Final = 0o177
# Connections the kernel keeps ready: operators are few.
BACKLOG: Final = 8
# Seconds. The kernel connects at once, unless a hung server has let its backlog fill up.
CONNECT_TIMEOUT: Final = 2
# A socket's address has 108 bytes on Linux and 104 elsewhere, the last one zero. A longer path takes a detour.
ADDRESS_MAX: Final = 103

_CREDENTIALS: Final = struct.Struct("3i")  # pid, uid, gid


class InUse(Exception):  # noqa: N818 - says what was found
    """A server answers at this socket already, or something that is no socket lies in its place."""


class Listening(NamedTuple):
    """The socket, and the file that it made."""

    socket: socket.socket
    path: Path
    made: os.stat_result

    def close(self) -> None:
        """The file is removed if it is still the one that was made; a successor's stays."""
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            now = self.path.lstat()
            if (now.st_dev, now.st_ino) == (self.made.st_dev, self.made.st_ino):
                self.path.unlink()


class Peer(Protocol):
    """A connected socket, the standard library's or trio's."""

    def getsockopt(self, level: int, optname: int, buflen: int, /) -> bytes: ...


def listen(path: Path) -> Listening:
    """A listening socket at `path`. A stale file is replaced; `InUse` if a server answers there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(path) as address, _umask(UMASK):
            listener.bind(address)
        listener.listen(BACKLOG)
        return Listening(listener, path, path.lstat())
    except BaseException:
        listener.close()
        raise


def connect(path: Path) -> socket.socket:
    """A connection to the server there; an OSError if there is none, or it is not for this user."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(CONNECT_TIMEOUT)
    try:
        with _address(path) as address:
            client.connect(address)
        client.settimeout(None)
    except BaseException:
        client.close()
        raise
    return client


def peer_uid(connection: Peer) -> int | None:
    """The user at the other end; None where the system does not tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    _, uid, _ = _CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size))
    return int(uid)


def may_enter(uid: int | None, own: int) -> bool:
    """The server's own user and root, who could become that user anyway."""
    return uid is not None and uid in (own, 0)


def _clear(path: Path) -> None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise InUse(f"{path} is in the way and is no socket; move it")
    try:
        connect(path).close()
    except (ConnectionRefusedError, FileNotFoundError):  # its server is dead
        path.unlink(missing_ok=True)
        return
    except OSError:
        pass  # somebody is there, too busy or not for us
    raise InUse(f"a server is running already and answers at {path}")


@contextlib.contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def _address(path: Path) -> Iterator[str]:
    """The path, or where it is too long for a socket's address, the same file by way of its folder."""
    if len(os.fsencode(path)) <= ADDRESS_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
