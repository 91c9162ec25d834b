"""Whether a new customer of a channel is met by its bot: it is on, can be asked, and has not failed too often."""

from typing import NamedTuple

from actors.catalog import Catalog, ChannelRecord
from actors.clock import Clock
from actors.domain.bots import BotAction, Breaker
from actors.domain.errors import NotFound
from actors.domain.settings import BotSettings


class _Tried(NamedTuple):
    """How it went with a bot as it was set up then: a bot that was set up anew has failed nobody yet."""

    settings: BotSettings
    breaker: Breaker


class Bots:
    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._tried: dict[str, _Tried] = {}  # by the channel
        # Of chats that have not begun, or whose bot has not answered since: one for each customer who is there.
        self._met: dict[str, tuple[BotAction, ...]] = {}

    def meet(self, channel: str) -> bool:
        """Whether a chat that begins now begins with the bot."""
        try:
            record = self._catalog.get(channel)
        except NotFound:
            return False
        return is_set_up(record) and self.may_ask(channel)

    def has_met(self, chat: str, rest: tuple[BotAction, ...]) -> None:
        """The bot was told of this chat before it began; it wants `rest` done once the customer has spoken."""
        self._met[chat] = rest

    def met(self, chat: str) -> tuple[BotAction, ...] | None:
        """What it wants done; None where it was not told yet."""
        return self._met.get(chat)

    def forget(self, chat: str) -> None:
        self._met.pop(chat, None)

    def may_ask(self, channel: str) -> bool:
        return self._breaker(channel).lets_through(self._clock.now_ms())

    def succeeded(self, channel: str) -> None:
        self._breaker(channel).succeeded()

    def failed(self, channel: str) -> bool:
        """Whether it is left alone from now on, for a while."""
        return self._breaker(channel).failed(self._clock.now_ms())

    def _breaker(self, channel: str) -> Breaker:
        settings = self._catalog.known(channel).settings.bot
        tried = self._tried.get(channel)
        if tried is None or tried.settings != settings:
            tried = self._tried[channel] = _Tried(settings, Breaker())
        return tried.breaker


def is_set_up(record: ChannelRecord) -> bool:
    """On, and with an address where it needs one."""
    return record.settings.bot.on and has_address(record)


def has_address(record: ChannelRecord) -> bool:
    """The built-in bot needs none."""
    bot = record.settings.bot
    match bot.connector:
        case "faq":
            return True
        case "webhook":
            return bool(bot.webhook.url)
        case "completions":
            return bool(bot.completions.url)
