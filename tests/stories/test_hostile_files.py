"""Files from people who mean harm, and files for people they are not for."""

import io
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import trio
from PIL import Image

from actors.domain.settings import ChannelSettings, FileSettings
from net.api.uploading import UPLOAD_S
from net.h1 import IO_TIMEOUT
from net.quotas import AT_ONCE, QUOTA
from store.queries import accounts, channels, files
from tests.net.peers import Peer
from tests.serving import session_of
from tests.stories.strangers import raw
from tests.uploads import (
    DOCX,
    DRAWING,
    ODS,
    PAGE,
    PDF,
    UPLOADS,
    Answer,
    Sender,
    archive,
    form,
    huge_png,
    picture,
)
from tests.world import Console, Customer, Setting, World, refusal_of, world_of

MAX_BYTES = 400_000
ANYTHING = FileSettings(always=True, max_bytes=MAX_BYTES)


class Talk(NamedTuple):
    world: World
    kari: Console
    mia: Customer
    chat: str

    @property
    def sender(self) -> Sender:
        return Sender(self.world.server, self.mia.token)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    setting = Setting()
    setting.channels = {"support": ChannelSettings(files=ANYTHING), "sales": ChannelSettings(files=ANYTHING)}
    setting.agents = {
        "Kari": {"support": channels.Rights(respond=True)},
        "Ola": {"support": channels.Rights(respond=True)},
        "Nina": {"support": channels.Rights(listen=True)},
        "Marit": {"support": channels.Rights(manage=True)},
        "Per": {"sales": channels.Rights(respond=True, listen=True, manage=True)},
        "Olav": {},
    }
    async with world_of(tmp_path, setting) as world:
        kari, mia = await world.agent("Kari"), await world.customer("Mia")
        chat = await mia.starts("My lamp flickers")
        await kari.answers(chat)
        yield Talk(world, kari, mia, chat)


async def taken(talk: Talk, name: str, data: bytes) -> Answer:
    """The file as it is given back."""
    answer = await talk.sender.uploads(talk.chat, name, data)
    assert answer.status_code == 201, answer.text
    return await talk.sender.gets(answer.json()["url"])


# --- contents ---

GIF_AND_SCRIPT = picture("GIF") + b"=1;alert(document.domain)//"
PNG_AND_ARCHIVE = picture() + archive("evil.js")
PDF_AND_PAGE = PDF + PAGE
JPEG_WITH_PAGE = picture("JPEG", comment=PAGE)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.gif", GIF_AND_SCRIPT, "image/gif"),
        ("a.png", PNG_AND_ARCHIVE, "image/png"),
        ("a.pdf", PDF_AND_PAGE, "application/pdf"),
        ("a.jpg", JPEG_WITH_PAGE, "image/jpeg"),
        ("a.txt", PAGE, "text/plain"),
        ("a.txt", DRAWING, "text/plain"),
        ("a.docx", DOCX + PAGE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
async def test_what_is_two_things_at_once_is_given_back_as_the_harmless_one(
    talk: Talk, name: str, data: bytes, media_type: str
) -> None:
    got = await taken(talk, name, data)

    assert got.content == data
    assert got.headers["content-type"] == media_type
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    shown = media_type.startswith("image/") or media_type == "application/pdf"
    assert got.headers["content-disposition"].startswith("inline;" if shown else "attachment;")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", archive("evil.js")),
        ("a.png", PAGE),
        ("a.png", DRAWING),
        ("a.png", b"\x89PNG\r\n\x1a\n" + PAGE),
        ("a.png", picture()[:-30]),
        ("a.jpg", picture("PNG")),
        ("a.gif", b"GIF89a"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP" + PAGE),
        ("a.html", PAGE),
        ("a.svg", DRAWING),
        ("a.xml", b"<?xml version='1.0'?>"),
        ("a.htm%00.png", PAGE),
        ("a.png.html", picture()),
        ("a.exe", b"MZ\x90\x00"),
        ("a.pdf", PAGE + PDF),
        ("a.txt", b"MZ\x90\x00\x03\x00"),
        ("a.txt", picture()),
        ("a.zip", archive("a.txt")),
        ("a.docx", archive("evil.exe")),
        ("a.docx", ODS),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.ods", archive("content.xml", first=("mimetype", "text/html"))),
        ("a", picture()),
        (".png", picture()),
        ("empty.txt", b""),
    ],
)
async def test_what_is_not_what_its_name_says_is_not_taken_and_nothing_of_it_is_left(
    talk: Talk, name: str, data: bytes
) -> None:
    answer = await talk.sender.uploads(talk.chat, name, data)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", "file")
    assert left_in(talk.world) == []
    assert await talk.world.server.store.read(files.usage, talk.chat) == (0, 0)


