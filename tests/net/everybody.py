"""A house with one of each: people with every set of rights, and things that are ours, theirs, or no more.

"Ours" belong to the channel `support` and, where one person has them, to Bjorn; "theirs" to `sales` and Carla.
What is `gone` was made and deleted where that can be done, and never was where it cannot.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import httpx2
from argon2 import profiles

from actors import requests_of_chats, setup
from actors.domain.chat import Chat
from actors.domain.rights import Agent
from actors.ids import new_id
from actors.mail import Do
from actors.messages import MessageSend, RequestCreate
from actors.outgoing import Reply
from net.bundle import Bundle
from net.credentials import new_token, token_hash
from net.outgoing import OutgoingHttp
from net.server import Outside, Server, build
from net.settings import Settings
from store.database import Store
from store.queries import chats, webhooks
from store.queries.channels import Rights
from store.queries.letters import NewLetter
from store.queries.webhooks import NewDelivery
from tests.net.conftest import HOST, PASSWORD
from tests.net.people import person, talk
from tests.serving import session_of
from tests.uploads import PDF, Answer, Sender, form, picture

API: Final = "/api/v1"
OURS, THEIRS, GONE = "ours", "theirs", "gone"
CHANNEL: Final = {OURS: "support", THEIRS: "sales", GONE: "nowhere"}
MINE: Final = {OURS: "bjorn", THEIRS: "carla"}
# Who asks, in the order of every row of codes. Carla may do everything in a channel of her own, and nothing here.
WHO: Final = ("nobody", "customer", "carla", "bjorn", "lise", "marit", "anna")
RIGHTS: Final = {
    "bjorn": {"support": Rights(respond=True)},
    "lise": {"support": Rights(listen=True)},
    "marit": {"support": Rights(manage=True)},
    "carla": {"sales": Rights(respond=True, notify=True, listen=True, manage=True)},
}
WEBHOOK_URL: Final = "https://crm.example/hooks"


class Upload(NamedTuple):
    """A body of a form, with a file."""

    fields: Mapping[str, str] = MappingProxyType({})
    name: str = "Prices.pdf"
    data: bytes = PDF


JSON: Final = "application/json"
Asked = httpx2.Response | Answer
Body = dict[str, Any] | list[Any] | str | bytes | Upload | None


class _Elsewhere:
    """Another server, which takes whatever it is told."""

    def check(self, url: str) -> None:
        OutgoingHttp().check(url)

    async def post(
        self, _url: str, _body: bytes, _headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        assert within_s > 0 < most_bytes
        return Reply(200, b"thank you")


class Everybody:
    """Sends requests as anybody, and makes things for them to be about."""

    def __init__(self, server: Server, people: dict[str, Agent], chats_: dict[str, str], customer: str) -> None:
        self.server = server
        self.people = people
        self.chats = chats_
        self.customer = customer
        self.latest: dict[str, str] = {}  # the things made last, by their names
        self._transport = httpx2.ASGITransport(server.answers, raise_app_exceptions=False)

    async def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: Body = None,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> Asked:
        """On a session of its own, so that what ends one ends no other."""
        token = token or await self.token_of(who)
        content, kind = _sent(body)
        head = {"content-type": kind, **(headers or {})} if kind else dict(headers or {})
        if content is not None and kind != JSON:  # whoever may not send it is told before all of it was read
            raw = content.encode() if isinstance(content, str) else content
            return await Sender(self.server, token).asks(method, path, headers=head, body=raw)
        head |= {"authorization": f"Bearer {token}"} if token else {}
        head["accept-encoding"] = "identity"
        async with httpx2.AsyncClient(transport=self._transport, base_url=HOST) as client:
            return await client.request(method, path, headers=head, content=content)

    async def token_of(self, who: str) -> str | None:
        match who:
            case "nobody":
                return None
            case "customer":
                return self.customer
            case _:
                return await session_of(self.server, self.people[who].ref.id)

    async def made(self, path: str, body: Body, who: str = "anna") -> dict[str, Any]:
        answer = await self.ask(who, "POST", API + path, body)
        assert answer.status_code == 201, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    async def filled(self, text: str, whose: str) -> str:
        """With what stands in braces made, each anew."""
        for name in dict.fromkeys(re.findall(r"\{([a-z_]+)\}", text)):
            self.latest[name] = await self._one(name, whose)
            text = text.replace(f"{{{name}}}", self.latest[name])
        return text

    async def filled_body(self, body: Body, whose: str) -> Body:
        if isinstance(body, Upload):
            return body._replace(
                fields={name: await self.filled(value, whose) for name, value in body.fields.items()}
            )
        if isinstance(body, dict | list):
            filled: Body = json.loads(await self.filled(json.dumps(body), whose))
            return filled
        return body

    async def _one(self, name: str, whose: str) -> str:
        if name in FIXED:
            return FIXED[name][whose == GONE]
        maker, remover = MAKERS[name]
        if whose == GONE and remover is None:
            return "4711" if name in {"number", "letter", "delivery"} else "nowhere-at-all"
        made = await maker(self, OURS if whose == GONE else whose)
        if whose == GONE and remover is not None:
            answer = await self.ask("anna" if name != "reply" else "bjorn", "DELETE", remover.format(made))
            assert answer.status_code == 204, (name, answer.text)
        return made


def _sent(body: Body) -> tuple[str | bytes | None, str | None]:
    """What is sent, and as what."""
    match body:
        case None:
            return None, None
        case Upload():
            return form(dict(body.fields), (body.name, body.data))
        case str() | bytes():
            return body, None
        case _:
            return json.dumps(body), JSON


# --- things, each made anew ---

Maker = Callable[[Everybody, str], Awaitable[str]]
# As they are, and as they are not.
FIXED: Final = {
    "kind": ("faq", "faq"),
    "asset": ("logo-EEEE5555.svg", "..%2fsecret.env"),
    "page": ("shop", "nowhere"),
    "rest": ("agent", "agent"),
}


def _by_post(path: str, body: Body, field: str = "id") -> Maker:
    async def make(all_: Everybody, whose: str) -> str:
        wanted = json.loads(json.dumps(body).replace("NEW", new_id())) if isinstance(body, dict) else body
        return str((await all_.made(path, await all_.filled_body(wanted, whose)))[field])

    return make


async def _channel(_all: Everybody, whose: str) -> str:
    return CHANNEL[whose]


async def _chat(all_: Everybody, whose: str) -> str:
    return all_.chats[whose]


async def _free_channel(all_: Everybody, _whose: str) -> str:
    return str((await all_.made("/channels", {"name": f"C {new_id()}", "language": "en"}))["key"])


async def _agent(all_: Everybody, _whose: str) -> str:
    body = {"login": f"a{new_id()}", "name": "Somebody", "password": "long enough 1"}
    return str((await all_.made("/agents", body))["agent"]["id"])


async def _owner(all_: Everybody, whose: str) -> str:
    return all_.people[MINE[whose]].ref.id


async def _session(all_: Everybody, whose: str) -> str:
    await session_of(all_.server, all_.people[MINE[whose]].ref.id)
    answer = await all_.ask(MINE[whose], "GET", f"{API}/account/sessions")
    return str(next(each["id"] for each in answer.json()["items"] if not each["current"]))


async def _reply(all_: Everybody, whose: str) -> str:
    made = await all_.made("/quick-replies", {"title": new_id(), "body": "Hello"}, MINE[whose])
    return str(made["id"])


async def _number(all_: Everybody, whose: str) -> str:
    wanted = RequestCreate(chat=all_.chats[whose], title="Invoice", key=new_id(), text="A note.")
    made = await requests_of_chats.create(all_.server.house, all_.people[MINE[whose]], wanted)
    return str(made.number)


async def _file(all_: Everybody, whose: str) -> str:
    """Sent: before that, it is its sender's alone."""
    chat = all_.chats[whose]
    file = str((await all_.made("/files", Upload({"chat": chat}, "lamp.png", picture()), MINE[whose]))["id"])
    say = Do(MessageSend(file=file, key=new_id()), all_.people[MINE[whose]])
    await all_.server.house.directory.ask(f"chat/{chat}", say)
    return file


