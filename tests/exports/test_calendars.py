from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from roster.exports.calendars import calendars, file_name, is_ours
from roster.exports.facts import Facts
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
    text = b"".join(calendars(Facts(problem, made(problem))).values()).decode()
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
