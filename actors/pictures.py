"""Pictures for everybody: logos, and the photos of agents and bots. Small, and painted anew from their pixels.

A picture is checked like a file of a chat, made small, and kept in the database under the hash of what came out:
the same picture twice is one, and an address never shows another. Who may see a widget may see them.
"""

import hashlib
from io import BytesIO
from typing import Final

import trio

from actors import file_contents
from actors.acts import entry
from actors.domain.errors import Invalid
from actors.domain.files import HEAD_BYTES, kind_by_head
from actors.domain.rights import Agent
from actors.house import House
from store.queries import pictures
from store.queries.audit import noted
from store.queries.pictures import Picture

# Bytes as they come: what a phone's photo has.
PICTURE_BYTES: Final = 10 * 1024 * 1024
AT_ONCE: Final = 2  # unpacking takes memory, and a core
# Hexadecimal digits: no two pictures of a house will ever share them.
ID_DIGITS: Final = 32

_threads: Final = trio.CapacityLimiter(AT_ONCE)


async def keep(house: House, who: Agent, body: bytes) -> Picture:
    """Raises Invalid for what is no picture, or one that is too large to look at."""
    picture = await trio.to_thread.run_sync(_made, body, house.clock.now_ms(), limiter=_threads)
    note = entry(who, "picture.add", f"picture/{picture.id}", picture.created_at)
    await house.store.write(noted, note, pictures.add, picture)
    return picture


def address_of(picture: str) -> str:
    return f"/pictures/{picture}"


def _made(body: bytes, now: int) -> Picture:
    kind = kind_by_head(body[:HEAD_BYTES])
    if kind not in file_contents.FORMATS:
        raise Invalid("file", "This is not a picture. PNG, JPEG, GIF and WebP are taken.")
    out = BytesIO()
    size = file_contents.look_at(BytesIO(body), kind, out)
    if not size.has_thumbnail:
        raise Invalid("file", "That picture has too many pixels. Make it smaller, and try again.")
    small = out.getvalue()
    name = hashlib.sha256(small).hexdigest()[:ID_DIGITS]
    return Picture(
        id=name,
        media_type=file_contents.THUMBNAIL_TYPE,
        width=size.width,
        height=size.height,
        body=small,
        created_at=now,
    )
