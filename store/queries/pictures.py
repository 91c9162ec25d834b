"""Pictures that anybody may see: logos, and photos of agents and bots. Old chats show them for as long as they are
kept, so they are added and never removed.
"""

from typing import Any

from msgspec import Struct

from store import tables
from store.rows import struct_of


class Picture(Struct, frozen=True, kw_only=True):
    id: str
    media_type: str
    width: int
    height: int
    body: bytes
    created_at: int


def add(picture: Picture) -> None:
    """Nothing, if it is there already: the id is made of its bytes."""
    values = {name: getattr(picture, name) for name in Picture.__struct_fields__}
    tables.Picture.insert(**values).on_conflict_ignore().execute()


def get(picture: str) -> Picture | None:
    row: Any = (
        tables.Picture.select(*(getattr(tables.Picture, name) for name in Picture.__struct_fields__))
        .where(tables.Picture.id == picture)
        .tuples()
        .first()
    )
    return None if row is None else struct_of(Picture, row)


def exists(picture: str) -> bool:
    found: bool = tables.Picture.select().where(tables.Picture.id == picture).exists()
    return found
