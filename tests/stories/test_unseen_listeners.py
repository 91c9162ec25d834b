"""Nobody in a chat can find out that somebody listens: by no frame, no figure, and nothing that takes longer.

A story is told twice, with listeners and without, and what came of it is compared: every frame that reached the
customer and the agents, each as it was written, and every row that the store keeps of chats and their figures.
"""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import trio
import trio.testing

from actors.runtime.ref import ActorStatistics
from store.queries import audit
from store.queries.channels import Rights
from tests.net.peers import Peer
from tests.stories.test_flood import greeted
from tests.world import Console, Customer, Frame, Setting, World, world_of

DAY_S: Final = 86_400
MOMENT: Final = re.compile(r"\b18\d{11}\b")  # from tests/serving.py's beginning of time on
LISTENER: Final = Rights(listen=True)
# What figures are made of, and what they are.
KEPT: Final = ("chat", "event", "sample", "tally")
MANY: Final = 100
WORDS: Final = 20


class Diary:
    """All that one socket got, each frame as it was written; in the order in which those of its kind came.

    Frames of several kinds come from several mailboxes, and which of these is faster is left to chance.
    """

    def __init__(self, socket: Customer | Console) -> None:
        self.lines: dict[str, list[str]] = {}
        take = socket._take

        def taken(frame: Frame) -> None:
            kind: str = frame.get("kind") or frame["type"]
            self.lines.setdefault(kind, []).append(json.dumps(frame))
            take(frame)

        socket._take = taken  # type: ignore[method-assign]  # a socket that is overheard is still the socket
        self.lines["welcome"] = [json.dumps(socket.welcome)]

    def told(self, names: "Names") -> dict[str, list[str]]:
        told = {kind: [names(line) for line in lines] for kind, lines in self.lines.items()}
        return told | {"presence": sorted(set(told.get("presence", [])))}  # told twice where two are as fast


class Told(NamedTuple):
    """What came of a story, told so that two of them can be compared."""

    frames: dict[str, dict[str, list[str]]]
    rows: dict[str, list[str]]
    listened: int


class Names:
    """Calls what chance draws by its name, and counts moments from the beginning of the story."""

    def __init__(self, began_at: int, drawn: dict[str, str]) -> None:
        self._began_at = began_at
        self._drawn = drawn

    def __call__(self, text: str) -> str:
        for drawn, name in self._drawn.items():
            text = text.replace(drawn, name)
        return MOMENT.sub(lambda found: f"+{int(found[0]) - self._began_at}", text)


def kept_in(folder: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(folder / "switchboard.db")) as database:
        return {
            table: [
                str([each.decode(errors="backslashreplace") if isinstance(each, bytes) else each for each in row])
                for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of KEPT
            ]
            for table in KEPT
        }


async def story(folder: Path, *, listened: bool) -> Told:  # noqa: PLR0915 - a story has as many steps as it has
    """Mia talks with Kari, who asks Ola to take over; all the while Siv and Eva listen, or are only there."""
    await trio.Path(folder).mkdir()
    await trio.sleep(DAY_S - trio.current_time() % DAY_S)  # hours and days begin in both at the same place
    setting = Setting()
    setting.agents |= {
        "Siv": {"support": Rights(listen=True, manage=True)},
        "Eva": {"support": LISTENER},
    }
    async with world_of(folder, setting) as world:
        began_at = world.server.house.clock.now_ms()
        kari, ola = await world.agents("Kari", "Ola")
        siv, eva = await world.agents("Siv", "Eva")
        mia = await world.customer("Mia")
        diaries = {"Kari": Diary(kari), "Ola": Diary(ola), "Mia": Diary(mia)}
        await kari.command("dashboard.watch", channels=["support"], tz="Europe/Oslo")
        chat = await mia.starts("Hello", key="hello")
        await world.pass_time(2)
        await kari.answers(chat)
        await world.pass_time(2)
        if listened:
            for listener in (siv, eva):
                await listener.listens(chat)
                await listener.mention("read", chat=chat, seq=4)
                await listener.mention("typing", chat=chat, on=True)
        await world.pass_time(2)
        await kari.mention("typing", chat=chat, on=True)
        await kari.says(chat, "Hi", key="hi")
        await world.pass_time(2)
        await mia.mention("typing", on=True, preview="By")
        await mia.says("Bye?", key="bye")
        await mia.mention("read", seq=5)
        await kari.mention("read", chat=chat, seq=6)
        if listened:
            await siv.opens(chat)
            await eva.closes_window(chat)
            await eva.listens(chat)
        await eva.drop()  # which may be seen, as she may be: as somebody who is not there any more
        await world.pass_time(40)
        await kari.offers(chat, ola, note="Please")
        await world.pass_time(2)
        await ola.accepts(chat)
        await world.pass_time(2)
        await ola.says(chat, "Ola here", key="ola")
        await world.pass_time(2)
        welcomes = [(await mia.another_tab()).welcome, (await ola.another()).welcome]
        await kari.opens(chat)
        if listened:
            await siv.closes_window(chat)
        await world.pass_time(2)
        await mia.command("chat.end")
        await world.pass_time(2)
        await mia.command("chat.rate", score=4, comment="Fine")
        await world.pass_time(70)  # until the chat has gone to sleep, and figures are kept
        listens = [
            entry for entry in await world.server.store.read(audit.newest, 10) if entry.act == "listen.start"
        ]
        agents = {console.agent: console.name for console in (kari, ola, siv, eva)}
        assert mia.token is not None
        names = Names(began_at, {chat: "CHAT", mia.token: "TOKEN", **agents})
    frames = {who: diary.told(names) for who, diary in diaries.items()}
    return Told(
        frames=frames | {"later": {"welcome": [names(json.dumps(welcome)) for welcome in welcomes]}},
        rows={table: sorted(map(names, rows)) for table, rows in kept_in(folder).items()},
        listened=len(listens),
    )


