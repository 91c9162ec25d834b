"""How far each side has seen, and how many texts wait for the agent."""

from actors.domain.marks import Marks
from actors.messages import ChatEnd
from tests.domain.people import ANNA, MIA, answered, says


def test_what_a_customer_writes_is_unread_and_what_an_agent_writes_is_not() -> None:
    told = answered()
    told.does(ANNA, says("Good morning"))
    told.does(MIA, says("Are you there?"))

    assert Marks().after(told.log).unread == 2  # with the text that she began with


def test_nothing_of_a_chat_that_has_ended_is_unread() -> None:
    told = answered()
    told.does(MIA, ChatEnd())

    assert Marks().after(told.log).unread == 0


def test_an_agent_who_has_come_so_far_leaves_nothing_unread() -> None:
    assert Marks(unread=3).seen_by_agent(7) == Marks(agent_read=7)


def test_what_a_customer_has_seen_leaves_as_much_unread_for_the_agent() -> None:
    assert Marks(unread=3).seen_by_customer(7) == Marks(customer_read=7, unread=3)


def test_a_mark_never_goes_back() -> None:
    marks = Marks(customer_read=9, agent_read=9, unread=1)

    assert marks.seen_by_customer(8) is marks
    assert marks.seen_by_agent(9) is marks
