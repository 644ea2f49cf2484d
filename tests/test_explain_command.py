"""`omu-roster explain`, run as people run it; and receipts of mornings that can be read at a glance."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from roster.check import judge
from roster.explain.asked import problem_of_roster, refuse_unknown
from roster.explain.receipt import (
    BLOCKED,
    COSTS,
    DUE_LATER,
    FILLED,
    HOUR,
    IMPOSSIBLE,
    INSTEAD,
    LATE,
    NO_ROOM,
    NOBODY,
    NOT_DONE,
    OTHER_CANNOT,
    OTHER_FREE,
    OTHER_MAY_NOT,
    OVERRIDE,
    PART,
    POST,
    Receipt,
)  # fmt: skip
from roster.exports.explained import explained
from roster.exports.roster_json import StatedRoster
from roster.faults import InputRefusedError
from roster.fingerprint import refuse_another, roster_sha256
from roster.problem import Problem
from roster.reading import Morning
from roster.replan.events import Events, Lost
from roster.roster import Plan
from roster.rule import rules_in_force
from solver.receipts import Receipts, explain
from tests.builders import MONDAY, TUESDAY, away, override, problem, staff, tables, task, wing_post
from tests.hand import MORNINGS, due_today, plan, solved
from tests.test_cli import QUICK, TINY, omu

SECONDS = 60.0
TIGHT: dict[str, Any] = {"taskable_percent": 50}  # a morning has room for two hours


def receipt(morning: Problem, made: Plan, task_id: str, *people: str) -> Receipt:
    """The receipt of one task of a roster made by hand, which the checker must accept."""
    rules = rules_in_force(morning.policy)
    assert judge(morning, made, rules=rules).breaches == ()
    receipts = Receipts(morning, rules, made, seconds=SECONDS)
    return receipts.receipt(task_id, SECONDS, [morning.person[each] for each in people])


def said(found: Receipt, kind: str) -> str:
    """The one sentence of a kind."""
    (sentence,) = (each for each in found.sentences if each.kind == kind)
    return sentence.text


def test_a_task_that_nobody_may_do_names_what_is_missing_and_the_override_that_would_do() -> None:
    morning = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1", risk="high")])
    found = receipt(morning, plan(), "T1")

    assert (found.state, found.code) == (NOT_DONE, "NOBODY_MAY")
    assert "probation officer" in said(found, NOBODY)
    assert [(each.kind, each.rule, each.staff_id) for each in found.changes] == [
        (OVERRIDE, "high_risk", "S1")
    ]
    lifted = problem(
        staff=[staff("S1", "PSO")], tasks=[due_today("T1", risk="high")], overrides=[override("high_risk", "S1", "T1")]
    )  # fmt: skip
    assert solved(lifted).given == {"S1 T1"}


def test_the_wing_post_that_keeps_somebody_from_a_task_is_named() -> None:
    people, work, gone = [staff("S1", "B4")], [due_today("T1")], [away("S1", session="PM")]
    morning = problem(staff=people, tasks=work, availability=gone, wing_posts=[wing_post("B", "AM")])
    found = receipt(morning, plan("S1: wing B Mon AM"), "T1")

    assert "on wing B" in said(found, FILLED)
    assert said(found, COSTS).startswith("Finishing it would leave at least 1 more wing post unfilled")
    assert [(each.kind, each.wing, each.session) for each in found.changes] == [(POST, "B", "AM")]
    assert solved(problem(staff=people, tasks=work, availability=gone)).given == {"S1 T1"}


def test_an_hour_of_overtime_that_gets_a_task_done_is_named() -> None:
    work = [due_today("T1", minutes=45), due_today("T2", minutes=45)]
    short = [staff("S1", "PSO", minutes_per_week=60)]
    morning = problem(staff=short, tasks=work)
    found = receipt(morning, plan("S1: T1 Mon AM 08:00-08:45"), "T2")

    assert said(found, INSTEAD).endswith("T1 would not be finished.")
    assert found.changes[0].kind == HOUR
    assert (found.changes[0].staff_id, found.changes[0].minutes) == ("S1", 60)
    longer = [replace(short[0], overtime_minutes=60, overtime_agreed_by="A Manager")]
    assert solved(problem(staff=longer, tasks=work)).given == {"S1 T1", "S1 T2"}


def test_an_hour_is_asked_for_beside_a_half_day_but_never_of_somebody_who_is_away() -> None:
    work = [due_today("T1", minutes=150), due_today("T2", minutes=45)]
    part_time = [staff("S1", "PSO", pattern=MORNINGS)]
    made = plan("S1: T1 Mon AM 08:00-10:30")
    morning = problem(staff=part_time, tasks=work, policy={"taskable_percent": 75})
    found = receipt(morning, made, "T2")
    (hour,) = (each for each in found.changes if each.session == "PM")

    assert (hour.kind, hour.staff_id, hour.day, hour.minutes) == (HOUR, "S1", MONDAY, 60)
    stays = [away("S1", session="PM", status="present", start=time(13, 30), end=time(14, 30))]
    longer = [replace(part_time[0], minutes_per_week=5 * 240 + 60)]
    assert solved(
        problem(staff=longer, tasks=work, availability=stays, policy={"taskable_percent": 75})
    ).given == {"S1 T1", "S1 T2"}
    absent = problem(
        staff=[staff("S1", "PSO")], tasks=work, availability=[away("S1", session="PM")],
        policy={"taskable_percent": 75},
    )  # fmt: skip
    assert [each for each in receipt(absent, made, "T2").changes if each.session == "PM"] == []


def test_a_late_task_may_be_due_one_working_day_later() -> None:
    work = [due_today("T1", minutes=105, ready="2026-11-23"), due_today("T2", minutes=105, due=TUESDAY)]
    people = [staff("S1", "PSO", pattern=MORNINGS)]
    morning = problem(staff=people, tasks=work, days=2, policy=TIGHT)
    late = plan("S1: T2 Mon AM 08:00-09:45", "S1: T1 Tue AM 08:00-09:45")
    found = receipt(morning, late, "T1")

    assert (found.state, found.code) == (LATE, "LATE")
    assert found.changes == ()  # it changes places with T2: no change is needed
    away_first = problem(staff=people, tasks=work[:1], days=2, policy=TIGHT, availability=[away("S1")])
    found = receipt(away_first, plan("S1: T1 Tue AM 08:00-09:45"), "T1")
    assert said(found, IMPOSSIBLE) == "No roster that keeps every rule finishes it on time in these days."
    assert [(each.kind, each.day) for each in found.changes] == [(DUE_LATER, TUESDAY)]


def test_a_done_task_says_why_this_person_and_who_else_could() -> None:
    people = [staff("S1", "PSO"), staff("S2", "B4"), staff("S3", "CA")]
    morning = problem(
        staff=people, tasks=[due_today("T1"), due_today("T2", "bcst1", minutes=150)], policy={"grid_minutes": 5}
    )  # fmt: skip
    made = plan("S1: T1 Mon AM 08:00-08:45", "S2: T2 Mon AM 09:00-11:30")
    assert said(receipt(morning, made, "T1"), OTHER_FREE).startswith("S2 could do it as well")
    assert said(receipt(morning, made, "T1", "S3"), OTHER_MAY_NOT).startswith(
        "S3 may not do it. Nobody is given"
    )


def test_somebody_with_too_little_time_can_never_do_it() -> None:
    people = [staff("S1", "PSO"), staff("S2", "B4", minutes_per_week=30)]
    morning = problem(staff=people, tasks=[due_today("T1")])
    found = receipt(morning, plan("S1: T1 Mon AM 08:00-08:45"), "T1")

    assert (
        said(found, OTHER_CANNOT) == "S2 may do it, but no roster that keeps every rule has them finish it."
    )


def test_work_that_can_wait_and_blocked_work_have_plain_receipts() -> None:
    work = [
        task("T1", "recall_report", minutes=600, due=date(2026, 12, 20), ready="2026-11-16"),
        task("T2", "recategorisation", due=MONDAY, ready="2026-11-16", status="blocked", note="waits"),
    ]
    morning = problem(staff=[staff("S1", "PO")], tasks=work)
    found = receipt(morning, plan("S1: T1 Mon AM 08:00-09:00"), "T1")
    assert (found.state, [each.kind for each in found.sentences]) == (PART, ["why"])
    assert receipt(morning, plan(), "T2").state == BLOCKED


def test_time_that_is_too_short_leaves_sentences_out_and_guesses_nothing() -> None:
    morning = problem(
        staff=[staff("S1", "PSO", minutes_per_week=60)], tasks=[due_today("T1"), due_today("T2")]
    )
    made = plan("S1: T1 Mon AM 08:00-08:45")
    found = explain(morning, rules_in_force(morning.policy), made, ["T2"], seconds=1e-9).receipts[0]

    assert {each.kind for each in found.sentences} == {NO_ROOM, FILLED}
    assert found.changes == ()


def test_an_explanation_belongs_to_one_roster() -> None:
    one, other = plan("S1: T1 Mon AM 08:00-08:45"), plan("S1: T1 Mon AM 08:05-08:50")
    same = Plan(tuple(replace(each, reason="because") for each in one.work))

    assert roster_sha256(one) == roster_sha256(same) != roster_sha256(other)
    refuse_another({"roster_sha256": roster_sha256(one)}, same, "why.json")
    for wrong in ({"roster_sha256": roster_sha256(one)}, {}):
        with pytest.raises(InputRefusedError, match="this explanation is not of this roster"):
            refuse_another(wrong, other, "why.json")


def test_a_roster_that_was_planned_again_is_explained_as_things_are_now() -> None:
    rows = tables(staff=[staff("S1", "PSO"), staff("S2", "PSO")], tasks=[due_today("T1")])
    base = problem(staff=[staff("S1", "PSO"), staff("S2", "PSO")], tasks=[due_today("T1")])
    morning = Morning(rows, base.policy)
    gone = Events(lost=(Lost("S2", MONDAY, ""),), now=datetime.combine(MONDAY, time(7)))
    stated = StatedRoster((MONDAY,), plan("S1: T1 Mon AM 08:00-08:45"), events=gone)
    now = problem_of_roster(morning, stated, "roster.json")
    found = receipt(now, stated.plan, "T1")

    assert [each.text for each in found.sentences if each.kind == "others"] == [
        "Nobody else who is in may do it."
    ]


def test_all_unknown_names_are_refused_at_once() -> None:
    morning = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    with pytest.raises(InputRefusedError) as refused:
        refuse_unknown(morning, ["T1", "T11"], ["S1", "S9"])
    assert {each.file for each in refused.value.faults} == {"--task", "--person"}


# -- as people run it --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of the tiny sample's first day."""
    out = tmp_path_factory.mktemp("explained") / "out"
    run = omu("make", TINY, "--out", out, *QUICK)
    assert run.returncode == 0, run.stderr
    return out / "roster.json"


