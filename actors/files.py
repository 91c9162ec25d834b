"""Files on their way into a chat, and out of it again: who may send one, what is taken, where it stays.

A file comes in two steps. It is uploaded to a chat by somebody who may send one there now, piece by piece,
looked at, and kept under an id; then that person sends it with `message.send`, and it is part of the log. One
that is never sent is swept away after a day. So half an upload is never news, and a message never waits for one.

The order of writing makes the folder and the table agree after any crash: the row first, then the final name;
`sent` first, then the event. What can be left behind is a row without bytes, which is swept, or a file that is
kept although its message was refused; never a message without its file.

Whoever asks for a file is held against the table of rights each time, by the chat that it belongs to. Before it
is sent only its sender may look at it. A document's file (actors/documents.py) belongs to no chat; every agent may
look at it, and what a chat gets of it is a copy.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Never, ParamSpec, TypeAlias, TypeVar

import structlog
import trio
from msgspec.structs import replace

from actors import file_contents
from actors.clock import Clock
from actors.domain.decide import may
from actors.domain.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from actors.domain.files import BY_MEDIA_TYPE, CHAT_BYTES_MAX, CHAT_FILES_MAX, kind_for, safe_name, size_in_words
from actors.domain.rights import Action, Agent, Customer, Who
from actors.domain.settings import FileSettings
from actors.log import ChatLog
from actors.messages import FileRef
from store.database import Store
from store.errors import StoreError
from store.files import FileFolder
from store.queries import files
from store.queries.files import File

P = ParamSpec("P")
R = TypeVar("R")

Pieces: TypeAlias = Callable[[], Awaitable[bytes]]  # the next one each time; an empty one is the end

# Where a document's file is instead of in a chat. Nobody has a token of it.
NO_CHAT: Final = ""
ID_BYTES: Final = 16  # as hexadecimal: see store/files.py
# Bytes gathered before a thread writes them: a hop costs 0.2 ms, the memory is one upload's.
PIECE: Final = 256 * 1024
# Threads for the disk, and for pictures: a large one takes a second and 200 MB.
DISK_AT_ONCE: Final = 4
PICTURES_AT_ONCE: Final = 2
# Until an upload that was not sent is taken for forgotten: a draft over night.
UNSENT_MS: Final = 24 * 3_600_000
SWEEP_EVERY_S: Final = 3_600
SWEPT_AT_ONCE: Final = 500

log = structlog.get_logger()


class Asking(NamedTuple):
    """Who wants something of a file. A customer is one by the token of `chat`, and of no other."""

    who: Agent | Customer
    chat: str | None = None

    def may_be_of(self, chat: str) -> bool:
        return isinstance(self.who, Agent) or self.chat == chat


class Sending(NamedTuple):
    """What somebody is about to upload; `rules` are those of the chat's channel, or of another `place`."""

    chat: str
    who: Who
    name: str
    rules: FileSettings
    place: str = "this channel"


class Read(NamedTuple):
    """Bytes to send, and how many they are."""

    size: int
    media_type: str
    next_piece: Pieces


