"""Categories of requests: agents choose among them, admins keep them."""

from typing import Annotated, cast

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actors import request_categories as categories
from actors.request_categories import CategoryChanges
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import Body

router = APIRouter(prefix="/api/v1/request-categories", tags=["requests"])

Name = Annotated[str, Field(max_length=1_000)]


class NewCategory(Body):
    name: Name


class CategoryChange(Body):
    """What is left out stays."""

    name: Name = ""
    offered: bool = True


class Category(BaseModel):
    id: str
    name: str
    offered: Annotated[bool, Field(description="false: old requests have it, new ones cannot")]


class Categories(BaseModel):
    items: list[Category]


@router.get("", responses=problems("not_signed_in"))
async def list_categories(site: OfSite, who: AskingAgent) -> Categories:
    """All of them, by name."""
    return Categories(items=[_shown(each) for each in await categories.categories(site.house.store, who)])


@router.post("", status_code=201, responses=problems("not_signed_in", "forbidden", "invalid", "conflict"))
async def add_category(wanted: NewCategory, site: OfSite, who: AskingAgent) -> Category:
    """One more; for admins."""
    return _shown(await categories.add(site.house.store, who, wanted.name, now=site.house.clock.now_ms()))


@router.patch("/{category}", responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict"))
async def change_category(category: str, wanted: CategoryChange, site: OfSite, who: AskingAgent) -> Category:
    """Rename it, take it off the list or put it back; for admins."""
    changes = cast("CategoryChanges", wanted.model_dump(exclude_unset=True))
    now = site.house.clock.now_ms()
    return _shown(await categories.change(site.house.store, who, category, changes, now=now))


@router.delete(
    "/{category}",
    status_code=204,
    responses=problems("not_signed_in", "forbidden", "not_found", "conflict"),
)
async def remove_category(category: str, site: OfSite, who: AskingAgent) -> None:
    """Delete one that no request has; for admins."""
    await categories.remove(site.house.store, who, category, now=site.house.clock.now_ms())


def _shown(category: categories.Category) -> Category:
    return Category(id=category.id, name=category.name, offered=category.offered)
