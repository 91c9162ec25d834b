"""The customer's endpoint, `/ws/customer`: hello with resume, and the commands of PROTOCOL.md.

A customer is whoever has the chat's token; it comes in the hello, never in a URL, and is stored hashed. The
connection holds the mailbox of its chat, so a message passes no hub.
"""

import secrets
from collections.abc import Awaitable
from contextlib import suppress
from typing import ClassVar, Final, assert_never

import structlog

from actors import requests_of_customers, suggestions, transcripts
from actors.bots.opening import Opening
from actors.domain.chat import OPEN, Chat
from actors.domain.commands import HandOff, Start
from actors.domain.errors import Conflict, Invalid, NotFound, RateLimited, Refused
from actors.domain.forms import EMAIL, asks_for, must_be_choices, must_be_filled_in
from actors.domain.rights import Customer
from actors.domain.settings import greeting_of
from actors.domain.views import Audience, push
from actors.ids import new_id
from actors.mail import (
    Admit,
    AttachCustomer,
    Begin,
    Begun,
    Behind,
    Bye,
    Detach,
    Do,
    FoundNobody,
    Greet,
    News,
    Peek,
    ReturnTo,
    Seen,
    Typing,
)
from actors.messages import (
    Answer,
    BotMeet,
    BotMet,
    BotPost,
    ChannelView,
    ChatCard,
    ChatEnd,
    ChatRate,
    ChatReturn,
    ChatStart,
    ChatStarted,
    Command,
    CustomerChat,
    CustomerCommand,
    CustomerHello,
    CustomerWelcome,
    FaqOpened,
    FaqSuggest,
    Human,
    Identified,
    MessageSend,
    Ok,
    Ping,
    ReadMark,
    RequestMade,
    RequestSubmit,
    TranscriptSend,
    TypingSet,
)
from actors.runtime import ActorDeadError, MailboxFull, TrioActorRef
from net import wire
from net.client import HotAnswer
from net.credentials import token_hash
from net.desk import Conversation, Desk, refuse_origin
from net.identity import Identity
from net.rates import Meter
from net.wire import FrameDecoder, ok_frame, push_frame
from net.ws import Connection, Handshake
from store.queries import chats

CUSTOMER: Final = Customer()
TOKEN_BYTES: Final = 32


async def serve_customer(handshake: Handshake, desk: Desk) -> None:
    if not desk.origins.allows(handshake):
        await refuse_origin(handshake)
        return
    connection = await handshake.accept(message_bytes=desk.frame_bytes)
    structlog.contextvars.bind_contextvars(connection=connection.id)  # this task ends with its connection
    await CustomerConversation(desk, connection, handshake.peer).converse()


