"""The server as a process of its own, to be stopped or killed, without the second that Python takes to import it.

A process that has imported everything is forked for each server. What comes of it has its own arguments,
environment and descriptors, and is as mortal as any. That `python run.py` itself starts a server is what
tests/test_cli.py claims.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from tests.patience import PATIENCE_S

ROOT: Final = Path(__file__).resolve().parents[1]

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.preloaded"])


class Fork:
    """`python run.py` with `words`; what it says is for us to read, its standard error goes behind `log`."""

    def __init__(self, words: list[str], log: Path, environment: Mapping[str, str]) -> None:
        ours, theirs = _FORKS.Pipe(duplex=False)
        # A daemon: it ends with the tests, however they end.
        self._process = _FORKS.Process(target=_run, args=(words, log, dict(environment), theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._said = ours
        self.ended: Final = self._process.sentinel  # readable from then on

    @property
    def said(self) -> int:
        """A descriptor, to read what it says from; whoever reads closes no more than a copy."""
        return self._said.fileno()

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        """Nothing is said to anybody, nothing is tidied up."""
        self._process.kill()
        self.wait()
        self._said.close()

    def wait(self) -> int:
        """The code it ended with: what is killed is gone at once, what is told to stop says goodbye first."""
        self._process.join(PATIENCE_S)
        code = self._process.exitcode
        assert code is not None, "the server does not end"
        return code


def _run(words: list[str], log: Path, environment: Mapping[str, str], said: Connection) -> None:
    errors = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(said.fileno(), sys.stdout.fileno())
    os.dup2(errors, sys.stderr.fileno())
    said.close()
    os.close(errors)
    os.chdir(ROOT)
    os.environ.update(environment)
    sys.argv = ["run.py", *words]
    from run import main

    main()
