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


def note(channel: str, key: str, faq: str, at: int) -> None:
    """She opened it; of several for one question the last counts. Nothing, where the chat has started already."""
    bound.connection().execute(_NOTE, {"channel": channel, "key": key, "faq": faq, "at": at})
