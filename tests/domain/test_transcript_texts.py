"""Each language of the letters says all of a transcript."""

import re

import pytest

from actors.domain import letter_texts
from actors.domain.transcript_texts import ENGLISH, TEXTS, texts_in

# In several languages the same.
ALIKE = {"Bot", "Agent", "Agents"}


@pytest.mark.parametrize("language", sorted(letter_texts.WORDS))
def test_every_language_of_letters_has_all_of_a_transcript_in_words_of_its_own(language: str) -> None:
    texts = TEXTS[language]
    assert texts.language == language
    for name, english, text in zip(ENGLISH._fields, ENGLISH, texts, strict=True):
        assert text.strip(), name
        if name != "day":
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", english)), name
        if language != "en":
            assert text != english or text in ALIKE, name


def test_a_language_without_a_row_gets_the_english_texts_and_a_country_its_languages() -> None:
    assert texts_in("fi") is ENGLISH
    assert texts_in("de-AT").language == "de"
