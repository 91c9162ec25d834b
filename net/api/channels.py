"""Channels for admins: the list, one with all its tabs, saving a tab, copying, deleting, the script to embed.

What a tab takes is said by a struct (actors/domain/channel_tabs.py), which also makes its part of the OpenAPI
document. Whoever saves says in `If-Match` which revision was read, so that nobody overwrites what others have done
meanwhile.
"""

from collections.abc import Awaitable, Callable
from html import escape
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Body, Header, Response
from pydantic import BaseModel, Field

from actors import channel_admin
from actors.bots import trial
from actors.domain.channel_tabs import STRUCTS, TABS, TabName
from actors.domain.errors import Invalid
from actors.messages import ChannelState
from net.api.common import AskingAgent, OfAsker, OfSite, Site, problems
from net.api.shared_texts import Body as Wanted

router = APIRouter(prefix="/api/v1/channels", tags=["channels"])

READING: Final = problems("not_signed_in", "forbidden", "not_found")
WRITING: Final = problems("not_signed_in", "forbidden", "not_found", "invalid", "conflict")

Name = Annotated[str, Field(max_length=1_000)]
Key = Annotated[str | None, Field(max_length=100, description="in the script tag; made of the name without one")]
Revision = Annotated[int, Field(description="counts its changes")]


class ChannelStanding(BaseModel):
    """How it stands now; `shown` is what customers meet: an agent at once, a queue, or the offline form."""

    shown: Literal["open", "queue", "closed"]
    state: ChannelState
    why: Annotated[
        Literal["hours", "nobody", "full"] | None,
        Field(description="it is closed: by opening hours, since nobody is available, or as many wait as may"),
    ] = None
    waiting: int
    available: Annotated[int, Field(description="agents who could answer now")]
    open_until_at: int | None = None
    opens_at: int | None = None


class ChannelRow(BaseModel):
    key: str
    name: str
    language: str
    description: str
    chats: Annotated[int, Field(description="that are open or have ended within the last 30 days")]
    agents: Annotated[int, Field(description="who may respond")]
    standing: ChannelStanding
    missing: Annotated[int, Field(description="how many mandatory fields are empty")]
    revision: Revision


class ChannelRows(BaseModel):
    items: list[ChannelRow]


class ChannelRemark(BaseModel):
    """`field` begins with its tab, such as `look.color`."""

    field: str
    message: str


class MandatoryField(BaseModel):
    """`field` of `tab` must not be empty where all of `when` holds."""

    tab: TabName
    field: str
    message: str
    when: dict[str, bool | str] = {}


class Channel(BaseModel):
    """With all its tabs. Secrets read as dots; sent back like that, they stay as they are."""

    key: str
    revision: Revision
    standing: ChannelStanding
    tabs: dict[TabName, dict[str, Any]]
    missing: Annotated[list[ChannelRemark], Field(description="mandatory fields that are empty")]
    remarks: Annotated[
        list[ChannelRemark], Field(description="what was taken as it is, and is worth a second look")
    ]
    active: Annotated[dict[TabName, bool], Field(description="whether the form of a tab is on")]


class ChannelRules(BaseModel):
    """What holds for every channel: for a screen that marks fields while they are filled in."""

    mandatory: list[MandatoryField]
    active: Annotated[dict[TabName, str], Field(description="the field that says whether a tab's form is on")]
    fresh: Annotated[dict[TabName, dict[str, Any]], Field(description="the tabs of a new channel")]
    time_zones: list[str]
    languages: list[str]


class NewChannel(Wanted):
    name: Name
    language: Annotated[str, Field(max_length=35, examples=["en"])]
    key: Key = None


class ChannelCopy(Wanted):
    name: Name
    key: Key = None


class PreviewWanted(Wanted):
    tab: TabName
    values: Annotated[dict[str, Any], Field(description="of the tab, as for saving it")]


class Preview(BaseModel):
    view: Annotated[dict[str, Any], Field(description="ChannelView, as in docs/protocol.md")]


