"""Documents that agents send from: price lists, drawings, forms. Every agent reads them, admins keep them.

A document is a file in the same folder on disk, looked at as strictly as any upload; what differs is who may have
it. To send one gives the chat a copy, held against the rules of its channel: what is changed here later, or
deleted, stays in the chats as it was sent.

Folders are paths (see `store.queries.documents`), so an upload can name one that is not there yet.
"""

from collections.abc import Awaitable
from typing import Any, Final, TypedDict, TypeVar

from msgspec import Struct

from actors.acts import entry
from actors.domain import texts as rules
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.files import BY_MEDIA_TYPE, extension_of, safe_name
from actors.domain.rights import Agent, must_be_admin
from actors.domain.settings import FileSettings
from actors.files import NO_CHAT, Pieces, Sending
from actors.house import House
from actors.ids import new_id
from actors.mail import MaySendFile
from store.errors import DocumentNameTaken
from store.queries import documents, files
from store.queries.audit import noted
from store.queries.documents import Document, FolderRow, NewDocument, Place, Wanted
from store.queries.files import File

__all__ = ["Document", "FolderRow", "Place"]

T = TypeVar("T")

# Larger than a chat takes by default: a catalogue for a channel that takes larger files.
RULES: Final = FileSettings(max_bytes=25 * 1024 * 1024)
PLACE: Final = "the library"
# Folders in folders; a screen shows them as a path on one line.
DEPTH_MAX: Final = 5


class Changes(TypedDict, total=False):
    """What is left out stays."""

    name: str
    folder: str


