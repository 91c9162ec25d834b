"""What a chat answers to each command, told as SPEC.md section 1 tells it."""

import pytest

from actors.domain.commands import (
    Answer,
    ChatCommand,
    CreateRequest,
    HandOff,
    Leave,
    LoseAgent,
    OfferTransfer,
    Requeue,
    Return,
    Say,
    SetFields,
    Tick,
    Together,
)
from actors.domain.decide import decide
from actors.domain.errors import Conflict, Forbidden, Invalid, Taken
from actors.domain.settings import Limits
from actors.messages import (
    KEY_MAX,
    Abandoned,
    Answered,
    By,
    ChatEnd,
    ChatRate,
    Ended,
    Message,
    NoteAdd,
    Queued,
    Started,
    Status,
)
from tests.domain.people import (
    ANNA,
    BJORN,
    BOT,
    CARLA,
    MARIT,
    MIA,
    MORNING,
    NINA,
    OPERATOR,
    SYSTEM,
    Told,
    answered,
    says,
    start,
    waiting,
    with_bot,
)


def over() -> Told:
    told = answered()
    told.later(60_000).does(ANNA, ChatEnd())
    return told


def test_a_first_message_opens_the_chat_and_puts_it_in_the_queue_at_once() -> None:
    told = waiting()

    assert told.kinds == ["started", "queued", "message"]
    assert told.chat.status is Status.QUEUED
    assert told.chat.customer == "Mia"
    assert told.log[0].data == Started(
        channel="support", fields={"name": "Mia", "email": "mia@example.com"}, page="/cart"
    )


def test_with_a_bot_the_chat_stays_out_of_the_queue_until_it_is_handed_off() -> None:
    told = with_bot()
    assert told.kinds == ["started", "message"]
    told.does(BOT, says("Hello, I am a robot"))
    told.does(MIA, HandOff(reason="asked"))

    assert told.kinds[-2:] == ["bot_handed_off", "queued"]
    assert told.log[-1].data == Queued(reason="handoff")
    assert told.chat.status is Status.QUEUED


@pytest.mark.parametrize(
    "command",
    [says("Me again"), Say(text="Me again", key="b1"), SetFields(fields={"name": "X"}), HandOff(), ChatEnd()],
)
def test_after_the_hand_off_the_bot_is_out_for_good_whatever_it_asks(command: ChatCommand) -> None:
    handed_over = with_bot()
    handed_over.does(BOT, HandOff())
    for told in (handed_over, answered(), over()):
        before = told.kinds
        with pytest.raises(Conflict):
            told.does(BOT, command)
        assert told.kinds == before


def test_what_a_bot_does_in_a_turn_is_all_of_it_or_nothing() -> None:
    told = with_bot()
    told.does(BOT, Together((Say(text="One moment", key="b1"), SetFields(fields={"phone": "1"}), HandOff())))
    assert told.kinds[-4:] == ["message", "fields_set", "bot_handed_off", "queued"]
    assert told.chat.fields["phone"] == "1"

    other = with_bot()
    with pytest.raises(Invalid):
        other.does(BOT, Together((Say(text="Hm", key="b1"), SetFields(fields={str(n): "x" for n in range(99)}))))
    assert other.kinds == ["started", "message"]


def test_a_chat_begins_once() -> None:
    with pytest.raises(Conflict):
        waiting().does(MIA, start())


def test_nothing_but_a_start_can_be_asked_of_a_chat_that_has_not_begun() -> None:
    for command in (says("Hello"), Answer(), ChatEnd(), Tick(), Leave()):
        with pytest.raises(Conflict):
            Told().does(MIA, command)


def test_a_customer_goes_on_writing_while_she_waits() -> None:
    told = waiting()
    told.does(MIA, says("Are you there?"))

    assert told.chat.status is Status.QUEUED


def test_one_agent_gets_the_chat_and_the_slower_one_is_told_who() -> None:
    told = answered(by=ANNA)

    with pytest.raises(Taken) as refusal:
        told.does(BJORN, Answer())

    assert refusal.value.details == {"agent": ANNA.ref.name}
    assert told.chat.agent == ANNA.ref


def test_an_agent_who_asks_again_for_the_chat_she_has_is_not_refused() -> None:
    assert answered(by=ANNA).does(ANNA, Answer()) == ()


