"""Quick replies: each agent's own. No route reaches those of another, admin or not."""

from typing import Annotated, cast

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actors import texts_of_agent
from actors.domain.texts import MESSAGE_BODY_MAX
from actors.texts_of_agent import QUICK_REPLIES_MAX, ReplyChanges
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import Body, Id

router = APIRouter(prefix="/api/v1/quick-replies", tags=["quick replies"])

ReplyTitle = Annotated[str, Field(max_length=1_000, description="not shown to customers")]
ReplyBody = Annotated[str, Field(max_length=2 * MESSAGE_BODY_MAX, description="plain text; may have variables")]


class NewReply(Body):
    title: ReplyTitle
    body: ReplyBody


class ReplyChange(Body):
    """What is left out stays."""

    title: ReplyTitle = ""
    body: ReplyBody = ""


class Order(Body):
    order: Annotated[list[Id], Field(max_length=QUICK_REPLIES_MAX, description="the ids of all, each once")]


class Reply(BaseModel):
    id: str
    title: str
    body: str
    used_at: int | None = None


class Replies(BaseModel):
    items: list[Reply]


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def list_replies(site: OfSite, who: AskingAgent) -> Replies:
    """Yours, in your order."""
    return _replies(await texts_of_agent.replies(site.house.store, who))


@router.post(
    "",
    status_code=201,
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "invalid", "conflict"),
)
async def add_reply(wanted: NewReply, site: OfSite, who: AskingAgent) -> Reply:
    """One more, at the end."""
    return _reply(await texts_of_agent.add_reply(site.house.store, who, wanted.title, wanted.body))


@router.put(
    "/order",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "invalid"),
)
async def order_replies(wanted: Order, site: OfSite, who: AskingAgent) -> Replies:
    """Put them in this order."""
    return _replies(await texts_of_agent.order_replies(site.house.store, who, wanted.order))


@router.patch(
    "/{reply}",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid"),
)
async def change_reply(reply: str, wanted: ReplyChange, site: OfSite, who: AskingAgent) -> Reply:
    """Change its words."""
    changes = cast("ReplyChanges", wanted.model_dump(exclude_unset=True))
    return _reply(await texts_of_agent.change_reply(site.house.store, who, reply, changes))


@router.delete("/{reply}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_reply(reply: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it."""
    await texts_of_agent.remove_reply(site.house.store, who, reply)


def _replies(found: list[texts_of_agent.QuickReply]) -> Replies:
    return Replies(items=[_reply(reply) for reply in found])


def _reply(reply: texts_of_agent.QuickReply) -> Reply:
    return Reply(id=reply.id, title=reply.title, body=reply.body, used_at=reply.used_at)
