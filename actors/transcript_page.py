"""A transcript as a page: for the printer, and for a file that is opened years later, so it needs nothing else.

No script, no picture, no address of ours; what people wrote is text and nothing but. `STYLE` is inside, and
whoever serves the page allows it by its hash (`STYLE_SOURCE`).
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Final

from actors.domain.transcript import Line, Transcript

STYLE: Final = """
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
* { box-sizing: border-box; }
body {
  max-inline-size: 46rem; margin: 2rem auto; padding-inline: 1rem;
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.4rem; margin: 0 0 .75rem; }
h2 { font-size: .85rem; font-weight: 600; margin: 1.5rem 0 .5rem; padding-block-end: .25rem;
  border-block-end: 1px solid #8886; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: color-mix(in srgb, CanvasText 68%, Canvas); }
dd { margin: 0; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 3.5rem 1fr; padding-block: .2rem; break-inside: avoid; }
time { color: color-mix(in srgb, CanvasText 68%, Canvas); font-variant-numeric: tabular-nums; }
p { margin: 0; white-space: pre-wrap; }
b { font-weight: 600; }
.customer b::before { content: "\\25B8\\00A0"; }
.line { color: color-mix(in srgb, CanvasText 68%, Canvas); font-style: italic; }
.note p { border-inline-start: 3px solid #b7791f; padding-inline-start: .6rem; }
@media print {
  :root { color-scheme: light; }
  body { margin: 0; padding: 0; max-inline-size: none; font-size: 10.5pt; }
  @page { margin: 18mm; }
}
"""
STYLE_SOURCE: Final = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"


def as_page(told: Transcript) -> str:
    lines = [
        "<!doctype html>",
        f'<html lang="{told.language}">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        f"<title>{escape(told.title)}</title>",
        f"<style>{STYLE}</style>",
        "<main>",
        f"<h1>{escape(told.title)}</h1>",
        "<dl>",
        *(f"<dt>{escape(word)}</dt><dd>{escape(value)}</dd>" for word, value in told.head),
        "</dl>",
    ]
    for day in told.days:
        lines += [f"<h2>{escape(day.name)}</h2>", "<ol>", *_items(day.lines), "</ol>"]
    return "\n".join([*lines, "</main>", "</html>"]) + "\n"


def _items(lines: tuple[tuple[str, Line], ...]) -> Iterator[str]:
    for time, line in lines:
        side = " customer" if line.customer else ""
        yield f'<li class="{line.kind}{side}"><time>{time}</time><p dir="auto">{_words(line)}</p></li>'


def _words(line: Line) -> str:
    text = escape(line.text)
    match line.kind:
        case "said":
            return f"<b>{escape(line.name)}</b>\n{text}"
        case "note":
            return f"<b>Note, {escape(line.name)}</b>\n{text}"
        case "line":
            return text
