"""The lamp shop's answers: FAQs for its customers, templates for its agents, and what each agent has at hand.

They agree with the pages of the sample shop: its lamps, its prices, its delivery.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Final, NamedTuple

from actors import texts, texts_of_agent
from actors.domain.rights import Agent
from actors.ids import new_id
from actors.texts import Changes, TextKind
from store.database import Store
from store.queries import deflections

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS


class Sample(NamedTuple):
    title: str
    body: str
    published: bool = True
    public: bool = True


# Folders by their path, the upper ones first.
FAQS: Final[dict[str, tuple[Sample, ...]]] = {
    "Delivery": (
        Sample(
            "How long does delivery take?",
            """
Lamps leave our workshop **within two days**, packed in paper and straw.

- Table lamps and lanterns: two to four days
- Pendants and floor lamps: a day more

You get a mail with a tracking number as soon as the parcel is on its way.
""",
        ),
        Sample(
            "What does delivery cost?",
            """
| To | Price |
| --- | --- |
| A parcel shop or your address | € 6, free from € 100 |
| Your door, at a time of your choice | € 18 |
| Other countries of Europe | € 12 |
""",
        ),
        Sample(
            "Where is my parcel?",
            """
Open the tracking link in our mail. If it says *delivered* and there is nothing, look at these first:

1. the shop on the corner, if nobody answered the bell
2. a neighbour
3. the place you allowed the carrier to use

Still nothing? Write to us in the chat with your order number, and we send a new one the same day.
""",
        ),
        Sample(
            "Can I change the delivery address?",
            "As long as the lamp is in our workshop, yes: tell us your order number and the new address in the "
            "chat. Once it is on its way, the carrier's tracking page can still send it to a parcel shop.",
        ),
    ),
    "Delivery/Other countries": (
        Sample(
            "Do you ship to other countries?",
            "We ship to all of Europe for € 12, in three to five days. To Norway, Switzerland and the United "
            "Kingdom it takes about a week more; we do the customs papers, and the price we quote is the price "
            "at your door.",
        ),
        Sample(
            "Livrez-vous en France ?",
            "Oui, pour 12 €, en trois à cinq jours. Les retours sont gratuits pendant 30 jours.",
        ),
    ),
    "Returns": (
        Sample(
            "How do I return a lamp?",
            """
You have **30 days**, and returns are free.

1. Ask for a label in the chat; we mail it to you.
2. Put the lamp back into the box it came in.
3. Drop it at any parcel shop.

The money is back within three days after the lamp is.
""",
        ),
        Sample(
            "My lamp arrived broken",
            "We are sorry! A picture in the chat is enough: the new one leaves the same day, and you need not "
            "send the broken one back.",
        ),
        Sample(
            "When do I get my money back?",
            "Within three days after the lamp has arrived here, the way you paid. Cards show it a day or two "
            "later.",
        ),
    ),
    "Lamps": (
        Sample(
            "Which bulb do I need?",
            """
An **E14 LED of 4 to 6 W, warm white**. 2700 K gives the light of our pictures.

Frosted under opal glass (Dusk, Moon), clear where you see the bulb (Harbour).

> Please no halogen: it gets too warm for the glass.
""",
        ),
        Sample(
            "Are the lamps dimmable?",
            "All of them are, with a dimmer for LED. Dimmers older than ten years are mostly for filament bulbs "
            "and make an LED hum; their front plate says R.",
        ),
        Sample(
            "Can Harbour stay outdoors?",
            "It can, in rain and snow. Sea air makes the brass go green after a year or two; there is a bronze "
            "version that does not mind salt.",
        ),
        Sample(
            "How long is the cable?",
            "1.8 metres. We make it longer, up to four metres, for € 9; say so in the note of your order.",
        ),
    ),
    "Lamps/Care and repair": (
        Sample(
            "My lamp flickers",
            """
Nearly always it is the bulb or the dimmer.

1. Try an LED of 6 W at most.
2. Try it without a dimmer.
3. If it still flickers, write to us: switches and sockets have a guarantee for as long as you own the lamp.
""",
        ),
        Sample(
            "How do I clean glass and brass?",
            "Glass: lukewarm water and a soft cloth, with the lamp unplugged. Brass: nothing at all, if you like "
            "how it grows darker; otherwise a drop of oil on a cloth. No vinegar.",
        ),
        Sample(
            "Do you sell spare parts?",
            "Every part of every lamp since the first. Switches are free; send us a picture of the number on the "
            "underside.",
        ),
    ),
    "Payment": (
        Sample(
            "How can I pay?",
            "By card, by bank transfer, or by invoice up to € 300 where the delivery address is your own.",
        ),
        Sample(
            "I was charged twice",
            "One of the two is most likely a reservation, which goes away by itself in two or three days. If it "
            "does not, write to us with your order number.",
        ),
        Sample(
            "Where do I find my invoice?",
            "In the mail that says your lamp has left us, and under *My orders* for as long as we keep it.",
        ),
    ),
    "For business": (
        Sample(
            "What discount do companies get?",
            """
