"""SPEC.md section 10: what was acknowledged survives. The server is killed under load, again and again.

SIGKILL at random moments: after a random time, at the very answer of a random command, and while it starts. After
each restart, before anybody comes back, it is held against the file and the file against what everybody was told.
"""

import faulthandler
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import trio

from net.server import DATABASE
from store.database import Store
from tests.conftest import COUNTS
from tests.faults.ledger import Ledger
from tests.faults.lives import (
    assert_nothing_was_left_out,
    errors_in,
    everybody_is_answered,
    live_a_little,
    started,
)
from tests.faults.people import Agent, Customer, Person, Town
from tests.faults.process import ServerProcess, furnish
from tests.figures.kept import counted_again, kept

KILLS = 50
KILLS_AT_START = 6
CUSTOMERS = 12


@pytest.mark.slow(seconds=25)
async def test_whatever_was_acknowledged_is_there_once_and_in_order_after_every_kill(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    faulthandler.cancel_dump_traceback_later()  # on a busy machine it takes longer than a test that hangs
    seed = time.time_ns() % 1_000_000
    random = Random(seed)
    staff = await furnish(tmp_path, "Kari", "Ola", "Vera")
    ledger = Ledger(tmp_path / DATABASE)
    town = Town(ledger, random)
    *workers, witness = staff
    people: list[Person] = [Customer(town, f"Customer {n}") for n in range(CUSTOMERS)]
    people += [Agent(town, each) for each in workers]
    starts: list[float] = []

    async with trio.open_nursery() as nursery:
        for person in people:
            nursery.start_soon(person.live)
        for number in range(KILLS):
            if number % (KILLS // KILLS_AT_START) == 0:
                await die_while_starting(tmp_path, random)
            async with started(tmp_path, town, witness, starts):
                await live_a_little(town, random)
        async with started(tmp_path, town, witness, starts) as server:
            await everybody_is_answered(town, people)
            nursery.cancel_scope.cancel()
    async with started(tmp_path, town, witness, starts) as server:
        ended_with = await server.terminate()

    rows = ledger.audit()
    async with Store.open(tmp_path / DATABASE) as store:
        assert await kept(store) == await counted_again(store)  # no kill has lost or doubled what a figure counts
    for person in people:
        if isinstance(person, Customer):
            assert_nothing_was_left_out(person, ledger)
    assert ended_with == 0
    assert errors_in(tmp_path / "log") == []
    assert len(ledger.acks) > 10 * KILLS
    assert ledger.retries > KILLS
    record_property(
        COUNTS,
        f"kills {KILLS} + {KILLS // (KILLS // KILLS_AT_START)} while starting, acks {len(ledger.acks)}, "
        f"retries {ledger.retries}, resumed {ledger.resumed}, refused {len(ledger.refused)}, "
        f"chats {len(rows)}, events {ledger.events}, "
        f"start {sorted(starts)[len(starts) // 2]:.2f} s (median), seed {seed}",
    )


async def die_while_starting(folder: Path, random: Random) -> None:
    async with ServerProcess.running(folder):
        await trio.sleep(random.uniform(0.02, 0.4))
