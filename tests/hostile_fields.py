"""Which fields of HTTP bodies and of frames take a text, by their own description, and which of them are filled.

A field is written as `PUT /channels/{key}/look header` or `agent note.add text`; within it `.` leads on, `[]` is
each of a list and `*` each of an object.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec

Json = dict[str, Any]


def text_fields(document: Json) -> set[str]:
    """All that are not held to a pattern or to some words."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')} {field}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for body in operation.get("requestBody", {}).get("content", {}).values()
        for field in _texts(body.get("schema", {}), document, ())
    }


def frame_fields(whose: str, frames: Any) -> set[str]:  # noqa: ANN401 - a union of structs
    """All of what that client may send."""
    kinds = get_args(frames)
    schemas, parts = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    document = {"components": {"schemas": parts}}
    return {
        f"{whose} {kind.__struct_config__.tag} {field}"
        for kind, schema in zip(kinds, schemas, strict=True)
        for field in _texts(schema, document, ())
    }


def without(wanted: Iterable[str], found: Iterable[str], excused: Iterable[str]) -> list[str]:
    """Those that nothing fills and no rule excuses."""
    left = [each for each in wanted if not any(re.fullmatch(rule, each) for rule in excused)]
    names = [(each, re.escape(each).replace(r"\*", r"[^.]+")) for each in left]
    known = set(found)
    return sorted(each for each, name in names if not any(re.fullmatch(name, one) for one in known))


def route_of(document: Json, method: str, path: str) -> str:
    """`path` as the description has it: `/faqs/x1` is `/faqs/{faq}`."""
    known = [
        each.removeprefix("/api/v1") for each, methods in document["paths"].items() if method.lower() in methods
    ]
    fitting = [each for each in known if re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", each), path)]
    return f"{method} {min(fitting, key=lambda each: each.count('{'))}"


def filled(body: Any, mark: str, path: tuple[str, ...] = ()) -> Iterator[str]:  # noqa: ANN401 - as in JSON
    """Where in it the mark stands."""
    match body:
        case str() if mark in body.lower():
            yield _joined(path)
        case dict():
            for name, value in body.items():
                yield from filled(value, mark, (*path, name))
        case list() | tuple():
            for value in body:
                yield from filled(value, mark, (*path, "[]"))
        case _:
            pass


def _texts(schema: Json, document: Json, path: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for name in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(name, ()):
            yield from _texts(each, document, path)
    for name, each in schema.get("properties", {}).items():
        yield from _texts(each, document, (*path, name))
    if isinstance(more := schema.get("additionalProperties"), dict):
        yield from _texts(more, document, (*path, "*"))
    if isinstance(schema.get("items"), dict):
        yield from _texts(schema["items"], document, (*path, "[]"))
    if schema.get("type") == "string" and not {"pattern", "format", "enum", "const"} & schema.keys():
        yield _joined(path)


def _joined(path: tuple[str, ...]) -> str:
    return ".".join(path)
