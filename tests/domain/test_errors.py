"""A refusal carries the code of PROTOCOL.md, a sentence for a person, and the fields that the code promises."""

import pytest

from actors.domain import errors
from actors.domain.errors import Conflict, Invalid, RateLimited, Refused, Taken
from actors.messages import Status

CODES = {
    *("invalid", "not_signed_in", "forbidden", "not_found", "conflict", "taken", "closed", "queue_full"),
    *("rate_limited", "too_large", "unavailable"),
}


def test_there_is_one_refusal_for_each_code_that_a_rule_can_give() -> None:
    codes = [each.code for each in Refused.__subclasses__() if each.__module__ == errors.__name__]

    assert sorted(codes) == sorted(CODES)


@pytest.mark.parametrize(
    ("refusal", "details"),
    [
        (Invalid("text", "Write something."), {"field": "text"}),
        (Conflict("This chat has ended.", Status.ENDED), {"status": "ended"}),
        (Conflict("This chat has not begun."), {}),
        (Taken("Anna"), {"agent": "Anna"}),
        (RateLimited(250), {"retry_ms": 250}),
    ],
)
def test_a_refusal_says_what_its_code_promises(refusal: Refused, details: dict[str, str | int]) -> None:
    assert refusal.details == details
    assert str(refusal)
