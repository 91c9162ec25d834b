"""Files of tests are in memory; what a test has counted is printed at the end, in whichever process it ran."""

from typing import Final

import pytest

from tests.quick import use_quick_folders

# The name of the property that a test records its figures under.
COUNTS: Final = "counts"


def pytest_configure() -> None:
    use_quick_folders()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == COUNTS:
                terminalreporter.write_line(f"{report.nodeid}: {value}")
