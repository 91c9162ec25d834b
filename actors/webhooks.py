"""Webhooks: what happens in chats, told to other servers.

Each is a reader of the one log with a place of its own in it (`cursor`). What it has not been told yet waits in
the log, so a server that is away for a day costs nothing and loses nothing. Deliveries are made a page ahead and
sent one after the other, in the order of the log; one that fails is tried again later, and the webhook with it.
After nine failures in a row it is stopped and the admins are told. One that cannot be written here, by a fault of
ours or because its chat is gone, is no failure of the receiver: it is given up, and the next goes on.

Signed as Standard Webhooks say (standardwebhooks.com): `webhook-id`, `webhook-timestamp`, `webhook-signature`.
"""

from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec
import structlog
import trio
from msgspec import Struct
from standardwebhooks import Webhook

from actors.bell import Bell
from actors.clock import Clock
from actors.domain import outbox
from actors.domain.settings import ChannelSettings
from actors.domain.views import Audience, card, view
from actors.ids import new_id
from actors.letters import Letters
from actors.log import event_of, kept_of_state
from actors.messages import ChatCard, EventView
from actors.outgoing import Http, Reply, Unreachable
from store.database import Store, StoreError
from store.queries import accounts, letters, webhooks
from store.queries.letters import NewLetter
from store.queries.webhooks import Delivery, Hook, NewDelivery, Placed

# Events looked at in one step. They are many where few of them concern a webhook.
PAGE: Final = 200
# A receiver should answer at once and work afterwards; what it says is only looked at for its status.
ANSWER_S: Final = 10.0
ANSWER_BYTES: Final = 64 * 1024
# Chats that talk ring often. What comes within this time is read at once.
PAUSE_S: Final = 0.05
RETRY_S: Final = 5.0
# After a fault of ours that is of no delivery. A minute's wait costs nothing; the log gets a line each time.
FAULT_S: Final = 60.0

log = structlog.get_logger()


class Told(Struct, frozen=True):
    """The body of a delivery: `type` and `timestamp` as Standard Webhooks say."""

    type: str
    timestamp: str
    data: "ToldData"


class ToldData(Struct, frozen=True, omit_defaults=True):
    """`chat` as it was when the delivery was made, which may be after the event."""

    chat: ChatCard | None = None
    event: EventView | None = None
    test: bool = False


class ChatGoneError(Exception):
    """There is nothing left to tell."""


class Notice(NamedTuple):
    subject: str
    text: str


