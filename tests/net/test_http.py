"""The HTTP API as clients meet it: the session, errors in one form, health."""

from typing import Any

import httpx2
import pytest
import trio

from net.http import BODY_BYTES
from net.server import Server
from store.database import StoreTrouble
from tests.net.peers import in_memory

PASSWORD = "correct horse"
SESSION = "/api/v1/session"
ANNA = {"login": "anna", "password": PASSWORD}


async def signs_in(browser: httpx2.AsyncClient) -> str:
    answer = await browser.post(SESSION, json=ANNA)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["token"]
    return token


async def test_signing_in_gives_a_token_who_one_is_and_a_cookie_no_script_can_read(
    browser: httpx2.AsyncClient,
) -> None:
    answer = await browser.post(SESSION, json=ANNA)

    said = answer.json()
    assert (said["agent"]["name"], said["agent"]["role"]) == ("Anna Lind", "admin")
    assert "password" not in answer.text
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"switchboard={said['token']};")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


async def test_over_tls_the_cookie_is_bound_to_this_host(browser: httpx2.AsyncClient) -> None:
    origin = {"origin": "https://desk.example"}
    answer = await browser.post(f"https://desk.example{SESSION}", json=ANNA, headers=origin)

    assert answer.headers["set-cookie"].startswith("__Host-switchboard=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "Domain" not in answer.headers["set-cookie"]
    assert (await browser.get(f"https://desk.example{SESSION}")).status_code == 200


async def test_the_cookie_and_the_bearer_token_both_say_who_one_is(browser: httpx2.AsyncClient) -> None:
    token = await signs_in(browser)
    assert (await browser.get(SESSION)).json()["agent"]["login"] == "anna"

    browser.cookies.clear()
    assert (await browser.get(SESSION)).status_code == 401
    bearer = {"authorization": f"Bearer {token}"}
    assert (await browser.get(SESSION, headers=bearer)).json()["agent"]["login"] == "anna"


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(browser: httpx2.AsyncClient) -> None:
    token = await signs_in(browser)

    answer = await browser.delete(SESSION)

    assert answer.status_code == 204
    assert 'switchboard=""' in answer.headers["set-cookie"]
    assert (await browser.get(SESSION, headers={"authorization": f"Bearer {token}"})).status_code == 401
    assert (await browser.delete(SESSION)).status_code == 204


async def test_a_wrong_password_is_not_signed_in(browser: httpx2.AsyncClient) -> None:
    answer = await browser.post(SESSION, json={**ANNA, "password": "wrong"})

    assert answer.status_code == 401
    assert answer.json() == {"code": "not_signed_in", "message": "That login and password do not go together."}
    assert "set-cookie" not in answer.headers


async def test_too_many_tries_say_when_to_come_back(browser: httpx2.AsyncClient) -> None:
    wrong = {**ANNA, "password": "wrong"}
    answers = [await browser.post(SESSION, json=wrong) for _ in range(3)]

    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "rate_limited"
    assert 0 < answers[-1].json()["retry_ms"] <= int(answers[-1].headers["retry-after"]) * 1000


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://desk.example.evil.example"])
async def test_a_strange_page_can_neither_sign_in_nor_out(browser: httpx2.AsyncClient, origin: str) -> None:
    await signs_in(browser)
    headers = {"origin": origin}

    assert (await browser.post(SESSION, json=ANNA, headers=headers)).json()["code"] == "forbidden"
    assert (await browser.delete(SESSION, headers=headers)).status_code == 403
    assert (await browser.get(SESSION)).status_code == 200


async def test_a_program_that_sends_a_cookie_is_told_to_send_its_token(browser: httpx2.AsyncClient) -> None:
    await signs_in(browser)
    del browser.headers["origin"]

    answer = await browser.delete(SESSION)

    assert answer.status_code == 403
    assert "Authorization: Bearer" in answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"{", 400, "bad_frame", None),
        (b"[]", 422, "invalid", "body"),
        (b'{"login": "anna"}', 422, "invalid", "password"),
        (b'{"login": 5, "password": "x"}', 422, "invalid", "login"),
        (b'{"login": "", "password": "x"}', 422, "invalid", "login"),
        (b'{"login": "anna", "password": "%s"}' % (b"x" * 2_000), 422, "invalid", "password"),
        (b" " * (BODY_BYTES + 1), 413, "too_large", None),
    ],
    ids=["broken", "a list", "missing", "a number", "empty", "too long", "too large"],
)
async def test_bad_input_is_told_what_is_wrong(
    browser: httpx2.AsyncClient, body: bytes, status: int, code: str, field: str | None
) -> None:
    answer = await browser.post(SESSION, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json().get("field") == field
    assert answer.json()["message"]


async def test_an_endless_body_is_cut_off(server: Server) -> None:
    head = f"POST {SESSION} HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/json\r\n"
    chunk = b"400\r\n" + b" " * 1024 + b"\r\n"
    async with in_memory(server.front) as dial:
        peer = await dial()
        await peer.says(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * (BODY_BYTES // 1024 + 1))
        status, _, _ = await peer.response()

    assert status == 413


async def test_a_form_is_not_taken_for_json(browser: httpx2.AsyncClient) -> None:
    """A page elsewhere can send a form, or plain text, without being asked whether it may."""
    answer = await browser.post(
        SESSION, content=b'{"login":"anna","password":"x"}', headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 422


async def test_what_is_not_there_is_an_error_of_the_same_form(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/api/v1/nothing")).json()["code"] == "not_found"
    answer = await browser.put(SESSION, json={})
    assert answer.status_code == 405
    assert answer.json()["message"] == "PUT is not possible here."


async def test_trouble_with_the_store_is_unavailable_and_not_a_crash(
    browser: httpx2.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_args: object) -> None:
        raise StoreTrouble("the disk is full")

    monkeypatch.setattr(type(server.store), "read", fails)
    answer = await browser.get(SESSION, headers={"authorization": "Bearer unknown"})

    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert "disk" not in answer.text
    assert (await browser.get("/readyz")).status_code == 503
    assert (await browser.get("/healthz")).status_code == 200


async def test_nothing_of_the_api_is_stored_on_the_way(browser: httpx2.AsyncClient) -> None:
    for path in (SESSION, "/api/v1/openapi.json", "/api/v1/nothing"):
        headers = (await browser.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


async def test_ready_until_it_drains(browser: httpx2.AsyncClient, server: Server) -> None:
    assert (await browser.get("/readyz")).json() == {"status": "ok"}
    assert (await browser.head("/healthz")).status_code == 200

    await server.say_goodbye(within_s=1)

    assert (await browser.get("/readyz")).status_code == 503
    assert (await browser.get("/healthz")).status_code == 200


async def test_the_openapi_document_has_the_session_and_its_errors(browser: httpx2.AsyncClient) -> None:
    document = (await browser.get("/api/v1/openapi.json")).json()

    sign_in = document["paths"][SESSION]["post"]
    assert {"200", "401", "403", "422", "429", "503"} <= sign_in["responses"].keys()
    assert sign_in["responses"]["401"]["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")
    assert (await browser.get("/docs")).status_code == 404


async def test_a_websocket_address_without_an_upgrade_says_so(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/ws/agent")
    assert answer.status_code == 426
    assert "close" in answer.headers["connection"]


async def test_a_goodbye_waits_for_the_answer_under_way(server: Server, nursery: trio.Nursery) -> None:
    half, go_on, done = trio.Event(), trio.Event(), trio.Event()

    async def never(*_: object) -> Any:  # noqa: ANN401 - ASGI's own
        raise AssertionError

    async def slow_app(_scope: object, _receive: object, _send: object) -> None:
        half.set()
        await go_on.wait()

    async def says_goodbye() -> None:
        await server.say_goodbye(within_s=60)
        done.set()

    server.answers._app = slow_app
    scope: dict[str, Any] = {"type": "http", "path": "/", "headers": []}
    nursery.start_soon(server.answers, scope, never, never)
    await half.wait()
    nursery.start_soon(says_goodbye)
    await trio.testing.wait_all_tasks_blocked()
    assert not done.is_set()

    go_on.set()
    await done.wait()
