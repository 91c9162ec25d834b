"""Transfers: who has the chat at each moment, and what becomes of two commands that race.

A chat takes one command at a time, so a race is the same two commands in both orders. In either order exactly one
agent has the chat, and the one who came second gets an answer that says how it stands.
"""

from collections.abc import Callable

import pytest

from actors.domain.commands import (
    AcceptTransfer,
    CancelTransfer,
    ChatCommand,
    LoseAgent,
    OfferTransfer,
    RejectTransfer,
    TakeOver,
    Tick,
)
from actors.domain.errors import Conflict, Forbidden, Invalid, Refused
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import ChatEnd, Rights, Status, TransferAccepted, TransferCancelled, TransferOffered
from tests.domain.people import (
    ANNA,
    BJORN,
    CARLA,
    MARIT,
    MIA,
    NINA,
    OLAV,
    SALES,
    SYSTEM,
    Told,
    agent,
    answered,
    offered,
    says,
    waiting,
)

LATE = Limits().transfer_ms
KARIN = agent("Karin Secretson", support=Rights(manage=True))


def test_the_sender_serves_the_customer_until_the_receiver_accepts() -> None:
    told = offered(to=BJORN)
    told.does(ANNA, says("One moment"))
    with pytest.raises(Forbidden):
        told.does(BJORN, says("Hello"))
    told.does(BJORN, AcceptTransfer())
    told.does(BJORN, says("Hello"))

    assert told.chat.agent == BJORN.ref
    assert told.log[-2].data == TransferAccepted(sender=ANNA.ref, to=BJORN.ref)
    with pytest.raises(Forbidden):
        told.does(ANNA, says("Me again"))


def test_a_rejected_transfer_leaves_the_chat_where_it_was() -> None:
    told = offered(to=BJORN)
    told.does(BJORN, RejectTransfer(reason="Lunch"))

    assert told.chat.agent == ANNA.ref
    assert told.chat.transfer is None


def test_a_transfer_that_nobody_accepts_in_time_lapses() -> None:
    told = offered(to=BJORN)
    assert told.later(LATE - 1).does(SYSTEM, Tick()) == ()
    told.later(1).does(SYSTEM, Tick())

    assert told.log[-1].data == TransferCancelled(sender=ANNA.ref, to=BJORN.ref, reason="time_out")
    assert told.chat.agent == ANNA.ref


def test_a_receiver_who_goes_away_ends_the_transfer_and_it_says_so() -> None:
    told = offered(to=BJORN)
    told.does(SYSTEM, CancelTransfer(gone=True))

    assert told.log[-1].data == TransferCancelled(sender=ANNA.ref, to=BJORN.ref, reason="receiver_gone")


def test_an_offer_to_a_channel_is_for_anybody_who_can_respond_there() -> None:
    told = offered(to=None, channel=SALES)
    for who in (BJORN, NINA, OLAV):
        with pytest.raises(Forbidden):
            told.does(who, AcceptTransfer())
    told.does(CARLA, AcceptTransfer())

    assert told.chat.agent == CARLA.ref
    assert told.chat.channel == SALES


def test_a_manager_may_offer_a_chat_for_the_agent_who_has_it() -> None:
    told = answered(by=ANNA)
    told.does(MARIT, OfferTransfer(to=BJORN.ref))

    assert told.log[-1].by == MARIT.by()
    assert told.log[-1].data == TransferOffered(sender=ANNA.ref, to=BJORN.ref)


@pytest.mark.parametrize(
    "offer",
    [OfferTransfer(), OfferTransfer(to=BJORN.ref, channel=SALES), OfferTransfer(to=ANNA.ref)],
    ids=["to nobody", "to two", "to herself"],
)
def test_an_offer_names_one_receiver_and_not_the_agent_who_has_the_chat(offer: OfferTransfer) -> None:
    with pytest.raises(Invalid) as refusal:
        answered(by=ANNA).does(ANNA, offer)
    assert refusal.value.details == {"field": "to"}


def test_a_chat_is_offered_to_one_at_a_time() -> None:
    with pytest.raises(Conflict):
        offered(to=BJORN).does(ANNA, OfferTransfer(channel=SALES))


def test_only_a_chat_that_somebody_has_can_be_transferred_or_taken_over() -> None:
    for command in (OfferTransfer(to=BJORN.ref), TakeOver()):
        with pytest.raises(Conflict):
            waiting().does(MARIT, command)


def test_a_manager_takes_over_and_the_offer_under_way_ends() -> None:
    told = offered(to=BJORN)
    told.does(MARIT, TakeOver())

    assert told.kinds[-2:] == ["transfer_cancelled", "taken_over"]
    assert told.chat.agent == MARIT.ref
    assert told.does(MARIT, TakeOver()) == (), "she has it already"
    with pytest.raises(Forbidden):
        told.does(BJORN, TakeOver())


