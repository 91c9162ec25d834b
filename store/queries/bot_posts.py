"""How far the bot of a chat has got: up to which event it was told, and what it wants done and has not.

A chat is here from before its bot is told anything until the bot has been told that it is over.
"""

from typing import Final, NamedTuple

from store import bound
from store.tables import IS_OPEN

# By the index of open chats.
UNFINISHED: Final = f"""
    SELECT id FROM chat WHERE {IS_OPEN} AND status = 'bot' UNION SELECT chat FROM bot_turn ORDER BY 1
"""  # noqa: S608 - of ours


class Pending(NamedTuple):
    """`body` is the writer's own business."""

    key: str
    at: int
    body: bytes


class Turns(NamedTuple):
    """`heard`: the event it has answered last, 0 for none, None where it was told nothing. The next post first."""

    heard: int | None
    pending: list[Pending]


def of_chat(chat: str) -> Turns:
    connection = bound.connection()
    row = connection.execute("SELECT heard FROM bot_turn WHERE chat = ?", (chat,)).fetchone()
    rows = connection.execute("SELECT key, at, body FROM bot_post WHERE chat = ? ORDER BY at, key", (chat,))
    return Turns(row[0] if row is not None else None, [Pending._make(each) for each in rows])


def begin(chat: str) -> None:
    """It is about to be told something for the first time."""
    bound.connection().execute("INSERT OR IGNORE INTO bot_turn (chat, heard) VALUES (?, 0)", (chat,))


def put(chat: str, heard: int, posts: list[Pending]) -> None:
    """What came of event `heard`. A post with the same key takes the place of the one before."""
    connection = bound.connection()
    connection.execute("INSERT OR REPLACE INTO bot_turn (chat, heard) VALUES (?, ?)", (chat, heard))
    for post in posts:
        connection.execute(
            "INSERT OR REPLACE INTO bot_post (chat, key, at, body) VALUES (?, ?, ?, ?)", (chat, *post)
        )


def remove(chat: str, key: str) -> None:
    bound.connection().execute("DELETE FROM bot_post WHERE chat = ? AND key = ?", (chat, key))


def forget(chat: str) -> None:
    """It is over, and the bot knows."""
    for table in ("bot_post", "bot_turn"):
        bound.connection().execute(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608 - of ours


def unfinished() -> list[str]:
    """The chats whose bot may owe an answer, a post, or is owed the word that it is over."""
    return [chat for (chat,) in bound.connection().execute(UNFINISHED)]