def test_who_may_not_respond_does_not_learn_who_has_the_chat() -> None:
    with pytest.raises(Forbidden):
        answered(by=ANNA).does(CARLA, Answer())


def test_the_welcome_is_posted_at_the_first_answer_only() -> None:
    told = waiting()
    told.does(ANNA, Answer(welcome="Welcome!"))
    told.does(ANNA, LoseAgent("anna"))
    told.does(BJORN, Answer(welcome="Welcome!"))

    assert told.kinds[3:] == ["answered", "message", "queued", "answered"]
    assert told.chat.first_response_ms is None, "a welcome is no answer of an agent"


def test_no_key_of_a_client_can_stand_in_the_way_of_the_welcome() -> None:
    told = waiting()
    told.does(ANNA, Answer(welcome="Welcome!"))
    welcome = told.log[-1].data

    assert isinstance(welcome, Message)
    assert len(welcome.key) > KEY_MAX


def test_an_agent_answers_before_she_writes() -> None:
    with pytest.raises(Forbidden):
        waiting().does(ANNA, says("Hello"))


def test_only_its_agent_writes_in_a_chat_and_the_others_are_told_whose_it_is() -> None:
    with pytest.raises(Forbidden, match=ANNA.ref.name):
        answered(by=ANNA).does(BJORN, says("Hello"))


def test_a_repeated_key_makes_nothing_even_after_the_end() -> None:
    told = over()

    assert told.does(MIA, says("again", key="k-start")) == ()
    assert told.chat.keys["k-start"] == 3


def test_nobody_writes_to_the_customer_after_the_end() -> None:
    for who in (MIA, ANNA):
        with pytest.raises(Conflict) as refusal:
            over().does(who, says("One more thing"))
        assert refusal.value.details == {"status": "ended"}


def test_notes_may_be_added_after_the_end_but_not_while_the_bot_talks() -> None:
    note = NoteAdd(chat="c1", text="Call her", key="n1")

    assert [event.kind for event in over().does(ANNA, note)] == ["note"]
    with pytest.raises(Conflict):
        with_bot().does(MARIT, note)


@pytest.mark.parametrize(
    ("who", "reason"), [(MIA, "customer"), (ANNA, "agent"), (MARIT, "agent"), (BOT, "bot"), (OPERATOR, "operator")]
)
def test_the_end_says_which_side_ended_it(who: object, reason: str) -> None:
    told = with_bot() if who is BOT else answered()
    told.does(who, ChatEnd())  # type: ignore[arg-type] # a row of the table above, not a variable to narrow

    ended = told.log[-1].data
    assert isinstance(ended, Ended)
    assert ended.reason == reason


def test_both_sides_may_end_it_at_once() -> None:
    told = over()

    assert told.does(MIA, ChatEnd()) == ()
    assert told.does(ANNA, ChatEnd()) == ()


def test_a_stranger_is_refused_though_there_is_nothing_left_to_end() -> None:
    with pytest.raises(Forbidden):
        over().does(CARLA, ChatEnd())


def test_a_customer_who_ends_it_in_the_queue_gave_up() -> None:
    told = waiting()
    told.does(MIA, ChatEnd())

    assert told.chat.status is Status.ABANDONED
    assert told.log[-1].data == Abandoned(reason="gave_up")


@pytest.mark.parametrize(
    ("chapter", "then", "kind"),
    [
        (with_bot, Status.ENDED, "ended"),
        (waiting, Status.ABANDONED, "abandoned"),
        (answered, Status.ENDED, "ended"),
        (over, Status.ENDED, None),
    ],
)
def test_a_customer_who_left_ends_the_chat_wherever_it_stands(
    chapter: object, then: Status, kind: str | None
) -> None:
    assert callable(chapter)
    told: Told = chapter()
    events = told.does(SYSTEM, Leave())

    assert told.chat.status is then
    assert [event.kind for event in events] == ([kind] if kind else [])
    assert kind is None or told.chat.end_reason == "left"


def test_a_customer_returns_to_the_same_agent_if_she_is_available() -> None:
    told = over()
    told.does(MIA, Return(available=frozenset({"anna", "bjorn"})))

    assert told.kinds[-2:] == ["returned", "answered"]
    assert told.log[-1].data == Answered(agent=ANNA.ref)
    assert told.log[-1].by == ANNA.by()
    assert told.chat.status is Status.ACTIVE


