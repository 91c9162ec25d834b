"""The table of transitions, and a state that follows from the log alone."""

import msgspec
import pytest
from hypothesis import given

from actors.domain.chat import KEYS_KEPT, NEXT, Chat, Impossible, evolve
from actors.domain.commands import Answer, LoseAgent, Return
from actors.messages import (
    FACTS,
    KINDS,
    SYSTEM,
    Abandoned,
    AgentRef,
    Answered,
    BotHandedOff,
    By,
    ChatEnd,
    ContactLinked,
    ContactUnlinked,
    Ended,
    Event,
    Fact,
    FieldsSet,
    FileRef,
    FilesAllowed,
    IdleWarned,
    Message,
    Note,
    Queued,
    Rated,
    RequestCreated,
    Returned,
    Started,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)
from tests.domain.lives import lives
from tests.domain.people import ANNA, MIA, MORNING, Told, answered, says, waiting

A, B = AgentRef(id="a", name="A"), AgentRef(id="b", name="B")
SAMPLES: tuple[Fact, ...] = (
    Started(channel="support"),
    Queued(reason="new"),
    Answered(agent=A),
    Message(text="Hello", key="k"),
    Note(text="Careful", key="n"),
    TransferOffered(sender=A, to=B),
    TransferAccepted(sender=A, to=B),
    TransferRejected(sender=A, to=B),
    TransferCancelled(sender=A, to=B, reason="cancelled"),
    TakenOver(sender=A, to=B),
    RequestCreated(number=7),
    ContactLinked(contact="p1"),
    ContactUnlinked(contact="p1"),
    BotHandedOff(),
    FieldsSet(fields={"name": "Mia"}),
    FilesAllowed(on=True),
    IdleWarned(ends_at=MORNING),
    Ended(reason="agent"),
    Returned(),
    Rated(score=5),
    Abandoned(reason="left"),
)

# Said a second time, by hand: the status after the event, by its first letter (x for abandoned), a dot for never.
WRITTEN_DOWN = """
                    new bot queued active ended abandoned
started              b   .    .      .      .       .
queued               .   q    q      q      .       .
answered             .   .    a      .      .       .
message              .   b    q      a      .       .
note                 .   .    q      a      e       x
transfer_offered     .   .    .      a      .       .
transfer_accepted    .   .    .      a      .       .
transfer_rejected    .   .    .      a      .       .
transfer_cancelled   .   .    .      a      .       .
taken_over           .   .    .      a      .       .
request_created      .   b    q      a      e       x
contact_linked       .   b    q      a      e       x
contact_unlinked     .   b    q      a      e       x
bot_handed_off       .   b    .      .      .       .
fields_set           .   b    .      .      .       .
files_allowed        .   .    .      a      .       .
idle_warned          .   b    .      a      .       .
ended                .   e    e      e      .       .
returned             .   .    .      .      q       .
rated                .   .    .      .      e       .
abandoned            .   x    x      .      .       .
"""
LETTERS = {"b": Status.BOT, "q": Status.QUEUED, "a": Status.ACTIVE, "e": Status.ENDED, "x": Status.ABANDONED}


def every_pair() -> list[tuple[Status | None, Fact, Status | None]]:
    samples = {KINDS[type(fact)]: fact for fact in SAMPLES}
    heads, *rows = (line.split() for line in WRITTEN_DOWN.strip().splitlines())
    columns = [None if head == "new" else Status(head) for head in heads]
    return [
        (status, samples[kind], LETTERS.get(letter))
        for kind, *letters in rows
        for status, letter in zip(columns, letters, strict=True)
    ]


