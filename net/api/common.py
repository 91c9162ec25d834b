"""What every noun of the API leans on: the site behind a request, who asks, and errors in one form.

An error is `{"code", "message", "field"?, …}` with the status its code has in `STATUS`; the codes are those of
the wire protocol, so a client has one table for both.

What a route depends on is `async` even where it waits for nothing: anything else is run in a thread of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from actors.domain.errors import Forbidden, NotSignedIn
from actors.domain.rights import Agent
from actors.house import House
from actors.log import rights_of
from actors.messages import AgentRef
from net.auth import Auth, Known
from net.bundle import Bundle
from net.origins import Origins
from net.quotas import Quotas
from store.queries import channels

STATUS: Final[Mapping[str, HTTPStatus]] = {
    "bad_frame": HTTPStatus.BAD_REQUEST,
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_signed_in": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "conflict": HTTPStatus.CONFLICT,
    "taken": HTTPStatus.CONFLICT,
    "closed": HTTPStatus.CONFLICT,
    "queue_full": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
}
log = structlog.get_logger()

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Site:
    """What answers to HTTP lean on."""

    house: House
    auth: Auth
    origins: Origins
    bundle: Bundle
    draining: Callable[[], bool]
    demo: bool = False
    public_url: str | None = None  # where customers reach us, if not where the one who asks does
    uploads: Quotas = field(default_factory=Quotas)


class Problem(BaseModel):
    """Every error of the API."""

    code: Annotated[str, Field(examples=["invalid"])]
    message: Annotated[str, Field(description="for the person who reads it")]
    field: Annotated[str | None, Field(description="the field that is wrong")] = None
    retry_ms: Annotated[int | None, Field(description="when to try again")] = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as `net.credentials.Asker` wants it."""

    headers: Mapping[str, str]
    secure: bool


async def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


OfSite = Annotated[Site, Depends(site_of)]


async def asked(request: Request) -> Asked:
    return Asked(request.headers, request.scope["scheme"] == "https")


OfAsker = Annotated[Asked, Depends(asked)]


async def from_our_page(request: Request, asker: OfAsker, site: OfSite) -> None:
    """A page that is not ours may not make a browser change anything here."""
    if request.method in SAFE_METHODS or site.origins.allows(asker):
        return
    origin = request.headers.get("origin")
    if origin is None:
        raise Forbidden("A cookie without an Origin is not taken. Send `Authorization: Bearer TOKEN` instead.")
    # Also what a proxy leads to that rewrites Host, or is not among the trusted ones: `public_url` helps.
    log.info("client.foreign_origin", origin=origin[:200])
    raise Forbidden("This page may not do that here: its origin is not allowed.")


FromOurPage = Depends(from_our_page)


async def signed_in(asker: OfAsker, site: OfSite, _checked: Annotated[None, FromOurPage]) -> Known:
    known = await site.auth.of_asker(asker)
    if known is None:
        raise NotSignedIn("Sign in first.")
    return known


SignedInAgent = Annotated[Known, Depends(signed_in)]


async def asking_agent(known: SignedInAgent, site: OfSite) -> Agent:
    return await agent_of(known, site)


async def agent_of(known: Known, site: Site) -> Agent:
    """Who asks, as the table of rights wants her."""
    account = known.account
    memberships = await site.house.store.read(channels.memberships, account.id)
    return Agent(
        ref=AgentRef(id=account.id, name=account.name, photo=account.photo),
        admin=account.role == "admin",
        rights={channel: rights_of(row) for channel, row in memberships.items()},
    )


AskingAgent = Annotated[Agent, Depends(asking_agent)]


def problem(code: str, message: str, **details: str | int) -> JSONResponse:
    headers = {}
    if (retry_ms := details.get("retry_ms")) is not None:
        headers["retry-after"] = str(-(-int(retry_ms) // 1000))
    if code == "not_signed_in":
        headers["www-authenticate"] = "Bearer"
    return JSONResponse({"code": code, "message": message, **details}, STATUS[code], headers)


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI page: which errors an operation may give."""
    described: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        known = described.setdefault(int(STATUS[code]), {"model": Problem, "description": ""})
        known["description"] = ", ".join(filter(None, (known["description"], f"`{code}`")))
    return described
