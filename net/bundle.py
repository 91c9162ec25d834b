"""The browser files that the build left in web/dist, kept in memory: they are few, small and already packed.

A name of the manifest is looked up, never a path, so that no request can reach another file. The manifest is read
again when it has changed, which only happens while somebody works on the sources; the files of the build before
stay, for pages that are open.
"""

import hashlib
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

DIST: Final = Path(__file__).resolve().parent.parent / "web" / "dist"
MANIFEST: Final = "manifest.json"

MEDIA_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
}


class NotBuilt(Exception):  # noqa: N818 - says what happened
    """There is no build, or half of one."""


class Entry(Struct, frozen=True):
    """What one page fetches first: its script, the chunks that pulls in, its styles. `later` are the styles of the
    parts it fetches when they are first shown.
    """

    script: str
    imports: tuple[str, ...] = ()
    css: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


class Asset(NamedTuple):
    body: bytes
    packed: bytes | None  # with gzip, where that was worth it
    media_type: str
    etag: str


_manifest = msgspec.json.Decoder(dict[str, Entry])


class Bundle:
    def __init__(self, folder: Path = DIST) -> None:
        self._folder = folder
        self._stamp: int | None = None
        self._entries: dict[str, Entry] = {}
        self._assets: dict[str, Asset] = {}
        self._before: dict[str, Asset] = {}

    def entry(self, name: str) -> Entry:
        """Raises NotBuilt."""
        self._refresh()
        try:
            return self._entries[name]
        except KeyError:
            raise NotBuilt(name) from None

    def asset(self, name: str) -> Asset | None:
        """By its path in dist. Raises NotBuilt where there is no build at all."""
        self._refresh()
        return self._assets.get(name) or self._before.get(name)

    def _refresh(self) -> None:
        try:
            stamp = (self._folder / MANIFEST).stat().st_mtime_ns
            if stamp == self._stamp:
                return
            entries = _manifest.decode((self._folder / MANIFEST).read_bytes())
        except (OSError, msgspec.DecodeError) as error:
            raise NotBuilt(MANIFEST) from error
        self._before, self._assets = self._assets, _assets(self._folder)
        self._entries, self._stamp = entries, stamp


def _assets(folder: Path) -> dict[str, Asset]:
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in MEDIA_TYPES and path.name != MANIFEST and path.is_file():
            found[path.relative_to(folder).as_posix()] = _asset(path)
    return found


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    packed = path.with_name(f"{path.name}.gz")
    smaller = packed.read_bytes() if packed.exists() else None
    # Weak, because one name has two encodings.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Asset(body, smaller, MEDIA_TYPES[path.suffix], etag)
