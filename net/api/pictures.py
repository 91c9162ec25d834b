"""Pictures for everybody: logos, photos of agents and bots. Uploaded by who is signed in, seen by whoever looks.

The body is the picture itself, so that a browser sends a file as it is. The address has the hash of what is behind
it, so it can be kept for ever.
"""

from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from actors import pictures
from actors.domain.errors import Invalid, NotFound
from actors.pictures import PICTURE_BYTES
from net.api.common import AskingAgent, OfSite, problems
from store.queries import pictures as kept

PATH: Final = "/api/v1/pictures"
# A year; what is behind an address never changes.
CACHING: Final = "public, max-age=31536000, immutable"
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}

router = APIRouter(tags=["pictures"])


class KeptPicture(BaseModel):
    """`url` is what a channel's logo, a bot's photo or an account's photo is set to."""

    url: str
    width: int
    height: int


@router.post(
    PATH,
    status_code=201,
    max_body_size=PICTURE_BYTES,
    openapi_extra=BODY,
    responses=problems("not_signed_in", "forbidden", "invalid", "too_large", "rate_limited"),
)
async def add_picture(request: Request, site: OfSite, who: AskingAgent) -> KeptPicture:
    """Upload a picture: PNG, JPEG, GIF or WebP. It is made small, and painted anew."""
    sender, clock = f"agent/{who.ref.id}", site.house.clock
    with site.uploads.under_way(sender, clock.now_ms()):
        body = await request.body()
        site.uploads.used(sender, len(body), clock.now_ms())
        if not body:
            raise Invalid("file", "That picture is empty.")
        picture = await pictures.keep(site.house, who, body)
    return KeptPicture(url=pictures.address_of(picture.id), width=picture.width, height=picture.height)


@router.head("/pictures/{picture}", include_in_schema=False)
@router.get("/pictures/{picture}", response_class=Response, responses=problems("not_found"))
async def read_picture(picture: str, request: Request, site: OfSite) -> Response:
    """A picture. Anybody may see it."""
    found = await site.house.store.read(kept.get, picture)
    if found is None:
        raise NotFound("There is no such picture.")
    etag = f'"{found.id}"'
    headers = {"cache-control": CACHING, "etag": etag, "cross-origin-resource-policy": "cross-origin"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    policy = {"content-security-policy": "sandbox; default-src 'none'"}
    return Response(found.body, 200, {**headers, **policy}, found.media_type)
