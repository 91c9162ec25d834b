"""Lives of chats as hypothesis draws them: any person asks anything at any time, and likely things more often.

`anything` draws without looking; `likely` looks at the chat, so that lives get as far as transfers and returns.
Times go on by a little, by much, or back (a clock that was set).
"""

from contextlib import suppress

from hypothesis import strategies as st

from actors.domain.chat import Chat
from actors.domain.commands import (
    AcceptTransfer,
    AllowFiles,
    Answer,
    CancelTransfer,
    ChatCommand,
    CreateRequest,
    HandOff,
    Leave,
    LinkContact,
    LoseAgent,
    OfferTransfer,
    RejectTransfer,
    Requeue,
    Return,
    Say,
    SendFile,
    SetFields,
    TakeOver,
    Tick,
    Together,
    UnlinkContact,
)
from actors.domain.errors import Refused
from actors.domain.rights import Who
from actors.domain.settings import Limits
from actors.messages import ChatEnd, ChatRate, MessageSend, NoteAdd, Status
from tests.domain.people import (
    AGENTS,
    ANNA,
    BJORN,
    BOT,
    CARLA,
    EVERYBODY,
    MARIT,
    MIA,
    PHOTO,
    SALES,
    SUPPORT,
    SYSTEM,
    Told,
    start,
)

Asked = tuple[Who, ChatCommand]

MINUTE_MS = 60_000
spans = st.sampled_from([0, 1, 900, 15_000, MINUTE_MS, 2 * MINUTE_MS, 18 * MINUTE_MS, 31 * MINUTE_MS, -MINUTE_MS])
# What people type can hold anything but the marks that tests of the views look for.
letters = st.text('ab <"\\\n\0ø語🙂', min_size=1, max_size=8)
keys = st.sampled_from([f"k{n}" for n in range(6)]) | letters
texts = letters | st.just("x" * 200)
people = st.sampled_from(EVERYBODY)
agents = st.sampled_from(AGENTS)
refs = st.sampled_from([each.ref for each in AGENTS])

says = st.builds(MessageSend, text=texts, key=keys)
says_as_bot = st.builds(Say, text=texts, key=keys, options=st.sampled_from([(), ("Yes", "No")]))
sets_fields = st.builds(SetFields, fields=st.just({"phone": "PRIVATE phone"}) | st.just({"name": "Mia Berg"}))
bot_turns = st.builds(
    Together, st.tuples(says_as_bot, sets_fields, st.sampled_from([HandOff(reason="asked"), ChatEnd()]))
)
sends = st.builds(SendFile, file=st.just(PHOTO), key=keys, always=st.booleans())
allows = st.builds(AllowFiles, st.booleans())
notes = st.builds(NoteAdd, chat=st.just("c1"), text=st.just("PRIVATE note"), key=keys)
answers = st.builds(Answer, welcome=st.sampled_from(["", "Welcome!"]))
returns = st.builds(Return, available=st.frozensets(refs.map(lambda ref: ref.id)))
rates = st.builds(ChatRate, score=st.integers(1, 5), comment=st.none() | st.just("PRIVATE comment"))
reasons = st.none() | st.just("PRIVATE reason")
to_agent = st.builds(OfferTransfer, to=refs, note=reasons)
to_channel = st.builds(OfferTransfer, channel=st.sampled_from([SUPPORT, SALES]), note=reasons)
offers = to_agent | to_channel | st.just(OfferTransfer()) | st.just(OfferTransfer(to=BJORN.ref, channel=SALES))
rejects = st.builds(RejectTransfer, reason=reasons)
cancels = st.builds(CancelTransfer, gone=st.booleans())
losses = st.builds(LoseAgent, refs.map(lambda ref: ref.id))
requests = st.builds(
    CreateRequest, number=st.integers(1, 99), title=st.just("PRIVATE title"), ends_chat=st.booleans()
)
leaves_a_request = st.builds(
    CreateRequest, number=st.integers(1, 99), title=st.just("PRIVATE title"), ends_chat=st.sampled_from([True])
)
links = st.builds(LinkContact, st.sampled_from(["PRIVATE contact", "PRIVATE other contact"]), st.booleans())

