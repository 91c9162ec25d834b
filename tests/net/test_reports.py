"""Reports and tiles over HTTP: who may see what, what is refused by name, and CSV that is safe to open."""

import csv
import io
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors import setup
from actors.domain.figures import FIGURES
from actors.domain.measures import DROPPED, ENDED, RATED, STARTED, WAITED, Sample
from actors.domain.tiles import KINDS, TILES_MAX
from net.server import Server
from net.spreadsheet import as_csv
from store.queries import accounts, channels, tallies
from store.queries.channels import Rights
from tests.hostile import MARKDOWN
from tests.net.people import API, Client, client_of, hire

DAY_MS = 86_400_000
MARCH = 1_772_323_200_000  # 1 March 2026, 00:00 UTC, a Sunday
PERIOD = {"from": "2026-03-01", "to": "2026-04-01"}


class People(NamedTuple):
    anna: Client  # an admin, member of nothing
    mona: Client  # manages support, is in sales
    bjorn: Client  # in support
    carla: Client  # in sales
    olav: Client  # in nothing
    nobody: Client
    ids: dict[str, str]


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    await setup.add_channel(server.store, key="sales", name="Sales", language="en", now=1)
    for login in ("mona", "bjorn", "carla", "olav"):
        await hire(server.store, login)
    clients = [await client_of(server, login) for login in ("anna", "mona", "bjorn", "carla", "olav", "")]
    ids = {account.login: account.id for account in await server.store.read(accounts.everybody)}
    await setup.set_member(server.store, "support", "mona", Rights(respond=True, manage=True))
    for channel, login in (("sales", "mona"), ("support", "bjorn"), ("sales", "carla")):
        await setup.set_member(server.store, channel, login, Rights(respond=True))
    await server.house.catalog.reload(server.store)
    anna, mona, bjorn, carla, olav, nobody = clients
    yield People(anna, mona, bjorn, carla, olav, nobody, ids)
    for client in clients:
        await client.aclose()


@pytest.fixture
async def measured(server: Server, people: People) -> People:
    """Support: Mona waited for by two customers, Björn by one; sales: Carla by one, and Mona rated there."""
    mona, bjorn, carla = people.ids["mona"], people.ids["bjorn"], people.ids["carla"]
    samples = (
        *(Sample(STARTED.name, MARCH + hour * 3_600_000, "support") for hour in (8, 9, 9)),
        Sample(STARTED.name, MARCH + DAY_MS, "sales"),
        Sample(WAITED.name, MARCH + 8 * 3_600_000, "support", mona, 10_000),
        Sample(WAITED.name, MARCH + 9 * 3_600_000, "support", mona, 20_000),
        Sample(WAITED.name, MARCH + 9 * 3_600_000, "support", bjorn, 60_000),
        Sample(WAITED.name, MARCH + DAY_MS, "sales", carla, 90_000),
        Sample(ENDED.name, MARCH + DAY_MS, "sales", carla),
        Sample(DROPPED.name, MARCH + DAY_MS, "sales", carla),
        Sample(RATED.name, MARCH + DAY_MS, "sales", carla, 3),
        Sample(RATED.name, MARCH + DAY_MS, "sales", mona, 5),
        Sample(RATED.name, MARCH + DAY_MS, "support", bjorn, 4),
    )
    await server.store.write(tallies.put_samples, samples)
    return people


