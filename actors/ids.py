"""Ids that say nothing: not how many there are, not when they were made. Made at the edge, never by a rule."""

import secrets

ID_BYTES = 12  # 96 bits: a billion chats collide with a chance below 1 in 10^10


def new_id() -> str:
    """16 URL-safe characters."""
    return secrets.token_urlsafe(ID_BYTES)
