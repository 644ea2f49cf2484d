"""What the clock teaches is true: the conflict is forbidden, and nothing that the clock can lay out is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from roster.problem import Problem, span_minutes
from roster.rule import rules_in_force
from solver.clock import Clock
from solver.draft import Draft, Part
from solver.drafting import hints
from solver.keeper import Keeper
from solver.lessons import forbid, teach
from solver.model import Model
from solver.objecting import narrowed, object_to
from solver.repairing import Repair
from solver.search import Search
from tests.builders import away, problem, staff
from tests.hand import due_today, meeting
from tests.questions import model_of, value

AM = 0  # the index of the first session: 08:00-12:00, unlocked 09:00-11:30
GRID = 15
SEEDS = 240
Span = tuple[int, int, int]  # earliest start, latest start, length

POLICY = {"grid_minutes": GRID, "taskable_percent": 100}


def morning(*tasks: Any, people: Sequence[Any] = (), there: Sequence[Any] = (), **cells: Any) -> Problem:
    """A Monday with two officers who may do everything here."""
    people = people or [staff("S1", "PSO", skills="os;parole"), staff("S2", "PSO", skills="os;parole")]
    return problem(staff=people, tasks=list(tasks), availability=list(there), policy=POLICY, **cells)


def random_morning(rng: Random) -> Problem:
    """An appointment, interviews, other short work, one that only S1 may do, and one or two divided pieces."""
    tasks = [due_today(f"I{n}", "bcst1", minutes=45) for n in range(rng.randint(0, 4))]
    tasks += [due_today(f"J{n}", "bcst1", minutes=rng.choice([30, 60])) for n in range(rng.randint(0, 1))]
    tasks += [due_today(f"R{n}", minutes=rng.choice([30, 45, 60, 75])) for n in range(rng.randint(0, 2))]
    tasks += [due_today(f"D{n}", "recall_report", minutes=120) for n in range(rng.choice([0, 1, 1, 2]))]
    if rng.random() < 0.5:
        tasks.append(due_today("V", "oasys_risk_review", minutes=rng.choice([45, 60])))
    starts = rng.choice(["08:30", "09:30", "10:00", "10:10", "11:00"])
    tasks += [meeting(f"A{n}", starts, rng.choice([30, 60])) for n in range(rng.randint(0, 1))]
    there = []
    if rng.random() < 0.3:
        begins = time(rng.choice([8, 9]), 30)
        who = ["S1"] if rng.random() < 0.5 else ["S1", "S2"]
        there = [away(each, session="AM", status="present", start=begins) for each in who]
    people = [staff("S1", "PSO", skills="os;parole;oasys"), staff("S2", "PSO", skills="os;parole")]
    return morning(*tasks, people=people, there=there, rooms=rng.choice([None, 2]))


def clock_of(model: Model) -> Clock:
    firsts = {task_id: kind.task_ids[0] for kind in model.kinds for task_id in kind.task_ids}
    return Clock(model.problem, model.clock, firsts)


def pieces(given: Problem, task_id: str) -> range | tuple[int]:
    """The lengths that a piece of it may have in one session."""
    work = given.task[task_id]
    least = given.policy.smallest_piece
    return range(least, work.minutes + 1, GRID) if work.splittable else (work.minutes,)


def drafts(model: Model, staff_id: str) -> Iterator[tuple[Part, ...]]:
    """All that one person could be given in the morning; of tasks of a kind, the first ones."""
    choices: list[list[tuple[Part, ...]]] = []
    for number, kind in enumerate(model.kinds):
        if (number, staff_id, AM) not in model.count:
            continue
        if kind.task.splittable:
            one = kind.task.task_id
            choices.append([(), *((Part(AM, staff_id, one, m),) for m in pieces(model.problem, one))])
        else:
            each = [Part(AM, staff_id, task_id, kind.task.minutes) for task_id in kind.task_ids]
            choices.append([tuple(each[:amount]) for amount in range(kind.count + 1)])
    for chosen in product(*choices):
        yield tuple(part for choice in chosen for part in choice)


def span(given: Problem, part: Part) -> Span:
    """Where a piece may start: from the tables alone, not from what the model was told."""
    session, work = given.sessions[AM], given.task[part.task_id]
    presence = given.presence[part.staff_id, AM]
    opens, closes = presence.start, presence.end
    if work.seen and session.unlock:
        opens, closes = max(opens, session.unlock[0]), min(closes, session.unlock[1])
    if work.fixed:
        opens = max(opens, work.fixed)
        closes = min(closes, work.fixed + timedelta(minutes=part.minutes))
    last = span_minutes(session.start, closes) - part.minutes
    return span_minutes(session.start, opens), last, part.minutes


def fits(spans: Sequence[Span], now: int = 0) -> bool:
    """Whether one person can do it all, one after the other in some order, each as early as it can be."""
    if not spans:
        return True
    return any(
        max(now, first) <= last and fits([*spans[:n], *spans[n + 1 :]], max(now, first) + minutes)
        for n, (first, last, minutes) in enumerate(spans)
        if (first, last, minutes) not in spans[:n]
    )


def cut_off(model: Model, parts: Sequence[Part], rows: int) -> bool:
    """Whether any row after the first so many keeps this draft out."""
    values = hints(model, Draft(tuple(sorted(parts))))
    return any(value(terms, values) > most for terms, most in model.rows[rows:])


def wrongly_forbidden(given: Problem, parts: Sequence[Part]) -> tuple[bool, list[Any]]:
    """Whether the clock has taught that these cannot stand together, and what is wrong with the lesson."""
    model = model_of(given, priced=False)
    clock = clock_of(model)
    session = given.sessions[AM]
    found = clock.lay_out(session, parts)
    possible = fits([span(given, each) for each in parts])
    wrong: list[Any] = []
    if possible != (not found.failed):
        wrong.append(("the clock is wrong about", parts))
    if not found.failed:
        return False, wrong
    conflict = object_to(clock, session, parts)
    rows = len(model.rows)
    teach(model, [conflict])
    if not cut_off(model, parts, rows):
        wrong.append(("not cut off", parts, conflict))
    for person in given.staff:
        wrong += [
            ("cut off", draft, conflict)
            for draft in drafts(model, person.staff_id)
            if cut_off(model, draft, rows) and fits([span(given, each) for each in draft])
        ]
    return True, wrong


@pytest.mark.parametrize("part", range(4))
def test_what_the_clock_cannot_lay_out_is_cut_off_and_nothing_else(part: int) -> None:
    learnt, wrong = 0, []
    for seed in range(part, SEEDS, 4):
        rng = Random(seed)
        given = random_morning(rng)
        drawn = [each.task_id for each in given.tasks if rng.random() < 0.8]
        parts = sorted(Part(AM, "S1", each, rng.choice(list(pieces(given, each)))) for each in drawn)
        taught, found = wrongly_forbidden(given, parts)
        learnt += taught
        wrong += [(seed, *each) for each in found]
    assert wrong == []
    assert learnt >= SEEDS // 40  # the clock has something to teach


def test_two_divided_pieces_that_fit_beside_an_appointment_stay_allowed() -> None:
    """90 and 90 minutes do not fit after 09:30, nor do 90 and 75; 75 and 75 do."""
    given = morning(
        due_today("D1", "recall_report", minutes=150),
        due_today("D2", "recall_report", minutes=150),
        meeting("A0", "09:00", 30),
    )
    model = model_of(given, priced=False)
    rows = len(model.rows)
    too_much = [Part(AM, "S1", "A0", 30), Part(AM, "S1", "D1", 90), Part(AM, "S1", "D2", 90)]
    forbid(model, narrowed(clock_of(model), given.sessions[AM], too_much))

    enough = [Part(AM, "S1", "A0", 30), Part(AM, "S1", "D1", 75), Part(AM, "S1", "D2", 75)]
    assert fits([span(given, each) for each in enough])
    assert cut_off(model, too_much, rows)
    assert not cut_off(model, enough, rows)


def with_a_pair(*tasks: Any) -> Problem:
    """S1 owns a case, which is reviewed together with S2."""
    people = [
        staff("S1", "PSO", skills="os;parole", wing_risk_percent=0),
        staff("S2", "PO", wing_risk_percent=0),
    ]
    return morning(due_today("P", "case_review", owner="S1", minutes=60), *tasks, people=people)


def test_a_conflict_of_a_pairs_owner_is_cut_off() -> None:
    """90 minutes before the appointment and 120 after it, for 60 with S2, a piece of 105, and 45."""
    report, short = due_today("D", "recall_report", minutes=120), due_today("R", minutes=45)
    given = with_a_pair(report, short, meeting("A", "09:30", 30))
    model = model_of(given, priced=False)
    rows = len(model.rows)
    pair = [Part(AM, each, "P", 60) for each in ("S1", "S2")]
    own = [Part(AM, "S1", "A", 30), Part(AM, "S1", "D", 105), Part(AM, "S1", "R", 45)]
    parts = sorted([*pair, *own])

    assert clock_of(model).lay_out(given.sessions[AM], parts).failed
    forbid(model, narrowed(clock_of(model), given.sessions[AM], parts))

    assert cut_off(model, parts, rows)


def test_a_conflict_of_a_pairs_owner_keeps_what_fits_without_the_pair() -> None:
    given = with_a_pair(
        due_today("D", "recall_report", minutes=75),
        due_today("E", "recall_report", minutes=75),
        meeting("A", "09:30", 30),
    )
    model = model_of(given, priced=False)
    rows = len(model.rows)
    pair = [Part(AM, each, "P", 60) for each in ("S1", "S2")]
    own = [Part(AM, "S1", "A", 30), Part(AM, "S1", "D", 75), Part(AM, "S1", "E", 75)]

    assert clock_of(model).lay_out(given.sessions[AM], sorted([*pair, *own])).failed
    forbid(model, narrowed(clock_of(model), given.sessions[AM], sorted([*pair, *own])))

    assert fits([span(given, each) for each in own])
    assert not cut_off(model, own, rows)


def test_a_roster_is_not_filled_again_when_the_clock_has_taught_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing would be different: the same work would be put in, and the clock would take as long as before."""
    found = morning(due_today("T1"), due_today("T2"))
    search = Search(found, rules_in_force(found.policy), seconds=60, workers=1)
    asked = []

    def cannot_tell(_: Keeper, __: Model, draft: Draft, *___: object, **____: object) -> bool:
        asked.append(draft)
        return False

    monkeypatch.setattr(Keeper, "accept", cannot_tell)
    monkeypatch.setattr(Repair, "run", lambda *_: None)
    monkeypatch.setattr(Search, "_level", lambda *_: None)
    search.run()

    assert len(asked) == 1
    assert {part.task_id for part in asked[0].parts} == {"T1", "T2"}


