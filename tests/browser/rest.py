"""Waiting for a screen to come to rest, without a clock."""

from playwright.sync_api import Frame, Page

# What pulses for ever, such as the dots of somebody typing, is not waited for.
_AT_REST = """
Promise.all(
  document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished.catch(() => {})),
).then(() => {})
"""


def come_to_rest(screen: Page | Frame) -> None:
    """Every animation that ends has ended, and what it changed is drawn."""
    screen.evaluate(_AT_REST)
