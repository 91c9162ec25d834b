"""The audit log: every act of administration, and what no chat's log may show. For admins; nobody changes it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from actors import audit_log
from actors.messages import INT_MAX
from net.api.common import AskingAgent, OfSite, problems
from store.queries.audit import Wanted

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])

PAGE: Final = 50
ADDRESS_MAX: Final = 200

Time = Annotated[int | None, Query(ge=0, le=INT_MAX)]


class AuditEntry(BaseModel):
    """`who` and `subject` are addresses such as `agent/ID`; `by` and `name` say what those are called today."""

    number: int
    at: int
    who: str
    by: str | None = None
    act: Annotated[str, Field(examples=["channel.save"])]
    subject: str
    name: str | None = None
    detail: Annotated[str, Field(description="such as which fields; never a value that is secret")]


class AuditPage(BaseModel):
    items: list[AuditEntry]
    next: str | None = None


async def _wanted(
    who: Annotated[
        str | None, Query(max_length=ADDRESS_MAX, description="who did it: `agent/ID`, `operator`")
    ] = None,
    act: Annotated[
        str | None, Query(max_length=ADDRESS_MAX, description="an act, or `channel` for all acts on channels")
    ] = None,
    subject: Annotated[
        str | None,
        Query(max_length=ADDRESS_MAX, description="to what: `channel/KEY`, or `channel` for any channel"),
    ] = None,
    since: Annotated[Time, Query(description="at that time or later")] = None,
    until: Annotated[Time, Query(description="before that time")] = None,
) -> Wanted:
    return Wanted(who=who or None, act=act or None, subject=subject or None, since=since, until=until)


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden", "invalid"))
async def list_acts(
    *,
    site: OfSite,
    asking: AskingAgent,
    wanted: Annotated[Wanted, Depends(_wanted)],
    after: Annotated[int | None, Query(ge=1, le=INT_MAX, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> AuditPage:
    """The newest that fit first."""
    acts = await audit_log.page(site.house, asking, wanted, after, limit + 1)
    more = str(acts[limit - 1].entry.id) if len(acts) > limit else None
    return AuditPage(items=[_shown(act) for act in acts[:limit]], next=more)


def _shown(act: audit_log.Act) -> AuditEntry:
    entry = act.entry
    return AuditEntry(
        number=entry.id,
        at=entry.at,
        who=entry.who,
        by=act.by,
        act=entry.act,
        subject=entry.subject,
        name=act.name,
        detail=entry.detail,
    )
