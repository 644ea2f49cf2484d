"""Solver, checker and exhaustive search agree on every level of tiny problems, and every rule decides many of them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.check import judge
from roster.problem import Problem
from roster.rule import Rule, rule_classes, rules_in_force
from solver.outcome import Outcome
from solver.search import Search
from tests.brute import best_values
from tests.tiny import FOCUS, tiny

pytestmark = pytest.mark.no_cover  # the same lines thousands of times: traced, it takes twice as long
BINDING_MUST, BINDING_PRICED = 20, 5  # problems in which a rule must decide the answer
SEEDS = 100  # enough for the rarest rule

MUST = sorted(each.name for each in rule_classes() if each.priced != "always")
PRICED = sorted(each.name for each in rule_classes() if each.priced == "always")


def solve(problem: Problem, rules: tuple[Rule, ...], seed: int = 0) -> Outcome:
    return Search(problem, rules, seconds=120, workers=1, seed=seed).run()


def values(outcome: Outcome) -> tuple[int, ...]:
    return tuple(level.value for level in outcome.levels)


def binding(name: str, wanted: int) -> list[tuple[Problem, tuple[int, ...]]]:
    """The first problems of a rule's focus whose answer changes when it is removed, with their best values."""
    found = []
    for seed in range(SEEDS):
        problem = tiny(seed, name)
        rules = rules_in_force(problem.policy)
        best = best_values(problem, rules)
        if best_values(problem, [rule for rule in rules if rule.name != name]) != best:
            found.append((problem, best))
        if len(found) == wanted:
            break
    return found


@pytest.mark.parametrize("name", [*MUST, *PRICED])
def test_all_three_agree_wherever_the_rule_decides_the_answer(name: str) -> None:
    wanted = BINDING_MUST if name in MUST else BINDING_PRICED
    found = binding(name, wanted)
    assert len(found) == wanted

    for problem, best in found:
        rules = rules_in_force(problem.policy)
        outcome = solve(problem, rules)
        assert values(outcome) == best
        assert outcome.proved
        assert judge(problem, outcome.plan, outcome.levels, rules).clean


@pytest.mark.parametrize("name", ["", "holder"])
def test_all_three_agree_on_mixed_problems(name: str) -> None:
    for seed in range(40):
        problem = tiny(seed, name)
        rules = rules_in_force(problem.policy)
        assert values(solve(problem, rules)) == best_values(problem, rules)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10**9), focus=st.sampled_from(["", *FOCUS]), order=st.randoms(use_true_random=False)
)
def test_all_three_agree_whatever_the_order_of_rules(seed: int, focus: str, order: Random) -> None:
    problem = tiny(seed, focus)
    rules = list(rules_in_force(problem.policy))
    best = best_values(problem, rules)
    order.shuffle(rules)
    outcome = solve(problem, tuple(rules))

    assert values(outcome) == best
    assert outcome.proved
    assert judge(problem, outcome.plan, outcome.levels, rules).clean
