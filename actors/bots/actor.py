"""The bot of one chat: a reader of its log that answers.

It hears that the customer has said something, reads the log from where the bot spoke last, asks the connector and
has done what that wants, all of a turn at once. It holds nothing that is not in the log or the store, so after a
stop of the server it goes on where it was; a connector may then be told the same thing twice, with the same id.

A connector that fails twice in a turn hands the chat over to people. One that fails again and again is left alone
for a while, and new chats go to the queue at once. Whatever a bot still says after the hand-off is refused by the
chat's own rules (decide.py), not by anything here.
"""

from typing import Final, assert_never

import msgspec
import structlog
import trio

from actors import requests_of_chats
from actors.alarm import Ring
from actors.bots.connectors import BotFailed, connector_of
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
)
from actors.domain.chat import Chat
from actors.domain.commands import HandOff, Say, Together
from actors.domain.commands import SetFields as SetFieldsOfChat
from actors.domain.errors import NotFound, Refused
from actors.domain.rights import Bot, System
from actors.house import House
from actors.mail import Do, HandedOver, Heard, Typing
from actors.messages import KEY_MAX, ChatEnd, Event, Message, Status
from actors.runtime import TrioActor
from store.queries import bot_posts
from store.queries.bot_posts import Pending

TRIES: Final = 2
PAUSE_S: Final = 1.0
# Until the disk is asked again after it refused.
RETRY_MS: Final = 5_000

log = structlog.get_logger()


class BotActor(TrioActor):
    def __init__(self, house: House, chat: str) -> None:
        super().__init__()
        self._house = house
        self._chat_id = chat
        self._heard: int | None = None  # up to which event of the log it has answered; None: not read yet
        self._plan: list[Pending] | None = None  # what it wants done and has not; None: not read

    async def on_receive(self, mail: Heard | HandedOver | Ring) -> None:
        match mail:
            case Heard():
                await self._go_on()
            case Ring():
                await self._go_on()
            case HandedOver():
                await self._say_goodbye()
                self.stop()
            case _:  # pragma: no cover
                assert_never(mail)

    async def _go_on(self) -> None:
        try:
            await self._do_planned()
            await self._answer_all()
        except Refused as refused:
            if refused.code != "unavailable":  # the chat has gone on without its bot
                self.stop()
                return
            log.warning("bot.postponed", chat=self._chat_id, why=refused.code)
            self._ring_at(self._house.clock.now_ms() + RETRY_MS)
            return
        if self._plan:
            self._ring_at(self._plan[0].at)
        else:
            self.passivate()

    # --- answering ---

    async def _answer_all(self) -> None:
        """What the customer has said since the bot spoke last, one after the other."""
        while (said := await self._next_said()) is not None:
            chat = await self._chat()
            record = self._house.catalog.get(chat.channel)
            await self._take_turn(chat, record, said)
            self._heard = said.seq
            await self._do_planned()

    async def _next_said(self) -> Event | None:
        events = await self._house.log.last_events(self._chat_id, HISTORY_MAX)
        if self._heard is None:
            said = [
                event.data.key for event in events if event.by.kind == "bot" and isinstance(event.data, Message)
            ]
            planned = [each.key for each in await self._planned()]
            self._heard = max(map(_answered, [*said, *planned]), default=0)
        return next((event for event in events if event.seq > self._heard and _is_said(event)), None)

    async def _take_turn(self, chat: Chat, record: ChannelRecord, said: Event) -> None:
        actions: tuple[BotAction, ...] = ()
        try:
            if self._heard == 0:
                actions = await self._ask(record, await self._told(chat, record, "chat.created", said, None))
            actions += await self._ask(record, await self._told(chat, record, "message.received", said, said))
        except BotFailed as why:
            rests = self._house.bots.failed(record.key)
            log.warning("bot.failed", chat=self._chat_id, channel=record.key, why=str(why), rests=rests)
            await self._do(HandOff(reason="bot_failed"), System())
            return
        self._house.bots.succeeded(record.key)
        await self._act(chat, record, said.seq, actions)

    async def _ask(self, record: ChannelRecord, told: Told) -> tuple[BotAction, ...]:
        """Twice at most. Raises BotFailed."""
        if not self._house.bots.may_ask(record.key):
            raise BotFailed("it has failed too often; it is left alone for a moment")
        connector = connector_of(self._house, record)
        message_id = f"{self._chat_id}.{told.message.seq if told.message is not None else told.type}"
        self._types(record, on=True)
        try:
            for last in (False, True):
                try:
                    return await connector.turn(told, message_id)
                except BotFailed:
                    if last:
                        raise
                    await trio.sleep(PAUSE_S)
            raise AssertionError("the last try returns or raises")
        finally:
            self._types(record, on=False)

    def _types(self, record: ChannelRecord, *, on: bool) -> None:
        self._house.directory.tell(f"chat/{self._chat_id}", Typing(_bot(record), on, None))

    # --- acting ---

    async def _act(self, chat: Chat, record: ChannelRecord, seq: int, actions: tuple[BotAction, ...]) -> None:
        """A turn is written down first, so that all of it is done, once, whatever happens to the server."""
        now = self._house.clock.now_ms()
        at_once: list[BotAction] = []
        plan: list[Pending] = []
        for n, action in enumerate(actions, start=1):
            if isinstance(action, MakeRequest):
                name = _bot(record).name
                await requests_of_chats.create_by_bot(self._house, chat, name, action, key=_key(seq, n))
            elif isinstance(action, Post) and action.after_ms:
                plan.append(Pending(_key(seq, n), now + action.after_ms, _encode([action])))
            else:
                at_once.append(action)
        if at_once:
            plan.append(Pending(_key(seq, 0), now, _encode(at_once)))
        if plan:
            await self._house.store.write(bot_posts.put, self._chat_id, plan)
            self._plan = None

    async def _planned(self) -> list[Pending]:
        if self._plan is None:
            self._plan = await self._house.store.read(bot_posts.of_chat, self._chat_id)
        return self._plan

    async def _do_planned(self) -> None:
        """What is due. Done twice it changes nothing: every message has its key."""
        while (plan := await self._planned()) and plan[0].at <= self._house.clock.now_ms():
            chat = await self._chat()
            bot = _bot(self._house.catalog.get(chat.channel))
            await self._do(_commands(plan[0]), bot)
            await self._house.store.write(bot_posts.remove, self._chat_id, plan[0].key)
            plan.pop(0)

    async def _do(self, command: Together | HandOff, who: Bot | System) -> None:
        """Raises Refused; Conflict where the chat is not the bot's any more."""
        await self._house.directory.ask(f"chat/{self._chat_id}", Do(command, who))

    # --- the end ---

    async def _say_goodbye(self) -> None:
        """The connector is told once that it is over; nothing depends on it."""
        await self._house.store.write(bot_posts.remove_all, self._chat_id)
        try:
            chat = (await self._house.log.load(self._chat_id)).chat
            record = self._house.catalog.get(chat.channel)
            if record.settings.bot.connector == "webhook" and self._house.bots.may_ask(record.key):
                (last,) = await self._house.log.last_events(self._chat_id, 1)
                told = await self._told(chat, record, "status.changed", last, None)
                await connector_of(self._house, record).turn(told, f"{self._chat_id}.{chat.seq}")
        except (BotFailed, Refused) as why:
            log.info("bot.not_told", chat=self._chat_id, why=str(why))

    # --- reading ---

    async def _chat(self) -> Chat:
        chat = (await self._house.log.load(self._chat_id)).chat
        if chat.status is not Status.BOT:
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


