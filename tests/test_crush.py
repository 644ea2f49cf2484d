"""More people who must be in a room at one moment than there are rooms: found, true, and learnt whoever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.problem import Problem
from solver.crush import Conflict, Crush, Item, avoids, find_crush
from solver.draft import Part
from solver.lessons import teach
from solver.model import Model
from solver.objecting import object_to
from tests.builders import MONDAY, TUESDAY, away, problem, staff
from tests.hand import due_today, meeting
from tests.questions import model_of
from tests.test_lessons import AM, GRID, POLICY, clock_of, cut_off

INTERVIEW = Item(in_room=True, earliest=60, end=210, minutes=45)
SEEDS = 160


def in_order(items: Sequence[Item], moment: int) -> bool:
    """Whether these can be done in this order, each as early as it can be, and none in a room at the moment."""
    now = 0
    for each in items:
        start = max(now, each.earliest)
        if each.in_room and start <= moment < start + each.minutes:
            start = moment + 1
        now = start + each.minutes
        if now > each.end:
            return False
    return True


@st.composite
def items(draw: st.DrawFn) -> Item:
    earliest, minutes = draw(st.integers(0, 12)), draw(st.integers(1, 6))
    return Item(draw(st.booleans()), earliest, earliest + minutes + draw(st.integers(0, 8)), minutes)


@settings(max_examples=400)
@given(st.lists(items(), max_size=5), st.integers(0, 20))
def test_somebody_avoids_a_moment_if_any_order_does(had: list[Item], moment: int) -> None:
    assert avoids(had, moment) == any(in_order(each, moment) for each in permutations(had))


@pytest.mark.parametrize(("minutes", "around"), [(60, True), (61, False)])
def test_a_report_lies_between_two_interviews_up_to_the_minute_that_leaves_no_way_around(
    minutes: int, around: bool
) -> None:
    """There from 09:00: one interview is over by 10:14 and one begins then: an hour fits between them or after."""
    report = Item(in_room=False, earliest=60, end=240, minutes=minutes)
    at_fourteen_past_ten = 134

    assert avoids([INTERVIEW, INTERVIEW, report], at_fourteen_past_ten) == around


def test_only_as_many_people_as_there_are_rooms_are_no_crush() -> None:
    three = [(Part(AM, "S", f"I{n}", 45), INTERVIEW) for n in range(3)]

    assert find_crush(AM, {"S1": three, "S2": three}, 2, GRID) is None
    found = find_crush(AM, {"S1": three, "S2": three, "S3": three}, 2, GRID)

    assert found is not None
    assert found.crush is not None
    assert found.crush.loads == {(replace(INTERVIEW, minutes=45),) * 3}


def test_what_one_person_cannot_do_anyway_is_no_crush() -> None:
    """Four of 45 minutes in 150: nobody has them, whatever rooms there are, so more than rooms is not the reason."""
    four = [(Part(AM, "S", f"I{n}", 45), INTERVIEW) for n in range(4)]

    assert find_crush(AM, {"S1": four, "S2": four[:3], "S3": four[:3]}, 1, GRID) is None


def test_what_is_not_needed_for_a_crush_is_left_out() -> None:
    """Two hours elsewhere come after an interview, which goes on at 09:15; a call is not needed for that."""
    call = Item(in_room=False, earliest=60, end=240, minutes=15)
    report = Item(in_room=False, earliest=60, end=240, minutes=120)
    mine = [
        (Part(AM, "S", "I", 45), INTERVIEW),
        (Part(AM, "S", "C", 15), call),
        (Part(AM, "S", "D", 120), report),
    ]

    found = find_crush(AM, {"S1": mine, "S2": mine}, 1, GRID)

    assert found is not None
    assert found.crush == Crush(AM, 75, frozenset({(report, INTERVIEW)}))
    assert avoids([replace(report, minutes=105), INTERVIEW], 75)
    assert {part.task_id for part in found.parts} == {"I", "D"}


def test_what_was_learnt_for_a_moment_on_another_day_is_known_too() -> None:
    monday, tuesday = Crush(0, 90, frozenset({(INTERVIEW,)})), Crush(2, 90, frozenset({(INTERVIEW,) * 2}))

    assert tuesday.knowing([monday, Crush(0, 95, frozenset({(INTERVIEW,) * 3}))]).loads == {
        (INTERVIEW,),
        (INTERVIEW,) * 2,
    }


# -- the rows that it becomes -------------------------------------------------------------------------------------


def morning(*tasks: Any, officers: int, rooms: int, there: Sequence[Any] = (), **cells: Any) -> Problem:
    """Officers who may do everything here, in a morning with few rooms."""
    people = [staff(f"S{n}", "PSO", skills="os;parole") for n in range(officers)]
    return problem(
        staff=people, tasks=list(tasks), availability=list(there), policy=POLICY, rooms=rooms, **cells
    )


def random_morning(rng: Random) -> Problem:
    """Interviews of several lengths, short work, an appointment, divided work; one officer may come later."""
    tasks = [due_today(f"I{n}", "bcst1", minutes=45, tier=1 + n % 2) for n in range(rng.randint(2, 4))]
    tasks += [due_today(f"J{n}", "bcst1", minutes=rng.choice([30, 60])) for n in range(rng.randint(0, 1))]
    tasks += [due_today(f"R{n}", minutes=rng.choice([60, 75, 90])) for n in range(rng.randint(0, 1))]
    tasks += [due_today(f"D{n}", "recall_report", minutes=150) for n in range(rng.randint(0, 2))]
    tasks += [meeting(f"A{n}", rng.choice(["09:00", "10:00", "10:30"]), 45) for n in range(rng.randint(0, 1))]
    begins = time(9, rng.choice([0, 15, 30]))
    there = (
        [away("S0", session="AM", status="present", start=begins, end=time(12))] if rng.random() < 0.3 else []
    )
    return morning(*tasks, officers=2, rooms=1, there=there)


def placings(given: Problem) -> Iterator[list[Part]]:
    """Everything that two officers could be given this morning: each task nobody's or somebody's, pieces of lengths."""
    choices = []
    for each in given.tasks:
        lengths = (60, 90, 105, 120, 135, 150) if each.splittable else (each.minutes,)
        choices.append([None, *(Part(AM, who, each.task_id, m) for who in ("S0", "S1") for m in lengths)])
    for chosen in product(*choices):
        yield sorted(part for part in chosen if part is not None)


def learnt(given: Problem, rng: Random) -> tuple[Model, list[Part], Conflict] | None:
    """A model that has been taught why a morning drawn by chance cannot be laid out, if that was a crush."""
    model = model_of(given, priced=False)
    clock, session = clock_of(model), given.sessions[AM]
    for _ in range(40):
        parts = []
        for each in given.tasks:
            minutes = rng.choice([60, 90, 120, 150]) if each.splittable else each.minutes
            parts.append(Part(AM, rng.choice(["S0", "S1"]), each.task_id, minutes))
        for together, _ in clock.lay_out(session, parts).failed:
            found = object_to(clock, session, together)
            if found.crush is not None:
                return model, sorted(parts), found
    return None


@pytest.mark.parametrize("part", range(4))
def test_a_crush_is_forbidden_whoever_has_it_and_nothing_that_the_clock_can_lay_out(part: int) -> None:
    taught = more = 0
    for seed in range(part, SEEDS, 4):
        rng = Random(seed)
        given = random_morning(rng)
        found = learnt(given, rng)
        if found is None:
            continue
        model, parts, conflict = found
        clock, rows = clock_of(model), len(model.rows)
        teach(model, [conflict])
        assert cut_off(model, parts, rows), seed
        every = list(placings(given))
        cut = [each for each in rng.sample(every, min(len(every), 400)) if cut_off(model, each, rows)]
        for each in cut:
            assert clock.lay_out(given.sessions[AM], each).failed, (seed, each, conflict)
        taught, more = taught + 1, more + (len(cut) > 1)
    assert taught >= SEEDS // 40
    assert more >= SEEDS // 80


def test_whoever_changes_places_is_forbidden_by_the_same_lesson() -> None:
    """Two rooms: one officer has three interviews, two have two each and write an hour and a half or more."""
    interviews = [due_today(f"I{n}", "bcst1", minutes=45, tier=1 + n % 2) for n in range(7)]
    reports = [due_today(f"D{n}", "recall_report", minutes=150) for n in range(2)]
    given = morning(*interviews, *reports, officers=3, rooms=2)
    model = model_of(given, priced=False)
    clock, rows = clock_of(model), len(model.rows)

    def placed(first: str, second: str, third: str, minutes: int) -> list[Part]:
        seen = [*((first, n) for n in range(3)), (second, 3), (second, 4), (third, 5), (third, 6)]
        parts = [Part(AM, who, f"I{n}", 45) for who, n in seen]
        return sorted([*parts, Part(AM, second, "D0", minutes), Part(AM, third, "D1", minutes)])

    found = object_to(clock, given.sessions[AM], placed("S0", "S1", "S2", 120))
    assert found.crush is not None
    teach(model, [found])

    for one, other, last in permutations(["S0", "S1", "S2"]):
        assert cut_off(model, placed(one, other, last, 90), rows)
        assert not cut_off(model, placed(one, other, last, 75), rows)


def test_what_has_begun_has_a_time_of_its_own_and_is_cut_off_all_the_same() -> None:
    """Rows cannot say a load of two interviews with different times, so its parts are forbidden as they are."""
    begun = Item(in_room=True, earliest=75, end=120, minutes=45)
    later = Item(in_room=True, earliest=90, end=210, minutes=50)
    interviews = [due_today(f"I{n}", "bcst1", minutes=60, tier=1 + n % 2) for n in range(4)]
    given = morning(*interviews, officers=3, rooms=1)
    model = model_of(given, priced=False)
    rows = len(model.rows)
    parts = sorted(Part(AM, f"S{n % 3}", f"I{n}", 60) for n in range(4))
    crush = Crush(AM, 160, frozenset({(begun, later), (later,)}))

    assert not crush.in_rows
    teach(model, [Conflict(tuple(parts), crush)])

    assert cut_off(model, parts, rows)
    assert Crush(AM, 160, frozenset({(later, later), (later,)})).in_rows


def test_a_lesson_of_monday_is_a_row_on_the_day_for_which_it_is_told() -> None:
    three = (INTERVIEW,) * 3
    interviews = [due_today(f"I{n}", "bcst1", minutes=45, due=TUESDAY) for n in range(6)]
    given = morning(*interviews, officers=2, rooms=1, days=2)
    tuesday = next(each.index for each in given.sessions if each.day > MONDAY)
    model = model_of(given, priced=False)
    rows = len(model.rows)
    parts = [Part(AM, who, f"I{n}", 45) for n, who in enumerate(["S0"] * 3 + ["S1"] * 3)]

    teach(model, [Conflict((), Crush(tuesday, 135, frozenset({three})))])

    assert not cut_off(model, parts, rows)
    assert cut_off(model, [replace(each, session=tuesday) for each in parts], rows)
