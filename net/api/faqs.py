"""FAQs: agents read those that customers can open, admins see and change all. Their pages are net/faq_pages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actors import texts
from actors.domain.texts import FAQ_BODY_MAX
from actors.markdown import to_html
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

router = APIRouter(prefix="/api/v1/faqs", tags=["faqs"])
folder_routes(router, "faq")

Markdown = Annotated[str, Field(max_length=2 * FAQ_BODY_MAX, description="Markdown; HTML in it is shown as text")]


class NewFaq(Body):
    title: Title
    body: Markdown
    folder: FolderId = None
    language: Language = ""
    published: Annotated[bool, Field(description="false for a draft")] = False
    public: Annotated[bool, Field(description="customers can open it")] = False


class FaqChange(Body):
    """What is left out stays."""

    title: Title = ""
    body: Markdown = ""
    folder: FolderId = None
    language: Language = ""
    published: bool = False
    public: bool = False


class Faq(NewFaq):
    id: str
    html: Annotated[str, Field(description="the body as its public page shows it")]
    path: Annotated[str | None, Field(description="its public page on this server, if it has one")]
    created_at: int
    changed_at: int


@router.get(
    "",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "invalid"),
)
async def list_faqs(
    site: OfSite, who: AskingAgent, listing: OfListing, after: After = None, limit: Limit = PAGE
) -> Rows:
    """Published and public ones by title, or what fits `text` best."""
    return await page_of(site, who, "faq", listing, after=after, limit=limit)


@router.post("", status_code=201, responses=problems("not_signed_in", "forbidden", "invalid"))
async def add_faq(wanted: NewFaq, site: OfSite, who: AskingAgent) -> Faq:
    """Write one; for admins."""
    now = site.house.clock.now_ms()
    return _faq(await texts.add_text(site.house.store, who, "faq", changes_of(wanted), now=now))


@router.get("/{faq}", responses=problems("not_signed_in", "not_found"))
async def read_faq(faq: str, site: OfSite, who: AskingAgent) -> Faq:
    """The whole of it."""
    return _faq(await texts.text_for(site.house.store, who, "faq", faq))


@router.patch("/{faq}", responses=problems("not_signed_in", "forbidden", "not_found", "invalid"))
async def change_faq(faq: str, wanted: FaqChange, site: OfSite, who: AskingAgent) -> Faq:
    """Change, publish or withdraw it; for admins."""
    now = site.house.clock.now_ms()
    return _faq(await texts.change_text(site.house.store, who, "faq", faq, changes_of(wanted), now=now))


@router.delete("/{faq}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_faq(faq: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it, and its page; for admins."""
    await texts.remove_text(site.house.store, who, "faq", faq)


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
