"""Small facts about this installation, by name."""

from store import tables


def value_of(key: str) -> str | None:
    fact = tables.Fact.get_or_none(tables.Fact.key == key)
    return None if fact is None else fact.value


def put(key: str, value: str) -> None:
    """Set it, whether or not it was there."""
    tables.Fact.insert(key=key, value=value).on_conflict_replace().execute()


def put_once(key: str, value: str) -> str:
    """Set it unless it is there, and say what is there now: so an installation keeps its first id."""
    tables.Fact.insert(key=key, value=value).on_conflict_ignore().execute()
    return value_of(key) or value
