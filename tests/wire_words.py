"""The wire's structs in words, for the pages: what a field may hold, and whether an example is one.

`meaning` reads a type as a person would say it. `wrong_with` looks at a value as strictly as a server writes it:
each field named, none too many, none that would have been left out.
"""

import types
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta, Struct, UnsetType
from msgspec.structs import FieldInfo, fields

from actors import messages
from tests.printed import Table, code, number

HEAD: Final = ("field", "type", "meaning")


def fields_table(struct: type[Struct]) -> Table:
    """A command's `id` is told once for all."""
    own = [field for field in fields(struct) if field.name != "id" or not issubclass(struct, messages.Command)]
    return Table(HEAD, [(code(field.encode_name), said(struct, field)) for field in own])


def said(struct: type[Struct], field: FieldInfo) -> str:
    """What the field may hold, and what it means where it is left out."""
    words = meaning(_plain(field.type), field.encode_name)
    if field.required or not _may_be_absent(struct):
        return f"{words} or null" if types.NoneType in get_args(field.type) else words
    default = _default(field)
    if default in (None, [], {}, "") or isinstance(default, dict | list):
        return f"{words}; may be absent"
    return f"{words}; absent: `{msgspec.json.encode(default).decode()}`"


def meaning(hint: Any, name: str = "") -> str:  # noqa: ANN401 - a type is any object
    origin, args = get_origin(hint), get_args(hint)
    if hint == messages.Fact:
        return "[by `kind`](#event-kinds)"
    if origin is Annotated:
        return _within(args[0], args[1:], name)
    if origin in {Union, types.UnionType}:
        return " or ".join(meaning(each, name) for each in args if each not in {types.NoneType, UnsetType})
    if origin is Literal:
        return _one_of(args)
    if origin is tuple:
        return f"list of {meaning(args[0])}"
    if origin is dict:
        return f"object: {meaning(args[0])}, to {meaning(args[1], name)}"
    if issubclass(hint, StrEnum):
        return _one_of([each.value for each in hint])
    if hint in messages.KINDS:
        return f"[{messages.KINDS[hint]}](#event-kinds)"
    if issubclass(hint, Struct) and hint.__struct_config__.tag is not None:
        return f"[{hint.__struct_config__.tag}](#{hint.__struct_config__.tag})"  # a push, told under its type
    if issubclass(hint, Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _unit(name) if hint is int else PLAIN[hint]


PLAIN: Final[dict[Any, str]] = {str: "string", bool: "true or false", float: "number"}


def wrong_with(value: Any, hint: Any, where: str = "$") -> Iterator[str]:  # noqa: ANN401
    """Everything in which `value` is not what the server would write for `hint`."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        branches = [list(wrong_with(value, each, where)) for each in args]
        yield from min(branches, key=len)
    elif origin is Annotated:
        yield from wrong_with(value, args[0], where)
    elif origin is tuple and isinstance(value, list):
        for at, each in enumerate(value):
            yield from wrong_with(each, args[0], f"{where}[{at}]")
    elif origin is dict and isinstance(value, dict):
        for key, each in value.items():
            yield from wrong_with(each, args[1], f"{where}.{key}")
    elif isinstance(hint, type) and issubclass(hint, Struct) and isinstance(value, dict):
        yield from _wrong_with_struct(value, hint, where)
    elif not _is_plain(value, hint):
        yield f"{where}: {value!r} is no {hint}"


def _wrong_with_struct(value: dict[str, Any], struct: type[Struct], where: str) -> Iterator[str]:
    own = {field.encode_name: field for field in fields(struct)}
    config = struct.__struct_config__
    tag = {config.tag_field: config.tag} if config.tag_field else {}
    for name in value.keys() - own.keys() - tag.keys():
        yield f"{where}: {struct.__name__} has no {name}"
    for name, wanted in tag.items():
        if value.get(name) != wanted:
            yield f"{where}: {name} is not {wanted}"
    for name, field in own.items():
        if name in value:
            hint = messages.FACTS[value["kind"]] if field.type == messages.Fact else field.type
            yield from wrong_with(value[name], hint, f"{where}.{name}")
            if config.omit_defaults and _is_left_out(value[name], field):
                yield f"{where}: {name} is left out when it is {value[name]!r}"
        elif field.required or not config.omit_defaults:
            yield f"{where}: {name} is missing"


def _is_left_out(value: object, field: FieldInfo) -> bool:
    """Of a struct or a filled list the server leaves out only the very object that is the default."""
    is_compared = value == [] or isinstance(value, str | int | None)
    return not field.required and is_compared and value == _default(field)


def _is_plain(value: object, hint: Any) -> bool:  # noqa: ANN401
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return value in [each.value for each in hint]
    return value is None if hint is types.NoneType else type(value) is hint


def _may_be_absent(struct: type[Struct]) -> bool:
    return issubclass(struct, messages.Command) or struct.__struct_config__.omit_defaults


def _plain(hint: Any) -> Any:  # noqa: ANN401
    """The type without `None`, which is told beside it."""
    left = [each for each in get_args(hint) if each is not types.NoneType]
    is_optional = types.NoneType in get_args(hint) and get_origin(hint) in {Union, types.UnionType}
    return left[0] if is_optional and len(left) == 1 else hint


def _default(field: FieldInfo) -> Any:  # noqa: ANN401
    if field.default_factory is not NODEFAULT:
        return msgspec.to_builtins(field.default_factory())
    return None if field.default is NODEFAULT else msgspec.to_builtins(field.default)


def _within(hint: Any, notes: tuple[Any, ...], name: str) -> str:  # noqa: ANN401
    words = meaning(hint, name)
    if get_origin(hint) in {dict, tuple}:
        return f"{words}; {number(notes[0].max_length)} entries at most"
    if get_origin(hint) is tuple:
        return f"{words}; {number(notes[0].max_length)} at most"
    for note in (each for each in notes if isinstance(each, Meta)):
        words += _limits(note)
    return words


def _limits(note: Meta) -> str:
    if note.ge is not None:
        return f" from {number(note.ge)}" + (
            f" to {number(note.le)}" if note.le not in {None, messages.INT_MAX} else ""
        )
    if note.pattern is not None:
        return f" like `{note.pattern}`"
    least, most = note.min_length or 0, note.max_length
    assert most is not None, "what a client sends is bounded"
    return f" of {number(least)} to {number(most)} characters" if least else f" of up to {number(most)} characters"


def _one_of(values: Any) -> str:  # noqa: ANN401
    *most, last = [code(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def _unit(name: str) -> str:
    if name.endswith(("_at", "_until")) or name == "at":
        return "time in ms"
    return "span in ms" if name.endswith("_ms") else "integer"
