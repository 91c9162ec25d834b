"""A folder whose files are quick to sync: in memory, where the machine has such a place."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a place of Linux, for folders that are gone with their test


@contextmanager
def quick_folder() -> Iterator[Path]:
    there = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=there) as folder:
        yield Path(folder)
