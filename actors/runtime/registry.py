"""pykka's registry without its list.

pykka keeps all refs in a list and scans it twice to end one actor: ending 20,000 of 100,000 took minutes. The
stand-in is an ordered dict with the list's three methods that the registry calls.
"""

from typing import Any

import pykka


class OrderedRefs(dict[pykka.ActorRef[Any], None]):
    def append(self, ref: pykka.ActorRef[Any]) -> None:
        self[ref] = None

    def remove(self, ref: pykka.ActorRef[Any]) -> None:
        del self[ref]

    def __getitem__(self, _all: object) -> list[pykka.ActorRef[Any]]:  # type: ignore[override]  # only [:] is asked
        return list(self)


def install_registry() -> None:
    refs = pykka.ActorRegistry._actor_refs  # noqa: SLF001 - a private name, with a test of its own
    pykka.ActorRegistry._actor_refs = OrderedRefs.fromkeys(refs)  # type: ignore[assignment]  # noqa: SLF001
