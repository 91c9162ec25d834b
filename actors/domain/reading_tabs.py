"""A tab of a channel's administration as somebody sent it: read into its struct, or refused in words.

The structs and their limits stand in channel_tabs.py. A refusal names its field with the tab in front of it, such
as `look.color` or `pre_chat.fields.2.label`, and says what is wrong as one would to a person.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from actors.domain.channel_tabs import LANGUAGE_PATTERN, ORIGIN_PATTERN, STRUCTS, Tab, TabName
from actors.domain.errors import Invalid
from actors.domain.opening_hours import CLOSES_PATTERN, DATE_PATTERN, OPENS_PATTERN
from actors.domain.settings import MINUTE_MS
from actors.messages import COLOR_PATTERN, FIELD_PATTERN, PICTURE_PATTERN

# Line ends and tabs are written by people; no other control character is.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]")

_PATH: Final = re.compile(r"^(?P<words>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_MOST: Final = re.compile(r"of length <= (\d+)")
_BETWEEN: Final = re.compile(r"Expected `(?:int|float)` ([<>]=) (-?\d+)")
_SENTENCES: Final[Mapping[str, str]] = {
    COLOR_PATTERN: "A colour is written like #2f6feb.",
    FIELD_PATTERN: "A field's name has small letters, digits and _ in it, such as order_number.",
    PICTURE_PATTERN: "This is not a picture of ours. Upload it first.",
    LANGUAGE_PATTERN: "This is not a language tag such as en or pt-BR.",
    ORIGIN_PATTERN: "An origin is the beginning of an address, such as https://shop.example.",
    OPENS_PATTERN: "A time is written like 09:00.",
    CLOSES_PATTERN: "A time is written like 17:30; 24:00 is the end of the day.",
    DATE_PATTERN: "A date is written like 2027-12-24.",
}


def read_tab(tab: TabName, sent: object) -> Tab:
    """The tab as somebody sent it. A field that is left out is as by default. Raises Invalid."""
    struct = STRUCTS[tab]
    _check_known(sent, struct, tab)
    try:
        found = msgspec.convert(_tidied(sent, tab), struct)
    except msgspec.ValidationError as wrong:
        raise _invalid(tab, wrong) from wrong
    return cast("Tab", found)


def _check_known(sent: object, struct: type[Struct], where: str) -> None:
    """A field that we do not know is a mistake, not a wish to ignore."""
    if not isinstance(sent, dict):
        return
    known = {field.encode_name: field.type for field in fields(struct)}
    for name, value in sent.items():
        if name not in known:
            raise Invalid(f"{where}.{name}", "There is no such field here.")
        for inner in _structs_in(known[name]):
            for at, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                _check_known(each, inner, f"{where}.{name}" if at is None else f"{where}.{name}.{at}")


def _structs_in(hint: Any) -> Iterator[type[Struct]]:  # noqa: ANN401 - a type is any object
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _structs_in(inner)


def _tidied(sent: object, where: str) -> object:
    """Without blanks around texts. Raises Invalid for characters that cannot be shown."""
    if isinstance(sent, str):
        if _UNSEEN.search(sent.replace("\r\n", "\n")):
            raise Invalid(where, "This holds a character that cannot be shown.")
        return sent.replace("\r\n", "\n").strip()
    if isinstance(sent, list):
        return [_tidied(each, f"{where}.{at}") for at, each in enumerate(sent)]
    if isinstance(sent, dict):
        return {name: _tidied(each, f"{where}.{name}") for name, each in sent.items()}
    return sent


def _invalid(tab: TabName, wrong: msgspec.ValidationError) -> Invalid:
    found = _PATH.match(str(wrong))
    assert found is not None, "it matches anything"
    words = found["words"]
    path = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", found["path"] or "").strip(".")
    missing = _MISSING.search(words)
    parts = [tab, path, missing[1] if missing else ""]
    return Invalid(".".join(filter(None, parts)), _sentence(words, path, missing=missing is not None))


def _sentence(words: str, path: str, *, missing: bool) -> str:
    if missing or "length >= 1" in words:
        return "This must not be empty."
    for pattern, sentence in _SENTENCES.items():
        if f"'{pattern}'" in words:
            return sentence
    if "http" in words:
        return "An address begins with https:// or http://."
    if most := _MOST.search(words):
        kind = "entries" if "`array`" in words else "characters"
        return f"{int(most[1]):,} {kind} at most."
    if between := _BETWEEN.search(words):
        return f"{_amount(int(between[2]), path)} is the {'most' if between[1] == '<=' else 'least'}."
    return f"{words}."


def _amount(number: int, path: str) -> str:
    """As it is said on the screen, which knows neither milliseconds nor bytes."""
    if path.endswith("_ms"):
        minutes, seconds = number / MINUTE_MS, number / 1_000
        if minutes.is_integer():
            return f"{minutes:,.0f} {'minute' if minutes == 1 else 'minutes'}"
        return f"{seconds:g} seconds"
    if path.endswith("_bytes"):
        return f"{number / 2**20:,.0f} MB" if number >= 2**20 else f"{number / 2**10:g} KB"
    return f"{number:,}"
