"""The three ways to a bot: somebody's HTTP server, a language model, and the FAQs that are here already.

Each is told what happened and gives what it wants done, or raises `BotFailed` with a sentence; how often that may
happen, and what becomes of the chat, is for the one who asks.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import msgspec
import structlog
from standardwebhooks import Webhook

from actors.catalog import ChannelRecord
from actors.clock import Clock
from actors.domain.bot_texts import BotTexts, texts_of
from actors.domain.bots import BotAction, BotAnswer, Finish, HandOver, Line, Post, Told
from actors.domain.settings import CompletionsBot, FaqBot, WebhookBot
from actors.house import House
from actors.messages import TEXT_MAX, Suggestion
from actors.outgoing import Http, Reply, Unreachable
from actors.suggestions import best_faqs
from store.errors import StoreBusy, StoreTrouble

# As much as ten long messages need.
ANSWER_BYTES: Final = 256 * 1024
# The tool that a language model calls when it wants a person to go on.
HAND_OFF: Final = "hand_off"
TOOLS: Final = [
    {
        "type": "function",
        "function": {
            "name": HAND_OFF,
            "description": "Give the conversation to a person, when asked for one or when you cannot help.",
            "parameters": {"type": "object", "properties": {"reason": {"type": "string"}}},
        },
    }
]


log = structlog.get_logger()


class BotFailed(Exception):  # noqa: N818 - says what happened
    """No answer, or none that can be used."""


class Connector(Protocol):
    async def turn(self, told: Told, message_id: str) -> tuple[BotAction, ...]:
        """What the bot wants done about it. Raises BotFailed."""
        ...


async def ask(connector: Connector, told: Told, message_id: str) -> tuple[BotAction, ...]:
    """Its turn; whatever goes wrong in it is BotFailed, but trouble with our own disk, which passes."""
    try:
        return await connector.turn(told, message_id)
    except (BotFailed, StoreBusy, StoreTrouble):
        raise
    except Exception as trouble:
        log.exception("bot.broken", connector=type(connector).__name__)
        raise BotFailed(f"it is broken: {type(trouble).__name__}") from trouble


def connector_of(house: House, record: ChannelRecord) -> Connector:
    """The one that the channel has chosen."""
    bot = record.settings.bot
    match bot.connector:
        case "faq":
            return FaqConnector(house, record, bot.faq)
        case "webhook":
            return WebhookConnector(house.http, bot.webhook, house.clock)
        case "completions":
            return CompletionsConnector(house.http, bot.completions)


class WebhookConnector:
    """POSTs what happened, signed as Standard Webhooks say, and does what the answer says.

    An answer without a body, or 204, is to do nothing. A bot may get the same thing twice, with the same id.
    The time of the sending is what is signed: a receiver takes nothing that is older than some minutes.
    """

    def __init__(self, http: Http, settings: WebhookBot, clock: Clock) -> None:
        self._http = http
        self._settings = settings
        self._clock = clock

    async def turn(self, told: Told, message_id: str) -> tuple[BotAction, ...]:
        body = msgspec.json.encode(told)
        headers = {"content-type": "application/json", "user-agent": "Switchboard"}
        if self._settings.secret:
            headers |= _signature(self._settings.secret, message_id, self._clock.now_ms(), body)
        reply = await _post(self._http, self._settings.url, body, headers, self._settings.timeout_ms)
        if not reply.body.strip():
            return ()
        try:
            return msgspec.json.decode(reply.body, type=BotAnswer).actions
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
            raise BotFailed(f"its answer cannot be used: {wrong}") from None


class CompletionsConnector:
    """Chat completions as OpenAI has them, which most model servers speak. It sees the conversation only."""

    def __init__(self, http: Http, settings: CompletionsBot) -> None:
        self._http = http
        self._settings = settings

    async def turn(self, told: Told, message_id: str) -> tuple[BotAction, ...]:
        del message_id
        if told.type != "message.received":
            return ()
        asked = {
            "model": self._settings.model,
            "messages": [{"role": "system", "content": self._settings.instructions}, *_roles(told.history)],
            "tools": TOOLS,
        }
        headers = {"content-type": "application/json", "user-agent": "Switchboard"}
        if self._settings.key:
            headers["authorization"] = f"Bearer {self._settings.key}"
        url = f"{self._settings.url.rstrip('/')}/chat/completions"
        reply = await _post(self._http, url, json.dumps(asked).encode(), headers, self._settings.timeout_ms)
        return _completion(reply.body)


class FaqConnector:
    """Answers with the FAQs that fit, and offers a person each time."""

    def __init__(self, house: House, record: ChannelRecord, settings: FaqBot) -> None:
        self._house = house
        self._record = record
        self._settings = settings
        self._texts = texts_of(record.language)

    async def turn(self, told: Told, message_id: str) -> tuple[BotAction, ...]:
        del message_id
        if told.message is None:
            return self._greeting(told)
        said, texts = told.message.text.strip(), self._texts
        if said == texts.person:
            return (HandOver(reason="customer"),)
        if said == texts.helped:
            return (Post(text=texts.glad), Finish())
        faqs = await best_faqs(self._house, self._record, said, self._settings.folder)
        if not faqs:
            return (Post(text=texts.nothing, options=(texts.person,)),)
        return (Post(text=_listed(texts, faqs, self._house.public_url), options=(texts.helped, texts.person)),)

    def _greeting(self, told: Told) -> tuple[BotAction, ...]:
        """To whom has said nothing yet."""
        if told.type != "chat.created" or told.history:
            return ()
        return (Post(text=self._settings.greeting or self._texts.greeting),)


def _listed(texts: BotTexts, faqs: tuple[Suggestion, ...], site: str) -> str:
    """Each with its first words, and its page where the server knows its own address."""
    parts = ["\n".join(filter(None, (faq.title, faq.excerpt, site and site + faq.url))) for faq in faqs]
    return "\n\n".join([texts.found, *parts])[:TEXT_MAX]


async def _post(http: Http, url: str, body: bytes, headers: dict[str, str], timeout_ms: int) -> Reply:
    try:
        reply = await http.post(url, body, headers, within_s=timeout_ms / 1000, most_bytes=ANSWER_BYTES)
    except Unreachable as why:
        raise BotFailed(str(why)) from None
    if not 200 <= reply.status < 300:  # noqa: PLR2004 - all that mean "here you are"
        raise BotFailed(f"it answered {reply.status}")
    return reply


def _signature(secret: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    now = datetime.fromtimestamp(at / 1000, UTC)
    try:
        signed = Webhook(secret).sign(message_id, now, body.decode())
    except Exception as wrong:
        raise BotFailed("its secret cannot be used to sign: it should begin with whsec_") from wrong
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed,
    }


def _roles(history: tuple[Line, ...]) -> list[dict[str, str]]:
    return [{"role": "user" if line.by == "customer" else "assistant", "content": line.text} for line in history]


def _completion(body: bytes) -> tuple[BotAction, ...]:
    """The first choice: what it says, and whether it calls for a person. Anything else is no answer."""
    try:
        message: dict[str, Any] = msgspec.json.decode(body)["choices"][0]["message"]
        text = message.get("content") or ""
        calls = [call["function"]["name"] for call in message.get("tool_calls") or ()]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise BotFailed("its answer is not a chat completion") from None
    if not isinstance(text, str):
        raise BotFailed("its answer is not a chat completion")
    said = (Post(text=text.strip()[:TEXT_MAX]),) if text.strip() else ()
    if HAND_OFF in calls:
        return (*said, HandOver(reason="bot"))
    if not said:
        raise BotFailed("it said nothing")
    return said
