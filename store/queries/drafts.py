"""What agents have typed and not sent, by agent and chat."""

from typing import Any

from store import bound, tables


def of_agent(agent: str) -> dict[str, str]:
    """Her drafts: chat → text."""
    rows: Any = tables.Draft.select(tables.Draft.chat, tables.Draft.text).where(tables.Draft.account == agent)
    return dict(rows.tuples())


def put(agent: str, chat: str, text: str, at: int) -> None:
    """Keep it; an empty text forgets it."""
    if text:
        row = {"account": agent, "chat": chat, "text": text, "at": at}
        tables.Draft.insert(row).on_conflict_replace().execute()
    else:
        tables.Draft.erase((tables.Draft.account == agent) & (tables.Draft.chat == chat))


def forget(before: int, limit: int) -> int:
    """Delete those that nobody has touched since before; how many there were."""
    oldest = "SELECT account, chat FROM draft WHERE at < ? ORDER BY at LIMIT ?"
    query = f"DELETE FROM draft WHERE (account, chat) IN ({oldest})"  # noqa: S608 - our own words
    return bound.connection().execute(query, (before, limit)).rowcount
