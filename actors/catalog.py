"""The channels as they are set up: values read often, by chats and connections, and changed seldom.

Each value is immutable; a change replaces it (`reload`), so whoever reads gets one whole version. Only channels
and the start of the server write here.
"""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from actors.domain.errors import NotFound
from actors.domain.settings import ChannelSettings
from actors.messages import ChannelRef
from store.database import Store
from store.queries import channels

_settings = msgspec.json.Decoder(ChannelSettings)


class ChannelRecord(Struct, frozen=True):
    """A channel without what is live in it. `revision` tells its versions apart."""

    key: str
    name: str
    language: str
    settings: ChannelSettings
    revision: int = 1
    is_deleted: bool = False


class Catalog:
    def __init__(self, records: dict[str, ChannelRecord]) -> None:
        self._records = records

    @classmethod
    async def load(cls, store: Store) -> "Catalog":
        return cls({row.key: _record(row) for row in await store.read(channels.everything)})

    async def reload(self, store: Store) -> None:
        """Read all channels again."""
        rows = await store.read(channels.everything)
        self._records.clear()
        self._records.update({row.key: _record(row) for row in rows})

    def hide(self, key: str) -> None:
        """It is about to be deleted: no chat may begin in it from now on. `reload` says what came of it."""
        self._records[key] = replace(self.get(key), is_deleted=True)

    def get(self, key: str) -> ChannelRecord:
        """The channel. Raises NotFound, for a deleted one too."""
        record = self.known(key)
        if record.is_deleted:
            raise _no_such()
        return record

    def known(self, key: str) -> ChannelRecord:
        """For what is past: also a deleted channel, which its chats still name. Raises NotFound."""
        record = self._records.get(key)
        if record is None:
            raise _no_such()
        return record

    def channels(self) -> tuple[str, ...]:
        return tuple(key for key, record in self._records.items() if not record.is_deleted)

    def names(self) -> dict[str, str]:
        """Of all there are and were, by their keys."""
        return {key: record.name for key, record in self._records.items()}

    def refs(self) -> tuple[ChannelRef, ...]:
        """As any agent may know them."""
        return tuple(ChannelRef(key=key, name=self.get(key).name) for key in self.channels())


def _record(row: channels.Channel) -> ChannelRecord:
    settings = _settings.decode(row.settings)
    return ChannelRecord(row.key, row.name, row.language, settings, row.revision, row.deleted_at is not None)


def _no_such() -> NotFound:
    return NotFound("There is no such channel.")
