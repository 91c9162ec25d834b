"""The folder of uploaded files: bytes under names of our own, and nothing of what a sender called them.

A file comes in under `new/` and is moved to `ab/cd/abcd…` once it is whole and on the disk, so what has a final
name is complete, whenever the power goes. Ids are hexadecimal: some file systems do not tell capitals from small
letters. A thumbnail lies beside its file. Which chat a file belongs to and who may have it, only its row says.

Everything here waits for the disk; call it in a thread.
"""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

_ID: Final = re.compile(r"[0-9a-f]{32}")
_NEW: Final = "new"
_THUMBNAIL: Final = ".thumbnail"


class FileFolder:
    """Made when the first file comes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, file: str) -> BinaryIO:
        """A new file to write to. Raises FileExistsError for an id that was used before."""
        path = self.incoming(file)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path.open("xb")

    def incoming(self, file: str, *, thumbnail: bool = False) -> Path:
        """Where a file is until it is kept."""
        return self._root / _NEW / _name(file, thumbnail)

    def copy(self, source: str, file: str, *, thumbnail: bool) -> None:
        """Let `file` come in as what `source` is. The bytes are shared where the file system can: no file of ours
        is ever written to again. Raises FileNotFoundError.
        """
        self.incoming(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in (True, False) if thumbnail else (False,):
            path, incoming = self.path(source, thumbnail=each), self.incoming(file, thumbnail=each)
            try:
                incoming.hardlink_to(path)
            except FileNotFoundError:
                raise
            except OSError:  # not on this file system
                shutil.copyfile(path, incoming)

    def keep(self, file: str, *, thumbnail: bool) -> None:
        """Give it its final place; on return it is there after a power cut too."""
        place = self.path(file).parent
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in (True, False) if thumbnail else (False,):
            incoming = self.incoming(file, thumbnail=each)
            _sync(incoming)
            incoming.replace(self.path(file, thumbnail=each))
        for folder in (place, place.parent, self._root):
            _sync(folder)

    def path(self, file: str, *, thumbnail: bool = False) -> Path:
        return self._root / file[:2] / file[2:4] / _name(file, thumbnail)

    def remove(self, file: str) -> None:
        """Wherever it is. No error where there is none."""
        for thumbnail in (False, True):
            for path in (self.incoming(file, thumbnail=thumbnail), self.path(file, thumbnail=thumbnail)):
                path.unlink(missing_ok=True)

    def forget_incoming(self) -> None:
        """All that is not kept yet. Only before anything comes in."""
        with suppress(FileNotFoundError):
            for path in (self._root / _NEW).iterdir():
                path.unlink()


def _name(file: str, thumbnail: bool) -> str:
    if not _ID.fullmatch(file):
        raise ValueError("not the id of a file")  # an id makes a path, so it is looked at here once more
    return f"{file}{_THUMBNAIL}" if thumbnail else file


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