def three_people(rng: Random) -> Problem:
    """Work of two prisoners, who are in one place at a time, and of others; one officer comes later."""
    tasks = [
        due_today(f"I{n}", "bcst1", minutes=rng.choice([30, 45, 60, 75]), prison_number=f"Z000{n % 2}ZZ")
        for n in range(4)
    ]
    there = [away("S3", session="AM", status="present", start=time(9, 30))] if rng.random() < 0.5 else []
    people = [staff(f"S{n}", "PSO", skills="os;parole") for n in (1, 2, 3)]
    return morning(*tasks, people=people, there=there)


def test_a_conflict_of_several_people_is_forbidden_for_whoever_has_the_same_time_and_nothing_else_is() -> (
    None
):
    """Whoever has one part only may be anybody: the clock itself says of every other choice whether it is true."""
    learnt = more = 0
    for seed in range(12):
        given = three_people(Random(seed))
        ids, people = [each.task_id for each in given.tasks], [each.staff_id for each in given.staff]
        choices = [
            sorted(
                Part(AM, who, each, given.task[each].minutes) for each, who in zip(ids, chosen, strict=True)
            )
            for chosen in product(people, repeat=len(ids))
        ]
        laid_out = [
            not clock_of(model_of(given)).lay_out(given.sessions[AM], each).failed for each in choices
        ]
        if all(laid_out):
            continue
        model = model_of(given, priced=False)
        parts = choices[laid_out.index(False)]
        rows = len(model.rows)
        forbid(model, narrowed(clock_of(model), given.sessions[AM], parts))
        cut = [cut_off(model, each, rows) for each in choices]
        assert cut[laid_out.index(False)]
        assert not any(gone and fine for gone, fine in zip(cut, laid_out, strict=True)), seed
        learnt += 1
        more += sum(cut) > 1
    assert learnt >= 3
    assert more >= 3


