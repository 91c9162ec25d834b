"""Bytes ↔ structs. After `decode` there are no dicts, no `.get`, no `Any`; before `frame` there are no bytes.

The envelope is added here and nowhere else: `type`, `re`, and for errors `code`, `message` and the details of a
refusal. A frame is encoded once and shared by all who get it.
"""

import json
import re as regex
from typing import Any, Generic, TypeAlias, TypeVar, get_args

import msgspec
from msgspec import UNSET, UnsetType

from actors.domain.errors import Invalid, Refused
from actors.mail import News
from actors.messages import ID_MAX, AgentFrame, Answer, CustomerFrame, NotOneOf
from net.frames import text_frame

C = TypeVar("C")
CommandId: TypeAlias = str | UnsetType | None  # what its answer has as `re`; unset: it gets none

_encoder = msgspec.json.Encoder()
_PATH = regex.compile(r" - at (?:`key` in )?`\$\.?([^`]*)`$")
_MISSING = regex.compile(r"required field `([^`]+)`")


class NotAFrame(Exception):  # noqa: N818 - names what came
    """Not a JSON object: the connection cannot be talked to (close 1007)."""


class UnknownType(Refused):
    """A `type` that this endpoint does not know."""

    code = "unknown_type"


class BadFrame(Refused):
    """A frame that is in its form but not in its place, such as a first one that is no `hello`."""

    code = "bad_frame"


class Undecodable(Exception):  # noqa: N818 - carries the answer
    """The refusal for a frame that could not be decoded, and the id to answer it under: None where it has one that
    is none, so that whoever counts in integers is told so and does not wait for ever.
    """

    def __init__(self, id: CommandId, refused: Refused) -> None:  # noqa: A002 - the wire's own word
        super().__init__(str(refused))
        self.id = id
        self.refused = refused


class FrameDecoder(Generic[C]):
    """Decodes the frames of one endpoint."""

    def __init__(self, frames: type[C]) -> None:
        self._decoder = msgspec.json.Decoder(frames)
        self._types = {command.__struct_config__.tag for command in get_args(frames)}

    def decode(self, text: str) -> C:
        """The command in `text`. Raises NotAFrame or Undecodable."""
        try:
            return self._decoder.decode(text)
        except (msgspec.DecodeError, RecursionError) as wrong:
            raise self._why_not(text, wrong) from wrong

    def _why_not(self, text: str, wrong: Exception) -> Exception:
        if isinstance(wrong, RecursionError):
            return NotAFrame("nested too deep")
        try:
            frame = json.loads(text, parse_int=float, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return NotAFrame("not JSON")
        if not isinstance(frame, dict):
            return NotAFrame("not an object")
        id_ = frame.get("id")
        known: CommandId = UNSET
        if "id" in frame:
            known = id_ if isinstance(id_, str) and 0 < len(id_) <= ID_MAX and _is_sound(id_) else None
        if known is None:
            return Undecodable(None, Invalid("id", f"An id is a string of 1 to {ID_MAX} characters."))
        type_ = frame.get("type")
        if isinstance(type_, str) and type_ not in self._types:
            return Undecodable(known, UnknownType(f"There is no command {type_[:64]!r} here."))
        if type(wrong) is not msgspec.ValidationError:
            return Undecodable(known, _unsound(frame))
        if isinstance(wrong.__cause__, NotOneOf):
            return Undecodable(known, Invalid(wrong.__cause__.field, f"{wrong.__cause__}."))
        return Undecodable(known, _invalid(str(wrong)))


CUSTOMER: FrameDecoder[CustomerFrame] = FrameDecoder(CustomerFrame)  # type: ignore[arg-type]  # a union
AGENT: FrameDecoder[AgentFrame] = FrameDecoder(AgentFrame)  # type: ignore[arg-type]  # a union


def _invalid(wrong: str) -> Invalid:
    """What is wrong and where, as the decoder says it; the field is the client's own name for it."""
    missing = _MISSING.search(wrong)
    path = _PATH.search(wrong)
    field = ".".join(found.group(1) for found in (path, missing) if found and found.group(1))
    return Invalid(field or "type", _PATH.sub("", wrong) + ".")


def _no_number(word: str) -> float:
    """NaN and the infinities, which Python would take for JSON."""
    raise ValueError(word)


def _unsound(frame: dict[str, Any]) -> Invalid:
    """For JSON that says what no value of ours can be: half a surrogate pair, a number without end."""
    for name, value in frame.items():
        if not _is_sound(name):
            return Invalid("type", "The name of a field is not valid Unicode.")
        if not _is_sound(value):
            return Invalid(name, "Not valid Unicode, or a number that is too large.")
    return Invalid("type", "Not valid Unicode, or a number that is too large.")


def _is_sound(value: object) -> bool:
    try:
        msgspec.json.decode(json.dumps(value))
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def push_frame(news: News) -> bytes:
    """The frame of a push, encoded by whoever asks first."""
    if news.frame is None:
        news.frame = text_frame(_encoder.encode(news.push))
    return news.frame


def ok_frame(re: str, answer: Answer) -> bytes:
    body = _encoder.encode(answer)
    rest = b"," + body[1:] if len(body) > len(b"{}") else b"}"
    return text_frame(b'{"type":"ok","re":' + _encoder.encode(re) + rest)


def error_frame(re: str | None, refused: Refused) -> bytes:
    head = {"type": "error", "re": re, "code": refused.code, "message": str(refused)}
    return text_frame(_encoder.encode(head | refused.details))
