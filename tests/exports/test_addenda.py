"""Receipts and the price of the wings on paper and in the workbook: there when there is something to say, and true."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from roster.compose import compose
from roster.exports.facts import Facts
from roster.exports.roster_html import to_html
from roster.exports.roster_xlsx import to_xlsx
from roster.faults import InputRefusedError
from roster.problem import Problem
from roster.roster import Plan, Roster
from roster.rule import rules_in_force
from solver.addenda import price_of_the_wings, receipts
from solver.search import Search
from solver.stopping import Stop
from tests.builders import problem, staff, wing_post
from tests.hand import due_today


def short_of_people(**policy: int) -> Problem:
    """One Band 4 prison officer whom a wing takes in the morning, and more work than fits into the afternoon."""
    return problem(
        staff=[staff("S1", "B4"), staff("S2", "CA")],
        tasks=[due_today(f"T{number}", minutes=120) for number in range(3)],
        wing_posts=[wing_post("B", "AM")],
        policy=policy,
    )


def made(morning: Problem) -> Roster:
    rules = rules_in_force(morning.policy)
    found = Search(morning, rules, seconds=30, workers=1).run()
    roster = compose(morning, rules, found, {"at": "2026-11-23T07:45:00+00:00"})
    return replace(
        roster,
        explanation=receipts(morning, rules, roster.plan, 1, Stop()),
        wing_price=price_of_the_wings(morning, rules, roster.plan, roster.levels, 1, Stop()),
    )


def sheets(facts: Facts) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(facts)))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }


def test_the_price_of_the_wings_is_what_the_morning_without_posts_reaches() -> None:
    roster = made(short_of_people())
    assert roster.wing_price[0] == "3 h 24 min of time that could be planned go to the wings."
    assert "Then 1 more due task would be on time." in roster.wing_price
    assert roster.wing_price[-1].startswith("Proved")


def test_receipts_and_price_are_printed_and_in_the_workbook() -> None:
    morning = short_of_people()
    roster = made(morning)
    facts = Facts(morning, roster)
    page, book = to_html(facts).decode(), sheets(facts)

    assert roster.explanation is not None
    undone = {each.task_id for each in roster.not_done}
    assert {each.task_id for each in roster.explanation.receipts} == undone
    assert len(undone) == 2
    for each in roster.explanation.receipts:
        for said in each.sentences:
            assert said.text in [row[5] for row in book["Receipts"]]
    assert "Receipts: why urgent work is not done" in page
    assert "The price of the wings" in page
    assert [row[0] for row in book["Price of the wings"]][1:] == list(roster.wing_price)
    wall = page.partition("CONFIDENTIAL")[0]
    assert "T0" not in wall.partition("<body>")[2]


def test_a_policy_of_no_seconds_leaves_them_out() -> None:
    morning = short_of_people(receipt_seconds=0, wings_price_seconds=0)
    roster = made(morning)
    assert (roster.explanation, roster.wing_price) == (None, ())
    assert {"Receipts", "Price of the wings"}.isdisjoint(sheets(Facts(morning, roster)))


def test_an_explanation_of_another_roster_is_refused() -> None:
    morning = short_of_people()
    roster = made(morning)
    other = replace(roster, plan=Plan(roster.plan.work[1:], roster.plan.wing_duty))
    with pytest.raises(InputRefusedError, match="not of this roster"):
        to_html(Facts(morning, other))
