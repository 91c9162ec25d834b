"""The agent's endpoint, `/ws/agent`: who she is comes from her session, never from a frame.

Writing in a chat goes straight to the chat's mailbox; what concerns her lists goes to her own actor, which asks
the channels. What she may see of a past chat is decided by the table of rights.
"""

from collections import defaultdict
from collections.abc import Awaitable, Iterable
from contextlib import suppress
from typing import ClassVar, assert_never

import structlog
from msgspec.structs import replace

from actors import contacts, requests_of_chats
from actors.domain.commands import (
    AcceptTransfer,
    AllowFiles,
    CancelTransfer,
    ChatCommand,
    RejectTransfer,
    TakeOver,
)
from actors.domain.errors import Invalid, NotFound, NotSignedIn
from actors.domain.rights import Action, Agent, allowed, grounds
from actors.domain.settings import ChannelSettings
from actors.domain.views import Audience, view
from actors.mail import (
    CloseWindow,
    Connect,
    Connected,
    Disconnect,
    Do,
    Explain,
    ListenTo,
    Peek,
    Seen,
    SetDraft,
    SetPresence,
    Snapshot,
    TakeChat,
    TakeNext,
    Transfer,
    Typing,
)
from actors.messages import (
    AgentCard,
    AgentChatEnd,
    AgentCommand,
    AgentHello,
    AgentMessageSend,
    AgentReadMark,
    AgentTypingSet,
    AgentWelcome,
    Answer,
    ChannelRef,
    ChatAllowFiles,
    ChatAnswer,
    ChatCard,
    ChatEnd,
    ChatOpen,
    ChatOpened,
    ChatTakeOver,
    Command,
    ContactCreate,
    ContactLink,
    ContactNow,
    ContactSearch,
    ContactSuggest,
    ContactUnlink,
    DashboardWatch,
    DraftSet,
    Event,
    EventView,
    ListenStart,
    ListenStop,
    MessageSend,
    NextChat,
    NoteAdd,
    Ok,
    Ping,
    PresenceSet,
    QueueExplain,
    QueueNext,
    RequestCreate,
    TakenChat,
    TransferAccept,
    TransferCancel,
    TransferOffer,
    TransferReject,
    Watching,
)
from actors.runtime import ActorDeadError, MailboxFull, TrioActorRef
from net import wire
from net.auth import SessionKey
from net.client import HotAnswer
from net.closing import Close
from net.desk import Conversation, Desk, refuse_origin
from net.rates import Meter
from net.wire import FrameDecoder, ok_frame
from net.ws import Connection, Handshake

log = structlog.get_logger()


async def serve_agent(handshake: Handshake, desk: Desk) -> None:
    if not desk.origins.allows(handshake):
        await refuse_origin(handshake)
        return
    signed_in = await desk.auth.of_asker(handshake)
    connection = await handshake.accept(message_bytes=desk.frame_bytes)
    if signed_in is None:
        connection.close(Close.NOT_SIGNED_IN)  # a browser cannot read the status of a refused upgrade
        return
    structlog.contextvars.bind_contextvars(connection=connection.id, agent=signed_in.account.id)
    meter = desk.agent_rates.meter(handshake.peer)
    await AgentConversation(desk, connection, meter, signed_in.key, signed_in.account.id).converse()


