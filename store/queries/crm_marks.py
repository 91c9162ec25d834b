"""What each agent does with contacts and companies: the last used, and the favourites."""

from typing import Final, Literal

from store import bound

Kind = Literal["contact", "company"]

# As far back as anybody remembers whom she had to do with.
HISTORY_MAX: Final = 50
FAVOURITES_MAX: Final = 200


def use(account: str, kind: Kind, ref: str, at: int) -> None:
    """Put it at the head of the account's history, which forgets its tail."""
    connection = bound.connection()
    connection.execute(
        "INSERT OR REPLACE INTO crm_use (account, kind, ref, at) VALUES (?, ?, ?, ?)", (account, kind, ref, at)
    )
    connection.execute(
        "DELETE FROM crm_use WHERE account = ? AND kind = ? AND ref IN (SELECT ref FROM crm_use "
        "WHERE account = ? AND kind = ? ORDER BY at DESC, ref LIMIT -1 OFFSET ?)",
        (account, kind, account, kind, HISTORY_MAX),
    )


def history(account: str, kind: Kind, limit: int) -> list[str]:
    """The last used first."""
    query = "SELECT ref FROM crm_use WHERE account = ? AND kind = ? ORDER BY at DESC, ref LIMIT ?"
    return [ref for (ref,) in bound.connection().execute(query, (account, kind, limit))]


def favour(account: str, kind: Kind, ref: str, at: int) -> bool:
    """Make it a favourite; whether there was room for one more."""
    connection = bound.connection()
    query = "SELECT count(*) FROM crm_favourite WHERE account = ? AND kind = ? AND ref <> ?"
    (others,) = connection.execute(query, (account, kind, ref)).fetchone()
    if others >= FAVOURITES_MAX:
        return False
    connection.execute(
        "INSERT OR IGNORE INTO crm_favourite (account, kind, ref, at) VALUES (?, ?, ?, ?)",
        (account, kind, ref, at),
    )
    return True


def unfavour(account: str, kind: Kind, ref: str) -> bool:
    """Whether it was one."""
    query = "DELETE FROM crm_favourite WHERE account = ? AND kind = ? AND ref = ?"
    return bool(bound.connection().execute(query, (account, kind, ref)).rowcount)


def favourites(account: str, kind: Kind) -> list[str]:
    """In the order they became it."""
    query = "SELECT ref FROM crm_favourite WHERE account = ? AND kind = ? ORDER BY at, ref"
    return [ref for (ref,) in bound.connection().execute(query, (account, kind))]
