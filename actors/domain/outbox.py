"""When something that could not be sent is tried again, and when no more: plain tables."""

from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

# What webhooks are told, and which entries of a chat's log each stands for. Notes are between agents and only go
# where an admin asked for them by name.
CREATED: Final = "chat.created"
CHANGED: Final = "chat.changed"
MESSAGE: Final = "chat.message"
NOTE: Final = "chat.note"
EVENTS: Final = (CREATED, CHANGED, MESSAGE, NOTE)
_KINDS: Final = {"started": CREATED, "message": MESSAGE, "note": NOTE}

# Until a webhook that failed is tried again, by the failures in a row; then it is stopped (SPEC.md: nine).
WEBHOOK_RETRIES_MS: Final = (
    5_000,
    30_000,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
)
FAILURES_MAX: Final = len(WEBHOOK_RETRIES_MS) + 1

# Mail servers ask to be tried again after half an hour and for some days (RFC 5321 section 4.5.4.1); the first
# tries come sooner, for a customer waits for a transcript.
LETTER_RETRIES_MS: Final = (
    *(MINUTE_MS * n for n in (1, 5, 15)),
    *(HOUR_MS * n for n in (1, 2, 4, 8, 16, 24, 24, 24)),
)


def event_type(kind: str) -> str:
    """The webhook event that an entry of this kind is told as."""
    return _KINDS.get(kind, CHANGED)


def webhook_again_ms(failures: int) -> int | None:
    """Until the next try after so many failures in a row, the newest included; None: it is stopped."""
    return WEBHOOK_RETRIES_MS[failures - 1] if failures < FAILURES_MAX else None


def letter_again_ms(tries: int) -> int | None:
    """Until the next try after so many, the newest included; None: it is given up."""
    return LETTER_RETRIES_MS[tries - 1] if tries <= len(LETTER_RETRIES_MS) else None