class AgentConversation(Conversation[AgentHello, AgentCommand]):
    frames: ClassVar[FrameDecoder[Command]] = wire.AGENT  # type: ignore[assignment]  # a union of commands

    _who: Agent

    def __init__(self, desk: Desk, connection: Connection, meter: Meter, session: SessionKey, agent: str) -> None:
        super().__init__(desk, connection, meter)
        self._session = session
        self._agent_id = agent
        self._mailboxes: dict[str, TrioActorRef] = {}

    async def greet(self, hello: AgentHello) -> None:
        """Raises NotSignedIn."""
        if not self.desk.auth.watch(self._session, self.client):
            raise NotSignedIn("Your session has ended. Sign in again.")
        self.connection.hold()
        connected: Connected = await self._me().ask(Connect(self.client, hello.after))
        self._who = connected.who
        welcome = _welcome(connected, self.house.catalog.refs(), self.house.clock.now_ms())
        self.connection.release(ok_frame(hello.id, welcome) if isinstance(hello.id, str) else b"")

    def leave(self) -> None:
        self.desk.auth.unwatch(self._session, self.client)
        self.house.live.unwatch(self.client)
        agent = self.house.directory.find(f"agent/{self._agent_id}")
        if agent is not None:
            agent.tell(Disconnect(self.client))

    def _me(self) -> TrioActorRef:
        return self.house.directory.ref(f"agent/{self._agent_id}")

    def _chat(self, chat: str) -> TrioActorRef:
        """The chat's mailbox, kept while it lives."""
        ref = self._mailboxes.get(chat)
        if ref is None or not ref.is_alive():
            self._mailboxes = {of: known for of, known in self._mailboxes.items() if known.is_alive()}
            ref = self._mailboxes[chat] = self.house.directory.ref(f"chat/{chat}")
        return ref

    async def carry_out(self, command: AgentCommand) -> None:
        match command:
            case AgentMessageSend():
                sent = MessageSend(text=command.text, file=command.file, key=command.key)
                await self._write(command.chat, sent, command)
            case NoteAdd():
                await self._write(command.chat, command, command)
            case AgentTypingSet():
                self._mention(command.chat, Typing(self._who, command.on, None))
            case AgentReadMark():
                self._mention(command.chat, Seen(self._who, command.seq))
            case PresenceSet():
                await self._answer(command, self._me().ask(SetPresence(command.status)))
            case QueueNext():
                row = await self._me().ask(TakeNext(command.channel))
                self.client.answer(command.id, NextChat(chat=row))
            case ChatAnswer():
                row = await self._me().ask(TakeChat(command.chat))
                self.client.answer(command.id, NextChat(chat=row))
            case RequestCreate():
                made = await requests_of_chats.create(self.house, self._who, command)
                self.client.answer(command.id, made)
            case ContactSuggest() | ContactSearch() | ContactLink() | ContactUnlink() | ContactCreate():
                self.client.answer(command.id, await self._contacts(command))
            case ChatOpen():
                self.client.answer(command.id, await self._open(command))
            case AgentChatEnd():
                await self._answer(command, self._chat(command.chat).ask(Do(ChatEnd(), self._who)))
            case QueueExplain():
                row = await self._chat(command.chat).ask(Peek())
                channel = self.house.directory.ref(f"channel/{row.channel}")
                await self._answer(command, channel.ask(Explain(command.chat, self._who)))
            case TransferOffer() | TransferAccept() | TransferReject() | TransferCancel():
                await self._answer(command, self._transfer(command))
            case ChatTakeOver():
                await self._answer(command, self._take_over(command.chat))
            case ListenStart():
                await self._me().ask(ListenTo(command.chat))
                self.client.answer(command.id, await self._open(ChatOpen(chat=command.chat)))
            case ListenStop():
                await self._answer(command, self._me().ask(CloseWindow(command.chat)))
            case DraftSet():
                await self._answer(command, self._me().ask(SetDraft(self.client, command.chat, command.text)))
            case ChatAllowFiles():
                await self._answer(command, self._chat(command.chat).ask(Do(AllowFiles(command.on), self._who)))
            case DashboardWatch():
                self.client.answer(command.id, await self._watch(command))
            case Ping():
                pass
            case _:  # pragma: no cover
                assert_never(command)

    async def _watch(self, command: DashboardWatch) -> Watching:
        live = self.house.live
        if not command.on:
            live.unwatch(self.client)
            return Watching(figures=None)
        hers = self.house.catalog.channels() if self._who.admin else self._who.rights
        wanted = hers if command.channels is None else command.channels
        if not all(channel in hers for channel in wanted):
            raise Invalid("channels", "There is no such channel for you.")
        return Watching(figures=await live.watch(self.client, frozenset(wanted), command.tz))

    async def _contacts(
        self, command: ContactSuggest | ContactSearch | ContactLink | ContactUnlink | ContactCreate
    ) -> Answer:
        house, who = self.house, self._who
        match command:
            case ContactSuggest():
                return await contacts.suggest(house, who, command.chat)
            case ContactSearch():
                return await contacts.found(house, who, command.text)
            case ContactLink():
                return ContactNow(contact=await contacts.link(house, who, command.chat, command.contact))
            case ContactUnlink():
                await contacts.unlink(house, who, command.chat)
                return Ok()
            case ContactCreate():
                new, company = command.contact, command.company
                return ContactNow(contact=await contacts.create(house, who, new, company, chat=command.chat))
            case _:  # pragma: no cover
                assert_never(command)

    def _transfer(
        self, command: TransferOffer | TransferAccept | TransferReject | TransferCancel
    ) -> Awaitable[Answer]:
        match command:
            case TransferOffer():
                to = command.to
                if (to.agent is None) == (to.channel is None):
                    raise Invalid("to", "Name an agent or a channel to transfer to, and not both.")
                return self._me().ask(Transfer(command.chat, to.agent, to.channel, command.note))
            case TransferAccept():
                asked: ChatCommand = AcceptTransfer()
            case TransferReject():
                asked = RejectTransfer(reason=command.reason)
            case TransferCancel():
                asked = CancelTransfer()
            case _:  # pragma: no cover
                assert_never(command)
        return self._chat(command.chat).ask(Do(asked, self._who))

    async def _take_over(self, chat: str) -> TakenChat:
        await self._chat(chat).ask(Do(TakeOver(), self._who))
        row: ChatCard = await self._chat(chat).ask(Peek())
        return TakenChat(chat=row, status=row.status)

    async def _answer(self, command: Command, asked: Awaitable[Answer]) -> None:
        self.client.answer(command.id, await asked)

    async def _write(self, chat: str, write: MessageSend | NoteAdd, command: Command) -> None:
        await self._chat(chat).post(Do(write, self._who), HotAnswer(self.client, command.id))

    def _mention(self, chat: str, mail: Typing | Seen) -> None:
        """What nothing is promised for: a chat that is too busy does without, and none is woken for it."""
        ref = self.house.directory.find(f"chat/{chat}")
        if ref is None:
            return
        with suppress(MailboxFull, ActorDeadError):
            ref.tell(mail)

    # --- reading ---

    async def _open(self, command: ChatOpen) -> ChatOpened:
        row: ChatCard = await self._chat(command.chat).ask(Peek())
        offer = row.transfer
        held = grounds(
            self._who, row.channel, row.agent, offer.to if offer else None, offer.channel if offer else None
        )
        if not allowed(Action.READ, held):
            raise NotFound("There is no such chat.")
        more_than = command.limit + 1
        if command.after is not None:
            found = await self.house.log.events(command.chat, after=command.after, limit=more_than)
            events = found[: command.limit]
        else:
            found = await self.house.log.last_events(command.chat, more_than, before=command.before)
            events = found[-command.limit :]
        return ChatOpened(chat=row, events=_views(events), more=len(found) > command.limit)


