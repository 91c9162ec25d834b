"""Channels over HTTP: who may what on every route, what a tab takes, and what is said of what it does not take."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from PIL import Image

from actors.domain.channel_tabs import MASK, TABS
from net.server import Server
from store.queries import audit, channels
from tests.net.administration import Office, Row, office_of, operations

ROWS: Final = (
    Row("GET", "/channels", None, 403, 200),
    Row("GET", "/channels/rules", None, 403, 200),
    Row("POST", "/channels", {"name": "New", "language": "en"}, 403, 201),
    Row("GET", "/channels/{key}", None, 403, 200),
    Row("GET", "/channels/{key}/embed", None, 403, 200),
    Row("POST", "/channels/{key}/duplicate", {"name": "Second"}, 403, 201),
    Row("GET", "/channels/{key}/identity", None, 403, 200),
    Row("POST", "/channels/{key}/identity", {"issuer": "shop.example"}, 403, 201),
    Row("DELETE", "/channels/{key}/identity", None, 403, 204),
    Row("POST", "/channels/{key}/preview", {"tab": "look", "values": {}}, 403, 200),
    Row("POST", "/channels/{key}/bot/try", {"values": {}, "text": "Hello"}, 403, 200),
    *(Row("PUT", f"/channels/{{key}}/{tab}", {}, 403, 422 if tab == "properties" else 409) for tab in TABS),
    Row("DELETE", "/channels/{key}", None, 403, 204),
)


@pytest.fixture
async def office(server: Server) -> AsyncIterator[Office]:
    office = await office_of(server)
    yield office
    for client in office.clients.values():
        await client.aclose()


async def saved(
    office: Office, tab: str, changes: dict[str, Any], *, status: int = 200, key: str = "support"
) -> dict[str, Any]:
    """The answer to saving a tab as it is, but for `changes`."""
    now = await office.get(f"/channels/{key}")
    body = {**now["tabs"][tab], **changes}
    headers = {"if-match": f'"{now["revision"]}"'}
    answer = await office.anna.put(f"/channels/{key}/{tab}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(office: Office, tab: str, changes: dict[str, Any]) -> tuple[str, str]:
    """The field that is wrong, and what is said of it."""
    answer = await saved(office, tab, changes, status=422)
    return answer["field"], answer["message"]


# --- rights ---


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
async def test_only_admins_administer_channels(office: Office, row: Row) -> None:
    expected = {"nobody": 401, "bjorn": row.agent, "marit": row.agent, "anna": row.admin}
    for who, status in expected.items():
        answer = await office.clients[who].request(
            row.method, row.path.format(key="support"), json=row.body, headers={"if-match": '"99"'}
        )
        assert answer.status_code == status, (who, answer.text)


async def test_every_route_has_its_row(office: Office) -> None:
    assert await operations(office, ("/channels",)) == {(row.method, row.path) for row in ROWS}


async def test_a_page_elsewhere_changes_nothing(office: Office) -> None:
    for row in ROWS:
        if row.method != "GET":
            answer = await office.anna.request(
                row.method,
                row.path.format(key="support"),
                json=row.body,
                headers={"origin": "https://evil.example", "if-match": '"1"'},
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), row


@pytest.mark.parametrize("path", ["", "/embed", "/duplicate", "/look", "DELETE"])
async def test_a_channel_that_is_not_there_is_not_found(office: Office, path: str) -> None:
    method = {"": "GET", "/embed": "GET", "/duplicate": "POST", "/look": "PUT", "DELETE": "DELETE"}[path]
    body = {"name": "x"} if method == "POST" else {}
    answer = await office.anna.request(
        method, f"/channels/nowhere{path.removeprefix('DELETE')}", json=body, headers={"if-match": '"1"'}
    )

    assert answer.status_code == 404, answer.text


# --- the list ---


async def test_the_list_says_language_agents_chats_and_why_it_is_closed(office: Office) -> None:
    rows = {row["key"]: row for row in (await office.get("/channels"))["items"]}

    assert (rows["support"]["language"], rows["support"]["agents"], rows["support"]["chats"]) == ("nb", 2, 0)
    assert rows["support"]["standing"] == {
        "shown": "closed",
        "state": "away",
        "why": "nobody",
        "waiting": 0,
        "available": 0,
    }
    assert (rows["bound"]["agents"], rows["bound"]["missing"]) == (0, 1), "nobody can respond in it"


async def test_a_channel_closed_by_its_hours_says_so_and_when_it_opens(office: Office) -> None:
    never = {"on": True, "time_zone": "Europe/Oslo", "week": [[]] * 7, "closed": []}
    found = await saved(office, "properties", {"hours": never})
    assert (found["standing"]["shown"], found["standing"]["why"]) == ("closed", "hours")
    assert "opens_at" not in found["standing"]

    tomorrow = {**never, "week": [[{"opens": "00:00", "closes": "24:00"}]] * 7}
    assert (await saved(office, "properties", {"hours": tomorrow}))["standing"]["why"] == "nobody"


# --- adding, copying, deleting ---


async def test_a_new_channel_works_at_once_and_has_its_author_in_it(office: Office) -> None:
    answer = await office.anna.post("/channels", json={"name": "Kundeservice Øst", "language": "nb"})

    made = answer.json()
    assert (answer.status_code, made["key"], answer.headers["etag"]) == (201, "kundeservice-st", '"1"')
    assert [each["agent"] for each in made["tabs"]["members"]["members"]] == [office.ids["anna"]]
    assert made["missing"] == made["remarks"] == []
    assert "kundeservice-st" in office.server.house.catalog.channels()


async def test_a_key_that_is_taken_gets_a_number_and_one_that_is_asked_for_is_refused(office: Office) -> None:
    again = await office.anna.post("/channels", json={"name": "Support!", "language": "en"})
    assert again.json()["key"] == "support-2"

    taken = await office.anna.post("/channels", json={"name": "X", "language": "en", "key": "support"})
    named = await office.anna.post("/channels", json={"name": "Support", "language": "en"})
    assert (taken.status_code, named.status_code) == (409, 409)
    assert taken.json()["message"] == "There is a channel with the key support already, or was one."
    assert named.json()["message"] == "There is a channel with the name Support already."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "language": "en"}, "name"),
        ({"name": "x" * 201, "language": "en"}, "name"),
        ({"name": "a\nb", "language": "en"}, "name"),
        ({"name": "x", "language": "English"}, "language"),
        ({"name": "x", "language": "en", "key": "Not A Key"}, "key"),
        ({"name": "x"}, "language"),
        ({"name": "x", "language": "en", "colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_new_channel_is_refused_by_its_field(
    office: Office, body: dict[str, Any], field: str
) -> None:
    answer = await office.anna.post("/channels", json=body)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_copy_has_the_settings_and_the_members_and_goes_its_own_way(office: Office) -> None:
    await saved(office, "look", {"header": "Hei"})
    copy = (await office.anna.post("/channels/support/duplicate", json={"name": "Copy"})).json()
    original = await office.get("/channels/support")

    assert copy["tabs"]["look"] == original["tabs"]["look"]
    assert copy["tabs"]["members"] == original["tabs"]["members"]
    assert copy["tabs"]["properties"]["name"] == "Copy"
    await saved(office, "look", {"header": "Hello"}, key=copy["key"])
    assert (await office.get("/channels/support"))["tabs"]["look"]["header"] == "Hei"


async def test_a_deleted_channel_is_gone_from_every_list_and_its_name_is_free(office: Office) -> None:
    assert (await office.anna.delete("/channels/support")).status_code == 204

    assert (await office.anna.get("/channels/support")).status_code == 404
    assert (await office.anna.delete("/channels/support")).status_code == 404
    assert [row["key"] for row in (await office.get("/channels"))["items"]] == ["bound"]
    again = await office.anna.post("/channels", json={"name": "Support", "language": "en"})
    assert again.json()["key"] == "support-2", "old pages still name the old one"


# --- saving ---


async def test_each_tab_takes_what_it_gives(office: Office) -> None:
    for tab in TABS:
        before = await office.get("/channels/support")
        after = await saved(office, tab, {})
        assert after["tabs"] == before["tabs"], tab
        assert after["revision"] == before["revision"] + 1


async def test_a_tab_that_is_saved_leaves_the_others_alone(office: Office) -> None:
    await saved(office, "properties", {"badge": "Talk to us", "welcome": "Hei!"})
    await saved(office, "look", {"header": "Hello", "color": "#0f766e"})
    await saved(office, "post_chat", {"return_ms": 600_000})
    await saved(office, "routing", {"queue_max": 5})
    tabs = (await office.get("/channels/support"))["tabs"]

    assert (tabs["properties"]["badge"], tabs["look"]["color"]) == ("Talk to us", "#0f766e")
    assert (tabs["post_chat"]["return_ms"], tabs["routing"]["queue_max"]) == (600_000, 5)
    view = office.server.house.catalog.get("support").settings
    assert (view.look.badge, view.limits.return_ms, view.limits.queue_max) == ("Talk to us", 600_000, 5)


async def test_two_who_save_at_once_do_not_overwrite_each_other(office: Office) -> None:
    headers = {"if-match": '"1"'}
    first = await office.anna.put("/channels/support/look", json={"header": "A"}, headers=headers)
    second = await office.anna.put("/channels/support/look", json={"header": "B"}, headers=headers)

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"]) == (409, "conflict")
    assert (await office.get("/channels/support"))["tabs"]["look"]["header"] == "A"


@pytest.mark.parametrize("said", ["", "*", "x", '"-1"'])
async def test_who_saves_says_what_was_read(office: Office, said: str) -> None:
    answer = await office.anna.put("/channels/support/look", json={}, headers={"if-match": said})

    assert (answer.status_code, answer.json()["field"]) == (422, "if-match")


HOOK_SECRET: Final = "whsec_czNjcmV0LW9mLXRoZS1ib3Q="
SPAN: Final = {"opens": "09:00", "closes": "17:00"}


def hours(**changes: object) -> dict[str, Any]:
    return {"hours": {"on": True, "time_zone": "Europe/Oslo", "week": [[SPAN]] * 7, "closed": [], **changes}}


@pytest.mark.parametrize(
    ("tab", "changes", "field"),
    [
        ("properties", {"name": " "}, "properties.name"),
        ("properties", {"name": "a\x00b"}, "properties.name"),
        ("properties", {"language": "Norsk"}, "properties.language"),
        ("properties", {"warnings": {"new_chat_ms": -1}}, "properties.warnings.new_chat_ms"),
        ("properties", {"welcome": 7}, "properties.welcome"),
        ("properties", hours(time_zone="Europe/Atlantis"), "properties.hours.time_zone"),
        ("properties", hours(week=[[SPAN]] * 6), "properties.hours.week"),
        ("properties", hours(week=[[{"opens": "9", "closes": "17:00"}]] * 7), "properties.hours.week.0.0.opens"),
        (
            "properties",
            hours(week=[[{"opens": "09:00", "closes": "24:30"}]] * 7),
            "properties.hours.week.0.0.closes",
        ),
        (
            "properties",
            hours(week=[[{"opens": "22:00", "closes": "06:00"}]] * 7),
            "properties.hours.week.0.0.closes",
        ),
        ("properties", hours(week=[[SPAN, SPAN]] * 7), "properties.hours.week.0.1.opens"),
        ("properties", hours(closed=["2027-02-30"]), "properties.hours.closed.0"),
        ("look", {"color": "red"}, "look.color"),
        ("look", {"bubble_color": "#12345"}, "look.bubble_color"),
        ("look", {"theme": "pink"}, "look.theme"),
        ("look", {"logo": "https://elsewhere.example/logo.png"}, "look.logo"),
        ("look", {"logo": "/pictures/0123456789abcdef"}, "look.logo"),
        ("look", {"header": "x" * 201}, "look.header"),
        ("look", {"colour": "#000000"}, "look.colour"),
        ("members", {"chats_per_agent": 0}, "members.chats_per_agent"),
        ("members", {"members": [{"agent": "x", "most_chats": 0}]}, "members.members.0.most_chats"),
        ("members", {"members": [{"agent": "nobody", "respond": True}]}, "members.members"),
        ("members", {"members": [{"agent": "x"}, {"agent": "x"}]}, "members.members"),
        ("members", {"members": [{"respond": True}]}, "members.members.0.agent"),
        ("bot", {"connector": "telepathy"}, "bot.connector"),
        ("bot", {"webhook": {"url": "ftp://bot.example"}}, "bot.webhook.url"),
        ("bot", {"webhook": {"url": "https://user:pass@bot.example/"}}, "bot.webhook.url"),
        ("bot", {"webhook": {"secret": "swordfish"}}, "bot.webhook.secret"),
        ("bot", {"webhook": {"secret": "whsec_swordfish!"}}, "bot.webhook.secret"),
        ("bot", {"faq": {"folder": "nowhere"}}, "bot.faq.folder"),
        ("bot", {"faq": {"folders": []}}, "bot.faq.folders"),
        ("offline", {"category": "nothing"}, "offline.category"),
        ("offline", {"priority": "huge"}, "offline.priority"),
        ("offline", {"queue_from": 0}, "offline.queue_from"),
        ("offline", {"fields": [{"name": "order"}]}, "offline.fields.0.label"),
        ("pre_chat", {"fields": [{"name": "name"}, {"name": "name"}]}, "pre_chat.fields.1.name"),
        ("pre_chat", {"fields": [{"name": "Order No"}]}, "pre_chat.fields.0.name"),
        ("pre_chat", {"fields": [{"name": f"f{n}", "label": "x"} for n in range(21)]}, "pre_chat.fields"),
        ("pre_chat", {"suggestions": {"on": True, "folder": "nowhere"}}, "pre_chat.suggestions.folder"),
        ("pre_chat", {"consent": {"on": True, "text": "x" * 1_001}}, "pre_chat.consent.text"),
        ("post_chat", {"return_ms": -1}, "post_chat.return_ms"),
        ("routing", {"idle_ms": 60_000, "idle_warning_ms": 60_000}, "routing.idle_warning_ms"),
        ("routing", {"idle_ms": 1}, "routing.idle_ms"),
        ("routing", {"queue_max": True}, "routing.queue_max"),
        ("routing", {"files": {"types": ["program"]}}, "routing.files.types.0"),
        ("routing", {"files": {"max_bytes": 10**12}}, "routing.files.max_bytes"),
        ("routing", {"origins": ["shop.example"]}, "routing.origins.0"),
        ("routing", {"origins": ["https://shop.example/path"]}, "routing.origins.0"),
        ("routing", {"origins": ["https://*.example; script-src *"]}, "routing.origins.0"),
    ],
)
async def test_what_a_tab_does_not_take_is_named(
    office: Office, tab: str, changes: dict[str, Any], field: str
) -> None:
    found, message = await refused(office, tab, changes)

    assert found == field
    assert message.endswith(".")
    assert "regex" not in message
    assert (await office.get("/channels/support"))["revision"] == 1


async def test_texts_are_kept_without_blanks_around_them_and_names_on_one_line(office: Office) -> None:
    tabs = (await saved(office, "properties", {"badge": " Talk \n to us ", "welcome": " Hi\r\nthere "}))["tabs"]

    assert (tabs["properties"]["badge"], tabs["properties"]["welcome"]) == ("Talk to us", "Hi\nthere")


async def test_what_is_mandatory_and_empty_is_said_and_stops_nobody(office: Office) -> None:
    found = await saved(office, "bot", {"on": True, "connector": "webhook"})
    assert [each["field"] for each in found["missing"]] == ["bot.name", "bot.webhook.url", "bot.webhook.secret"]
    assert found["active"] == {"bot": True, "offline": True, "pre_chat": True, "post_chat": True}

    found = await saved(office, "pre_chat", {"consent": {"on": True, "text": ""}})
    assert "pre_chat.consent.text" in [each["field"] for each in found["missing"]]
    found = await saved(office, "members", {"members": [{"agent": office.ids["bjorn"], "listen": True}]})
    assert "members.members" in [each["field"] for each in found["missing"]]
    assert {row["key"]: row["missing"] for row in (await office.get("/channels"))["items"]}["support"] == 5


async def test_the_rules_name_fields_that_there_are(office: Office) -> None:
    rules = await office.get("/channels/rules")

    for each in rules["mandatory"]:
        for field in (each["field"], *each["when"]):
            value = rules["fresh"][each["tab"]]
            for name in field.split("."):
                value = value[name]
    assert "Europe/Oslo" in rules["time_zones"]
    assert set(rules["fresh"]) == set(TABS)


async def test_a_colour_that_is_hard_to_see_is_taken_and_remarked_on(office: Office) -> None:
    found = await saved(office, "look", {"color": "#fff7d6", "theme": "light"})

    assert [each["field"] for each in found["remarks"]] == ["look.color"]
    assert "1.1 : 1" in found["remarks"][0]["message"]
    assert (await saved(office, "look", {"color": "#2f6feb"}))["remarks"] == []


async def test_secrets_are_kept_and_never_told(office: Office) -> None:
    webhook = {"url": "https://bot.example/hook", "secret": HOOK_SECRET}
    found = await saved(office, "bot", {"webhook": webhook, "completions": {"key": "sk-very-secret"}})
    assert (found["tabs"]["bot"]["webhook"]["secret"], found["tabs"]["bot"]["completions"]["key"]) == (MASK, MASK)

    await saved(office, "bot", {"name": "Robo"})  # sends the dots back
    bot = office.server.house.catalog.get("support").settings.bot
    assert (bot.webhook.secret, bot.completions.key) == (HOOK_SECRET, "sk-very-secret")
    await saved(office, "bot", {"webhook": {**webhook, "secret": ""}})
    assert office.server.house.catalog.get("support").settings.bot.webhook.secret == ""
    log = await office.server.store.read(audit.newest, 10)
    assert HOOK_SECRET not in json.dumps(log)


async def test_members_get_exactly_these_rights(office: Office) -> None:
    bjorn, anna = office.ids["bjorn"], office.ids["anna"]
    wanted = [
        {"agent": bjorn, "listen": True, "notify": True},
        {"agent": anna, "respond": True, "manage": True, "most_chats": 7},
        {"agent": office.ids["marit"]},
    ]
    await saved(office, "members", {"members": wanted, "chats_per_agent": 4})

    assert await office.server.store.read(channels.members, "support") == {
        anna: channels.Rights(respond=True, manage=True, most_chats=7),
        bjorn: channels.Rights(notify=True, listen=True),
    }
    tab = (await office.get("/channels/support"))["tabs"]["members"]
    assert {each["agent"]: each.get("most_chats") for each in tab["members"]} == {anna: 7, bjorn: None}


async def test_the_script_to_embed_names_the_channel_and_this_server(office: Office) -> None:
    await saved(office, "routing", {"origins": ["https://Shop.example"]})
    embed = await office.get("/channels/support/embed")

    assert embed["script"] == (
        '<script defer src="http://desk.example/widget.js" data-channel="support"></script>'
    )
    assert embed["origins"] == ["https://shop.example"]


async def test_a_preview_is_what_customers_would_see_and_keeps_nothing(office: Office) -> None:
    body = {"tab": "look", "values": {"header": "Soon", "bubble_color": "#0f766e"}}
    view = (await office.anna.post("/channels/support/preview", json=body)).json()["view"]
    assert (view["look"], view["state"]) == ({"header": "Soon", "bubble_color": "#0f766e"}, "open")
    assert (await office.get("/channels/support"))["tabs"]["look"]["header"] == ""

    wrong = await office.anna.post("/channels/support/preview", json={"tab": "look", "values": {"color": "red"}})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "look.color")


async def test_the_built_in_bot_greets_in_its_words_or_an_admins_and_others_begin_by_themselves(
    office: Office,
) -> None:
    faq = {
        "on": True,
        "name": "Lux",
        "connector": "faq",
        "faq": {"folder": None, "greeting": "Ask me about lamps."},
    }
    greetings = []
    for values in (faq, {**faq, "faq": {}}, {**faq, "connector": "webhook"}):
        answer = await office.anna.post("/channels/support/preview", json={"tab": "bot", "values": values})
        greetings.append(answer.json()["view"]["bot"].get("greeting", ""))
    assert greetings == ["Ask me about lamps.", "Hei! Hva kan jeg hjelpe deg med?", ""]


async def test_every_act_is_in_the_audit_log(office: Office) -> None:
    await saved(office, "look", {"header": "Hei", "message": "Spør oss"})
    await office.anna.post("/channels/support/duplicate", json={"name": "Copy"})
    await office.anna.delete("/channels/copy")
    log = await office.server.store.read(audit.newest, 10)

    who = f"agent/{office.ids['anna']}"
    assert [(each.who, each.act, each.subject, each.detail) for each in reversed(log)] == [
        (who, "channel.save", "channel/support", "look.header, look.message"),
        (who, "channel.duplicate", "channel/copy", "of support"),
        (who, "channel.delete", "channel/copy", "Copy"),
    ]


# --- pictures ---


def picture(color: str = "red", size: tuple[int, int] = (900, 300)) -> bytes:
    from io import BytesIO

    out = BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


async def test_a_logo_is_made_small_and_shown_to_everybody_for_ever(office: Office) -> None:
    kept = (await office.anna.post("/pictures", content=picture())).json()
    again = (await office.bjorn.post("/pictures", content=picture())).json()
    assert kept == again
    await saved(office, "look", {"logo": kept["url"]})

    shown = await office.nobody.get(f"http://desk.example{kept['url']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in shown.headers["cache-control"]
    assert "sandbox" in shown.headers["content-security-policy"]
    etag = {"if-none-match": shown.headers["etag"]}
    assert (await office.nobody.get(f"http://desk.example{kept['url']}", headers=etag)).status_code == 304
    assert office.server.house.catalog.get("support").settings.look.logo == kept["url"]


@pytest.mark.parametrize(
    "body", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"%PDF-1.7", picture()[:200]], ids=range(5)
)
async def test_what_is_no_picture_is_refused(office: Office, body: bytes) -> None:
    answer = await office.anna.post("/pictures", content=body)

    assert (answer.status_code, answer.json()["field"]) == (422, "file")


async def test_pictures_are_taken_from_who_is_signed_in(office: Office) -> None:
    assert (await office.nobody.post("/pictures", content=picture())).status_code == 401
    elsewhere = {"origin": "https://evil.example"}
    assert (await office.anna.post("/pictures", content=picture(), headers=elsewhere)).status_code == 403
    assert (await office.nobody.get("http://desk.example/pictures/none")).status_code == 404


# --- signed customers ---


async def test_the_secret_of_a_channel_is_told_once_and_copied_to_no_other(office: Office) -> None:
    answer = await office.anna.post("/channels/support/identity", json={"issuer": " shop.example "})

    secret = answer.json()["secret"]
    assert (len(secret), answer.json()["issuer"]) == (43, "shop.example")
    assert await office.get("/channels/support/identity") == {"issuer": "shop.example"}
    assert secret not in (await office.anna.get("/channels/support")).text
    await office.anna.post("/channels/support/duplicate", json={"name": "Copy"})
    assert await office.get("/channels/copy/identity") == {}
    await saved(office, "look", {"header": "Hello"})
    assert await office.get("/channels/support/identity") == {"issuer": "shop.example"}
    await office.anna.delete("/channels/support/identity")
    assert await office.get("/channels/support/identity") == {}


async def test_a_secret_is_for_an_issuer_with_a_name(office: Office) -> None:
    answer = await office.anna.post("/channels/support/identity", json={"issuer": " "})

    assert (answer.status_code, answer.json()["field"]) == (422, "issuer")
