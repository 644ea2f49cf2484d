"""What a rule is: one file that recognises a bad roster (`breaches`) and prevents one (`enforce`).

Rules speak only of people, tasks and sessions, through the verbs of `Port`, which an engine implements. Every
amount an engine hands out is an opaque number that may only be multiplied by whole numbers and added up (`Terms`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol

from roster.faults import Fault, InputRefusedError
from roster.kinds import Kind
from roster.policy import Policy, RuleSettings
from roster.problem import Problem
from roster.sessions import Session
from roster.staff import Person
from roster.tasks import Task
from roster.view import View

Terms = Sequence[tuple[int, int]]
"""A sum of (factor, amount) pairs; an amount is an engine's handle."""


@dataclass(frozen=True, order=True)
class Breach:
    """One place where a roster breaks a rule: who, which task, which session, one plain sentence.

    `amount` counts units of breach (1 for a rule that must hold), to be multiplied by the rule's price.
    """

    rule: str
    message: str
    staff_ids: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    session: str = ""
    amount: int = 1


class Port(Protocol):
    """The verbs through which a rule speaks to an engine. Minutes are minutes; counts are counts of tasks."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """Every kind of open work."""
        ...

    def holders(self, kind: Kind) -> Sequence[Person]:
        """People who may be given work of that kind (of a pair: those who join the owner)."""
        ...

    def openings(self, kind: Kind, person: Person) -> Sequence[Session]:
        """Sessions in which the person may work on it."""
        ...

    def pieces(self, kind: Kind, person: Person, session: Session) -> Terms:
        """How many tasks of the kind the person works on in the session."""
        ...

    def minutes(self, kind: Kind, person: Person, session: Session) -> Terms:
        """Minutes of that work."""
        ...

    def workload(self, person: Person, session: Session) -> Terms:
        """Minutes of all the person's work in the session."""
        ...

    def given(self, kind: Kind, person: Person) -> Terms:
        """How many tasks of the kind the person is given in the horizon."""
        ...

    def finished(self, kind: Kind, session: Session) -> Terms:
        """How many tasks of the kind are finished by the end of the session."""
        ...

    def on_wing(self, person: Person, session: Session) -> Terms:
        """1 if the person is sent to a wing for the session (no terms if they cannot be)."""
        ...

    def at_most(self, terms: Terms, most: int, weight: int = 1) -> None:
        """Keep a sum at or below `most`; for a priced rule, each unit above costs `weight` times its price."""
        ...

    def charge(self, terms: Terms, constant: int = 0, weight: int = 1) -> None:
        """Charge a sum that is never negative, `weight` times the rule's price for each unit."""
        ...

    def lesser(self, first: Terms, second: Terms, second_constant: int) -> Terms:
        """Give the lesser of two sums that are never negative (or anything above it)."""
        ...

    def room(self, person: Person, session: Session, minutes: int) -> None:
        """Give work without an appointment what appointments leave of `minutes`; wing duty takes all of it."""
        ...

    def smallest_piece(self, minutes: int) -> None:
        """Let no piece of divided work be shorter."""
        ...

    def within(
        self, kind: Kind, session: Session, start: datetime, end: datetime, person: Person | None = None
    ) -> None:
        """Keep work of that kind (by that person; None: by anybody) between two moments of the session."""
        ...

    def starts_at(self, kind: Kind, moment: datetime) -> None:
        """Start work of that kind at that moment."""
        ...

    def apart(self, first_task_id: str, second_task_id: str) -> None:
        """Never let two tasks overlap in time."""
        ...

    def at_once(self, kinds: Sequence[Kind], session: Session, most: int) -> None:
        """Let at most so many pieces of these kinds go on at the same time."""
        ...

    def in_order(self, first: Kind, then: Kind) -> None:
        """Within a session, let the first end before the other starts."""
        ...


class Rule:
    """A rule with its settings. A subclass says the same thing twice: to the checker and to the solver.

    `priced` tells what the policy may make of it: "never" (must hold), "always" (has a price), "either".
    """

    name: ClassVar[str]
    sentence: ClassVar[str]
    trace: ClassVar[str] = ""
    priced: ClassVar[str] = "never"

    def __init__(self, settings: RuleSettings) -> None:
        self.settings = settings

    @property
    def must(self) -> bool:
        """Tell whether the rule must hold."""
        return self.settings.must

    def breaches(self, view: View) -> Iterable[Breach]:
        """Find every place where the plan breaks the rule. Shares no arithmetic with the verbs below."""
        raise NotImplementedError

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Tell whether the person may be given the task on that day."""
        return True

    def when(self, problem: Problem, task: Task, session: Session) -> bool:  # noqa: ARG002
        """Tell whether the session may hold work on the task."""
        return True

    def there(self, problem: Problem, person: Person, session: Session) -> bool:  # noqa: ARG002
        """Tell whether the person can work at a desk in the session."""
        return True

    def may_cover(self, problem: Problem, person: Person, session: Session) -> bool:  # noqa: ARG002
        """Tell whether the person may be sent to a wing in the session."""
        return True

    def enforce(self, problem: Problem, port: Port) -> None:
        """Tell the engine what else must hold, or what it costs."""

    def breach(
        self,
        message: str,
        *,
        people: Iterable[Person] = (),
        tasks: Iterable[Task] = (),
        session: Session | None = None,
        amount: int = 1,
    ) -> Breach:
        """Write down one breach of this rule."""
        return Breach(
            self.name,
            message,
            tuple(each.staff_id for each in people),
            tuple(each.task_id for each in tasks),
            session.label if session else "",
            amount,
        )


def rule_classes() -> Iterator[type[Rule]]:
    """Find every rule: each module in `roster/rules/` names its one rule class `RULE`."""
    import roster.rules

    for module in sorted(pkgutil.iter_modules(roster.rules.__path__), key=lambda each: each.name):
        yield importlib.import_module(f"roster.rules.{module.name}").RULE


def rules_in_force(policy: Policy) -> tuple[Rule, ...]:
    """Give the rules the policy switches on, in a fixed order.

    Raises InputRefusedError for a rule the policy does not know, or one that must hold and is given a price (or
    the other way round). A priced rule with price 0 is switched off.
    """
    faults: list[Fault] = []
    rules: list[Rule] = []
    for rule_class in rule_classes():
        settings = policy.rules.get(rule_class.name)
        if settings is None:
            faults.append(
                _fault(rule_class.name, "is not in the policy.", "Maybe add `must = true` or a price.")
            )
            continue
        if settings.must and rule_class.priced == "always":
            faults.append(_fault(rule_class.name, "cannot be a must.", "Maybe a higher price?"))
        if not settings.must and rule_class.priced == "never":
            faults.append(
                _fault(rule_class.name, "must hold.", "Maybe use overrides.csv for one person or task.")
            )
        if settings.must or settings.price:
            rules.append(rule_class(settings))
    known = {each.name for each in rule_classes()}
    faults += [
        _fault(name, "is not a rule.", f"The rules are {', '.join(sorted(known))}.")
        for name in policy.rules
        if name not in known
    ]
    if faults:
        raise InputRefusedError(faults)
    return tuple(rules)


def _fault(rule: str, message: str, maybe: str) -> Fault:
    return Fault("policy.toml", 0, f"rules.{rule}", f"`{rule}` {message}", maybe, "contradiction")
