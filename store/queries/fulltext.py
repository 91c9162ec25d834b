"""How words become a question to a full-text index. Nothing a person types is ever read as its syntax."""

from collections.abc import Iterable, Sequence
from typing import Final

# Words of one search. Who types more pastes a text, of which the first words say enough.
WORDS_MAX: Final = 8


def all_of(words: Sequence[str]) -> str:
    """Rows that have a word beginning with each of these."""
    return " AND ".join(_quoted(words))


def any_of(words: Sequence[str]) -> str:
    return " OR ".join(_quoted(words))


def _quoted(words: Sequence[str]) -> Iterable[str]:
    told = [word.replace("\0", "") for word in words[:WORDS_MAX]]
    return [f'"{word.replace(chr(34), chr(34) * 2)}"*' for word in told]


def places(values: Sequence[object]) -> str:
    """A question mark for each."""
    return ", ".join("?" * len(values))
