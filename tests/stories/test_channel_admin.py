"""What an admin changes is there at once: in open widgets, in open consoles, in chats that wait."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from actors import accounts_admin, channel_admin
from actors.domain.channel_tabs import TabName
from actors.domain.errors import Conflict, NotFound
from actors.domain.opening_hours import OpeningHours, Span
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings, Limits
from actors.mail import ChannelOverview, Overview
from actors.messages import AgentRef
from store.queries import channels
from tests.serving import EPOCH_MS
from tests.world import Console, Customer, Setting, World, refusal_of, world_of

HOUR_S = 3_600
# The world begins on this day, in UTC.
BEGIN = datetime.fromtimestamp(EPOCH_MS / 1_000, UTC)


@pytest.fixture
def setting() -> Setting:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Siri"] = {"sales": channels.Rights(respond=True, manage=True)}
    return setting


@pytest.fixture
async def world(tmp_path: Path, setting: Setting) -> AsyncIterator[World]:
    async with world_of(tmp_path, setting) as world:
        yield world


ADMIN = Agent(ref=AgentRef(id="admin", name="Anna"), admin=True)


async def saves(world: World, tab: TabName, **changes: object) -> channel_admin.Whole:
    house, key = world.server.house, "support"
    now = await channel_admin.whole(house, ADMIN, key)
    return await channel_admin.save(house, ADMIN, key, tab, {**now.tabs[tab], **changes}, revision=now.revision)


async def pushed(customer: Customer, field: str, value: object) -> dict[str, Any]:
    """The channel as the widget was last told, once this field of it is so."""

    def found() -> dict[str, Any] | None:
        last = customer.of("channel")[-1:]
        return next((each["channel"] for each in last if each["channel"].get(field) == value), None)

    view: dict[str, Any] = await customer.until(found)
    return view


async def test_a_queue_that_fills_up_or_has_room_again_is_seen_in_a_window_that_is_open(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels["support"] = ChannelSettings(limits=Limits(queue_max=1))
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        leo = await world.customer("Leo")
        mia = await world.customer("Mia")
        assert leo.welcome["channel"]["state"] == "open"

        chat = await mia.starts("Hello")
        full = await pushed(leo, "state", "full")
        await kari.answers(chat)
        open_again = await pushed(leo, "state", "open")

    assert (full["waiting"], open_again.get("waiting", 0)) == (1, 0)


async def test_what_operators_see_of_an_ongoing_chat_is_not_what_was_said(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My card number is 4711")
    await kari.answers(chat)
    await mia.says("And my code is 0815")
    await world.pass_time(1)

    overview: ChannelOverview = await world.server.house.directory.ask("channel/support", Overview())

    (row,) = overview.ongoing
    assert (row.id, row.customer, row.first, row.last) == (chat, "Mia", None, None)
    said = msgspec.json.encode(overview)
    assert b"4711" not in said
    assert b"0815" not in said


async def told(console: Console, **values: object) -> dict[str, Any]:
    """The channel as the console was last told, once it is so."""

    def found() -> dict[str, Any] | None:
        last = console.of("channel.changed")[-1:]
        return next(
            (each for each in last if all(each.get(name) == value for name, value in values.items())), None
        )

    push: dict[str, Any] = await console.until(found)
    return push


# --- settings ---


async def test_an_open_widget_wears_a_new_look_and_asks_by_a_new_form_at_once(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")

    await saves(world, "look", color="#0f766e", header="Hei der")
    view = await pushed(mia, "look", {"header": "Hei der", "color": "#0f766e"})
    assert view["state"] == "open"

    order = {"name": "order", "label": "Order number", "required": True}
    await saves(world, "pre_chat", fields=[order], consent={"on": True, "text": "You may keep this."})
    await pushed(mia, "pre_chat", {"fields": [order], "consent": "You may keep this."})


async def test_what_customers_are_told_holds_no_setting_of_the_house(world: World) -> None:
    await world.agent("Kari")
    await saves(
        world, "bot", on=True, name="Robo", webhook={"url": "https://inner.example", "secret": "whsec_S3CRET00"}
    )
    await saves(world, "properties", description="FOR COLLEAGUES", shown_name="Kundeservice")
    mia = await world.customer("Mia")

    assert mia.welcome["channel"]["name"] == "Kundeservice"
    assert mia.welcome["channel"]["bot"] == {"name": "Robo", "greeting": "Hello! What can I help you with?"}
    said = str(mia.welcome)
    assert not any(word in said for word in ("inner.example", "S3CRET", "COLLEAGUES", "category"))


async def test_consoles_hear_of_a_new_name_and_new_rules_for_files(world: World) -> None:
    kari = await world.agent("Kari")
    await saves(world, "properties", name="Help desk", language="nb")
    await told(kari, name="Help desk", language="nb")

    await saves(world, "routing", show_typing=False, files={"types": ["pdf"], "max_bytes": 2_048})
    await told(kari, show_typing=False, files={"max_bytes": 2_048, "extensions": [".pdf"]})


async def test_an_agent_of_another_channel_hears_where_chats_can_be_transferred_to(world: World) -> None:
    siri = await world.agent("Siri")
    before = siri.welcome["all_channels"]
    await saves(world, "properties", name="Help desk")

    push = await siri.until(lambda: siri.of("channels.all"))

    assert {"key": "support", "name": "Help desk"} not in before
    assert {"key": "support", "name": "Help desk"} in push[-1]["channels"]
    await saves(world, "properties", description="Nobody else is told of this")
    await world.pass_time(2)
    assert len(siri.of("channels.all")) == len(push)


async def test_a_shorter_idle_limit_holds_for_chats_that_are_open(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.says(chat, "Hi, what is it?")
    await world.pass_time(90)
    assert (await world.stored_kinds(chat))[-1] == "message"

    await saves(world, "routing", idle_ms=60_000, idle_warning_ms=10_000)
    ended = await mia.event("ended")
    assert ended["data"]["reason"] == "idle"


async def test_a_new_welcome_greets_who_waits_already(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await saves(world, "properties", welcome="Velkommen!")

    await kari.answers(chat)
    assert "Velkommen!" in await mia.texts(2)


async def test_who_waits_is_offered_the_form_as_soon_as_an_admin_says_so(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")

    await saves(world, "look", queue_message="Number {cque}")
    await pushed(mia, "look", {"queue_message": "Number {cque}"})
    before = mia.of("channel")[-1]["channel"].get("offline", {})
    await saves(world, "offline", queue_from=1)
    await pushed(mia, "offline", {**before, "queue_from": 1})
    assert "queue_from" not in before


async def test_warnings_that_are_set_now_are_given_of_who_has_waited_longer(
    setting: Setting, tmp_path: Path
) -> None:
    setting.agents["Kari"] = {"support": channels.Rights(respond=True, notify=True)}
    async with world_of(tmp_path, setting) as world:
        await she_is_warned(world)


async def she_is_warned(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await saves(world, "properties", warnings={"new_chat_ms": None})
    chat = await mia.starts("Hello")
    await world.pass_time(90)
    assert kari.of("warning") == []

    await saves(world, "properties", warnings={"new_chat_ms": 60_000})
    assert (await kari.until(lambda: kari.of("warning")))[0]["chat"] == chat


async def test_a_customer_may_send_files_at_once_where_the_channel_takes_them_now(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await saves(world, "routing", files={"always": True, "types": ["pdf"], "max_bytes": 2_048})
    await pushed(mia, "files", {"always": True, "max_bytes": 2_048, "extensions": [".pdf"]})


async def test_a_channel_is_open_or_open_with_a_queue_or_closed_and_says_why(world: World) -> None:
    async def standing() -> tuple[str, str | None, int]:
        now = (await channel_admin.whole(world.server.house, ADMIN, "support")).standing
        return now.shown, now.why, now.waiting

    assert await standing() == ("closed", "nobody", 0)
    kari = await world.agent("Kari")
    assert await standing() == ("open", None, 0)
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    assert await standing() == ("queue", None, 1)
    await kari.answers(chat)
    await saves(world, "properties", hours=open_from((5, 6)))
    assert await standing() == ("closed", "hours", 0)


async def test_a_queue_limit_that_is_set_closes_the_door_behind_who_waits(world: World) -> None:
    await world.agent("Kari")
    mia, leo = await world.customer("Mia"), await world.customer("Leo")
    await mia.starts("Hello")

    await saves(world, "routing", queue_max=1)
    await pushed(leo, "state", "full")
    assert (await refusal_of(leo.starts("Hello"))).code == "queue_full"
    rows = await channel_admin.rows(world.server.house, ADMIN)
    standing = next(row.standing for row in rows if row.key == "support")
    assert (standing.shown, standing.why, standing.waiting) == ("closed", "full", 1)


async def test_who_is_made_a_member_comes_back_with_the_channel_and_who_is_not_without(world: World) -> None:
    siri, ola = await world.agents("Siri", "Ola")
    members = [{"agent": siri.agent, "respond": True}]
    await saves(world, "members", members=members)

    for console in (siri, ola):
        assert (await console.closed()).code == 4011
        await console.arrive()
    assert [each["key"] for each in siri.welcome["channels"]] == ["sales", "support"]
    assert ola.welcome["channels"] == []
    mia = await world.customer("Mia")
    assert mia.welcome["channel"]["state"] == "open", "Siri is there"


async def test_who_read_an_older_version_is_told_and_overwrites_nothing(world: World) -> None:
    house = world.server.house
    before = await channel_admin.whole(house, ADMIN, "support")
    await saves(world, "look", header="First")

    with pytest.raises(Conflict):
        await channel_admin.save(house, ADMIN, "support", "look", {"header": "Second"}, revision=before.revision)
    assert house.catalog.get("support").settings.look.header == "First"


# --- a channel comes and goes ---


async def test_a_new_channel_takes_chats_at_once(world: World) -> None:
    siri = await world.agent("Siri")
    admin = Agent(ref=AgentRef(id=siri.agent, name="Siri"), admin=True)
    made = await channel_admin.add(world.server.house, admin, "Spare parts", "en")
    await siri.closed()
    await siri.arrive()

    leo = await world.customer("Leo", made.key)
    chat = await leo.starts("A lamp shade?")
    row = await siri.takes_next(made.key)
    assert row is not None
    assert row["id"] == chat


async def test_a_channel_with_open_chats_is_not_deleted_and_goes_on(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")

    with pytest.raises(Conflict, match=r"has open chats: Mia \(waiting\)\. End them, or wait"):
        await channel_admin.delete(world.server.house, ADMIN, "support")
    await kari.answers(chat)
    await kari.says(chat, "Hi")
    with pytest.raises(Conflict, match=r"has open chats: Mia \(with Kari\)\."):
        await channel_admin.delete(world.server.house, ADMIN, "support")
    leo = await world.customer("Leo")
    assert leo.welcome["channel"]["state"] == "open"


async def test_a_deleted_channel_sends_its_widgets_away_and_its_past_stays_readable(world: World) -> None:
    kari = await world.agent("Kari")
    mia, leo = await world.customer("Mia"), await world.customer("Leo")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.ends(chat)
    await kari.row(chat, lambda row: row["status"] == "ended")

    await channel_admin.delete(world.server.house, ADMIN, "support")
    for widget in (mia, leo):
        assert (await widget.closed()).code == 4011
        assert (await refusal_of(widget.arrive())).code == "not_found"
    assert (await kari.closed()).code == 4011
    await kari.arrive()
    assert kari.welcome["channels"] == []
    assert "support" not in [each["key"] for each in kari.welcome["all_channels"]]
    with pytest.raises(NotFound):
        await channel_admin.whole(world.server.house, ADMIN, "support")


async def test_after_a_restart_a_deleted_channel_is_still_gone(tmp_path: Path, setting: Setting) -> None:
    async with world_of(tmp_path, setting) as world:
        await channel_admin.delete(world.server.house, ADMIN, "support")
    async with world_of(tmp_path) as world:
        mia = Customer(world, "Mia", "support")
        assert (await refusal_of(mia.arrive())).code == "not_found"
        kari = await world.agent("Kari")
        assert kari.welcome["channels"] == []


# --- opening hours ---


def open_from(*spans: tuple[int, int]) -> dict[str, Any]:
    """Every day, from and until so many hours after the world's begin."""
    day = [{"opens": _after(opens), "closes": _after(closes)} for opens, closes in spans]
    return {"on": True, "time_zone": "UTC", "week": [day] * 7, "closed": []}


