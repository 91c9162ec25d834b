"""What a chat tells upward: its channel, the agents in whose lists it stands, its bot, and the recogniser.

Tells go up and are never waited for. What is stored is stored: a mailbox that cannot take the news must not undo
it. A row goes out when a list would show it differently, and once in a while for the time of the last message;
what is said in the chat goes to consoles by itself (`attached.py`).
"""

from collections.abc import Callable
from typing import Final

import structlog

from actors.attached import Attached
from actors.directory import Directory
from actors.domain.chat import Chat
from actors.domain.her_chats import Concern
from actors.log import Stored
from actors.mail import (
    RECOGNISER,
    Concerns,
    Gone,
    HandedOver,
    Heard,
    OfferedHere,
    Ongoing,
    Recognise,
    Released,
    Waiting,
    Withdrawn,
)
from actors.messages import Answered, ChatCard, Status, TransferAccepted
from actors.runtime import MailboxFull

# A list of ongoing chats shows for how long nobody has written. It hears of messages that change nothing else in
# it no more often than it is pushed to consoles.
ROW_EVERY_MS: Final = 1_000

log = structlog.get_logger()


class Upward:
    __slots__ = ("_attached", "_directory", "_id", "_listeners", "_told_at")  # one for each chat in memory

    def __init__(self, directory: Directory, chat: str, attached: Attached) -> None:
        self._directory = directory
        self._id = chat
        self._attached = attached
        self._listeners: tuple[str, ...] = ()  # agents who watch, in the order they came
        self._told_at = 0  # `last_at` of the row that the channel has

    def tell(self, before: Chat, stored: Stored, card: Callable[[], ChatCard]) -> None:
        """What came of `stored`. `card` makes the chat's row, which most messages need not."""
        self._tell_bot(before, stored)
        if _changes_lists(before, stored.chat):
            self._follow(before, stored, card())
        elif _turns(before, stored.chat) or stored.chat.last_at - self._told_at >= ROW_EVERY_MS:
            self._tell_channel(before, stored.chat, card())

    def concerned(self, chat: Chat) -> dict[str, Concern]:
        """The agents in whose lists it stands, and why. What is not open stands with its last agent."""
        concerned: dict[str, Concern] = dict.fromkeys(self._listeners, "listener")
        if chat.agent is not None and chat.status is not Status.QUEUED:
            concerned[chat.agent.id] = "agent" if chat.status is Status.ACTIVE else "recent"
        if chat.transfer is not None and chat.transfer.offer.to is not None:
            concerned[chat.transfer.offer.to.id] = "receiver"
        return concerned

    def tell_agents(self, chat: Chat, row: ChatCard) -> None:
        """All whom it concerns, whether or not they have heard it before."""
        self._tell_agents({}, self.concerned(chat), row, whatever=True)

    def tell_offer(self, chat: Chat, row: ChatCard) -> None:
        """The transfer under way, once more: its receivers may have forgotten, if the server was away."""
        self.tell_agents(chat, row)
        self._tell_channel_offered(Chat(id=self._id), chat, row)

    def tell_again(self, to: str, chat: Chat, row: ChatCard) -> None:
        """What `to` cannot read in the store: an agent, why it is in her list; a channel, that it is offered."""
        kind, _, name = to.partition("/")
        concern = self.concerned(chat).get(name) if kind == "agent" else None
        if concern is not None:
            self._tell(to, Concerns(row, concern))
        if kind == "channel" and _offered_channel(chat) == name:
            self._tell(to, OfferedHere(row))

    def end(self, chat: Chat, row: ChatCard) -> None:
        """The chat has failed, and its next actor will not know who listens: they must not believe they do."""
        for agent, concern in self.concerned(chat).items():
            if concern == "listener":
                self._tell(f"agent/{agent}", Released(row))

    def tell_waiting(self, chat: Chat, row: ChatCard) -> None:
        self._tell(f"channel/{chat.channel}", Waiting(row, chat.front))

    def listens(self, agent: str, chat: Chat, row: ChatCard) -> None:
        """She may: that was asked before."""
        had = self.concerned(chat)
        self._watches(agent)
        self._tell_agents(had, self.concerned(chat), row)

    def listens_no_more(self, agent: str, chat: Chat, row: ChatCard) -> None:
        had = self.concerned(chat)
        self._listeners = tuple(each for each in self._listeners if each != agent)
        self._tell_agents(had, self.concerned(chat), row)

    def _watches(self, agent: str) -> None:
        if agent not in self._listeners:
            self._listeners = (*self._listeners, agent)

    def _follow(self, before: Chat, stored: Stored, row: ChatCard) -> None:
        chat = stored.chat
        if before.channel and before.channel != chat.channel:
            self._tell(f"channel/{before.channel}", Gone(self._id))
        self._tell_channel(before, chat, row)
        self._tell_channel_offered(before, chat, row)
        had = self.concerned(before)
        if any(isinstance(event.data, TransferAccepted) for event in stored.events) and before.agent is not None:
            self._watches(before.agent.id)  # until she closes the window
        if any(isinstance(event.data, Answered) for event in stored.events) and chat.is_to_be_recognised:
            self._tell(RECOGNISER, Recognise(self._id))
        self._tell_agents(had, self.concerned(chat), row, whatever=_concerns_agents(before, chat))

    def _tell_bot(self, before: Chat, stored: Stored) -> None:
        if stored.chat.status is Status.BOT:
            if any(event.kind == "message" and event.by.kind == "customer" for event in stored.events):
                self._tell(f"bot/{self._id}", Heard())
        elif before.status is Status.BOT:
            self._tell(f"bot/{self._id}", HandedOver())

    def _tell_channel(self, before: Chat, chat: Chat, row: ChatCard) -> None:
        channel = f"channel/{chat.channel}"
        if chat.status is Status.QUEUED:
            self.tell_waiting(chat, row)
        elif chat.status is Status.ACTIVE:
            self._told_at = chat.last_at
            waited_ms = chat.waiting_ms if before.waiting_ms is None else None
            self._tell(channel, Ongoing(row, waited_ms))
        elif before.is_open:
            self._tell(channel, Gone(self._id))
        if chat.status is not before.status:
            log.info("chat.status", chat=self._id, status=chat.status, seq=chat.seq, channel=chat.channel)

    def _tell_channel_offered(self, before: Chat, chat: Chat, row: ChatCard) -> None:
        """A chat that is offered to a channel stands in its incoming list until somebody decides."""
        was, now = _offered_channel(before), _offered_channel(chat)
        if was is not None and was != now:
            self._tell(f"channel/{was}", Withdrawn(self._id))
        if now is not None and was != now:
            self._tell(f"channel/{now}", OfferedHere(row))

    def _tell_agents(
        self, had: dict[str, Concern], have: dict[str, Concern], row: ChatCard, *, whatever: bool = False
    ) -> None:
        """Those whom it does not concern any more, and those whom it concerns otherwise; `whatever` to all."""
        for agent in had.keys() - have.keys():
            self._attached.let_go(agent)
            self._tell(f"agent/{agent}", Released(row))
        for agent, concern in have.items():
            if whatever or had.get(agent) != concern:
                self._tell(f"agent/{agent}", Concerns(row, concern))

    def _tell(self, address: str, mail: object) -> None:
        try:
            self._directory.tell(address, mail)
        except MailboxFull:
            log.exception("mail.lost", to=address, mail=type(mail).__name__)


def _offered_channel(chat: Chat) -> str | None:
    return chat.transfer.offer.channel if chat.transfer is not None else None


def _concerns_agents(before: Chat, chat: Chat) -> bool:
    """What their consoles cannot see from the events alone, or must see when they are not attached any more: an
    ended chat lets go of them when it is put to sleep.
    """
    return (
        before.transfer != chat.transfer
        or before.rating != chat.rating
        or before.files_allowed is not chat.files_allowed
        or not chat.is_open
    )


def _changes_lists(before: Chat, chat: Chat) -> bool:
    """Whether the chat came into a list or left one, or its row changed for others than its channel."""
    return (
        not chat.is_open
        or before.status is not chat.status
        or before.agent != chat.agent
        or before.channel != chat.channel
        or before.transfer != chat.transfer
        or before.files_allowed is not chat.files_allowed
    )


def _turns(before: Chat, chat: Chat) -> bool:
    """Whether the other side is waited for now. So it is after nearly every message, and only the channel asks."""
    return (before.unanswered_at is None) != (chat.unanswered_at is None)
