"""Suggested FAQs that were opened before a chat: one row for each question, until its chat starts after all.

The trigger `deflection_over` takes a row away when the chat starts; what is left is the figure *deflection* of
SPEC.md section 6.
"""

from typing import Final

from store import bound

_NOTE: Final = """
    INSERT INTO deflection (channel, key, faq, at)
    SELECT :channel, :key, :faq, :at
    WHERE NOT EXISTS (SELECT 1 FROM chat_start WHERE channel = :channel AND key = :key)
    ON CONFLICT (channel, key) DO UPDATE SET faq = excluded.faq, at = excluded.at
"""


def forget(before: int, limit: int) -> int:
    """Delete those of before; how many there were. The figure was added up when each was noted, and stays."""
    query = (
        "DELETE FROM deflection WHERE (channel, key) IN "
        "(SELECT channel, key FROM deflection WHERE at < ? ORDER BY at LIMIT ?)"
    )
    return bound.connection().execute(query, (before, limit)).rowcount


def note(channel: str, key: str, faq: str, at: int) -> None:
    """She opened it; of several for one question the last counts. Nothing, where the chat has started already."""
    bound.connection().execute(_NOTE, {"channel": channel, "key": key, "faq": faq, "at": at})
