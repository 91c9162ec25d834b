"""What a server needs, in the memory that its forks share: see tests/forks.py."""

import gc

import actors.demo  # noqa: F401 - imported late, by a server that has samples
import run  # noqa: F401
from net.http import described


def look_through_the_routes() -> None:
    """What the first request of a process does: a quarter of a second, for each server that a test starts."""
    nowhere = {"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []}
    for route in described().router.routes:
        route.matches(dict(nowhere))


look_through_the_routes()
gc.collect()
gc.freeze()
