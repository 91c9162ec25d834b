"""The outbox: letters to people, webhooks and what was sent to each.

A webhook is a reader of the events like any other: `cursor` is the rowid of the last event it was made a delivery
of, so nothing is written for it while a chat goes on. Its deliveries are few at a time; what is behind the cursor
waits in the log itself.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE letter (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        key TEXT UNIQUE,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        html TEXT,
        chat TEXT,
        status TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'failed')),
        tries BIGINT NOT NULL,
        next_at BIGINT NOT NULL,
        error TEXT,
        created_at BIGINT NOT NULL,
        sent_at BIGINT
    )
    """,
    "CREATE INDEX letter_waiting ON letter (next_at, number) WHERE status = 'waiting'",
    "CREATE INDEX letter_of_status ON letter (status, number)",
    """
    CREATE TABLE webhook (
        id TEXT NOT NULL PRIMARY KEY,
        url TEXT NOT NULL,
        secret TEXT NOT NULL,
        events BLOB NOT NULL,
        channels BLOB,
        status TEXT NOT NULL CHECK (status IN ('on', 'off', 'stopped')),
        failures BIGINT NOT NULL,
        next_at BIGINT NOT NULL,
        cursor BIGINT NOT NULL,
        created_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE webhook_delivery (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
        message TEXT NOT NULL,
        event TEXT NOT NULL,
        chat TEXT,
        body BLOB NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')),
        tries BIGINT NOT NULL,
        answer BIGINT,
        error TEXT,
        created_at BIGINT NOT NULL,
        done_at BIGINT
    )
    """,
    "CREATE INDEX delivery_waiting ON webhook_delivery (webhook, number) WHERE status = 'waiting'",
    "CREATE INDEX delivery_of_webhook ON webhook_delivery (webhook, number)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
