"""SPEC.md, section 2, "Predefined texts", on the screen: found, read, put in and kept in order."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.axe import faults
from tests.browser.conftest import NewContext
from tests.browser.people import Agent, Customer, presses_at_once, was_told


@pytest.fixture
def talking(customer: Callable[..., Customer], agent: Callable[..., Agent]) -> tuple[Agent, Customer]:
    """Anna has answered Mia, and the field waits for her."""
    anna, mia = agent("anna"), customer("Mia Berg")
    mia.starts("My lamp flickers", "mia@example.com")
    anna.next_in_queue.click()
    expect(anna.field).to_be_focused()
    return anna, mia


def found(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Predefined texts").get_by_role("option")


def selected(field: Locator) -> str:
    words: str = field.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
    return words


def test_a_slash_puts_texts_in_by_keyboard_alone(talking: tuple[Agent, Customer]) -> None:
    anna, mia = talking
    keys = anna.page.keyboard

    keys.type("Look here: /retu")
    expect(found(anna.page)).to_have_count(2)
    expect(anna.page.get_by_role("status").filter(has_text="2 texts found")).to_be_attached()
    assert faults(anna.page) == []
    keys.press("ArrowDown")
    chosen = anna.page.get_by_role("option", name="How do I return a lamp?", selected=True)
    expect(anna.field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "none")
    keys.press("Enter")
    expect(found(anna.page)).to_have_count(0)
    keys.type(" ok?")
    expect(anna.field).to_have_value(re.compile(r"^Look here: How do I return a lamp\? http\S+ ok\?$"))
    keys.press("Enter")
    link = mia.log.get_by_role("link", name="/faq/")
    expect(link).to_be_visible()
    expect(mia.log.get_by_text("Look here: How do I return a lamp? http")).to_be_visible()
    page = mia.context.new_page()
    page.goto(link.get_attribute("href") or "")
    expect(page.get_by_role("heading", name="How do I return a lamp?")).to_be_visible()

    # Pressed before the list is there: the first one that is found.
    keys.type("Hello /request made")
    keys.press("Enter")
    expect(anna.page.get_by_text("Nothing is known here for {request.number}.")).to_be_visible()
    expect(anna.field).to_have_value(
        "Hello I have passed this on as request {request.number}. You get an answer by mail, to mia@example.com."
    )
    assert selected(anna.field) == "{request.number}"
    assert faults(anna.page) == []
    keys.type("17")
    expect(anna.page.get_by_text("Nothing is known here")).to_have_count(0)
    expect(anna.field).to_have_value(
        "Hello I have passed this on as request 17. You get an answer by mail, to mia@example.com."
    )

    anna.field.fill("")
    keys.type("either/or /retu")
    expect(found(anna.page)).to_have_count(2)
    keys.press("Escape")
    expect(found(anna.page)).to_have_count(0)
    keys.type("rns")
    expect(anna.field).to_have_value("either/or /returns")
    expect(anna.field).to_be_focused()
    expect(found(anna.page)).to_have_count(0)


def test_the_picker_puts_a_text_in_where_the_caret_was(talking: tuple[Agent, Customer]) -> None:
    anna, _ = talking
    page, keys = anna.page, anna.page.keyboard
    keys.type("Good day  Bye")
    for _step in " Bye":
        keys.press("ArrowLeft")
    keys.press("Escape")
    keys.press("/")
    picker = page.get_by_role("dialog", name="Insert a text")
    preview = picker.get_by_role("region", name="Preview")
    expect(picker.get_by_role("combobox", name="Search FAQ")).to_be_focused()
    picker.get_by_role("button", name="For this chat").click()
    expect(picker.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    expect(preview.get_by_role("heading", name="My lamp flickers")).to_be_visible()
    expect(preview.get_by_text("Try it without a dimmer.")).to_be_visible()
    assert faults(page) == []
    picker.get_by_role("button", name="Delivery").click()
    lies_in = picker.get_by_role("listbox").get_by_role("option")
    expect(lies_in.filter(has_text="Where is my parcel?")).to_be_visible()
    expect(lies_in.filter(has_text="My lamp flickers")).to_have_count(0)

    picker.get_by_role("tab", name="FAQ").focus()
    keys.press("ArrowRight")
    expect(picker.get_by_role("tab", name="Reply templates")).to_be_focused()
    search = picker.get_by_role("combobox", name="Search reply templates")
    search.focus()
    keys.type("label")
    expect(picker.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    expect(preview.get_by_text("The label is on its way to mia@example.com.")).to_be_visible()
    star = picker.get_by_role("button", name="No favourite any more")
    star.click()
    expect(picker.get_by_role("button", name="Make it a favourite")).to_be_visible()
    search.focus()
    keys.press("Enter")

    expect(picker).to_have_count(0)
    expect(anna.field).to_be_focused()
    expect(anna.field).to_have_value(
        "Good day The label is on its way to mia@example.com. Any parcel shop takes the box. Bye"
    )
    anna.button("Insert a text").click()
    picker.get_by_role("tab", name="Reply templates").click()
    picker.get_by_role("button", name="Last used").click()
    expect(picker.get_by_role("listbox").get_by_role("option").first).to_contain_text("Return label")
    picker.get_by_role("button", name="Favourites").click()
    expect(picker.get_by_role("listbox").get_by_role("option")).to_contain_text(["Good morning"])
    keys.press("Escape")
    expect(picker).to_have_count(0)


def test_an_agent_keeps_her_own_quick_replies(talking: tuple[Agent, Customer]) -> None:
    anna, mia = talking
    page, keys = anna.page, anna.page.keyboard
    anna.writes("Which of our lamps is it?")
    expect(mia.log.get_by_text("Which of our lamps is it?")).to_be_visible()
    anna.button("More to do with this chat").click()
    page.get_by_role("menuitem", name="Create quick reply…").click()
    form = page.get_by_role("dialog", name="Create a quick reply")
    expect(form.get_by_role("textbox", name="Text")).to_have_value("Which of our lamps is it?")
    form.get_by_role("textbox", name="Title").fill("")
    keys.press("Enter")
    expect(form.get_by_text("Write 1 to 200 characters, in one line.")).to_be_visible()
    expect(form.get_by_role("textbox", name="Title")).to_be_focused()
    assert faults(page) == []
    keys.type("Which lamp")
    keys.press("Enter")
    expect(form).to_have_count(0)
    anna.field.focus()
    keys.type("/which la")
    expect(found(page).first).to_contain_text("Which of our lamps is it?")
    keys.press("Enter")
    expect(anna.field).to_have_value("Which of our lamps is it?")  # and not what it is called
    anna.field.fill("")

    page.get_by_role("navigation", name="Switchboard").get_by_role("link", name="Texts").click()
    page.get_by_role("navigation", name="Kinds of texts").get_by_role("link", name="Quick replies").click()
    rows = page.get_by_role("main").get_by_role("listitem")
    expect(rows).to_have_count(5)
    assert faults(page) == []
    page.get_by_role("button", name="Move “Which lamp”").focus()
    with page.expect_response("**/quick-replies/order"):  # told once the keys rest
        keys.press("Home")
    expect(rows.first).to_contain_text("Which lamp")
    expect(page.get_by_role("button", name="Move “Which lamp”")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="“Which lamp” is number 1 of 5.")).to_be_attached()
    page.get_by_role("button", name="Delete “One moment”").click()
    expect(rows).to_have_count(4)
    expect(anna.button("Undo")).to_be_focused()
    assert faults(page) == []
    keys.press("Enter")
    expect(rows).to_have_count(5)
    grip = page.get_by_role("button", name="Move “Which lamp”")
    dragged = (grip.get_attribute("id") or "").removeprefix("grip-")
    # That order, and not the one of the keys or of the undoing, which may still be on its way.
    with page.expect_response(lambda answer: answer.url.endswith("/order") and last_of(answer) == dragged):
        drag(page, grip, rows.nth(4))
    page.reload()
    expect(rows).to_contain_text(["One moment", "Ask a colleague", "Picture", "Anything else", "Which lamp"])


def last_of(answer: Response) -> str:
    told: dict[str, list[str]] = answer.request.post_data_json or {}
    return told["order"][-1]


def drag(page: Page, handle: Locator, to: Locator) -> None:
    handle.hover(position={"x": 8, "y": 8})  # once it stands still, and nothing is over it
    page.mouse.down()
    start, end = handle.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] - 2, steps=6)
    page.mouse.up()


def test_an_admin_writes_a_faq_and_sees_its_page_as_customers_do(
    agent: Callable[..., Agent], new_context: NewContext
) -> None:
    anna = agent("anna")
    page, keys = anna.page, anna.page.keyboard
    presses_at_once(page, "gt")
    expect(page.get_by_role("heading", name="Texts")).to_be_focused()
    expect(page.get_by_role("link", name="Moon in black")).to_be_visible()
    page.get_by_role("link", name="New FAQ").click()
    title = page.get_by_role("textbox", name="Title")
    expect(title).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Write 1 to 200 characters, in one line.")).to_be_visible()
    title.fill("How bright is Moon?")
    page.get_by_role("textbox", name="Text").fill(
        "**806 lumen**.\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))"
    )
    preview = page.get_by_role("region", name="Preview of its page")
    expect(preview.get_by_text("806 lumen", exact=True)).to_have_css("font-weight", "700")
    expect(preview.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(preview.get_by_role("link")).to_have_count(0)
    expect(preview.locator("img")).to_have_count(0)
    expect(page.get_by_text("Customers can open its page")).to_be_visible()
    assert faults(page) == []
    anna.button("Add").click()
    address = page.get_by_role("link", name="Open its page").get_attribute("href")
    anybody = new_context().new_page()
    anybody.goto(f"{anna.shop.url}{address}")
    expect(anybody.get_by_role("heading", name="How bright is Moon?")).to_be_visible()

    title.fill("How bright is it?")
    page.get_by_role("main").get_by_role("link", name="FAQ").click()
    page.get_by_role("link", name="How bright is Moon?").click()
    expect(page.get_by_text("These are changes that you have not saved.")).to_be_visible()
    anna.button("Discard them").click()
    page.get_by_role("switch", name="Published").set_checked(False)
    expect(page.get_by_text("A draft: only admins see it.")).to_be_visible()
    with page.expect_response("**/faqs/*"):  # it says that it is saved since it was added
        title.press("Control+s")
    anybody.reload()
    expect(anybody.get_by_role("heading", name="Not found")).to_be_visible()


def test_folders_are_an_admins_to_keep_and_say_why_they_stay(agent: Callable[..., Agent]) -> None:
    anna, bjorn = agent("anna"), agent("bjorn")
    page, keys = anna.page, anna.page.keyboard
    page.goto(f"{anna.shop.url}/console#/texts/faqs")
    folders = page.get_by_role("navigation", name="Folders of FAQ")
    expect(folders.get_by_role("link", name="Payment")).to_be_visible()
    assert faults(page) == []

    anna.button("New folder").click()
    folder = page.get_by_role("dialog", name="New folder")
    folder.get_by_role("textbox", name="Name").fill("Delivery")
    keys.press("Enter")
    expect(folder.get_by_text("There is a folder of this name here already.")).to_be_visible()
    assert faults(page) == []
    folder.get_by_role("textbox", name="Name").fill("Invoices")
    folder.get_by_role("combobox", name="Inside").select_option(label="Payment")
    anna.button("Add folder").click()
    folders.get_by_role("link", name="Invoices").click()
    expect(page.get_by_text("This folder is empty")).to_be_visible()

    anna.button("More to do with Payment").click()
    keys.press("ArrowUp")
    keys.press("Enter")
    was_told(page, "There is something in this folder.")
    anna.button("More to do with Invoices").click()
    page.get_by_role("menuitem", name="Rename or move…").click()
    moving = page.get_by_role("dialog", name="Rename or move the folder")
    moving.get_by_role("textbox", name="Name").fill("Bills")
    keys.press("Enter")
    expect(folders.get_by_role("link", name="Bills")).to_be_visible()
    anna.button("More to do with Bills").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(folders.get_by_role("link", name="Bills")).to_have_count(0)
    expect(folders.get_by_role("link", name="Payment")).to_have_attribute("aria-current", "page")

    bjorn.page.goto(f"{anna.shop.url}/console#/texts/faqs")
    expect(bjorn.page.get_by_role("heading", name="Quick replies")).to_be_visible()
    expect(bjorn.page.get_by_role("link", name="New FAQ")).to_have_count(0)
