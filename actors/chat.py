"""The shell of one chat.

The rules are in domain/; here a command becomes a stored fact, and only then news. One mailbox, one command at
a time, so a chat needs no lock. A slow socket never slows a chat: its outbox is offered a frame and may lose its
connection, nothing else. A chat asks nobody but the store; it tells its channel and its agent what changed.

The actor is temporary: it comes from its row with the first mail and goes when nobody is connected to it and
nothing is due. If it fails, its clients are sent to come back, and the next mail brings it back from its row.
"""

from types import TracebackType
from typing import Final, assert_never

import msgspec
import structlog

from actors.alarm import Ring
from actors.attached import Attached, offer
from actors.domain.chat import Chat, evolve
from actors.domain.commands import Answer, ChatCommand, HandOff, Leave, SendFile, Tick, Together
from actors.domain.deadline import deadline, leaves_at
from actors.domain.decide import decide, may
from actors.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from actors.domain.her_chats import shown_as
from actors.domain.marks import Marks
from actors.domain.queue import Place
from actors.domain.rights import Action, Agent, Bot, Customer, System, Who
from actors.domain.settings import ChannelSettings, FileSettings
from actors.domain.views import Audience, agent_for_customer, card, customer_chat
from actors.house import House
from actors.log import PAGE, Stored
from actors.mail import (
    AttachAgent,
    AttachCustomer,
    Begin,
    Begun,
    Behind,
    ChatMail,
    Detach,
    Do,
    Listen,
    MaySendFile,
    News,
    Outbox,
    Peek,
    Placed,
    SayAgain,
    Seen,
    StopListening,
    Take,
    Typing,
    Wake,
    WhyHers,
)
from actors.messages import (
    Acked,
    ChatCard,
    ChatRate,
    ChatsChanged,
    CustomerChat,
    Event,
    FileRef,
    MessageSend,
    NoteAdd,
    QueuePush,
    ReadPush,
    Status,
    StatusNow,
    TypingPush,
)
from actors.runtime import TrioActor
from actors.upward import Upward
from store.errors import DuplicateKey, DuplicateStart, StaleWriter

# An ended chat stays in memory for as long as its post-chat form is likely to be used.
IDLE_MS: Final = 60_000
# Until the disk is looked at again after it refused a deadline's event.
RETRY_MS: Final = 5_000
SYSTEM: Final = System()
SOME_FILE: Final = FileRef(id="", name="", size=0, media_type="", url="")

log = structlog.get_logger()


