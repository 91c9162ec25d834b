"""Markdown as customers may see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.markdown import plain, to_html
from tests.hostile import MARKDOWN, dangers


@pytest.mark.parametrize("text", MARKDOWN)
def test_nothing_an_author_writes_becomes_code(text: str) -> None:
    assert dangers(to_html(text)) == []
    assert dangers(to_html(f"> - {text}\n\n{text}")) == []


SEAMS = ("[", "](", ")", "!", "`", "\n", "<", ">", '"', "*", "|", "&#")


@given(st.lists(st.sampled_from([*MARKDOWN, *SEAMS]), max_size=8))
def test_nor_do_pieces_of_it_in_any_order(pieces: list[str]) -> None:
    assert dangers(to_html("".join(pieces))) == []


def test_the_look_at_html_sees_what_it_should() -> None:
    for html in ("<script>", "<p onclick=x>", '<a href="javascript:x">', '<img src="//x">', "<!-- x -->"):
        assert dangers(html)


def test_headings_begin_below_that_of_the_page() -> None:
    assert to_html("# A\n\n###### B") == "<h2>A</h2>\n<h6>B</h6>\n"


def test_columns_are_aligned_without_inline_style() -> None:
    assert [cell for cell in to_html("|a|b|\n|:-:|-:|\n|c|d|").split("\n") if "<td" in cell] == [
        '<td class="center">c</td>',
        '<td class="right">d</td>',
    ]


def test_a_link_leads_out_without_saying_from_where() -> None:
    assert to_html("[shop](https://shop.example)") == (
        '<p><a href="https://shop.example" rel="noopener noreferrer">shop</a></p>\n'
    )


def test_a_picture_of_ours_is_shown_and_one_elsewhere_is_a_link() -> None:
    assert to_html("![lamp](/files/lamp.png)") == '<p><img src="/files/lamp.png" alt="lamp" /></p>\n'
    assert to_html("![lamp](https://shop.example/lamp.png)") == (
        '<p><a href="https://shop.example/lamp.png" rel="noopener noreferrer">lamp</a></p>\n'
    )
    assert to_html("[![lamp](https://a.example/x.png)](https://b.example)").count("<a ") == 1


def test_the_plain_words_of_a_text_are_cut_between_words() -> None:
    text = "# Bulbs\n\nAn **E14** [LED](https://x.example).\nWarm\n\n- one\n- two\n\n|a|b|\n|-|-|\n|c|d|"

    assert plain(text, 100) == "Bulbs An E14 LED. Warm one two a b c d"
    assert plain(text, 20) == "Bulbs An E14 LED.…"
    assert plain("x" * 30, 10) == "x" * 9 + "…"
    assert plain("<b>bold</b>", 100) == "<b>bold</b>"
