"""Signed identities that were taken: by channel and number, until their tokens have ended."""

from store import bound


def take(channel: str, jti: str, until: int, now: int) -> bool:
    """Whether nobody has taken it before. Two that have ended are forgotten, so that there are never many."""
    forget(now, 2)
    query = (
        "INSERT INTO identity_taken (channel, jti, until) VALUES (?, ?, ?) "
        "ON CONFLICT (channel, jti) DO UPDATE SET until = excluded.until WHERE until <= ?"
    )
    return bool(bound.connection().execute(query, (channel, jti, until, now)).rowcount)


def forget(before: int, limit: int) -> int:
    """Delete those that have ended; how many there were."""
    query = (
        "DELETE FROM identity_taken WHERE (channel, jti) IN "
        "(SELECT channel, jti FROM identity_taken WHERE until <= ? ORDER BY until LIMIT ?)"
    )
    return bound.connection().execute(query, (before, limit)).rowcount
