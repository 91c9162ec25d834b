"""How many customers left a request instead of waiting on. What there was before is counted at the next start."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    db.execute_sql("ALTER TABLE tally ADD COLUMN posted BIGINT NOT NULL DEFAULT 0")
