"""Bringing contacts and companies in from a file, some hundreds at a time.

Each batch is one write: what its rows mean is looked up, decided and stored in one transaction; between two of
them chats go on. A dry run looks up and decides the same in reads, and keeps what it has learned to itself. An
import that is broken off leaves whole batches behind, and the same file once more finds them there.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Final

import trio
from msgspec import Struct

from actors.crm_rows import company_of, company_row, contact_of, contact_row
from actors.domain.importing import BAD_SHOWN, Bad, ContactRow, Format, Kind, Parsed, Row, parse
from actors.domain.matching import folded
from actors.domain.merging import Book, Ids, PlacedCompany, PlacedContact
from actors.ids import new_id
from store.database import Store
from store.queries import companies, contacts

# Rows of one write. A chat's message that comes meanwhile waits for it: some 40 ms.
BATCH: Final = 500
# Bytes; what a server reads into its memory without a thought, and some 100,000 contacts.
FILE_BYTES: Final = 16 * 1024 * 1024


class Progress(Struct, frozen=True, kw_only=True):
    """After a batch; `done` of `total` rows that could be read."""

    done: int
    total: int


class Report(Struct, frozen=True, kw_only=True):
    """What became of a file. `bad` holds the first of the rows that were left out, `bad_count` counts all of them.

    `companies_created`: those that rows of contacts have named and nobody knew.
    """

    kind: Kind
    dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    companies_created: int
    bad_count: int
    bad: tuple[Bad, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...]
    encoding: str


class _Counts:
    def __init__(self) -> None:
        self.fates = {"created": 0, "updated": 0, "unchanged": 0}
        self.companies = 0
        self.bad: list[Bad] = []

    def add(self, placed: Sequence[PlacedContact | PlacedCompany | Bad]) -> None:
        for each in placed:
            if isinstance(each, Bad):
                self.bad.append(each)
                continue
            self.fates[each.fate] += 1
            if isinstance(each, PlacedContact) and each.company is not None:
                self.companies += 1


Placed = list[PlacedContact | PlacedCompany | Bad]


async def read_file(data: bytes, kind: Kind, file_format: Format) -> Parsed:
    """The rows of a file, read beside the loop. Raises Unreadable."""
    return await trio.to_thread.run_sync(parse, data, kind, file_format)


def format_of(name: str, data: bytes) -> Format:
    """By the name of the file, else by how it begins."""
    if name.lower().endswith(".json"):
        return "json"
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return "csv"
    return "json" if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"} else "csv"


async def run(store: Store, parsed: Parsed, now: int, *, dry_run: bool) -> AsyncGenerator[Progress | Report, None]:
    """Keep the rows, or say what would become of them: a `Progress` for each batch on disk, then the `Report`."""
    counts = _Counts()
    book = Book()
    for start in range(0, len(parsed.rows), BATCH):
        rows = parsed.rows[start : start + BATCH]
        ids = [Ids(new_id(), new_id()) for _ in rows]
        if dry_run:
            await store.read(_look_up, rows, book)
            counts.add(_place(rows, ids, book, now))
        else:
            counts.add(await store.write(_keep, rows, ids, now))
        yield Progress(done=start + len(rows), total=len(parsed.rows))
    bad = sorted((*parsed.bad, *counts.bad), key=lambda each: each.line)
    yield Report(
        kind=parsed.kind,
        dry_run=dry_run,
        rows=len(parsed.rows) + len({each.line for each in parsed.bad}),
        **counts.fates,
        companies_created=counts.companies,
        bad_count=len(bad),
        bad=tuple(bad[:BAD_SHOWN]),
        columns=parsed.columns,
        ignored=parsed.ignored,
        encoding=parsed.encoding,
    )


async def report_of(news: AsyncGenerator[Progress | Report, None]) -> Report:
    """What it comes to, for who needs no progress."""
    last: Progress | Report | None = None
    async for last in news:  # noqa: B007 - all but the last are passed over
        pass
    assert isinstance(last, Report), "an import ends with its report"
    return last


def _place(rows: Sequence[Row], ids: Sequence[Ids], book: Book, now: int) -> Placed:
    return [
        book.place_contact(row, each, now) if isinstance(row, ContactRow) else book.place_company(row, each, now)
        for row, each in zip(rows, ids, strict=True)
    ]


# --- in the store's threads ---


def _look_up(rows: Sequence[Row], book: Book) -> None:
    """Put into the book what the rows may mean. What it has learned of a record goes before what is stored."""
    new = [row.new for row in rows]
    externals = [each.external_id for each in new if each.external_id is not None]
    names = {folded(row.company if isinstance(row, ContactRow) else row.new.name) for row in rows}
    of_companies = [] if rows and isinstance(rows[0], ContactRow) else externals
    for company in companies.known(tuple(names), of_companies):
        if not book.knows_company(company.id):
            book.learn_company(company_of(company))
    people = [row.new for row in rows if isinstance(row, ContactRow)]
    if not people:
        return
    emails = [email for each in people for email in each.emails]
    twins = [folded(each.name) for each in people if not each.emails and each.external_id is None]
    for contact in contacts.known(emails, externals, twins):
        if not book.knows_contact(contact.id):
            book.learn_contact(contact_of(contact))


def _keep(rows: Sequence[Row], ids: Sequence[Ids], now: int) -> Placed:
    """A batch in one transaction. The book is of this transaction, so nothing can have changed meanwhile."""
    book = Book()
    _look_up(rows, book)
    placed = _place(rows, ids, book, now)
    _store_companies(placed)
    _store_contacts(placed)
    return placed


def _store_companies(placed: Placed) -> None:
    """Each once, as the last row has left it; made where a row of this batch has made it."""
    made = {each.company.id for each in placed if isinstance(each, PlacedCompany) and each.fate == "created"}
    made |= {each.company.id for each in placed if isinstance(each, PlacedContact) and each.company is not None}
    last = {
        each.company.id: company_row(each.company)
        for each in placed
        if isinstance(each, PlacedContact | PlacedCompany)
        and each.company is not None
        and not (isinstance(each, PlacedCompany) and each.fate == "unchanged")
    }
    companies.create_many([row for company, row in last.items() if company in made])
    companies.change_many([row for company, row in last.items() if company not in made])


def _store_contacts(placed: Placed) -> None:
    people = [each for each in placed if isinstance(each, PlacedContact) and each.fate != "unchanged"]
    made = {each.contact.id for each in people if each.fate == "created"}
    last = {each.contact.id: contact_row(each.contact) for each in people}
    contacts.create_many([row for contact, row in last.items() if contact in made])
    contacts.change_many([row for contact, row in last.items() if contact not in made])
