"""What the house asks of the world outside: one letter sent, one HTTP request answered.

Said here as what is wanted; `net` knows how. Whoever asks gets an answer or one sentence why not, never a hang and
never more bytes than it said it would take.
"""

from typing import NamedTuple, Protocol

from store.queries.letters import LetterRow


class Reply(NamedTuple):
    """What an HTTP server answered."""

    status: int
    body: bytes


class Unreachable(Exception):  # noqa: N818 - says what happened
    """There was no answer: the address is not allowed, nobody is there, it took too long, or it said too much."""


class Http(Protocol):
    async def post(
        self, url: str, body: bytes, headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        """One POST, no redirect followed. Raises Unreachable."""
        ...

    def check(self, url: str) -> None:
        """Raises ValueError with a sentence where no request could ever be made to this address."""
        ...


class Undeliverable(Exception):  # noqa: N818 - says what happened
    """A letter was not taken. `for_good` where trying again would change nothing."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Mailer(Protocol):
    @property
    def is_set_up(self) -> bool:
        """Whether there are settings to send with. Without, letters wait."""
        ...

    async def send(self, letter: LetterRow) -> None:
        """Hand it over to the next mail server. Raises Undeliverable."""
        ...
