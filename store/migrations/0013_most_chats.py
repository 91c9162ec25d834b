"""How many chats a member is offered at once, where that is another number than the channel's."""

from typing import Any, Final

STATEMENTS: Final = ("ALTER TABLE member ADD COLUMN most_chats BIGINT",)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
