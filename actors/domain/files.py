"""What may be sent as a file: the kinds we know, by name and by content, and what a name may look like.

A kind is known by the last extension of the name and by its first bytes, and the two must agree: neither a page
called photo.png nor a picture called notes.txt is taken. What can run in a browser (HTML, SVG, XML, scripts) is no
kind here, so no channel can allow it, and nothing but pictures and PDF is ever shown in place (`is_shown`).

Texts have no first bytes of their own: they are what has no control characters and is none of the others. Office
documents are ZIP archives, told apart by the entries that they hold.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, get_args

from actors.domain.errors import Invalid

FileType = Literal["image", "pdf", "text", "office"]
FILE_TYPES: Final[tuple[FileType, ...]] = get_args(FileType)
TYPES_IN_WORDS: Final[dict[FileType, str]] = {
    "image": "pictures",
    "pdf": "PDF",
    "text": "text",
    "office": "office documents",
}


class FileKind(NamedTuple):
    """`is_shown`: a browser may show it in place, because it can do nothing but be looked at."""

    media_type: str
    type: FileType
    extensions: tuple[str, ...]
    is_shown: bool = False


_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_ODF: Final = "application/vnd.oasis.opendocument"

PNG: Final = FileKind("image/png", "image", ("png",), is_shown=True)
JPEG: Final = FileKind("image/jpeg", "image", ("jpg", "jpeg", "jfif"), is_shown=True)
GIF: Final = FileKind("image/gif", "image", ("gif",), is_shown=True)
WEBP: Final = FileKind("image/webp", "image", ("webp",), is_shown=True)
PDF: Final = FileKind("application/pdf", "pdf", ("pdf",), is_shown=True)
TEXT: Final = FileKind("text/plain", "text", ("txt", "log", "md"))
CSV: Final = FileKind("text/csv", "text", ("csv",))
DOCX: Final = FileKind(f"{_OOXML}.wordprocessingml.document", "office", ("docx",))
XLSX: Final = FileKind(f"{_OOXML}.spreadsheetml.sheet", "office", ("xlsx",))
PPTX: Final = FileKind(f"{_OOXML}.presentationml.presentation", "office", ("pptx",))
ODT: Final = FileKind(f"{_ODF}.text", "office", ("odt",))
ODS: Final = FileKind(f"{_ODF}.spreadsheet", "office", ("ods",))
ODP: Final = FileKind(f"{_ODF}.presentation", "office", ("odp",))
FILE_KINDS: Final = (PNG, JPEG, GIF, WEBP, PDF, TEXT, CSV, DOCX, XLSX, PPTX, ODT, ODS, ODP)

BY_EXTENSION: Final = {extension: kind for kind in FILE_KINDS for extension in kind.extensions}
BY_MEDIA_TYPE: Final = {kind.media_type: kind for kind in FILE_KINDS}

# Of a document's archive: the folder of its main part, and what must be beside it.
CONTENT_TYPES: Final = "[Content_Types].xml"
OFFICE_FOLDERS: Final = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
# An OpenDocument archive begins with an uncompressed entry "mimetype" that holds its media type.
ODF_ENTRY: Final = b"mimetype"
# A macro is a program, whatever the extension says.
MACROS: Final = re.compile(r"vbaProject\.bin$|^(?:Basic|Scripts)/", re.IGNORECASE)

HEAD_BYTES: Final = 128  # enough for every beginning below, that of an OpenDocument archive included
_ZIP: Final = b"PK\x03\x04"
_ODF_AT: Final = 30  # where the name of the first entry begins
# Tab, line ends, form feed, escape (colours in logs): what control characters a text may hold.
_NOT_IN_TEXT: Final = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b") + b"\x7f"

# Characters; file systems take 255 bytes, and the widest of ours has four.
NAME_MAX: Final = 150
_EXTENSION_MAX: Final = 20
# A slash that went through a form or an address on its way here.
_SEPARATORS: Final = re.compile(r"[/\\]|%2f|%5c", re.IGNORECASE)
# Controls, formats (direction overrides and what has no width), surrogates, what is not for us to know, line ends.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

# Pixels in all, of a picture as it is sent. The largest photos of usual phones have 50 million, and unpacked for
# a thumbnail such a one is 200 MB of memory at worst.
PIXELS_MAX: Final = 50_000_000
# Pixels of a side: more than any screen or camera has, less than what graphics cards refuse.
SIDE_MAX: Final = 16_000

# A chat, whoever sends: what a long support case has, far from what fills a disk.
CHAT_FILES_MAX: Final = 100
CHAT_BYTES_MAX: Final = 250 * 1024 * 1024

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
# From here on a tenth of a MB says nothing to anybody.
_TENTHS_BELOW: Final = 10 * _MIB


def extensions_of(types: Iterable[FileType]) -> tuple[str, ...]:
    """Of all kinds of these types, without the dot."""
    wanted = frozenset(types)
    return tuple(extension for kind in FILE_KINDS if kind.type in wanted for extension in kind.extensions)


# --- names ---


def safe_name(name: str) -> str:
    """The name without folders and without what cannot be seen, short enough for any file system; never empty."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    seen = " ".join(seen.split()).strip(". ")  # Windows drops them at the end, and a first dot hides a file
    stem, dot, extension = seen.rpartition(".")
    if not stem or len(extension) > _EXTENSION_MAX:
        stem, dot, extension = seen, "", ""
    stem = stem[: NAME_MAX - len(dot + extension)].strip()
    return f"{stem or 'file'}{dot}{extension}"