_LOOK = ChannelSettings().look  # agents see all of it, whatever the look


def _views(events: Iterable[Event]) -> tuple[EventView, ...]:
    seen = (view(event, Audience.AGENT, _LOOK) for event in events)
    return tuple(event for event in seen if event is not None)


def _welcome(connected: Connected, all_channels: tuple[ChannelRef, ...], now: int) -> AgentWelcome:
    """The snapshots of all her channels as one: each colleague once, with the channels they share."""
    snapshots = connected.snapshots
    return AgentWelcome(
        agent=connected.me,
        presence=connected.presence,
        channels=tuple(snapshot.channel for snapshot in snapshots),
        all_channels=all_channels,
        agents=_colleagues(snapshots),
        chats=connected.chats,
        queue=tuple(row for snapshot in snapshots for row in snapshot.queue),
        ongoing=tuple(row for snapshot in snapshots for row in snapshot.ongoing),
        warnings=tuple(warning for snapshot in snapshots for warning in snapshot.warnings),
        offers=tuple(offer for snapshot in snapshots for offer in snapshot.offers),
        drafts=connected.drafts,
        now_at=now,
    )


def _colleagues(snapshots: Iterable[Snapshot]) -> tuple[AgentCard, ...]:
    cards: dict[str, AgentCard] = {}
    shared: dict[str, list[str]] = defaultdict(list)
    responds: dict[str, list[str]] = defaultdict(list)
    for snapshot in snapshots:
        for card in snapshot.agents:
            cards[card.id] = card
            shared[card.id].append(snapshot.channel.key)
            responds[card.id] += [snapshot.channel.key] if card.id in snapshot.responders else []
    return tuple(
        replace(card, channels=tuple(shared[agent]), responds_in=tuple(responds[agent]))
        for agent, card in cards.items()
    )
