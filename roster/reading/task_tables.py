"""The tables about the work and the prison: tasks, the establishment and its sessions, column by column."""

from __future__ import annotations

from roster.policy import FUNCTIONS, LONGEST_TASK_MINUTES, TIERS
from roster.reading import limits
from roster.reading.amounts import CLOCK_TIME, DAY, MOMENT, whole
from roster.reading.columns import Column, Table
from roster.reading.lists import IDENTIFIERS, WEEKDAY_LIST
from roster.reading.staff_tables import AVAILABILITY, HISTORY, NOTE, OVERRIDES, STAFF, WING_POSTS
from roster.reading.texts import (
    IDENTIFIER_CELL,
    PRISON_NUMBER,
    THREE_LETTERS,
    choice,
    free_text,
    known,
    matching,
)
from roster.tables import TaskRow

RISKS = ("low", "medium", "high", "very_high")
HOLDERS = ("NPS", "CRC")
TASK_STATUSES = ("open", "blocked")
ESTATES = ("closed_male", "open", "women")
MODES = ("mtt", "steady_state")
STAFF_ID = free_text(limits.IDENTIFIER_CHARACTERS)  # of somebody who may have left the staff list

TASKS = Table(
    "tasks",
    "tasks.csv",
    "Tasks",
    TaskRow,
    (
        Column(
            "task_id",
            IDENTIFIER_CELL,
            "A short id, one for each task.",
            "T1",
            required="the roster names tasks by it",
        ),
        Column(
            "type",
            known("types", "a task type of the policy"),
            "The kind of work.",
            "oasys_review",
            required="it decides who may do the task, and by when",
        ),
        Column(
            "prison_number",
            matching(PRISON_NUMBER, "a prison number, for example A1234BC"),
            "Never a name.",
            "A1234BC",
        ),
        Column(
            "risk",
            choice(RISKS, "a risk of serious harm"),
            "Risk of serious harm. Empty: not known.",
            "medium",
        ),
        Column("case_holder", choice(HOLDERS, "a case holder"), "Read in open and women's prisons.", "NPS"),
        Column(
            "ready",
            MOMENT,
            "Nothing before this. A date alone: the start of that day. Empty: at once.",
            "2026-11-20",
        ),
        Column(
            "due",
            MOMENT,
            "Finished by this. A date alone: the end of that day. Empty: worked out from ready.",
            "2026-11-27T16:00",
        ),
        Column("minutes", whole(1, LONGEST_TASK_MINUTES), "Work left. Empty: as the policy says.", "90"),
        Column("owner", STAFF_ID, "Id of who knows the case.", "S01"),
        Column("tier", whole(TIERS[0], TIERS[-1]), "1 comes first. Empty: as the policy says.", "2"),
        Column("fixed_date", DAY, "An appointment's day; needs fixed_start.", "2026-11-24"),
        Column("fixed_start", CLOCK_TIME, "An appointment's start; needs fixed_date.", "10:00"),
        Column("after", IDENTIFIERS, "Tasks that must be finished first, separated by `;`.", "T3;T4"),
        Column("doer", STAFF_ID, "For checking tasks: id of who did the work.", "S02"),
        Column("started_by", IDENTIFIER_CELL, "Id of who has started it and goes on with it.", "S02"),
        Column("status", choice(TASK_STATUSES, "a status"), "blocked needs a note. Empty: open.", "open"),
        Column(
            "note", NOTE, "Why it is blocked. No names, no offences.", "waiting for the community manager"
        ),
    ),
    unique=("task_id",),
    optional=False,
)

ESTABLISHMENT = Table(
    "establishment",
    "establishment.toml",
    "Establishment",
    dict,
    (
        Column(
            "code",
            matching(THREE_LETTERS, "a code of three capital letters, for example ZZI"),
            "The prison's code, three letters.",
            "ZZI",
            required="the roster is marked with it",
        ),
        Column(
            "name",
            free_text(limits.NAME_CHARACTERS),
            "The prison's name.",
            "HMP Example",
            required="the roster is headed with it",
        ),
        Column(
            "estate",
            choice(ESTATES, "an estate"),
            "closed_male, open or women.",
            "closed_male",
            required="the rules differ by estate",
        ),
        Column("mode", choice(MODES, "a mode"), "Required for closed_male: mtt or steady_state.", "mtt"),
        Column(
            "function",
            choice(FUNCTIONS, "a function"),
            "Chooses the table of priorities.",
            "local",
            required="it chooses the table of priorities",
        ),
        Column(
            "date",
            DAY,
            "First day of the roster.",
            "2026-11-23",
            required="the roster starts on it",
        ),
        Column(
            "interviews.rooms",
            whole(0, limits.INTERVIEW_ROOMS),
            "Interview rooms. Empty: no limit.",
            "4",
            field="rooms",
        ),
        Column(
            "working.days",
            WEEKDAY_LIST,
            "Days the unit works. Empty: Mon-Fri. Bank holidays are not worked.",
            "Mon;Tue;Wed;Thu;Fri",
            field="weekdays",
        ),
    ),
    optional=False,
)

SESSIONS = Table(
    "sessions",
    "establishment.toml",
    "Sessions",
    dict,
    (
        Column(
            "name",
            free_text(limits.SESSION_NAME_CHARACTERS),
            "The session's name.",
            "AM",
            required="the other tables refer to a session by it",
        ),
        Column("start", CLOCK_TIME, "When it starts.", "08:00", required="a session has a start and an end"),
        Column("end", CLOCK_TIME, "When it ends.", "12:00", required="a session has a start and an end"),
        Column("unlock_start", CLOCK_TIME, "From when prisoners can be seen. Empty: any time.", "09:00"),
        Column("unlock_end", CLOCK_TIME, "Until when prisoners can be seen.", "11:30"),
    ),
    unique=("name",),
    optional=False,
)

TABLES = (STAFF, AVAILABILITY, WING_POSTS, TASKS, HISTORY, OVERRIDES)
TABLE = {table.key: table for table in TABLES}
EVERY_TABLE = (ESTABLISHMENT, SESSIONS, *TABLES)
