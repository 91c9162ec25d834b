"""What a log line may say. Pure; one way in (`clean`), and whatever comes out may be read by an operator.

Never in a line: what people write to each other, tokens, passwords, e-mail addresses. Three rules, all needed:

- By key: a field of `HIDDEN` is hidden whatever it holds.
- By shape: in every string, whatever looks like an e-mail address, a token or `password=…` is masked.
- By type: only plain values get through. Of an object the line has the name of its class, since its `repr` says
  whatever it likes.

An exception speaks in words that nobody here has chosen, and a `ValueError` quotes the value. So its words are
kept only where its class is known to name things and not to quote them (`SPEAKS_OF_NAMES`); of the others the line
has the class, how long the words were, and every place they came through.
"""

import re
import traceback
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final, TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

HIDDEN_WORD: Final = "[hidden]"
# A field with one of these names, or a name that ends so (`reset_token`), is hidden.
HIDDEN: Final = frozenset({
    *("text", "texts", "message", "body", "preview", "draft", "note", "comment", "excerpt", "html", "payload"),
    *("password", "passwords", "passphrase", "token", "tokens", "secret", "cookie", "cookies", "authorization"),
    *("credentials", "api_key", "private_key", "email", "emails", "e_mail", "mail_address", "headers"),
})  # fmt: skip
EMAIL_MASK: Final = "[e-mail]"
TOKEN_MASK: Final = "[token]"  # noqa: S105 - what is left of one

# Characters of one string and of an exception; entries of one list or mapping, and how deep they may lie.
STRING_MAX: Final = 1_000
EXCEPTION_MAX: Final = 16_000
ENTRIES_MAX: Final = 32
DEPTH_MAX: Final = 4
# Frames of one traceback, and exceptions shown of a chain or group: the outermost and innermost say most.
FRAMES_MAX: Final = 24
EXCEPTIONS_MAX: Final = 16

_EMAIL: Final = re.compile(r"[^\s@<>()\[\]{},;:\"'=/\\]+(?:@|%40)[^\s@<>()\[\]{},;:\"'=/\\]+")
# 32 random bytes in base64 are 43 characters and a digest in hex is 64. A long name has neither digit nor capital.
_TOKEN: Final = re.compile(r"(?<![A-Za-z0-9_-])(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{43,}={0,2}(?![A-Za-z0-9_-])")
_TOKEN_MIN: Final = 43
_NAMED: Final = re.compile(
    r"(?i)\b(password|passphrase|passwd|secret|token|api[_-]?key|bearer)(\"?'?\s*[=:]\s*|\s+)"
    r"(?=[^\s=:])(\"[^\"]*\"|'[^']*'|[^\s,;&)\]}]+)"
)
_HEADER: Final = re.compile(r"(?i)\b((?:set-)?cookie|authorization)(\"?'?\s*[=:]\s*)[^\n]+")
# What stands between name and value; an id or a name of an event has none of them, and needs no search.
_JOINTS: Final = frozenset("=: ")
# A name in quotes, as Python's own errors have them. Anything else in quotes may be a value.
_QUOTED: Final = re.compile(r"(?<!\w)(?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`)")
_NAME: Final = re.compile(r"[\w.$\[\]|-]{0,64}")

# Exceptions whose words name files, types, attributes, addresses and tables, or are whole sentences of the code.
SPEAKS_OF_NAMES: Final[tuple[type[BaseException], ...]] = (
    *(OSError, RuntimeError, TypeError, AttributeError, NameError, ImportError, ArithmeticError, MemoryError),
    BaseExceptionGroup,
)
# The same by where the class is from: its first name.
SPEAKERS_OF_NAMES: Final = frozenset({"actors", "store", "trio", "pykka", "sqlite3", "peewee"})


def clean(fields: Mapping[str, Any]) -> dict[str, Plain]:
    """The fields as a line may have them."""
    return {key: HIDDEN_WORD if is_hidden(key) else plain(value) for key, value in fields.items()}


@lru_cache(maxsize=1_024)  # names of fields are few; those that come in mappings are not
def is_hidden(key: str) -> bool:
    name = key.lower()
    return name in HIDDEN or any(name.endswith(f"_{hidden}") for hidden in HIDDEN)


