"""Who a customer may be, and where she may work: names compared, companies guessed from a mail domain.

Everything here is a score between 0 and 1 over values that were fetched elsewhere, and the grounds it rests on. An
exact e-mail address is no matter of scores: it is one contact or none, and the store knows.

`folded` decides what counts as the same letter, in an index as in a comparison. Whoever stores words for a search
folds them by it; what is looked for is folded by it as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from actors.domain.free_mail import FREE_DOMAINS, FREE_NAMES
from actors.messages import Why

__all__ = ["Why"]

# Below it a list would be noise: one of two names in common is not enough, one that is all that was said is.
ENOUGH: Final = 0.6
# What a person reads before she searches herself.
CANDIDATES_MAX: Final = 5

# Letters that no decomposition takes apart.
_LETTERS: Final = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
    "’": "", "'": "",
})  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+")
_LEGAL: Final = frozenset({
    *("as", "asa", "ab", "aps", "oy", "oyj", "gmbh", "ag", "kg", "ug", "bv", "nv", "sa", "sas", "sarl", "srl"),
    *("spa", "ltd", "limited", "llc", "llp", "inc", "corp", "plc", "co", "company", "group", "the", "und", "and"),
})  # fmt: skip
# Labels before a country that are no name: example.co.uk.
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "ac", "edu", "gov", "gob", "or", "ne", "priv"})


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a customer has told of herself, by the form or by an agent."""

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""


