"""A file of contacts or companies, read into rows that may be kept and rows that may not.

Nobody's file is refused for its fashion: UTF-8 with or without a mark, UTF-16, Windows-1252; commas, semicolons or
tabs; header names in any case and several languages; JSON as a list, or as an object that holds one. What is wrong
with a row is said with its line, its column and a sentence, and the other rows go on. Only a file of which no row
could be read is refused as a whole (`Unreadable`).

Nothing is interpreted: a cell that begins with = + - @ is the text it is, here and wherever it goes.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from actors.domain.contacts import NewCompany, NewContact, checked_company, checked_contact
from actors.domain.errors import Invalid
from actors.domain.matching import words

if TYPE_CHECKING:
    import _csv

Kind = Literal["contacts", "companies"]
Format = Literal["csv", "json"]

# More than any desk's address book; at 2 KB a row it is what a server's memory takes without a thought.
ROWS_MAX: Final = 200_000
BAD_SHOWN: Final = 1_000  # who has more than this has one fault a thousand times
VALUE_SHOWN: Final = 80

# The columns there are, and what people call them: folded words without blanks between them.
_COMPANY: Final = """
    company companyname organisation organization account accountname employer firma foretag virksomhed bedrift
    selskap unternehmen bedrijf societe entreprise
"""
_PHONE: Final = """
    phone phonenumber telephone tel mobile mobilephone cell businessphone workphone telefon telefonnummer mobil
    mobiltelefon telefoon
