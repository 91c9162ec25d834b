"""How far the bot of a chat has got. What a chat's bot had before is taken as answered: it is not told again."""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE bot_turn (
        chat TEXT NOT NULL PRIMARY KEY REFERENCES chat (id) ON DELETE CASCADE,
        heard INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "INSERT INTO bot_turn (chat, heard) SELECT id, seq FROM chat WHERE status = 'bot'",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
