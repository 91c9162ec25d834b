"""Samples of growing logs against whole logs looked at from above; tallies, spreads and what is read off them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain import figures, measures
from actors.domain.chat import Chat
from actors.domain.commands import LoseAgent
from actors.domain.measures import BY_NAME, Sample, Tally, add, begin_of, bucket_of, count, percentile, samples_of
from actors.messages import ChatEnd
from store import journal, tables_figures
from tests.domain.lives import lives
from tests.domain.people import ANNA, MIA, SYSTEM, Told, answered, says
from tests.figures import recount
from tests.figures.recount import Fact, facts_of, is_near

# What the slow count calls the samples that figures are read off. `taken` and `let_go` are for the chart of the
# day.
WORDS = {
    "started": "started",
    "arrived": "arrived",
    "queue_length": "ahead",
    "waited": "waited",
    "first_response": "first_response",
    "response": "response",
    "ended": "ended",
    "duration": "duration",
    "talk": "talk",
    "abandoned": "abandoned",
    "dropped": "dropped",
    "posted": "posted",
    "rated": "stars",
    "transferred": "transferred",
    "returned": "returned",
}
spans = st.lists(st.integers(0, 40_000_000), max_size=60)


def samples_of_life(life: Told) -> list[Sample]:
    before: Chat = life.after[0]
    found: list[Sample] = []
    for event, after in zip(life.log, life.after[1:], strict=True):
        found += samples_of(before, (event,), after)
        before = after
    return found


def facts(samples: list[Sample]) -> Counter[Fact]:
    """What is left of them when those that were taken back are gone."""
    left: Counter[Fact] = Counter()
    for sample in samples:
        if sample.measure in WORDS:
            fact = Fact(WORDS[sample.measure], sample.at, sample.channel, sample.agent, sample.value)
            left[fact] += sample.sign
    return left


@given(lives())
def test_what_a_chat_has_measured_as_it_went_is_what_its_log_says_in_the_end(life: Told) -> None:
    left = facts(samples_of_life(life))

    assert min(left.values(), default=0) >= 0
    assert +left == Counter(facts_of(life.log) if life.log else [])


def values(life: Told) -> dict[str, list[int]]:
    """Counted by hand in the tests that ask for them."""
    found: dict[str, list[int]] = {}
    for sample in samples_of_life(life):
        found.setdefault(sample.measure, []).append(sample.value)
    return found


def test_a_response_is_counted_from_the_first_of_a_run_and_a_first_response_from_the_answer() -> None:
    told = answered()  # after five seconds
    told.later(10_000).does(ANNA, says("Hello"))
    told.later(20_000).does(MIA, says("My invoice"))
    told.later(30_000).does(MIA, says("of May"))
    told.later(40_000).does(ANNA, says("I see it"))
    told.later(50_000).does(ANNA, says("It is paid"))

    assert values(told)["waited"] == [5_000]
    assert values(told)["first_response"] == [10_000]
    assert values(told)["response"] == [15_000, 70_000]


def test_who_gives_up_in_a_later_wait_has_waited_for_as_long_as_that() -> None:
    told = answered()
    told.later(60_000).does(SYSTEM, LoseAgent("anna"))
    told.later(30_000).does(MIA, ChatEnd())

    assert values(told)["waited"] == [5_000]
    assert values(told)["abandoned"] == [30_000]
    assert values(told)["duration"] == [90_000]
    assert values(told)["talk"] == [60_000]


@given(lives())
def test_events_that_are_stored_together_measure_the_same_as_one_by_one(life: Told) -> None:
    together = samples_of(life.after[0], tuple(life.log), life.chat)

    assert list(together) == samples_of_life(life)


@given(lives())
def test_whoever_gets_a_chat_has_it_until_she_lets_go(life: Told) -> None:
    samples = samples_of_life(life)
    taken = sum(sample.measure == "taken" for sample in samples)
    let_go = sum(sample.measure == "let_go" for sample in samples)

    assert taken - let_go == (life.chat.status == "active")


def test_every_column_of_a_tally_is_one_of_the_table() -> None:
    assert set(measures.SUMS) == set(tables_figures.SUMS)
    assert measures.MOSTS == tables_figures.MOSTS
    assert measures.SPREADS == tables_figures.SPREADS
    assert {column for figure in figures.FIGURES for column in figure.columns} <= {
        *measures.SUMS,
        *measures.MOSTS,
        *measures.SPREADS,
    }


def test_a_sample_is_a_row_of_its_table() -> None:
    assert measures.Sample._fields == journal.SAMPLE_COLUMNS


def test_every_figure_is_counted_again_somewhere() -> None:
    assert {each.id for each in figures.FIGURES} == recount.FIGURES.keys() | recount.PERCENTILES.keys()


def test_of_nothing_a_count_is_nought_and_every_other_figure_is_absent() -> None:
    of_nothing = {figure.id: figure.read({}) for figure in figures.FIGURES}
    counts = {each.id for each in figures.FIGURES if each.unit in {"chats", "customers"}}

    assert {id_ for id_, value in of_nothing.items() if value == 0} == counts
    assert all(value is None for id_, value in of_nothing.items() if id_ not in counts)


@given(spans, spans)
def test_tallies_of_two_halves_add_up_to_that_of_the_whole(one: list[int], other: list[int]) -> None:
    whole = tally_of([*one, *other])
    halves = tally_of(one)
    add(halves, tally_of(other))

    assert halves == whole


@given(spans, st.sampled_from(sorted(recount.PERCENTILES)))
def test_a_percentile_is_within_a_tenth_of_the_exact_one(values: list[int], figure: str) -> None:
    what, _ = recount.PERCENTILES[figure]
    group = recount.Group([Fact(what, 0, "support", None, value) for value in values])

    assert is_near(figures.value(figure, tally_of(values)), group, figure)


@pytest.mark.parametrize("bucket", range(measures.BUCKETS))
def test_a_bucket_begins_where_the_one_before_it_ends(bucket: int) -> None:
    begin = -(-int(begin_of(bucket) * 1000) // 1000)

    assert bucket_of(begin + 1) == bucket
    assert bucket == 0 or bucket_of(int(begin_of(bucket)) - 1) == bucket - 1
    assert begin_of(bucket + 1) <= 1_000 or begin_of(bucket + 1) / begin_of(bucket) < 1.19


def test_a_percentile_of_nothing_is_absent() -> None:
    assert percentile(0, 50) is None


def tally_of(values: list[int]) -> Tally:
    tally: Tally = {}
    for name in ("waited", "first_response", "response"):
        assert BY_NAME[name].spread
        for value in values:
            count(tally, Sample(name, 0, "support", None, value))
    return tally
