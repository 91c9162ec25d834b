"""The built-in CRM: companies, contacts, sales, follow-ups, and what each agent does with them.

The two indexes for searching are kept by triggers, so they cannot differ from the rows, whoever writes them. They
hold folded words only: what folding is, is decided by whoever writes the rows.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE company (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        external_id TEXT,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        phone TEXT NOT NULL,
        words TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX company_id ON company (id)",
    "CREATE UNIQUE INDEX company_external_id ON company (external_id)",
    "CREATE INDEX company_name ON company (name_folded, id)",
    """
    CREATE TABLE company_domain (
        domain TEXT NOT NULL,
        company TEXT NOT NULL REFERENCES company (id) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        PRIMARY KEY (domain, company)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX company_domain_company ON company_domain (company)",
    """
    CREATE TABLE contact (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        external_id TEXT,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        phone TEXT NOT NULL,
        phone_key TEXT,
        title TEXT NOT NULL,
        company TEXT REFERENCES company (id) ON DELETE SET NULL,
        words TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX contact_id ON contact (id)",
    "CREATE UNIQUE INDEX contact_external_id ON contact (external_id)",
    "CREATE INDEX contact_name ON contact (name_folded, id)",
    "CREATE INDEX contact_company ON contact (company, name_folded, id)",
    "CREATE INDEX contact_phone ON contact (phone_key) WHERE phone_key IS NOT NULL",
    """
    CREATE TABLE contact_email (
        email TEXT NOT NULL PRIMARY KEY,
        domain TEXT NOT NULL,
        contact TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
        position BIGINT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX contact_email_contact ON contact_email (contact)",
    "CREATE INDEX contact_email_domain ON contact_email (domain)",
    """
    CREATE TABLE sale (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        amount_cents BIGINT NOT NULL,
        currency TEXT NOT NULL,
        stage TEXT NOT NULL,
        close_date TEXT,
        owner TEXT,
        contact TEXT REFERENCES contact (id) ON DELETE SET NULL,
        company TEXT REFERENCES company (id) ON DELETE SET NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX sale_contact ON sale (contact, created_at, id)",
    "CREATE INDEX sale_company ON sale (company, created_at, id)",
    "CREATE INDEX sale_created ON sale (created_at, id)",
    """
    CREATE TABLE follow_up (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        owner TEXT,
        done_at BIGINT,
        contact TEXT REFERENCES contact (id) ON DELETE SET NULL,
        company TEXT REFERENCES company (id) ON DELETE SET NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX follow_up_contact ON follow_up (contact, due_at, id)",
    "CREATE INDEX follow_up_company ON follow_up (company, due_at, id)",
    "CREATE INDEX follow_up_owner ON follow_up (owner, due_at, id)",
    "CREATE INDEX follow_up_due ON follow_up (due_at, id)",
    """
    CREATE TABLE activity (
        kind TEXT NOT NULL CHECK (kind IN ('chat', 'request')),
        ref TEXT NOT NULL,
        contact TEXT,
        at BIGINT NOT NULL,
        PRIMARY KEY (kind, ref)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX activity_contact ON activity (contact, at, ref) WHERE contact IS NOT NULL",
    """
    CREATE TABLE crm_use (
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('contact', 'company')),
        ref TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (account, kind, ref)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE crm_favourite (
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('contact', 'company')),
        ref TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (account, kind, ref)
    ) WITHOUT ROWID
    """,
    # A chat is in it from its end on: what changes with each message stays small.
    """
    CREATE INDEX chat_of_email ON chat (customer_email COLLATE NOCASE, started_at, id)
        WHERE ended_at IS NOT NULL AND customer_email IS NOT NULL
    """,
    """
    CREATE VIRTUAL TABLE company_index USING fts5 (name, words, tokenize = 'unicode61', prefix = '2 3')
    """,
    """
    CREATE TRIGGER company_added AFTER INSERT ON company BEGIN
        INSERT INTO company_index (rowid, name, words) VALUES (new.number, new.name_folded, new.words);
    END
    """,
    """
    CREATE TRIGGER company_removed AFTER DELETE ON company BEGIN
        DELETE FROM company_index WHERE rowid = old.number;
    END
    """,
    """
    CREATE TRIGGER company_changed AFTER UPDATE OF name_folded, words ON company BEGIN
        UPDATE company_index SET name = new.name_folded, words = new.words WHERE rowid = new.number;
        UPDATE contact_index SET company = new.name_folded
            WHERE new.name_folded <> old.name_folded
            AND rowid IN (SELECT number FROM contact WHERE company = new.id);
    END
    """,
    """
    CREATE VIRTUAL TABLE contact_index USING fts5 (name, words, company, tokenize = 'unicode61', prefix = '2 3')
    """,
    """
    CREATE TRIGGER contact_added AFTER INSERT ON contact BEGIN
        INSERT INTO contact_index (rowid, name, words, company) VALUES (
            new.number, new.name_folded, new.words,
            coalesce((SELECT name_folded FROM company WHERE id = new.company), '')
        );
    END
    """,
    """
    CREATE TRIGGER contact_removed AFTER DELETE ON contact BEGIN
        DELETE FROM contact_index WHERE rowid = old.number;
    END
    """,
    """
    CREATE TRIGGER contact_changed AFTER UPDATE OF name_folded, words, company ON contact BEGIN
        UPDATE contact_index SET
            name = new.name_folded,
            words = new.words,
            company = coalesce((SELECT name_folded FROM company WHERE id = new.company), '')
        WHERE rowid = new.number;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
