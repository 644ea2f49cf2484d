"""Due and appointed work is kept away from people who are likely to be lost to the wings."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class WingRiskRule(Rule):
    """Each due or appointed task costs a point for every started ten per cent of its holder's chance to be lost."""

    name = "wing_risk"
    sentence = "Due work and appointments go to people who will be there."
    trace = "M5, B9 (001:61,79)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge by the holder's risk."""
        step = self.settings.option("step_percent")
        for kind in port.kinds:
            if kind.task.is_due or kind.task.fixed is not None:
                for person in problem.staff:
                    if person.wing_risk_percent:
                        steps = -(-person.wing_risk_percent // step)
                        port.charge(port.given(kind, person), weight=steps)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each such task with somebody at risk."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            if not (task.is_due or task.fixed):
                continue
            for person in view.holders(task).values():
                steps, rest = divmod(person.wing_risk_percent, self.settings.option("step_percent"))
                if person.wing_risk_percent:
                    yield self.breach(
                        f"{task_id} is with {person.staff_id}, who is lost to the wings"
                        f" {person.wing_risk_percent} times in a hundred.",
                        people=[person],
                        tasks=[task],
                        amount=steps + bool(rest),
                    )


RULE = WingRiskRule
