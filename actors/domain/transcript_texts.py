"""What a transcript says around what people wrote, by language. A new one is one row; English stands in for one
that is missing, and is what agents read, whose console is in English.

`{name}`, `{number}` and the like are put in. `day` is for `strftime`, with `{day}` for a day without a zero before
it: it knows the names of days and months in English alone, so other languages write the date in figures.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from actors.domain.texts import main_language


class TranscriptTexts(NamedTuple):
    language: str
    title: str
    channel: str
    customer: str
    agent: str
    agents: str
    period: str
    span: str
    times: str
    request: str
    requests: str
    day: str
    file: str
    automatic: str
    bot: str
    started: str
    answered: str
    took_over: str
    request_made: str
    files_on: str
    files_off: str
    returned: str
    requeued: str
    ended_by: str
    idle: str
    left: str
    ended_by_bot: str
    ended_by_operator: str
    request_left: str
    abandoned: str


ENGLISH: Final = TranscriptTexts(
    language="en",
    title="Chat with {name}",
    channel="Channel",
    customer="Customer",
    agent="Agent",
    agents="Agents",
    period="Period",
    span="{begin} to {end}",
    times="Times",
    request="Request",
    requests="Requests",
    day="%A {day} %B %Y",
    file="File: {name} ({size})",
    automatic="Automatic",
    bot="Bot",
    started="Chat started",
    answered="{name} answered",
    took_over="{name} took over",
    request_made="Request {number} created",
    files_on="The customer may send files",
    files_off="The customer may not send files any more",
    returned="{name} came back",
    requeued="Back in the queue",
    ended_by="{name} ended the chat",
    idle="Ended after a long silence",
    left="The customer closed the window",
    ended_by_bot="The bot ended the chat",
    ended_by_operator="The chat was ended by an operator",
    request_left="The customer left a request",
    abandoned="The customer left before an answer",
)
TEXTS: Final[Mapping[str, TranscriptTexts]] = {
    "en": ENGLISH,
    "nb": TranscriptTexts(
        language="nb",
        title="Chat med {name}",
        channel="Kanal",
        customer="Kunde",
        agent="Kundebehandler",
        agents="Kundebehandlere",
        period="Tidsrom",
        span="{begin} til {end}",
        times="Tidssone",
        request="Henvendelse",
        requests="Henvendelser",
        day="%d.%m.%Y",
        file="Fil: {name} ({size})",
        automatic="Automatisk",
        bot="Chatbot",
        started="Chatten startet",
        answered="{name} ble med i chatten",
        took_over="{name} tok over",
        request_made="Henvendelse {number} opprettet",
        files_on="Kunden kan sende filer",
        files_off="Kunden kan ikke lenger sende filer",
        returned="{name} kom tilbake",
        requeued="Tilbake i køen",
        ended_by="{name} avsluttet chatten",
        idle="Avsluttet etter at det var stille lenge",
        left="Kunden lukket vinduet",
        ended_by_bot="Chatboten avsluttet chatten",
        ended_by_operator="Chatten ble avsluttet av driften",
        request_left="Kunden sendte en henvendelse",
        abandoned="Kunden gikk før noen svarte",
    ),
    "sv": TranscriptTexts(
        language="sv",
        title="Chatt med {name}",
        channel="Kanal",
        customer="Kund",
        agent="Handläggare",
        agents="Handläggare",
        period="Tidsperiod",
        span="{begin} till {end}",
        times="Tidszon",
        request="Ärende",
        requests="Ärenden",
        day="%Y-%m-%d",
        file="Fil: {name} ({size})",
        automatic="Automatiskt",
        bot="Chattbot",
        started="Chatten startade",
        answered="{name} kom med i chatten",
        took_over="{name} tog över",
        request_made="Ärende {number} skapat",
        files_on="Kunden kan skicka filer",
        files_off="Kunden kan inte längre skicka filer",
        returned="{name} kom tillbaka",
        requeued="Tillbaka i kön",
        ended_by="{name} avslutade chatten",
        idle="Avslutades efter en lång tystnad",
        left="Kunden stängde fönstret",
        ended_by_bot="Chattboten avslutade chatten",
        ended_by_operator="Chatten avslutades av driften",
        request_left="Kunden skickade ett ärende",
        abandoned="Kunden gick innan någon svarade",
    ),
    "da": TranscriptTexts(
        language="da",
        title="Chat med {name}",
        channel="Kanal",
        customer="Kunde",
        agent="Medarbejder",
        agents="Medarbejdere",
        period="Tidsrum",
        span="{begin} til {end}",
        times="Tidszone",
        request="Henvendelse",
        requests="Henvendelser",
        day="%d.%m.%Y",
        file="Fil: {name} ({size})",
        automatic="Automatisk",
        bot="Chatbot",
        started="Chatten startede",
        answered="{name} kom med i chatten",
        took_over="{name} tog over",
        request_made="Henvendelse {number} oprettet",
        files_on="Kunden kan sende filer",
        files_off="Kunden kan ikke længere sende filer",
        returned="{name} kom tilbage",
        requeued="Tilbage i køen",
        ended_by="{name} afsluttede chatten",
        idle="Afsluttet efter lang tids stilhed",
        left="Kunden lukkede vinduet",
        ended_by_bot="Chatbotten afsluttede chatten",
        ended_by_operator="Chatten blev afsluttet af driften",
        request_left="Kunden sendte en henvendelse",
        abandoned="Kunden gik, før nogen svarede",
    ),
    "de": TranscriptTexts(
        language="de",
        title="Chat mit {name}",
        channel="Kanal",
        customer="Kunde",
        agent="Ansprechpartner",
        agents="Ansprechpartner",
        period="Zeitraum",
        span="{begin} bis {end}",
        times="Zeitzone",
        request="Anfrage",
        requests="Anfragen",
        day="%d.%m.%Y",
        file="Datei: {name} ({size})",
        automatic="Automatisch",
        bot="Chatbot",
        started="Chat begonnen",
        answered="{name} ist jetzt im Chat",
        took_over="{name} hat übernommen",
        request_made="Anfrage {number} angelegt",
        files_on="Der Kunde kann Dateien senden",
        files_off="Der Kunde kann keine Dateien mehr senden",
        returned="{name} ist zurück",
        requeued="Wieder in der Warteschlange",
        ended_by="{name} hat den Chat beendet",
        idle="Beendet, weil es lange still war",
        left="Der Kunde hat das Fenster geschlossen",
        ended_by_bot="Der Chatbot hat den Chat beendet",
        ended_by_operator="Der Chat wurde vom Betrieb beendet",
        request_left="Der Kunde hat eine Anfrage hinterlassen",
        abandoned="Der Kunde ging, bevor jemand antwortete",
    ),
    "nl": TranscriptTexts(
        language="nl",
        title="Chat met {name}",
        channel="Kanaal",
        customer="Klant",
        agent="Medewerker",
        agents="Medewerkers",
        period="Periode",
        span="{begin} tot {end}",
        times="Tijdzone",
        request="Aanvraag",
        requests="Aanvragen",
        day="%d-%m-%Y",
        file="Bestand: {name} ({size})",
        automatic="Automatisch",
        bot="Chatbot",
        started="Chat gestart",
        answered="{name} doet nu mee aan de chat",
        took_over="{name} heeft het overgenomen",
        request_made="Aanvraag {number} aangemaakt",
        files_on="De klant kan bestanden sturen",
        files_off="De klant kan geen bestanden meer sturen",
        returned="{name} is terug",
        requeued="Terug in de wachtrij",
        ended_by="{name} heeft de chat beëindigd",
        idle="Beëindigd na een lange stilte",
        left="De klant heeft het venster gesloten",
        ended_by_bot="De chatbot heeft de chat beëindigd",
        ended_by_operator="De chat is door het beheer beëindigd",
        request_left="De klant heeft een aanvraag achtergelaten",
        abandoned="De klant ging weg voordat iemand antwoordde",
    ),
    "fr": TranscriptTexts(
        language="fr",
        title="Conversation avec {name}",
        channel="Canal",
        customer="Client",
        agent="Conseiller",
        agents="Conseillers",
        period="Période",
        span="{begin} à {end}",
        times="Fuseau horaire",
        request="Demande",
        requests="Demandes",
        day="%d/%m/%Y",
        file="Fichier : {name} ({size})",
        automatic="Automatique",
        bot="Chatbot",
        started="Début de la conversation",
        answered="{name} a rejoint la conversation",
        took_over="{name} a pris le relais",
        request_made="Demande {number} créée",
        files_on="Le client peut envoyer des fichiers",
        files_off="Le client ne peut plus envoyer de fichiers",
        returned="{name} est de retour",
        requeued="De retour dans la file d’attente",
        ended_by="{name} a mis fin à la conversation",
        idle="Terminée après un long silence",
        left="Le client a fermé la fenêtre",
        ended_by_bot="Le chatbot a mis fin à la conversation",
        ended_by_operator="La conversation a été terminée par l’exploitation",
        request_left="Le client a laissé une demande",
        abandoned="Le client est parti avant une réponse",
    ),
}


def texts_in(language: str) -> TranscriptTexts:
    return TEXTS.get(main_language(language), ENGLISH)
