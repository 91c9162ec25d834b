"""SPEC.md, section 4, on the screen: who the customer is, what there is to know of her; and all contacts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.axe import faults
from tests.browser.people import Agent, Customer, presses_at_once

PEOPLE = (
    "name;e-mail;company;shoe size\n"
    "Per Hansen;per@hansen.example;Hansen AS;42\n"
    "Nobody;no-address;;\n"
    "Ingrid Solberg;ingrid.solberg@nordlys.example;;38\n"
)


def panel(agent: Agent) -> Locator:
    return agent.page.get_by_role("region", name="Contact", exact=True)


def part(agent: Agent, name: str) -> Locator:
    return panel(agent).get_by_role("button", name=re.compile(rf"^{name} \("))


@pytest.fixture
def serving(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> Callable[[str, str], Agent]:
    """Anna has answered somebody of this name and address."""

    def answer(name: str, email: str) -> Agent:
        anna = agent("anna")
        customer(name).starts("Good morning", email)
        anna.next_in_queue.click()
        expect(anna.field).to_be_focused()
        return anna

    return answer


def test_a_known_address_is_linked_on_answering_and_all_that_is_known_opens(
    serving: Callable[[str, str], Agent],
) -> None:
    anna = serving("Ingrid", "Ingrid.Solberg@nordlys.example")
    page = anna.page

    expect(panel(anna).get_by_role("link", name="Ingrid Solberg", exact=True)).to_be_visible()
    known = anna.log.get_by_text("Known by the e-mail address as Ingrid Solberg")
    expect(known.get_by_role("link", name="Ingrid Solberg")).to_have_attribute("href", re.compile("^#/contacts/"))
    expect(panel(anna).get_by_text("Owner · Nordlys Café AS")).to_be_visible()
    for name in ("Requests", "Sales", "Follow-ups", "Earlier chats"):
        expect(part(anna, name)).to_have_attribute("aria-expanded", "true")
    assert faults(page) == []

    here = page.url
    page.get_by_role("link", name="Light plan for a café").click()  # one click takes the focus and leads nowhere
    expect(page).to_have_url(here)
    page.get_by_role("link", name="Light plan for a café").dblclick()
    expect(page).to_have_url(re.compile(r"#/requests/\d+$"))
    page.go_back()
    page.get_by_role("link", name="What is your price for 60 Dusk").first.dblclick()
    expect(anna.log.get_by_text("What is your price for 60 Dusk for a hotel?")).to_be_visible()
    page.go_back()
    expect(anna.field).to_be_visible()
    panel(anna).get_by_role("link", name="Ingrid Solberg", exact=True).click()
    expect(page.get_by_role("heading", name="Ingrid Solberg", exact=True)).to_be_focused()
    page.go_back()
    expect(anna.field).to_be_visible()
    panel(anna).get_by_role("link", name=re.compile("^Nordlys Café AS")).dblclick()
    expect(page.get_by_role("heading", name="Nordlys Café AS", exact=True)).to_be_focused()
    page.go_back()
    expect(anna.field).to_be_visible()

    done = panel(anna).get_by_role("checkbox", checked=False)
    expect(part(anna, "Follow-ups")).to_have_text("Follow-ups (2)")
    done.first.click()
    expect(part(anna, "Follow-ups")).to_have_text("Follow-ups (1)")
    panel(anna).get_by_role("button", name="Add a follow-up").click()
    page.get_by_role("textbox", name="What is to be done").fill("Send a sample of the glass")
    page.keyboard.press("Enter")
    expect(panel(anna).get_by_role("button", name="Send a sample of the glass")).to_be_visible()
    panel(anna).get_by_role("button", name="Send a sample of the glass").dblclick()
    expect(page.get_by_role("dialog", name="Follow-up")).to_be_visible()
    page.keyboard.press("Escape")
    panel(anna).get_by_role("button").filter(has_text="€").first.dblclick()
    expect(page.get_by_role("dialog", name="Sale")).to_be_visible()
    page.keyboard.press("Escape")
    part(anna, "Sales").press("Enter")
    expect(part(anna, "Sales")).to_have_attribute("aria-expanded", "false")


def test_who_is_not_known_is_guessed_found_unlinked_and_created_and_a_colleague_sees_it(
    serving: Callable[[str, str], Agent], agent: Callable[..., Agent]
) -> None:
    anna = serving("M. Dahl", "m.dahl@nordlys.example")
    bjorn = agent("bjorn", viewport={"width": 1000, "height": 800})
    bjorn.goes_to("Dashboard")
    bjorn.ongoing.first.dblclick()
    bjorn.button("About M. Dahl").click()
    expect(panel(bjorn).get_by_role("list", name="This contact could be…")).to_contain_text("Magnus Dahl")
    expect(panel(anna).get_by_role("list", name="M. Dahl might work at")).to_contain_text("Nordlys Café AS")
    assert faults(anna.page) == []

    panel(anna).get_by_role("button", name="Link Magnus Dahl").click()
    for each in (anna, bjorn):
        expect(panel(each).get_by_role("link", name="Magnus Dahl")).to_be_visible()
    assert faults(bjorn.page) == []
    panel(anna).get_by_role("button", name="Unlink").click()
    for each in (anna, bjorn):
        expect(panel(each).get_by_text("This contact could be…")).to_be_visible()
    expect(bjorn.log.get_by_text("Anna Lind linked Magnus Dahl")).to_be_visible()
    expect(bjorn.log.get_by_text("Anna Lind unlinked Magnus Dahl")).to_be_visible()

    panel(anna).get_by_role("button", name="Search contacts").click()
    search = panel(anna).get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(panel(anna).get_by_role("list", name="Favourites")).to_be_visible()
    expect(panel(anna).get_by_role("list", name="Last used").get_by_role("listitem").first).to_contain_text(
        "Magnus"
    )
    search.press_sequentially("ingr nordl")
    expect(panel(anna).get_by_role("list", name="Found").get_by_role("listitem")).to_have_count(1)
    assert faults(anna.page) == []
    search.press("Escape")
    expect(search).to_have_count(0)
    expect(panel(anna).get_by_role("heading", name="Contact", exact=True)).to_be_focused()
    expect(panel(anna).get_by_role("status")).to_have_text("Linked to nobody")

    create_contact(anna)
    for each in (anna, bjorn):
        expect(panel(each).get_by_role("link", name="Marit Dahl")).to_be_visible()
    expect(panel(anna).get_by_text("Nordlys Bar AS").first).to_be_visible()
    for nothing in ("No open requests.", "No sales.", "Nothing is promised.", "This is the first one."):
        expect(panel(anna).get_by_text(nothing)).to_be_visible()


def create_contact(anna: Agent) -> None:
    """With what the chat says filled in; what is wrong is said beside its field, and nothing of it is lost."""
    panel(anna).get_by_role("button", name="Create new company and contact").click()
    dialog = anna.page.get_by_role("dialog", name="Create new company and contact")
    name = dialog.get_by_role("textbox", name="Name").first
    expect(name).to_have_value("M. Dahl")
    expect(name).to_be_focused()
    email = dialog.get_by_role("textbox", name="E-mail")
    expect(email).to_have_value("m.dahl@nordlys.example")
    expect(dialog.get_by_role("textbox", name="Mail domains")).to_have_value("nordlys.example")
    name.fill("Marit Dahl")
    dialog.get_by_role("group", name="New company").get_by_role("textbox", name="Name").fill("Nordlys Bar AS")
    email.fill("no address")
    dialog.get_by_role("button", name="Save and link").click()
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description(re.compile("is not an e-mail address"))
    assert faults(anna.page) == []
    email.fill("ingrid.solberg@nordlys.example")
    dialog.get_by_role("button", name="Save and link").click()
    expect(dialog.get_by_role("button", name="Link that contact instead")).to_be_visible()
    email.fill("marit@nordlys.example")
    dialog.get_by_role("button", name="Save and link").click()
    expect(
        panel(anna).get_by_role("heading", name="Contact", exact=True)
    ).to_be_focused()  # the button that led there is gone


def test_the_screen_of_contacts_finds_changes_and_brings_in(agent: Callable[..., Agent]) -> None:
    anna = agent("anna")
    page = anna.page
    presses_at_once(page, "go")
    expect(page.get_by_role("heading", name="Contacts")).to_be_focused()
    expect(page.get_by_role("table", name="All contacts")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("searchbox", name="Search contacts").fill("sol nord")
    expect(page.get_by_role("table", name="Contacts found").get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"#/contacts\?q=sol\+nord$"))
    page.get_by_role("table").get_by_role("link", name="Ingrid Solberg").press("Enter")
    expect(page.get_by_role("heading", name="Ingrid Solberg")).to_be_focused()
    add_sale_and_change(page)
    assert faults(page) == []
    page.get_by_role("region", name="Activities").get_by_role("link", name="Light plan for a café").dblclick()
    expect(page).to_have_url(re.compile(r"#/requests/\d+$"))
    page.go_back()
    page.get_by_role("region", name="Contact", exact=True).get_by_role("link", name="Nordlys Café AS").dblclick()
    expect(page.get_by_role("table", name="People at Nordlys Café AS").get_by_role("row")).to_have_count(4)
    assert faults(page) == []
    import_people(page)


def add_sale_and_change(page: Page) -> None:
    page.get_by_role("button", name="Add a sale").click()
    dialog = page.get_by_role("dialog", name="New sale")
    dialog.get_by_role("textbox", name="Title").fill("Ten lanterns")
    dialog.get_by_role("textbox", name="Amount").fill("a lot")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("textbox", name="Amount")).to_be_focused()
    dialog.get_by_role("textbox", name="Amount").fill("1 250,50")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Ten lanterns")).to_contain_text("€1,250.50")
    page.get_by_role("button", name="Change", exact=True).click()
    dialog = page.get_by_role("dialog", name="Change contact")
    dialog.get_by_role("textbox", name="Title").fill("Managing director")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Managing director · Nordlys Café AS")).to_be_visible()


def import_people(page: Page) -> None:
    page.goto(page.url.partition("#")[0] + "#/contacts/import")
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=PEOPLE.encode())
    page.get_by_label("Choose a CSV or JSON file").set_input_files(files=[file])
    page.get_by_role("button", name="Try it first").click()
    expect(page.get_by_text("Nothing is kept yet.")).to_be_visible()
    expect(page.get_by_text("1 contact would be created")).to_be_visible()
    expect(page.get_by_role("row", name="3 e-mail")).to_contain_text("is not an e-mail address")
    expect(page.get_by_text("shoe size")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Done.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Contacts").click()
    page.get_by_role("searchbox", name="Search contacts").fill("hansen")
    expect(page.get_by_role("table", name="Contacts found")).to_contain_text("per@hansen.example")


def test_an_agent_who_is_no_administrator_neither_imports_nor_deletes(agent: Callable[..., Agent]) -> None:
    bjorn = agent("bjorn", viewport={"width": 320, "height": 640})
    page = bjorn.page
    page.goto(page.url.partition("#")[0] + "#/contacts")
    expect(page.get_by_role("link", name="Aino Mäkelä").first).to_be_visible()
    expect(page.get_by_role("link", name="Import")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("link", name="Aino Mäkelä").first.click()
    expect(page.get_by_role("heading", name="Aino Mäkelä")).to_be_visible()
    expect(page.get_by_role("button", name="More to do with Aino Mäkelä")).to_have_count(0)
    page.goto(page.url.partition("#")[0] + "#/contacts/import")
    expect(page.get_by_text("Only administrators import")).to_be_visible()
