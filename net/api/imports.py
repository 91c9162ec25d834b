"""Bringing contacts and companies in from a file.

The file is the body itself, CSV or JSON. The answer is one report; a client that accepts `application/x-ndjson` is
sent a line after each batch, then the report, so that it can show how far it is. A client that goes away ends the
import after the batch that is under way; what is kept stays, and the same file once more goes on.
"""

from typing import Annotated, Any, Final, Self

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from actors import importing
from actors.domain.contacts import Deed, must_be_allowed
from actors.domain.errors import Invalid
from actors.domain.importing import Format, Kind, Unreadable
from actors.domain.rights import Agent
from actors.importing import FILE_BYTES, Progress
from net.api.common import AskingAgent, OfSite, Site, problems
from net.api.crm_shapes import Shape

CONTACTS: Final = "/api/v1/import/contacts"
COMPANIES: Final = "/api/v1/import/companies"
LINES: Final = "application/x-ndjson"
ANSWERS: Final = problems("not_signed_in", "forbidden", "invalid", "too_large")

router = APIRouter(tags=["import"])

DryRun = Annotated[bool, Query(description="say what would become of the file, and keep nothing")]
FileFormat = Annotated[Format | None, Query(alias="format", description="where the content type does not say it")]


class BadRow(Shape):
    line: Annotated[int, Field(description="where the row begins in the file")]
    column: Annotated[str | None, Field(description="as the file names it")] = None
    message: str
    value: str | None = None


class Report(Shape):
    kind: Kind
    dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    companies_created: Annotated[int, Field(description="those that contacts have named and nobody knew")]
    bad_count: int
    bad: Annotated[list[BadRow], Field(description="the first of the rows that were left out")]
    columns: Annotated[dict[str, str], Field(description="what each column of ours is called in the file")]
    ignored: Annotated[list[str], Field(description="columns that we have no place for")]
    encoding: str


_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "name;e-mail;company\nMia Berg;mia@berg.example;",
            },
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
        },
    }
}


@router.post(
    CONTACTS,
    response_model=Report,
    response_model_exclude_none=True,
    responses=ANSWERS,
    max_body_size=FILE_BYTES,
    openapi_extra=_BODY,
)
async def import_contacts(
    request: Request, site: OfSite, who: AskingAgent, dry_run: DryRun = False, file_format: FileFormat = None
) -> Response:
    """Contacts, known by `external_id` or e-mail address: updated where they are there. Admins only."""
    must_be_allowed(Deed.IMPORT, who)
    return await _answer(request, site, who, "contacts", file_format, dry_run=dry_run)


@router.post(
    COMPANIES,
    response_model=Report,
    response_model_exclude_none=True,
    responses=ANSWERS,
    max_body_size=FILE_BYTES,
    openapi_extra=_BODY,
)
async def import_companies(
    request: Request, site: OfSite, who: AskingAgent, dry_run: DryRun = False, file_format: FileFormat = None
) -> Response:
    """Companies, known by `external_id` or name: updated where they are there. Admins only."""
    must_be_allowed(Deed.IMPORT, who)
    return await _answer(request, site, who, "companies", file_format, dry_run=dry_run)


async def _answer(
    request: Request, site: Site, who: Agent, kind: Kind, file_format: Format | None, *, dry_run: bool
) -> Response:
    data = await request.body()
    said: Format | None = "json" if "json" in request.headers.get("content-type", "") else None
    try:
        parsed = await importing.read_file(data, kind, file_format or said or importing.format_of("", data))
    except Unreadable as unreadable:
        raise Invalid("body", str(unreadable)) from unreadable
    if not dry_run:
        await importing.note_begun(site.house, who, parsed)
    news = importing.Import(site.house.store, parsed, site.house.clock.now_ms(), dry_run=dry_run)
    if LINES in request.headers.get("accept", ""):
        return StreamingResponse(_Lines(news), media_type=LINES)
    return Response(_json(await news.report()), media_type="application/json")


class _Lines:
    """The news as lines, one by one as they come."""

    def __init__(self, news: importing.Import) -> None:
        self._news = news

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        return _json(await anext(self._news)) + b"\n"


def _json(value: importing.Report | Progress) -> bytes:
    return msgspec.json.encode(value)
