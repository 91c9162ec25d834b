"""People at the HTTP API: an account and a client for each, and a chat that they had."""

import httpx2

from actors import setup
from actors.domain.chat import Chat, evolve
from actors.domain.commands import Answer, ChatCommand, Start
from actors.domain.decide import decide
from actors.domain.marks import Marks
from actors.domain.rights import Agent, Customer, Who
from actors.domain.settings import Limits
from actors.log import chat_row, event_row, rights_of
from actors.messages import AgentRef, MessageSend, NoteAdd
from net.server import Server
from store.database import Store
from store.queries import accounts, channels, chats
from store.queries.channels import Rights
from tests.net.conftest import HOST
from tests.serving import session_of

API = "/api/v1"
Client = httpx2.AsyncClient


async def hire(store: Store, login: str, **rights: Rights) -> None:
    """An account, a member of these channels."""
    await setup.add_account(store, login=login, name=f"{login.title()} Aas", password_hash="", now=1)
    for channel, held in rights.items():
        await setup.set_member(store, channel, login, held)


async def client_of(server: Server, login: str = "", path: str = API) -> Client:
    """Hers, on a session of its own; nobody's without a login."""
    headers = {}
    if login:
        account = await server.store.read(accounts.by_login, login)
        assert account is not None
        headers["authorization"] = f"Bearer {await session_of(server, account.id)}"
    transport = httpx2.ASGITransport(server.answers, raise_app_exceptions=False)
    return Client(transport=transport, base_url=f"{HOST}{path}", headers=headers)


async def person(store: Store, login: str) -> Agent:
    """As the rules see her."""
    account = await store.read(accounts.by_login, login)
    assert account is not None
    memberships = await store.read(channels.memberships, account.id)
    return Agent(
        ref=AgentRef(id=account.id, name=account.name),
        admin=account.role == "admin",
        rights={channel: rights_of(row) for channel, row in memberships.items()},
    )


async def talk(store: Store, agent: Agent, channel: str, *more: tuple[ChatCommand, Who], chat: str = "c1") -> str:
    """A chat with three texts and a note."""
    said: tuple[tuple[ChatCommand, Who], ...] = (
        (Start(channel=channel, text="My invoice is wrong", key="k1", fields={"name": "Mia Berg"}), Customer()),
        (Answer(), agent),
        (MessageSend(text="Let me look.", key="k2"), agent),
        (NoteAdd(chat=chat, text="Third time.", key="k3"), agent),
        (MessageSend(text="Thanks!", key="k4"), Customer()),
    )
    await lived(store, chat, *((command, who, at) for at, (command, who) in enumerate((*said, *more), start=1)))
    return chat


async def lived(store: Store, chat: str, *said: tuple[ChatCommand, Who, int]) -> None:
    """A chat in which these commands were carried out, each at its time."""
    state, rows = Chat(id=chat), []
    for command, who, at in said:
        events = decide(state, command, who, at, Limits())
        state = evolve(state, *events)
        rows += [event_row(chat, event) for event in events]
    await store.write(chats.imported, [chat_row(state, Marks())], rows)