def _bot(record: ChannelRecord) -> Bot:
    return Bot(record.settings.bot.name or record.settings.shown_name or record.name)


def _key(seq: int, n: int) -> str:
    """Longer than a client's key may be, so no client has used it; the same for a turn that is done again."""
    return f"bot-{seq}-{n}".rjust(KEY_MAX + 1, "-")


def _answered(key: str) -> int:
    """Which of the customer's messages a key of ours belongs to."""
    return int(key.lstrip("-").split("-")[1])


def _encode(actions: list[BotAction]) -> bytes:
    return msgspec.json.encode(BotAnswer(actions=tuple(actions)))


def _commands(planned: Pending) -> Together:
    """What ends the bot's turn comes last; what it wants after that is not its business any more."""
    commands: list[Say | SetFieldsOfChat | HandOff | ChatEnd] = []
    for n, action in enumerate(msgspec.json.decode(planned.body, type=BotAnswer).actions):
        match action:
            case Post():
                commands.append(Say(text=action.text, key=f"{planned.key}-{n}", options=action.options))
            case SetFields():
                commands.append(SetFieldsOfChat(fields=action.fields))
            case HandOver():
                commands.append(HandOff(reason=action.reason))
                break
            case Finish():
                commands.append(ChatEnd())
                break
            case MakeRequest():
                raise AssertionError("requests are made before a turn is written down")
            case _:  # pragma: no cover
                assert_never(action)
    return Together(tuple(commands))


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
