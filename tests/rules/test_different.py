"""Different: of what people had in an earlier roster, at least a fifth is with others."""

from __future__ import annotations

from roster.problem import Problem
from roster.revision import Revision
from roster.rule import rules_in_force
from solver.search import Search
from tests.builders import problem, staff
from tests.hand import breaches, due_today, plan, solved

KINDS = ("recategorisation", "hdc_assessment", "referral", "application", "safety_review")
CLOCK = ("08:00-08:30", "08:30-09:00", "09:00-09:30", "09:30-10:00", "10:00-10:30")


def has(*numbers: int, who: str = "S1") -> list[str]:
    return [f"{who}: T{number} Mon AM {CLOCK[number - 1]}" for number in numbers]


def unlike(*earlier: list[str], kinds: tuple[str, ...] = KINDS[:4] + KINDS[:1]) -> Problem:
    """Five tasks of half an hour, the last like the first unless said otherwise."""
    tasks = [due_today(f"T{number}", kind, minutes=30) for number, kind in enumerate(kinds, 1)]
    people = [staff("S1", "PSO"), staff("S2", "B4")]
    plans = tuple(plan(*each) for each in earlier)
    return problem(staff=people, tasks=tasks, revision=Revision(told=False, unlike=plans))


def test_four_of_five_may_stay_and_five_may_not() -> None:
    case = unlike(has(1, 2, 3, 4, 5))

    assert breaches(case, "different", *has(1, 2, 3, 4), *has(5, who="S2")) == []
    assert breaches(case, "different", *has(1, 2, 3, 4, 5)) == [("", "T1 T2 T3 T4 T5", "", 1)]


def test_what_is_left_out_does_not_stay_and_nothing_at_all_stays_of_nothing() -> None:
    assert breaches(unlike(has(1, 2, 3, 4, 5)), "different", *has(1, 2, 3, 4)) == []
    assert breaches(unlike([]), "different", *has(1, 2)) == []


def test_tasks_that_are_alike_are_the_same_thing() -> None:
    case = unlike(has(1, 2))

    swapped = [*has(5), *has(2)]  # the fifth is like the first
    assert breaches(case, "different", *swapped) == [("", "T2 T5", "", 1)]


def test_it_has_to_be_unlike_every_earlier_roster() -> None:
    case = unlike(has(1, 2), has(1, who="S2"))

    assert breaches(case, "different", *has(1)) == []
    assert breaches(case, "different", *has(1, who="S2")) == [("", "T1", "", 1)]
    assert breaches(case, "different", *has(2), *has(3, who="S2")) == []


def test_a_task_of_several_pieces_counts_once() -> None:
    two = ["S1: T1 Mon AM 08:00-09:00", "S1: T1 Mon PM 13:30-14:30"]
    people = [staff("S1", "PSO", skills="parole"), staff("S2", "B4", skills="parole")]
    revision = Revision(told=False, unlike=(plan(*two, "S1: T2 Mon AM 09:00-10:00"),))
    tasks = [due_today("T1", "recall_report", minutes=120), due_today("T2", "recall_report", minutes=60)]
    case = problem(staff=people, tasks=tasks, revision=revision)

    assert breaches(case, "different", *two) == []  # one of two
    assert len(breaches(case, "different", *two, "S1: T2 Mon AM 09:00-10:00")) == 1


def test_the_solver_gives_a_fifth_to_somebody_else_at_no_loss() -> None:
    found = solved(unlike(has(1, 2, 3, 4, 5)))

    assert found.values["due.1"] == 0
    assert sum(each.endswith(("T1", "T2", "T3", "T4", "T5")) for each in found.given) == 5
    assert sum(each.startswith("S1") for each in found.given) <= 4
    assert {each[0] for each in breaches(unlike(has(1, 2, 3, 4, 5)), "different", *found.lines)} == set()


def test_without_anybody_else_work_is_left_undone() -> None:
    tasks = [due_today(f"T{number}", kind, minutes=30) for number, kind in enumerate(KINDS[:4], 1)]
    revision = Revision(told=False, unlike=(plan(*has(1, 2, 3, 4)),))
    alone = problem(staff=[staff("S1", "PSO")], tasks=tasks, revision=revision)

    assert solved(alone).values["due.1"] == 2


def test_who_changes_may_be_found_where_nobody_waits() -> None:
    """Two groups of people share no work, and only in the one is there anybody else to give it to."""
    people = [staff("S1", "PSO"), staff("S2", "CA"), staff("S3", "CA")]
    tasks = [
        due_today("T1", "licence_check", minutes=30),
        due_today("T2", "recategorisation", minutes=30, tier=2),
    ]
    revision = Revision(told=False, unlike=(plan(*has(1, who="S2"), *has(2)),))
    case = problem(staff=people, tasks=tasks, revision=revision)
    outcome = Search(case, rules_in_force(case.policy), seconds=60, workers=1, through="due.5").run()

    assert {f"{each.staff_id} {each.task_id}" for each in outcome.plan.work} == {"S3 T1", "S1 T2"}