def test_help_has_an_example() -> None:
    run = omu("explain", "--help")
    assert run.returncode == 0
    assert "omu-roster explain " in run.stdout.partition("Example:")[2]


def test_a_task_is_explained_in_eighty_columns_and_as_json(made: Path) -> None:
    text = omu("explain", TINY, made, "--task", "T1,T2", "--seconds", "10")
    answer = json.loads(omu("explain", TINY, made, "--task", "T1,T2", "--seconds", "10", "--json").stdout)

    assert text.returncode == 0, text.stderr
    assert max(map(len, text.stdout.splitlines())) <= 80
    assert [each["task_id"] for each in answer["receipts"]] == ["T1", "T2"]
    assert all(said["verified"] for each in answer["receipts"] for said in each["sentences"])
    assert answer["roster_sha256"][:12] in text.stdout


def test_a_person_is_explained_half_day_by_half_day(made: Path) -> None:
    answer = json.loads(omu("explain", TINY, made, "--person", "S01", "--json").stdout)
    done = {each["task_id"] for each in json.loads(made.read_text())["work"] if each["staff_id"] == "S01"}

    (person,) = answer["people"]
    assert done
    assert {each for said in person["sentences"] for each in said["task_ids"]} == done


def test_a_roster_of_other_days_or_one_that_breaks_rules_is_refused(made: Path, tmp_path: Path) -> None:
    roster = json.loads(made.read_text())
    broken, sunday = tmp_path / "broken.json", tmp_path / "sunday.json"
    broken.write_text(json.dumps({**roster, "work": [*roster["work"], roster["work"][0]]}))
    sunday.write_text(json.dumps({**roster, "from": "2026-11-22", "days": ["2026-11-22"]}))

    for file, why in (
        (broken, "the checker rejects this roster"),
        (sunday, "these are not the working days"),
    ):
        run = omu("explain", TINY, file)
        assert (run.returncode, run.stdout) == (2, "")
        assert why in run.stderr


def test_wrong_calls_are_refused_with_a_suggestion(made: Path) -> None:
    run = omu("explain", TINY, made, "--task", "T01", "--person", "S1")
    assert (run.returncode, run.stdout) == (2, "")
    assert "T01 is not on the task list" in run.stderr
    assert "S1 is not on the staff list" in run.stderr
    assert omu("explain", TINY, made, "--seconds", "0").returncode == 2


def test_nothing_to_explain_is_said_so() -> None:
    morning = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    found = explain(morning, rules_in_force(morning.policy), solved(morning).plan, seconds=1)

    assert "there is nothing to explain" in explained(found)
