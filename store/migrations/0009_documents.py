"""Documents that agents send from: names and folders of files that belong to no chat.

A document's bytes are a file like any other, with an empty `chat`. A file is kept while a document holds it, and
one that is let go of is left as a file that was never sent, of long ago: whoever sweeps those away sweeps these.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE document (
        id TEXT NOT NULL PRIMARY KEY,
        folder TEXT NOT NULL,
        folder_folded TEXT NOT NULL,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        file TEXT NOT NULL REFERENCES file (id),
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL,
        changed_by TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX document_file ON document (file)",
    "CREATE INDEX document_name ON document (name_folded, id)",
    "CREATE UNIQUE INDEX document_folder_name ON document (folder_folded, name_folded)",
    """
    CREATE TRIGGER document_file_held AFTER INSERT ON document BEGIN
        UPDATE file SET sent_at = new.created_at WHERE id = new.file;
    END
    """,
    """
    CREATE TRIGGER document_file_exchanged AFTER UPDATE OF file ON document WHEN old.file <> new.file BEGIN
        UPDATE file SET sent_at = NULL, created_at = 0 WHERE id = old.file;
        UPDATE file SET sent_at = new.changed_at WHERE id = new.file;
    END
    """,
    """
    CREATE TRIGGER document_file_let_go AFTER DELETE ON document BEGIN
        UPDATE file SET sent_at = NULL, created_at = 0 WHERE id = old.file;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
