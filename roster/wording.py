"""How messages show what was typed, and what may have been meant instead."""

from __future__ import annotations

import difflib
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHOWN_CHARACTERS = 40  # enough to recognise a cell by
MOST_SUGGESTED_FROM = 500  # comparing with more names than this takes longer than it helps
COMPARED_CHARACTERS = 60  # comparing longer texts is slow and finds nothing
LISTED_NAMES = 20  # a longer list of names is not read
ENOUGH_ALIKE = 0.6  # difflib's own default; lower gives far-fetched suggestions


def shown(found: object) -> str:
    """Quote a cell as it was typed: short, on one line, without anything unprintable."""
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list | tuple):
        return "a list"
    text = _as_typed(found)
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS] + "…"
    return (
        "`"
        + "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
        + "`"
    )


def _as_typed(found: object) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int):
        return str(found) if abs(found) < 10**SHOWN_CHARACTERS else "a very long number"
    if isinstance(found, datetime):
        return found.isoformat(timespec="minutes")
    if isinstance(found, date | time):
        return found.isoformat()
    return str(found)


def closest(found: str, names: Collection[str]) -> str:
    """Give the one name that the text is most like, or "" when none is close."""
    if len(names) > MOST_SUGGESTED_FROM:
        return ""
    by_folded = {name.casefold(): name for name in names}
    wanted = found[:COMPARED_CHARACTERS].casefold()
    close = difflib.get_close_matches(wanted, by_folded, n=1, cutoff=ENOUGH_ALIKE)
    return by_folded[close[0]] if close else ""


def maybe(found: str, names: Collection[str]) -> str:
    """Give the "Maybe …" line: the closest name, else the names there are if they are few, else nothing."""
    close = closest(found, names)
    if close:
        return f"Maybe `{close}`?"
    return f"Maybe one of: {', '.join(sorted(names))}." if 0 < len(names) <= LISTED_NAMES else ""


def listing(words: Collection[str], last: str = "or") -> str:
    """Join words as in a sentence: `a, b or c`."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final
