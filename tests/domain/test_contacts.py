"""What the fields of the CRM may hold, and who may do what."""

import pytest
from msgspec import Struct

from actors.domain.contacts import (
    DOMAINS_MAX,
    EMAILS_MAX,
    FOR_EVERY_AGENT,
    NAME_MAX,
    Deed,
    NewCompany,
    NewContact,
    NewFollowUp,
    NewSale,
    checked_company,
    checked_contact,
    checked_follow_up,
    checked_sale,
    must_be_allowed,
)
from actors.domain.errors import Forbidden, Invalid
from actors.domain.rights import Agent
from actors.messages import AgentRef

CHECKS = {
    NewContact: checked_contact,
    NewCompany: checked_company,
    NewSale: checked_sale,
    NewFollowUp: checked_follow_up,
}


def test_a_contact_is_kept_without_stray_blanks_and_capitals_in_addresses() -> None:
    wanted = NewContact(name="  Mia \t Berg\n", emails=("MIA@Nord.Example", "mia@nord.example "), phone=" 99 88 ")
    assert checked_contact(wanted) == NewContact(name="Mia Berg", emails=("mia@nord.example",), phone="99 88")


def test_a_contact_without_a_name_is_called_by_her_address() -> None:
    assert checked_contact(NewContact(emails=("mia@nord.example",))).name == "mia@nord.example"


@pytest.mark.parametrize("text", ["=1+1", "+47 99", "-x", "@me", '=HYPERLINK("http://x")', "<b>Mia</b>", "'; --"])
def test_nothing_is_interpreted(text: str) -> None:
    kept = checked_contact(NewContact(name=text, title=text))
    assert (kept.name, kept.title) == (text, text)


def test_a_web_address_is_taken_for_its_domain() -> None:
    wanted = NewCompany(name="Nord", domains=("https://www.Nord.example/om?x=1", "nord.example:8080"))
    assert checked_company(wanted).domains == ("nord.example",)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewContact(), "name"),
        (NewContact(name=" \u200b"), "name"),
        (NewContact(name="a\u202eb"), "name"),
        (NewContact(name="a\0b"), "name"),
        (NewContact(name="x" * (NAME_MAX + 1)), "name"),
        (NewContact(name="x", emails=("no",)), "emails"),
        (NewContact(name="x", emails=("a@b",)), "emails"),
        (NewContact(name="x", emails=("a b@nord.example",)), "emails"),
        (NewContact(name="x", emails=(f"{'a' * 250}@nord.example",)), "emails"),
        (NewContact(name="x", emails=tuple(f"{n}@nord.example" for n in range(EMAILS_MAX + 1))), "emails"),
        (NewContact(name="x", phone="1" * 51), "phone"),
        (NewContact(name="x", title="\x1b[2J"), "title"),
        (NewContact(name="x", external_id="x" * 101), "external_id"),
        (NewCompany(name=" "), "name"),
        (NewCompany(name="x", domains=("not a domain",)), "domains"),
        (NewCompany(name="x", domains=("localhost",)), "domains"),
        (NewCompany(name="x", domains=tuple(f"{n}.example" for n in range(DOMAINS_MAX + 1))), "domains"),
        (NewSale(title="", contact="c"), "title"),
        (NewSale(title="x", contact="c", amount_cents=-1), "amount_cents"),
        (NewSale(title="x", contact="c", amount_cents=10**13), "amount_cents"),
        (NewSale(title="x", contact="c", currency="EURO"), "currency"),
        (NewSale(title="x", contact="c", stage="maybe"), "stage"),  # type: ignore[arg-type]  # bad input
        (NewSale(title="x", contact="c", close_date="31.1.2027"), "close_date"),
        (NewSale(title="x"), "contact"),
        (NewFollowUp(title="x", due_at=1), "contact"),
        (NewFollowUp(title="x", due_at=-1, contact="c"), "due_at"),
        (NewFollowUp(title="x", due_at=1, done_at=2**60, contact="c"), "done_at"),
    ],
)
def test_what_may_not_be_kept_is_refused_by_its_field(new: Struct, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        CHECKS[type(new)](new)  # type: ignore[operator]  # the function of this very type
    assert refused.value.details["field"] == field


def test_a_name_of_a_script_that_joins_letters_is_kept() -> None:
    assert checked_contact(NewContact(name="می\u200cخواهم")).name == "می\u200cخواهم"


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_is_in_the_table_and_admins_may_all(deed: Deed) -> None:
    agent = Agent(ref=AgentRef(id="a", name="A"))
    must_be_allowed(deed, Agent(ref=agent.ref, admin=True))
    if FOR_EVERY_AGENT[deed]:
        must_be_allowed(deed, agent)
    else:
        with pytest.raises(Forbidden):
            must_be_allowed(deed, agent)


def test_agents_read_and_write_and_admins_remove_and_import() -> None:
    assert {deed for deed, every in FOR_EVERY_AGENT.items() if not every} == {Deed.REMOVE, Deed.IMPORT}
