"""Every column of every table, and each way in which one of its cells can be wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

LONG_NAME = "x" * 101
LONG_NOTE = "x" * 1001
BELL = "A\a"
NOT_A_DATE = "is not a date; write it as 2026-11-23 or 23/11/2026"
NOT_A_TIME = "is not a time of day; write hours and minutes as 09:30"
NOT_AN_ID = "cannot be an id"
EMPTY = "this is empty, but"
HEARING = {"type": "oral_hearing", "due": "2026-11-27", "minutes": "60"}
PRESENT = {"status": "present"}


@dataclass(frozen=True)
class Wrong:
    """A cell that is wrong: what is typed in it (and in others of its row), and what must be said."""

    table: str
    column: str
    typed: str
    says: str
    maybe: str = ""
    others: dict[str, str] = field(default_factory=dict, hash=False)
    row: int = 0

    def __str__(self) -> str:
        return f"{self.table}.{self.column}={self.typed[:20]!a}{'+' if self.others else ''}"


def _not_whole(table: str, column: str, lowest: int, highest: int, **others: str) -> list[Wrong]:
    says = f"is not a whole number from {lowest} to {highest}"
    typed = ("many", "1.5", str(lowest - 1), str(highest + 1))
    return [Wrong(table, column, each, says, others=others) for each in typed]


def _not_a_date(table: str, column: str, **others: str) -> list[Wrong]:
    typed = ("12/13/2026", "2026-02-30", "46349")
    wrong = [Wrong(table, column, each, NOT_A_DATE, others=others) for each in typed]
    return [*wrong, Wrong(table, column, "1926-11-23", "is outside the years 2000 to 2100", others=others)]


def _not_a_time(table: str, column: str, **others: str) -> list[Wrong]:
    wrong = [Wrong(table, column, each, NOT_A_TIME, others=others) for each in ("25:00", "9.30")]
    return [*wrong, Wrong(table, column, "09:30:15", "is not on a whole minute", others=others)]


def _not_an_id(table: str, column: str, **others: str) -> list[Wrong]:
    typed = ("S/01", "..")
    return [Wrong(table, column, each, NOT_AN_ID, others=others) for each in typed]


def _not_text(table: str, column: str, longest: int, **others: str) -> list[Wrong]:
    return [
        Wrong(table, column, BELL, "invisible control character (U+0007)", others=others),
        Wrong(table, column, "x" * (longest + 1), f"at most {longest} are allowed", others=others),
    ]


STAFF = [
    Wrong("staff", "staff_id", "", EMPTY, row=2),
    *[Wrong("staff", "staff_id", each.typed, each.says, row=2) for each in _not_an_id("staff", "staff_id")],
    Wrong("staff", "staff_id", "S01", "`S01` is already in row", row=2),
    Wrong("staff", "staff_id", "s01", "(as `S01`; capitals make no difference)", row=2),
    Wrong("staff", "name", "", EMPTY),
    *_not_text("staff", "name", 100),
    Wrong("staff", "name", "Evil\u202ename", "U+202E"),
    Wrong("staff", "grade", "", EMPTY, row=1),
    Wrong("staff", "grade", "po", "is not a grade; write PO, PSO, B4,", "Maybe `PO`?", row=1),
    Wrong("staff", "grade", "Governor", "is not a grade; write PO, PSO, B4,", row=1),
    Wrong("staff", "skills", "os;oasis", "`oasis` is not a skill that any task needs", "Maybe `oasys`?"),
    Wrong("staff", "skills", "os,oasys", "write words like os;oasys;parole, separated by `;`"),
    Wrong("staff", "skills", ";", "names nothing"),
    Wrong("staff", "skills", ";".join(["os"] * 51), "this list has 51 items; at most 50"),
    Wrong("staff", "pattern", "Mon-Fry", "`Fry` is not a day of the week", "Maybe `Fri`?"),
    Wrong(
        "staff", "pattern", "Mon,Tue", "is not a day of the week; write for example Mon-Fri or Mon;Tue;Wed AM"
    ),
    Wrong("staff", "pattern", "Mon-Wed-Fri", "is not a range of days"),
    Wrong(
        "staff", "pattern", "Mon;Tue NIGHT", "`NIGHT` is not a session of this establishment; write AM or PM"
    ),
    *_not_whole("staff", "minutes_per_week", 0, 10080),
    Wrong(
        "staff",
        "experience",
        "newish",
        "is not a degree of experience; write new or experienced",
        "Maybe `new`?",
    ),
    Wrong("staff", "cross_deployable", "perhaps", "is neither yes nor no; write `yes` or `no`"),
    *_not_whole("staff", "wing_risk_percent", 0, 100),
    *_not_whole("staff", "overtime_minutes", 0, 3000),
    *_not_text("staff", "overtime_agreed_by", 100),
    *_not_a_date("staff", "dual_role_since"),
    Wrong("staff", "dual_role_since", "2026-11-24", "is after the establishment's date 2026-11-23"),
    Wrong("staff", "dual_role_group", "regimes", "write supervision or regime", "Maybe `regime`?"),
]

AVAILABILITY = [
    Wrong("availability", "staff_id", "", EMPTY),
    Wrong("availability", "staff_id", "S4", "`S4` is not on the staff list", "Maybe "),
    *_not_an_id("availability", "staff_id"),
    Wrong("availability", "date", "", EMPTY),
    *_not_a_date("availability", "date"),
    Wrong(
        "availability",
        "session",
        "A.M.",
        "is not a session of this establishment; write AM or PM",
        "Maybe `AM`?",
    ),
    Wrong("availability", "session", "AM", "is already in row", others={"staff_id": "S02"}, row=1),
    Wrong("availability", "status", "", EMPTY),
    Wrong("availability", "status", "abscent", "write present, absent or wing", "Maybe `absent`?"),
    *_not_whole("availability", "minutes", 1, 1440, **PRESENT),
    Wrong(
        "availability",
        "minutes",
        "60",
        "only status `present` may have `minutes`",
        others={"status": "absent"},
    ),
    Wrong(
        "availability", "minutes", "60", "either `minutes`, or `start` and `end`", others={"start": "09:00"}
    ),
    Wrong("availability", "minutes", "60", "either `minutes`, or `start` and `end`", others={"end": "10:00"}),
    Wrong("availability", "minutes", "241", "241 minutes are more than the session AM: 240"),
    Wrong(
        "availability", "minutes", "451", "more than the day's sessions together: 450", others={"session": ""}
    ),
    *_not_a_time("availability", "start", **PRESENT),
    Wrong(
        "availability",
        "start",
        "09:00",
        "only status `present` may have `start`",
        others={"status": "absent"},
    ),
    Wrong("availability", "start", "07:59", "07:59 is not inside the session AM, 08:00 to 12:00"),
    Wrong("availability", "start", "12:00", "12:00 is not inside the session AM, 08:00 to 12:00"),
    *_not_a_time("availability", "end", **PRESENT),
    Wrong(
        "availability", "end", "09:00", "only status `present` may have `end`", others={"status": "absent"}
    ),
    Wrong("availability", "end", "12:01", "12:01 is not inside the session AM, 08:00 to 12:00"),
    Wrong("availability", "end", "09:00", "09:00 is not after the start 10:00", others={"start": "10:00"}),
    *_not_text("availability", "reason", 1000),
    Wrong(
        "availability", "reason", "", "status `wing` needs the name of the wing", others={"status": "wing"}
    ),
]

WING_POSTS = [
    Wrong("wing_posts", "date", "", EMPTY),
    *_not_a_date("wing_posts", "date"),
    Wrong("wing_posts", "session", "", EMPTY),
    Wrong("wing_posts", "session", "Evening", "is not a session of this establishment; write AM or PM"),
    Wrong("wing_posts", "wing", "", EMPTY),
    *_not_text("wing_posts", "wing", 100),
    Wrong("wing_posts", "posts", "", EMPTY),
    *_not_whole("wing_posts", "posts", 0, 50),
]

TASKS = [
    Wrong("tasks", "task_id", "", EMPTY, row=1),
    *[Wrong("tasks", "task_id", each.typed, each.says, row=1) for each in _not_an_id("tasks", "task_id")],
    Wrong("tasks", "task_id", "T1", "`T1` is already in row", row=1, others={"after": ""}),
    Wrong("tasks", "task_id", "t1", "capitals make no difference", row=1, others={"after": ""}),
    Wrong("tasks", "type", "", EMPTY),
    Wrong("tasks", "type", "bcst", "`bcst` is not a task type of the policy", "Maybe `bcst1`?"),
    Wrong("tasks", "prison_number", "A123BC", "is not a prison number, for example A1234BC"),
    Wrong(
        "tasks", "prison_number", "a1234bc", "is not a prison number, for example A1234BC", "Maybe `A1234BC`?"
    ),
    Wrong("tasks", "prison_number", "A1234BC\n2", "is not a prison number, for example A1234BC"),
    Wrong("tasks", "risk", "very high", "write low, medium, high or very_high", "Maybe `very_high`?"),
    Wrong("tasks", "case_holder", "NSP", "is not a case holder; write NPS or CRC", "Maybe `NPS`?"),
    *[
        Wrong(
            "tasks", column, typed, "write it as 2026-11-23 or 2026-11-23T18:00", others={other: "2026-11-20"}
        )
        for column, other in (("ready", "due"), ("due", "ready"))
        for typed in ("12/13/2026", "soon", "2026-11-23T25:00", "2026-11-23T", "2026-11-23 6pm")
    ],
    *[
        Wrong("tasks", column, typed, "has a time zone; write the local time", others={other: "2026-11-20"})
        for column, other in (("ready", "due"), ("due", "ready"))
        for typed in ("2026-11-23T18:00Z", "2026-11-23T18:00+01:00")
    ],
    Wrong("tasks", "ready", "2126-11-23", "is outside the years 2000 to 2100"),
    Wrong("tasks", "due", "1926-11-23T10:00", "is outside the years 2000 to 2100"),
    Wrong("tasks", "due", "2026-11-19", "due (2026-11-19) lies before ready (2026-11-20)"),
    Wrong("tasks", "due", "20/11/2026 09:00", "lies before ready", others={"ready": "2026-11-20T09:01"}),
    Wrong("tasks", "due", "", "write `due`, or write `ready`", others={"ready": ""}),
    *_not_whole("tasks", "minutes", 1, 6000),
    *_not_text("tasks", "owner", 40),
    *_not_whole("tasks", "tier", 1, 5),
    *_not_a_date("tasks", "fixed_date", fixed_start="10:00"),
    Wrong(
        "tasks",
        "fixed_date",
        "",
        "write both `fixed_date` and `fixed_start`",
        others={"fixed_start": "10:00"},
    ),
    Wrong(
        "tasks",
        "fixed_date",
        "2026-11-28",
        "Saturday 2026-11-28 is not a working day",
        others={"fixed_start": "10:00"},
    ),
    Wrong(
        "tasks",
        "fixed_date",
        "2026-12-25",
        "Friday 2026-12-25 is not a working day",
        others={"fixed_start": "10:00"},
    ),
    Wrong(
        "tasks", "fixed_date", "2026-11-19", "lies before ready (2026-11-20)", others={"fixed_start": "10:00"}
    ),
    *_not_a_time("tasks", "fixed_start", fixed_date="2026-11-24"),
    Wrong(
        "tasks",
        "fixed_start",
        "",
        "write both `fixed_date` and `fixed_start`",
        others={"fixed_date": "2026-11-24"},
    ),
    Wrong(
        "tasks",
        "fixed_start",
        "12:30",
        "12:30 is not inside a session; the sessions are AM 08:00-12:00, PM",
        others={"fixed_date": "2026-11-24"},
    ),
    Wrong(
        "tasks",
        "fixed_start",
        "11:00",
        "65 minutes from 11:00 end at 12:05, after the session AM (12:00)",
        others={"fixed_date": "2026-11-24", "minutes": "61"},
    ),
    Wrong(
        "tasks",
        "fixed_start",
        "09:00",
        "lies before ready (2026-11-24 09:30)",
        others={"fixed_date": "2026-11-24", "ready": "2026-11-24T09:30"},
    ),
    Wrong("tasks", "after", "T9", "`T9` is not the id of a task in the task table", "Maybe "),
    Wrong("tasks", "after", "T1", "`T1` is this task itself"),
    Wrong("tasks", "after", "T2", "wait for each other, so none can start: T1 after T2 after T1"),
    Wrong("tasks", "after", "T 1", NOT_AN_ID),
    *_not_text("tasks", "doer", 40),
    Wrong("tasks", "started_by", "SO3", "`SO3` is not on the staff list", "Maybe `S03`?"),
    *_not_an_id("tasks", "started_by"),
    Wrong("tasks", "status", "done", "is not a status; write open or blocked"),
    *_not_text("tasks", "note", 1000),
    Wrong("tasks", "note", " ", "a blocked task needs a note", others={"status": "blocked"}),
]

HISTORY = [
    Wrong("history", "staff_id", "", EMPTY),
    Wrong("history", "staff_id", "S1", "`S1` is not on the staff list", "Maybe "),
    Wrong("history", "staff_id", "S01", "`S01` is already in row", row=1),
    *_not_an_id("history", "staff_id"),
    *_not_whole("history", "wing_sessions_28_days", 0, 1000),
    *_not_whole("history", "tasks_28_days", 0, 1000),
]

HIGH_RISK = {"rule": "high_risk", "staff_id": "S02"}
OVERRIDES = [
    Wrong("overrides", "rule", "", EMPTY),
    Wrong("overrides", "rule", "capacity", "is not a rule that may be lifted; write high_risk,"),
    Wrong("overrides", "staff_id", "S05", "`S05` is not on the staff list", "Maybe "),
    *_not_an_id("overrides", "staff_id"),
    *[
        Wrong("overrides", "staff_id", "", f"the rule `{rule}` is lifted for a person", others={"rule": rule})
        for rule in ("prison_manager", "rotation", "advice")
    ],
    Wrong("overrides", "staff_id", "", "lifted for a person", others={**HIGH_RISK, "oversight": "S01"}),
    Wrong("overrides", "task_id", "T7", "`T7` is not the id of a task", "Maybe "),
    *_not_an_id("overrides", "task_id"),
    Wrong("overrides", "task_id", "", "the rule `started` is lifted for a task", others={"rule": "started"}),
    Wrong("overrides", "task_id", "T1", "for a person, not for a task", others={"rule": "advice"}),
    Wrong("overrides", "by", "", EMPTY),
    *_not_text("overrides", "by", 100),
    Wrong("overrides", "reason", "", EMPTY),
    *_not_text("overrides", "reason", 1000),
    Wrong("overrides", "oversight", "", "only under oversight", others=HIGH_RISK),
    Wrong("overrides", "oversight", "S02", "`S02` is a Band 4 prison officer; oversight", others=HIGH_RISK),
    Wrong("overrides", "oversight", "S09", "`S09` is not on the staff list", "Maybe ", others=HIGH_RISK),
    Wrong("overrides", "oversight", "S09", "`S09` is not on the staff list", "Maybe "),
    *_not_an_id("overrides", "oversight"),
    *_not_a_date("overrides", "expires"),
]

ESTABLISHMENT = [
    Wrong("establishment", "code", "", EMPTY),
    Wrong(
        "establishment",
        "code",
        "zzi",
        "is not a code of three capital letters, for example ZZI",
        "Maybe `ZZI`?",
    ),
    Wrong("establishment", "code", "ZZ1", "is not a code of three capital letters, for example ZZI"),
    Wrong("establishment", "name", "", EMPTY),
    *_not_text("establishment", "name", 100),
    Wrong("establishment", "estate", "", EMPTY),
    Wrong("establishment", "estate", "closed", "write closed_male, open or women", "Maybe `closed_male`?"),
    Wrong("establishment", "mode", "", "the two modes forbid opposite things"),
    Wrong("establishment", "mode", " ", "the two modes forbid opposite things"),
    Wrong("establishment", "mode", "steady", "write mtt or steady_state", "Maybe `steady_state`?"),
    Wrong("establishment", "function", "", EMPTY),
    Wrong("establishment", "function", "locl", "write local, trainer, resettlement,", "Maybe `local`?"),
    Wrong("establishment", "date", "", EMPTY),
    *_not_a_date("establishment", "date"),
    *_not_whole("establishment", "interviews.rooms", 0, 100),
    Wrong("establishment", "working.days", "Mon-Fir", "`Fir` is not a day of the week", "Maybe `Fri`?"),
    Wrong("establishment", "working.days", ";", "names nothing"),
]

SESSIONS = [
    Wrong("sessions", "name", "", EMPTY, row=1),
    *[Wrong("sessions", "name", each.typed, each.says, row=1) for each in _not_text("sessions", "name", 20)],
    Wrong("sessions", "name", "am", "(as `AM`; capitals make no difference)", row=1),
    Wrong("sessions", "name", "P;M", "holds a `;`", row=1),
    Wrong("sessions", "start", "", EMPTY, row=1),
    *_not_a_time("sessions", "start"),
    Wrong("sessions", "start", "11:59", "`PM` starts at 11:59, before `AM` ends at 12:00", row=1),
    Wrong("sessions", "end", "", EMPTY, row=1),
    *_not_a_time("sessions", "end"),
    Wrong("sessions", "end", "13:30", "the session ends at 13:30, not after its start 13:30", row=1),
    *_not_a_time("sessions", "unlock_start"),
    Wrong(
        "sessions", "unlock_start", "07:59", "unlock 07:59 to 11:30 is not inside the session 08:00 to 12:00"
    ),
    Wrong("sessions", "unlock_start", "11:30", "unlock 11:30 to 11:30 is not inside"),
    *_not_a_time("sessions", "unlock_end"),
]

WRONG = [
    *STAFF, *AVAILABILITY, *WING_POSTS, *TASKS, *HISTORY, *OVERRIDES, *ESTABLISHMENT, *SESSIONS,
]  # fmt: skip
