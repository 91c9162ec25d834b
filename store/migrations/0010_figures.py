"""Figures: samples as chats make them, and what they add up to.

`sample` holds what was measured and is not yet in a tally; it is written with the event that it comes from, and
emptied into `tally` at most some seconds later. `tally` has a row for each quarter hour, hour and day (`grain`, in
ms) of UTC in which something was measured, for each channel with all its agents together (`agent` is '') and for
each of its agents. `dashboard` has what an agent put on hers.
"""

from typing import Any, Final

SUMS: Final = (
    *("started", "arrived", "queue_lengths", "queue_length", "answered", "waited_ms"),
    *("first_responses", "first_response_ms", "responses", "response_ms"),
    *("ended", "served", "duration_ms", "talks", "talk_ms", "abandoned", "abandoned_ms"),
    *("dropped", "ratings", "stars", "transferred", "returned", "taken", "let_go", "missed", "deflected"),
    "longest_wait_ms",
)
SPREADS: Final = ("waits", "first_response_spread", "response_spread")

STATEMENTS: Final = (
    """
    CREATE TABLE sample (
        id INTEGER NOT NULL PRIMARY KEY,
        measure TEXT NOT NULL,
        at BIGINT NOT NULL,
        channel TEXT NOT NULL,
        agent TEXT,
        value BIGINT NOT NULL,
        sign BIGINT NOT NULL
    )
    """,
    f"""
    CREATE TABLE tally (
        grain BIGINT NOT NULL,
        channel TEXT NOT NULL,
        agent TEXT NOT NULL,
        at BIGINT NOT NULL,
        {"".join(f"{name} BIGINT NOT NULL DEFAULT 0, " for name in SUMS)}
        {"".join(f"{name} BLOB, " for name in SPREADS)}
        PRIMARY KEY (grain, channel, agent, at)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE dashboard (
        account TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        tiles BLOB NOT NULL,
        changed_at BIGINT NOT NULL
    ) WITHOUT ROWID
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
