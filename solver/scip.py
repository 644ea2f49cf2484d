"""SCIP as an engine: its cuts and branching prove what CP-SAT cannot, where the rows are nearly tight.

It is reached through OR-Tools' older interface: through MathOpt a running SCIP cannot be stopped (9.15).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ortools.linear_solver import pywraplp

from solver.question import MILLISECONDS, Question, Solved, holds, least_whole, summed

DIVING = "nodeselection/restartdfs/stdpriority"  # the deepest node next, and now and then the best
FIRST = 1_000_000  # above all other ways to choose the next node


class Engine:
    """One SCIP solve of a question; `stop` may be called from another thread. `diving` looks for values, not proof."""

    def __init__(self, *, diving: bool = False) -> None:
        self.diving = diving
        self.solver = pywraplp.Solver.CreateSolver("SCIP")
        self.stopped = False

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.stopped = True
        self.solver.InterruptSolve()

    def solve(self, question: Question, *, seconds: float, nodes: int | None = None) -> Solved:
        """Make the sum small, in at most so many nodes of its tree; values at the known bound end it at once.

        That bound is not told as a row: it makes proofs thrice as slow.
        """
        solver = self.solver
        variables = [solver.IntVar(0, most, "") for most in question.upper]
        for terms, most in question.rows:
            row = solver.Constraint(-solver.infinity(), most)
            for amount, factor in summed(terms).items():
                row.SetCoefficient(variables[amount], factor)
        goal = solver.Objective()
        for amount, factor in summed(question.aim).items():
            goal.SetCoefficient(variables[amount], factor)
        goal.SetMinimization()
        if question.start:
            solver.SetHint(variables, list(question.start))
        solver.SetTimeLimit(max(1, round(seconds * MILLISECONDS)))
        settings = {
            "limits/nodes": nodes,
            "limits/primal": question.at_least,
            DIVING: FIRST if self.diving else None,
        }
        told = "".join(f"{name} = {value}\n" for name, value in settings.items() if value is not None)
        if not solver.SetSolverSpecificParametersAsString(told):
            raise ValueError(f"SCIP does not know all of these settings:\n{told}")
        if self.stopped:
            return Solved(None, None, optimal=False)
        exact = pywraplp.MPSolverParameters()
        exact.SetDoubleParam(pywraplp.MPSolverParameters.RELATIVE_MIP_GAP, 0.0)  # 1e-4 unless told otherwise
        return self._answer(question, variables, solver.Solve(exact))

    def _answer(self, question: Question, variables: Sequence[pywraplp.Variable], status: int) -> Solved:
        found = status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)
        values = [round(each.solution_value()) for each in variables] if found else []
        least = self.solver.Objective().BestBound() if found else math.inf
        return Solved(
            values=values if found and holds(question, values) else None,
            bound=least_whole(least),
            optimal=status == pywraplp.Solver.OPTIMAL,
            infeasible=status == pywraplp.Solver.INFEASIBLE,
            iterations=self.solver.iterations(),
            nodes=self.solver.nodes(),
        )
