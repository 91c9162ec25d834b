"""Bringing contacts and companies in from a file, some hundreds at a time.

Each batch is one write: what its rows mean is looked up, decided and stored in one transaction; between two of
them chats go on. A dry run looks up and decides the same in reads, and keeps what it has learned to itself. An
import that is broken off leaves whole batches behind, and the same file once more finds them there.
"""

from collections.abc import Sequence
from typing import Final, Self

import trio
from msgspec import Struct

from actors.acts import entry
from actors.crm_rows import company_of, company_row, contact_of, contact_row
from actors.domain.importing import BAD_SHOWN, Bad, ContactRow, Format, Kind, Parsed, Row, parse
from actors.domain.matching import folded
from actors.domain.merging import Book, Ids, PlacedCompany, PlacedContact
from actors.domain.rights import Agent
from actors.house import House
from actors.ids import new_id
from store.database import Store
from store.queries import audit, companies, contacts

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


async def note_begun(house: House, who: Agent, parsed: Parsed) -> None:
    """In the audit log, before the first row is kept: one that is broken off has kept some."""
    rows = f"{len(parsed.rows)} rows"
    note = entry(who, f"import.{parsed.kind}", f"import/{parsed.kind}", house.clock.now_ms(), rows)
    await house.store.write(audit.record, *note)


class Import:
    """Keeps the rows, or says what would become of them: a `Progress` for each batch on disk, then the `Report`.

    An iterator and no generator: whoever stops half-way, as a client that goes away does, leaves nothing to close.
    """

    def __init__(self, store: Store, parsed: Parsed, now: int, *, dry_run: bool) -> None:
        self._store = store
        self._parsed = parsed
        self._now = now
        self._dry_run = dry_run
        self._counts = _Counts()
        self._book = Book()  # of a dry run: what it has learned
        self._done = 0
        self._over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Progress | Report:
        if self._over:
            raise StopAsyncIteration
        rows = self._parsed.rows[self._done : self._done + BATCH]
        if not rows:
            self._over = True
            return self._report()
        self._counts.add(await self._keep(rows))
        self._done += len(rows)
        return Progress(done=self._done, total=len(self._parsed.rows))

    async def report(self) -> Report:
        """All of it, for who needs no progress."""
        async for news in self:
            if isinstance(news, Report):
                return news
        raise RuntimeError("an import reports once")

    async def _keep(self, rows: Sequence[Row]) -> Placed:
        ids = [Ids(new_id(), new_id()) for _ in rows]
        if not self._dry_run:
            return await self._store.write(_keep, rows, ids, self._now)
        await self._store.read(_look_up, rows, self._book)
        return _place(rows, ids, self._book, self._now)

    def _report(self) -> Report:
        parsed, counts = self._parsed, self._counts
        bad = sorted((*parsed.bad, *counts.bad), key=lambda each: each.line)
        return Report(
            kind=parsed.kind,
            dry_run=self._dry_run,
            rows=len(parsed.rows) + len({each.line for each in parsed.bad}),
            **counts.fates,
            companies_created=counts.companies,
            bad_count=len(bad),
            bad=tuple(bad[:BAD_SHOWN]),
            columns=parsed.columns,
            ignored=parsed.ignored,
            encoding=parsed.encoding,
        )


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
