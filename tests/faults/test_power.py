"""A server that is told to stop, under load: goodbyes first, nothing lost, everybody goes on with the next one."""

from pathlib import Path
from random import Random

import pytest
import trio

from net.closing import Close
from net.server import DATABASE
from tests.faults.ledger import Ledger
from tests.faults.lives import (
    assert_nothing_was_left_out,
    errors_in,
    everybody_is_answered,
    live_a_little,
    started,
)
from tests.faults.people import Agent, Customer, Person, Town
from tests.faults.process import furnish

STOPS = 4
CUSTOMERS = 12


@pytest.mark.slow
async def test_a_server_that_stops_says_goodbye_to_everybody_and_keeps_every_word(tmp_path: Path) -> None:
    town = Town(Ledger(tmp_path / DATABASE), Random(4711))
    *workers, witness = await furnish(tmp_path, "Kari", "Ola", "Vera")
    people: list[Person] = [Customer(town, f"Customer {n}") for n in range(CUSTOMERS)]
    people += [Agent(town, each) for each in workers]
    starts: list[float] = []
    ended_with: list[int] = []

    async with trio.open_nursery() as nursery:
        for person in people:
            nursery.start_soon(person.live)
        for _ in range(STOPS):
            async with started(tmp_path, town, witness, starts) as server:
                await everybody_is_in(town, people)
                await live_a_little(town, town.random)
                town.publish(None)
                ended_with.append(await server.terminate())
        async with started(tmp_path, town, witness, starts):
            await everybody_is_answered(town, people)
            nursery.cancel_scope.cancel()

    town.ledger.audit()
    for person in people:
        if isinstance(person, Customer):
            assert_nothing_was_left_out(person, town.ledger)
    assert ended_with == [0] * STOPS
    assert town.closes == {Close.DRAINING.code: STOPS * len(people)}
    assert errors_in(tmp_path / "log") == []


async def everybody_is_in(town: Town, people: list[Person]) -> None:
    while not all(person.is_in for person in people):
        await town.something_happens()
