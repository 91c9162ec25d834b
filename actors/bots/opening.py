"""What a bot says first: it is told of a customer when she opens the chat, before any form and any word of hers.

Nothing is stored until she speaks. Then what she was shown is the beginning of the log (`Start.opening`), and what
else the bot wanted done waits in `Bots` for the turn after that. If the server stops in between, that is gone: a
bot that has spoken is told what the forms said, as ever; one that has not is told `chat.created` again, with the
same id.
"""

from typing import Final

import structlog
import trio

from actors.bots.connectors import BotFailed, ask, connector_of
from actors.domain.bots import BotAction, BotChat, Post, Told, until_its_end
from actors.domain.commands import Say
from actors.domain.errors import Conflict
from actors.domain.rights import Bot
from actors.house import House
from actors.ids import new_id
from actors.messages import KEY_MAX, Status
from store.errors import StoreBusy, StoreTrouble

# She sits before an empty window. A bot that needs longer is asked again with her first message.
WITHIN_S: Final = 3

log = structlog.get_logger()


class Opening:
    """Of one customer, for the one chat that she may begin now: `chat` is its id, should it begin."""

    def __init__(self, house: House, channel: str) -> None:
        self._house = house
        self._channel = channel
        self.chat = new_id()
        self.posts: tuple[Post, ...] = ()
        self.bot = ""

    async def meet(self, fields: dict[str, str], page: str | None, locale: str | None) -> None:
        """Ask the bot, if there is one to meet her. Raises Conflict where there is none."""
        if not self._house.bots.meet(self._channel):
            raise Conflict("No bot meets customers here just now.")
        record = self._house.catalog.get(self._channel)
        self.bot = name_of(self._house, self._channel).name
        chat = BotChat(
            id=self.chat,
            channel=record.key,
            language=record.language,
            status=Status.BOT.value,
            customer=fields.get("name") or fields.get("email") or "Visitor",
            fields=fields,
            page=page,
            locale=locale,
        )
        told = Told(type="chat.created", at=self._house.clock.now_ms(), chat=chat)
        with trio.move_on_after(WITHIN_S):
            try:
                actions = await ask(connector_of(self._house, record), told, f"{self.chat}.{told.type}")
            except BotFailed as why:
                rests = self._house.bots.failed(record.key)
                log.warning("bot.failed", chat=self.chat, channel=record.key, why=str(why), rests=rests)
            except (StoreBusy, StoreTrouble) as trouble:
                log.warning("bot.postponed", chat=self.chat, why=type(trouble).__name__)
            else:
                self._take(actions)

    def _take(self, actions: tuple[BotAction, ...]) -> None:
        self._house.bots.succeeded(self._channel)
        posts: list[Post] = []
        rest: list[BotAction] = []
        for action in until_its_end(actions):
            if isinstance(action, Post) and not action.after_ms:
                posts.append(action)
            else:
                rest.append(action)
        self.posts = tuple(posts)
        self._house.bots.has_met(self.chat, tuple(rest))

    def said(self) -> tuple[Say, ...]:
        """As the beginning of the log."""
        return tuple(
            Say(text=post.text, key=f"{key(0, 0)}-{n}", options=post.options) for n, post in enumerate(self.posts)
        )

    def give_up(self) -> None:
        """No chat has come of it, or not the one that the bot was told of."""
        self._house.bots.forget(self.chat)
        self.chat = new_id()


def name_of(house: House, channel: str) -> Bot:
    """The bot as customers see it. Raises NotFound."""
    record = house.catalog.get(channel)
    return Bot(record.settings.bot.name or record.settings.shown_name or record.name)


def key(seq: int, n: int) -> str:
    """Longer than a client's key may be, so no client has used it; the same for a turn that is done again."""
    return f"bot-{seq}-{n}".rjust(KEY_MAX + 1, "-")
