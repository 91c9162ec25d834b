"""Files by the rules: who may send one when, what a name becomes, and that name and contents must agree."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain.commands import AllowFiles, Requeue
from actors.domain.errors import Conflict, Forbidden, Invalid
from actors.domain.files import (
    BY_EXTENSION,
    CSV,
    DOCX,
    FILE_KINDS,
    FILE_TYPES,
    GIF,
    JPEG,
    NAME_MAX,
    ODT,
    PDF,
    PIXELS_MAX,
    PNG,
    PPTX,
    TEXT,
    WEBP,
    FileKind,
    check_picture,
    extension_of,
    extensions_of,
    kind_by_head,
    kind_for,
    kind_of_archive,
    may_be_text,
    safe_name,
    size_in_words,
)
from actors.domain.settings import FileSettings
from actors.domain.views import card, customer_chat
from actors.messages import ChatEnd, Look
from tests.domain.people import ANNA, BJORN, MARIT, MIA, PHOTO, Told, answered, sends, waiting

# --- who may send one ---


def test_an_agent_sends_files_in_her_chat_whatever_the_customer_may() -> None:
    (event,) = answered().does(ANNA, sends())

    assert (event.kind, event.by.name) == ("message", ANNA.ref.name)
    assert event.data.file == PHOTO  # type: ignore[union-attr]  # its kind says so
    assert event.data.text is None  # type: ignore[union-attr]


def test_a_customer_sends_files_once_her_agent_has_allowed_it_and_until_he_takes_it_back() -> None:
    told = answered()
    with pytest.raises(Forbidden, match="once the agent has allowed it"):
        told.does(MIA, sends())

    told.does(ANNA, AllowFiles(on=True))
    told.does(MIA, sends("k1"))
    told.does(ANNA, AllowFiles(on=False))

    with pytest.raises(Forbidden):
        told.does(MIA, sends("k2"))
    assert told.kinds[-3:] == ["files_allowed", "message", "files_allowed"]


def test_where_the_channel_always_allows_it_a_customer_needs_nobodys_leave_even_in_the_queue() -> None:
    told = waiting()

    told.does(MIA, sends(always=True))

    assert told.chat.last is not None
    assert told.chat.last.text == "photo.png"


def test_leave_once_given_stays_with_the_chat_when_it_changes_hands() -> None:
    told = answered()
    told.does(ANNA, AllowFiles(on=True))

    told.does(MARIT, Requeue())

    told.does(MIA, sends())
    assert customer_chat(told.chat, Look(), told.limits).files_allowed
    assert card(told.chat).files_allowed


def test_to_allow_what_is_allowed_makes_no_event() -> None:
    told = answered()
    told.does(ANNA, AllowFiles(on=True))

    assert told.does(ANNA, AllowFiles(on=True)) == ()


def test_files_are_allowed_by_the_agent_of_the_chat_and_only_while_it_goes_on() -> None:
    for who in (BJORN, MARIT, MIA):
        with pytest.raises(Forbidden):
            answered().does(who, AllowFiles(on=True))
    told = answered()
    told.does(MIA, ChatEnd())
    with pytest.raises(Conflict):
        told.does(ANNA, AllowFiles(on=True))


def test_nobody_sends_a_file_after_the_end_or_with_a_key_twice() -> None:
    told: Told = answered()
    told.does(ANNA, sends("k1"))
    assert told.does(ANNA, sends("k1")) == ()

    told.does(MIA, ChatEnd())

    with pytest.raises(Conflict):
        told.does(ANNA, sends("k2"))


# --- names ---

NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "..%2f..%2fetc%2Fpasswd.txt": "passwd.txt",
    "C:\\Users\\mia\\photo.png": "photo.png",
    "..%5cboot.txt": "boot.txt",
    "a\r\nSet-Cookie: x=1\r\n.png": "aSet-Cookie: x=1.png",
    "gnp.exe\u202e.png": "gnp.exe.png",
    "photo\u2066\u2069\u200f.png": "photo.png",
    "a\x00b.png": "ab.png",
    ".htaccess": "htaccess",
    "report.pdf. . ": "report.pdf",
    "   many    words .txt": "many words.txt",
    "": "file",
    "...": "file",
    "\u202e": "file",
    "/": "file",
    "re\u0301sume\u0301.pdf": "résumé.pdf",
    "写真 📷.png": "写真 📷.png",
    'he said "no".txt': 'he said "no".txt',
}


@pytest.mark.parametrize(("sent", "kept"), NAMES.items(), ids=map(repr, NAMES))
def test_a_name_loses_its_folders_and_what_cannot_be_seen(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@given(st.text(max_size=400) | st.text("./\\% \u202e\x00\r\nab", max_size=400))
def test_any_name_becomes_a_safe_one_and_stays_it(name: str) -> None:
    safe = safe_name(name)

    assert 1 <= len(safe) <= NAME_MAX
    assert not {"/", "\\"} & set(safe)
    assert safe.strip(". ")
    assert not [char for char in safe if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert safe_name(safe) == safe


def test_a_long_name_is_cut_before_its_extension() -> None:
    assert safe_name("x" * 300 + ".docx") == "x" * (NAME_MAX - 5) + ".docx"
    assert len(safe_name("x." + "y" * 300)) == NAME_MAX


# --- kinds ---


def test_nothing_that_runs_in_a_browser_is_a_kind_and_only_pictures_and_pdf_are_shown() -> None:
    assert not {"svg", "html", "htm", "xml", "xhtml", "js", "css", "mjs", "exe", "zip", "docm"} & set(BY_EXTENSION)
    shown = {kind for kind in FILE_KINDS if kind.is_shown}
    assert shown == {PNG, JPEG, GIF, WEBP, PDF}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", PNG),
        (b"\xff\xd8\xff\xe0....", JPEG),
        (b"GIF89a<script>alert(1)</script>", GIF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"%PDF-1.7", PDF),
        (b" %PDF-1.7", None),
        (b"<svg xmlns=", None),
        (b"PK\x03\x04", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_kind_is_known_by_its_first_bytes(head: bytes, kind: FileKind | None) -> None:
    assert kind_by_head(head) is kind


OOXML = {"[Content_Types].xml", "_rels/.rels"}


def odf(media_type: str) -> bytes:
    return b"PK\x03\x04".ljust(30, b"\0") + b"mimetype" + media_type.encode() + b"PK\x03\x04"


@pytest.mark.parametrize(
    ("head", "entries", "kind"),
    [
        (b"PK", OOXML | {"word/document.xml"}, DOCX),
        (b"PK", OOXML | {"ppt/presentation.xml"}, PPTX),
        (b"PK", OOXML | {"word/document.xml", "word/vbaProject.bin"}, None),
        (b"PK", OOXML | {"word/document.xml", "xl/workbook.xml"}, None),
        (b"PK", {"word/document.xml"}, None),
        (b"PK", {"evil.exe"}, None),
        (b"PK", set(), None),
        (odf(ODT.media_type), {"mimetype", "content.xml"}, ODT),
        (odf(ODT.media_type), {"mimetype", "Basic/Standard/Module1.xml"}, None),
        (odf(f"{ODT.media_type}-template"), {"mimetype"}, None),
        (odf("text/html"), {"mimetype"}, None),
    ],
)
def test_a_document_is_known_by_the_entries_of_its_archive(
    head: bytes, entries: set[str], kind: FileKind | None
) -> None:
    assert kind_of_archive(head, entries) is kind


def test_a_text_has_no_control_characters_but_those_of_texts() -> None:
    assert may_be_text("Hei på deg\tdu\r\n\x1b[31mrød\x1b[0m".encode())
    assert may_be_text("Blåbær".encode("latin-1"))
    assert not may_be_text(b"MZ\x90\x00\x03")
    assert not may_be_text("text".encode("utf-16"))


@pytest.mark.parametrize(
    ("name", "found", "why"),
    [
        ("photo.png", JPEG, "is not what its name says"),
        ("photo.png", TEXT, "is not what its name says"),
        ("photo.png", None, "is not what its name says"),
        ("notes.txt", PDF, "is not what its name says"),
        ("sheet.csv", None, "is not what its name says"),
        ("page.html", TEXT, "cannot be sent here"),
        ("logo.svg", TEXT, "cannot be sent here"),
        ("photo.png.exe", PNG, "cannot be sent here"),
        ("photo", PNG, "cannot be sent here"),
        ("png", PNG, "cannot be sent here"),
    ],
)
def test_name_and_contents_must_agree_on_a_kind_we_take(name: str, found: FileKind | None, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        kind_for(name, found, FILE_TYPES)

    assert refused.value.details == {"field": "file"}


def test_a_kind_has_all_its_extensions_in_capitals_too_and_a_csv_is_a_text_inside() -> None:
    for kind in FILE_KINDS:
        for extension in kind.extensions:
            assert kind_for(f"a.{extension.upper()}", TEXT if kind.type == "text" else kind, FILE_TYPES) is kind
    assert kind_for("a.csv", TEXT, FILE_TYPES) is CSV
    assert extension_of("a.tar.GZ") == "gz"


def test_a_channel_takes_its_types_and_says_in_words_which() -> None:
    with pytest.raises(Invalid, match=r"This channel takes pictures and PDF\."):
        kind_for("a.txt", TEXT, ["pdf", "image"])
    with pytest.raises(Invalid, match=r"This channel takes no files\."):
        kind_for("a.txt", TEXT, [])


def test_clients_are_told_what_a_channel_takes() -> None:
    rules = FileSettings(always=True, max_bytes=5, types=("pdf", "text")).rules()

    assert (rules.always, rules.max_bytes) == (True, 5)
    assert rules.extensions == (".pdf", ".txt", ".log", ".md", ".csv")
    assert extensions_of(()) == ()


@pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 5_001), (16_001, 1), (1, 20_000)])
def test_a_picture_with_too_many_pixels_is_told_how_many_it_has(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match=f"has {size[0]:,} × {size[1]:,} pixels"):
        check_picture(*size)


def test_a_photo_of_a_good_phone_is_taken() -> None:
    check_picture(8_064, 6_048)
    assert PIXELS_MAX >= 8_064 * 6_048


KIB = 1024
MIB = 1024 * KIB


@pytest.mark.parametrize(
    ("size", "words"),
    [(14 * MIB, "14 MB"), (int(13.6 * MIB), "14 MB"), (10 * MIB + 1, "10.1 MB"), (int(10.44 * MIB), "10.5 MB")],
)
def test_a_size_in_words_is_seen_to_be_larger_than_the_limit(size: int, words: str) -> None:
    assert size_in_words(size, than=10 * MIB) == words


def test_a_small_file_is_not_made_larger_by_its_words() -> None:
    assert [size_in_words(size) for size in (400, 35 * KIB, MIB * 5 // 4)] == ["1 kB", "35 kB", "1.2 MB"]
    assert size_in_words(100 * KIB + 1, than=100 * KIB) == "101 kB"


def test_the_limit_in_words_is_what_an_admin_has_set() -> None:
    assert size_in_words(10 * MIB) == "10 MB"
    assert size_in_words(MIB) == "1 MB"
