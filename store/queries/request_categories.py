"""Categories of requests. One that was used is not deleted but no longer offered: old requests keep its name."""

import sqlite3
from typing import Final

from msgspec import Struct

from store import bound
from store.errors import CategoryInUse, CategoryNameTaken


class Category(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    name_folded: str
    offered: bool


_COLUMNS: Final = ", ".join(Category.__struct_fields__)


def everything() -> list[Category]:
    """By name, those no longer offered too."""
    return _rows("ORDER BY name_folded")


def get(category: str) -> Category | None:
    found = _rows("WHERE id = ?", category)
    return found[0] if found else None


def put(category: Category) -> None:
    """Keep it, new or in place of what it was. Raises `CategoryNameTaken`."""
    try:
        bound.connection().execute(
            "INSERT INTO request_category (id, name, name_folded, offered) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET "
            "name = excluded.name, name_folded = excluded.name_folded, offered = excluded.offered",
            (category.id, category.name, category.name_folded, category.offered),
        )
    except sqlite3.IntegrityError as error:
        raise CategoryNameTaken(category.name) from error


def remove(category: str) -> bool:
    """Whether there was one. Raises `CategoryInUse`."""
    connection = bound.connection()
    if connection.execute("SELECT 1 FROM request WHERE category = ? LIMIT 1", (category,)).fetchone():
        raise CategoryInUse(category)
    return bool(connection.execute("DELETE FROM request_category WHERE id = ?", (category,)).rowcount)


def _rows(rest: str, *args: str) -> list[Category]:
    query = f"SELECT {_COLUMNS} FROM request_category {rest}"  # noqa: S608 - our own words, values are parameters
    return [
        Category(id=id_, name=name, name_folded=folded, offered=bool(offered))
        for id_, name, folded, offered in bound.connection().execute(query, args)
    ]
