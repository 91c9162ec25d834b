"""SPEC.md section 5, the table: each field of each tab is set on its tab, and then seen by whom it is for.

The table here is the whole of it: a field that a tab takes and that has no row fails a test. What customers and
agents are told of is looked for where they are told; what shows only in what happens is looked for where the rules
read it, with the stories beside it that tell what happens then.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec
import pytest

from actors import channel_admin, pictures, request_categories, texts
from actors.domain.channel_tabs import STRUCTS, TabName
from actors.domain.rights import Agent
from actors.messages import AgentRef
from actors.requests import read
from store.queries import channels
from tests.test_fresh_proof import is_there
from tests.uploads import picture
from tests.world import Setting, World, refusal_of, world_of

ADMIN: Final = Agent(ref=AgentRef(id="admin", name="Anna"), admin=True)
MINUTE_MS: Final = 60_000


class Widget(NamedTuple):
    """Told to customers there, as `said` where that is not the value itself."""

    path: str
    said: Any = None


class Console(NamedTuple):
    """Told to agents in `channel.changed`."""

    path: str


class Held(NamedTuple):
    """Read there by the rules; `stories` tell what happens then."""

    path: str
    stories: tuple[str, ...]


class Made(NamedTuple):
    """A value that is the id or the address of something that has to be there: `made` has it by this name."""

    name: str


def held(path: str, *stories: str) -> Held:
    return Held(path, tuple(f"stories/{story}" if "/" not in story else story for story in stories))


TOLD: Final = [{"name": "order", "label": "Order number", "required": True}]
FORM: Final = [{**TOLD[0], "options": []}]
MONDAY: Final = [[{"opens": "09:00", "closes": "12:00"}, {"opens": "13:00", "closes": "17:00"}], *[[]] * 6]
WAITING: Final = (
    "test_waiting.py::test_a_new_chat_nobody_answers_warns_those_who_want_notice_and_then_the_managers"
)
UNANSWERED: Final = "test_waiting.py::test_an_unanswered_message_warns_and_an_answer_ends_it"
HOURS: Final = "test_channel_admin.py::test_the_clock_closes_and_opens_a_channel_and_all_are_told_at_that_moment"
LUNCH: Final = "domain/test_opening_hours.py::test_lunch_is_a_gap_between_two_spans"
TIMES: Final = "test_every_field.py::test_each_time_is_the_one_that_was_set"
BOT: Final = "test_bots.py::test_a_new_chat_goes_to_the_bot_and_stays_out_of_the_queue"
SIGNED: Final = "test_bots.py::test_what_a_bot_is_told_is_signed_and_has_an_id_that_stays_the_same"
MODEL: Final = "test_bots.py::test_a_language_model_is_shown_the_conversation_and_its_words_are_said"
LIMIT: Final = "net/test_bot_servers.py::test_a_server_that_has_no_end_costs_no_more_than_the_limit_says"
OFFERS: Final = (
    "test_waiting.py::test_where_the_channel_offers_the_least_busy_agent_is_asked_first_and_then_the_next"
)

FIELDS: Final[dict[str, tuple[Any, Widget | Console | Held]]] = {
    "properties.name": ("Help desk", Console("name")),
    "properties.language": ("nb", Widget("language")),
    "properties.shown_name": ("Kundeservice", Widget("name")),
    "properties.badge": ("Ask us", Widget("look.badge")),
    "properties.description": (
        "For colleagues",
        held("description", "test_every_field.py::test_a_description_is_for_admins_alone"),
    ),
    "properties.warnings.new_chat_ms": (61_000, held("warnings.new_chat_ms", WAITING)),
    "properties.warnings.unanswered_ms": (62_000, held("warnings.unanswered_ms", UNANSWERED)),
    "properties.warnings.manager_new_chat_ms": (63_000, held("warnings.manager_new_chat_ms", WAITING)),
    "properties.warnings.manager_unanswered_ms": (64_000, held("warnings.manager_unanswered_ms", UNANSWERED)),
    "properties.welcome": (
        "Hi!",
        held("welcome", "test_channel_admin.py::test_a_new_welcome_greets_who_waits_already"),
    ),
    "properties.hours.on": (True, held("hours.on", HOURS)),
    "properties.hours.time_zone": (
        "Asia/Tokyo",
        held("hours.time_zone", "test_channel_admin.py::test_hours_are_of_the_channels_own_zone"),
    ),
    "properties.hours.week": (MONDAY, held("hours.week", HOURS, LUNCH)),
    "properties.hours.closed": (
        ["2027-12-24"],
        held("hours.closed", "test_every_field.py::test_on_a_closed_date_nobody_is_there"),
    ),
    "look.header": ("Ask", Widget("look.header")),
    "look.message": ("We answer.", Widget("look.message")),
    "look.queue_message": ("{cque} of {cavw}", Widget("look.queue_message")),
    "look.color": ("#0f766e", Widget("look.color")),
    "look.badge_color": ("#0f766d", Widget("look.badge_color")),
    "look.bubble_color": ("#0f766c", Widget("look.bubble_color")),
    "look.button_color": ("#0f766b", Widget("look.button_color")),
    "look.theme": ("dark", Widget("look.theme")),
    "look.size": ("large", Widget("look.size")),
    "look.font": ("serif", Widget("look.font")),
    "look.logo": (Made("picture"), Widget("look.logo")),
    "look.show_photo": (False, Widget("look.show_photo")),
    "look.first_name_only": (True, Widget("look.first_name_only")),
    "members.chats_per_agent": (
        3,
        held("chats_per_agent", "test_waiting.py::test_nobody_is_offered_more_chats_than_the_channel_allows"),
    ),
    "bot.on": (True, Widget("bot", {"name": "", "greeting": "Hello! What can I help you with?"})),
    "bot.name": ("Robin", Widget("bot.name")),
    "bot.photo": (Made("picture"), Widget("bot.photo")),
    "bot.connector": ("webhook", held("bot.connector", BOT, MODEL)),
    "bot.faq.folder": (
        Made("folder"),
        held("bot.faq.folder", "test_every_field.py::test_the_built_in_bot_answers_from_its_folder"),
    ),
    "bot.faq.greeting": ("Ask me.", Widget("bot.greeting")),
    "bot.webhook.url": ("https://bot.example/", held("bot.webhook.url", BOT)),
    "bot.webhook.secret": ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", held("bot.webhook.secret", SIGNED)),
    "bot.webhook.timeout_ms": (900, held("bot.webhook.timeout_ms", LIMIT)),
    "bot.completions.url": ("https://llm.example/v1", held("bot.completions.url", MODEL)),
    "bot.completions.model": ("small", held("bot.completions.model", MODEL)),
    "bot.completions.key": ("sk-1", held("bot.completions.key", MODEL)),
    "bot.completions.instructions": ("Be kind.", held("bot.completions.instructions", MODEL)),
    "bot.completions.timeout_ms": (901, held("bot.completions.timeout_ms", LIMIT)),
    "offline.header": ("Away", Widget("offline.header")),
    "offline.message": ("Write.", Widget("offline.message")),
    "offline.request": (False, Widget("offline.request")),
    "offline.category": (
        Made("category"),
        held(
            "offline.category", "test_every_field.py::test_a_request_has_the_category_and_the_priority_of_its_form"
        ),
    ),
    "offline.priority": (
        "urgent",
        held(
            "offline.priority", "test_every_field.py::test_a_request_has_the_category_and_the_priority_of_its_form"
        ),
    ),
    "offline.fields": (FORM, Widget("offline.fields", TOLD)),
    "offline.consent.on": (True, Widget("offline.consent", "You may keep this.")),
    "offline.consent.text": ("You may.", Widget("offline.consent")),
    "offline.queue_after_ms": (MINUTE_MS, Widget("offline.queue_after_ms")),
    "offline.queue_from": (2, Widget("offline.queue_from")),
    "pre_chat.on": (False, Widget("pre_chat.on")),
    "pre_chat.message": ("Who are you?", Widget("pre_chat.message")),
    "pre_chat.fields": (FORM, Widget("pre_chat.fields", TOLD)),
    "pre_chat.consent.on": (True, Widget("pre_chat.consent", "You may keep this.")),
    "pre_chat.consent.text": ("You may.", Widget("pre_chat.consent")),
    "pre_chat.suggestions.on": (True, Widget("suggestions")),
    "pre_chat.suggestions.folder": (
        Made("folder"),
        held(
            "suggestions.folder",
            "test_suggestions.py::test_suggestions_come_from_the_channels_folder_and_those_below_it",
        ),
    ),
    "post_chat.on": (False, Widget("post_chat.on")),
    "post_chat.header": ("Bye", Widget("post_chat.header")),
    "post_chat.message": ("Come again.", Widget("post_chat.message")),
    "post_chat.rating": (False, Widget("post_chat.rating")),
    "post_chat.transcript": (False, Widget("post_chat.transcript")),
    "post_chat.return_ms": (MINUTE_MS, Widget("return_ms")),
    "routing.queue_max": (
        7,
        held(
            "limits.queue_max",
            "test_channel_admin.py::test_a_queue_limit_that_is_set_closes_the_door_behind_who_waits",
        ),
    ),
    "routing.idle_ms": (
        8 * MINUTE_MS,
        held("limits.idle_ms", "test_channel_admin.py::test_a_shorter_idle_limit_holds_for_chats_that_are_open"),
    ),
    "routing.idle_warning_ms": (
        90_000,
        held("limits.idle_warning_ms", "test_a_chat.py::test_a_silent_customer_is_warned_and_then_the_chat_ends"),
    ),
    "routing.leave_grace_ms": (5_001, held("limits.leave_grace_ms", TIMES)),
    "routing.transfer_ms": (10_001, held("limits.transfer_ms", TIMES)),
    "routing.reconnect_ms": (30_001, held("limits.reconnect_ms", TIMES)),
    "routing.show_typing": (False, Console("show_typing")),
    "routing.assignment": ("offer", held("assignment", OFFERS)),
    "routing.offer_ms": (20_000, held("offer_ms", OFFERS)),
    "routing.files.always": (True, Widget("files.always")),
    "routing.files.max_bytes": (2_048, Widget("files.max_bytes")),
    "routing.files.types": (["pdf"], Widget("files.extensions", [".pdf"])),
    "routing.origins": (
        ["https://shop.example"],
        held(
            "origins", "net/test_pages.py::test_nobody_frames_the_console_and_a_channel_says_who_frames_its_widget"
        ),
    ),
    # The last one: whose rights have changed comes back with a new console.
    "members.members": (
        Made("members"),
        held(
            "members",
            "test_channel_admin.py::test_who_is_made_a_member_comes_back_with_the_channel_and_who_is_not_without",
            "net/test_channels_api.py::test_members_get_exactly_these_rights",
            "test_waiting.py::test_an_agents_own_number_of_chats_overrides_the_channels",
        ),
    ),
}
# What has to be so that a field is of any effect.
BESIDE: Final[dict[str, dict[str, Any]]] = {
    "bot.name": {"on": True},
    "bot.photo": {"on": True},
    "bot.faq.greeting": {"on": True},
    "offline.consent.on": {"consent": {"text": "You may keep this."}},
    "offline.consent.text": {"consent": {"on": True}},
    "pre_chat.consent.on": {"consent": {"text": "You may keep this."}},
    "pre_chat.consent.text": {"consent": {"on": True}},
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path, Setting()) as world:
        yield world


async def made_in(world: World, agent: str) -> dict[str, Any]:
    """What some values are of."""
    house = world.server.house
    now = house.clock.now_ms()
    kept = await pictures.keep(house, ADMIN, picture())
    folder = await texts.add_folder(house.store, ADMIN, "faq", "Lamps", None, now=now)
    category = await request_categories.add(house.store, ADMIN, "Returns", now=now)
    members = [{"agent": agent, "respond": True, "notify": True, "listen": False, "manage": True, "most_chats": 3}]
    return {
        "picture": pictures.address_of(kept.id),
        "folder": folder.id,
        "category": category.id,
        "members": members,
    }


async def saves(world: World, tab: str, changes: dict[str, Any]) -> channel_admin.Whole:
    house, name = world.server.house, cast("TabName", tab)
    now = await channel_admin.whole(house, ADMIN, "support")
    values = together(now.tabs[name], changes)
    return await channel_admin.save(house, ADMIN, "support", name, values, revision=now.revision)


def together(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Changes within changes."""
    return values | {
        name: together(values[name], change) if isinstance(change, dict) else change
        for name, change in changes.items()
    }


