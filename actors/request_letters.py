"""Answers to requests that go out by e-mail: put into the outbox with the entry, and known by its number."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from store.queries import letters
from store.queries.letters import NewLetter
from store.queries.requests import Entry, Request


class Letter(Struct, frozen=True, kw_only=True):
    """To whom, and whether it waits, was sent or could not be."""

    to: str
    status: Literal["waiting", "sent", "failed"]


def post(request: Request, to: str, reply: Entry, now: int) -> None:
    """In the store's transaction. Whoever sends letters is told afterwards."""
    letters.add(
        NewLetter(
            kind=letters.REPLY,
            recipient=to,
            subject=f"[{request.number}] {request.title}",
            text=f"{reply.text}\n",
            chat=request.chat,
            key=_key(request.number, reply.n),
        ),
        now,
    )


def of_entries(number: int, entries: Sequence[Entry]) -> dict[int, Letter]:
    """In the store's transaction: the letters of these entries of a request, by the entry's `n`."""
    keys = {_key(number, entry.n): entry.n for entry in entries if entry.kind == "reply"}
    found = letters.of_keys(tuple(keys))
    return {keys[key]: msgspec.convert({"to": to, "status": how}, Letter) for key, (to, how) in found.items()}


def _key(number: int, n: int) -> str:
    return f"request/{number}/{n}"
