"""What past chats are found by: their words, and beside them whose they were, where, and how they were rated.

A chat is indexed once it is over, by a job of its own (`past_chat_due` is its list), so that nothing of this is
done for a message that somebody waits for. The triggers see to what must hold whoever writes: a chat that ended,
or changed after its end, is due; one that was deleted, or whose words were changed, is not found by them any more.

`number` is the time of the end with ten bits to tell apart what ended in the same millisecond. So the order of the
rows, of the index and of every list is one, and a period is a range of it.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TABLE past_chat (
        number INTEGER NOT NULL PRIMARY KEY,
        chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        channel TEXT NOT NULL,
        agent TEXT,
        rating BIGINT
    )
    """,
    "CREATE UNIQUE INDEX past_chat_chat ON past_chat (chat)",
    """
    CREATE TABLE past_chat_agent (
        agent TEXT NOT NULL,
        past BIGINT NOT NULL REFERENCES past_chat (number) ON DELETE CASCADE,
        PRIMARY KEY (agent, past)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX past_chat_agent_past ON past_chat_agent (past)",
    """
    CREATE TABLE past_chat_due (
        n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX past_chat_due_chat ON past_chat_due (chat)",
    """
    CREATE VIRTUAL TABLE past_chat_index USING fts5 (
        customer, said, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    )
    """,
    """
    CREATE TRIGGER past_chat_removed AFTER DELETE ON past_chat BEGIN
        DELETE FROM past_chat_index WHERE rowid = old.number;
    END
    """,
    """
    CREATE TRIGGER chat_came_ended AFTER INSERT ON chat WHEN new.ended_at IS NOT NULL BEGIN
        DELETE FROM past_chat_due WHERE chat = new.id;
        INSERT INTO past_chat_due (chat) VALUES (new.id);
    END
    """,
    """
    CREATE TRIGGER chat_ended AFTER UPDATE OF ended_at, rating, customer_name, customer_email ON chat
    WHEN new.ended_at IS NOT NULL AND (
        old.ended_at IS NOT new.ended_at OR old.rating IS NOT new.rating
        OR old.customer_name IS NOT new.customer_name OR old.customer_email IS NOT new.customer_email
    ) BEGIN
        DELETE FROM past_chat_due WHERE chat = new.id;
        INSERT INTO past_chat_due (chat) VALUES (new.id);
    END
    """,
    """
    CREATE TRIGGER chat_moved AFTER UPDATE OF channel, agent ON chat
    WHEN old.channel IS NOT new.channel OR old.agent IS NOT new.agent BEGIN
        UPDATE past_chat SET channel = new.channel, agent = new.agent WHERE chat = new.id;
    END
    """,
    """
    CREATE TRIGGER event_noted AFTER INSERT ON event
    WHEN new.kind = 'note' AND EXISTS (SELECT 1 FROM past_chat WHERE chat = new.chat) BEGIN
        DELETE FROM past_chat_due WHERE chat = new.chat;
        INSERT INTO past_chat_due (chat) VALUES (new.chat);
    END
    """,
    """
    CREATE TRIGGER event_changed AFTER UPDATE OF body ON event
    WHEN EXISTS (SELECT 1 FROM past_chat WHERE chat = new.chat) BEGIN
        DELETE FROM past_chat WHERE chat = new.chat;
        DELETE FROM past_chat_due WHERE chat = new.chat;
        INSERT INTO past_chat_due (chat) VALUES (new.chat);
    END
    """,
    # What ended before there was an index: the newest last, for that is taken first.
    "INSERT INTO past_chat_due (chat) SELECT id FROM chat WHERE ended_at IS NOT NULL ORDER BY ended_at",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