Ask = tuple[Who, ChatCommand]
ACCEPT: Ask = (BJORN, AcceptTransfer())
CANCEL: Ask = (ANNA, CancelTransfer())
REJECT: Ask = (BJORN, RejectTransfer())
TIME_OUT: Ask = (SYSTEM, Tick())
GONE: Ask = (SYSTEM, CancelTransfer(gone=True))
LOST: Ask = (SYSTEM, LoseAgent("anna"))
ENDS: Ask = (ANNA, ChatEnd())
CUSTOMER_ENDS: Ask = (MIA, ChatEnd())
MARIT_TAKES: Ask = (MARIT, TakeOver())
KARIN_TAKES: Ask = (KARIN, TakeOver())
MARIT_OFFERS: Ask = (MARIT, OfferTransfer(to=CARLA.ref))
KARIN_OFFERS: Ask = (KARIN, OfferTransfer(to=BJORN.ref))

# Who has the chat after both, and what the second is told ("" where it succeeds, or finds it done).
RACES: list[tuple[str, Callable[[], Told], Ask, Ask, str | None, str]] = [
    ("accept, cancel", offered, ACCEPT, CANCEL, "bjorn", "conflict"),
    ("cancel, accept", offered, CANCEL, ACCEPT, "anna", "conflict"),
    ("accept, time out", offered, ACCEPT, TIME_OUT, "bjorn", ""),
    ("time out, accept", offered, TIME_OUT, ACCEPT, "anna", "conflict"),
    ("accept, reject", offered, ACCEPT, REJECT, "bjorn", "conflict"),
    ("reject, accept", offered, REJECT, ACCEPT, "anna", "conflict"),
    ("reject, cancel", offered, REJECT, CANCEL, "anna", "conflict"),
    ("accept, accept", offered, ACCEPT, ACCEPT, "bjorn", "conflict"),
    ("accept, receiver gone", offered, ACCEPT, GONE, "bjorn", "conflict"),
    ("receiver gone, accept", offered, GONE, ACCEPT, "anna", "conflict"),
    ("accept, sender lost", offered, ACCEPT, LOST, "bjorn", ""),
    ("sender lost, accept", offered, LOST, ACCEPT, None, "conflict"),
    ("end, accept", offered, ENDS, ACCEPT, "anna", "conflict"),
    ("accept, end", offered, ACCEPT, ENDS, "bjorn", "forbidden"),
    ("customer ends, accept", offered, CUSTOMER_ENDS, ACCEPT, "anna", "conflict"),
    ("accept, customer ends", offered, ACCEPT, CUSTOMER_ENDS, "bjorn", ""),
    ("take over, accept", offered, MARIT_TAKES, ACCEPT, "marit", "conflict"),
    ("accept, take over", offered, ACCEPT, MARIT_TAKES, "marit", ""),
    ("two managers take over", answered, MARIT_TAKES, KARIN_TAKES, "karin", ""),
    ("two managers take over, the other way", answered, KARIN_TAKES, MARIT_TAKES, "marit", ""),
    ("two managers offer", answered, MARIT_OFFERS, KARIN_OFFERS, "anna", "conflict"),
    ("two managers offer, the other way", answered, KARIN_OFFERS, MARIT_OFFERS, "anna", "conflict"),
    ("end, take over", offered, ENDS, MARIT_TAKES, "anna", "conflict"),
    ("take over, end", offered, MARIT_TAKES, ENDS, "marit", "forbidden"),
]


@pytest.mark.parametrize(
    ("chapter", "first", "second", "has_it", "code"),
    [pytest.param(*race, id=name) for name, *race in RACES],
)
def test_two_commands_that_race_leave_one_agent_and_an_answer_for_both(
    chapter: Callable[[], Told], first: Ask, second: Ask, has_it: str | None, code: str
) -> None:
    told = chapter().later(LATE)
    told.does(*first)
    before = told.chat

    answer = ""
    try:
        told.does(*second)
    except Refused as refusal:
        answer = refusal.code

    assert answer == code
    assert (told.chat.agent.id if told.chat.agent else None) == has_it
    assert code == "" or told.chat is before


@pytest.mark.parametrize("stop", [CANCEL, REJECT, TIME_OUT, GONE, LOST, ENDS, CUSTOMER_ENDS, MARIT_TAKES, ACCEPT])
def test_no_offer_outlives_what_ended_it(stop: Ask) -> None:
    told = offered().later(LATE)
    told.does(*stop)

    assert told.chat.transfer is None
    told.later(LATE).does(SYSTEM, Tick())
    assert (
        sum(kind in {"transfer_accepted", "transfer_rejected", "transfer_cancelled"} for kind in told.kinds) == 1
    )


def test_a_sender_who_is_lost_leaves_the_receiver_time_to_accept() -> None:
    """The shell says LoseAgent after the reconnect time; until then the offer stands."""
    told = offered()
    told.later(Limits().reconnect_ms - 1).does(BJORN, AcceptTransfer())

    assert told.does(SYSTEM, LoseAgent("anna")) == ()
    assert told.chat.status is Status.ACTIVE
