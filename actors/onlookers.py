"""Who looks at one channel: the widgets of its customers and the consoles of its members; and what they are told.

A push goes to each at once. What changes often is gathered meanwhile (`Gathered`) and pushed when it is time: a
burst of a thousand changes is one push.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import islice

from actors.attached import offer
from actors.mail import News, Outbox
from actors.messages import ChannelPush, ChannelView, ChatCard, ChatChannelPush, PresencePush, Push


class Onlookers:
    def __init__(self) -> None:
        self.widgets: set[Outbox] = set()
        self.guests: set[Outbox] = set()  # widgets of other channels, whose chats were moved to this one
        self.consoles: dict[Outbox, str] = {}  # and whose it is

    def everybody(self) -> Iterable[Outbox]:
        return (*self.consoles, *self.widgets, *self.guests)

    def gone(self, outbox: Outbox) -> None:
        self.widgets.discard(outbox)
        self.guests.discard(outbox)
        self.consoles.pop(outbox, None)

    def let_go(self, agent: str) -> None:
        """Her consoles hear no more of this channel."""
        self.consoles = {outbox: owner for outbox, owner in self.consoles.items() if owner != agent}

    def tell_widgets(self, view: ChannelView) -> None:
        _offer(ChannelPush(state=view.state, channel=view), self.widgets)
        _offer(ChatChannelPush(channel=view), self.guests)

    def restart_widgets(self) -> None:
        for outbox in (*self.widgets, *self.guests):
            outbox.restart()

    def tell_consoles(self, push: Push) -> None:
        _offer(push, self.consoles)

    def those(self, whose: Callable[[str], bool]) -> frozenset[Outbox]:
        """The consoles of the agents for whom `whose` is true."""
        return frozenset(outbox for outbox, agent in self.consoles.items() if whose(agent))

    def tell(self, push: Push, outboxes: Collection[Outbox]) -> None:
        """Those of them that are still here."""
        _offer(push, [outbox for outbox in outboxes if outbox in self.consoles])

    def tell_those(self, push: Push, whose: Callable[[str], bool]) -> None:
        """The consoles of the agents for whom `whose` is true."""
        _offer(push, [outbox for outbox, agent in self.consoles.items() if whose(agent)])


class Gathered:
    """News since the last push. Bounded by the number of open chats and of members: one entry each."""

    def __init__(self) -> None:
        self.queue: dict[str, ChatCard | None] = {}  # None: it waits here no more
        self.presence: dict[str, PresencePush] = {}
        self.ongoing: dict[str, None] = {}

    @property
    def lists(self) -> bool:
        return bool(self.queue or self.presence)

    def take_lists(self) -> tuple[dict[str, ChatCard | None], dict[str, PresencePush]]:
        """Rows of the queue, and members as they are now: each once, in the order in which they came."""
        queue, presence = self.queue, self.presence
        self.queue, self.presence = {}, {}
        return queue, presence

    def take_ongoing(self, most: int) -> list[str]:
        """The ids of up to `most` chats, those that have waited longest to be told."""
        told = list(islice(self.ongoing, most))
        for chat in told:
            del self.ongoing[chat]
        return told


def _offer(push: Push, outboxes: Collection[Outbox]) -> None:
    if outboxes:
        offer(outboxes, News(push))
