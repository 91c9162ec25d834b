"""The shell of one agent: her presence, her consoles, and which chats are hers.

It holds no chat and no queue; it introduces her consoles to the mailboxes that do, and says to her channels what
she can be counted on for. When her last console is lost she counts as available for a moment still, and keeps
her chats for longer; after that each chat is told, and goes back to the queue. One that she has offered does so
when nobody accepts it.

If it fails, her consoles come back. Its next life reads the chats she serves or has served; those that are offered
to her or that she listens to say so again.
"""

from types import TracebackType
from typing import Final, assert_never

import structlog

from actors import errands
from actors.alarm import Ring
from actors.domain.availability import CONSOLE_GRACE_MS
from actors.domain.commands import CancelTransfer, LoseAgent
from actors.domain.errors import Conflict, Forbidden, NotFound, Refused
from actors.domain.her_chats import RECENT_MS, Concern, HerChats
from actors.domain.rights import Agent, System
from actors.domain.settings import Limits
from actors.domain.views import card
from actors.house import House
from actors.log import kept_of, rights_of
from actors.mail import (
    AgentIs,
    AgentMail,
    AttachAgent,
    Bye,
    ChannelsNamed,
    CloseWindow,
    Concerns,
    Connect,
    Connected,
    Detach,
    Disconnect,
    Do,
    ListenTo,
    News,
    Outbox,
    Released,
    SayAgain,
    SetDraft,
    SetPresence,
    SettingsChanged,
    Snapshot,
    StopListening,
    TakeChat,
    TakeNext,
    Transfer,
    Watch,
    WhoIs,
    WhyHers,
)
from actors.messages import (
    AgentCard,
    AgentRef,
    AllChannelsPush,
    ChatCard,
    ChatsChanged,
    DraftPush,
    Myself,
    Ok,
    Rights,
    Status,
)
from actors.runtime import TrioActor
from store.queries import accounts, channels, chats, drafts

# Until chats that could not be put back in the queue are tried again.
RETRY_MS: Final = 5_000
# Unsent texts kept for one agent: more than anybody has in hand, less than a page of memory.
DRAFTS_MAX: Final = 100

log = structlog.get_logger()


