"""The tables about people: staff, availability, wing posts, history and overrides, column by column."""

from __future__ import annotations

from roster.reading import limits
from roster.reading.amounts import CLOCK_TIME, DAY, YES_OR_NO, whole
from roster.reading.columns import Column, Table
from roster.reading.lists import PATTERN, SKILLS
from roster.reading.texts import IDENTIFIER_CELL, choice, free_text, known
from roster.staff import LIFTABLE_RULES
from roster.tables import AvailabilityRow, HistoryRow, OverrideRow, StaffRow, WingPostRow

EXPERIENCES = ("new", "experienced")
GROUPS = ("supervision", "regime")
STATUSES = ("present", "absent", "wing")

NAME = free_text(limits.NAME_CHARACTERS)
NOTE = free_text(limits.NOTE_CHARACTERS)
WING = free_text(limits.NAME_CHARACTERS)
SESSION = known("sessions", "a session of this establishment")
WHICH_PERSON = "it says which person is meant"

STAFF = Table(
    "staff",
    "staff.csv",
    "Staff",
    StaffRow,
    (
        Column(
            "staff_id",
            IDENTIFIER_CELL,
            "A short id, one for each person; it becomes a file name.",
            "S01",
            required="every other table refers to a person by it",
        ),
        Column(
            "name", NAME, "The name as it is printed.", "A. Example", required="it is printed on the roster"
        ),
        Column(
            "grade",
            known("grades", "a grade"),
            "PO probation officer, PSO probation services officer, B4 Band 4 prison officer, NB4 "
            "non-operational Band 4, SPO senior probation officer, CA case administrator, HUB hub manager, "
            "MGR prison manager.",
            "PO",
            required="it decides which tasks the person may do",
        ),
        Column("skills", SKILLS, "Trained in, separated by `;`. Empty: os. A PO has them all.", "os;oasys"),
        Column(
            "pattern", PATTERN, "The usual week, separated by `;`. Empty: every session.", "Mon;Tue;Wed AM"
        ),
        Column(
            "minutes_per_week",
            whole(0, limits.MINUTES_PER_WEEK),
            "Contracted minutes a week. Empty: as the pattern says.",
            "2220",
        ),
        Column("experience", choice(EXPERIENCES, "a degree of experience"), "Empty: experienced.", "new"),
        Column(
            "cross_deployable",
            YES_OR_NO,
            "May be sent to the wings. Empty: yes for B4, no for others.",
            "yes",
        ),
        Column(
            "wing_risk_percent",
            whole(0, 100),
            "How likely a session is lost to the wings, in per cent. Empty: 0.",
            "30",
        ),
        Column(
            "overtime_minutes",
            whole(0, limits.OVERTIME_MINUTES),
            "Minutes a week above contract; they count only with overtime_agreed_by.",
            "120",
        ),
        Column("overtime_agreed_by", NAME, "Who agreed to the overtime.", "B. Manager"),
        Column("dual_role_since", DAY, "First day in the present group of the dual role.", "2025-03-01"),
        Column(
            "dual_role_group", choice(GROUPS, "a group of the dual role"), "The present group.", "supervision"
        ),
    ),
    unique=("staff_id",),
    optional=False,
)

AVAILABILITY = Table(
    "availability",
    "availability.csv",
    "Availability",
    AvailabilityRow,
    (
        Column("staff_id", IDENTIFIER_CELL, "An id of the staff list.", "S01", required=WHICH_PERSON),
        Column(
            "date", DAY, "The day that differs from the pattern.", "2026-11-23", required="it says which day"
        ),
        Column("session", SESSION, "A session's name. Empty: the whole day.", "AM", blank=""),
        Column(
            "status",
            choice(STATUSES, "a status"),
            "present, absent, or wing (already detailed there).",
            "absent",
            required="it says whether the person is there",
        ),
        Column(
            "minutes",
            whole(1, limits.MINUTES_PER_DAY),
            "Only with present: the first so many minutes.",
            "120",
        ),
        Column("start", CLOCK_TIME, "Only with present: there from this time.", "09:30"),
        Column("end", CLOCK_TIME, "Only with present: there until this time.", "11:00"),
        Column("reason", NOTE, "Why; with wing: the name of the wing.", "B"),
    ),
    unique=("staff_id", "date", "session"),
    expected=True,
)

WING_POSTS = Table(
    "wing_posts",
    "wing_posts.csv",
    "Wing posts",
    WingPostRow,
    (
        Column("date", DAY, "The day.", "2026-11-23", required="it says which day"),
        Column("session", SESSION, "The session's name.", "AM", required="a post is for one session"),
        Column("wing", WING, "The wing's name.", "B", required="it says where to go"),
        Column(
            "posts",
            whole(0, limits.WING_POSTS),
            "How many Band 4 officers the wing needs from the unit.",
            "2",
            required="it says how many are needed",
        ),
    ),
    expected=True,
)

HISTORY = Table(
    "history",
    "history.csv",
    "History",
    HistoryRow,
    (
        Column("staff_id", IDENTIFIER_CELL, "An id of the staff list.", "S01", required=WHICH_PERSON),
        Column(
            "wing_sessions_28_days",
            whole(0, limits.HISTORY_COUNT),
            "Sessions spent on the wings in the last 28 days. Empty: 0.",
            "3",
        ),
        Column(
            "tasks_28_days", whole(0, limits.HISTORY_COUNT), "Tasks done in the last 28 days. Empty: 0.", "41"
        ),
    ),
    unique=("staff_id",),
)

OVERRIDES = Table(
    "overrides",
    "overrides.csv",
    "Overrides",
    OverrideRow,
    (
        Column(
            "rule",
            choice(LIFTABLE_RULES, "a rule that may be lifted"),
            "The rule that is lifted.",
            "high_risk",
            required="it says which rule is lifted",
        ),
        Column("staff_id", IDENTIFIER_CELL, "For whom. May be empty with started.", "S04", blank=""),
        Column(
            "task_id", IDENTIFIER_CELL, "For which task. Empty: for all of that person's.", "T17", blank=""
        ),
        Column(
            "by", NAME, "The manager who decided it.", "B. Manager", required="a named manager must decide it"
        ),
        Column(
            "reason", NOTE, "Why.", "no probation officer today", required="the decision must have a reason"
        ),
        Column("oversight", IDENTIFIER_CELL, "With high_risk: the overseeing probation officer's id.", "S01"),
        Column("expires", DAY, "Last day it holds. Empty: this morning's folder only.", "2026-11-27"),
    ),
)
