"""What the built-in bot says, by language. A new one is one row; English stands in for one that is missing."""

from typing import Final, NamedTuple


class BotTexts(NamedTuple):
    greeting: str
    found: str
    nothing: str
    helped: str
    person: str
    glad: str


ENGLISH: Final = BotTexts(
    greeting="Hello! What can I help you with?",
    found="This may help:",
    nothing="I have found no answer to that. Say it in other words, or talk to a person.",
    helped="That helped",
    person="Talk to a person",
    glad="Good to hear. Write again if there is anything else.",
)
TEXTS: Final[dict[str, BotTexts]] = {
    "en": ENGLISH,
    "nb": BotTexts(
        greeting="Hei! Hva kan jeg hjelpe deg med?",
        found="Kanskje dette hjelper:",
        nothing="Jeg fant ikke noe svar på det. Si det med andre ord, eller snakk med et menneske.",
        helped="Det hjalp",
        person="Snakk med et menneske",
        glad="Så bra. Skriv igjen om det er noe mer.",
    ),
    "sv": BotTexts(
        greeting="Hej! Vad kan jag hjälpa dig med?",
        found="Det här kanske hjälper:",
        nothing="Jag hittade inget svar på det. Säg det med andra ord, eller prata med en människa.",
        helped="Det hjälpte",
        person="Prata med en människa",
        glad="Vad bra. Skriv igen om det är något mer.",
    ),
    "da": BotTexts(
        greeting="Hej! Hvad kan jeg hjælpe dig med?",
        found="Måske hjælper dette:",
        nothing="Jeg fandt ikke noget svar på det. Sig det med andre ord, eller tal med et menneske.",
        helped="Det hjalp",
        person="Tal med et menneske",
        glad="Godt at høre. Skriv igen, hvis der er mere.",
    ),
    "de": BotTexts(
        greeting="Hallo! Wobei kann ich Ihnen helfen?",
        found="Vielleicht hilft das:",
        nothing="Dazu habe ich keine Antwort gefunden. Sagen Sie es anders, oder sprechen Sie mit einem Menschen.",
        helped="Das hat geholfen",
        person="Mit einem Menschen sprechen",
        glad="Das freut mich. Schreiben Sie wieder, wenn noch etwas ist.",
    ),
    "nl": BotTexts(
        greeting="Hallo! Waarmee kan ik u helpen?",
        found="Misschien helpt dit:",
        nothing="Daar heb ik geen antwoord op gevonden. Zeg het anders, of praat met een mens.",
        helped="Dat hielp",
        person="Met een mens praten",
        glad="Fijn om te horen. Schrijf weer als er nog iets is.",
    ),
    "fr": BotTexts(
        greeting="Bonjour ! Comment puis-je vous aider ?",
        found="Ceci peut vous aider :",
        nothing="Je n'ai pas trouvé de réponse. Dites-le autrement, ou parlez à une personne.",
        helped="Cela m'a aidé",
        person="Parler à une personne",
        glad="Tant mieux. Écrivez de nouveau si besoin.",
    ),
}


def texts_of(language: str) -> BotTexts:
    return TEXTS.get(language.partition("-")[0].lower(), ENGLISH)