def left_in(world: World) -> list[Path]:
    return [path for path in (world.folder / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "bomb",
    [
        huge_png(50_000, 50_000),
        huge_png(16_001, 1),
        huge_png(2**31 - 1, 2**31 - 1),
        huge_png(0, 0),
        picture("GIF")[:6] + struct.pack("<HH", 65_535, 65_535) + picture("GIF")[10:],
    ],
    ids=["50k x 50k", "long", "as large as can be said", "nothing", "gif"],
)
async def test_a_picture_that_would_not_fit_in_memory_is_refused_by_its_head(talk: Talk, bomb: bytes) -> None:
    name = "a.gif" if bomb.startswith(b"GIF") else "a.png"

    answer = await talk.sender.uploads(talk.chat, name, bomb)

    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert left_in(talk.world) == []


async def test_an_archive_whose_list_lies_is_not_read_far(talk: Talk) -> None:
    many = archive(*(f"word/{number:05}.xml" for number in range(6_000)), "[Content_Types].xml")
    end = DOCX.rindex(b"PK\x05\x06")
    beyond = DOCX[: end + 12] + b"\xff\xff\xff\x7f" + DOCX[end + 16 :]

    for data in (many[:MAX_BYTES], beyond, DOCX[:end], b"PK\x03\x04"):
        answer = await talk.sender.uploads(talk.chat, "a.docx", data)
        assert answer.json()["code"] == "invalid", len(data)


async def test_where_a_photo_was_taken_is_not_in_its_thumbnail_and_it_stands_upright(talk: Talk) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "Secret Street 7"
    photo = picture("JPEG", (80, 40), exif=exif)

    answer = (await talk.sender.uploads(talk.chat, "a.jpg", photo)).json()
    small = await talk.sender.gets(answer["thumbnail_url"])

    assert (answer["width"], answer["height"]) == (40, 80)
    assert b"Secret" not in small.content
    with Image.open(io.BytesIO(small.content)) as thumbnail:
        assert thumbnail.size == (40, 80)
        assert not thumbnail.getexif()


async def test_a_picture_that_takes_long_to_unpack_is_taken_without_a_thumbnail(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actors.file_contents.WEBP_PIXELS", 80 * 40 - 1)

    answer = (await talk.sender.uploads(talk.chat, "a.webp", picture("WEBP"))).json()

    assert (answer["width"], answer["height"]) == (80, 40)
    assert "thumbnail_url" not in answer
    assert (await talk.sender.gets(f"{answer['url']}/thumbnail")).status_code == 404


# --- names ---


@pytest.mark.parametrize(
    ("name", "kept", "said"),
    [
        ("..%2f..%2fetc%2fpasswd.png", "passwd.png", ("passwd.png", "passwd.png")),
        ("a\r\nX-Evil: 1.png", "aX-Evil: 1.png", ("aX-Evil: 1.png", "aX-Evil%3A%201.png")),
        ("cod\u202egnp.png", "codgnp.png", ("codgnp.png", "codgnp.png")),
        ('"; x="y.png', '"; x="y.png', ("_; x=_y.png", "%22%3B%20x%3D%22y.png")),
        ("å写%41.png", "å写%41.png", ("___41.png", "%C3%A5%E5%86%99%2541.png")),
    ],
)
async def test_a_name_reaches_neither_the_disk_nor_the_head_of_the_answer(
    talk: Talk, name: str, kept: str, said: tuple[str, str]
) -> None:
    answer = (await talk.sender.uploads(talk.chat, name, picture())).json()
    got = await talk.sender.gets(answer["url"])

    assert answer["name"] == kept
    plain, full = said
    assert got.headers["content-disposition"] == f"inline; filename=\"{plain}\"; filename*=UTF-8''{full}"
    assert "x-evil" not in got.headers
    assert {path.name for path in left_in(talk.world)} == {answer["id"], f"{answer['id']}.thumbnail"}


async def test_a_path_for_an_id_leads_nowhere(talk: Talk) -> None:
    for path in (
        "..%2f..%2fswitchboard.db",
        "%2e%2e/switchboard.db",
        "new",
        "x" * 32,
        "0" * 32,
        "0" * 31 + "\x00",
    ):
        got = await talk.sender.gets(f"/files/{path}".replace("\x00", "%00"))
        assert got.status_code == 404, path


# --- who may what ---

# Of each person: may she upload to the chat, get what Kari has sent there, and what Kari has not sent yet?
MATRIX = """
             upload            sent              unsent
Kari         201               200               200
Mia          201               200               404
Ola          403/forbidden     200               404
Nina         403/forbidden     200               404
Marit        403/forbidden     200               404
Admin        403/forbidden     200               404
Per          404/not_found     404/not_found     404
Olav         404/not_found     404/not_found     404
Leo          404/not_found     404/not_found     404
nobody       401/not_signed_in 401/not_signed_in 401
stranger     401/not_signed_in 401/not_signed_in 401
"""


async def test_each_person_may_send_and_get_what_the_table_says(talk: Talk) -> None:
    world = talk.world
    leo = await world.customer("Leo")
    await leo.starts("Another matter")
    tokens: dict[str, str | None] = {"Mia": talk.mia.token, "Leo": leo.token, "nobody": None, "stranger": "x" * 43}
    tokens["Admin"] = await admin(world)
    for name in ("Kari", "Ola", "Nina", "Marit", "Per", "Olav"):
        tokens[name] = talk.kari.token if name == "Kari" else (await world.agent(name, present=False)).token
    kari = Sender(world.server, talk.kari.token)
    sent = (await kari.uploads(talk.chat, "sent.png", picture())).json()
    unsent = (await kari.uploads(talk.chat, "unsent.png", picture())).json()
    await talk.kari.command("message.send", chat=talk.chat, file=sent["id"], key="k1")

    rows = [line.split() for line in MATRIX.strip().splitlines()[1:]]
    assert {name for name, *_ in rows} == tokens.keys()
    for name, *expected in rows:
        sender = Sender(world.server, tokens[name])
        upload = await sender.uploads(talk.chat, "a.png", picture())
        gets = [
            await sender.gets(path) for file in (sent, unsent) for path in (file["url"], file["thumbnail_url"])
        ]
        for answer, wanted in zip(
            (upload, *gets), (expected[0], *[expected[1]] * 2, *[expected[2]] * 2), strict=True
        ):
            status, _, code = wanted.partition("/")
            assert answer.status_code == int(status), (name, wanted, answer.text[:200])
            assert not code or answer.json()["code"] == code, (name, wanted)


async def admin(world: World) -> str:
    account = accounts.Account(
        id="root", login="root", name="Root", email="", role="admin", password_hash="", created_at=0
    )
    await world.server.store.write(accounts.create, account)
    return await session_of(world.server, "root")


async def test_a_stranger_cannot_tell_a_chat_or_a_file_from_none(talk: Talk) -> None:
    sent = (await talk.sender.uploads(talk.chat, "a.png", picture())).json()
    per = await talk.world.agent("Per", present=False)
    sender = Sender(talk.world.server, per.token)

    uploads = [await sender.uploads(chat, "a.png", picture()) for chat in (talk.chat, "nowhere")]
    gets = [await sender.gets(path) for path in (sent["url"], f"/files/{'0' * 32}")]
    refusals = [await refusal_of(per.command("message.send", chat=chat, file=sent["id"], key="k"))
                for chat in (talk.chat, "nowhere")]  # fmt: skip

    assert uploads[0].content == uploads[1].content
    assert gets[0].content == gets[1].content
    assert refusals[0].frame["code"] == refusals[1].frame["code"] == "not_found"
    assert refusals[0].frame["message"] == refusals[1].frame["message"]


async def test_a_file_is_sent_by_whoever_uploaded_it_and_in_its_own_chat(talk: Talk) -> None:
    hers = (await talk.sender.uploads(talk.chat, "a.png", picture())).json()["id"]
    leo = await talk.world.customer("Leo")
    other = await leo.starts("Another matter")
    await talk.kari.answers(other)
    elsewhere = (await Sender(talk.world.server, talk.kari.token).uploads(other, "a.png", picture())).json()["id"]

    refusals = [
        await refusal_of(talk.kari.command("message.send", chat=talk.chat, file=hers, key="k1")),
        await refusal_of(talk.kari.command("message.send", chat=talk.chat, file=elsewhere, key="k2")),
        await refusal_of(leo.command("message.send", file=hers, key="k3")),
        await refusal_of(leo.command("message.send", file="0" * 32, key="k4")),
    ]

    assert [(each.code, each.frame["field"]) for each in refusals] == [("invalid", "file")] * 4


async def test_a_message_has_a_text_or_a_file_and_not_both(talk: Talk) -> None:
    both = await refusal_of(talk.mia.command("message.send", text="Hello", file="f", key="k"))
    none = await refusal_of(talk.kari.command("message.send", chat=talk.chat, key="k"))

    assert [(each.code, each.frame["field"]) for each in (both, none)] == [
        ("invalid", "file"),
        ("invalid", "text"),
    ]


async def test_a_page_elsewhere_cannot_upload_with_an_agents_cookie(talk: Talk) -> None:
    body, kind = form({"chat": talk.chat}, ("a.png", picture()))
    headers = {"cookie": f"switchboard={talk.kari.token}", "content-type": kind}

    strange = await Sender(talk.world.server, None).asks(
        "POST", UPLOADS, {**headers, "origin": "https://evil.example"}, body
    )
    own = await Sender(talk.world.server, None).asks("POST", UPLOADS, {**headers, "origin": "http://world"}, body)

    assert (strange.status_code, own.status_code) == (403, 201)


async def test_a_file_is_asked_for_by_its_head_without_its_body(talk: Talk) -> None:
    sent = (await talk.sender.uploads(talk.chat, "a.pdf", PDF)).json()

    got = await talk.sender.gets(sent["url"], method="HEAD")

    assert (got.status_code, got.content, got.headers["content-length"]) == (200, b"", str(len(PDF)))
    assert (await talk.sender.gets(f"{sent['url']}/thumbnail")).status_code == 404


# --- how much ---


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 200_000, 2_000_000])
async def test_a_file_over_the_limit_is_refused_whether_its_size_was_said_or_not(talk: Talk, size: int) -> None:
    answer = await talk.sender.uploads(talk.chat, "a.txt", b"x" * size)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.json()["message"].endswith("; this channel takes up to 391 kB.")
    assert left_in(talk.world) == []


