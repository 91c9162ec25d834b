"""A form with a file in it, read piece by piece straight to whoever keeps the file.

Routes that take one have bodies larger than the API's limit. What the file is for is said in fields before it, so
that whoever may not bring one is told before it comes.

Fast enough is what the front calls fast (something must come within its time limit for bodies), and all of it
must come within `UPLOAD_S`: a peer that drips holds a place, and a place is what there are few of.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal, TypeAlias, TypeVar

import trio
from fastapi import Request
from starlette.requests import ClientDisconnect

from actors.domain.errors import Invalid, TooLarge, Unavailable
from actors.domain.rights import Agent
from actors.domain.settings import FileSettings
from actors.files import Asking, Pieces
from net.api.common import Site
from net.forms import Form, Part

T = TypeVar("T")

Keep: TypeAlias = Callable[[Mapping[str, str], str, Pieces], Awaitable[T]]  # fields, the file's name, its bytes

# Seconds for all of it: 10 MiB at 17 KiB/s, a phone at the edge of its network.
UPLOAD_S: Final = 10 * 60
# Bytes of a field before the file: an id, or a path of folders.
FIELD_BYTES: Final = 2 * 1024
# Bytes of the form beside the file: heads, other fields.
BESIDE_BYTES: Final = 64 * 1024
ANY_SIZE: Final = 2**62  # for the layer that would count bodies; here whoever keeps the file does


def form_of(required: tuple[str, ...] = (), **described: str) -> dict[str, Any]:
    """For the OpenAPI page: the fields before the file, each with its description."""
    fields: dict[str, Any] = {name: {"type": "string", "description": words} for name, words in described.items()}
    fields["file"] = {"type": "string", "format": "binary", "description": "the last field"}
    schema = {"type": "object", "required": [*required, "file"], "properties": fields}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


async def read_upload(request: Request, site: Site, asking: Asking, keep: Keep[T]) -> T:
    """What `keep` makes of the file. Counted against what its sender may upload within a while."""
    clock = site.house.clock
    sender = _name_of(request, asking)
    body = _Body(request)
    with site.uploads.under_way(sender, clock.now_ms()):
        try:
            with trio.move_on_after(UPLOAD_S):
                return await _read(request, body, keep)
        finally:
            site.uploads.used(sender, body.taken, clock.now_ms())
    raise Unavailable("That took too long. Try again over a faster connection.")


def most_bytes(request: Request, rules: FileSettings) -> int:
    """Of a file: what is taken here, or less where the server itself takes less."""
    most: int = getattr(request.state, "body_bytes", rules.max_bytes + BESIDE_BYTES) - BESIDE_BYTES
    return min(rules.max_bytes, most)


def declared_bytes(request: Request) -> int:
    """How long the whole form says it is; 0 where it does not, and it is counted as it comes."""
    return int(request.headers.get("content-length", "0"))


def _name_of(request: Request, asking: Asking) -> str:
    """By what a sender is counted: agents of an office share an address, and customers have nothing else."""
    if isinstance(asking.who, Agent):
        return f"agent/{asking.who.ref.id}"
    return request.client.host if request.client is not None else ""


class _Body:
    """A request's body, piece by piece, and how much of it came."""

    def __init__(self, request: Request) -> None:
        self.taken = 0
        self._receive = request.receive
        self._more = True

    async def next(self) -> bytes:
        """Nothing at the end."""
        piece = b""
        while self._more and not piece:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            piece, self._more = message.get("body", b""), message.get("more_body", False)
        self.taken += len(piece)
        return piece


async def _read(request: Request, body: _Body, keep: Keep[T]) -> T:
    form = Form(request.headers.get("content-type", ""), body.next)
    fields: dict[str, str] = {}
    beside = 0
    while (found := await form.next()) is not None:
        match found:
            case Part("file", str(name)):
                return await keep(fields, name, form.next_of_part)
            case Part(("chat" | "folder") as field, None):
                fields[field] = await _field(form, field)
            case bytes():
                beside += len(found)
                if beside > BESIDE_BYTES:
                    raise TooLarge("There is too much beside the file in this form.")
            case _:
                pass
    raise Invalid("file", "There is no file in this form.")


async def _field(form: Form, field: Literal["chat", "folder"]) -> str:
    text = b""
    while (piece := await form.next_of_part()) and len(text) <= FIELD_BYTES:
        text += piece
    if len(text) > FIELD_BYTES:
        raise Invalid(field, "That is too long.")
    return text.decode("utf-8", "replace")