def extension_of(name: str) -> str:
    """In small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


# --- contents ---


def kind_by_head(head: bytes) -> FileKind | None:
    """By the first bytes, for kinds that have some of their own. A ZIP archive is a matter of its entries."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    return None


def is_archive(head: bytes) -> bool:
    return head.startswith(_ZIP)


def kind_of_archive(head: bytes, entries: Iterable[str]) -> FileKind | None:
    """Which document a ZIP archive is; None for any other archive, and for one with macros in it."""
    names = frozenset(entries)
    if any(MACROS.search(name) for name in names):
        return None
    if head[_ODF_AT:].startswith(ODF_ENTRY):
        said = head[_ODF_AT + len(ODF_ENTRY) :]
        return next((kind for kind in (ODT, ODS, ODP) if _is_said(kind.media_type.encode(), said)), None)
    if CONTENT_TYPES not in names:
        return None
    found = {kind for folder, kind in OFFICE_FOLDERS.items() if any(name.startswith(folder) for name in names)}
    return found.pop() if len(found) == 1 else None


def _is_said(media_type: bytes, said: bytes) -> bool:
    """The whole of it: a template's type begins with that of its document. `PK` begins the next entry."""
    return said.startswith(media_type + b"PK")


def may_be_text(piece: bytes) -> bool:
    return piece.translate(None, _NOT_IN_TEXT) == piece


def kind_for(
    name: str, found: FileKind | None, allowed: Iterable[FileType], place: str = "this channel"
) -> FileKind:
    """The kind of a file called `name` in which `found` was found. Raises Invalid."""
    kind, types = BY_EXTENSION.get(extension_of(name)), tuple(allowed)
    if kind is None or kind.type not in types:
        here = place[0].upper() + place[1:]
        raise Invalid("file", f"{name} cannot be sent here. {here} takes {_in_words(types)}.")
    if found is not kind and not (kind.type == "text" and found is TEXT):
        raise Invalid("file", f"What is inside {name} is not what its name says, so it was not taken.")
    return kind


def check_picture(width: int, height: int) -> None:
    """Raises Invalid for one that would take too much memory to look at."""
    if width * height > PIXELS_MAX or max(width, height) > SIDE_MAX:
        raise Invalid(
            "file",
            f"That picture has {width:,} × {height:,} pixels. Up to {PIXELS_MAX // 1_000_000} million are taken, "
            f"and {SIDE_MAX:,} on a side.",
        )


def _in_words(types: tuple[FileType, ...]) -> str:
    words = [TYPES_IN_WORDS[each] for each in FILE_TYPES if each in types]
    if not words:
        return "no files"
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def size_in_words(size: int, than: int = 0) -> str:
    """As on the screens, exact enough to be seen to be larger than `than`."""
    if size < _MIB:
        kilo = max(1, round(size / _KIB))
        return f"{max(kilo, round(than / _KIB) + 1) if than else kilo} kB"
    whole = round(size / _MIB)
    if size >= _TENTHS_BELOW and whole > than / _MIB:
        return f"{whole} MB"
    tenths = -(-size * 10 // _MIB) if than else round(size * 10 / _MIB)  # rounded up against a limit
    return f"{tenths / 10:g} MB"
