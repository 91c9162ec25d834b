"""FAQs: agents read those that customers can open, admins see and change all. Their pages are net/faq_pages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actors import texts
from actors.domain.rights import must_be_admin
from actors.domain.texts import FAQ_BODY_MAX
from actors.markdown import to_html
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import Body, Kept, NewText, TextChange, changes_of, text_routes

router = APIRouter(prefix="/api/v1/faqs", tags=["faqs"])
text_routes(router, "faq")

Markdown = Annotated[str, Field(max_length=2 * FAQ_BODY_MAX, description="Markdown; HTML in it is shown as text")]


class NewFaq(NewText):
    body: Markdown
    published: Annotated[bool, Field(description="false for a draft")] = False
    public: Annotated[bool, Field(description="customers can open it")] = False


class FaqChange(TextChange):
    body: Markdown = ""
    published: bool = False
    public: bool = False


class Preview(BaseModel):
    html: Annotated[str, Field(description="as the public page would show it")]


class Previewed(Body):
    body: Markdown


class Faq(NewFaq, Kept):
    html: Annotated[str, Field(description="the body as its public page shows it")]
    path: Annotated[str | None, Field(description="its public page on this server, if it has one")]


@router.post(
    "",
    response_model_exclude_none=True,
    status_code=201,
    responses=problems("not_signed_in", "forbidden", "invalid"),
)
async def add_faq(wanted: NewFaq, site: OfSite, who: AskingAgent) -> Faq:
    """Write one; for admins."""
    now = site.house.clock.now_ms()
    return _faq(await texts.add_text(site.house.store, who, "faq", changes_of(wanted), now=now))


@router.post("/preview", responses=problems("not_signed_in", "forbidden", "invalid"))
async def preview(wanted: Previewed, who: AskingAgent) -> Preview:
    """What Markdown looks like, before it is kept; for admins."""
    must_be_admin(who)
    return Preview(html=to_html(wanted.body))


@router.get("/{faq}", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found"))
async def read_faq(faq: str, site: OfSite, who: AskingAgent) -> Faq:
    """The whole of it."""
    return _faq(await texts.text_for(site.house.store, who, "faq", faq))


@router.patch(
    "/{faq}",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid"),
)
async def change_faq(faq: str, wanted: FaqChange, site: OfSite, who: AskingAgent) -> Faq:
    """Change, publish or withdraw it; for admins."""
    now = site.house.clock.now_ms()
    return _faq(await texts.change_text(site.house.store, who, "faq", faq, changes_of(wanted), now=now))


def _faq(text: texts.Text) -> Faq:
    return Faq(
        id=text.id,
        title=text.title,
        body=text.body,
        folder=text.folder,
        language=text.language,
        published=text.published,
        public=text.public,
        html=to_html(text.body),
        path=texts.path_of(text.id) if texts.is_usable(text) else None,
        created_at=text.created_at,
        changed_at=text.changed_at,
    )