class AgentActor(TrioActor):
    capacity = 4_096  # an end of the day with hundreds of her chats telling at once stays far below

    def __init__(self, house: House, agent: str, *, dropped_at: int | None = None) -> None:
        """`dropped_at`: since when she has no console, if that is from a life before."""
        super().__init__()
        self._house = house
        self._id = agent
        self._consoles: dict[Outbox, None] = {}
        self._chats = HerChats()
        self._drafts: dict[str, str] = {}
        self._dropped_at = dropped_at  # since when she has no console; None while she has, or never had
        self._lost = False

    async def on_start(self) -> None:
        now = self._house.clock.now_ms()
        await self._read_account()
        self._since_at = now
        for row in await self._house.store.read(chats.of_agent, self._id, now - RECENT_MS):
            kept = kept_of(row)
            mine = card(kept.chat, unread=kept.marks.unread, customer_read=kept.marks.customer_read)
            self._chats.put(mine, "agent" if kept.chat.status is Status.ACTIVE else "recent")
        self._drafts = await self._house.store.read(drafts.of_agent, self._id)
        if self._dropped_at is None and self._chats.active():
            self._dropped_at = now  # the server was away; her console is given the time to come back
        self._tell_channels()
        self._arm()
        if self.actor_ref.restarts:
            self._house.directory.tell_living(("chat",), SayAgain(self.address))

    def on_failure(
        self,
        exception_type: type[BaseException] | None,
        exception_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """They come back and are told all there is, in the moment that any console is given. Only this life knows
        where they are attached.
        """
        del exception_type, exception_value, traceback
        self.bequeath(dropped_at=self._house.clock.now_ms() if self._consoles else self._dropped_at)
        for outbox in self._consoles:
            outbox.restart()
        for outbox in self._consoles:
            self._detach(outbox)

    async def on_receive(self, mail: AgentMail | Ring) -> object:
        match mail:
            case Connect():
                return await self._connect(mail)
            case Disconnect():
                self._disconnect(mail.outbox)
            case SetPresence():
                return await self._set_presence(mail)
            case TakeNext():
                return await errands.take_next(self._house, self._who, mail.channel)
            case TakeChat():
                return await errands.take(self._house, self._who, mail.chat)
            case Concerns():
                self._concerns_me(mail)
            case Released():
                self._released(mail.row)
            case Transfer():
                return await errands.transfer(self._house, self._who, mail)
            case ListenTo():
                return await errands.listen(self._house, self._who, mail.chat)
            case CloseWindow():
                return self._close_window(mail.chat)
            case SetDraft():
                return await self._set_draft(mail)
            case SettingsChanged():
                await self._read_settings()
            case ChannelsNamed():
                self._push(AllChannelsPush(channels=self._house.catalog.refs()))
            case WhoIs():
                return self._card()
            case SayAgain():
                self._say_again(mail.to)
            case Ring():
                await self._ring()
            case _:  # pragma: no cover
                assert_never(mail)
        return None

    # --- who she is ---

    async def _read_account(self) -> None:
        account = await self._house.store.read(accounts.by_id, self._id)
        if account is None:  # named by an old row: nobody can be, or sign in as, her
            account = accounts.Account(
                id=self._id,
                login="",
                name="",
                email="",
                role="agent",
                password_hash="",
                disabled_at=0,
                created_at=0,
            )
        rights: dict[str, Rights] = {}
        if account.disabled_at is None:
            memberships = await self._house.store.read(channels.memberships, self._id)
            rights = {channel: rights_of(row) for channel, row in memberships.items()}
        ref = AgentRef(id=account.id, name=account.name, photo=account.photo)
        self._account = account
        self._presence = account.presence
        self._who = Agent(ref=ref, admin=account.role == "admin", rights=rights)

    def _card(self) -> AgentCard:
        return AgentCard(
            id=self._id,
            name=self._account.name,
            photo=self._account.photo,
            status=self._presence,
            connected=self._counts_as_connected(),
            chats=len(self._chats.active()),
            since_at=self._since_at,
            channels=tuple(self._who.rights),
        )

    def _counts_as_connected(self) -> bool:
        if self._consoles:
            return True
        now = self._house.clock.now_ms()
        return self._dropped_at is not None and now < self._dropped_at + CONSOLE_GRACE_MS

    def _tell_channels(self) -> None:
        mine = self._card()
        for channel, rights in self._who.rights.items():
            self._house.directory.tell(f"channel/{channel}", AgentIs(mine, rights))

    def _say_again(self, to: str) -> None:
        """To one of her channels, which has failed."""
        rights = self._who.rights.get(to.removeprefix("channel/"))
        if rights is not None:
            self._house.directory.tell(to, AgentIs(self._card(), rights))

    async def _set_presence(self, mail: SetPresence) -> Ok:
        await self._house.store.write(accounts.set_presence, self._id, mail.status)
        if mail.status != self._presence:
            self._presence = mail.status
            self._since_at = self._house.clock.now_ms()
            self._tell_channels()
            log.info("agent.presence", agent=self._id, status=mail.status)
            if mail.status == "away":
                await self._give_back_offers()
        return Ok()

    async def _read_settings(self) -> None:
        before, who = self._account, self._who
        await self._read_account()
        if who == self._who and _shown_of(before) == _shown_of(self._account):
            return
        for channel in who.rights.keys() - self._who.rights.keys():
            self._house.directory.tell(f"channel/{channel}", AgentIs(self._card(), None))
        self._tell_channels()
        for outbox in self._consoles:  # they come back and get what is new: rights, a name, or no entry
            if self._account.disabled_at is None:
                outbox.restart()
            else:
                outbox.revoke()
        if self._account.disabled_at is not None:  # her customers need not wait for her to come back
            await self._give_back_offers()
            self._lost = await self._lose_chats()

    # --- her consoles ---

    async def _connect(self, mail: Connect) -> Connected:
        if self._account.disabled_at is not None:
            raise Forbidden("This account is disabled.")
        self._consoles[mail.outbox] = None
        self._dropped_at, self._lost = None, False
        self._house.lost.discard(self._id)
        self._tell_channels()
        self._arm()
        self._chats.forget_old(self._house.clock.now_ms())
        snapshots = [await self._watch(channel, mail.outbox) for channel in self._who.rights]
        await self._look_at_chats()
        self._attach(mail)
        return Connected(
            me=self._myself(),
            who=self._who,
            presence=self._presence,
            snapshots=tuple(snapshots),
            chats=tuple(self._chats.shown(row.id) for row in self._chats),
            drafts=self._drafts,
        )

    async def _look_at_chats(self) -> None:
        """Only the chat itself knows how far it is, and whose; its mail about that is old from now on."""
        for known in self._chats.heard():
            row, concern = await self._house.directory.ask(f"chat/{known.id}", WhyHers(self._id))
            if concern is None:
                self._released(row)
            elif (before := self._chats.put(row, concern)) != concern:
                self._tell_moved(row.id, before, concern)

    async def _watch(self, channel: str, outbox: Outbox) -> Snapshot:
        snapshot: Snapshot = await self._house.directory.ask(f"channel/{channel}", Watch(outbox, self._id))
        return snapshot

    def _attach(self, mail: Connect) -> None:
        """To the chats she serves; and to those that went on without the console while it was away."""
        for row in self._chats:
            after = mail.after.get(row.id)
            if self._chats.concern(row.id) != "recent" or (after is not None and after < row.seq):
                self._introduce(row.id, mail.outbox, row.seq if after is None else after)

    def _introduce(self, chat: str, outbox: Outbox, after: int) -> None:
        self._house.directory.tell(f"chat/{chat}", AttachAgent(outbox, self._id, after))

    def _myself(self) -> Myself:
        account = self._account
        return Myself(
            id=account.id, name=account.name, login=account.login, role=account.role, photo=account.photo
        )

    def _disconnect(self, outbox: Outbox) -> None:
        if self._consoles.pop(outbox, outbox) is outbox:
            return  # it was not there
        self._detach(outbox)
        if not self._consoles:
            self._dropped_at = self._house.clock.now_ms()
            self._arm()

    def _detach(self, outbox: Outbox) -> None:
        """From all that it watches and hears."""
        for channel in self._who.rights:
            self._house.directory.tell(f"channel/{channel}", Bye(outbox))
        for row in self._chats:
            ref = self._house.directory.find(f"chat/{row.id}")
            if ref is not None:
                ref.tell(Detach(outbox))

    # --- her chats ---

    def _concerns_me(self, mail: Concerns) -> None:
        if self._chats.is_old(mail.row):
            return
        row, before = mail.row, self._chats.put(mail.row, mail.concern)
        if mail.concern != "recent":
            for outbox in self._consoles:
                self._introduce(row.id, outbox, row.seq)
        self._tell_moved(row.id, before, mail.concern)

    def _tell_moved(self, chat: str, before: Concern | None, concern: Concern) -> None:
        self._push(ChatsChanged(rows=(self._chats.shown(chat),)))
        if before != concern and "agent" in (before, concern):
            self._tell_channels()

    def _released(self, row: ChatCard) -> None:
        if self._chats.is_old(row) or (concern := self._chats.remove(row.id)) is None:
            return
        self._push(ChatsChanged(removed=(row.id,)))
        if concern == "agent":
            self._tell_channels()

    def _close_window(self, chat: str) -> Ok:
        """Out of her list before she has her answer: what she does next must not find it there."""
        self._must_be_listed(chat)
        self._house.directory.tell(f"chat/{chat}", StopListening(self._id))
        if self._chats.concern(chat) == "listener":
            self._chats.remove(chat)
            self._push(ChatsChanged(removed=(chat,)))
        return Ok()

    async def _give_back_offers(self) -> None:
        """What was offered to her goes back: she is away, or gone for longer than a reload takes."""
        for chat in self._chats.offered():
            try:
                await self._house.directory.ask(f"chat/{chat}", Do(CancelTransfer(gone=True), System()))
            except Refused as refused:
                log.info("agent.offer_kept", agent=self._id, chat=chat, why=refused.code)

    # --- drafts ---

    def _must_be_listed(self, chat: str) -> None:
        if chat not in self._chats:
            raise NotFound("This chat is not in your list.")

    async def _set_draft(self, mail: SetDraft) -> Ok:
        self._must_be_listed(mail.chat)
        if mail.text:
            if mail.chat not in self._drafts and len(self._drafts) >= DRAFTS_MAX:
                raise Conflict("You have too many unsent texts. Send or clear some.")
            self._drafts[mail.chat] = mail.text
        else:
            self._drafts.pop(mail.chat, None)
        await self._house.store.write(drafts.put, self._id, mail.chat, mail.text, self._house.clock.now_ms())
        news = News(DraftPush(chat=mail.chat, text=mail.text))
        for outbox in self._consoles:
            if outbox is not mail.outbox:
                outbox.offer(news)
        return Ok()

    def _push(self, push: ChatsChanged | AllChannelsPush) -> None:
        news = News(push)
        for outbox in self._consoles:
            outbox.offer(news)

    # --- time ---

    def _reconnect_ms(self) -> int:
        """The longest of her channels: one console serves them all."""
        limits = [self._house.catalog.known(channel).settings.limits for channel in self._who.rights]
        return max((limit.reconnect_ms for limit in limits), default=Limits().reconnect_ms)

    def _arm(self) -> None:
        if self._consoles or self._dropped_at is None or self._lost:
            self._house.alarm.cancel(self.actor_ref)
            return
        now = self._house.clock.now_ms()
        grace_at, lost_at = self._dropped_at + CONSOLE_GRACE_MS, self._dropped_at + self._reconnect_ms()
        at = next((when for when in (grace_at, lost_at) if when > now), now + RETRY_MS)
        self._house.alarm.set(self.actor_ref, self._house.clock.at(at))

    async def _ring(self) -> None:
        if self._consoles or self._dropped_at is None:
            return
        self._tell_channels()
        if not self._counts_as_connected():
            await self._give_back_offers()
        if self._house.clock.now_ms() >= self._dropped_at + self._reconnect_ms():
            self._lost = await self._lose_chats()
        self._arm()

    async def _lose_chats(self) -> bool:
        """Whether all are lost; a chat that cannot store it now is asked again when the alarm rings next."""
        self._house.lost.add(self._id)  # first: an offer that ends while they are told is not forgotten
        done = True
        for row in self._chats.active():
            log.info("agent.lost", agent=self._id, chat=row.id)
            try:
                await self._house.directory.ask(f"chat/{row.id}", Do(LoseAgent(self._id), System()))
            except Refused as refused:
                log.warning("agent.lost_postponed", agent=self._id, chat=row.id, why=refused.code)
                done = False
        return done


def _shown_of(account: accounts.Account) -> tuple[object, ...]:
    """What her console shows of her, and whether she may have one."""
    return account.name, account.photo, account.role, account.login, account.disabled_at
