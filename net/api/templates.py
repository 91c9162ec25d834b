"""Reply templates: every agent reads them, admins change them. What goes into a chat says `texts/insertion`."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actors import texts
from actors.domain.texts import MESSAGE_BODY_MAX
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import (
    PAGE,
    After,
    Body,
    FolderId,
    Language,
    Limit,
    OfListing,
    Rows,
    Title,
    changes_of,
    folder_routes,
)
from net.api.shared_texts import page as page_of

router = APIRouter(prefix="/api/v1/templates", tags=["templates"])
folder_routes(router, "template")

TemplateBody = Annotated[
    str,
    Field(
        max_length=2 * MESSAGE_BODY_MAX,
        description="plain text with variables",
        examples=["Hello {customer.first_name}, {agent.name} here."],
    ),
]


class NewTemplate(Body):
    title: Title
    body: TemplateBody
    folder: FolderId = None
    language: Language = ""


class TemplateChange(Body):
    """What is left out stays."""

    title: Title = ""
    body: TemplateBody = ""
    folder: FolderId = None
    language: Language = ""


class Template(NewTemplate):
    id: str
    created_at: int
    changed_at: int


@router.get(
    "",
    response_model_exclude_none=True,
    response_model_exclude={"items": {"__all__": {"published", "public", "path"}}},
    responses=problems("not_signed_in", "forbidden", "invalid"),
)
async def list_templates(
    site: OfSite, who: AskingAgent, listing: OfListing, after: After = None, limit: Limit = PAGE
) -> Rows:
    """All of them by title, or what fits `text` best."""
    return await page_of(site, who, "template", listing, after=after, limit=limit)


@router.post("", status_code=201, responses=problems("not_signed_in", "forbidden", "invalid"))
async def add_template(wanted: NewTemplate, site: OfSite, who: AskingAgent) -> Template:
    """Write one; for admins."""
    now = site.house.clock.now_ms()
    return _template(await texts.add_text(site.house.store, who, "template", changes_of(wanted), now=now))


@router.get("/{template}", responses=problems("not_signed_in", "not_found"))
async def read_template(template: str, site: OfSite, who: AskingAgent) -> Template:
    """The whole of it, with its variables open."""
    return _template(await texts.text_for(site.house.store, who, "template", template))


@router.patch("/{template}", responses=problems("not_signed_in", "forbidden", "not_found", "invalid"))
async def change_template(template: str, wanted: TemplateChange, site: OfSite, who: AskingAgent) -> Template:
    """Change it; for admins."""
    now = site.house.clock.now_ms()
    changed = await texts.change_text(site.house.store, who, "template", template, changes_of(wanted), now=now)
    return _template(changed)


@router.delete("/{template}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_template(template: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it; for admins."""
    await texts.remove_text(site.house.store, who, "template", template)


def _template(text: texts.Text) -> Template:
    return Template(
        id=text.id,
        title=text.title,
        body=text.body,
        folder=text.folder,
        language=text.language,
        created_at=text.created_at,
        changed_at=text.changed_at,
    )
