"""What one more would give: every cell is what solving the changed folder from scratch gives, and known once asked."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from roster.exports.screen import WIDTH
from roster.exports.whatif_json import to_json
from roster.exports.whatif_text import to_text
from roster.faults import InputRefusedError
from roster.levels import level_values
from roster.policy import load
from roster.problem import PREFERENCES
from roster.rule import rules_in_force
from roster.view import look
from roster.whatif.asked import Asked, asked_of_options
from roster.whatif.change import Change, changed_problem
from roster.whatif.people import groups, losses
from solver.idle import Idle
from solver.memory import Memory
from solver.search import Search
from solver.whatif import whatif
from tests.builders import MONDAY, away, override, problem, staff, tables, wing_post
from tests.hand import due_today, meeting
from tests.test_cli import TINY, omu
from tests.tiny import PLAIN, tiny_morning

if TYPE_CHECKING:
    from roster.problem import Problem
    from roster.roster import LevelValue
    from roster.tables import Tables
    from roster.whatif.compare import Known
    from roster.whatif.table import Cell, Table

CASES = 20
ASKED = Asked(("PO", "PSO", "B4"), (1, 2), (1,), (1,))


def morning(**content: Any) -> tuple[Tables, Problem]:
    days = content.pop("days", 1)
    return tables(**content), problem(days=days, **content)


def table(content: dict[str, Any], asked: Asked = ASKED, **options: Any) -> Table:
    typed, case = morning(**content)
    return whatif(typed, case, asked, **{"seconds": 300.0, "workers": 1, **options})


def cells(found: Table) -> list[Cell]:
    return [cell for line in (*found.posts, *found.people) for cell in line.cells] + [found.no_posts]


def from_scratch(case: Problem, through: str) -> list[LevelValue]:
    rules = rules_in_force(case.policy)
    outcome = Search(case, rules, seconds=60, workers=1, seed=7, through=through).run()
    return list(outcome.levels[: case.levels.index(through) + 1])


def agree(known: Known, through: str) -> int:
    """Compare with solving from scratch wherever both are proved, and tell how many levels that was."""
    compared = 0
    for level, other in zip(known.levels, from_scratch(known.problem, through), strict=True):
        assert level.bound is None or level.bound <= level.value
        if not (level.value == level.bound and other.value == other.bound):
            break
        assert (level.name, level.value) == (other.name, other.value)
        compared += 1
    assert (
        level_values(look(known.problem, known.plan), rules_in_force(known.problem.policy)).items()
        >= {each.name: each.value for each in known.levels}.items()
    )
    return compared


@pytest.mark.parametrize("through", ["due.5", PREFERENCES])
def test_every_cell_is_what_the_changed_folder_gives_from_scratch(through: str) -> None:
    compared = differ = 0
    for seed in range(CASES if through == "due.5" else CASES // 4):
        content = tiny_morning(seed, Random(seed).choice(["", *PLAIN]))
        found = table(content, replace(ASKED, through=through))
        compared += agree(found.now, through)
        for cell in cells(found):
            assert cell.known is not None
            assert cell.difference is not None
            compared += agree(cell.known, through)
            differ += any(each.difference for each in cell.difference.levels)
    wanted = 1000 if through == "due.5" else 400
    assert compared >= wanted
    assert differ >= CASES


def test_each_session_is_asked_about_by_itself() -> None:
    people = [staff("S1", "PSO"), staff("S2", "B4")]
    tasks = [meeting("T1", "09:00", 60), meeting("T2", "09:00", 60), meeting("T3", "09:00", 60)]
    found = table({"staff": people, "tasks": tasks}, Asked(("PSO",), (1,), (1,), (), per_session=True))

    rows = {(each.number, each.when): each for each in found.people}
    assert set(rows) == {(number, (MONDAY, name)) for number in (1, -1) for name in ("AM", "PM")}
    changes = {key: due(each.cells[0]) for key, each in rows.items()}
    assert changes == {
        (1, (MONDAY, "AM")): -2,
        (1, (MONDAY, "PM")): 0,
        (-1, (MONDAY, "AM")): 2,
        (-1, (MONDAY, "PM")): 0,
    }
    assert [each.when for each in found.people if due(each.cells[0])] == [(MONDAY, "AM")] * 2


def due(cell: Cell, tier: int = 1) -> int:
    assert cell.difference is not None
    return {each.level.name: each.difference for each in cell.difference.levels}[f"due.{tier}"]


def test_the_least_and_the_greatest_loss_are_named() -> None:
    people = [staff("S1", "PSO"), staff("S2", "PSO", skills="os;parole"), staff("S3", "PSO")]
    tasks = [
        meeting("T1", "08:00", 240, "safety_review"),
        due_today("T2", "recall_report", minutes=60),
        due_today("T3", "parole_report", minutes=60),
    ]
    found = table({"staff": people, "tasks": tasks}, Asked(("PSO",), (), (1,), ()))
    [line] = found.people

    assert line.proved
    assert [each.loss for each in line.cells] == [(("S1", "S3"),), (("S2",),)]  # two are interchangeable
    assert line.least is not None
    assert line.most is not None
    assert (line.least.change.away, due(line.least)) == (("S1",), 0)
    assert (line.most.change.away, due(line.most)) == (("S2",), 4)
    assert line.most.difference is not None
    assert sorted(line.most.difference.lost) == ["T2", "T3"]
    text = to_text(found)
    assert "without S1 (or, interchangeable: S3)" in text
    assert "2 due tasks on time only without it: T2, T3" in text


def test_people_are_interchangeable_only_if_nothing_names_them() -> None:
    people = [staff(f"S{number}", "PSO") for number in range(1, 7)]
    tasks = [
        due_today("T1", owner="S1"),
        due_today("T2", started_by="S2"),
        due_today("T3", "new_case_advice", owner="S3"),
    ]
    content: dict[str, Any] = {"staff": people, "tasks": tasks, "overrides": [override("advice", "S4")]}
    content["availability"] = [away("S6")]
    case = problem(**content)

    def found(*, priced: bool) -> set[tuple[str, ...]]:
        return set(groups(case, "PSO", None, priced=priced))

    assert found(priced=False) == {("S1", "S5"), ("S2",), ("S3",), ("S4",)}  # who is away cannot be lost
    assert found(priced=True) == {("S1",), ("S2",), ("S3",), ("S4",), ("S5",)}


def test_every_way_to_lose_two_is_tried_once() -> None:
    people = (("S1", "S2", "S3"), ("S4",), ("S5", "S6"))
    size = {each: len(group) for group in people for each in group}
    ways = losses(people, 2)

    assert len(ways) == len(set(ways)) == 5
    every = {
        tuple(sorted([size[one], size[other]]))
        for one, other in combinations(["S1", "S2", "S4", "S5", "S6"], 2)
    }
    assert {tuple(sorted(map(len, way))) for way in ways} == every


def test_interchangeable_people_really_come_to_the_same() -> None:
    compared = 0
    for seed in range(CASES):
        content = tiny_morning(seed, Random(seed).choice(["fair_load", "capacity", "wing_cover", "skills"]))
        content["staff"] = [*content["staff"], replace(content["staff"][0], staff_id="S9")]
        typed, case = morning(**content)
        for person in case.staff:
            for group in groups(case, person.grade, None, priced=False):
                values = [
                    [each.value for each in from_scratch(lost, "due.5")]
                    for each_id in group
                    for lost in [changed_problem(typed, case, Change(away=(each_id,)))]
                ]
                assert all(each == values[0] for each in values)
                compared += len(values) > 1
    assert compared >= CASES // 2


def test_fewer_posts_come_off_the_wing_with_most_open() -> None:
    posts = [wing_post("A", "AM", 3), wing_post("B", "AM", 2), wing_post("A", "PM", 1)]
    there = away("S1", session="AM", status="wing", reason="A")
    two = away("S2", session="AM", status="wing", reason="A")
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "B4")]
    typed, case = morning(staff=people, wing_posts=posts, availability=[there, two])

    def after(change: Change) -> dict[tuple[int, str], int]:
        return changed_problem(typed, case, change).posts

    assert after(Change(fewer_posts=1)) == {(0, "A"): 3, (0, "B"): 1}
    assert after(Change(fewer_posts=2)) in ({(0, "A"): 2, (0, "B"): 1}, {(0, "A"): 3})
    assert after(Change(no_posts=True)) == {}


def test_the_wings_have_a_price_in_tasks_in_days_and_in_minutes() -> None:
    posts = [wing_post("B", "AM"), wing_post("B", "PM")]
    tasks = [due_today("T1", "recategorisation")]
    found = table({"staff": [staff("S1", "B4")], "tasks": tasks, "wing_posts": posts})

    assert found.no_posts.difference is not None
    assert found.no_posts.difference.gained == ("T1",)
    assert (found.no_posts.difference.days_late, due(found.no_posts)) == (-1, -2)
    assert found.no_posts.difference.wing_minutes == -(204 + 178)  # 85 % of 240 and of 210, rounded down
    text = to_text(found)
    assert "6 h 22 min of time that could be planned go to the wings." in text
    assert "Then 1 more due task would be on time." in text
    assert "Due work would be late by 1 fewer working day, all tasks together." in text


def test_alike_tasks_cancel_out() -> None:
    """Which of two alike tasks is done is no gain and no loss."""
    people = [staff("S1", "PSO", minutes_per_week=60)]
    tasks = [due_today("T1", minutes=45), due_today("T2", minutes=45)]
    found = table({"staff": people, "tasks": tasks}, Asked(("PSO",), (1,), (), ()))

    difference = found.people[0].cells[0].difference
    assert difference is not None
    assert len(difference.gained) == 1
    assert difference.lost == ()


def test_a_question_that_is_repeated_is_answered_from_memory() -> None:
    memory = Memory()
    content = tiny_morning(3)
    first = table(content, memory=memory)
    again = table(content, memory=memory)
    wider = table(content, replace(ASKED, grades=(*ASKED.grades, "NB4")), memory=memory)
    other = table({**content, "policy": {**content["policy"], "taskable_percent": 50}}, memory=memory)

    assert first.reused == 0
    assert again.reused == 1 + sum(not each.idle for each in cells(again)) > 3
    assert [each.worth for each in cells(again)] == [each.worth for each in cells(first)]
    assert wider.reused == again.reused
    assert other.reused == 0


def test_people_for_whom_there_is_nothing_to_do_make_no_difference() -> None:
    """What is said without a search is what a search finds; and it is certain even where the rest is not proved."""
    idle = Counter[bool]()
    for seed in range(CASES):
        found = table(
            tiny_morning(seed, Random(seed).choice(["", "grade", "holder", "skills", "wing_cover"]))
        )
        for cell in cells(found):
            idle[cell.idle] += 1
            if cell.idle and cell.known is not None:
                assert cell.difference is not None
                assert not any(each.difference for each in cell.difference.levels)
                assert cell.difference.exact
                scratch = from_scratch(cell.known.problem, "due.5")
                assert [each.value for each in scratch] == cell.worth
    assert idle[True] >= CASES
    assert idle[False] >= CASES


def test_nobody_who_is_named_on_a_wing_or_useful_is_called_idle() -> None:
    people = [staff("S1", "CA"), staff("S2", "CA"), staff("S3", "B4"), staff("S4", "CA"), staff("S5", "MGR")]
    tasks = [due_today("T1", "new_case_advice", owner="S4"), due_today("T2", "recategorisation")]
    typed, case = morning(
        staff=people, tasks=tasks, availability=[away("S2", session="AM", status="wing", reason="B")]
    )
    idle = Idle(typed, case, rules_in_force(case.policy), case.levels[:6])

    assert [idle.away(Change(away=(each.staff_id,))) for each in people] == [True, False, False, False, True]
    assert idle.away(Change(away=("S2",), when=(MONDAY, "PM")))
    assert [idle.more(Change(grade=each, more=1)) for each in ("CA", "PSO", "SPO")] == [True, False, True]


def test_a_memory_forgets_the_oldest_first() -> None:
    memory = Memory(most=2)
    table(tiny_morning(3), memory=memory)

    assert table(tiny_morning(3), Asked((), (), (), ()), memory=memory).reused == 0


def test_without_time_nothing_is_guessed() -> None:
    found = table(tiny_morning(3), seconds=0.01)

    unsolved = [each for each in cells(found) if each.known is None]
    assert len(unsolved) == len(cells(found))
    assert all(each.difference is None for each in unsolved)
    assert not any(line.proved for line in found.people if line.cells)
    assert "no time was left to look" in to_text(found)
    assert to_json(found)["no_posts"] is None


def test_what_is_not_proved_is_marked() -> None:
    """A loose tolerance is no proof to the unit: difference and value carry the mark."""
    found = table(tiny_morning(3), seconds=60.0)
    loose = replace(found.now, levels=tuple(replace(each, bound=None) for each in found.now.levels))
    text = to_text(replace(found, now=loose))
    row = next(line for line in text.splitlines() if line.startswith("As it is"))

    assert Counter(row)["?"] == len(loose.levels)


def test_the_text_fits_and_spells_grades_out_and_the_json_has_every_level() -> None:
    found = table(tiny_morning(5, "wing_cover"), replace(ASKED, through=PREFERENCES))
    text, data = to_text(found), to_json(found)

    assert max(map(len, text.splitlines())) <= WIDTH
    for role in ("Probation officer", "Probation services officer", "Band 4 prison officer"):
        assert role in text
    names = [each["name"] for each in data["now"]["levels"]]
    assert names == list(found.problem.levels)
    assert [each["name"] for each in data["people"][0]["result"]["levels"]] == names
    assert {each["number"] for each in data["people"]} == {1, 2, -1}
    assert {"staff_id", "name"}.isdisjoint(data["people"][0])


def test_every_wrong_option_is_named_at_once() -> None:
    policy = load({})
    with pytest.raises(InputRefusedError) as refused:
        asked_of_options(policy, "XX,PO", "0,1", "x", "1", through="due.9")

    assert [each.file for each in refused.value.faults] == [
        "--grades", "--minus", "--plus", "--through", "--wing-posts",
    ]  # fmt: skip
    assert asked_of_options(policy) == Asked(("PO", "PSO", "B4", "NB4"), (1, 2, 3), (1,), (1, 2))
    assert asked_of_options(policy, "", "", "", "") == Asked((), (), (), ())


def test_the_command_prints_the_table_or_json_and_names_every_wrong_option() -> None:
    quick = ("--days", "1", "--grades", "PO", "--plus", "1", "--wing-posts", "-1", "--workers", "1")
    shown = omu("whatif", TINY, *quick)
    data = json.loads(omu("whatif", TINY, *quick, "--json").stdout)
    wrong = omu("whatif", TINY, "--grades", "XX", "--plus", "0", "--seconds", "0", "--date", "soon")

    assert shown.returncode == 0, shown.stderr
    assert "THE PRICE OF THE WINGS" in shown.stdout
    assert [each["number"] for each in data["people"]] == [1, -1]
    assert data["now"]["levels"][0]["name"] == "wing_posts"
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert [line.partition(":")[0] for line in wrong.stderr.splitlines()] == [
        "--date", "--grades", "--plus", "--seconds",
    ]  # fmt: skip
    assert "Example:" in omu("whatif", "--help").stdout
