"""A chat's log on disk: the only place where events and states become rows, and rows become them again.

`append` gives a `Stored`, or `stored_since` reads one, and only a `Stored` can be told to anybody: news that is
not on disk does not type-check.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import msgspec
import structlog
from msgspec import Struct
from msgspec.structs import replace

from actors.bell import Bell
from actors.domain.chat import Chat
from actors.domain.errors import NotFound, Unavailable
from actors.domain.marks import Marks
from actors.domain.measures import Sample, samples_of
from actors.messages import FACTS, By, Event, Fact, Message, Note, Rights
from store.database import Store
from store.errors import StoreBusy, StoreTrouble
from store.journal import Append, ChatRow, EventRow, Journal, Progress
from store.queries import channels, chats

log = structlog.get_logger()

# A start whose answer was lost is repeated within seconds; later the same key is somebody else's guess.
START_AGAIN_MS = 5 * 60_000
PAGE = 200  # events read at once: what one socket takes without falling behind


Samples: TypeAlias = Sequence[Sample]


class Kept(Struct, frozen=True, omit_defaults=True):
    """What the row's `state` holds."""

    chat: Chat
    marks: Marks = Marks()


class Stored(NamedTuple):
    """Events that are on disk, and the chat after them."""

    chat: Chat
    events: tuple[Event, ...]


class _Body(Struct, frozen=True):
    by: By
    data: msgspec.Raw


_encoder = msgspec.json.Encoder()
_kept = msgspec.json.Decoder(Kept)
_body = msgspec.json.Decoder(_Body)
_facts: dict[str, msgspec.json.Decoder[Fact]] = {kind: msgspec.json.Decoder(fact) for kind, fact in FACTS.items()}


class _BodyOut(Struct, frozen=True):
    by: By
    data: Fact


def event_row(chat: str, event: Event) -> EventRow:
    data = event.data
    key = data.key if isinstance(data, Message | Note) else None
    body = _encoder.encode(_BodyOut(event.by, data))
    return EventRow(chat=chat, seq=event.seq, at=event.at, kind=event.kind, key=key, body=body)


def event_of(row: EventRow) -> Event:
    body = _body.decode(row.body)
    return Event(seq=row.seq, at=row.at, by=body.by, data=_facts[row.kind].decode(body.data))


def chat_row(chat: Chat, marks: Marks) -> ChatRow:
    """The row: the state whole, and beside it the columns that lists and figures are read by."""
    assert chat.status is not None
    return ChatRow(
        id=chat.id,
        channel=chat.channel,
        status=chat.status.value,
        seq=chat.seq,
        agent=chat.agent.id if chat.agent else None,
        customer_name=chat.fields.get("name"),
        customer_email=chat.fields.get("email"),
        started_at=chat.started_at,
        queued_at=chat.queued_at,
        answered_at=chat.first_answered_at,
        ended_at=chat.ended_at,
        last_at=chat.last_at,
        front=int(chat.front),
        waiting_ms=chat.waiting_ms,
        first_response_ms=chat.first_response_ms,
        duration_ms=chat.duration_ms,
        rating=chat.rating,
        state=state_of(chat, marks),
    )


def progress(chat: Chat, marks: Marks) -> Progress:
    """The row of a chat that only goes on."""
    return Progress(chat.id, chat.seq, chat.last_at, state_of(chat, marks))


def state_of(chat: Chat, marks: Marks) -> bytes:
    """Without the keys: they would be most of the row, and the unique index on them remembers for ever."""
    return _encoder.encode(Kept(replace(chat, keys={}), marks))


def _only_goes_on(before: Chat, chat: Chat) -> bool:
    """Whether all columns but those of `Progress` are as they were: it is so with nearly every message."""
    return (
        before.status is not None
        and before.status is chat.status
        and before.agent == chat.agent
        and before.channel == chat.channel
        and before.fields == chat.fields
        and before.queued_at == chat.queued_at
        and before.queued_reason == chat.queued_reason
        and before.first_answered_at == chat.first_answered_at
        and before.ended_at == chat.ended_at
        and before.waiting_ms == chat.waiting_ms
        and before.first_response_ms == chat.first_response_ms
        and before.duration_ms == chat.duration_ms
        and before.rating == chat.rating
    )


def rights_of(row: channels.Rights) -> Rights:
    return Rights(respond=row.respond, notify=row.notify, listen=row.listen, manage=row.manage)


def kept_of(row: ChatRow) -> Kept:
    return kept_of_state(row.state)


def kept_of_state(state: bytes) -> Kept:
    return _kept.decode(state)


class ChatLog:
    """The logs of all chats, on the store's journal."""

    def __init__(self, store: Store, measured: Callable[[Samples], None] | None = None) -> None:
        """`measured` is told of samples that are stored."""
        self.news = Bell()  # for those who read all logs: some chat's has grown
        self._store = store
        self._journal = Journal(store)
        self._measured = measured

    async def append(
        self,
        before: Chat,
        chat: Chat,
        events: tuple[Event, ...],
        marks: Marks,
        *,
        token_hash: bytes | None = None,
        start_key: str | None = None,
    ) -> Stored:
        """Store the events that made `chat` of `before`, and the state after them; durable on return.

        Raises DuplicateKey, DuplicateStart and StaleWriter of the store (nothing stored), and Unavailable when the
        disk cannot take it now.
        """
        rows = tuple(event_row(chat.id, event) for event in events)
        row = progress(chat, marks) if _only_goes_on(before, chat) else chat_row(chat, marks)
        samples = samples_of(before, events, chat)
        try:
            await self._journal.append(Append(rows, row, token_hash, start_key, samples))
        except (StoreBusy, StoreTrouble) as trouble:
            raise Unavailable("The message could not be stored just now. Try again in a moment.") from trouble
        self.news.ring()
        if samples and self._measured is not None:
            self._measured(samples)
        return Stored(chat, events)

    async def begun_before(self, channel: str, key: str, now: int) -> tuple[str, int] | None:
        """The chat that `key` has started minutes ago, and the seq of its first message. None where there is no
        such chat, or it is older.
        """
        known = await self._store.read(chats.start_of, channel, key)
        if known is None or now > known.at + START_AGAIN_MS:
            return None
        seq = await self.seq_of_key(known.chat, key)
        assert seq is not None, "a start stores its message"
        return known.chat, seq

    async def begin_again(self, chat: str, token_hash: bytes, now: int) -> None:
        """A second token for its starter: the answer with the first one was lost on the way."""
        await self._store.write(chats.add_token, token_hash, chat, now)
        log.info("chat.begun_again", chat=chat)

    async def load(self, chat: str) -> Kept:
        """The state as stored. Raises NotFound."""
        row = await self._journal.load(chat)
        if row is None:
            raise NotFound("There is no such chat.")
        return kept_of(row)

    async def events(self, chat: str, after: int, limit: int = PAGE) -> tuple[Event, ...]:
        """The events after `after`, oldest first, `limit` at most."""
        return tuple(event_of(row) for row in await self._journal.events(chat, after=after, limit=limit))

    async def seq_of_key(self, chat: str, key: str) -> int | None:
        """The number of the text with this key, however old it is."""
        return await self._journal.seq_of_key(chat, key)

    async def stored_since(self, chat: Chat, seq: int) -> Stored:
        """What is on disk behind `seq` and was never told: of a failed append after all, or of another writer."""
        return Stored(chat, await self.events(chat.id, after=seq))

    async def last_events(self, chat: str, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The newest events (under `before`), oldest first, `limit` at most."""
        rows = await self._journal.last_events(chat, limit, before=before)
        return tuple(event_of(row) for row in rows)
