"""The exact model: how many tasks of each kind each person does in each session, under every rule that must hold.

It implements the verbs of `roster.rule.Port` as whole-number variables and linear rows, ready for any engine. Whole
tasks are counted per kind; divided tasks have minutes per session. What only the clock can tell is left to
`solver.clock`, with necessary conditions here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from roster.kinds import Kind
from roster.problem import Problem
from roster.rule import Rule, Terms
from roster.sessions import Session
from roster.staff import Person
from solver.limits import add_limits
from solver.rows import Rows
from solver.seats import Seats
from solver.statements import ClockStatements

Key = tuple[int, str, int]  # kind position, staff id, session index


class Model:
    """The exact model of the given kinds. `rules` that must hold are stated; priced ones only if `priced`."""

    def __init__(
        self, problem: Problem, rules: Sequence[Rule], kinds: Sequence[Kind], seats: Seats, *, priced: bool
    ) -> None:
        self.problem = problem
        self.kinds = kinds
        self.seats = seats
        self.upper: list[int] = []  # every variable is a whole number from 0 to this
        self.rows = Rows()  # each sum is at most its number
        self.position = {kind.task_ids[0]: number for number, kind in enumerate(kinds)}
        self.clock = ClockStatements()
        self.derived: list[
            tuple[int, Callable[[Sequence[int]], int]]
        ] = []  # what follows from other variables
        self.shared: dict[tuple[str, int], int] = {}  # 1 where other work stands beside possible appointments
        self.half_days: dict[
            int, str
        ] = {}  # 1 where a person's half-day is not as they were told: their staff id
        self.rooms: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.shortest = problem.policy.grid_minutes
        self.cost: list[tuple[int, int]] = []
        self.cost_constant = 0
        self._rule: Rule | None = None
        self.finished_by: dict[tuple[int, int], int] = {}
        self.count: dict[Key, int] = {}  # whole tasks: how many; divided ones: 1 if there is a piece
        self.grid: dict[Key, int] = {}  # divided tasks: minutes in steps of the grid
        self.holds: dict[tuple[int, str], int] = {}  # divided tasks: 1 if the person has it
        self.owner_count: dict[Key, list[int]] = defaultdict(list)  # pairs, seen from the owner
        self.seated: dict[tuple[str, int], set[int]] = defaultdict(set)  # kinds by staff id and session index
        self.wing = {key: self._new(1) for key in seats.wings if self._posts(key[1])}
        for number, kind in enumerate(kinds):
            self._add_kind(number, kind)
        for number, staff_id, index in [*self.count, *self.owner_count]:
            self.seated[staff_id, index].add(number)
        self._state(rules, priced=priced)
        add_limits(self)

    # -- variables ------------------------------------------------------------------------------------------------

    def _posts(self, index: int) -> bool:
        return any(session == index for session, _ in self.problem.posts)

    def _new(self, most: int) -> int:
        self.upper.append(most)
        return len(self.upper) - 1

    def _add_kind(self, number: int, kind: Kind) -> None:
        if kind.task.splittable:
            self._add_divided(number, kind)
            return
        keys = []
        for staff_id, sessions in self.seats.by_kind[number].items():
            for session in sessions:
                key = (number, staff_id, session.index)
                self.count[key] = self._new(kind.count)
                keys.append(self.count[key])
                if kind.task.type.pair:
                    self.owner_count[number, kind.task.owner, session.index].append(self.count[key])
        if len(keys) > 1:
            self.limit([(1, key) for key in keys], kind.count)

    def _add_divided(self, number: int, kind: Kind) -> None:
        steps = kind.task.minutes // self.problem.policy.grid_minutes
        for staff_id, sessions in self.seats.by_kind[number].items():
            self.holds[number, staff_id] = self._new(1)
            total = []
            for session in sessions:
                key = (number, staff_id, session.index)
                self.count[key], self.grid[key] = self._new(1), self._new(steps)
                self.limit([(1, self.count[key]), (-1, self.holds[number, staff_id])], 0)
                self.limit([(1, self.grid[key]), (-steps, self.count[key])], 0)
                total.append((1, self.grid[key]))
            self.limit([*total, (-steps, self.holds[number, staff_id])], 0)
        holders = [(1, self.holds[number, staff_id]) for staff_id in self.seats.by_kind[number]]
        if len(holders) > 1:
            self.limit(holders, 1)

    def _state(self, rules: Sequence[Rule], *, priced: bool) -> None:
        for rule in rules:
            self._rule = rule
            if rule.must or priced:
                rule.enforce(self.problem, self)
            if not rule.must and priced and type(rule).who is not Rule.who:
                self._charge_who(rule)
        self._rule = None
        for key, grid in self.grid.items():  # no piece shorter than the rules say, unless the task itself is
            kind = self.kinds[key[0]]
            least = min(self.shortest, kind.task.minutes) // self.problem.policy.grid_minutes
            self.limit([(least, self.count[key]), (-1, grid)], 0)

    def _charge_who(self, rule: Rule) -> None:
        for kind in self.kinds:
            for person in self.holders(kind):
                if not rule.who(self.problem, person, kind.task, self.problem.days[0]):
                    self.charge(self.given(kind, person))

    # -- the verbs of the port ------------------------------------------------------------------------------------

    def _number(self, kind: Kind) -> int:
        return self.position[kind.task_ids[0]]

    def holders(self, kind: Kind) -> Sequence[Person]:
        """People who may be given work of that kind (of a pair: those who join the owner)."""
        return [self.problem.person[each] for each in self.seats.by_kind[self._number(kind)]]

    def openings(self, kind: Kind, person: Person) -> Sequence[Session]:
        """Sessions in which the person may work on it."""
        return self.seats.by_kind[self._number(kind)].get(person.staff_id, ())

    def pieces(self, kind: Kind, person: Person, session: Session) -> Terms:
        """How many tasks of the kind the person works on in the session."""
        key = (self._number(kind), person.staff_id, session.index)
        if key in self.owner_count:
            return [(1, each) for each in self.owner_count[key]]
        return [(1, self.count[key])] if key in self.count else []

    def minutes(self, kind: Kind, person: Person, session: Session) -> Terms:
        """Minutes of that work."""
        key = (self._number(kind), person.staff_id, session.index)
        if key in self.grid:
            return [(self.problem.policy.grid_minutes, self.grid[key])]
        return [(kind.task.minutes, amount) for _, amount in self.pieces(kind, person, session)]

    def workload(self, person: Person, session: Session) -> Terms:
        """Minutes of all the person's work in the session."""
        seated = sorted(self.seated.get((person.staff_id, session.index), ()))
        return [term for number in seated for term in self.minutes(self.kinds[number], person, session)]

    def given(self, kind: Kind, person: Person) -> Terms:
        """How many tasks of the kind the person is given in the horizon."""
        number = self._number(kind)
        if kind.task.splittable:
            key = (number, person.staff_id)
            return [(1, self.holds[key])] if key in self.holds else []
        sessions = self.problem.sessions if kind.task.type.pair else self.openings(kind, person)
        return [term for session in sessions for term in self.pieces(kind, person, session)]

    def placed(self, kind: Kind, until: int | None = None) -> Terms:
        """Minutes of the kind placed up to and including a session index (None: in the horizon); pairs once."""
        number, grid = self._number(kind), self.problem.policy.grid_minutes
        return [
            (grid, self.grid[key]) if key in self.grid else (kind.task.minutes, self.count[key])
            for staff_id, sessions in self.seats.by_kind[number].items()
            for session in sessions
            if until is None or session.index <= until
            for key in [(number, staff_id, session.index)]
        ]

    def finished(self, kind: Kind, session: Session) -> Terms:
        """How many tasks of the kind are finished by the end of the session."""
        placed = self.placed(kind, session.index)
        if not kind.task.splittable:
            return [(1, amount) for _, amount in placed]
        key = (self._number(kind), session.index)
        if key not in self.finished_by:
            self.finished_by[key] = self._new(1 if placed else 0)
            needed = kind.task.minutes
            self.limit(
                [(needed, self.finished_by[key]), *((-factor, amount) for factor, amount in placed)], 0
            )
            self.derive(
                self.finished_by[key], lambda values: int(bool(placed) and total(placed, values) >= needed)
            )
        return [(1, self.finished_by[key])]

    def on_wing(self, person: Person, session: Session) -> Terms:
        """1 if the person is sent to a wing for the session."""
        key = (person.staff_id, session.index)
        return [(1, self.wing[key])] if key in self.wing else []

    def at_most(self, terms: Terms, most: int, weight: int = 1) -> None:
        """Keep a sum at or below `most`, or charge each unit above."""
        if self._rule is None or self._rule.must:
            self.limit(terms, most)
            return
        highest = self.highest(terms)
        if highest > most:
            above = self._new(highest - most)
            self.limit([*terms, (-1, above)], most)
            self.derive(above, lambda values: max(0, total(terms, values) - most))
            self.charge([(1, above)], weight=weight)

    def charge(self, terms: Terms, constant: int = 0, weight: int = 1) -> None:
        """Charge a sum that is never negative."""
        price = (self._rule.settings.price if self._rule else 1) * weight
        self.cost += [(factor * price, amount) for factor, amount in terms]
        self.cost_constant += constant * price

    def lesser(self, first: Terms, second: Terms, second_constant: int) -> Terms:
        """Give the lesser of two sums (or anything above it)."""
        first_most = self.highest(first)
        second_most = self.highest(second) + second_constant
        if not first_most or not second_most:
            return []
        lesser, second_is_less = self._new(min(first_most, second_most)), self._new(1)
        self.limit([*first, (-1, lesser), (-first_most, second_is_less)], 0)
        self.limit([*second, (-1, lesser), (second_most, second_is_less)], second_most - second_constant)
        self.derive(lesser, lambda values: min(total(first, values), total(second, values) + second_constant))
        self.derive(
            second_is_less, lambda values: int(total(second, values) + second_constant < total(first, values))
        )
        return [(1, lesser)]

    def room(self, person: Person, session: Session, minutes: int) -> None:
        """Give work without an appointment what appointments leave of `minutes`."""
        self.rooms[person.staff_id, session.index].append(minutes)

    def smallest_piece(self, minutes: int) -> None:
        """Let no piece of divided work be shorter."""
        self.shortest = max(self.shortest, self.problem.policy.up_to_grid(minutes))

    def within(
        self, kind: Kind, session: Session, start: datetime, end: datetime, person: Person | None = None
    ) -> None:
        """Keep work of that kind between two moments of the session."""
        self.clock.within(kind, session, (start, end), person)

    def starts_at(self, kind: Kind, moment: datetime) -> None:
        """Start work of that kind at that moment."""
        self.clock.starts[kind.task_ids[0]] = moment

    def apart(self, first_task_id: str, second_task_id: str) -> None:
        """Never let two tasks overlap in time."""
        self.clock.apart[first_task_id].add(second_task_id)
        self.clock.apart[second_task_id].add(first_task_id)

    def at_once(self, kinds: Sequence[Kind], session: Session, most: int) -> None:
        """Let at most so many pieces of these kinds go on at the same time."""
        ids = frozenset(task_id for kind in kinds for task_id in kind.task_ids)
        self.clock.crowds.append((ids, session.index, most))

    def in_order(self, first: Kind, then: Kind) -> None:
        """Within a session, let the first end before the other starts."""
        self.clock.in_order(first.task_ids[0], then.task_ids[0])

    # -- what the rest of the engine room uses --------------------------------------------------------------------

    def limit(self, terms: Terms, most: int) -> None:
        """Add a row: a sum is at most `most`."""
        if terms or most < 0:
            self.rows.add(terms, most)

    def highest(self, terms: Terms) -> int:
        """Give the most a sum could be by its variables' bounds."""
        return sum(factor * self.upper[amount] for factor, amount in terms if factor > 0)

    def flag(self) -> int:
        """Give a new 0-1 variable."""
        return self._new(1)

    def reached(self, terms: Terms, least: int) -> int:
        """Give a 0-1 variable that is 1 whenever a sum is at least `least`."""
        flag = self.flag()
        self.limit([*terms, (-max(1, self.highest(terms) - least + 1), flag)], least - 1)
        self.derive(flag, lambda values: int(total(terms, values) >= least))
        return flag

    def derive(self, amount: int, follows: Callable[[Sequence[int]], int]) -> None:
        """Note how an auxiliary variable follows from those made before it."""
        self.derived.append((amount, follows))


def total(terms: Terms, values: Sequence[int]) -> int:
    """Add terms up for given values of the variables."""
    return sum(factor * values[amount] for factor, amount in terms)