async def test_every_frame_and_every_figure_is_the_same_whether_or_not_somebody_listens(tmp_path: Path) -> None:
    without = await story(tmp_path / "without", listened=False)
    heard = await story(tmp_path / "heard", listened=True)

    assert (without.listened, heard.listened) == (0, 3)
    assert heard.frames == without.frames
    assert heard.rows == without.rows
    assert {"message", "typing", "read", "ok", "ended"} <= heard.frames["Mia"].keys()
    assert {"presence", "stats", "ongoing.changed", "chats.changed", "typing"} <= heard.frames["Kari"].keys()
    assert all(heard.rows[table] for table in ("chat", "event", "tally"))


# --- a hundred of them ---


class Cost(NamedTuple):
    """What it took to tell a talk of WORDS messages."""

    turns: dict[str, int]  # mails handled, by actor
    peak: int  # the most that ever waited for the chat at once
    took_s: float


def statistics(world: World, *addresses: str) -> dict[str, ActorStatistics]:
    found = {address: world.server.house.directory.find(address) for address in addresses}
    return {address: ref.statistics() for address, ref in found.items() if ref is not None}


async def talk(world: World, mia: Customer, kari: Console, chat: str) -> Cost:
    addresses = (f"chat/{chat}", f"agent/{kari.agent}", "channel/support")
    before, began = statistics(world, *addresses), trio.current_time()
    for n in range(WORDS):
        await mia.says(f"Word {n}")
        await kari.says(chat, f"Answer {n}")
    took_s = trio.current_time() - began
    await world.pass_time(5)
    after = statistics(world, *addresses)
    return Cost(
        turns={who.partition("/")[0]: after[who].handled - before[who].handled for who in addresses},
        peak=after[f"chat/{chat}"].peak_depth,
        took_s=took_s,
    )


async def watched(folder: Path, listeners: int) -> Cost:
    """A talk of which `listeners` hear every word, and one more never reads what is sent to her."""
    await trio.Path(folder).mkdir()
    setting = Setting()
    setting.agents |= {f"Listener{n}": {"support": LISTENER} for n in range(listeners)}
    async with world_of(folder, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await kari.answers(chat)
        consoles = [await world.agent(f"Listener{n}") for n in range(listeners)]
        for console in consoles:
            await console.listens(chat)
        await world.pass_time(5)
        cost = await talk(world, mia, kari, chat)
        for console in consoles:
            texts = await console.texts(2 * WORDS, chat)
            assert texts[-1] == f"Answer {WORDS - 1}"
        return cost


async def test_a_hundred_listeners_cost_the_chat_not_one_turn_more(tmp_path: Path) -> None:
    alone = await watched(tmp_path / "alone", 0)
    crowded = await watched(tmp_path / "crowded", MANY)

    assert (crowded.turns, crowded.took_s) == (alone.turns, alone.took_s)
    assert crowded.turns["chat"] == 2 * WORDS
    assert crowded.peak <= 3, "a talk that is heard by many fills no mailbox"


async def test_a_listener_who_never_reads_is_let_go_and_the_talk_goes_on_as_before(tmp_path: Path) -> None:
    setting = Setting()
    setting.agents["Siv"] = {"support": LISTENER}
    async with world_of(tmp_path, setting) as world:
        kari, siv = await world.agents("Kari", "Siv")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await kari.answers(chat)
        await siv.listens(chat)
        ours, theirs = trio.testing.lockstep_stream_pair()  # holds nothing: what is not read is not sent
        world.nursery.start_soon(world.server.front.handle, theirs)
        await greeted(world, "agent", Peer(ours), like=siv)
        there = len(world.server.front.connections)
        before = statistics(world, f"chat/{chat}")[f"chat/{chat}"]
        began = trio.current_time()

        for n in range(400):
            await kari.says(chat, f"{n}: " + "x" * 4_000)
        took_s = trio.current_time() - began
        heard = await siv.texts(400, chat)
        await mia.texts(401)
        await world.pass_time(20)
        after = statistics(world, f"chat/{chat}")[f"chat/{chat}"]

        assert took_s < 1, "the agent had to wait for a listener"
        assert heard[-1].startswith("399: ")
        assert len(world.server.front.connections) == there - 1
        assert after.handled - before.handled <= 404  # her words, and that one came and went
        assert after.peak_depth <= 2