def plain(value: object, depth: int = 0) -> Plain:
    """A value as JSON has it, without what it must not say."""
    if type(value) is str:  # nearly all are; the rest of the list is 3 us long
        return mask(value)
    match value:
        case None | bool():
            return value
        case Enum():
            return plain(value.value, depth)
        case int() | float():
            return value
        case str():
            return mask(str(value))
        case PurePath():
            return mask(str(value))
        case Mapping() if depth < DEPTH_MAX:
            return _plain_mapping(value, depth)
        case list() | tuple() | set() | frozenset() if depth < DEPTH_MAX and not hasattr(value, "_fields"):
            entries = [plain(entry, depth + 1) for _, entry in zip(range(ENTRIES_MAX), value, strict=False)]
            return entries if len(value) <= ENTRIES_MAX else [*entries, f"and {len(value) - ENTRIES_MAX} more"]
        case _:
            return f"<{type(value).__name__}>"


def _plain_mapping(value: Mapping[Any, Any], depth: int) -> dict[str, Plain]:
    shown: dict[str, Plain] = {}
    for key, entry in list(value.items())[:ENTRIES_MAX]:
        name = mask(key) if isinstance(key, str) else f"<{type(key).__name__}>"
        shown[name] = HIDDEN_WORD if is_hidden(name) else plain(entry, depth + 1)
    return shown


def mask(text: str, most: int = STRING_MAX) -> str:
    """The string without what looks like a secret, no longer than `most`."""
    if "@" in text or "%40" in text:
        text = _EMAIL.sub(EMAIL_MASK, text)
    if not _JOINTS.isdisjoint(text):
        text = _HEADER.sub(rf"\1\2{HIDDEN_WORD}", text)
        text = _NAMED.sub(_mask_named, text)
    if len(text) >= _TOKEN_MIN:
        text = _TOKEN.sub(TOKEN_MASK, text)
    if len(text) > most:
        text = f"{text[:most]}… ({len(text) - most} more)"
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _mask_named(found: re.Match[str]) -> str:
    """`password=…` always; `token …` only where what follows is no word of a sentence."""
    name, joint, _ = found.groups()
    if joint.isspace() and name.lower() != "bearer":
        return found.group()
    return f"{name}{joint}{HIDDEN_WORD}"


# --- exceptions ---


def exception_text(error: BaseException) -> str:
    """The exception with its traceback, its causes and its group, in words a log may have."""
    blocks = []
    for joint, each in _chain(error):
        blocks.append("".join([joint, *_places(each.__traceback__), _title(each)]))
        if len(blocks) == EXCEPTIONS_MAX:
            break
    return mask("\n".join(blocks), EXCEPTION_MAX)


def _chain(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """What there is to show, the latest first, each with what it is to the one before."""
    left: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while left:
        joint, each = left.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield joint, each
        if each.__cause__ is not None:
            left.append(("caused by\n", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            left.append(("while handling\n", each.__context__))
        if isinstance(each, BaseExceptionGroup):
            left += [("in the group\n", member) for member in reversed(each.exceptions)]


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    if len(frames) > FRAMES_MAX:
        half = FRAMES_MAX // 2
        left_out = [f"  … {len(frames) - FRAMES_MAX} more …\n"]
        return [*traceback.format_list(frames[:half]), *left_out, *traceback.format_list(frames[-half:])]
    return traceback.format_list(frames)


def _title(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    words = exception_words(error)
    return f"{name}: {words}" if words else name


def exception_words(error: BaseException) -> str:
    """What the exception says for itself, as far as a log may repeat it."""
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - whatever its `__str__` does, there is a line to write
        return "[no words]"
    if not words:
        return ""
    if isinstance(error, SPEAKS_OF_NAMES) or type(error).__module__.partition(".")[0] in SPEAKERS_OF_NAMES:
        return mask(_QUOTED.sub(_mask_quoted, words))
    if isinstance(error, KeyError) and len(error.args) == 1 and _is_name(error.args[0]):
        return mask(words)
    return f"[{len(words)} characters left out]"


def _mask_quoted(found: re.Match[str]) -> str:
    quote, inside = found.group()[0], found.group()[1:-1]
    return found.group() if _is_name(inside) or _is_file(inside) else f"{quote}[hidden]{quote}"


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_file(inside: str) -> bool:
    return inside.startswith("/") and " " not in inside
