"""What happens to figures beside the chats' own ways: old stores, deleted chats, questions that a FAQ answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from actors.clock import Clock
from actors.domain.commands import AcceptTransfer, LoseAgent
from actors.domain.marks import Marks
from actors.domain.measures import DEFLECTED, MISSED, Sample
from actors.domain.periods import DAY_MS
from actors.figures import Live
from actors.log import ChatLog, Kept
from store import bound, tables
from store.database import Store
from store.errors import DuplicateStart
from store.queries import deflections, tallies
from tests.domain.people import CARLA, MORNING, SALES, SUPPORT, SYSTEM, Told, offered
from tests.figures.kept import counted_again, kept


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "x.db", inline=True) as store:
        yield store


async def keep(store: Store, told: Told, start_key: str | None = None) -> None:
    log = ChatLog(store)
    for number, event in enumerate(told.log):
        key = start_key if number == 0 else None
        await log.append(told.after[number], told.after[number + 1], (event,), Marks(), start_key=key)


def handed_over() -> Told:
    """A chat that came into another channel by a transfer, waits in its queue, and is not over yet."""
    told = offered(to=None, channel=SALES)
    told.later(10_000).does(CARLA, AcceptTransfer())
    told.later(60_000).does(SYSTEM, LoseAgent("carla"))
    return told


def forget_figures() -> None:
    """As a store was before there were any: no tallies, and no word of transfers in the rows."""
    connection = bound.connection()
    connection.execute("DELETE FROM sample")
    connection.execute("DELETE FROM tally")
    for id_, state in connection.execute("SELECT id, state FROM chat").fetchall():
        was = msgspec.json.decode(state, type=Kept)
        of_old = Kept(msgspec.structs.replace(was.chat, transfers=0), was.marks)
        connection.execute("UPDATE chat SET state = ? WHERE id = ?", (msgspec.json.encode(of_old), id_))
    connection.execute("DELETE FROM meta WHERE key = 'figures'")


async def test_a_store_of_before_there_were_figures_is_counted_when_the_server_starts(store: Store) -> None:
    told = handed_over()
    await keep(store, told)
    as_it_went = await kept(store)
    await store.write(forget_figures)

    await Live(store, Clock(MORNING)).begin()

    assert as_it_went
    assert await kept(store) == as_it_went
    assert (await ChatLog(store).load("c1")).chat.transfers == told.chat.transfers == 1


async def test_what_is_counted_is_not_counted_again_at_the_next_start(store: Store) -> None:
    await Live(store, Clock(MORNING)).begin()
    await keep(store, handed_over())
    as_it_went = await kept(store)

    await Live(store, Clock(MORNING)).begin()

    assert await kept(store) == as_it_went


async def test_what_no_log_knows_stays_when_the_logs_are_counted_again(store: Store) -> None:
    await keep(store, handed_over())
    settled, unsettled = Sample(MISSED.name, MORNING, SUPPORT), Sample(DEFLECTED.name, MORNING, SUPPORT)
    await store.write(tallies.put_samples, (settled,))
    await kept(store)
    await store.write(tallies.put_samples, (unsettled,))

    again = await counted_again(store)

    assert again == await kept(store)
    assert sum(columns.get(MISSED.count, 0) for columns in again.values()) == 3  # in tallies of three grains
    assert sum(columns.get(DEFLECTED.count, 0) for columns in again.values()) == 3


async def test_figures_outlive_the_chat_they_come_from(store: Store) -> None:
    await keep(store, handed_over())
    as_it_went = await kept(store)

    await store.write(tables.Chat.erase, tables.Chat.id == "c1")

    assert await kept(store) == as_it_went


# --- deflection ---


async def deflected(store: Store) -> dict[int, int]:
    """By the begin of its day."""
    found = await kept(store)
    return {
        cell.at: columns[DEFLECTED.count]
        for cell, columns in found.items()
        if cell.grain == DAY_MS and DEFLECTED.count in columns
    }


TODAY = MORNING - MORNING % DAY_MS


async def test_a_question_that_a_page_answered_is_counted_at_the_time_of_the_last_page(store: Store) -> None:
    await store.write(deflections.note, SUPPORT, "k1", "faq-1", MORNING)
    await store.write(deflections.note, SUPPORT, "k2", "faq-1", MORNING)
    assert await deflected(store) == {TODAY: 2}

    await store.write(deflections.note, SUPPORT, "k1", "faq-2", MORNING + DAY_MS)

    assert await deflected(store) == {TODAY: 1, TODAY + DAY_MS: 1}


async def test_a_chat_that_starts_after_all_takes_its_question_back(store: Store) -> None:
    await store.write(deflections.note, SUPPORT, "k1", "faq-1", MORNING)
    await store.write(deflections.note, SUPPORT, "k2", "faq-1", MORNING)
    await kept(store)

    await keep(store, handed_over(), start_key="k1")
    with pytest.raises(DuplicateStart):
        await keep(store, handed_over(), start_key="k1")

    assert await deflected(store) == {TODAY: 1}


async def test_rows_that_are_swept_away_later_take_nothing_back(store: Store) -> None:
    await store.write(deflections.note, SUPPORT, "k1", "faq-1", MORNING)

    def sweep() -> None:
        bound.connection().execute("DELETE FROM deflection")

    await store.write(sweep)

    assert await deflected(store) == {TODAY: 1}
