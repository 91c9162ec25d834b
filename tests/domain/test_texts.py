"""Predefined texts as rules: variables, words, and what a text may look like."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain.errors import Invalid
from actors.domain.stop_words import STOP_WORDS
from actors.domain.texts import (
    STEMS_MAX,
    VARIABLES,
    WORDS_MAX,
    Facts,
    Filled,
    body_of,
    fill,
    folded,
    language_of,
    stems_of,
    title_of,
    values_of,
    words_of,
)

FACTS = Facts(
    customer_name="Mia Berg",
    customer_email="mia@example.com",
    customer_phone="555",
    company_name="Berg & Co",
    agent_name="Kari Lind",
    channel_name="Support",
    request_number="4711",
)


def test_every_variable_that_is_offered_can_have_a_value() -> None:
    assert values_of(FACTS).keys() == VARIABLES.keys()
    assert values_of(Facts()) == {}


def test_variables_become_what_is_known() -> None:
    text = "Hi {customer.first_name}, {agent.name} of {channel.name}. {company.name}: {request.number}."

    assert fill(text, values_of(FACTS)).text == "Hi Mia, Kari Lind of Support. Berg & Co: 4711."


def test_a_name_without_a_value_stands_as_it_was_written_and_is_reported_once() -> None:
    text = "{customer.name} {request.number} {request.number} {nobody.knows} {} {x} { agent.name } {{agent.name}}"

    assert fill(text, {"agent.name": "Kari"}) == Filled(
        text="{customer.name} {request.number} {request.number} {nobody.knows} {} {x} { agent.name } {Kari}",
        unfilled=("customer.name", "request.number", "nobody.knows"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "{customer.name.__class__}",
        "{customer.name!r}",
        "{customer.name:>9}",
        "{customer[name]}",
        "{agent.name + agent.name}",
        "${agent.name.upper()}",
        "%(agent.name)s",
        "{0.__init__}",
        "{{customer.nobody}}",
    ],
)
def test_nothing_is_evaluated(text: str) -> None:
    assert fill(text, values_of(FACTS)).text == text


def test_what_was_put_in_is_not_looked_at_again() -> None:
    values = {"customer.name": "{agent.name}", "agent.name": "{customer.name}"}

    assert fill("{customer.name} {agent.name}", values).text == "{agent.name} {customer.name}"
    assert fill("{customer.name}", {"customer.name": r"\1 \g<0> \n"}).text == r"\1 \g<0> \n"


@given(st.text(), st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(min_size=1)))
def test_text_around_the_variables_is_never_changed(text: str, values: dict[str, str]) -> None:
    around = text.replace("{", "(")

    assert fill(around, values).text == around
    for name, value in values.items():
        assert fill(f"{around}{{{name}}}{around}", values).text == around + value + around


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Crème   BRÛLÉE!", "creme brulee"),
        ("Straße", "strasse"),
        ("Blå lampe, 30 cm", "bla lampe 30 cm"),
        ("e\u0301te\u0301", "ete"),
        ("İstanbul", "istanbul"),
        ("🙂", "🙂"),
    ],
)
def test_titles_are_compared_without_case_accents_and_signs(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_words_of_a_search_are_what_has_letters_or_digits() -> None:
    assert words_of('  "quoted" OR -not * ( NEAR lamp lamp\0x') == (
        '"quoted"',
        "OR",
        "-not",
        "NEAR",
        "lamp",
        "x",
    )
    assert len(words_of(" ".join(map(str, range(100))))) == WORDS_MAX


def test_a_question_is_about_its_rarer_words() -> None:
    assert stems_of("Hello, when will my lamps be delivered?", "en-GB") == ("lamp", "delive")
    assert stems_of("Når får jeg pengene tilbake?", "nb") == ("far", "peng", "tilb")
    assert stems_of("hello???", "en") == ()
    assert stems_of("zzz", "xx") == ("zzz",)
    assert (
        len(stems_of(" ".join(string.ascii_lowercase[i % 26] * 3 + str(i) for i in range(99)), "en")) == STEMS_MAX
    )


def test_the_languages_of_the_widget_have_their_common_words() -> None:
    assert STOP_WORDS.keys() == {"en", "nb", "sv", "da", "de", "nl", "fr"}


@pytest.mark.parametrize("text", ["", "   ", "two\nlines", "a\0b", "x" * 201, "\ud800"])
def test_a_title_is_one_line_of_what_can_be_shown(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        title_of(text)
    assert refused.value.details == {"field": "title"}


@pytest.mark.parametrize("text", ["", " \n ", "a\0b", "x" * 11, "\x1b[31m", "\ud800"])
def test_a_body_is_text_that_can_be_shown(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        body_of(text, 10)
    assert refused.value.details == {"field": "body"}


def test_a_body_keeps_lines_and_tabs_and_one_kind_of_line_end() -> None:
    assert body_of("\r\na\r\n\tb\rc  \n", 20) == "a\n\tb\nc"


@pytest.mark.parametrize("tag", ["EN", "e", "en_GB", "english", "en-", "en\n"])
def test_a_language_is_a_tag(tag: str) -> None:
    assert language_of("") == ""
    assert language_of("pt-BR") == "pt-BR"
    with pytest.raises(Invalid):
        language_of(tag)
