"""The place that a search opens in a past chat, and the line that shows it."""

from actors.domain.finding import EXCERPT, Excerpt, Sought, best, excerpt


def shown(found: Excerpt) -> str:
    """With what was found in brackets."""
    return "".join(f"[{part.text}]" if part.found else part.text for part in found.parts)


def line(text: str, *words: str) -> str:
    return shown(excerpt(text, Sought.of(words)))


def test_each_word_that_begins_with_one_of_the_search_is_marked() -> None:
    assert line("The invoice and the invoices", "invoice") == "The [invoice] and the [invoices]"
    assert line("My invoice is late", "inv", "la") == "My [invoice] is [late]"


def test_case_and_accents_do_not_matter_and_the_text_stays_as_it_was_written() -> None:
    assert line("Ein CAFÉ in Zürich", "cafe", "zurich") == "Ein [CAFÉ] in [Zürich]"
    assert line("Ein cafe\u0301", "café") == "Ein [cafe\u0301]"


def test_a_word_inside_of_another_is_no_hit() -> None:
    assert line("a preinvoice", "invoice") == "a preinvoice"


def test_of_a_word_with_signs_each_part_is_marked_and_the_last_may_go_on() -> None:
    assert line("write to mia@example.com", "mia@exam") == "write to [mia]@[example].com"
    assert line("mice", "mi@x") == "mice"


def test_a_long_text_is_cut_around_the_first_hit_between_words() -> None:
    text = " ".join(["before"] * 40 + ["invoice"] + ["after"] * 60)

    cut = line(text, "invoice")

    assert cut.startswith("…before ")
    assert cut.endswith(" after…")
    assert "[invoice]" in cut
    assert len(cut) <= EXCERPT + len("……[]")


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert line("x" * 1_000, "y") == "x" * EXCERPT + "…"
    assert line("x" * 1_000 + " yes", "yes") == "…[yes]"


def test_lines_become_one() -> None:
    assert line("Hello\n\n  Mia", "mia") == "Hello [Mia]"


def test_a_text_of_signs_alone_has_no_words_and_does_no_harm() -> None:
    assert line("???", "!!!") == "???"
    assert line("", "x") == ""


def test_the_place_is_where_the_most_words_stand_and_of_several_the_first() -> None:
    sought = Sought.of(("invoice", "march"))
    said = {3: "an invoice", 5: "the invoice of March", 7: "March, the invoice", 9: "nothing"}

    found = best((seq, excerpt(text, sought)) for seq, text in said.items())

    assert found is not None
    assert found[0] == 5
    assert best([(9, excerpt("nothing", sought))]) is None
