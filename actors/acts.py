"""Acts of administration, as the audit log names them: one table, and how one is entered.

An entry is stored with what it is about, or neither is. It says who, what, to what, and which fields; never a
value that is somebody's secret, and nothing of what customers and agents say to each other.
"""

from typing import Final

from actors.domain.rights import Agent
from store.queries.audit import Note

# Whoever works on the server's own machine.
OPERATOR: Final = "operator"
# An address or a title in it may be long; a line of a list is not.
DETAIL_MAX: Final = 300

# What stands before the dot is what it is about. The console says each in its words (audit_words.ts).
ACTS: Final[dict[str, str]] = {
    "agent.add": "an account was made",
    "agent.change": "an account was changed by an admin, disabled or enabled",
    "agent.change_own": "somebody changed her own name, e-mail or photo",
    "agent.password": "an admin or an operator set a password",
    "agent.password_link": "a link was made by which a password is chosen",
    "agent.password_link_used": "a password was chosen by a link",
    "agent.password_own": "somebody changed her own password",
    "agent.sign_out": "an admin ended sessions of an account",
    "agent.sign_out_own": "somebody ended another session of her own",
    "channel.add": "a channel was made",
    "channel.delete": "a channel was deleted",
    "channel.duplicate": "a channel was made as a copy of another",
    "channel.identity_off": "a channel takes signed customers no more",
    "channel.identity_secret": "a secret to sign customers with was made and shown",
    "channel.member": "an operator gave an account rights in a channel, or took them away",
    "channel.save": "a tab of a channel was saved",
    "company.remove": "a company was deleted",
    "contact.remove": "a contact was deleted",
    "document.add": "a document was uploaded",
    "document.change": "a document was renamed, or put into another folder",
    "document.exchange": "a document got a new version",
    "document.remove": "a document was deleted",
    "document_folder.move": "a folder of documents was renamed or moved",
    "faq.add": "a FAQ was written",
    "faq.change": "a FAQ was changed, published or hidden",
    "faq.remove": "a FAQ was deleted",
    "faq_folder.add": "a folder of FAQs was made",
    "faq_folder.change": "a folder of FAQs was renamed or moved",
    "faq_folder.remove": "a folder of FAQs was deleted",
    "follow_up.remove": "a follow-up was deleted",
    "import.companies": "an import of companies was begun",
    "import.contacts": "an import of contacts was begun",
    "letter.again": "a letter was tried again by hand",
    "letter.remove": "a letter was deleted",
    "listen.start": "somebody listened in on a chat",
    "picture.add": "a picture was uploaded",
    "report.export": "figures were taken out as CSV",
    "request_category.add": "a category of requests was made",
    "request_category.change": "a category of requests was changed",
    "request_category.remove": "a category of requests was deleted",
    "sale.remove": "a sale was deleted",
    "template.add": "a reply template was written",
    "template.change": "a reply template was changed",
    "template.remove": "a reply template was deleted",
    "template_folder.add": "a folder of templates was made",
    "template_folder.change": "a folder of templates was renamed or moved",
    "template_folder.remove": "a folder of templates was deleted",
    "webhook.add": "a webhook was made, and its secret shown",
    "webhook.change": "a webhook was changed",
    "webhook.give_up": "a delivery of a webhook was left out by hand",
    "webhook.off": "a webhook was switched off",
    "webhook.on": "a webhook was switched on",
    "webhook.remove": "a webhook was deleted",
    "webhook.resend": "a delivery of a webhook was sent again by hand",
    "webhook.secret": "a new secret of a webhook was made and shown",
    "webhook.test": "a webhook was sent a test",
}


def entry(who: Agent, act: str, subject: str, now: int, detail: str = "") -> Note:
    """`subject`: an address such as `faq/ID`."""
    return entry_of(f"agent/{who.ref.id}", act, subject, now, detail)


def entry_of(who: str, act: str, subject: str, now: int, detail: str = "") -> Note:
    """Of somebody by her address, or of `OPERATOR`."""
    assert act in ACTS, f"say what {act} is in the table of acts"
    return Note(now, who, act, subject, detail[:DETAIL_MAX])