class BotTrial(Wanted):
    values: Annotated[dict[str, Any], Field(description="of the tab `bot`, as for saving it")]
    text: Annotated[str, Field(max_length=10_000, description="what a customer would write")]


class TriedAction(BaseModel):
    """One thing that the bot wants done, as in docs/bots.md."""

    type: Literal["message", "set_fields", "create_request", "hand_off", "end"]
    text: str | None = None
    options: list[str] | None = None
    after_ms: int | None = None
    fields: dict[str, str] | None = None
    title: str | None = None
    priority: str | None = None
    reason: str | None = None


class BotTried(BaseModel):
    actions: list[TriedAction]
    trouble: Annotated[str | None, Field(description="why there is no answer; a customer would get a person")] = (
        None
    )
    took_ms: int


class IssuerWanted(Wanted):
    issuer: Annotated[str, Field(max_length=1_000, examples=["shop.example"])]


class IdentityOf(BaseModel):
    issuer: Annotated[str | None, Field(description="who signs this channel's customers; absent: nobody")] = None


class IdentitySecret(BaseModel):
    issuer: str
    secret: Annotated[str, Field(description="told this once; sign with it by HS256")]


class EmbedScript(BaseModel):
    script: Annotated[str, Field(description="the line for the page")]
    origins: Annotated[list[str], Field(description="the pages that may carry it; none: any")]


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden"))
async def list_channels(site: OfSite, who: AskingAgent) -> ChannelRows:
    """All of them, by name, as they stand now."""
    rows = await channel_admin.rows(site.house, who)
    return ChannelRows(items=[ChannelRow.model_validate(row, from_attributes=True) for row in rows])


@router.get("/rules", responses=problems("not_signed_in", "forbidden"))
async def channel_rules(who: AskingAgent) -> ChannelRules:
    """What is mandatory, what a new channel has, and what can be chosen."""
    return ChannelRules.model_validate(channel_admin.rules(who), from_attributes=True)


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_channel(wanted: NewChannel, response: Response, site: OfSite, who: AskingAgent) -> Channel:
    """A channel that works at once, with you as its first member."""
    found = await channel_admin.add(site.house, who, wanted.name, wanted.language, wanted.key)
    return _shown(found, response)


@router.get("/{key}", response_model_exclude_none=True, responses=READING)
async def read_channel(key: str, response: Response, site: OfSite, who: AskingAgent) -> Channel:
    """One with all its tabs."""
    return _shown(await channel_admin.whole(site.house, who, key), response)


