"""Where the risk is not recorded, a probation officer is the safer choice."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class UnknownRiskRule(Rule):
    """Work that would be reserved at high risk, with no risk recorded, costs points with any other grade."""

    name = "unknown_risk"
    sentence = "Work whose risk is not recorded goes to a probation officer by preference."
    trace = "contract, section 3 (`RISK_UNKNOWN`)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:  # noqa: ARG002
        """Charge each such task given to another grade."""
        for kind in port.kinds:
            if kind.task.type.probation_at_risk and not kind.task.risk:
                for person in port.holders(kind):
                    if person.grade not in self.settings.option("grades"):
                        port.charge(port.given(kind, person))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person of another grade on such a task."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            for person in view.holders(task).values():
                reserved = person.grade in self.settings.option("grades")
                if task.type.probation_at_risk and task.risk == "" and not reserved:
                    yield self.breach(
                        f"The risk of {task_id} is not recorded; {person.staff_id} is not a probation officer.",
                        people=[person],
                        tasks=[task],
                    )


RULE = UnknownRiskRule
