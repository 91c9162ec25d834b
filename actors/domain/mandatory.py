"""What of a channel's setup is mandatory and still empty, what is on, and what is worth a second look.

What is mandatory is data (`MANDATORY`), so that the screen can mark it. It does not stop anybody from saving: a
channel is set up in more than one sitting.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from actors.domain.channel_tabs import TabName
from actors.domain.colours import Remark, remarks_on
from actors.domain.settings import ChannelSettings


class Mandatory(Struct, frozen=True, kw_only=True):
    """`field` must not be empty where all of `when` holds; fields are named from the tab on."""

    tab: TabName
    field: str
    message: str
    when: dict[str, bool | str] = {}


MANDATORY: Final = (
    Mandatory(tab="properties", field="name", message="The channel has no name."),
    Mandatory(tab="properties", field="hours.week", message="No day is open.", when={"hours.on": True}),
    Mandatory(tab="members", field="members", message="Nobody can respond."),
    Mandatory(tab="bot", field="name", message="The bot has no name.", when={"on": True}),
    Mandatory(
        tab="bot",
        field="webhook.url",
        message="The bot has no address.",
        when={"on": True, "connector": "webhook"},
    ),
    Mandatory(
        tab="bot",
        field="webhook.secret",
        message="Nothing signs what the bot is told.",
        when={"on": True, "connector": "webhook"},
    ),
    Mandatory(
        tab="bot",
        field="completions.url",
        message="The bot has no address.",
        when={"on": True, "connector": "completions"},
    ),
    Mandatory(
        tab="bot",
        field="completions.model",
        message="The bot has no model.",
        when={"on": True, "connector": "completions"},
    ),
    Mandatory(
        tab="offline",
        field="consent.text",
        message="There is nothing to agree to.",
        when={"request": True, "consent.on": True},
    ),
    Mandatory(
        tab="pre_chat",
        field="consent.text",
        message="There is nothing to agree to.",
        when={"on": True, "consent.on": True},
    ),
)
# The field of a tab that says whether its form is on.
ACTIVE: Final[Mapping[TabName, str]] = {
    "bot": "on",
    "offline": "request",
    "pre_chat": "on",
    "post_chat": "on",
}


def missing(tabs: Mapping[TabName, Mapping[str, Any]]) -> list[Remark]:
    """What is mandatory and empty, in `tabs` as `tabs_of` gives them."""
    return [
        Remark(f"{each.tab}.{each.field}", each.message)
        for each in MANDATORY
        if all(_at(tabs[each.tab], field) == value for field, value in each.when.items())
        and _is_empty(_at(tabs[each.tab], each.field))
    ]


def remarks(settings: ChannelSettings) -> list[Remark]:
    """What was taken as it is, and is worth a second look."""
    return list(remarks_on(settings.look))


def active(tabs: Mapping[TabName, Mapping[str, Any]]) -> dict[TabName, bool]:
    return {tab: bool(_at(tabs[tab], field)) for tab, field in ACTIVE.items()}


def _at(value: Any, path: str) -> Any:  # noqa: ANN401 - whatever JSON can hold
    for name in path.split("."):
        value = value[name]
    return value


def _is_empty(value: Any) -> bool:  # noqa: ANN401
    """Nothing at all; of a list, nothing in it, and of members nobody who can respond."""
    if isinstance(value, list):
        return not any(each.get("respond", True) if isinstance(each, dict) else each for each in value)
    return not value
