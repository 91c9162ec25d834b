"""What an agent asks of channels and chats: to have one, to pass it on, to look on.

Her actor runs these errands within one mail, with her rights as they are then. Nothing of hers changes by them:
that a chat has become hers, the chat tells (`Concerns`).
"""

from typing import Final

from actors.acts import entry_of
from actors.domain.commands import OfferTransfer
from actors.domain.errors import Conflict, Forbidden, NotFound, Taken
from actors.domain.rights import Agent
from actors.house import House
from actors.mail import Do, Head, Listen, Next, OfferTo, Peek, TakeFromQueue, Transfer
from actors.messages import ChatCard, StatusNow
from store.queries import audit

# The heads of several queues are looked at before one is taken; a colleague may be faster this many times.
TRIES: Final = 20


async def take_next(house: House, who: Agent, channel: str | None) -> ChatCard | None:
    """The oldest of all her queues, or of one. A colleague who is faster means the next one is tried."""
    for _ in range(TRIES):
        heads = await _heads(house, who, channel)
        if not heads:
            return None
        head, of = min(heads, key=lambda found: (not found[0].front, found[0].queued_at))
        try:
            return await _take_from(house, who, of, head.chat)
        except (Taken, Conflict):
            continue
    return None


async def take(house: House, who: Agent, chat: str) -> ChatCard:
    """This one, which waits. Raises NotFound for a chat of a channel that is not hers."""
    row = await _known_to_her(house, who, chat)
    return await _take_from(house, who, row.channel, chat)


async def transfer(house: House, who: Agent, mail: Transfer) -> StatusNow:
    """Offered to a colleague by the channel, which knows who is there; to another channel by the chat itself."""
    row = await _known_to_her(house, who, mail.chat)
    if mail.to is not None and mail.channel is None:
        offer: object = OfferTo(mail.chat, mail.to, mail.note, who)
        address = f"channel/{row.channel}"
    else:
        if mail.channel is not None:
            house.catalog.get(mail.channel)  # NotFound
        offer = Do(OfferTransfer(channel=mail.channel, note=mail.note), who)
        address = f"chat/{mail.chat}"
    answer: StatusNow = await house.directory.ask(address, offer)
    return answer


async def listen(house: House, who: Agent, chat: str) -> ChatCard:
    """Her watching is in no chat's log; the audit log has it."""
    row: ChatCard = await house.directory.ask(f"chat/{chat}", Listen(who))
    note = entry_of(f"agent/{who.ref.id}", "listen.start", f"chat/{chat}", house.clock.now_ms())
    await house.store.write(audit.record, *note)
    return row


async def _known_to_her(house: House, who: Agent, chat: str) -> ChatCard:
    row: ChatCard = await house.directory.ask(f"chat/{chat}", Peek())
    if row.channel not in who.rights:
        raise NotFound("There is no such chat.")
    return row


async def _take_from(house: House, who: Agent, channel: str, chat: str) -> ChatCard:
    row: ChatCard = await house.directory.ask(f"channel/{channel}", TakeFromQueue(chat, who))
    return row


async def _heads(house: House, who: Agent, channel: str | None) -> list[tuple[Next, str]]:
    if channel is not None and not _responds_in(who, channel):
        raise Forbidden("You cannot respond in this channel.")
    asked = [channel] if channel is not None else [key for key in who.rights if _responds_in(who, key)]
    heads = [(await house.directory.ask(f"channel/{key}", Head()), key) for key in asked]
    return [(head, key) for head, key in heads if head is not None]


def _responds_in(who: Agent, channel: str) -> bool:
    rights = who.rights.get(channel)
    return rights is not None and rights.respond
