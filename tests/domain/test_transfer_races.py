"""Whatever races with a transfer, in each order: who has the chat then, and what the second one is told.

A chat takes one command at a time, so a race is the same two commands in both orders. Anna has the chat and has
offered it to Bjorn; the time to accept is up; Marit and Karin manage the channel. The outcome of every pair is
written down in one square, and what must hold of all of them is asked of the log.
"""

from typing import Final

import pytest

from actors.domain.chat import Chat, evolve
from actors.domain.commands import (
    AcceptTransfer,
    CancelTransfer,
    ChatCommand,
    Leave,
    LoseAgent,
    OfferTransfer,
    RejectTransfer,
    TakeOver,
    Tick,
)
from actors.domain.errors import Refused
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import (
    Answered,
    ChatEnd,
    Ended,
    Queued,
    Rights,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)
from tests.domain.people import ANNA, BJORN, MARIT, MIA, NINA, SYSTEM, Told, agent, answered, offered
from tests.domain.races import OUTCOMES

LATE = Limits().transfer_ms
KARIN = agent("Karin Secretson", support=Rights(manage=True))

Ask = tuple[Who, ChatCommand]
DEEDS: Final[dict[str, Ask]] = {
    "accept": (BJORN, AcceptTransfer()),
    "reject": (BJORN, RejectTransfer()),
    "cancel": (ANNA, CancelTransfer()),
    "time_out": (SYSTEM, Tick()),
    "receiver_lost": (SYSTEM, CancelTransfer(gone=True)),
    "sender_lost": (SYSTEM, LoseAgent("anna")),
    "customer_ends": (MIA, ChatEnd()),
    "agent_ends": (ANNA, ChatEnd()),
    "customer_gone": (SYSTEM, Leave()),
    "marit_takes": (MARIT, TakeOver()),
    "karin_takes": (KARIN, TakeOver()),
    "marit_offers": (MARIT, OfferTransfer(to=NINA.ref)),
}

SIGNS: Final = {"conflict": "!", "forbidden": "-", "taken": "!"}


def asked(told: Told, deed: str) -> str:
    """What the asker is told, as a sign of SQUARE; a refusal leaves the chat as it was."""
    before = told.chat
    try:
        facts = told.does(*DEEDS[deed])
    except Refused as refused:
        assert told.chat is before
        return SIGNS[refused.code]
    return "+" if facts else "="


def who_has(chat: Chat) -> str:
    match chat.status:
        case Status.ACTIVE:
            assert chat.agent is not None
            return chat.agent.id[0].upper()
        case Status.QUEUED:
            assert chat.agent is None
            return "q"
        case _:
            return "x"


def test_every_race_is_written_down() -> None:
    assert set(OUTCOMES) == {(first, second) for first in DEEDS for second in DEEDS}


@pytest.mark.parametrize(("first", "second"), OUTCOMES, ids=lambda deed: deed)
def test_two_that_race_leave_one_agent_one_answer_each_and_a_log_that_agrees(first: str, second: str) -> None:
    told = offered().later(LATE)
    asked(told, first)
    answer = asked(told, second)

    assert who_has(told.chat) + answer == OUTCOMES[first, second]
    assert agrees_with_its_log(told)
    assert told.chat.transfer is None or told.log[-1].kind == "transfer_offered", "a mark of what is over"


def agrees_with_its_log(told: Told) -> bool:
    """Nobody gets a chat but from whom had it, an offer ends once, and nothing follows the end."""
    has: str | None = None
    offers = 0
    for event in told.log:
        match event.data:
            case Answered(agent=who):
                assert has is None
                has = who.id
            case TransferOffered(sender=sender):
                assert (sender.id, offers) == (has, 0)
                offers += 1
            case TransferAccepted(sender=sender, to=to):
                assert (sender.id, offers, to is None) == (has, 1, False)
                has, offers = to.id if to else None, 0
            case TransferRejected(sender=sender) | TransferCancelled(sender=sender):
                assert (sender.id, offers) == (has, 1)
                offers = 0
            case TakenOver(sender=sender, to=to):
                assert (sender.id, offers) == (has, 0)
                has = to.id
            case Queued():
                has = None
            case Ended():
                assert offers == 0
                assert event is told.log[-1]
            case _:
                pass
    assert evolve(Chat(id="c1"), *told.log) == told.chat
    assert [event.seq for event in told.log] == list(range(1, len(told.log) + 1))
    return (told.chat.agent.id if told.chat.agent else None) == has and (told.chat.transfer is not None) == offers


# Races for a chat that is not offered yet: who comes first is in the log, the other is told that it is too late.
ANNA_OFFERS: Ask = (ANNA, OfferTransfer(to=BJORN.ref))
MARIT_OFFERS: Ask = (MARIT, OfferTransfer(to=NINA.ref))
KARIN_OFFERS: Ask = (KARIN, OfferTransfer(to=BJORN.ref))
BEFORE: Final[list[tuple[str, Ask, Ask, str, str]]] = [
    ("two managers offer", MARIT_OFFERS, KARIN_OFFERS, "A", "conflict"),
    ("two managers offer, the other way", KARIN_OFFERS, MARIT_OFFERS, "A", "conflict"),
    ("her agent and a manager offer", ANNA_OFFERS, MARIT_OFFERS, "A", "conflict"),
    ("a manager and her agent offer", MARIT_OFFERS, ANNA_OFFERS, "A", "conflict"),
    ("taken over, and offered by who had it", DEEDS["marit_takes"], ANNA_OFFERS, "M", "forbidden"),
    ("taken over, and offered by another manager", DEEDS["marit_takes"], KARIN_OFFERS, "M", ""),
    ("ended by its agent, and offered by a manager", DEEDS["agent_ends"], MARIT_OFFERS, "x", "conflict"),
    ("ended by the customer, and offered", DEEDS["customer_ends"], ANNA_OFFERS, "x", "conflict"),
    ("lost, and offered by a manager", DEEDS["sender_lost"], MARIT_OFFERS, "q", "conflict"),
]


@pytest.mark.parametrize(
    ("first", "second", "has_it", "code"), [pytest.param(*race, id=name) for name, *race in BEFORE]
)
def test_a_chat_is_offered_by_one_and_only_while_somebody_has_it(
    first: Ask, second: Ask, has_it: str, code: str
) -> None:
    told = answered(by=ANNA)
    told.does(*first)

    answer = ""
    try:
        told.does(*second)
    except Refused as refused:
        answer = refused.code

    assert (who_has(told.chat), answer) == (has_it, code)
    assert agrees_with_its_log(told)


@pytest.mark.parametrize("stop", [each for each in DEEDS if each not in {"marit_offers", "sender_lost"}])
def test_no_offer_outlives_what_ended_it(stop: str) -> None:
    told = offered().later(LATE)
    told.does(*DEEDS[stop])

    assert told.chat.transfer is None
    told.later(LATE).does(SYSTEM, Tick())
    assert (
        sum(kind in {"transfer_accepted", "transfer_rejected", "transfer_cancelled"} for kind in told.kinds) == 1
    )
