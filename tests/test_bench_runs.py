"""The bench still runs, with numbers so small that its figures say nothing. None is asserted."""

from collections.abc import Iterator

import pytest

from tests.bench import figures, hosts
from tests.bench.__main__ import main, measured
from tests.bench.jobs import FanOut, Idle, Routed, Scenario, Storm, Target

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


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: type(scenario).__name__)
def test_each_scenario_runs_against_the_relay(relay: Target, scenario: Scenario) -> None:
    result = measured(relay, scenario)

    assert result.count > 0
    assert result.lost == 0


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: type(scenario).__name__)
def test_each_scenario_runs_against_the_complete_server(switchboard: Target, scenario: Scenario) -> None:
    result = measured(switchboard, scenario)

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


def test_without_a_browser_the_bench_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    main(["talk"])

    assert "not measured, since no Chromium starts here" in capfd.readouterr().out
