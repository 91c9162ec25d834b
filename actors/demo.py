"""What a first look at Switchboard needs: two channels, three agents, four weeks of chats that might have been.

Only an installation with nothing in it is filled. The chats are no rows made up for lists: each is lived by the
rules (`decide`, `evolve`) at past times, so its log, its row and its figures agree as those of any other.
"""

from typing import Final

from msgspec import Struct

from actors.domain.errors import Conflict
from actors.domain.settings import ChannelSettings
from actors.messages import FormField, Look, OfflineForm, PostChatForm, PreChatForm
from actors.setup import add_account, add_channel, set_member
from store.database import Store
from store.queries import accounts, channels, meta
from store.queries.channels import Rights

MARK: Final = "demo"


class Person(Struct, frozen=True):
    login: str
    name: str
    role: str
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
    pre_chat=PreChatForm(
        message="Tell us who you are, so that we can find your order.",
        fields=(FormField(name="name", required=True), FormField(name="email")),
    ),
    post_chat=PostChatForm(header="Thank you", message="How did we do?"),
    offline=OfflineForm(header="We are away", message="Nobody is here just now. Look in again a little later."),
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
    offline=OfflineForm(header="We are away", message="Nobody is here just now. Look in again a little later."),
)


async def is_filled(store: Store) -> bool:
    """Whether this is a demonstration already. Raises Conflict where it is somebody's real one."""
    if await store.read(meta.value_of, MARK) is not None:
        return True
    if await store.read(_has_something):
        raise Conflict("This data folder has accounts or channels in it; a demonstration wants an empty one.")
    return False


def _has_something() -> bool:
    return bool(accounts.everybody() or channels.existing())


async def fill(store: Store, password_hash: str, now: int) -> None:
    """Make people and channels, and the chats of the four weeks before `now`."""
    await add_channel(store, key="support", name="Support", language="en", now=now, settings=SUPPORT)
    await add_channel(store, key="sales", name="Sales", language="en", now=now, settings=SALES)
    for person in PEOPLE:
        await add_account(
            store,
            login=person.login,
            name=person.name,
            email=f"{person.login}@lumen.example",
            role="admin" if person.role == "admin" else "agent",
            presence="present",
            password_hash=password_hash,
            now=now,
        )
        for channel, rights in person.rights.items():
            await set_member(store, channel, person.login, rights)
    await store.write(meta.put, MARK, "1")
