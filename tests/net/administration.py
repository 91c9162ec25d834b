"""People at the API of administration: a client for each."""

from typing import Any, NamedTuple

from net.server import Server
from store.queries import accounts
from store.queries.channels import Rights
from tests.net.people import API, Client, client_of, hire

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
        return await client_of(self.server, login)


async def office_of(server: Server) -> Office:
    for login, rights in PEOPLE.items():
        await hire(server.store, login, support=rights)
    found = await server.store.read(accounts.everybody)
    office = Office(server, {}, {account.login: account.id for account in found})
    office.clients["nobody"] = await client_of(server)
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
