"""The file of the operators' socket, and who comes in by it. The clock is real: another process takes part."""

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import trio

from net import admin, admin_socket
from tests.net.logged import lines_of
from tests.net.operators import Room, room


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async with room(tmp_path) as here:
        yield here


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter; those of pytest are for their owner."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


def test_the_server_s_own_user_and_root_may_enter_and_nobody_else() -> None:
    assert admin_socket.may_enter(1000, own=1000)
    assert admin_socket.may_enter(0, own=1000)
    assert not admin_socket.may_enter(1001, own=1000)
    assert not admin_socket.may_enter(None, own=1000)


async def test_the_socket_is_for_its_owner_alone(here: Room) -> None:
    found = here.path.stat()

    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600


STRANGER = """
import os, socket, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
client = socket.socket(socket.AF_UNIX)
try:
    client.connect(sys.argv[1])
    client.sendall(b"status\\n")
    sys.stdout.write(repr(client.recv(1000)))
except OSError as error:
    sys.stdout.write(type(error).__name__)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_another_user_is_refused_whatever_the_file_s_mode_has_become(open_folder: Path) -> None:
    async with room(open_folder) as here:

        async def stranger() -> str:
            call = [sys.executable, "-S", "-c", STRANGER, str(here.path)]
            return (await trio.run_process(call, capture_stdout=True, stderr=subprocess.DEVNULL)).stdout.decode()

        by_mode = await stranger()
        here.path.chmod(0o666)
        by_kernel = await stranger()
        lines = lines_of(here.logs)

    assert by_mode == "PermissionError"
    assert by_kernel in ("b''", "BrokenPipeError", "ConnectionResetError")
    assert [line["uid"] for line in lines if line["event"] == "admin.refused"] == [65534]


async def test_a_stale_socket_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / admin_socket.NAME
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    async with room(tmp_path) as here:
        assert (await (await here.operator()).asks("status"))["version"] == "1.2.3"


async def test_a_live_socket_is_left_alone(here: Room) -> None:
    with pytest.raises(admin_socket.InUse, match="running already"):
        await admin.serve(here.path, here.context)

    assert (await (await here.operator()).asks("status"))["version"] == "1.2.3"


def test_a_file_in_its_place_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / admin_socket.NAME
    path.write_text("mine")

    with pytest.raises(admin_socket.InUse, match="no socket"):
        admin_socket.listen(path)
    assert path.read_text() == "mine"


def test_the_socket_is_gone_after_the_server_but_not_a_successor_s(tmp_path: Path) -> None:
    path = tmp_path / admin_socket.NAME
    first = admin_socket.listen(path)
    path.unlink()
    second = admin_socket.listen(path)
    first.close()
    assert path.exists()
    second.close()
    assert not path.exists()


def test_a_folder_with_a_long_path_will_do(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    listening = admin_socket.listen(folder / admin_socket.NAME)
    try:
        admin_socket.connect(folder / admin_socket.NAME).close()
    finally:
        listening.close()

    assert list(folder.iterdir()) == []
