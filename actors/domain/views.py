"""Who may see what: an event as an audience gets it, a chat as a row of a list. Nothing else decides.

A hidden event leaves a hole in the numbering that the audience must not be able to read anything from, so only
events that a customer may know of are made of visible kinds at all (listening in is no event).
"""

from enum import Enum, auto
from typing import Literal

from msgspec.structs import replace

from actors.domain.chat import Chat
from actors.domain.deadline import transfer_ends_at
from actors.domain.settings import Limits
from actors.messages import (
    AgentRef,
    Answered,
    By,
    ChatCard,
    ContactLinked,
    ContactUnlinked,
    CustomerChat,
    Event,
    EventPush,
    EventView,
    Fact,
    FieldsSet,
    Look,
    Message,
    Note,
    Queued,
    Rated,
    RequestCreated,
    Started,
    Status,
    TakenOver,
    TransferAccepted,
    TransferCancelled,
    TransferOffered,
    TransferRejected,
)


class Audience(Enum):
    """For whom an event is dressed. A listener sees what agents see."""

    CUSTOMER = auto()
    AGENT = auto()


HIDDEN_FROM_CUSTOMER: tuple[type[Fact], ...] = (
    Note,
    TransferOffered,
    TransferRejected,
    TransferCancelled,
    ContactLinked,
    ContactUnlinked,
    FieldsSet,
    Rated,
)


def view(event: Event, audience: Audience, look: Look) -> EventView | None:
    """The event for `audience`, or None where it is not for them."""
    if audience is Audience.AGENT:
        return EventView(seq=event.seq, at=event.at, kind=event.kind, by=event.by, data=event.data)
    if isinstance(event.data, HIDDEN_FROM_CUSTOMER):
        return None
    by = _by_for_customer(event.by, look)
    return EventView(seq=event.seq, at=event.at, kind=event.kind, by=by, data=_for_customer(event.data, look))


def push(chat: str, event: Event, audience: Audience, look: Look) -> EventPush | None:
    """The same as a push."""
    if audience is Audience.AGENT:
        return EventPush(chat=chat, seq=event.seq, at=event.at, kind=event.kind, by=event.by, data=event.data)
    seen = view(event, audience, look)
    if seen is None:
        return None
    return EventPush(chat=chat, seq=seen.seq, at=seen.at, kind=seen.kind, by=seen.by, data=seen.data)


def agent_for_customer(agent: AgentRef | None, look: Look) -> AgentRef | None:
    """Name and photo as the channel shows them."""
    if agent is None:
        return None
    name = agent.name.split()[0] if look.first_name_only and agent.name.strip() else agent.name
    return AgentRef(id=agent.id, name=name, photo=agent.photo if look.show_photo else None)


def _by_for_customer(by: By, look: Look) -> By:
    if by.kind != "agent" or by.id is None:
        return by
    agent = agent_for_customer(AgentRef(id=by.id, name=by.name, photo=by.photo), look)
    assert agent is not None
    return By(kind="agent", id=agent.id, name=agent.name, photo=agent.photo)


def _for_customer(fact: Fact, look: Look) -> Fact:
    match fact:
        case Message():
            return fact
        case Answered():
            return Answered(agent=agent_for_customer(fact.agent, look) or fact.agent)
        case TransferAccepted():
            return TransferAccepted(
                sender=agent_for_customer(fact.sender, look) or fact.sender, to=agent_for_customer(fact.to, look)
            )
        case TakenOver():
            return TakenOver(
                sender=agent_for_customer(fact.sender, look) or fact.sender,
                to=agent_for_customer(fact.to, look) or fact.to,
            )
        case RequestCreated():
            return RequestCreated(number=fact.number)
        case Started():
            return replace(fact, page=None)
        case Queued():
            return Queued(reason=fact.reason)
        case _:
            return fact


def card(chat: Chat, *, unread: int = 0, customer_read: int = 0, limits: Limits | None = None) -> ChatCard:
    """The chat as a row. `unread`: customer messages its agent has not seen; `limits` tell when offers lapse."""
    assert chat.status is not None, "a chat without events is in no list"
    return ChatCard(
        id=chat.id,
        channel=chat.channel,
        customer=chat.customer,
        email=chat.fields.get("email"),
        status=chat.status,
        seq=chat.seq,
        started_at=chat.started_at,
        last_at=chat.last_at,
        agent=chat.agent,
        waiting_for=_waiting_for(chat),
        unanswered_at=chat.unanswered_at if chat.status is Status.ACTIVE else None,
        queued_at=chat.queued_at,
        answered_at=chat.answered_at,
        ended_at=chat.ended_at,
        reason=chat.end_reason,
        first=chat.first,
        last=chat.last,
        unread=unread,
        customer_read=customer_read,
        returning=chat.returns > 0,
        front=chat.front,
        files_allowed=chat.files_allowed,
        transfer=chat.transfer.offer if chat.transfer else None,
        transfer_ends_at=transfer_ends_at(chat, limits) if limits else None,
        rating=chat.rating,
        requests=chat.requests,
        verified=chat.verified,
    )


def without_texts(row: ChatCard) -> ChatCard:
    """A row for those who may see that a chat goes on, not what is said in it."""
    transfer = replace(row.transfer, note=None) if row.transfer is not None else None
    return replace(row, first=None, last=None, unread=0, customer_read=0, transfer=transfer, requests=())


def _waiting_for(chat: Chat) -> Literal["agent", "customer"] | None:
    if chat.status is not Status.ACTIVE:
        return None
    return "agent" if chat.unanswered_at is not None else "customer"


def customer_chat(
    chat: Chat,
    look: Look,
    limits: Limits,
    *,
    agent_read: int = 0,
    place: tuple[int, int, int | None] | None = None,
) -> CustomerChat:
    """The chat as its customer sees it. `place`: position, number waiting and average wait, in the queue."""
    assert chat.status is not None
    position, waiting, average_wait_ms = place if place is not None else (None, None, None)
    may_return = chat.status is Status.ENDED and chat.ended_at is not None
    return CustomerChat(
        id=chat.id,
        status=chat.status,
        seq=chat.seq,
        agent=agent_for_customer(chat.agent, look) if chat.status is Status.ACTIVE else None,
        position=position,
        waiting=waiting,
        average_wait_ms=average_wait_ms,
        agent_read=agent_read,
        rated=chat.rating is not None,
        files_allowed=chat.files_allowed,
        can_return_until=chat.ended_at + limits.return_ms if may_return and chat.ended_at is not None else None,
        idle_ends_at=chat.idle_ends_at,
    )