def test_a_customer_returns_to_the_front_of_the_queue_if_her_agent_is_not_there() -> None:
    told = over()
    told.does(MIA, Return(available=frozenset({"bjorn"})))

    assert told.kinds[-2:] == ["returned", "queued"]
    assert told.chat.front
    assert told.chat.agent is None


def test_the_way_back_is_open_for_its_time_and_not_a_moment_longer() -> None:
    told = over()
    told.later(Limits().return_ms)
    assert decide(told.chat, Return(), MIA, told.now, told.limits)
    with pytest.raises(Conflict):
        told.later(1).does(MIA, Return())


def test_there_is_no_way_back_to_a_chat_that_was_left_in_the_queue() -> None:
    told = waiting()
    told.does(MIA, ChatEnd())

    with pytest.raises(Conflict):
        told.does(MIA, Return())


def test_to_return_to_an_open_chat_changes_nothing() -> None:
    assert answered().does(MIA, Return()) == ()


def test_a_chat_is_rated_when_it_has_ended() -> None:
    told = over()
    told.does(MIA, ChatRate(score=5, comment="Quick"))

    assert told.chat.rating == 5
    with pytest.raises(Conflict):
        answered().does(MIA, ChatRate(score=5))


def test_a_chat_of_a_lost_agent_waits_at_the_front_with_a_line_in_its_log() -> None:
    told = answered()
    told.does(SYSTEM, LoseAgent("anna"))

    assert told.log[-1].data == Queued(reason="agent_lost")
    assert told.chat.front


def test_losing_an_agent_who_does_not_have_the_chat_changes_nothing() -> None:
    assert answered(by=ANNA).does(SYSTEM, LoseAgent("bjorn")) == ()
    assert waiting().does(SYSTEM, LoseAgent("anna")) == ()
    assert over().does(SYSTEM, LoseAgent("anna")) == ()


def test_a_manager_puts_a_chat_back_in_the_queue_and_nobody_has_it_then() -> None:
    told = answered()
    told.does(MARIT, Requeue())

    assert told.chat.agent is None
    assert told.chat.status is Status.QUEUED
    with pytest.raises(Forbidden):
        answered().does(BJORN, Requeue())


def test_a_request_of_the_customer_ends_a_chat_that_waits_and_none_that_was_answered_meanwhile() -> None:
    mia = By(kind="customer", name="Mia")
    ends = CreateRequest(number=7, title="Invoice", ends_chat=True, by=mia)
    waits, goes_on = waiting(), answered()
    waits.does(SYSTEM, ends)
    goes_on.does(SYSTEM, ends)

    assert waits.kinds[-2:] == ["request_created", "ended"]
    assert waits.log[-1].by == mia
    assert waits.chat.end_reason == "request_posted"
    assert goes_on.kinds[-1] == "request_created"
    assert goes_on.chat.status is Status.ACTIVE


def test_a_chat_can_have_several_requests() -> None:
    told = answered()
    told.does(ANNA, CreateRequest(number=7, title="Invoice"))
    told.does(ANNA, CreateRequest(number=8, title="Address"))

    assert told.chat.requests == (7, 8)


def test_a_chat_that_knows_the_number_already_says_nothing_again() -> None:
    told = answered()
    told.does(ANNA, CreateRequest(number=7, title="Invoice"))
    told.does(SYSTEM, CreateRequest(number=7, title="Invoice"))

    assert told.chat.requests == (7,)
    assert told.kinds.count("request_created") == 1


def test_the_server_says_who_made_a_request_and_nobody_else_may() -> None:
    told = answered()
    told.does(SYSTEM, CreateRequest(number=7, title="Invoice", by=BJORN.by()))
    told.does(ANNA, CreateRequest(number=8, title="Address", by=BJORN.by()))

    assert [event.by for event in told.log[-2:]] == [BJORN.by(), ANNA.by()]


def test_listening_in_gives_no_right_to_write_or_end() -> None:
    told = answered()
    for command in (says("Hello"), ChatEnd(), NoteAdd(chat="c1", text="Hm", key="n"), OfferTransfer(to=BJORN.ref)):
        with pytest.raises(Forbidden):
            told.does(NINA, command)


def test_a_clock_that_was_set_back_does_not_reorder_a_log() -> None:
    told = waiting()
    told.later(-3_600_000).does(MIA, says("Hello?"))

    assert told.log[-1].at == MORNING
