"""The log of a test: everything of this process, in a ring, and nothing of it afterwards."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from net.log_lines import Level
from net.logs import Logs, install


@contextmanager
def logged(level: Level = "debug", fd: int | None = None, *, for_people: bool = False) -> Iterator[Logs]:
    before = list(logging.getLogger().handlers)
    logs = Logs(level, fd, for_people=for_people)
    install(logs)
    try:
        yield logs
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers = before


def lines_of(logs: Logs) -> list[dict[str, Any]]:
    _, lines = logs.ring.cursor(replay=True).take(1_000_000)
    return [json.loads(line) for line in lines]
