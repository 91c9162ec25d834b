"""Every HTTP route that changes something: which entry it leaves in the audit log, or why it leaves none.

The table is the whole of it: a route that changes something and has no row fails a test. What a row says is
done, by an admin where it names nobody, and looked for in the log.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import structlog.testing

from actors.acts import ACTS, DETAIL_MAX
from net.api.common import SAFE_METHODS
from store import bound
from store.database import Store
from store.queries import audit
from tests.net.conftest import PASSWORD
from tests.net.everybody import API, JSON, OURS, THEIRS, Body, Everybody, Upload, everybody_of
from tests.net.test_rights_of_routes import CSV, REPORT, TEXT, WEBHOOK, routes_of, unnamed
from tests.uploads import picture

ROOT: Final = Path(__file__).parent.parent.parent
WORDS: Final = ROOT / "web" / "console" / "admin" / "audit_words.ts"

OWN: Final = "only hers to see: nobody has to answer for it"
LOGGED: Final = "the chat's own log, or the request's, has it"
WORK: Final = "every agent's daily work, and the record says what it is now"
NOTHING: Final = "it changes nothing"


class Row(NamedTuple):
    """`act`: what is entered. `subject`: with a thing in it that `path` names too."""

    method: str
    path: str
    act: str
    body: Body = None
    by: str = "anna"
    headers: dict[str, str] = {}  # noqa: RUF012 - read only

    @property
    def route(self) -> str:
        return f"{self.method} {API}{unnamed(self.path.partition('?')[0])}"


ENTERED: Final = (
    Row("PATCH", "/account", "agent.change_own", {"name": "Another Name"}, "bjorn"),
    Row("PUT", "/account/password", "agent.password_own", {"current": PASSWORD, "password": "long enough 3"}),
    Row("DELETE", "/account/sessions/{session}", "agent.sign_out_own", by="bjorn"),
    Row("POST", "/agents", "agent.add", {"login": "newest", "name": "New", "password": "long enough 3"}),
    Row("PATCH", "/agents/{agent}", "agent.change", {"name": "Another Name"}),
    Row("PATCH", "/agents/{agent}", "agent.change", {"disabled": True}),
    Row("PUT", "/agents/{agent}/password", "agent.password", {"password": "long enough 3"}),
    Row("POST", "/agents/{agent}/password-link", "agent.password_link"),
    Row("DELETE", "/agents/{owner}/sessions/{session}", "agent.sign_out"),
    Row("DELETE", "/agents/{owner}/sessions", "agent.sign_out"),
    Row("POST", "/channels", "channel.add", {"name": "Garden", "language": "en"}),
    Row("POST", "/channels/{key}/duplicate", "channel.duplicate", {"name": "Copy"}),
    Row("DELETE", "/channels/{free_channel}", "channel.delete"),
    Row("POST", "/channels/{key}/identity", "channel.identity_secret", {"issuer": "shop"}),
    Row("DELETE", "/channels/{key}/identity", "channel.identity_off"),
    *(
        Row("PUT", f"/channels/{{free_channel}}/{tab}", "channel.save", body, headers={"if-match": '"1"'})
        for tab, body in (
            ("properties", {"name": "Another", "language": "en"}),
            *((tab, {}) for tab in ("look", "members", "bot", "offline", "pre_chat", "post_chat", "routing")),
        )
    ),
    *(
        row
        for noun, name in (("faqs", "faq"), ("templates", "template"))
        for row in (
            Row("POST", f"/{noun}", f"{name}.add", TEXT),
            Row("PATCH", f"/{noun}/{{{name}}}", f"{name}.change", TEXT),
            Row("DELETE", f"/{noun}/{{{name}}}", f"{name}.remove"),
            Row("POST", f"/{noun}/folders", f"{name}_folder.add", {"name": "Lamps"}),
            Row("PATCH", f"/{noun}/folders/{{{name}_folder}}", f"{name}_folder.change", {"name": "Bulbs"}),
            Row("DELETE", f"/{noun}/folders/{{{name}_folder}}", f"{name}_folder.remove"),
        )
    ),
    Row("POST", "/request-categories", "request_category.add", {"name": "Returns"}),
    Row("PATCH", "/request-categories/{category}", "request_category.change", {"offered": False}),
    Row("DELETE", "/request-categories/{category}", "request_category.remove"),
    Row("POST", "/documents", "document.add", Upload()),
    Row("PATCH", "/documents/{document}", "document.change", {"folder": "Old"}),
    Row("PUT", "/documents/{document}/file", "document.exchange", Upload()),
    Row("DELETE", "/documents/{document}", "document.remove"),
    Row("POST", "/documents/folders/move", "document_folder.move", {"folder": "{document_folder}", "to": "Old"}),
    Row("POST", "/pictures", "picture.add", picture(size=(9, 9)), "bjorn"),
    *(
        Row("DELETE", f"/{noun}/{{{name}}}", f"{name}.remove")
        for noun, name in (
            ("contacts", "contact"),
            ("companies", "company"),
            ("sales", "sale"),
            ("follow-ups", "follow_up"),
        )
    ),
    Row("POST", "/import/contacts", "import.contacts", CSV),
    Row("POST", "/import/companies", "import.companies", CSV),
    Row("GET", f"/reports.csv?{REPORT}", "report.export", by="bjorn"),
    Row("GET", "/reports/tile.csv?kind=my_rating", "report.export", by="bjorn"),
    Row("POST", "/webhooks", "webhook.add", WEBHOOK),
    Row("PUT", "/webhooks/{webhook}", "webhook.change", WEBHOOK),
    Row("DELETE", "/webhooks/{webhook}", "webhook.remove"),
    Row("POST", "/webhooks/{webhook}/secret", "webhook.secret"),
    Row("POST", "/webhooks/{webhook}/start", "webhook.on"),
    Row("POST", "/webhooks/{webhook}/stop", "webhook.off"),
    Row("POST", "/webhooks/{webhook}/test", "webhook.test"),
    Row("POST", "/webhooks/{webhook}/deliveries/{delivery}/resend", "webhook.resend"),
    Row("POST", "/webhooks/{webhook}/deliveries/{delivery}/skip", "webhook.give_up"),
    Row("POST", "/letters/{letter}/again", "letter.again"),
    Row("DELETE", "/letters/{letter}", "letter.remove"),
)
# Entered too, in stories of their own below or elsewhere.
BY_HAND: Final = {"POST /api/v1/password": "agent.password_link_used"}
ELSEWHERE: Final = {"listen.start": "tests/stories/test_listening.py", "channel.member": "tests/test_cli.py"}

NOT_ENTERED: Final = {
    "POST /api/v1/session": "signing in is no act of administration: the log of the server has it",
    "DELETE /api/v1/session": OWN,
    "POST /api/v1/channels/{}/preview": NOTHING,
    "POST /api/v1/channels/{}/bot/try": NOTHING,
    "POST /api/v1/faqs/preview": NOTHING,
    "POST /api/v1/quick-replies": OWN,
    "PATCH /api/v1/quick-replies/{}": OWN,
    "DELETE /api/v1/quick-replies/{}": OWN,
    "PUT /api/v1/quick-replies/order": OWN,
    "POST /api/v1/texts/used": OWN,
    "PUT /api/v1/texts/favourites/{}/{}": OWN,
    "DELETE /api/v1/texts/favourites/{}/{}": OWN,
    "POST /api/v1/contacts": WORK,
    "PATCH /api/v1/contacts/{}": WORK,
    "POST /api/v1/contacts/{}/use": OWN,
    "PUT /api/v1/contacts/{}/favourite": OWN,
    "DELETE /api/v1/contacts/{}/favourite": OWN,
    "POST /api/v1/companies": WORK,
    "PATCH /api/v1/companies/{}": WORK,
    "POST /api/v1/companies/{}/use": OWN,
    "PUT /api/v1/companies/{}/favourite": OWN,
    "DELETE /api/v1/companies/{}/favourite": OWN,
    "POST /api/v1/sales": WORK,
    "PATCH /api/v1/sales/{}": WORK,
    "POST /api/v1/follow-ups": WORK,
    "PATCH /api/v1/follow-ups/{}": WORK,
    "POST /api/v1/requests": LOGGED,
    "PATCH /api/v1/requests/{}": LOGGED,
    "POST /api/v1/requests/{}/log": LOGGED,
    "POST /api/v1/files": LOGGED,
    "POST /api/v1/documents/{}/copies": LOGGED,
    "PUT /api/v1/dashboard/tiles": OWN,
}


@pytest.fixture
async def everybody(store: Store, dist: Path, tmp_path: Path) -> AsyncIterator[Everybody]:
    async with everybody_of(store, dist, tmp_path) as everybody:
        yield everybody


async def newest(everybody: Everybody) -> audit.Entry | None:
    return next(iter(await everybody.server.store.read(audit.newest, 1)), None)


async def audit_page(everybody: Everybody, query: str) -> list[dict[str, Any]]:
    answer = await everybody.ask("anna", "GET", f"{API}/audit?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_every_route_that_changes_something_has_a_row(everybody: Everybody) -> None:
    changing = {route for route in routes_of(everybody.server) if route.partition(" ")[0] not in SAFE_METHODS} | {
        "GET /api/v1/reports.csv",
        "GET /api/v1/reports/tile.csv",
    }
    rows = {row.route for row in ENTERED} | BY_HAND.keys() | NOT_ENTERED.keys()

    assert changing - rows == set(), "say which entry it leaves in the audit log, or why none"
    assert rows - changing == set()


def test_every_act_of_the_table_is_one_that_a_row_does_and_the_console_has_words_for() -> None:
    done = {row.act for row in ENTERED} | set(BY_HAND.values()) | ELSEWHERE.keys()

    assert done == ACTS.keys()
    assert set(re.findall(r'^  "([a-z_.]+)": "', WORDS.read_text(), re.MULTILINE)) == ACTS.keys()


async def test_what_is_done_is_entered_by_whom_and_to_what(everybody: Everybody) -> None:
    wrong = []
    for row in ENTERED:
        path = API + await everybody.filled(row.path, OURS)
        body = await everybody.filled_body(row.body, OURS)
        before = await newest(everybody)
        answer = await everybody.ask(row.by, row.method, path, body, headers=row.headers)
        entry = await newest(everybody)
        if not 200 <= answer.status_code < 300 or entry is None or entry == before:
            wrong.append(f"{row.method} {path} by {row.by}: {answer.status_code} {answer.text[:200]}: no entry")
            continue
        who = f"agent/{everybody.people[row.by].ref.id}"
        if (entry.act, entry.who) != (row.act, who) or "/" not in entry.subject:
            wrong.append(f"{row.method} {path}: {entry}")
        if named := re.search(r"\{[a-z_]+\}$|\{(?:agent|key|webhook|letter|document)\}", row.path):
            thing = everybody.latest.get(named[0][1:-1])
            if thing is not None and "session" not in named[0] and "duplicate" not in path:
                assert thing in (entry.subject.partition("/")[2], entry.detail), (row, entry)
        assert len(entry.detail) <= DETAIL_MAX

    assert wrong == []


# It keeps no row of its own: the entry is all there is of it, or goes before what it says.
ENTRY_ALONE: Final = frozenset({"report.export", "webhook.test"})
NO_ENTRIES: Final = (
    "CREATE TRIGGER no_entry BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the log takes nothing'); END"
)
# The bytes of an upload are there before it is kept; those that nothing is made of are swept.
NOT_COMPARED: Final = frozenset({"audit", "file", "session"})


def all_that_is_kept() -> dict[str, list[Any]]:
    connection = bound.connection()
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%'")
    sessions = connection.execute("SELECT token_hash FROM session").fetchall()
    return {"session": sessions} | {
        name: connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - of ours
        for (name,) in names
        if name not in NOT_COMPARED
    }


async def test_what_cannot_be_entered_is_not_done(everybody: Everybody) -> None:
    """The act and its entry are one transaction, for every act."""
    store = everybody.server.store
    done = []
    for row in ENTERED:
        if row.act in ENTRY_ALONE:
            continue
        path = API + await everybody.filled(row.path, OURS)
        body = await everybody.filled_body(row.body, OURS)
        before = await store.read(all_that_is_kept)
        await store.write(lambda: bound.connection().execute(NO_ENTRIES))
        with structlog.testing.capture_logs():
            answer = await everybody.ask(row.by, row.method, path, body, headers=row.headers)
        await store.write(lambda: bound.connection().execute("DROP TRIGGER no_entry"))
        after = await store.read(all_that_is_kept)
        changed = [name for name in before if name != "session" and before[name] != after[name]]
        if not set(before["session"]) <= set(after["session"]):  # whoever asks has one more
            changed.append("session")
        if changed or answer.status_code < 500:
            done.append((row.method, row.path, answer.status_code, answer.text[:100], changed))

    assert done == []


async def test_what_was_refused_or_not_found_is_not_entered(everybody: Everybody) -> None:
    for row in ENTERED:
        if row.method == "GET" or "{" not in row.path or row.by != "anna":
            continue
        path = API + await everybody.filled(row.path, THEIRS)
        body = await everybody.filled_body(row.body, THEIRS)
        before = await newest(everybody)
        refused = await everybody.ask("bjorn", row.method, path, body, headers=row.headers)
        gone = await everybody.ask(
            "anna", row.method, re.sub(r"(?<=/)[^/]*$", "4711", path), body, headers=row.headers
        )
        assert refused.status_code in {403, 404}, (row, refused.text)
        if gone.status_code >= 400:
            assert await newest(everybody) == before, row


async def test_a_link_that_is_made_and_used_is_entered_and_what_opens_it_is_not(everybody: Everybody) -> None:
    agent = await everybody.filled("{agent}", OURS)
    made = await everybody.made(f"/agents/{agent}/password-link", None)
    token = made["path"].partition("=")[2]
    answer = await everybody.ask(
        "nobody", "POST", f"{API}/password", {"token": token, "password": "long enough 3"}
    )
    assert answer.status_code == 200, answer.text

    used, link = await everybody.server.store.read(audit.newest, 2)
    assert (used.act, used.who, used.subject) == ("agent.password_link_used", f"agent/{agent}", f"agent/{agent}")
    assert link.act == "agent.password_link"
    assert token not in str([used, link])


async def test_a_dry_run_and_a_picture_that_was_there_change_nothing(everybody: Everybody) -> None:
    await everybody.ask("anna", "POST", f"{API}/pictures", picture(size=(7, 7)))
    before = await newest(everybody)
    await everybody.ask("anna", "POST", f"{API}/pictures", picture(size=(7, 7)))
    await everybody.ask("anna", "POST", f"{API}/import/contacts?dry_run=true", CSV)

    assert await newest(everybody) == before


async def test_the_log_is_narrowed_to_who_what_whom_and_when(everybody: Everybody) -> None:
    store, anna = everybody.server.store, f"agent/{everybody.people['anna'].ref.id}"
    for at, who, act, subject in (
        (10, anna, "channel.save", "channel/support"),
        (20, "operator", "channel.add", "channel/support-2"),
        (30, anna, "faq.add", "faq/1"),
        (40, anna, "faq_folder.add", "faq_folder/1"),
        (50, "operator", "channel.save", "channel/support"),
    ):
        await store.write(audit.record, at, who, act, subject)

    async def times(query: str) -> list[int]:
        return [item["at"] for item in await audit_page(everybody, f"until=60&{query}")]

    assert await times("who=operator") == [50, 20]
    assert await times(f"who={anna}&act=channel.save") == [10]
    assert await times("act=channel") == [50, 20, 10]
    assert await times("act=faq") == [30]
    assert await times("subject=channel/support") == [50, 10]
    assert await times("subject=channel") == [50, 20, 10]
    assert await times("since=20&until=40") == [30, 20]
    assert await times("act=%25&who=") == []
    assert await times("subject=channel/support&limit=1") == [50]
    first = (await everybody.ask("anna", "GET", f"{API}/audit?act=channel&until=60&limit=2")).json()
    rest = await audit_page(everybody, f"act=channel&until=60&limit=2&after={first['next']}")
    assert [item["at"] for item in (*first["items"], *rest)] == [50, 20, 10]
    for wrong in ("since", "until", "after", "limit"):
        answer = await everybody.ask("anna", "GET", f"{API}/audit?{wrong}=x", headers={"content-type": JSON})
        assert (answer.status_code, answer.json()["field"]) == (422, wrong)
