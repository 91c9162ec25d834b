"""Documents: every agent reads them and sends copies of them into her chats, admins keep them."""

from collections.abc import Mapping
from typing import Annotated, Final, cast

from fastapi import APIRouter, Query, Request
from msgspec.structs import replace
from pydantic import BaseModel, Field

from actors import documents
from actors.documents import RULES, Changes, Document, Listing, Place
from actors.domain.rights import must_be_admin
from actors.files import Asking, Pieces, too_large
from net.api.common import AskingAgent, FromOurPage, OfSite, problems
from net.api.cursors import cursor_of, place_of
from net.api.files import Uploaded, uploaded
from net.api.shared_texts import SEARCH_MAX, After, Body, Id, Limit
from net.api.uploading import ANY_SIZE, BESIDE_BYTES, declared_bytes, form_of, most_bytes, read_upload

PATH: Final = "/api/v1/documents"
# A list shows names alone; more fit than of texts.
PAGE: Final = 100

FolderPath = Annotated[
    str,
    Field(
        max_length=1_000,
        description="names with a slash between; empty at the top. One that is not there yet is made",
        examples=["Manuals/Lamps"],
    ),
]
FOLDER_WORDS: Final = "a path of folders; before the file"

router = APIRouter(prefix=PATH, tags=["documents"])


class DocumentView(BaseModel):
    id: str
    name: str
    folder: FolderPath
    size: Annotated[int, Field(description="bytes")]
    media_type: str
    url: Annotated[str, Field(description="the document itself, for agents")]
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None
    created_at: int
    changed_at: int


class DocumentList(BaseModel):
    items: list[DocumentView]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None


class FolderView(BaseModel):
    path: FolderPath
    documents: Annotated[int, Field(description="in it, not counting folders below")]


class FolderList(BaseModel):
    folders: list[FolderView]


class DocumentChange(Body):
    """What is left out stays."""

    name: Annotated[str, Field(max_length=1_000, description="with the extension that it has")] = ""
    folder: FolderPath = ""


class FolderMove(Body):
    folder: FolderPath
    to: FolderPath


class Moved(BaseModel):
    documents: Annotated[int, Field(description="that lie elsewhere now")]


class CopyFor(Body):
    chat: Id


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_documents(
    site: OfSite,
    _who: AskingAgent,
    text: Annotated[str, Query(max_length=SEARCH_MAX, description="words of the name or the folder")] = "",
    folder: Annotated[str | None, Query(max_length=1_000, description="empty for those in none")] = None,
    *,
    deep: Annotated[bool, Query(description="with the folders below `folder`")] = False,
    after: After = None,
    limit: Limit = PAGE,
) -> DocumentList:
    """All of them by name, or those that fit."""
    place = Place._make(cast("tuple[str, str]", place_of(after, str, str))) if after is not None else None
    listing = Listing(text=text, folder=folder, deep=deep)
    found, beyond = await documents.listed(site.house, listing, after=place, limit=limit)
    following = cursor_of(*beyond) if beyond is not None else None
    return DocumentList(items=[_view(document) for document in found], next=following)


@router.post(
    "",
    status_code=201,
    dependencies=[FromOurPage],
    max_body_size=ANY_SIZE,
    openapi_extra=form_of(folder=FOLDER_WORDS),
    response_model_exclude_none=True,
    responses=problems(
        *("bad_frame", "not_signed_in", "forbidden", "conflict", "too_large", "invalid", "rate_limited"),
        "unavailable",
    ),
)
async def add_document(request: Request, site: OfSite, who: AskingAgent) -> DocumentView:
    """Keep one; for admins."""

    async def keep(fields: Mapping[str, str], name: str, pieces: Pieces) -> Document:
        _must_fit(request)
        return await documents.add(site.house, who, fields.get("folder", ""), name, pieces)

    must_be_admin(who)  # before its file comes in
    return _view(await read_upload(request, site, Asking(who), keep))


@router.get("/folders", responses=problems("not_signed_in"))
async def list_folders(site: OfSite, _who: AskingAgent) -> FolderList:
    """Every folder that something lies in, by path."""
    found = await documents.folders(site.house)
    return FolderList(folders=[FolderView(path=row.path, documents=row.documents) for row in found])


@router.post("/folders/move", responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"))
async def move_folder(wanted: FolderMove, site: OfSite, who: AskingAgent) -> Moved:
    """Rename a folder, or move it with all it holds; for admins."""
    return Moved(documents=await documents.move_folder(site.house, who, wanted.folder, wanted.to))


@router.get("/{document}", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found"))
async def read_document(document: str, site: OfSite, _who: AskingAgent) -> DocumentView:
    """What is known of it; its bytes are at `url`."""
    return _view(await documents.one(site.house, document))


@router.patch(
    "/{document}",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"),
)
async def change_document(document: str, wanted: DocumentChange, site: OfSite, who: AskingAgent) -> DocumentView:
    """Rename it, or put it into another folder; for admins."""
    changes = cast("Changes", wanted.model_dump(exclude_unset=True))
    return _view(await documents.change(site.house, who, document, changes))


@router.put(
    "/{document}/file",
    dependencies=[FromOurPage],
    max_body_size=ANY_SIZE,
    openapi_extra=form_of(),
    response_model_exclude_none=True,
    responses=problems(
        *("bad_frame", "not_signed_in", "forbidden", "not_found", "conflict", "too_large", "invalid"),
        *("rate_limited", "unavailable"),
    ),
)
async def replace_document(document: str, request: Request, site: OfSite, who: AskingAgent) -> DocumentView:
    """Put a new version in its place; for admins. Chats keep what was sent to them."""

    async def keep(_fields: Mapping[str, str], name: str, pieces: Pieces) -> Document:
        _must_fit(request)
        return await documents.exchange(site.house, who, document, name, pieces)

    must_be_admin(who)  # before its file comes in
    await documents.one(site.house, document)
    return _view(await read_upload(request, site, Asking(who), keep))


@router.delete("/{document}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_document(document: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it; for admins. Chats keep what was sent to them."""
    await documents.remove(site.house, who, document)


@router.post(
    "/{document}/copies",
    status_code=201,
    response_model_exclude_none=True,
    responses=problems(
        *("not_signed_in", "forbidden", "not_found", "conflict", "too_large", "invalid", "unavailable")
    ),
)
async def copy_document(document: str, wanted: CopyFor, site: OfSite, who: AskingAgent) -> Uploaded:
    """Give a chat of yours a copy, to be sent with `message.send`."""
    return uploaded(await documents.copy_to(site.house, who, document, wanted.chat))


def _must_fit(request: Request) -> None:
    rules = replace(RULES, max_bytes=most_bytes(request, RULES))
    if (declared := declared_bytes(request)) > rules.max_bytes + BESIDE_BYTES:
        raise too_large(rules, declared, documents.PLACE)


def _view(document: Document) -> DocumentView:
    address = f"/files/{document.file}"
    return DocumentView(
        id=document.id,
        name=document.name,
        folder=document.folder,
        size=document.size,
        media_type=document.media_type,
        url=address,
        thumbnail_url=f"{address}/thumbnail" if document.has_thumbnail else None,
        width=document.width,
        height=document.height,
        created_at=document.created_at,
        changed_at=document.changed_at,
    )
