"""Every state of the widget in every language, in light and dark, from either side, on a phone and a desktop.

The states come from one list (widget_states.py) and are played without a house behind them (stage.py), each once
for either side; then the same picture is narrowed and darkened in place.

All of it is `make matrix`. A run of the suite sees each state from one of the sides, in English, in the longest
language and in one of the others. From which side and in which language goes by turns, so that all are seen.
"""

import os
import re
from collections.abc import Iterator
from typing import Final, get_args

import pytest
from msgspec import Struct, to_builtins
from playwright.sync_api import Error, Frame, ViewportSize

from actors.messages import ChannelState, Status
from net.bundle import Bundle
from tests.browser import axe, widget_states
from tests.browser.conftest import NewContext
from tests.browser.layout import against, cut, focus, said
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

WHOLE: Final = "WHOLE_MATRIX" in os.environ
OTHERS: Final = tuple(each for each in LANGUAGES if each != "en")
DESKTOP: Final[ViewportSize] = {"width": 1024, "height": 780}
PHONE: Final[ViewportSize] = {"width": 390, "height": 780}
SMALL: Final[ViewportSize] = {"width": 320, "height": 640}
# What moves comes to the same rest. From the left it moves; elsewhere nobody waits for it.
AT_REST: Final = {"reduced_motion": "reduce"}

# Said where this list does not lead.
NOT_SHOWN: Final = frozenset({
    *("goneTitle", "goneText"),  # the loader takes the widget off the page
    *("minutes", "hours"),  # within another sentence
    "recentEmoji",  # once some were used
})  # fmt: skip
LATIN: Final = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with serving(Bundle()) as files:
        yield files


@pytest.fixture(scope="module")
def with_arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    with serving(build_with_one_more(tmp_path_factory.mktemp("arabic"))) as files:
        yield files


def wrong_with(window: Frame, *sizes: ViewportSize) -> list[str]:
    """By the rules in light and dark, by the way of the Tab key, and by what is cut off at these sizes."""
    found = [*axe.faults(window), *focus(window)]
    for size in sizes:
        window.page.set_viewport_size(size)
        found += [f"at {size['width']}: {each}" for each in cut(window)]
    return found


def written_by_people(state: State) -> list[str]:
    """What is not the widget's own: names, messages, labels, and what she types herself; long ones first."""
    found = list(widget_states.TYPED)

    def gather(value: object) -> None:
        match value:
            case str():
                found.extend([value, *value.splitlines(), *value.split()])
            case dict():
                for each in value.values():
                    gather(each)
            case list() | tuple():
                for each in value:
                    gather(each)

    answers = [each for each in state.scene.answers.values() if isinstance(each, Struct)]
    scene = state.scene
    gather(to_builtins([scene.channel, scene.chat, scene.log, scene.meanwhile, answers]))
    return sorted(found, key=len, reverse=True)


def not_translated(window: Frame, state: State) -> list[str]:
    """Latin letters that nobody wrote, where the language has others."""
    found = []
    theirs = written_by_people(state)
    for each in said(window):
        left = each
        for text in theirs:
            left = left.replace(text, "")
        if LATIN.search(left):
            found.append(f"not translated: {each}")
    return found


def nothing(found: dict[str, list[str]]) -> None:
    wrong = [f"{name}: {each}" for name, all_of_it in found.items() for each in all_of_it]
    assert not wrong, "\n" + "\n".join(wrong)


def plays(stage: Stage, state: State, language: str, direction: str = "ltr") -> Frame | str | None:
    """Or how it went wrong: one state should not hide the others."""
    try:
        return stage.plays(state, language, direction=direction)
    except Error as error:
        return f"not reached: {error}"


def by_turns(states: tuple[State, ...], *, of: int) -> tuple[State, ...]:
    """Every other state for one side, the rest for the other; a state that no touch screen has, for the first."""
    if WHOLE:
        return states
    return tuple(each for at, each in enumerate(states) if (at % 2 if each.touch else 0) == of)


@pytest.mark.slow(seconds=20)
@pytest.mark.parametrize("part", [0, 1], ids=["odd", "even"])
def test_every_state_is_accessible_and_whole_from_the_left(
    new_context: NewContext, files: Files, part: int
) -> None:
    stage = Stage(new_context(viewport=DESKTOP), files)
    found: dict[str, list[str]] = {}
    for state in by_turns(STATES, of=0)[part::2]:
        stage.page.set_viewport_size(DESKTOP)
        match plays(stage, state, "en"):
            case None:
                found[state.name] = axe.faults(stage.page)
            case str(error):
                found[state.name] = [error]
            case window:
                found[state.name] = wrong_with(window, DESKTOP, PHONE, SMALL)

    nothing(found)


@pytest.mark.slow(seconds=20)
@pytest.mark.parametrize("part", [0, 1], ids=["odd", "even"])
def test_every_state_is_accessible_and_whole_from_the_right_on_a_phone(
    new_context: NewContext, with_arabic: Files, part: int
) -> None:
    stage = Stage(new_context(viewport=PHONE, is_mobile=True, has_touch=True, **AT_REST), with_arabic)
    found: dict[str, list[str]] = {}
    for state in [each for each in by_turns(STATES, of=1) if each.touch][part::2]:
        stage.page.set_viewport_size(PHONE)
        match plays(stage, state, FROM_THE_RIGHT, "rtl"):
            case None:
                found[state.name] = axe.faults(stage.page)
            case str(error):
                found[state.name] = [error]
            case window:
                assert window.evaluate("document.documentElement.dir") == "rtl"
                wrong = wrong_with(window, PHONE, SMALL)
                found[state.name] = [*wrong, *against(window), *not_translated(window, state)]

    nothing(found)


@pytest.mark.slow(seconds=50)
def test_every_language_is_spoken_in_every_state_and_fits_a_small_phone(
    new_context: NewContext, files: Files
) -> None:
    stage = Stage(new_context(viewport=SMALL, **AT_REST), files)
    tables = sentences(stage.page)
    everything: set[str] = set()
    found: dict[str, list[str]] = {}
    # The frame with the languages cannot run in a browser that is too old: that is said in English.
    for at, state in enumerate(each for each in STATES if each.name != "too-old"):
        for language in ("en", *(OTHERS if WHOLE else (OTHERS[at % len(OTHERS)],))):
            window = speaks(stage, state, language)
            if isinstance(window, str):
                found[f"{state.name} {language}"] = [window]
                continue
            if language == "en":
                everything.update(part for each in said(window) for part in (each, *each.split(", ")))
            else:
                found[f"{state.name} {language}"] = still_english(said(window), tables, language)
            if state.screen is not None:
                found[f"{state.name} {language}"] = [*found.get(f"{state.name} {language}", []), *cut(window)]

    nothing(found)
    unsaid = {name for name, each in tables["en"].items() if not any(map(pattern(each).fullmatch, everything))}
    # Of the forms of a plural one state shows one.
    shown = {name.partition(".")[0] for name in tables["en"].keys() - unsaid}
    assert sorted({name.partition(".")[0] for name in unsaid} - shown - NOT_SHOWN) == [], "no state shows these"


def speaks(stage: Stage, state: State, language: str) -> Frame | str:
    """Played in English, and said again in each other language; but for what is said once, when it happens."""
    if language == "en" or state.once or state.screen is None:
        window = plays(stage, state, language)
        return stage.page.main_frame if window is None else window
    stage.page.evaluate("language => window.Switchboard.setLanguage(language)", language)
    window = stage.window
    window.wait_for_function("language => document.documentElement.lang === language", arg=language)
    return window


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
