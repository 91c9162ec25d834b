"""Files to send, honest ones and others, and somebody who sends them over HTTP."""

import io
import json
import struct
import zipfile
import zlib
from contextlib import suppress
from typing import Any, NamedTuple

import h11
import trio
import trio.testing
from PIL import Image

from net.server import Server

UPLOADS = "/api/v1/files"


# --- files ---


def picture(form: str = "PNG", size: tuple[int, int] = (80, 40), **saving: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    """Half red, half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, form, **saving)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """Some dozen bytes that say they are a picture of that size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def archive(*names: str, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP archive with these entries; `first` is stored as it is, as OpenDocument wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        if first is not None:
            zipped.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            zipped.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
ODS = archive("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.spreadsheet"))
PAGE = b"<!doctype html><script>alert(document.domain)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


# --- senders ---


class Answer(NamedTuple):
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:  # noqa: ANN401 - JSON is what it is
        return json.loads(self.content)


class Sender:
    """Somebody with a token, or without one, at the server's HTTP."""

    def __init__(self, server: Server, token: str | None, address: str = "192.0.2.1") -> None:
        self._server = server
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self._address = address

    async def uploads(self, chat: str, name: str, data: bytes, **fields: str) -> Answer:
        return await self.posts({"chat": chat, **fields}, (name, data))

    async def posts(self, fields: dict[str, str], file: tuple[str, bytes] | None) -> Answer:
        body, kind = form(fields, file)
        return await self.asks("POST", UPLOADS, body=body, headers={"content-type": kind})

    async def gets(self, path: str, method: str = "GET") -> Answer:
        return await self.asks(method, path)

    async def asks(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Through the front, on a connection of its own."""
        ours, theirs = trio.testing.memory_stream_pair()
        said = {"host": "world", "content-length": str(len(body)), **self._headers, **(headers or {})}
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._server.front.handle, theirs, self._address)
            machine = h11.Connection(h11.CLIENT)
            request = h11.Request(method=method, target=path, headers=list(said.items()))
            nursery.start_soon(_send, ours, machine, [request, h11.Data(data=body), h11.EndOfMessage()])
            answer = await _answer(ours, machine)
            await ours.aclose()
        return answer


async def _send(stream: trio.abc.Stream, machine: h11.Connection, events: list[h11.Event]) -> None:
    for event in events:
        data = machine.send(event) or b""
        for at in range(0, len(data), 65_536):
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):  # it has heard enough
                await stream.send_all(data[at : at + 65_536])


async def _answer(stream: trio.abc.Stream, machine: h11.Connection) -> Answer:
    status, headers, content = 0, {}, b""
    while not isinstance(event := machine.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            machine.receive_data(bytes(await stream.receive_some(65_536)))
        elif isinstance(event, h11.Response):
            status = event.status_code
            headers = {name.decode(): value.decode() for name, value in event.headers}
        elif isinstance(event, h11.Data):
            content += event.data
    return Answer(status, headers, content)


def form(fields: dict[str, str], file: tuple[str, bytes] | None, boundary: str = "b0undary") -> tuple[bytes, str]:
    """A body as a browser writes it, and its type."""
    parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    if file is not None:
        name = file[0].replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        parts.append((f'name="file"; filename="{name}"\r\nContent-Type: image/png', file[1]))
    written = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return written + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
