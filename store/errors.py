"""What the store may answer instead of a result. A leaf.

Two families: the store cannot (`StoreBusy`, `StoreTrouble`, `SchemaTooNew`), and the rows do not allow it.
"""


class StoreError(Exception):
    """Base of everything below."""


class StoreBusy(StoreError):  # noqa: N818 - said to the sender as it is: come back later
    """Too many calls wait already; nothing was tried."""


class StoreTrouble(StoreError):  # noqa: N818 - names what happened
    """The disk or the file failed the store, or the store is closed. `reason` is fit for an operator's eyes.

    A write that ends with this was not acknowledged by the disk; after an I/O error it may be there all the same,
    so it is repeated with the same key, never with a new one.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SchemaTooNew(StoreError):  # noqa: N818 - names what happened
    """The file was written by a later version, which this one cannot read safely."""


class DuplicateKey(StoreError):  # noqa: N818 - an answer to a repeated command
    """The chat has an event with this key already: the one numbered `seq`. Nothing was stored."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"stored before as event {seq}")
        self.seq = seq


class DuplicateStart(StoreError):  # noqa: N818 - an answer to a repeated command
    """This start key of the channel has its chat already: `chat`. Nothing was stored."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"started before as chat {chat}")
        self.chat = chat


class StaleWriter(StoreError):  # noqa: N818 - names what happened
    """The chat's log has gone further than its writer knows, so there is another writer. Nothing was stored."""

    def __init__(self, chat: str, seq: int) -> None:
        super().__init__(f"the log of chat {chat} has event {seq} already")
        self.chat = chat
        self.seq = seq


class LoginTaken(StoreError):  # noqa: N818 - an answer
    """Another account has this login; case does not tell logins apart."""


class ChannelNameTaken(StoreError):  # noqa: N818 - an answer
    """Another channel has this name."""


class ChannelKeyTaken(StoreError):  # noqa: N818 - an answer
    """Another channel has this key, or had it before it was deleted."""


class ChannelChanged(StoreError):  # noqa: N818 - an answer
    """It has been changed since it was read."""


class ChannelInUse(StoreError):  # noqa: N818 - an answer
    """Chats are open in it."""


class LastAdmin(StoreError):  # noqa: N818 - an answer
    """Without this account nobody could administer the house."""


class TextFolderMissing(StoreError):  # noqa: N818 - an answer
    """There is no such folder of this kind."""


class TextFolderNameTaken(StoreError):  # noqa: N818 - an answer
    """The folder above has another one of this name."""


class TextFolderInItself(StoreError):  # noqa: N818 - an answer
    """It would lie in itself, or in a folder below it."""


class TextFolderNotEmpty(StoreError):  # noqa: N818 - an answer
    """Texts or folders are in it."""


class QuickRepliesChanged(StoreError):  # noqa: N818 - an answer
    """An order that does not name exactly the replies there are."""


class EmailTaken(StoreError):  # noqa: N818 - an answer
    """Another contact has this e-mail address: the one with the id `contact`."""

    def __init__(self, email: str, contact: str) -> None:
        super().__init__("another contact has this e-mail address")
        self.email = email
        self.contact = contact


class ExternalIdTaken(StoreError):  # noqa: N818 - an answer
    """Another contact, or company, comes from there with this id."""


class RecordMissing(StoreError):  # noqa: N818 - an answer
    """A row would point at something that is not there; `field` names which."""

    def __init__(self, field: str) -> None:
        super().__init__(f"there is no such {field}")
        self.field = field


class CategoryNameTaken(StoreError):  # noqa: N818 - an answer
    """Another category of requests has this name."""


class CategoryInUse(StoreError):  # noqa: N818 - an answer
    """There are requests in this category."""


class DocumentNameTaken(StoreError):  # noqa: N818 - an answer
    """The folder has another document of this name."""
