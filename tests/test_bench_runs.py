"""The bench still runs, with numbers so small that its figures say nothing. None is asserted."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.bench import figures, hosts
from tests.bench.__main__ import by_cpu, main, measured, memory
from tests.bench.jobs import FanOut, Idle, Result, Routed, Scenario, Storm, Target

SCENARIOS: list[Scenario] = [
    Routed(chats=12, seconds=0.2, settle=0.05, warm=0.05),
    Routed(chats=12, seconds=0.2, rate=100, settle=0.05, warm=0.05),
    FanOut(listeners=5, seconds=0.2, settle=0.05, warm=0.05),
    Storm(connections=12, at_once=4, settle=0.05),
    Idle(chats=12, settle=0.05),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def relay() -> Iterator[Target]:
    with hosts.relay() as target:
        yield target


@pytest.fixture
def switchboard() -> Iterator[Target]:
    with hosts.switchboard(agents=2, teams=1) as target:
        yield target


def ran(target: Target, scenario: Scenario) -> Result:
    """A busy machine may get nothing done in so short a time; then in a longer one."""
    result = measured(target, scenario)
    if not result.count and isinstance(scenario, Routed | FanOut):
        result = measured(target, replace(scenario, seconds=10))
    return result


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: type(scenario).__name__)
def test_each_scenario_runs_against_the_relay(relay: Target, scenario: Scenario) -> None:
    result = ran(relay, scenario)

    assert result.count > 0
    assert result.lost == 0


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: type(scenario).__name__)
def test_each_scenario_runs_against_the_complete_server(switchboard: Target, scenario: Scenario) -> None:
    result = ran(switchboard, scenario)

    assert result.count > 0
    assert result.lost == 0


def test_the_figures_of_a_large_store_are_set_beside_those_of_a_small_one(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "SMALL", 60)
    monkeypatch.setattr(figures, "TIMES", 1)

    main(["figures", "--stored", "120"])

    told = capfd.readouterr().out
    assert "120 chats of a month" in told
    assert "x the time of one of 60" in told


def test_a_comparison_is_told_with_its_ratio_and_where_the_time_went(capfd: pytest.CaptureFixture[str]) -> None:
    main(["storm", "--connections", "20", "--profile"])

    told = capfd.readouterr().out
    assert "x the relay" in told
    assert "KiB" in told
    assert "s of the loop" in told


def test_a_run_shorter_than_a_tick_of_the_clock_has_no_ratio_by_cpu() -> None:
    short = Result(count=20, seconds=0.01, cpu_us=0, loop_us=0)
    long = Result(count=20, seconds=0.01, cpu_us=500, loop_us=0)

    assert by_cpu(long, short) == by_cpu(short, long) == "by cpu too short to tell"
    assert by_cpu(long, long) == "by cpu 1.00"


def test_connections_that_took_no_new_page_have_no_ratio_of_memory() -> None:
    none = Result(count=20, seconds=0.01, cpu_us=0, loop_us=0)
    some = Result(count=20, seconds=0.01, cpu_us=0, loop_us=0, bytes_each=2048)

    assert memory("idle", none, some) == "  idle: 2.0 KiB, beside the relay's 0.0"
    assert memory("idle", some, some) == "  idle: 2.0 KiB, 1.00 of the relay's 2.0"


def test_without_a_browser_the_bench_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    main(["talk"])

    assert "not measured, since no Chromium starts here" in capfd.readouterr().out
