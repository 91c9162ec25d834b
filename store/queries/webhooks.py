"""Webhooks and their deliveries. Which events become one, and what it says, is the business of who writes them."""

from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from store import bound
from store.journal import EventRow
from store.tables_outbox import IS_DONE, IS_WAITING, Webhook, WebhookDelivery


class Hook(Struct, frozen=True, kw_only=True):
    """`channels`: None is all of them. `failures` in a row; not tried before `next_at`.

    `cursor` is the place of the last event, of all chats, that it was made a delivery of or passed over.
    """

    id: str
    url: str
    secret: str
    events: tuple[str, ...]
    channels: tuple[str, ...] | None
    status: str
    failures: int
    next_at: int
    cursor: int
    created_at: int


class NewDelivery(Struct, frozen=True, kw_only=True):
    message: str
    event: str
    chat: str | None
    body: bytes


class Delivery(Struct, frozen=True, kw_only=True):
    number: int
    webhook: str
    message: str
    event: str
    chat: str | None
    body: bytes
    status: str
    tries: int
    answer: int | None
    error: str | None
    created_at: int
    done_at: int | None


class Placed(NamedTuple):
    """An event and its place among the events of all chats, with the row of its chat as it is now."""

    place: int
    event: EventRow
    channel: str
    state: bytes


_HOOK: Final = Hook.__struct_fields__
_DELIVERY: Final = Delivery.__struct_fields__
# ruff: noqa: S608 - the statements are put together of our own words
_HOOKS: Final = f"SELECT {', '.join(_HOOK)} FROM webhook"
_DELIVERIES: Final = f"SELECT {', '.join(_DELIVERY)} FROM webhook_delivery"
_PLACED: Final = """
    SELECT event.rowid, event.chat, event.seq, event.at, event.kind, event.key, event.body,
        chat.channel, chat.state
    FROM event JOIN chat ON chat.id = event.chat WHERE
"""
_SINCE: Final = f"{_PLACED} event.rowid > ? ORDER BY event.rowid LIMIT ?"
_ONE: Final = f"{_PLACED} event.chat = ? AND event.seq = ?"


def newest_place() -> int:
    place: int = _value("SELECT coalesce(max(rowid), 0) FROM event")
    return place


def add(hook: Hook) -> None:
    """From the newest event on, whatever its `cursor` says."""
    row = {name: getattr(hook, name) for name in _HOOK}
    row |= {"events": _json(hook.events), "channels": _json(hook.channels), "cursor": newest_place()}
    Webhook.insert(**row).execute()


def change(hook: Hook) -> bool:
    """What an admin chooses: address, secret, events, channels."""
    query = "UPDATE webhook SET url = ?, secret = ?, events = ?, channels = ? WHERE id = ?"
    values = (hook.url, hook.secret, _json(hook.events), _json(hook.channels), hook.id)
    return bool(bound.connection().execute(query, values).rowcount)


def set_status(hook: str, status: str, now: int) -> bool:
    """`on` begins anew: at once, with no failure counted."""
    query = "UPDATE webhook SET status = ?, failures = 0, next_at = ? WHERE id = ?"
    return bool(bound.connection().execute(query, (status, now, hook)).rowcount)


def remove(hook: str) -> bool:
    return bool(bound.connection().execute("DELETE FROM webhook WHERE id = ?", (hook,)).rowcount)


def get(hook: str) -> Hook | None:
    return next(iter(_hooks("WHERE id = ?", hook)), None)


def every() -> list[Hook]:
    return _hooks("ORDER BY created_at, id")


def on() -> list[str]:
    """The ids of those to be served."""
    return [row[0] for row in bound.connection().execute("SELECT id FROM webhook WHERE status = 'on'")]


def placed(chat: str, seq: int) -> Placed | None:
    """One event; None where it was erased."""
    row = bound.connection().execute(_ONE, (chat, seq)).fetchone()
    return None if row is None else _placed(row)


def since(place: int, limit: int) -> list[Placed]:
    """The events of all chats behind a place, in the order in which they were stored.

    Places are given anew when the newest events were erased; a reader that was ahead of them starts there.
    """
    rows = bound.connection().execute(_SINCE, (min(place, newest_place()), limit))
    return [_placed(row) for row in rows]


def _placed(row: tuple[Any, ...]) -> Placed:
    return Placed(row[0], EventRow._make(row[1:7]), row[7], row[8])


def move(hook: str, cursor: int, new: list[NewDelivery], now: int) -> None:
    """What came of the events up to `cursor`, and the cursor: both or none."""
    for each in new:
        row = {name: getattr(each, name) for name in NewDelivery.__struct_fields__}
        WebhookDelivery.insert(**row, webhook=hook, status="waiting", tries=0, created_at=now).execute()
    bound.connection().execute("UPDATE webhook SET cursor = ? WHERE id = ?", (cursor, hook))


