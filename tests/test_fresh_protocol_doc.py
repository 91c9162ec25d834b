"""docs/protocol.md says what the code says: its tables are printed from it, and every example is a real frame.

After a change `python tests/test_fresh_protocol_doc.py` prints the tables anew; new rows want a meaning.
"""

import json
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, Final, cast

import msgspec
import pytest
import typer
from msgspec import Struct
from msgspec.structs import fields
from pydantic import BaseModel

from actors import log, messages
from actors.chat import ChatActor
from actors.domain.errors import Refused
from actors.domain.files import CHAT_BYTES_MAX, CHAT_FILES_MAX, PIXELS_MAX, SIDE_MAX
from actors.domain.views import Audience, view
from actors.files import UNSENT_MS
from actors.messages import FACTS, KINDS, SYSTEM, AgentRef, Event, Fact, Look
from net import auth, desk, http, outbox, quotas, rates, wire, ws
from net.admin_commands import COMMANDS
from net.api import files, session, uploading
from net.api.common import STATUS, Problem, Site
from net.closing import Close
from net.endpoints import ENDPOINTS
from net.settings import Settings
from run import app
from tests.printed import (
    DOCS,
    SECOND_MS,
    Table,
    code,
    examples,
    number,
    printed,
    size,
    span,
    tables_in,
    unexplained,
    write,
)
from tests.wire_words import fields_table, meaning, said, wrong_with
from web.protocol_types import CODES_OF_THE_DOOR, structs

PAGE: Final = DOCS / "protocol.md"
MODELS: Final = (session.SignIn, session.SignedIn, session.Session, session.Agent, files.Uploaded, Problem)
THEN: Final = {
    "stop": "stop",
    "sign_in": "sign in first",
    "resume_now": "come back now and resume",
    "resume_later": "come back after a random wait and resume",
}


# --- what is printed ---


def tables() -> dict[str, Table]:
    return {
        **{f"fields of {struct.__name__}": fields_table(struct) for struct in tabled()},
        **{f"fields of {model.__name__}": _model(model) for model in MODELS},
        "event kinds": Table(("kind", "data", "the customer sees it", "meaning"), [_kind(k) for k in FACTS]),
        "error codes": Table(("code", "HTTP status", "meaning"), [_error(each) for each in error_codes()]),
        "close codes": Table(
            ("code", "reason sent", "the client shall", "when"), [_close(each) for each in Close]
        ),
        "limits": Table(("what", "limit", "beyond it"), limits()),
        "routes": Table(("route", "what it gives"), routes()),
        "command line": Table(("command", "arguments and options", "what it does"), commands_of_the_shell()),
        "admin commands": Table(("command", "arguments", "what it tells"), _admin_commands(), by_hand=False),
    }


def tabled() -> list[type[Struct]]:
    """Structs with fields of their own to tell. Of facts the table of kinds tells."""
    return [struct for struct in structs() if struct not in KINDS and fields_table(struct).rows]


def _kind(kind: str) -> tuple[str, str, str]:
    fact = FACTS[kind]
    data = "<br>".join(f"{code(field.encode_name)}: {said(fact, field)}" for field in fields(fact)) or "nothing"
    return code(kind), data, _for_customer(fact)


def _for_customer(fact: type[Fact]) -> str:
    """Found out by showing a customer one with everything in it."""
    full = fact(**{field.name: _anything(field.type, field.name) for field in fields(fact)})
    seen = view(Event(seq=1, at=1, by=SYSTEM, data=full), Audience.CUSTOMER, Look())
    if seen is None:
        return "no"
    hidden = sorted(msgspec.to_builtins(full).keys() - msgspec.to_builtins(seen.data).keys())
    return f"yes, without {', '.join(map(code, hidden))}" if hidden else "yes"


