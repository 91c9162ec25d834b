"""Webhooks: which other servers are told what happens in chats, and what came of each telling. For admins."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from actors import webhook_admin as webhooks
from actors.messages import INT_MAX
from actors.webhook_admin import URL_MAX
from net.api.common import AskingAgent, OfSite, problems
from store.queries.webhooks import Delivery as DeliveryRow
from store.queries.webhooks import Hook

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

READING = problems("not_signed_in", "forbidden", "not_found")
WRITING = problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict")
PAGE = 50

Number = Annotated[int, Path(ge=1, le=INT_MAX)]
EventType = Literal["chat.created", "chat.changed", "chat.message", "chat.note"]
Events = Annotated[list[EventType], Field(min_length=1, max_length=4)]
Channels = Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=200)]


class WantedWebhook(BaseModel):
    """What an admin chooses. Without `channels` it is told of all of them."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[str, Field(max_length=URL_MAX, examples=["https://example.com/hooks/switchboard"])]
    events: Events
    channels: Channels | None = None


class Webhook(BaseModel):
    """`status`: `stopped` after nine failures in a row. `failures`: in a row until now."""

    id: str
    url: str
    events: list[EventType]
    channels: list[str] | None = None
    status: Literal["on", "off", "stopped"]
    failures: int
    next_at: int
    created_at: int


class WebhookWithSecret(Webhook):
    """Once, when the secret is made: it is not shown again."""

    secret: Annotated[str, Field(description="for the signature, as Standard Webhooks say")]


class WebhookList(BaseModel):
    items: list[Webhook]


class WebhookDelivery(BaseModel):
    """`answer`: the status of the last answer, where there was one. `body`: as it was sent."""

    number: int
    message: Annotated[str, Field(description="the `webhook-id` header; the same when it is sent again")]
    event: str
    chat: str | None = None
    status: Literal["waiting", "delivered", "failed"]
    tries: int
    answer: int | None = None
    error: str | None = None
    created_at: int
    done_at: int | None = None
    body: str


class WebhookDeliveries(BaseModel):
    items: list[WebhookDelivery]
    next: str | None = None


class Tested(BaseModel):
    """What the other server answered to a test."""

    answer: int
    body: Annotated[str, Field(description="the first 500 characters")]


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden"))
async def list_webhooks(site: OfSite, who: AskingAgent) -> WebhookList:
    """All, the oldest first."""
    return WebhookList(items=[_shown(hook) for hook in await webhooks.every(site.house, who)])


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_webhook(wanted: WantedWebhook, site: OfSite, who: AskingAgent) -> WebhookWithSecret:
    """On at once; it is told what happens from now on."""
    return _with_secret(await webhooks.add(site.house, who, wanted.url, wanted.events, wanted.channels))


@router.get("/{webhook}", response_model_exclude_none=True, responses=READING)
async def one_webhook(webhook: str, site: OfSite, who: AskingAgent) -> Webhook:
    """One."""
    return _shown(await webhooks.get(site.house, who, webhook))


@router.put("/{webhook}", response_model_exclude_none=True, responses=WRITING)
async def change_webhook(webhook: str, wanted: WantedWebhook, site: OfSite, who: AskingAgent) -> Webhook:
    """What waits to be delivered goes to the new address."""
    return _shown(await webhooks.change(site.house, who, webhook, **wanted.model_dump()))


@router.delete("/{webhook}", status_code=204, responses=READING)
async def remove_webhook(webhook: str, site: OfSite, who: AskingAgent) -> None:
    """With its deliveries."""
    await webhooks.remove(site.house, who, webhook)


@router.post("/{webhook}/secret", response_model_exclude_none=True, responses=READING)
async def new_secret(webhook: str, site: OfSite, who: AskingAgent) -> WebhookWithSecret:
    """A new secret; the old one signs nothing any more."""
    return _with_secret(await webhooks.new_secret(site.house, who, webhook))


@router.post("/{webhook}/start", response_model_exclude_none=True, responses=READING)
async def start_webhook(webhook: str, site: OfSite, who: AskingAgent) -> Webhook:
    """Go on where it stopped."""
    return _shown(await webhooks.switch(site.house, who, webhook, on=True))


@router.post("/{webhook}/stop", response_model_exclude_none=True, responses=READING)
async def stop_webhook(webhook: str, site: OfSite, who: AskingAgent) -> Webhook:
    """What happens meanwhile is kept for it."""
    return _shown(await webhooks.switch(site.house, who, webhook, on=False))


@router.post("/{webhook}/test", responses=problems("not_signed_in", "forbidden", "not_found", "conflict"))
async def test_webhook(webhook: str, site: OfSite, who: AskingAgent) -> Tested:
    """Send an event of the type `test` now."""
    reply = await webhooks.test(site.house, who, webhook)
    return Tested(answer=reply.status, body=reply.body[:2_000].decode("utf-8", "replace")[:500])


@router.get("/{webhook}/deliveries", response_model_exclude_none=True, responses=READING)
async def list_deliveries(
    webhook: str,
    site: OfSite,
    who: AskingAgent,
    after: Annotated[int | None, Query(ge=1, le=INT_MAX, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> WebhookDeliveries:
    """The newest first. What was delivered is kept for 30 days."""
    rows = await webhooks.deliveries(site.house, who, webhook, after, limit + 1)
    more = str(rows[limit - 1].number) if len(rows) > limit else None
    return WebhookDeliveries(items=[_delivery(row) for row in rows[:limit]], next=more)


@router.post("/{webhook}/deliveries/{number}/resend", status_code=204, responses=READING)
async def resend(webhook: str, number: Number, site: OfSite, who: AskingAgent) -> None:
    """Send it once more, with the id it had."""
    await webhooks.again(site.house, who, webhook, number)


@router.post("/{webhook}/deliveries/{number}/skip", status_code=204, responses=READING)
async def skip(webhook: str, number: Number, site: OfSite, who: AskingAgent) -> None:
    """Leave out one that waits, so that the next can go."""
    await webhooks.give_up(site.house, who, webhook, number)


def _shown(hook: Hook) -> Webhook:
    return Webhook.model_validate(hook, from_attributes=True)


def _with_secret(hook: Hook) -> WebhookWithSecret:
    return WebhookWithSecret.model_validate(hook, from_attributes=True)


def _delivery(row: DeliveryRow) -> WebhookDelivery:
    return WebhookDelivery.model_validate(row, from_attributes=True)
