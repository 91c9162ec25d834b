"""What a transcript says of transfers: to an agent what the console says, to the customer who has her now."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Final

import msgspec
import pytest

from actors.domain.commands import (
    AcceptTransfer,
    CancelTransfer,
    ChatCommand,
    OfferTransfer,
    RejectTransfer,
    TakeOver,
    Tick,
)
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.domain.transcript import Line, Terms, transcript
from actors.domain.views import Audience, view
from actors.messages import ChatEnd, Event, Look, Queued, TransferCancelled
from tests.domain.people import ANNA, BJORN, CARLA, MARIT, MIA, SALES, SYSTEM, Told, answered
from tests.stories.screens import Folding, folding

FIRST_NAMES: Final = Look(first_name_only=True)
NAMES: Final = {"support": "Support Norway", "sales": "Sales Norway"}
TO_BJORN: Final = (ANNA, OfferTransfer(to=BJORN.ref, note="PRIVATE: she is\nangry"))
TO_SALES: Final = (ANNA, OfferTransfer(channel=SALES))
REFUSED: Final = RejectTransfer(reason="PRIVATE: off to lunch")
WAYS: Final[dict[str, tuple[tuple[Who, ChatCommand], ...]]] = {
    "accepted": (TO_BJORN, (BJORN, AcceptTransfer())),
    "accepted in a channel": (TO_SALES, (CARLA, AcceptTransfer())),
    "refused": (TO_BJORN, (BJORN, REFUSED)),
    "refused in a channel": (TO_SALES, (CARLA, REFUSED)),
    "refused without a word": (TO_BJORN, (BJORN, RejectTransfer())),
    "called off": (TO_BJORN, (ANNA, CancelTransfer())),
    "called off by a manager": (TO_SALES, (MARIT, CancelTransfer())),
    "not answered": (TO_BJORN, (SYSTEM, Tick())),
    "not answered in a channel": (TO_SALES, (SYSTEM, Tick())),
    "whose receiver is gone": (TO_BJORN, (SYSTEM, CancelTransfer(gone=True))),
    "ended": (TO_BJORN, (MIA, ChatEnd())),
    "taken over": (TO_SALES, (MARIT, TakeOver())),
    "offered by a manager": ((MARIT, OfferTransfer(to=BJORN.ref)), (BJORN, AcceptTransfer())),
}
TRANSFERS: Final = {
    "transfer_offered",
    "transfer_accepted",
    "transfer_rejected",
    "transfer_cancelled",
    "taken_over",
}


@pytest.fixture(scope="module")
def node() -> Iterator[Folding]:
    with folding() as folded:
        yield folded


def lived(way: str) -> Told:
    told = answered()
    for who, command in WAYS[way]:
        told.later(Limits().transfer_ms).does(who, command)
    return told


def lines(told: Told, audience: Audience) -> list[str]:
    terms = Terms(channel="Support Norway", zone=UTC, audience=audience, look=FIRST_NAMES, channels=NAMES)
    (day,) = transcript(told.chat, told.log, terms).days
    return [line.text for _, line in day.lines if isinstance(line, Line) and line.kind == "line"]


def of_the_console(event: Event, node: Folding) -> str:
    shown = json.loads(msgspec.json.encode(view(event, Audience.AGENT, Look())))
    words: str = node.ask(screen="any", app="console", ask="line", event=shown, names=NAMES)
    return " ".join(words.split())


@pytest.mark.parametrize("way", WAYS)
def test_a_transcript_for_agents_tells_of_transfers_what_the_console_tells(way: str, node: Folding) -> None:
    told = lived(way)
    wanted = [
        of_the_console(event, node)
        for event in told.log
        if event.kind in TRANSFERS
        # The next line says so: it ended, or was taken over.
        and not (isinstance(event.data, TransferCancelled) and event.data.reason in {"ended", "taken_over"})
    ]

    written = lines(told, Audience.AGENT)

    assert [line for line in written if "ended the chat" not in line][2:] == wanted
    assert ("in Sales Norway" in written[-1]) == (way == "accepted in a channel")


def test_a_chat_that_went_to_the_queue_of_a_channel_names_it(node: Folding) -> None:
    told = answered()
    moved = Event(
        seq=told.chat.seq + 1,
        at=told.now,
        by=told.log[1].by,
        data=Queued(reason="transfer", channel=SALES),
    )
    told.log.append(moved)

    assert lines(told, Audience.AGENT)[-1] == of_the_console(moved, node)
    assert "Sales" not in " ".join(lines(told, Audience.CUSTOMER))


@pytest.mark.parametrize("way", WAYS)
def test_a_transcript_for_the_customer_tells_who_took_over_and_nothing_else_of_transfers(way: str) -> None:
    receiver = {
        "accepted": "Bjorn",
        "accepted in a channel": "Carla",
        "offered by a manager": "Bjorn",
        "taken over": "Marit",
    }.get(way)
    begun, by_anna, *rest = lines(lived(way), Audience.CUSTOMER)

    assert (begun, by_anna) == ("Chat started", "Anna answered")
    assert rest == ([f"{receiver} took over"] if receiver else ["Mia ended the chat"] if way == "ended" else [])
