"""FAQs that are shown to a customer before her chat starts, and whether one of them was answer enough.

What is kept of an opened one is the channel, the FAQ, the time, and the key her chat would start with: nothing of
her question and nothing of her. It counts as deflected unless that chat starts.
"""

from typing import Final

from actors.catalog import ChannelRecord
from actors.domain import texts as rules
from actors.domain.errors import NotFound
from actors.house import House
from actors.markdown import plain
from actors.messages import Suggested, Suggestion
from actors.texts import Listing, narrowed, path_of, public_faq
from store.queries import deflections, text_search

# As many as are read before a question is asked (SPEC.md section 1), and the words of each.
SUGGESTIONS: Final = 3
EXCERPT: Final = 160


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


async def _fitting(house: House, record: ChannelRecord, text: str) -> tuple[Suggestion, ...]:
    stems = rules.stems_of(text, record.language)
    if not stems:
        return ()
    folder = record.settings.suggestions.folder
    wanted = await narrowed(house.store, "faq", Listing(folder=folder, deep=True, language=record.language))
    rows = await house.store.read(text_search.suggest, stems, wanted, SUGGESTIONS)
    return tuple(
        Suggestion(id=row.id, title=row.title, excerpt=plain(row.opening, EXCERPT), url=path_of(row.id))
        for row in rows
    )
