"""What each audience sees of a chat, and what it must never see."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from actors.domain.commands import AcceptTransfer, CreateRequest, Requeue, TakeOver
from actors.domain.settings import ChannelSettings, Limits, channel_view
from actors.domain.views import Audience, card, customer_chat, push, view, without_texts
from actors.messages import (
    FACTS,
    SYSTEM,
    AgentRef,
    ChatEnd,
    ChatRate,
    Event,
    EventView,
    Look,
    NoteAdd,
    Queued,
    RequestCreated,
    Status,
    TransferAccepted,
)
from tests.domain.lives import lives
from tests.domain.people import (
    ANNA,
    BJORN,
    CARLA,
    MARIT,
    MIA,
    SALES,
    Told,
    answered,
    offered,
    says,
    waiting,
)

# PROTOCOL.md, "customer sees it". The warning is what the customer is told.
SEEN_BY_CUSTOMERS = {
    *("started", "queued", "answered", "message", "transfer_accepted", "taken_over", "request_created"),
    *("bot_handed_off", "files_allowed", "idle_warned", "ended", "returned", "abandoned"),
}
LOOKS = st.builds(Look, show_photo=st.booleans(), first_name_only=st.booleans())
PLAIN = Look(show_photo=False, first_name_only=True)


def seen(told: Told, look: Look) -> list[EventView]:
    views = [view(event, Audience.CUSTOMER, look) for event in told.log]
    return [each for each in views if each is not None]


@given(lives(), LOOKS)
def test_a_customer_sees_every_event_of_the_kinds_that_are_hers_and_no_other(life: Told, look: Look) -> None:
    assert [each.seq for each in seen(life, look)] == [e.seq for e in life.log if e.kind in SEEN_BY_CUSTOMERS]


def test_the_kinds_hidden_from_customers_are_those_the_protocol_hides() -> None:
    assert set(FACTS) - SEEN_BY_CUSTOMERS == {
        *("note", "transfer_offered", "transfer_rejected", "transfer_cancelled"),
        *("contact_linked", "contact_unlinked", "fields_set", "rated"),
    }


@given(lives(), LOOKS)
def test_nothing_said_between_agents_is_in_what_a_customer_gets(life: Told, look: Look) -> None:
    """Notes, reasons, titles, contacts and comments of a life all carry the mark."""
    for gets in everything_a_customer_gets(life, look):
        assert "PRIVATE" not in gets


@given(lives(), LOOKS)
def test_a_customer_gets_photos_and_last_names_only_where_the_channel_says_so(life: Told, look: Look) -> None:
    for gets in everything_a_customer_gets(life, look):
        assert look.show_photo or "/photo/" not in gets
        assert not look.first_name_only or "Secretson" not in gets


@given(lives(), LOOKS)
def test_a_customer_gets_no_page_no_other_channel_and_no_address_but_her_own(life: Told, look: Look) -> None:
    for gets in everything_a_customer_gets(life, look):
        assert "/cart" not in gets
        assert SALES not in gets
        assert set(re.findall(r"[\w.]+@[\w.]+", gets)) <= {"mia@example.com"}


def everything_a_customer_gets(life: Told, look: Look) -> list[str]:
    pushes = [push("c1", event, Audience.CUSTOMER, look) for event in life.log]
    states = [customer_chat(chat, look, life.limits) for chat in life.after if chat.status is not None]
    return [msgspec.json.encode(each).decode() for each in (pushes, seen(life, look), states)]


@given(lives())
def test_agents_get_every_event_as_it_is(life: Told) -> None:
    for event in life.log:
        got = view(event, Audience.AGENT, PLAIN)
        assert got == EventView(seq=event.seq, at=event.at, kind=event.kind, by=event.by, data=event.data)


@given(lives(), st.sampled_from(Audience), LOOKS)
def test_a_push_says_what_the_view_says_and_which_chat(life: Told, audience: Audience, look: Look) -> None:
    for event in life.log:
        pushed, viewed = push("c1", event, audience, look), view(event, audience, look)
        assert (pushed is None) == (viewed is None)
        if pushed is not None and viewed is not None:
            assert msgspec.structs.asdict(pushed) == {"chat": "c1", **msgspec.structs.asdict(viewed)}


def test_a_customer_is_told_who_she_talks_to_now_and_nothing_else_of_a_transfer() -> None:
    told = offered(to=None, channel=SALES)
    told.does(CARLA, AcceptTransfer())
    told.does(MARIT, TakeOver())
    accepted, taken = seen(told, PLAIN)[-2:]

    assert accepted.data == TransferAccepted(
        sender=AgentRef(id="anna", name="Anna"), to=AgentRef(id="carla", name="Carla")
    )
    assert taken.kind == "taken_over"
    assert taken.by.name == "Marit"


def test_a_customer_is_not_told_to_which_channel_her_chat_went() -> None:
    told = answered()
    moved = Queued(reason="transfer", channel=SALES)
    told.log.append(Event(seq=told.chat.seq + 1, at=told.now, by=SYSTEM, data=moved))

    assert seen(told, PLAIN)[-1].data == Queued(reason="transfer")


def test_a_customer_is_told_the_number_of_a_request_and_not_its_title() -> None:
    told = answered()
    told.does(ANNA, CreateRequest(number=7, title="Difficult customer"))

    assert seen(told, Look())[-1].data == RequestCreated(number=7)


def test_a_name_of_spaces_alone_is_shown_as_it_is() -> None:
    told = waiting()
    chat = msgspec.structs.replace(told.chat, status=Status.ACTIVE, agent=AgentRef(id="x", name=" "))

    shown = customer_chat(chat, PLAIN, Limits())

    assert shown.agent == AgentRef(id="x", name=" ")


def test_a_customer_sees_her_agent_only_while_she_has_one() -> None:
    told = answered()
    assert customer_chat(told.chat, Look(), Limits()).agent == ANNA.ref
    told.does(MIA, ChatEnd())

    assert customer_chat(told.chat, Look(), Limits()).agent is None


def test_a_customer_sees_until_when_she_may_return_and_whether_she_rated() -> None:
    told = answered()
    assert customer_chat(told.chat, Look(), Limits()).can_return_until is None
    told.does(MIA, ChatEnd())
    told.does(MIA, ChatRate(score=4))
    shown = customer_chat(told.chat, Look(), Limits())

    assert shown.can_return_until == told.now + Limits().return_ms
    assert shown.rated


def test_a_customer_in_the_queue_sees_her_place() -> None:
    shown = customer_chat(waiting().chat, Look(), Limits(), place=(2, 5, 60_000))

    assert (shown.position, shown.waiting, shown.average_wait_ms) == (2, 5, 60_000)


def test_a_row_says_who_waits_for_whom_only_while_they_talk() -> None:
    told = waiting()
    assert card(told.chat).waiting_for is None
    told = answered()
    assert card(told.chat).waiting_for == "agent"
    told.does(ANNA, says("Hello"))
    assert card(told.chat).waiting_for == "customer"
    told.does(MIA, ChatEnd())
    assert card(told.chat).waiting_for is None


def test_a_row_marks_a_returning_customer_and_a_transfer_under_way() -> None:
    told = offered(to=BJORN)
    row = card(told.chat, unread=3, customer_read=2)

    assert row.transfer == told.log[-1].data
    assert (row.unread, row.customer_read, row.returning) == (3, 2, False)


@given(lives())
def test_a_row_without_texts_holds_nothing_that_was_said(life: Told) -> None:
    for chat in life.after[1:]:
        row = without_texts(card(chat, unread=1, customer_read=1))
        assert (row.first, row.last, row.unread, row.customer_read) == (None, None, 0, 0)
        assert "PRIVATE" not in msgspec.json.encode(row).decode()
        assert row.id == chat.id


def test_a_hidden_event_moves_the_number_on_for_everybody() -> None:
    told = answered()
    told.does(ANNA, NoteAdd(chat="c1", text="Careful", key="n1"))
    told.does(MARIT, Requeue())

    assert [each.seq for each in seen(told, Look())] == [1, 2, 3, 4, 6]


def test_a_channel_as_its_customer_sees_it_has_its_look_and_forms_and_no_limits() -> None:
    settings = ChannelSettings(look=Look(header="Hello"), limits=Limits(queue_max=3))
    shown = channel_view("Support", "en", settings, state="open", waiting=2, average_wait_ms=None, now=0)

    assert shown.look.header == "Hello"
    assert (shown.state, shown.waiting, shown.average_wait_ms) == ("open", 2, None)
    assert "queue_max" not in msgspec.json.encode(shown).decode()
