"""Questions that a suggested FAQ may have answered: a customer opened one before she started a chat.

`key` is the one her chat would have started with, made at random by her widget, and says nothing about her. A chat
that starts with it takes the row away in the same transaction, whoever writes that; what is left was deflected.
Neither the channel nor the FAQ is a foreign key: a figure outlives both.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE deflection (
        channel TEXT NOT NULL,
        key TEXT NOT NULL,
        faq TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (channel, key)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX deflection_at ON deflection (channel, at)",
    """
    CREATE TRIGGER deflection_over AFTER INSERT ON chat_start BEGIN
        DELETE FROM deflection WHERE channel = new.channel AND key = new.key;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