def _anything(hint: Any, name: str) -> Any:  # noqa: ANN401
    match meaning(hint, name).split(" or ")[0].split(",")[0]:
        case "string":
            return "x"
        case "object: string":
            return {"x": "x"}
        case "[AgentRef](#agentref)":
            return AgentRef(id="a", name="A")
        case "[FileRef](#fileref)":
            return messages.FileRef(id="f", name="F", size=1, media_type="text/plain", url="/f")
        case choice if choice.startswith("`"):
            return choice.strip("`")
        case _:
            return 1


def error_codes() -> list[str]:
    """Of every refusal there is, and those that need no class."""
    return sorted({*CODES_OF_THE_DOOR, *(each.code for each in _below(Refused))})


def _below(kind: type[Refused]) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _error(error: str) -> tuple[str, str]:
    return code(error), str(int(STATUS[error])) if error in STATUS else "–"


def _close(close: Close) -> tuple[str, str, str]:
    return str(close.code), close.meaning, THEN[close.then.value]


def limits() -> list[tuple[str, str]]:
    defaults = Settings.model_construct()  # whatever the environment says
    mine, ours = defaults.customer_rates()
    agents, of_agents = defaults.agent_rates()
    searches, _ = defaults.search_rates()
    return [
        ("one frame from a client", f"{size(ws.MESSAGE_BYTES)} (`frame_bytes`)"),
        ("until `hello`", f"{span(desk.HELLO_TIMEOUT_S * SECOND_MS)} (`hello_seconds`)"),
        ("a text", f"{number(messages.TEXT_MAX)} characters"),
        ("commands of a customer's connection", f"{_rate(mine)} (`commands_…`)"),
        ("commands of customers at one address", f"{_rate(ours)} (`address_commands_…`)"),
        ("commands of an agent's connection", f"{_rate(agents)} (`agent_commands_…`)"),
        ("commands of agents at one address", f"{_rate(of_agents)} (`agent_address_commands_…`)"),
        ("looks for FAQs of a customer's connection", _rate(searches)),
        ("refusals for speed in a row", number(rates.PATIENCE)),
        (
            "frames that wait for a client",
            f"{number(outbox.OUTBOX_FRAMES)}, or {size(outbox.OUTBOX_BYTES)} of them",
        ),
        ("mail that waits for a chat", f"{number(ChatActor.capacity)} commands"),
        ("silence until the server pings", span(ws.PING_AFTER * SECOND_MS)),
        ("silence until the server drops the link", span(ws.SILENT_MAX * SECOND_MS)),
        ("the peer takes no byte", span(outbox.WRITE_TIMEOUT * SECOND_MS)),
        ("a closing handshake", span(ws.CLOSE_TIMEOUT * SECOND_MS)),
        ("events in one page of a resume", number(log.PAGE)),
        ("the same `chat.start` again", span(log.START_AGAIN_MS)),
        ("connections in all", f"{number(defaults.connections)} (`connections`)"),
        ("connections from one address", f"{number(defaults.address_connections)} (`address_connections`)"),
        ("the body of an API request", size(http.BODY_BYTES)),
        ("a file", f"{size(messages.FILE_BYTES)}, as the channel is set"),
        ("files of one chat", f"{number(CHAT_FILES_MAX)}, or {size(CHAT_BYTES_MAX)} of them"),
        ("a picture", f"{number(PIXELS_MAX)} pixels, {number(SIDE_MAX)} on a side"),
        ("an upload", span(uploading.UPLOAD_S * SECOND_MS)),
        (
            "uploads of one agent, or of customers at one address",
            f"{number(quotas.QUOTA.files)}, or {size(quotas.QUOTA.bytes)}, in {span(quotas.QUOTA.window_ms)}",
        ),
        ("uploads of one sender under way", number(quotas.AT_ONCE)),
        ("a file that is not sent", span(UNSENT_MS)),
        ("wrong passwords for one login", f"{auth.ACCOUNT_TRIES} in {span(auth.ACCOUNT_WINDOW_MS)}"),
        ("failed sign-ins from one address", f"{auth.ADDRESS_TRIES} in {span(auth.ADDRESS_WINDOW_MS)}"),
        ("a session that is not used", span(auth.IDLE_MS)),
        ("any session", span(auth.ABSOLUTE_MS)),
    ]


