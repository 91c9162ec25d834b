"""Whom a lamp shop knows: some companies that buy lamps, the people in them, and what is under way with each.

Some of them are the customers of the demonstration's chats: these are linked to their contact as they are
answered, as any chat of a known address is. Others write from a company's address and are known to nobody yet.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from actors.crm_rows import as_values, company_row, contact_row, follow_up_row, sale_row
from actors.demo_past import REGULAR, Link
from actors.domain.contacts import (
    Company,
    Contact,
    FollowUp,
    NewCompany,
    NewContact,
    NewFollowUp,
    NewSale,
    Sale,
    Stage,
    checked_company,
    checked_contact,
    checked_follow_up,
    checked_sale,
)
from actors.domain.matching import words
from actors.domain.rights import Agent
from actors.ids import new_id
from store.queries import activities, companies, contacts, crm_marks, follow_ups, sales

SEED: Final = 40
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS


class Place(NamedTuple):
    name: str
    domain: str
    phone: str
    people: tuple[tuple[str, str], ...]  # name and title


PLACES: Final = (
    Place("Nordlys Café AS", "nordlys.example", "+47 22 55 01 40", (
        ("Ingrid Solberg", "Owner"), ("Magnus Dahl", "Head of the bar"), ("Thea Bakken", "Bookkeeping"),
    )),
    Place("Hotel Fjordblick", "fjordblick.example", "+47 57 55 02 10", (
        ("Henrik Aasen", "Manager"), ("Solveig Myhre", "Housekeeping"), ("Jonas Wiik", "Purchasing"),
    )),
    Place("Studio Morel", "studiomorel.example", "+33 1 55 50 11 22", (
        ("Camille Morel", "Architect"), ("Théo Garnier", "Light planning"),
    )),
    Place("Bibliothek Grünau", "bibliothek-gruenau.example", "+43 316 555 310", (
        ("Ulrike Köstler", "Head of the library"), ("Anton Gruber", "Building services"),
    )),
    Place("Harbour & Sons Ltd", "harboursons.example", "+44 113 555 0182", (
        ("Eleanor Whitby", "Director"), ("Tom Ashdown", "Buyer"), ("Priya Nair", "Site manager"),
    )),
    Place("Casa Azul", "casaazul.example", "+351 22 555 4410", (
        ("Inês Carvalho", "Owner"), ("Rui Teixeira", "Kitchen"),
    )),
    Place("Smørrebrød & Co ApS", "smorrebrod.example", "+45 86 55 20 30", (
        ("Søren Østergaard", "Owner"), ("Freja Lund", "Restaurant manager"), ("Mads Brøndum", "Accounts"),
    )),
    Place("Ateljé Lindqvist AB", "lindqvist.example", "+46 8 555 610 20", (
        ("Åsa Lindqvist", "Interior designer"), ("Oskar Nyström", "Project leader"),
    )),
    Place("De Gouden Lamp BV", "goudenlamp.example", "+31 20 555 0190", (
        ("Sanne de Vries", "Shop owner"), ("Pieter Jansen", "Stock"), ("Lotte Bakker", "Web shop"),
    )),
    Place("Turun Teatteri Oy", "turunteatteri.example", "+358 2 555 4320", (
        ("Aino Mäkelä", "Lighting master"), ("Eero Virtanen", "Producer"),
    )),
    Place("Basel Büro AG", "baselbuero.example", "+41 61 555 70 70", (
        ("Reto Keller", "Facility manager"), ("Nadine Frei", "Purchasing"), ("Luca Meier", "Assistant"),
    )),
    Place("Galway Guesthouses", "galwayguest.example", "+353 91 555 212", (
        ("Aoife Brennan", "Owner"), ("Cian Doyle", "Maintenance"),
    )),
    Place("Lumière Mariages", "lumieremariages.example", "+33 4 55 50 66 10", (
        ("Élodie Fournier", "Wedding planner"), ("Hugo Petit", "Decoration"),
    )),
    Place("Museum van het Licht", "lichtmuseum.example", "+32 9 555 14 14", (
        ("Bram Claes", "Curator"), ("Fien Peeters", "Exhibitions"),
    )),
    Place("Kontor Ost GmbH", "kontor-ost.example", "+49 30 5550 2280", (
        ("Jana Weiß", "Office manager"), ("Timo Schröder", "IT and building"),
    )),
)  # fmt: skip
# Customers with no company that anybody has written down.
AT_HOME: Final = (
    *(("Mia Berg", "+47 99 55 12 08"), ("Leo Costa", ""), ("Nora Holm", "+45 20 55 90 11"), ("Ravi Patel", "")),
    *(("Klara Weber", "+49 170 555 8801"), ("June Evans", "")),
)
DEALS: Final = (
    *("Pendants over the tables", "Lanterns for the path", "Reading lamps", "Light for the new floor"),
    *("Samples in own glass", "Spare glass and switches", "Dusk for the rooms", "Lamps for the window"),
)
# Of a hundred: where they stand.
STAGES: Final[tuple[tuple[Stage, int], ...]] = (
    *(("lead", 25), ("offer", 25), ("negotiation", 15), ("won", 25), ("lost", 10)),
)
PROMISES: Final = (
    *("Call about the offer", "Send the drawing", "Ask how the samples look", "Mail pictures in black glass"),
    *("Check the delivery date", "Agree on a visit to the workshop", "Send an invoice copy"),
)


class Promise(NamedTuple):
    """Until so many days from now."""

    days: int
    is_done: bool = False


# To the one who comes back and back: late, to come, and done.
PROMISED: Final = (Promise(-1), Promise(2), Promise(-4, is_done=True))


class Directory(NamedTuple):
    companies: list[Company]
    contacts: list[Contact]
    sales: list[Sale]
    follow_ups: list[FollowUp]


def directory(agents: Sequence[Agent], now: int) -> Directory:
    """Made up anew with other ids each time, the same otherwise."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    known = Directory([], [], [], [])
    for place in PLACES:
        since = now - chance.randint(60, 900) * DAY_MS
        company = _company(place, since)
        people = [_person(name, title, place, company, since + DAY_MS) for name, title in place.people]
        known.companies.append(company)
        known.contacts.extend(people)
        for person in people:
            sold = 2 if person.name == REGULAR else int(chance.random() < 0.6)  # noqa: PLR2004 - three in five
            promised = PROMISED if person.name == REGULAR else _promised(chance)
            known.sales.extend(_sale(chance, agents, person, now) for _ in range(sold))
            known.follow_ups.extend(_follow_up(chance, agents, person, now, each) for each in promised)
    known.contacts.extend(_at_home(name, phone, now - 200 * DAY_MS) for name, phone in AT_HOME)
    return known


