"""Folders of FAQs and of reply templates: two trees in one table, told apart by `kind`.

Whatever a tree must hold (no two of a name beside each other, none inside itself, none removed with something in
it) is looked at in the write itself: two who move folders at once cannot make a circle.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from store import bound, tables
from store.errors import TextFolderInItself, TextFolderMissing, TextFolderNameTaken, TextFolderNotEmpty
from store.rows import struct_of

TextKind = Literal["faq", "template"]

# The folder `?` and all below it. UNION, not UNION ALL: an end even if there were a circle.
UNDER: Final = """
    WITH RECURSIVE under (id) AS (
        SELECT id FROM text_folder WHERE id = ?
        UNION SELECT child.id FROM text_folder AS child JOIN under ON child.parent = under.id
    ) SELECT id FROM under
"""


class Folder(Struct, frozen=True, kw_only=True):
    """`parent` is None at the top. `name_folded` is what names are compared and sorted by."""

    id: str
    kind: TextKind
    parent: str | None
    name: str
    name_folded: str


def all_of(kind: TextKind) -> list[Folder]:
    """The whole tree, by name."""
    query = _select().where(tables.TextFolder.kind == kind)
    order = (tables.TextFolder.name_folded, tables.TextFolder.id)
    return [_of_row(row) for row in query.order_by(*order).tuples()]


def get(kind: TextKind, folder: str) -> Folder | None:
    row = _select().where(tables.TextFolder.id == folder, tables.TextFolder.kind == kind).tuples().first()
    return None if row is None else _of_row(row)


def under(folder: str) -> list[str]:
    """The folder and all below it; nothing if there is no such folder."""
    return [found for (found,) in bound.connection().execute(UNDER, (folder,))]


def create(folder: Folder) -> None:
    """Raises `TextFolderMissing` for its parent, or `TextFolderNameTaken`."""
    _check(folder)
    tables.TextFolder.insert(**{name: getattr(folder, name) for name in Folder.__struct_fields__}).execute()


def change(kind: TextKind, folder: str, values: Mapping[str, object]) -> Folder:
    """Rename it, or move it with all it holds. Raises as `create` does, and `TextFolderInItself`."""
    before = get(kind, folder)
    if before is None:
        raise TextFolderMissing(folder)
    after = replace(before, **values)
    _check(after)
    if after.parent is not None and after.parent in under(folder):
        raise TextFolderInItself(folder)
    if values:
        tables.TextFolder.update(**values).where(tables.TextFolder.id == folder).execute()
    return after


def remove(kind: TextKind, folder: str) -> bool:
    """Whether there was one. Raises `TextFolderNotEmpty`."""
    if get(kind, folder) is None:
        return False
    holds = tables.SharedText.select().where(tables.SharedText.folder == folder).exists()
    if holds or tables.TextFolder.select().where(tables.TextFolder.parent == folder).exists():
        raise TextFolderNotEmpty(folder)
    tables.TextFolder.erase(tables.TextFolder.id == folder)
    return True


def _check(folder: Folder) -> None:
    if folder.parent is not None and get(folder.kind, folder.parent) is None:
        raise TextFolderMissing(folder.parent)
    beside: Any = (
        tables.TextFolder.parent.is_null() if folder.parent is None else tables.TextFolder.parent == folder.parent
    )
    taken = _select().where(
        beside,
        tables.TextFolder.kind == folder.kind,
        tables.TextFolder.name_folded == folder.name_folded,
        tables.TextFolder.id != folder.id,
    )
    if taken.exists():
        raise TextFolderNameTaken(folder.name)


def _select() -> Any:  # noqa: ANN401 - peewee's queries have no useful type
    return tables.TextFolder.select(*(getattr(tables.TextFolder, name) for name in Folder.__struct_fields__))


def _of_row(row: tuple[Any, ...]) -> Folder:
    return struct_of(Folder, row)
