"""Where a page of a list ended, as a client hands it back: opaque, so that a list may change what it goes by."""

import base64
import binascii

import msgspec

from actors.domain.errors import Invalid
from actors.messages import INT_MAX

_decoder = msgspec.json.Decoder(list[str | int])


def cursor_of(*place: str | int) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> list[str | int]:
    """What `cursor_of` was given, in the types it had then. Raises Invalid."""
    place = _decoded(cursor)
    if [type(part) for part in place] != list(kinds) or any(
        isinstance(part, int) and abs(part) > INT_MAX for part in place
    ):
        raise _not_ours()
    return place


def numbers_of(cursor: str) -> tuple[int, ...]:
    """The same of a place that is numbers, however many. Raises Invalid."""
    place = _decoded(cursor)
    if not all(isinstance(part, int) and abs(part) <= INT_MAX for part in place):
        raise _not_ours()
    return tuple(part for part in place if isinstance(part, int))


def _decoded(cursor: str) -> list[str | int]:
    try:
        return _decoder.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _not_ours() from error


def _not_ours() -> Invalid:
    return Invalid("after", "Take `after` from `next` of the page before.")