parameterless: tuple[ChatCommand, ...] = (
    *(start(), start(bot=True), ChatEnd(), Leave(), Requeue(), HandOff()),
    *(AcceptTransfer(), TakeOver(), UnlinkContact(), Tick()),
)
anything: st.SearchStrategy[ChatCommand] = st.one_of(
    st.sampled_from(parameterless),
    *(
        says,
        says_as_bot,
        sets_fields,
        bot_turns,
        sends,
        allows,
        notes,
        answers,
        returns,
        rates,
        offers,
        rejects,
        cancels,
        losses,
        requests,
        links,
    ),
)


def asked(who: st.SearchStrategy[Who], *commands: st.SearchStrategy[ChatCommand]) -> st.SearchStrategy[Asked]:
    return st.tuples(who, st.one_of(*commands))


by_mia, by_bot, by_anna = st.just(MIA), st.just(BOT), st.just(ANNA)
those_of_support = st.sampled_from([ANNA, BJORN, MARIT])
talk = asked(by_mia, says, sends) | asked(agents, says, notes, links, st.just(UnlinkContact()))
transfers = asked(
    those_of_support, st.builds(OfferTransfer, to=st.just(BJORN.ref) | refs, note=reasons), to_channel
)
managing = asked(st.just(MARIT), st.just(TakeOver()), st.just(Requeue()))
ends = asked(by_mia | by_anna, st.just(ChatEnd()))
time = asked(st.just(SYSTEM), st.just(Tick()))
in_transfer = asked(st.sampled_from([BJORN, CARLA, ANNA]), st.just(AcceptTransfer()), rejects, cancels)
LIKELY: dict[Status | None, st.SearchStrategy[Asked]] = {
    None: asked(by_mia, st.just(start()), st.just(start()), st.just(start(bot=True))),
    Status.BOT: asked(by_mia, says)
    | asked(by_bot, says, says_as_bot, sets_fields, bot_turns, st.just(HandOff()), st.just(ChatEnd())),
    Status.QUEUED: asked(by_anna, answers)
    | asked(agents, answers)
    | talk
    | asked(by_mia, st.just(ChatEnd()))
    | asked(st.just(SYSTEM), leaves_a_request),
    Status.ACTIVE: st.one_of(
        talk, asked(those_of_support, says, sends, allows), transfers, transfers, managing, ends, time
    ),
    Status.ENDED: asked(by_mia, returns, rates) | asked(agents, notes, requests, links),
    Status.ABANDONED: asked(agents, notes, links, requests),
}


def likely(chat: Chat) -> st.SearchStrategy[Asked]:
    """What this chat may well be asked; now and then anything at all."""
    probable = LIKELY[chat.status]
    if chat.status is None:
        return probable
    shares = (
        [probable] * 5 if chat.transfer is None else [in_transfer, in_transfer, in_transfer, probable, probable]
    )
    shares.append(st.tuples(people, anything))
    return st.integers(0, len(shares) - 1).flatmap(lambda share: shares[share])


lines = st.lists(st.sampled_from([MIA, ANNA]), min_size=1, max_size=4)
TALKS: st.SearchStrategy[list[Asked]] = st.builds(
    lambda speakers, over: [
        (MIA, start()),
        (ANNA, Answer()),
        *((who, MessageSend(text="Hello", key=f"line {n}")) for n, who in enumerate(speakers)),
        *over,
    ],
    lines,
    st.sampled_from([(), (), ((MIA, ChatEnd()),), ((ANNA, ChatEnd()), (MIA, ChatRate(score=4)))]),
)


@st.composite
def lives(draw: st.DrawFn) -> Told:
    """A chat with the log of some life. What is refused leaves no trace.

    Half of them are answered before anything is left to chance: else few would get as far as a talk and its end.
    """
    told = Told(Limits())
    if draw(st.booleans()):
        for who, command in draw(TALKS):
            told.later(draw(spans))
            told.does(who, command)
    for _ in range(draw(st.sampled_from([3, 12, 40]))):
        who, command = draw(likely(told.chat))
        told.later(draw(spans))
        with suppress(Refused):
            told.does(who, command)
    return told
