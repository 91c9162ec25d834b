"""A chat as a row of a list, and its log as an audience may see it."""

from typing import Literal

from msgspec import Struct

from actors.messages.events import Fact, TransferOffered
from actors.messages.values import AgentRef, By, Side, Status


class LastMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`text` is shortened to a line; for a file it is its name. `id` is an agent's and absent for the others."""

    by: Side
    id: str | None = None
    name: str
    text: str
    at: int


class ChatCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat as a row of any list. The ongoing list leaves the texts out: it is seen by more than its agent.

    `front`: in the queue it goes before those who came first. `files_allowed`: by its agent, for its customer.
    `requests`: the numbers of those made from it. `verified`: the page around the widget has signed her name and
    address.
    """

    id: str
    channel: str
    customer: str
    status: Status
    seq: int
    started_at: int
    last_at: int
    email: str | None = None
    agent: AgentRef | None = None
    waiting_for: Literal["agent", "customer"] | None = None
    unanswered_at: int | None = None
    queued_at: int | None = None
    answered_at: int | None = None
    ended_at: int | None = None
    reason: str | None = None
    first: str | None = None
    last: LastMessage | None = None
    unread: int = 0
    customer_read: int = 0
    returning: bool = False
    front: bool = False
    files_allowed: bool = False
    transfer: TransferOffered | None = None
    transfer_ends_at: int | None = None
    rating: int | None = None
    listening: bool = False
    requests: tuple[int, ...] = ()
    verified: bool = False


class EventView(Struct, frozen=True, kw_only=True):
    """An event as an audience may see it, without the chat's id."""

    seq: int
    at: int
    kind: str
    by: By
    data: Fact
