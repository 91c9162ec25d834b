"""People at the API of administration: a client for each."""

from typing import Any, NamedTuple

import httpx2

from actors import setup
from net.server import Server
from store.queries import accounts
from store.queries.channels import Rights
from tests.net.conftest import HOST
from tests.serving import session_of

API = "/api/v1"
Client = httpx2.AsyncClient
# `marit` manages the channel, and yet administers nothing.
PEOPLE = {"bjorn": Rights(respond=True), "marit": Rights(respond=True, manage=True)}


class Office(NamedTuple):
    """A client for each person, and their ids."""

    server: Server
    clients: dict[str, Client]
    ids: dict[str, str]

    def __getattr__(self, name: str) -> Client:
        return self.clients[name]

    async def get(self, path: str, who: str = "anna") -> dict[str, Any]:
        answer = await self.clients[who].get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def client(self, login: str) -> Client:
        """One more session of hers."""
        headers = {"authorization": f"Bearer {await session_of(self.server, self.ids[login])}"}
        return Client(
            transport=httpx2.ASGITransport(self.server.answers, raise_app_exceptions=False),
            base_url=f"{HOST}{API}",
            headers=headers,
        )


async def office_of(server: Server) -> Office:
    for login, rights in PEOPLE.items():
        await setup.add_account(server.store, login=login, name=f"{login.title()} Aas", password_hash="", now=1)
        await setup.set_member(server.store, "support", login, rights)
    found = await server.store.read(accounts.everybody)
    transport = httpx2.ASGITransport(server.answers, raise_app_exceptions=False)
    office = Office(server, {}, {account.login: account.id for account in found})
    office.clients["nobody"] = Client(transport=transport, base_url=f"{HOST}{API}")
    for login in office.ids:
        office.clients[login] = await office.client(login)
    return office


class Row(NamedTuple):
    """What each gets: who is signed in, and an admin."""

    method: str
    path: str
    body: dict[str, Any] | None
    agent: int
    admin: int


async def operations(office: Office, prefixes: tuple[str, ...]) -> set[tuple[str, str]]:
    """As the description has them."""
    document = (await office.nobody.get("/openapi.json")).json()
    return {
        (method.upper(), path.removeprefix(API))
        for path, methods in document["paths"].items()
        if path.removeprefix(API).startswith(prefixes)
        for method in methods
    }
