"""A form as it comes in (multipart/form-data, RFC 7578), part by part, with never more in memory than one piece.

The parser below calls back for each thing it finds in a piece of the body; here that becomes a row of things to
take in order, so that whoever reads a part can stop, or take its time, and the peer waits.

What is before the first part and behind the last is nobody's business, and neither are headers of a part but its
`Content-Disposition`. A body that breaks off in the middle is no form: nothing of its last part can be trusted.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple, TypeAlias

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from net.wire import BadFrame

# Bytes of a part's heads, file name included; a name of 255 characters may take 1,530 of them.
HEAD_MAX: Final = 4 * 1024

# As browsers write what would end the name early (the HTML standard, "multipart/form-data encoding algorithm").
_ESCAPED: Final = {"%22": '"', "%0D": "\r", "%0A": "\n"}


class Part(NamedTuple):
    """The beginning of a part; its bytes follow. `filename` is as the peer says, and None for a plain field."""

    name: str
    filename: str | None


class End(NamedTuple):
    """The part before is whole."""


Found: TypeAlias = Part | bytes | End
Pieces: TypeAlias = Callable[[], Awaitable[bytes]]  # the next piece each time; an empty one is the end


class Form:
    """A body of this type, read by `next`. Raises BadFrame where it is no form."""

    def __init__(self, content_type: str, body: Pieces) -> None:
        self._body = body
        self._found: deque[Found] = deque()
        self._is_whole = False
        self._name = self._value = b""
        self._disposition = b""
        try:
            self._parser = MultipartParser(
                _boundary_of(content_type),
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": self._on_part_end,
                    "on_end": self._on_end,
                },
                max_header_size=HEAD_MAX,
            )
        except FormParserError as wrong:
            raise _no_form("its boundary is too long") from wrong

    async def next(self) -> Found | None:
        """A part, its bytes in pieces, its end; None behind the last."""
        while not self._found and not self._is_whole:
            piece = await self._body()
            if not piece:
                raise _no_form("it breaks off before its end")
            self._take(piece)
        return self._found.popleft() if self._found else None

    async def next_of_part(self) -> bytes:
        """More of the part that is being read; nothing at its end."""
        found = await self.next()
        if isinstance(found, bytes):
            return found
        assert isinstance(found, End), "a part has nothing but bytes until its end"
        return b""

    def _take(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as wrong:
            raise _no_form("its parts cannot be told apart") from wrong

    def _on_part_begin(self) -> None:
        self._disposition = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        name, filename = options.get(b"name"), options.get(b"filename")
        if name is None:
            raise _no_form("a part has no name")
        self._found.append(Part(_text(name), None if filename is None else _text(filename)))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._found.append(data[start:end])

    def _on_part_end(self) -> None:
        self._found.append(End())

    def _on_end(self) -> None:
        self._is_whole = True


def _boundary_of(content_type: str) -> bytes:
    said, options = parse_options_header(content_type)
    if said != b"multipart/form-data" or not options.get(b"boundary"):
        raise _no_form("its type is not multipart/form-data with a boundary")
    return options[b"boundary"]


def _text(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    for escaped, plain in _ESCAPED.items():
        text = text.replace(escaped, plain)
    return text


def _no_form(why: str) -> BadFrame:
    return BadFrame(f"The body is not a form: {why}.")
