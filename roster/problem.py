"""One morning, resolved once: the horizon, who is there when, every task with its tier, deadline and rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from roster.policy import Policy
from roster.roster import Message
from roster.sessions import Calendar, Session, add_elapsed_hours, sessions_of, whole_minutes
from roster.staff import History, Override, Person, Presence
from roster.tables import AvailabilityRow, EstablishmentRow, StaffRow, Tables, TaskRow
from roster.tasks import Task, TaskType

DAYS_IN_A_WEEK = 7
NPS, CRC = "NPS", "CRC"
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
    rota = _Rota(tables, calendar)
    presence = {
        (person.staff_id, session.index): found
        for person in staff
        for session in sessions
        if (found := rota.presence(person, session)) is not None
    }
    tasks = tuple(_tasks(tables, policy, calendar, sessions))
    limits, before = _weeks(staff, sessions, rota, policy)
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


class _Rota:
    """Who is there when: the weekly pattern, and over it the exceptions of `availability.csv`."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self.rows = {(row.staff_id, row.date, row.session): row for row in tables.availability}
        self.times = tables.establishment.sessions
        self.calendar = calendar

    def presence(self, person: Person, session: Session) -> Presence | None:
        row = self.rows.get((person.staff_id, session.day, session.name))
        row = row or self.rows.get((person.staff_id, session.day, ""))
        if row is None:
            planned = (session.day.weekday(), session.name) in person.pattern
            return Presence(session.start, session.end, whole=True) if planned else None
        if row.status == "absent":
            return None
        if row.status == "wing":
            return Presence(session.start, session.end, whole=True, wing=row.reason)
        return self._part(row, session)

    def _part(self, row: AvailabilityRow, session: Session) -> Presence | None:
        start, end = session.start, session.end
        if row.start is not None:
            start = max(start, datetime.combine(session.day, row.start))
        if row.end is not None:
            end = min(end, datetime.combine(session.day, row.end))
        if row.minutes is not None:
            earlier = self._minutes_before(row, session)
            end = min(end, session.start + timedelta(minutes=max(0, row.minutes - earlier)))
        if end <= start:
            return None
        return Presence(start, end, whole=(start, end) == (session.start, session.end))

    def _minutes_before(self, row: AvailabilityRow, session: Session) -> int:
        """Count the minutes of the day's earlier sessions (a whole-day row's `minutes` are the first of the day)."""
        if row.session:
            return 0
        return sum(
            each.minutes for each in sessions_of(session.day, self.times) if each.start < session.start
        )


def _weeks(
    staff: Iterable[Person], sessions: tuple[Session, ...], rota: _Rota, policy: Policy
) -> tuple[dict[tuple[str, date], int], dict[tuple[str, date], int]]:
    """Work out, per person and Monday, the minutes that may be planned and those already gone (rules H1, G3)."""
    limits: dict[tuple[str, date], int] = {}
    before: dict[tuple[str, date], int] = {}
    for monday in sorted({each.day - timedelta(days=each.day.weekday()) for each in sessions}):
        week = [
            each
            for step in range(DAYS_IN_A_WEEK)
            if rota.calendar.is_working(day := monday + timedelta(days=step))
            for each in sessions_of(day, rota.times)
        ]
        for person in staff:
            key = (person.staff_id, monday)
            contracted = person.minutes_per_week
            if contracted is None:
                contracted = sum(
                    each.minutes for each in week if (each.day.weekday(), each.name) in person.pattern
                )
            limits[key] = (contracted + person.overtime_minutes) * policy.taskable_percent // 100
            before[key] = sum(
                presence.minutes * policy.taskable_percent // 100
                for each in week
                if each.day < sessions[0].day and (presence := rota.presence(person, each)) is not None
            )
    return limits, before


def _tasks(
    tables: Tables, policy: Policy, calendar: Calendar, sessions: tuple[Session, ...]
) -> Iterator[Task]:
    catalogue = policy.catalogue(setting_of(tables.establishment), tables.establishment.function)
    deadlines = _Deadlines(tables.establishment, calendar, sessions)
    for row in tables.tasks:
        yield _task(row, catalogue[row.type], policy, deadlines)


