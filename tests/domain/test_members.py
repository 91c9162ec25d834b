"""Who the members of a channel are, what each may do, and what she can be counted on for."""

from msgspec.structs import replace

from actors.domain.members import Members, Person
from actors.domain.rights import NO_RIGHTS
from actors.messages import AgentCard, AgentRef, Rights
from tests.domain.people import MORNING

RESPONDS = Rights(respond=True, notify=True)
MANAGES = Rights(manage=True)
ANNA, MARIT = AgentRef(id="anna", name="Anna"), AgentRef(id="marit", name="Marit")


def here(ref: AgentRef, chats: int = 0) -> AgentCard:
    return AgentCard(id=ref.id, name=ref.name, status="present", connected=True, chats=chats, since_at=MORNING)


def two() -> Members:
    members = Members()
    members.become([Person(ref=ANNA, rights=RESPONDS, most_chats=2), Person(ref=MARIT, rights=MANAGES)], MORNING)
    return members


def test_a_member_who_has_not_said_how_she_is_counts_as_not_there() -> None:
    members = two()

    assert members.available == 0
    assert members.seats(None) == []


def test_a_member_who_is_here_and_may_answer_is_available() -> None:
    members = two()
    members.is_now(here(ANNA), RESPONDS)
    members.is_now(here(MARIT), MANAGES)

    assert members.who_are_available() == {"anna"}
    assert members.available == 1


def test_what_a_member_said_of_herself_stays_when_the_members_are_read_again() -> None:
    members = two()
    members.is_now(here(ANNA, chats=1), RESPONDS)
    members.become([Person(ref=replace(ANNA, name="Anna B."), rights=RESPONDS)], MORNING + 1)

    assert members.card("anna") == replace(here(ANNA, chats=1), name="Anna B.")
    assert list(members) == ["anna"]


def test_somebody_who_has_left_has_no_rights_and_no_seat() -> None:
    members = two()
    members.is_now(here(ANNA), RESPONDS)

    assert members.leaves("anna")
    assert members.rights("anna") == NO_RIGHTS
    assert (members.available, members.seats(None)) == (0, [])
    assert not members.leaves("anna")


def test_a_number_of_her_own_goes_before_that_of_the_channel() -> None:
    members = two()
    members.is_now(here(ANNA), RESPONDS)
    members.is_now(here(MARIT), RESPONDS)

    assert {seat.agent: seat.most for seat in members.seats(5)} == {"anna": 2, "marit": 5}


def test_agents_hear_of_a_wait_while_they_are_present_and_want_to() -> None:
    members = two()
    members.is_now(here(ANNA), RESPONDS)
    assert members.hears("anna", "new_chat")

    members.is_now(replace(here(ANNA), status="away"), RESPONDS)
    assert not members.hears("anna", "new_chat")

    members.is_now(here(ANNA), replace(RESPONDS, notify=False))
    assert not members.hears("anna", "new_chat")


def test_managers_hear_of_a_wait_only_while_somebody_could_act() -> None:
    members = two()
    assert not members.hears("marit", "manager")

    members.is_now(here(ANNA), RESPONDS)
    assert members.hears("marit", "manager")
    assert not members.hears("anna", "manager")
