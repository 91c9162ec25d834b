"""The members of one channel: who they are, what each may do in it, and what she can be counted on for just now.

Pure; `actors/channel.py` is its shell. What is asked with every customer who comes (how many are available) is
kept, since it changes only with a member.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from actors.domain.assignment import Seat
from actors.domain.availability import Standing, count_available
from actors.domain.rights import NO_RIGHTS
from actors.domain.warnings import Kind
from actors.messages import AgentCard, AgentRef, Rights


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who is a member, as it is written down. `most_chats` where it is not the channel's own."""

    ref: AgentRef
    rights: Rights
    most_chats: int | None = None


class Members:
    def __init__(self, lately: Iterable[AgentCard] = ()) -> None:
        self._cards = {card.id: card for card in lately}  # how they were, of those who still are members
        self._rights: dict[str, Rights] = {}
        self._most_chats: dict[str, int] = {}  # of those for whom it is not the channel's
        self._standings: dict[str, Standing] = {}
        self.available = 0  # how many could answer a chat now

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def become(self, people: Iterable[Person], now: int) -> None:
        """Those and no others. One who has not said how she is counts as not there."""
        people = tuple(people)
        self._rights = {each.ref.id: each.rights for each in people}
        self._most_chats = {each.ref.id: each.most_chats for each in people if each.most_chats is not None}
        self._cards = {
            each.ref.id: replace(
                self._cards.get(each.ref.id)
                or AgentCard(id=each.ref.id, name="", status="away", connected=False, chats=0, since_at=now),
                name=each.ref.name,
                photo=each.ref.photo,
            )
            for each in people
        }
        self._stand()

    def is_now(self, card: AgentCard, rights: Rights) -> None:
        """One of them is so now."""
        self._cards[card.id], self._rights[card.id] = card, rights
        self._stand()

    def leaves(self, agent: str) -> bool:
        """Whether she was one until now."""
        self._rights.pop(agent, None)
        was = self._cards.pop(agent, None)
        self._stand()
        return was is not None

    def cards(self) -> tuple[AgentCard, ...]:
        return tuple(self._cards.values())

    def card(self, agent: str) -> AgentCard:
        return self._cards[agent]

    def rights(self, agent: str) -> Rights:
        """None at all for somebody who is no member."""
        return self._rights.get(agent, NO_RIGHTS)

    def responders(self) -> frozenset[str]:
        return frozenset(agent for agent in self._cards if self._rights[agent].respond)

    def is_available(self, agent: str) -> bool:
        standing = self._standings.get(agent)
        return standing is not None and standing.available

    def who_are_available(self) -> frozenset[str]:
        return frozenset(agent for agent in self._cards if self.is_available(agent))

    def hears(self, agent: str, kind: Kind) -> bool:
        """Agents who are present and want notice; managers, when there is an agent who could act."""
        standing = self._standings.get(agent)
        if standing is None:
            return False
        if kind == "manager":
            return standing.rights.manage and self.available > 0
        return standing.rights.notify and standing.status == "present"

    def seats(self, most: int | None) -> list[Seat]:
        """Of those who are available. `most` chats are offered to each who has no number of her own."""
        return [
            Seat(
                agent=agent,
                name=card.name,
                chats=card.chats,
                since_at=card.since_at,
                most=self._most_chats.get(agent, most),
            )
            for agent, card in self._cards.items()
            if self.is_available(agent)
        ]

    def _stand(self) -> None:
        self._standings = {
            agent: Standing(status=card.status, connected=card.connected, rights=self._rights[agent])
            for agent, card in self._cards.items()
        }
        self.available = count_available(self._standings.values())
