"""The bytes of RFC 6455 that we write and measure ourselves."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.closing import BY_CODE, LOST, Close
from net.frames import Walker, bounds, close_frame, text_frame, unmasked
from tests.net.peers import BINARY, CLOSE, PING, TEXT, masked


@pytest.mark.parametrize(("size", "head"), [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_a_text_frame_has_the_shortest_length_that_says_it(size: int, head: int) -> None:
    frame = text_frame(b"x" * size)

    assert len(frame) == head + size
    assert frame[0] == 0x81


def test_a_close_reason_is_cut_between_two_characters() -> None:
    frame = close_frame(4008, "å" * 100)

    assert frame[:4] == b"\x88\x7c\x0f\xa8"
    assert frame[4:].decode() == "å" * 61


@given(st.binary(max_size=400))
def test_unmasking_gives_back_what_was_masked(payload: bytes) -> None:
    frame = masked(TEXT, payload)
    found = bounds(b"..." + frame, 3)

    assert found is not None
    first, start, end = found
    assert first == 0x81
    assert end == 3 + len(frame)
    assert unmasked(b"..." + frame, start, end) == payload


@given(st.binary(max_size=20))
def test_bounds_of_any_bytes_are_unknown_or_behind_the_header(data: bytes) -> None:
    found = bounds(data, 0)

    assert found is None or found[2] == 0 or 0 < found[1] <= found[2]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.data())
def test_the_walker_finds_the_close_however_the_bytes_arrive(sizes: list[int], data: st.DataObject) -> None:
    sent = b"".join(masked(TEXT, b"x" * size) for size in sizes) + masked(CLOSE, b"\x03\xe8")
    cut = data.draw(st.integers(0, len(sent)))
    walker = Walker(sys.maxsize)
    walker.walk(sent[:cut])
    early = walker.closed
    walker.walk(sent[cut:])

    assert early == (cut == len(sent))
    assert walker.closed


@pytest.mark.parametrize(
    ("sent", "too_large"),
    [
        ([masked(TEXT, b"x" * 1000)], False),
        ([masked(TEXT, b"x" * 1001)], True),
        ([masked(BINARY, b"x" * 500, fin=False), masked(0, b"x" * 500)], False),
        ([masked(BINARY, b"x" * 500, fin=False), masked(PING, b"x" * 100), masked(0, b"x" * 501)], True),
        ([masked(TEXT, b"x" * 900), masked(TEXT, b"x" * 900)], False),
    ],
)
def test_the_walker_adds_up_a_message_over_its_fragments(sent: list[bytes], too_large: bool) -> None:
    walker = Walker(1000)
    for byte in b"".join(sent):
        walker.walk(bytes((byte,)))

    assert walker.too_large == too_large


def test_every_close_code_is_there_once_and_may_be_sent() -> None:
    assert len(BY_CODE) == len(list(Close))
    assert LOST not in BY_CODE
    assert all(1000 <= close.code < 1016 or 4000 <= close.code < 5000 for close in Close)
    assert all(len(close_frame(close.code, close.meaning)) == 4 + len(close.meaning.encode()) for close in Close)
