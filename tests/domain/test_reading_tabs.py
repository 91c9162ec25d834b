"""What an admin reads who has put a number where it cannot be: in the unit of the field, as the screen has it."""

from typing import Any

import msgspec
import pytest

from actors.domain.channel_tabs import STRUCTS, TabName
from actors.domain.errors import Invalid
from actors.domain.reading_tabs import read_tab

DAYS = 24 * 60


def routing(**change: object) -> dict[str, Any]:
    sent: dict[str, Any] = msgspec.to_builtins(STRUCTS["routing"]())
    return sent | change


@pytest.mark.parametrize(
    ("tab", "sent", "sentence"),
    [
        ("routing", routing(idle_ms=-300_000), "1 minute is the least."),
        ("routing", routing(idle_ms=2 * DAYS * 60_000), "1,440 minutes is the most."),
        ("routing", routing(leave_grace_ms=1), "5 seconds is the least."),
        ("routing", routing(files={"max_bytes": 1}), "1 KB is the least."),
        ("routing", routing(queue_max=0), "1 is the least."),
    ],
    ids=["minutes", "many minutes", "seconds", "bytes", "a count"],
)
def test_a_limit_is_said_in_the_unit_of_its_field(tab: TabName, sent: object, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_tab(tab, sent)
    assert str(refused.value) == sentence
