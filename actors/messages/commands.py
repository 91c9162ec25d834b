"""How every command looks, and those that open a connection and keep it.

A command is a frame with a `type`. What a customer and what an agent may ask beyond this is in customer.py and
agent.py; a command that both have (a message, the end) is the customer's, and the agent's adds which `chat`.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from actors.messages.values import IDENTITY_MAX, Id, Seq


class Command(Struct, frozen=True, kw_only=True, tag_field="type"):
    """`id` is the client's own; a frame without one gets no answer."""

    id: Id | UnsetType = UNSET


class CustomerHello(Command, frozen=True, kw_only=True, tag="hello"):
    channel: Annotated[str, Meta(min_length=1, max_length=100)]
    token: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    after: Seq = 0
    locale: Annotated[str, Meta(max_length=35)] | None = None
    page: Annotated[str, Meta(max_length=2000)] | None = None
    identity: Annotated[str, Meta(min_length=1, max_length=IDENTITY_MAX)] | None = None
    attempt: Annotated[str, Meta(min_length=16, max_length=64)] | None = None


class AgentHello(Command, frozen=True, kw_only=True, tag="hello"):
    after: Annotated[dict[Id, Seq], Meta(max_length=1000)] = {}


class Ping(Command, frozen=True, kw_only=True, tag="ping"):
    """Answered with a push `pong`: a browser cannot see the ping frames below it."""
