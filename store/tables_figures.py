"""The tables of figures, as store/tables.py says the others.

Both grow with time and channels, not with chats: that is what makes a month of a million chats as quick to read as
one of ten thousand. No foreign key: a tally outlives the chats it was made from, and has nobody's words in it.
"""

from typing import Any, Final

from peewee import AutoField, BigIntegerField, BlobField, CompositeKey, ForeignKeyField, TextField

from store.tables import Account, Table

SUMS: Final = (
    *("started", "arrived", "queue_lengths", "queue_length", "answered", "waited_ms"),
    *("first_responses", "first_response_ms", "responses", "response_ms"),
    *("ended", "served", "duration_ms", "talks", "talk_ms", "abandoned", "abandoned_ms"),
    *(
        "dropped",
        "ratings",
        "stars",
        "transferred",
        "returned",
        "taken",
        "let_go",
        "missed",
        "deflected",
        "posted",
    ),
)
MOSTS: Final = ("longest_wait_ms",)
SPREADS: Final = ("waits", "first_response_spread", "response_spread")
# The agent of a row that has all of a channel's.
EVERYBODY: Final = ""


class Sample(Table):
    """What was measured and is in no tally yet."""

    id = AutoField()
    measure = TextField()
    at = BigIntegerField()
    channel = TextField()
    agent = TextField(null=True)
    value = BigIntegerField()
    sign = BigIntegerField()


class _Tally(Table):
    grain = BigIntegerField()
    channel = TextField()
    agent = TextField()
    at = BigIntegerField()


_COLUMNS: Final[dict[str, Any]] = {
    **{name: BigIntegerField(default=0) for name in (*SUMS, *MOSTS)},
    **{name: BlobField(null=True) for name in SPREADS},
}


class _Key:
    table_name = "tally"
    primary_key = CompositeKey("grain", "channel", "agent", "at")
    without_rowid = True


# The columns are those of actors/domain/measures.py, one by one; a test holds the two together.
Tally: Final = type("Tally", (_Tally,), {**_COLUMNS, "Meta": _Key})


class Dashboard(Table):
    """An agent's own tiles, in her order, as JSON that only the floor above understands."""

    account = ForeignKeyField(Account, column_name="account", primary_key=True, on_delete="CASCADE")
    tiles = BlobField()
    changed_at = BigIntegerField()

    class Meta:
        without_rowid = True


TABLES: Final = (Sample, Tally, Dashboard)
