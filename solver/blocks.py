"""A question taken apart: each person's own rows, and the rows that people share.

Whoever has the same rows and adds the same to the shared ones is alike. Divided work is finished by one person, which
each person's own rows can say and a sum over people cannot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from roster.rule import Terms
from solver.model import total
from solver.names import Names
from solver.question import Question, Row, Solved, summed

SHORT = 4  # variables in a row that says what goes together
LONG_ROWS = 3  # of one person, in which something stands: their time is meant, not a count


def by_person(
    question: Question, names: Names, ask: Callable[[Question], Solved], known: Sequence[Row] = ()
) -> Solved:
    """Ask a question written so that it says who finishes what: it makes the proof shorter.

    So do rows that are `known` to hold.
    """
    blocks = Blocks(question, names)
    answer = ask(blocks.asked(question.at_least, question.start, known))
    if answer.values is None:
        return answer
    return replace(answer, values=blocks.for_question(answer.values))


class Blocks:
    """The variables and rows of a question, and some more for who finishes what.

    `person` tells whose a variable is, `theirs` what somebody has.
    """

    def __init__(self, question: Question, names: Names) -> None:
        self.upper = list(question.upper)
        self.asked_for = len(self.upper)  # variables; those of who finishes what come after them
        self.finishing: list[tuple[int, Terms, int]] = []  # 1 if a sum is at least a number
        self.rows: list[Row] = []
        self.aim = summed(question.aim)
        self.person = dict(names.person)
        self.work = dict(names.work)
        dropped = self._say_who_finishes(names)
        lengths = {len(each) for each in dropped}  # few rows need be put in order to be compared
        self.rows += [
            row for row in question.rows if len(row[0]) not in lengths or tuple(sorted(row[0])) not in dropped
        ]
        self._find_whose()
        self._find_who_is_beside()
        self.theirs: dict[str, list[int]] = defaultdict(list)
        for amount in sorted(self.person):
            self.theirs[self.person[amount]].append(amount)
        self.own: dict[str, list[Row]] = defaultdict(list)
        self.shared: list[Row] = []
        owner = [self.person.get(amount) for amount in range(len(self.upper))]
        for row in self.rows:
            whose = {owner[amount] for _, amount in row[0]}
            [one] = whose if len(whose) == 1 else [None]
            if one is None:
                self.shared.append(row)
            else:
                self.own[one].append(row)

    def _say_who_finishes(self, names: Names) -> set[tuple[tuple[int, int], ...]]:
        """Let a task be finished by the one who has it; give the rows that this makes needless."""
        dropped = set()
        for each in names.finishing:
            number, role = self.work[each.flag]
            done: list[tuple[int, int]] = []
            placed: list[tuple[int, int]] = []
            for staff_id, (terms, holds) in each.by_person.items():
                here = len(self.upper)
                self.upper.append(1)
                self.finishing.append((here, terms, each.minutes))
                self.person[here] = staff_id
                self.work[here] = number, ("done", staff_id, role)
                self.rows.append(
                    ([(each.minutes, here), *((-factor, amount) for factor, amount in terms)], 0)
                )
                self.rows.append(([(1, here), (-1, holds)], 0))
                done.append((-1, here))
                placed += [(-factor, amount) for factor, amount in terms]
            self.rows.append(([(1, each.flag), *done], 0))
            dropped.add(tuple(sorted([(each.minutes, each.flag), *placed])))
        return dropped

    def asked(self, at_least: int | None, start: Sequence[int] = (), known: Sequence[Row] = ()) -> Question:
        """Give the same question in these variables and rows, with a start for the question if there is one.

        `known` rows hold anyway.
        """
        aim = [(factor, amount) for amount, factor in self.aim.items()]
        rows = [*self.rows, *known]
        return Question(self.upper, rows, aim, self.whole(start) if start else (), at_least)

    def whole(self, values: Sequence[int]) -> list[int]:
        """Add, to values for the question, those of who finishes what."""
        found = [*values, *(0 for _ in self.finishing)]
        for here, terms, minutes in self.finishing:
            found[here] = int(total(terms, values) >= minutes)
        return found

    def for_question(self, values: Sequence[int]) -> Sequence[int]:
        """Leave out, from values for all of these variables, those of who finishes what."""
        return values[: self.asked_for]

    def _find_whose(self) -> None:
        """Give what follows from one person's variables alone to that person too."""
        rows, found = self._not_all_owned(), True
        while found:
            beside: dict[int, set[str]] = defaultdict(set)
            for terms in rows:
                nobody, whose = self._apart(terms)
                for amount in nobody:
                    beside[amount] |= whose
            found = False
            for amount, whose in beside.items():
                if len(whose) == 1:
                    [self.person[amount]] = whose
                    found = True

    def _find_who_is_beside(self) -> None:
        """Give what is nobody's, but takes one person's time whoever does it, to that person: it is done beside them.

        Their own rows then say what they can do. What stands only in a long sum or two of theirs is a count, and
        would make the search for their best day long.
        """
        beside: dict[int, Counter[str]] = defaultdict(Counter)
        for terms in self._not_all_owned():
            nobody, whose = self._apart(terms)
            if len(whose) == 1:
                [one] = whose
                for amount in nobody:
                    beside[amount][one] += LONG_ROWS if len(terms) <= SHORT else 1
        for amount, weights in beside.items():
            [(staff_id, weight), *others] = weights.most_common()
            if weight >= LONG_ROWS and not others:
                self.person[amount] = staff_id

    def _not_all_owned(self) -> list[Terms]:
        """Give the sums of the rows in which there is a variable that is nobody's: they are few."""
        return [terms for terms, _ in self.rows if any(amount not in self.person for _, amount in terms)]

    def _apart(self, terms: Terms) -> tuple[set[int], set[str]]:
        """Give the variables of a row that are nobody's, and whose the others are."""
        nobody = {amount for _, amount in terms if amount not in self.person}
        return nobody, {self.person[amount] for _, amount in terms if amount in self.person}
