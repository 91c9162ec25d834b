"""Every story of this folder has a world of its own, on a virtual clock that jumps when nothing else happens."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

from tests.world import World, world_of


def run_on_virtual_time(
    story: Callable[[], Awaitable[Any]], clock: None, instruments: Sequence[trio.abc.Instrument]
) -> object:
    del clock
    return trio.run(story, clock=trio.testing.MockClock(autojump_threshold=0), instruments=instruments)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.trio(run=run_on_virtual_time))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path) as world:
        yield world
