"""SPEC.md section 2, "Warnings", and the automatic offer of section 5: who is told of a wait, and until when."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actors.domain.settings import ChannelSettings
from actors.domain.warnings import WarningTimes
from store.queries.channels import Rights
from tests.world import Console, Setting, World, refusal_of, world_of

TIMES = WarningTimes(
    new_chat_ms=60_000, unanswered_ms=120_000, manager_new_chat_ms=180_000, manager_unanswered_ms=300_000
)

NEVER = WarningTimes(new_chat_ms=None, unanswered_ms=None, manager_new_chat_ms=None, manager_unanswered_ms=None)


def a_team(**settings: Any) -> Setting:  # noqa: ANN401 - as in actors/domain/settings.py
    setting = Setting()
    setting.channels["support"] = ChannelSettings(warnings=TIMES, **settings)
    setting.agents = {
        "Kari": {"support": Rights(respond=True, notify=True)},
        "Ola": {"support": Rights(respond=True)},
        "Siv": {"support": Rights(manage=True)},
    }
    return setting


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path, a_team()) as world:
        yield world


def warned(console: Console, kind: str) -> list[bool]:
    return [push.get("on", True) for push in console.of("warning") if push["kind"] == kind]


async def test_a_new_chat_nobody_answers_warns_those_who_want_notice_and_then_the_managers(world: World) -> None:
    kari, ola, siv = await world.agents("Kari", "Ola", "Siv")
    mia = await world.customer("Mia")
    await mia.starts("Hello?")

    await world.pass_time(55)
    early = (warned(kari, "new_chat"), warned(siv, "manager"))
    await world.pass_time(10)
    first = (warned(kari, "new_chat"), warned(ola, "new_chat"), warned(siv, "manager"))
    await world.pass_time(120)

    assert early == ([], [])
    assert first == ([True], [], [])
    assert warned(siv, "manager") == [True]


async def test_a_warning_is_gone_everywhere_the_moment_somebody_answers(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    second = await kari.another()
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await world.pass_time(65)
    late = await kari.another()

    await ola.answers(chat)
    await world.pass_time(2)

    assert [push["chat"] for push in late.welcome["warnings"]] == [chat]
    assert warned(kari, "new_chat") == [True, False]
    assert warned(second, "new_chat") == [True, False]


async def test_an_unanswered_message_warns_and_an_answer_ends_it(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)
    await world.pass_time(125)
    before = warned(kari, "unanswered")

    await kari.says(chat, "Sorry!")
    await world.pass_time(3)

    assert before == [True]
    assert warned(kari, "unanswered") == [True, False]


async def test_an_unanswered_message_comes_before_the_managers_at_their_own_time(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)
    await world.pass_time(295)
    before = warned(siv, "manager")

    await world.pass_time(10)
    late = warned(siv, "manager")
    await kari.says(chat, "Sorry!")
    await world.pass_time(3)

    assert (before, late, warned(siv, "manager")) == ([], [True], [True, False])


async def test_who_has_only_just_answered_is_not_warned_of_the_wait_before(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await world.pass_time(170)
    await kari.answers(chat)

    await world.pass_time(110)
    soon = warned(kari, "unanswered")
    await world.pass_time(20)

    assert (soon, warned(kari, "unanswered")) == ([], [True])


@pytest.mark.parametrize("how", ["she gives up", "her window is closed", "the channel warns no more"])
async def test_a_warning_that_no_longer_applies_lapses_without_anybody_acting(world: World, how: str) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    await mia.starts("Hello?")
    await world.pass_time(185)
    before = warned(kari, "new_chat"), warned(siv, "manager")
    match how:
        case "she gives up":
            await mia.command("chat.end")
        case "her window is closed":
            await mia.drop()
        case _:
            await world.set_up(ChannelSettings(warnings=NEVER))
    await world.pass_time(65)
    later = await kari.another()

    assert before == ([True], [True])
    assert (warned(kari, "new_chat"), warned(siv, "manager")) == ([True, False], [True, False])
    assert later.welcome["warnings"] == []


async def test_managers_are_not_warned_while_no_agent_could_act(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    await mia.starts("Hello?")
    await kari.goes_away()

    await world.pass_time(200)

    assert warned(siv, "manager") == []


async def test_an_absent_agent_is_not_warned(world: World) -> None:
    kari, _ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    await mia.starts("Hello?")
    await kari.goes_away()

    await world.pass_time(65)

    assert warned(kari, "new_chat") == []


async def test_whoever_comes_back_hears_what_stands_and_whoever_goes_hears_it_no_more(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    await (await world.customer("Mia")).starts("Hello?")
    await kari.goes_away()
    await world.pass_time(200)
    assert warned(kari, "new_chat") == warned(siv, "manager") == []

    await kari.is_present()
    second = await kari.another()
    await world.pass_time(5)
    assert warned(kari, "new_chat") == warned(siv, "manager") == [True]
    assert [each["kind"] for each in second.welcome["warnings"]] == ["new_chat"]

    await kari.goes_away()
    await world.pass_time(5)
    assert warned(kari, "new_chat") == warned(siv, "manager") == [True, False]
    assert warned(second, "new_chat")[-1] is False


async def test_a_message_that_comes_right_after_something_else_is_watched_as_well(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.answers(chat)
    await kari.says(chat, "Hi")
    await world.pass_time(90)  # past what a start leaves to do

    await world.customer("Leo")  # she only looks in, but the channel hears of it
    await mia.says("And my invoice?")
    await world.pass_time(125)

    assert warned(kari, "unanswered") == [True]


def offers(console: Console) -> list[tuple[str, bool]]:
    return [(push["chat"], push.get("on", True)) for push in console.of("offer")]


async def test_where_the_channel_offers_the_least_busy_agent_is_asked_first_and_then_the_next(
    tmp_path: Path,
) -> None:
    async with world_of(tmp_path, a_team(assignment="offer", offer_ms=20_000)) as world:
        kari, ola = await world.agents("Kari", "Ola")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        served = await mia.starts("Hello?")
        await kari.answers(served)

        chat = await leo.starts("And me?")
        await world.pass_time(3)
        first = (offers(ola)[-1:], [offer for offer in offers(kari) if offer[0] == chat])
        await world.pass_time(21)
        row = await kari.answers(chat)
        await world.pass_time(2)

        assert first == ([(chat, True)], [])
        assert offers(ola)[-1] == (chat, False)
        assert (chat, True) in offers(kari)
        assert offers(kari)[-1] == (chat, False)
        assert row["status"] == "active"


async def test_nobody_is_offered_more_chats_than_the_channel_allows(tmp_path: Path) -> None:
    async with world_of(tmp_path, a_team(assignment="offer", chats_per_agent=1)) as world:
        kari = await world.agent("Kari")
        siv = await world.agent("Siv")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        await kari.answers(await mia.starts("Hello?"))
        await world.pass_time(2)
        chat = await leo.starts("And me?")
        await world.pass_time(5)

        why = await siv.command("queue.explain", chat=chat)

        assert (chat, True) not in offers(kari)
        assert (why["reason"], why["position"], why["available"]) == ("all_busy", 1, 1)


async def test_an_agents_own_number_of_chats_overrides_the_channels(tmp_path: Path) -> None:
    setting = a_team(assignment="offer", chats_per_agent=1)
    setting.agents["Kari"]["support"] = Rights(respond=True, most_chats=2)
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia, leo, zoe = [await world.customer(name) for name in ("Mia", "Leo", "Zoe")]
        await kari.answers(await mia.starts("Hello?"))
        await world.pass_time(2)
        second = await leo.starts("And me?")
        await world.pass_time(5)
        offered = offers(kari)
        await kari.answers(second)
        third = await zoe.starts("Me too")
        await world.pass_time(5)

        assert (second, True) in offered
        assert (third, True) not in offers(kari)


async def test_a_manager_reads_why_nobody_has_a_chat_yet_and_others_do_not(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await world.pass_time(2)

    taken = await siv.command("queue.explain", chat=chat)
    await kari.goes_away()
    away = await siv.command("queue.explain", chat=chat)

    assert (taken["reason"], taken["available"]) == ("to_be_taken", 1)
    assert (away["reason"], away["available"], away.get("next_at")) == ("nobody_present", 0, None)
    assert (await refusal_of(kari.command("queue.explain", chat=chat))).code == "forbidden"


async def test_what_happens_next_is_told_of_the_chat_itself_and_not_of_others(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia, leo = await world.customer("Mia"), await world.customer("Leo")
    first = await mia.starts("Hello?")
    await world.pass_time(30)
    second = await leo.starts("And me?")
    await world.pass_time(2)

    early, late = [await siv.command("queue.explain", chat=chat) for chat in (first, second)]
    await world.pass_time(40)  # the first has been warned of, and next its managers are
    then = await siv.command("queue.explain", chat=first)
    await kari.answers(first)
    await world.pass_time(2)
    answered = await refusal_of(siv.command("queue.explain", chat=first))

    assert (early["position"], late["position"]) == (1, 2)
    assert 29_000 <= late["next_at"] - early["next_at"] <= 32_000
    assert then["next_at"] - early["next_at"] == 120_000
    assert answered.code == "conflict"
    assert (await siv.command("queue.explain", chat=second))["position"] == 1


async def test_a_console_that_comes_later_sees_what_is_put_before_its_agent(tmp_path: Path) -> None:
    async with world_of(tmp_path, a_team(assignment="offer")) as world:
        kari = await world.agent("Kari")
        leo = await world.customer("Leo")
        chat = await leo.starts("Anybody?")
        await world.pass_time(3)

        later = await kari.another()

        assert [(offer["chat"], offer["channel"]) for offer in later.welcome["offers"]] == [(chat, "support")]
        assert (await world.agent("Ola")).welcome["offers"] == []


# --- the next of several queues ---


async def test_the_next_chat_is_the_oldest_of_all_the_queues_in_which_she_may_answer(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels = dict.fromkeys(("support", "sales", "billing"), ChannelSettings())
    answers = Rights(respond=True)
    setting.agents = {
        "Kari": {"support": answers, "sales": answers, "billing": Rights(listen=True, notify=True, manage=True)},
        "Per": {"support": answers, "billing": answers},
    }
    async with world_of(tmp_path, setting) as world:
        kari, per = await world.agents("Kari", "Per")
        chats = {}
        for name, channel in [
            ("Ada", "billing"),
            ("Bo", "sales"),
            ("Cy", "support"),
            ("Di", "sales"),
            ("Ed", "sales"),
        ]:
            customer = await world.customer(name, channel=channel)
            chats[await customer.starts("Hello?")] = name
            await world.pass_time(2)

        async def gets(console: Console, channel: str | None = None) -> str | None:
            row = await console.takes_next(channel)
            return chats[row["id"]] if row else None

        assert [await gets(kari), await gets(kari, "sales"), await gets(kari)] == ["Bo", "Di", "Cy"]
        assert [await gets(per), await gets(per)] == ["Ada", None]
        assert [await gets(kari), await gets(kari)] == ["Ed", None]
