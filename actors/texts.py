"""FAQs and reply templates: who reads and changes them. What customers are shown of them is in suggestions.

Every agent reads what may be sent: all templates, and FAQs that customers can open. Admins see the rest too and
change all of it. Whatever somebody may not see is not there for her, in the same words.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, Final, TypedDict, TypeVar

from msgspec import Struct

from actors.acts import entry
from actors.domain import texts as rules
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.rights import Agent, must_be_admin
from actors.house import House
from actors.ids import new_id
from store.database import Store
from store.errors import TextFolderInItself, TextFolderMissing, TextFolderNameTaken, TextFolderNotEmpty
from store.queries import text_folders, text_search, texts
from store.queries.audit import noted
from store.queries.text_folders import Folder, TextKind
from store.queries.texts import Place, Text, TextRow, Wanted

__all__ = ["Folder", "Place", "Text", "TextKind", "TextRow"]

T = TypeVar("T")

# `folder` of a list: what lies in no folder. No id is that short.
TOP: Final = "top"
_BODY_MAX: Final[Mapping[TextKind, int]] = {"faq": rules.FAQ_BODY_MAX, "template": rules.MESSAGE_BODY_MAX}
_NAMES: Final[Mapping[TextKind, str]] = {"faq": "FAQ", "template": "template"}


class Changes(TypedDict, total=False):
    """Fields of a text as somebody wrote them; what is left out stays."""

    title: str
    body: str
    folder: str | None
    language: str
    published: bool
    public: bool


class FolderChanges(TypedDict, total=False):
    name: str
    parent: str | None


class Listing(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to: words to search for, a folder (`TOP` for what is in none), with those below it
    (`deep`), a language; `drafts` for all there are, which admins may ask for.
    """

    text: str = ""
    folder: str | None = None
    deep: bool = False
    language: str = ""
    drafts: bool = False


def path_of(faq: str) -> str:
    """The public page of a FAQ, on this server."""
    return f"/faq/{faq}"


# --- reading ---


async def listed(
    store: Store, who: Agent, kind: TextKind, listing: Listing, *, after: Place | None, limit: int
) -> tuple[list[TextRow], Place | None]:
    """A page of a list, and where the next one begins. By title; the best `limit` if words are searched for."""
    if listing.drafts:
        must_be_admin(who)
    wanted = await narrowed(store, kind, listing)
    if listing.text.strip():
        words = rules.words_of(listing.text)
        found = await store.read(text_search.search, who.ref.id, words, wanted, limit) if words else []
        return found, None
    rows = await store.read(texts.page, who.ref.id, wanted, after, limit + 1)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], Place(last.title_folded, last.id)


async def text_for(store: Store, who: Agent, kind: TextKind, text: str) -> Text:
    """The whole text, as far as she may see it. Raises NotFound."""
    found = await store.read(texts.get, kind, text)
    if found is None or not (who.admin or is_usable(found)):
        raise _no_such(kind)
    return found


async def public_faq(store: Store, faq: str) -> Text:
    """What anybody may read. Raises NotFound."""
    found = await store.read(texts.get, "faq", faq)
    if found is None or not is_usable(found):
        raise _no_such("faq")
    return found


def is_usable(text: Text) -> bool:
    """Whether agents may send it: `IS_USABLE` of the tables, for one text."""
    return text.published and (text.public or text.kind == "template")


async def narrowed(store: Store, kind: TextKind, listing: Listing) -> Wanted:
    """What a listing comes to, as the store wants it."""
    folders: tuple[str | None, ...] | None = None
    if listing.folder == TOP:
        folders = (None,)
    elif listing.folder is not None:
        folders = (listing.folder,)
        if listing.deep:
            folders = tuple(await store.read(text_folders.under, listing.folder))
    language = rules.main_language(listing.language) or None
    return Wanted(kind=kind, usable=not listing.drafts, language=language, folders=folders)


# --- changing ---


async def add_text(store: Store, who: Agent, kind: TextKind, wanted: Changes, *, now: int) -> Text:
    """Raises Forbidden, or Invalid with the field."""
    must_be_admin(who)
    text = Text(id=new_id(), kind=kind, created_at=now, **_new_values(kind, wanted, now))
    note = entry(who, f"{kind}.add", f"{kind}/{text.id}", now, text.title)
    await _with_folder("folder", store.write(noted, note, texts.create, text))
    return text


async def change_text(store: Store, who: Agent, kind: TextKind, text: str, changes: Changes, *, now: int) -> Text:
    """Raises Forbidden, NotFound, or Invalid with the field."""
    must_be_admin(who)
    values = _values(kind, changes, now)
    note = entry(who, f"{kind}.change", f"{kind}/{text}", now, ", ".join(sorted(changes)))
    changed = await _with_folder("folder", store.write(noted, note, texts.change, kind, text, values))
    if changed is None:
        raise _no_such(kind)
    return changed


