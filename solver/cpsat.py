"""CP-SAT as an engine: compile the rows, hint the start, solve, read values back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from roster.rule import Terms
from solver.question import ALL_SEEDS, SHORTEST_SECONDS, Question, Rowed, Solved, least_whole

SEEDS = 1 << 16  # to choose from by chance


class Compiled:
    """Whole numbers and rows in CP-SAT's own terms, to be asked with one sum after the other."""

    def __init__(self, asked: Rowed) -> None:
        self.model = cp_model.CpModel()
        self.variables = [self.model.new_int_var(0, most, "") for most in asked.upper]
        for terms, most in asked.rows:
            self.model.add(self.expression(terms) <= most)

    def expression(self, terms: Terms) -> cp_model.LinearExprT:
        """Write a sum."""
        return cp_model.LinearExpr.weighted_sum(
            [self.variables[amount] for _, amount in terms], [factor for factor, _ in terms]
        )


class Engine:
    """One CP-SAT solve of a question; `stop` may be called from another thread."""

    def __init__(self, *, workers: int, seed: int) -> None:
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = workers
        parameters.random_seed = seed % ALL_SEEDS  # a search counts on from the seed it was given
        parameters.catch_sigint_signal = False  # Ctrl-C is the command's to handle
        self.stopped = False

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.stopped = True  # a search that has not begun cannot be asked
        self.solver.stop_search()

    def solve(self, question: Question, *, seconds: float, effort: float | None = None) -> Solved:
        """Make the sum small. `effort` is a limit in deterministic time."""
        if effort is not None:
            self._keep_to(effort)
        compiled = Compiled(question)
        aim = compiled.expression(question.aim)
        if question.at_least is not None and question.aim:
            compiled.model.add(aim >= question.at_least)
        compiled.model.minimize(aim)
        return self._run(compiled, question.start, seconds, aimed=True)

    def look_around(self, question: Question, *, seconds: float, effort: float) -> Solved:
        """Make the sum small by opening up, again and again, a part of the start; it says nothing of what can be.

        One worker finds by it what `solve` does not; two find as much as with `solve` in two thirds of the time.
        """
        parameters = self.solver.parameters
        parameters.use_lns_only = True
        parameters.interleave_search = parameters.num_workers == 1  # or it would not look around at all
        return replace(self.solve(question, seconds=seconds, effort=effort), bound=None)

    def pack(self, compiled: Compiled, aim: Terms, *, seconds: float, effort: float) -> Solved:
        """Make a sum small where it is one person's: all rows as a linear program from the start, and little else.

        Presolve, cuts and clearing up in between take longer than the branching they save.
        """
        parameters = self.solver.parameters
        parameters.linearization_level = 2
        parameters.cp_model_presolve = False
        parameters.cut_level = 0
        parameters.inprocessing_dtime_ratio = 0.0
        parameters.inprocessing_probing_dtime = 0.0
        return self._one_persons(compiled, aim, seconds, effort)

    def pack_to_the_end(self, compiled: Compiled, aim: Terms, *, seconds: float, effort: float) -> Solved:
        """Make a sum small where it is one person's and `pack` could not prove it: clauses do, where a program creeps.

        Divided work that may be placed in many ways is cut down by presolve first.
        """
        self.solver.parameters.linearization_level = 0
        return self._one_persons(compiled, aim, seconds, effort)

    def _one_persons(self, compiled: Compiled, aim: Terms, seconds: float, effort: float) -> Solved:
        self._keep_to(effort)
        compiled.model.minimize(compiled.expression(aim))
        return self._run(compiled, (), seconds, aimed=True)

    def reach(
        self,
        question: Question,
        most: int,
        *,
        seconds: float,
        effort: float | None = None,
        near: Sequence[int] = (),
    ) -> Solved:
        """Find any values with the sum at most `most`: local search is far better at that than at making it small.

        `near` are values that keep nearly all rows, where such are known.
        """
        if effort is not None:
            self.solver.parameters.max_deterministic_time = effort
        if self.solver.parameters.num_workers == 1:  # one worker takes the strategies in turn, repeatably
            self.solver.parameters.interleave_search = True
        compiled = Compiled(question)
        compiled.model.add(compiled.expression(question.aim) <= most)
        return self._run(compiled, near, seconds, aimed=False)

    def _keep_to(self, effort: float) -> None:
        """Limit the deterministic time; probing and symmetry would take longer than the search of a small part."""
        self.solver.parameters.max_deterministic_time = effort
        self.solver.parameters.cp_model_probing_level = 0
        self.solver.parameters.symmetry_level = 0

    def _run(self, compiled: Compiled, start: Sequence[int], seconds: float, *, aimed: bool) -> Solved:
        for variable, value in zip(compiled.variables, start, strict=False):
            compiled.model.add_hint(variable, value)
        self.solver.parameters.max_time_in_seconds = max(SHORTEST_SECONDS, seconds)
        if self.stopped:
            return Solved(None, None, optimal=False)
        status = self.solver.solve(compiled.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Solved(
            values=[self.solver.value(each) for each in compiled.variables] if found else None,
            bound=least_whole(self.solver.best_objective_bound) if found and aimed else None,
            optimal=status == cp_model.OPTIMAL,
            infeasible=status == cp_model.INFEASIBLE,
            deterministic_time=self.solver.response_proto.deterministic_time,
            branches=self.solver.num_branches,
        )
