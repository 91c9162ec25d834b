"""A row of the database as a value: columns in the order of the struct's fields."""

from collections.abc import Sequence
from typing import Any, TypeVar

from msgspec import Struct

S = TypeVar("S", bound=Struct)


def struct_of(kind: type[S], row: Sequence[Any]) -> S:
    """Every field, and no other column, or a fault: a query that names one too few is a mistake of ours."""
    return kind(**dict(zip(kind.__struct_fields__, row, strict=True)))
