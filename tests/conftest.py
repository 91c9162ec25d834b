"""A quick run of many tests; what a test has counted is printed at the end, in whichever process it ran.

Hypothesis has no time limit for one example, since a busy machine is no fault of what is tested, and as many
examples as seconds allow: for all tests alike, whichever of them run.
"""

import gc
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from net.server import GC_THRESHOLDS
from tests.quick import longest_first, use_quick_folders

# The name of the property that a test records its figures under.
COUNTS: Final = "counts"

settings.register_profile("busy", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


def pytest_configure() -> None:
    use_quick_folders()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


def pytest_collection_finish() -> None:
    """As a server after its start: what is there stays, and the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == COUNTS:
                terminalreporter.write_line(f"{report.nodeid}: {value}")
