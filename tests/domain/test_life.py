"""One chat, lived at random: whatever anybody asks at whatever time, these things stay true.

The machine plays the shell: it decides, folds, and asks for the deadline, with a customer whose connection comes
and goes. Hypothesis looks for the life that breaks a rule.
"""

from collections.abc import Callable
from contextlib import suppress

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from actors.domain.chat import NEXT, Chat, evolve
from actors.domain.commands import ChatCommand, Leave, Tick
from actors.domain.deadline import deadline, leaves_at
from actors.domain.errors import Refused
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import Event, Message, MessageSend, Note, NoteAdd, Status
from tests.domain.lives import anything, likely, people, spans
from tests.domain.people import SYSTEM, Told, answered, offered, waiting, with_bot

# A transfer that lapses, the warning, the end.
MOST_DUE_AT_ONCE = 4
LIMITS = st.builds(
    Limits,
    leave_grace_ms=st.sampled_from([0, 60_000]),
    idle_ms=st.sampled_from([0, 1_000, 1_200_000]),
    idle_warning_ms=st.sampled_from([0, 1, 120_000]),
    transfer_ms=st.sampled_from([0, 120_000]),
)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.told = Told()
        self.gone_at: int | None = None

    @initialize(chapter=st.sampled_from([offered, answered, waiting, with_bot]), limits=st.just(Limits()) | LIMITS)
    def begins(self, chapter: Callable[[], Told], limits: Limits) -> None:
        self.told = chapter()
        self.told.limits = limits

    @rule(asked=st.tuples(people, anything), passes=spans)
    def anybody_asks_anything(self, asked: tuple[Who, ChatCommand], passes: int) -> None:
        self.told.later(passes)
        self.asks(*asked)

    @rule(data=st.data(), passes=spans)
    def something_likely_happens(self, data: st.DataObject, passes: int) -> None:
        self.told.later(passes)
        self.asks(*data.draw(likely(self.told.chat)))

    @rule()
    def the_customer_drops(self) -> None:
        self.gone_at = self.told.now

    @rule()
    def the_customer_is_back(self) -> None:
        self.gone_at = None

    @precondition(lambda self: self.due() is not None)
    @rule(late=st.sampled_from([0, 0, 1, 600_000]))
    def what_is_due_is_done(self, late: int) -> None:
        """At its time or later (a server that was down): something happens, and soon nothing is due any more."""
        due = self.due()
        assert due is not None
        self.told.now = max(self.told.now, due) + late
        for _ in range(MOST_DUE_AT_ONCE):
            if due is None or due > self.told.now:
                return
            leaves = leaves_at(self.told.chat, self.told.limits, self.gone_at)
            left = leaves is not None and self.told.now >= leaves
            assert self.told.does(SYSTEM, Leave() if left else Tick())
            due = self.due()
        raise AssertionError("a shell would turn in a circle here")

    @precondition(lambda self: self.told.chat.keys)
    @rule(data=st.data(), who=people, passes=spans)
    def a_command_is_repeated(self, data: st.DataObject, who: Who, passes: int) -> None:
        key, seq = data.draw(st.sampled_from(sorted(self.told.chat.keys.items())))
        self.told.later(passes)

        assert self.told.does(who, MessageSend(text="again", key=key)) == ()
        assert self.told.does(who, NoteAdd(chat="c1", text="again", key=key)) == ()
        assert self.told.chat.keys[key] == seq

    def asks(self, who: Who, command: ChatCommand) -> None:
        told = self.told
        before = msgspec.json.encode(told.chat)
        events: tuple[Event, ...] = ()
        with suppress(Refused):
            events = told.decides(who, command)
        assert msgspec.json.encode(told.chat) == before, "deciding changes nothing"
        for event in events:
            assert type(event.data) in NEXT[told.chat.status], "only what the table lists is decided"
            told.chat = evolve(told.chat, event)
            told.log.append(event)
            told.after.append(told.chat)

    def due(self) -> int | None:
        return deadline(self.told.chat, self.told.limits, self.gone_at)

    @invariant()
    def the_log_has_no_gap_and_time_never_runs_back_in_it(self) -> None:
        log = self.told.log
        assert [event.seq for event in log] == list(range(1, len(log) + 1))
        assert [event.at for event in log] == sorted(event.at for event in log)

    @invariant()
    def an_active_chat_has_one_agent_and_a_waiting_one_has_none(self) -> None:
        chat = self.told.chat
        if chat.is_open:
            assert (chat.agent is not None) == (chat.status is Status.ACTIVE)
        assert chat.transfer is None or chat.status is Status.ACTIVE

    @invariant()
    def who_is_lost_keeps_a_chat_for_as_long_as_another_may_accept_it(self) -> None:
        chat = self.told.chat
        if chat.status is Status.ACTIVE and chat.agent is not None and chat.agent.id in self.told.lost:
            assert chat.transfer is not None

    @invariant()
    def only_a_waiting_chat_has_a_place_in_a_queue(self) -> None:
        chat = self.told.chat
        assert (chat.queued_at is not None) == (chat.status is Status.QUEUED)
        assert (chat.queued_reason is not None) == (chat.status is Status.QUEUED)

    @invariant()
    def a_chat_is_over_or_has_no_time_and_reason_of_its_end(self) -> None:
        chat = self.told.chat
        over = chat.status in {Status.ENDED, Status.ABANDONED}
        assert (chat.ended_at is not None) == over
        assert (chat.end_reason is not None) == over
        assert not over or self.due() is None

    @invariant()
    def nothing_happens_by_itself_before_it_is_due(self) -> None:
        told = self.told
        due = deadline(told.chat, told.limits, None)
        if due is None or told.now < due:
            assert told.decides(SYSTEM, Tick()) == ()

    @invariant()
    def a_key_stands_once_in_the_log(self) -> None:
        keys = [event.data.key for event in self.told.log if isinstance(event.data, Message | Note)]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        for number, state in enumerate(self.told.after):
            row = msgspec.json.decode(msgspec.json.encode(state), type=Chat)
            assert evolve(row, *self.told.log[number:]) == self.told.chat


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
