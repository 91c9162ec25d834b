"""Files on their way to a browser: `/files/ID` and `/files/ID/thumbnail`, for whoever may see the chat.

Who asks is asked each time, and no copy is left on the way (`no-store`): a right that was taken away is gone at
once.

**How a picture gets onto a customer's screen.** Her token must not stand in an address, and an <img> sends no
header. So the widget's frame fetches the file with `Authorization: Bearer TOKEN` and shows a `blob:` address
made of the answer, which its policy allows. The other way, a signed ticket in the address, would be a second key
to write down, to let run out and to take back, and one that lies in caches and logs; and the address in the log
of the chat is the same for everybody and for ever. A console has its cookie, which an <img> of our own pages
brings along by itself.

**Nothing here can run.** What the bytes are was found out when they came and is what the answer says; no browser
may guess otherwise (`nosniff`). Of the kinds we take only pictures and PDF are shown in place, the others are
saved. And should a browser see a document in something all the same, it is one in a sandbox of its own, which
may load nothing.
"""

from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from actors.domain.files import BY_MEDIA_TYPE
from actors.files import Files
from net.api.asking import OfAsking
from net.api.common import OfSite, problems
from store.queries.files import File

POLICY: Final = "sandbox; default-src 'none'"
CACHING: Final = "private, no-store"
# In the name for clients that know no other: what would end it, or be read as an escape.
_UNSAFE: Final = str.maketrans(dict.fromkeys('"\\%', "_"))

router = APIRouter(tags=["files"])


class Delivery(Response):
    """Sends a file piece by piece. NotFound while nothing has been sent, if its bytes are gone."""

    media_type: str | None = "application/octet-stream"  # for the description; the answer says what it is

    def __init__(self, files: Files, file: File, *, thumbnail: bool) -> None:
        self.background = None
        self._files = files
        self._file = file
        self._thumbnail = thumbnail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        async with self._files.reading(self._file, thumbnail=self._thumbnail) as read:
            headers = {
                "content-type": read.media_type,
                "content-length": str(read.size),
                "content-disposition": disposition(self._file.name, is_shown=is_shown(read.media_type)),
                "content-security-policy": POLICY,
                "cache-control": CACHING,
            }
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            if scope["method"] != "HEAD":
                while piece := await read.next_piece():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


DESCRIBED: Final[dict[str, Any]] = {
    "status_code": 200,
    "response_class": Delivery,
    "responses": problems("not_signed_in", "not_found"),
}


@router.head("/files/{file}", include_in_schema=False)
@router.get("/files/{file}", **DESCRIBED)
async def whole(file: str, site: OfSite, asking: OfAsking) -> Delivery:
    """The file as it was sent."""
    files = site.house.files
    return Delivery(files, await files.find(file, asking), thumbnail=False)


@router.head("/files/{file}/thumbnail", include_in_schema=False)
@router.get("/files/{file}/thumbnail", **DESCRIBED)
async def thumbnail(file: str, site: OfSite, asking: OfAsking) -> Delivery:
    """A small copy of a picture."""
    files = site.house.files
    return Delivery(files, await files.find(file, asking), thumbnail=True)


def is_shown(media_type: str) -> bool:
    kind = BY_MEDIA_TYPE.get(media_type)
    return kind is not None and kind.is_shown


def disposition(name: str, *, is_shown: bool) -> str:
    """RFC 6266: the name for everybody, and in full for those who know how to read it."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").translate(_UNSAFE)
    return (
        f"{'inline' if is_shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
