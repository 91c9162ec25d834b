"""What a power cut would leave: the files of a database as they were when SQLite last had the system flush them.

SQLite reads and writes through a table of functions, its VFS. While `PowerCut` is in place, databases are opened
through a copy of that table whose `xSync` first does what it always does, and then keeps the file as it is now.
What was written since, and not flushed, is not in what is kept: a power cut may take it, so it is taken.
"""

import _sqlite3
import ctypes
import shutil
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_void_p
from pathlib import Path
from typing import Any, Final, Self

MAIN_DB: Final = 0x100
WAL: Final = 0x80000
NAME: Final = b"power-cut"

# The name as an address: SQLite reads it for as long as the file is open.
Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class Vfs(ctypes.Structure):
    """`sqlite3_vfs`, as far as its version 3 goes."""

    _fields_ = [  # type: ignore[mutable-override]  # as ctypes wants it
        ("version", c_int),
        ("file_size", c_int),
        ("longest_name", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", Open),
        ("others", c_void_p * 15),
    ]


class Methods(ctypes.Structure):
    """`sqlite3_io_methods`, as far as its version 3 goes."""

    _fields_ = [  # type: ignore[mutable-override]  # as ctypes wants it
        ("version", c_int),
        ("before", c_void_p * 4),
        ("sync", Sync),
        ("after", c_void_p * 13),
    ]


# The library that Python's own module has loaded, or has in it. A Python that was built with its SQLite inside may
# not let others at it.
SQLITE: Final = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
WITHIN_REACH: Final = hasattr(SQLITE, "sqlite3_vfs_find")
# What is replaced stays for good: it may be called late.
_KEPT: list[Any] = []


class PowerCut:
    """Databases of `folder` that are opened from now on; `kept` has their files as they were last flushed."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder = folder
        self._kept = kept
        self._paths: dict[int, Path] = {}
        SQLITE.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._real = SQLITE.sqlite3_vfs_find(None).contents
        self._ours = Vfs.from_buffer_copy(self._real)
        self._ours.name, self._ours.next, self._ours.open = NAME, None, Open(self._open)
        self._methods: dict[int, Methods] = {}
        self.flushes = 0
        _KEPT.append(self)

    def __enter__(self) -> Self:
        self._kept.mkdir()
        assert SQLITE.sqlite3_vfs_register(ctypes.byref(self._ours), 1) == 0
        return self

    def __exit__(self, *_: object) -> None:
        assert SQLITE.sqlite3_vfs_unregister(ctypes.byref(self._ours)) == 0

    def strikes(self, into: Path) -> None:
        """The files that are left, in a folder of their own."""
        shutil.copytree(self._kept, into, dirs_exist_ok=True)

    def _open(self, vfs: int, name: int | None, file: int, flags: int, got: Any) -> int:  # noqa: ANN401 - a pointer
        code: int = self._real.open(vfs, name, file, flags, got)
        path = Path(ctypes.string_at(name).decode()) if name is not None else Path()
        if code == 0 and flags & (MAIN_DB | WAL) and path.parent == self._folder:
            self._paths[file] = path
            if flags & MAIN_DB and not (self._kept / path.name).exists():
                self._keep(file)  # what was there before was flushed by others
            methods = c_void_p.from_address(file)
            methods.value = ctypes.addressof(self._with_our_sync(methods.value or 0))
        return code

    def _with_our_sync(self, address: int) -> Methods:
        if address not in self._methods:
            methods = Methods.from_buffer_copy(Methods.from_address(address))
            real = Sync(ctypes.cast(methods.sync, c_void_p).value or 0)  # by value: the field is ours from here on

            def sync(file: int, flags: int) -> int:
                code: int = real(file, flags)
                if code == 0:
                    self.flushes += 1
                    self._keep(file)
                return code

            methods.sync = Sync(sync)
            self._methods[address] = methods
            _KEPT.append((methods, real))
        return self._methods[address]

    def _keep(self, file: int) -> None:
        path = self._paths[file]
        shutil.copyfile(path, self._kept / path.name)
