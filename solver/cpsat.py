"""CP-SAT as an engine: compile the rows, hint the start, solve, read values back."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from roster.rule import Terms
from solver.question import SHORTEST_SECONDS, Question, Solved, least_whole


class Engine:
    """One CP-SAT solve of a question; `stop` may be called from another thread."""

    def __init__(self, *, workers: int, seed: int) -> None:
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = workers
        parameters.random_seed = seed
        parameters.catch_sigint_signal = False  # Ctrl-C is the command's to handle

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.solver.stop_search()

    def solve(self, question: Question, *, seconds: float, effort: float | None = None) -> Solved:
        """Make the sum small. `effort` is a limit in deterministic time."""
        if effort is not None:  # a small part: probing and symmetry would take longer than the search itself
            self.solver.parameters.max_deterministic_time = effort
            self.solver.parameters.cp_model_probing_level = 0
            self.solver.parameters.symmetry_level = 0
        compiled, variables = _compile(question)
        aim = _expression(variables, question.aim)
        if question.at_least is not None and question.aim:
            compiled.add(aim >= question.at_least)
        compiled.minimize(aim)
        return self._run(compiled, variables, question.start, seconds, aimed=True)

    def pack(self, question: Question, *, seconds: float, effort: float) -> Solved:
        """Make the sum small where it is one person's: all rows as a linear program from the start, and no presolve."""
        self.solver.parameters.linearization_level = 2
        self.solver.parameters.cp_model_presolve = False
        return self.solve(question, seconds=seconds, effort=effort)

    def reach(self, question: Question, most: int, *, seconds: float, effort: float | None = None) -> Solved:
        """Find any values with the sum at most `most`: local search is far better at that than at making it small."""
        if effort is not None:
            self.solver.parameters.max_deterministic_time = effort
        if self.solver.parameters.num_workers == 1:  # one worker takes the strategies in turn, repeatably
            self.solver.parameters.interleave_search = True
        compiled, variables = _compile(question)
        compiled.add(_expression(variables, question.aim) <= most)
        return self._run(compiled, variables, (), seconds, aimed=False)

    def _run(
        self,
        compiled: cp_model.CpModel,
        variables: Sequence[cp_model.IntVar],
        start: Sequence[int],
        seconds: float,
        *,
        aimed: bool,
    ) -> Solved:
        for variable, value in zip(variables, start, strict=False):
            compiled.add_hint(variable, value)
        self.solver.parameters.max_time_in_seconds = max(SHORTEST_SECONDS, seconds)
        status = self.solver.solve(compiled)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Solved(
            values=[self.solver.value(each) for each in variables] if found else None,
            bound=least_whole(self.solver.best_objective_bound) if found and aimed else None,
            optimal=status == cp_model.OPTIMAL,
            infeasible=status == cp_model.INFEASIBLE,
            deterministic_time=self.solver.response_proto.deterministic_time,
            branches=self.solver.num_branches,
        )


def _compile(question: Question) -> tuple[cp_model.CpModel, Sequence[cp_model.IntVar]]:
    compiled = cp_model.CpModel()
    variables = [compiled.new_int_var(0, most, "") for most in question.upper]
    for terms, most in question.rows:
        compiled.add(_expression(variables, terms) <= most)
    return compiled, variables


def _expression(variables: Sequence[cp_model.IntVar], terms: Terms) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum(
        [variables[amount] for _, amount in terms], [factor for factor, _ in terms]
    )
