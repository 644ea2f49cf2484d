"""A small sheet of SVG to draw charts on: lines, bars, dots and text that stay readable in black and white."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

FONT_SIZE, TITLE_SIZE = 12, 15
CHARACTER = 6.6  # about how wide a letter of the usual size is; charts need no more
INK, PALE = "#222", "#bbb"
# Fills that differ without colour: black, hatched, white, grey, dotted.
FILLS = ("#444", "url(#hatched)", "#fff", "#ccc", "url(#dotted)")
PATTERNS = (
    '<pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="{INK}" stroke-width="3"/>'
    "</pattern>"
    '<pattern id="dotted" width="5" height="5" patternUnits="userSpaceOnUse">'
    f'<rect width="5" height="5" fill="#fff"/><circle cx="2" cy="2" r="1" fill="{INK}"/></pattern>'
)


@dataclass
class Sheet:
    """One chart in the making; `title` and `says` are read aloud to those who cannot see it."""

    title: str
    says: str
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str = INK) -> None:
        """Draw a straight line."""
        (left, top), (right, bottom) = start, end
        self.parts.append(
            f'<line x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}" stroke="{colour}"/>'
        )

    def bar(self, left: float, top: float, width: float, height: float, fill: str) -> None:
        """Draw a bar with an edge, so that white and grey ones are seen on paper."""
        self.parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" '
            f'fill="{fill}" stroke="{INK}"/>'
        )

    def dot(self, middle: tuple[float, float], filled: bool, radius: float = 3.0) -> None:
        """Draw a dot: filled or open."""
        fill = INK if filled else "#fff"
        self.parts.append(
            f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="{radius}" fill="{fill}" stroke="{INK}"/>'
        )

    def text(self, at: tuple[float, float], words: str, anchor: str = "start", size: int = FONT_SIZE) -> None:
        """Write words at a place; `anchor` is start, middle or end."""
        weight = ' font-weight="bold"' if size > FONT_SIZE else ""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size}" text-anchor="{anchor}"{weight} '
            f'fill="{INK}">{escape(words)}</text>'
        )

    def as_svg(self) -> str:
        """Give the whole picture."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-labelledby="title says" '
            'font-family="sans-serif">'
        )
        told = f'<title id="title">{escape(self.title)}</title><desc id="says">{escape(self.says)}</desc>'
        paper = f'<rect width="{self.width}" height="{self.height}" fill="#fff"/>'
        return "\n".join([head, told, f"<defs>{PATTERNS}</defs>", paper, *self.parts, "</svg>", ""])


def widest(labels: list[str]) -> float:
    """Say how much room a column of labels needs."""
    return CHARACTER * max((len(each) for each in labels), default=0)
