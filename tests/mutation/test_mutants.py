"""Every mutant is noticed by a test, and the harness itself can tell."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from roster.rule import rule_classes
from tests.mutation.mutants import BOTH, CHECKER, MUTANTS, SOLVER, Mutant
from tests.mutation.run import Verdict, changed_text, table
from tests.service.running import COUNTING

ROOT = Path(__file__).parent.parent.parent
MUST = sorted(each.name for each in rule_classes() if each.priced != "always")
ALL = sorted(each.name for each in rule_classes())


def sides(rule: str) -> set[str]:
    return {each.side for each in MUTANTS if each.rule == rule}


@pytest.mark.parametrize("rule", ALL)
def test_every_rule_has_mutants_of_what_the_solver_is_told_and_of_what_the_checker_finds(rule: str) -> None:
    assert {SOLVER, CHECKER} <= sides(rule)


def test_every_side_is_one_of_three_and_no_mutant_is_listed_twice() -> None:
    assert {each.side for each in MUTANTS} <= {SOLVER, CHECKER, BOTH}
    assert len({(each.module, each.old, each.new) for each in MUTANTS}) == len(MUTANTS)
    assert len({each.name for each in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_every_mutant_still_fits_the_code_and_changes_it(mutant: Mutant) -> None:
    text = changed_text(mutant)

    compile(text, mutant.module, "exec")
    assert mutant.old != mutant.new


def test_a_mutant_that_no_longer_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="0 times, not once"):
        changed_text(replace(MUTANTS[0], old="no such text"))


def test_the_table_says_what_nothing_noticed() -> None:
    written = table([(MUTANTS[0], Verdict("test_it")), (MUTANTS[1], Verdict())], seeds=3)

    assert "2 mutants (2 solver), 1 noticed, 0 of them twice, 1 not." in written
    assert written.count("**nothing noticed it**") == 1


@pytest.mark.mutation
@pytest.mark.timeout(1800)  # minutes on two idle cores, more on busy ones
def test_every_mutant_is_noticed_by_a_test() -> None:
    command = [sys.executable, "-m", "tests.mutation.run", "--quick"]
    uncounted = {name: value for name, value in os.environ.items() if name != COUNTING}
    done = subprocess.run(command, cwd=ROOT, env=uncounted, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