def waiting(hook: str) -> Delivery | None:
    """The oldest that waits."""
    return next(iter(_deliveries(f"WHERE webhook = ? AND {IS_WAITING} ORDER BY number LIMIT 1", hook)), None)


def delivered(delivery: Delivery, answer: int, now: int) -> None:
    bound.connection().execute(
        "UPDATE webhook_delivery SET status = 'delivered', tries = tries + 1, answer = ?, error = NULL, "
        "done_at = ? WHERE number = ?",
        (answer, now, delivery.number),
    )
    bound.connection().execute(
        "UPDATE webhook SET failures = 0, next_at = ? WHERE id = ?", (now, delivery.webhook)
    )


def not_delivered(delivery: Delivery, answer: int | None, error: str, next_at: int | None) -> None:
    """Its webhook rests until `next_at`, and is stopped without one."""
    bound.connection().execute(
        "UPDATE webhook_delivery SET tries = tries + 1, answer = ?, error = ? WHERE number = ?",
        (answer, error, delivery.number),
    )
    bound.connection().execute(
        "UPDATE webhook SET failures = failures + 1, next_at = coalesce(?, next_at), status = ? "
        "WHERE id = ? AND status = 'on'",
        (next_at, "stopped" if next_at is None else "on", delivery.webhook),
    )


def not_written(delivery: Delivery, error: str, next_at: int) -> None:
    """A fault of ours: its webhook rests until `next_at`, with no failure counted."""
    bound.connection().execute(
        "UPDATE webhook_delivery SET tries = tries + 1, error = ? WHERE number = ?", (error, delivery.number)
    )
    bound.connection().execute("UPDATE webhook SET next_at = ? WHERE id = ?", (next_at, delivery.webhook))


def left_out(delivery: Delivery, error: str, now: int) -> None:
    """It can never be written: it is given up, and its webhook goes on."""
    bound.connection().execute(
        "UPDATE webhook_delivery SET status = 'failed', tries = tries + 1, error = ?, done_at = ? "
        f"WHERE number = ? AND {IS_WAITING}",
        (error, now, delivery.number),
    )


def give_up(hook: str, number: int, now: int) -> bool:
    """By hand: one that waits is left out."""
    query = (
        "UPDATE webhook_delivery SET status = 'failed', done_at = ? "
        f"WHERE webhook = ? AND number = ? AND {IS_WAITING}"
    )
    return bool(bound.connection().execute(query, (now, hook, number)).rowcount)


def again(hook: str, number: int) -> bool:
    """By hand: one that was delivered or given up is sent once more, with the same message id."""
    query = "UPDATE webhook_delivery SET status = 'waiting', done_at = NULL WHERE webhook = ? AND number = ?"
    return bool(bound.connection().execute(query, (hook, number)).rowcount)


def page(hook: str, before: int | None, limit: int) -> list[Delivery]:
    """The newest first."""
    most = 2**63 - 1 if before is None else before
    return _deliveries("WHERE webhook = ? AND number < ? ORDER BY number DESC LIMIT ?", hook, most, limit)


def forget(before: int, limit: int) -> int:
    """Delete what was delivered or given up before; how many there were."""
    query = (
        "DELETE FROM webhook_delivery WHERE number IN "
        f"(SELECT number FROM webhook_delivery WHERE {IS_DONE} AND done_at < ? ORDER BY done_at LIMIT ?)"
    )
    return bound.connection().execute(query, (before, limit)).rowcount


def _hooks(rest: str, *args: str | int) -> list[Hook]:
    found = bound.connection().execute(f"{_HOOKS} {rest}", args)
    return [_hook(dict(zip(_HOOK, row, strict=True))) for row in found]


def _hook(row: dict[str, Any]) -> Hook:
    channels = row["channels"]
    row["events"] = tuple(msgspec.json.decode(row["events"]))
    row["channels"] = None if channels is None else tuple(msgspec.json.decode(channels))
    return Hook(**row)


def _deliveries(rest: str, *args: str | int) -> list[Delivery]:
    found = bound.connection().execute(f"{_DELIVERIES} {rest}", args)
    return [Delivery(**dict(zip(_DELIVERY, row, strict=True))) for row in found]


def _json(names: tuple[str, ...] | None) -> bytes | None:
    return None if names is None else msgspec.json.encode(names)


def _value(query: str, *args: str | int) -> Any:  # noqa: ANN401 - the caller knows its column
    return bound.connection().execute(query, args).fetchone()[0]
