"""Collects what is wrong with the input, file by file, so that everything can be said at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from roster.faults import Fault
from roster.reading import limits

if TYPE_CHECKING:
    from roster.reading.cells import CellError


TOO_MANY = "too_many"  # the code of the fault that says there are more


class Complaints:
    """Every fault found so far; of one file no more than anybody would read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._count: Counter[str] = Counter()

    def add(
        self,
        file: str,
        message: str,
        *,
        row: int = 0,
        column: str = "",
        maybe: str = "",
        code: str = "invalid",
    ) -> None:
        """Add one fault."""
        self.extend([Fault(file, row, column, message, maybe, code)])

    def add_cell(self, file: str, row: int, column: str, error: CellError) -> None:
        """Add the fault of one cell."""
        self.add(file, error.message, row=row, column=column, maybe=error.maybe, code=error.code)

    def extend(self, faults: list[Fault]) -> None:
        """Add faults that were found elsewhere."""
        for fault in faults:
            self._count[fault.file] += 1
            if self._count[fault.file] <= limits.MOST_FAULTS:
                self.faults.append(fault)
            elif self._count[fault.file] == limits.MOST_FAULTS + 1:
                message = f"there are more faults than these {limits.MOST_FAULTS}; put these right first."
                self.faults.append(Fault(fault.file, 0, "", message, code=TOO_MANY))

    def is_full(self, file: str) -> bool:
        """Tell whether more faults of this file would not be shown anyway."""
        return self._count[file] > limits.MOST_FAULTS