class Files:
    """`inline` does everything in the loop's own thread, for tests whose clock is their own."""

    def __init__(self, store: Store, chats: ChatLog, clock: Clock, folder: Path, *, inline: bool = False) -> None:
        self._store = store
        self._chats = chats
        self._clock = clock
        self._folder = FileFolder(folder)
        self._inline = inline
        self._disk = trio.CapacityLimiter(DISK_AT_ONCE)
        self._pictures = trio.CapacityLimiter(PICTURES_AT_ONCE)

    # --- in ---

    async def receive(self, sending: Sending, pieces: Pieces) -> File:
        """Keep what comes, if the channel takes it. That she may send files in the chat has been asked before.

        Raises Conflict when the chat has enough, TooLarge, Invalid, Unavailable. Then nothing is left of it.
        """
        await self._must_have_room(sending.chat)
        file = secrets.token_hex(ID_BYTES)
        async with self._nothing_left_of(file):
            row = await self._received(file, sending._replace(name=safe_name(sending.name)), pieces)
        log.info("file.received", chat=row.chat, size=row.size, media_type=row.media_type)
        return row

    async def copy(self, file: File, sending: Sending) -> File:
        """Give a chat what is kept already, as if it had been uploaded there. Raises as `receive` does."""
        if file.size > sending.rules.max_bytes:
            raise too_large(sending.rules, file.size, sending.place)
        kind_for(sending.name, BY_MEDIA_TYPE[file.media_type], sending.rules.types, sending.place)
        await self._must_have_room(sending.chat)
        row = replace(
            file,
            id=secrets.token_hex(ID_BYTES),
            chat=sending.chat,
            agent=_agent_of(sending.who),
            name=sending.name,
            created_at=self._clock.now_ms(),
            sent_at=None,
        )
        async with self._nothing_left_of(row.id):
            await self._on_disk(self._folder.copy, file.id, row.id, thumbnail=row.has_thumbnail)
            await self._store.write(files.add, row)
            await self._on_disk(self._folder.keep, row.id, thumbnail=row.has_thumbnail)
        log.info("file.copied", chat=row.chat, size=row.size, media_type=row.media_type)
        return row

    async def _must_have_room(self, chat: str) -> None:
        if chat == NO_CHAT:
            return
        used = await self._store.read(files.usage, chat)
        if used.files >= CHAT_FILES_MAX or used.bytes >= CHAT_BYTES_MAX:
            raise Conflict("This chat has as many files as it takes.")

    @asynccontextmanager
    async def _nothing_left_of(self, file: str) -> AsyncIterator[None]:
        """Where what is within does not come to its end."""
        try:
            yield
        except BaseException as trouble:
            with trio.CancelScope(shield=True):
                await self._on_disk(self._folder.remove, file)
            if isinstance(trouble, OSError):
                log.exception("file.disk_failed")
                raise Unavailable("The file could not be stored just now. Try again in a moment.") from trouble
            raise

    async def _received(self, file: str, sending: Sending, pieces: Pieces) -> File:
        size = await self._write(file, pieces, sending)
        path = self._folder.incoming(file)
        found = await self._on_disk(file_contents.kind_of, path)
        kind = kind_for(sending.name, found, sending.rules.types, sending.place)
        picture = None
        if kind in file_contents.FORMATS:
            thumbnail = self._folder.incoming(file, thumbnail=True)
            picture = await self._in_thread(self._pictures, file_contents.look_at, path, kind, thumbnail)
        row = File(
            id=file,
            chat=sending.chat,
            agent=_agent_of(sending.who),
            name=sending.name,
            size=size,
            media_type=kind.media_type,
            width=picture.width if picture else None,
            height=picture.height if picture else None,
            has_thumbnail=picture is not None and picture.has_thumbnail,
            created_at=self._clock.now_ms(),
        )
        await self._store.write(files.add, row)
        await self._on_disk(self._folder.keep, file, thumbnail=row.has_thumbnail)
        return row

    async def _write(self, file: str, pieces: Pieces, sending: Sending) -> int:
        """Never more than a piece in memory; how many bytes it was."""
        size, waiting = 0, bytearray()
        out = await self._on_disk(self._folder.begin, file)
        try:
            while piece := await pieces():
                size += len(piece)
                if size > sending.rules.max_bytes:
                    raise too_large(sending.rules, place=sending.place)
                waiting += piece
                if len(waiting) >= PIECE:
                    await self._on_disk(out.write, waiting)
                    waiting = bytearray()
            await self._on_disk(out.write, waiting)
        finally:
            out.close()
        if not size:
            raise Invalid("file", "That file is empty.")
        return size

    async def tidy(self) -> None:
        """Before anything comes in: remove what a server that was killed was receiving."""
        await self._on_disk(self._folder.forget_incoming)

    async def run(self) -> Never:
        """Sweep, for ever."""
        while True:
            try:
                await self.sweep()
            except (StoreError, OSError) as trouble:
                log.warning("file.sweep_failed", reason=type(trouble).__name__)
            await trio.sleep(SWEEP_EVERY_S)

    async def sweep(self) -> int:
        """Remove what was uploaded and not sent for a day, and what a deleted chat has left; how many."""
        swept = 0
        while forgotten := await self._store.read(files.unsent, self._clock.now_ms() - UNSENT_MS, SWEPT_AT_ONCE):
            for file in forgotten:
                if await self._store.write(files.forget_unsent, file):
                    await self._on_disk(self._folder.remove, file)
                    swept += 1
        if swept:
            log.info("file.swept", count=swept)
        return swept

    # --- into the log ---

    async def for_message(self, file: str, chat: str, who: Who) -> FileRef:
        """What a message of `who` in this chat says of it. Invalid for one that is not hers to send there."""
        found = await self._store.read(files.get, file)
        if found is None or found.chat != chat or found.agent != _agent_of(who):
            raise _not_to_send()
        return ref_of(found)

    async def stays(self, file: str) -> None:
        """It is about to be sent. Invalid if it was swept away a moment ago."""
        if not await self._store.write(files.send, file, self._clock.now_ms()):
            raise _not_to_send()

    # --- out ---

    async def find(self, file: str, asking: Asking) -> File:
        """The file, for somebody who may see it. NotFound for everybody else."""
        found = await self._store.read(files.get, file)
        if found is None or not await self._may_see(found, asking):
            raise NotFound("There is no such file.")
        return found

    @asynccontextmanager
    async def reading(self, file: File, *, thumbnail: bool = False) -> AsyncIterator[Read]:
        """Its bytes. NotFound where they are gone, or were never a picture."""
        path = self._folder.path(file.id, thumbnail=thumbnail)
        try:
            opened = await self._on_disk(path.open, "rb")
        except FileNotFoundError:
            raise NotFound("There is no such file.") from None
        try:
            size = await self._on_disk(opened.seek, 0, 2)
            await self._on_disk(opened.seek, 0)
            media_type = file_contents.THUMBNAIL_TYPE if thumbnail else file.media_type
            yield Read(size, media_type, partial(self._on_disk, opened.read, PIECE))
        finally:
            opened.close()

    async def _may_see(self, file: File, asking: Asking) -> bool:
        if not asking.may_be_of(file.chat):
            return False
        if file.sent_at is None and file.agent != _agent_of(asking.who):
            return False
        if file.chat == NO_CHAT:
            return isinstance(asking.who, Agent)
        try:
            kept = await self._chats.load(file.chat)
        except NotFound:
            return False
        return may(kept.chat, asking.who, Action.READ)

    # --- the disk ---

    async def _on_disk(self, do: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._in_thread(self._disk, do, *args, **kwargs)

    async def _in_thread(
        self, limiter: trio.CapacityLimiter, do: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        if self._inline:
            return do(*args, **kwargs)
        return await trio.to_thread.run_sync(partial(do, *args, **kwargs), limiter=limiter)


def ref_of(file: File) -> FileRef:
    """As clients see it. The addresses hold no secret: whoever asks there says who she is."""
    return FileRef(
        id=file.id,
        name=file.name,
        size=file.size,
        media_type=file.media_type,
        url=f"/files/{file.id}",
        thumbnail_url=f"/files/{file.id}/thumbnail" if file.has_thumbnail else None,
        width=file.width,
        height=file.height,
    )


def too_large(rules: FileSettings, size: int | None = None, place: str = "this channel") -> TooLarge:
    """`size` where it is known from the start."""
    most = size_in_words(rules.max_bytes)
    said = f"more than {most}" if size is None else size_in_words(size, than=rules.max_bytes)
    return TooLarge(f"That file is {said}; {place} takes up to {most}.")


def _agent_of(who: Who) -> str | None:
    return who.ref.id if isinstance(who, Agent) else None


def _not_to_send() -> Invalid:
    return Invalid("file", "There is no such file of yours in this chat. Upload it first.")
