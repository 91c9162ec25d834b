"""Which chats stand in an agent's list, why, and how."""

from msgspec.structs import replace

from actors.domain.her_chats import RECENT_MS, HerChats
from actors.domain.views import card
from actors.messages import ChatEnd
from tests.domain.people import MIA, answered

TOLD = answered()
ROW = card(TOLD.chat)


def test_a_chat_stands_for_one_reason_at_a_time() -> None:
    hers = HerChats()

    assert hers.put(ROW, "receiver") is None
    assert hers.put(ROW, "agent") == "receiver"
    assert (hers.offered(), hers.active()) == ([], [ROW])


def test_her_consoles_hear_nothing_from_a_chat_that_is_only_remembered() -> None:
    hers = HerChats()
    hers.put(ROW, "recent")

    assert list(hers) == [ROW]
    assert hers.heard() == []


def test_her_list_says_that_she_listens() -> None:
    hers = HerChats()
    hers.put(ROW, "listener")

    assert hers.shown(ROW.id) == replace(ROW, listening=True)


def test_news_from_before_the_chat_was_asked_is_old() -> None:
    hers = HerChats()
    assert not hers.is_old(ROW)

    hers.put(ROW, "agent")
    assert not hers.is_old(ROW)
    assert hers.is_old(replace(ROW, seq=ROW.seq - 1))


def test_an_ended_chat_is_forgotten_after_a_working_day_and_an_open_one_never() -> None:
    told = answered()
    told.does(MIA, ChatEnd())
    hers = HerChats()
    hers.put(replace(ROW, id="open"), "agent")
    hers.put(card(told.chat), "recent")

    hers.forget_old(told.now + RECENT_MS - 1)
    assert told.chat.id in hers

    hers.forget_old(told.now + RECENT_MS)
    assert [row.id for row in hers] == ["open"]


def test_what_is_removed_says_why_it_stood_there() -> None:
    hers = HerChats()
    hers.put(ROW, "agent")

    assert hers.remove(ROW.id) == "agent"
    assert hers.remove(ROW.id) is None
