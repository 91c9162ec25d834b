"""Files of chats: what each is called and may be used for. Their bytes lie in a folder beside the database.

A file that was sent belongs to its chat for as long as that is there. Bytes cannot go with a row, so a chat that
is deleted leaves its files as ones that were never sent, of long ago: whoever sweeps those away sweeps these too.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE file (
        id TEXT NOT NULL PRIMARY KEY,
        chat TEXT NOT NULL,
        agent TEXT,
        name TEXT NOT NULL,
        size BIGINT NOT NULL,
        media_type TEXT NOT NULL,
        width BIGINT,
        height BIGINT,
        has_thumbnail BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        sent_at BIGINT
    ) WITHOUT ROWID
    """,
    "CREATE INDEX file_chat ON file (chat)",
    "CREATE INDEX file_unsent ON file (created_at) WHERE sent_at IS NULL",
    """
    CREATE TRIGGER files_of_chat_forsaken AFTER DELETE ON chat BEGIN
        UPDATE file SET sent_at = NULL, created_at = 0 WHERE chat = old.id;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
