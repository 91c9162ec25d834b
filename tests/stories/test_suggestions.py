"""SPEC.md, section 1.2: FAQs that are shown before a chat starts, and the questions that were answered by one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from actors import suggestions, texts
from actors.domain.errors import Conflict, NotFound
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings, SuggestionSettings
from actors.ids import new_id
from actors.messages import AgentRef
from actors.messages import Rights as May
from actors.texts import Changes
from store.bound import connection
from store.queries import channels
from tests.world import Console, Customer, Setting, World, refusal_of, world_of

ON = ChannelSettings(suggestions=SuggestionSettings(on=True))
ADMIN = Agent(ref=AgentRef(id="admin", name="Anna"), admin=True, rights={})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["support"] = ON
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Siri"] = {"sales": channels.Rights(respond=True)}
    async with world_of(tmp_path, setting) as world:
        await world.agents("Kari", "Siri")
        yield world


async def faq(world: World, title: str, body: str = "An answer.", **fields: Any) -> str:  # noqa: ANN401 - as in Changes
    usual: Changes = {"title": title, "body": body, "published": True, "public": True}
    wanted = cast("Changes", {**usual, **fields})
    return (await texts.add_text(world.server.store, ADMIN, "faq", wanted, now=1)).id


async def folder(world: World, name: str, parent: str | None = None) -> str:
    return (await texts.add_folder(world.server.store, ADMIN, "faq", name, parent, now=1)).id


def agent_of(console: Console, channel: str) -> Agent:
    ref = AgentRef(id=console.agent, name=console.name)
    return Agent(ref=ref, admin=False, rights={channel: May(respond=True)})


async def suggested(mia: Customer, text: str) -> list[str]:
    return [each["title"] for each in (await mia.command("faq.suggest", text=text))["suggestions"]]


async def deflected(world: World, channel: str = "support") -> int:
    """Questions that a FAQ has answered, as the store has them."""

    def counted() -> int:
        query = "SELECT count(*) FROM deflection WHERE channel = ?"
        rows: int = connection().execute(query, (channel,)).fetchone()[0]
        return rows

    return await world.server.store.read(counted)


# --- what is shown ---


async def test_the_three_public_faqs_that_fit_best_are_suggested_before_the_chat(world: World) -> None:
    for title in ("My lamp flickers", "A lamp flickers on a dimmer", "A lamp flickers outdoors", "Delivery"):
        await faq(world, title, "Try **another bulb** first.")
    await faq(
        world, "A new lamp hums, flickers and smells of dust when it gets warm", "Try **another bulb** first."
    )
    mia = await world.customer("Mia")

    assert mia.welcome["channel"]["suggestions"]
    shown = (await mia.command("faq.suggest", text="Help, my lamp is flickering!"))["suggestions"]

    assert len(shown) == 3
    assert shown[0]["title"] == "My lamp flickers"
    assert shown[0].keys() == {"id", "title", "excerpt", "url"}
    assert (shown[0]["excerpt"], shown[0]["url"]) == ("Try another bulb first.", f"/faq/{shown[0]['id']}")


@pytest.mark.parametrize("flags", [{"published": False}, {"public": False}])
async def test_what_is_not_published_and_public_is_never_suggested(world: World, flags: dict[str, Any]) -> None:
    hidden = await faq(world, "My lamp flickers", **flags)
    mia = await world.customer("Mia")

    assert await suggested(mia, "lamp flickers") == []
    assert (await refusal_of(mia.command("faq.opened", faq=hidden, key="k"))).code == "not_found"


async def test_suggestions_come_from_the_channels_folder_and_those_below_it(world: World) -> None:
    lamps = await folder(world, "Lamps")
    care = await folder(world, "Care", lamps)
    await faq(world, "Lamp flickers", folder=lamps)
    await faq(world, "Lamp is dusty", folder=care)
    await faq(world, "Lamp returned", folder=await folder(world, "Returns"))
    await faq(world, "Lamp in no folder")
    await world.set_up(ChannelSettings(suggestions=SuggestionSettings(on=True, folder=lamps)))
    mia = await world.customer("Mia")

    assert sorted(await suggested(mia, "lamp")) == ["Lamp flickers", "Lamp is dusty"]


async def test_a_channel_with_suggestions_off_says_so_and_suggests_nothing(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    leo = await world.customer("Leo", "sales")

    assert "suggestions" not in leo.welcome["channel"]
    assert await suggested(leo, "lamp") == []
    assert (await refusal_of(leo.command("faq.opened", faq=answer, key="k"))).code == "not_found"
    assert await deflected(world, "sales") == 0


async def test_switching_them_on_reaches_an_open_widget(world: World) -> None:
    await world.set_up(ChannelSettings())
    mia = await world.customer("Mia")

    await world.set_up(ON)

    pushed = await mia.until(lambda: mia.of("channel"))
    assert pushed[-1]["channel"]["suggestions"]


async def test_who_asks_in_one_channel_opens_nothing_in_another(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")

    await mia.command("faq.opened", faq=answer, key="k")

    assert (await deflected(world), await deflected(world, "sales")) == (1, 0)


async def test_words_that_find_nothing_suggest_nothing(world: World) -> None:
    await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")

    for text in ("?!", "   ", "zebra crossing", '" OR *', "{agent.name}"):
        assert await suggested(mia, text) == []


# --- deflection ---


async def test_an_opened_suggestion_without_a_chat_is_a_deflected_question(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")

    await mia.command("faq.opened", faq=answer, key=new_id())
    await mia.close()

    assert await deflected(world) == 1


async def test_a_suggestion_that_nobody_opens_deflects_nothing(world: World) -> None:
    await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    await suggested(mia, "lamp flickers")

    assert await deflected(world) == 0


async def test_a_question_that_becomes_a_chat_after_all_was_not_deflected(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    key = new_id()
    await mia.command("faq.opened", faq=answer, key=key)

    await mia.starts("My lamp flickers", key=key)

    assert await deflected(world) == 0


async def test_one_question_is_deflected_once_however_many_answers_she_reads(world: World) -> None:
    first, second = await faq(world, "Lamp flickers"), await faq(world, "Lamp hums")
    mia = await world.customer("Mia")
    for answer in (first, second, first):
        await mia.command("faq.opened", faq=answer, key="the same")

    await mia.command("faq.opened", faq=second, key="another")

    assert await deflected(world) == 2


async def test_an_opening_that_is_told_late_does_not_count_against_the_chat(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    key = new_id()
    await mia.starts("My lamp flickers", key=key)

    await mia.command("faq.opened", faq=answer, key=key)

    assert await deflected(world) == 0


async def test_where_no_chat_could_have_started_none_was_deflected(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    await (await world.agent("Kari")).goes_away()

    assert (await refusal_of(mia.command("faq.opened", faq=answer, key="k"))).code == "closed"
    assert await deflected(world) == 0


async def test_what_is_kept_of_a_deflected_question_tells_nothing_of_who_asked(world: World) -> None:
    answer = await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    await suggested(mia, "PRIVATE my lamp flickers")
    await mia.command("faq.opened", faq=answer, key="k")

    def rows() -> list[tuple[object, ...]]:
        return list(connection().execute("SELECT channel, key, faq, at FROM deflection"))

    [(channel, key, which, _)] = await world.server.store.read(rows)
    assert (channel, key, which) == ("support", "k", answer)


# --- limits ---


async def test_who_searches_without_end_is_told_to_wait_and_can_still_start_her_chat(world: World) -> None:
    await faq(world, "Lamp flickers")
    mia = await world.customer("Mia")
    for _ in range(6):
        await suggested(mia, "lamp")

    refusal = await refusal_of(mia.command("faq.suggest", text="lamp"))

    assert refusal.code == "rate_limited"
    assert 0 < refusal.frame["retry_ms"] <= 1_000
    await mia.starts("My lamp flickers")
    await world.pass_time(refusal.frame["retry_ms"] / 1_000)
    assert await suggested(mia, "lamp") == ["Lamp flickers"]


async def test_a_folder_that_a_channel_suggests_from_cannot_be_deleted(world: World) -> None:
    lamps = await folder(world, "Lamps")
    await world.set_up(replace(ON, suggestions=SuggestionSettings(on=True, folder=lamps)))
    house = world.server.house

    with pytest.raises(Conflict, match="Support"):
        await texts.remove_folder(house, ADMIN, "faq", lamps)

    await world.set_up(ON)
    await texts.remove_folder(house, ADMIN, "faq", lamps)


# --- for the agent, while they talk ---


async def test_the_agent_of_a_chat_is_shown_the_answers_to_what_was_asked_last(world: World) -> None:
    await faq(world, "My lamp flickers")
    await faq(world, "Delivery to Norway", folder=await folder(world, "Delivery"))
    mia, kari = await world.customer("Mia"), await world.agent("Kari")
    chat = await mia.starts("My lamp flickers")
    await kari.answers(chat)
    await kari.says(chat, "Do you mean the delivery?")
    house, who = world.server.house, agent_of(kari, "support")

    shown = [row.title for row in await suggestions.for_chat(house, who, chat)]
    await mia.says("Do you deliver to Norway?")
    later = [row.title for row in await suggestions.for_chat(house, who, chat)]

    assert shown == ["My lamp flickers"]
    assert sorted(later) == ["Delivery to Norway", "My lamp flickers"]


async def test_a_chat_that_is_not_hers_to_read_tells_an_agent_nothing(world: World) -> None:
    await faq(world, "My lamp flickers")
    mia, siri = await world.customer("Mia"), await world.agent("Siri")
    chat = await mia.starts("My lamp flickers")

    for each in (chat, "nobody"):
        with pytest.raises(NotFound):
            await suggestions.for_chat(world.server.house, agent_of(siri, "sales"), each)
