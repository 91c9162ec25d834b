"""Telling a server that runs on the same folder that accounts or channels were changed beside it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

from net.admin_socket import NAME, connect

# Seconds. Reading the channels again takes milliseconds.
TIMEOUT: Final = 5
ANSWER_BYTES: Final = 64 * 1024


def tell_running(data: Path) -> bool:
    """Whether there was one, and it knows now. What it is not told it learns at its next start."""
    with suppress(OSError, ValueError), connect(data / NAME) as server:
        server.settimeout(TIMEOUT)
        server.sendall(json.dumps({"id": 1, "cmd": "reload", "args": {}}).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n") and len(answer) < ANSWER_BYTES:
            if not (piece := server.recv(ANSWER_BYTES)):
                return False
            answer += piece
        return bool(json.loads(answer).get("ok"))
    return False
