"""Requests: what a chat leaves to be done, what was said and changed about each, and their categories.

Numbers count from 1001 and are never given twice, also when the newest request is gone: customers have them. The
index for searching is kept by triggers, so it cannot differ from the rows, whoever writes them.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE request_category (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        offered BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX request_category_name ON request_category (name_folded)",
    """
    CREATE TABLE request (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        chat TEXT,
        key TEXT,
        told BIGINT NOT NULL,
        title TEXT NOT NULL,
        category TEXT REFERENCES request_category (id),
        priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
        status TEXT NOT NULL CHECK (status IN ('open', 'waiting', 'closed')),
        owner TEXT REFERENCES account (id),
        contact TEXT,
        customer TEXT NOT NULL,
        email TEXT,
        channel TEXT NOT NULL,
        created_by BLOB NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "INSERT INTO sqlite_sequence (name, seq) VALUES ('request', 1000)",
    "CREATE INDEX request_changed ON request (changed_at, number)",
    "CREATE INDEX request_of_status ON request (status, changed_at, number)",
    "CREATE INDEX request_of_owner ON request (owner, changed_at, number)",
    "CREATE INDEX request_of_category ON request (category)",
    "CREATE INDEX request_of_contact ON request (contact, number) WHERE contact IS NOT NULL",
    "CREATE INDEX request_of_chat ON request (chat, number) WHERE chat IS NOT NULL",
    "CREATE UNIQUE INDEX request_key ON request (chat, key) WHERE key IS NOT NULL",
    "CREATE INDEX request_untold ON request (number) WHERE NOT told",
    """
    CREATE TABLE request_log (
        request BIGINT NOT NULL REFERENCES request (number) ON DELETE CASCADE,
        n BIGINT NOT NULL,
        at BIGINT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('chat', 'note', 'reply', 'change')),
        by BLOB NOT NULL,
        key TEXT,
        text TEXT,
        changes BLOB,
        PRIMARY KEY (request, n)
    )
    """,
    "CREATE UNIQUE INDEX request_log_key ON request_log (request, key) WHERE key IS NOT NULL",
    """
    CREATE VIRTUAL TABLE request_index USING fts5 (
        title, customer, said, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    )
    """,
    """
    CREATE TRIGGER request_added AFTER INSERT ON request BEGIN
        INSERT INTO request_index (rowid, title, customer, said)
            VALUES (new.number, new.title, new.customer || ' ' || coalesce(new.email, ''), '');
    END
    """,
    """
    CREATE TRIGGER request_changed AFTER UPDATE OF title, customer, email ON request BEGIN
        UPDATE request_index SET title = new.title, customer = new.customer || ' ' || coalesce(new.email, '')
            WHERE rowid = new.number;
    END
    """,
    """
    CREATE TRIGGER request_removed AFTER DELETE ON request BEGIN
        DELETE FROM request_index WHERE rowid = old.number;
    END
    """,
    """
    CREATE TRIGGER request_log_added AFTER INSERT ON request_log WHEN new.text IS NOT NULL BEGIN
        UPDATE request_index SET said = said || ' ' || new.text WHERE rowid = new.request;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
