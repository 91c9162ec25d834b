"""Linking a chat to a contact: once for the same one, by its address only where nobody has said who it is."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.domain.commands import ChatCommand, LinkContact, UnlinkContact
from actors.domain.errors import Refused
from actors.domain.rights import Who
from actors.messages import ContactLinked, ContactUnlinked
from tests.domain.lives import lives
from tests.domain.people import ANNA, BJORN, EVERYBODY, SYSTEM, Told, answered


def test_a_contact_is_linked_and_unlinked() -> None:
    told = answered()
    told.does(ANNA, LinkContact("p1"))
    assert told.chat.contact == "p1"
    told.does(ANNA, UnlinkContact())

    assert told.chat.contact is None
    assert told.does(ANNA, UnlinkContact()) == ()


def test_the_same_contact_is_linked_once_and_another_takes_its_place() -> None:
    told = answered()
    told.does(ANNA, LinkContact("p1"))

    assert told.does(BJORN, LinkContact("p1")) == ()
    assert [event.data for event in told.does(BJORN, LinkContact("p2"))] == [ContactLinked(contact="p2")]


@pytest.mark.parametrize("said", [(), (UnlinkContact(),), (LinkContact("p2"),)])
def test_an_address_links_no_chat_of_which_somebody_has_said_who_it_is(said: tuple[ChatCommand, ...]) -> None:
    told = answered()
    assert told.does(SYSTEM, LinkContact("p1", by_address=True)) != ()
    for command in said:
        told.does(ANNA, command)

    assert told.does(SYSTEM, LinkContact("p1", by_address=True)) == ()
    assert told.does(SYSTEM, LinkContact("p3", by_address=True)) == ()


@settings(max_examples=200, deadline=None)
@given(
    told=lives(), who=st.sampled_from(EVERYBODY), contact=st.sampled_from(["p1", "p2"]), by_address=st.booleans()
)
def test_whoever_links_a_contact_twice_links_it_once(told: Told, who: Who, contact: str, by_address: bool) -> None:
    """In any life, whatever was linked before: the second leads to nothing, every link of a log is a change."""
    for command in (LinkContact(contact, by_address=by_address), LinkContact(contact)):
        with suppress(Refused):
            told.does(who, command)
    before = told.log[:]
    with suppress(Refused):
        assert told.does(who, LinkContact(contact)) == ()
        assert told.does(SYSTEM, LinkContact("p3", by_address=True)) == ()

    linked: str | None = None
    for event in before:
        if isinstance(event.data, ContactLinked):
            assert event.data.contact != linked
            linked = event.data.contact
        elif isinstance(event.data, ContactUnlinked):
            assert event.data.contact == linked
            linked = None
    assert told.chat.contact == linked
