"""What agents put on their own dashboards, as JSON that only the floor above understands."""

from store import tables_figures


def tiles(account: str) -> bytes | None:
    """None for an agent who never chose."""
    row = tables_figures.Dashboard.get_or_none(tables_figures.Dashboard.account == account)
    return None if row is None else bytes(row.tiles)


def put(account: str, tiles: bytes, at: int) -> None:
    tables_figures.Dashboard.insert(account=account, tiles=tiles, changed_at=at).on_conflict_replace().execute()
