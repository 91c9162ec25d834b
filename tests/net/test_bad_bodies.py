"""What no client of ours sends, to every route: 4xx that names the field, never 500. And no answer has a secret.

What is wrong for a field is made from the OpenAPI document: a new field is tried as soon as it exists. The good
request that each bad one is made from stands in the table of rights.
"""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import pytest

from store.database import Store
from store.queries import accounts, webhooks
from tests.net.everybody import API, Everybody, everybody_of
from tests.net.test_rights_of_routes import TABLE, Row, unnamed

Json = dict[str, Any]

BOT_KEY: Final = "canary-key-of-a-bot-1234567890"
HOOK_KEY: Final = "whsec_Y2FuYXJ5IHNlY3JldCBvZiBhIGJvdCBob29r"
# A bot with every secret there is.
BOT: Final = {
    "connector": "webhook",
    "webhook": {"url": "https://bot.example/hook", "secret": HOOK_KEY},
    "completions": {"url": "https://llm.example/v1", "key": BOT_KEY, "model": "m"},
}

VALUES: Final = (
    *("null", "true", "false", "0", "-1", "1.5", "1e3", str(2**63), "9" * 400, "-" + "9" * 400, "1e400", "NaN"),
    *('""', '"x"', '"1"', '"true"', '"\\u0000"', '"\\ud800"', '"\\udfff x"', '"🐟"', '"\\u202e"', '"\\r\\nX: y"'),
    *("[]", "[null]", "[[]]", '["\\ud800"]', "{}", '{"":null}', '{"x":{"x":[]}}', '{"$ne":null}'),
)
# The types of JSON that a value is of. Python's decoder takes what is not JSON for a number.
TYPES: Final = {
    type(None): {"null"},
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    str: {"string"},
    list: {"array"},
    dict: {"object"},
}
PARTS: Final = ("\0", "x" * 300, "..", "🐟", "'--", "9" * 40, "-1", "1e3", "NaN", "%", "a/../b")
WORDS: Final = (
    "",
    "\0",
    "x" * 5_000,
    "🐟",
    "-1",
    "1e3",
    "NaN",
    "9" * 40,
    "true",
    "' OR 1=1 --",
    '"*" NEAR(',
    "\u202e",
)


class Operation(NamedTuple):
    """A route with a good request to it, and what its description says of it."""

    row: Row
    described: Json

    def schema(self) -> Json | None:
        body = self.described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return body if isinstance(self.row.body, dict) else None

    def parameters(self, place: str) -> list[str]:
        return [each["name"] for each in self.described.get("parameters", []) if each["in"] == place]


@pytest.fixture
async def everybody(store: Store, dist: Path, tmp_path: Path) -> AsyncIterator[Everybody]:
    async with everybody_of(store, dist, tmp_path) as everybody:
        yield everybody


