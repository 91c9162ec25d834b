"""Predefined texts as a composer wants them: found by title, filled in, remembered. All of it is of who asks."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from actors import suggestions, texts_of_agent
from actors.domain.texts import VARIABLES
from actors.markdown import plain
from actors.texts_of_agent import HITS
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import EXCERPT, SEARCH_MAX, Body, Id, Rows, rows

router = APIRouter(prefix="/api/v1/texts", tags=["texts"])

Kind = Literal["faq", "template", "quick_reply"]
SharedKind = Literal["faq", "template"]


class Hit(BaseModel):
    kind: Kind
    id: str
    title: str
    folder: Annotated[str | None, Field(description="its name")] = None
    favourite: bool
    used_at: int | None = None
    excerpt: str


class Hits(BaseModel):
    items: list[Hit]


class Insertion(BaseModel):
    title: str
    text: Annotated[str, Field(description="for the composer; of a FAQ its `path`, to be made an address")]
    unfilled: Annotated[list[str], Field(description="variables in the text that have no value here")]
    path: str | None = None


class Used(Body):
    kind: Kind
    id: Id


class Variables(BaseModel):
    variables: Annotated[dict[str, str], Field(description="what each stands for, by its name without braces")]


@router.get("/search", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def search(
    site: OfSite,
    who: AskingAgent,
    text: Annotated[str, Query(max_length=SEARCH_MAX, description="words of the title, or parts of them")] = "",
    limit: Annotated[int, Query(ge=1, le=HITS)] = HITS,
) -> Hits:
    """FAQs, templates and your quick replies by title; your favourites and what you used lately come first."""
    found = await texts_of_agent.search_titles(site.house.store, who, text, limit)
    return Hits(items=[_hit(hit) for hit in found])


@router.get(
    "/insertion", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found", "invalid")
)
async def insertion(
    site: OfSite,
    who: AskingAgent,
    kind: Kind,
    id: Annotated[str, Query(max_length=64)],  # noqa: A002 - the field's name everywhere
    chat: Annotated[str | None, Query(max_length=64, description="whose facts fill the variables")] = None,
) -> Insertion:
    """A text as it goes into a chat."""
    found = await texts_of_agent.insertion(site.house, who, kind, id, chat)
    return Insertion(title=found.title, text=found.text, unfilled=list(found.unfilled), path=found.path)


@router.get("/variables", responses=problems("not_signed_in"))
async def variables(_who: AskingAgent) -> Variables:
    """What may stand in braces in a template or a quick reply."""
    return Variables(variables=dict(VARIABLES))


@router.get("/suggestions", response_model_exclude_none=True, responses=problems("not_signed_in", "not_found"))
async def suggested(
    site: OfSite, who: AskingAgent, chat: Annotated[str, Query(max_length=64, description="the chat's id")]
) -> Rows:
    """The FAQs that fit best what the customer of a chat said last, up to three."""
    return Rows(items=rows(await suggestions.for_chat(site.house, who, chat)))


@router.get("/used", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def history(site: OfSite, who: AskingAgent, kind: SharedKind) -> Rows:
    """What you used, the last first."""
    return Rows(items=rows(await texts_of_agent.history(site.house.store, who, kind)))


@router.post("/used", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found", "invalid"))
async def use(used: Used, site: OfSite, who: AskingAgent) -> None:
    """Note that you have put a text into a chat."""
    now = site.house.clock.now_ms()
    await texts_of_agent.use(site.house.store, who, used.kind, used.id, now=now)


@router.get("/favourites", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def favourites(site: OfSite, who: AskingAgent, kind: SharedKind) -> Rows:
    """Your favourites, by title."""
    return Rows(items=rows(await texts_of_agent.favourites(site.house.store, who, kind)))


@router.put(
    "/favourites/{kind}/{text}",
    status_code=204,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"),
)
async def add_favourite(kind: SharedKind, text: str, site: OfSite, who: AskingAgent) -> None:
    """Make it a favourite of yours, if it is none yet."""
    now = site.house.clock.now_ms()
    await texts_of_agent.add_favourite(site.house.store, who, kind, text, now=now)


@router.delete(
    "/favourites/{kind}/{text}", status_code=204, responses=problems("not_signed_in", "forbidden", "invalid")
)
async def remove_favourite(kind: SharedKind, text: str, site: OfSite, who: AskingAgent) -> None:  # noqa: ARG001
    """Take it away. No error where it was none."""
    await texts_of_agent.remove_favourite(site.house.store, who, text)


def _hit(hit: texts_of_agent.Hit) -> Hit:
    return Hit(
        kind=hit.kind,
        id=hit.id,
        title=hit.title,
        folder=hit.folder,
        favourite=hit.favourite,
        used_at=hit.used_at,
        excerpt=plain(hit.opening, EXCERPT) if hit.kind == "faq" else " ".join(hit.opening.split()),
    )
