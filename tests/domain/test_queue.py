"""The order of those who wait, against a list that is sorted anew each time, and the average wait."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from actors.domain.queue import AVERAGE_LAST, AVERAGE_OVER_MS, Queue, Waits
from actors.domain.views import card
from actors.messages import ChatCard, Status
from tests.domain.people import MORNING, answered, waiting

MINUTE_MS = 60_000
ids = st.sampled_from([f"c{n}" for n in range(12)])
times = st.integers(MORNING, MORNING + 20)


def row(chat: str, queued_at: int, seq: int = 1) -> ChatCard:
    return ChatCard(
        id=chat, channel="support", customer="Mia", status=Status.QUEUED, seq=seq,
        started_at=queued_at, last_at=queued_at, queued_at=queued_at,
    )  # fmt: skip


class Waiting(RuleBasedStateMachine):
    """The queue and its model: (back, since, order of arrival) sorted each time somebody looks."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue()
        self.model: dict[str, tuple[bool, int, int]] = {}
        self.rows: dict[str, ChatCard] = {}
        self.arrivals = 0

    @rule(chat=ids, at=times, front=st.booleans())
    def somebody_comes(self, chat: str, at: int, front: bool) -> None:
        if chat in self.model:
            return
        self.arrivals += 1
        self.model[chat] = (not front, at, self.arrivals)
        self.rows[chat] = row(chat, at)
        self.queue.put(self.rows[chat], front=front)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), front=st.booleans())
    def a_row_is_brought_up_to_date(self, data: st.DataObject, front: bool) -> None:
        chat = data.draw(st.sampled_from(sorted(self.model)))
        self.rows[chat] = row(chat, self.model[chat][1], seq=self.rows[chat].seq + 1)
        self.queue.put(self.rows[chat], front=front)

    @rule(chat=ids)
    def somebody_leaves(self, chat: str) -> None:
        self.model.pop(chat, None)

        assert self.queue.remove(chat) == self.rows.pop(chat, None)

    @invariant()
    def the_order_is_front_first_then_the_oldest(self) -> None:
        ordered = sorted(self.model, key=lambda chat: self.model[chat])
        assert [each.id for each in self.queue] == ordered
        assert list(self.queue) == [self.rows[chat] for chat in ordered]
        assert self.queue.head() == (self.rows[ordered[0]] if ordered else None)
        assert len(self.queue) == len(ordered)

    @invariant()
    def everybody_in_it_is_found_and_nobody_else(self) -> None:
        for chat in (f"c{n}" for n in range(12)):
            assert (chat in self.queue) == (chat in self.model)
            assert self.queue.get(chat) == self.rows.get(chat)
            assert self.queue.is_front(chat) == (chat in self.model and not self.model[chat][0])


TestWaiting = Waiting.TestCase
TestWaiting.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_a_chat_that_comes_back_goes_behind_those_who_came_back_before_and_before_all_others() -> None:
    queue = Queue()
    queue.put(row("first", 1), front=False)
    queue.put(row("back again", 5), front=True)
    queue.put(row("back again later", 9), front=True)
    queue.put(row("second", 3), front=False)

    assert [each.id for each in queue] == ["back again", "back again later", "first", "second"]


def test_the_chat_itself_says_whether_it_goes_to_the_front() -> None:
    assert not waiting().chat.front
    assert card(waiting().chat).queued_at == MORNING
    assert card(answered().chat).queued_at is None


def test_an_average_of_nothing_is_absent_and_not_nought() -> None:
    assert Waits().average_ms(MORNING) is None


def test_the_average_is_of_the_last_hour() -> None:
    waits = Waits()
    waits.add(MORNING, 50 * MINUTE_MS)
    waits.add(MORNING + 30 * MINUTE_MS, 2 * MINUTE_MS)
    waits.add(MORNING + 40 * MINUTE_MS, 4 * MINUTE_MS)

    assert waits.average_ms(MORNING + AVERAGE_OVER_MS) == 3 * MINUTE_MS
    assert waits.average_ms(MORNING + 3 * AVERAGE_OVER_MS) is None


def test_the_average_is_of_the_latest_answers_only() -> None:
    waits = Waits([(MORNING, MINUTE_MS)] * 3 * AVERAGE_LAST)
    for _ in range(AVERAGE_LAST):
        waits.add(MORNING, 0)

    assert waits.average_ms(MORNING) == 0
