"""The same model with fewer variables: kinds that ask the same of the same people in a session become one flow.

A variable of the exact model says how many tasks of a kind a person does in a session. What it adds to the rows is
often in two parts: what is asked of the person (minutes, windows), and what is done for the kind (how many are left,
how many are in time). Where several kinds ask the same of the same people, only the totals matter: how many each
person does, and how many of each kind are done. Who does which is a matter of names, and any way to give them holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from roster.rule import Terms
from solver.model import Model
from solver.rows import Columns

Column = frozenset[tuple[int, int]]  # (row, factor) of one variable; the aim is the row after the last


@dataclass(frozen=True)
class Flow:
    """Kinds that are alike for these people in one session; all numbers are variables, of the model or of this."""

    cells: dict[tuple[int, str], int]  # (kind, staff id): the model's variable
    by_person: dict[str, int]
    by_kind: dict[int, int]


class Lean:
    """A model and a sum to make small, in fewer variables: each again a whole number from 0 to its `upper`."""

    def __init__(self, model: Model, aim: Terms) -> None:
        self.upper: list[int] = []
        self.rows: list[tuple[list[tuple[int, int]], int]] = []
        self.flows: list[Flow] = []
        self._written: dict[int, list[tuple[int, int]]] = defaultdict(
            list
        )  # the flows' terms by the model's row
        self._build(model, aim)

    def _build(self, model: Model, aim: Terms) -> None:
        columns = _columns(model, aim)
        for cells in _cells(model).values():
            self._add_flows(model, cells, columns)
        merged = {amount for flow in self.flows for amount in flow.cells.values()}
        self.kept = {
            amount: self._new(most) for amount, most in enumerate(model.upper) if amount not in merged
        }
        rows = [self._rewritten(number, terms) for number, (terms, _) in enumerate([*model.rows, (aim, 0)])]
        self.aim = rows.pop()
        self.rows = [(terms, most) for terms, (_, most) in zip(rows, model.rows, strict=True)] + self.rows

    def _new(self, most: int) -> int:
        self.upper.append(most)
        return len(self.upper) - 1

    def _rewritten(self, number: int, terms: Terms) -> list[tuple[int, int]]:
        kept = [(factor, self.kept[amount]) for factor, amount in terms if amount in self.kept]
        return kept + self._written.get(number, [])

    def _add_flows(self, model: Model, cells: dict[int, dict[str, int]], columns: dict[int, Column]) -> None:
        """Find, in one session, the kinds that ask the same of the same people."""
        alike: dict[frozenset[tuple[str, Column]], list[int]] = defaultdict(list)
        of_kind: dict[int, Column] = {}
        for number, by_person in cells.items():
            if len(by_person) > 1:
                of_kind[number] = frozenset.intersection(*(columns[each] for each in by_person.values()))
                theirs = ((staff_id, columns[each] - of_kind[number]) for staff_id, each in by_person.items())
                alike[frozenset(theirs)].append(number)
        for asked, numbers in alike.items():
            if len(numbers) > 1:
                self._add_flow(model, cells, numbers, dict(asked), of_kind)

    def _add_flow(
        self,
        model: Model,
        cells: dict[int, dict[str, int]],
        numbers: list[int],
        asked: dict[str, Column],
        of_kind: dict[int, Column],
    ) -> None:
        together = sum(model.kinds[number].count for number in numbers)
        by_person = {staff_id: self._new(together) for staff_id in sorted(asked)}
        by_kind = {number: self._new(model.kinds[number].count) for number in numbers}
        for staff_id, amount in by_person.items():
            self._write(asked[staff_id], amount)
        for number, amount in by_kind.items():
            self._write(of_kind[number], amount)
        both = [(1, each) for each in by_person.values()] + [(-1, each) for each in by_kind.values()]
        self.rows += [(both, 0), ([(-factor, amount) for factor, amount in both], 0)]
        named = {(number, staff_id): cells[number][staff_id] for number in numbers for staff_id in by_person}
        self.flows.append(Flow(named, by_person, by_kind))

    def _write(self, column: Column, amount: int) -> None:
        for row, factor in column:
            self._written[row].append((factor, amount))

    # -- there and back -------------------------------------------------------------------------------------------

    def gather(self, values: Sequence[int]) -> list[int]:
        """Give the values of this model for values of the model it came from."""
        found = [0] * len(self.upper)
        for amount, here in self.kept.items():
            found[here] = values[amount]
        for flow in self.flows:
            for (number, staff_id), amount in flow.cells.items():
                found[flow.by_person[staff_id]] += values[amount]
                found[flow.by_kind[number]] += values[amount]
        return found

    def made_of(self, amounts: Set[int]) -> list[int]:
        """Give the variables of this model that stand for none but some of the model it came from."""
        found = [here for amount, here in self.kept.items() if amount in amounts]
        for flow in self.flows:
            cells: dict[int, list[bool]] = defaultdict(list)
            for (number, staff_id), amount in flow.cells.items():
                cells[flow.by_person[staff_id]].append(amount in amounts)
                cells[flow.by_kind[number]].append(amount in amounts)
            found += [here for here, inside in cells.items() if all(inside)]
        return found

    def spread(self, values: Sequence[int]) -> list[int]:
        """Give the names back: values of the model this came from, kind by kind to person by person."""
        found = [0] * (len(self.kept) + sum(len(flow.cells) for flow in self.flows))
        for amount, here in self.kept.items():
            found[amount] = values[here]
        for flow in self.flows:
            wanted = {staff_id: values[amount] for staff_id, amount in flow.by_person.items()}
            for number, amount in flow.by_kind.items():
                left = values[amount]
                for staff_id in flow.by_person:
                    given = min(left, wanted[staff_id])
                    found[flow.cells[number, staff_id]] = given
                    left -= given
                    wanted[staff_id] -= given
        return found


def _cells(model: Model) -> dict[int, dict[int, dict[str, int]]]:
    """Give the variables that count whole tasks, by session, kind and person."""
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for (number, staff_id, index), amount in model.count.items():
        if not model.kinds[number].task.splittable:
            found[index][number][staff_id] = amount
    return found


def _columns(model: Model, aim: Terms) -> dict[int, Column]:
    """Give what each counting variable adds to the rows and to the aim."""
    counting = {
        amount: dict[int, int]()
        for (number, _, _), amount in model.count.items()
        if not model.kinds[number].task.splittable
    }
    columns, last = Columns(model.rows, len(model.upper)), len(model.rows)
    for amount, column in counting.items():
        for row, factor in columns.of(amount):
            column[row] = column.get(row, 0) + factor
    for factor, amount in aim:
        if amount in counting:
            counting[amount][last] = counting[amount].get(last, 0) + factor
    return {amount: frozenset(column.items()) for amount, column in counting.items()}
