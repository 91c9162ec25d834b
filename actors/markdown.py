"""Markdown as customers may see it, and the plain words of it. No HTML of the author's gets through, ever.

markdown-it escapes what looks like HTML. Added here: an address has one of a few schemes or is no link; a link
leads out without saying from where; pictures come from this server or become a link to where they are, so that
reading a page tells nobody else of it; headings begin below that of the page; and a column is aligned by a class,
since our pages allow no inline style.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_SCHEME: Final = re.compile(r"([^/?#:]*):")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_LINK: Final = {"rel": "noopener noreferrer"}
_SPACED: Final = frozenset(
    {"paragraph_close", "heading_close", "list_item_close", "td_close", "th_close", "hr", "softbreak", "hardbreak"}
)


def to_html(text: str) -> str:
    """The HTML of a body."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
        elif token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", None)):
            token.attrs["class"] = str(style).removeprefix("text-align:")
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return html


def plain(text: str, most: int) -> str:
    """The words of a body in one line, cut at a space where they are more than `most` characters."""
    words = " ".join("".join(_words(_markdown.parse(text))).split())
    if len(words) <= most:
        return words
    cut, space, _ = words[: most - 1].rpartition(" ")
    return f"{cut if space else words[: most - 1]}…"


def _words(tokens: Sequence[Token]) -> list[str]:
    words = []
    for token in tokens:
        if token.children is not None:
            words += _words(token.children)
        elif token.type in _SPACED:
            words.append(" ")
        else:
            words.append(token.content)
    return words


class _Renderer(RendererHTML):
    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ANN401
        tokens[at].attrs |= _LINK
        return self.renderToken(tokens, at, options, env)

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ANN401
        token = tokens[at]
        source = str(token.attrs.get("src", ""))
        if source.startswith("/") and not source.startswith("//"):
            return super().image(tokens, at, options, env)
        words = Token("text", "", 0, content="".join(_words(token.children or ())) or source)
        if not source.startswith(("http://", "https://")) or _inside_link(tokens, at):
            return self.render([words], options, env)
        link = Token("link_open", "a", 1, attrs={"href": source, **_LINK})
        return self.render([link, words, Token("link_close", "a", -1)], options, env)


def _inside_link(tokens: Sequence[Token], at: int) -> bool:
    return sum(token.nesting for token in tokens[:at] if token.type in {"link_open", "link_close"}) > 0


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether an address may stand in a link: a page, a mail, a telephone, or a place on this server."""
        scheme = _SCHEME.match(url.strip())
        return scheme is None or scheme[1].lower() in _SCHEMES


_markdown: Final = _Markdown("commonmark", {"html": False}, renderer_cls=_Renderer)
_markdown.enable(["table", "strikethrough"])
