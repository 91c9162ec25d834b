"""When letters are over, so that they can be forgotten; signed identities that were taken; the audit by column.

A letter is over when it was sent or given up. One that was given up before this had no time for it, and counts
from now. An identity is taken once: its number is kept until its token has ended anyway.
"""

from typing import Any, Final

STATEMENTS: Final = (
    "ALTER TABLE letter ADD COLUMN done_at BIGINT",
    "UPDATE letter SET done_at = sent_at WHERE status = 'sent'",
    "UPDATE letter SET done_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000 WHERE status = 'failed'",
    "CREATE INDEX letter_done ON letter (done_at) WHERE status <> 'waiting'",
    "CREATE INDEX delivery_done ON webhook_delivery (done_at) WHERE status <> 'waiting'",
    """
    CREATE TABLE identity_taken (
        channel TEXT NOT NULL,
        jti TEXT NOT NULL,
        until BIGINT NOT NULL,
        PRIMARY KEY (channel, jti)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX identity_taken_until ON identity_taken (until)",
    "CREATE INDEX audit_who ON audit (who)",
    "CREATE INDEX audit_act ON audit (act)",
    "CREATE INDEX audit_subject ON audit (subject)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
