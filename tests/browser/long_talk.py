"""A conversation of thousands of messages, put on the disk of a shop that is closed: to write it would take hours.

It is lived by the rules like any other (`decide`, `evolve`), over the days before now, and is still going on.
"""

import time
from pathlib import Path
from typing import Final

import msgspec
import trio
from msgspec.structs import replace

from actors.domain.chat import Chat, evolve
from actors.domain.commands import Answer, ChatCommand, Start
from actors.domain.decide import decide
from actors.domain.marks import Marks
from actors.domain.rights import Agent, Customer, Who
from actors.domain.settings import DAY_MS, ChannelSettings
from actors.ids import new_id
from actors.log import chat_row, event_row, rights_of
from actors.messages import AgentRef, Event, MessageSend
from store.database import Store
from store.queries import accounts, channels, chats

# Five thousand are three and a half days: a page of them lies within a day, or has midnight in it.
APART_MS: Final = 61_000
# From a click on the chat's row until its newest message is in sight: milliseconds. Asked with both of them.
OPENS: Final = """async ([chat, newest]) => {
  const inSight = () => {
    const box = document.querySelector("[role=log]");
    const last = [...(box?.querySelectorAll(".bubble") ?? [])].at(-1);
    if (!last?.textContent.startsWith(newest)) return false;
    const [said, edge] = [last, box].map((each) => each.getBoundingClientRect());
    return said.top >= edge.top && said.bottom <= edge.bottom;
  };
  const begun = performance.now();
  document.querySelector(`.session[data-row="${chat}"]`).click();
  while (!inSight()) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
CUSTOMER: Final = "Mia Berg"
CHANNEL: Final = "support"


def write_long_talk(database: Path, login: str, messages: int) -> str:
    """The id of the chat between `CUSTOMER` and the agent; its messages are numbered from 1."""
    return trio.run(_write, database, login, messages)


async def _write(database: Path, login: str, messages: int) -> str:
    async with Store.open(database) as store:
        account = await store.read(accounts.by_login, login)
        assert account is not None
        await _lets_nobody_leave(store)
        rights = await store.read(channels.memberships, account.id)
        agent = Agent(
            ref=AgentRef(id=account.id, name=account.name),
            admin=False,
            rights={channel: rights_of(row) for channel, row in rights.items()},
        )
        chat, events = talk(agent, messages)
        seen = Marks(customer_read=chat.seq, agent_read=chat.seq)
        rows = [event_row(chat.id, event) for event in events]
        await store.write(chats.imported, [chat_row(chat, seen)], rows)
        return chat.id


async def _lets_nobody_leave(store: Store) -> None:
    """She is not at the other end: a chat that she has left is over, and to read all of it takes a while."""
    channel = await store.read(channels.get, CHANNEL)
    assert channel is not None
    settings = msgspec.json.decode(channel.settings, type=ChannelSettings)
    patient = replace(settings, limits=replace(settings.limits, leave_grace_ms=DAY_MS))
    await store.write(channels.change, replace(channel, settings=msgspec.json.encode(patient)))


def talk(agent: Agent, messages: int) -> tuple[Chat, list[Event]]:
    at = time.time_ns() // 1_000_000 - (messages + 2) * APART_MS
    chat, events = Chat(id=new_id()), list[Event]()

    def do(command: ChatCommand, who: Who) -> None:
        nonlocal chat, at
        at += APART_MS
        new = decide(chat, command, who, at, ChannelSettings().limits)
        chat = evolve(chat, *new)
        events.extend(new)

    do(
        Start(channel=CHANNEL, text="Message 1", key="1", fields={"name": CUSTOMER}, page=None, locale="en"),
        Customer(),
    )
    do(Answer(welcome=""), agent)
    for number in range(2, messages + 1):
        text = f"Message {number}" + (
            ": see https://lumen.example/faq and what it says below\nand so on" if number % 7 == 0 else ""
        )
        do(MessageSend(text=text, key=str(number)), agent if number % 3 == 0 else Customer())
    return chat, events
