"""What the whole of an island is asked with where nothing is known of it."""

from __future__ import annotations

import pytest

from benchmarks.resolving import case_of, resolved
from solver import search as searching
from solver.question import Question, Solved
from solver.search import Search
from solver.side_by_side import Asking
from tests.questions import AMPLE


def test_of_a_day_of_which_nothing_is_known_no_level_is_said_to_go_below_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = list[Question]()
    run = Asking.run

    def kept(self: Asking) -> Solved:
        asked.append(self.question)
        return run(self)

    monkeypatch.setattr(Asking, "run", kept)
    monkeypatch.setattr(searching, "bound", lambda *_: None)
    case = case_of("open:1", AMPLE)
    problem, rules = resolved(case.folder, case.days)
    Search(problem, rules, seconds=AMPLE, through="due.2").run()

    assert asked
    assert all(each.at_least is not None for each in asked)
