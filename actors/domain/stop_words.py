"""Words that stand in every question and say nothing of what it is about, by language.

Not exhaustive on purpose: a word too many hides a text for ever, a word too few costs a little of the order.
"""

from collections.abc import Mapping
from typing import Final

STOP_WORDS: Final[Mapping[str, str]] = {
    "en": """
        about all also and any anybody are ask been but can could day did does doesn don for from get good got
        had has have hello help hey how into its just know let like may mine more much must need not now our
        out please question should some somebody than thank thanks that the their them then there these they
        this those too use very want was way were what when where which who why will with won would yes you
        your
    """,
    "nb": """
        alle alt andre bare ble blir den denne der dere dette det din dine eller ett etter for fordi fra
        gjerne gjøre hadde han har hei hele hjelp hun hva hvem hver hvilken hvis hvor hvordan hvorfor ikke inn
        jeg kan kunne lurer man med meg men mer min mine mitt mye noe noen når oss seg sin skal skulle som
        spørsmål takk til trenger vennligst ville vært være
    """,
    "sv": """
        alla allt att bara blev den denna det detta din dina ditt efter eller ett fick från för fråga gärna
        göra hade han har hej helt hjälp hon hur inte jag kan kunde man med men mer mig min mina mitt mycket
        någon något när och oss sig sin ska skulle som tack till undrar var varför vad vem vet vid vilken vill
        vara
    """,
    "da": """
        alle alt andre bare blev blive den denne der det dette din dine dit eller efter for fordi fra gerne
        gøre havde han har hej hele hjælp hun hvad hvem hver hvilken hvis hvor hvordan hvorfor ikke ind jeg
        kan kunne man med meget men mere mig min mine mit når noget nogen sig sin skal skulle som spørgsmål
        tak til var ved venligst vil ville være
    """,
    "de": """
        aber alle als also auch auf aus bei bin bis bitte brauche danke das dass dem den der des die dies
        diese dieser doch ein eine einem einen einer frage für gibt guten habe haben hallo hat hatte hilfe ich
        ihr ihre immer ist kann kein keine können könnte man mehr mein meine meinen mich mir mit möchte nach
        nicht noch nun oder schon sehr sein seine sich sie sind tag über und uns unser vom von war warum was
        wegen wenn wer werden wie wieder will wir wird wurde würden zum zur
    """,
    "nl": """
        aan alle als ben bij dag dan dank dat deze die dit doe doen door een geen goede graag had hallo hebben
        heb heeft het hij hoe hulp iemand iets jij jou jouw kan kunnen kunt maar meer met mij mijn moet naar
        niet nog nodig ons onze ook over uit van vraag veel voor waar waarom wanneer wat weet welke werd wie
        wij wil wilde zal zich zijn zou
    """,
    "fr": """
        aide aller alors après aussi avec avez avoir avons besoin bien bonjour bonsoir car cela ces cet cette
        chez comme comment dans depuis des deux dois donc elle elles encore entre est étais était être faire
        fait faut ils les leur leurs lui mais mes merci moi mon nos notre nous ont par pas peut peux plus pour
        pourquoi pouvez puis quand que quel quelle question qui quoi sans ses son sont sur tout toute tous
        très une vos votre vous voudrais
    """,
}
