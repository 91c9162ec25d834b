"""Where tests keep their files: in memory, where the machine has such a place.

Every commit of the product waits for the disk, and a test of three commits on a busy disk does little else. What
is claimed of a process that is killed holds in memory as well: what a file holds outlives the process.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a place of Linux, for folders that are gone with their test
# Bytes; in a container it is often 64 MiB, which a browser fills by itself.
_ENOUGH: Final = 1 << 30


def use_quick_folders() -> None:
    """`tmp_path`, and the temporary folders of whatever is started, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and _is_there():
        os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(_MEMORY)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """For an example of many in one test."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _is_there() else None) as folder:
        yield Path(folder)


def _is_there() -> bool:
    return os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
