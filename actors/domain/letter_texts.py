"""What letters to customers say, in the languages that there are texts for; any other gets the English ones.

Nothing in them was written by a customer: whoever types a stranger's address into a form makes us send her a
number, and no words of his.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from actors.domain.texts import main_language


class Words(NamedTuple):
    """`{number}` and `{channel}` are put in once, whatever the channel is called."""

    received_subject: str
    received: str
    transcript_subject: str
    transcript: str


WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        "[{number}] We have received your request",
        "Thank you for writing to {channel}. Your request has the number {number}. We answer to this address.",
        "Your chat with {channel}",
        "Here is the chat you asked us to send.",
    ),
    "nb": Words(
        "[{number}] Vi har mottatt henvendelsen din",
        "Takk for at du skrev til {channel}. Saken din har nummer {number}. Vi svarer til denne adressen.",
        "Chatten din med {channel}",
        "Her er chatten du ba oss sende.",
    ),
    "sv": Words(
        "[{number}] Vi har tagit emot ditt ärende",
        "Tack för att du skrev till {channel}. Ditt ärende har nummer {number}. Vi svarar till den här adressen.",
        "Din chatt med {channel}",
        "Här är chatten som du bad oss skicka.",
    ),
    "da": Words(
        "[{number}] Vi har modtaget din henvendelse",
        "Tak, fordi du skrev til {channel}. Din sag har nummer {number}. Vi svarer til denne adresse.",
        "Din chat med {channel}",
        "Her er den chat, du bad os sende.",
    ),
    "de": Words(
        "[{number}] Wir haben Ihre Anfrage erhalten",
        "Danke für Ihre Nachricht an {channel}. Ihre Anfrage hat die Nummer {number}. "
        "Wir antworten an diese Adresse.",
        "Ihr Chat mit {channel}",
        "Hier ist der Chat, um den Sie gebeten haben.",
    ),
    "nl": Words(
        "[{number}] We hebben uw verzoek ontvangen",
        "Bedankt voor uw bericht aan {channel}. Uw verzoek heeft nummer {number}. We antwoorden naar dit adres.",
        "Uw chat met {channel}",
        "Hier is de chat waarom u hebt gevraagd.",
    ),
    "fr": Words(
        "[{number}] Nous avons bien reçu votre demande",
        "Merci d’avoir écrit à {channel}. Votre demande porte le numéro {number}. "
        "Nous répondrons à cette adresse.",
        "Votre conversation avec {channel}",
        "Voici la conversation que vous nous avez demandé d’envoyer.",
    ),
}


def words_in(language: str) -> Words:
    return WORDS.get(main_language(language), WORDS["en"])


def put_in(words: str, *, channel: str, number: int | None = None) -> str:
    """A subject is one line, so a channel's name is one too."""
    return words.format(number=number, channel=" ".join(channel.split()))