async def report(client: Client, *figures: str, **query: Any) -> dict[str, Any]:  # noqa: ANN401 - as in a query
    answer = await client.get("/reports", params={"figure": list(figures), **PERIOD, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def by_key(found: dict[str, Any]) -> dict[str, Any]:
    return {row["key"]: row["values"] for row in found["rows"]}


# --- rights: who × what × whose ---

REPORT = "figure=waiting&from=2026-03-01&to=2026-04-01"
TILE = {"id": "t1", "kind": "busy_hour", "period": "today", "channels": ["support"]}
# What a manager of support, a member of it, a member of sales, one of no channel and an admin get.
ROWS: tuple[tuple[str, str, Any, tuple[int, ...]], ...] = (
    ("GET", "/reports/figures", None, (200, 200, 200, 200, 200)),
    ("GET", f"/reports?{REPORT}", None, (200, 200, 200, 200, 200)),
    ("GET", f"/reports?{REPORT}&channels=support", None, (200, 200, 422, 422, 200)),
    ("GET", f"/reports?{REPORT}&channels=support&group_by=agent", None, (200, 200, 422, 422, 200)),
    ("GET", f"/reports?{REPORT}&agent=me", None, (200, 200, 200, 200, 200)),
    ("GET", f"/reports?{REPORT}&agent={{bjorn}}", None, (200, 200, 403, 403, 200)),
    ("GET", f"/reports.csv?{REPORT}&channels=support", None, (200, 200, 422, 422, 200)),
    ("GET", f"/reports.csv?{REPORT}&agent={{bjorn}}", None, (200, 200, 403, 403, 200)),
    ("GET", "/reports/tile?kind=my_rating", None, (200, 200, 200, 200, 200)),
    ("GET", "/reports/tile?kind=best_rating&channels=support", None, (200, 200, 422, 422, 200)),
    ("GET", "/reports/tile.csv?kind=best_rating&channels=support", None, (200, 200, 422, 422, 200)),
    ("GET", "/dashboard/tiles", None, (200, 200, 200, 200, 200)),
    ("GET", "/dashboard/tile-kinds", None, (200, 200, 200, 200, 200)),
    ("PUT", "/dashboard/tiles", {"items": [TILE]}, (200, 200, 422, 422, 200)),
)


@pytest.mark.parametrize(("method", "path", "body", "codes"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
async def test_every_route_asks_who_it_is(
    measured: People, method: str, path: str, body: object, codes: tuple[int, ...]
) -> None:
    path = path.format(**measured.ids)
    asked = [measured.mona, measured.bjorn, measured.carla, measured.olav, measured.anna]

    answers = [await client.request(method, path, json=body) for client in asked]
    nobody = await measured.nobody.request(method, path, json=body)

    assert tuple(answer.status_code for answer in answers) == codes
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")


async def test_every_route_has_a_row(people: People) -> None:
    document = (await people.anna.get("/openapi.json")).json()
    routes = {
        (method.upper(), path.removeprefix(API))
        for path, item in document["paths"].items()
        for method in item
        if path.startswith((f"{API}/reports", f"{API}/dashboard"))
    }

    assert routes == {(method, path.partition("?")[0]) for method, path, _, _ in ROWS}


async def test_a_member_sees_her_channels_and_an_admin_all(measured: People) -> None:
    seen = {
        name: (await report(getattr(measured, name), "answered"))["total"]["answered"]
        for name in ("mona", "bjorn", "carla", "olav", "anna")
    }

    assert seen == {"mona": 4, "bjorn": 3, "carla": 1, "olav": 0, "anna": 4}


async def test_by_agent_everybody_sees_herself_and_a_manager_her_channels_agents(measured: People) -> None:
    ids = measured.ids
    seen = {
        name: {row["key"]: row["values"]["answered"] for row in found["rows"] if row["values"]["answered"]}
        for name in ("mona", "bjorn", "carla", "anna")
        for found in [await report(getattr(measured, name), "answered", group_by="agent")]
    }

    everybody = {ids["mona"]: 2, ids["bjorn"]: 1, ids["carla"]: 1}
    assert seen == {
        "mona": {ids["mona"]: 2, ids["bjorn"]: 1},  # Carla is in sales, which Mona does not manage
        "bjorn": {ids["bjorn"]: 1},
        "carla": {ids["carla"]: 1},
        "anna": everybody,
    }


async def test_of_a_colleague_a_manager_sees_what_she_did_in_the_managers_channels(measured: People) -> None:
    of_carla = await report(measured.mona, "answered", agent=measured.ids["carla"])
    of_bjorn = await report(measured.mona, "answered", agent=measured.ids["bjorn"])

    assert (of_carla["total"], of_bjorn["total"]) == ({"answered": 0}, {"answered": 1})


async def test_the_best_rated_are_named_to_everybody_and_their_other_figures_are_not(measured: People) -> None:
    best = (
        await measured.carla.get("/reports/tile", params={"kind": "best_rating", "period": "custom", **PERIOD})
    ).json()

    assert [(row["label"], row["values"]) for row in best["rows"]] == [
        ("Mona Aas", {"rating": 5, "ratings": 1}),
        ("Carla Aas", {"rating": 3, "ratings": 1}),
    ]
    assert best["headline"] == best["rows"][0]


async def test_the_figures_of_a_channel_that_was_deleted_stay_with_the_admins(
    server: Server, measured: People
) -> None:
    row = await server.store.read(channels.get, "sales")
    assert row is not None
    await server.store.write(delete_sales)
    await server.house.catalog.reload(server.store)

    admins = await report(measured.anna, "answered", group_by="channel")
    assert by_key(admins)["sales"] == {"answered": 1}
    assert (await report(measured.carla, "answered"))["channels"] == []


def delete_sales() -> None:
    from store import bound

    bound.connection().execute("UPDATE channel SET deleted_at = 5 WHERE key = 'sales'")


# --- what reports say ---


async def test_an_hour_a_weekday_and_a_day_are_those_of_the_zone(measured: People) -> None:
    hours = by_key(await report(measured.anna, "started", group_by="hour", tz="Asia/Kathmandu"))  # UTC+5:45
    days = by_key(await report(measured.anna, "started", group_by="day", tz="Pacific/Auckland"))  # UTC+13
    weekdays = by_key(await report(measured.anna, "started", group_by="weekday"))

    assert {hour: row["started"] for hour, row in hours.items() if row["started"]} == {"13": 1, "14": 2, "05": 1}
    assert len(hours) == 24
    assert {day: row["started"] for day, row in days.items() if row["started"]} == {
        "2026-03-01": 3,
        "2026-03-02": 1,
    }
    assert [weekdays[str(day)]["started"] for day in range(1, 8)] == [1, 0, 0, 0, 0, 0, 3]


async def test_what_was_not_measured_is_left_out_and_a_count_of_it_is_nought(measured: People) -> None:
    by_channel = by_key(await report(measured.anna, "rating", "dropped", "waiting", group_by="channel"))

    assert by_channel["support"] == {"rating": 4, "dropped": 0, "waiting": 30_000}
    assert by_channel["bound"] == {"dropped": 0}


async def test_a_total_is_over_all_and_no_mean_of_means(measured: People) -> None:
    found = await report(measured.anna, "waiting", group_by="channel")

    assert {key: row.get("waiting") for key, row in by_key(found).items()} == {
        "support": 30_000, "sales": 90_000, "bound": None,
    }  # fmt: skip
    assert found["total"] == {"waiting": 45_000}


async def test_a_period_ends_just_before_its_end(measured: People) -> None:
    until = await report(measured.anna, "started", to="2026-03-02")
    since = await report(measured.anna, "started", **{"from": "2026-03-02"})
    of_two_hours = await report(measured.anna, "started", **{"from": "2026-03-01T09:00", "to": "2026-03-01T09:15"})

    assert [each["total"]["started"] for each in (until, since, of_two_hours)] == [3, 1, 2]


async def test_every_figure_of_the_catalogue_can_be_asked_for(measured: People) -> None:
    catalogue = (await measured.bjorn.get("/reports/figures")).json()["items"]

    assert [each["id"] for each in catalogue] == [figure.id for figure in FIGURES]
    for each in catalogue:
        await report(measured.bjorn, each["id"], group_by="agent" if each["of_agents"] else "channel")


# The tiles there must be, and what each is about first.
PROMISED_TILES = {
    "best_rating": ("agent", "rating"),
    "chats_per_month": ("month", "incoming"),
    "busy_hour": ("hour", "incoming"),
    "my_rating": ("day", "rating"),
    "abandonment": ("day", "abandonment"),
    "waiting_percentiles": ("day", "waiting_p50"),
    "chats_per_channel": ("channel", "incoming"),
    "first_response": ("day", "first_response"),
}


async def test_every_tile_shows_what_the_report_of_its_figures_says(measured: People) -> None:
    assert {kind.kind for kind in KINDS} == set(PROMISED_TILES)
    for kind in KINDS:
        query = {"kind": kind.kind, "period": "custom", **PERIOD}
        shown = (await measured.anna.get("/reports/tile", params=query)).json()
        of = {"agent": "me"} if kind.mine else {}
        figures = [each["id"] for each in shown["figures"]]
        asked = await report(measured.anna, *figures, group_by=shown["group_by"], **of)

        assert (shown["group_by"], figures[0]) == PROMISED_TILES[kind.kind]
        assert shown["rows"], f"{kind.kind} shows nothing"
        if kind.best is None:
            assert shown["rows"] == asked["rows"]
        assert all(row in asked["rows"] for row in shown["rows"])
        assert (shown["total"], shown["title"]) == (asked["total"], kind.title)


# --- bad input ---


WRONG_QUESTIONS = (
    ("figure=waiting&from=2020-01-01&to=2026-04-01&group_by=hour", "to"),
    ("figure=waiting&from=2026-03-01%2B02:00&to=2026-04-01", "from"),
    ("from=2026-03-01&to=2026-04-01", "figure"),
    ("figure=nonsense&from=2026-03-01&to=2026-04-01", "figure"),
    (f"{'&'.join(['figure=waiting'] * 9)}&from=2026-03-01&to=2026-04-01", "figure"),
    ("figure=waiting&to=2026-04-01", "from"),
    ("figure=waiting&from=2026-03-01", "to"),
    ("figure=waiting&from=yesterday&to=2026-04-01", "from"),
    ("figure=waiting&from=2026-03-01&to=2026-02-30", "to"),
    ("figure=waiting&from=2026-03-01&to=2026-03-01", "to"),
    ("figure=waiting&from=2026-03-02&to=2026-03-01", "to"),
    ("figure=waiting&from=2026-03-01T08:07&to=2026-04-01", "from"),
    ("figure=waiting&from=2026-03-01T08:00Z&to=2026-04-01", "from"),
    ("figure=waiting&from=0001-01-01&to=2026-04-01", "from"),
    ("figure=waiting&from=1999-12-31&to=2026-04-01", "from"),
    ("figure=waiting&from=2026-03-01&to=9999-12-31", "to"),
    (f"{REPORT}&tz=Mars/Olympus", "tz"),
    (f"{REPORT}&tz=../../etc/passwd", "tz"),
    (f"{REPORT}&tz=%00", "tz"),
    (f"{REPORT}&tz={'x' * 65}", "tz"),
    (f"{REPORT}&group_by=year", "group_by"),
    (f"{REPORT}&channels=nowhere", "channels"),
    (f"{REPORT}&channels=", "channels"),
    ("figure=incoming&from=2026-03-01&to=2026-04-01&group_by=agent", "figure"),
    ("figure=waiting_p90&from=2026-03-01&to=2026-04-01&agent=me", "figure"),
)


async def test_a_question_that_is_wrong_is_refused_by_its_field(people: People) -> None:
    for query, field in WRONG_QUESTIONS:
        for path in ("/reports", "/reports.csv"):
            answer = await people.bjorn.get(f"{path}?{query}")

            assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), query
            assert answer.json()["field"].partition(".")[0] == field


WRONG_TILES = (
    ("", "kind"),
    ("kind=nonsense", "kind"),
    ("kind=busy_hour&period=ever", "period"),
    ("kind=busy_hour&period=custom&to=2026-03-01", "from"),
    ("kind=busy_hour&period=custom&from=2026-03-01", "to"),
    ("kind=busy_hour&tz=Mars", "tz"),
    ("kind=busy_hour&channels=nowhere", "channels"),
)


async def test_a_tile_that_is_wrong_is_refused_by_its_field(people: People) -> None:
    for query, field in WRONG_TILES:
        for path in ("/reports/tile", "/reports/tile.csv"):
            answer = await people.bjorn.get(f"{path}?{query}")

            assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)


# --- tiles of one's own ---


async def test_whoever_has_not_chosen_sees_the_tiles_we_begin_with(people: People) -> None:
    items = (await people.bjorn.get("/dashboard/tiles")).json()["items"]

    assert items
    assert (await people.bjorn.put("/dashboard/tiles", json={"items": items})).status_code == 200


async def test_tiles_are_kept_in_their_order_and_are_nobody_elses(people: People) -> None:
    wanted = [
        {"id": "b", "kind": "my_rating", "title": " Mine ", "period": "this_year", "channels": []},
        {"id": "a", "kind": "my_rating", "title": "", "period": "today", "channels": ["support"]},
        {**TILE, "id": "own", "period": "custom", "from": "2026-03-01", "to": "2026-03-15"},
    ]
    await people.bjorn.put("/dashboard/tiles", json={"items": wanted})
    await people.carla.put("/dashboard/tiles", json={"items": []})

    kept = (await people.bjorn.get("/dashboard/tiles")).json()["items"]
    assert [{"title": "", "channels": [], **tile} for tile in wanted[1:]] == kept[1:]
    assert kept[0] == {**wanted[0], "title": "Mine"}
    assert (await people.carla.get("/dashboard/tiles")).json() == {"items": []}


async def test_a_channel_that_she_left_is_left_out_of_her_tiles(server: Server, people: People) -> None:
    await people.mona.put("/dashboard/tiles", json={"items": [{**TILE, "channels": ["support", "sales"]}]})
    account = people.ids["mona"]
    await server.store.write(channels.remove_member, "support", account)

    (tile,) = (await people.mona.get("/dashboard/tiles")).json()["items"]
    assert tile["channels"] == ["sales"]


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([{**TILE, "kind": "nonsense"}], "items.0.kind"),
        ([{**TILE, "id": ""}], "items.0.id"),
        ([{"kind": "busy_hour"}], "items.0.id"),
        ([TILE, TILE], "items.1.id"),
        ([{**TILE, "period": "ever"}], "items.0.period"),
        ([{**TILE, "period": "custom"}], "items.0.from"),
        ([{**TILE, "period": "custom", "from": "2026-03-01"}], "items.0.to"),
        ([{**TILE, "period": "custom", "from": "2026-03-02", "to": "2026-03-02"}], "items.0.to"),
        ([{**TILE, "period": "today", "from": "2026-03-01", "to": "2026-03-02"}], "items.0.from"),
        ([{**TILE, "title": "x" * 101}], "items.0.title"),
        ([{**TILE, "channels": ["support", "support"]}], "items.0.channels"),
        ([TILE, {**TILE, "id": "t2", "channels": ["sales"]}], "items.1.channels"),
        ([{**TILE, "color": "red"}], "items.0.color"),
        ([{**TILE, "id": f"t{n}"} for n in range(TILES_MAX + 1)], "items"),
        ("x", "items"),
        (None, "items"),
    ],
)
async def test_a_tile_that_cannot_be_is_refused_by_its_field_and_nothing_changes(
    people: People, items: object, field: str
) -> None:
    before = (await people.bjorn.get("/dashboard/tiles")).json()

    answer = await people.bjorn.put("/dashboard/tiles", json={"items": items})

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)
    assert (await people.bjorn.get("/dashboard/tiles")).json() == before