class CustomerConversation(Conversation[CustomerHello, CustomerCommand]):
    frames: ClassVar[FrameDecoder[Command]] = wire.CUSTOMER  # type: ignore[assignment]  # a union of commands

    # Of idle customers there are thousands: no dictionary for each, and no meter of what most never do.
    __slots__ = (
        "_channel",
        "_chat",
        "_chat_id",
        "_forms",
        "_guest_of",
        "_identity",
        "_key",
        "_locale",
        "_opening",
        "_page",
        "_peer",
        "_searches",
    )

    # What her hello said and is asked for later; the rest of it is let go.
    _key: str
    _page: str | None
    _locale: str | None

    def __init__(self, desk: Desk, connection: Connection, peer: str) -> None:
        super().__init__(desk, connection, desk.customer_rates.meter(peer))
        self._peer = peer
        self._channel: TrioActorRef | None = None
        self._chat: TrioActorRef | None = None
        self._chat_id = ""
        self._guest_of: TrioActorRef | None = None  # the channel of her chat, where it is not the page's
        self._identity: Identity | None = None
        self._opening: Opening | None = None  # what a bot has said to her since her last chat
        self._searches: Meter | None = None
        self._forms: Meter | None = None

    async def greet(self, hello: CustomerHello) -> None:
        self._key = self.house.catalog.known(hello.channel).key  # one string for all of a channel
        self._page, self._locale = hello.page, hello.locale
        self._channel = self.house.directory.ref(f"channel/{self._key}")
        self.connection.hold()
        view: ChannelView = await self._channel.ask(Greet(self.client))
        identified = await self._identify(hello)
        chat_id = await self._chat_of(hello.token)
        found = await self._attach(chat_id, hello.after) if chat_id is not None else None
        chat = found.chat if isinstance(found, Behind) else found
        terms = await self._terms(chat_id) if chat_id is not None and chat is not None else None
        now = self.house.clock.now_ms()
        welcome = CustomerWelcome(channel=view, now_at=now, chat=chat, chat_channel=terms, identity=identified)
        self._release(hello, welcome)
        if view.state == "away" and (chat is None or chat.status not in OPEN):
            with suppress(MailboxFull, ActorDeadError):  # she is not turned away for a figure
                self._channel.tell(FoundNobody(self.connection.peer))
        if chat_id is not None and isinstance(found, Behind):
            await self._catch_up(chat_id, hello.after)
            await self._moved_meanwhile(chat_id)

    async def _moved_meanwhile(self, chat_id: str) -> None:
        """Who was catching up was not attached yet, and not sent to come back to the chat's new channel."""
        known = self._guest_of or self._channel
        if known is not None and known.address != f"channel/{await self._channel_of(chat_id)}":
            self.client.restart()

    def _release(self, command: Command, answer: Answer) -> None:
        """The answer goes first, then what was pushed while it was made."""
        self.connection.release(ok_frame(command.id, answer) if isinstance(command.id, str) else b"")

    async def _identify(self, hello: CustomerHello) -> Identified | None:
        """Raises Invalid: a page that signs wrongly shall learn it, and its customer comes back without."""
        if hello.identity is None:
            return None
        settings = self.house.catalog.get(hello.channel).settings.identity
        self._identity = await self.desk.identities.take(hello.channel, settings, hello.identity, hello.attempt)
        return self.desk.identities.ticket(hello.channel, settings, self._identity)

    async def _chat_of(self, token: str | None) -> str | None:
        """The chat that the token opens, unless the page says that somebody else sits there now."""
        if token is None:
            return None
        chat = await self.house.store.read(chats.by_token, token_hash(token))
        if chat is not None and self._identity is not None:
            try:
                kept = await self.house.log.load(chat)
            except NotFound:
                return None  # erased since
            return chat if _is_of(kept.chat, self._identity) else None
        return chat

    # --- the chat ---

    async def _attach(self, chat_id: str, after: int) -> CustomerChat | Behind | None:
        ref = self.house.directory.ref(f"chat/{chat_id}")
        try:
            found: CustomerChat | Behind = await ref.ask(AttachCustomer(self.client, after))
        except NotFound:
            return None  # erased since
        if isinstance(found, CustomerChat):
            self._chat, self._chat_id = ref, chat_id
            structlog.contextvars.bind_contextvars(chat=chat_id)
        return found

    async def _terms(self, chat_id: str) -> ChannelView | None:
        """What the channel says that her chat was moved to; should it move on, she is sent to come back."""
        channel = await self._channel_of(chat_id)
        if channel == self._key:
            return None
        self._guest_of = self.house.directory.ref(f"channel/{channel}")
        try:
            view: ChannelView = await self._guest_of.ask(Greet(self.client, guest=True))
        except NotFound:
            return None  # deleted since, and the chat is over
        return view

    async def _catch_up(self, chat_id: str, after: int) -> None:
        """A long absence: pages at the pace of the client, and the chat itself once little is missing."""
        while True:
            after = await self._send_page(chat_id, after)
            self.connection.hold()
            found = await self._attach(chat_id, after)
            self.connection.release()
            if not isinstance(found, Behind):
                return

    async def _send_page(self, chat_id: str, after: int) -> int:
        events = await self.house.log.events(chat_id, after=after)
        look = self.house.catalog.known(await self._channel_of(chat_id)).settings.look
        for event in events:
            seen = push(chat_id, event, Audience.CUSTOMER, look)
            if seen is not None:
                await self.connection.send(push_frame(News(seen)))
        return events[-1].seq

    async def _channel_of(self, chat_id: str) -> str:
        """The chat's own: the widget may be on another channel's page, or the chat in another queue since."""
        row: ChatCard = await self.house.directory.ask(f"chat/{chat_id}", Peek())
        return row.channel

    async def carry_out(self, command: CustomerCommand) -> None:
        match command:
            case MessageSend():
                await self._mailbox().post(Do(command, CUSTOMER), HotAnswer(self.client, command.id))
            case TypingSet():
                self._mention(Typing(CUSTOMER, command.on, command.preview))
            case ReadMark():
                self._mention(Seen(CUSTOMER, command.seq))
            case FaqSuggest():
                self._may_search()
                found = await suggestions.suggest(self.house, self._key, command.text)
                self.client.answer(command.id, found)
            case FaqOpened():
                self._may_search()
                assert self._channel is not None
                await self._channel.ask(Admit())  # where no chat can start, none is spared
                await suggestions.opened(self.house, self._key, command.faq, command.key)
                self.client.answer(command.id, Ok())
            case BotMeet():
                await self._meet(command)
            case ChatStart():
                await self._start(command)
            case RequestSubmit():
                self._may_post()
                await self._submit(command)
            case TranscriptSend():
                self._mailbox()
                self._may_post()
                email = await self.desk.mail_domains.check(command.email)
                await transcripts.send(self.house, self._chat_id, email, command.tz)
                self.client.answer(command.id, Ok())
            case Human():
                await self._answer(command, self._mailbox().ask(Do(HandOff(reason="customer"), CUSTOMER)))
            case ChatEnd() | ChatRate():
                await self._answer(command, self._mailbox().ask(Do(command, CUSTOMER)))
            case ChatReturn():
                self._mailbox()
                channel = self.house.directory.ref(f"channel/{await self._channel_of(self._chat_id)}")
                await self._answer(command, channel.ask(ReturnTo(self._chat_id)))
            case Ping():
                pass
            case _:  # pragma: no cover
                assert_never(command)

    def _may_search(self) -> None:
        """Raises RateLimited where she asks for FAQs faster than anybody reads."""
        self._searches = self._searches or self.desk.search_rates.meter(self._peer)
        if wait_ms := self._searches.take():
            raise RateLimited(wait_ms)

    def _may_post(self) -> None:
        """Raises RateLimited where she sends forms and letters faster than anybody has something to say."""
        self._forms = self._forms or self.desk.form_rates.meter(self._peer)
        if wait_ms := self._forms.take():
            raise RateLimited(wait_ms)

    async def _submit(self, command: RequestSubmit) -> None:
        if command.email.strip():
            await self.desk.mail_domains.check(command.email)
        chat = self._chat_id if self._chat is not None else None
        made = await requests_of_customers.submit(self.house, self._key, command, chat)
        self.client.answer(command.id, RequestMade(number=made.number))

    def _mailbox(self) -> TrioActorRef:
        if self._chat is None:
            raise Conflict("Start a chat first.")
        return self._chat

    def _mention(self, mail: Typing | Seen) -> None:
        """What nothing is promised for: a chat that is too busy does without."""
        with suppress(MailboxFull, ActorDeadError):
            self._mailbox().tell(mail)

    async def _answer(self, command: Command, asked: Awaitable[Answer]) -> None:
        self.client.answer(command.id, await asked)

    async def _meet(self, command: BotMeet) -> None:
        await self._must_have_no_chat()
        opening = await self._met()
        posts = tuple(BotPost(text=post.text, options=post.options) for post in opening.posts)
        self.client.answer(command.id, BotMet(posts=posts))

    async def _met(self) -> Opening:
        """Asked once for each chat that she may begin; what the bot said is then the beginning of its log."""
        if self._opening is None:
            self._may_search()
            opening = Opening(self.house, self._key)
            signed = self._identity.fields() if self._identity is not None else {}
            await opening.meet(signed, self._page, self._locale)
            self._opening = opening
        return self._opening

    async def _was_spoken_to(self) -> bool:
        """By a bot, in place of the form. One that she met over a link that was lost since is asked again."""
        channel = self.house.catalog.get(self._key)
        if greeting_of(channel.settings.bot, channel.language):
            return True
        if self._opening is None and not self.house.bots.meet(channel.key):
            return False
        return bool((await self._met()).posts)

    async def _must_have_no_chat(self) -> None:
        if self._chat is not None:
            row = await self._chat.ask(Peek())
            if row.status in OPEN:
                raise Conflict("You have a chat already.", row.status)

    async def _start(self, command: ChatStart) -> None:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        try:
            start = await self._admitted(command)
        except Refused:
            if not await self._has_begun(command, token):
                raise
            return
        self.connection.hold()
        try:
            chat_id, seq = await self._begin(start, token)
            await self._attach(chat_id, 0)
            self._release(command, ChatStarted(chat=chat_id, token=token, seq=seq))
        finally:
            self.connection.release()

    async def _admitted(self, command: ChatStart) -> Start:
        await self._must_have_no_chat()
        self._let_go()
        assert self._channel is not None
        await self._channel.ask(Admit())
        return await self._filled_in(command)

    async def _has_begun(self, command: ChatStart, token: str) -> bool:
        """Whether this key has started it, and only the answer was lost. Then nothing that would keep a new chat
        away matters: the queue may be full by this very one.
        """
        now = self.house.clock.now_ms()
        begun = await self.house.log.begun_before(self._key, command.key, now)
        if begun is None or (self._chat is not None and begun[0] != self._chat_id):
            return False
        chat_id, seq = begun
        await self.house.log.begin_again(chat_id, token_hash(token), now)
        self.connection.hold()
        try:
            if self._chat is None:
                await self._attach(chat_id, 0)
            self._release(command, ChatStarted(chat=chat_id, token=token, seq=seq))
        finally:
            self.connection.release()
        return True

    async def _filled_in(self, command: ChatStart) -> Start:
        """The form is looked at as far as it is on. To whom a bot spoke first, none was shown."""
        channel, signed = self._key, self._identity
        fields = {**command.fields, **(signed.fields() if signed is not None else {})}
        form, bot = self.house.catalog.get(channel).settings.pre_chat.form(), self.house.bots.meet(channel)
        if form.on:
            must_be_choices(form.fields, fields)
            try:
                must_be_filled_in(form.fields, form.consent, fields, agreed=command.consent)
            except Invalid:
                if not await self._was_spoken_to():
                    raise
        if form.on and asks_for(form.fields, EMAIL) and fields.get(EMAIL, "").strip() and signed is None:
            await self.desk.mail_domains.check(fields[EMAIL])
        return Start(
            channel=channel,
            text=command.text,
            key=command.key,
            fields=fields,
            page=self._page,
            locale=self._locale,
            consent=form.consent if form.on and command.consent else None,
            verified=signed is not None,
            user=signed.user if signed is not None else None,
            bot=bot,
            bot_name=self._opening.bot if self._opening is not None else "",
            opening=self._opening.said() if self._opening is not None else (),
        )

    async def _begin(self, start: Start, token: str) -> tuple[str, int]:
        """Under the id that its bot knows; another try, after trouble, has one of its own."""
        chat_id = self._opening.chat if self._opening is not None else new_id()
        try:
            begun: Begun = await self.house.directory.ask(f"chat/{chat_id}", Begin(start, token_hash(token)))
        except BaseException:
            if self._opening is not None:
                self._opening.give_up()
            raise
        if self._opening is not None and (begun.chat != chat_id or not start.bot):
            self._opening.give_up()
        self._opening = None
        return begun.chat, begun.seq

    def _let_go(self) -> None:
        if self._chat is not None and self._chat.is_alive():
            self._chat.tell(Detach(self.client))
        self._chat = None
        if self._guest_of is not None and self._guest_of.is_alive():
            self._guest_of.tell(Bye(self.client))
        self._guest_of = None

    def leave(self) -> None:
        self._let_go()
        if self._opening is not None:
            self._opening.give_up()
        if self._channel is not None and self._channel.is_alive():
            self._channel.tell(Bye(self.client))


def _is_of(chat: Chat, identity: Identity) -> bool:
    """Whether it may be the chat of the one that the page has signed. One that nobody has signed is hers."""
    if not chat.verified:
        return True
    if chat.user is not None or identity.user is not None:
        return chat.user == identity.user
    return chat.fields.get(EMAIL, "") == identity.email
