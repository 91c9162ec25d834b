"""What grows beside the chats is forgotten in time, a page at a time; what is of use stays (docs/running.md)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actors.domain.outbox import DAY_MS
from actors.housekeeping import PAGE, SWEEPS
from store import bound
from store.queries import deflections, drafts, identities, letters, webhooks
from store.queries.letters import NewLetter
from store.queries.webhooks import Hook, NewDelivery
from tests.serving import EPOCH_MS
from tests.world import World, world_of

LONG_AGO = EPOCH_MS - 31 * DAY_MS
LATELY = EPOCH_MS - 29 * DAY_MS


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path) as world:
        yield world


def letter(key: str, kind: str = "transcript") -> NewLetter:
    return NewLetter(
        kind=kind, recipient="mia@example.com", subject="Your chat", text="All of it", html="<p>", key=key
    )


def rows(table: str) -> int:
    count: int = bound.connection().execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    return count


async def round_of(world: World) -> None:
    """The next one of the house's own."""
    await world.pass_time(3_601)


async def test_letters_that_are_over_are_forgotten_after_30_days_and_those_that_wait_are_not(world: World) -> None:
    def fill() -> int:
        sent, lately, failed, answer, _waiting = [
            letters.add(new, LONG_AGO)
            for new in (
                letter("sent"), letter("lately"), letter("failed"), letter("r", letters.REPLY), letter("waiting"),
            )
        ]  # fmt: skip
        letters.sent(sent, LONG_AGO)
        letters.sent(lately, LATELY)
        letters.given_up(failed, "550 no such user", LONG_AGO)
        letters.given_up(answer, "550 no such user", LONG_AGO)
        return answer

    store = world.server.store
    answer = await store.write(fill)
    await round_of(world)

    waiting, lately = await store.read(letters.page, None, None, 10)
    assert (waiting.status, waiting.text, lately.text) == ("waiting", "All of it", "All of it")
    assert await store.read(letters.counts) == {"waiting": 1, "sent": 1}
    kept = await store.read(letters.of_key, "r")
    assert kept is not None
    assert (kept.number, kept.status, kept.text, kept.html) == (answer, "failed", "", None)
    assert await store.read(letters.of_keys, ["r"]) == {"r": ("mia@example.com", "failed")}
    assert not await store.write(letters.again, answer, EPOCH_MS), "it says nothing any more"


async def test_deliveries_that_are_over_are_forgotten_after_30_days_and_those_that_wait_are_not(
    world: World,
) -> None:
    hook = Hook(
        id="h", url="https://crm.example/", secret="", events=(), channels=None, status="off", failures=0,
        next_at=0, cursor=0, created_at=0,
    )  # fmt: skip

    def fill() -> None:
        webhooks.add(hook)
        new = [NewDelivery(message=f"m{n}", event="chat.message", chat=None, body=b"{}") for n in range(3)]
        webhooks.move("h", 0, new, LONG_AGO)
        lately, old, _waiting = webhooks.page("h", None, 10)
        webhooks.delivered(old, 200, LONG_AGO)
        webhooks.delivered(lately, 200, LATELY)

    await world.server.store.write(fill)
    await round_of(world)

    found = await world.server.store.read(webhooks.page, "h", None, 10)
    assert [(each.message, each.status) for each in found] == [("m2", "delivered"), ("m0", "waiting")]


async def test_what_is_old_is_forgotten_however_much_it_is_and_figures_stay(world: World) -> None:
    many = PAGE * 2 + 1

    def fill() -> None:
        for n in range(many):
            deflections.note("support", f"k{n}", "faq", LONG_AGO)
            identities.take("support", f"j{n}", 2 * EPOCH_MS, 0)
        bound.connection().execute("UPDATE identity_taken SET until = 1")
        account = bound.connection().execute("SELECT id FROM account").fetchone()[0]
        drafts.put(account, "c1", "Dear Mia", LONG_AGO)
        drafts.put(account, "c2", "Dear Leo", LATELY)

    def deflected() -> int:
        measured = bound.connection().execute("SELECT count(*) FROM sample").fetchone()[0]
        added = bound.connection().execute("SELECT coalesce(sum(deflected), 0) FROM tally WHERE grain = 900000")
        return int(measured + added.fetchone()[0])

    await world.server.store.write(fill)
    await round_of(world)

    assert [await world.server.store.read(rows, name) for name in ("deflection", "identity_taken", "draft")] == [
        0, 0, 1,
    ]  # fmt: skip
    assert await world.server.store.read(deflected) == many


async def test_a_sweep_that_fails_keeps_no_other_from_its_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_before: int, _limit: int) -> int:
        raise ValueError("a bug")

    monkeypatch.setitem(SWEEPS, "letters", SWEEPS["letters"]._replace(forget=breaks))
    await world.server.store.write(deflections.note, "support", "k", "faq", LONG_AGO)
    await round_of(world)

    assert await world.server.store.read(rows, "deflection") == 0
