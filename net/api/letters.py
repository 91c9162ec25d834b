"""The outbox of letters: what waits, what was sent, what could not be. For admins."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from actors import letter_admin
from actors.messages import INT_MAX
from net.api.common import AskingAgent, OfSite, problems
from store.queries.letters import LetterRow

router = APIRouter(prefix="/api/v1/letters", tags=["letters"])

READING = problems("not_signed_in", "forbidden", "not_found")
PAGE = 50

Number = Annotated[int, Path(ge=1, le=INT_MAX)]
LetterStatus = Literal["waiting", "sent", "failed"]


class Letter(BaseModel):
    """`next_at`: when it is tried again, while it waits. What it says is not shown: it may be somebody's chat."""

    number: int
    kind: str
    recipient: str
    subject: str
    chat: str | None = None
    status: LetterStatus
    tries: int
    next_at: int
    error: str | None = None
    created_at: int
    sent_at: int | None = None


class LetterList(BaseModel):
    """`sending`: false while no mail server is set; then all of them wait, and none is lost."""

    items: list[Letter]
    next: str | None = None
    sending: bool
    waiting: Annotated[int, Field(description="letters in all that wait")]
    failed: Annotated[int, Field(description="letters in all that were given up")]


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden"))
async def list_letters(
    site: OfSite,
    who: AskingAgent,
    status: LetterStatus | None = None,
    after: Annotated[int | None, Query(ge=1, le=INT_MAX, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> LetterList:
    """The newest first."""
    rows = await letter_admin.page(site.house, who, status, after, limit + 1)
    counts = await letter_admin.counts(site.house, who)
    return LetterList(
        items=[_shown(row) for row in rows[:limit]],
        next=str(rows[limit - 1].number) if len(rows) > limit else None,
        sending=site.house.letters.are_sent,
        waiting=counts.get("waiting", 0),
        failed=counts.get("failed", 0),
    )


@router.post("/{letter}/again", status_code=204, responses=READING)
async def send_again(letter: Number, site: OfSite, who: AskingAgent) -> None:
    """Try one that waits or failed, now."""
    await letter_admin.again(site.house, who, letter)


@router.delete("/{letter}", status_code=204, responses=READING)
async def remove_letter(letter: Number, site: OfSite, who: AskingAgent) -> None:
    """It is never sent."""
    await letter_admin.remove(site.house, who, letter)


def _shown(row: LetterRow) -> Letter:
    return Letter.model_validate(row, from_attributes=True)
