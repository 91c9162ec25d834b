"""A deflected question is a sample like any other, once it is noted; a chat that starts after all takes it back.

By triggers, so that it is so whoever writes. Rows of `deflection` that are swept away later take nothing back.
"""

from typing import Any, Final

STATEMENTS: Final = (
    """
    CREATE TRIGGER deflection_noted AFTER INSERT ON deflection BEGIN
        INSERT INTO sample (measure, at, channel, agent, value, sign)
        VALUES ('deflected', new.at, new.channel, NULL, 0, 1);
    END
    """,
    """
    CREATE TRIGGER deflection_moved AFTER UPDATE OF at ON deflection BEGIN
        INSERT INTO sample (measure, at, channel, agent, value, sign) VALUES
            ('deflected', old.at, old.channel, NULL, 0, -1), ('deflected', new.at, new.channel, NULL, 0, 1);
    END
    """,
    """
    CREATE TRIGGER deflection_taken_back BEFORE INSERT ON chat_start BEGIN
        INSERT INTO sample (measure, at, channel, agent, value, sign)
        SELECT 'deflected', at, channel, NULL, 0, -1 FROM deflection
        WHERE channel = new.channel AND key = new.key;
    END
    """,
    """
    INSERT INTO sample (measure, at, channel, agent, value, sign)
    SELECT 'deflected', at, channel, NULL, 0, 1 FROM deflection
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401, ARG001 - the runner's signature
    for statement in STATEMENTS:
        db.execute_sql(statement)
