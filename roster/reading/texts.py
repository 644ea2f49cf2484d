"""Cells that hold words: names, notes, ids, prison numbers and words to choose from."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time

from roster.reading import limits
from roster.reading.cells import CellError, Kind, Known
from roster.wording import closest, listing, maybe, shown

LONGEST_NUMBER_AS_TEXT = 10**12  # a longer one is no id, and spreadsheets have already rounded it
IDENTIFIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
PRISON_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
THREE_LETTERS = re.compile(r"[A-Z]{3}")
SPACES = re.compile(r"[ \t\r\n\u00a0]+")
REFUSED_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")  # control characters, half characters, line and paragraph ends
# Nine that turn the reading direction, so that one id can look like another; two that no XML may hold.
REFUSED_CHARACTERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")
PORTS = tuple(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
DEVICE_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *PORTS}
)  # Windows opens a device instead of such a file
FEW_CHOICES = 8  # so many words can be listed in one sentence


def as_text(found: object, longest: int) -> str:
    """Read one line of text: spaces and line breaks tidied, nothing invisible, not too long."""
    if isinstance(found, bool | dict | list | tuple):
        raise CellError(f"{shown(found)} is not text.")
    text = _typed(found)
    if len(text) > longest:
        raise CellError(f"this text has {len(text)} characters; at most {longest} are allowed.")
    text = unicodedata.normalize("NFC", SPACES.sub(" ", text).strip())
    for letter in text:
        if unicodedata.category(letter) in REFUSED_CATEGORIES or letter in REFUSED_CHARACTERS:
            raise CellError(
                f"{shown(text)} holds an invisible control character (U+{ord(letter):04X}); retype it."
            )
    return text


def _typed(found: object) -> str:
    if isinstance(found, date | time):
        return found.isoformat()
    if isinstance(found, int | float):
        known = isinstance(found, int) or (math.isfinite(found) and found.is_integer())
        if not known or abs(found) > LONGEST_NUMBER_AS_TEXT:
            raise CellError(
                f"{shown(found)} is a number, not text; in a spreadsheet, format the cell as text."
            )
        return str(int(found))
    return str(found)


def free_text(longest: int) -> Kind:
    """Describe free text on one line."""
    return Kind(f"text of at most {longest} characters", lambda found, _: as_text(found, longest))


def _identifier(found: object, _: Known) -> str:
    if isinstance(found, date | time):
        raise CellError(
            f"the spreadsheet has made {shown(found)} of this; format the cell as text and retype it."
        )
    word = as_text(found, limits.NOTE_CHARACTERS)
    device = word.partition(".")[0].casefold() in DEVICE_NAMES
    usable = IDENTIFIER.fullmatch(word) and ".." not in word and not word.endswith(".") and not device
    if not usable or len(word) > limits.IDENTIFIER_CHARACTERS:
        raise CellError(
            f"{shown(word)} cannot be an id, because it becomes a file name; use 1 to "
            f"{limits.IDENTIFIER_CHARACTERS} letters A-Z, digits, `-`, `_` or `.`, for example S01."
        )
    return word


IDENTIFIER_CELL = Kind("an id of letters A-Z, digits, `-`, `_` or `.`", _identifier)


def matching(pattern: re.Pattern[str], expects: str) -> Kind:
    """Describe text of a fixed form; lower case and blanks are refused, with a suggestion."""

    def read(found: object, _: Known) -> str:
        word = as_text(found, limits.NOTE_CHARACTERS)
        if pattern.fullmatch(word):
            return word
        tidy = word.upper().replace(" ", "")
        suggestion = f"Maybe `{tidy}`?" if pattern.fullmatch(tidy) else ""
        raise CellError(f"{shown(word)} is not {expects}.", suggestion)

    return Kind(expects, read)


def one_of(found: object, names: tuple[str, ...], what: str) -> str:
    """Read one of the names, spelt exactly so; without names any text will do."""
    word = as_text(found, limits.NOTE_CHARACTERS)
    if not names or word in names:
        return word
    if len(names) > FEW_CHOICES:
        raise CellError(f"{shown(word)} is not {what}.", maybe(word, names), "unknown")
    close = closest(word, names)
    message = f"{shown(word)} is not {what}; write {listing(names)}."
    raise CellError(message, f"Maybe `{close}`?" if close else "", "unknown")


def choice(names: tuple[str, ...], what: str) -> Kind:
    """Describe one of a few fixed words."""
    return Kind(listing(names), lambda found, _: one_of(found, names, what), choices=names)


def known(attribute: str, what: str) -> Kind:
    """Describe one of the names that the establishment or the policy has."""
    return Kind(
        what, lambda found, names: one_of(found, getattr(names, attribute), what), choices_from=attribute
    )
