"""Uploading a file to a chat: by an agent who is signed in, or by the customer with the token of the chat.

The one route whose body is larger than the API's limit. It is read piece by piece straight to the disk, up to
what the channel takes; the chat is named before the file, so that whoever may not send one there is told before
it comes. The file is then sent by its id, with `message.send`.

Fast enough is what the front calls fast (something must come within its time limit for bodies), and all of it
must come within `UPLOAD_S`: a peer that drips holds a place, and a place is what there are few of.
"""

from typing import Any, Final

import trio
from fastapi import APIRouter, Request
from msgspec.structs import replace
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from actors.domain.errors import Invalid, NotFound, TooLarge, Unavailable
from actors.domain.rights import Agent
from actors.domain.settings import FileSettings
from actors.files import Asking, Sending, ref_of, too_large
from actors.mail import MaySendFile
from net.api.asking import OfAsking
from net.api.common import FromOurPage, OfSite, Site, problems
from net.forms import Form, Part
from store.queries.files import File

PATH: Final = "/api/v1/files"
# Seconds for all of it: 10 MiB at 17 KiB/s, a phone at the edge of its network.
UPLOAD_S: Final = 10 * 60
# Bytes of an id, generously; PROTOCOL.md has 64 characters.
CHAT_BYTES: Final = 256
# Bytes of the form beside the file: heads, other fields.
BESIDE_BYTES: Final = 64 * 1024
ANY_SIZE: Final = 2**62  # for the layer that would count bodies; here each channel has a limit of its own

FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["chat", "file"],
                    "properties": {
                        "chat": {"type": "string", "description": "the chat's id; comes before the file"},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            }
        },
    }
}

router = APIRouter(tags=["files"])


class Uploaded(BaseModel):
    """As in the message that will say it: see FileRef in docs/protocol.md."""

    id: str
    name: str
    size: int
    media_type: str
    url: str
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None


@router.post(
    PATH,
    status_code=201,
    dependencies=[FromOurPage],
    max_body_size=ANY_SIZE,
    openapi_extra=FORM,
    response_model_exclude_none=True,
    responses=problems(
        *("bad_frame", "not_signed_in", "forbidden", "not_found", "conflict", "too_large", "invalid"),
        *("rate_limited", "unavailable"),
    ),
)
async def upload(request: Request, site: OfSite, asking: OfAsking) -> Uploaded:
    """Give a chat a file, to be sent with `message.send`."""
    clock = site.house.clock
    sender = _name_of(request, asking)
    body = _Body(request)
    with site.uploads.under_way(sender, clock.now_ms()):
        try:
            with trio.move_on_after(UPLOAD_S):
                file = await _received(request, site, asking, body)
                return Uploaded.model_validate(ref_of(file), from_attributes=True)
        finally:
            site.uploads.used(sender, body.taken, clock.now_ms())
    raise Unavailable("That took too long. Try again over a faster connection.")


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


async def _received(request: Request, site: Site, asking: Asking, body: _Body) -> File:
    form = Form(request.headers.get("content-type", ""), body.next)
    chat, beside = None, 0
    while (found := await form.next()) is not None:
        match found:
            case Part("chat", None):
                chat = await _short_text(form)
            case Part("file", str(name)):
                if chat is None:
                    raise Invalid("chat", "Say which chat the file is for, before the file.")
                rules = await _rules(request, site, asking, chat)
                return await site.house.files.receive(Sending(chat, asking.who, name, rules), form.next_of_part)
            case bytes():
                beside += len(found)
                if beside > BESIDE_BYTES:
                    raise TooLarge("There is too much beside the file in this form.")
            case _:
                pass
    raise Invalid("file", "There is no file in this form.")


async def _rules(request: Request, site: Site, asking: Asking, chat: str) -> FileSettings:
    """What the chat's channel takes, where this sender may send a file. The server's own limit goes before it."""
    if not asking.may_be_of(chat):
        raise NotFound("There is no such chat.")
    rules: FileSettings = await site.house.directory.ask(f"chat/{chat}", MaySendFile(asking.who))
    most: int = getattr(request.state, "body_bytes", rules.max_bytes + BESIDE_BYTES) - BESIDE_BYTES
    rules = replace(rules, max_bytes=min(rules.max_bytes, most))
    declared = int(request.headers.get("content-length", "0"))
    if declared > rules.max_bytes + BESIDE_BYTES:  # else it is counted as it comes
        raise too_large(rules, declared)
    return rules


async def _short_text(form: Form) -> str:
    text = b""
    while (piece := await form.next_of_part()) and len(text) <= CHAT_BYTES:
        text += piece
    if not 0 < len(text) <= CHAT_BYTES:
        raise Invalid("chat", "This is not the id of a chat.")
    return text.decode("utf-8", "replace")
