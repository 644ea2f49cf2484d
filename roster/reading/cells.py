"""What may stand in one cell: each kind of cell says what it expects and makes a value of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """The names that cells may refer to; none = they could not be read, so any name is let through."""

    sessions: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class ErrorCell:
    """A cell in which the spreadsheet shows an error, or a formula that was never computed."""

    text: str

    def __str__(self) -> str:
        return self.text


Reader = Callable[[object, Known], Any]


@dataclass(frozen=True)
class Kind:
    """A kind of cell: what it expects in words, how it is read, how a spreadsheet shows and checks it.

    `read` raises CellError. `excel` is `text`, `whole`, `date` or `time`. `json` are the types of JSON values in which
    a request may send it, besides null. `choices` are for a drop-down; `choices_from` names the attribute of Known that
    has them. `bounds` are the lowest and the highest number, both allowed.
    """

    expects: str
    read: Reader
    excel: str = "text"
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    bounds: tuple[int, int] | None = None
    json: tuple[str, ...] = ("string", "integer")

    @property
    def several(self) -> bool:
        """Tell whether a cell may hold several things, and so be a list in a request."""
        return "array" in self.json

    def is_empty(self, found: object) -> bool:
        """Tell whether nothing was said: an empty list says nothing only where a list may stand."""
        return is_empty(found) if self.several else is_blank(found)


class CellError(Exception):
    """A cell that cannot be used: what was found and what would be right, perhaps with a "Maybe …" line."""

    def __init__(self, message: str, maybe: str = "", code: str = "invalid") -> None:
        super().__init__(message)
        self.message, self.maybe, self.code = message, maybe, code


def is_blank(found: object) -> bool:
    """Tell whether nothing was typed."""
    return not found.strip() if isinstance(found, str) else found is None


def is_empty(found: object) -> bool:
    """Tell whether nothing was typed, or a list of nothing."""
    return is_blank(found) or (isinstance(found, list | tuple) and not found)
