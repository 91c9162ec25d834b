"""The rules of the house that no linter knows: which way imports point, who may name a library, what no file says.

The floors are run.py -> net -> actors -> store. Arrows go down only and never round. Every rule is one line of a
table below, `breaches` holds a module against the tables, and its own tests show that it sees what it should.
"""

import ast
import graphlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
FLOORS: Final = ("net", "actors", "store")

# A module under the first name may import of ours only what is under the others. The longest name that fits rules.
MAY_IMPORT: Final[dict[str, tuple[str, ...]]] = {
    "run": ("net", "actors", "store"),
    "net": ("net", "actors", "store.queries", "store.database"),  # it reads; whatever it writes goes by a mailbox
    "actors": ("actors", "store"),
    "actors.messages": ("actors.messages",),
    "actors.domain": ("actors.messages", "actors.domain"),
    "store": ("store",),
}

# Names of a library stay where they can be replaced.
OWNERS: Final[dict[str, tuple[str, ...]]] = {
    "peewee": ("store",),
    "playhouse": ("store",),
    "peewee_migrate": ("store",),
    "sqlite3": ("store",),
    "trio_websocket": ("net.ws.library",),
    "pykka": ("actors.runtime", "actors.supervisor"),
}

# The rules of chats are functions of what they are given. Time, chance and ids are given.
PURE: Final = ("actors.domain", "actors.messages")
PURE_LIBRARIES: Final = frozenset({"msgspec"})
IMPURE_STDLIB: Final = frozenset({
    *("asyncio", "concurrent", "ctypes", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random"),
    *("sched", "secrets", "select", "selectors", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl"),
    *("subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"),
})  # fmt: skip
CLOCK_CALLS: Final = frozenset({"now", "utcnow", "today"})  # of datetime.datetime and datetime.date

# Sizes of the browser files, gzipped: what a stranger's page carries for us, and what the first open fetches.
WEB_BUDGET_BYTES: Final = {"loader": 3_000, "widget": 30_000, "console": 45_000}

WEB: Final = ("console", "shared", "widget")

# In pieces, so that this file does not say what it forbids.
REGISTRY_HOST: Final = re.compile(
    "|".join(rf"\b{name}\.{top}\b" for name, top in [
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
    ])
)  # fmt: skip
MACHINE_PATH: Final = re.compile(r"(?<![\w.~/-])/(?:work|root)(?:/|\b(?![\w-]))")

# Only these files of the console make a date into words; the others ask `dates.ts`, so that a day reads the same
# on every screen. Beside it: days of a zone that is not the reader's, and a clock that is shown with its zone.
WRITES_DATES: Final = re.compile(r"DateTimeFormat\(.*\)\.format|toLocale(?:Date|Time)String")
BORROWS_DATES: Final = re.compile(
    r'\{[^}]*\b(?:relative|exact|day|date|moment|timeOfDay|dateOfDay)\b[^}]*\} from ".*shared/time\.ts"'
)
# The console speaks English, whatever the browser's own language is: nothing is named in that one.
BROWSERS_WORDS: Final = re.compile(r"Intl\.\w+\((?:undefined|\[\])|toLocaleString\(\)")
MAY_WRITE_DATES: Final = frozenset({
    *("dates.ts", "figures/calendar.ts", "figures/periods.ts", "figures/traffic.ts", "admin/hours.tsx"),
})  # fmt: skip


class Import(NamedTuple):
    line: int
    target: str


def modules() -> dict[str, Path]:
    """Every module of the floors by its dotted name, packages included."""
    paths = [ROOT / "run.py", *(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))]
    return {dotted(path.relative_to(ROOT)): path for path in paths if path.exists()}


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(module: str, tree: ast.Module, known: frozenset[str]) -> Iterator[Import]:
    """Late and type-only imports count as well: an arrow is an arrow."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (Import(node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = source or ""
                if level:
                    package = module if is_package(module, known) else module.rpartition(".")[0]
                    above = package.split(".")[: len(package.split(".")) - level + 1]
                    base = ".".join([*above, *([source] if source else [])])
                for alias in names:
                    full = f"{base}.{alias.name}"
                    yield Import(node.lineno, full if full in known else base)
            case _:
                pass


def is_package(module: str, known: frozenset[str]) -> bool:
    return any(name.startswith(f"{module}.") for name in known)


def under(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def breaches(module: str, source: str, known: frozenset[str] = frozenset()) -> list[str]:
    """One sentence for each rule that the module breaks."""
    tree = ast.parse(source)
    found = []
    allowed = MAY_IMPORT[max((place for place in MAY_IMPORT if under(module, (place,))), key=len)]
    for line, target in imports_of(module, tree, known):
        where = f"{module}:{line}"
        library = target.partition(".")[0]
        ours = library in {*FLOORS, "run", "tests"}
        if ours and not under(target, allowed):
            found.append(f"{where} imports {target}, which is uphill or not its to name")
        if not under(module, OWNERS.get(library, (module,))):
            found.append(f"{where} imports {target}, which belongs to {' and '.join(OWNERS[library])}")
        if under(module, PURE) and not ours and not is_pure(library):
            found.append(f"{where} imports {target}, and the rules of chats are pure")
    if under(module, PURE):
        found += [f"{module}:{line} asks the clock" for line in clock_calls(tree)]
    return found


def is_pure(library: str) -> bool:
    if library in PURE_LIBRARIES:
        return True
    return library in sys.stdlib_module_names and library not in IMPURE_STDLIB


def clock_calls(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner in {"datetime", "date"}:
                yield node.lineno


def files_of_the_repository() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / "locks" / lock).read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def test_every_arrow_between_modules_points_downhill() -> None:
    paths = modules()
    known = frozenset(paths)
    assert [breach for module, path in paths.items() for breach in breaches(module, path.read_text(), known)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    paths = modules()
    known = frozenset(paths)
    arrows = {
        module: {target for _, target in imports_of(module, ast.parse(path.read_text()), known)} & known - {module}
        for module, path in paths.items()
    }
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as circle:
        pytest.fail(" -> ".join(reversed(circle.args[1])))


def test_no_files_of_the_browser_import_each_other_in_a_circle() -> None:
    """Types are gone when they are bundled, and what is fetched later (`import()`) is there by then."""
    files = {path.resolve() for folder in WEB for path in (ROOT / "web" / folder).rglob("*.ts*")}
    arrows = {path: {target for target in taken_by(path, path.read_text()) if target in files} for path in files}
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as circle:
        pytest.fail(" -> ".join(str(path.relative_to(ROOT)) for path in reversed(circle.args[1])))


def taken_by(path: Path, source: str) -> Iterator[Path]:
    """The files that this one has values from."""
    for names, target in re.findall(r'^(?:import|export) ([^;"]*?) ?from "(\.[^"]+)";', source, re.MULTILINE):
        inner = names.removeprefix("{").removesuffix("}").split(",")
        if not names.startswith("type ") and not all(name.strip().startswith("type ") for name in inner):
            yield (path.parent / target).resolve()


@pytest.mark.parametrize(
    ("source", "taken"),
    [
        ('import { a, type B } from "./b.ts";', ["b.ts"]),
        ('import {\n  a,\n  b,\n} from "../b.tsx";', ["../b.tsx"]),
        ('export * from "./b.ts";', ["b.ts"]),
        ('import type { B } from "./b.ts";', []),
        ('import { type B, type C } from "./b.ts";', []),
        ('const b = lazy(() => import("./b.ts"));', []),
        ('import { h } from "preact";', []),
    ],
)
def test_an_arrow_between_files_of_the_browser_is_seen(source: str, taken: list[str]) -> None:
    here = ROOT / "web" / "console"

    assert list(taken_by(here / "a.ts", source)) == [(here / target).resolve() for target in taken]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("store.journal", "import actors.chat"),
        ("store.journal", "from net import wire"),
        ("actors.chat", "from net.wire import encode"),
        ("actors.chat", "import run"),
        ("net.customer", "from store.tables import Chat"),
        ("net.customer", "from store import journal"),
        ("net.customer", "def late():\n    import peewee"),
        ("net.customer", "from trio_websocket import ConnectionClosed"),
        ("actors.chat", "import pykka"),
        ("actors.domain.chat", "from actors.mail import Attach"),
        ("actors.domain.chat", "from store import queries"),
        ("actors.domain.chat", "import trio"),
        ("actors.domain.chat", "import time"),
        ("actors.domain.chat", "from uuid import uuid4"),
        ("actors.domain.chat", "from datetime import datetime\nat = datetime.now()"),
        ("actors.domain.chat", "import datetime\nday = datetime.date.today()"),
        ("actors.domain.chat", "from ..chat import Chat"),
        ("actors.messages", "import structlog"),
    ],
)
def test_an_arrow_that_goes_uphill_is_seen(module: str, source: str) -> None:
    assert len(breaches(module, source, frozenset({"actors.chat", "actors.domain.chat", "store.journal"}))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("run", "from net import front\nfrom actors import supervisor\nfrom store import journal"),
        ("net.ws.library", "import trio_websocket, trio, structlog"),
        ("net.agent", "from store.queries import chats\nfrom store.database import Database"),
        ("actors.runtime", "import pykka, trio"),
        ("actors.chat", "from store.journal import Journal"),
        ("actors.domain.chat", "from . import errors\nfrom actors.messages import Message\nimport msgspec, enum"),
        ("actors.domain.hours", "from datetime import datetime, UTC\nat = datetime.fromtimestamp(0, UTC)"),
        ("store.journal", "import sqlite3, peewee, trio"),
    ],
)
def test_an_arrow_that_goes_downhill_is_allowed(module: str, source: str) -> None:
    assert breaches(module, source, frozenset({"actors.domain.chat", "actors.domain.errors"})) == []


def test_no_file_names_a_package_registry() -> None:
    assert [each for path in files_of_the_repository() for each in lines_with(REGISTRY_HOST, path)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert [each for path in files_of_the_repository() for each in lines_with(MACHINE_PATH, path)] == []


def test_no_screen_writes_a_date_in_a_way_of_its_own() -> None:
    console = ROOT / "web" / "console"
    sources = [path for path in console.rglob("*.ts*") if ".test." not in path.name]
    others = [path for path in sources if path.relative_to(console).as_posix() not in MAY_WRITE_DATES]
    patterns = (WRITES_DATES, BORROWS_DATES)

    assert [line for path in others for pattern in patterns for line in lines_with(pattern, path)] == []
    assert [line for path in sources for line in lines_with(BROWSERS_WORDS, path)] == []


def lines_with(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return  # a picture
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            yield f"{path.relative_to(ROOT)}:{number}"


def test_a_served_machine_and_a_tested_machine_run_the_same_versions() -> None:
    assert pins("run.txt").items() <= pins("test.txt").items()


def test_every_locked_package_has_its_hashes() -> None:
    for lock in ("run.txt", "test.txt"):
        text = (ROOT / "locks" / lock).read_text()
        entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


@pytest.mark.parametrize(("entry", "budget"), WEB_BUDGET_BYTES.items())
def test_what_a_first_paint_fetches_stays_within_its_budget(entry: str, budget: int) -> None:
    manifest = json.loads((ROOT / "web" / "dist" / "manifest.json").read_text())
    assert manifest[entry]["gzip_bytes"] <= budget
