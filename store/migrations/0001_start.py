"""The first tables: accounts and their sessions, channels and their members, chats and their logs.

A migration is never edited once it has left the house, so it says its SQL itself and imports nothing of ours.
Why the tables look like this is told in store/tables.py.
"""

from typing import Any

STATEMENTS = """
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    photo TEXT,
    role TEXT NOT NULL CHECK (role IN ('agent', 'admin')),
    password_hash TEXT NOT NULL,
    disabled_at BIGINT,
    presence TEXT NOT NULL CHECK (presence IN ('present', 'away')),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE channel (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    settings BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX channel_name ON channel (name);

CREATE TABLE member (
    channel TEXT NOT NULL REFERENCES channel (key) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    respond BIGINT NOT NULL,
    notify BIGINT NOT NULL,
    listen BIGINT NOT NULL,
    manage BIGINT NOT NULL,
    PRIMARY KEY (channel, account)
) WITHOUT ROWID;
CREATE INDEX member_account ON member (account);

CREATE TABLE chat (
    id TEXT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('bot', 'queued', 'active', 'ended', 'abandoned')),
    seq BIGINT NOT NULL,
    agent TEXT,
    customer_name TEXT,
    customer_email TEXT,
    started_at BIGINT NOT NULL,
    queued_at BIGINT,
    answered_at BIGINT,
    ended_at BIGINT,
    last_at BIGINT NOT NULL,
    front BIGINT NOT NULL,
    waiting_ms BIGINT,
    first_response_ms BIGINT,
    duration_ms BIGINT,
    rating BIGINT,
    state BLOB NOT NULL
);
CREATE INDEX chat_queue ON chat (channel, front DESC, queued_at) WHERE status = 'queued';
CREATE INDEX chat_open ON chat (channel) WHERE status IN ('bot', 'queued', 'active');
CREATE INDEX chat_active ON chat (agent) WHERE status = 'active';
CREATE INDEX chat_ended_in_channel ON chat (channel, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX chat_ended_of_agent ON chat (agent, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX chat_answered ON chat (channel, answered_at, waiting_ms) WHERE answered_at IS NOT NULL;

CREATE TABLE event (
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (chat, seq)
);
CREATE UNIQUE INDEX event_key ON event (chat, key) WHERE key IS NOT NULL;

CREATE TABLE customer_token (
    hash BLOB NOT NULL PRIMARY KEY,
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX customer_token_chat ON customer_token (chat);

CREATE TABLE chat_start (
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (channel, key)
) WITHOUT ROWID;
CREATE INDEX chat_start_chat ON chat_start (chat);
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in filter(str.strip, STATEMENTS.split(";")):
        db.execute_sql(statement)
