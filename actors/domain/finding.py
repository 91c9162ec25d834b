"""Where the words of a search stand in what was said: the place that a past chat is opened at, and the line of it.

The index has found the chat; here it is found out again where and why, with the same idea of a word: letters and
digits, whatever their case and accents, and each word of the search may be the beginning of a longer one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

# Characters of a line in a list of what was found, and how many of them stand before the first word.
EXCERPT: Final = 200
BEFORE: Final = 60

# A letter with its accents behind it, as some keyboards write them.
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class Part(Struct, frozen=True):
    """A piece of a text; `found` if it is what was looked for."""

    text: str
    found: bool = False


class Excerpt(Struct, frozen=True, kw_only=True):
    """A line of a text. `words`: how many of those looked for are in the whole of it."""

    parts: tuple[Part, ...]
    words: int


class Sought(Struct, frozen=True):
    """The words of a search, as they are compared."""

    words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Sought":
        """`e-mail` is two words that must stand in it, of which the last may go on."""
        cut = (tuple(_folded(found) for found in _WORD.findall(word)) for word in words)
        return cls(tuple(dict.fromkeys(word for word in cut if word)))

    def fits(self, folded: str) -> bool:
        return any(folded.startswith(word[-1]) or folded in word[:-1] for word in self.words)

    def count(self, folded: frozenset[str]) -> int:
        return sum(_has(folded, word) for word in self.words)


def excerpt(text: str, sought: Sought) -> Excerpt:
    """The line around the first word that fits, or the beginning of the text where none does."""
    line = " ".join(text.split())
    places = [(found.start(), found.end(), _folded(found[0])) for found in _WORD.finditer(line)]
    hits = [(start, end) for start, end, word in places if sought.fits(word)]
    words = sought.count(frozenset(word for *_, word in places))
    start = _beginning(line, hits[0][0]) if hits else 0
    end = _ending(line, start + EXCERPT)
    inside = [(first, last) for first, last in hits if first >= start and last <= end]
    return Excerpt(parts=tuple(_parts(line, start, end, inside)), words=words)


def best(excerpts: Iterable[tuple[int, Excerpt]]) -> tuple[int, Excerpt] | None:
    """The one with the most words, of several the first; None where no word is in any."""
    found = [each for each in excerpts if each[1].words]
    return max(found, key=lambda each: (each[1].words, -each[0]), default=None)


def _has(folded: frozenset[str], word: tuple[str, ...]) -> bool:
    return folded.issuperset(word[:-1]) and any(each.startswith(word[-1]) for each in folded)


def _beginning(line: str, at: int) -> int:
    """A little before the first word, between two words."""
    start = max(0, at - BEFORE)
    return start if start == 0 else line.find(" ", start, at) + 1 or at


def _ending(line: str, end: int) -> int:
    if end >= len(line):
        return len(line)
    return max(line.rfind(" ", end - BEFORE, end), 0) or end


def _parts(line: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> Iterator[Part]:
    at = start
    before = "…" if start else ""
    for first, last in hits:
        if before + line[at:first]:
            yield Part(before + line[at:first])
        yield Part(line[first:last], found=True)
        at, before = last, ""
    rest = before + line[at:end] + ("…" if end < len(line) else "")
    if rest:
        yield Part(rest)


def _folded(word: str) -> str:
    marks = unicodedata.normalize("NFKD", word).casefold()
    return "".join(mark for mark in marks if unicodedata.category(mark) != "Mn")
