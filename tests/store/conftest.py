"""A store on a file of its own, once with threads and once in the loop: whatever is claimed holds for both."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from store.database import Store
from store.journal import Journal
from tests.quick import new_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "switchboard.db"


@pytest.fixture(params=["threads", "inline"])
def inline(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "inline")


@pytest.fixture
async def store(path: Path, inline: bool) -> AsyncIterator[Store]:
    async with Store.open(new_database(path), inline=inline) as store:
        yield store


@pytest.fixture
def journal(store: Store) -> Journal:
    return Journal(store)


@pytest.fixture
def seen(path: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """What somebody else sees in the file, who knows nothing of the store."""

    def look(statement: str, *args: object) -> list[tuple[Any, ...]]:
        other = sqlite3.connect(path)
        try:
            return other.execute(statement, args).fetchall()
        finally:
            other.close()

    return look
