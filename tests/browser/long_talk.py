"""A conversation of thousands of messages, put on the disk of a shop that is closed: to write it would take hours.

It is lived by the rules like any other (`decide`, `evolve`), over the days before now, and is still going on.
"""

import time
from pathlib import Path
from typing import Final

import trio

from actors.domain.chat import Chat, evolve
from actors.domain.commands import Answer, ChatCommand, Start
from actors.domain.decide import decide
from actors.domain.marks import Marks
from actors.domain.rights import Agent, Customer, Who
from actors.domain.settings import ChannelSettings
from actors.ids import new_id
from actors.log import chat_row, event_row, rights_of
from actors.messages import AgentRef, Event, MessageSend
from store.database import Store
from store.queries import accounts, channels, chats

# Five thousand are three and a half days: a page of them lies within a day, or has midnight in it.
APART_MS: Final = 61_000
CUSTOMER: Final = "Mia Berg"


def write_long_talk(database: Path, login: str, messages: int) -> str:
    """The id of the chat between `CUSTOMER` and the agent; its messages are numbered from 1."""
    return trio.run(_write, database, login, messages)


async def _write(database: Path, login: str, messages: int) -> str:
    async with Store.open(database) as store:
        account = await store.read(accounts.by_login, login)
        assert account is not None
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
        Start(channel="support", text="Message 1", key="1", fields={"name": CUSTOMER}, page=None, locale="en"),
        Customer(),
    )
    do(Answer(welcome=""), agent)
    for number in range(2, messages + 1):
        text = f"Message {number}" + (
            ": see https://lumen.example/faq and what it says below\nand so on" if number % 7 == 0 else ""
        )
        do(MessageSend(text=text, key=str(number)), agent if number % 3 == 0 else Customer())
    return chat, events
