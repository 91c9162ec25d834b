"""FAQs that answer what a customer says: for her before the chat, and whether one was enough; for its agent then.

What is kept of an opened one is the channel, the FAQ, the time, and the key her chat would start with: nothing of
her question and nothing of her. It counts as deflected unless that chat starts.
"""

from typing import Final

from actors.catalog import ChannelRecord
from actors.domain import texts as rules
from actors.domain.decide import may
from actors.domain.errors import NotFound
from actors.domain.rights import Action, Agent
from actors.house import House
from actors.markdown import plain
from actors.messages import Message, Suggested, Suggestion
from actors.texts import Listing, TextRow, narrowed, path_of, public_faq
from store.queries import deflections, text_search

# As many as are read before a question is asked (SPEC.md section 1), and the words of each.
SUGGESTIONS: Final = 3
EXCERPT: Final = 160
# The end of a log in which the customer's question stands.
RECENT: Final = 20


async def suggest(house: House, channel: str, text: str) -> Suggested:
    """The public FAQs that fit her words best, as the channel wants it. Raises NotFound where it is gone."""
    record = house.catalog.get(channel)
    return Suggested(suggestions=await _fitting(house, record, text) if record.settings.suggestions.on else ())


async def opened(house: House, channel: str, faq: str, key: str) -> None:
    """She looks at one. Raises NotFound where there is no such FAQ, or none that this channel suggests."""
    if not house.catalog.get(channel).settings.suggestions.on:
        raise NotFound("This channel suggests nothing.")
    await public_faq(house.store, faq)
    await house.store.write(deflections.note, channel, key, faq, house.clock.now_ms())


async def for_chat(house: House, who: Agent, chat: str) -> list[TextRow]:
    """The same for the agent of a chat, by what the customer said last, and from all folders. Raises NotFound."""
    state = (await house.log.load(chat)).chat
    if not may(state, who, Action.READ):
        raise NotFound("There is no such chat.")
    events = await house.log.last_events(chat, RECENT)
    said = [each.data.text for each in events if each.by.kind == "customer" and isinstance(each.data, Message)]
    language = house.catalog.known(state.channel).language
    return await _best(house, who.ref.id, " ".join(filter(None, said)), Listing(language=language))


async def _fitting(house: House, record: ChannelRecord, text: str) -> tuple[Suggestion, ...]:
    return await best_faqs(house, record, text, record.settings.suggestions.folder)


async def best_faqs(house: House, record: ChannelRecord, text: str, folder: str | None) -> tuple[Suggestion, ...]:
    """The public FAQs of a folder and those below it (of all, without one) that fit the words best."""
    listing = Listing(folder=folder, deep=True, language=record.language)
    return tuple(
        Suggestion(id=row.id, title=row.title, excerpt=plain(row.opening, EXCERPT), url=path_of(row.id))
        for row in await _best(house, "", text, listing)
    )


async def _best(house: House, account: str, text: str, listing: Listing) -> list[TextRow]:
    stems = rules.stems_of(text, listing.language)
    if not stems:
        return []
    wanted = await narrowed(house.store, "faq", listing)
    return await house.store.read(text_search.suggest, account, stems, wanted, SUGGESTIONS)
