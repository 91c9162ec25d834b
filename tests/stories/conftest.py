"""Every story of this folder has a world of its own, on a virtual clock that jumps when nothing else happens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, on_virtual_time, world_of


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.trio(run=on_virtual_time))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path) as world:
        yield world
