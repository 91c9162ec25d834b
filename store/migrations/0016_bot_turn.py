"""How far the bot of a chat has got: as far as it has done something. What was said after that is told to it.

What a bot of a chat that is with people by now still meant to say is nobody's business any more.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE bot_turn (
        chat TEXT NOT NULL PRIMARY KEY REFERENCES chat (id) ON DELETE CASCADE,
        heard INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    INSERT INTO bot_turn (chat, heard)
    SELECT id, coalesce((
        SELECT max(event.seq) FROM event
        WHERE event.chat = chat.id AND CAST(event.body AS TEXT) ->> '$.by.kind' = 'bot'
    ), 0)
    FROM chat WHERE status = 'bot'
    """,
    "DELETE FROM bot_post WHERE chat NOT IN (SELECT chat FROM bot_turn)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
