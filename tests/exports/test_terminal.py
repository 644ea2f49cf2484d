from __future__ import annotations

from roster.exports.screen import WIDTH
from roster.exports.terminal import summary
from tests.exports.invented import made, morning


def _text(days: int = 1, **content: int) -> str:
    problem = morning(days=days, **content)
    return summary(problem, made(problem))


def test_it_fits_eighty_columns_and_has_no_colour_codes() -> None:
    text = _text(5)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\x1b" not in text


def test_it_says_wing_cover_work_reasons_and_certainty() -> None:
    text = _text()
    for part in (
        "PM  Wing A, 6 of 12 - 6 POSTS NOT FILLED",
        "OMU time lost to the wings: 34 h 22 min",
        "S06 Gwen Okonkwo    WING B",
        "Not in: S03",
        "Tier 2: ",
        "HOW SURE WE ARE",
        "This is a proposal. A person decides.",
    ):
        assert part in text


def test_a_week_shows_the_first_day_in_full_and_the_others_in_a_line() -> None:
    text = _text(5)
    assert "WHO DOES WHAT, MONDAY 23 NOVEMBER 2026" in text
    assert "Fri 27 Nov: 36 in" in text
    assert "WHO DOES WHAT, TUESDAY" not in text


def test_a_full_session_is_cut_with_the_number_left_out() -> None:
    from roster.exports.facts import Facts
    from roster.exports.terminal import _cell

    problem = morning()
    facts = Facts(problem, made(problem))
    work = facts.pieces("S18", problem.days[0])
    cell = _cell(facts, "S18", problem.sessions[0], len("09:00 T028 +2 more"))
    assert len(work) == 3
    assert cell[-1].endswith("+1 more")
