"""Uploading a file to a chat: by an agent who is signed in, or by the customer with the token of the chat.

The chat is named before the file, so that whoever may not send one there is told before it comes. The file is then
sent by its id, with `message.send`.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from msgspec.structs import replace
from pydantic import BaseModel

from actors.domain.errors import Invalid, NotFound
from actors.domain.settings import FileSettings
from actors.files import Asking, Pieces, Sending, ref_of, too_large
from actors.mail import MaySendFile
from net.api.asking import OfAsking
from net.api.common import FromOurPage, OfSite, Site, problems
from net.api.uploading import ANY_SIZE, BESIDE_BYTES, declared_bytes, form_of, most_bytes, read_upload
from store.queries.files import File

PATH: Final = "/api/v1/files"
# Characters of an id, generously; docs/protocol.md has 64.
CHAT_MAX: Final = 256

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
    openapi_extra=form_of(("chat",), chat="the chat's id; comes before the file"),
    response_model_exclude_none=True,
    responses=problems(
        *("bad_frame", "not_signed_in", "forbidden", "not_found", "conflict", "too_large", "invalid"),
        *("rate_limited", "unavailable"),
    ),
)
async def upload(request: Request, site: OfSite, asking: OfAsking) -> Uploaded:
    """Give a chat a file, to be sent with `message.send`."""

    async def keep(fields: Mapping[str, str], name: str, pieces: Pieces) -> File:
        if "chat" not in fields:
            raise Invalid("chat", "Say which chat the file is for, before the file.")
        chat = _chat_of(fields["chat"])
        rules = await _rules(request, site, asking, chat)
        return await site.house.files.receive(Sending(chat, asking.who, name, rules), pieces)

    return uploaded(await read_upload(request, site, asking, keep))


def uploaded(file: File) -> Uploaded:
    return Uploaded.model_validate(ref_of(file), from_attributes=True)


async def _rules(request: Request, site: Site, asking: Asking, chat: str) -> FileSettings:
    """What the chat's channel takes, where this sender may send a file. The server's own limit goes before it."""
    if not asking.may_be_of(chat):
        raise NotFound("There is no such chat.")
    rules: FileSettings = await site.house.directory.ask(f"chat/{chat}", MaySendFile(asking.who))
    rules = replace(rules, max_bytes=most_bytes(request, rules))
    if (declared := declared_bytes(request)) > rules.max_bytes + BESIDE_BYTES:
        raise too_large(rules, declared)
    return rules


def _chat_of(text: str) -> str:
    if not 0 < len(text) <= CHAT_MAX:
        raise Invalid("chat", "This is not the id of a chat.")
    return text
