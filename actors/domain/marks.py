"""How far each side of a chat has seen. Kept beside the state, since it follows from no event."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from actors.messages import Event


class Marks(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The `seq` up to which the customer and the agent have seen; `unread` texts wait for the agent."""

    customer_read: int = 0
    agent_read: int = 0
    unread: int = 0

    def after(self, events: Iterable[Event]) -> "Marks":
        """What a customer writes is unread until her agent has seen it, or nobody needs to any more."""
        unread = self.unread
        for event in events:
            if event.kind == "message" and event.by.kind == "customer":
                unread += 1
            elif event.kind in {"ended", "abandoned"}:
                unread = 0
        return self if unread == self.unread else replace(self, unread=unread)

    def seen_by_customer(self, seq: int) -> "Marks":
        """Unchanged where she had seen it before."""
        return self if seq <= self.customer_read else replace(self, customer_read=seq)

    def seen_by_agent(self, seq: int) -> "Marks":
        """Unchanged where she had seen it before; whoever has come so far leaves nothing unread."""
        return self if seq <= self.agent_read else replace(self, agent_read=seq, unread=0)
