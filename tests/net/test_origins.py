"""Exactly these origins, and none that looks like one of them."""

from typing import NamedTuple

import pytest

from net.credentials import cookie_name, token_of
from net.origins import Origins

OURS = Origins(["https://chat.example.com", "http://partner.example:8081"])


class Asked(NamedTuple):
    headers: dict[str, str]
    secure: bool = False


def asked(origin: str | None, host: str = "desk.example.org:8080", *, secure: bool = False, **more: str) -> Asked:
    headers = {"host": host, **({"origin": origin} if origin is not None else {}), **more}
    return Asked(headers, secure)


@pytest.mark.parametrize(
    "request_",
    [
        asked("http://desk.example.org:8080"),
        asked("HTTP://Desk.Example.org:8080"),
        asked("https://desk.example.org", host="desk.example.org", secure=True),
        asked("https://desk.example.org", host="desk.example.org:443", secure=True),
        asked("http://127.0.0.1:8080", host="127.0.0.1:8080"),
        asked("http://[::1]:8080", host="[::1]:8080"),
        asked("https://chat.example.com"),  # the public URL, whatever a proxy says
        asked("http://partner.example:8081", secure=True),
        asked(None),  # no browser
        asked(None, authorization="Bearer abc"),
        asked(None, authorization="Bearer abc", cookie="switchboard=abc"),
    ],
    ids=str,
)
def test_allowed(request_: Asked) -> None:
    assert OURS.allows(request_)


@pytest.mark.parametrize(
    "request_",
    [
        asked("null"),
        asked(""),
        asked("http://desk.example.org"),  # another port
        asked("http://desk.example.org:80801"),
        asked("http://desk.example.org:8080 "),
        asked("http://desk.example.org:8080/"),
        asked("https://desk.example.org:8080"),  # another scheme
        asked("http://desk.example.org:8080", secure=True),
        asked("http://desk.example.org.:8080"),
        asked("http://desk.example.org.:8080", host="desk.example.org.:8080"),
        asked("http://evil-desk.example.org:8080"),
        asked("http://desk.example.org.evil.example:8080"),
        asked("http://desk.example.org:8080@evil.example"),
        asked("http://evil.example#desk.example.org:8080"),
        asked("https://chat.example.com:444"),
        asked("https://sub.chat.example.com"),
        asked("http://chat.example.com"),
        asked("http://partner.example"),
        asked("file://"),
        asked("chrome-extension://desk.example.org:8080"),
        asked("http://", host=""),
        asked(None, cookie="switchboard=abc"),  # a cookie without a word about its page
        asked("http://evil.example", authorization="Bearer abc"),
    ],
    ids=str,
)
def test_refused(request_: Asked) -> None:
    assert not OURS.allows(request_)


@pytest.mark.parametrize("text", ["example.com", "https://example.com/", "https://*.example.com", "null", ""])
def test_what_is_no_origin_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="not an origin"):
        Origins([text])


def test_a_bearer_token_goes_before_the_cookie() -> None:
    both = {"authorization": "Bearer one", "cookie": "a=b; switchboard=two"}
    assert token_of(Asked(both)) == "one"
    assert token_of(Asked({"cookie": both["cookie"]})) == "two"


def test_over_tls_only_the_cookie_counts_that_no_other_host_can_plant() -> None:
    planted = {"cookie": "switchboard=planted"}
    assert token_of(Asked(planted, secure=True)) is None
    assert token_of(Asked({"cookie": f"{cookie_name(secure=True)}=ours"}, secure=True)) == "ours"
