"""Reads what was typed after a command, so that everything that is wrong with it is said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

T = TypeVar("T")


class Typed:
    """Reads one thing after the other and keeps the faults of all of them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, one: Callable[[], T]) -> T | None:
        """Read one thing; None when it is refused (then `done` raises)."""
        try:
            return one()
        except InputRefusedError as error:
            self.faults += error.faults
            return None

    def day(self, text: str) -> date | None:
        """Read `--date`."""
        return self.read(lambda: day_of_text(text, "--date"))

    def seconds(self, seconds: float) -> None:
        """Refuse a search without any time."""
        if not seconds > 0:
            self.faults.append(Fault("--seconds", 0, "", "a search needs more than 0 seconds."))

    def done(self) -> None:
        """Raise InputRefusedError with every fault so far."""
        if self.faults:
            raise InputRefusedError(self.faults)


def day_of_text(text: str, place: str) -> date | None:
    """Read a day ("": None). Raises InputRefusedError naming `place`."""
    from roster.reading.amounts import DAY
    from roster.reading.cells import CellError, Known

    if not text:
        return None
    try:
        day: date = DAY.read(text, Known())
    except CellError as error:
        raise InputRefusedError([Fault(place, 0, "", error.message, error.maybe, error.code)]) from None
    return day


def prison_of_text(text: str, place: str) -> str:
    """Read a prison's code. Raises InputRefusedError naming `place`."""
    from roster.reading.texts import THREE_LETTERS
    from roster.wording import shown

    if not THREE_LETTERS.fullmatch(text):
        message = "is not a prison's code; that is three capital letters, for example ZZI."
        raise InputRefusedError([Fault(place, 0, "", f"{shown(text)} {message}")])
    return text
