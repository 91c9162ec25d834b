"""The demonstration shop as a customer's computer meets it: a server of its own process, on a port, with a disk.

It can be killed like a machine that loses its power, and comes back on the same port and the same data.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from net.server import DATABASE
from tests.forks import ROOT, Fork

__all__ = ["PASSWORD", "ROOT", "Shop", "opened"]

PASSWORD: Final = "demo-password"


class Shop:
    url = ""

    def __init__(self, folder: Path, filled: Path | None = None, *, demo: bool = True, **settings: str) -> None:
        """`filled`: the data of another shop, which saves filling this one. Without `demo` it stays empty.
        `settings`: of its environment, beside those of everybody's.
        """
        self._samples = ["--demo"] if demo else []
        self._folder = folder
        self._filled = filled
        self._settings = settings
        self.log_file: Final = folder / "server.log"
        self._server: Fork | None = None

    @property
    def data(self) -> Path:
        return self._folder / "data"

    @property
    def database(self) -> Path:
        return self.data / DATABASE

    def log(self) -> str:
        """What the server has logged until now."""
        return self.log_file.read_text()

    def start(self) -> "Shop":
        """Serve; the second time on the port of the first, where the browsers look for it."""
        if self._filled is not None and not self.data.exists():
            shutil.copytree(self._filled, self.data)
        port = self.url.rpartition(":")[2] or "0"
        words = ["serve", *self._samples, "--port", port, "--data", os.fspath(self.data)]
        self._server = Fork(words, self.log_file, {"SWITCHBOARD_DEMO_PASSWORD": PASSWORD, **self._settings})
        with os.fdopen(os.dup(self._server.said)) as said:
            self.url = said.readline().strip()
        assert self.url, f"the server did not start:\n{self.log_file.read_text()}"
        return self

    def has_admin(self, login: str, name: str) -> None:
        """As the README has it: an account by the command line."""
        add = [sys.executable, "run.py", "user", "add", login, "--name", name, "--admin", "--password-stdin"]
        words = [*add, "--data", os.fspath(self.data)]
        subprocess.run(words, cwd=ROOT, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)

    def stop(self) -> None:
        """As an operator does."""
        assert self._server is not None
        self._server.terminate()
        assert self._server.wait() == 0, self.log()
        self.kill()

    def kill(self) -> None:
        """The plug is pulled: nothing is said to anybody, nothing is tidied up."""
        if self._server is not None:
            self._server.kill()
            self._server = None


@contextmanager
def opened(folder: Path, filled: Path) -> Iterator[Shop]:
    """A shop that is filled already, until the block ends."""
    shop = Shop(folder, filled)
    try:
        yield shop.start()
    finally:
        shop.kill()
