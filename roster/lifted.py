"""Which decisions of named managers a roster leans on: overrides without which it would break a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roster.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.rule import Breach, Rule
    from roster.staff import Override


@dataclass(frozen=True)
class Use:
    """One use of an override: for whom, and for which task."""

    override: Override
    staff_id: str
    task_id: str


def overrides_used(view: View, rules: Sequence[Rule]) -> tuple[Use, ...]:
    """Find every use: judge the same plan as if there were no overrides, and see what would be broken."""
    problem = view.problem
    if not problem.overrides:
        return ()
    without = View(replace(problem, overrides=()), view.pieces, view.duties)
    rules_lifted = {each.rule for each in problem.overrides}
    uses = {
        use
        for rule in rules
        if rule.must and rule.name in rules_lifted
        for breach in rule.breaches(without)
        for use in _uses(view, rule.name, breach)
    }
    return tuple(sorted(uses, key=lambda use: (use.override.rule, use.staff_id, use.task_id)))


def _uses(view: View, rule: str, breach: Breach) -> Iterator[Use]:
    """Find the overrides that lift a breach, piece by piece of it."""
    for piece in view.pieces:
        staff_id, task_id = piece.person.staff_id, piece.task.task_id
        if staff_id in breach.staff_ids and task_id in breach.task_ids:
            override = view.problem.lifted(rule, staff_id, piece.session.day, task_id)
            if override is not None:
                yield Use(override, staff_id, task_id)
