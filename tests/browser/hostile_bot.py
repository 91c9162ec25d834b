"""A chatbot's server that wants a page to run what it says: hostile texts in every place that a bot can fill."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from actors.messages import OPTION_MAX
from tests.hostile import MARK, TEXTS

SCRIPT: Final = TEXTS[0]
# What the customer writes to have it hand over.
PERSON: Final = "a person"
# What an admin sends to a webhook, to see what it answers.
TEST: Final = "test"


def actions_for(told: dict[str, Any]) -> list[dict[str, Any]]:
    options = [text[:OPTION_MAX] for text in TEXTS[:10]]
    if told["type"] == "chat.created":
        return [{"type": "message", "text": text} for text in TEXTS[:8]] + [
            {"type": "message", "text": f"first {SCRIPT}", "options": options}
        ]
    if told["type"] != "message.received":
        return []
    if told["message"]["text"] == PERSON:
        return [
            {"type": "set_fields", "fields": {text[:64]: text for text in TEXTS[:10]} | {"name": SCRIPT}},
            {"type": "create_request", "title": SCRIPT, "text": "\n".join(TEXTS)},
            {"type": "hand_off", "reason": f'"><img src=x onerror=alert(1)> {MARK}'},
        ]
    said = [{"type": "message", "text": text} for text in TEXTS[8:16]]
    return [*said, {"type": "message", "text": f"then {TEXTS[16]}", "options": options}]


class Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["content-length"])))
        body = (
            "\n".join(TEXTS).encode()
            if told["type"] == TEST
            else json.dumps({"actions": actions_for(told)}).encode()
        )
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the library's signature
        """It is no part of what is looked at."""


@contextmanager
def hostile_bot() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
