"""Posts of bots that wait for their time, and the chats whose bot has something to do."""

from typing import NamedTuple

from store import bound


class Pending(NamedTuple):
    """`body` is the writer's own business."""

    key: str
    at: int
    body: bytes


def put(chat: str, posts: list[Pending]) -> None:
    """One with the same key takes the place of the one before."""
    query = "INSERT OR REPLACE INTO bot_post (chat, key, at, body) VALUES (?, ?, ?, ?)"
    for post in posts:
        bound.connection().execute(query, (chat, *post))


def of_chat(chat: str) -> list[Pending]:
    """The next first."""
    rows = bound.connection().execute(
        "SELECT key, at, body FROM bot_post WHERE chat = ? ORDER BY at, key", (chat,)
    )
    return [Pending._make(row) for row in rows]


def remove(chat: str, key: str) -> None:
    bound.connection().execute("DELETE FROM bot_post WHERE chat = ? AND key = ?", (chat, key))


def remove_all(chat: str) -> None:
    bound.connection().execute("DELETE FROM bot_post WHERE chat = ?", (chat,))


def unfinished() -> list[str]:
    """The chats that are with their bot: it may owe an answer, or a post."""
    return [chat for (chat,) in bound.connection().execute("SELECT id FROM chat WHERE status = 'bot' ORDER BY id")]