def _rate(rate: rates.Rate) -> str:
    return f"{number(rate.burst)} at once, {number(rate.per_second)} a second on and on"


def routes() -> list[tuple[str]]:
    """Every address of the HTTP application, the demonstration's too."""
    site = cast("Site", SimpleNamespace(demo=True))  # nothing is asked of it until a request comes
    found = http.application(site)._app.router.routes  # type: ignore[attr-defined]  # FastAPI's, behind our layer
    lines = [f"`{method} {route.path}`" for route in _flat(found) for method in sorted(route.methods - {"HEAD"})]
    upgrades = [f"`GET {path}`, upgraded" for path in ENDPOINTS]
    return sorted((line,) for line in {*lines, *upgrades})


def _flat(found: list[Any]) -> Iterator[Any]:
    """Routers that were included are one route each to FastAPI."""
    for route in found:
        inner = getattr(route, "original_router", None)
        yield from [route] if inner is None else _flat(inner.routes)


def commands_of_the_shell() -> list[tuple[str, str]]:
    return [(code(name), " ".join(map(code, words))) for name, words in _shell(typer.main.get_command(app), "")]


def _shell(command: Any, name: str) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - typer's own click
    for word, each in getattr(command, "commands", {}).items():
        yield from _shell(each, f"{name} {word}".strip())
    if not hasattr(command, "commands"):
        yield name, [_parameter(each) for each in command.params]


def _parameter(parameter: Any) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    (name, *_) = parameter.opts
    shown = name if parameter.is_flag else f"{name} {parameter.name.removesuffix('_stdin').upper()}"
    return shown if parameter.required else f"[{shown}]"


def _admin_commands() -> list[tuple[str, str, str]]:
    return [
        (
            code(command.cmd.replace(".", " ")),
            " ".join(code(field.encode_name) for field in fields(command.args)) or "–",
            command.says,
        )
        for command in COMMANDS.values()
    ]


def _model(model: type[BaseModel]) -> Table:
    schema = model.model_json_schema()
    required = schema.get("required", [])
    rows = [(code(name), _json_type(each, name in required)) for name, each in schema["properties"].items()]
    return Table(("field", "type", "meaning"), rows)


def _json_type(schema: dict[str, Any], required: bool) -> str:
    of = next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)
    if "$ref" in of:
        words = of["$ref"].rpartition("/")[2]
    elif "enum" in of:
        words = " or ".join(map(code, of["enum"]))
    else:
        words = of["type"]
    if "maxLength" in of:
        words += f", {of.get('minLength', 0)} to {number(of['maxLength'])} characters"
    return words if required else f"{words}; may be absent"


# --- the tests ---


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_table_is_as_the_code_prints_it(page: str) -> None:
    assert page == printed(page, tables())


def test_every_table_there_is_stands_on_the_page_once(page: str) -> None:
    assert sorted(tables_in(page)) == sorted(tables())


def test_every_row_says_what_it_means(page: str) -> None:
    assert unexplained(page) == []


@pytest.mark.parametrize(
    ("chapter", "union"), [("Customer", messages.CustomerFrame), ("Agent", messages.AgentFrame)]
)
def test_every_command_has_a_section_with_an_example(page: str, chapter: str, union: object) -> None:
    sections = _sections(page, chapter)
    shown = {json.loads(value)["type"] for value in _values(page, chapter.lower())}

    tags = {command.__struct_config__.tag for command in cast("Any", union).__args__}
    assert {f"`{tag}`" for tag in tags} <= sections
    assert tags == shown


def test_every_push_answer_and_event_has_an_example(page: str) -> None:
    pushes = [json.loads(value) for value in _values(page, "push")]
    answers = {what for what, _ in _blocks(page) if what.startswith("ok ")}

    assert {push["type"] for push in pushes} == {each.__struct_config__.tag for each in _members("Push")}
    assert answers == {f"ok {answer.__name__}" for answer in _members("Answer")}
    assert {push["kind"] for push in pushes if push["type"] == "event"} == set(FACTS)


