"""Rows kept flat: plain numbers side by side, a fraction of the memory of as many small lists.

A week of thirty people has two million terms. As pairs in lists they take half a gigabyte, and Python's collector of
garbage walks through all of them again and again while a model grows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from roster.rule import Terms
from solver.question import Row

WHOLE = "q"  # 64 bits, as in every engine


class Rows(Sequence[Row]):
    """A sequence of rows (each sum at most its number) that grows at its end."""

    def __init__(self) -> None:
        self.most = array(WHOLE)
        self.factors = array(WHOLE)
        self.amounts = array(WHOLE)
        self.ends = array(WHOLE, [0])  # of each row among the terms; the first is where the first row begins

    def add(self, terms: Terms, most: int) -> None:
        """Add a row."""
        if terms:
            factors, amounts = zip(*terms, strict=True)
            self.factors.extend(factors)
            self.amounts.extend(amounts)
        self.ends.append(len(self.factors))
        self.most.append(most)

    def __len__(self) -> int:
        return len(self.most)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self._row(each) for each in range(*place.indices(len(self)))]
        return self._row(range(len(self))[place])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    def tied_to(self, amounts: Sequence[int], variables: int, rows: int) -> set[int]:
        """Give these variables (of so many) and all that the first `rows` rows tie to them, also through others."""
        tied = np.zeros(variables, dtype=bool)
        tied[list(amounts)] = True
        ends = np.frombuffer(self.ends, dtype=np.int64)[: rows + 1]
        inside = np.frombuffer(self.amounts, dtype=np.int64)[: ends[-1]]
        lengths = np.diff(ends)
        starts, lengths = ends[:-1][lengths > 0], lengths[lengths > 0]
        before = -1
        while len(starts) and (now := int(tied.sum())) > before:
            before = now
            met = np.logical_or.reduceat(tied[inside], starts)
            tied[inside[np.repeat(met, lengths)]] = True
        return set(np.flatnonzero(tied).tolist())

    def _row(self, number: int) -> Row:
        here = slice(self.ends[number], self.ends[number + 1])
        return list(zip(self.factors[here], self.amounts[here], strict=True)), self.most[number]


class Columns:
    """The same terms the other way round: the rows that each variable is in, as they were when this was made."""

    def __init__(self, rows: Rows, variables: int) -> None:
        amounts, factors, ends = (
            np.array(each, dtype=np.int64) for each in (rows.amounts, rows.factors, rows.ends)
        )
        order = np.argsort(amounts, kind="stable")
        numbers = np.repeat(np.arange(len(rows), dtype=np.int64), np.diff(ends))
        self.rows = array(WHOLE, numbers[order].tobytes())
        self.factors = array(WHOLE, factors[order].tobytes())
        starts = np.searchsorted(amounts[order], np.arange(variables + 1))
        self.starts = array(WHOLE, starts.astype(np.int64).tobytes())

    def of(self, amount: int) -> Iterator[tuple[int, int]]:
        """Give the rows that a variable is in, each with its factor."""
        here = slice(self.starts[amount], self.starts[amount + 1])
        return zip(self.rows[here], self.factors[here], strict=True)
