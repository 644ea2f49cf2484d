"""What is wrong with the input or the call, said so that the person who typed it can put it right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in the input: where it is, what was found, what would be right.

    `file` is a file or sheet name, `row` is counted as a spreadsheet counts (header = 1; 0 when the fault is
    not in a row), `column` is a column or key name ("" when the whole row or file is meant).
    """

    file: str
    row: int
    column: str
    message: str
    maybe: str = ""
    code: str = "invalid"

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", {self.column}"
        return f"{place}: {self.message}" + (f" {self.maybe}" if self.maybe else "")


class OmuRosterError(Exception):
    """The family of errors this project raises on purpose."""


class InputRefusedError(OmuRosterError):
    """The input cannot be used; `faults` names every fault found in it (never empty)."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
