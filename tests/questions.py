"""Small problems stated as questions: the whole model with all its rules, and its levels one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from roster.kinds import group
from roster.problem import Problem
from roster.rule import Rule, Terms, rules_in_force
from solver.aims import aim
from solver.cpsat import Engine
from solver.draft import Draft
from solver.drafting import hints
from solver.model import Model
from solver.question import Question, Solved
from solver.seats import find_seats

AMPLE = 60.0  # seconds: far more than a small question needs


@dataclass(frozen=True)
class Asked:
    """One level as a question, with its best value (in the terms of the question, without the constant)."""

    name: str
    model: Model
    question: Question
    best: int


def model_of(problem: Problem, rules: Sequence[Rule] | None = None, *, priced: bool = True) -> Model:
    """The exact model of everything."""
    rules = rules_in_force(problem.policy) if rules is None else rules
    kinds = group(problem)
    return Model(problem, rules, kinds, find_seats(problem, rules, kinds), priced=priced)


def levels_of(problem: Problem) -> Iterator[Asked]:
    """Every level's question in order, with what was reached above held."""
    model = model_of(problem)
    aims = {name: aim(model, name)[0] for name in problem.policy.levels}  # may still add variables and rows
    start = hints(model, Draft())
    for name, terms in aims.items():
        question = Question(list(model.upper), list(model.rows), terms, start)
        best = optimum(question)
        yield Asked(name, model, question, best)
        model.limit(terms, best)


def optimum(question: Question) -> int:
    """The least that the sum can be, by CP-SAT as it comes."""
    return value(question.aim, answered(question))


def answered(question: Question) -> Sequence[int]:
    """The values with which the sum is least, by CP-SAT as it comes."""
    solved = settled(Engine(workers=1, seed=0).solve(question, seconds=AMPLE))
    assert solved.values is not None
    return solved.values


def settled(solved: Solved) -> Solved:
    """An answer that says it is the best there is."""
    assert solved.optimal
    assert solved.values is not None
    return solved


def value(terms: Terms, values: Sequence[int]) -> int:
    """What the terms add up to."""
    return sum(factor * values[amount] for factor, amount in terms)


def holds(question: Question, values: Sequence[int]) -> bool:
    """Whether values lie in their bounds and meet every row; written apart from the engines' own check."""
    if len(values) != len(question.upper):
        return False
    if any(not 0 <= each <= most for each, most in zip(values, question.upper, strict=True)):
        return False
    return not [row for row in question.rows if value(row[0], values) > row[1]]


def long_question() -> Question:
    """A market split: small to write, and out of reach of both engines for minutes."""
    rng = Random(3)
    amounts = range(40)
    rows, aim = [], []
    for number in range(5):
        factors = [(rng.randint(0, 99), each) for each in amounts]
        half = sum(factor for factor, _ in factors) // 2
        over, under = 40 + 2 * number, 41 + 2 * number
        rows.append(([*factors, (-1, over), (1, under)], half))
        rows.append(([(-factor, each) for factor, each in rows[-1][0]], -half))
        aim += [(1, over), (1, under)]
    rows = [(list(terms), most) for terms, most in rows]
    start = [0] * 40
    for number in range(5):
        start += [0, rows[2 * number][1]]
    return Question([1] * 40 + [9999] * 10, rows, aim, start)
