"""The shell of one channel: its queue, its ongoing chats, its members, and who watches them.

What it knows and how it says that is in channel_books.py; the order of the queue and whether the channel is open
are decided in domain/queue.py and domain/availability.py. Here is what changes the books, and who is told when.
The one owner of the answer race: an agent takes a chat here, and while the chat stores that, nobody else can.

It may be restarted: its next life reads what is stored, is left what the last one knew of members and visitors,
and asks those who live for the rest. News for many is gathered while mail is handled and pushed once the mailbox
is empty: a burst of a thousand changes is one push.
"""

from contextlib import suppress
from types import TracebackType
from typing import Final, assert_never

import structlog
from msgspec.structs import replace

from actors.alarm import Ring
from actors.attention import Attention
from actors.channel_books import Books
from actors.domain.commands import OfferTransfer, Return
from actors.domain.errors import Closed, Conflict, Forbidden, Invalid, NotFound, QueueFull, Taken
from actors.domain.measures import MISSED, Sample
from actors.domain.missed import Missed
from actors.domain.opening_hours import next_change
from actors.domain.queue import Place
from actors.domain.rights import NO_RIGHTS, Customer
from actors.domain.views import without_texts
from actors.house import House
from actors.mail import (
    Admit,
    AgentIs,
    Bye,
    ChannelMail,
    Do,
    Explain,
    FoundNobody,
    Gone,
    Greet,
    Head,
    Next,
    OfferedHere,
    OfferTo,
    Ongoing,
    Overview,
    Placed,
    ReturnTo,
    SayAgain,
    SettingsChanged,
    Snapshot,
    Take,
    TakeFromQueue,
    Waiting,
    Wake,
    Watch,
    Withdrawn,
)
from actors.messages import (
    AgentCard,
    AgentRef,
    ChannelView,
    ChatCard,
    Explained,
    OngoingChanged,
    PresencePush,
    QueueChanged,
    StatusNow,
    TransferOffered,
)
from actors.onlookers import Gathered, Onlookers
from actors.runtime import MailboxFull, TrioActor
from store.database import StoreError

# Lists are looked at by people: five times a second is at once, and a flood of changes stays one push each time.
LISTS_EVERY_MS: Final = 200
# Ongoing rows change with every message; once a second is enough to see who waits, and so many rows at a time that
# a thousand busy chats cost each console 20 kB/s. The rest wait for the next push, the longest-waiting first.
ONGOING_EVERY_MS: Final = 1_000
ONGOING_ROWS: Final = 100
DAY_MS: Final = 86_400_000

log = structlog.get_logger()


