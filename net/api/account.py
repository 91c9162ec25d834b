"""One's own account: name, photo, password, and where one is signed in. And choosing a password by a link."""

from typing import Annotated, Final, cast

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from actors import accounts_admin
from actors.accounts_admin import AccountChanges
from actors.domain.errors import Invalid, NotFound
from net.api.agents import AccountSessions, Email, Name, Password, Photo, SomeAccount, session_shown, shown
from net.api.common import AskingAgent, FromOurPage, OfSite, SignedInAgent, problems
from net.api.shared_texts import Body
from net.auth import PASSWORD_MAX
from net.credentials import token_hash
from store.queries import accounts

router = APIRouter(prefix="/api/v1", tags=["account"])

WRITING: Final = problems("not_signed_in", "forbidden", "invalid")


class OwnAccountChange(Body):
    """What is left out stays."""

    name: Name = ""
    email: Email = ""
    photo: Photo = None


class OwnPassword(Body):
    current: Annotated[str, Field(max_length=PASSWORD_MAX)]
    password: Password


class PasswordByLink(Body):
    token: Annotated[str, Field(min_length=1, max_length=200, description="behind the # of the link")]
    password: Password


class PasswordChosen(BaseModel):
    login: Annotated[str, Field(description="to sign in with")]


@router.get("/account", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def read_account(known: SignedInAgent) -> SomeAccount:
    """Mine."""
    return shown(known.account)


@router.patch("/account", response_model_exclude_none=True, responses=WRITING)
async def change_account(wanted: OwnAccountChange, site: OfSite, who: AskingAgent) -> SomeAccount:
    """Name, e-mail and photo."""
    changes = cast("AccountChanges", wanted.model_dump(exclude_unset=True))
    after = await accounts_admin.change_own(site.house, who, changes)
    site.auth.forget(who.ref.id)
    return shown(after)


@router.put(
    "/account/password",
    status_code=204,
    responses=problems("not_signed_in", "forbidden", "invalid", "rate_limited"),
)
async def change_password(wanted: OwnPassword, site: OfSite, known: SignedInAgent, who: AskingAgent) -> None:
    """Change it; my other sessions end."""
    if not await site.auth.is_password(known.account, wanted.current):
        raise Invalid("current", "This is not your password.")
    await accounts_admin.set_own_password(site.house, who, await site.auth.hash_of(wanted.password))
    await site.auth.sign_out_all(known.account.id, but=known.key)


@router.get("/account/sessions", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def list_sessions(site: OfSite, known: SignedInAgent) -> AccountSessions:
    """Where I am signed in."""
    rows = await site.auth.sessions_of(known.account.id)
    return AccountSessions(items=[session_shown(row, known.key) for row in rows])


@router.delete("/account/sessions/{session}", status_code=204, responses=problems("not_signed_in", "not_found"))
async def end_session(session: str, site: OfSite, who: AskingAgent) -> None:
    """Sign out there."""
    note = accounts_admin.note_of(site.house, who, "agent.sign_out_own", who.ref.id)
    await site.auth.end_session(who.ref.id, session, note)


@router.post("/password", dependencies=[FromOurPage], responses=problems("not_found", "invalid", "rate_limited"))
async def choose_password(wanted: PasswordByLink, request: Request, site: OfSite) -> PasswordChosen:
    """Choose a password by a link. It is good once; all sessions end."""
    address = request.client.host if request.client is not None else ""
    hashed_token, now = token_hash(wanted.token), site.house.clock.now_ms()
    site.auth.check_address(address)
    if await site.house.store.read(accounts.of_link, hashed_token, now) is None:
        site.auth.failed_from(address)
        raise _no_link()
    hashed = await site.auth.hash_of(wanted.password)
    account = await accounts_admin.use_link(site.house, hashed_token, hashed)
    if account is None:
        raise _no_link()
    await site.auth.sign_out_all(account.id)
    return PasswordChosen(login=account.login)


def _no_link() -> NotFound:
    return NotFound("This link is good no more. Ask an admin for a new one.")
