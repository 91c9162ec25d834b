"""Rows for the tests of the store, with what does not matter filled in."""

from typing import Any

from store.journal import Append, ChatRow, EventRow
from store.queries.accounts import Account
from store.queries.requests import NewRequest


def row_of(chat: str, seq: int = 1, **changes: Any) -> ChatRow:  # noqa: ANN401 - any column
    row = ChatRow(
        id=chat,
        channel="support",
        status="queued",
        seq=seq,
        agent=None,
        customer_name="Mia",
        customer_email="mia@example.com",
        started_at=1_000,
        queued_at=1_000,
        answered_at=None,
        ended_at=None,
        last_at=1_000 + seq,
        front=0,
        waiting_ms=None,
        first_response_ms=None,
        duration_ms=None,
        rating=None,
        state=b"{}",
    )
    return row._replace(**changes)


def event_of(chat: str, seq: int, key: str | None = None) -> EventRow:
    return EventRow(chat=chat, seq=seq, at=1_000 + seq, kind="message", key=key, body=b'{"text":"hei"}')


def said(chat: str, seq: int, key: str | None = None, **changes: Any) -> Append:  # noqa: ANN401 - any column
    """One event, and the row after it."""
    return Append((event_of(chat, seq, key),), row_of(chat, seq, **changes))


def account_of(account: str, **changes: Any) -> Account:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "id": account,
        "login": account,
        "name": account.title(),
        "email": f"{account}@example.com",
        "role": "agent",
        "password_hash": "hash",
        "created_at": 1,
    }
    return Account(**values | changes)


def request_of(title: str = "Invoice", **changes: Any) -> NewRequest:  # noqa: ANN401 - any column
    values: dict[str, Any] = {
        "title": title,
        "customer": "Mia",
        "channel": "support",
        "created_by": b"{}",
        "created_at": 1,
        "changed_at": 1,
    }
    return NewRequest(**values | changes)