async def _picture(all_: Everybody, _whose: str) -> str:
    answer = await all_.ask("bjorn", "POST", f"{API}/pictures", picture())
    return str(answer.json()["url"]).rpartition("/")[2]


async def _document(all_: Everybody, _whose: str) -> str:
    return str((await all_.made("/documents", Upload({"folder": new_id()}, f"{new_id()}.pdf")))["id"])


async def _document_folder(all_: Everybody, _whose: str) -> str:
    return str((await all_.made("/documents", Upload({"folder": new_id()})))["folder"])


async def _letter(all_: Everybody, _whose: str) -> str:
    new = NewLetter(kind="note", recipient="mia@x.example", subject="Hello", text="Hello")
    return str(await all_.server.house.letters.post(new))


async def _webhook(all_: Everybody, _whose: str) -> str:
    """In the place of the one before: there may not be many."""
    if (before := all_.latest.get("webhook")) is not None:
        await all_.ask("anna", "DELETE", f"{API}/webhooks/{before}")
    return str((await all_.made("/webhooks", WEBHOOK))["id"])


async def _login(_all: Everybody, _whose: str) -> str:
    """Nobody's, and another each time: tries are counted by login."""
    return new_id()


async def _delivery(all_: Everybody, whose: str) -> str:
    """Of the webhook made last, which is off, so that it waits."""
    hook = all_.latest["webhook"]
    await all_.ask("anna", "POST", f"{API}/webhooks/{hook}/stop")
    new = NewDelivery(message=new_id(), event="chat.message", chat=all_.chats[whose], body=b"{}")
    await all_.server.store.write(webhooks.move, hook, 10**9, [new], 1)
    answer = await all_.ask("anna", "GET", f"{API}/webhooks/{hook}/deliveries")
    return str(answer.json()["items"][0]["number"])


