"""Which pages may speak to this server with the browser's own credentials: an exact list, no patterns.

A browser says where a script comes from in `Origin`, which no script can forge. Ours is whatever the request's own
`Host` says (the widget's frame and the console come from here), the configured public URL, and what an admin adds.
Origins are compared whole, as scheme, host and port: no sub-string, no other port, no `null`, no trailing dot.
"""

import re
from collections.abc import Iterable
from typing import Final

from net.credentials import Asker, bearer_of

_ORIGIN: Final = re.compile(r"(https?)://([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_DEFAULT_PORT: Final = {"http": 80, "https": 443}


class Origins:
    """Origins that are ours wherever a request was sent to."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        """Raises ValueError for one that is no origin."""
        self._extra = frozenset(_exactly(origin) for origin in extra)

    def allows(self, asker: Asker) -> bool:
        """Whether this request may use what the browser sent along with it."""
        said = asker.headers.get("origin")
        if said is None:
            # Browsers always say it where it matters. Other clients need not, and then a cookie is none of theirs.
            return "cookie" not in asker.headers or bearer_of(asker) is not None
        origin = origin_of(said)
        if origin is None:
            return False
        scheme = "https" if asker.secure else "http"
        return origin in self._extra or origin == origin_of(f"{scheme}://{asker.headers.get('host', '')}")


def origin_of(text: str) -> str | None:
    """The origin in the one form that is compared, without a default port; None for what is none."""
    found = _ORIGIN.fullmatch(text.lower())
    if found is None:
        return None
    scheme, host, port = found.groups()
    number = int(port) if port else _DEFAULT_PORT[scheme]
    return f"{scheme}://{host}" if number == _DEFAULT_PORT[scheme] else f"{scheme}://{host}:{number}"


def _exactly(text: str) -> str:
    origin = origin_of(text)
    if origin is None:
        raise ValueError(f"{text!r} is not an origin such as https://example.com")
    return origin
