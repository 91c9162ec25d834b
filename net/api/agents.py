"""Accounts for admins: who may sign in, as what, and with which password; and ending what they have open.

An account is disabled and never deleted: old chats name it. A password is set by an admin, or better chosen by its
owner, who opens a link that is good once.
"""

from typing import Annotated, Any, Final, Literal, cast

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actors import accounts_admin
from actors.accounts_admin import AccountChanges
from actors.domain.rights import Agent, must_be_admin
from net.api.common import AskingAgent, OfSite, Site, problems
from net.api.shared_texts import Body
from net.auth import PASSWORD_MAX, PASSWORD_MIN, session_name
from net.credentials import new_token, token_hash
from store.queries.accounts import Account
from store.queries.sessions import Session as Row

router = APIRouter(prefix="/api/v1/agents", tags=["agents"])

READING: Final = problems("not_signed_in", "forbidden", "not_found")
WRITING: Final = problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict")

Name = Annotated[str, Field(max_length=1_000)]
Email = Annotated[str, Field(max_length=1_000)]
Photo = Annotated[str | None, Field(max_length=200, description="the `url` of an uploaded picture; null for none")]
Password = Annotated[str, Field(min_length=PASSWORD_MIN, max_length=PASSWORD_MAX)]
Role = Literal["agent", "admin"]


class SomeAccount(BaseModel):
    id: str
    login: str
    name: str
    email: str
    photo: str | None = None
    role: Role
    disabled_at: int | None = None
    created_at: int


class Accounts(BaseModel):
    items: list[SomeAccount]


class NewAccount(Body):
    """Without a password nobody can sign in, until one is chosen by the link of the answer."""

    login: Annotated[str, Field(max_length=200)]
    name: Name
    email: Email = ""
    role: Role = "agent"
    password: Password | None = None


class PasswordLink(BaseModel):
    path: Annotated[str, Field(description="of the page where the password is chosen; good once")]
    expires_at: int


class AddedAccount(BaseModel):
    agent: SomeAccount
    link: PasswordLink | None = None


class ChangeOfAccount(Body):
    """What is left out stays. Disabling ends all sessions at once."""

    name: Name = ""
    email: Email = ""
    photo: Photo = None
    role: Role = "agent"
    disabled: bool = False


class NewPassword(Body):
    password: Password


class SignedInAt(BaseModel):
    """`id` names it; what opens it is known to its browser alone."""

    id: str
    created_at: int
    last_seen_at: Annotated[int, Field(description="to the hour")]
    expires_at: int
    user_agent: str
    address: str
    current: Annotated[bool, Field(description="the one that asks")] = False


class AccountSessions(BaseModel):
    items: list[SignedInAt]


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden"))
async def list_agents(site: OfSite, who: AskingAgent) -> Accounts:
    """All accounts, by name; disabled ones too."""
    return Accounts(items=[shown(each) for each in await accounts_admin.everybody(site.house, who)])


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_agent(wanted: NewAccount, site: OfSite, who: AskingAgent) -> AddedAccount:
    """A new account."""
    must_be_admin(who)
    hashed = await site.auth.hash_of(wanted.password) if wanted.password else site.auth.hash_of_nothing()
    made = await accounts_admin.add(
        site.house,
        who,
        login=wanted.login.strip(),
        name=wanted.name,
        email=wanted.email.strip(),
        role=wanted.role,
        password_hash=hashed,
    )
    link = None if wanted.password else await _link(site, who, made.id)
    return AddedAccount(agent=shown(made), link=link)


@router.get("/{agent}", response_model_exclude_none=True, responses=READING)
async def read_agent(agent: str, site: OfSite, who: AskingAgent) -> SomeAccount:
    """One account."""
    return shown(await accounts_admin.one(site.house, who, agent))


@router.patch("/{agent}", response_model_exclude_none=True, responses=WRITING)
async def change_agent(agent: str, wanted: ChangeOfAccount, site: OfSite, who: AskingAgent) -> SomeAccount:
    """Name, e-mail, photo, role; disable or enable."""
    changes = cast("AccountChanges", wanted.model_dump(exclude_unset=True))
    after = await accounts_admin.change(site.house, who, agent, changes)
    site.auth.forget(agent)
    if after.disabled_at is not None:
        await site.auth.sign_out_all(agent)
    return shown(after)


@router.put("/{agent}/password", status_code=204, responses=WRITING)
async def set_agent_password(agent: str, wanted: NewPassword, site: OfSite, who: AskingAgent) -> None:
    """Set a password for somebody, and end all sessions."""
    await accounts_admin.one(site.house, who, agent)
    await accounts_admin.set_password(site.house, who, agent, await site.auth.hash_of(wanted.password))
    await site.auth.sign_out_all(agent)


@router.post("/{agent}/password-link", status_code=201, responses=WRITING)
async def make_password_link(agent: str, site: OfSite, who: AskingAgent) -> PasswordLink:
    """A link by which its owner chooses a password. One made before is good no more; sessions go on until then."""
    return await _link(site, who, agent)


@router.get("/{agent}/sessions", response_model_exclude_none=True, responses=READING)
async def list_agent_sessions(agent: str, site: OfSite, who: AskingAgent) -> AccountSessions:
    """Where somebody is signed in."""
    await accounts_admin.one(site.house, who, agent)
    return AccountSessions(items=[session_shown(row) for row in await site.auth.sessions_of(agent)])


@router.delete("/{agent}/sessions", status_code=204, responses=READING)
async def end_agent_sessions(agent: str, site: OfSite, who: AskingAgent) -> None:
    """End all of somebody's sessions."""
    await accounts_admin.one(site.house, who, agent)
    note = accounts_admin.note_of(site.house, who, "agent.sign_out", agent)
    await site.auth.sign_out_all(agent, note=note)


@router.delete("/{agent}/sessions/{session}", status_code=204, responses=READING)
async def end_agent_session(agent: str, session: str, site: OfSite, who: AskingAgent) -> None:
    """End one of somebody's sessions."""
    await accounts_admin.one(site.house, who, agent)
    note = accounts_admin.note_of(site.house, who, "agent.sign_out", agent, "one session")
    await site.auth.end_session(agent, session, note)


async def _link(site: Site, who: Agent, agent: str) -> PasswordLink:
    token = new_token()
    expires_at = await accounts_admin.put_link(site.house, who, agent, token_hash(token))
    # Behind the #, so that it is in no log of a server or a proxy.
    return PasswordLink(path=f"/console#password={token}", expires_at=expires_at)


def shown(account: Account) -> SomeAccount:
    values: dict[str, Any] = {name: getattr(account, name) for name in SomeAccount.model_fields}
    return SomeAccount(**values)


def session_shown(row: Row, current: bytes | None = None) -> SignedInAt:
    return SignedInAt(
        id=session_name(row.token_hash),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        user_agent=row.user_agent,
        address=row.address,
        current=row.token_hash == current,
    )