class Webhooks:
    """All of them; one task each while they are on."""

    def __init__(self, store: Store, clock: Clock, news: Bell, http: Http, outbox_of_letters: Letters) -> None:
        self._store = store
        self._clock = clock
        self._news = news  # rung when a chat's log has grown
        self._http = http
        self._letters = outbox_of_letters
        self._changed = Bell()

    def changed(self) -> None:
        """An admin did something: what is on now is read again."""
        self._changed.ring()

    async def run(self) -> None:
        while True:
            rung = self._changed.rung
            async with trio.open_nursery() as nursery:
                for hook in await self._on():
                    nursery.start_soon(self._serve, hook)
                await self._changed.after(rung)
                nursery.cancel_scope.cancel()

    async def test(self, hook: Hook) -> Reply:
        """Send it something now, whatever its status. Raises Unreachable."""
        body = _body("test", self._clock.now_ms(), ToldData(test=True))
        return await self._post(hook, new_id(), body)

    async def _on(self) -> list[str]:
        while True:
            try:
                return await self._store.read(webhooks.on)
            except StoreError as trouble:
                log.warning("webhook.postponed", why=type(trouble).__name__)
                await trio.sleep(RETRY_S)

    # --- one webhook ---

    async def _serve(self, hook_id: str) -> None:
        """Until it is stopped, or somebody changes it. Whatever goes wrong is of this one, or of this moment."""
        while True:
            try:
                if not await self._step(hook_id):
                    return
            except StoreError as trouble:
                log.warning("webhook.postponed", webhook=hook_id, why=type(trouble).__name__)
                await trio.sleep(RETRY_S)
            except Exception:
                log.exception("webhook.fault", webhook=hook_id)
                await trio.sleep(FAULT_S)

    async def _step(self, hook_id: str) -> bool:
        """Deliver one, or make some, or wait for news; whether it is still on."""
        rung = self._news.rung
        hook = await self._store.read(webhooks.get, hook_id)
        if hook is None or hook.status != "on":
            return False
        delivery = await self._store.read(webhooks.waiting, hook_id)
        if delivery is not None:
            await trio.sleep_until(self._clock.at(hook.next_at))
            return await self._deliver(hook, delivery)
        if not await self._make(hook):
            await self._news.after(rung)
            await trio.sleep(PAUSE_S)
        return True

    async def _make(self, hook: Hook) -> bool:
        """Whether there was anything behind its cursor."""
        found = await self._store.read(webhooks.since, hook.cursor, PAGE)
        if not found:
            return False
        new = [made for placed in found if (made := _delivery(hook, placed)) is not None]
        now = self._clock.now_ms()
        await self._store.write(webhooks.move, hook.id, found[-1].place, new, now)
        return True

    async def _deliver(self, hook: Hook, delivery: Delivery) -> bool:
        body = delivery.body or await self._written(hook, delivery)
        if body is None:
            return True
        try:
            reply = await self._post(hook, delivery.message, body)
        except Unreachable as why:
            return await self._failed(hook, delivery, None, str(why))
        except StoreError:
            raise
        except Exception as fault:
            log.exception("webhook.fault", webhook=hook.id)
            return await self._failed(hook, delivery, None, f"a fault of this server ({type(fault).__name__})")
        if not 200 <= reply.status < 300:  # noqa: PLR2004 - all that mean "taken"
            return await self._failed(hook, delivery, reply.status, f"it answered {reply.status}")
        await self._store.write(webhooks.delivered, delivery, reply.status, self._clock.now_ms())
        return True

    async def _written(self, hook: Hook, delivery: Delivery) -> bytes | None:
        """The body of one that could not be written when it was made. None where it still cannot: it is tried
        again later, or given up.
        """
        try:
            return await self._store.read(_body_anew, delivery.message)
        except ChatGoneError:
            await self._not_written(delivery, "the chat was deleted before it could be told", None)
        except StoreError:
            raise
        except Exception as fault:
            log.exception("webhook.event_fault", webhook=hook.id, chat=delivery.chat, delivery=delivery.number)
            why = f"a fault of this server ({type(fault).__name__})"
            await self._not_written(delivery, why, outbox.webhook_again_ms(delivery.tries + 1))
        return None

    async def _not_written(self, delivery: Delivery, why: str, wait_ms: int | None) -> None:
        """Nothing of it counts against the receiver."""
        now = self._clock.now_ms()
        if wait_ms is not None:
            await self._store.write(webhooks.not_written, delivery, why, now + wait_ms)
            return
        await self._store.write(webhooks.left_out, delivery, why, now)
        log.warning("webhook.left_out", webhook=delivery.webhook, delivery=delivery.number, why=why)

    async def _failed(self, hook: Hook, delivery: Delivery, answer: int | None, why: str) -> bool:
        wait_ms = outbox.webhook_again_ms(hook.failures + 1)
        again_at = None if wait_ms is None else self._clock.now_ms() + wait_ms
        log.warning("webhook.failed", webhook=hook.id, failures=hook.failures + 1, answer=answer, why=why)
        if again_at is not None:
            await self._store.write(webhooks.not_delivered, delivery, answer, why, again_at)
            return True
        await self._store.write(_stop, delivery, answer, why, _notice(hook, why), self._clock.now_ms())
        log.error("webhook.stopped", webhook=hook.id)
        self._letters.look()
        return False

    async def _post(self, hook: Hook, message: str, body: bytes) -> Reply:
        now = datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC)
        headers = {
            "content-type": "application/json",
            "user-agent": "Switchboard",
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(hook.secret).sign(message, now, body.decode()),
        }
        return await self._http.post(hook.url, body, headers, within_s=ANSWER_S, most_bytes=ANSWER_BYTES)


def _delivery(hook: Hook, placed: Placed) -> NewDelivery | None:
    """What this webhook is told of an event, if anything. One that cannot be written waits without a body."""
    type_ = outbox.event_type(placed.event.kind)
    if type_ not in hook.events or (hook.channels is not None and placed.channel not in hook.channels):
        return None
    chat, seq = placed.event.chat, placed.event.seq
    try:
        body = _told(placed)
    except Exception:
        log.exception("webhook.event_fault", webhook=hook.id, chat=chat, seq=seq)
        body = b""
    return NewDelivery(message=f"{chat}.{seq}", event=type_, chat=chat, body=body)


def _body_anew(message: str) -> bytes:
    """Of a delivery that could not be written, in a reader of the store. Raises ChatGoneError."""
    chat, _, seq = message.rpartition(".")
    placed = webhooks.placed(chat, int(seq))
    if placed is None:
        raise ChatGoneError
    return _told(placed)


def _told(placed: Placed) -> bytes:
    seen = view(event_of(placed.event), Audience.AGENT, ChannelSettings().look)
    assert seen is not None, "agents see every event"
    data = ToldData(chat=card(kept_of_state(placed.state).chat), event=seen)
    return _body(outbox.event_type(placed.event.kind), placed.event.at, data)


def _stop(delivery: Delivery, answer: int | None, why: str, notice: Notice, now: int) -> None:
    """In the store's transaction: it is stopped and the admins are written to, or neither."""
    webhooks.not_delivered(delivery, answer, why, None)
    for admin in accounts.admins_to_write_to():
        letters.add(
            NewLetter(kind="notice", recipient=admin, subject=notice.subject, text=notice.text),
            now,
        )


def _notice(hook: Hook, why: str) -> Notice:
    return Notice(
        subject="A webhook was stopped",
        text=f"The webhook to {hook.url} failed {outbox.FAILURES_MAX} times in a row and was stopped. "
        f"The last time: {why}.\n\nWhat happens in chats meanwhile is kept for it. When the other server is "
        "well again, start the webhook in the console under Administration, Webhooks.",
    )


def _body(type_: str, at: int, data: ToldData) -> bytes:
    timestamp = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return msgspec.json.encode(Told(type_, timestamp, data))