async def remove_text(store: Store, who: Agent, kind: TextKind, text: str, *, now: int) -> None:
    """Raises Forbidden or NotFound."""
    must_be_admin(who)
    title = (await text_for(store, who, kind, text)).title
    note = entry(who, f"{kind}.remove", f"{kind}/{text}", now, title)
    if not await store.write(noted, note, texts.remove, kind, text):
        raise _no_such(kind)


def _new_values(kind: TextKind, wanted: Changes, now: int) -> dict[str, Any]:
    for field in ("title", "body"):
        if field not in wanted:
            raise Invalid(field, "It is missing.")
    return _values(
        kind, {"folder": None, "language": "", "published": kind == "template", "public": False, **wanted}, now
    )


def _values(kind: TextKind, changes: Changes, now: int) -> dict[str, Any]:
    """The columns that change, each as it may look. Templates have no public page and are never hidden."""
    values: dict[str, Any] = {**changes, "changed_at": now}
    if kind == "template":
        values |= {"published": True, "public": False}
    if "title" in changes:
        title = rules.title_of(changes["title"])
        values |= {"title": title, "title_folded": rules.folded(title)}
    if "body" in changes:
        values["body"] = rules.body_of(changes["body"], _BODY_MAX[kind])
    if "language" in changes:
        values["language"] = rules.language_of(changes["language"])
    return values


# --- folders ---


async def folders(store: Store, kind: TextKind) -> list[Folder]:
    """The whole tree, by name; `parent` says where each hangs."""
    return await store.read(text_folders.all_of, kind)


async def add_folder(
    store: Store, who: Agent, kind: TextKind, name: str, parent: str | None, *, now: int
) -> Folder:
    """Raises Forbidden, Invalid, or Conflict where the name is taken beside it."""
    must_be_admin(who)
    name = rules.folder_name_of(name)
    folder = Folder(id=new_id(), kind=kind, parent=parent, name=name, name_folded=rules.folded(name))
    note = entry(who, f"{kind}_folder.add", f"{kind}_folder/{folder.id}", now, name)
    await _with_folder("parent", store.write(noted, note, text_folders.create, folder))
    return folder


async def change_folder(
    store: Store, who: Agent, kind: TextKind, folder: str, changes: FolderChanges, *, now: int
) -> Folder:
    """Rename or move it. Raises Forbidden, NotFound, Invalid, or Conflict where the name is taken or it would lie
    in itself.
    """
    must_be_admin(who)
    values: dict[str, Any] = {**changes}
    if "name" in changes:
        name = rules.folder_name_of(changes["name"])
        values |= {"name": name, "name_folded": rules.folded(name)}
    note = entry(who, f"{kind}_folder.change", f"{kind}_folder/{folder}", now, ", ".join(sorted(changes)))
    return await _with_folder(
        "parent", store.write(noted, note, text_folders.change, kind, folder, values), folder
    )


async def remove_folder(house: House, who: Agent, kind: TextKind, folder: str) -> None:
    """Raises Forbidden, NotFound, or Conflict where something is in it, or a channel suggests from it."""
    must_be_admin(who)
    for record in map(house.catalog.get, house.catalog.channels()):
        if record.settings.suggestions.folder == folder:
            raise Conflict(f"{record.name} suggests FAQs from this folder. Choose another one there first.")
    note = entry(who, f"{kind}_folder.remove", f"{kind}_folder/{folder}", house.clock.now_ms())
    if not await _with_folder("folder", house.store.write(noted, note, text_folders.remove, kind, folder)):
        raise NotFound("There is no such folder.")


async def _with_folder(field: str, done: Awaitable[T], folder: str | None = None) -> T:
    """What the store says of folders, as an answer. `folder` is the one asked for; others are `field`s of it."""
    try:
        return await done
    except TextFolderMissing as missing:
        if missing.args[0] == folder:
            raise NotFound("There is no such folder.") from missing
        raise Invalid(field, "There is no such folder.") from missing
    except TextFolderNameTaken as taken:
        raise Conflict("There is a folder of this name here already.") from taken
    except TextFolderInItself as circle:
        raise Conflict("A folder cannot lie in itself or in one below it.") from circle
    except TextFolderNotEmpty as full:
        raise Conflict("There is something in this folder. Move or delete that first.") from full


def _no_such(kind: TextKind) -> NotFound:
    return NotFound(f"There is no such {_NAMES[kind]}.")
