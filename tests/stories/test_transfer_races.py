"""Whatever races with a transfer, on the whole server: one agent, both told, a log that fits.

The outcomes are those of tests/domain/races.py, with Kari for Anna, Ola for Bjorn, Siv for Marit, Tor for Karin.
The second of a pair comes a second after the first. Who is lost was so for as long as it takes to be missed.
"""

from pathlib import Path
from typing import Final

import pytest
import trio

from actors.domain.settings import ChannelSettings, Limits
from store.queries.channels import Rights
from tests.domain.races import DEEDS, OUTCOMES
from tests.world import Console, Customer, Frame, Refusal, Setting, World, world_of

TEAM: Final = ("Kari", "Ola", "Siv", "Tor", "Eva")
TRANSFER_S: Final = 120
# When a console or a widget has to be gone for it to be noticed at the moment of the race.
GONE_FOR_S: Final = {"sender_lost": 60, "receiver_lost": 30, "customer_gone": 60}
# Longer than any of these and shorter than the time to accept.
RACE_AFTER_S: Final = 70
# Until all are told, and shorter than whatever else is due.
SETTLED_S: Final = 3
ENDS: Final = {"transfer_accepted", "transfer_rejected", "transfer_cancelled"}
# Nobody does a thing whose console has been gone for so long that it is missed a second later.
IMPOSSIBLE: Final = {
    *(("cancel", "sender_lost"), ("agent_ends", "sender_lost")),
    *(("accept", "receiver_lost"), ("reject", "receiver_lost"), ("customer_ends", "customer_gone")),
}
LETTERS: Final = {"Kari": "A", "Ola": "B", "Siv": "M", "Tor": "K"}
NOBODY: Final = ""  # is told, of what time does
SIGNS: Final = {"+": "ok", "=": "ok", "!": "conflict", "-": "forbidden"}


def a_team() -> Setting:
    setting = Setting()
    setting.channels["support"] = ChannelSettings(
        limits=Limits(transfer_ms=TRANSFER_S * 1_000, reconnect_ms=60_000, leave_grace_ms=60_000)
    )
    manager = Rights(respond=True, manage=True)
    setting.agents = {name: {"support": Rights(respond=True)} for name in TEAM}
    setting.agents |= {"Siv": {"support": manager}, "Tor": {"support": manager}}
    return setting


