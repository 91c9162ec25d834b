"""Who a customer may be: what counts as the same, what is near enough, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain.matching import (
    CANDIDATES_MAX,
    ENOUGH,
    KnownCompany,
    KnownContact,
    Said,
    company_domain,
    domain_tries,
    folded,
    likely_companies,
    likely_contacts,
    likeness,
    phone_key,
    said_in,
    words,
)

MIA = KnownContact(
    id="mia", name="Mia Kristin Berg", emails=("mia@nord.example",), phone="+47 99 88 77 66", company="Nord AS"
)
names = st.text(max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Søren Ærø", "soren aero"),
        ("MÜLLER", "Müller"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Zoë O’Neill", "zoe oneill"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
    ],
)
def test_letters_are_the_same_whatever_their_marks_and_size(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words('"Berg", mia.k_berg@nord.example -- NEAR(x*)') == (
        *("berg", "mia", "k", "berg", "nord", "example", "near", "x"),
    )
    assert words("'\"*^():-") == ()


@given(names)
def test_folding_twice_is_folding_once_for_what_is_searched(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@given(names, names)
def test_likeness_is_a_share_and_the_same_both_ways_for_equals(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    if words(one):
        assert likeness(one, one) == 1


@pytest.mark.parametrize(
    "said",
    [
        *("Mia Kristin Berg", "mia berg", "Berg, Mia", "MIA BÉRG", "Mia K. Berg", "M. Berg", "Kristin Berg"),
        *("Mia Kristine Berg", "Mia Krisitn Berg", "Mia Berg Hansen"),
    ],
)
def test_a_name_may_be_said_in_many_ways(said: str) -> None:
    (likely,) = likely_contacts(Said(name=said), [MIA])
    assert likely.why == ("name",)


@pytest.mark.parametrize("said", ["", "Kristian Holm", "Mia Holm", "Visitor", "B", "??"])
def test_one_name_of_two_is_not_enough(said: str) -> None:
    assert likely_contacts(Said(name=said), [MIA]) == ()


@pytest.mark.parametrize(
    "email", ["mia.berg@gmail.com", "miaberg@else.example", "mberg2@else.example", "berg.mia+shop@gmail.com"]
)
def test_an_address_may_be_made_of_the_name(email: str) -> None:
    (likely,) = likely_contacts(Said(email=email), [KnownContact(id="mia", name="Mia Berg")])
    assert likely.why[0] == "email_name"


def test_the_same_number_is_enough_with_the_country_or_without() -> None:
    assert likely_contacts(Said(phone="0047 998 87 766"), [MIA])[0].why == ("phone",)
    assert likely_contacts(Said(phone="99887766"), [MIA])[0].why == ("phone",)
    assert phone_key("1234567") is None


def test_what_else_fits_puts_a_candidate_before_another_of_the_same_name() -> None:
    other = KnownContact(id="other", name="Mia Kristin Berg")
    said = Said(name="Mia Berg", email="mia.b@nord.example", company="Nord")

    first, second = likely_contacts(said, [other, MIA])

    assert (first.id, second.id) == ("mia", "other")
    assert first.why == ("name", "domain", "company")


@given(
    st.builds(Said, name=names, email=names, phone=names, company=names),
    st.lists(st.builds(KnownContact, id=names, name=names, phone=names), max_size=9),
)
def test_candidates_are_few_good_and_in_order(said: Said, known: list[KnownContact]) -> None:
    scores = [each.score for each in likely_contacts(said, known)]
    assert len(scores) <= CANDIDATES_MAX
    assert scores == sorted(scores, reverse=True)
    assert all(ENOUGH <= score <= 1 for score in scores)


# --- companies ---


@pytest.mark.parametrize(
    "email",
    [
        *("a@gmail.com", "a@GMAIL.com", "a@hotmail.no", "a@yahoo.co.uk", "a@mail.yahoo.fr", "a@outlook.com"),
        *("a@online.no", "a@web.de", "a@qq.com", "a@localhost", "a", "", "a@"),
    ],
)
def test_a_free_mail_domain_says_nothing_about_where_somebody_works(email: str) -> None:
    assert company_domain(email) is None
    assert likely_companies(Said(email=email), [KnownCompany(id="x", name=email.partition("@")[2] or "x")]) == ()


def test_a_domain_is_tried_with_those_above_it_but_not_with_a_country() -> None:
    assert domain_tries("shop.mail.berg.co.uk") == ("shop.mail.berg.co.uk", "mail.berg.co.uk", "berg.co.uk")
    assert domain_tries("mail.nord.example") == ("mail.nord.example", "nord.example")
    assert domain_tries("nord.example") == ("nord.example",)


def test_the_grounds_for_a_company_in_their_order() -> None:
    known = [
        KnownCompany(id="named", name="Nordlys AS"),
        KnownCompany(id="some", name="Else", at_domain=3),
        KnownCompany(id="one", name="Else", at_domain=1),
        KnownCompany(id="above", name="Else", domains=("nordlys.example",)),
        KnownCompany(id="own", name="Else", domains=("mail.nordlys.example",)),
        KnownCompany(id="none", name="Nordic Light AS"),
    ]

    likely = likely_companies(Said(email="x@mail.nordlys.example"), known)

    assert [each.id for each in likely] == ["own", "above", "some", "named", "one"]
    assert [each.why for each in likely] == [
        ("domain",), ("domain",), ("colleagues",), ("company_name",), ("colleagues",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("nordlyscafe.example", "Nordlys Café AS"),
        ("nordlys.example", "Nordlys Café AS"),
        ("hts.example", "Harbour Town Supplies Ltd"),
        ("berg.co.uk", "Berg Limited"),
    ],
)
def test_a_domain_may_be_made_of_a_companys_name(domain: str, name: str) -> None:
    assert likely_companies(Said(email=f"x@{domain}"), [KnownCompany(id="x", name=name)])


def test_a_company_that_was_said_is_found_without_its_legal_form() -> None:
    (likely,) = likely_companies(Said(company="nord"), [KnownCompany(id="x", name="Nord AS")])
    assert likely.why == ("company",)


def test_what_a_chat_says_is_taken_from_its_fields() -> None:
    said = said_in({"name": " Mia ", "email": " Mia@Nord.Example ", "order": "17"})
    assert said == Said(name="Mia", email="mia@nord.example")