@router.post("/{key}/duplicate", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def duplicate_channel(
    key: str, wanted: ChannelCopy, response: Response, site: OfSite, who: AskingAgent
) -> Channel:
    """The same settings and members under another name."""
    found = await channel_admin.duplicate(site.house, who, key, wanted.name, wanted.key)
    return _shown(found, response)


@router.post("/{key}/preview", responses=problems("not_signed_in", "forbidden", "not_found", "invalid"))
async def preview_channel(key: str, wanted: PreviewWanted, site: OfSite, who: AskingAgent) -> Preview:
    """What customers would be told if this tab were saved. Nothing is kept."""
    view = await channel_admin.preview(site.house, who, key, wanted.tab, wanted.values)
    return Preview(view=msgspec.to_builtins(view))


@router.post(
    "/{key}/bot/try",
    response_model_exclude_none=True,
    responses=problems("not_signed_in", "forbidden", "not_found", "invalid", "unavailable"),
)
async def try_bot(key: str, wanted: BotTrial, site: OfSite, who: AskingAgent) -> BotTried:
    """What the bot would do about a sentence, by these settings. No chat comes of it and nothing is kept."""
    tried = await trial.try_out(site.house, who, key, wanted.values, wanted.text)
    return BotTried(
        actions=[TriedAction.model_validate(msgspec.to_builtins(action)) for action in tried.actions],
        trouble=tried.trouble,
        took_ms=tried.took_ms,
    )


@router.delete("/{key}", status_code=204, responses=WRITING)
async def delete_channel(key: str, site: OfSite, who: AskingAgent) -> None:
    """Its widgets hide. Refused while chats are open in it."""
    await channel_admin.delete(site.house, who, key)


@router.get("/{key}/embed", responses=READING)
async def embed_channel(key: str, site: OfSite, asker: OfAsker, who: AskingAgent) -> EmbedScript:
    """What a web master pastes into the page."""
    found = await channel_admin.whole(site.house, who, key)
    script = f'<script defer src="{_base(site, asker)}/widget.js" data-channel="{escape(key)}"></script>'
    return EmbedScript(script=script, origins=found.tabs["routing"]["origins"])


@router.get("/{key}/identity", response_model_exclude_none=True, responses=READING)
async def read_identity(key: str, site: OfSite, who: AskingAgent) -> IdentityOf:
    """Whether pages may say who their customers are."""
    return IdentityOf(issuer=await channel_admin.identity(site.house, who, key))


@router.post("/{key}/identity", status_code=201, responses=WRITING)
async def sign_identities(key: str, wanted: IssuerWanted, site: OfSite, who: AskingAgent) -> IdentitySecret:
    """A new secret to sign customers with. It is told this once, and one from before is not taken any more."""
    secret = await channel_admin.sign_identities(site.house, who, key, wanted.issuer)
    return IdentitySecret(issuer=wanted.issuer.strip(), secret=secret)


@router.delete("/{key}/identity", status_code=204, responses=READING)
async def sign_no_identities(key: str, site: OfSite, who: AskingAgent) -> None:
    """No signed customers any more."""
    await channel_admin.sign_no_identities(site.house, who, key)


def _base(site: Site, asker: OfAsker) -> str:
    """Where customers reach us: as it is set, else as this admin does."""
    if site.public_url is not None:
        return site.public_url
    host = asker.headers.get("host", "localhost")
    return f"{'https' if asker.secure else 'http'}://{escape(host)}"


# --- one route for each tab ---


def _saver(tab: TabName) -> Callable[..., Awaitable[Channel]]:
    async def save(
        key: str,
        *,
        wanted: Annotated[dict[str, Any], Body()],
        response: Response,
        site: OfSite,
        who: AskingAgent,
        if_match: Annotated[
            str, Header(description="the revision that was read, such as `3`", max_length=30)
        ] = "",
    ) -> Channel:
        found = await channel_admin.save(site.house, who, key, tab, wanted, revision=_revision(if_match))
        return _shown(found, response)

    save.__name__ = f"save_channel_{tab}"
    save.__doc__ = f"Save the tab `{tab}`, whole: a field that is left out is as in a new channel."
    return save


def _revision(if_match: str) -> int:
    plain = if_match.strip().removeprefix("W/").strip('"')
    if not plain.isdecimal():
        raise Invalid("if-match", "Say in the header If-Match which revision you have read.")
    return int(plain)


def _inlined(schema: Any, components: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """The schema without references: it stands in the middle of another document."""
    if isinstance(schema, list):
        return [_inlined(each, components) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if (name := schema.get("$ref")) is not None:
        return _inlined(components[name.rpartition("/")[2]], components)
    return {key: _inlined(value, components) for key, value in schema.items()}


def _schemas() -> dict[TabName, Any]:
    schemas, components = msgspec.json.schema_components(list(STRUCTS.values()))
    return {tab: _inlined(schema, components) for tab, schema in zip(STRUCTS, schemas, strict=True)}


_OF_TAB: Final = _schemas()
for _tab in TABS:
    router.put(
        f"/{{key}}/{_tab}",
        response_model_exclude_none=True,
        responses=WRITING,
        openapi_extra={"requestBody": {"content": {"application/json": {"schema": _OF_TAB[_tab]}}}},
    )(_saver(_tab))


def _shown(found: channel_admin.Whole, response: Response) -> Channel:
    response.headers["etag"] = f'"{found.revision}"'
    return Channel.model_validate(found, from_attributes=True)
