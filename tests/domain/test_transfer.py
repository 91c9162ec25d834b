"""Transfers: who has the chat at each moment. What becomes of two that race is in test_transfer_races.py."""

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
from actors.domain.errors import Conflict, Forbidden, Invalid
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import Queued, Rights, Status, TransferAccepted, TransferCancelled, TransferOffered
from tests.domain.people import (
    ANNA,
    BJORN,
    CARLA,
    MARIT,
    NINA,
    OLAV,
    SALES,
    SUPPORT,
    SYSTEM,
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


def test_a_sender_who_is_lost_leaves_the_receiver_time_to_accept() -> None:
    told = offered()
    assert told.does(SYSTEM, LoseAgent("anna")) == (), "the shell says so after the reconnect time"
    assert told.later(LATE - 1).does(SYSTEM, Tick()) == ()
    told.does(BJORN, AcceptTransfer())

    assert told.chat.agent == BJORN.ref
    assert told.chat.status is Status.ACTIVE


@pytest.mark.parametrize("channel", [None, SALES])
@pytest.mark.parametrize(
    ("who", "how"),
    [
        (SYSTEM, Tick()),
        (SYSTEM, CancelTransfer(gone=True)),
        (MARIT, CancelTransfer()),
        (None, RejectTransfer(reason="Nobody here")),
    ],
    ids=["time is up", "the receiver is gone", "called off", "rejected"],
)
def test_what_a_lost_sender_offered_in_vain_goes_to_the_front_of_its_own_queue(
    who: Who | None, how: ChatCommand, channel: str | None
) -> None:
    told = offered(to=None if channel else BJORN, channel=channel)
    told.does(SYSTEM, LoseAgent("anna"))
    ended, queued = told.later(LATE).does(who or (CARLA if channel else BJORN), how)

    assert ended.kind in {"transfer_rejected", "transfer_cancelled"}
    assert queued.data == Queued(reason="agent_lost")
    assert (told.chat.channel, told.chat.front, told.chat.agent) == (SUPPORT, True, None)


def test_a_sender_who_is_back_in_time_keeps_what_she_offered_in_vain() -> None:
    told = offered()
    told.does(SYSTEM, LoseAgent("anna"))
    told.does(ANNA, says("Here I am again"))
    told.later(LATE).does(SYSTEM, Tick())

    assert told.kinds[-1] == "transfer_cancelled"
    assert told.chat.agent == ANNA.ref


def test_a_lost_sender_has_no_say_in_what_becomes_of_a_chat_that_another_took() -> None:
    told = offered()
    told.does(SYSTEM, LoseAgent("anna"))
    told.does(MARIT, TakeOver())
    told.does(MARIT, OfferTransfer(to=BJORN.ref))
    told.does(BJORN, RejectTransfer())

    assert told.chat.agent == MARIT.ref
