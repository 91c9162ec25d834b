"""FAQs and reply templates, and what each agent does with them: the last used, the favourites.

A row of a list carries no body but its opening, and the two marks of the account that asks. Whoever searches for
words goes to `text_search`.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from store import bound, tables
from store.errors import TextFolderMissing
from store.queries.text_folders import TextKind
from store.queries.text_folders import get as folder_of
from store.rows import struct_of
from store.tables import IS_USABLE

# Characters of a body in a list: more than any screen shows of it, once the marks of Markdown are gone.
OPENING: Final = 400


class Text(Struct, frozen=True, kw_only=True):
    """`folder` is None at the top, `language` empty where any is meant."""

    id: str
    kind: TextKind
    folder: str | None
    title: str
    title_folded: str
    language: str
    published: bool
    public: bool
    created_at: int
    changed_at: int
    body: str


class TextRow(NamedTuple):
    """A text in somebody's list. `used_at` is when she last used it, as far back as her history goes."""

    id: str
    kind: TextKind
    folder: str | None
    title: str
    title_folded: str
    language: str
    published: bool
    public: bool
    changed_at: int
    opening: str
    favourite: bool
    used_at: int | None


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to: `usable` to what agents may send, `language` to a main language such as `nb`,
    `folders` to these (None among them is the top).
    """

    kind: TextKind
    usable: bool = True
    language: str | None = None
    folders: tuple[str | None, ...] | None = None


class Place(NamedTuple):
    """Where a page of a list ended."""

    title_folded: str
    id: str


Parameters = Mapping[str, str | float | None]

_ROW: Final = f"""
    text.id, text.kind, text.folder, text.title, text.title_folded, text.language, text.published, text.public,
    text.changed_at, substr(text.body, 1, {OPENING}), favourite.at IS NOT NULL, use.at
"""
_MARKS: Final = """
    LEFT JOIN text_favourite AS favourite ON favourite.text = text.id AND favourite.account = :account
    LEFT JOIN text_use AS use ON use.text = text.id AND use.account = :account
