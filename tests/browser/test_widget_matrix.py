"""Every state of the widget in every language, in light and dark, from either side, on a phone and on a desktop.

The states come from one list (widget_states.py) and are played without a house behind them (stage.py), each once for
either side; then the same picture is narrowed and darkened in place.
"""

import re
from collections.abc import Iterator
from typing import Final, get_args

import pytest
from msgspec import to_builtins
from playwright.sync_api import Browser, BrowserContext, Error, Frame

from actors.messages import ChannelState, Status
from net.bundle import Bundle
from tests.browser import axe
from tests.browser.conftest import HERE
from tests.browser.layout import cut, focus, said
from tests.browser.other_languages import (
    FROM_THE_RIGHT,
    LANGUAGES,
    build_with_one_more,
    pattern,
    sentences,
    still_english,
)
from tests.browser.shop import ROOT
from tests.browser.stage import Files, Stage, State, serving
from tests.browser.widget_states import STATES

WIDGET: Final = ROOT / "web" / "widget"
DESKTOP: Final = {"width": 1024, "height": 780}
PHONE: Final = {"width": 390, "height": 780}
SMALL: Final = {"width": 320, "height": 640}

# Said where this list cannot lead: by a loader of a page that is gone, or while something is fetched for a moment.
NOT_SHOWN: Final = frozenset({
    "goneTitle", "goneText",  # the loader takes the whole widget off the page
    "awayHint",
})  # fmt: skip
# What a picture of them in another language leaves in the one before: said once, when it happened.
LATIN: Final = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with serving(Bundle()) as files:
        yield files


@pytest.fixture(scope="module")
def with_arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    with serving(build_with_one_more(tmp_path_factory.mktemp("arabic"))) as files:
        yield files


def desktop(browser: Browser) -> BrowserContext:
    return browser.new_context(**HERE, viewport=DESKTOP)


def phone(browser: Browser) -> BrowserContext:
    return browser.new_context(**HERE, viewport=PHONE, is_mobile=True, has_touch=True)


def wrong_with(window: Frame, *sizes: dict[str, int]) -> list[str]:
    """By the rules in light and dark, by the way of the Tab key, and by what is cut off at these sizes."""
    found = [*axe.faults(window), *focus(window)]
    for size in sizes:
        window.page.set_viewport_size(size)
        found += [f"at {size['width']}: {each}" for each in cut(window)]
    return found


def written_by_people(state: State) -> set[str]:
    """What is not the widget's own: names, messages, labels of fields, and what she types herself."""
    found: set[str] = set()

    def gather(value: object) -> None:
        match value:
            case str():
                found.update([value, *value.split()])
            case dict():
                for each in value.values():
                    gather(each)
            case list() | tuple():
                for each in value:
                    gather(each)

    gather(to_builtins([state.scene.channel, state.scene.chat, state.scene.log]))
    return found


def test_every_state_is_accessible_and_whole_from_the_left(browser: Browser, files: Files) -> None:
    context = desktop(browser)
    stage = Stage(context, files)
    english = sentences(stage.page)["en"]
    found: dict[str, list[str]] = {}
    everything: set[str] = set()
    for state in STATES:
        stage.page.set_viewport_size(DESKTOP)
        try:
            window = stage.plays(state, "en")
        except Error as e:
            found[state.name]=[str(e)]; continue
        everything.update(said(window or stage.page.main_frame))
        found[state.name] = axe.faults(stage.page) if window is None else wrong_with(window, DESKTOP, PHONE, SMALL)
    context.close()

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    unsaid = [name for name, each in english.items() if not any(map(pattern(each).fullmatch, everything))]
    assert sorted(set(unsaid) - NOT_SHOWN) == [], "sentences that no state shows"


def test_every_state_is_accessible_and_whole_from_the_right_on_a_phone(
    browser: Browser, with_arabic: Files
) -> None:
    context = phone(browser)
    stage = Stage(context, with_arabic)
    found: dict[str, list[str]] = {}
    for state in STATES:
        stage.page.set_viewport_size(PHONE)
        window = stage.plays(state, FROM_THE_RIGHT, direction="rtl")
        if window is None:
            found[state.name] = axe.faults(stage.page)
            continue
        assert window.evaluate("document.documentElement.dir") == "rtl"
        found[state.name] = wrong_with(window, PHONE, SMALL)
        theirs = written_by_people(state)
        left = [each for each in said(window) if LATIN.search(each) and each not in theirs]
        found[state.name] += [f"not translated: {each}" for each in left]
    context.close()

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_language_is_spoken_in_every_state_and_fits_a_small_phone(
    browser: Browser, files: Files, language: str
) -> None:
    context = browser.new_context(**HERE, viewport=SMALL)
    stage = Stage(context, files)
    tables = sentences(stage.page)
    found: dict[str, list[str]] = {}
    for state in STATES:
        window = stage.plays(state, language)
        if window is None:
            continue
        assert window.evaluate("document.documentElement.lang").startswith(language)
        found[state.name] = [*cut(window), *still_english(said(window), tables, language)]
    context.close()

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


# --- the list is whole ---


def union(path: str, name: str) -> set[str]:
    """The strings of a type of the sources."""
    found = re.search(rf"type {name} =([^;]+);", (ROOT / "web" / path).read_text())
    assert found is not None, f"{path} has no type {name}"
    return set(re.findall(r'"(\w+)"', found[1]))


def test_every_screen_has_a_state() -> None:
    assert {state.screen for state in STATES} - {None} == union("widget/screens.tsx", "Screen")


def test_every_status_of_a_chat_and_every_state_of_a_channel_has_a_state() -> None:
    assert {state.scene.chat.status for state in STATES if state.scene.chat is not None} == set(Status)
    assert {state.scene.channel.state for state in STATES} == set(get_args(ChannelState))


def test_names_of_states_are_names() -> None:
    assert len({state.name for state in STATES}) == len(STATES)
