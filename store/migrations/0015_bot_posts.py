"""What a bot has said that it will say in a moment."""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE bot_post (
        chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        at BIGINT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (chat, key)
    ) WITHOUT ROWID
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
