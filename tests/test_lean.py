"""The lean rows say the same as the model's: values go there and back, rows hold, every level is the same."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from roster.rule import Terms
from solver.aims import aim
from solver.lean import Lean
from solver.model import Model
from solver.question import Question
from tests.builders import problem, staff
from tests.hand import due_today
from tests.questions import Asked, answered, holds, levels_of, model_of, optimum, value
from tests.tiny import FOCUS, tiny

SEEDS = range(3)  # of each focus
OFFICERS = [staff("S1", "PSO", wing_risk_percent=0), staff("S2", "PSO", wing_risk_percent=0)]


def lean_question(lean: Lean) -> Question:
    return Question(lean.upper, lean.rows, lean.aim, [0] * len(lean.upper))


def what_is_wrong(asked: Asked) -> list[str]:
    """Everything in which the lean rows of a level differ from the model's."""
    stated = asked.question
    lean = Lean(asked.model, stated.aim)
    question = lean_question(lean)
    named = answered(stated)
    gathered = lean.gather(named)
    nameless = answered(question)
    spread = lean.spread(nameless)
    checks = {
        "gathered values break a lean row": holds(question, gathered),
        "gathering changes the aim": value(lean.aim, gathered) == value(stated.aim, named),
        "spread values break a row": holds(stated, spread),
        "spreading changes the aim": value(stated.aim, spread) == value(lean.aim, nameless),
        "gathering what was spread gives something else": lean.gather(spread) == list(nameless),
        "spreading what was gathered breaks a row": holds(stated, lean.spread(gathered)),
        "the least is another": value(lean.aim, nameless) == asked.best,
    }
    return [text for text, fine in checks.items() if not fine]


def merged(given: Problem, terms: Terms | None = None, *, level: str = "due.1", priced: bool = False) -> int:
    """How many variables the lean rows do without."""
    model = model_of(given, priced=priced)
    sum_to_make_small = aim(model, level)[0] if terms is None else terms
    return len(model.upper) - len(Lean(model, sum_to_make_small).upper)


def many_alike(**cells: Any) -> Problem:
    """Three kinds of 45 minutes for two officers: in a session only the totals matter."""
    kinds = ("recategorisation", "hdc_assessment", "rotl_assessment")
    tasks = [due_today(f"{kind}{n}", kind, minutes=45, **cells) for kind in kinds for n in range(4)]
    return problem(staff=OFFICERS, tasks=tasks, policy={"taskable_percent": 100})


@pytest.mark.parametrize("focus", ["", *FOCUS])
def test_the_lean_rows_of_every_level_say_the_same_as_the_models(focus: str) -> None:
    found = [
        (seed, asked.name, text)
        for seed in SEEDS
        for asked in levels_of(tiny(seed, focus))
        for text in what_is_wrong(asked)
    ]
    assert found == []


def test_kinds_that_ask_the_same_of_the_same_people_share_their_variables() -> None:
    given = many_alike()

    # 2 sessions: 3 kinds x 2 people become 2 people + 3 kinds
    assert merged(given) == 2 * (3 * 2 - (2 + 3))


def test_work_that_shares_variables_is_spread_over_people_within_every_row() -> None:
    model = model_of(many_alike(), priced=False)
    terms, constant = aim(model, "due.1")
    lean = Lean(model, terms)

    values = answered(lean_question(lean))

    assert len(lean.flows) == 2  # one a session
    assert value(lean.aim, values) + constant == optimum_of(model, terms) + constant
    assert holds(Question(model.upper, model.rows, terms, []), lean.spread(values))


def optimum_of(model: Model, terms: Terms) -> int:
    return optimum(Question(model.upper, model.rows, terms, [0] * len(model.upper)))


def test_a_kind_alone_stays_as_it_is() -> None:
    given = problem(staff=OFFICERS, tasks=[due_today(f"T{n}") for n in range(6)])
    assert merged(given) == 0


def test_work_of_different_lengths_is_kept_apart() -> None:
    tasks = [due_today("T1", minutes=45), due_today("T2", "hdc_assessment", minutes=60)]
    assert merged(problem(staff=OFFICERS, tasks=tasks)) == 0


def test_work_that_different_people_may_do_is_kept_apart() -> None:
    people = [*OFFICERS, staff("S3", "PO", wing_risk_percent=0)]
    tasks = [due_today("T1", minutes=45), due_today("T2", "hdc_assessment", minutes=45, risk="high")]
    given = problem(staff=people, tasks=tasks)
    model = model_of(given, priced=False)
    able = [set(by_person) for by_person in model.seats.by_kind]

    assert able[0] != able[1]
    assert merged(given) == 0


def test_a_charge_for_one_person_keeps_that_persons_work_apart() -> None:
    """Continuity: an owned task costs points if the other officer does it."""
    given = problem(
        staff=OFFICERS,
        tasks=[
            due_today(f"{kind}-{owner}", kind, minutes=45, owner=owner)
            for kind in ("recategorisation", "hdc_assessment")
            for owner in ("", "S1", "S2")
        ],
    )

    assert owners_together(model_of(given, priced=False), "due.1") == [["", "S1", "S2"]] * 2
    assert all(len(owners) == 1 for owners in owners_together(model_of(given, priced=True), "quality"))


def owners_together(model: Model, level: str) -> list[list[str]]:
    """The owners of the kinds that share variables, flow by flow."""
    lean = Lean(model, aim(model, level)[0])
    together = ({number for number, _ in flow.cells} for flow in lean.flows)
    return sorted(sorted({model.kinds[number].task.owner for number in each}) for each in together)


def test_a_row_about_one_person_and_one_kind_keeps_that_kind_apart() -> None:
    """A check is not given to whoever does the work that it checks: a row for each clerk, work and check."""
    clerks = [staff(each, "CA", wing_risk_percent=0) for each in ("S1", "S2", "S3")]
    work = [due_today(f"W{n}", "sentence_calculation", minutes=30) for n in (1, 2, 3)]
    check = due_today("C1", "sentence_calculation_check", minutes=30, doer="S9")
    tied = due_today("C1", "sentence_calculation_check", minutes=30, after="W1")

    assert tasks_together(problem(staff=clerks, tasks=[*work, check])) == {"C1 W1 W2 W3"}
    assert tasks_together(problem(staff=clerks, tasks=[*work, tied])) == {"C1 W1"}  # one of the two for each


def tasks_together(given: Problem) -> set[str]:
    """The tasks that share variables, flow by flow."""
    model = model_of(given, priced=False)
    lean = Lean(model, aim(model, "due.1")[0])
    together = ({number for number, _ in flow.cells} for flow in lean.flows)
    return {
        " ".join(sorted(task_id for number in each for task_id in model.kinds[number].task_ids))
        for each in together
    }