- 10 to 49 lamps: 8 % off, delivery included
- 50 and more: from 12 % off, in your own glass colour
- Schools and libraries: 15 % off from five lamps on
""",
        ),
        Sample(
            "Do you plan the light of a room?",
            "From ten lamps on, free of charge: send us a plan with the height of the ceiling, and you have a "
            "drawing with light on it in three days.",
        ),
        Sample("What we pay for glass", "Figures for our own people; not for customers.", public=False),
        Sample("Moon in black", "To be written when the first twenty are sold.", published=False, public=False),
    ),
}

TEMPLATES: Final[dict[str, tuple[Sample, ...]]] = {
    "Greetings": (
        Sample(
            "Good morning", "Good morning {customer.first_name}, {agent.first_name} here. What can I do for you?"
        ),
        Sample("Sorry for the wait", "Hello {customer.first_name}, thank you for waiting. I am with you now."),
        Sample("Goodbye", "You are welcome, {customer.first_name}. Enjoy the light!\n\n{agent.name}, Lumen"),
    ),
    "Orders": (
        Sample(
            "Ask for the order number", "Could you tell me your order number? It is in our mail, five digits long."
        ),
        Sample(
            "Address changed",
            "I have changed the address, {customer.first_name}. A new confirmation is on its way to "
            "{customer.email}.",
        ),
        Sample(
            "New one leaves today",
            "I am sorry about that. A new one leaves today, and you need not send the other one back.",
        ),
        Sample("Return label", "The label is on its way to {customer.email}. Any parcel shop takes the box."),
    ),
    "Orders/Requests": (
        Sample(
            "Request made",
            "I have passed this on as request {request.number}. You get an answer by mail, to {customer.email}.",
        ),
        Sample(
            "Request with the workshop",
            "Our workshop looks at it, as request {request.number}. That takes two days; then I write to you.",
        ),
    ),
    "Business": (
        Sample(
            "Offer follows",
            "Thank you! {company.name} has our offer within the hour, at {customer.email}.\n\n{agent.name}, "
            "{channel.name}",
        ),
        Sample(
            "Ask for a plan",
            "May I have a plan of the room, with the height of the ceiling? Then I draw you the light in three "
            "days.",
        ),
    ),
}

REPLIES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "anna": (
        ("One moment", "One moment please, I am looking it up."),
        ("Ask a colleague", "Let me ask a colleague who knows more about this than I do."),
        ("Picture, please", "Could you send me a picture? Then I see it at once."),
        ("Anything else", "Is there anything else I can do for you?"),
    ),
    "bjorn": (
        ("Moment", "Just a moment, I have it here somewhere."),
        ("Underside", "There is a number on the underside. What does it say?"),
        ("Unplug first", "Please unplug the lamp before you look inside."),
        ("Thanks for the picture", "Thank you, that picture says it all."),
    ),
    "carla": (
        ("Un momento", "A moment, I will be right back with you."),
        ("Glass in stock", "Yes, we have that glass here. It leaves tomorrow."),
        ("Which lamp", "Which of our lamps is it: Dusk, Moon, Reader or Harbour?"),
        ("Have a good evening", "Have a good evening, and thank you for writing."),
    ),
}

# What each agent has marked, and has used lately (the last first).
FAVOURITES: Final = ("How long does delivery take?", "Which bulb do I need?", "Good morning", "Return label")
USED: Final = ("My lamp flickers", "Request made", "How do I return a lamp?", "Sorry for the wait")


# Questions of support that an opened FAQ has answered, day by day backwards.
OPENED: Final = (
    *("Where is my parcel?", "How do I return a lamp?", "My lamp flickers", "Where is my parcel?"),
    *("Which bulb do I need?", "How long does delivery take?", "My lamp flickers", "Do you sell spare parts?"),
)
FOLDERS_BEFORE: Final = 42 * DAY_MS
OPENED_DAYS: Final = 28


async def fill(store: Store, agents: Mapping[str, Agent], now: int) -> None:
    """Write them all, for agents by their logins."""
    admin = next(agent for agent in agents.values() if agent.admin)
    known: dict[str, tuple[TextKind, str]] = {}
    planned = [each for kind, folders in _KINDS for each in await _planned(store, admin, kind, folders, now)]
    for written_at, kind, wanted in sorted(planned, key=itemgetter(0)):  # as the audit log has them
        known[wanted["title"]] = kind, (await texts.add_text(store, admin, kind, wanted, now=written_at)).id
    for login, agent in agents.items():
        for title, body in REPLIES[login]:
            await texts_of_agent.add_reply(store, agent, title, body)
        for title in FAVOURITES:
            await texts_of_agent.add_favourite(store, agent, *known[title], now=now)
        for hours, title in enumerate(USED, start=1):
            await texts_of_agent.use(store, agent, *known[title], now=now - hours * HOUR_MS)
    await store.write(_deflect, [known[title][1] for title in OPENED], now)


def _deflect(faqs: list[str], now: int) -> None:
    """One to three a day."""
    for day in range(OPENED_DAYS):
        for nth in range(1 + day * 5 % 3):
            at = now - day * DAY_MS - (nth + 1) * HOUR_MS
            deflections.note("support", new_id(), faqs[(day + nth) % len(faqs)], at)


_KINDS: Final[tuple[tuple[TextKind, dict[str, tuple[Sample, ...]]], ...]] = (
    ("faq", FAQS),
    ("template", TEMPLATES),
)


async def _planned(
    store: Store, admin: Agent, kind: TextKind, folders: dict[str, tuple[Sample, ...]], now: int
) -> list[tuple[int, TextKind, Changes]]:
    """What is to be written when, with the folders made for it."""
    planned: list[tuple[int, TextKind, Changes]] = []
    made: dict[str, str] = {}
    for path, samples in folders.items():
        above, _, name = path.rpartition("/")
        folder = await texts.add_folder(store, admin, kind, name, made.get(above), now=now - FOLDERS_BEFORE)
        made[path] = folder.id
        for sample in samples:
            wanted = Changes(
                title=sample.title,
                body=sample.body,
                folder=folder.id,
                language="fr" if sample.title.startswith("Livrez") else "en",
                published=sample.published,
                public=sample.public,
            )
            planned.append((now - (len(planned) * 11 % 40 + 2) * DAY_MS, kind, wanted))
    return planned
