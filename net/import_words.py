"""An import as people see it on a terminal: how far it is, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from actors import importing
from actors.domain.importing import Kind
from net.log_lines import printable

# Bad rows on a screen; `--json` has more of them.
SHOWN: Final = 50


_NAMES: Final[dict[Kind, tuple[str, str]]] = {
    "contacts": ("contact", "contacts"),
    "companies": ("company", "companies"),
}


@contextmanager
def progress(name: str, *, quiet: bool) -> Iterator[Callable[[importing.Progress], None]]:
    """A bar on standard error, where that is a terminal and somebody looks."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task(printable(name).replace("[", "("), total=None)
        yield lambda news: bar.update(task, completed=news.done, total=news.total)


def readable(report: importing.Report) -> str:
    """The report in sentences. What comes from the file is shown without anything that steers a terminal."""
    would = "would be " if report.dry_run else ""
    created = _counted(report.created, *_NAMES[report.kind])
    counts = f"{created} {would}created, {report.updated} {would}updated"
    rows = _counted(report.rows, "row", "rows")
    lines = [f"{rows}: {counts}, {report.unchanged} unchanged, {report.bad_count} left out."]
    if report.companies_created:
        lines.append(
            f"{_counted(report.companies_created, *_NAMES['companies'])} that nobody knew {would}created."
        )
    if report.encoding != "utf-8":
        lines.append(f"The file was read as {report.encoding}.")
    if report.ignored:
        lines.append(f"No place for these columns: {', '.join(map(printable, report.ignored))}.")
    for bad in report.bad[:SHOWN]:
        column = f", {printable(bad.column)}" if bad.column is not None else ""
        unsaid = bad.value is not None and bad.value not in bad.message
        value = f" It says: {printable(bad.value or '')}" if unsaid else ""
        lines.append(f"  line {bad.line}{column}: {printable(bad.message)}{value}")
    if report.bad_count > SHOWN:
        lines.append(f"  … and {report.bad_count - SHOWN} more.")
    return "\n".join(lines)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