@pytest.mark.parametrize(
    ("status", "fact", "then"),
    [pytest.param(*pair, id=f"{pair[0]} {KINDS[type(pair[1])]}") for pair in every_pair()],
)
def test_a_status_changes_as_the_table_says_and_in_no_other_way(
    status: Status | None, fact: Fact, then: Status | None
) -> None:
    chat = Chat(id="c", status=status, seq=4, agent=A)
    event = Event(seq=5, at=MORNING, by=SYSTEM, data=fact)

    if then is None:
        with pytest.raises(Impossible):
            evolve(chat, event)
        assert chat == Chat(id="c", status=status, seq=4, agent=A)
    else:
        after = evolve(chat, event)
        assert (after.status, after.seq, after.last_at) == (then, 5, MORNING)


def test_the_table_written_down_here_has_every_kind_of_event_and_every_status() -> None:
    pairs = {(status, KINDS[type(fact)]) for status, fact, _ in every_pair()}

    assert pairs == {(status, kind) for status in (None, *Status) for kind in FACTS}
    assert set(NEXT) == {None, *Status}


@pytest.mark.parametrize("seq", [0, 1, 2, 4])
def test_an_event_that_would_leave_a_gap_or_repeat_a_number_cannot_be_folded_in(seq: int) -> None:
    chat = waiting().after[2]

    with pytest.raises(Impossible):
        evolve(chat, Event(seq=seq, at=MORNING, by=SYSTEM, data=Message(text="Hello", key="k")))


@given(lives())
def test_a_row_that_was_stored_anywhere_and_the_rest_of_the_log_give_the_same_chat(life: Told) -> None:
    for number, state in enumerate(life.after):
        row = msgspec.json.decode(msgspec.json.encode(state), type=Chat)

        assert row == state
        assert list(row.keys.items()) == list(state.keys.items())
        assert evolve(row, *life.log[number:]) == life.chat


@given(lives())
def test_an_event_comes_back_from_the_store_as_it_was(life: Told) -> None:
    for event in life.log:
        data = msgspec.json.encode(event.data)

        assert msgspec.json.decode(data, type=FACTS[event.kind]) == event.data


@given(lives())
def test_the_figures_agree_with_a_recount_of_the_log(life: Told) -> None:
    for number, chat in enumerate(life.after):
        assert figures(chat) == recount(life.log[:number])


def figures(chat: Chat) -> dict[str, object]:
    return {
        "waiting_ms": chat.waiting_ms,
        "first_response_ms": chat.first_response_ms,
        "duration_ms": chat.duration_ms,
        "talk_ms": chat.talk_ms,
        "unanswered_at": chat.unanswered_at,
        "returns": chat.returns,
        "transfers": chat.transfers,
        "requests": chat.requests,
        "rating": chat.rating,
    }


def recount(log: list[Event]) -> dict[str, object]:
    """The definitions of SPEC.md section 6, slowly and without a state."""
    queued = first(log, Queued)
    answered_first = first(log, Answered)
    spoken = next((e.at for e in log if isinstance(e.data, Message) and e.by.kind == "agent"), None)
    over = next((e for e in reversed(log) if isinstance(e.data, Ended | Abandoned | Returned)), None)
    ended = over.at if over is not None and not isinstance(over.data, Returned) else None
    ratings = [e.data.score for e in log if isinstance(e.data, Rated)]
    return {
        "waiting_ms": None if answered_first is None or queued is None else answered_first - queued,
        "first_response_ms": None if answered_first is None or spoken is None else spoken - answered_first,
        "duration_ms": None if answered_first is None or ended is None else ended - answered_first,
        "talk_ms": talked(log),
        "unanswered_at": unanswered(log),
        "returns": sum(isinstance(e.data, Returned) for e in log),
        "transfers": sum(
            isinstance(e.data, TransferAccepted) or (isinstance(e.data, Queued) and e.data.reason == "transfer")
            for e in log
        ),
        "requests": tuple(e.data.number for e in log if isinstance(e.data, RequestCreated)),
        "rating": ratings[-1] if ratings else None,
    }


def first(log: list[Event], kind: type[Fact]) -> int | None:
    return next((event.at for event in log if isinstance(event.data, kind)), None)