def test_what_somebody_cannot_have_twice_is_not_forbidden_once() -> None:
    """Two reports of 90 minutes do not fit beside an appointment; S2 may write one of the two only, which does."""
    people = [staff("S1", "PSO", skills="os;oasys"), staff("S2", "PSO", skills="os")]
    given = morning(
        due_today("R", minutes=90),
        due_today("V", "oasys_risk_review", minutes=90),
        meeting("A", "09:00", 90),
        people=people,
    )
    model = model_of(given, priced=False)
    rows = len(model.rows)
    mine = [Part(AM, "S1", each, given.task[each].minutes) for each in ("A", "R", "V")]
    assert narrowed(clock_of(model), given.sessions[AM], mine) == mine

    forbid(model, mine)

    assert cut_off(model, mine, rows)
    assert not cut_off(model, [replace(each, staff_id="S2") for each in mine[:2]], rows)


def one_room() -> Problem:
    """Interviews of two kinds, three of which just fit into the only room from 09:00 to 11:30, and two reports."""
    interviews = [due_today(f"I{n}", "bcst1", minutes=45, tier=1 + n // 2) for n in range(4)]
    reports = [due_today(f"D{n}", "recall_report", minutes=165) for n in (1, 2)]
    return morning(*interviews, *reports, rooms=1)


def work_of_two(given: Problem) -> Iterator[list[Part]]:
    """Each interview is nobody's, the first one's or the other's; each has one report for so long, or the other one."""
    ids = [each.task_id for each in given.tasks if not each.splittable]
    for chosen in product([None, "S1", "S2"], repeat=len(ids)):
        seen = [Part(AM, who, each, 45) for each, who in zip(ids, chosen, strict=True) if who]
        for swapped, mine, yours in product([False, True], [0, 90, 105, 120], [0, 135, 150, 165]):
            first, second = ("D2", "D1") if swapped else ("D1", "D2")
            lengths = [Part(AM, "S1", first, mine), Part(AM, "S2", second, yours)]
            yield sorted([*seen, *(each for each in lengths if each.minutes)])


def test_a_conflict_about_rooms_is_forbidden_whichever_tasks_it_is_and_nothing_else_is() -> None:
    """After 105 minutes of a report two interviews are the last two in the room, and so is one after 150."""
    given = one_room()
    model = model_of(given, priced=False)
    clock, rows = clock_of(model), len(model.rows)
    report = [Part(AM, "S1", "D1", 120), Part(AM, "S2", "D2", 165)]
    parts = sorted(
        [Part(AM, who, each, 45) for who, each in (("S1", "I0"), ("S1", "I1"), ("S2", "I2"))] + report
    )
    conflict = narrowed(clock, given.sessions[AM], parts)
    assert sum(each.minutes for each in conflict) < sum(each.minutes for each in parts)
    forbid(model, conflict)

    cut = kept = 0
    for each in work_of_two(given):
        gone = cut_off(model, each, rows)
        assert not gone or clock.lay_out(given.sessions[AM], each).failed, each
        cut, kept = cut + gone, kept + (not gone)
    assert cut_off(model, parts, rows)
    others = sorted(
        [Part(AM, who, each, 45) for who, each in (("S1", "I3"), ("S1", "I1"), ("S2", "I0"))] + report
    )
    assert cut_off(model, others, rows)
    swapped = [
        Part(
            each.session,
            each.staff_id,
            {"D1": "D2", "D2": "D1"}.get(each.task_id, each.task_id),
            each.minutes,
        )
        for each in others
    ]
    assert cut_off(model, sorted(swapped), rows)
    assert kept > cut > len(conflict)


def test_one_interview_too_many_for_the_room_is_forbidden_whoever_has_them() -> None:
    """Three of 50 minutes fill the only room: no fourth, whether three people have them, or one, or who comes later."""
    people = [f"S{n}" for n in range(5)]
    officers = [staff(each, "PSO", skills="os;parole") for each in people]
    late = [away("S4", session="AM", status="present", start=time(9, 30))]
    interviews = [due_today(f"I{n}", "bcst1", minutes=50, tier=1 + n // 2) for n in range(4)]
    given = morning(*interviews, people=officers, there=late, rooms=1)
    model = model_of(given, priced=False)
    clock, rows = clock_of(model), len(model.rows)
    parts = [Part(AM, who, f"I{n}", 50) for n, who in enumerate(people[:4])]
    assert narrowed(clock, given.sessions[AM], parts) == parts

    forbid(model, parts)

    for chosen in product([None, *people], repeat=4):
        each = sorted(Part(AM, who, f"I{n}", 50) for n, who in enumerate(chosen) if who)
        assert cut_off(model, each, rows) == (None not in chosen), each


def test_the_time_of_a_prisoner_is_known_before_the_clock_is_asked() -> None:
    """A morning of 240 minutes: two reports of one prisoner fill it; a minute step more does not fit."""
    for minutes, fit in ((120, True), (135, False)):
        tasks = [
            due_today("R1", "recall_report", minutes=minutes, prison_number="Z0001ZZ"),
            due_today("B1", "bcst1", minutes=120, prison_number="Z0001ZZ"),
        ]
        given = morning(*tasks)
        model = model_of(given, priced=False)
        parts = [Part(AM, "S1", "R1", minutes), Part(AM, "S2", "B1", 120)]
        assert cut_off(model, parts, 0) == (not fit)