"""
CONTACT_NAMES: Final[Mapping[str, str]] = {
    "name": "name fullname contact contactname displayname navn namn naam nom",
    "first": "first firstname givenname forename fornavn fornamn vorname voornaam prenom",
    "middle": "middle middlename mellomnavn mellannamn",
    "last": "last lastname surname familyname etternavn efternavn efternamn nachname achternaam nomdefamille",
    "emails": """
        email emails mail emailaddress emailaddresses mailaddress epost epostadresse epostadress emailadresse
        emailadres courriel workemail primaryemail secondaryemail
    """,
    "phone": _PHONE,
    "title": """
        title jobtitle position role function tittel stilling titel befattning funktion functie fonction
    """,
    "company": _COMPANY,
    "external_id": "externalid id contactid externid customerno customernumber",
}
COMPANY_NAMES: Final[Mapping[str, str]] = {
    "name": f"name navn namn naam nom {_COMPANY}",
    "domains": "domain domains maildomain website web url homepage domene",
    "phone": _PHONE,
    "external_id": "externalid id companyid accountid externid orgno orgnr",
}


def _by_word(names: Mapping[str, str]) -> dict[str, str]:
    return {word: means for means, called in names.items() for word in called.split()}


_NAMES: Final[Mapping[Kind, Mapping[str, str]]] = {
    "contacts": _by_word(CONTACT_NAMES),
    "companies": _by_word(COMPANY_NAMES),
}
# Without one of these a file is about something else.
_NEEDED: Final[Mapping[Kind, frozenset[str]]] = {
    "contacts": frozenset({"name", "first", "last", "emails"}),
    "companies": frozenset({"name"}),
}
# What a field is put together from, where the file has it in pieces.
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {"name": ("first", "middle", "last")}
_SEVERAL: Final = frozenset({"emails", "domains"})
_BETWEEN: Final = re.compile(r"[;,\s]+")
_DELIMITERS: Final = ",;\t"


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """No row of the file can be read; one sentence for whoever sent it."""


class Bad(Struct, frozen=True, omit_defaults=True):
    """What is wrong with one row. `line` is where it begins; `column` as the file names it, None for all of it."""

    line: int
    column: str | None
    message: str
    value: str | None = None


class ContactRow(NamedTuple):
    """`name` may be empty where an address is given: a known contact keeps the one she has."""

    line: int
    new: NewContact
    company: str


class CompanyRow(NamedTuple):
    line: int
    new: NewCompany


Row = ContactRow | CompanyRow


class Parsed(Struct, frozen=True, kw_only=True):
    """`columns`: what each known column of the file is called in it. `ignored`: those we have no place for."""

    kind: Kind
    rows: tuple[Row, ...]
    bad: tuple[Bad, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...] = ()
    encoding: str = "utf-8"


class _Record(NamedTuple):
    """One row before it is checked: cells by the name the file has for their column."""

    line: int
    cells: dict[str, Sequence[str]]


def parse(data: bytes, kind: Kind, file_format: Format) -> Parsed:
    """Raises Unreadable."""
    text, encoding = _decoded(data)
    bad: list[Bad] = []
    records = list(_from_json(text, kind, bad) if file_format == "json" else _from_csv(text, bad))
    if not records and not bad:
        raise Unreadable("There is no row in this file.")
    if len(records) > ROWS_MAX:
        raise Unreadable(f"There are more than {ROWS_MAX} rows. Cut the file into smaller ones.")
    columns, ignored = _columns(records, kind)
    rows = [row for record in records if (row := _row(record, kind, columns, bad)) is not None]
    called: dict[str, str] = {}
    for name, means in columns.items():
        called.setdefault(means, name)
    return Parsed(
        kind=kind,
        rows=tuple(rows),
        bad=tuple(sorted(bad, key=lambda each: each.line)),
        columns=called,
        ignored=ignored,
        encoding=encoding,
    )


# --- bytes and records ---


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n"), encoding.removesuffix("-sig")
    raise Unreadable("This is neither UTF-8 nor Windows-1252: save the file as CSV UTF-8 and try again.")


def _from_csv(text: str, bad: list[Bad]) -> Iterator[_Record]:
    lines = [f"{line}\n" for line in text.split("\n")]
    at = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if at < len(lines) and (said := re.fullmatch(r"sep=(.)\n", lines[at])):  # what Excel writes for itself
        delimiter, at = said[1], at + 1
    else:
        delimiter = _delimiter(lines[at : at + 1])
    reader = csv.reader(lines[at:], delimiter=delimiter, strict=True)
    header: list[str] | None = None
    for line, cells in _cells(reader, at, bad):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells)
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            bad.append(Bad(line, None, f"There are {len(cells)} cells, and the header has {len(header)}."))
        else:
            yield _Record(line, _by_name(header, cells))
    if header is None:
        raise Unreadable("There is no line with the names of the columns.")


def _cells(reader: "_csv.Reader", at: int, bad: list[Bad]) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = at + reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            end = "unexpected end" in str(error)
            why = (
                "A quotation mark that opens in this row is never closed."
                if end
                else "The quotation marks do not match."
            )
            bad.append(Bad(line, None, why))
            if end:
                return


def _delimiter(first: Sequence[str]) -> str:
    bare = re.sub(r'"[^"]*"', "", "".join(first))
    return max(_DELIMITERS, key=bare.count)


def _header(cells: Sequence[str]) -> list[str]:
    """A name for each column; one that comes twice, or is empty, gets a number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:VALUE_SHOWN] or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    return names


def _by_name(header: Sequence[str], cells: Sequence[str]) -> dict[str, Sequence[str]]:
    return {name: (cell,) for name, cell in zip(header, cells, strict=False) if cell.strip()}