def _task(row: TaskRow, kind: TaskType, policy: Policy, deadlines: _Deadlines) -> Task:
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


@dataclass(frozen=True)
class _Deadlines:
    """How deadlines read in this horizon: when a task may start, when it is due, whether it can wait for later."""

    establishment: EstablishmentRow
    calendar: Calendar
    sessions: tuple[Session, ...]

    @property
    def opens(self) -> datetime:
        """The start of the horizon: the start of its first day."""
        return datetime.combine(self.sessions[0].day, time.min)

    @property
    def closes(self) -> datetime:
        """The end of the horizon: the end of its last working day."""
        return end_of(self.sessions[-1].day)

    def ready(self, row: TaskRow) -> datetime:
        if row.ready is None:
            return self.opens
        return row.ready if isinstance(row.ready, datetime) else datetime.combine(row.ready, time.min)

    def due(self, row: TaskRow, kind: TaskType) -> datetime:
        """When it falls due: as typed, or by the catalogue's rule from `ready` (domain.md 1.2, T-numbers)."""
        if row.due is not None:
            return row.due if isinstance(row.due, datetime) else end_of(row.due)
        return due_by_rule(kind, self.ready(row), row.fixed_date, self.calendar)

    def is_overdue(self, due: datetime) -> bool:
        """Tell whether it fell due before the first day; the midnight that opens that day closes the day before."""
        return due <= self.opens

    def on_time_until(self, due: datetime) -> datetime:
        """Give the last moment that is in time; for an overdue task, the end of the horizon."""
        return self.closes if self.is_overdue(due) else due

    def working_days_overdue(self, due: datetime) -> int:
        """Working days since it fell due, the first day of the horizon included."""
        return self.calendar.count(last_day(due), self.sessions[0].day) if self.is_overdue(due) else 0

    def is_due(self, ready: datetime, due: datetime, fixed: datetime | None) -> bool:
        """Tell whether no session after the horizon could finish it on time (contract, section 3)."""
        if fixed is not None:
            return not (self.closes <= fixed and self._session_end(fixed) <= due)
        after = max(self.closes, ready)
        day = self.calendar.first_from(max(after.date(), self.sessions[-1].day + timedelta(days=1)))
        while True:
            for session in sessions_of(day, self.establishment.sessions):
                if session.start >= after:
                    return session.end > due
            day = self.calendar.first_from(day + timedelta(days=1))

    def _session_end(self, moment: datetime) -> datetime:
        ends = [each.end for each in sessions_of(moment.date(), self.establishment.sessions)]
        return next((end for end in sorted(ends) if end > moment), moment)


def due_by_rule(kind: TaskType, ready: datetime, fixed_date: date | None, calendar: Calendar) -> datetime:
    """Work out a due moment from the catalogue's rule.

    `hours` are elapsed hours (72 for the basic custody screening); `working_days` end with the N-th working day;
    `categorisation` adds 14 calendar days, 16 from a Saturday, 15 from a Sunday, as the Digital Prison Services
    code does; `appointment` is the appointment's own day.
    """
    name, number = kind.due_rule
    if name == "appointment" and fixed_date is not None:
        return end_of(fixed_date)
    if name == "hours":
        return add_elapsed_hours(ready, number)
    if name == "categorisation":
        weekend = {5: 2, 6: 1}.get(ready.weekday(), 0)
        return end_of(ready.date() + timedelta(days=number + weekend))
    if number == 0:
        return end_of(calendar.first_from(ready.date()))
    return end_of(calendar.after(ready.date(), number))


def end_of(day: date) -> datetime:
    """Give the end of a day: the midnight that closes it."""
    return datetime.combine(day + timedelta(days=1), time.min)


def last_day(moment: datetime) -> date:
    """Give the last day that a due moment still belongs to (midnight closes the day before)."""
    return (moment - timedelta(microseconds=1)).date()


def span_minutes(start: datetime, end: datetime) -> int:
    """Give the minutes between two local moments of one day."""
    return whole_minutes(end - start)
