from __future__ import annotations

import csv
import io

import pytest

from roster.exports.facts import Facts
from roster.exports.roster_csv import COLUMNS, harmless, to_csv
from tests.builders import staff, task, wing_post
from tests.exports.invented import made, morning


def _lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_there_is_one_line_for_each_piece_and_each_wing_duty() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))
    lines = _lines(to_csv(facts))
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == len(facts.work) + len(facts.duties)
    wings = [line for line in lines if line["type"] == "wing_duty"]
    assert len(wings) == len(facts.duties)
    assert {line["wing"] for line in wings} == {"A", "B", "C"}


def test_grades_are_written_out() -> None:
    problem = morning()
    grades = {line["grade"] for line in _lines(to_csv(Facts(problem, made(problem))))}
    assert "probation officer" in grades
    assert "PO" not in grades


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_text_that_would_be_a_formula_is_defused(text: str) -> None:
    assert harmless(text) == "'" + text


def test_a_name_that_is_a_formula_stays_a_name() -> None:
    problem = morning(staff=[staff("S01", name='=HYPERLINK("x")')], tasks=[task("T1")], availability=())
    assert _lines(to_csv(Facts(problem, made(problem))))[0]["name"] == '\'=HYPERLINK("x")'


def test_ordinary_text_has_no_mark_at_the_start_and_accents_have_one_for_excel() -> None:
    plain = morning(staff=[staff("S01", name="Ann")], tasks=[task("T1")], availability=())
    accent = morning(staff=[staff("S01", name="Zoë")], tasks=[task("T1")], availability=(),
                     wing_posts=[wing_post()])  # fmt: skip
    assert to_csv(Facts(plain, made(plain))).startswith(b'"date"')
    assert to_csv(Facts(accent, made(accent))).startswith(b"\xef\xbb\xbf")
