"""One morning, resolved once: the horizon, who is there when, every task with its tier, deadline and rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from roster.deadlines import Deadlines
from roster.policy import Policy
from roster.revision import Revision
from roster.roster import Message
from roster.rota import Rota, weeks_of
from roster.sessions import Calendar, Session, sessions_of, whole_minutes
from roster.staff import History, Override, Person, Presence
from roster.tables import EstablishmentRow, StaffRow, Tables, TaskRow
from roster.tasks import Task, TaskType

NPS, CRC = "NPS", "CRC"
PREFERENCES = "quality"  # the level of all priced rules: what makes it easier may make it dearer
CHANGES, DECIDED = "changes", "decided"  # levels of rosters that follow a published one
HIGH_RISKS = ("high", "very_high")


@dataclass(frozen=True)
class Problem:
    """Everything that decides a roster, cross-checked and resolved; nothing in it changes afterwards.

    `presence` maps (staff id, session index) to the time they are there (absent = no key). `posts` maps (session
    index, wing) to a number of posts. `week_limit` and `week_before` map (staff id, Monday) to minutes: what may be
    planned in that week, and what of it the days before the horizon have taken.
    """

    establishment: EstablishmentRow
    policy: Policy
    setting: str
    days: tuple[date, ...]
    sessions: tuple[Session, ...]
    staff: tuple[Person, ...]
    presence: dict[tuple[str, int], Presence]
    posts: dict[tuple[int, str], int]
    tasks: tuple[Task, ...]
    blocked: tuple[Task, ...]
    history: dict[str, History]
    overrides: tuple[Override, ...]
    week_limit: dict[tuple[str, date], int]
    week_before: dict[tuple[str, date], int]
    calendar: Calendar
    warnings: tuple[Message, ...] = ()
    input_sha256: str = ""
    revision: Revision | None = None

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels in order; a roster that follows a published one also counts what was decided, and changes."""
        names = list(self.policy.levels)
        if self.revision is not None and self.revision.told:
            names.insert(names.index(self.policy.changes_after) + 1, CHANGES)
        if self.revision is not None and self.revision.decided:
            names.insert(0, DECIDED)
        return tuple(names)

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by staff id."""
        return {each.staff_id: each for each in self.staff}

    @cached_property
    def task(self) -> dict[str, Task]:
        """Open tasks by task id."""
        return {each.task_id: each for each in self.tasks}

    @cached_property
    def session(self) -> dict[tuple[date, str], Session]:
        """Sessions by day and name."""
        return {(each.day, each.name): each for each in self.sessions}

    @cached_property
    def followers(self) -> dict[str, tuple[str, ...]]:
        """Which open tasks wait for a task, by its id."""
        waiting: dict[str, list[str]] = {}
        for task in self.tasks:
            for first in task.after:
                waiting.setdefault(first, []).append(task.task_id)
        return {first: tuple(then) for first, then in waiting.items()}

    @cached_property
    def open_posts(self) -> dict[tuple[int, str], int]:
        """Wing posts that nobody has been detailed to yet, by session index and wing (wings that have any)."""
        detailed = Counter((index, each.wing) for (_, index), each in self.presence.items())
        left = {key: posts - detailed[key] for key, posts in self.posts.items()}
        return {key: posts for key, posts in left.items() if posts > 0}

    def last_on_time(self, task: Task) -> Session | None:
        """Give the last session whose work on a task is in time (None: there is none)."""
        return next((each for each in reversed(self.sessions) if each.end <= task.due_by), None)

    def taskable(self, presence: Presence) -> int:
        """Minutes of a presence that can be planned, before advice time and grid (contract, section 3)."""
        return presence.minutes * self.policy.taskable_percent // 100

    def lifted(self, rule: str, staff_id: str, day: date, task_id: str = "") -> Override | None:
        """Give the override that lifts a rule for this person and task on that day, or None."""
        for each in self.overrides:
            if (
                each.rule == rule
                and each.staff_id in ("", staff_id)
                and each.task_id in ("", task_id)
                and (each.expires is None or day <= each.expires)
            ):
                return each
        return None

    def monday(self, session: Session) -> date:
        """Give the Monday of the week a session is in."""
        return session.day - timedelta(days=session.day.weekday())


def first_day_of(tables: Tables, asked: date | None) -> date:
    """Give the first working day on or after the day asked for (default: the folder's `date`)."""
    return Calendar(tables.establishment.weekdays).first_from(asked or tables.establishment.date)


def setting_of(establishment: EstablishmentRow) -> str:
    """Name the set of rules that applies: the mode of a closed prison, otherwise the estate."""
    return establishment.mode if establishment.estate == "closed_male" else establishment.estate


def resolve(tables: Tables, policy: Policy, first_day: date | None = None, working_days: int = 5) -> Problem:
    """Build the problem of a horizon of `working_days` from tables that the cross-check has passed."""
    calendar = Calendar(tables.establishment.weekdays)
    days = calendar.days_from(first_day or tables.establishment.date, working_days)
    sessions = _sessions(days, tables.establishment)
    staff = tuple(_person(row, policy, tables.establishment) for row in tables.staff)
    rota = Rota(tables, calendar)
    presence = {
        (person.staff_id, session.index): found
        for person in staff
        for session in sessions
        if (found := rota.presence(person, session)) is not None
    }
    tasks = tuple(_tasks(tables, policy, calendar, sessions))
    limits, before = weeks_of(staff, sessions, rota, policy)
    return Problem(
        establishment=tables.establishment,
        policy=policy,
        setting=setting_of(tables.establishment),
        days=days,
        sessions=sessions,
        staff=staff,
        presence=presence,
        posts=_posts(tables, sessions),
        tasks=tuple(each for each in tasks if each.status == "open"),
        blocked=tuple(each for each in tasks if each.status == "blocked"),
        history={
            row.staff_id: History(row.wing_sessions_28_days, row.tasks_28_days) for row in tables.history
        },
        overrides=tuple(
            Override(row.rule, row.staff_id, row.task_id, row.by, row.reason, row.oversight, row.expires)
            for row in tables.overrides
            if row.expires is None or row.expires >= days[0]
        ),
        week_limit=limits,
        week_before=before,
        calendar=calendar,
        input_sha256=tables.input_sha256,
    )


def _sessions(days: Iterable[date], establishment: EstablishmentRow) -> tuple[Session, ...]:
    sessions: list[Session] = []
    for day in days:
        sessions += sessions_of(day, establishment.sessions, len(sessions))
    return tuple(sessions)


def _posts(tables: Tables, sessions: tuple[Session, ...]) -> dict[tuple[int, str], int]:
    index = {(each.day, each.name): each.index for each in sessions}
    posts: Counter[tuple[int, str]] = Counter()
    for row in tables.wing_posts:
        if (row.date, row.session) in index and row.posts:
            posts[index[row.date, row.session], row.wing] += row.posts
    return dict(posts)


def _person(row: StaffRow, policy: Policy, establishment: EstablishmentRow) -> Person:
    grade = policy.grades[row.grade]
    pattern = row.pattern
    if pattern is None:
        pattern = frozenset(
            (day, each.name) for day in establishment.weekdays for each in establishment.sessions
        )
    return Person(
        staff_id=row.staff_id,
        name=row.name,
        grade=row.grade,
        skills=frozenset({"os"}) if row.skills is None else row.skills,
        pattern=pattern,
        minutes_per_week=row.minutes_per_week,
        experience=row.experience,
        cross_deployable=grade.wings if row.cross_deployable is None else row.cross_deployable,
        wing_risk_percent=row.wing_risk_percent,
        overtime_minutes=row.overtime_minutes if row.overtime_agreed_by else 0,
        overtime_agreed_by=row.overtime_agreed_by,
        dual_role_since=row.dual_role_since,
        dual_role_group=row.dual_role_group,
    )


def _tasks(
    tables: Tables, policy: Policy, calendar: Calendar, sessions: tuple[Session, ...]
) -> Iterator[Task]:
    catalogue = policy.catalogue(setting_of(tables.establishment), tables.establishment.function)
    deadlines = Deadlines(tables.establishment, calendar, sessions)
    for row in tables.tasks:
        yield _task(row, catalogue[row.type], policy, deadlines)


def _task(row: TaskRow, kind: TaskType, policy: Policy, deadlines: Deadlines) -> Task:
    fixed = None
    if row.fixed_date is not None and row.fixed_start is not None:
        fixed = datetime.combine(row.fixed_date, row.fixed_start)
    ready, due = deadlines.ready(row), deadlines.due(row, kind)
    holder = row.case_holder or (NPS if row.risk in HIGH_RISKS else CRC)
    minutes = row.minutes or kind.minutes
    grades = kind.grades_by_holder.get(holder, kind.grades) if kind.grades_by_holder else kind.grades
    return Task(
        task_id=row.task_id,
        type=kind,
        ready=ready,
        due=due,
        due_by=deadlines.on_time_until(due),
        minutes=policy.up_to_grid(minutes),
        minutes_left=minutes,
        tier=row.tier or max(1, kind.tier - deadlines.working_days_overdue(due) // policy.tiers_rise_every),
        grades=grades,
        qualified=_qualified(row, kind, grades, policy),
        is_due=deadlines.is_due(ready, due, fixed),
        overdue=deadlines.is_overdue(due),
        prison_number=row.prison_number,
        risk=row.risk,
        case_holder=holder,
        owner=row.owner,
        fixed=fixed,
        after=row.after,
        doer=row.doer,
        started_by=row.started_by,
        status=row.status,
        note=row.note,
        due_typed=row.due,
    )


def _qualified(row: TaskRow, kind: TaskType, grades: frozenset[str], policy: Policy) -> frozenset[str]:
    """Grades that need no override: probation officers alone for high-risk work, no prison-manager duty for others."""
    high = kind.probation_at_risk and row.risk in policy.rules["high_risk"].option("risks")
    if high or kind.probation_always:
        grades &= frozenset(policy.supervision["mtt"].high_risk)
    if kind.key in policy.rules["prison_manager"].option("types"):
        grades -= frozenset(policy.rules["prison_manager"].option("grades"))
    return grades


def span_minutes(start: datetime, end: datetime) -> int:
    """Give the minutes between two local moments of one day."""
    return whole_minutes(end - start)