def keep(known: Directory, links: Sequence[Link]) -> None:
    companies.create_many([company_row(each) for each in known.companies])
    contacts.create_many([contact_row(each) for each in known.contacts])
    for sale in known.sales:
        sales.create(sale_row(sale))
    for follow_up in known.follow_ups:
        follow_ups.create(follow_up_row(follow_up))
    for link in links:
        activities.put("chat", link.chat, link.contact, link.at)
        crm_marks.use(link.agent, "contact", link.contact, link.at)
    for agent in {link.agent for link in links}:
        favourites = dict.fromkeys(link.contact for link in links if link.agent == agent)
        for contact in list(favourites)[:3]:
            crm_marks.favour(agent, "contact", contact, links[0].at)


def _company(place: Place, since: int) -> Company:
    new = checked_company(NewCompany(name=place.name, domains=(place.domain,), phone=place.phone))
    return Company(
        name=new.name, domains=new.domains, phone=new.phone, id=new_id(), created_at=since, changed_at=since
    )


def _person(name: str, title: str, place: Place, company: Company, since: int) -> Contact:
    return _contact(
        NewContact(name=name, emails=(_address(name, place.domain),), title=title, phone=place.phone),
        company,
        since,
    )


def _at_home(name: str, phone: str, since: int) -> Contact:
    return _contact(NewContact(name=name, emails=(_address(name, "example.com"),), phone=phone), None, since)


def _contact(new: NewContact, company: Company | None, since: int) -> Contact:
    checked = checked_contact(new)
    return Contact(
        id=new_id(),
        name=checked.name,
        emails=checked.emails,
        phone=checked.phone,
        title=checked.title,
        company=company.id if company else None,
        company_name=company.name if company else "",
        created_at=since,
        changed_at=since,
    )


def _address(name: str, domain: str) -> str:
    return f"{'.'.join(words(name))}@{domain}"


def _sale(chance: random.Random, agents: Sequence[Agent], contact: Contact, now: int) -> Sale:
    stage = chance.choices([stage for stage, _ in STAGES], [weight for _, weight in STAGES])[0]
    made_at = now - chance.randint(2, 60) * DAY_MS
    closes_at = made_at + 40 * DAY_MS if stage not in {"won", "lost"} else now - DAY_MS
    new = checked_sale(
        NewSale(
            title=chance.choice(DEALS),
            amount_cents=chance.randint(8, 120) * 12_500,
            stage=stage,
            close_date=datetime.fromtimestamp(closes_at / 1000, UTC).date().isoformat(),
            owner=chance.choice(agents).ref.id,
            contact=contact.id,
            company=contact.company,
        )
    )
    return Sale(**as_values(new), id=new_id(), created_at=made_at, changed_at=made_at)


def _promised(chance: random.Random) -> Sequence[Promise]:
    """Something to one in two; most keep their promises."""
    if chance.random() < 0.5:  # noqa: PLR2004 - the sentence above
        return ()
    days = chance.randint(-6, 12)
    return (Promise(days, is_done=days < 0 and chance.random() < 0.7),)  # noqa: PLR2004


def _follow_up(
    chance: random.Random, agents: Sequence[Agent], contact: Contact, now: int, promise: Promise
) -> FollowUp:
    due_at = now + promise.days * DAY_MS + chance.randint(-3, 3) * HOUR_MS
    is_done = promise.is_done
    new = checked_follow_up(
        NewFollowUp(
            title=chance.choice(PROMISES),
            due_at=due_at,
            owner=chance.choice(agents).ref.id,
            done_at=due_at - HOUR_MS if is_done else None,
            contact=contact.id,
            company=contact.company,
        )
    )
    made_at = min(due_at, now) - 3 * DAY_MS
    return FollowUp(**as_values(new), id=new_id(), created_at=made_at, changed_at=made_at)
