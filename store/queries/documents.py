"""Documents: files by a name in a folder, for agents to send copies of.

A folder is no row but what documents say of where they lie: a path of names with a slash between, "" at the top.
It is there while something lies in it, and renaming it renames the beginning of all those paths.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import peewee
from msgspec import Struct

from store import bound, tables
from store.errors import DocumentNameTaken


class Document(Struct, frozen=True, kw_only=True):
    """`file` is the id of its bytes, another with each version; what is known of them is in the table of files."""

    id: str
    folder: str
    name: str
    file: str
    created_at: int
    changed_at: int
    changed_by: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    has_thumbnail: bool


class NewDocument(Struct, frozen=True, kw_only=True):
    id: str
    folder: str
    folder_folded: str
    name: str
    name_folded: str
    file: str
    created_at: int
    changed_by: str


class Place(NamedTuple):
    """Where a page of a list ended."""

    name_folded: str
    id: str


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to: a folder as it is compared (None for all; `deep` with those below it), and words
    that stand in the name or the folder, folded.
    """

    folder: str | None = None
    deep: bool = False
    words: tuple[str, ...] = ()


class FolderRow(NamedTuple):
    path: str
    documents: int


_ROW: Final = """
    document.id, document.folder, document.name, document.file, document.created_at, document.changed_at,
    document.changed_by, file.size, file.media_type, file.width, file.height, file.has_thumbnail
"""
_FROM: Final = "FROM document JOIN file ON file.id = document.file"
# The folder itself, or one below it.
_WITHIN: Final = "(folder_folded = :folder OR substr(folder_folded, 1, length(:folder) + 1) = :folder || '/')"


def add(document: NewDocument) -> None:
    """Raises `DocumentNameTaken`."""
    values = {name: getattr(document, name) for name in NewDocument.__struct_fields__}
    try:
        tables.Document.insert(**values, changed_at=document.created_at).execute()
    except peewee.IntegrityError as taken:
        raise DocumentNameTaken(document.name) from taken


def get(document: str) -> Document | None:
    query = f"SELECT {_ROW} {_FROM} WHERE document.id = ?"
    row = bound.connection().execute(query, (document,)).fetchone()
    return None if row is None else _of_row(row)


def page(wanted: Wanted, after: Place | None, limit: int) -> list[tuple[Document, Place]]:
    """By name, those behind `after`; each with its place."""
    conditions, parameters = _narrowed(wanted)
    if after is not None:
        conditions.append("(document.name_folded, document.id) > (:after_name, :after_id)")
        parameters |= {"after_name": after.name_folded, "after_id": after.id}
    query = f"""
        SELECT {_ROW}, document.name_folded {_FROM} WHERE {" AND ".join(conditions)}
        ORDER BY document.name_folded, document.id LIMIT :limit
    """
    rows = bound.connection().execute(query, {**parameters, "limit": limit})
    return [(_of_row(row[:-1]), Place(row[-1], row[0])) for row in rows]


def change(document: str, values: Mapping[str, object]) -> bool:
    """Whether there is such a document. Its file is called what it is called. Raises `DocumentNameTaken`."""
    try:
        changed = tables.Document.update(**values).where(tables.Document.id == document).execute()
    except peewee.IntegrityError as taken:
        raise DocumentNameTaken(document) from taken
    bound.connection().execute(
        "UPDATE file SET name = document.name FROM document WHERE document.file = file.id AND document.id = ?",
        (document,),
    )
    return bool(changed)


def remove(document: str) -> bool:
    """Whether there was one."""
    return bool(tables.Document.erase(tables.Document.id == document))


def folders() -> list[FolderRow]:
    """Every folder in which something lies, by path. The top is none."""
    query = """
        SELECT min(folder), count(*) FROM document WHERE folder <> '' GROUP BY folder_folded ORDER BY folder_folded
    """
    return [FolderRow._make(row) for row in bound.connection().execute(query)]


def written(folder_folded: str) -> str | None:
    """How this folder is written by those that lie in it."""
    query = "SELECT min(folder) FROM document WHERE folder_folded = ?"
    (found,) = bound.connection().execute(query, (folder_folded,)).fetchone()
    return found if found is None else str(found)


def move_folder(before: str, path: str, folded: str) -> int:
    """Give a folder, by its folded path, another path; what lies below it goes along. How many documents moved.

    Raises `DocumentNameTaken`; then nothing has moved.
    """
    depth = before.count("/") + 1
    query = f"SELECT id, folder, folder_folded FROM document WHERE {_WITHIN}"  # noqa: S608 - our own words
    found = bound.connection().execute(query, {"folder": before}).fetchall()
    for document, written_as, compared_as in found:
        change(
            document,
            {
                "folder": "/".join([path, *written_as.split("/")[depth:]]),
                "folder_folded": "/".join([folded, *compared_as.split("/")[depth:]]),
            },
        )
    return len(found)


def _narrowed(wanted: Wanted) -> tuple[list[str], dict[str, str | int]]:
    conditions, parameters = ["TRUE"], dict[str, str | int]()
    if wanted.folder is not None and not (wanted.deep and wanted.folder == ""):
        conditions.append(_WITHIN if wanted.deep else "folder_folded = :folder")
        parameters["folder"] = wanted.folder
    for at, word in enumerate(wanted.words):
        conditions.append(f"instr(document.name_folded || ' ' || document.folder_folded, :word{at}) > 0")
        parameters[f"word{at}"] = word
    return conditions, parameters


def _of_row(row: Sequence[Any]) -> Document:
    values = dict(zip(Document.__struct_fields__, row, strict=True))
    return Document(**{**values, "has_thumbnail": bool(values["has_thumbnail"])})
