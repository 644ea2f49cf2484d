"""Plain text for a screen of 80 columns: the same in a terminal, in a file and in an e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

WIDTH = 80


def on_screen(lines: Iterable[str], under: int = 2) -> str:
    """Join lines, each broken where it is too long, its rest set in by `under` columns below its own text."""
    return "\n".join(part.rstrip() for line in lines for part in _folded(line, under)) + "\n"


def _folded(line: str, under: int) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + under)
    return wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
