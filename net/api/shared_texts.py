"""What FAQs and reply templates have in common on the API: their fields, lists, folders, and how one goes.

What differs is in faqs and templates: the fields of each, and so the routes that take or give them.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from actors import texts
from actors.markdown import plain
from actors.texts import Changes, FolderChanges, Listing, Place, TextKind, TextRow
from net.api.common import AskingAgent, OfSite, problems
from net.api.cursors import cursor_of, place_of

PAGE: Final = 50
PAGE_MAX: Final = 100
# A search says at once what it has found; nobody reads further than this.
SEARCH_MAX: Final = 400
# Characters of a body in a list.
EXCERPT: Final = 160

Title = Annotated[str, Field(max_length=1_000, examples=["How long does delivery take?"])]
Language = Annotated[
    str, Field(max_length=35, description="a tag such as `en` or `pt-BR`; empty for any", examples=["en"])
]
FolderId = Annotated[str | None, Field(max_length=64, description="null at the top")]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """What a client sends: a field we do not know is a mistake, not a wish to ignore; so is `0` for false."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewText(Body):
    title: Title
    folder: FolderId = None
    language: Language = ""


class TextChange(Body):
    """What is left out stays."""

    title: Title = ""
    folder: FolderId = None
    language: Language = ""


class Kept(BaseModel):
    """What the server knows of a text beside its fields."""

    id: str
    created_at: int
    changed_at: int


class Folder(BaseModel):
    id: str
    name: str
    parent: FolderId


class Folders(BaseModel):
    folders: list[Folder]


class NewFolder(Body):
    name: Annotated[str, Field(max_length=1_000)]
    parent: FolderId = None


class FolderChange(Body):
    """What is left out stays; `parent: null` moves it to the top."""

    name: Annotated[str, Field(max_length=1_000)] = ""
    parent: FolderId = None


class Row(BaseModel):
    """A text in a list; the whole of it is one request away."""

    id: str
    title: str
    folder: FolderId
    language: Language
    excerpt: Annotated[str, Field(description="the beginning of the text, without Markdown")]
    favourite: Annotated[bool, Field(description="of who asks")]
    used_at: Annotated[int | None, Field(description="when who asks used it last")]
    changed_at: int
    published: bool = True
    public: bool = False
    path: Annotated[str | None, Field(description="the public page of a FAQ, on this server")] = None


class Rows(BaseModel):
    items: list[Row]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None


async def _listing(
    text: Annotated[str, Query(max_length=SEARCH_MAX, description="words in title or text; best first")] = "",
    folder: Annotated[str | None, Query(max_length=64, description="`top` for those in no folder")] = None,
    language: Annotated[str, Query(max_length=35)] = "",
    *,
    deep: Annotated[bool, Query(description="with the folders below `folder`")] = False,
    drafts: Annotated[bool, Query(description="for admins: those that may not be sent as well")] = False,
) -> Listing:
    return Listing(text=text, folder=folder, deep=deep, language=language, drafts=drafts)


OfListing = Annotated[Listing, Depends(_listing)]
After = Annotated[str | None, Query(max_length=2_000, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


def changes_of(wanted: BaseModel) -> Changes:
    """What a client has said, and nothing of what it left out; the models have the fields of `Changes`."""
    return cast("Changes", wanted.model_dump(exclude_unset=True))


def rows(found: Sequence[TextRow]) -> list[Row]:
    return [_row(row) for row in found]


def _row(row: TextRow) -> Row:
    path = texts.path_of(row.id) if row.kind == "faq" and row.published and row.public else None
    values: dict[str, Any] = {name: getattr(row, name) for name in Row.model_fields if name in TextRow._fields}
    return Row(**values, excerpt=plain(row.opening, EXCERPT), path=path)


def text_routes(router: APIRouter, kind: TextKind, *, rows_without: frozenset[str] = frozenset()) -> None:
    """The list of a kind, `DELETE`, and its tree of folders. `rows_without`: fields that its rows do not have."""
    _folder_routes(router, kind)

    @router.get(
        "",
        response_model_exclude_none=True,
        response_model_exclude={"items": {"__all__": set(rows_without)}},
        responses=problems("not_signed_in", "forbidden", "invalid"),
    )
    async def list_texts(
        site: OfSite, who: AskingAgent, listing: OfListing, after: After = None, limit: Limit = PAGE
    ) -> Rows:
        """Those that may be sent, by title, or what fits `text` best."""
        place = Place._make(place_of(after, str, str)) if after is not None else None
        found, beyond = await texts.listed(site.house.store, who, kind, listing, after=place, limit=limit)
        return Rows(items=rows(found), next=cursor_of(*beyond) if beyond is not None else None)

    @router.delete(f"/{{{kind}}}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
    async def remove_text(text: Annotated[str, Path(alias=kind)], site: OfSite, who: AskingAgent) -> None:
        """Delete it, and the public page it may have; for admins."""
        await texts.remove_text(site.house.store, who, kind, text, now=site.house.clock.now_ms())


def _folder_routes(router: APIRouter, kind: TextKind) -> None:
    """The tree of a kind, under `/folders` of its router."""

    @router.get("/folders", response_model_exclude_none=True, responses=problems("not_signed_in"))
    async def folders(site: OfSite, _who: AskingAgent) -> Folders:
        """All of them, by name."""
        return Folders(folders=[_folder(folder) for folder in await texts.folders(site.house.store, kind)])

    @router.post(
        "/folders",
        response_model_exclude_none=True,
        status_code=201,
        responses=problems("not_signed_in", "forbidden", "invalid", "conflict"),
    )
    async def add_folder(wanted: NewFolder, site: OfSite, who: AskingAgent) -> Folder:
        """Make a folder; for admins."""
        now = site.house.clock.now_ms()
        made = await texts.add_folder(site.house.store, who, kind, wanted.name, wanted.parent, now=now)
        return _folder(made)

    @router.patch(
        "/folders/{folder}",
        response_model_exclude_none=True,
        responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"),
    )
    async def change_folder(folder: str, wanted: FolderChange, site: OfSite, who: AskingAgent) -> Folder:
        """Rename it, or move it with all it holds; for admins."""
        changes = cast("FolderChanges", wanted.model_dump(exclude_unset=True))
        now = site.house.clock.now_ms()
        return _folder(await texts.change_folder(site.house.store, who, kind, folder, changes, now=now))

    @router.delete(
        "/folders/{folder}",
        status_code=204,
        responses=problems("not_signed_in", "forbidden", "not_found", "conflict"),
    )
    async def remove_folder(folder: str, site: OfSite, who: AskingAgent) -> None:
        """Delete an empty folder; for admins."""
        await texts.remove_folder(site.house, who, kind, folder)


def _folder(folder: texts.Folder) -> Folder:
    return Folder(id=folder.id, name=folder.name, parent=folder.parent)
