"""The chats that stand in one agent's list, and why each does.

Pure; `actors/agent.py` is its shell. A chat says of itself how it stands; what it said before the list was brought
up to date (`is_old`) is passed over, since what came of it is on its way too.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from actors.messages import ChatCard

# Why a chat stands in an agent's list.
Concern = Literal["agent", "receiver", "listener", "recent"]
# Ended chats stay in the list for a working day (SPEC.md section 1).
RECENT_MS = 8 * 3_600_000


def shown_as(row: ChatCard, concern: Concern) -> ChatCard:
    """The row of a chat as the list shows it in which it stands for this reason."""
    return replace(row, listening=True) if concern == "listener" else row


class HerChats:
    def __init__(self) -> None:
        self._rows: dict[str, ChatCard] = {}
        self._concerns: dict[str, Concern] = {}

    def __contains__(self, chat: object) -> bool:
        return chat in self._rows

    def __iter__(self) -> Iterator[ChatCard]:
        return iter(self._rows.values())

    def put(self, row: ChatCard, concern: Concern) -> Concern | None:
        """Why it stood there before; None where it did not."""
        before = self._concerns.get(row.id)
        self._rows[row.id], self._concerns[row.id] = row, concern
        return before

    def remove(self, chat: str) -> Concern | None:
        """Why it stood there until now; None where it did not."""
        self._rows.pop(chat, None)
        return self._concerns.pop(chat, None)

    def concern(self, chat: str) -> Concern:
        return self._concerns[chat]

    def is_old(self, row: ChatCard) -> bool:
        known = self._rows.get(row.id)
        return known is not None and row.seq < known.seq

    def active(self) -> list[ChatCard]:
        """Those she serves."""
        return [row for chat, row in self._rows.items() if self._concerns[chat] == "agent"]

    def heard(self) -> list[ChatCard]:
        """Those her consoles hear from: hers, those offered to her, those she listens to."""
        return [row for chat, row in self._rows.items() if self._concerns[chat] != "recent"]

    def offered(self) -> list[str]:
        return [chat for chat, concern in self._concerns.items() if concern == "receiver"]

    def shown(self, chat: str) -> ChatCard:
        """As her list shows it."""
        return shown_as(self._rows[chat], self._concerns[chat])

    def forget_old(self, now: int) -> None:
        oldest = now - RECENT_MS
        self._rows = {chat: row for chat, row in self._rows.items() if (row.ended_at or oldest + 1) > oldest}
        self._concerns = {chat: self._concerns[chat] for chat in self._rows}
