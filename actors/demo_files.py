"""Files of the lamp shop: documents that its agents send, and what was sent in its chats. All are made here.

A picture is drawn, a PDF is written line by line; they are small, and the same each time.
"""

import io
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from actors import file_contents
from actors.domain.files import BY_EXTENSION, extension_of
from actors.domain.texts import folded
from actors.files import NO_CHAT
from actors.ids import new_id
from store.database import Store
from store.files import FileFolder
from store.queries import documents, files
from store.queries.documents import NewDocument
from store.queries.files import File

WALL: Final = (226, 214, 196)
TABLE: Final = (142, 104, 72)
BRASS: Final = (186, 148, 74)
SHADE: Final = (245, 236, 214)
INK: Final = (40, 38, 36)
SIZE: Final = (1200, 900)


class Kind(NamedTuple):
    """Where it lies among the documents; None for what customers have on their phones."""

    make: Callable[[], bytes]
    folder: str | None = None


# --- making ---


def _lamp(draw: ImageDraw.ImageDraw, shade: tuple[int, int, int] = SHADE) -> None:
    draw.rectangle((0, 640, *SIZE), fill=TABLE)
    draw.ellipse((470, 610, 730, 690), fill=tuple(part - 30 for part in BRASS))
    draw.rectangle((588, 330, 612, 650), fill=BRASS)
    draw.polygon(((470, 360), (730, 360), (670, 150), (530, 150)), fill=shade)
    draw.line(((470, 360), (730, 360)), fill=BRASS, width=8)


def _photo(paint: Callable[[ImageDraw.ImageDraw], None], wall: tuple[int, int, int] = WALL) -> bytes:
    picture = Image.new("RGB", SIZE, wall)
    paint(ImageDraw.Draw(picture))
    picture = picture.filter(ImageFilter.GaussianBlur(1.5))  # no phone is that sharp
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _cracked() -> bytes:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        _lamp(draw, (236, 240, 240))
        draw.line(((560, 360), (584, 300), (566, 262), (604, 214), (596, 176)), fill=INK, width=5)
        draw.line(((584, 300), (630, 282), (648, 240)), fill=INK, width=4)

    return _photo(paint)


def _underside() -> bytes:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.ellipse((250, 100, 950, 800), fill=BRASS)
        draw.ellipse((300, 150, 900, 750), outline=(150, 116, 52), width=14)
        draw.text((600, 400), "LUMEN", font_size=96, fill=INK, anchor="mm")
        draw.text((600, 510), "No 4471", font_size=72, fill=INK, anchor="mm")

    return _photo(paint, TABLE)


def _harbour() -> bytes:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        _lamp(draw)
        draw.polygon(((470, 360), (730, 360), (900, 640), (300, 640)), fill=(250, 234, 190))
        draw.rectangle((588, 362, 612, 650), fill=BRASS)
        draw.ellipse((470, 610, 730, 690), fill=BRASS)

    return _photo(paint, (72, 70, 82))


def _drawing() -> bytes:
    picture = Image.new("RGB", (1000, 700), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 970, 670), outline=INK, width=2)
    for at, name in ((160, "Mains"), (460, "Switch"), (760, "Socket")):
        draw.rectangle((at - 90, 280, at + 90, 420), outline=INK, width=3)
        draw.text((at, 350), name, font_size=34, fill=INK, anchor="mm")
    for height, color, name in ((310, (140, 84, 30), "brown"), (390, (40, 90, 190), "blue")):
        draw.line(((250, height), (370, height)), fill=color, width=6)
        draw.line(((550, height), (670, height)), fill=color, width=6)
        draw.text((610, height - 26), name, font_size=22, fill=color, anchor="mm")
    draw.text((500, 610), "Pull the plug before you open the switch.", font_size=28, fill=INK, anchor="mm")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def pdf(title: str, *lines: str) -> bytes:
    """One page. Letters of Latin-1; whatever else would not be in the font."""
    words = [f"BT /F1 22 Tf 60 770 Td ({_escaped(title)}) Tj ET"]
    for at, line in enumerate(lines):
        words.append(f"BT /F1 12 Tf 60 {720 - 22 * at} Td ({_escaped(line)}) Tj ET")
    page = "\n".join(words).encode("latin-1")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _prices() -> bytes:
    rows = (("Harbour, lantern", "98"), ("Library, table lamp", "149"), ("Kontor, floor lamp", "210"))
    lines = [f"{lamp:<40} EUR {price}" for lamp, price in (*rows, ("Tivoli, pendant", "265"))]
    return pdf("Price list 2026", "Prices with VAT, delivery free from EUR 100.", "", *lines)