def _after(hours: int) -> str:
    return f"{BEGIN.hour + hours:02}:{BEGIN.minute:02}"


async def test_the_clock_closes_and_opens_a_channel_and_all_are_told_at_that_moment(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await saves(world, "properties", hours=open_from((0, 2), (3, 4)))
    open_view = await pushed(mia, "state", "open")
    closes_at = open_view["hours"]["open_until_at"]
    assert closes_at == (await told(kari, state="open"))["open_until_at"]

    await world.pass_time(2 * HOUR_S + 60)
    closed_view = await pushed(mia, "state", "closed")
    assert closed_view["hours"]["opens_at"] == closes_at + HOUR_S * 1_000
    assert (await told(kari, state="closed"))["opens_at"] == closes_at + HOUR_S * 1_000
    assert (await refusal_of(mia.starts("Hello?"))).code == "closed"
    assert (await world.customer("Leo")).welcome["channel"]["state"] == "closed"

    await world.pass_time(HOUR_S)
    await pushed(mia, "state", "open")
    assert await mia.starts("Hello!")


async def test_who_waits_when_the_channel_closes_is_answered_all_the_same(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await saves(world, "properties", hours=open_from((0, 1)))
    chat = await mia.starts("Just before you close")
    await world.pass_time(HOUR_S + 60)

    await told(kari, state="closed")
    row = await kari.takes_next()
    assert row is not None
    assert row["id"] == chat


async def test_hours_are_of_the_channels_own_zone(tmp_path: Path, setting: Setting) -> None:
    """The world begins at 08:00 in UTC, which is 17:00 in Tokyo."""
    day = (Span(opens="09:00", closes="17:00"),)
    hours = {zone: OpeningHours(on=True, time_zone=zone, week=(day,) * 7) for zone in ("UTC", "Asia/Tokyo")}
    setting.channels = {
        "support": ChannelSettings(hours=hours["UTC"]),
        "sales": ChannelSettings(hours=hours["Asia/Tokyo"]),
    }
    assert (BEGIN.hour, BEGIN.minute) == (8, 0)
    async with world_of(tmp_path, setting) as world:
        await world.agents("Kari", "Siri")
        await world.pass_time(HOUR_S + 1)
        support, sales = await world.customer("Mia"), await world.customer("Leo", "sales")

        assert support.welcome["channel"]["state"] == "open"
        assert sales.welcome["channel"]["state"] == "closed"


async def test_a_customer_who_returns_finds_her_chat_when_the_channel_is_closed(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await saves(world, "properties", hours=open_from((5, 6)))
    await pushed(mia, "state", "closed")

    await mia.says("Still there?")
    await kari.says(chat, "Yes")
    assert "Yes" in await mia.texts(3)


# --- accounts ---


async def test_who_is_disabled_is_out_at_once_and_her_customer_is_next_in_the_queue(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia, leo = await world.customer("Mia"), await world.customer("Leo")
    hers = await mia.starts("Hello")
    await kari.answers(hers)
    await leo.starts("Hello too")

    await accounts_admin.change(world.server.house, ADMIN, kari.agent, {"disabled": True})
    assert (await kari.closed()).code == 4001
    await mia.until(lambda: "queued" in mia.seen_kinds()[2:])
    row = await ola.takes_next()
    assert row is not None
    assert row["id"] == hers


async def test_who_is_an_admin_no_more_is_none_from_that_moment(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    house = world.server.house
    await accounts_admin.change(house, ADMIN, ola.agent, {"role": "admin"})
    for role in ("admin", "agent"):
        await accounts_admin.change(house, ADMIN, kari.agent, {"role": role})
        assert (await kari.closed()).code == 4011
        await kari.arrive()
        assert kari.welcome["agent"].get("role", "agent") == role


async def test_a_new_name_and_photo_are_seen_by_colleagues_and_customers(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    await accounts_admin.change(world.server.house, ADMIN, kari.agent, {"name": "Kari Nordmann"})
    assert (await kari.closed()).code == 4011
    await kari.arrive()
    assert kari.welcome["agent"]["name"] == "Kari Nordmann"

    def heard() -> bool:
        return any(push["agent"]["name"] == "Kari Nordmann" for push in ola.of("presence"))

    await ola.until(heard)
    mia = await world.customer("Mia")
    await kari.answers(await mia.starts("Hello"))
    assert (await mia.event("answered"))["data"]["agent"]["name"] == "Kari Nordmann"


async def test_limits_decode_as_they_were_written_before_there_were_tabs(tmp_path: Path) -> None:
    """Rows of earlier versions say only what somebody had set."""
    setting = Setting()
    setting.channels["support"] = ChannelSettings(limits=Limits(return_ms=1))
    async with world_of(tmp_path, setting) as world:
        assert (await channel_admin.whole(world.server.house, ADMIN, "support")).revision == 1
