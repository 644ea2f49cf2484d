"""`roster.json`: the roster for other programs; any roster, also a foreign one, is read back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roster.exports.cells import Cells, Entry
from roster.faults import Fault, InputRefusedError
from roster.replan.events import Events, events_of_json
from roster.roster import LevelValue, Message, Plan, Roster, WingDuty, Work
from roster.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from roster.problem import Problem

SCHEMA = 1
FILE = "roster.json"
MOST_DAYS = 366  # a year; rosters are made for weeks
MOST_TOGETHER = 200  # pieces of one task, or of one person in one session
MOST_IN_SESSION = 1_000  # pieces or wing duties of everybody; a hundred people with ten pieces each
NOTHING_SINCE = Events()
REQUIRED = ("from", "days", "work", "wing_duty")


@dataclass(frozen=True)
class StatedRoster:
    """What a roster file says: its days, its decisions, and the levels it claims, if any."""

    days: tuple[date, ...]
    plan: Plan
    levels: tuple[LevelValue, ...] = ()
    input_sha256: str = ""
    policy_sha256: str = ""
    events: Events = NOTHING_SINCE


def to_json(problem: Problem, roster: Roster) -> dict[str, Any]:
    """Give a roster as plain data, keys and order as the contract has them."""
    return {
        "schema": SCHEMA,
        "establishment": roster.establishment or problem.establishment.code,
        "from": roster.days[0].isoformat(),
        "days": [each.isoformat() for each in roster.days],
        "status": roster.status,
        "levels": [each.as_dict() for each in roster.levels],
        **plan_as_dict(roster.plan),
        "not_done": [dict(vars(each)) for each in roster.not_done],
        "late": [dict(vars(each)) for each in roster.late],
        "blocked": [dict(each) for each in roster.blocked],
        "unfilled_wing_posts": [
            {"date": each.day.isoformat(), "session": each.session, "wing": each.wing, "posts": each.posts}
            for each in roster.unfilled
        ],
        "warnings": [warning_as_dict(each) for each in roster.warnings],
        "made": dict(roster.made),
        **({"revision": roster.revision} if roster.revision else {}),
    }


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """Give the decisions alone, as any roster file has them."""
    return {
        "work": [_work(each) for each in plan.work],
        "wing_duty": [_duty(each) for each in plan.wing_duty],
    }


def warning_as_dict(warning: Message) -> dict[str, Any]:
    """Give a warning as plain data."""
    return {"code": warning.code, "message": warning.message, "subjects": list(warning.subjects)}


def _work(piece: Work) -> dict[str, Any]:
    return {
        "task_id": piece.task_id,
        "staff_id": piece.staff_id,
        "date": piece.day.isoformat(),
        "session": piece.session,
        "start": f"{piece.start:%H:%M}",
        "end": f"{piece.end:%H:%M}",
        "minutes": piece.minutes,
        "reason": piece.reason,
    }


def _duty(duty: WingDuty) -> dict[str, Any]:
    return {
        "staff_id": duty.staff_id,
        "date": duty.day.isoformat(),
        "session": duty.session,
        "wing": duty.wing,
    }


def to_text(data: Mapping[str, Any]) -> str:
    """Write plain data as JSON with one list entry a line, so that two rosters can be compared by line."""
    return "{\n" + ",\n".join(f" {_compact(key)}: {_value(value)}" for key, value in data.items()) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_compact(each)}" for each in value) + "\n ]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_text(text: str | bytes, file: str = FILE) -> StatedRoster:
    """Read the text of a roster file. Raises InputRefusedError naming every fault."""
    try:
        return from_json(json.loads(text), file)
    except json.JSONDecodeError as error:
        fault = Fault(
            file, error.lineno, "", f"this is not JSON: {error.msg}, character {error.colno} of that line."
        )
    except UnicodeDecodeError:
        fault = Fault(file, 0, "", "this is not UTF-8 text.")
    except RecursionError:
        fault = Fault(file, 0, "", "this is nested too deeply to be a roster.")
    raise InputRefusedError([fault])


def from_json(data: object, file: str = FILE) -> StatedRoster:
    """Read any roster that has `from`, `days`, `work` and `wing_duty`; further keys are ignored.

    Raises InputRefusedError naming every structural fault: `column` is the place (`work[3].start`), `row` the
    position in the list, from 0.
    """
    cells = Cells(file)
    if not isinstance(data, dict):
        raise InputRefusedError(
            [Fault(file, 0, "", f"a roster is an object with the keys {', '.join(REQUIRED)}.")]
        )
    days = _days(data, cells)
    work = sorted(each for each in map(_read_work, cells.entries(data, "work")) if each)
    duty = sorted(each for each in map(_read_duty, cells.entries(data, "wing_duty")) if each)
    _refuse_crowds(work, duty, cells.at("", 0, data))
    levels = tuple(_levels(data, cells))
    revision = data.get("revision")
    if revision is not None and not isinstance(revision, dict):
        cells.at("", 0, data).fault("revision", "this should be an object.")
    if cells.faults:
        raise InputRefusedError(cells.faults)
    made = data.get("made")
    made = made if isinstance(made, dict) else {}
    return StatedRoster(
        days,
        Plan(tuple(work), tuple(duty)),
        levels,
        str(made.get("input_sha256", "")),
        str(made.get("policy_sha256", "")),
        events_of_json(revision) if revision else NOTHING_SINCE,
    )


def _days(data: dict[str, Any], cells: Cells) -> tuple[date, ...]:
    top = cells.at("", 0, data)
    first = top.date("from")
    listed = data.get("days")
    if not isinstance(listed, list) or not listed:
        top.fault("days", "this should be a list of dates, at least one.")
        return ()
    if len(listed) > MOST_DAYS:
        top.fault("days", f"these are {len(listed)} days; at most {MOST_DAYS} are read.")
        return ()
    read = [cells.at("days", index, {"": each}).date("") for index, each in enumerate(listed)]
    days = tuple(each for each in read if each)
    if len(days) < len(listed):
        return ()
    if list(days) != sorted(set(days)):
        top.fault("days", "the days should be in order, each of them once.")
    if first and first != days[0]:
        top.fault("from", f"this should be the first of `days`, {days[0].isoformat()}.")
    return days


def _read_work(entry: Entry) -> Work | None:
    day, start, end = entry.date("date"), entry.time("start"), entry.time("end")
    session, staff_id, task_id = entry.text("session"), entry.text("staff_id"), entry.text("task_id")
    minutes, reason = entry.number("minutes"), entry.text("reason", needed=False)
    if entry.faulty or day is None or start is None or end is None or minutes is None:
        return None
    return Work(day, session, start, end, staff_id, task_id, minutes, reason)


def _read_duty(entry: Entry) -> WingDuty | None:
    day, session = entry.date("date"), entry.text("session")
    wing, staff_id = entry.text("wing", may_be_empty=True), entry.text("staff_id")
    return None if entry.faulty or day is None else WingDuty(day, session, wing, staff_id)


def _refuse_crowds(work: Iterable[Work], duty: Iterable[WingDuty], top: Entry) -> None:
    """Refuse more of one task, one person's session or one session than there is time for: rules compare them all."""
    crowds: list[tuple[str, int, Counter[str]]] = [
        ("work", MOST_TOGETHER, Counter(each.task_id for each in work)),
        ("work", MOST_TOGETHER, Counter(f"{each.staff_id} {each.day} {each.session}" for each in work)),
        ("work", MOST_IN_SESSION, Counter(f"{each.day} {each.session}" for each in work)),
        ("wing_duty", MOST_IN_SESSION, Counter(f"{each.day} {each.session}" for each in duty)),
    ]
    for key, most, crowd in crowds:
        for name, many in crowd.items():
            if many > most:
                top.fault(key, f"{shown(name)} has {many} entries here; at most {most} are read.")


def _levels(data: dict[str, Any], cells: Cells) -> Iterator[LevelValue]:
    if data.get("levels") is None:
        return
    for entry in cells.entries(data, "levels"):
        name, value = entry.text("name"), entry.number("value")
        bound = entry.number("bound", needed=False)
        tolerance = entry.number("tolerance", needed=False) or 0
        most = entry.number("of", needed=False) or 0
        if not entry.faulty and value is not None:
            yield LevelValue(name, value, bound, tolerance, most)
