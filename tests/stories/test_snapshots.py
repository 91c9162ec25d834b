"""What a screen has folded from snapshot and events is what a fresh snapshot says: for agent and customer, always.

A life of two channels is lived by chance, from a seed. After every command each console and each widget that has
been open all the time is held against one that is opened just now. Both sides of the comparison are folded by the
code that the browsers run, so this proves reconnecting, resuming and second tabs for the screens as they are.
"""

import random
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from actors.domain.settings import ChannelSettings, Limits
from actors.setup import set_member
from actors.start import reload_settings
from store.queries.channels import Rights
from tests.stories.screens import Desk, Folding, Window, folding
from tests.world import Console, Frame, Refusal, Setting, World, world_of

COMMANDS: Final = 30
# Lists are pushed five times a second, ongoing chats once.
SETTLED_S: Final = 1.5
MINUTE_S: Final = 60
# Of hundreds, those that showed what no other did: an agent reads while one listens, and one who is asked listens.
HAVE_FOUND: Final = (101, 320)


def two_channels() -> Setting:
    setting = Setting()
    setting.channels = {
        "support": ChannelSettings(welcome="Hello, how can I help?"),
        "sales": ChannelSettings(limits=Limits(return_ms=10 * 60_000, reconnect_ms=60_000)),
    }
    setting.agents = {
        "Kari": {"support": Rights(respond=True, manage=True, listen=True), "sales": Rights(respond=True)},
        "Ola": {"support": Rights(respond=True), "sales": Rights(listen=True)},
        "Eva": {"sales": Rights(respond=True, notify=True)},
    }
    return setting


