"""Whether a colour can be seen: contrast as WCAG 2 counts it, and what to say of a colour that has little of it.

Words on a colour are black or white, and one of the two is always read well (4.5 : 1). What may fail is the colour
itself against the window: a control wants 3 : 1. The widget mends that by moving the colour as far as it must; an
admin wants to know that this will happen.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from actors.messages import Look

CONTROL_CONTRAST: Final = 3.0
# Of tokens.css: the surface of the window in each theme.
LIGHT: Final = "#ffffff"
DARK: Final = "#14171b"
NEARLY_BLACK: Final = 0.04045  # below it sRGB is a straight line
COLOR_FIELDS: Final = ("color", "badge_color", "bubble_color", "button_color")


class Remark(Struct, frozen=True):
    """Something worth knowing about a field that was taken as it is."""

    field: str
    message: str


def contrast(one: str, other: str) -> float:
    """Between two colours `#rrggbb`, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    linear: float = value / 12.92 if value <= NEARLY_BLACK else ((value + 0.055) / 1.055) ** 2.4
    return linear


def remarks_on(look: Look) -> Iterator[Remark]:
    """One for each colour that would not stand out from the window of a theme that customers may get."""
    surfaces = {"light": (("light", LIGHT),), "dark": (("dark", DARK),)}
    both = (*surfaces["light"], *surfaces["dark"])
    for field in COLOR_FIELDS:
        color: str | None = getattr(look, field)
        if color is None:
            continue
        for theme, surface in surfaces.get(look.theme, both):
            found = contrast(color, surface)
            if found < CONTROL_CONTRAST:
                change = "darker" if theme == "light" else "lighter"
                yield Remark(
                    f"look.{field}",
                    f"{color} hardly stands out in the {theme} theme ({found:.1f} : 1, where {CONTROL_CONTRAST:g} "
                    f"are needed). The widget makes it {change} there.",
                )
