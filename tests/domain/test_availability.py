"""Who is counted on, and so whether a channel is open."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain.availability import Standing, channel_state, count_available
from actors.messages import ChannelState, PresenceStatus, Rights

STATUSES: tuple[PresenceStatus, ...] = ("present", "away")
standings = st.builds(
    Standing,
    status=st.sampled_from(STATUSES),
    connected=st.booleans(),
    rights=st.builds(Rights, respond=st.booleans(), listen=st.booleans(), manage=st.booleans()),
)


@pytest.mark.parametrize(("status", "connected", "respond"), list(product(STATUSES, (True, False), (True, False))))
def test_available_is_who_is_present_and_connected_and_may_respond(
    status: PresenceStatus, connected: bool, respond: bool
) -> None:
    standing = Standing(status=status, connected=connected, rights=Rights(respond=respond, manage=True))

    assert standing.available == ((status, connected, respond) == ("present", True, True))


@given(st.lists(standings))
def test_each_available_member_counts_once(members: list[Standing]) -> None:
    assert count_available(members) == len([member for member in members if member.available])


@pytest.mark.parametrize(
    ("available", "waiting", "queue_max", "within_hours", "state"),
    [
        (1, 0, None, True, "open"),
        (1, 9_999, None, True, "open"),
        (1, 2, 3, True, "open"),
        (1, 3, 3, True, "full"),
        (1, 4, 3, True, "full"),
        (1, 0, 0, True, "full"),
        (0, 0, None, True, "away"),
        (0, 3, 3, True, "away"),
        (0, 0, None, False, "closed"),
        (5, 0, None, False, "closed"),
    ],
)
def test_a_channel_is_open_by_the_clock_then_by_its_agents_then_by_its_queue(
    available: int, waiting: int, queue_max: int | None, within_hours: bool, state: ChannelState
) -> None:
    assert channel_state(available, waiting, queue_max, within_hours=within_hours) == state
