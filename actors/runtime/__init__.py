"""pykka's actors as trio tasks. With the supervisor the only place that names pykka.

Kept of pykka: the hooks, refs, proxies, the registry, `Future.map/filter/join/reduce`. Replaced, because they
block or swallow a cancellation: inbox, future, loop. The rules:

- One address, one actor: a successor starts at once and takes mail, but runs `on_start` only when its
  predecessor is wholly gone. So a log never has two writers, and nobody needs to know who activated it.
- An ask is always answered: with the value, with the exception of its handler (which is no failure of the
  actor), with the exception of `on_start`, or with ActorDeadError. `Refused` and its like are answers.
- A tell that fails is a failure. What happens then is the budget's word: with a budget the actor is reborn in
  place (same ref, same mailbox, fresh `__init__`) until the budget is spent, and then the exception leaves the
  nursery. Without one the actor is temporary: it ends.
- One task per actor, so "who waits for whom" is one edge per ref; a wait that would close a circle raises
  AskCycle. Ask and send downwards, tell upwards. Tasks that a handler starts carry no edge.
- While there is mail nothing waits on the mailbox; each 64 mails in a row make one checkpoint.

The loop's thread owns everything here. Other threads may `tell`, nothing else.
"""

from pykka import ActorDeadError

from actors.runtime.actor import TrioActor
from actors.runtime.addresses import AddressBook, AddressTaken
from actors.runtime.future import AskCycle, TrioFuture, WouldBlock
from actors.runtime.mailbox import ExcInfo, Mailbox, MailboxFull, Reply
from actors.runtime.ref import ActorStatistics, Budget, Home, TrioActorRef, home

__all__ = [
    "ActorDeadError",
    "ActorStatistics",
    "AddressBook",
    "AddressTaken",
    "AskCycle",
    "Budget",
    "ExcInfo",
    "Home",
    "Mailbox",
    "MailboxFull",
    "Reply",
    "TrioActor",
    "TrioActorRef",
    "TrioFuture",
    "WouldBlock",
    "home",
]
