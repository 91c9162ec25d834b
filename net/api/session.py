"""The session: signing in, who am I, signing out.

The token is in the answer for programs, and in an HttpOnly cookie for the console, whose scripts never see it.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from net.api.common import FromOurPage, OfAsker, OfSite, SignedInAgent, problems
from net.api.shared_texts import Body
from net.auth import ABSOLUTE_MS, PASSWORD_MAX
from net.credentials import COOKIE, SECURE_COOKIE, cookie_name, token_of
from store.queries.accounts import Account

router = APIRouter(prefix="/api/v1/session", tags=["session"])


class SignIn(Body):
    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_MAX)]
    code: Annotated[
        str | None, Field(max_length=20, description="of a second factor, for accounts that have one")
    ] = None


class Agent(BaseModel):
    id: str
    name: str
    login: str
    role: Literal["agent", "admin"]
    photo: str | None = None


class SignedIn(BaseModel):
    token: Annotated[str, Field(description="for `Authorization: Bearer …`; browsers have it in a cookie as well")]
    agent: Agent


class Session(BaseModel):
    agent: Agent


@router.post(
    "",
    dependencies=[FromOurPage],
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "invalid", "rate_limited", "unavailable"),
)
async def sign_in(wanted: SignIn, request: Request, response: Response, asker: OfAsker, site: OfSite) -> SignedIn:
    """Open a session."""
    address = request.client.host if request.client is not None else ""
    user_agent = request.headers.get("user-agent", "")
    token, account = await site.auth.sign_in(wanted.login, wanted.password, address, user_agent)
    # As long as any session lives. Whether this one still does is known here alone.
    response.set_cookie(
        cookie_name(secure=asker.secure),
        token,
        max_age=ABSOLUTE_MS // 1000,
        path="/",
        secure=asker.secure,
        httponly=True,
        samesite="lax",
    )
    return SignedIn(token=token, agent=_agent(account))


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def session(known: SignedInAgent) -> Session:
    """Who is signed in."""
    return Session(agent=_agent(known.account))


@router.delete("", status_code=204, dependencies=[FromOurPage], responses=problems("forbidden"))
async def sign_out(response: Response, asker: OfAsker, site: OfSite) -> None:
    """End the session, and every connection under it. No error where there is none."""
    token = token_of(asker)
    if token is not None:
        await site.auth.sign_out(token)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    if asker.secure:
        response.delete_cookie(SECURE_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def _agent(account: Account) -> Agent:
    values: dict[str, Any] = {name: getattr(account, name) for name in Agent.model_fields}
    return Agent(**values)