"""
# One whose language is not said speaks all of them; one in `en-GB` is wanted by who asks for `en`.
SPEAKS: Final = "(text.language = '' OR text.language || '-' LIKE :language || '-%')"


# --- the texts ---


def create(text: Text) -> None:
    """Raises `TextFolderMissing`."""
    _check_folder(text)
    tables.SharedText.insert(**{name: getattr(text, name) for name in Text.__struct_fields__}).execute()


def get(kind: TextKind, text: str) -> Text | None:
    columns = [getattr(tables.SharedText, name) for name in Text.__struct_fields__]
    row = tables.SharedText.select(*columns).where(_is(kind, text)).tuples().first()
    return None if row is None else struct_of(Text, row)


def change(kind: TextKind, text: str, values: Mapping[str, object]) -> Text | None:
    """The text with other values, or None if there is no such text. Raises `TextFolderMissing`."""
    before = get(kind, text)
    if before is None:
        return None
    after = replace(before, **values)
    _check_folder(after)
    tables.SharedText.update(**values).where(_is(kind, text)).execute()
    return after


def remove(kind: TextKind, text: str) -> bool:
    """Whether there was one. It goes out of every history and all favourites."""
    return bool(tables.SharedText.erase(_is(kind, text)))


def page(account: str, wanted: Wanted, after: Place | None, limit: int) -> list[TextRow]:
    """By title, those behind `after`."""
    condition, parameters = narrowed(wanted)
    if after is not None:
        condition += " AND (text.title_folded, text.id) > (:after_title, :after_id)"
        parameters |= {"after_title": after.title_folded, "after_id": after.id}
    return rows(
        "shared_text AS text",
        f"WHERE {condition} ORDER BY text.title_folded, text.id LIMIT :limit",
        {**parameters, "account": account, "limit": limit},
    )


# --- of one account ---


def used(account: str, text: str, at: int, keep: int) -> bool:
    """Note it in her history, which keeps the last `keep` of each kind; False if the text is gone."""
    if not _exists(text):
        return False
    tables.TextUse.insert(account=account, text=text, at=at).on_conflict_replace().execute()
    bound.connection().execute(
        """
        DELETE FROM text_use WHERE account = :account AND text IN (
            SELECT use.text FROM text_use AS use JOIN shared_text AS text ON text.id = use.text
            WHERE use.account = :account AND text.kind = (SELECT kind FROM shared_text WHERE id = :text)
            ORDER BY use.at DESC, use.text LIMIT -1 OFFSET :keep
        )
        """,
        {"account": account, "text": text, "keep": keep},
    )
    return True


def history(account: str, kind: TextKind, limit: int) -> list[TextRow]:
    """What she used and may still use, the last first."""
    return _marked(account, kind, "use.at IS NOT NULL ORDER BY use.at DESC, text.id LIMIT :limit", limit)


def add_favourite(account: str, text: str, at: int, most: int) -> bool:
    """One more, or the same again; False if she has `most` others. One that is gone is let go."""
    others = (tables.TextFavourite.account == account) & (tables.TextFavourite.text != text)
    if tables.TextFavourite.select().where(others).count() >= most:
        return False
    if _exists(text):
        tables.TextFavourite.insert(account=account, text=text, at=at).on_conflict_ignore().execute()
    return True


def remove_favourite(account: str, text: str) -> bool:
    """Whether it was one."""
    condition = (tables.TextFavourite.account == account) & (tables.TextFavourite.text == text)
    return bool(tables.TextFavourite.erase(condition))


def favourites(account: str, kind: TextKind, limit: int) -> list[TextRow]:
    """Those she may use, by title."""
    order = "ORDER BY text.title_folded, text.id LIMIT :limit"
    return _marked(account, kind, f"favourite.at IS NOT NULL {order}", limit)


# --- for this file and text_search ---


def narrowed(wanted: Wanted) -> tuple[str, dict[str, str | float | None]]:
    """A condition on `text`, and its parameters."""
    parts = ["text.kind = :kind"]
    if wanted.usable:
        parts.append(f"({IS_USABLE})")
    if wanted.language is not None:
        parts.append(SPEAKS)
    if wanted.folders is not None:
        inside = "text.folder IN (SELECT value FROM json_each(:folders))"
        parts.append(f"({inside} OR text.folder IS NULL)" if None in wanted.folders else inside)
    folders = json.dumps([folder for folder in wanted.folders or () if folder is not None])
    return " AND ".join(parts), {"kind": wanted.kind, "language": wanted.language, "folders": folders}


def rows(source: str, rest: str, parameters: Parameters) -> list[TextRow]:
    """The rows of `source`, which calls the texts `text`, as the account of the parameters sees them."""
    statement = f"SELECT {_ROW} FROM {source} {_MARKS} {rest}"  # noqa: S608 - our own words, values are parameters
    return [_row(row) for row in bound.connection().execute(statement, parameters)]


def _marked(account: str, kind: TextKind, condition: str, limit: int) -> list[TextRow]:
    return rows(
        "shared_text AS text",
        f"WHERE text.kind = :kind AND ({IS_USABLE}) AND {condition}",
        {"account": account, "kind": kind, "limit": limit},
    )


def _row(columns: tuple[Any, ...]) -> TextRow:
    row = TextRow._make(columns)
    return row._replace(published=bool(row.published), public=bool(row.public), favourite=bool(row.favourite))


def _is(kind: TextKind, text: str) -> Any:  # noqa: ANN401 - an expression of peewee
    return (tables.SharedText.id == text) & (tables.SharedText.kind == kind)


def _exists(text: str) -> bool:
    found: bool = tables.SharedText.select().where(tables.SharedText.id == text).exists()
    return found


def _check_folder(text: Text) -> None:
    if text.folder is not None and folder_of(text.kind, text.folder) is None:
        raise TextFolderMissing(text.folder)
