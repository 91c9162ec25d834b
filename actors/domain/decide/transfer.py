"""A chat goes from one agent to another: offered and accepted, or taken over. There is one offer at a time."""

from actors.domain.chat import Chat
from actors.domain.commands import CancelTransfer, OfferTransfer, RejectTransfer
from actors.domain.decide.who import NOTHING, Facts, agent_of, by_whom, forbidden, may, must_be, must_be_allowed
from actors.domain.errors import Conflict, Invalid, Refused
from actors.domain.rights import Action, Agent, Who
from actors.messages import (
    SYSTEM,
    AgentRef,
    By,
    CancelReason,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)


def offer(chat: Chat, command: OfferTransfer, who: Who) -> Facts:
    must_be_allowed(chat, who, Action.OFFER_TRANSFER)
    must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be transferred.")
    if chat.transfer is not None:
        raise Conflict("This chat is waiting to be accepted already. Cancel that transfer first.", chat.status)
    if (command.to is None) == (command.channel is None):
        raise Invalid("to", "Name an agent or a channel to transfer to.")
    sender = _its_agent(chat)
    if command.to is not None and command.to.id == sender.id:
        raise Invalid("to", f"{sender.name} has this chat already.")
    offered = TransferOffered(sender=sender, to=command.to, channel=command.channel, note=command.note)
    return ((by_whom(chat, who), offered),)


def accept(chat: Chat, who: Who) -> Facts:
    agent = agent_of(who)
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    must_be_allowed(chat, who, Action.ACCEPT_TRANSFER)
    offered = chat.transfer.offer
    accepted = TransferAccepted(sender=offered.sender, to=agent.ref, channel=offered.channel)
    return ((agent.by(), accepted),)


def reject(chat: Chat, command: RejectTransfer, who: Who) -> Facts:
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    must_be_allowed(chat, who, Action.REJECT_TRANSFER)
    offered = chat.transfer.offer
    rejected = TransferRejected(
        sender=offered.sender, to=offered.to, channel=offered.channel, reason=command.reason
    )
    return ((by_whom(chat, who), rejected),)


def cancel(chat: Chat, command: CancelTransfer, who: Who) -> Facts:
    if chat.transfer is None:
        raise _transfer_is_over(chat, who)
    must_be_allowed(chat, who, Action.CANCEL_TRANSFER)
    return cancelled(chat, "receiver_gone" if command.gone else "cancelled", by_whom(chat, who))


def take_over(chat: Chat, who: Who) -> Facts:
    agent = agent_of(who)
    must_be_allowed(chat, who, Action.TAKE_OVER)
    must_be(chat, Status.ACTIVE, "Only a chat that an agent has can be taken over.")
    sender = _its_agent(chat)
    if sender.id == agent.ref.id:
        return NOTHING
    return *cancelled(chat, "taken_over"), (agent.by(), TakenOver(sender=sender, to=agent.ref))


def cancelled(chat: Chat, reason: CancelReason, by: By = SYSTEM) -> Facts:
    """The end of the offer under way, if there is one: no transfer outlives what ends its chat's turn."""
    if chat.transfer is None:
        return NOTHING
    offered = chat.transfer.offer
    return ((by, TransferCancelled(sender=offered.sender, to=offered.to, channel=offered.channel, reason=reason)),)


def _transfer_is_over(chat: Chat, who: Who) -> Refused:
    if not may(chat, who, Action.READ) and isinstance(who, Agent):
        return forbidden(chat, who, Action.READ)
    return Conflict("No transfer is waiting in this chat any more.", chat.status)


def _its_agent(chat: Chat) -> AgentRef:
    assert chat.agent is not None, "an active chat has an agent"
    return chat.agent
