"""What a log line may not say, and what it still says so that somebody can find the fault."""

import json
import secrets
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.messages import Status
from actors.runtime import ActorDeadError
from net.redaction import EXCEPTION_MAX, clean, exception_text, mask

TOKEN = secrets.token_urlsafe(32)
CANARIES = ("canary sings", "anna@example.com", TOKEN, "hunter2")


class Speaks:
    def __repr__(self) -> str:
        return " ".join(CANARIES)

    __str__ = __repr__


class Said(NamedTuple):
    words: str


def raised(error: BaseException) -> BaseException:
    def raise_it() -> None:
        raise error

    try:
        raise_it()
    except BaseException as caught:  # noqa: BLE001 - whatever it is
        return caught
    raise AssertionError


@pytest.mark.parametrize(
    "key",
    [
        *("text", "Token", "reset_token", "password", "email", "customer_email", "Authorization", "cookie"),
        *("preview", "draft", "comment", "note", "headers"),
    ],
)
def test_a_field_that_is_named_so_is_hidden_whatever_it_holds(key: str) -> None:
    assert clean({key: "canary"}) == {key: "[hidden]"}
    assert clean({"outer": {key: ["canary"]}}) == {"outer": {key: "[hidden]"}}


@pytest.mark.parametrize("key", ["mail", "code", "count", "textile", "tokens_left", "noted", "path", "name"])
def test_a_field_that_is_only_named_alike_is_shown(key: str) -> None:
    assert clean({key: "canary"}) == {key: "canary"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("no account anna@example.com here", "no account [e-mail] here"),
        ("<anna.b+c@mail.example.co.uk>", "<[e-mail]>"),
        ("/faq?to=anna%40example.com", "/faq?to=[e-mail]"),
        ("anna@localhost", "[e-mail]"),
        (f"session {TOKEN} is over", "session [token] is over"),
        (f"/files/{TOKEN}?x=1", "/files/[token]?x=1"),
        ("a" * 10 + "0123456789abcdef" * 4, "[token]"),
        ("password=hunter2&x=1", "password=[hidden]&x=1"),
        ('{"password": "hunter 2", "n": 1}', '{"password": [hidden], "n": 1}'),
        ("Authorization: Bearer hunter2", "Authorization: [hidden]"),
        ("Cookie: sid=hunter2; other=hunter3", "Cookie: [hidden]"),
        ("Bearer hunter2", "Bearer [hidden]"),
        ("api_key=hunter2", "api_key=[hidden]"),
    ],
    ids=range(13),  # one of the secrets is made anew for each run, and a test has one name
)
def test_a_secret_is_seen_by_its_shape(said: str, shown: str) -> None:
    assert mask(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "the token of this chat is unknown",
        "@property",
        "chat/AbCdEfGhIjKlMnOp",
        "test_the_slower_agent_is_told_who_has_the_chat_that_both_wanted",
        "a password is needed",
        "/ws/customer",
        "Blåbær",
    ],
)
def test_what_is_no_secret_is_left_as_it_is(said: str) -> None:
    assert mask(said) == said


def test_an_object_has_no_voice_in_a_line() -> None:
    shown = clean({"card": Speaks(), "raw": b"canary", "said": Said("canary"), "all": [Speaks()]})

    assert shown == {"card": "<Speaks>", "raw": "<bytes>", "said": "<Said>", "all": ["<Speaks>"]}


def test_plain_values_are_shown_as_json_has_them() -> None:
    fields = {"a": 1, "b": True, "c": None, "d": 1.5, "e": Status.QUEUED, "f": Path("/x/y"), "g": (1, {"h": "i"})}

    assert clean(fields) == {
        "a": 1, "b": True, "c": None, "d": 1.5, "e": "queued", "f": "/x/y", "g": [1, {"h": "i"}],
    }  # fmt: skip


def test_a_line_has_an_end_however_much_is_put_in() -> None:
    deep: Any = "end"
    for _ in range(100):
        deep = [deep]
    shown = clean({"long": "x" * 10**6, "wide": list(range(10**5)), "deep": deep})

    assert len(json.dumps(shown)) < 3_000


@given(st.text())
def test_whatever_text_comes_a_line_can_be_written(text: str) -> None:
    json.dumps(clean({"field": text, "nested": [text, {text: text}]})).encode()


@given(
    st.from_regex(r"[a-z0-9.+_]{1,20}@[a-z0-9-]{1,20}(\.[a-z]{2,5}){0,2}", fullmatch=True), st.text(), st.text()
)
def test_no_e_mail_address_gets_through_anywhere_in_a_text(address: str, before: str, after: str) -> None:
    assert address not in mask(f"{before} {address} {after}", most=10**6)


@given(st.binary(min_size=32, max_size=64))
def test_no_token_gets_through(secret: bytes) -> None:
    import base64

    token = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    if token.islower():  # hypothesis finds the one in 10^9 that reads as a name
        return
    assert token not in mask(f"with {token}.")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("canary sings"),
        ValueError(*CANARIES),
        KeyError("canary sings"),
        LookupError("canary sings"),
        AssertionError("Expected code to be unreachable, but got: Said(words='canary sings')"),
        Exception("anna@example.com", "canary sings"),
        UnicodeDecodeError("utf-8", b"canary sings", 0, 1, "canary sings"),
        TypeError("'canary sings' is not a number"),
        RuntimeError(f"no session {TOKEN}"),
        OSError(2, "No such file", "canary sings"),
        ActorDeadError("chat/1 said password=hunter2"),
    ],
)
def test_an_exception_does_not_repeat_what_people_wrote(error: Exception) -> None:
    outer = RuntimeError("outside")
    outer.__cause__ = raised(error)
    grouped = BaseExceptionGroup("several", [raised(outer), raised(error)])

    for shown in (exception_text(raised(error)), exception_text(raised(outer)), exception_text(raised(grouped))):
        assert not [canary for canary in CANARIES if canary in _without_source(shown)]
        assert type(error).__name__ in shown


def _without_source(shown: str) -> str:
    """The lines of our code that a traceback shows are not what people wrote."""
    return "\n".join(line for line in shown.splitlines() if not line.startswith("    "))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AttributeError("'Chat' object has no attribute 'foo'"), "'Chat' object has no attribute 'foo'"),
        (KeyError("chat-1"), "KeyError: 'chat-1'"),
        (FileNotFoundError(2, "No such file", "/data/x.db"), "[Errno 2] No such file: '/data/x.db'"),
        (ActorDeadError("chat/1 not found"), "chat/1 not found"),
        (ValueError("canary"), "ValueError: [6 characters left out]"),
    ],
)
def test_an_exception_keeps_what_helps_to_find_the_fault(error: Exception, words: str) -> None:
    shown = exception_text(raised(error))

    assert words in shown
    assert f'File "{__file__}"' in shown
    assert "in raised" in shown


def test_an_exception_says_what_it_came_from() -> None:
    error = RuntimeError("b")
    error.__cause__ = raised(KeyError("a"))
    shown = exception_text(raised(error))

    assert shown.index("RuntimeError: b") < shown.index("caused by") < shown.index("KeyError: 'a'")


def test_an_endless_exception_has_an_end() -> None:
    def deeper(n: int) -> None:
        if n:
            deeper(n - 1)
        else:
            raise RuntimeError("the bottom")

    with pytest.raises(RuntimeError) as caught:
        deeper(500)
    caught.value.__context__ = caught.value
    shown = exception_text(BaseExceptionGroup("g", [caught.value] * 100))

    assert len(shown) < EXCEPTION_MAX
    assert "the bottom" in shown