class ChatActor(TrioActor):
    _chat: Chat | None = None  # None until the first mail, and after trouble: then it is read from the row
    _untold: Chat | None = None  # after trouble: as everybody knows it, should the row have gone further

    def __init__(self, house: House, chat_id: str) -> None:
        super().__init__()
        self._house = house
        self._id = chat_id
        self._marks = self._marks_stored = Marks()
        self._attached = Attached(chat_id)
        self._upward = Upward(house.directory, chat_id, self._attached)
        self._gone_at: int | None = None  # since when no customer is connected
        self._used_at = 0
        self._place: Place | None = None
        self._agent_types = False

    async def on_receive(self, mail: ChatMail | Ring) -> object:
        if self._chat is None and not isinstance(mail, Begin | Detach):
            await self._load()
            if not isinstance(mail, Ring):  # that sees to it itself, and what is due must not ring at once
                self._arm()
        match mail:
            case Do():
                return await self._do(mail.command, mail.who)
            case Begin():
                return await self._begin(mail)
            case MaySendFile():
                return self._may_send_file(mail.who)
            case Take():
                await self._do(Answer(welcome=mail.welcome), mail.who)
                return self._card()
            case AttachCustomer():
                return await self._attach_customer(mail)
            case AttachAgent():
                await self._attach_agent(mail)
            case Detach():
                self._detach(mail.outbox)
            case Typing():
                self._typing(mail)
            case Seen():
                self._seen(mail)
            case Placed():
                self._placed(mail.place)
            case Peek():
                return self._card()
            case WhyHers():
                return self._card(), self._upward.concerned(self.chat).get(mail.agent)
            case Listen():
                return self._listen(mail.who)
            case StopListening():
                self._upward.listens_no_more(mail.agent, self.chat, self._card())
            case SayAgain():
                self._upward.tell_again(mail.to, self.chat, self._card())
            case Wake():
                self._arm()
            case Ring():
                await self._ring()
            case _:  # pragma: no cover
                assert_never(mail)
        return None

    def on_failure(
        self,
        exception_type: type[BaseException] | None,
        exception_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """The clients come back and resume; the chat itself is whole on disk. Who listens is not: she is told."""
        del exception_type, exception_value, traceback
        for outbox in self._attached.everybody():
            outbox.restart()
        known = self._chat or self._untold
        if known is not None:
            self._upward.end(known, card(known))

    # --- state ---

    async def _load(self) -> Chat:
        try:
            kept = await self._house.log.load(self._id)
        except NotFound:
            self.stop()  # nobody can fill the memory by asking for chats that are not
            raise
        before, chat = self._untold, kept.chat
        missed = await self._house.log.stored_since(chat, before.seq) if before and before.seq < chat.seq else None
        self._chat, self._marks, self._marks_stored, self._untold = chat, kept.marks, kept.marks, None
        if not self._attached.customers and self._gone_at is None:  # trouble does not lengthen the grace
            self._gone_at = self._house.clock.now_ms()
        self._used_at = self._house.clock.now_ms()
        if kept.chat.transfer is not None:
            self._upward.tell_offer(kept.chat, self._card())
        if before is not None and missed is not None:
            self._tell(before, missed)
        return chat

    @property
    def chat(self) -> Chat:
        assert self._chat is not None, "loaded by the first mail"
        return self._chat

    def _settings(self) -> ChannelSettings:
        return self._house.catalog.known(self.chat.channel).settings

    def _card(self) -> ChatCard:
        marks, limits = self._marks, self._settings().limits
        return card(self.chat, unread=marks.unread, customer_read=marks.customer_read, limits=limits)

    # --- a command becomes facts, facts become news ---

    async def _do(self, command: ChatCommand, who: Who) -> Acked | StatusNow:
        chat = self.chat
        if isinstance(command, MessageSend) and command.file is not None:
            command = await self._with_file(command.file, command.key, who)
        if isinstance(command, HandOff | Together):
            command = _arriving(command, self._ahead(chat.channel))
        now = self._house.clock.now_ms()
        try:
            events = decide(chat, command, who, now, self._settings().limits, lost=self._agent_is_lost())
        except Refused as refused:
            return await self._stored_before(command, who, refused)
        if isinstance(command, ChatRate):
            self._must_ask_for_stars()
        if events:
            if isinstance(command, SendFile):
                await self._house.files.stays(command.file.id)
            try:
                await self._store_and_tell(chat, events)
            except DuplicateKey as known:
                return Acked(seq=known.seq, at=await self._stored_at(known.seq))
        if isinstance(command, MessageSend | SendFile | NoteAdd):
            seq = self.chat.keys[command.key]
            return Acked(seq=seq, at=events[-1].at if events else await self._stored_at(seq))
        assert self.chat.status is not None
        return StatusNow(status=self.chat.status)

    def _must_ask_for_stars(self) -> None:
        form = self._settings().post_chat
        if not (form.on and form.rating):
            raise Forbidden("Ratings are not asked for here.")

    def _agent_is_lost(self) -> bool:
        return _agent_id(self.chat) in self._house.lost

    async def _with_file(self, file: str, key: str, who: Who) -> SendFile:
        try:
            found = await self._house.files.for_message(file, self._id, who)
        except Invalid:
            self._may_send_file(who)  # she may not, which goes before; to a stranger there is not even a chat
            raise
        return SendFile(file=found, key=key, always=self._settings().files.always)

    def _may_send_file(self, who: Who) -> FileSettings:
        """Refused as the message itself would be; nothing comes of it."""
        settings = self._settings()
        try:
            some = SendFile(file=SOME_FILE, key="", always=settings.files.always)
            decide(self.chat, some, who, self._house.clock.now_ms(), settings.limits)
        except Forbidden as refused:
            raise self._hidden(who, refused) from None
        return settings.files

    def _hidden(self, who: Who, refused: Forbidden) -> Refused:
        """Whoever may not even read a chat is not told that there is one."""
        if isinstance(who, Agent) and not may(self.chat, who, Action.READ):
            return NotFound("There is no such chat.")
        return refused

    async def _stored_before(self, command: ChatCommand, who: Who, refused: Refused) -> Acked:
        """A text that could not be written now may have been, when its answer was lost: the same answer again."""
        if isinstance(refused, Forbidden) and isinstance(hidden := self._hidden(who, refused), NotFound):
            raise hidden from refused
        if isinstance(command, MessageSend | SendFile | NoteAdd):
            seq = await self._house.log.seq_of_key(self._id, command.key)
            if seq is not None:
                return Acked(seq=seq, at=await self._stored_at(seq))
        raise refused

    async def _stored_at(self, seq: int) -> int:
        (event,) = await self._house.log.events(self._id, after=seq - 1, limit=1)
        return event.at

    async def _begin(self, mail: Begin) -> Begun:
        chat = self._chat or Chat(id=self._id)
        now = self._house.clock.now_ms()
        limits = self._house.catalog.get(mail.start.channel).settings.limits
        start = msgspec.structs.replace(mail.start, ahead=self._ahead(mail.start.channel))
        events = decide(chat, start, Customer(), now, limits)
        self._gone_at = now
        try:
            await self._store_and_tell(chat, events, begin=mail)
        except Exception as trouble:
            self.stop()  # it has not begun
            if isinstance(trouble, DuplicateStart):
                return await self._begun_before(mail, now)
            raise
        return Begun(self._id, self.chat.seq)

    def _ahead(self, channel: str) -> int:
        """How many wait before it, as the channel knows now."""
        return self._house.live.queues.get(channel, 0)

    async def _begun_before(self, mail: Begin, now: int) -> Begun:
        """The answer to the first try was lost on the way: the same chat again, with a token of its own."""
        begun = await self._house.log.begun_before(mail.start.channel, mail.start.key, now)
        if begun is None:
            raise Conflict("This key has started a chat before. Use a new one.")
        await self._house.log.begin_again(begun[0], mail.token_hash, now)
        return Begun(*begun)

    async def _store_and_tell(self, chat: Chat, events: tuple[Event, ...], begin: Begin | None = None) -> None:
        after = evolve(chat, *events)
        marks = self._marks.after(events)
        token_hash, start_key = (begin.token_hash, begin.start.key) if begin else (None, None)
        try:
            stored = await self._house.log.append(
                chat, after, events, marks, token_hash=token_hash, start_key=start_key
            )
        except StaleWriter as stale:
            self._chat, self._untold = None, chat  # what is on disk is the truth, whoever wrote it
            log.exception("chat.stale_writer", seq=stale.seq)
            raise Unavailable("This chat was changed elsewhere. Try again.") from stale
        except Unavailable:
            self._chat, self._untold = None, chat  # after an I/O error the rows may be there all the same
            raise
        self._chat, self._marks, self._marks_stored = after, marks, marks
        self._used_at = events[-1].at
        self._tell(chat, stored)

    def _tell(self, before: Chat, stored: Stored) -> None:
        """Everybody who may know, each in order of `seq`."""
        look = self._settings().look
        for event in stored.events:
            self._attached.publish(event, look)
        if stored.chat.status is not Status.QUEUED:
            self._place = None
        if before.status is Status.BOT and stored.chat.status is not Status.BOT:
            offer(self._attached.customers, News(TypingPush(on=False)))  # whatever it was about to say
        if before.status is not Status.ACTIVE and stored.chat.status is Status.ACTIVE:
            self._show_row()  # since when an answer is waited for may be from before: no event tells it
        self._upward.tell(before, stored, self._card)
        if before.channel and before.channel != stored.chat.channel:
            for outbox in self._attached.customers:
                outbox.restart()  # they come back and are told what this channel offers
        self._arm()

    # --- listening in ---

    def _listen(self, who: Agent) -> ChatCard:
        if self.chat.channel not in who.rights:
            raise NotFound("There is no such chat.")
        if not may(self.chat, who, Action.LISTEN):
            raise Forbidden("You may not listen in on this channel.")
        if self.chat.status is not Status.ACTIVE:
            raise Conflict("Only a chat that an agent has can be listened to.", self.chat.status)
        self._upward.listens(who.ref.id, self.chat, self._card())
        return self._card()

    # --- who is connected ---

    async def _attach_customer(self, mail: AttachCustomer) -> CustomerChat | Behind:
        if self.chat.seq - mail.after > PAGE:
            return Behind(self._customer_chat())
        await self._replay(mail.outbox, mail.after, Audience.CUSTOMER)
        if self._place is not None:
            mail.outbox.offer(_queue_news(self._place))
        elif self.chat.status is Status.QUEUED:  # after a restart the channel has not said it yet
            self._upward.tell_waiting(self.chat, self._card())
        if mail.outbox not in self._attached.customers:
            self._attached.customers.append(mail.outbox)
        self._gone_at = None
        self._arm()
        return self._customer_chat()

    def _customer_chat(self) -> CustomerChat:
        settings, place = self._settings(), self._place
        return customer_chat(
            self.chat,
            settings.look,
            settings.limits,
            agent_read=self._marks.agent_read,
            place=(place.position, place.waiting, place.average_wait_ms) if place else None,
        )

    async def _attach_agent(self, mail: AttachAgent) -> None:
        """Her own actor introduces her; a chat that has let her go meanwhile knows better."""
        if mail.outbox in self._attached.consoles or mail.agent not in self._upward.concerned(self.chat):
            return
        after = max(mail.after, self.chat.seq - PAGE)  # an older hole is filled by `chat.open`
        await self._replay(mail.outbox, after, Audience.AGENT)
        self._attached.consoles[mail.outbox] = mail.agent

    async def _replay(self, outbox: Outbox, after: int, audience: Audience) -> None:
        """What the client has missed; the chat does nothing else meanwhile, so there is no gap and no double."""
        if after < self.chat.seq:
            events = await self._house.log.events(self._id, after=after)
            self._attached.replay(outbox, events, audience, self._settings().look)

    def _detach(self, outbox: Outbox) -> None:
        if self._attached.consoles.pop(outbox, None) == _agent_id(self.chat) and self._agent_types:
            self._agent_stops_typing()
        if outbox not in self._attached.customers:
            return
        self._attached.customers.remove(outbox)
        if not self._attached.customers:
            self._gone_at = self._house.clock.now_ms()
            self._arm()

    # --- what is not kept ---

    def _typing(self, mail: Typing) -> None:
        if isinstance(mail.who, Customer):
            preview = mail.preview if self._settings().show_typing else None
            offer(self._attached.consoles, News(TypingPush(on=mail.on, chat=self._id, preview=preview)))
        elif isinstance(mail.who, Agent) and _agent_id(self.chat) == mail.who.ref.id:
            self._agent_types = mail.on
            shown = agent_for_customer(mail.who.ref, self._settings().look)
            offer(self._attached.customers, News(TypingPush(on=mail.on, name=shown.name if shown else None)))
        elif isinstance(mail.who, Bot) and self.chat.status is Status.BOT:
            offer(self._attached.customers, News(TypingPush(on=mail.on, name=mail.who.name)))

    def _agent_stops_typing(self) -> None:
        """Her console is gone, and cannot say so itself."""
        self._agent_types = False
        offer(self._attached.customers, News(TypingPush(on=False)))

    def _seen(self, mail: Seen) -> None:
        """Read marks are kept with the next event, or when the chat is put to sleep; one that a crash forgets is
        sent again by the client.
        """
        seq = min(mail.seq, self.chat.seq)
        before = self._marks
        if isinstance(mail.who, Customer):
            self._marks = before.seen_by_customer(seq)
            if self._marks is not before:
                offer(self._attached.consoles, News(ReadPush(seq=seq, chat=self._id)))
                if not self.chat.is_open:
                    self._upward.tell_agents(self.chat, self._card())
        elif isinstance(mail.who, Agent) and _agent_id(self.chat) == mail.who.ref.id:
            self._marks = before.seen_by_agent(seq)
            if self._marks is not before:
                offer(self._attached.customers, News(ReadPush(seq=seq)))
                self._show_row()

    def _show_row(self) -> None:
        """To every console, among the events it gets: what comes by way of her list may come behind the next."""
        row, concerned = self._card(), self._upward.concerned(self.chat)
        shown = {why: News(ChatsChanged(rows=(shown_as(row, why),))) for why in set(concerned.values())}
        for outbox, agent in self._attached.consoles.items():  # many may listen: each list is dressed once
            if agent in concerned:
                outbox.offer(shown[concerned[agent]])

    def _placed(self, place: Place) -> None:
        if self.chat.status is not Status.QUEUED or place == self._place:
            return
        self._place = place
        offer(self._attached.customers, _queue_news(place))

    # --- time ---

    def _due_at(self) -> int | None:
        if not self.chat.is_open and not self._attached.customers:
            return self._used_at + IDLE_MS
        return deadline(self.chat, self._settings().limits, self._gone_at)

    def _arm(self) -> None:
        at = self._due_at()
        if at is None:
            self._house.alarm.cancel(self.actor_ref)
        else:
            self._house.alarm.set(self.actor_ref, self._house.clock.at(at))

    async def _ring(self) -> None:
        now = self._house.clock.now_ms()
        limits = self._settings().limits
        leave = leaves_at(self.chat, limits, self._gone_at)
        due = deadline(self.chat, limits, self._gone_at)
        if due is not None and now >= due:
            await self._let_time_act(Leave() if leave is not None and now >= leave else Tick())
        elif not (self._is_unused(now) and await self._went_to_sleep()):
            self._arm()

    async def _went_to_sleep(self) -> bool:
        """What was read after the last event would be forgotten with the actor, so it is written down first."""
        if self._marks != self._marks_stored:
            try:
                await self._house.log.append(self.chat, self.chat, (), self._marks)
            except (Refused, StaleWriter) as trouble:  # only marks: the next start does without
                log.warning("chat.marks_lost", why=type(trouble).__name__)
            self._marks_stored = self._marks
        return self.passivate()

    def _is_unused(self, now: int) -> bool:
        return not self.chat.is_open and not self._attached.customers and now >= self._used_at + IDLE_MS

    async def _let_time_act(self, command: Leave | Tick) -> None:
        try:
            await self._do(command, SYSTEM)
            self._arm()
        except Refused as refused:  # the disk cannot take it now; what is due stays due
            log.warning("chat.deadline_postponed", why=refused.code)
            self._house.alarm.set(self.actor_ref, self._house.clock.at(self._house.clock.now_ms() + RETRY_MS))


def _arriving(command: HandOff | Together, ahead: int) -> HandOff | Together:
    """A hand-off, also as the end of a bot's turn, says how many wait `ahead` of it."""
    if isinstance(command, Together):
        each = (msgspec.structs.replace(c, ahead=ahead) if isinstance(c, HandOff) else c for c in command.commands)
        return Together(tuple(each))
    return msgspec.structs.replace(command, ahead=ahead)


def _queue_news(place: Place) -> News:
    average = place.average_wait_ms
    return News(QueuePush(position=place.position, waiting=place.waiting, average_wait_ms=average))


def _agent_id(chat: Chat) -> str | None:
    """Who serves it now. The agent of an ended chat is a memory, for the way back."""
    return chat.agent.id if chat.agent is not None and chat.status is Status.ACTIVE else None