WEBHOOK: Final = {"url": WEBHOOK_URL, "events": ["chat.message"]}
FAQ: Final = {"title": "Bulbs", "body": "An LED.", "published": True, "public": True}
# How each is made, and the route that deletes one where there is one.
MAKERS: Final[dict[str, tuple[Maker, str | None]]] = {
    "channel": (_channel, None),
    "key": (_channel, None),
    "free_channel": (_free_channel, f"{API}/channels/{{}}"),
    "chat": (_chat, None),
    "agent": (_agent, None),
    "owner": (_owner, None),
    "session": (_session, None),
    "reply": (_reply, f"{API}/quick-replies/{{}}"),
    "number": (_number, None),
    "file": (_file, None),
    "picture": (_picture, None),
    "document": (_document, f"{API}/documents/{{}}"),
    "document_folder": (_document_folder, None),
    "letter": (_letter, f"{API}/letters/{{}}"),
    "faq": (_by_post("/faqs", FAQ), f"{API}/faqs/{{}}"),
    "text": (_by_post("/faqs", FAQ), f"{API}/faqs/{{}}"),
    "faq_folder": (_by_post("/faqs/folders", {"name": "NEW"}), f"{API}/faqs/folders/{{}}"),
    "template": (_by_post("/templates", {"title": "T", "body": "B"}), f"{API}/templates/{{}}"),
    "template_folder": (_by_post("/templates/folders", {"name": "NEW"}), f"{API}/templates/folders/{{}}"),
    "contact": (_by_post("/contacts", {"name": "Mia"}), f"{API}/contacts/{{}}"),
    "company": (_by_post("/companies", {"name": "NEW"}), f"{API}/companies/{{}}"),
    "sale": (_by_post("/sales", {"title": "Lamps", "contact": "{contact}"}), f"{API}/sales/{{}}"),
    "follow_up": (
        _by_post("/follow-ups", {"title": "Call", "due_at": 1, "contact": "{contact}"}),
        f"{API}/follow-ups/{{}}",
    ),
    "category": (_by_post("/request-categories", {"name": "NEW"}), f"{API}/request-categories/{{}}"),
    "login": (_login, None),
    "webhook": (_webhook, f"{API}/webhooks/{{}}"),
    "delivery": (_delivery, None),
}


@asynccontextmanager
async def everybody_of(store: Store, dist: Path, folder: Path) -> AsyncIterator[Everybody]:
    """A server with all of them; `support` and `sales` have a chat each, of Bjorn and of Carla."""
    for key in ("support", "sales"):
        await setup.add_channel(store, key=key, name=key.title(), language="en", now=1)
    settings = Settings(data=folder)
    async with build(
        store,
        settings,
        outside=Outside(http=_Elsewhere()),
        hashing=profiles.CHEAPEST,
        inline=True,
        bundle=Bundle(dist),
        demo=True,
    ) as server:
        for login in ("anna", *RIGHTS):
            await setup.add_account(
                store,
                login=login,
                name=f"{login.title()} Aas",
                password_hash=server.auth.hash(PASSWORD),
                now=1,
                role="admin" if login == "anna" else "agent",
                email=f"{login}@desk.example",
            )
            for channel, rights in RIGHTS.get(login, {}).items():
                await setup.set_member(store, channel, login, rights)
        people = {login: await person(store, login) for login in ("anna", *RIGHTS)}
        of = {whose: await talk(store, people[MINE[whose]], CHANNEL[whose], chat=new_id()) for whose in MINE}
        of[GONE] = Chat(id="no-such-chat").id
        token = new_token()
        await store.write(chats.add_token, token_hash(token), of[OURS], 1)
        yield Everybody(server, people, of, token)
