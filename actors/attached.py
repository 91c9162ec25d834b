"""Who is connected to one chat: the customer's tabs, and the consoles of those who may see it.

An event is dressed once for each audience and offered to its outboxes; what an outbox does with it is its own
affair. Whether somebody may be here was decided before; who is here without the customer's or the agent's
knowledge (a listener) is told apart from nobody.
"""

from collections.abc import Iterable

from actors.domain.views import Audience, push
from actors.mail import News, Outbox
from actors.messages import Event, Look


class Attached:
    __slots__ = ("_chat", "consoles", "customers")  # one for each chat in memory

    def __init__(self, chat: str) -> None:
        self._chat = chat
        self.customers: list[Outbox] = []  # her tabs; a set weighs 150 bytes more, and nearly all have one
        self.consoles: dict[Outbox, str] = {}  # and whose it is

    def everybody(self) -> Iterable[Outbox]:
        return (*self.customers, *self.consoles)

    def let_go(self, agent: str) -> None:
        """Her consoles hear no more of this chat."""
        for outbox in [each for each, owner in self.consoles.items() if owner == agent]:
            del self.consoles[outbox]

    def publish(self, event: Event, look: Look) -> None:
        """To each audience what it may see of an event."""
        for audience, outboxes in ((Audience.CUSTOMER, self.customers), (Audience.AGENT, self.consoles)):
            if outboxes and (seen := push(self._chat, event, audience, look)) is not None:
                offer(outboxes, News(seen))

    def replay(self, outbox: Outbox, events: Iterable[Event], audience: Audience, look: Look) -> None:
        for event in events:
            seen = push(self._chat, event, audience, look)
            if seen is not None:
                outbox.offer(News(seen))


def offer(outboxes: Iterable[Outbox], news: News) -> None:
    for outbox in outboxes:
        outbox.offer(news)
