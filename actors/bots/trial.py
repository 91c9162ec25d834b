"""An admin tries a bot: one sentence, and what the bot would do about it by the settings as they stand there.

No chat comes of it and nothing is stored; the bot's server is told `message.received` of a chat that is called
`trial`. Whether it fails is nobody's business but the admin's: it is not counted against the bot.
"""

from typing import Final

from msgspec import Struct

from actors import channel_admin
from actors.bots.connectors import BotFailed, ask, connector_of
from actors.bots.meeting import has_address
from actors.domain.bots import BotAction, BotChat, Line, Told
from actors.domain.errors import Invalid, Unavailable
from actors.domain.rights import Agent
from actors.domain.settings import BotSettings
from actors.domain.texts import body_of
from actors.house import House
from actors.messages import TEXT_MAX, Status
from store.errors import StoreBusy, StoreTrouble

TRIAL: Final = "trial"


class Tried(Struct, frozen=True, kw_only=True):
    """What it wants done, or in `trouble` why there is no answer; a customer would get a person then."""

    actions: tuple[BotAction, ...] = ()
    trouble: str | None = None
    took_ms: int


def _must_not_tell_secrets(saved: BotSettings, tried: BotSettings) -> None:
    """What is read as dots goes to the address it was saved for, and to no other. Raises Invalid."""
    for tab, was, now, secret, saved_secret in (
        ("webhook", saved.webhook.url, tried.webhook.url, tried.webhook.secret, saved.webhook.secret),
        (
            "completions",
            saved.completions.url,
            tried.completions.url,
            tried.completions.key,
            saved.completions.key,
        ),
    ):
        if tried.connector == tab and was != now and secret and secret == saved_secret:
            field = "secret" if tab == "webhook" else "key"
            raise Invalid(
                f"bot.{tab}.{field}", f"The address is another one now: write the {field} again, or save."
            )


async def try_out(house: House, who: Agent, channel: str, values: object, text: str) -> Tried:
    """`values`: of the tab, as for saving it. Raises Forbidden, NotFound, Invalid, Unavailable."""
    record = await channel_admin.as_if_saved(house, who, channel, "bot", values)
    said = body_of(text, TEXT_MAX, "text")
    _must_not_tell_secrets(house.catalog.get(channel).settings.bot, record.settings.bot)
    if not has_address(record):
        return Tried(trouble="The bot has no address.", took_ms=0)
    began = house.clock.now_ms()
    line = Line(seq=1, at=began, by="customer", text=said)
    chat = BotChat(
        id=TRIAL,
        channel=record.key,
        language=record.language,
        status=Status.BOT.value,
        customer="Visitor",
        fields={},
    )
    told = Told(type="message.received", at=began, chat=chat, message=line, history=(line,))
    actions: tuple[BotAction, ...] = ()
    trouble = None
    try:
        actions = await ask(connector_of(house, record), told, f"{TRIAL}.{began}")
    except BotFailed as why:
        trouble = f"The bot gave no answer that can be used: {why}."
    except (StoreBusy, StoreTrouble) as busy:
        raise Unavailable("The FAQs could not be read just now. Try again in a moment.") from busy
    return Tried(actions=actions, trouble=trouble, took_ms=house.clock.now_ms() - began)