def _from_json(text: str, kind: Kind, bad: list[Bad]) -> Iterator[_Record]:
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    at = _start_of_list(text, kind)
    line, counted = 1, 0
    while True:
        at = _after_blanks(text, at)
        line, counted = line + text.count("\n", counted, at), at
        if text[at : at + 1] == "]":
            return
        if at >= len(text):
            raise Unreadable("The list is never closed with ].")
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            where = line if isinstance(error, RecursionError) else getattr(error, "lineno", line)
            raise Unreadable(f"This is not valid JSON, from line {where} on.") from None
        if isinstance(value, dict):
            yield _Record(line, dict(_texts(line, value, bad)))
        else:
            bad.append(Bad(line, None, "This is no object with the columns by name."))
        at = _after_blanks(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != "]":
            raise Unreadable(f"This is not valid JSON, from line {line} on.")


def _start_of_list(text: str, kind: Kind) -> int:
    """Behind the [ of the rows: the whole document, or the list under the name of the kind."""
    start = re.match(rf'\s*(?:\{{\s*"{kind}"\s*:\s*)?\[', text)
    if start is None:
        raise Unreadable(f'JSON is a list of objects here, or {{"{kind}": [...]}}.')
    return start.end()


def _after_blanks(text: str, at: int) -> int:
    found = re.compile(r"[ \t\n]*").match(text, at)
    assert found is not None
    return found.end()


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _texts(line: int, value: Mapping[str, object], bad: list[Bad]) -> Iterator[tuple[str, Sequence[str]]]:
    """Texts and numbers, one or a list of them. What is neither is told of, and spoils its row."""
    for name, given in value.items():
        several = given if isinstance(given, list) else [given]
        if any(isinstance(each, bool) or not isinstance(each, str | int | float | None) for each in several):
            bad.append(Bad(line, name[:VALUE_SHOWN], "This is neither text nor a list of texts."))
            yield name, ()
        elif texts := [str(each) for each in several if each is not None and str(each).strip()]:
            yield name, texts


# --- columns and rows ---


def _columns(records: Sequence[_Record], kind: Kind) -> tuple[dict[str, str], tuple[str, ...]]:
    """What each column of the file means, and which have no meaning here."""
    names = dict.fromkeys(name for record in records for name in record.cells)
    known = {name: means for name in names if (means := _meaning(name, kind)) is not None}
    if records and _NEEDED[kind].isdisjoint(known.values()):
        wanted = "a name or an e-mail address" if kind == "contacts" else "a name"
        raise Unreadable(f"No column holds {wanted}. The columns are: {', '.join(names)[:300]}.")
    return known, tuple(name for name in names if name not in known)


def _meaning(name: str, kind: Kind) -> str | None:
    squeezed = "".join(words(name))
    return _NAMES[kind].get(squeezed) or _NAMES[kind].get(re.sub(r"\d+$", "", squeezed))


def _row(record: _Record, kind: Kind, columns: Mapping[str, str], bad: list[Bad]) -> Row | None:
    """The row if all of its cells may be kept; else what is wrong goes to `bad`."""
    if any(not values for values in record.cells.values()):
        return None  # told of when it was read
    cells: dict[str, list[str]] = {}
    for name, values in record.cells.items():
        if name in columns:
            cells.setdefault(columns[name], []).extend(_split(columns[name], values))
    try:
        return _contact(record.line, cells) if kind == "contacts" else _company(record.line, cells)
    except Invalid as wrong:
        field = str(wrong.details["field"])
        column = next(
            (name for name in record.cells if columns.get(name) in (field, *_PARTS.get(field, ()))), None
        )
        value = "; ".join(record.cells.get(column or "", ()))[:VALUE_SHOWN] or None
        bad.append(Bad(record.line, column, str(wrong), value))
        return None


def _split(means: str, values: Iterable[str]) -> list[str]:
    if means in _SEVERAL:
        return [part for value in values for part in _BETWEEN.split(value) if part]
    return [value.strip() for value in values]


def _contact(line: int, cells: Mapping[str, Sequence[str]]) -> ContactRow:
    parts = [_first(cells, part) for part in ("first", "middle", "last")]
    name = _first(cells, "name") or " ".join(filter(None, parts))
    new = checked_contact(
        NewContact(
            name=name,
            emails=tuple(cells.get("emails", ())),
            phone=_first(cells, "phone"),
            title=_first(cells, "title"),
            external_id=_first(cells, "external_id") or None,
        )
    )
    company = _first(cells, "company")
    if company:
        try:
            company = checked_company(NewCompany(name=company)).name
        except Invalid as wrong:
            raise Invalid("company", str(wrong)) from None
    return ContactRow(line, new if name else replace(new, name=""), company)


def _company(line: int, cells: Mapping[str, Sequence[str]]) -> CompanyRow:
    new = NewCompany(
        name=_first(cells, "name"),
        domains=tuple(cells.get("domains", ())),
        phone=_first(cells, "phone"),
        external_id=_first(cells, "external_id") or None,
    )
    return CompanyRow(line, checked_company(new))


def _first(cells: Mapping[str, Sequence[str]], means: str) -> str:
    return next(iter(cells.get(means, ())), "")