class Race:
    """Kari talks with Mia and has offered her to Ola, and two want it to go on in another way each."""

    def __init__(self, team: dict[str, Console], mia: Customer) -> None:
        self.team = team
        self.mia = mia
        self.offered_at = trio.current_time()
        self._again: list[Console] = []

    async def run(self, first: str, second: str) -> str:
        """What the second one is told."""
        after_s = {first: TRANSFER_S, second: TRANSFER_S - 1}.get("time_out", RACE_AFTER_S)
        starts = {first: after_s, second: after_s + 1}
        for deed in sorted(GONE_FOR_S.keys() & starts, key=lambda deed: starts[deed] - GONE_FOR_S[deed]):
            await trio.sleep_until(self.offered_at + starts[deed] - GONE_FOR_S[deed])
            await {"sender_lost": self.team["Kari"], "receiver_lost": self.team["Ola"]}.get(deed, self.mia).drop()
        told = ""
        for place, deed in enumerate((first, second)):
            await trio.sleep_until(self.offered_at + after_s + place)
            told = await self._does(deed)
        await trio.sleep(SETTLED_S)
        return told

    async def _does(self, deed: str) -> str:
        try:
            return await self._asks(deed)
        except Refusal as refusal:
            return refusal.code

    async def _asks(self, deed: str) -> str:
        chat = self.mia.chat
        match deed:
            case "accept":
                await (await self._here("Ola")).accepts(chat)
            case "reject":
                await (await self._here("Ola")).rejects(chat, "no")
            case "cancel":
                await (await self._here("Kari")).cancels(chat)
            case "agent_ends":
                await (await self._here("Kari")).ends(chat)
            case "customer_ends":
                mia = self.mia if self.mia.hangup is None else await self.mia.another_tab()
                await mia.command("chat.end")
            case "marit_takes":
                await self.team["Siv"].takes_over(chat)
            case "karin_takes":
                await self.team["Tor"].takes_over(chat)
            case "marit_offers":
                await self.team["Siv"].offers(chat, self.team["Eva"])
            case _:
                return NOBODY  # it is due now by itself
        return "ok"

    async def _here(self, name: str) -> Console:
        """She, or she again, if she was lost."""
        console = self.team[name]
        if console.hangup is None:
            return console
        self._again.append(await console.another())
        return self._again[-1]

    async def is_over(self) -> None:
        """All go home, so that the next race begins from nothing."""
        await self.team["Siv"].ends(self.mia.chat)
        for console in (*self.team.values(), *self._again):
            await console.close()

    async def wrong(self, outcome: str, told: str) -> list[str]:
        """What is not as it should be after the race."""
        chat, letter, sign = self.mia.chat, outcome[0], outcome[1]
        opened = await self.team["Siv"].opens(chat)
        kinds = [event["kind"] for event in opened["events"]]
        is_offered = kinds[-1] == "transfer_offered"
        found = {
            "who has it": who_has(opened["chat"]) == letter,
            "what the second is told": told in (SIGNS[sign], NOBODY),
            "each offer ends once": kinds.count("transfer_offered") - is_offered == sum(k in ENDS for k in kinds),
            "no mark of what is over": ("transfer" in opened["chat"]) == is_offered,
            "a log without a gap": [each["seq"] for each in opened["events"]] == list(range(1, len(kinds) + 1)),
            "a customer who hears of no offer": not {*self.mia.seen_kinds()} & (ENDS - {"transfer_accepted"}),
        }
        for name, console in self.team.items():
            if console.hangup is None:
                fresh = await console.another()
                found[f"what {name} sees"] = shown(console, chat) == shown(fresh, chat)
                await fresh.close()
        for name in ("Kari", "Ola"):
            console = self.team[name]
            if console.hangup is None:
                found[f"{name} is told"] = is_offered or bool(
                    ENDS & {event["kind"] for event in console.events(chat)}
                )
        return [claim for claim, holds in found.items() if not holds]


def who_has(row: Frame) -> str:
    match row["status"]:
        case "active":
            return LETTERS[row["agent"]["name"]]
        case "queued":
            return "q"
        case _:
            return "x"


def shown(console: Console, chat: str) -> object:
    """The chat in her list as she has been told of it, by rows and by events; None where it is not there."""
    row = next((row for row in console.welcome["chats"] if row["id"] == chat), None)
    for push in console.pushes:
        if push["type"] == "chats.changed":
            row = next((each for each in push.get("rows", []) if each["id"] == chat), row)
            row = None if chat in push.get("removed", []) else row
        elif row and push["type"] == "event" and push["chat"] == chat and push["kind"] == "taken_over":
            row = row | {"agent": push["data"]["to"]}
    return row and [row.get(field) for field in ("status", "agent", "transfer", "listening", "channel")]


@pytest.mark.parametrize("first", DEEDS)
async def test_each_pair_that_races_in_each_order_comes_to_what_the_rules_say(first: str, tmp_path: Path) -> None:
    wrong: dict[str, list[str]] = {}
    async with world_of(tmp_path, a_team()) as world:
        for second in DEEDS:
            if first == second or (first, second) in IMPOSSIBLE:
                continue
            race = await a_race(world)
            told = await race.run(first, second)
            if found := await race.wrong(OUTCOMES[first, second], told):
                wrong[second] = found
            await race.is_over()

    assert wrong == {}


async def a_race(world: World) -> Race:
    team = {name: await world.agent(name) for name in TEAM}
    mia = await world.customer("Mia")
    chat = await mia.starts("I need help")
    await team["Kari"].answers(chat)
    await team["Kari"].offers(chat, team["Ola"])
    await team["Ola"].row(chat)
    return Race(team, mia)