class Life:
    """Three agents and four customers, and what they might do next."""

    def __init__(self, world: World, folding: Folding, seed: int) -> None:
        self.world = world
        self.folding = folding
        self.chance = random.Random(seed)
        self.desks: list[Desk] = []
        self.windows: list[Window] = []
        self.told: list[str] = []

    async def begin(self) -> None:
        for name in ("Kari", "Ola", "Eva"):
            console = await self.world.agent(name)
            self.desks.append(await Desk(console, self.folding).comes())
            await console.close()
        for name, channel in (("Mia", "support"), ("Leo", "support"), ("Zoe", "sales"), ("Kim", "sales")):
            self.windows.append(await Window(self.world, self.folding, name, channel).comes())

    async def go_on(self) -> None:
        doing = self.chance.choices(
            [self.a_customer_acts, self.an_agent_acts, self.time_passes], weights=[45, 45, 10]
        )
        try:
            await doing[0]()
        except Refusal as refused:
            self.told.append(f"    refused: {refused.code}")

    # --- customers ---

    async def a_customer_acts(self) -> None:
        window = self.chance.choice(self.windows)
        if window.hangup is not None:
            await self.tell(window.name, "comes back", window.comes)
            return
        if window.token is None:
            await self.tell(window.name, "starts a chat", lambda: window.starts_anew("Hello?"))
            return
        shown = window.screen.shows()
        status = shown["chat"]["status"] if shown["chat"] else None
        last = shown["log"][-1]["seq"] if shown["log"] else 0
        usual: dict[str, tuple[int, Callable[[], Awaitable[object]]]] = {
            "drops": (2, window.drop),
            "reloads": (2, window.reloads),
            "reads": (3, lambda: window.reads(last)),
        }
        over = {
            "returns": (6, lambda: window.command("chat.return")),
            "rates": (3, lambda: window.rates(self.chance.randint(1, 5))),
            "leaves": (2, window.leaves),
        }
        talking = {
            "writes": (12, lambda: window.writes(f"words {len(self.told)}")),
            "ends": (2, lambda: window.command("chat.end")),
        }
        await self.one_of(window.name, usual | (over if status in {"ended", "abandoned"} else talking))

    # --- agents ---

    async def an_agent_acts(self) -> None:
        desk = self.chance.choice(self.desks)
        if desk.hangup is not None:
            await self.tell(desk.name, "comes back", desk.comes)
            return
        shown = desk.screen.shows()
        might: dict[str, tuple[int, Callable[[], Awaitable[object]]]] = {
            "is present": (3, lambda: desk.is_now("present")),
            "is away": (1, lambda: desk.is_now("away")),
            "drops": (2, desk.drop),
            "takes the next": (5, lambda: desk.takes(None)),
        }
        if shown["waiting"]:
            row = self.chance.choice(shown["waiting"])
            offered = row["status"] == "active"  # by a colleague, to the channel
            name = f"accepts {row['customer']} for the channel" if offered else f"answers {row['customer']}"
            might[name] = (4, lambda: desk.accepts(row["id"]) if offered else desk.takes(row["id"]))
        if shown["handling"] or shown["recent"]:
            row = self.chance.choice([*shown["handling"] * 4, *shown["recent"]])
            might |= self.in_chat(desk, row)
            might |= self.handing_over(desk, row)
        might |= self.with_colleagues(desk, shown)
        await self.one_of(desk.name, might)

    def in_chat(self, desk: Desk, row: Frame) -> dict[str, tuple[int, Callable[[], Awaitable[object]]]]:
        chat, with_ = row["id"], f"to {row['customer']}"
        return {
            f"writes {with_}": (8, lambda: desk.writes(chat, f"words {len(self.told)}", note=False)),
            f"notes {with_}": (3, lambda: desk.writes(chat, f"note {len(self.told)}", note=True)),
            f"looks {with_}": (3, lambda: desk.looks_at(chat)),
            f"reads {with_}": (3, lambda: desk.reads(chat, row["seq"])),
            f"lets files be sent {with_}": (1, lambda: desk.command("chat.allow_files", chat=chat)),
            f"lets none be sent {with_}": (1, lambda: desk.command("chat.allow_files", chat=chat, on=False)),
            f"begins to write {with_}": (3, lambda: desk.drafts(chat, self.chance.choice(["", "Dear Mia,"]))),
            f"ends {with_}": (3, lambda: desk.ends(chat)),
        }

    def handing_over(self, desk: Desk, row: Frame) -> dict[str, tuple[int, Callable[[], Awaitable[object]]]]:
        chat, who = row["id"], row["customer"]
        if row.get("transfer") is not None:
            return {f"takes back the offer of {who}": (4, lambda: desk.cancels(chat))}
        other = self.chance.choice([each for each in self.desks if each is not desk])
        return {
            f"offers {who} to {other.name}": (4, lambda: desk.offers(chat, other, "She has waited long.")),
            f"offers {who} to sales": (1, lambda: desk.offers(chat, "sales")),
        }

    def with_colleagues(self, desk: Desk, shown: Frame) -> dict[str, tuple[int, Callable[[], Awaitable[object]]]]:
        """What is another's, or on its way from one to another."""
        might: dict[str, tuple[int, Callable[[], Awaitable[object]]]] = {}
        for row in shown["asked"]:
            chat, who = row["id"], row["customer"]
            might[f"accepts {who}"] = (6, partial(desk.accepts, chat))
            might[f"rejects {who}"] = (3, partial(desk.rejects, chat, "I am busy."))
        rights = {channel["key"]: channel["rights"] for channel in shown["channels"]}
        for row in shown["ongoing"]:
            if row["agent"]["id"] == desk.agent:
                continue
            chat, who = row["id"], row["customer"]
            if rights[row["channel"]].get("listen"):
                might[f"listens to {who}"] = (3, partial(desk.overhears, chat))
            if rights[row["channel"]].get("manage"):
                might[f"takes {who} over"] = (2, partial(desk.takes_over, chat))
        for row in shown["listened"]:
            chat, who = row["id"], row["customer"]
            might[f"closes the window of {who}"] = (4, partial(desk.closes_window, chat))
        return might

    async def time_passes(self) -> None:
        seconds = self.chance.choice([5, 20, 40, 65, 130, 9 * MINUTE_S, 19 * MINUTE_S, 31 * MINUTE_S])
        await self.tell("the clock", f"goes on by {seconds} s", lambda: self.world.pass_time(seconds))

    # --- telling ---

    async def one_of(self, who: str, might: dict[str, tuple[int, Callable[[], Awaitable[object]]]]) -> None:
        does = self.chance.choices(list(might), weights=[weight for weight, _ in might.values()])[0]
        await self.tell(who, does, might[does][1])

    async def tell(self, who: str, does: str, doing: Callable[[], Awaitable[object]]) -> None:
        self.told.append(f"{len(self.told)}. {who} {does}")
        await doing()

    # --- comparing ---

    async def compare(self) -> None:
        """Twice where need be: a deadline may pass just as one looks, and lists follow a moment later."""
        try:
            await self.look_at_all()
        except AssertionError:
            await self.look_at_all()

    async def look_at_all(self) -> None:
        await self.world.pass_time(SETTLED_S)
        for desk in self.desks:
            if desk.hangup is None:
                await self.compare_console(desk)
        for window in self.windows:
            if window.hangup is None:
                await self.compare_widget(window)

    async def compare_console(self, desk: Desk) -> None:
        had = await desk.shows()
        fresh = await desk.second_look()
        got = fresh.screen.shows()
        mine = {row["id"] for row in (*had["handling"], *had["recent"])}
        logs = {chat: await self.log_of(fresh, chat) for chat in mine & had["logs"].keys()}
        await fresh.close()
        self.hold(desk.name, {**had, "logs": None}, {**got, "logs": None})
        for chat, log in logs.items():
            self.hold(f"{desk.name}, log of {chat}", by_seq(had["logs"][chat]["events"]), log)

    async def log_of(self, desk: Desk, chat: str) -> dict[int, Frame]:
        return by_seq((await desk.opens(chat, after=0, limit=200))["events"])

    async def compare_widget(self, window: Window) -> None:
        had = window.screen.shows()
        tab = await window.second_look()
        await self.world.pass_time(0.1)
        got = tab.screen.shows()
        await tab.close()
        self.hold(
            window.name, seen_by_customer(had, window.screen.now()), seen_by_customer(got, window.screen.now())
        )

    def hold(self, whose: str, had: dict[Any, Any], fresh: dict[Any, Any]) -> None:
        found = [
            f"  {name}\n    folded {had.get(name)}\n    fresh  {fresh.get(name)}"
            for name in had | fresh
            if had.get(name) != fresh.get(name)
        ]
        if found:
            story = "\n".join(self.told)
            raise AssertionError(f"{story}\n\n{whose} sees something else:\n" + "\n".join(found))


