"""What a file is by its bytes, and a small copy of a picture. Blocking and heavy: call it in a thread.

Nothing is unpacked but a picture, and that only after its head has said how large it is: `kind_of` reads the
beginning of a file, of a text all of it, of an archive its list of entries. A thumbnail is painted anew from the
pixels, so what else a picture carries (where it was taken, a preview of what was cut off, a second file behind
its end) is not in it.
"""

import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from PIL import Image, ImageOps

from actors.domain.errors import Invalid
from actors.domain.files import (
    GIF,
    HEAD_BYTES,
    JPEG,
    PIXELS_MAX,
    PNG,
    TEXT,
    WEBP,
    FileKind,
    check_picture,
    is_archive,
    kind_by_head,
    kind_of_archive,
    may_be_text,
)

FORMATS: Final = {PNG: "PNG", JPEG: "JPEG", GIF: "GIF", WEBP: "WEBP"}
# Pixels of the longer side: twice what a bubble of the conversation is wide, for screens with small pixels.
THUMBNAIL_SIDE: Final = 640
THUMBNAIL_TYPE: Final = "image/webp"

# Pixels up to which a WebP gets a thumbnail. Its decoder lets nobody else run meanwhile: this many take 0.1 s, and
# the most that is taken at all would stop the server for a second. The other decoders let go, or unpack in part.
WEBP_PIXELS: Final = 16_000_000

# Bytes read at a time.
PIECE: Final = 256 * 1024
# Bytes of an archive's list of entries. Documents have some dozens; one made to be long costs its reader memory.
ENTRIES_BYTES: Final = 256 * 1024
# The end of a ZIP archive: 22 bytes, and a comment of up to 64 KiB behind them.
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_ENTRY_MARK: Final = b"PK\x01\x02"
_COMMENT_MAX: Final = 65_535

Image.MAX_IMAGE_PIXELS = PIXELS_MAX
warnings.simplefilter("error", Image.DecompressionBombWarning)  # else it only warns, up to twice as many


class Picture(NamedTuple):
    """As it is shown, once it has been turned upright."""

    width: int
    height: int
    has_thumbnail: bool


def kind_of(path: Path) -> FileKind | None:
    """What the bytes are; None for everything that we do not know."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if is_archive(head):
            return kind_of_archive(head, _entries(file))
        return kind_by_head(head) or (TEXT if _is_text(file) else None)


def look_at(source: Path | BinaryIO, kind: FileKind, thumbnail: Path | BinaryIO) -> Picture:
    """The size of a picture, and a small copy of it in `thumbnail`. Raises Invalid for a broken one."""
    try:
        with Image.open(source, formats=(FORMATS[kind],)) as picture:
            check_picture(*picture.size)
            width, height = _upright_size(picture)
            unpacked = kind is not WEBP or width * height <= WEBP_PIXELS
            if unpacked:
                _save_small(picture, thumbnail)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Invalid("file", "That picture has more pixels than are taken here.") from bomb
    except Exception as broken:  # a decoder raises whatever it likes at what somebody made up
        raise Invalid("file", "That picture cannot be read; it may be damaged.") from broken
    return Picture(width, height, unpacked)


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    width, height = picture.size
    turned = picture.getexif().get(0x0112, 1) in range(5, 9)  # orientations that lie on a side
    return (height, width) if turned else (width, height)


def _save_small(picture: Image.Image, thumbnail: Path | BinaryIO) -> None:
    """Of a JPEG no more than is needed is unpacked."""
    plain = "RGBA" if picture.has_transparency_data else "RGB"
    small = picture if picture.mode == plain else picture.convert(plain)
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2)
    small = ImageOps.exif_transpose(small)
    small.info.clear()
    small.save(thumbnail, "WEBP", quality=80, method=2)


def _is_text(file: BinaryIO) -> bool:
    file.seek(0)
    return all(may_be_text(piece) for piece in iter(lambda: file.read(PIECE), b""))


def _entries(file: BinaryIO) -> list[str]:
    """The names in an archive; none where its list is too long, or not where it should be."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _COMMENT_MAX))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return []
    _, _, _, _, _, length, offset, _ = _END.unpack_from(tail, at)
    if length > ENTRIES_BYTES or offset + length > size:
        return []
    file.seek(offset)
    return list(_names(file.read(length)))


def _names(entries: bytes) -> Iterator[str]:
    at = 0
    while len(entries) - at >= _ENTRY.size:
        mark, *fields = _ENTRY.unpack_from(entries, at)
        if mark != _ENTRY_MARK:
            return
        name, extra, comment = fields[9:12]
        start = at + _ENTRY.size
        yield entries[start : start + name].decode("utf-8", "replace")
        at = start + name + extra + comment
