"""What people write who want a page to run it, and a look at what came of it."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

# Each tries another way in: tags, attributes, addresses, entities, the seams of Markdown.
MARKDOWN: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<!--><script>alert(1)</script-->",
    "<style>*{background:url(//evil.example)}</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>x</button></form>",
    "</main></html><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](java&#x09;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](data:image/png;base64,iVBORw0KGgo=)",
    "[x](blob:https://a.example/1)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "[x](https://a.example/'\"><script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="alert(1)](/x.png)',
    "![x](//evil.example/x.png)",
    "![x](https://evil.example/x.png)",
    "![x](/\\evil.example/x.png)",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "<javascript:alert(1)>",
    '<https://a.example/"onclick=alert(1)>',
    "[x]: javascript:alert(1)\n\n[x]",
    "[x][y]\n\n[y]: <javascript:alert(1)> 'x'",
    '```js" onload="alert(1)\nx\n```',
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n| --- |\n| <img src=x onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    "- <script>alert(1)</script>\n\n      <script>alert(1)</script>",
    "> <script>\nalert(1)\n</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "\u2028<script>alert(1)</script>\u202e",
    "<scr\0ipt>alert(1)</script>",
)

# --- what is typed into a field ---

# In each of them, so that it can be looked for where none of them may be: in a log.
MARK: Final = "kanari"
# Scripts by tag, by attribute, by address and by template, what turns words around, and what breaks a format.
TEXTS: Final = tuple(
    f"{text} {MARK}"
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'-alert(1)-'",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "data:text/html,<script>alert(1)</script>",
        "</title></textarea></script><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {{constructor.constructor('alert(1)')()}}",
        "{customer.name} {cque} {__class__} %(x)s %s {0}",
        "https://evil.example/\"onmouseover='alert(1)'",
        "\u202egnp.exe\u2066 \u200b\u200d\ufeff",
        "null undefined NaN __proto__ constructor toString",
        "'; DROP TABLE chat; -- \" OR 1=1",
        '"unclosed NEAR( AND OR NOT * : ^ -',
        "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿𝕏",
        "Z̸̡̢̧̛͍͎͖̙̠̤̥̦̩̪̫̬̭̮̯̰̱̲̳",
        "W" * 120,
        "../../etc/passwd ..\\..\\x",
    )
)
FORMULAS: Final = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example","x")',
    "\t=1",
    "\r=1",
    "  =1",
)
HEADERS: Final = ("x\r\nBcc: evil@evil.example", "x\nSubject: y", "x\r\n\r\nbody", "x\u2028Bcc: evil@evil.example")

TAGS: Final = frozenset({
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "ul", "ol", "li", "pre", "code"),
    *("a", "img", "em", "strong", "del", "s", "table", "thead", "tbody", "tr", "th", "td"),
})  # fmt: skip
ATTRIBUTES: Final = {
    "a": {"href", "rel", "title"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}
SCHEMES: Final = frozenset({"", "http", "https", "mailto", "tel"})


class _Look(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.found.append(f"<{tag} {name}>")
            if name in {"href", "src"} and urlsplit((value or "").strip()).scheme not in SCHEMES:
                self.found.append(f"<{tag} {name}={value}>")
            if name == "src" and (not (value or "").startswith("/") or (value or "").startswith(("//", "/\\"))):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")


def dangers(html: str) -> list[str]:
    """Whatever in a piece of HTML is more than the text of a FAQ needs."""
    look = _Look()
    look.feed(html)
    look.close()
    return look.found
