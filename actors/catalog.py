"""The channels as they are set up: values read often, by chats and connections, and changed seldom.

Each value is immutable; a change replaces it (`reload`), so whoever reads gets one whole version. Only channels
and the start of the server write here.
"""

import msgspec
from msgspec import Struct

from actors.domain.errors import NotFound
from actors.domain.settings import ChannelSettings
from store.database import Store
from store.queries import channels

_settings = msgspec.json.Decoder(ChannelSettings)


class ChannelRecord(Struct, frozen=True):
    """A channel without what is live in it."""

    key: str
    name: str
    language: str
    settings: ChannelSettings


class Catalog:
    def __init__(self, records: dict[str, ChannelRecord]) -> None:
        self._records = records

    @classmethod
    async def load(cls, store: Store) -> "Catalog":
        return cls({row.key: _record(row) for row in await store.read(channels.existing)})

    async def reload(self, store: Store) -> None:
        """Read all channels again."""
        rows = await store.read(channels.existing)
        self._records.clear()
        self._records.update({row.key: _record(row) for row in rows})

    def get(self, key: str) -> ChannelRecord:
        """The channel. Raises NotFound."""
        record = self._records.get(key)
        if record is None:
            raise NotFound("There is no such channel.")
        return record

    def channels(self) -> tuple[str, ...]:
        return tuple(self._records)


def _record(row: channels.Channel) -> ChannelRecord:
    return ChannelRecord(row.key, row.name, row.language, _settings.decode(row.settings))
