"""Roster files as nobody's program writes them: refused with a sentence, and soon."""

from __future__ import annotations

from typing import Any

import pytest

from roster.exports.roster_json import MOST_DAYS, from_json
from roster.faults import InputRefusedError
from roster.reading.limits import MOST_FAULTS
from roster.replan.events import MOST_EVENTS

ROSTER: dict[str, Any] = {"from": "2026-11-23", "days": ["2026-11-23"], "work": [], "wing_duty": []}
WORK = {
    "task_id": "T1",
    "staff_id": "S01",
    "date": "2026-11-23",
    "session": "AM",
    "minutes": 60,
    "end": "09:00",
}


def refused(changes: dict[str, Any]) -> InputRefusedError:
    with pytest.raises(InputRefusedError) as found:
        from_json(ROSTER | changes)
    return found.value


@pytest.mark.parametrize("clock", ["0\u0665:00", "\u0661\u0662:00", "24:00", "09:60", ""])
def test_a_time_in_other_digits_is_no_time(clock: str) -> None:
    error = refused({"work": [WORK | {"start": clock}]})

    assert [each.column for each in error.faults] == ["work[0].start"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-03", "\u0662026-11-23"])
def test_a_day_that_no_calendar_reaches_is_refused(day: str) -> None:
    error = refused({"from": day, "days": [day]})

    assert {each.column for each in error.faults} == {"from", "days[0]"}


def test_no_more_faults_are_sought_than_anybody_reads() -> None:
    error = refused({"work": [{}] * 100_000, "wing_duty": [None] * 100_000})

    assert MOST_FAULTS <= len(error.faults) < MOST_FAULTS + 20


def test_a_roster_of_more_than_a_year_is_refused() -> None:
    error = refused({"days": ["2026-11-23"] * (MOST_DAYS + 1)})

    assert [each.column for each in error.faults] == ["days"]


def test_a_revision_with_more_losses_than_ever_happen_is_refused() -> None:
    error = refused({"revision": {"lost": [{}] * (MOST_EVENTS + 1)}})

    assert [each.code for each in error.faults] == ["too_large"]