def talked(log: list[Event]) -> int:
    total, since = 0, None
    for event in log:
        if isinstance(event.data, Answered):
            since = event.at
        elif since is not None and isinstance(event.data, Queued | Ended | Abandoned):
            total, since = total + event.at - since, None
    return total


def unanswered(log: list[Event]) -> int | None:
    messages = [event for event in log if isinstance(event.data, Message)]
    last_answer = max((event.seq for event in messages if event.by.kind in {"agent", "bot"}), default=0)
    return next((e.at for e in messages if e.seq > last_answer and e.by.kind == "customer"), None)


def test_a_chat_that_was_never_answered_has_no_figures_rather_than_noughts() -> None:
    told = waiting()
    told.later(9_000).does(MIA, ChatEnd())

    assert told.chat.status is Status.ABANDONED
    assert (told.chat.waiting_ms, told.chat.first_response_ms, told.chat.duration_ms) == (None, None, None)


def test_time_between_the_end_and_the_return_counts_in_the_duration_and_not_in_the_talk() -> None:
    told = answered()
    told.later(60_000).does(MIA, ChatEnd())
    told.later(30_000).does(MIA, Return(available=frozenset({"anna"})))
    told.later(10_000).does(ANNA, ChatEnd())

    assert told.chat.duration_ms == 100_000
    assert told.chat.talk_ms == 70_000
    assert told.chat.waiting_ms == 5_000


def test_who_waits_for_whom_follows_the_last_message_of_either_side() -> None:
    told = answered()
    assert told.chat.unanswered_at == MORNING
    told.later(1_000).does(ANNA, says("Hello"))
    assert told.chat.unanswered_at is None
    told.later(1_000).does(MIA, says("There you are"))
    told.later(1_000).does(MIA, says("So?"))

    assert told.chat.unanswered_at == MORNING + 7_000


def test_the_line_in_a_list_says_which_agent_wrote_it_since_two_may_have_one_name() -> None:
    told = answered()
    said = []
    for who, text in ((MIA, "Hello"), (ANNA, "Good morning")):
        told.does(who, says(text))
        assert told.chat.last is not None
        said.append((told.chat.last.by, told.chat.last.id))

    assert said == [("customer", None), ("agent", ANNA.ref.id)]


def test_the_line_in_a_list_is_the_text_cut_short_or_the_name_of_the_file() -> None:
    chat = waiting().chat
    file = FileRef(id="f", name="invoice.pdf", size=1, media_type="application/pdf", url="/files/f")
    sent = Event(seq=4, at=MORNING, by=By(kind="customer"), data=Message(file=file, key="f"))
    long = Event(seq=5, at=MORNING, by=By(kind="customer"), data=Message(text="x" * 8_000, key="x"))

    with_file = evolve(chat, sent)
    with_text = evolve(with_file, long)

    assert with_file.last is not None
    assert with_file.last.text == "invoice.pdf"
    assert with_text.last is not None
    assert with_text.last.text == "x" * 120
    assert with_text.first == "My invoice is wrong"


def test_a_chat_remembers_its_latest_keys_and_no_more() -> None:
    told = waiting()
    for number in range(KEYS_KEPT):
        told.does(MIA, says(f"{number}"))

    assert len(told.chat.keys) == KEYS_KEPT
    assert "k-start" not in told.chat.keys
    assert told.chat.keys[f"k-{KEYS_KEPT - 1}"] == told.chat.seq


def test_a_chat_of_a_lost_agent_goes_before_those_who_came_first() -> None:
    told = answered()
    assert not told.chat.front
    told.later(120_000).does(ANNA, LoseAgent("anna"))

    assert told.chat.front
    told.does(ANNA, Answer())
    assert not told.chat.front


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": "Mia", "email": "mia@example.com"}, "Mia"),
        ({"name": "", "email": "mia@example.com"}, "mia@example.com"),
        ({}, "Visitor"),
    ],
)
def test_a_customer_is_shown_by_the_best_name_there_is(fields: dict[str, str], name: str) -> None:
    assert Chat(id="c", fields=fields).customer == name
