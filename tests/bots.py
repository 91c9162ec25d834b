"""The other end of a chatbot's connector, for stories: a server in memory that says what a story wants."""

import json
from collections.abc import Callable
from typing import Any

from actors.domain.settings import BotSettings, ChannelSettings, CompletionsBot, Limits, WebhookBot
from actors.outgoing import Reply, Unreachable
from tests.world import Setting

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WEBHOOK = BotSettings(
    on=True, name="Robin", connector="webhook", webhook=WebhookBot(url="https://bot.example/", secret=SECRET)
)
MODEL = BotSettings(
    on=True,
    name="Robin",
    connector="completions",
    completions=CompletionsBot(url="https://llm.example/v1/", model="small", key="sk-1", instructions="Be kind."),
)
Json = dict[str, Any]
Answer = Json | int | str | bytes


def says(text: str, **more: Any) -> Json:  # noqa: ANN401 - as in the contract
    return {"actions": [{"type": "message", "text": text, **more}]}


class BotServer:
    """The other end of a connector: `answer` makes of what it is told what it says."""

    def __init__(self, answer: Callable[[Json], Answer]) -> None:
        self.answer = answer
        self.told: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.urls: list[str] = []
        self.bodies: list[bytes] = []

    def check(self, url: str) -> None:
        assert url

    async def post(
        self, url: str, body: bytes, headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        assert within_s <= 120
        assert most_bytes <= 1_000_000
        said = json.loads(body)
        self.told.append(said)
        self.bodies.append(body)
        self.headers.append(headers)
        self.urls.append(url)
        answer = self.answer(said)
        if isinstance(answer, str):
            raise Unreachable(answer)
        if isinstance(answer, int):
            return Reply(answer, b"")
        return Reply(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def kinds(self) -> list[str]:
        return [said["type"] for said in self.told]


def with_bot(bot: BotSettings, answer: Callable[[Json], Answer] = lambda _: {}) -> tuple[Setting, BotServer]:
    setting = Setting()
    setting.channels["support"] = ChannelSettings(bot=bot, limits=Limits(idle_ms=10 * 60_000))
    server = BotServer(answer)
    setting.http = server
    return setting, server


def replies(text: str, **more: Any) -> Callable[[Json], Answer]:  # noqa: ANN401 - as in the contract
    return lambda told: says(text, **more) if told["type"] == "message.received" else {}
