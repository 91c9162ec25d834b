"""Follow-ups: what is promised to contacts and companies, and by when."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from actors import records
from actors.domain import contacts as domain
from actors.domain.contacts import TIME_MAX
from net.api.common import AskingAgent, OfSite, problems
from net.api.contacts import READING
from net.api.crm_shapes import (
    PAGE,
    After,
    FollowUp,
    Limit,
    Ref,
    Shape,
    Text,
    Wanted,
    changes_of,
    page_of,
    shaped,
    time_place,
)
from store.queries import follow_ups as rows_of

router = APIRouter(prefix="/api/v1/follow-ups", tags=["follow-ups"])

WRITING = problems("not_signed_in", "forbidden", "not_found", "invalid")
At = Annotated[int, Field(ge=0, le=TIME_MAX, strict=True, description="ms since 1970")]


class FollowUps(Shape):
    items: list[FollowUp]
    next: str | None = None


class NewFollowUp(Wanted):
    """Of a contact, of a company, or of both; yours, where no owner is named."""

    title: Text
    due_at: At
    owner: Ref | None = None
    done_at: At | None = None
    contact: Ref | None = None
    company: Ref | None = None


class FollowUpChange(NewFollowUp):
    """What is left out stays; `done_at: null` opens it again."""

    title: Text = ""
    due_at: At = 0


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_follow_ups(
    *,
    site: OfSite,
    who: AskingAgent,
    contact: Annotated[str | None, Query(max_length=64)] = None,
    company: Annotated[str | None, Query(max_length=64)] = None,
    owner: Annotated[str | None, Query(max_length=64)] = None,
    done: Annotated[bool | None, Query(description="only those that are, or are not")] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> FollowUps:
    """What is due first comes first."""
    wanted = rows_of.Wanted(contact, company, owner, done)
    found = await records.follow_ups_page(site.house, who, time_place(after), limit + 1, wanted)
    rows, more = page_of(found, limit, lambda each: (each.due_at, each.id))
    return FollowUps(items=[shaped(FollowUp, row) for row in rows], next=more)


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_follow_up(wanted: NewFollowUp, site: OfSite, who: AskingAgent) -> FollowUp:
    """A new one."""
    new = domain.NewFollowUp(**wanted.model_dump())
    return shaped(FollowUp, await records.add_follow_up(site.house, who, new))


@router.get("/{follow_up}", response_model_exclude_none=True, responses=READING)
async def one_follow_up(follow_up: str, site: OfSite, who: AskingAgent) -> FollowUp:
    """One."""
    return shaped(FollowUp, await records.one(records.FOLLOW_UPS, site.house, who, follow_up))


@router.patch("/{follow_up}", response_model_exclude_none=True, responses=WRITING)
async def change_follow_up(follow_up: str, wanted: FollowUpChange, site: OfSite, who: AskingAgent) -> FollowUp:
    """Change what is given."""
    return shaped(
        FollowUp, await records.change(records.FOLLOW_UPS, site.house, who, follow_up, changes_of(wanted))
    )


@router.delete("/{follow_up}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_follow_up(follow_up: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it. Admins only."""
    await records.remove(records.FOLLOW_UPS, site.house, who, follow_up)
