"""Who lives where in this process: the one table from address to actor.

An address is `kind/id`. An actor that is ending is no longer found, but keeps its place until it is gone or has
a successor, so that the successor knows for whom to wait. Nothing here knows what an actor is.
"""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class AddressTaken(Exception):  # noqa: N818 - named after what was found
    """A living actor has this address. `args[0]` is the address."""


class Resident(Protocol):
    address: str
    number: int  # in order of moving in

    @property
    def kind(self) -> str: ...

    def is_alive(self) -> bool: ...


R = TypeVar("R", bound=Resident)


class AddressBook(Generic[R]):
    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, R]] = {}
        self._moved_in = 0

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))

    def __iter__(self) -> Iterator[R]:
        """Everybody who is not wholly gone."""
        return (resident for residents in self._kinds.values() for resident in residents.values())

    def find(self, address: str) -> R | None:
        resident = self._kinds.get(address.partition("/")[0], {}).get(address)
        return resident if resident is not None and resident.is_alive() else None

    def live(self, kind: str) -> list[R]:
        return [resident for resident in self._kinds.get(kind, {}).values() if resident.is_alive()]

    def move_in(self, resident: R) -> R | None:
        """Take the address, and return the predecessor that has still to end there. Raises AddressTaken."""
        if self.find(resident.address) is not None:
            raise AddressTaken(resident.address)
        residents = self._kinds.setdefault(resident.kind, {})
        predecessor = residents.pop(resident.address, None)
        residents[resident.address] = resident
        self._moved_in += 1
        resident.number = self._moved_in
        return predecessor

    def move_out(self, resident: R) -> None:
        residents = self._kinds.get(resident.kind, {})
        if residents.get(resident.address) is resident:  # and not its successor
            del residents[resident.address]
        if not residents:
            self._kinds.pop(resident.kind, None)
