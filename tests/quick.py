"""What makes many tests quick: their files are in memory, and their databases are made once.

Every commit of the product waits for the disk, and a test of three commits on a busy disk does little else. What
is claimed of a process that is killed holds in memory as well: what a file holds outlives the process. Where a
machine has no such place, all of it is on the disk.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from store import schema

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a place of Linux, for folders that are gone with their test
# Bytes; in a container it is often 64 MiB, which a browser fills by itself.
_ENOUGH: Final = 1 << 30
# Of a test that is marked as slow and does not say how slow.
_SLOW_S: Final = 10


def use_quick_folders() -> None:
    """`tmp_path`, and the temporary folders of whatever is started, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and _is_there():
        os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(_MEMORY)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """For an example of many in one test."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _is_there() else None) as folder:
        yield Path(folder)


def longest_first(items: list[pytest.Item]) -> None:
    """What ends last is short then, and no core waits for the other."""
    items.sort(key=_seconds, reverse=True)


def _seconds(item: pytest.Item) -> float:
    mark = item.get_closest_marker("slow")
    return 0 if mark is None else mark.kwargs.get("seconds", _SLOW_S)


def new_database(path: Path) -> Path:
    """An empty one of the newest form: its migrations ran once in this process, and the file is copied."""
    path.write_bytes(_empty_database())
    return path


@cache
def _empty_database() -> bytes:
    with quick_folder() as folder:
        schema.migrate(folder / "empty.db")
        return (folder / "empty.db").read_bytes()


def _is_there() -> bool:
    return os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
