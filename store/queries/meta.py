"""Small facts about this installation, by name."""

from store import tables


def value_of(key: str) -> str | None:
    fact = tables.Fact.get_or_none(tables.Fact.key == key)
    return None if fact is None else fact.value


def put(key: str, value: str) -> None:
    """Set it, whether or not it was there."""
    tables.Fact.insert(key=key, value=value).on_conflict_replace().execute()
