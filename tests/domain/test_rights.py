"""Every permission: the table, walked person by person, and the commands that ask it."""

import pytest

from actors.domain.commands import (
    AcceptTransfer,
    AllowFiles,
    Answer,
    CancelTransfer,
    ChatCommand,
    CreateRequest,
    HandOff,
    LinkContact,
    OfferTransfer,
    RejectTransfer,
    Requeue,
    Return,
    Say,
    SetFields,
    TakeOver,
    UnlinkContact,
)
from actors.domain.decide import may
from actors.domain.errors import Forbidden
from actors.domain.rights import GROUNDS, Action, Agent, Ground, Who
from actors.messages import AgentRef, ChatEnd, ChatRate, NoteAdd, Rights
from tests.domain.people import (
    ANNA,
    BJORN,
    BOT,
    CARLA,
    MARIT,
    MIA,
    NINA,
    OLAV,
    OPERATOR,
    SALES,
    SYSTEM,
    Told,
    answered,
    offered,
    says,
    sends,
    waiting,
    with_bot,
)

ADMIN = Agent(ref=AgentRef(id="root", name="Root"), admin=True)
# The chat is Anna's, in support, and offered to Bjorn, who can respond there like her; Carla can in sales only.
PEOPLE: dict[str, Who] = {
    "customer": MIA, "its_agent": ANNA, "receiver": BJORN, "elsewhere": CARLA, "manager": MARIT, "listener": NINA,
    "admin": ADMIN, "nobody": OLAV, "bot": BOT, "system": SYSTEM, "operator": OPERATOR,
}  # fmt: skip

WRITTEN_DOWN = """
                customer its_agent receiver elsewhere manager listener admin nobody bot system operator
write              x         x        .         .        .       .       .     .     x    .       .
allow_files        .         x        .         .        .       .       .     .     .    .       .
note               .         x        x         .        x       .       .     .     .    .       .
answer             .         x        x         .        .       .       .     .     .    .       .
end                x         x        .         .        x       .       .     .     x    x       x
return             x         .        .         .        .       .       .     .     .    .       .
rate               x         .        .         .        .       .       .     .     .    .       .
read               x         x        x         .        x       x       x     .     .    .       .
listen             .         .        .         .        .       x       .     .     .    .       .
offer_transfer     .         x        .         .        x       .       .     .     .    .       .
accept_transfer    .         .        x         .        .       .       .     .     .    .       .
reject_transfer    .         .        x         .        .       .       .     .     .    .       .
cancel_transfer    .         x        .         .        x       .       .     .     .    x       x
take_over          .         .        .         .        x       .       .     .     .    .       .
hand_off           x         .        .         .        .       .       .     .     x    x       x
set_fields         .         .        .         .        .       .       .     .     x    .       .
requeue            .         .        .         .        x       .       .     .     .    x       x
link               .         x        x         .        x       .       .     .     x    x       x
"""


def every_pair() -> list[tuple[str, Action, bool]]:
    people, *rows = (line.split() for line in WRITTEN_DOWN.strip().splitlines())
    return [
        (person, Action[action.upper()], mark == "x")
        for action, *marks in rows
        for person, mark in zip(people, marks, strict=True)
    ]


@pytest.mark.parametrize(("person", "action", "allowed"), every_pair())
def test_each_person_may_do_what_the_table_says_and_no_more(person: str, action: Action, allowed: bool) -> None:
    assert may(offered().chat, PEOPLE[person], action) is allowed


def test_every_action_stands_in_both_tables() -> None:
    assert set(GROUNDS) == set(Action) == {action for _, action, _ in every_pair()}
    assert {person for person, _, _ in every_pair()} == set(PEOPLE)


def test_every_ground_allows_something() -> None:
    assert frozenset().union(*GROUNDS.values()) == set(Ground)


def test_rights_in_one_channel_are_none_in_another() -> None:
    everything = Rights(respond=True, notify=True, listen=True, manage=True)
    of_sales = Agent(ref=OLAV.ref, rights={SALES: everything})

    assert [action for action in Action if may(answered().chat, of_sales, action)] == []


def test_an_offer_to_a_channel_makes_its_agents_receivers_and_only_while_it_stands() -> None:
    told = offered(to=None, channel=SALES)
    assert may(told.chat, CARLA, Action.ACCEPT_TRANSFER)
    assert may(told.chat, CARLA, Action.READ)
    told.does(ANNA, CancelTransfer())

    assert not may(told.chat, CARLA, Action.ACCEPT_TRANSFER)
    assert not may(told.chat, CARLA, Action.READ)


def test_an_agent_keeps_her_chat_after_its_end() -> None:
    told = answered()
    told.does(MIA, ChatEnd())

    assert may(told.chat, ANNA, Action.NOTE)
    assert may(told.chat, ANNA, Action.READ)


# A command, the action it needs, and a chapter in which its state allows it.
COMMANDS: list[tuple[ChatCommand, Action, Told]] = [
    (says("Hello"), Action.WRITE, answered()),
    (sends(always=True), Action.WRITE, answered()),
    (AllowFiles(on=True), Action.ALLOW_FILES, answered()),
    (NoteAdd(chat="c1", text="Hm", key="n1"), Action.NOTE, offered()),
    (Answer(), Action.ANSWER, waiting()),
    (ChatEnd(), Action.END, answered()),
    (Return(), Action.RETURN, answered()),
    (ChatRate(score=5), Action.RATE, answered()),
    (OfferTransfer(to=CARLA.ref), Action.OFFER_TRANSFER, answered()),
    (AcceptTransfer(), Action.ACCEPT_TRANSFER, offered()),
    (RejectTransfer(), Action.REJECT_TRANSFER, offered()),
    (CancelTransfer(), Action.CANCEL_TRANSFER, offered()),
    (TakeOver(), Action.TAKE_OVER, answered()),
    (HandOff(), Action.HAND_OFF, with_bot()),
    (Say(text="Hi", key="b"), Action.WRITE, with_bot()),
    (SetFields(fields={"name": "Mia"}), Action.SET_FIELDS, with_bot()),
    (Requeue(), Action.REQUEUE, answered()),
    (LinkContact("p1"), Action.LINK, answered()),
    (UnlinkContact(), Action.LINK, answered()),
    (CreateRequest(number=7, title="Invoice"), Action.LINK, answered()),
]
FORBIDDEN = [
    pytest.param(who, command, told, id=f"{person} {type(command).__name__}")
    for person, who in PEOPLE.items()
    for command, action, told in COMMANDS
    if not may(told.chat, who, action)
]


@pytest.mark.parametrize(("who", "command", "told"), FORBIDDEN)
def test_a_command_of_somebody_without_a_ground_is_forbidden_and_leaves_no_trace(
    who: Who, command: ChatCommand, told: Told
) -> None:
    before = told.chat

    with pytest.raises(Forbidden):
        told.does(who, command)

    assert told.chat is before
