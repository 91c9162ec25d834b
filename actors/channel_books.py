"""What one channel knows, and how it says that to those who look at it: its chats, its waits, its members.

The shell (channel.py) changes the books and says who is told, and when. A channel begins by reading from the store
its chats, their waits and who its members are. How those are just now, and which chats of other channels are
offered to it, is in no table of its own: agents and chats say it, and say it again when the channel has failed.
"""

from actors.catalog import ChannelRecord
from actors.domain.availability import channel_state
from actors.domain.members import Members, Person
from actors.domain.opening_hours import is_open, next_change
from actors.domain.queue import AVERAGE_LAST, AVERAGE_OVER_MS, Queue, Waits
from actors.domain.rights import NO_RIGHTS
from actors.domain.settings import channel_view
from actors.domain.views import card, without_texts
from actors.house import House
from actors.log import kept_of, rights_of
from actors.mail import ChannelOverview
from actors.messages import (
    AgentCard,
    AgentRef,
    ChannelOfAgent,
    ChannelState,
    ChannelStatePush,
    ChannelView,
    ChatCard,
    Rights,
)
from store.queries import accounts as accounts_of
from store.queries import channels, chats


class Books:
    def __init__(self, house: House, key: str, lately: tuple[AgentCard, ...]) -> None:
        self._house = house
        self._key = key
        self.queue = Queue()
        self.ongoing: dict[str, ChatCard] = {}  # the rows that its agents have too; shown without texts
        self.offered: dict[str, ChatCard] = {}  # chats of other channels, waiting to be accepted here
        self.waits = Waits()
        self.members = Members(lately)

    async def read(self) -> None:
        """All that is stored, into empty books."""
        since = self._house.clock.now_ms() - AVERAGE_OVER_MS
        for at, waited_ms in await self._house.store.read(chats.last_waits, self._key, since, AVERAGE_LAST):
            self.waits.add(at, waited_ms)
        for row in await self._house.store.read(chats.queued, self._key):
            chat = kept_of(row).chat
            self.queue.put(card(chat), front=chat.front)
        for row in await self._house.store.read(chats.ongoing, self._key):
            self.ongoing[row.id] = card(kept_of(row).chat)
        await self.read_members()

    async def read_members(self) -> None:
        rights = await self._house.store.read(channels.members, self._key)
        accounts = {account.id: account for account in await self._house.store.read(accounts_of.everybody)}
        people = [
            Person(
                ref=AgentRef(id=agent, name=accounts[agent].name, photo=accounts[agent].photo),
                rights=rights_of(row),
                most_chats=row.most_chats,
            )
            for agent, row in rights.items()
            if accounts[agent].disabled_at is None
        ]
        self.members.become(people, self._house.clock.now_ms())

    @property
    def record(self) -> ChannelRecord:
        return self._house.catalog.known(self._key)

    def state(self) -> ChannelState:
        settings = self.record.settings
        return channel_state(
            self.members.available,
            len(self.queue),
            settings.limits.queue_max,
            within_hours=is_open(settings.hours, self._house.clock.now_ms()),
        )

    # --- what customers see ---

    def view(self) -> ChannelView:
        record = self.record
        return channel_view(
            record.name,
            record.language,
            record.settings,
            state=self.state(),
            waiting=len(self.queue),
            average_wait_ms=self.waits.average_ms(self._house.clock.now_ms()),
            now=self._house.clock.now_ms(),
        )

    # --- what agents and operators see ---

    def of_agent(self, rights: Rights) -> ChannelOfAgent:
        record = self.record
        now = self._house.clock.now_ms()
        changes_at = next_change(record.settings.hours, now)
        within = is_open(record.settings.hours, now)
        return ChannelOfAgent(
            key=record.key,
            name=record.name,
            language=record.language,
            rights=rights,
            state=self.state(),
            available=self.members.available,
            show_typing=record.settings.show_typing,
            files=record.settings.files.rules(),
            open_until_at=changes_at if within else None,
            opens_at=None if within else changes_at,
        )

    def changed(self) -> ChannelStatePush:
        """The same for all who watch: only their rights differ, and a change of those restarts their consoles."""
        now = self.of_agent(NO_RIGHTS)
        return ChannelStatePush(
            channel=now.key,
            name=now.name,
            language=now.language,
            state=now.state,
            available=now.available,
            show_typing=now.show_typing,
            files=now.files,
            open_until_at=now.open_until_at,
            opens_at=now.opens_at,
        )

    def overview(self, *, customers: int) -> ChannelOverview:
        return ChannelOverview(
            channel=self.of_agent(NO_RIGHTS),
            average_wait_ms=self.waits.average_ms(self._house.clock.now_ms()),
            customers=customers,
            agents=self.members.cards(),
            queue=tuple(self.queue),
            ongoing=tuple(map(without_texts, self.ongoing.values())),
        )
