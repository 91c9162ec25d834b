"""When a chat does something by itself, and what."""

import pytest

from actors.domain.commands import Leave, Return, Tick
from actors.domain.deadline import deadline
from actors.domain.settings import Limits
from actors.messages import ChatEnd, IdleWarned
from tests.domain.people import ANNA, MIA, SYSTEM, Told, answered, offered, says, waiting, with_bot

LIMITS = Limits()


def silent_customer() -> Told:
    told = answered()
    told.does(ANNA, says("Are you there?"))
    return told


def due(told: Told, gone_at: int | None = None) -> int | None:
    return deadline(told.chat, told.limits, gone_at)


@pytest.mark.parametrize("chapter", [waiting, with_bot, answered])
def test_nothing_is_due_while_the_customer_waits_for_us(chapter: object) -> None:
    assert callable(chapter)
    assert due(chapter()) is None


@pytest.mark.parametrize("chapter", [waiting, with_bot, answered])
def test_a_customer_without_a_connection_has_left_after_the_grace(chapter: object) -> None:
    assert callable(chapter)
    told: Told = chapter()
    assert due(told, gone_at=told.now) == told.now + LIMITS.leave_grace_ms
    told.does(SYSTEM, Leave())

    assert due(told, gone_at=told.now) is None


def test_a_silent_customer_is_warned_before_the_chat_ends() -> None:
    told = silent_customer()
    ends_at = told.now + LIMITS.idle_ms
    assert due(told) == ends_at - LIMITS.idle_warning_ms

    told.later(LIMITS.idle_ms - LIMITS.idle_warning_ms).does(SYSTEM, Tick())
    assert told.log[-1].data == IdleWarned(ends_at=ends_at)
    assert due(told) == ends_at

    told.later(LIMITS.idle_warning_ms).does(SYSTEM, Tick())
    assert told.kinds[-1] == "ended"
    assert told.chat.end_reason == "idle"


def test_a_word_of_the_customer_after_the_warning_saves_the_chat() -> None:
    told = silent_customer()
    told.later(LIMITS.idle_ms).does(SYSTEM, Tick())
    told.does(MIA, says("Yes, sorry"))

    assert due(told) is None
    assert told.later(LIMITS.idle_ms * 2).does(SYSTEM, Tick()) == ()


def test_a_word_of_the_agent_after_the_warning_gives_the_customer_the_whole_time_again() -> None:
    told = silent_customer()
    told.later(LIMITS.idle_ms).does(SYSTEM, Tick())
    told.does(ANNA, says("Take your time"))

    assert due(told) == told.now + LIMITS.idle_ms - LIMITS.idle_warning_ms


def test_a_warning_that_comes_late_leaves_its_whole_time_to_answer() -> None:
    told = silent_customer()
    told.later(LIMITS.idle_ms * 10).does(SYSTEM, Tick())

    assert told.log[-1].data == IdleWarned(ends_at=told.now + LIMITS.idle_warning_ms)
    assert due(told) == told.now + LIMITS.idle_warning_ms


def test_a_customer_who_waits_for_the_agent_is_never_too_silent() -> None:
    told = answered()
    told.does(MIA, says("Hello?"))

    assert told.later(LIMITS.idle_ms * 10).does(SYSTEM, Tick()) == ()


def test_a_customer_who_came_back_has_the_whole_time_from_then_on() -> None:
    told = silent_customer()
    told.does(MIA, ChatEnd())
    told.later(LIMITS.idle_ms).does(MIA, Return(available=frozenset({"anna"})))

    assert due(told) == told.now + LIMITS.idle_ms - LIMITS.idle_warning_ms


def test_what_is_due_first_comes_first() -> None:
    told = offered()
    told.does(ANNA, says("One moment"))
    offered_at = told.now

    assert due(told) == offered_at + LIMITS.transfer_ms
    assert due(told, gone_at=offered_at - 1) == offered_at - 1 + LIMITS.leave_grace_ms


def test_nothing_is_due_in_a_chat_that_is_over() -> None:
    told = offered()
    told.does(MIA, ChatEnd())

    assert due(told, gone_at=told.now) is None
