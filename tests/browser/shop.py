"""The demonstration shop as a customer's computer meets it: a server of its own process, on a port, with a disk.

It is started by the command of the README, can be killed like a machine that loses its power, and comes back on
the same port and the same data.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from net.server import DATABASE

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PASSWORD: Final = "demo-password"
STOP_TIMEOUT_S: Final = 10  # what is killed is gone at once, unless the disk hangs


class Shop:
    url = ""

    def __init__(self, folder: Path, *, demo: bool = True, **settings: str) -> None:
        """`settings`: of its environment, beside those of everybody's. Without `demo` there is nothing in it."""
        self._folder = folder
        self._samples = ["--demo"] if demo else []
        self._settings = settings
        self._log = folder / "server.log"
        self._process: subprocess.Popen[str] | None = None

    @property
    def database(self) -> Path:
        return self._folder / "data" / DATABASE

    def log(self) -> str:
        """What the server has logged until now."""
        return self._log.read_text()

    def start(self) -> "Shop":
        """Serve; the second time on the port of the first, where the browsers look for it."""
        port = self.url.rpartition(":")[2] or "0"
        data = str(self._folder / "data")
        serve = [sys.executable, "run.py", "serve", *self._samples, "--port", port, "--data", data]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                serve,
                cwd=ROOT,
                env={**os.environ, "SWITCHBOARD_DEMO_PASSWORD": PASSWORD, **self._settings},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        assert url, f"the server did not start:\n{self._log.read_text()}"
        self.url = url
        return self

    def has_admin(self, login: str, name: str) -> None:
        """As the README has it: an account by the command line."""
        add = [sys.executable, "run.py", "user", "add", login, "--name", name, "--admin", "--password-stdin"]
        data = ["--data", str(self._folder / "data")]
        subprocess.run([*add, *data], cwd=ROOT, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)

    def kill(self) -> None:
        """The plug is pulled: nothing is said to anybody, nothing is tidied up."""
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait(STOP_TIMEOUT_S)
        if process.stdout is not None:
            process.stdout.close()
        self._process = None
