"""What every actor may lean on: one value made at the start by run.py (or a test) and handed to each.

Nothing global: an actor that is not given the house cannot reach a clock, a disk or another mailbox.
"""

from dataclasses import dataclass

from actors.alarm import Alarm
from actors.bots.meeting import Bots
from actors.catalog import Catalog
from actors.clock import Clock
from actors.crm import Crm
from actors.directory import Directory
from actors.figures import Live
from actors.files import Files
from actors.letters import Letters
from actors.log import ChatLog
from actors.outgoing import Http
from actors.webhooks import Webhooks
from store.database import Store


@dataclass(frozen=True, slots=True)
class House:
    directory: Directory
    alarm: Alarm
    clock: Clock
    store: Store
    log: ChatLog
    catalog: Catalog
    crm: Crm
    files: Files
    http: Http
    letters: Letters
    webhooks: Webhooks
    bots: Bots
    # How browsers reach the server, such as https://chat.example.com; "" where nobody has said it.
    public_url: str
    live: Live
    # The agents whose consoles have been gone for the reconnect time: each enters and leaves by its own actor, and
    # the chats look here when an offer of hers comes to nothing.
    lost: set[str]
