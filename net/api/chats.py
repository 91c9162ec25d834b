"""Past chats: finding them again. What goes on in a chat is spoken of over WebSockets (docs/protocol.md), and so
is reading one: the command `chat.open`.
"""

import re
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from actors import past_chats, transcripts
from actors.domain.files import safe_name
from actors.messages import INT_MAX
from actors.past_chats import Found, Search
from actors.transcript_page import STYLE_SOURCE
from net.api.common import AskingAgent, OfSite, problems
from net.api.cursors import cursor_of, place_of
from net.api.requests import ME, Person
from net.api.shared_texts import SEARCH_MAX, After
from net.deliveries import disposition

router = APIRouter(prefix="/api/v1/chats", tags=["chats"])

PAGE: Final = 30
PAGE_MAX: Final = 100
STARS: Final = 5
# Of a transcript: words and their look, nothing that loads or runs, and in no page of others.
POLICY: Final = (
    f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# In the name of a file they would begin a folder, or a disk.
SEPARATORS: Final = re.compile(r"[/\\:]+")
ENDINGS: Final[dict[transcripts.Format, str]] = {"text": "txt", "html": "html"}

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Time = Annotated[int | None, Query(ge=0, le=INT_MAX // 1024)]


class Part(BaseModel):
    """A piece of what was said; `found` is what was looked for."""

    text: str
    found: bool


class Place(BaseModel):
    """Where in the chat the words stand: `seq` is the number in its log."""

    seq: int
    at: int
    kind: Literal["message", "note", "rated"]
    by: Person
    parts: list[Part]


class Chat(BaseModel):
    """A chat as it stands now. `place` is absent where no word of the search was said in it."""

    id: str
    channel: str
    customer: str
    email: str | None = None
    status: str
    reason: Annotated[str | None, Field(description="why it is over")] = None
    agent: Person | None = None
    started_at: int
    answered_at: int | None = None
    ended_at: int | None = None
    rating: int | None = None
    first: Annotated[str | None, Field(description="the beginning of its first message")] = None
    requests: Annotated[list[int], Field(description="the numbers of those made from it")] = []
    place: Place | None = None


class Chats(BaseModel):
    items: list[Chat]
    next: Annotated[str | None, Field(description="`after` of the next page; absent on the last")] = None
    waiting: Annotated[int, Field(description="so many chats are still to be indexed, the oldest last")] = 0


async def _search(
    who: AskingAgent,
    rating: Annotated[list[Annotated[int, Field(ge=1, le=STARS)]], Query(max_length=STARS, default_factory=list)],
    *,
    text: Annotated[
        str, Query(max_length=SEARCH_MAX, description="words said by anybody, or of the customer")
    ] = "",
    customer: Annotated[str, Query(max_length=SEARCH_MAX, description="words of name, e-mail, company …")] = "",
    agent: Annotated[
        str | None, Query(max_length=64, description=f"who had a part in it: an agent's id, or `{ME}`")
    ] = None,
    channel: Annotated[str | None, Query(max_length=64)] = None,
    since: Annotated[Time, Query(description="over at that time or later")] = None,
    until: Annotated[Time, Query(description="over before that time")] = None,
) -> Search:
    return Search(
        text=text,
        customer=customer,
        agent=who.ref.id if agent == ME else agent,
        channel=channel,
        ratings=tuple(rating),
        since=since,
        until=until,
    )


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def search_chats(
    site: OfSite,
    who: AskingAgent,
    wanted: Annotated[Search, Depends(_search)],
    after: After = None,
    limit: Limit = PAGE,
) -> Chats:
    """Chats that are over and that you may read, what ended last first."""
    before: Any = place_of(after, int)[0] if after is not None else None
    page = await past_chats.search(site.house, who, wanted, before, limit)
    return Chats(
        items=[_chat(found) for found in page.found],
        next=cursor_of(page.next) if page.next is not None else None,
        waiting=page.waiting,
    )


@router.get(
    "/{chat}/transcript",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/html": {}}, "description": "The transcript"},
        **problems("not_signed_in", "not_found", "invalid"),
    },
)
async def transcript(
    chat: str,
    site: OfSite,
    who: AskingAgent,
    *,
    format: Annotated[transcripts.Format, Query(description="plain text, or a page to print")] = "text",  # noqa: A002
    notes: Annotated[bool, Query(description="with notes and all that only agents see")] = False,
    zone: Annotated[str, Query(max_length=64, description="whose times", examples=["Europe/Oslo"])] = "UTC",
    save: Annotated[bool, Query(description="as a file and not to be shown")] = False,
) -> Response:
    """The chat from its beginning, with a head that says whose, where and when."""
    wanted = transcripts.Wanted(format=format, notes=notes, zone=zone)
    written = await transcripts.write(site.house, who, chat, wanted)
    name = SEPARATORS.sub(" ", written.name)
    headers = {
        "content-disposition": disposition(safe_name(f"{name}.{ENDINGS[format]}"), is_shown=not save),
        "content-security-policy": POLICY,
        "cross-origin-opener-policy": "same-origin",  # as the console's, which opens it and asks it to print
    }
    kind = HTMLResponse if format == "html" else PlainTextResponse
    return kind(written.text, headers=headers)


def _chat(found: Found) -> Chat:
    chat, place = found.chat, found.place
    return Chat(
        id=chat.id,
        channel=chat.channel,
        customer=chat.customer,
        email=chat.email,
        status=chat.status.value,
        reason=chat.reason,
        agent=Person(id=chat.agent.id, name=chat.agent.name, photo=chat.agent.photo) if chat.agent else None,
        started_at=chat.started_at,
        answered_at=chat.answered_at,
        ended_at=chat.ended_at,
        rating=chat.rating,
        first=chat.first,
        requests=list(chat.requests),
        place=_place(place) if place is not None else None,
    )


def _place(place: past_chats.Place) -> Place:
    by = place.by
    return Place(
        seq=place.seq,
        at=place.at,
        kind=place.kind,
        by=Person(kind=by.kind, id=by.id, name=by.name, photo=by.photo),
        parts=[Part(text=part.text, found=part.found) for part in place.parts],
    )
