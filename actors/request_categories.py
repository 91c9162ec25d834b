"""Categories of requests: every agent chooses among them, admins keep them."""

from typing import TypedDict

from msgspec.structs import replace

from actors.acts import entry
from actors.domain.contacts import line
from actors.domain.errors import Conflict, NotFound
from actors.domain.requests import CATEGORY_NAME_MAX, Deed, must_be_allowed
from actors.domain.rights import Agent
from actors.domain.texts import folded
from actors.ids import new_id
from store.database import Store
from store.errors import CategoryInUse, CategoryNameTaken
from store.queries import request_categories
from store.queries.audit import Note, noted
from store.queries.request_categories import Category

__all__ = ["Category"]


class CategoryChanges(TypedDict, total=False):
    """What is left out stays. One that is not offered stays on the requests that have it."""

    name: str
    offered: bool


async def categories(store: Store, who: Agent) -> list[Category]:
    """By name, those no longer offered too: old requests have them."""
    must_be_allowed(Deed.SEE_CATEGORIES, who)
    return await store.read(request_categories.everything)


async def add(store: Store, who: Agent, name: str, *, now: int) -> Category:
    """Raises Forbidden, Invalid, or Conflict where the name is taken."""
    must_be_allowed(Deed.EDIT_CATEGORIES, who)
    name = _name_of(name)
    made = Category(id=new_id(), name=name, name_folded=folded(name), offered=True)
    return await _keep(store, made, entry(who, "request_category.add", f"request_category/{made.id}", now, name))


async def change(store: Store, who: Agent, category: str, changes: CategoryChanges, *, now: int) -> Category:
    """Raises Forbidden, NotFound, Invalid, or Conflict where the name is taken."""
    must_be_allowed(Deed.EDIT_CATEGORIES, who)
    found = await store.read(request_categories.get, category)
    if found is None:
        raise _no_such()
    if "name" in changes:
        name = _name_of(changes["name"])
        found = replace(found, name=name, name_folded=folded(name))
    note = entry(who, "request_category.change", f"request_category/{category}", now, ", ".join(sorted(changes)))
    return await _keep(store, replace(found, offered=changes.get("offered", found.offered)), note)


async def remove(store: Store, who: Agent, category: str, *, now: int) -> None:
    """Raises Forbidden, NotFound, or Conflict where requests are in it."""
    must_be_allowed(Deed.EDIT_CATEGORIES, who)
    found = await store.read(request_categories.get, category)
    if found is None:
        raise _no_such()
    note = entry(who, "request_category.remove", f"request_category/{category}", now, found.name)
    try:
        if not await store.write(noted, note, request_categories.remove, category):
            raise _no_such()
    except CategoryInUse as used:
        raise Conflict("There are requests in this category. It can be taken off the list instead.") from used


async def _keep(store: Store, category: Category, note: Note) -> Category:
    try:
        await store.write(noted, note, request_categories.put, category)
    except CategoryNameTaken as taken:
        raise Conflict("There is a category of this name already.") from taken
    return category


def _name_of(name: str) -> str:
    return line(name, "name", CATEGORY_NAME_MAX, required=True)


def _no_such() -> NotFound:
    return NotFound("There is no such category.")