def nested(path: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a field can hold
    name, _, rest = path.partition(".")
    return {name: nested(rest, value) if rest else value}


def at(value: Any, path: str) -> Any:  # noqa: ANN401
    """None where it is not there, as what is so by default is left out."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def leaves(values: dict[str, Any], path: str) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}"


async def test_every_field_of_every_tab_has_its_row() -> None:
    fresh = channel_admin.rules(ADMIN).fresh

    assert fresh.keys() == STRUCTS.keys()
    assert {leaf for tab, values in fresh.items() for leaf in leaves(values, tab)} == FIELDS.keys()


async def test_what_happens_by_a_field_is_told_by_stories_that_are_there() -> None:
    told = [story for _, where in FIELDS.values() if isinstance(where, Held) for story in where.stories]

    assert [story for story in told if not is_there(*story.split("::"))] == []


async def test_a_field_that_is_set_on_its_tab_is_seen_by_whom_it_is_for(world: World) -> None:
    """By a widget and a console that were open before."""
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    made = await made_in(world, kari.agent)
    wrong = []
    for field, (given, where) in FIELDS.items():
        tab, _, path = field.partition(".")
        value = made[given.name] if isinstance(given, Made) else given
        whole = await channel_admin.whole(world.server.house, ADMIN, "support")
        before = whole.tabs[cast("TabName", tab)]
        if at(before, path) == value:
            wrong.append(f"{field}: {value} is so already")
            continue
        told = len(mia.of("channel"))
        if field in BESIDE:
            await saves(world, tab, BESIDE[field])
        after = await saves(world, tab, nested(path, value))
        shown = at(after.tabs[cast("TabName", tab)], path)
        if shown != (value if field not in {"bot.webhook.secret", "bot.completions.key"} else "••••••••"):
            wrong.append(f"{field}: its tab says {shown}")
        match where:
            case Widget():
                said = value if where.said is None else where.said

                def found(where: Widget = where, said: Any = said) -> bool:  # noqa: ANN401
                    pushes = mia.of("channel")
                    return bool(pushes) and at(pushes[-1]["channel"], where.path) == said

                await mia.until(found)
                assert len(mia.of("channel")) > told, field
            case Console():

                def heard(where: Console = where, value: Any = value) -> bool:  # noqa: ANN401
                    pushes = kari.of("channel.changed")
                    return bool(pushes) and at(pushes[-1], where.path) == value

                await kari.until(heard)
            case Held(path="members"):
                members = await world.server.house.store.read(channels.members, "support")
                assert [(who, tuple(rights)) for who, rights in members.items()] == [
                    (kari.agent, (True, True, False, True, 3))
                ]
            case Held():
                settings = msgspec.json.decode(
                    msgspec.json.encode(world.server.house.catalog.get("support").settings)
                )
                if at(settings, where.path) != value:
                    wrong.append(f"{field}: the rules read {at(settings, where.path)}")
        await saves(world, tab, before)  # as it was, for the next
    assert wrong == []


async def test_a_description_is_for_admins_alone(world: World) -> None:
    kari = await world.agent("Kari")
    await saves(world, "properties", {"description": "FOR COLLEAGUES"})
    mia = await world.customer("Mia")

    (row,) = await channel_admin.rows(world.server.house, ADMIN)
    assert row.description == "FOR COLLEAGUES"
    assert "COLLEAGUES" not in f"{mia.welcome} {mia.pushes} {kari.pushes}"


async def test_each_time_is_the_one_that_was_set(world: World) -> None:
    """Each is the least that an admin can say, and far from what it is by default."""
    kari, ola = await world.agents("Kari", "Ola")
    await saves(world, "routing", {"leave_grace_ms": 5_000, "transfer_ms": 10_000, "reconnect_ms": 30_000})
    await saves(world, "post_chat", {"return_ms": 20_000})

    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.command("transfer.offer", chat=chat, to={"agent": ola.agent})
    await world.pass_time(9)
    assert "transfer_cancelled" not in await world.stored_kinds(chat)
    await world.pass_time(2)
    assert (await world.stored_kinds(chat))[-1] == "transfer_cancelled"

    await kari.drop()
    await world.pass_time(29)
    assert (await world.stored_kinds(chat))[-1] == "transfer_cancelled"
    await world.pass_time(2)
    assert (await world.stored_kinds(chat))[-1] == "queued"

    await ola.answers(chat)
    await mia.drop()
    await world.pass_time(4)
    assert (await world.stored_kinds(chat))[-1] == "answered"
    await world.pass_time(2)
    assert (await world.stored_kinds(chat))[-1] == "ended"

    await mia.arrive()
    await world.pass_time(13)
    await mia.command("chat.return")
    await ola.ends(chat)
    await mia.event("ended")
    await world.pass_time(21)
    assert (await refusal_of(mia.command("chat.return"))).code == "conflict"


async def test_on_a_closed_date_nobody_is_there(world: World) -> None:
    await world.agent("Kari")
    always = [[{"opens": "00:00", "closes": "24:00"}]] * 7
    await saves(world, "properties", {"hours": {"on": True, "week": always}})
    mia = await world.customer("Mia")
    assert mia.welcome["channel"]["state"] == "open"
    today = world.server.house.clock.now_ms()

    await saves(world, "properties", {"hours": {"closed": [date_of(today)]}})
    await mia.until(lambda: [push for push in mia.of("channel") if push["channel"]["state"] == "closed"])
    assert (await refusal_of(mia.starts("Hello"))).code == "closed"

    await saves(world, "properties", {"hours": {"closed": [date_of(today + 86_400_000)]}})
    assert await mia.starts("Hello")


def date_of(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat()


async def test_a_request_has_the_category_and_the_priority_of_its_form(world: World) -> None:
    made = await made_in(world, "nobody")
    await saves(world, "offline", {"category": made["category"], "priority": "urgent"})
    mia = await world.customer("Mia")
    answer = await mia.command("request.submit", key="r1", text="Call me", name="Mia", email="mia@example.com")
    found = (await read(world.server.house, ADMIN, answer["number"])).request

    assert (found.category, found.priority) == (made["category"], "urgent")


async def test_the_built_in_bot_answers_from_its_folder(world: World) -> None:
    store, now = world.server.store, world.server.house.clock.now_ms()
    made = await made_in(world, "nobody")
    shown: texts.Changes = {"published": True, "public": True}
    await texts.add_text(store, ADMIN, "faq", {"title": "Lamps elsewhere", "body": "No.", **shown}, now=now)
    wanted: texts.Changes = {"title": "Lamps here", "body": "Yes.", "folder": made["folder"], **shown}
    await texts.add_text(store, ADMIN, "faq", wanted, now=now)
    await saves(world, "bot", {"on": True, "name": "Robin", "faq": {"folder": made["folder"]}})
    mia = await world.customer("Mia")
    await mia.starts("Lamps")

    said = (await mia.texts(2))[1]
    assert "Lamps here" in said
    assert "elsewhere" not in said
