"""What an operator types, as a command: `chats --status queued` → `chats {"status": "queued"}`.

The commands describe themselves (`Described`); server and client read words by the same description, so a newer
server can be asked by an older client. Pure.
"""

import difflib
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

# No count here is larger; and a number of thousands of digits is an attack.
DIGITS_MAX: Final = 18

Kind = Literal["text", "number", "yes/no"]


class Argument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`choices`: the texts that are allowed, where not all are. `positional`: may be given without its name."""

    name: str
    kind: Kind
    says: str
    required: bool = False
    positional: bool = False
    choices: tuple[str, ...] = ()
    default: str | int | bool | None = None


class Described(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A command. `words` is what is typed; `stream` when it goes on until it is cancelled."""

    cmd: str
    words: str
    says: str
    arguments: tuple[Argument, ...] = ()
    stream: bool = False


class Asked(NamedTuple):
    cmd: str
    args: dict[str, str | int | bool]


class Unclear(Exception):  # noqa: N818 - an answer to somebody who types
    """The words are no command. `args[0]` is a sentence for who typed them."""


def read_words(words: Sequence[str], commands: Sequence[Described]) -> Asked:
    """The command the words mean. Raises `Unclear`."""
    command = _command_of(words, commands)
    left = list(words[len(command.words.split()) :])
    unnamed = [argument for argument in command.arguments if argument.positional]
    args: dict[str, str | int | bool] = {}
    while left:
        word = left.pop(0)
        named = word.startswith("--") and not (unnamed and _is_far_from_a_name(word, command))
        argument, value = _named(word, left, command) if named else _unnamed(word, unnamed, command)
        if argument.name in args:
            raise Unclear(f"`{argument.name}` is given twice.")
        args[argument.name] = _value(argument, value)
    missing = [argument.name for argument in command.arguments if argument.required and argument.name not in args]
    if missing:
        raise Unclear(f"`{command.words}` needs {' and '.join(name.upper() for name in missing)}.")
    return Asked(command.cmd, args)


def usage(command: Described) -> str:
    """`chat show ID [--events N]`."""
    return " ".join([command.words, *(_usage_of(argument) for argument in command.arguments)])


def _usage_of(argument: Argument) -> str:
    shown = argument.name.upper() if not argument.choices else "|".join(argument.choices)
    if not argument.positional:
        shown = f"--{argument.name}" if argument.kind == "yes/no" else f"--{argument.name} {shown}"
    return shown if argument.required else f"[{shown}]"


def _command_of(words: Sequence[str], commands: Sequence[Described]) -> Described:
    """The longest that the words begin with."""
    by_words = {tuple(command.words.split()): command for command in commands}
    for length in range(len(words), 0, -1):
        if (command := by_words.get(tuple(words[:length]))) is not None:
            return command
    typed = " ".join(words[:2])
    near = difflib.get_close_matches(typed, [command.words for command in commands], n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise Unclear(f"There is no command `{typed}`.{hint} `help` lists them all.")


def _is_far_from_a_name(word: str, command: Described) -> bool:
    """An id may begin with two hyphens. What is nearly an option is a slip of the pen, and told as one."""
    name = word[2:].partition("=")[0]
    return not difflib.get_close_matches(name, [argument.name for argument in command.arguments], n=1)


def _named(word: str, left: list[str], command: Described) -> tuple[Argument, str | None]:
    name, has_value, value = word[2:].partition("=")
    argument = next((argument for argument in command.arguments if argument.name == name), None)
    if argument is None:
        raise Unclear(f"`{command.words}` has no option `--{name}`. It is used so: {usage(command)}")
    if has_value:
        return argument, value
    if argument.kind == "yes/no":
        return argument, None
    if not left:
        raise Unclear(f"`--{name}` needs a value.")
    return argument, left.pop(0)


def _unnamed(word: str, unnamed: list[Argument], command: Described) -> tuple[Argument, str | None]:
    if not unnamed:
        raise Unclear(f"`{word}` is one word too many. It is used so: {usage(command)}")
    return unnamed.pop(0), word


def _value(argument: Argument, value: str | None) -> str | int | bool:
    if argument.choices and value not in argument.choices:
        raise Unclear(f"`{argument.name}` is one of {', '.join(argument.choices)}.")
    match argument.kind:
        case "yes/no":
            if value not in (None, "yes", "no"):
                raise Unclear(f"`{argument.name}` is yes or no.")
            return value != "no"
        case "number":
            if value is None or not value.isdecimal() or len(value) > DIGITS_MAX:
                raise Unclear(f"`{argument.name}` is a number.")
            return int(value)
        case "text":
            return value or ""