class ChannelActor(TrioActor):
    # Each open chat may tell once in a burst before this task runs; ten thousand at once is the largest we serve.
    capacity = 32_768

    def __init__(
        self, house: House, key: str, *, lately: tuple[AgentCard, ...] = (), missed: Missed | None = None
    ) -> None:
        """`lately`: its members as the life before knew them; `missed`: whom that had counted."""
        super().__init__()
        self._house = house
        self._key = key
        self._books = books = Books(house, key, lately)
        self._queue, self._ongoing, self._offered = books.queue, books.ongoing, books.offered
        self._members = books.members
        self._missed = missed or Missed()
        self._onlookers = Onlookers()
        self._attention = Attention(key, self._members, self._onlookers)
        self._news = Gathered()
        self._woken = False
        self._hours_change_at: int | None = None

    async def on_start(self) -> None:
        now = self._house.clock.now_ms()
        await self._books.read()
        self._house.live.queues[self._key] = len(self._queue)
        self._state = self._books.state()
        self._available = self._members.available
        self._wakes_at = now + self._books.record.settings.limits.leave_grace_ms
        self._lists_at = self._ongoing_at = 0
        self._see_to_hours()
        self._arm()
        if self.actor_ref.restarts:
            self._house.directory.tell_living(("agent", "chat"), SayAgain(self.address))

    def on_failure(
        self,
        exception_type: type[BaseException] | None,
        exception_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """All who look come back and are told what there is. Until its agents have said anew how they are, they
        count as they did: else the widgets, which come back first, would be told that nobody is here.
        """
        del exception_type, exception_value, traceback
        self.bequeath(lately=self._members.cards(), missed=self._missed)
        for outbox in self._onlookers.everybody():
            outbox.restart()

    async def on_receive(self, mail: ChannelMail | Ring) -> object:
        match mail:
            case Waiting():
                self._waiting(mail)
            case Ongoing():
                self._is_ongoing(mail)
            case Gone():
                self._gone(mail.chat)
            case OfferedHere():
                self._offered[mail.row.id] = self._news.queue[mail.row.id] = mail.row
            case Withdrawn():
                if self._offered.pop(mail.chat, None) is not None:
                    self._news.queue[mail.chat] = self._queue.get(mail.chat)
            case TakeFromQueue():
                return await self._take(mail)
            case OfferTo():
                return await self._offer_to(mail)
            case Explain():
                return self._explain(mail)
            case Head():
                return self._head()
            case Admit():
                self._admit()
            case ReturnTo():
                return await self._return(mail.chat)
            case Greet():
                return self._greet(mail)
            case FoundNobody():
                await self._found_nobody(mail.visitor)
            case Watch():
                return self._watch(mail)
            case Bye():
                self._onlookers.gone(mail.outbox)
            case AgentIs():
                self._agent_is(mail)
            case SettingsChanged():
                await self._read_settings()
            case Overview():
                return self._books.overview(customers=len(self._onlookers.widgets))
            case Ring():
                self._ring()
            case _:  # pragma: no cover
                assert_never(mail)
        return None

    # --- chats ---

    def _waiting(self, mail: Waiting) -> None:
        self._ongoing_gone(mail.row.id)
        self._queue.put(mail.row, front=mail.front)
        self._house.live.queues[self._key] = len(self._queue)
        self._news.queue[mail.row.id] = mail.row

    def _is_ongoing(self, mail: Ongoing) -> None:
        self._queue_gone(mail.row.id)
        if mail.waited_ms is not None:
            self._books.waits.add(self._house.clock.now_ms(), mail.waited_ms)
        self._ongoing[mail.row.id] = mail.row
        self._news.ongoing.setdefault(mail.row.id)

    def _gone(self, chat: str) -> None:
        self._queue_gone(chat)
        self._ongoing_gone(chat)

    def _queue_gone(self, chat: str) -> None:
        if self._queue.remove(chat) is not None:
            self._house.live.queues[self._key] = len(self._queue)
            self._news.queue[chat] = None

    def _ongoing_gone(self, chat: str) -> None:
        if self._ongoing.pop(chat, None) is not None:
            self._news.ongoing.setdefault(chat)

    def _head(self) -> Next | None:
        row = self._queue.head()
        if row is None:
            return None
        return Next(row.id, self._queue.is_front(row.id), row.queued_at or 0)

    async def _take(self, mail: TakeFromQueue) -> ChatCard:
        if not mail.who.rights.get(self._key, NO_RIGHTS).respond:
            raise Forbidden("You cannot respond in this channel.")
        if mail.chat not in self._queue:
            self._refuse_to_give(mail)
        take = Take(mail.who, self._books.record.settings.welcome)
        row: ChatCard = await self._house.directory.ask(f"chat/{mail.chat}", take)
        self._queue_gone(mail.chat)
        return row

    def _refuse_to_give(self, mail: TakeFromQueue) -> None:
        """The chat answers for itself, unless it is known here who has it."""
        row = self._ongoing.get(mail.chat)
        if row is not None and row.agent is not None and row.agent.id != mail.who.ref.id:
            raise Taken(row.agent.name)

    async def _offer_to(self, mail: OfferTo) -> StatusNow:
        """Only to somebody who could answer now: a customer must not wait for an empty chair."""
        if not self._members.is_available(mail.to):
            raise Invalid("to", "She is not here just now, or cannot respond in this channel.")
        member = self._members.card(mail.to)
        to = AgentRef(id=member.id, name=member.name, photo=member.photo)
        offer = Do(OfferTransfer(to=to, note=mail.note), mail.who)
        answer: StatusNow = await self._house.directory.ask(f"chat/{mail.chat}", offer)
        return answer

    # --- customers ---

    def _greet(self, mail: Greet) -> ChannelView:
        self._house.catalog.get(self._key)  # NotFound, once it is deleted
        self._push_state()  # what she is told now is what changes are measured against
        (self._onlookers.guests if mail.guest else self._onlookers.widgets).add(mail.outbox)
        return self._books.view()

    def _admit(self) -> None:
        self._house.catalog.get(self._key)
        if self._house.bots.meet(self._key):  # a bot is there when nobody else is
            return
        match self._books.state():
            case "open":
                return
            case "full":
                raise QueueFull("So many are waiting that we cannot take more just now.")
            case "away":
                raise Closed("Nobody is here to answer just now.")
            case "closed":
                raise Closed("This chat is closed just now.")

    async def _return(self, chat: str) -> StatusNow:
        self._house.catalog.get(self._key)
        back = Do(Return(available=self._members.who_are_available()), Customer())
        answer: StatusNow = await self._house.directory.ask(f"chat/{chat}", back)
        return answer

    async def _found_nobody(self, visitor: str) -> None:
        """She is in no log, so she is counted here. With trouble on the disk that is not worth a word to her."""
        now = self._house.clock.now_ms()
        if self._missed.is_new(visitor, now):
            with suppress(StoreError):
                await self._house.live.measure(Sample(MISSED.name, now, self._key))

    # --- agents ---

    def _agent_is(self, mail: AgentIs) -> None:
        agent = mail.card.id
        if mail.rights is None:
            self._onlookers.let_go(agent)
            if self._members.leaves(agent):
                self._news_of(mail.card, left=True)
        else:
            self._members.is_now(mail.card, mail.rights)
            self._news_of(mail.card)

    def _news_of(self, colleague: AgentCard, *, left: bool = False) -> None:
        shown = replace(colleague, channels=())
        responds = not left and self._members.rights(colleague.id).respond
        self._news.presence[colleague.id] = PresencePush(
            agent=shown,
            status=shown.status,
            chats=shown.chats,
            channel=self._key,
            responds=responds,
            left=left,
        )

    def _watch(self, mail: Watch) -> Snapshot:
        self._push_state()
        self._onlookers.consoles[mail.outbox] = mail.agent
        return Snapshot(
            channel=self._books.of_agent(self._members.rights(mail.agent)),
            agents=self._members.cards(),
            responders=self._members.responders(),
            queue=(*self._queue, *self._offered.values()),
            ongoing=tuple(map(without_texts, self._ongoing.values())),
            warnings=self._attention.warnings_of(mail.agent, mail.outbox, self._house.clock.now_ms()),
            offers=self._attention.offers_of(mail.agent),
        )

    def _explain(self, mail: Explain) -> Explained:
        if self._key not in mail.who.rights:
            raise NotFound("There is no such chat.")
        if not mail.who.rights[self._key].manage:
            raise Forbidden("Only a manager of the channel can ask this.")
        now = self._house.clock.now_ms()
        for position, row in enumerate(self._queue, start=1):
            if row.id == mail.chat:
                return self._attention.explain(row, position, self._books.record.settings, now)
        raise Conflict(self._why_not_waiting(mail.chat))

    def _why_not_waiting(self, chat: str) -> str:
        row = self._ongoing.get(chat)
        if row is None or row.agent is None:
            return "This chat is not in the queue of its channel."
        if row.agent.id in self._members and self._members.card(row.agent.id).connected:
            return f"{row.agent.name} has this chat."
        gone = f"{row.agent.name} has this chat and is not connected."
        if row.transfer is None:
            return f"{gone} Unless that changes soon, it goes to the front."
        return f"{gone} {self._receiver(row.transfer)} may still accept it. If nobody does, it goes to the front."

    def _receiver(self, offered: TransferOffered) -> str:
        if offered.channel is not None:
            return f"Whoever answers in {self._house.catalog.known(offered.channel).name}"
        assert offered.to is not None, "an offer names an agent or a channel"
        return offered.to.name

    # --- settings ---

    async def _read_settings(self) -> None:
        """All who are here learn of it at once; open chats look at their deadlines by the new limits."""
        before = {card.id: card for card in self._members.cards()}
        await self._books.read_members()
        now = {card.id: card for card in self._members.cards()}
        for agent in before.keys() - now.keys():
            self._news_of(before[agent], left=True)
        for agent in now.keys() - before.keys():
            self._news_of(now[agent])
        self._see_to_hours()
        self._state, self._available = self._books.state(), self._members.available
        if self._books.record.is_deleted:
            self._onlookers.restart_widgets()  # they come back, are told that there is no such channel, and hide
        else:
            self._onlookers.tell_widgets(self._books.view())
            self._onlookers.tell_consoles(self._books.changed())
        for chat in [*(row.id for row in self._queue), *self._ongoing]:
            if (open_chat := self._house.directory.find(f"chat/{chat}")) is not None:
                open_chat.tell(Wake())
        self._attention.wanted()  # other times of warnings, another way of assignment

    # --- news ---

    def on_drained(self) -> None:
        now = self._house.clock.now_ms()
        self._attention.look(self._queue, self._ongoing.values(), self._books.record.settings, now)
        if now >= self._lists_at and self._news.lists:
            self._push_lists()
            self._lists_at = now + LISTS_EVERY_MS
        if now >= self._ongoing_at and self._news.ongoing:
            self._push_ongoing()
            self._ongoing_at = now + ONGOING_EVERY_MS
        self._arm()

    def _push_lists(self) -> None:
        queue, presence = self._news.take_lists()
        if queue:
            rows = tuple(row for row in queue.values() if row is not None)
            removed = tuple(chat for chat, row in queue.items() if row is None)
            self._onlookers.tell_consoles(QueueChanged(channel=self._key, rows=rows, removed=removed))
            self._place_all()
        for push in presence.values():
            self._onlookers.tell_consoles(push)
        self._push_state()

    def _push_ongoing(self) -> None:
        told = self._news.take_ongoing(ONGOING_ROWS)
        rows = tuple(without_texts(row) for chat in told if (row := self._ongoing.get(chat)) is not None)
        removed = tuple(chat for chat in told if chat not in self._ongoing)
        self._onlookers.tell_consoles(OngoingChanged(channel=self._key, rows=rows, removed=removed))

    def _place_all(self) -> None:
        """Each who waits is told the place; a chat passes on only what is new to it."""
        waiting, average = len(self._queue), self._books.waits.average_ms(self._house.clock.now_ms())
        for position, row in enumerate(self._queue, start=1):
            with suppress(MailboxFull):  # a chat that is so busy will hear of the next change
                self._house.directory.tell(f"chat/{row.id}", Placed(Place(position, waiting, average)))

    def _push_state(self) -> None:
        state, available = self._books.state(), self._members.available
        if (state, available) == (self._state, self._available):
            return
        if state != self._state:
            log.info("channel.state", channel=self._key, state=state, available=available)
            self._onlookers.tell_widgets(self._books.view())
        self._state, self._available = state, available
        self._onlookers.tell_consoles(self._books.changed())

    # --- time ---

    def _arm(self) -> None:
        due = [
            self._lists_at if self._news.lists else None,
            self._ongoing_at if self._news.ongoing else None,
            None if self._woken else self._wakes_at,
            self._attention.next_at(self._queue),
            self._hours_change_at,
        ]
        at = min((at for at in due if at is not None), default=None)
        if at is None:
            self._house.alarm.cancel(self.actor_ref)
        else:
            self._house.alarm.set(self.actor_ref, self._house.clock.at(at))

    def _see_to_hours(self) -> None:
        """When the clock will open or close the channel: then all are told, whether or not anybody asks."""
        now = self._house.clock.now_ms()
        change = next_change(self._books.record.settings.hours, now)
        # One that is open for longer than is looked ahead is looked at again.
        self._hours_change_at = change or (now + DAY_MS if self._books.record.settings.hours.on else None)

    def _ring(self) -> None:
        """`on_drained` follows and pushes what is due."""
        if self._hours_change_at is not None and self._house.clock.now_ms() >= self._hours_change_at:
            self._see_to_hours()
            self._push_state()
        if not self._woken and self._house.clock.now_ms() >= self._wakes_at:
            self._woken = True
            self._wake_the_forgotten()

    def _wake_the_forgotten(self) -> None:
        """Open chats whose customers have not come back since the start: they have deadlines to see to."""
        for chat in [*(row.id for row in self._queue), *self._ongoing]:
            if self._house.directory.find(f"chat/{chat}") is None:
                self._house.directory.tell(f"chat/{chat}", Wake())
