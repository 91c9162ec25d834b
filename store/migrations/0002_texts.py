"""Predefined texts: FAQs and reply templates in folders, each agent's own quick replies, history and favourites.

The index for searching is kept by triggers, so it cannot differ from the texts, whoever writes them. It points at
`number`, which unlike a bare rowid stays as it is when the file is rebuilt.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE text_folder (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('faq', 'template')),
        parent TEXT REFERENCES text_folder (id),
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL
    )
    """,
    "CREATE INDEX text_folder_parent ON text_folder (parent)",
    """
    CREATE TABLE shared_text (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('faq', 'template')),
        folder TEXT REFERENCES text_folder (id),
        title TEXT NOT NULL,
        title_folded TEXT NOT NULL,
        language TEXT NOT NULL,
        published BIGINT NOT NULL,
        public BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL,
        body TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX shared_text_id ON shared_text (id)",
    "CREATE INDEX shared_text_folder ON shared_text (folder)",
    "CREATE INDEX shared_text_title ON shared_text (kind, title_folded, id, published, public)",
    """
    CREATE VIRTUAL TABLE shared_text_index USING fts5 (
        title, body, content = 'shared_text', content_rowid = 'number',
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
    )
    """,
    """
    CREATE TRIGGER shared_text_added AFTER INSERT ON shared_text BEGIN
        INSERT INTO shared_text_index (rowid, title, body) VALUES (new.number, new.title, new.body);
    END
    """,
    """
    CREATE TRIGGER shared_text_removed AFTER DELETE ON shared_text BEGIN
        INSERT INTO shared_text_index (shared_text_index, rowid, title, body)
            VALUES ('delete', old.number, old.title, old.body);
    END
    """,
    """
    CREATE TRIGGER shared_text_changed AFTER UPDATE OF title, body ON shared_text BEGIN
        INSERT INTO shared_text_index (shared_text_index, rowid, title, body)
            VALUES ('delete', old.number, old.title, old.body);
        INSERT INTO shared_text_index (rowid, title, body) VALUES (new.number, new.title, new.body);
    END
    """,
    """
    CREATE TABLE quick_reply (
        id TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        title TEXT NOT NULL,
        title_folded TEXT NOT NULL,
        body TEXT NOT NULL,
        used_at BIGINT
    )
    """,
    "CREATE INDEX quick_reply_account_position ON quick_reply (account, position)",
    """
    CREATE TABLE text_use (
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        text TEXT NOT NULL REFERENCES shared_text (id) ON DELETE CASCADE,
        at BIGINT NOT NULL,
        PRIMARY KEY (account, text)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX text_use_text ON text_use (text)",
    """
    CREATE TABLE text_favourite (
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        text TEXT NOT NULL REFERENCES shared_text (id) ON DELETE CASCADE,
        at BIGINT NOT NULL,
        PRIMARY KEY (account, text)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX text_favourite_text ON text_favourite (text)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