def _care() -> bytes:
    return pdf(
        "Care of brass and linen",
        "Brass: a dry cloth. Polish only if you like it bright; it darkens again in a year.",
        "Linen: a soft brush, from top to bottom. No water.",
        "Glass: unscrew it to the left, wash it by hand, let it dry before it goes back.",
    )


def _guarantee() -> bytes:
    return pdf(
        "Guarantee",
        "Switches and sockets: for as long as you own the lamp.",
        "Glass and shades: five years, if they did not fall.",
        "We need no receipt. The number under the foot tells when it was made.",
    )


def _label() -> bytes:
    return pdf("Return label", "To: Lumen, Workshop 4, Harbour Street 12", "Put it on the box, over the old one.")


def _zones() -> bytes:
    rows = ("country,price_eur,days", "Germany,6,2-4", "France,12,3-5", "Norway,12,8-12", "Switzerland,12,8-12")
    return "\n".join(rows).encode() + b"\n"


SAMPLES: Final[Mapping[str, Kind]] = {
    "Price list 2026.pdf": Kind(_prices, "Prices"),
    "Delivery zones.csv": Kind(_zones, "Prices"),
    "Care of brass and linen.pdf": Kind(_care, "Manuals"),
    "Guarantee.pdf": Kind(_guarantee, "Manuals"),
    "Wiring of the switch.png": Kind(_drawing, "Manuals/Drawings"),
    "Harbour on a table.jpg": Kind(_harbour, "Pictures"),
    "Return label.pdf": Kind(_label, "Returns"),
    "Cracked glass.jpg": Kind(_cracked),
    "Underside.jpg": Kind(_underside),
}


# --- keeping ---


@cache
def _bytes_of(name: str) -> bytes:
    return SAMPLES[name].make()


def row_of(name: str, *, chat: str = NO_CHAT, agent: str | None = None, at: int) -> File:
    """As if it had been uploaded and sent then."""
    data = _bytes_of(name)
    kind = BY_EXTENSION[extension_of(name)]
    is_picture = kind in file_contents.FORMATS
    width, height = Image.open(io.BytesIO(data)).size if is_picture else (None, None)
    return File(
        id=secrets.token_hex(16),
        chat=chat,
        agent=agent,
        name=name,
        size=len(data),
        media_type=kind.media_type,
        has_thumbnail=is_picture,
        created_at=at,
        width=width,
        height=height,
        sent_at=at,
    )


def put(folder: FileFolder, file: File) -> None:
    """Its bytes, and its thumbnail."""
    with folder.begin(file.id) as out:
        out.write(_bytes_of(file.name))
    kind = BY_EXTENSION[extension_of(file.name)]
    if file.has_thumbnail:
        file_contents.look_at(folder.incoming(file.id), kind, folder.incoming(file.id, thumbnail=True))
    folder.keep(file.id, thumbnail=file.has_thumbnail)


async def fill(store: Store, folder: FileFolder, sent: list[File], keeper: str, now: int) -> None:
    """The documents, in `keeper`'s name, and what was sent in chats."""
    kept = [(row_of(name, agent=keeper, at=now), kind.folder) for name, kind in SAMPLES.items() if kind.folder]
    for file in [*sent, *(file for file, _ in kept)]:
        put(folder, file)
    await store.write(_keep, sent, kept, keeper)


def _keep(sent: list[File], kept: list[tuple[File, str]], keeper: str) -> None:
    for file in sent:
        files.add(file)
    for file, folder in kept:
        files.add(file)
        documents.add(
            NewDocument(
                id=new_id(),
                folder=folder,
                folder_folded="/".join(map(folded, folder.split("/"))),
                name=file.name,
                name_folded=folded(file.name),
                file=file.id,
                created_at=file.created_at,
                changed_by=keeper,
            )
        )
