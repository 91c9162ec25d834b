"""Suggested FAQs that were opened before a chat: one row for each question, until its chat starts after all.

The trigger `deflection_over` takes a row away when the chat starts. So a row that is younger than `SETTLED_MS` may
still go; older ones are the figure *deflection* of SPEC.md section 6.
"""

from typing import Final

from store import bound

# Who reads a page and still has a question asks it within minutes; and so long a start key is remembered at least.
SETTLED_MS: Final = 30 * 60_000

_NOTE: Final = """
    INSERT INTO deflection (channel, key, faq, at)
    SELECT :channel, :key, :faq, :at
    WHERE NOT EXISTS (SELECT 1 FROM chat_start WHERE channel = :channel AND key = :key)
    ON CONFLICT (channel, key) DO UPDATE SET faq = excluded.faq, at = excluded.at
"""


def note(channel: str, key: str, faq: str, at: int) -> None:
    """She opened it; of several for one question the last counts. Nothing, where the chat has started already."""
    bound.connection().execute(_NOTE, {"channel": channel, "key": key, "faq": faq, "at": at})


def count(channel: str, since: int, until: int) -> int:
    """Questions of a channel that were answered so, by the time at which a FAQ was opened."""
    query = "SELECT count(*) FROM deflection WHERE channel = ? AND at >= ? AND at < ?"
    found: int = bound.connection().execute(query, (channel, since, until)).fetchone()[0]
    return found
