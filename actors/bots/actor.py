"""The bot of one chat: a reader of its log that answers.

It hears that the customer has said something, reads the log from where it has answered, asks the connector and has
done what that wants, all of a turn written down before any of it is done. It holds nothing that is not in the log
or the store but the turn at hand, so it may go whenever it is idle, and after a stop of the server it goes on
where it was: the connector is told everything at least once, and without a stop exactly once.

A chat is never left with a bot that says nothing. What the disk refuses is tried again; a connector that fails
twice in a turn, and anything else that goes wrong, hands the chat over to people. A connector that fails again
and again is left alone for a while, and new chats go to the queue at once. Whatever a bot still says after the
hand-off is refused by the chat's own rules (decide/), not by anything here.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple, assert_never

import msgspec
import structlog
import trio

from actors import requests_of_chats
from actors.alarm import Ring
from actors.bots.connectors import BotFailed, ask, connector_of
from actors.bots.opening import key, name_of
from actors.catalog import ChannelRecord
from actors.domain.bots import (
    HISTORY_MAX,
    BotAction,
    BotAnswer,
    BotChat,
    Finish,
    HandOver,
    Line,
    MakeRequest,
    Post,
    SetFields,
    Told,
    ends_turn,
    until_its_end,
)
from actors.domain.chat import Chat
from actors.domain.commands import HandOff, Say, Together
from actors.domain.commands import SetFields as SetFieldsOfChat
from actors.domain.errors import Conflict, NotFound, Unavailable
from actors.domain.rights import Bot, System
from actors.house import House
from actors.log import PAGE
from actors.mail import Do, HandedOver, Heard, Typing
from actors.messages import ChatEnd, Event, Message, Status
from actors.runtime import ActorDeadError, MailboxFull, TrioActor
from store.errors import StoreBusy, StoreTrouble
from store.queries import bot_posts
from store.queries.bot_posts import Pending, Turns

TRIES: Final = 2
PAUSE_S: Final = 1.0
# Until the disk is asked again after it refused.
RETRY_MS: Final = 5_000
# What passes by itself: the disk, a chat that is busy or has just gone to sleep.
PASSING: Final = (Unavailable, StoreBusy, StoreTrouble, MailboxFull, ActorDeadError)

log = structlog.get_logger()


class Turn(NamedTuple):
    """What the connector wants done about event `seq`, and nobody has written down yet."""

    seq: int
    plan: list[Pending]


class BotActor(TrioActor):
    def __init__(self, house: House, chat: str) -> None:
        super().__init__()
        self._house = house
        self._chat_id = chat
        self._turns: Turns | None = None  # as stored; None: not read yet
        self._turn: Turn | None = None  # not stored
        self._gave_up = False
        self._said_goodbye = False

    async def on_receive(self, mail: Heard | HandedOver | Ring) -> None:
        """Whatever it is, it is a reason to look: the chat and the store say what there is to do."""
        del mail
        try:
            await self._see_to_it()
        except PASSING as trouble:
            self._postpone(type(trouble).__name__)
        except Exception:
            log.exception("bot.stuck", chat=self._chat_id)
            self._postpone("stuck")

    async def _see_to_it(self) -> None:
        chat = await self._load()
        if chat is None or chat.status is not Status.BOT:
            await self._part(chat)
            return
        try:
            if not self._gave_up:
                await self._go_on()
        except PASSING:
            raise
        except Exception as trouble:
            chat = await self._load()
            if chat is not None and chat.status is Status.BOT:
                log.warning("bot.gave_up", chat=self._chat_id, exc_info=trouble)
                self._gave_up = True
        if self._gave_up:
            with suppress(Conflict):  # it has left by itself
                await self._do(HandOff(reason="bot_failed"), System())
        await self._rest()

    async def _rest(self) -> None:
        """Until the next post is due; or it goes, and comes back with the next mail."""
        pending = (await self._known()).pending
        if pending:
            self._ring_at(pending[0].at)
        else:
            self.passivate()

    def _postpone(self, why: str) -> None:
        log.warning("bot.postponed", chat=self._chat_id, why=why)
        self._ring_at(self._house.clock.now_ms() + RETRY_MS)

    # --- answering ---

    async def _go_on(self) -> None:
        """What was left to do, and then what the customer has said since, one after the other."""
        await self._write_down()
        await self._do_pending()
        while not self._gave_up and (said := await self._next_said()) is not None:
            chat = await self._chat()
            await self._take_turn(chat, self._house.catalog.get(chat.channel), said)
            await self._write_down()
            await self._do_pending()

    async def _next_said(self) -> Event | None:
        after = (await self._known()).heard or 0
        while events := await self._house.log.events(self._chat_id, after=after, limit=PAGE):
            if (said := next(filter(_is_said, events), None)) is not None:
                return said
            after = events[-1].seq
        return None

    async def _take_turn(self, chat: Chat, record: ChannelRecord, said: Event) -> None:
        known = await self._known()
        if known.heard is None:
            await self._house.store.write(bot_posts.begin, self._chat_id)
            known = self._turns = known._replace(heard=0)
        if not self._house.bots.may_ask(record.key):  # it rests, and this is no failure more
            self._gave_up = True
            return
        actions: tuple[BotAction, ...] = ()
        try:
            if known.heard == 0:
                actions = await self._begin(chat, record, said)
            if not any(map(ends_turn, actions)):
                actions += await self._ask(record, await self._told(chat, record, "message.received", said, said))
        except BotFailed as why:
            rests = self._house.bots.failed(record.key)
            log.warning("bot.failed", chat=self._chat_id, channel=record.key, why=str(why), rests=rests)
            self._gave_up = True
            return
        self._house.bots.succeeded(record.key)
        self._turn = Turn(said.seq, _plan(said.seq, actions, self._house.clock.now_ms()))

    async def _begin(self, chat: Chat, record: ChannelRecord, said: Event) -> tuple[BotAction, ...]:
        """It is told of the chat, or, where it knows it from before the forms, what they have said."""
        wanted = self._house.bots.met(self._chat_id)
        if wanted is not None and any(map(ends_turn, wanted)):
            return wanted
        knows = wanted is not None or await self._has_spoken_before(said)
        told = await self._told(chat, record, "status.changed" if knows else "chat.created", said, None)
        return (wanted or ()) + await self._ask(record, told)

    async def _has_spoken_before(self, said: Event) -> bool:
        """What it said before the forms is in the log, and told again of the chat it would say that again."""
        before = await self._house.log.last_events(self._chat_id, HISTORY_MAX, before=said.seq)
        return any(event.by.kind == "bot" and isinstance(event.data, Message) for event in before)

    async def _ask(self, record: ChannelRecord, told: Told) -> tuple[BotAction, ...]:
        """Twice at most. Raises BotFailed."""
        connector = connector_of(self._house, record)
        message_id = f"{self._chat_id}.{told.message.seq if told.message is not None else told.type}"
        self._types(record, on=True)
        try:
            for last in (False, True):
                try:
                    return await ask(connector, told, message_id)
                except BotFailed:
                    if last:
                        raise
                    await trio.sleep(PAUSE_S)
            raise AssertionError("the last try returns or raises")
        finally:
            self._types(record, on=False)

    def _types(self, record: ChannelRecord, *, on: bool) -> None:
        """Nothing is promised for it: a chat that is too busy does without."""
        with suppress(MailboxFull, ActorDeadError):
            self._house.directory.tell(f"chat/{self._chat_id}", Typing(name_of(self._house, record.key), on, None))

    # --- acting ---

    async def _write_down(self) -> None:
        """A turn is written down first, so that all of it is done, once, whatever happens to the server."""
        if self._turn is None:
            return
        await self._house.store.write(bot_posts.put, self._chat_id, *self._turn)
        self._house.bots.forget(self._chat_id)
        self._turn = self._turns = None

    async def _known(self) -> Turns:
        if self._turns is None:
            self._turns = await self._house.store.read(bot_posts.of_chat, self._chat_id)
        return self._turns

    async def _do_pending(self) -> None:
        """What is due. Done twice it changes nothing: every message and request has its key."""
        while (pending := (await self._known()).pending) and pending[0].at <= self._house.clock.now_ms():
            chat = await self._chat()
            await self._carry_out(pending[0], name_of(self._house, chat.channel))
            await self._house.store.write(bot_posts.remove, self._chat_id, pending[0].key)
            pending.pop(0)

    async def _carry_out(self, pending: Pending, bot: Bot) -> None:
        """In its order. Raises Refused: Conflict where the chat is not the bot's any more."""
        for step in _steps(pending):
            if isinstance(step, Together):
                await self._do(step, bot)
            else:
                wanted, key = step
                chat = await self._chat()
                await requests_of_chats.create_by_bot(self._house, chat, bot.name, wanted, key=key)

    async def _do(self, command: Together | HandOff, who: Bot | System) -> None:
        await self._house.directory.ask(f"chat/{self._chat_id}", Do(command, who))

    # --- the end ---

    async def _part(self, chat: Chat | None) -> None:
        """The connector that knew of the chat is told once that it is over; nothing depends on its answer."""
        if chat is not None and (await self._known()).heard is not None:
            if not self._said_goodbye:
                await self._say_goodbye(chat)
            await self._house.store.write(bot_posts.forget, self._chat_id)
        self._house.bots.forget(self._chat_id)
        self._turn, self._turns = None, Turns(None, [])
        self.passivate()

    async def _say_goodbye(self, chat: Chat) -> None:
        try:
            record = self._house.catalog.known(chat.channel)
            if record.settings.bot.connector == "webhook" and self._house.bots.may_ask(record.key):
                (last,) = await self._house.log.last_events(self._chat_id, 1)
                told = await self._told(chat, record, "status.changed", last, None)
                await ask(connector_of(self._house, record), told, f"{self._chat_id}.{chat.seq}")
        except (BotFailed, NotFound) as why:
            log.info("bot.not_told", chat=self._chat_id, why=str(why))
        self._said_goodbye = True  # should the disk refuse to have that written down

    # --- reading ---

    async def _load(self) -> Chat | None:
        """None where it was erased."""
        try:
            return (await self._house.log.load(self._chat_id)).chat
        except NotFound:
            return None

    async def _chat(self) -> Chat:
        chat = await self._load()
        if chat is None or chat.status is not Status.BOT:
            raise NotFound("This chat is with people.")
        return chat

    async def _told(self, chat: Chat, record: ChannelRecord, type_: str, at: Event, said: Event | None) -> Told:
        events = await self._house.log.last_events(self._chat_id, HISTORY_MAX, before=at.seq + 1)
        history = tuple(line for event in events if (line := _line(event)) is not None)
        return msgspec.convert(
            {
                "type": type_,
                "at": at.at,
                "chat": _bot_chat(chat, record),
                "message": None if said is None else _line(said),
                "history": history,
            },
            Told,
        )

    def _ring_at(self, at: int) -> None:
        self._house.alarm.set(self.actor_ref, self._house.clock.at(at))