# --- CSV ---


async def test_a_report_for_a_spreadsheet_has_seconds_and_per_cent(measured: People) -> None:
    query = {"figure": ["waiting", "drop_rate", "rating"], **PERIOD, "group_by": "channel"}

    answer = await measured.anna.get("/reports.csv", params=query)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="report.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = read(answer.content)
    assert rows[0] == ["Channel", "Average waiting time (s)", "Drop rate (%)", "Average rating (1-5)"]
    assert rows[1:] == [["Bound", "", "", ""], ["Sales", "90.0", "100.0", "4.0"], ["Support", "30.0", "", "4.0"]]


@pytest.mark.parametrize("group_by", ["none", "agent", "hour", "weekday", "month", "day"])
async def test_every_grouping_has_a_table(measured: People, group_by: str) -> None:
    query = {"figure": "answered", **PERIOD, "group_by": group_by}

    rows = read((await measured.anna.get("/reports.csv", params=query)).content)

    assert sum(int(row[1]) for row in rows[1:]) == 4
    assert all(row[0] for row in rows)


async def test_a_name_cannot_become_a_formula(server: Server, people: People) -> None:
    sample = Sample(WAITED.name, MARCH, "support", people.ids["bjorn"], 10_000)
    await server.store.write(tallies.put_samples, (sample,))
    query = {"figure": "answered", **PERIOD, "group_by": "agent"}
    for name in ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", *MARKDOWN):
        await server.store.write(call_bjorn, name)

        (_, (shown, _)) = read((await people.anna.get("/reports.csv", params=query)).content)

        assert without(shown) == without(name.replace("\0", ""))
        assert shown.lstrip(" ")[:1] not in set("=+-@\t\r|%＝")


def call_bjorn(name: str) -> None:
    from store import bound

    bound.connection().execute("UPDATE account SET name = ? WHERE login = 'bjorn'", (name,))


@given(st.lists(st.lists(st.text() | st.integers() | st.none(), min_size=2, max_size=2), max_size=5))
def test_what_goes_into_a_table_comes_out_of_it(rows: list[list[str | int | None]]) -> None:
    back = read(as_csv(["a", "b"], rows))

    assert len(back) == len(rows) + 1
    for row, found in zip(rows, back[1:], strict=True):
        for cell, shown in zip(row, found, strict=True):
            expected = "" if cell is None else str(cell).replace("\0", "")
            assert without(shown) == without(expected)
            assert not isinstance(cell, str) or not any(
                begins.lstrip(" ")[:1] in set("=+-@") for begins in re.split("[;\t\r\n]", shown)
            )


def without(text: str) -> str:
    return text.replace("'", "")


def test_a_text_begins_no_cell_of_its_own_where_a_semicolon_parts_them() -> None:
    (_, (shown,)) = read(as_csv(["a"], [["x;=1+1; y;-2\n@SUM(A1)\t+3; 4"]]))

    assert shown == "x;'=1+1; y;'-2\n'@SUM(A1)\t'+3; 4"


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
