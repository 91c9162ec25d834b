"""Reply templates: every agent reads them, admins change them. What goes into a chat says `texts/insertion`."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actors import texts
from actors.domain.texts import MESSAGE_BODY_MAX
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import Kept, NewText, TextChange, changes_of, text_routes

router = APIRouter(prefix="/api/v1/templates", tags=["templates"])
text_routes(router, "template", rows_without=frozenset({"published", "public", "path"}))

TemplateBody = Annotated[
    str,
    Field(
        max_length=2 * MESSAGE_BODY_MAX,
        description="plain text with variables",
        examples=["Hello {customer.first_name}, {agent.name} here."],
    ),
]


class NewTemplate(NewText):
    body: TemplateBody


class TemplateChange(TextChange):
    body: TemplateBody = ""


class Template(NewTemplate, Kept):
    pass


@router.post(
    "",
    response_model_exclude_none=True,
    status_code=201,
    responses=problems("not_signed_in", "forbidden", "invalid"),
)
async def add_template(wanted: NewTemplate, site: OfSite, who: AskingAgent) -> Template:
    """Write one; for admins."""
    now = site.house.clock.now_ms()
    return _template(await texts.add_text(site.house.store, who, "template", changes_of(wanted), now=now))


@router.get("/{template}", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found"))
async def read_template(template: str, site: OfSite, who: AskingAgent) -> Template:
    """The whole of it, with its variables open."""
    return _template(await texts.text_for(site.house.store, who, "template", template))


@router.patch(
    "/{template}",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid"),
)
async def change_template(template: str, wanted: TemplateChange, site: OfSite, who: AskingAgent) -> Template:
    """Change it; for admins."""
    now = site.house.clock.now_ms()
    changed = await texts.change_text(site.house.store, who, "template", template, changes_of(wanted), now=now)
    return _template(changed)


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
