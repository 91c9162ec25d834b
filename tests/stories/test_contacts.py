"""SPEC.md section 4: the contact panel, told on the whole server."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from actors import contacts, records, texts_of_agent
from actors.domain.contacts import Contact, NewCompany, NewContact, NewFollowUp, NewSale
from actors.domain.errors import Conflict, Forbidden, Invalid, NotFound
from actors.domain.rights import Agent
from actors.messages import AgentRef, ContactDraft, ContactSuggested, Rights
from store.queries.channels import Rights as MemberRights
from tests.world import Console, Setting, World, refusal_of, world_of


def who(console: Console, **rights: Rights) -> Agent:
    """The agent at a console, as her connection knows her."""
    allowed = rights or {"support": Rights(respond=True)}
    return Agent(ref=AgentRef(id=console.agent, name=console.name), rights=allowed)


class Panel:
    """Kari has a chat with Mia, and the panel beside it."""

    def __init__(self, world: World, kari: Console, chat: str) -> None:
        self.world = world
        self.kari = kari
        self.house = world.server.house
        self.who = who(kari)
        self.chat = chat

    async def knows(self, name: str, *emails: str, company: str = "", **more: str) -> Contact:
        place = NewCompany(name=company) if company else None
        return await contacts.create(self.house, self.who, NewContact(name=name, emails=emails, **more), place)

    async def suggests(self) -> ContactSuggested:
        return await contacts.suggest(self.house, self.who, self.chat)

    async def links(self) -> list[str]:
        kinds = await self.world.stored_kinds(self.chat)
        return [kind for kind in kinds if kind.startswith("contact_")]


async def panel_of(world: World, **fields: str) -> Panel:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia Berg")
    chat = await mia.starts("Where is my lamp?", **fields)
    await kari.answers(chat)
    return Panel(world, kari, chat)


async def make_contact(world: World, name: str, *emails: str, company: str = "") -> Contact:
    """Somebody whom the CRM knows."""
    place = NewCompany(name=company) if company else None
    return await world.server.house.crm.create(NewContact(name=name, emails=emails), place)


@pytest.fixture
async def panel(world: World) -> Panel:
    return await panel_of(world, email="Mia@Nord.example", phone="99 88 77 66")


# --- on the wire, as the console does it ---


async def test_on_answer_a_contact_with_the_very_address_is_linked_at_once(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    known = await make_contact(world, "Maria Berg", "mia@nord.example")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my lamp?", email="MIA@Nord.example")
    assert "contact_linked" not in await world.stored_kinds(chat)

    await kari.answers(chat)
    event = await kari.event("contact_linked", chat)

    assert (event["by"], event["data"]) == ({"kind": "system"}, {"contact": known.id})
    suggested = await kari.command("contact.suggest", chat=chat)
    assert (suggested["contact"]["name"], "linked_now" in suggested) == ("Maria Berg", False)
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "answered", "contact_linked"]
    assert [each["name"] for each in (await kari.command("contact.search"))["history"]["contacts"]] == [
        "Maria Berg"
    ]
    assert (await ola.command("contact.search"))["history"] == {"contacts": [], "companies": []}
    assert "contact_linked" not in mia.seen_kinds()


async def test_a_chat_that_is_returned_to_is_recognised_when_the_contact_came_meanwhile(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my lamp?", email="mia@nord.example")
    await kari.answers(chat)
    await kari.ends(chat)
    known = await make_contact(world, "Mia Berg", "mia@nord.example")

    await mia.command("chat.return")

    assert (await kari.event("contact_linked", chat))["data"] == {"contact": known.id}


async def test_otherwise_this_contact_could_be_and_might_work_at(world: World) -> None:
    kari = await world.agent("Kari")
    await make_contact(world, "Mia K. Berg")
    await make_contact(world, "Ola Holm", "ola@nord.example", company="Nord AS")
    mia = await world.customer("Mia Berg")
    chat = await mia.starts("Hello", email="mia@nord.example")
    await kari.answers(chat)

    suggested = await kari.command("contact.suggest", chat=chat)

    assert "contact" not in suggested
    assert [(each["contact"]["name"], each["why"]) for each in suggested["could_be"]] == [
        ("Mia K. Berg", ["name"])
    ]
    assert [(each["company"]["name"], each["why"]) for each in suggested["might_work_at"]] == [
        ("Nord AS", ["company_name", "colleagues"])
    ]
    assert suggested["draft"]["contact"] == {"name": "Mia Berg", "emails": ["mia@nord.example"]}


async def test_search_finds_contacts_and_companies_and_without_words_what_she_has_at_hand(world: World) -> None:
    kari = await world.agent("Kari")
    known = await make_contact(world, "Ola Holm", "ola@nord.example", company="Nord AS")

    found = (await kari.command("contact.search", text="nord"))["found"]
    assert [each["name"] for each in found["contacts"]] == ["Ola Holm"]
    assert [each["name"] for each in found["companies"]] == ["Nord AS"]

    await contacts.favour(world.server.house, who(kari), "contact", known.id)
    at_hand = await kari.command("contact.search", text=" ")
    assert "found" not in at_hand
    assert [each["id"] for each in at_hand["favourites"]["contacts"]] == [known.id]
    assert at_hand["history"] == {"contacts": [], "companies": []}


async def test_change_and_unlink_are_seen_by_whoever_watches_and_by_no_customer(tmp_path: Path) -> None:
    setting = Setting()
    setting.agents["Nina"] = {"support": MemberRights(listen=True)}
    async with world_of(tmp_path, setting) as world:
        kari, nina = await world.agents("Kari", "Nina")
        one, other = await make_contact(world, "One", "mia@nord.example"), await make_contact(world, "Other")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello", email="mia@nord.example")
        await kari.answers(chat)
        await kari.event("contact_linked", chat)
        await nina.listens(chat)

        changed = await kari.command("contact.link", chat=chat, contact=other.id)
        await kari.command("contact.link", chat=chat, contact=other.id)
        await kari.command("contact.unlink", chat=chat)
        await kari.command("contact.unlink", chat=chat)

        assert changed["contact"]["name"] == "Other"
        await nina.event("contact_unlinked", chat)
        seen = [(each["kind"], each["data"]) for each in nina.events(chat) if each["kind"].startswith("contact_")]
        assert seen == [("contact_linked", {"contact": other.id}), ("contact_unlinked", {"contact": other.id})]
        suggested = await kari.command("contact.suggest", chat=chat)
        assert [(each["contact"]["id"], each["why"]) for each in suggested["could_be"]] == [(one.id, ["email"])]
        await kari.says(chat, "Bye")
        await mia.texts(2)
        assert {"contact_linked", "contact_unlinked"}.isdisjoint(mia.seen_kinds())


async def test_create_new_company_and_contact_with_the_fields_filled_in_and_saving_links_it(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia Berg")
    chat = await mia.starts("Hello", email="mia@nord.example", phone="99887766", company="Nord AS")
    await kari.answers(chat)
    draft = (await kari.command("contact.suggest", chat=chat))["draft"]

    made = (await kari.command("contact.create", chat=chat, **draft))["contact"]

    assert (made["name"], made["emails"], made["company_name"]) == ("Mia Berg", ["mia@nord.example"], "Nord AS")
    assert (await kari.event("contact_linked", chat))["data"] == {"contact": made["id"]}
    assert (await kari.command("contact.suggest", chat=chat))["contact"] == made
    again = await refusal_of(kari.command("contact.create", chat=chat, **draft))
    assert (again.code, again.frame["field"], again.frame["contact"]) == ("conflict", "emails", made["id"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contact": {}}, "name"),
        ({"contact": {"emails": ["no address"]}}, "emails"),
        ({"contact": {"name": "Mia", "company": "nowhere"}}, "company"),
        ({"contact": {"name": "Mia"}, "company": {"name": " "}}, "company.name"),
        ({"contact": {"name": "Mia"}, "company": {"name": "Nord", "domains": ["no domain"]}}, "company.domains"),
        ({"contact": {"name": "Mia", "company": "c1"}, "company": {"name": "Nord"}}, "company"),
    ],
)
async def test_what_no_contact_may_be_is_refused_by_its_field_and_nothing_is_kept(
    world: World, wrong: dict[str, object], field: str
) -> None:
    kari = await world.agent("Kari")
    chat = await (await world.customer("Mia")).starts("Hello")
    await kari.answers(chat)

    refusal = await refusal_of(kari.command("contact.create", chat=chat, **wrong))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", field)
    assert (await kari.command("contact.search", text="mia"))["found"] == {"contacts": [], "companies": []}
    assert "contact_linked" not in await world.stored_kinds(chat)


async def test_a_template_names_the_company_of_the_linked_contact(world: World) -> None:
    kari = await world.agent("Kari")
    await make_contact(world, "Mia Berg", "mia@nord.example", company="Nord AS")
    nobody = await world.customer("")
    chat = await nobody.starts("Hello", email="mia@nord.example", company="nord")
    house = world.server.house
    assert (await texts_of_agent.facts_of(house, who(kari), chat)).company_name == "nord"

    await kari.answers(chat)
    await kari.event("contact_linked", chat)

    facts = await texts_of_agent.facts_of(house, who(kari), chat)
    assert (facts.company_name, facts.customer_name) == ("Nord AS", "Mia Berg")


# --- as the server sees it ---


async def test_an_exact_address_is_linked_at_once_and_once(panel: Panel) -> None:
    mia = await panel.knows("Maria Berg", "mia@nord.example", company="Nord AS")

    first, second = await panel.suggests(), await panel.suggests()

    assert (first.contact, first.linked_now) == (mia, True)
    assert (second.contact, second.linked_now) == (mia, False)
    assert await panel.links() == ["contact_linked"]
    (event,) = [each for each in panel.kari.events(panel.chat) if each["kind"] == "contact_linked"]
    assert event["data"] == {"contact": mia.id}


async def test_otherwise_candidates_and_companies_are_named_and_nothing_is_linked(panel: Panel) -> None:
    named = await panel.knows("Mia K. Berg")
    called = await panel.knows("Somebody", phone="+47 99887766")
    await panel.knows("Ola Holm", "ola@nord.example", company="Nord AS")

    said = await panel.suggests()

    assert said.contact is None
    assert [(each.contact.id, each.why) for each in said.could_be] == [
        (called.id, ("phone",)), (named.id, ("name",)),
    ]  # fmt: skip
    assert [(each.company.name, each.why) for each in said.might_work_at] == [
        ("Nord AS", ("company_name", "colleagues"))
    ]
    assert said.draft == ContactDraft(
        contact=NewContact(name="Mia Berg", emails=("mia@nord.example",), phone="99 88 77 66"),
        company=NewCompany(name="Nord", domains=("nord.example",)),
    )
    assert await panel.links() == []


async def test_a_visitor_who_says_nothing_could_be_nobody(world: World) -> None:
    kari = await world.agent("Kari")
    nobody = await world.customer("")
    chat = await nobody.starts("Hello")
    await kari.answers(chat)

    assert await contacts.suggest(world.server.house, who(kari), chat) == ContactSuggested()


async def test_after_unlinking_no_address_links_by_itself_again(panel: Panel) -> None:
    mia = await panel.knows("Mia Berg", "mia@nord.example")
    await panel.suggests()

    await contacts.unlink(panel.house, panel.who, panel.chat)
    said = await panel.suggests()

    assert said.contact is None
    assert [(each.contact, each.score, each.why) for each in said.could_be] == [(mia, 1.0, ("email",))]
    assert await panel.links() == ["contact_linked", "contact_unlinked"]
    assert await contacts.activities_of(panel.house, panel.who, mia.id) == []

    await contacts.link(panel.house, panel.who, panel.chat, mia.id)
    assert [each.ref for each in await contacts.activities_of(panel.house, panel.who, mia.id)] == [panel.chat]


async def test_linking_another_contact_changes_the_link_and_both_activities(panel: Panel) -> None:
    one, other = await panel.knows("One"), await panel.knows("Other")
    await contacts.link(panel.house, panel.who, panel.chat, one.id)
    await contacts.link(panel.house, panel.who, panel.chat, other.id)
    await contacts.link(panel.house, panel.who, panel.chat, other.id)

    assert await panel.links() == ["contact_linked", "contact_linked"]
    assert await contacts.activities_of(panel.house, panel.who, one.id) == []
    (activity,) = await contacts.activities_of(panel.house, panel.who, other.id)
    assert activity.chat is not None
    assert (activity.kind, activity.linked, activity.chat.customer) == ("chat", True, "Mia Berg")


async def test_only_her_agent_has_a_known_address_linked(panel: Panel) -> None:
    mia = await panel.knows("Mia Berg", "mia@nord.example")
    ola = await panel.world.agent("Ola")

    said = await contacts.suggest(panel.house, who(ola), panel.chat)

    assert said.contact is None
    assert [each.contact for each in said.could_be] == [mia]
    assert await panel.links() == []


async def test_create_company_and_contact_saves_both_and_links(panel: Panel) -> None:
    draft = (await panel.suggests()).draft
    assert draft is not None

    made = await contacts.create(panel.house, panel.who, draft.contact, draft.company, chat=panel.chat)

    assert (made.name, made.emails, made.company_name) == ("Mia Berg", ("mia@nord.example",), "Nord")
    assert (await panel.suggests()).contact == made
    company = await panel.house.crm.company(made.company or "")
    assert company.domains == ("nord.example",)


async def test_nothing_is_kept_where_the_contact_may_not_be_linked(panel: Panel) -> None:
    ola = await panel.world.agent("Ola")
    listener = who(ola, support=Rights(listen=True))

    with pytest.raises(Forbidden):
        await contacts.create(panel.house, listener, NewContact(name="New"), chat=panel.chat)

    assert (await contacts.search(panel.house, listener, "new")).contacts == ()


@pytest.mark.parametrize("doing", ["suggest", "link", "unlink", "create"])
async def test_a_chat_of_another_channel_is_not_there(panel: Panel, doing: str) -> None:
    mia = await panel.knows("Mia")
    ola = await panel.world.agent("Ola")
    stranger = who(ola, sales=Rights(respond=True, manage=True, listen=True))

    doings: dict[str, Callable[[], Awaitable[object]]] = {
        "suggest": lambda: contacts.suggest(panel.house, stranger, panel.chat),
        "link": lambda: contacts.link(panel.house, stranger, panel.chat, mia.id),
        "unlink": lambda: contacts.unlink(panel.house, stranger, panel.chat),
        "create": lambda: contacts.create(panel.house, stranger, NewContact(name="New"), chat=panel.chat),
    }
    with pytest.raises(NotFound):
        await doings[doing]()
    assert await panel.links() == []


async def test_a_listener_reads_the_panel_and_links_nobody(panel: Panel) -> None:
    mia = await panel.knows("Mia Berg", "mia@nord.example")
    ola = await panel.world.agent("Ola")
    listener = who(ola, support=Rights(listen=True))

    assert (await contacts.suggest(panel.house, listener, panel.chat)).could_be
    with pytest.raises(Forbidden):
        await contacts.link(panel.house, listener, panel.chat, mia.id)
    with pytest.raises(Forbidden):
        await contacts.unlink(panel.house, listener, panel.chat)


async def test_what_is_not_there_cannot_be_linked(panel: Panel) -> None:
    with pytest.raises(NotFound):
        await contacts.link(panel.house, panel.who, panel.chat, "nobody")
    with pytest.raises(NotFound):
        await contacts.link(panel.house, panel.who, "no-chat", (await panel.knows("Mia")).id)


async def test_a_second_contact_of_the_same_address_is_refused_and_her_company_with_it(panel: Panel) -> None:
    mia = await panel.knows("Mia Berg", "mia@nord.example")

    with pytest.raises(Conflict) as refused:
        await panel.knows("Other", "MIA@nord.example", company="Twice AS")

    assert refused.value.details == {"field": "emails", "contact": mia.id}
    assert (await contacts.search(panel.house, panel.who, "twice")).companies == ()
    with pytest.raises(Invalid):
        await contacts.create(panel.house, panel.who, NewContact(name="x", company="c"), NewCompany(name="y"))


async def test_search_finds_by_beginnings_and_the_shelf_keeps_what_was_used_and_liked(panel: Panel) -> None:
    mia = await panel.knows("Mia Bérg", "mia@nord.example", company="Nørd AS")
    ola = await panel.knows("Ola Holm")
    found = await contacts.search(panel.house, panel.who, "ber NORD")
    assert found.contacts == (mia,)
    assert [each.name for each in (await contacts.search(panel.house, panel.who, "nord")).companies] == ["Nørd AS"]

    await panel.world.pass_time(1)
    await contacts.link(panel.house, panel.who, panel.chat, ola.id)
    await contacts.use(panel.house, panel.who, "company", mia.company or "")
    await contacts.favour(panel.house, panel.who, "contact", mia.id)
    shelf = await contacts.shelf(panel.house, panel.who)

    assert shelf.history.contacts[0] == ola
    assert [each.name for each in shelf.history.companies] == ["Nørd AS"]
    assert shelf.favourites.contacts == (mia,)
    assert (await contacts.shelf(panel.house, who(await panel.world.agent("Ola")))).history.contacts == ()
    await contacts.unfavour(panel.house, panel.who, "contact", mia.id)
    assert (await contacts.shelf(panel.house, panel.who)).favourites.contacts == ()


async def test_the_card_has_everything_beside_the_contact(panel: Panel) -> None:
    mia = await panel.knows("Mia Berg", "mia@nord.example", company="Nord AS")
    sale = await records.add(
        records.SALES, panel.house, panel.who, NewSale(title="Lamps", amount_cents=99_00, contact=mia.id)
    )
    promise = await records.add_follow_up(
        panel.house, panel.who, NewFollowUp(title="Call", due_at=5, company=mia.company)
    )
    await panel.suggests()
    await contacts.favour(panel.house, panel.who, "contact", mia.id)

    card = await contacts.card(panel.house, panel.who, mia.id)

    assert card.contact == mia
    assert card.company is not None
    assert (card.company.name, card.favourite, card.requests, card.more) == ("Nord AS", True, (), False)
    assert card.dealings.sales == (sale,)
    assert card.dealings.follow_ups == (promise,)
    assert [each.ref for each in card.activities] == [panel.chat]


async def test_earlier_chats_come_by_link_and_by_address_and_only_those_she_may_read(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels["sales"] = setting.channels["support"]
    both = dict.fromkeys(("support", "sales"), MemberRights(respond=True))
    setting.agents = {"Kari": both, "Ola": both}
    async with world_of(tmp_path, setting) as world:
        panel = await panel_of(world, email="mia@nord.example")
        await panel.kari.ends(panel.chat)
        customer = await world.customer("Mia Berg", "sales")
        other = await customer.starts("And a price?", email="MIA@NORD.example")
        ola = await world.agent("Ola")
        await ola.answers(other)
        await ola.ends(other)
        mia = await panel.knows("Mia Berg", "mia@nord.example")

        async def seen(**rights: Rights) -> dict[str, bool]:
            reader = who(panel.kari, **rights)
            return {each.ref: each.linked for each in await contacts.activities_of(panel.house, reader, mia.id)}

        answering = Rights(respond=True)
        assert await seen(support=answering, sales=answering) == {panel.chat: False, other: False}
        await contacts.link(panel.house, panel.who, panel.chat, mia.id)
        assert await seen(support=answering, sales=Rights(listen=True)) == {panel.chat: True, other: False}
        assert await seen(support=answering) == {panel.chat: True}
        assert await seen(sales=Rights(notify=True)) == {panel.chat: True}  # her own


async def test_a_link_survives_a_restart_and_a_removed_contact_is_nobody(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        panel = await panel_of(world, email="mia@nord.example")
        mia = await panel.knows("Mia Berg", "mia@nord.example")
        assert (await panel.suggests()).linked_now
        agent, chat = panel.kari.agent, panel.chat
    async with world_of(tmp_path) as world:
        house = world.server.house
        kari = Agent(ref=AgentRef(id=agent, name="Kari"), admin=True, rights={"support": Rights(respond=True)})

        assert (await contacts.suggest(house, kari, chat)).contact == mia
        assert [each.ref for each in await contacts.activities_of(house, kari, mia.id)] == [chat]

        await records.remove(records.CONTACTS, house, kari, mia.id)
        assert (await contacts.suggest(house, kari, chat)).contact is None
        with pytest.raises(NotFound):
            await contacts.card(house, kari, mia.id)
