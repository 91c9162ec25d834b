"""Accounts over HTTP: who may what on every route, passwords and links, sessions, and the last admin."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from net.auth import Auth
from net.server import Server
from store.queries import audit
from tests.net.administration import Office, Row, office_of, operations
from tests.net.conftest import PASSWORD
from tests.net.test_channels_api import picture

NEW: Final = {"login": "nina", "name": "Nina Holm", "email": "nina@example.com", "password": "a good password"}
ROWS: Final = (
    Row("GET", "/agents", None, 403, 200),
    Row("POST", "/agents", NEW, 403, 201),
    Row("GET", "/agents/{agent}", None, 403, 200),
    Row("PATCH", "/agents/{agent}", {"name": "New"}, 403, 200),
    Row("PUT", "/agents/{agent}/password", {"password": "a new password"}, 403, 204),
    Row("POST", "/agents/{agent}/password-link", None, 403, 201),
    Row("GET", "/agents/{agent}/sessions", None, 403, 200),
    Row("DELETE", "/agents/{agent}/sessions", None, 403, 204),
    Row("DELETE", "/agents/{agent}/sessions/{session}", None, 403, 204),
)
OWN: Final = (
    Row("GET", "/account", None, 200, 200),
    Row("PATCH", "/account", {"name": "New"}, 200, 200),
    Row("PUT", "/account/password", {"current": "x", "password": "long enough"}, 422, 422),
    Row("GET", "/account/sessions", None, 200, 200),
    Row("DELETE", "/account/sessions/{session}", None, 404, 404),
)


@pytest.fixture
async def office(server: Server) -> AsyncIterator[Office]:
    office = await office_of(server)
    yield office
    for client in office.clients.values():
        await client.aclose()


@pytest.fixture
def auth(server: Server) -> Auth:
    return server.auth


async def session_of_marit(office: Office) -> str:
    items = (await office.get(f"/agents/{office.ids['marit']}/sessions"))["items"]
    return str(items[0]["id"])


# --- rights ---


@pytest.mark.parametrize("row", [*ROWS, *OWN], ids=lambda row: f"{row.method} {row.path}")
async def test_every_route_asks_who_it_is(office: Office, row: Row) -> None:
    path = row.path.format(agent=office.ids["marit"], session=await session_of_marit(office))
    expected = {"nobody": 401, "bjorn": row.agent, "anna": row.admin}
    for who, status in expected.items():
        answer = await office.clients[who].request(row.method, path, json=row.body)
        assert answer.status_code == status, (who, answer.text)


async def test_every_route_has_its_row(office: Office) -> None:
    assert await operations(office, ("/agents", "/account")) == {(row.method, row.path) for row in (*ROWS, *OWN)}


async def test_a_page_elsewhere_changes_nothing(office: Office) -> None:
    for row in (*ROWS, *OWN):
        if row.method != "GET":
            path = row.path.format(agent=office.ids["marit"], session="x")
            headers = {"origin": "https://evil.example"}
            answer = await office.anna.request(row.method, path, json=row.body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), row


# --- accounts ---


async def test_the_list_has_everybody_and_no_password(office: Office) -> None:
    answer = await office.anna.get("/agents")

    assert [item["login"] for item in answer.json()["items"]] == ["anna", "bjorn", "marit"]
    assert "password" not in answer.text
    assert "argon2" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"login": "ANNA"}, 409, None),
        ({"login": "no spaces"}, 422, "login"),
        ({"name": " "}, 422, "name"),
        ({"name": "x" * 201}, 422, "name"),
        ({"email": "not an address"}, 422, "email"),
        ({"role": "king"}, 422, "role"),
        ({"password": "short"}, 422, "password"),
        ({"password": "x" * 1_001}, 422, "password"),
        ({"passwort": "a good password"}, 422, "passwort"),
    ],
)
async def test_a_wrong_new_account_is_refused_by_its_field(
    office: Office, body: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await office.anna.post("/agents", json=NEW | body)

    assert (answer.status_code, answer.json().get("field")) == (status, field)


async def test_a_new_account_signs_in_with_its_password(office: Office, auth: Auth) -> None:
    added = (await office.anna.post("/agents", json=NEW)).json()

    assert "link" not in added
    assert (await auth.sign_in("nina", NEW["password"], "", "")).account.id == added["agent"]["id"]


async def test_without_a_password_its_owner_chooses_one_by_a_link_that_is_good_once(
    office: Office, auth: Auth
) -> None:
    added = (await office.anna.post("/agents", json={**NEW, "password": None})).json()
    token = added["link"]["path"].partition("#password=")[2]

    short = await office.nobody.post("/password", json={"token": token, "password": "short"})
    assert (short.status_code, short.json()["field"]) == (422, "password")
    chosen = await office.nobody.post("/password", json={"token": token, "password": "hers alone"})
    assert chosen.json() == {"login": "nina"}
    assert (await auth.sign_in("nina", "hers alone", "", "")).account.name == "Nina Holm"
    again = await office.nobody.post("/password", json={"token": token, "password": "somebody else's"})
    assert again.status_code == 404


async def test_a_newer_link_ends_the_older_and_guessing_is_slowed_down(office: Office) -> None:
    path = f"/agents/{office.ids['bjorn']}/password-link"
    first, second = [(await office.anna.post(path)).json()["path"].partition("=")[2] for _ in range(2)]
    body = {"password": "hers alone"}
    assert (await office.nobody.post("/password", json={"token": first, **body})).status_code == 404
    assert (await office.nobody.post("/password", json={"token": second, **body})).status_code == 200

    answers = [await office.nobody.post("/password", json={"token": f"x{n}", **body}) for n in range(25)]
    assert {answer.status_code for answer in answers} == {404, 429}


async def test_a_link_of_a_disabled_account_opens_nothing(office: Office) -> None:
    bjorn = office.ids["bjorn"]
    link = (await office.anna.post(f"/agents/{bjorn}/password-link")).json()
    await office.anna.patch(f"/agents/{bjorn}", json={"disabled": True})

    token = link["path"].partition("=")[2]
    answer = await office.nobody.post("/password", json={"token": token, "password": "hers alone"})
    assert answer.status_code == 404
    assert (await office.anna.post(f"/agents/{bjorn}/password-link")).status_code == 404


async def test_a_password_that_is_set_by_an_admin_ends_all_sessions(office: Office, auth: Auth) -> None:
    answer = await office.anna.put(f"/agents/{office.ids['bjorn']}/password", json={"password": "set for her"})

    assert answer.status_code == 204
    assert (await office.bjorn.get("/account")).status_code == 401
    assert (await auth.sign_in("bjorn", "set for her", "", "")).account.login == "bjorn"


async def test_who_is_disabled_is_out_at_once_and_back_when_enabled(office: Office) -> None:
    bjorn = f"/agents/{office.ids['bjorn']}"
    assert (await office.bjorn.get("/account")).status_code == 200

    found = (await office.anna.patch(bjorn, json={"disabled": True})).json()
    assert found["disabled_at"] > 0
    assert (await office.bjorn.get("/account")).status_code == 401
    assert "disabled_at" not in (await office.anna.patch(bjorn, json={"disabled": False})).json()
    assert (await (await office.client("bjorn")).get("/account")).status_code == 200


async def test_a_role_that_is_taken_away_is_gone_with_the_next_request(office: Office) -> None:
    bjorn = f"/agents/{office.ids['bjorn']}"
    await office.anna.patch(bjorn, json={"role": "admin"})
    assert (await office.bjorn.get("/agents")).status_code == 200

    await office.anna.patch(bjorn, json={"role": "agent"})
    assert (await office.bjorn.get("/agents")).status_code == 403


@pytest.mark.parametrize("change", [{"role": "agent"}, {"disabled": True}, {"role": "agent", "name": "X"}])
async def test_the_last_admin_stays_one(office: Office, change: dict[str, Any]) -> None:
    anna = f"/agents/{office.ids['anna']}"
    answer = await office.anna.patch(anna, json=change)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (await office.get(anna))["name"] == "Anna Lind"

    await office.anna.patch(f"/agents/{office.ids['bjorn']}", json={"role": "admin"})
    assert (await office.anna.patch(anna, json=change)).status_code == 200


async def test_a_disabled_admin_is_none_to_count_on(office: Office) -> None:
    bjorn = f"/agents/{office.ids['bjorn']}"
    await office.anna.patch(bjorn, json={"role": "admin"})
    await office.anna.patch(bjorn, json={"disabled": True})

    answer = await office.anna.patch(f"/agents/{office.ids['anna']}", json={"role": "agent"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "x@"}, "email"),
        ({"photo": "https://elsewhere.example/me.png"}, "photo"),
        ({"photo": "/pictures/none"}, "photo"),
        ({"login": "other"}, "login"),
    ],
)
async def test_a_wrong_change_is_refused_by_its_field(office: Office, body: dict[str, Any], field: str) -> None:
    for answer in (
        await office.anna.patch(f"/agents/{office.ids['bjorn']}", json=body),
        await office.bjorn.patch("/account", json=body),
    ):
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_acts_on_accounts_are_in_the_audit_log(office: Office) -> None:
    marit = office.ids["marit"]
    await office.anna.delete(f"/agents/{marit}/sessions")
    await office.anna.patch(f"/agents/{marit}", json={"role": "admin", "name": "Marit Berg"})
    await office.anna.put(f"/agents/{marit}/password", json={"password": "never in a log"})
    await office.anna.post(f"/agents/{marit}/password-link")
    await office.anna.delete(f"/agents/{marit}/sessions")  # there is none any more: this is nothing
    await office.anna.patch(f"/agents/{marit}", json={"disabled": True})
    log = await office.server.store.read(audit.newest, 10)

    assert {(each.who, each.subject) for each in log} == {(f"agent/{office.ids['anna']}", f"agent/{marit}")}
    assert [(each.act, each.detail) for each in reversed(log)] == [
        ("agent.sign_out", ""),
        ("agent.change", "name, role"),
        ("agent.password", ""),
        ("agent.password_link", ""),
        ("agent.change", "disabled_at"),
    ]


async def test_admins_read_the_audit_log_page_by_page_with_todays_names(office: Office) -> None:
    marit = office.ids["marit"]
    await office.anna.patch(f"/agents/{marit}", json={"email": "marit@example.com"})
    await office.anna.patch(f"/agents/{marit}", json={"name": "Marit Berg"})
    await office.server.store.write(audit.record, 5, "operator", "chat.end", "chat/gone")

    first = await office.get("/audit?limit=2")
    operators, newest = first["items"]
    assert (operators["who"], operators["subject"], operators.get("by")) == ("operator", "chat/gone", None)
    assert (newest["by"], newest["act"], newest["name"]) == ("Anna Lind", "agent.change", "Marit Berg")
    (oldest,) = (rest := await office.get(f"/audit?limit=2&after={first['next']}"))["items"]
    assert (oldest["detail"], oldest["name"], rest.get("next")) == ("email", "Marit Berg", None)
    assert "marit@example.com" not in str([first, rest])
    assert (await office.anna.get("/audit?after=0")).json()["field"] == "after"


# --- one's own ---


async def test_one_changes_name_and_photo_of_ones_own(office: Office) -> None:
    photo = (await office.bjorn.post("/pictures", content=picture())).json()["url"]
    found = (await office.bjorn.patch("/account", json={"name": " Bjørn Aas ", "photo": photo})).json()

    assert (found["name"], found["photo"]) == ("Bjørn Aas", photo)
    assert (await office.get(f"/agents/{office.ids['bjorn']}"))["photo"] == photo
    assert (await office.bjorn.get("/session")).json()["agent"]["name"] == "Bjørn Aas"


async def test_nobody_makes_herself_an_admin(office: Office) -> None:
    answer = await office.bjorn.patch("/account", json={"role": "admin"})

    assert (answer.status_code, answer.json()["field"]) == (422, "role")


async def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(office: Office, auth: Auth) -> None:
    other = await office.client("anna")
    body = {"current": PASSWORD, "password": "a better one"}
    wrong = await office.anna.put("/account/password", json={**body, "current": "guessed"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "current")

    assert (await office.anna.put("/account/password", json=body)).status_code == 204
    assert (await office.anna.get("/account")).status_code == 200
    assert (await other.get("/account")).status_code == 401
    assert (await auth.sign_in("anna", "a better one", "", "")).account.login == "anna"


async def test_a_stolen_session_does_not_get_to_guess_the_password(office: Office) -> None:
    body = {"current": "guessed", "password": "long enough"}
    answers = [(await office.anna.put("/account/password", json=body)).status_code for _ in range(8)]

    assert answers[0] == 422
    assert answers[-1] == 429


async def test_one_sees_where_one_is_signed_in_and_ends_the_others(office: Office) -> None:
    other = await office.client("bjorn")
    items = (await office.get("/account/sessions", "bjorn"))["items"]
    assert sorted(item["current"] for item in items) == [False, True]

    there = next(item["id"] for item in items if not item["current"])
    assert (await office.bjorn.delete(f"/account/sessions/{there}")).status_code == 204
    assert (await other.get("/account")).status_code == 401
    assert (await office.bjorn.get("/account")).status_code == 200
    hers = await session_of_marit(office)
    assert (await office.bjorn.delete(f"/account/sessions/{hers}")).status_code == 404, "not one of hers"