async def test_a_file_of_exactly_the_limit_is_taken(talk: Talk) -> None:
    assert (await taken(talk, "a.txt", b"x" * MAX_BYTES)).headers["content-length"] == str(MAX_BYTES)


def head_of(talk: Talk, *lines: str) -> bytes:
    head = [f"POST {UPLOADS} HTTP/1.1", "Host: world", f"Authorization: Bearer {talk.mia.token}", *lines]
    return "\r\n".join([*head, "Content-Type: multipart/form-data; boundary=b0undary", "", ""]).encode()


async def test_an_endless_file_without_a_length_is_cut_off_at_the_limit(talk: Talk) -> None:
    body, _ = form({"chat": talk.chat}, ("a.txt", b""))
    start = body[: body.rindex(b"\r\n--b0undary--")]
    peer = await raw(talk.world)
    await peer.says(head_of(talk, "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(start), start))

    async def pours() -> None:
        for _ in range(100):
            await peer.says(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")

    status, body = await answer_while(talk.world, peer, pours)

    assert status == 413
    assert b"more than 391 kB" in body


async def answer_while(world: World, peer: Peer, doing: Callable[[], Awaitable[None]]) -> tuple[int, bytes]:
    async def tries() -> None:
        with suppress(trio.BrokenResourceError):
            await doing()

    world.nursery.start_soon(tries)
    status, _, body = await peer.response()
    return status, body


async def test_an_upload_that_stops_in_the_middle_is_ended_and_leaves_nothing(talk: Talk) -> None:
    body, _ = form({"chat": talk.chat}, ("a.txt", b"x" * 1_000))
    peer = await raw(talk.world)
    began = trio.current_time()
    await peer.says(head_of(talk, f"Content-Length: {len(body)}") + body[:500])

    status, _, _ = await peer.response()

    assert status == 408
    assert trio.current_time() - began == pytest.approx(IO_TIMEOUT, abs=3)
    await peer.rest()
    assert left_in(talk.world) == []


async def test_an_upload_that_drips_is_ended_when_its_time_is_over(talk: Talk) -> None:
    body, _ = form({"chat": talk.chat}, ("a.txt", b"x" * 1_000))
    peer = await raw(talk.world)
    began = trio.current_time()
    await peer.says(head_of(talk, f"Content-Length: {len(body)}"))

    async def drips() -> None:
        for at in range(len(body)):
            await peer.says(body[at : at + 1])
            await trio.sleep(IO_TIMEOUT - 1)

    status, said = await answer_while(talk.world, peer, drips)

    assert (status, b"took too long" in said) == (503, True)
    assert trio.current_time() - began == pytest.approx(UPLOAD_S, abs=3)
    assert left_in(talk.world) == []


async def test_a_peer_that_hangs_up_leaves_nothing_and_no_fault_in_the_log(talk: Talk) -> None:
    body, _ = form({"chat": talk.chat}, ("a.txt", b"x" * 1_000))
    peer = await raw(talk.world)
    await peer.says(head_of(talk, f"Content-Length: {len(body)}") + body[:500])
    await trio.sleep(1)
    assert left_in(talk.world) != []

    await peer.stream.aclose()
    await trio.sleep(1)

    assert left_in(talk.world) == []


async def test_one_sender_has_so_many_uploads_at_once_and_in_an_hour(talk: Talk) -> None:
    body, _ = form({"chat": talk.chat}, ("a.txt", b"x" * 1_000))
    peers = [await raw(talk.world, address="192.0.2.1") for _ in range(AT_ONCE)]
    for peer in peers:
        await peer.says(head_of(talk, f"Content-Length: {len(body)}") + body[:500])
    await trio.sleep(1)

    busy = await talk.sender.uploads(talk.chat, "a.txt", b"x")
    elsewhere = await Sender(talk.world.server, talk.mia.token, "192.0.2.2").uploads(talk.chat, "a.txt", b"x")

    assert (busy.status_code, busy.json()["code"], elsewhere.status_code) == (429, "rate_limited", 201)
    for peer in peers:
        await peer.stream.aclose()
    await trio.sleep(1)
    answers = [await talk.sender.uploads(talk.chat, "a.html", PAGE) for _ in range(QUOTA.files)]
    assert {answer.status_code for answer in answers[: QUOTA.files - AT_ONCE]} == {422}
    assert answers[-1].status_code == 429
    assert "Try again in 60 min." in answers[-1].json()["message"]

    await talk.world.pass_time(QUOTA.window_ms / 1_000)
    assert (await talk.sender.uploads(talk.chat, "a.txt", b"x")).status_code == 201


async def test_a_chat_takes_so_many_files_and_no_more(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actors.files.CHAT_FILES_MAX", 2)
    answers = [await talk.sender.uploads(talk.chat, "a.txt", b"x") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[-1].json()["code"] == "conflict"


# --- forms ---


def part(head: str, data: bytes = b"x") -> bytes:
    return f"--b0undary\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"


END = b"--b0undary--\r\n"
FILE = part('name="file"; filename="a.txt"')


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "bad_frame", None),
        (END, "invalid", "file"),
        (FILE + END, "invalid", "chat"),
        (part('name="chat"', b"") + FILE + END, "invalid", "chat"),
        (part('name="chat"', b"x" * 1_000) + FILE + END, "invalid", "chat"),
        (part('name="chat"; filename="chat"', b"c") + FILE + END, "invalid", "chat"),
        (part('name="chat"', b"nowhere") + FILE + END, "not_found", None),
        (part('name="chat"', b"\xff/..") + FILE + END, "not_found", None),
        (part("") + END, "bad_frame", None),
        (b"--other\r\n\r\n", "bad_frame", None),
        (b"\x00" * 100, "bad_frame", None),
        (part('name="x"', b"x" * 100_000) + END, "too_large", None),
        (part(f'name="file"; filename="{"x" * 10_000}"') + END, "bad_frame", None),
    ],
    ids=["nothing", "no parts", "no chat", "no id", "long id", "chat as file", "no such chat", "no UTF-8",
         "no name", "other boundary", "zeros", "much beside it", "long head"],
)  # fmt: skip
async def test_a_form_that_is_wrong_is_told_what_is_wrong(
    talk: Talk, body: bytes, code: str, field: str | None
) -> None:
    answer = await talk.sender.asks(
        "POST", UPLOADS, {"content-type": "multipart/form-data; boundary=b0undary"}, body
    )

    assert (answer.json()["code"], answer.json().get("field")) == (code, field)


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "", "x"]
)
async def test_a_body_of_another_type_is_no_form(talk: Talk, kind: str) -> None:
    answer = await talk.sender.asks("POST", UPLOADS, {"content-type": kind}, b"{}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


async def test_a_file_that_breaks_off_before_its_end_is_not_kept(talk: Talk) -> None:
    body, kind = form({"chat": talk.chat}, ("a.txt", b"x" * 1_000))

    answer = await talk.sender.asks("POST", UPLOADS, {"content-type": kind}, body[:-40])

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")
    assert left_in(talk.world) == []
