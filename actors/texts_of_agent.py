"""What an agent does with predefined texts: find them with `/`, put them in, come back to them; her quick replies.

Nothing here takes the id of another agent: quick replies, history and favourites are those of who asks.
"""

from contextlib import suppress
from typing import Any, Final, Literal, TypedDict, assert_never

from msgspec import Struct

from actors import contacts
from actors.domain import texts as rules
from actors.domain.decide import may
from actors.domain.errors import Conflict, Invalid, NotFound
from actors.domain.rights import Action, Agent
from actors.domain.texts import Facts, Filled
from actors.house import House
from actors.ids import new_id
from actors.texts import TextKind, TextRow, path_of, text_for
from store.database import Store
from store.errors import QuickRepliesChanged
from store.queries import quick_replies, text_search, texts
from store.queries.quick_replies import QuickReply
from store.queries.text_search import Hit

__all__ = ["Hit", "QuickReply"]

AnyKind = Literal["faq", "template", "quick_reply"]

# What a list below a composer shows without scrolling for long.
HITS: Final = 20
# Of each kind: more than a day's different texts.
HISTORY: Final = 50
FAVOURITES_MAX: Final = 200
QUICK_REPLIES_MAX: Final = 200


class Insertion(Struct, frozen=True, kw_only=True):
    """What goes into the composer: for a FAQ its `path`, which whoever inserts makes an address of."""

    title: str
    text: str
    unfilled: tuple[str, ...] = ()
    path: str | None = None


class ReplyChanges(TypedDict, total=False):
    title: str
    body: str


# --- all three kinds ---


async def search_titles(store: Store, who: Agent, text: str, limit: int = HITS) -> list[Hit]:
    """What she may send whose title has the words; what she uses comes first. No words find what she uses."""
    words = rules.words_of(rules.folded(text))
    return await store.read(text_search.titles, who.ref.id, words, min(limit, HITS))


async def insertion(house: House, who: Agent, kind: AnyKind, text: str, chat: str | None = None) -> Insertion:
    """A text as it goes into this chat, or with the variables open where no chat is named. Raises NotFound."""
    facts = await facts_of(house, who, chat)
    if kind == "quick_reply":
        reply = await _reply(house.store, who, text)
        return _inserted(reply.title, rules.fill(reply.body, rules.values_of(facts)))
    found = await text_for(house.store, who, kind, text)
    match kind:
        case "faq":
            path = path_of(found.id)
            return Insertion(title=found.title, text=path, path=path)
        case "template":
            return _inserted(found.title, rules.fill(found.body, rules.values_of(facts)))
        case _:  # pragma: no cover
            assert_never(kind)


async def facts_of(house: House, who: Agent, chat: str | None) -> Facts:
    """What the variables of a text can say in this chat. Raises NotFound where she may not read it."""
    if chat is None:
        return Facts(agent_name=who.ref.name)
    state = (await house.log.load(chat)).chat
    if not may(state, who, Action.READ):
        raise NotFound("There is no such chat.")
    fields = state.fields
    contact = await contacts.linked_to(house, who, chat)
    return Facts(
        customer_name=fields.get("name") or (contact.name if contact else ""),
        customer_email=fields.get("email") or next(iter(contact.emails if contact else ()), ""),
        customer_phone=fields.get("phone") or (contact.phone if contact else ""),
        company_name=(contact.company_name if contact else "") or fields.get("company", ""),
        agent_name=who.ref.name,
        channel_name=_channel_name(house, state.channel),
        request_number=str(state.requests[-1]) if state.requests else "",
    )


async def use(store: Store, who: Agent, kind: AnyKind, text: str, *, now: int) -> None:
    """Note that she has put it in. Raises NotFound."""
    if kind == "quick_reply":
        if not await store.write(quick_replies.used, who.ref.id, text, now):
            raise _no_such_reply()
        return
    await text_for(store, who, kind, text)
    await store.write(texts.used, who.ref.id, text, now, HISTORY)  # unless it was deleted meanwhile


async def history(store: Store, who: Agent, kind: TextKind) -> list[TextRow]:
    """What she used, the last first."""
    return await store.read(texts.history, who.ref.id, kind, HISTORY)


async def favourites(store: Store, who: Agent, kind: TextKind) -> list[TextRow]:
    """By title."""
    return await store.read(texts.favourites, who.ref.id, kind, FAVOURITES_MAX)


async def add_favourite(store: Store, who: Agent, kind: TextKind, text: str, *, now: int) -> None:
    """Raises NotFound, or Conflict where there are too many."""
    await text_for(store, who, kind, text)
    if not await store.write(texts.add_favourite, who.ref.id, text, now, FAVOURITES_MAX):
        raise Conflict(f"There are {FAVOURITES_MAX} favourites already. Take one away first.")


async def remove_favourite(store: Store, who: Agent, text: str) -> None:
    """No error where it was none."""
    await store.write(texts.remove_favourite, who.ref.id, text)


def _channel_name(house: House, channel: str) -> str:
    """Empty for a channel that was deleted; its chats can still be read."""
    with suppress(NotFound):
        return house.catalog.known(channel).name
    return ""


def _inserted(title: str, filled: Filled) -> Insertion:
    return Insertion(title=title, text=filled.text, unfilled=filled.unfilled)


# --- quick replies ---


async def replies(store: Store, who: Agent) -> list[QuickReply]:
    """Hers, in her order."""
    return await store.read(quick_replies.of, who.ref.id)


async def add_reply(store: Store, who: Agent, title: str, body: str) -> QuickReply:
    """At the end. Raises Invalid, or Conflict where there are too many."""
    values = _reply_values({"title": title, "body": body})
    reply = QuickReply(id=new_id(), account=who.ref.id, **values)
    if not await store.write(quick_replies.add, reply, QUICK_REPLIES_MAX):
        raise Conflict(f"There are {QUICK_REPLIES_MAX} quick replies already. Delete one first.")
    return reply


async def change_reply(store: Store, who: Agent, reply: str, changes: ReplyChanges) -> QuickReply:
    """Raises NotFound or Invalid."""
    changed = await store.write(quick_replies.change, who.ref.id, reply, _reply_values(changes))
    if changed is None:
        raise _no_such_reply()
    return changed


async def order_replies(store: Store, who: Agent, order: list[str]) -> list[QuickReply]:
    """Put them in this order. Raises Invalid unless it names each of hers once."""
    try:
        await store.write(quick_replies.reorder, who.ref.id, order)
    except QuickRepliesChanged as changed:
        raise Invalid("order", "Name each of your quick replies once.") from changed
    return await replies(store, who)


async def remove_reply(store: Store, who: Agent, reply: str) -> None:
    """Raises NotFound."""
    if not await store.write(quick_replies.remove, who.ref.id, reply):
        raise _no_such_reply()


async def _reply(store: Store, who: Agent, reply: str) -> QuickReply:
    found = await store.read(quick_replies.get, who.ref.id, reply)
    if found is None:
        raise _no_such_reply()
    return found


def _reply_values(changes: ReplyChanges) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "title" in changes:
        title = rules.title_of(changes["title"])
        values |= {"title": title, "title_folded": rules.folded(title)}
    if "body" in changes:
        values["body"] = rules.body_of(changes["body"], rules.MESSAGE_BODY_MAX)
    return values


def _no_such_reply() -> NotFound:
    return NotFound("You have no such quick reply.")
