"""The demonstration: lived by the rules, and as a shop's four weeks might look."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from actors import demo
from actors.demo_files import SAMPLES
from actors.demo_past import DAYS, OVER_SINCE
from actors.demo_requests import CATEGORIES, STORIES
from actors.demo_talks import ABANDONED, RETURNS, SALES, SUPPORT
from actors.domain import periods
from actors.domain.chat import Chat, evolve
from actors.domain.errors import Conflict
from actors.domain.files import FILE_TYPES, kind_for
from actors.domain.measures import DROPPED, ENDED, MEASURES, MISSED, Sample, Tally, add, count
from actors.figures import recount
from actors.file_contents import kind_of
from actors.log import event_of, kept_of
from actors.setup import add_channel
from store import journal
from store.bound import connection
from store.database import Store
from store.files import FileFolder
from store.journal import ChatRow
from store.queries import accounts, chats, documents, files, quick_replies, requests, tallies, text_folders, texts
from store.queries.files import File
from store.queries.requests import Wanted
from store.queries.text_folders import TextKind
from store.tables_figures import EVERYBODY

NOW = int(datetime(2026, 11, 20, 15, 30).astimezone().timestamp() * 1000)
DAY_MS = 86_400_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "demo.db", inline=True) as store:
        await demo.fill(store, "no hash", NOW, tmp_path / "files")
        yield store


def all_rows() -> list[ChatRow]:
    rows = connection().execute(f"SELECT {journal.CHAT_COLUMNS} FROM chat ORDER BY started_at")  # noqa: S608 - ours
    return [ChatRow._make(row) for row in rows]


async def test_every_row_is_what_the_rules_make_of_its_events(store: Store) -> None:
    for row in await store.read(all_rows):
        events = [event_of(each) for each in await store.read(journal.events, row.id, 0, 1_000)]
        assert [event.seq for event in events] == list(range(1, row.seq + 1))
        # The keys are not in the row: the index on them remembers for ever.
        assert replace(evolve(Chat(id=row.id), *events), keys={}) == kept_of(row).chat


async def test_there_are_some_hundred_chats_and_all_are_over(store: Store) -> None:
    rows = await store.read(all_rows)

    assert 250 <= len(rows) <= 450
    assert {row.status for row in rows} == {"ended", "abandoned"}
    assert await store.read(chats.open_ids) == []
    assert max(row.last_at for row in rows) <= NOW - OVER_SINCE
    assert min(row.started_at for row in rows) >= NOW - (DAYS + 2) * DAY_MS


async def test_they_are_told_apart_by_channel_agent_day_hour_and_rating(store: Store) -> None:
    rows = await store.read(all_rows)
    people = {account.id: account.login for account in await store.read(accounts.everybody)}

    def share(of: Any) -> Counter[Any]:  # noqa: ANN401 - a function of a row
        return Counter(of(row) for row in rows)

    assert share(lambda row: row.channel)["support"] > 2 * share(lambda row: row.channel)["sales"] > 0
    assert {people[agent] for agent in share(lambda row: row.agent) if agent} == {"anna", "bjorn", "carla"}
    assert 15 <= share(lambda row: row.status)["abandoned"] <= 70
    stars = share(lambda row: row.rating)
    assert set(stars) == {None, 1, 2, 3, 4, 5}
    assert stars[5] > stars[4] > stars[1]
    started = [datetime.fromtimestamp(row.started_at / 1000).astimezone() for row in rows]
    weekdays = Counter(each.weekday() for each in started)
    assert weekdays[0] > 2 * weekdays[6]
    assert {each.hour for each in started} <= set(range(8, 18))


async def test_an_agent_finds_recent_chats_whatever_the_hour(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "night.db", inline=True) as store:
        night = NOW + 12 * 3_600_000
        await demo.fill(store, "no hash", night, tmp_path / "files")

        recent = [row for row in await store.read(all_rows) if row.last_at > night - 8 * 3_600_000]
        assert len(recent) >= 3


async def test_all_kinds_of_events_of_a_lively_shop_occur(store: Store) -> None:
    def kinds() -> set[str]:
        return {kind for (kind,) in connection().execute("SELECT DISTINCT kind FROM event")}

    wanted = {"queued", "answered", "message", "note", "ended", "returned", "rated", "abandoned", "idle_warned"}
    assert wanted | {"transfer_offered", "transfer_accepted"} <= await store.read(kinds)


async def test_every_figure_of_it_has_something_to_say(store: Store) -> None:
    await recount(store)
    counted: Tally = {}
    for cell, tally in await store.read(tallies.since, periods.DAY_MS, 0):
        add(counted, tally if cell.agent == EVERYBODY else {})
    for sample in await store.read(tallies.samples):
        count(counted, Sample._make(sample))

    assert [measure.name for measure in MEASURES if not counted.get(measure.count)] == []
    assert counted[DROPPED.count] < counted[ENDED.count] / 4
    assert 10 <= counted[MISSED.count] <= 60


async def test_requests_of_its_chats_are_open_waiting_and_closed(store: Store) -> None:
    found = await store.read(requests.page, Wanted(), None, 100)

    assert 20 <= len(found) <= 40
    assert sorted(each.number for each in found) == [*range(1001, 1001 + len(found))]
    assert min(Counter(each.status for each in found)[status] for status in ("open", "waiting", "closed")) >= 2
    assert {each.channel for each in found} == {"support", "sales"}
    assert {None} < {each.owner_name for each in found}
    assert sum(each.contact is not None and each.status != "closed" for each in found) >= 3
    assert max(each.changed_at for each in found) <= NOW
    assert await store.read(requests.untold) == []
    for each in found:
        assert each.chat is not None
        row = await store.read(journal.load, each.chat)
        assert row is not None
        assert kept_of(row).chat.requests == (each.number,)
        log = await store.read(requests.entries, each.number, 100)
        assert [entry.kind for entry in log][:2] == ["chat", "note"]
        assert [entry.at for entry in log] == sorted(entry.at for entry in log)


def test_every_story_of_a_request_begins_as_a_talk_does() -> None:
    begun = tuple(talk.strip().removeprefix("C: ") for talk in (*SUPPORT, *SALES))
    assert [story.begins for story in STORIES if not any(each.startswith(story.begins) for each in begun)] == []
    assert {story.category for story in STORIES} == set(CATEGORIES)


@pytest.mark.parametrize("talk", [*SUPPORT, *SALES, *RETURNS])
def test_a_talk_is_lines_of_known_speakers_that_a_customer_begins(talk: str) -> None:
    lines = [line.strip() for line in talk.strip().splitlines()]
    assert all(re.fullmatch(r"[CAN]: \S.*", line) for line in lines)
    assert lines[0].startswith("C: ")


def test_every_blank_can_be_filled() -> None:
    blanks = {
        blank for text in (*SUPPORT, *SALES, *RETURNS, *ABANDONED) for blank in re.findall(r"\{(\w*)\}", text)
    }
    assert blanks <= {"first", "order", "lamp", "town", "amount"}


async def test_every_agent_has_folders_favourites_and_a_history_of_texts(store: Store) -> None:
    account = await store.read(accounts.by_login, "anna")
    assert account is not None
    for kind in get_args(TextKind):
        assert len(await store.read(text_folders.all_of, kind)) >= 4
        assert len(await store.read(texts.favourites, account.id, kind, 50)) >= 2
        assert len(await store.read(texts.history, account.id, kind, 50)) >= 2
    assert len(await store.read(quick_replies.of, account.id)) >= 4


async def test_only_an_empty_installation_is_filled(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "other.db", inline=True) as store:
        assert await demo.is_filled(store) is False
        await add_channel(store, key="real", name="Real", language="en", now=NOW)
        with pytest.raises(Conflict, match="empty"):
            await demo.is_filled(store)


async def test_a_filled_one_is_known_again(store: Store) -> None:
    assert await demo.is_filled(store) is True


async def test_files_of_its_chats_and_documents_are_there_and_are_what_they_say(
    store: Store, tmp_path: Path
) -> None:
    folder = FileFolder(tmp_path / "files")

    def sent() -> list[File]:
        rows = connection().execute("SELECT id FROM file").fetchall()
        return [file for (each,) in rows if (file := files.get(each)) is not None]

    found = await store.read(sent)
    kept = await store.read(documents.folders)

    assert {file.name for file in found} == set(SAMPLES)
    assert {row.path for row in kept} >= {"Prices", "Manuals", "Manuals/Drawings", "Pictures"}
    assert all(file.sent_at is not None for file in found)
    assert 3 <= len([file for file in found if file.chat]) <= 40
    for file in found:
        path = folder.path(file.id)
        assert path.stat().st_size == file.size
        assert kind_for(file.name, kind_of(path), FILE_TYPES).media_type == file.media_type
        assert folder.path(file.id, thumbnail=True).exists() is file.has_thumbnail