class Listing(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to: words, a folder ("" for the top), with those below it (`deep`)."""

    text: str = ""
    folder: str | None = None
    deep: bool = False


# --- reading ---


async def listed(
    house: House, listing: Listing, *, after: Place | None, limit: int
) -> tuple[list[Document], Place | None]:
    """A page of a list by name, and where the next one begins."""
    folder = None if listing.folder is None else _folded_path(_path_of(listing.folder))
    words = tuple(rules.folded(listing.text).split())[: rules.WORDS_MAX]
    wanted = Wanted(folder=folder, deep=listing.deep, words=words)
    rows = await house.store.read(documents.page, wanted, after, limit + 1)
    return [document for document, _ in rows[:limit]], rows[limit - 1][1] if len(rows) > limit else None


async def one(house: House, document: str) -> Document:
    """Raises NotFound."""
    found = await house.store.read(documents.get, document)
    if found is None:
        raise _no_such()
    return found


async def folders(house: House) -> list[FolderRow]:
    return await house.store.read(documents.folders)


# --- changing ---


async def add(house: House, who: Agent, folder: str, name: str, pieces: Pieces) -> Document:
    """Raises Forbidden, Invalid, TooLarge, Unavailable, or Conflict where the folder has one of this name."""
    must_be_admin(who)
    path = await _as_written(house, _path_of(folder))
    file = await house.files.receive(Sending(NO_CHAT, who, name, RULES, PLACE), pieces)
    document = NewDocument(
        id=new_id(),
        folder=path,
        folder_folded=_folded_path(path),
        name=file.name,
        name_folded=rules.folded(file.name),
        file=file.id,
        created_at=house.clock.now_ms(),
        changed_by=who.ref.id,
    )
    note = entry(who, "document.add", f"document/{document.id}", document.created_at, document.name)
    await _named(house.store.write(noted, note, documents.add, document))
    return await one(house, document.id)


async def exchange(house: House, who: Agent, document: str, name: str, pieces: Pieces) -> Document:
    """Another version. It keeps its name, unless it is of another kind now. Raises as `add` does, and NotFound."""
    must_be_admin(who)
    before = await one(house, document)
    file = await house.files.receive(Sending(NO_CHAT, who, name, RULES, PLACE), pieces)
    called = before.name if file.media_type == before.media_type else file.name
    values = _named_values(called) | {"file": file.id}
    return await _changed(house, who, "document.exchange", document, values)


async def change(house: House, who: Agent, document: str, changes: Changes) -> Document:
    """Raises Forbidden, NotFound, Invalid with the field, or Conflict where the folder has one of this name."""
    must_be_admin(who)
    before = await one(house, document)
    values: dict[str, Any] = {}
    if "name" in changes:
        values |= _named_values(_name_for(before, changes["name"]))
    if "folder" in changes:
        path = await _as_written(house, _path_of(changes["folder"]))
        values |= {"folder": path, "folder_folded": _folded_path(path)}
    return await _changed(house, who, "document.change", document, values)


async def remove(house: House, who: Agent, document: str) -> None:
    """Raises Forbidden or NotFound. Copies that were sent stay."""
    must_be_admin(who)
    name = (await one(house, document)).name
    note = entry(who, "document.remove", f"document/{document}", house.clock.now_ms(), name)
    if not await house.store.write(noted, note, documents.remove, document):
        raise _no_such()


async def move_folder(house: House, who: Agent, folder: str, to: str) -> int:
    """Rename a folder, or move it with all it holds; how many documents that were.

    Raises Forbidden, NotFound, Invalid, or Conflict where it would lie in itself or two would be of one name.
    """
    must_be_admin(who)
    before, path = _folded_path(_path_of(folder)), _path_of(to, field="to")
    if not before or not path:
        raise Invalid("to" if before else "folder", "Name a folder; the top is none.")
    folded = _folded_path(path)
    if folded.startswith(f"{before}/"):
        raise Conflict("A folder cannot lie in itself or in one below it.")
    note = entry(who, "document_folder.move", f"document_folder/{path}", house.clock.now_ms(), f"was {before}")
    moved = await _named(house.store.write(noted, note, documents.move_folder, before, path, folded))
    if not moved:
        raise NotFound("There is no such folder.")
    return moved


# --- sending ---


async def copy_to(house: House, who: Agent, document: str, chat: str) -> File:
    """Give the chat a copy, to be sent with `message.send`.

    Raises NotFound, Forbidden, Conflict, or what the channel has against the file: Invalid, TooLarge.
    """
    found = await one(house, document)
    channel: FileSettings = await house.directory.ask(f"chat/{chat}", MaySendFile(who))
    file = await house.store.read(files.get, found.file)
    if file is None:  # exchanged a moment ago
        raise _no_such()
    return await house.files.copy(file, Sending(chat, who, found.name, channel))


# --- names ---


async def _changed(house: House, who: Agent, act: str, document: str, values: dict[str, Any]) -> Document:
    now = house.clock.now_ms()
    stamp = {"changed_at": now, "changed_by": who.ref.id}
    note = entry(who, act, f"document/{document}", now, values.get("name", values.get("folder", "")))
    if not await _named(house.store.write(noted, note, documents.change, document, values | stamp)):
        raise _no_such()
    return await one(house, document)


def _name_for(document: Document, wanted: str) -> str:
    """Its extension says what is inside, and that stays."""
    name = safe_name(wanted)
    extensions = BY_MEDIA_TYPE[document.media_type].extensions
    if extension_of(name) not in extensions:
        raise Invalid("name", f"The name of this document ends in .{' or .'.join(extensions)}.")
    return name


def _named_values(name: str) -> dict[str, Any]:
    return {"name": name, "name_folded": rules.folded(name)}


def _path_of(folder: str, field: str = "folder") -> str:
    """With the names as they may look, one slash between. Raises Invalid."""
    names = [rules.folder_name_of(name, field) for name in folder.split("/") if name.strip()]
    if len(names) > DEPTH_MAX:
        raise Invalid(field, f"Folders go {DEPTH_MAX} deep.")
    return "/".join(names)


def _folded_path(path: str) -> str:
    return "/".join(rules.folded(name) for name in path.split("/"))


async def _as_written(house: House, path: str) -> str:
    """A folder that is there already is written as it is there."""
    return await house.store.read(documents.written, _folded_path(path)) or path


async def _named(done: Awaitable[T]) -> T:
    try:
        return await done
    except DocumentNameTaken as taken:
        raise Conflict("There is a document of this name in this folder already.") from taken


def _no_such() -> NotFound:
    return NotFound("There is no such document.")
