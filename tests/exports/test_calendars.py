from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from roster.exports.calendars import calendars, everyone, file_name, is_ours, one_person
from roster.exports.facts import Facts
from roster.faults import InputRefusedError
from roster.roster import Plan, WingDuty
from tests.builders import MONDAY, staff, task
from tests.exports.invented import made, morning


def _events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_everybody_has_a_calendar_with_an_entry_for_each_piece_and_wing_duty() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))
    files = calendars(facts)
    assert set(files) == {f"{each.staff_id}.ics" for each in problem.staff}
    assert sum(len(_events(each)) for each in files.values()) == len(facts.work) + len(facts.duties)


def test_entries_say_task_ids_only() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))
    text = b"".join([*calendars(facts).values(), everyone(facts)]).decode()
    for case in ("A1000BC", "Recategorisation", "recategorisation", "Parole", "low", "Given to"):
        assert case not in text


def test_times_are_utc_also_in_summer_and_the_stamp_is_when_the_roster_was_made() -> None:
    summer = MONDAY.replace(month=6, day=22)
    problem = morning(staff=[staff("S01", "B4")], tasks=[task("T1")], availability=(), wing_posts=(),
                      first_day=summer)  # fmt: skip
    roster = made(problem, plan=Plan((), (WingDuty(summer, "AM", "B", "S01"),)))
    (event,) = _events(calendars(Facts(problem, roster))["S01.ics"])
    assert event.start == datetime(2026, 6, 22, 7, tzinfo=UTC)
    assert event["dtstamp"].dt == datetime(2026, 11, 23, 7, 31, 5, tzinfo=UTC)
    assert event["summary"] == "Wing duty"


def test_the_same_piece_keeps_its_uid_and_no_two_share_one() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))
    uids = [[event["uid"] for each in calendars(facts).values() for event in _events(each)] for _ in range(2)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == len(uids[0])


def test_a_staff_id_never_leads_out_of_the_folder() -> None:
    assert file_name("../S01") == "..%2FS01.ics"
    assert file_name("S01") == "S01.ics"


def test_our_own_calendars_are_recognised() -> None:
    problem = morning()
    assert is_ours(calendars(Facts(problem, made(problem)))["S01.ics"])
    assert not is_ours(b"BEGIN:VCALENDAR\r\nPRODID:-//somebody else//\r\n")


def test_one_persons_calendar_is_the_file_that_is_written_for_them() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))
    files = calendars(facts)
    assert {each.staff_id: one_person(facts, each.staff_id) for each in problem.staff} == {
        each.staff_id: files[file_name(each.staff_id)] for each in problem.staff
    }


def test_a_calendar_of_somebody_who_is_not_on_the_staff_list_is_refused() -> None:
    problem = morning()
    with pytest.raises(InputRefusedError, match="S99 is not on the staff list"):
        one_person(Facts(problem, made(problem)), "S99")


def test_the_calendar_of_everybody_has_each_entry_once_and_says_whose_it_is() -> None:
    problem = morning()
    facts = Facts(problem, made(problem))

    def entries(content: bytes, whose: str = "") -> set[tuple[Any, ...]]:
        return {
            (str(each["uid"]), f"{whose}{each['summary']}", each.start, each.end) for each in _events(content)
        }

    singly = [entries(one_person(facts, each.staff_id), f"{each.staff_id} ") for each in problem.staff]
    assert entries(everyone(facts)) == set().union(*singly)
    assert len(_events(everyone(facts))) == len(facts.work) + len(facts.duties)
    assert any(
        summary == f"{facts.duties[0].staff_id} Wing duty" for _, summary, *_ in entries(everyone(facts))
    )