async def operations(everybody: Everybody, noun: str) -> tuple[Json, list[Operation]]:
    """The document, and each route of a part of the table once."""
    document = (await everybody.ask("nobody", "GET", f"{API}/openapi.json")).json()
    described = {
        f"{method.upper()} {unnamed(path)}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    rows: dict[str, Row] = {}
    for row in TABLE[noun]:
        if row.route in described:
            rows.setdefault(row.route, row)  # the first is the good one
    return document, [Operation(row, described[route]) for route, row in rows.items()]


def takes(schema: Json, document: Json) -> set[str] | None:
    """The types of JSON that a field may be of; None where any will do."""
    if "$ref" in schema:
        return takes(resolved(schema, document), document)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return {kind for value in values for kind in TYPES[type(value)]}
    if "anyOf" in schema:
        found = [takes(each, document) for each in schema["anyOf"]]
        return None if None in found else {kind for each in found for kind in each or ()}
    if "type" not in schema:
        return None
    return {schema["type"]} if isinstance(schema["type"], str) else set(schema["type"])


def resolved(schema: Json, document: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def bad_bodies(good: Json, schema: Json, document: Json) -> Iterator[tuple[str, str, bool]]:
    """Bodies, the field of each that is tried, and whether it must be refused."""
    said = {name: json.dumps(value) for name, value in good.items()}
    properties: Json = resolved(schema, document).get("properties", {})
    for name, field in properties.items():
        kinds = takes(field, document)
        for text in VALUES:
            value = json.loads(text)
            wrong = kinds is not None and TYPES[type(value)].isdisjoint(kinds)
            yield _object(said | {name: text}), name, wrong
        if (most := field.get("maxLength")) is not None and most < 60_000:
            yield _object(said | {name: json.dumps("x" * (most + 1))}), name, True
    yield _object(said | {"nobody_knows": "1"}), "nobody_knows", True
    for name in resolved(schema, document).get("required", ()):
        yield _object({each: text for each, text in said.items() if each != name}), name, True


def _object(parts: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}"


@pytest.mark.parametrize("noun", [noun for noun in TABLE if noun != "pages"])
async def test_a_wrong_field_of_a_body_is_refused_by_its_name(everybody: Everybody, noun: str) -> None:
    document, found = await operations(everybody, noun)
    wrong: list[str] = []
    for operation in found:
        schema, row = operation.schema(), operation.row
        if schema is None:
            continue
        whose = next(iter(row.about))
        path, good = await everybody.filled(row.path, whose), await everybody.filled_body(row.body, whose)
        assert isinstance(good, dict)
        token = await everybody.token_of("anna")
        for text, field, must in bad_bodies(good, schema, document):
            headers = {"content-type": "application/json", **row.headers}
            answer = await everybody.ask("anna", row.method, path, text.encode(), headers=headers, token=token)
            said = answer.json() if answer.status_code != 204 else {}
            told = str(said.get("field", ""))
            if answer.status_code == 401 and row.path.startswith("/api/v1/session"):
                continue
            if answer.status_code >= 500 or (must and answer.status_code not in {413, 422, 429}):
                wrong.append(f"{row.route} {field}: {answer.status_code} to {text[-90:]}")
            elif answer.status_code == 422 and not told:
                wrong.append(f"{row.route} {field}: no field named to {text[-90:]}: {said}")
            elif answer.status_code == 422 and must and field not in told.split(".")[:2]:
                wrong.append(f"{row.route} {field}: {told} named to {text[-90:]}: {said}")

    assert wrong == []


@pytest.mark.parametrize("noun", TABLE)
async def test_no_part_of_an_address_breaks_a_route(everybody: Everybody, noun: str) -> None:
    _, found = await operations(everybody, noun)
    wrong: list[str] = []
    token = await everybody.token_of("anna")
    for operation in found:
        row = operation.row
        plain = row.path.partition("?")[0]
        parts = list(operation.parameters("path"))
        tried = [
            "/".join(quote(part, safe="") if "{" in each else each for each in plain.split("/"))
            for part in (PARTS if parts else ())
        ]
        path = await everybody.filled(row.path, next(iter(row.about)))
        joint = "&" if "?" in path else "?"
        tried += [f"{path}{joint}{name}={quote(word)}" for name in operation.parameters("query") for word in WORDS]
        body = (
            await everybody.filled_body(row.body, next(iter(row.about)))
            if isinstance(row.body, dict)
            else row.body
        )
        for address in tried if row.route != "DELETE /api/v1/session" else ():
            answer = await everybody.ask("anna", row.method, address, body, headers=row.headers, token=token)
            if answer.status_code >= 500:
                wrong.append(f"{row.method} {address[:150]}: {answer.status_code}")
            elif answer.status_code == 422 and not answer.json().get("field"):
                wrong.append(f"{row.method} {address[:150]}: no field named")

    assert wrong == []


# --- secrets ---

# Said once, to whom they are for: the session's token when it is opened, a webhook's secret when it is made.
SAID: Final = {
    "POST /api/v1/session": {"token"},
    "POST /api/v1/channels/{}/identity": {"secret"},
    "POST /api/v1/webhooks": {"secret"},
    "POST /api/v1/webhooks/{}/secret": {"secret"},
}
SECRET_WORDS: Final = ("password", "passwd", "secret", "token", "hash", "api_key", "credential", "private")


def names_in(schema: Any, document: Json, seen: frozenset[str] = frozenset()) -> set[str]:  # noqa: ANN401 - JSON
    """The names of all fields that an answer may have, however deep."""
    if isinstance(schema, list):
        return {name for each in schema for name in names_in(each, document, seen)}
    if not isinstance(schema, dict):
        return set()
    if (ref := schema.get("$ref")) is not None:
        return set() if ref in seen else names_in(resolved(schema, document), document, seen | {ref})
    found = set(schema.get("properties", {}))
    return found | {name for part in schema.values() for name in names_in(part, document, seen)}


async def test_no_answer_has_a_field_for_a_secret(everybody: Everybody) -> None:
    document = (await everybody.ask("nobody", "GET", f"{API}/openapi.json")).json()
    leaks = {
        f"{method.upper()} {unnamed(path)}": secret
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if (
            secret := {
                name
                for name in names_in(operation["responses"], document)
                if any(word in name for word in SECRET_WORDS)
            }
        )
    }

    assert leaks == SAID


async def test_no_answer_has_a_secret_that_is_kept_here(everybody: Everybody) -> None:
    store = everybody.server.store
    hook = await everybody.made("/webhooks", {"url": "https://crm.example/kept", "events": ["chat.message"]})
    kept = (await everybody.ask("anna", "GET", f"{API}/channels/support")).json()
    bot = {**kept["tabs"]["bot"], **BOT}
    headers = {"if-match": str(kept["revision"])}
    saved = await everybody.ask("anna", "PUT", f"{API}/channels/support/bot", bot, headers=headers)
    assert saved.status_code == 200, saved.text
    hashes = [account.password_hash for account in await store.read(accounts.everybody)]
    canaries = [hook["secret"], BOT_KEY, HOOK_KEY, everybody.customer, *hashes]
    session = await everybody.token_of("bjorn")
    assert session is not None
    canaries.append(session)
    answers = {"the tab": saved.text}
    for rows in TABLE.values():
        for row in rows:
            for who in ("nobody", "bjorn", "anna") if row.method == "GET" else ():
                path = await everybody.filled(row.path, next(iter(row.about)))
                answers[f"{row.path} {who}"] = (await everybody.ask(who, "GET", path)).text
    kept_hook = await everybody.ask("anna", "GET", f"{API}/webhooks/{hook['id']}")
    answers["the webhook"] = kept_hook.text

    assert [
        place for place, text in answers.items() if any(canary and canary in text for canary in canaries)
    ] == []
    assert await store.read(webhooks.get, hook["id"]) is not None
