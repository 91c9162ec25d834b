"""The people of these tests, and a chat that remembers its whole log while they live it.

Anna and Bjorn can respond in support, Carla in sales only, Marit manages support, Nina may listen there and Olav
has no right at all.
"""

from actors.domain.chat import Chat, evolve
from actors.domain.commands import Answer, ChatCommand, LoseAgent, OfferTransfer, Return, SendFile, Start
from actors.domain.decide import decide
from actors.domain.rights import Agent, Bot, Customer, Operator, System, Who
from actors.domain.settings import Limits
from actors.messages import AgentRef, Event, FileRef, MessageSend, Rights

SUPPORT, SALES = "support", "sales"


def agent(name: str, **rights: Rights) -> Agent:
    key = name.partition(" ")[0].lower()
    return Agent(ref=AgentRef(id=key, name=name, photo=f"/photo/{key}.png"), rights=rights)


MIA = Customer()
ANNA = agent("Anna Secretson", support=Rights(respond=True))
BJORN = agent("Bjorn Secretson", support=Rights(respond=True))
CARLA = agent("Carla Secretson", sales=Rights(respond=True))
MARIT = agent("Marit Secretson", support=Rights(manage=True), sales=Rights(manage=True))
NINA = agent("Nina Secretson", support=Rights(listen=True))
OLAV = agent("Olav Secretson")
BOT = Bot("Robot")
SYSTEM = System()
OPERATOR = Operator(uid=1000)
AGENTS = (ANNA, BJORN, CARLA, MARIT, NINA, OLAV)
EVERYBODY: tuple[Who, ...] = (MIA, *AGENTS, BOT, SYSTEM, OPERATOR)

PHOTO = FileRef(id="f1", name="photo.png", size=8_000, media_type="image/png", url="/files/f1")
MORNING = 1_700_000_000_000


class Told:
    """A chat with its log. `does` is what the shell does: decide, keep, fold."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.lost: set[str] = set()  # agents without a console, until they do or may be counted on for anything
        self.now = MORNING
        self.chat = Chat(id="c1")
        self.log: list[Event] = []
        self.after: list[Chat] = [self.chat]  # the state after each prefix of the log

    def does(self, who: Who, command: ChatCommand) -> tuple[Event, ...]:
        events = self.decides(who, command)
        for event in events:
            self.chat = evolve(self.chat, event)
            self.log.append(event)
            self.after.append(self.chat)
        return events

    def decides(self, who: Who, command: ChatCommand) -> tuple[Event, ...]:
        if isinstance(who, Agent):
            self.lost.discard(who.ref.id)
        match command:
            case LoseAgent(agent=agent):
                self.lost.add(agent)
            case Return(available=available):
                self.lost -= available
            case _:
                pass
        lost = self.chat.agent is not None and self.chat.agent.id in self.lost
        return decide(self.chat, command, who, self.now, self.limits, lost=lost)

    def later(self, ms: int) -> "Told":
        self.now += ms
        return self

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.log]


def waiting(limits: Limits | None = None) -> Told:
    told = Told(limits)
    told.does(MIA, start())
    return told


def with_bot() -> Told:
    told = Told()
    told.does(MIA, start(bot=True))
    return told


def answered(by: Agent = ANNA, limits: Limits | None = None) -> Told:
    told = waiting(limits)
    told.later(5_000).does(by, Answer())
    return told


def offered(to: Agent | None = BJORN, channel: str | None = None, limits: Limits | None = None) -> Told:
    told = answered(limits=limits)
    told.later(5_000).does(ANNA, OfferTransfer(to=to.ref if to else None, channel=channel, note="She is angry"))
    return told


def start(*, bot: bool = False) -> Start:
    fields = {"name": "Mia", "email": "mia@example.com"}
    return Start(channel=SUPPORT, text="My invoice is wrong", key="k-start", fields=fields, page="/cart", bot=bot)


def says(text: str, key: str | None = None) -> MessageSend:
    return MessageSend(text=text, key=key or f"k-{text}")


def sends(key: str = "k-photo", *, always: bool = False) -> SendFile:
    return SendFile(file=PHOTO, key=key, always=always)
