"""What administration needs: which version of a channel somebody has read, pictures that anybody may see, links by
which a password is chosen.

A consent was a sentence; it can be off now without being forgotten.
"""

import json
from typing import Any, Final

STATEMENTS: Final = (
    "ALTER TABLE channel ADD COLUMN revision BIGINT NOT NULL DEFAULT 1",
    """
    CREATE TABLE picture (
        id TEXT NOT NULL PRIMARY KEY,
        media_type TEXT NOT NULL,
        width BIGINT NOT NULL,
        height BIGINT NOT NULL,
        body BLOB NOT NULL,
        created_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE password_link (
        hash BLOB NOT NULL PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        expires_at BIGINT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX password_link_account ON password_link (account)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
    for key, settings in db.execute_sql("SELECT key, settings FROM channel").fetchall():
        changed = with_consent(json.loads(settings))
        db.execute_sql("UPDATE channel SET settings = ? WHERE key = ?", (json.dumps(changed).encode(), key))


def with_consent(settings: dict[str, Any]) -> dict[str, Any]:
    form = settings.get("pre_chat", {})
    if isinstance(form.get("consent"), str):
        form["consent"] = {"on": True, "text": form["consent"]}
    elif "consent" in form:
        del form["consent"]
    return settings