def by_seq(events: list[Frame]) -> dict[int, Frame]:
    """A page of a log and pushes are the same but for the envelope."""
    return {event["seq"]: {**event, "type": "event", "chat": None} for event in events}


def seen_by_customer(shown: Frame, now: int) -> Frame:
    chat = dict(shown["chat"] or {})
    chat.pop("seq", None)  # of the last event at all, or of the last that she may see
    if chat.get("canReturnUntil", now) <= now:
        chat.pop("canReturnUntil", None)
    channel = {
        name: value for name, value in shown["channel"].items() if name not in {"waiting", "average_wait_ms"}
    }
    going = [each for each in shown["going"] if each["status"] != "failed"]
    return {"chat": chat, "channel": channel, "log": shown["log"], "going": going, "starting": shown["starting"]}


async def test_a_colleague_who_leaves_a_channel_goes_from_the_consoles_that_shared_it(tmp_path: Path) -> None:
    with folding() as node:
        async with world_of(tmp_path, two_channels()) as world:
            kari = await Desk(await world.agent("Kari"), node).comes()
            eva = await Desk(await world.agent("Eva"), node).comes()
            ola = await world.agent("Ola")

            await leave(world, ola, "sales")
            assert (shared(kari, ola), shared(eva, ola)) == (["support"], [])

            await leave(world, ola, "support")
            assert (shared(kari, ola), shared(eva, ola)) == ([], [])


async def leave(world: World, console: Console, channel: str) -> None:
    await set_member(world.server.store, channel, console.name.lower(), Rights())
    await reload_settings(world.server.house)
    await world.pass_time(SETTLED_S)


def shared(desk: Desk, other: Console) -> list[str]:
    """The channels in which one sees the other."""
    agents = desk.screen.shows()["agents"]
    return next((agent["channels"] for agent in agents if agent["id"] == other.agent), [])


@pytest.mark.parametrize("seed", [*range(8), *HAVE_FOUND])
async def test_a_screen_that_was_open_all_along_shows_what_a_fresh_one_shows(seed: int, tmp_path: Path) -> None:
    with folding() as node:
        async with world_of(tmp_path, two_channels(), commands_per_second=0) as world:
            life = Life(world, node, seed)
            await life.begin()
            for _ in range(COMMANDS):
                await life.go_on()
                await life.compare()
