"""What a chat tells the mailboxes beside it: its bot, and the one that recognises customers."""

from typing import Final

from msgspec import Struct

from actors.mail.outbox import MustArrive

# The one mailbox that links chats to the contacts with their customers' addresses.
RECOGNISER: Final = "recogniser/one"


class Heard(MustArrive, frozen=True):
    """chat, start → bot: the customer has said something."""


class HandedOver(MustArrive, frozen=True):
    """chat → bot: the chat is no longer yours."""


class Recognise(Struct, frozen=True):
    """chat → recogniser: it was answered, and nobody has said who its customer is."""

    chat: str
