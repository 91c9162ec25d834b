"""What a first look at Switchboard needs: two channels, three agents, four weeks of chats that might have been.

Only an installation with nothing in it is filled. The chats are no rows made up for lists: each is lived by the
rules (`decide`, `evolve`) at past times, so its log, its row and its figures agree as those of any other.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from actors import demo_crm, demo_files, demo_requests, demo_texts
from actors.demo_past import DAYS, Past, People, missed, past_chats
from actors.demo_requests import Made
from actors.domain.errors import Conflict
from actors.domain.measures import Sample
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings, OfflineSettings, PreChatSettings, SuggestionSettings
from actors.log import rights_of
from actors.messages import AgentRef, FormField, Look, PostChatForm
from actors.setup import add_account, add_channel, set_member
from store.database import Store
from store.files import FileFolder
from store.queries import accounts, channels, chats, meta, tallies
from store.queries.accounts import Role
from store.queries.channels import Rights

MARK: Final = "demo"
DAY_MS: Final = 86_400_000


class Person(Struct, frozen=True):
    login: str
    name: str
    role: Role
    rights: dict[str, Rights]


AGENT: Final = Rights(respond=True, notify=True)
MANAGER: Final = Rights(respond=True, notify=True, listen=True, manage=True)
PEOPLE: Final = (
    Person("anna", "Anna Lind", "admin", {"support": MANAGER, "sales": MANAGER}),
    Person("bjorn", "Bjørn Aas", "agent", {"support": AGENT._replace(listen=True), "sales": AGENT}),
    Person("carla", "Carla Moreno", "agent", {"support": AGENT, "sales": AGENT._replace(listen=True)}),
)

SUPPORT: Final = ChannelSettings(
    welcome="Hi, thanks for waiting. How can I help?",
    look=Look(
        badge="Chat with us",
        header="Hi there",
        message="Ask us about an order, a delivery or a lamp that will not light.",
        queue_message="You are number {cque}. Waiting time about {cavw}.",
        color="#2f6feb",
    ),
    suggestions=SuggestionSettings(on=True),
    pre_chat=PreChatSettings(
        message="Tell us who you are, so that we can find your order.",
        fields=(FormField(name="name", required=True), FormField(name="email")),
    ),
    post_chat=PostChatForm(header="Thank you", message="How did we do?"),
    offline=OfflineSettings(
        header="We are away", message="Nobody is here just now. Look in again a little later."
    ),
)
SALES: Final = ChannelSettings(
    welcome="Hello! What are you looking for?",
    look=Look(
        badge="Talk to sales",
        header="Planning something bigger?",
        message="Prices for cafés, offices and hotels.",
        queue_message="You are number {cque}. Waiting time about {cavw}.",
        color="#0f766e",
    ),
    post_chat=PostChatForm(header="Thank you", message="How did we do?"),
    offline=OfflineSettings(
        header="We are away", message="Nobody is here just now. Look in again a little later."
    ),
)

CHANNELS: Final = {"support": SUPPORT, "sales": SALES}


async def is_filled(store: Store) -> bool:
    """Whether this is a demonstration already. Raises Conflict where it is somebody's real one."""
    if await store.read(meta.value_of, MARK) is not None:
        return True
    if await store.read(_has_something):
        raise Conflict("This data folder has accounts or channels in it; a demonstration wants an empty one.")
    return False


def _has_something() -> bool:
    return bool(accounts.everybody() or channels.existing())


async def fill(store: Store, password_hash: str, now: int, uploads: Path) -> None:
    """Make people and channels, and the chats of the four weeks before `now`, with their files in `uploads`."""
    opened_at = now - (DAYS + 1) * DAY_MS
    for key, name in (("support", "Support"), ("sales", "Sales")):
        await add_channel(store, key=key, name=name, language="en", now=opened_at, settings=CHANNELS[key])
    agents = [await _join(store, person, password_hash, opened_at) for person in PEOPLE]
    by_login = {person.login: agent for person, agent in zip(PEOPLE, agents, strict=True)}
    await demo_texts.fill(store, by_login, now)
    known = demo_crm.directory(agents, now)
    past = past_chats(now, CHANNELS, People(agents, known.contacts))
    await store.write(demo_crm.keep, known, past.links)
    await demo_files.fill(store, FileFolder(uploads), past.files, agents[0].ref.id, now)
    past, asked = demo_requests.made_from(past, agents, now)
    await store.write(_keep, past, asked, missed(now))


async def _join(store: Store, person: Person, password_hash: str, now: int) -> Agent:
    account = await add_account(
        store,
        login=person.login,
        name=person.name,
        email=f"{person.login}@lumen.example",
        role=person.role,
        presence="present",
        password_hash=password_hash,
        now=now,
    )
    for channel, rights in person.rights.items():
        await set_member(store, channel, person.login, rights)
    return Agent(
        ref=AgentRef(id=account.id, name=account.name),
        admin=person.role == "admin",
        rights={channel: rights_of(rights) for channel, rights in person.rights.items()},
    )


def _keep(past: Past, asked: Sequence[Made], turned_away: Sequence[Sample]) -> None:
    """The mark comes with them: what was broken off before is no demonstration."""
    chats.imported(past.rows, past.events)
    tallies.put_samples(turned_away)
    demo_requests.keep(asked)
    meta.put(MARK, "1")