class KnownContact(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    emails: tuple[str, ...] = ()
    phone: str = ""
    company: str = ""


class KnownCompany(Struct, frozen=True, kw_only=True):
    """`at_domain`: how many of its contacts have an address at the domain that is asked about."""

    id: str
    name: str
    domains: tuple[str, ...] = ()
    at_domain: int = 0


class Likely(Struct, frozen=True):
    """`score` from ENOUGH to 1, and what speaks for it."""

    id: str
    score: float
    why: tuple[Why, ...]


def said_in(fields: Mapping[str, str]) -> Said:
    """From the fields of a chat. A field that names no one is left out."""
    told = {name: fields.get(name, "").strip() for name in Said.__struct_fields__}
    return Said(**{**told, "email": told["email"].lower()})


# --- letters and words ---


def folded(text: str) -> str:
    """Small letters without marks: Ærlig Søren Müller -> aerlig soren muller."""
    # Apart before and after: a mathematical A becomes a plain one first, and only that has a small letter.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str) -> tuple[str, ...]:
    """The folded words: runs of letters and digits, nothing else."""
    return tuple(_WORD.findall(folded(text)))


def phone_key(phone: str) -> str | None:
    """What two ways to write one number have in common: its last eight digits. None where there are fewer."""
    digits = re.sub(r"\D", "", phone)
    return digits[-8:] if len(digits) >= 8 else None  # noqa: PLR2004 - the sentence above


# --- people ---


def likely_contacts(said: Said, known: Iterable[KnownContact]) -> tuple[Likely, ...]:
    """Those who could be her, the likeliest first."""
    rated = (_likely_contact(said, each) for each in known)
    return _best(each for each in rated if each is not None)


def _likely_contact(said: Said, known: KnownContact) -> Likely | None:
    by_name = likeness(said.name, known.name)
    by_email = 0.9 * _local_likeness(said.email, known.name)
    score = max(by_name, by_email)
    why: list[Why] = []
    if score >= ENOUGH:
        why.append("name" if by_name >= by_email else "email_name")
    key = phone_key(said.phone)
    if key is not None and key == phone_key(known.phone):
        score = max(score, 0.8) + 0.1
        why.append("phone")
    if not why:
        return None
    domain = company_domain(said.email)
    if domain is not None and any(domain == company_domain(email) for email in known.emails):
        score += 0.15
        why.append("domain")
    if said.company and likeness(said.company, known.company) >= ENOUGH:
        score += 0.1
        why.append("company")
    return Likely(known.id, round(min(score, 1.0), 3), tuple(why))


def likeness(one: str, other: str) -> float:
    """How alike two names are: words in common, whatever their order, with some mercy for each word."""
    mine, theirs = list(words(one)), list(words(other))
    if not mine or not theirs:
        return 0.0
    count = len(mine) + len(theirs)
    common = 0.0
    for word in mine:
        alike, best = max((_word_likeness(word, each), -at) for at, each in enumerate(theirs))
        if alike:
            common += alike
            del theirs[-best]
            if not theirs:
                break
    return 2 * common / count


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return 0.5 if len(short) == 1 else 0.8 if len(short) > 2 else 0.6  # noqa: PLR2004 - an initial; Jo, Jon
    return 0.7 if len(short) > 4 and _is_slip(short, long) else 0.0  # noqa: PLR2004 - in a short one it is another name


def _is_slip(short: str, long: str) -> bool:
    """One letter wrong, missing, or two that changed places."""
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(long) - len(short) == 1:
        return short[at:] == long[at + 1 :]
    if len(long) != len(short):
        return False
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


def _local_likeness(email: str, name: str) -> float:
    """What stands before the @ against a name: mia.berg, miaberg, mberg."""
    local = re.sub(r"\d+$", "", email.partition("@")[0].partition("+")[0])
    parts, names = words(local), words(name)
    if not parts or len(names) < 2:  # noqa: PLR2004 - one word alone says too little
        return 0.0
    if len(parts) > 1:
        return likeness(local, name)
    first, last = names[0], names[-1]
    if parts[0] in {first + last, last + first}:
        return 1.0
    return 0.75 if parts[0] in {first[0] + last, first + last[0]} else 0.0


# --- companies ---


def company_domain(email: str) -> str | None:
    """The domain of an address, where it may be that of a company."""
    domain = email.rpartition("@")[2].strip().lower().rstrip(".")
    if "." not in domain or domain in FREE_DOMAINS or _name_of(domain) in FREE_NAMES:
        return None
    return domain


def domain_tries(domain: str) -> tuple[str, ...]:
    """The domain and those above it that may be a company's: mail.berg.co.uk, berg.co.uk."""
    labels = domain.split(".")
    least = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004 - the name and what is below it
    return tuple(".".join(labels[at:]) for at in range(len(labels) - least + 1))


def company_words(said: Said) -> tuple[str, ...]:
    """What the name of her company may begin with, for a search."""
    domain = company_domain(said.email)
    of_domain = words(_name_of(domain)) if domain else ()
    return tuple(word for word in dict.fromkeys((*words(said.company), *of_domain)) if word not in _LEGAL)


def likely_companies(said: Said, known: Iterable[KnownCompany]) -> tuple[Likely, ...]:
    """Where she might work, the likeliest first."""
    domain = company_domain(said.email)
    rated = (_likely_company(said, domain, each) for each in known)
    return _best(each for each in rated if each is not None)


def _likely_company(said: Said, domain: str | None, known: KnownCompany) -> Likely | None:
    grounds: list[tuple[float, Why]] = []
    if domain is not None:
        if domain in known.domains:
            grounds.append((1.0, "domain"))
        elif not set(domain_tries(domain)).isdisjoint(known.domains):
            grounds.append((0.9, "domain"))
        if known.at_domain:
            grounds.append((0.85 if known.at_domain > 1 else 0.75, "colleagues"))
        if (alike := _domain_likeness(domain, known.name)) >= ENOUGH:
            grounds.append((alike, "company_name"))
    if (alike := 0.95 * likeness(_bare(said.company), _bare(known.name))) >= ENOUGH:
        grounds.append((alike, "company"))
    if not grounds:
        return None
    best = max(score for score, _ in grounds)
    return Likely(known.id, round(best, 3), tuple(why for _, why in sorted(grounds, reverse=True)))


def _domain_likeness(domain: str, name: str) -> float:
    label = "".join(words(_name_of(domain)))
    own = _bare(name).split()
    if not own or len(label) < 3:  # noqa: PLR2004 - two letters fit too many
        return 0.0
    if label == "".join(own):
        return 0.8
    if len(own) > 2 and label == "".join(word[0] for word in own):  # noqa: PLR2004 - as above
        return 0.6
    return 0.65 if label == own[0] or (len(own[0]) > 3 and label.startswith(own[0])) else 0.0  # noqa: PLR2004


def _name_of(domain: str) -> str:
    """The label that is a name: `berg` of mail.berg.co.uk."""
    return domain_tries(domain)[-1].partition(".")[0]


def _bare(name: str) -> str:
    """Without the form of the company."""
    return " ".join(word for word in words(name) if word not in _LEGAL)


def _best(rated: Iterable[Likely]) -> tuple[Likely, ...]:
    enough: Sequence[Likely] = [each for each in rated if each.score >= ENOUGH]
    return tuple(sorted(enough, key=lambda each: (-each.score, each.id))[:CANDIDATES_MAX])
