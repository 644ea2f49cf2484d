"""A replanned roster planned again, and again: who left stays left, and every question about it can be asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from api.judging import Effort, beforehand_of, judged, replanned
from api.kinds import KINDS
from api.kinds.kind import Question
from api.kinds.kind import Work as Done
from roster import policy as policies
from roster.explain.asked import problem_of_roster
from roster.exports.roster_json import StatedRoster, from_text, to_json, to_text
from roster.faults import InputRefusedError
from roster.prepare import problem_of
from roster.reading import Morning
from roster.replan.events import Events, Lost, events_of_options
from roster.replan.found import judge_as_found
from roster.replan.revise import Revised, problem_again, revise
from roster.replan.seats import latest
from roster.revision import Seat
from roster.roster import Work, without_reasons
from roster.rule import rules_in_force
from solver.search import Search
from tests.brute import best_values
from tests.builders import MONDAY, staff, tables
from tests.hand import MORNINGS, due_today
from tests.tiny import PLAIN, tiny_morning

EFFORT = Effort(60, 1, 0)
AT = datetime(2026, 11, 23, 7, 45)
FILE = "roster.json"
CHAINS, STEPS = 20, 5


def morning_of(**content: Any) -> Morning:
    """A morning as it is read from a folder."""
    found = tables(**content)
    return Morning(found, policies.load(found.policy))


def publish(morning: Morning, days: int = 1) -> StatedRoster:
    """The first roster of a morning, as its file says it."""
    problem = problem_of(morning, None, days, MONDAY)
    rules = rules_in_force(problem.policy)
    outcome = Search(problem, rules, seconds=EFFORT.seconds, workers=1).run()
    return from_text(to_text(to_json(problem, judged(problem, rules, outcome, EFFORT, AT))))


def again(morning: Morning, stated: StatedRoster, events: Events) -> tuple[Revised, StatedRoster]:
    """Plan a roster again, as the command does, and read what it wrote."""
    asked = revise(morning, stated, events)
    rules = rules_in_force(asked.problem.policy)
    outcome = Search(
        asked.problem, rules, seconds=EFFORT.seconds, workers=1, beforehand=beforehand_of(asked)
    ).run()
    roster = replanned(asked, rules, outcome, EFFORT, AT, "0" * 64)
    return asked, from_text(to_text(to_json(asked.problem, roster)))


@cache
def half_days_only() -> Morning:
    """Somebody who is in for the mornings only, and a colleague."""
    return morning_of(
        staff=[staff("S1", "PSO", pattern=MORNINGS), staff("S2", "PSO")],
        tasks=[due_today("T1"), due_today("T2")],
    )


def at(clock: str, *lost: str, **decided: Any) -> Events:
    """What has come since, by some time of Monday."""
    return events_of_options(lost, **decided, now=f"2026-11-23T{clock}" if clock else "")


def lines(stated: StatedRoster, staff_id: str = "", session: str = "") -> list[str]:
    """Who does what from when to when."""
    return [
        f"{each.staff_id} {each.task_id} {each.start:%H:%M}-{each.end:%H:%M}"
        for each in stated.plan.work
        if staff_id in ("", each.staff_id) and session in ("", each.session)
    ]


@cache
def two_people() -> Morning:
    """Two officers and work for both of them all day."""
    return morning_of(
        staff=[staff("S1", "PSO"), staff("S2", "PSO")],
        tasks=[due_today(f"T{number}", minutes=60) for number in range(1, 11)],
    )


@cache
def published() -> StatedRoster:
    return publish(two_people())


@pytest.mark.parametrize("clock", ["10:00", ""])
def test_who_left_in_the_middle_stays_left_in_the_next_replan(clock: str) -> None:
    """Without a time, it is at least as late as when the published roster was planned."""
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))
    asked, twice = again(two_people(), once, at(clock, "S2:2026-11-23:PM"))

    before = lines(published(), "S1", "AM")[:1]
    assert before
    assert lines(once, "S1", "AM") == lines(twice, "S1", "AM") == before
    assert asked.problem.revision is not None
    assert asked.problem.revision.left == {("S1", MONDAY, "AM")}
    assert problem_again(two_people(), once, twice) == asked.problem


def test_lost_for_the_day_is_lost_where_they_are_in() -> None:
    morning = half_days_only()
    _, once = again(morning, publish(morning), at("", "S1:2026-11-23:wing=B"))

    assert once.events.lost == (Lost("S1", MONDAY, "AM", "B"),)
    assert [(each.staff_id, each.session) for each in once.plan.wing_duty] == [("S1", "AM")]
    problem_of_roster(morning, once, FILE)


def test_a_stored_loss_of_somebody_who_is_not_in_is_not_refused_when_it_is_read() -> None:
    """Rosters that were planned earlier have both half-days of such a day."""
    morning = half_days_only()
    _, once = again(morning, publish(morning), at("", "S1:2026-11-23:AM"))
    both = replace(once, events=Events((*once.events.lost, Lost("S1", MONDAY, "PM"))))

    assert problem_of_roster(morning, both, FILE).presence.keys() == {("S2", 0), ("S2", 1)}


def test_a_loss_that_is_over_is_not_refused_when_it_is_read() -> None:
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM", "S2:2026-11-23:AM"))
    _, twice = again(two_people(), once, at("14:30"))

    problem_of_roster(two_people(), twice, FILE)


def test_lost_for_the_day_in_the_afternoon_leaves_the_morning_as_it_was() -> None:
    _, once = again(two_people(), published(), at("14:30", "S1:2026-11-23"))

    assert lines(once, "S1", "AM") == lines(published(), "S1", "AM") != []
    assert [(each.session, each.since) for each in once.events.lost] == [
        ("PM", datetime(2026, 11, 23, 14, 30))
    ]
    problem_of_roster(two_people(), once, FILE)


def test_somebody_who_has_left_cannot_leave_again() -> None:
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))

    with pytest.raises(InputRefusedError, match="S1 is not in then anyway"):
        revise(two_people(), once, at("10:00", "S1:2026-11-23:AM"))
    asked = revise(two_people(), once, at("10:00", "S1:2026-11-23"))
    assert [each.session for each in asked.events.lost] == ["AM", "PM"]


def test_time_does_not_go_back() -> None:
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))

    with pytest.raises(InputRefusedError, match="09:29 is before 2026-11-23 09:30"):
        revise(two_people(), once, at("09:29"))
    later = replace(
        once, events=replace(once.events, now=None)
    )  # as rosters had it that were planned earlier
    assert revise(two_people(), later, at("")).events.now == datetime(2026, 11, 23, 9, 30)


@pytest.mark.parametrize(("bans", "known"), [(["T1:S1"], True), (["T1:S1", "T2:S1"], True), ([], False)])
def test_bounds_that_a_decision_made_do_not_hold_once_it_is_taken_back(
    bans: list[str], *, known: bool
) -> None:
    """Nobody else may do T1: as long as S1 is banned from it, it waits, and after that it is done again."""
    morning = morning_of(staff=[staff("S1", "PSO")], tasks=[due_today("T1"), due_today("T2")])
    _, once = again(morning, publish(morning), at("", bans=["T1:S1"]))
    asked, twice = again(morning, once, at("", bans=bans))

    assert {each.name: each.bound for each in once.levels}["due.1"] == 2
    assert bool(asked.no_harder) is known
    assert len(lines(twice)) == 2 - len(bans)


@pytest.mark.parametrize(
    ("bans", "pins", "says"),
    [
        (["T1:S1"], [], "T1 cannot be taken from S1, who began it on 2026-11-23 at 08:00"),
        ([], ["T1:S2"], "T1 cannot be given to S2: S1 began it on 2026-11-23 at 08:00"),
        (["T1:S2"], ["T1:S1"], ""),
    ],
)
def test_what_has_begun_is_not_taken_from_anybody(bans: list[str], pins: list[str], says: str) -> None:
    assert lines(published())[0] == "S1 T1 08:00-09:00"
    events = at("08:30", pins=pins, bans=bans)
    if not says:
        assert "S1 T1 08:00-09:00" in lines(again(two_people(), published(), events)[1])
        return
    with pytest.raises(InputRefusedError, match=says):
        revise(two_people(), published(), events)


def test_what_somebody_does_after_they_left_is_found_by_the_checker() -> None:
    """As in a roster that an earlier version planned a second time, or that was edited by hand."""
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))
    edited = replace(once, plan=published().plan, levels=())

    assert judge_as_found(two_people(), once).clean
    assert {each.rule for each in judge_as_found(two_people(), edited).breaches} == {"begun"}


def test_what_was_decided_is_judged_and_is_no_level_of_the_roster() -> None:
    _, once = again(two_people(), published(), at("", pins=["T1:S2"], bans=["T2:S2"]))
    edited = replace(once, plan=published().plan, levels=())

    assert judge_as_found(two_people(), once).clean
    found = judge_as_found(two_people(), edited)
    assert {each.rule for each in found.breaches} == {"decided"}
    assert "decided" not in found.levels


ASKED: dict[str, dict[str, Any]] = {
    "replan": {"lost": [{"staff_id": "S2", "date": "2026-11-23"}], "now": "2026-11-23T14:30"},
    "give": {"session": "2026-11-23:PM"},
    "explain": {"people": ["S1", "S2"]},
    "whatif": {"grades": ["PSO"], "minus": [], "wing_posts": []},
    "alternatives": {"number": 1},
}


@pytest.mark.parametrize("kind", ASKED)
def test_everything_can_be_asked_about_a_roster_that_was_planned_again_twice(kind: str) -> None:
    """Both left in the middle of the morning, and by now it is over."""
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))
    _, twice = again(two_people(), once, at("10:30", "S2:2026-11-23:AM"))
    both = replace(twice, events=replace(twice.events, now=datetime(2026, 11, 23, 12)))
    asked = KINDS[kind].shape.model_validate({**ASKED[kind], "options": {"seconds": 5, "workers": 1}})
    question = Question(two_people(), asked, both)

    KINDS[kind].check(question)
    assert KINDS[kind].do(question, Done())


def test_the_wings_are_not_lent_a_session_that_is_over_by_the_published_roster() -> None:
    """It knows how late it is, and nobody need say so again."""
    _, once = again(two_people(), published(), at("09:30", "S1:2026-11-23:AM"))
    asked = KINDS["give"].shape.model_validate({"session": "2026-11-23:AM"})

    with pytest.raises(InputRefusedError, match="only people for a whole session can be lent"):
        KINDS["give"].check(Question(two_people(), asked, once))


# -- five times in a row -------------------------------------------------------------------------------------------


@dataclass
class Chain:
    """Replans in a row, and what must be true of every later roster: who left when, and what was done by then."""

    morning: Morning
    stated: StatedRoster
    left: dict[Seat, datetime] = field(default_factory=dict)

    def step(self, events: Events) -> None:
        """Plan once more; what cannot have happened is left out, one by one."""
        told, now = self.stated, events.now or self.stated.events.now
        events = self.possible(events)
        try:
            asked, self.stated = again(self.morning, told, events)
        except InputRefusedError:  # pins that cannot be kept
            asked, self.stated = again(self.morning, told, replace(events, pins=()))
        for each in asked.events.lost[len(told.events.lost) :]:
            if each.since is not None:
                self.left[each.staff_id, each.day, each.session] = each.since
        kept = {
            each for each in work(told) if now and each.begins < now and each.staff_id not in self.gone(now)
        }
        assert kept <= work(self.stated)
        for seat, since in self.left.items():
            assert {each for each in work(told) if seat_of(each) == seat and each.finishes <= since} == {
                each for each in work(self.stated) if seat_of(each) == seat
            }
        assert problem_again(self.morning, told, self.stated) == asked.problem
        values = tuple(each.value for each in self.stated.levels)
        assert values == best_values(asked.problem, rules_in_force(asked.problem.policy))[-len(values) :]

    def gone(self, now: datetime) -> set[str]:
        return {staff_id for (staff_id, _, _), since in self.left.items() if since == now}

    def possible(self, events: Events) -> Events:
        kept = Events(now=events.now)
        for name in ("lost", "pins", "bans"):
            for each in getattr(events, name):
                tried = with_one_more(kept, name, each)
                with suppress(InputRefusedError):
                    revise(self.morning, self.stated, tried)
                    kept = tried
        return kept


def with_one_more(events: Events, name: str, each: Any) -> Events:
    changes: dict[str, Any] = {name: (*getattr(events, name), each)}
    return replace(events, **changes)


def work(stated: StatedRoster) -> set[Work]:
    return set(without_reasons(stated.plan).work)


def seat_of(each: Work) -> Seat:
    return each.staff_id, each.day, each.session


def some_events(rng: Random, morning: Morning, after: datetime | None) -> Events:
    """Anything that may come to pass, and some that may not."""
    clocks = [datetime.combine(MONDAY, time(8)) + timedelta(minutes=30 * number) for number in range(13)]
    later = [each for each in clocks if after is None or each >= after]
    people = [each.staff_id for each in morning.tables.staff]
    tasks = [each.task_id for each in morning.tables.tasks]
    free = {each.staff_id for each in morning.tables.staff if each.minutes_per_week is None}
    lost = []
    for _ in range(rng.choice([0, 1, 1, 2])):
        staff_id, wing = rng.choice(people), rng.choice(["", "", "B"])
        wing = wing if staff_id in free else ""  # a detail beyond somebody's hours takes work out of the past
        lost.append(Lost(staff_id, MONDAY, rng.choice(["AM", "PM", ""]), wing))
    pins, bans = (
        tuple((rng.choice(tasks), rng.choice(people)) for _ in range(rng.choice([0, 0, 1])) if tasks)
        for _ in range(2)
    )
    return Events(tuple(lost), pins, bans, rng.choice([None, *later[:5]]))


@pytest.mark.parametrize("seed", range(CHAINS))
def test_five_replans_in_a_row_each_follow_the_one_before(seed: int) -> None:
    """Every level is what exhaustive search finds; the checker is content and the roster can be explained each time."""
    rng = Random(seed)
    content = tiny_morning(seed, rng.choice(["", *PLAIN]))
    del content["days"]
    morning = morning_of(**content)
    chain = Chain(morning, publish(morning))
    for _ in range(STEPS):
        chain.step(some_events(rng, morning, latest(chain.stated.events)))

        assert judge_as_found(morning, chain.stated).clean
        problem_of_roster(morning, chain.stated, FILE)