def _plan(seq: int, actions: tuple[BotAction, ...], now: int) -> list[Pending]:
    """What is to be done at once, in its order, and each delayed post by itself."""
    at_once = [action for action in actions if not (isinstance(action, Post) and action.after_ms)]
    plan = [
        Pending(key(seq, n), now + action.after_ms, _encode([action]))
        for n, action in enumerate(actions, start=1)
        if isinstance(action, Post) and action.after_ms
    ]
    return [Pending(key(seq, 0), now, _encode(at_once)), *plan] if at_once else plan


def _encode(actions: list[BotAction]) -> bytes:
    return msgspec.json.encode(BotAnswer(actions=tuple(actions)))


def _steps(pending: Pending) -> Iterator[Together | tuple[MakeRequest, str]]:
    """Commands to be stored together, and between them the requests, which have a store of their own."""
    commands: list[Say | SetFieldsOfChat | HandOff | ChatEnd] = []
    for n, action in enumerate(until_its_end(msgspec.json.decode(pending.body, type=BotAnswer).actions)):
        match action:
            case Post():
                commands.append(Say(text=action.text, key=f"{pending.key}-{n}", options=action.options))
            case SetFields():
                commands.append(SetFieldsOfChat(fields=action.fields))
            case MakeRequest():
                if commands:
                    yield Together(tuple(commands))
                    commands = []
                yield action, f"{pending.key}-{n}"
            case HandOver():
                commands.append(HandOff(reason=action.reason))
            case Finish():
                commands.append(ChatEnd())
            case _:  # pragma: no cover
                assert_never(action)
    if commands:
        yield Together(tuple(commands))


def _is_said(event: Event) -> bool:
    return event.by.kind == "customer" and isinstance(event.data, Message)


def _line(event: Event) -> Line | None:
    if not isinstance(event.data, Message):
        return None
    said = event.data
    text = said.text if said.text is not None else f"[{said.file.name if said.file is not None else ''}]"
    return Line(seq=event.seq, at=event.at, by=event.by.kind, text=text)


def _bot_chat(chat: Chat, record: ChannelRecord) -> BotChat:
    assert chat.status is not None
    return BotChat(
        id=chat.id,
        channel=record.key,
        language=record.language,
        status=chat.status.value,
        customer=chat.customer,
        fields=chat.fields,
        page=chat.page,
        locale=chat.locale,
        contact=chat.contact,
        requests=tuple(chat.requests),
    )
