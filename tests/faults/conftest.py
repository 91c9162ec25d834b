"""The disk fails on a virtual clock, as stories are told; a process is killed on the real one."""

import pytest

from tests.world import on_virtual_time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name == "test_disk.py":
            item.add_marker(pytest.mark.trio(run=on_virtual_time))
