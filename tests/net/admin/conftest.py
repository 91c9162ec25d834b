"""Every test of this folder has a whole server in the loop, on a clock that jumps when nothing else happens.

A test could ask for `autojump_clock` itself, but pytest-trio sees what a test names, not what its fixtures do.
"""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing


def run_on_virtual_time(
    test: Callable[[], Awaitable[Any]], clock: None, instruments: Sequence[trio.abc.Instrument]
) -> object:
    del clock
    return trio.run(test, clock=trio.testing.MockClock(autojump_threshold=0), instruments=instruments)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.trio(run=run_on_virtual_time))
