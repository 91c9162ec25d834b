"""How the actors of a server come to life: who makes whom, and in which order the first are started.

Channels are children of the system, started one after another and stopped in reverse. Agents are permanent too but
made when somebody first needs one. Chats come and go.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from actors import past_chats, requests_of_chats
from actors.agent import AgentActor
from actors.alarm import Alarm
from actors.bots.actor import BotActor
from actors.bots.meeting import Bots
from actors.catalog import Catalog
from actors.channel import ChannelActor
from actors.chat import ChatActor
from actors.clock import Clock
from actors.crm import Crm
from actors.crm_tables import TablesCrm
from actors.directory import Directory
from actors.figures import Live
from actors.files import Files
from actors.house import House
from actors.housekeeping import Housekeeping
from actors.letters import Letters
from actors.log import ChatLog
from actors.mail import RECOGNISER, ChannelsNamed, Heard, SettingsChanged
from actors.outgoing import Http, Mailer
from actors.recogniser import RecogniserActor
from actors.runtime import TrioActorRef
from actors.supervisor import ActorSystem
from actors.webhooks import Webhooks
from store.database import Store
from store.queries import bot_posts, chats


async def open_house(
    system: ActorSystem,
    store: Store,
    clock: Clock,
    uploads: Path,
    *,
    http: Http,
    mailer: Mailer,
    crm: Crm | None = None,
    public_url: str = "",
    inline: bool = False,
) -> House:
    """Everything the actors lean on, the alarm running, every channel loaded from the store.

    `uploads` is the folder of the files of chats; `inline` as for the store. `crm`: another than the built-in one.
    """
    directory = Directory(system)
    live = Live(store, clock)
    await live.begin()
    log = ChatLog(store, live.note)
    letters = Letters(store, clock, mailer)
    catalog = await Catalog.load(store)
    house = House(
        directory=directory,
        alarm=Alarm(),
        clock=clock,
        store=store,
        log=log,
        catalog=catalog,
        crm=crm or TablesCrm(store, clock),
        files=Files(store, log, clock, uploads, inline=inline),
        http=http,
        letters=letters,
        webhooks=Webhooks(store, clock, log.news, http, letters),
        bots=Bots(catalog, clock),
        public_url=public_url,
        live=live,
        lost=set(),
    )

    _register(house, system)
    await _begin(house, system)
    return house


def _register(house: House, system: ActorSystem) -> None:
    """Who is made at an address where nobody lives."""

    def make_chat(address: str) -> TrioActorRef:
        return system.start(ChatActor, house, _id_of(address), address=address, permanent=False)

    def make_agent(address: str) -> TrioActorRef:
        return system.start(AgentActor, house, _id_of(address), address=address, permanent=True)

    def make_channel(address: str) -> TrioActorRef:
        house.catalog.known(_id_of(address))  # NotFound, before an actor is made that could not start
        return system.start(ChannelActor, house, _id_of(address), address=address, permanent=True)

    def make_bot(address: str) -> TrioActorRef:
        return system.start(BotActor, house, _id_of(address), address=address, permanent=False)

    house.directory.register("chat", make_chat)
    house.directory.register("bot", make_bot)
    house.directory.register("agent", make_agent)
    house.directory.register("channel", make_channel)


async def _begin(house: House, system: ActorSystem) -> None:
    """The tasks, the channels, and whatever a stop left unfinished, in this order."""
    system.start_task(house.alarm.run, name="alarm")
    await house.files.tidy()
    system.start_task(house.files.run, name="files")
    system.start_task(house.letters.run, name="letters")
    system.start_task(house.webhooks.run, name="webhooks")
    system.start_task(Housekeeping(house.store, house.clock).run, name="housekeeping")
    system.start_task(house.live.run, name="figures")
    await system.start_child(RecogniserActor, house, address=RECOGNISER)
    system.start_task(partial(past_chats.run, house), name="past-chats")
    for key in house.catalog.channels():
        await system.start_child(ChannelActor, house, key, address=f"channel/{key}")
    for key in house.catalog.channels():
        for row in await house.store.read(chats.ongoing, key):
            if row.agent is not None:
                house.directory.ref(f"agent/{row.agent}")  # she has chats to lose if she does not come back
    await requests_of_chats.finish(house)
    for chat in await house.store.read(bot_posts.unfinished):
        house.directory.tell(f"bot/{chat}", Heard())


async def reload_settings(
    house: House, *, channels: Iterable[str] | None = None, agents: Iterable[str] | None = None
) -> None:
    """Read channels, members and accounts again, and say so to those who live by them.

    To these channels and agents where they are named, else to all.
    """
    before = house.catalog.refs()
    await house.catalog.reload(house.store)
    if house.catalog.refs() != before:
        for agent in house.directory.live("agent"):
            agent.tell(ChannelsNamed())
    house.live.forget_names()
    keys = house.catalog.channels() if channels is None else channels
    actors = [house.directory.ref(f"channel/{key}") for key in keys]
    if agents is None:
        actors += house.directory.live("agent")
    else:
        actors += [ref for agent in agents if (ref := house.directory.find(f"agent/{agent}")) is not None]
    for actor in actors:
        actor.tell(SettingsChanged())


def _id_of(address: str) -> str:
    return address.partition("/")[2]
