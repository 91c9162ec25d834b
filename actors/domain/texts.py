"""Predefined texts, as far as they are rules: what a variable becomes, what a word is, what a text may look like.

`fill` is the only place where words of a template become words of a chat. It replaces names by values in one go:
it knows no expressions, and what was put in is not looked at again, so a customer who calls herself
`{agent.name}` stays that. A name without a value stands as it was written; the agent sees it and fills it in.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

from actors.domain.errors import Invalid
from actors.domain.stop_words import STOP_WORDS
from actors.messages import TEXT_MAX

TITLE_MAX: Final = 200
FOLDER_NAME_MAX: Final = 100
# A long page of print; in the widest script it still fits a request of the API.
FAQ_BODY_MAX: Final = 20_000
# What these become is a message.
MESSAGE_BODY_MAX: Final = TEXT_MAX

# Words of a search that are looked at: a sentence, where a whole letter was pasted.
WORDS_MAX: Final = 12
# Words of a customer's first message that are looked at.
STEMS_MAX: Final = 24
STEM_MIN: Final = 3

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_VARIABLE: Final = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)+)\}")

VARIABLES: Final[Mapping[str, str]] = {
    "customer.name": "The customer's name, as she gave it, else as her contact has it.",
    "customer.first_name": "The first word of it.",
    "customer.email": "The customer's e-mail address, likewise.",
    "customer.phone": "The customer's telephone number, likewise.",
    "company.name": "The company of the chat's contact, else the one that the customer gave.",
    "agent.name": "Your name, as customers see it.",
    "agent.first_name": "The first word of it.",
    "channel.name": "The name of the chat's channel.",
    "request.number": "The number of the chat's latest request.",
}


class Facts(Struct, frozen=True, kw_only=True):
    """What is known where a text is put in. Empty is not known."""

    customer_name: str = ""
    customer_email: str = ""
    customer_phone: str = ""
    company_name: str = ""
    agent_name: str = ""
    channel_name: str = ""
    request_number: str = ""


class Filled(Struct, frozen=True, kw_only=True):
    """`unfilled` are the names that still stand in the text, each once."""

    text: str
    unfilled: tuple[str, ...] = ()


def values_of(facts: Facts) -> dict[str, str]:
    """The variables that have a value."""
    values = {
        "customer.name": facts.customer_name,
        "customer.first_name": _first_word(facts.customer_name),
        "customer.email": facts.customer_email,
        "customer.phone": facts.customer_phone,
        "company.name": facts.company_name,
        "agent.name": facts.agent_name,
        "agent.first_name": _first_word(facts.agent_name),
        "channel.name": facts.channel_name,
        "request.number": facts.request_number,
    }
    return {name: value for name, value in values.items() if value}


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """`text` with each `{name}` that has a value replaced by it; all else stays as it stands."""
    unfilled: dict[str, None] = {}

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            unfilled[found[1]] = None
            return found[0]
        return value

    return Filled(text=_VARIABLE.sub(value_of, text), unfilled=tuple(unfilled))


# --- words ---


def folded(text: str) -> str:
    """What titles are compared and sorted by: small letters without accents, one space for all between words.

    A title of signs alone stays what it is.
    """
    letters = (
        mark for mark in unicodedata.normalize("NFKD", text).casefold() if unicodedata.category(mark) != "Mn"
    )
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    return " ".join(words) or text.casefold().strip()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, as they were written; what has no letter and no digit is no word."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text)
    words = (word for word in printable.split() if any(mark.isalnum() for mark in word))
    return tuple(dict.fromkeys(words))[:WORDS_MAX]


def stems_of(text: str, language: str) -> tuple[str, ...]:
    """What a question is about: its words without those that stand in every question, and without their endings.

    An ending is guessed alike in all languages, as the last three letters of a long word, so that `delivered`
    finds `delivery`. That finds too much rather than too little, and the order of what is found puts it right.
    """
    common = _common(main_language(language))
    words = (word for word in folded(text).split() if len(word) >= STEM_MIN and word not in common)
    return tuple(dict.fromkeys(map(_stem, words)))[:STEMS_MAX]


def main_language(language: str) -> str:
    """`nb` of `nb-NO`."""
    return language.partition("-")[0].lower()


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(folded(STOP_WORDS.get(language, "")).split())


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() else ""


# --- what a text may look like ---


def title_of(text: str) -> str:
    """A title without space around it. Raises Invalid."""
    return _line("title", text, TITLE_MAX)


def folder_name_of(text: str, field: str = "name") -> str:
    """Raises Invalid."""
    return _line(field, text, FOLDER_NAME_MAX)


def body_of(text: str, most: int, field: str = "body") -> str:
    """A body with the line ends that we use. Raises Invalid."""
    body = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not 0 < len(body) <= most:
        raise Invalid(field, f"Write 1 to {most:,} characters.")
    if any(unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t" for mark in body):
        raise Invalid(field, "There is a character in it that cannot be shown.")
    return body


def language_of(text: str) -> str:
    """A language tag, or empty for any. Raises Invalid."""
    if text and not LANGUAGE.fullmatch(text):
        raise Invalid("language", f"{text} is not a language tag such as en or pt-BR.")
    return text


def _line(field: str, text: str, most: int) -> str:
    line = text.strip()
    if not 0 < len(line) <= most or not line.isprintable():
        raise Invalid(field, f"Write 1 to {most} characters, in one line.")
    return line
