"""SPEC.md section 4: "The CRM is behind one small interface, so an outside CRM can take its place." Here one does.

The first tests are run on the built-in CRM as well: what chats want of a CRM is the same of both.
"""

from pathlib import Path

import pytest

from actors import contacts
from actors.crm import Crm, Found
from actors.crm_tables import TablesCrm
from actors.domain.contacts import NewCompany, NewContact, NewSale, Sale
from actors.domain.errors import Conflict, NotFound
from actors.domain.matching import Said
from actors.domain.rights import Agent
from actors.messages import AgentRef, Rights
from tests.memory_crm import MemoryCrm
from tests.world import Console, Setting, World, refusal_of, world_of


@pytest.fixture(params=["built-in", "another"])
def crm(request: pytest.FixtureRequest, world: World) -> Crm:
    return MemoryCrm() if request.param == "another" else TablesCrm(world.server.store, world.server.house.clock)


async def test_a_new_contact_is_found_by_id_address_and_words(crm: Crm) -> None:
    made = await crm.create(NewContact(name="Mia Berg", emails=("MIA@nord.example",)), NewCompany(name="Nord AS"))

    assert (made.name, made.emails, made.company_name) == ("Mia Berg", ("mia@nord.example",), "Nord AS")
    assert await crm.contact(made.id) == made
    assert (await crm.match(Said(email="mia@nord.example"))).exact == made
    assert (await crm.search("ber", 5)).contacts == (made,)
    assert [each.id for each in (await crm.search("nord", 5)).companies] == [made.company]
    assert (await crm.company(made.company or "")).name == "Nord AS"
    assert (await crm.several(("gone", made.id), ("gone",))).contacts == (made,)
    assert (await crm.dealings(made)).sales == ()


async def test_what_is_not_there_and_what_is_there_already_are_refused(crm: Crm) -> None:
    await crm.create(NewContact(name="Mia", emails=("mia@nord.example",)))

    with pytest.raises(NotFound):
        await crm.contact("nobody")
    with pytest.raises(NotFound):
        await crm.company("nowhere")
    with pytest.raises(Conflict):
        await crm.create(NewContact(name="Other", emails=("mia@nord.example",)))
    assert (await crm.match(Said(email="other@nord.example"))).exact is None


class Elsewhere:
    """Kari has a chat with Mia, whose record is in a CRM of somebody else's."""

    def __init__(self, world: World, crm: MemoryCrm, kari: Console) -> None:
        self.world = world
        self.house = world.server.house
        self.crm = crm
        self.kari = kari
        rights = {"support": Rights(respond=True)}
        self.who = Agent(ref=AgentRef(id=kari.agent, name="Kari"), rights=rights)

    async def chat_of_mia(self) -> str:
        mia = await self.world.customer("Mia Berg")
        chat = await mia.starts("Where is my lamp?", email="mia@nord.example")
        await self.kari.answers(chat)
        return chat


def other_crm() -> tuple[Setting, MemoryCrm]:
    setting, crm = Setting(), MemoryCrm()
    setting.crm = crm
    return setting, crm


async def test_everything_a_chat_wants_comes_from_the_other_crm_and_links_stay_ours(tmp_path: Path) -> None:
    setting, crm = other_crm()
    async with world_of(tmp_path, setting) as world:
        story = Elsewhere(world, crm, await world.agent("Kari"))
        mia = await crm.create(NewContact(name="Mia Berg", emails=("mia@nord.example",)), NewCompany(name="Nord"))
        crm.sales.append(_sale_of(mia.id))
        chat = await story.chat_of_mia()

        assert (await story.kari.event("contact_linked", chat))["data"] == {"contact": mia.id}
        assert (await story.kari.command("contact.suggest", chat=chat))["contact"]["name"] == "Mia Berg"
        assert len((await story.kari.command("contact.search", text="nord"))["found"]["contacts"]) == 1
        await contacts.favour(story.house, story.who, "contact", mia.id)
        at_hand = await story.kari.command("contact.search")
        assert [each["id"] for each in at_hand["favourites"]["contacts"]] == [mia.id]

        card = await contacts.card(story.house, story.who, mia.id)
        assert (card.company, card.favourite) == (crm.companies[mia.company or ""], True)
        assert [each.title for each in card.dealings.sales] == ["Lamps"]
        assert [each.ref for each in card.activities] == [chat]

        made = await story.kari.command("contact.create", chat=chat, contact={"name": "Her sister"})
        assert made["contact"]["id"] in crm.contacts
        await story.kari.command("contact.unlink", chat=chat)
        assert await TablesCrm(world.server.store, story.house.clock).search("mia", 5) == Found()


async def test_while_it_is_away_chats_go_on_and_the_panel_links_when_it_is_back(tmp_path: Path) -> None:
    setting, crm = other_crm()
    async with world_of(tmp_path, setting) as world:
        story = Elsewhere(world, crm, await world.agent("Kari"))
        mia = await crm.create(NewContact(name="Mia Berg", emails=("mia@nord.example",)))
        crm.is_away = True
        chat = await story.chat_of_mia()
        await story.kari.says(chat, "Let me look")
        assert (await refusal_of(story.kari.command("contact.suggest", chat=chat))).code == "unavailable"
        assert "contact_linked" not in await world.stored_kinds(chat)

        crm.is_away = False
        suggested = await story.kari.command("contact.suggest", chat=chat)

        assert (suggested["contact"]["id"], suggested["linked_now"]) == (mia.id, True)


async def test_while_it_is_slow_no_chat_waits_for_it(tmp_path: Path) -> None:
    setting, crm = other_crm()
    async with world_of(tmp_path, setting) as world:
        story = Elsewhere(world, crm, await world.agent("Kari"))
        await crm.create(NewContact(name="Mia Berg", emails=("mia@nord.example",)))
        crm.takes_s = 3_600
        started_at = story.house.clock.now_ms()
        for _ in range(3):
            await story.kari.says(await story.chat_of_mia(), "Let me look")

        assert story.house.clock.now_ms() - started_at < 1_000


def _sale_of(contact: str) -> Sale:
    new = NewSale(title="Lamps", amount_cents=99_00, contact=contact)
    return Sale(
        id="s1", title=new.title, amount_cents=new.amount_cents, contact=contact, created_at=1, changed_at=1
    )
