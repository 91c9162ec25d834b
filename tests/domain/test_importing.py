"""A file of contacts: read in whatever fashion it comes, and what is wrong with a row said exactly."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain import importing
from actors.domain.contacts import NewCompany, NewContact
from actors.domain.importing import Bad, CompanyRow, ContactRow, Format, Kind, Parsed, Unreadable, parse


def csv(text: str | bytes) -> Parsed:
    return parse(text.encode() if isinstance(text, str) else text, "contacts", "csv")


def of_json(value: Any) -> Parsed:  # noqa: ANN401 - any JSON
    return parse(json.dumps(value, indent=1).encode(), "contacts", "json")


KINDS: tuple[Kind, ...] = ("contacts", "companies")
FORMATS: tuple[Format, ...] = ("csv", "json")
MIA = NewContact(name="Mia Berg", emails=("mia@nord.example",))


@pytest.mark.parametrize(
    "data",
    [
        b"name,email\nMia Berg,mia@nord.example\n",
        b"\xef\xbb\xbfName;E-Mail\r\nMia Berg;mia@nord.example\r\n",
        b"Full name\tEmail address\rMia Berg\tMIA@nord.example\r",
        b'sep=;\n"Navn";"E-post"\n"Mia Berg";"mia@nord.example"',
        "name,email\nMia Berg,mia@nord.example".encode("utf-16"),
        b"\n\n name , email \n\n Mia  Berg , mia@nord.example \n,\n",
        b"First Name,Surname,e_mail,Hair colour\nMia,Berg,mia@nord.example,",
    ],
)
def test_fashions_of_csv_are_all_the_same_row(data: bytes) -> None:
    parsed = csv(data)
    assert parsed.bad == ()
    assert [(row.new, row.company) for row in parsed.rows if isinstance(row, ContactRow)] == [(MIA, "")]


def test_letters_of_windows_are_read_and_said() -> None:
    parsed = csv("navn;firma\nSøren Østergård;Ærø & Ø".encode("cp1252"))
    assert parsed.encoding == "cp1252"
    assert parsed.rows[0].new.name == "Søren Østergård"


@pytest.mark.parametrize("cell", ["=1+1", "+4799887766", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_cell_that_looks_like_a_formula_is_the_text_it_is(cell: str) -> None:
    (row,) = csv(f'name,title,phone\n"{cell}","{cell}","{cell}"').rows
    assert isinstance(row, ContactRow)
    assert (row.new.name, row.new.title, row.new.phone) == (cell, cell, cell)


def test_what_is_wrong_is_said_with_line_column_and_value_and_the_others_go_on() -> None:
    parsed = csv(
        "Navn;E-post;Firma\n"
        "Mia;mia@nord.example;Nord\n"
        '"Ola\nHolm";not-an-address;Nord\n'
        ";;Nord\n"
        "Kari;kari@nord.example;Nord;one too many\n"
        f"Per;per@nord.example;{'x' * 300}\n"
        "Nina;nina@nord.example\n"
    )

    assert [row.new.name for row in parsed.rows] == ["Mia", "Nina"]
    assert [row.line for row in parsed.rows] == [2, 8]
    assert [(bad.line, bad.column) for bad in parsed.bad] == [(3, "E-post"), (5, None), (6, None), (7, "Firma")]
    assert parsed.bad[0] == Bad(3, "E-post", "'not-an-address' is not an e-mail address.", "not-an-address")


def test_a_quotation_mark_that_never_closes_does_not_take_the_report_with_it() -> None:
    parsed = csv('name,email\nMia,mia@nord.example\n"Ola,ola@nord.example\nKari,kari@nord.example\n')
    assert [row.new.name for row in parsed.rows] == ["Mia"]
    assert [(bad.line, bad.message) for bad in parsed.bad] == [
        (3, "A quotation mark that opens in this row is never closed.")
    ]


def test_several_addresses_stand_in_one_cell_or_in_several_columns() -> None:
    parsed = csv('name,email,email,"Email 2"\nMia,"a@x.example; b@x.example",c@x.example,d@x.example')
    assert parsed.rows[0].new.emails == ("a@x.example", "b@x.example", "c@x.example", "d@x.example")  # type: ignore[union-attr]  # contacts


def test_columns_are_named_back_and_unknown_ones_are_told_of() -> None:
    parsed = csv("Navn,E-post,Hårfarge\nMia,mia@x.example,red")
    assert list(parsed.columns.items()) == [("name", "Navn"), ("emails", "E-post")]  # as the file has them
    assert parsed.ignored == ("Hårfarge",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "no line with the names"),
        (b"\n \n", "no line with the names"),
        (b"name,email\n", "no row"),
        (b"colour,size\nred,4\n", "No column holds a name or an e-mail address"),
        (b"\x81\x8d\x8f", "neither UTF-8 nor"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused_in_a_sentence(text: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        csv(text)


def test_json_is_a_list_or_a_list_under_its_name() -> None:
    rows = [{"name": "Mia Berg", "emails": ["mia@nord.example"], "company": "Nord", "id": 17, "note": None}]
    for parsed in (of_json(rows), of_json({"contacts": rows})):
        (row,) = parsed.rows
        assert row == ContactRow(
            row.line, NewContact(name="Mia Berg", emails=("mia@nord.example",), external_id="17"), "Nord"
        )


def test_json_rows_are_told_apart_by_their_lines() -> None:
    parsed = parse(
        b'[\n{"name": "Mia"},\n7,\n{"name": {"first": "Ola"}},\n{"email": "x"},\n{"name": true}]',
        "contacts",
        "json",
    )
    assert [row.line for row in parsed.rows] == [2]
    assert [(bad.line, bad.column) for bad in parsed.bad] == [(3, None), (4, "name"), (5, "email"), (6, "name")]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "7", "[", '[{"name": "Mia"}', '[{"name": "Mia"} {"name": "Ola"}]', '[{"name": NaN}]', "[" * 99_999],
)
def test_what_is_no_json_is_refused_and_harms_nothing(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text.encode(), "contacts", "json")


def test_companies_have_columns_of_their_own() -> None:
    (row,) = parse(b"Firma;Website;Tlf\nNord AS;https://www.nord.example;22", "companies", "csv").rows
    assert row == CompanyRow(2, NewCompany(name="Nord AS", domains=("nord.example",)))
    (row,) = parse(b"Firma;Website;Telefon\nNord AS;nord.example;22", "companies", "csv").rows
    assert row.new.phone == "22"


def test_a_file_may_not_have_more_rows_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "ROWS_MAX", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        csv("name\na\nb\nc\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_sentence_and_never_a_crash(data: bytes) -> None:
    for kind in KINDS:
        for file_format in FORMATS:
            with suppress(Unreadable):
                parsed = parse(data, kind, file_format)
                assert parsed.rows or parsed.bad


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), min_size=1, max_size=8))
def test_hostile_cells_never_move_into_another_row_or_column(cells: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    parsed_rows: list[Any] = []
    with suppress(Unreadable):
        parsed_rows = list(csv("\n".join(["name,title,phone", *quoted]).encode("utf-8", "replace")).rows)
    for row in parsed_rows:
        assert any(
            row.new.name == " ".join(name.encode("utf-8", "replace").decode().split())
            and row.new.title == " ".join(title.encode("utf-8", "replace").decode().split())
            for name, title, _ in cells
        )