def test_every_example_is_a_real_one(page: str) -> None:
    wrong = [f"{what}: {found}" for what, value in _blocks(page) for found in _wrong_with(what, value)]

    assert wrong == []


def test_errors_named_under_a_command_exist(page: str) -> None:
    told = [re.sub(r"\([^)]*\)", "", each) for each in re.findall(r"^Errors: (?:.+\n)+", page, re.MULTILINE)]

    assert {each for errors in told for each in re.findall(r"`(\w+)`", errors)} <= {*error_codes()}


# --- examples ---


def _sections(page: str, chapter: str) -> set[str]:
    (text,) = re.findall(rf"^## {chapter}\b.*?$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^### (.+)$", text, re.MULTILINE))


def _values(page: str, what: str) -> list[str]:
    return [value for named, value in _blocks(page) if named == what]


def _blocks(page: str) -> list[tuple[str, str]]:
    """Each JSON value of each example, whole, with what its block says it is."""
    found = []
    for example in examples(page):
        rest = example.text.strip()
        while rest:
            _, end = json.JSONDecoder().raw_decode(rest)
            found.append((example.what, rest[:end]))
            rest = rest[end:].strip()
    return found


def _members(union: str) -> tuple[type[Struct], ...]:
    return cast("tuple[type[Struct], ...]", getattr(messages, union).__args__)


def _wrong_with(what: str, text: str) -> list[str]:
    kind, _, name = what.partition(" ")
    value = json.loads(text)
    return list(CHECKS[kind](text, value, name))


def _as_command(decoder: wire.FrameDecoder[Any]) -> Callable[[str, Any, str], Iterator[str]]:
    def check(text: str, value: Any, _name: str) -> Iterator[str]:  # noqa: ANN401
        command = decoder.decode(text)
        extra = value.keys() - {field.encode_name for field in fields(command)} - {"type"}
        yield from (f"{value['type']} has no {each}" for each in extra)

    return check


def _as_push(_text: str, value: Any, _name: str) -> Iterator[str]:  # noqa: ANN401
    push = next(each for each in _members("Push") if each.__struct_config__.tag == value["type"])
    yield from wrong_with(value, push)


def _as_answer(_text: str, value: Any, name: str) -> Iterator[str]:  # noqa: ANN401
    if value.pop("type") != "ok" or not isinstance(value.pop("re"), str):
        yield "an answer has type ok, and the id of its command"
    yield from wrong_with(value, getattr(messages, name))


def _as_error(_text: str, value: Any, _name: str) -> Iterator[str]:  # noqa: ANN401
    details = value.keys() - {"type", "re", "code", "message"}
    if value["type"] != "error" or value["code"] not in error_codes():
        yield f"{value['code']} is no error"
    yield from (f"an error has no {each}" for each in details - {"field", "status", "agent", "retry_ms"})


def _as_model(_text: str, value: Any, name: str) -> Iterator[str]:  # noqa: ANN401
    model = next(each for each in MODELS if each.__name__ == name)
    model.model_validate(value)
    yield from (f"{name} has no {each}" for each in value.keys() - model.model_fields.keys())


def _as_line(_text: str, value: Any, _name: str) -> Iterator[str]:  # noqa: ANN401
    if "cmd" in value and value["cmd"] not in COMMANDS:
        yield f"{value['cmd']} is no command"


CHECKS: Final[dict[str, Callable[[str, Any, str], Iterator[str]]]] = {
    "customer": _as_command(wire.CUSTOMER),
    "agent": _as_command(wire.AGENT),
    "push": _as_push,
    "ok": _as_answer,
    "error": _as_error,
    "http": _as_model,
    "line": _as_line,
}

if __name__ == "__main__":
    write("protocol.md", tables())
