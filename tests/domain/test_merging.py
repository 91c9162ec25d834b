"""What becomes of an imported row, and that the same file twice changes nothing the second time."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from actors.domain.contacts import Company, Contact, NewCompany, NewContact
from actors.domain.importing import Bad, CompanyRow, ContactRow
from actors.domain.merging import Book, Ids, PlacedContact

NOW = 1_000


def contact(id_: str, name: str = "Mia Berg", **more: object) -> Contact:
    return Contact(id=id_, name=name, created_at=1, changed_at=1, **more)  # type: ignore[arg-type]  # any field


def row(line: int = 2, company: str = "", **more: object) -> ContactRow:
    return ContactRow(line, NewContact(**more), company)  # type: ignore[arg-type]  # any field


def place(book: Book, *rows: ContactRow) -> list[PlacedContact | Bad]:
    return [book.place_contact(each, Ids(f"new{at}", f"co{at}"), NOW) for at, each in enumerate(rows)]


def fates(placed: Sequence[PlacedContact | Bad]) -> list[str]:
    return [each.fate if isinstance(each, PlacedContact) else "bad" for each in placed]


def test_an_unknown_row_makes_a_contact_and_its_company_once() -> None:
    book = Book()
    first, second = place(
        book,
        row(name="Mia", emails=("m@x.example",), company="Nord"),
        row(name="Ola", emails=("o@x.example",), company="NORD"),
    )

    assert isinstance(first, PlacedContact)
    assert isinstance(second, PlacedContact)
    assert (first.fate, second.fate) == ("created", "created")
    assert first.company is not None
    assert second.company is None
    assert second.contact.company == first.company.id == "co0"


def test_a_known_address_is_updated_with_what_the_row_says_and_keeps_the_rest() -> None:
    known = contact("mia", emails=("m@x.example",), phone="22", title="Boss")
    (placed,) = place(Book([known]), row(name="", emails=("n@x.example", "m@x.example"), title="Chief"))

    assert isinstance(placed, PlacedContact)
    assert placed.fate == "updated"
    after = placed.contact
    assert (after.name, after.emails, after.phone, after.title) == (
        *("Mia Berg", ("m@x.example", "n@x.example"), "22", "Chief"),
    )
    assert (after.created_at, after.changed_at) == (1, NOW)


def test_an_id_from_elsewhere_finds_a_contact_whose_address_has_changed() -> None:
    known = contact("mia", emails=("old@x.example",), external_id="17")
    (placed,) = place(Book([known]), row(name="Mia Berg", emails=("new@x.example",), external_id="17"))
    assert isinstance(placed, PlacedContact)
    assert (placed.fate, placed.contact.id) == ("updated", "mia")


def test_a_row_that_means_two_contacts_is_bad() -> None:
    book = Book(
        [contact("mia", emails=("m@x.example",)), contact("ola", name="Ola Holm", emails=("o@x.example",))]
    )
    (placed,) = place(book, row(line=7, name="Both", emails=("m@x.example", "o@x.example")))
    assert placed == Bad(7, None, "This row means two contacts at once: Mia Berg and Ola Holm.")


def test_an_address_under_another_id_is_bad_and_not_a_tug_of_war() -> None:
    book = Book([contact("info", name="Desk", emails=("info@x.example",), external_id="1")])
    assert fates(place(book, row(name="Desk 2", emails=("info@x.example",), external_id="2"))) == ["bad"]


def test_a_row_without_address_and_id_is_known_by_all_that_it_says() -> None:
    book = Book()
    twice = [row(name="Mia", phone="22", company="Nord"), row(name="mia", phone="22", company="nord")]
    assert fates(place(book, *twice, row(name="Mia", phone="23", company="Nord"))) == [
        "created",
        "updated",
        "created",
    ]


def test_too_many_addresses_for_one_contact_are_refused() -> None:
    known = contact("mia", emails=tuple(f"{n}@x.example" for n in range(10)))
    assert fates(place(Book([known]), row(name="Mia Berg", emails=("0@x.example", "more@x.example")))) == ["bad"]


def test_companies_are_known_by_their_id_or_else_by_name() -> None:
    nord = Company(id="nord", name="Nord AS", created_at=1, changed_at=1)
    south = Company(id="south", name="South", external_id="s", created_at=1, changed_at=1)
    book = Book(companies=[nord, south])

    def fate(new: NewCompany) -> tuple[str, str]:
        placed = book.place_company(CompanyRow(2, new), Ids("new", ""), NOW)
        assert not isinstance(placed, Bad)
        return placed.fate, placed.company.id

    assert fate(NewCompany(name="NORD as", domains=("nord.example",))) == ("updated", "nord")
    assert fate(NewCompany(name="Southern", external_id="s")) == ("updated", "south")
    assert fate(NewCompany(name="South", external_id="other")) == ("created", "new")
    assert fate(NewCompany(name="Southern", external_id="s")) == ("unchanged", "south")


emails = st.sampled_from(["a@x.example", "b@x.example", "c@x.example"])
rows = st.lists(
    st.builds(
        row,
        name=st.sampled_from(["Mia", "Ola", "Kari"]),
        emails=st.lists(emails, max_size=2, unique=True).map(tuple),
        external_id=st.none() | st.sampled_from(["1", "2"]),
        company=st.sampled_from(["", "Nord", "South"]),
    ),
    max_size=8,
)


@given(rows)
def test_no_address_and_no_id_is_ever_two_contacts(file: list[ContactRow]) -> None:
    book = Book()
    kept = {each.contact.id: each.contact for each in place(book, *file) if isinstance(each, PlacedContact)}

    addresses = [email for each in kept.values() for email in each.emails]
    externals = [each.external_id for each in kept.values() if each.external_id is not None]
    assert len(addresses) == len(set(addresses))
    assert len(externals) == len(set(externals))


@given(rows)
def test_the_same_file_again_makes_nobody_new(file: list[ContactRow]) -> None:
    book = Book()
    first = place(book, *file)
    again = place(book, *file)

    assert "created" not in fates(again)
    if "updated" not in fates(first) and "bad" not in fates(first):
        assert set(fates(again)) <= {"unchanged"}
