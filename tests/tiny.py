"""Random tiny mornings, small enough to try every roster; each focus makes one rule likely to decide the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from roster.problem import Problem
from roster.revision import Revision
from roster.roster import Plan, Work
from roster.sessions import SessionTimes
from tests.builders import MONDAY, TUESDAY, away, history, override, problem, staff, task, wing_post

Content = dict[str, list[Any]]
GRID = 30  # a coarse grid keeps exhaustive search small
NUMBERS = ("A1111AA", "A2222AA")


def tiny(seed: int, focus: str = "") -> Problem:
    """Give a tiny problem; the same seed and focus give the same one."""
    return problem(**tiny_morning(seed, focus))


def tiny_morning(seed: int, focus: str = "") -> dict[str, Any]:
    """Give what a tiny problem is built from, by the keywords of `problem`."""
    rng = Random(f"{focus}/{seed}")
    content: Content = {
        "staff": [],
        "tasks": [],
        "availability": [],
        "wing_posts": [],
        "history": [],
        "overrides": [],
    }
    settings: dict[str, Any] = {"mode": "mtt", "rooms": rng.choice([None, 1, 2]), "sessions": _sessions(rng)}
    FOCUS.get(focus, _anything)(rng, content, settings)
    for _ in range(rng.randint(0, 1) if focus else 2):
        rng.choice([_some_work, _some_work, _a_post, _an_absence, _a_report, _an_interview])(
            rng, content, settings
        )
    days = settings.pop("days", 1)
    policy = {"grid_minutes": GRID, "taskable_percent": settings.pop("percent", rng.choice([75, 85, 100]))}
    policy |= {"tolerance": {"rest": 0, "quality_percent": 0}}
    return {"days": days, "policy": policy | settings.pop("policy", {}), **content, **settings}


def _sessions(rng: Random) -> tuple[SessionTimes, ...]:
    unlock = rng.choice([None, (time(9), time(10)), (time(9), time(10, 30))])
    morning = SessionTimes("AM", time(8), time(rng.choice([10, 11])), unlock)
    return morning, SessionTimes("PM", time(13), time(rng.choice([14, 15])), None)


def _person(rng: Random, content: Content, grade: str, **cells: Any) -> str:
    staff_id = f"S{len(content['staff']) + 1}"
    usual: dict[str, Any] = {"wing_risk_percent": rng.choice([0, 0, 15, 40])}
    content["staff"].append(staff(staff_id, grade, **(usual | cells)))
    if rng.random() < 0.4:
        content["history"].append(history(staff_id, rng.randint(0, 4), rng.randint(0, 12)))
    return staff_id


def _work(rng: Random, content: Content, kind: str, **cells: Any) -> str:
    task_id = f"T{len(content['tasks']) + 1}"
    usual: dict[str, Any] = {"minutes": rng.choice([30, 60, 60, 90]), "tier": rng.choice([1, 1, 2, 3])}
    usual["due"] = rng.choice([MONDAY, MONDAY, TUESDAY, MONDAY - timedelta(days=4), date(2026, 11, 30)])
    usual["ready"] = MONDAY - timedelta(days=7)
    content["tasks"].append(task(task_id, kind, **(usual | cells)))
    return task_id


def _owner(rng: Random, content: Content) -> str:
    choices: list[str] = ["", *(each.staff_id for each in content["staff"])]
    return rng.choice(choices)


def _some_work(rng: Random, content: Content, _: dict[str, Any]) -> None:
    if not content["staff"]:
        _person(rng, content, rng.choice(["PO", "PSO", "B4"]))
    if len(content["tasks"]) < 3:
        kind = rng.choice(["recategorisation", "hdc_assessment", "pp_screening", "application"])
        _work(rng, content, kind, owner=_owner(rng, content), risk=rng.choice(["", "low", "high"]))


def _a_report(rng: Random, content: Content, _: dict[str, Any]) -> None:
    if len(content["tasks"]) < 3:
        _work(rng, content, "recall_report", minutes=rng.choice([30, 90, 120]), owner=_owner(rng, content))


def _an_interview(rng: Random, content: Content, _: dict[str, Any]) -> None:
    if len(content["tasks"]) < 3:
        _work(rng, content, "bcst1", prison_number=rng.choice(["", *NUMBERS]))


def _a_post(rng: Random, content: Content, _: dict[str, Any]) -> None:
    content["wing_posts"].append(wing_post("B", rng.choice(["AM", "PM"])))


def _an_absence(rng: Random, content: Content, _: dict[str, Any]) -> None:
    if content["staff"] and not content["availability"]:
        content["availability"].append(away(content["staff"][0].staff_id, session=rng.choice(["AM", "PM"])))


def _anything(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    for grade in rng.sample(["PO", "B4", "PSO", "CA", "NB4"], 2):
        _person(rng, content, grade)
    _some_work(rng, content, settings)


def _grade(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["mode"] = rng.choice(["mtt", "steady_state"])
    for grade in rng.sample(["PO", "PSO", "B4", "CA"], 2):
        _person(rng, content, grade, skills="os;oasys;parole")
    for kind in rng.sample(
        ["licence_check", "pp_screening", "recategorisation", "oasys_qa", "monitoring_review"], 2
    ):
        _work(rng, content, kind)


def _holder(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings |= {"estate": rng.choice(["open", "women"]), "mode": ""}
    for grade in rng.sample(["PO", "B4", "PSO"], 2):
        _person(rng, content, grade)
    for _ in range(2):
        _work(
            rng,
            content,
            "recategorisation",
            case_holder=rng.choice(["", "NPS", "CRC"]),
            risk=rng.choice(["low", "high"]),
        )


def _prison_manager(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    spo = _person(rng, content, "SPO")
    if rng.random() < 0.3:
        _person(rng, content, "MGR", minutes_per_week=rng.choice([0, 60]))
    chair = _work(rng, content, "rotl_board_chair", minutes=60, fixed_date=MONDAY, fixed_start=time(8, 30))
    _work(rng, content, "rotl_board_chair", minutes=30, fixed_date=MONDAY, fixed_start=time(9, 0))
    if rng.random() < 0.3:
        content["overrides"].append(override("prison_manager", spo, chair))
    settings["days"] = 1


def _high_risk(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    _person(rng, content, "PO", minutes_per_week=rng.choice([None, 60]))
    other = _person(rng, content, rng.choice(["B4", "PSO", "NB4"]))
    risky = _work(rng, content, "recategorisation", risk=rng.choice(["high", "very_high"]))
    _work(rng, content, rng.choice(["hdc_assessment", "pp_screening"]), risk=rng.choice(["low", "very_high"]))
    if rng.random() < 0.3:
        content["overrides"].append(override("high_risk", other, risky, oversight="S1"))
    settings["percent"] = 75


def _rotation(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["mode"] = "steady_state"
    since = rng.choice([date(2024, 11, 23), date(2024, 11, 24), date(2023, 1, 31)])
    long_there = _person(
        rng,
        content,
        "B4",
        dual_role_since=since,
        dual_role_group=rng.choice(["supervision", "supervision", "regime"]),
    )
    if rng.random() < 0.4:
        _person(rng, content, "B4", minutes_per_week=60)
    for _ in range(2):
        _work(rng, content, "recategorisation", owner=rng.choice(["", "", long_there]))
    if rng.random() < 0.2:
        content["overrides"].append(override("rotation", long_there, expires=rng.choice([None, MONDAY])))


def _skills(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, rng.choice(["B4", "PSO"]), skills=rng.choice(["oasys", "parole", "mappa", "os"]))
    _person(rng, content, rng.choice(["NB4", "PO"]), skills="os", minutes_per_week=rng.choice([60, 90]))
    for kind in rng.sample(["oasys_risk_review", "recategorisation", "recall_report"], 2):
        _work(rng, content, kind, minutes=60)


def _started(rng: Random, content: Content, _: dict[str, Any]) -> None:
    first, second = _person(rng, content, "PSO"), _person(rng, content, "B4")
    begun = _work(rng, content, "recategorisation", started_by=first, minutes=rng.choice([60, 90]))
    _work(rng, content, "recall_report", started_by=rng.choice([first, second]), minutes=60)
    content["availability"].append(away(first, session=rng.choice(["", "AM"])))
    if rng.random() < 0.3:
        content["overrides"].append(override("started", rng.choice(["", second]), begun))


def _presence(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    one, two = _person(rng, content, "PSO"), _person(rng, content, "B4")
    content["availability"].append(away(one, session="AM"))
    part: dict[str, Any] = rng.choice(
        [{"minutes": 60}, {"start": time(9)}, {"start": time(8, 30), "end": time(9, 30)}]
    )
    content["availability"].append(away(two, session="AM", status="present", **part))
    settings |= {"percent": rng.choice([85, 100]), "days": 1}
    begins = rng.choice([time(8), time(8, 30), time(9)])
    _work(rng, content, "safety_review", minutes=60, fixed_date=MONDAY, fixed_start=begins)
    _work(rng, content, rng.choice(["recategorisation", "bcst1"]), minutes=rng.choice([60, 90]))
    if rng.random() < 0.3:
        content["wing_posts"].append(wing_post("B", "PM"))


def _capacity(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = rng.choice([50, 75])
    _person(rng, content, rng.choice(["PSO", "NB4"]))
    for kind in rng.sample(["recategorisation", "hdc_assessment", "referral", "recall_report"], 3):
        _work(rng, content, kind, minutes=rng.choice([30, 60, 90]))
    if rng.random() < 0.4:
        _work(rng, content, "safety_review", minutes=60, fixed_date=MONDAY, fixed_start=time(8))


def _advice(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = 100
    officer = _person(rng, content, "PO")
    for kind in rng.sample(["recategorisation", "pp_screening", "referral", "case_qa"], 3):
        _work(rng, content, kind, minutes=rng.choice([30, 60, 90]))
    if rng.random() < 0.3:
        _work(rng, content, "idrmm", minutes=rng.choice([60, 120]), fixed_date=MONDAY, fixed_start=time(8))
    if rng.random() < 0.2:
        content["overrides"].append(override("advice", officer))


def _hours(rng: Random, content: Content, _: dict[str, Any]) -> None:
    limit = rng.choice([60, 90, 120, 150])
    agreed = rng.choice(["", "A Line Manager"])
    _person(
        rng,
        content,
        rng.choice(["B4", "PSO"]),
        minutes_per_week=limit,
        overtime_minutes=30,
        overtime_agreed_by=agreed,
    )
    for kind in rng.sample(["recategorisation", "hdc_assessment", "recall_report"], 2):
        _work(rng, content, kind, minutes=rng.choice([60, 90]))
    if rng.random() < 0.5:
        content["wing_posts"].append(wing_post("B", rng.choice(["AM", "PM"])))


def _window(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = 75
    _person(rng, content, rng.choice(["PSO", "NB4"]))
    for _ in range(3):
        ready = rng.choice(["2026-11-23T08:00", "2026-11-23T08:01", "2026-11-23T13:00", "2026-11-23T13:01"])
        _work(
            rng,
            content,
            rng.choice(["recategorisation", "recall_report"]),
            ready=_moment(ready),
            due=rng.choice([TUESDAY, MONDAY]),
            minutes=rng.choice([60, 90]),
        )


def _moment(text: str) -> Any:
    from tests.builders import moment

    return moment(text)


def _splitting(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = rng.choice([75, 85])
    _person(rng, content, rng.choice(["PSO", "NB4"]), skills="os;parole")
    _work(rng, content, "recall_report", minutes=rng.choice([90, 120, 150, 180]))
    _work(rng, content, "recategorisation", minutes=rng.choice([30, 60]))


def _order(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "PSO", skills="os;parole")
    if rng.random() < 0.6:
        _person(rng, content, "B4")
    first = _work(
        rng,
        content,
        rng.choice(["recategorisation", "recall_report", "pp_screening"]),
        tier=rng.choice([2, 3]),
        minutes=rng.choice([60, 90]),
    )
    _work(rng, content, rng.choice(["hdc_assessment", "bcst1"]), after=first, tier=1, due=MONDAY)


def _appointment(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "PSO")
    for _number in range(2):
        begins = rng.choice([time(8), time(8, 30), time(8, 45), time(9)])
        _work(
            rng,
            content,
            rng.choice(["safety_review", "rotl_board_member"]),
            minutes=60,
            fixed_date=MONDAY,
            fixed_start=begins,
        )
    _work(rng, content, "recategorisation", minutes=rng.choice([60, 90]), due=MONDAY)


def _interviews(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["rooms"] = rng.choice([0, 1, 1])
    settings["percent"] = 100
    for grade in rng.sample(["PSO", "B4", "NB4"], 2):
        _person(rng, content, grade)
    for _ in range(3):
        _work(rng, content, rng.choice(["bcst1", "supervision_contact"]), minutes=rng.choice([30, 60, 90]))


def _separation(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings |= {"percent": 100, "rooms": None}
    settings["sessions"] = (SessionTimes("AM", time(8), time(10), (time(8), time(rng.choice([9, 10])))),)
    for grade in rng.sample(["PSO", "B4", "NB4", "PO"], 2):
        _person(rng, content, grade)
    same = rng.choice(NUMBERS)
    _work(rng, content, "bcst1", minutes=rng.choice([60, 90]), prison_number=same)
    _work(
        rng,
        content,
        rng.choice(["bcst1", "recategorisation"]),
        minutes=rng.choice([60, 90]),
        prison_number=same,
    )
    if rng.random() < 0.5:
        _work(
            rng,
            content,
            "safety_review",
            minutes=60,
            prison_number=same,
            fixed_date=MONDAY,
            fixed_start=time(8, 30),
        )


def _pairs(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "PO")
    owner = _person(rng, content, rng.choice(["B4", "PSO"]), minutes_per_week=rng.choice([None, 30]))
    _work(
        rng,
        content,
        "new_case_advice",
        owner=rng.choice([owner, owner, "", "S1"]),
        minutes=rng.choice([30, 60]),
    )
    _work(rng, content, "case_review", owner=owner, minutes=60)
    if rng.random() < 0.5:
        content["availability"].append(away(owner, session=rng.choice(["AM", "PM", ""])))


def _checking(rng: Random, content: Content, _: dict[str, Any]) -> None:
    clerk = _person(rng, content, "CA")
    if rng.random() < 0.5:
        _person(rng, content, rng.choice(["HUB", "CA"]), minutes_per_week=rng.choice([30, 60]))
    if rng.random() < 0.5:
        first = _work(rng, content, "sentence_calculation", minutes=30)
        _work(rng, content, "sentence_calculation_check", after=first, minutes=30, due=MONDAY)
    _work(rng, content, "sentence_calculation_check", doer=rng.choice([clerk, clerk, "S9"]), minutes=30)


def _wing_cover(rng: Random, content: Content, _: dict[str, Any]) -> None:
    one = _person(rng, content, "B4")
    two = _person(
        rng, content, rng.choice(["NB4", "PSO", "B4"]), cross_deployable=rng.choice([None, True, False])
    )
    session = rng.choice(["AM", "PM"])
    content["wing_posts"].append(wing_post("B", session, rng.choice([1, 2])))
    if rng.random() < 0.5:
        content["availability"].append(
            away(rng.choice([one, two]), session=session, status="present", minutes=60)
        )
    _work(rng, content, "recategorisation")


def _detailed(rng: Random, content: Content, _: dict[str, Any]) -> None:
    one = _person(rng, content, rng.choice(["B4", "NB4"]))
    session = rng.choice(["AM", "PM"])
    content["availability"].append(away(one, session=session, status="wing", reason="A"))
    content["wing_posts"].append(wing_post("B", session))
    if rng.random() < 0.5:
        content["wing_posts"].append(wing_post("A", session))
    _work(rng, content, "recategorisation")


def _lateness(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings |= {"days": 2, "percent": 100, "sessions": (SessionTimes("AM", time(8), time(10)),)}
    _person(rng, content, "PSO")
    for _ in range(3):
        due = rng.choice([MONDAY - timedelta(days=4), MONDAY, _moment("2026-11-23T09:00"), TUESDAY])
        _work(
            rng,
            content,
            rng.choice(["recategorisation", "hdc_assessment"]),
            due=due,
            minutes=60,
            tier=rng.choice([1, 2]),
        )


def _continuity(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["mode"] = rng.choice(["mtt", "steady_state"])
    grade = "B4"
    for _ in range(2):
        _person(rng, content, grade, wing_risk_percent=0)
    for _ in range(2):
        _work(rng, content, "recategorisation", owner=rng.choice(["S1", "S2"]), minutes=60)


def _fair_wings(rng: Random, content: Content, _: dict[str, Any]) -> None:
    for _number in range(3):
        _person(rng, content, "B4")
    for session in ("AM", "PM"):
        content["wing_posts"].append(wing_post("B", session, rng.choice([1, 2])))


def _fair_load(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = 100
    settings["policy"] = {"rules": {"fair_load": {"step": rng.choice([1, 2]), "price": 50}}}
    for _ in range(2):
        _person(rng, content, "PSO", wing_risk_percent=0)
    for _ in range(3):
        _work(rng, content, "recategorisation", minutes=30)


def _scarce(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = 100
    _person(rng, content, "PO")
    _person(rng, content, "PSO", wing_risk_percent=rng.choice([0, 10]))
    _work(rng, content, "recategorisation", minutes=60, risk="low", owner=rng.choice(["", "S1"]))
    _work(rng, content, "pp_screening", minutes=rng.choice([60, 240]))


def _preferred(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "SPO")
    _person(rng, content, "PO", wing_risk_percent=rng.choice([0, 0, 40]))
    for _number in range(2):
        _work(rng, content, "oasys_qa", minutes=60)


def _wing_risk(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "PSO", wing_risk_percent=rng.choice([0, 5, 20]))
    _person(rng, content, "B4", wing_risk_percent=rng.choice([10, 11, 80]))
    _work(rng, content, "safety_review", minutes=60, fixed_date=MONDAY, fixed_start=time(8))
    _work(rng, content, "recategorisation")


def _unknown_risk(rng: Random, content: Content, _: dict[str, Any]) -> None:
    _person(rng, content, "PO")
    _person(rng, content, "PSO", wing_risk_percent=0)
    _work(rng, content, "recategorisation", risk="")
    _work(rng, content, "hdc_assessment", risk=rng.choice(["", "low"]))


def _decided(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    for grade in rng.sample(["PO", "PSO", "B4"], 2):
        _person(rng, content, grade, minutes_per_week=rng.choice([None, 60, 90]), skills="os;parole")
    first = _work(rng, content, rng.choice(["recategorisation", "recall_report"]), minutes=60)
    second = _work(rng, content, "hdc_assessment", minutes=rng.choice([30, 60]))
    pins, bans = rng.choice(
        [
            ({(first, rng.choice(["S1", "S2"]))}, set[tuple[str, str]]()),
            (set[tuple[str, str]](), {(first, "S1"), (second, rng.choice(["S1", "S2"]))}),
            ({(second, "S2")}, {(first, "S2")}),
        ]
    )
    settings["revision"] = Revision(told=False, pins=frozenset(pins), bans=frozenset(bans))


def _begun(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings |= {"days": 1, "percent": 100}
    for _ in range(2):
        _person(rng, content, "PSO", minutes_per_week=rng.choice([None, 120]))
    minutes = rng.choice([30, 60])
    begun = _work(rng, content, "recategorisation", minutes=minutes, tier=rng.choice([2, 3]))
    _work(rng, content, "hdc_assessment", minutes=rng.choice([60, 90]), tier=1)
    work = Work(MONDAY, "AM", time(8), time(8 + minutes // 60, minutes % 60), "S2", begun, minutes)
    now = datetime.combine(MONDAY, rng.choice([time(8, 30), time(9), time(12)]))
    left = rng.choice([frozenset(), frozenset({("S1", MONDAY, "AM")})])
    settings["revision"] = Revision(told=False, now=now, begun=Plan((work,)), left=left)


def _different(rng: Random, content: Content, settings: dict[str, Any]) -> None:
    settings["percent"] = 100
    for grade in rng.sample(["PSO", "B4", "NB4"], rng.choice([1, 2, 2])):
        _person(rng, content, grade, skills="os;parole", wing_risk_percent=0)
    kinds = ["recategorisation", "recategorisation", "hdc_assessment", "recall_report"]
    tasks = [
        _work(rng, content, kind, minutes=30, owner="S1", tier=2, due=MONDAY) for kind in rng.sample(kinds, 2)
    ]
    tasks.append(_work(rng, content, "referral", minutes=rng.choice([30, 60]), owner=rng.choice(["", "S1"])))
    earlier = [
        Work(MONDAY, "AM", time(8), time(8, 30), rng.choice(["S1", "S1", "S2"]), each, 30) for each in tasks
    ]
    others = [replace(each, staff_id="S2") for each in earlier]
    plans = rng.choice([[earlier], [earlier], [earlier, others]])
    settings["revision"] = Revision(told=False, unlike=tuple(Plan(tuple(each)) for each in plans))


REVISED = ("decided", "begun", "different")  # mornings in which something has been decided or begun
FOCUS: dict[str, Callable[[Random, Content, dict[str, Any]], None]] = {
    "grade": _grade,
    "holder": _holder,
    "prison_manager": _prison_manager,
    "high_risk": _high_risk,
    "rotation": _rotation,
    "skills": _skills,
    "started": _started,
    "decided": _decided,
    "begun": _begun,
    "different": _different,
    "presence": _presence,
    "capacity": _capacity,
    "advice": _advice,
    "hours": _hours,
    "window": _window,
    "splitting": _splitting,
    "order": _order,
    "appointment": _appointment,
    "interviews": _interviews,
    "separation": _separation,
    "pairs": _pairs,
    "checking": _checking,
    "wing_cover": _wing_cover,
    "detailed": _detailed,
    "lateness": _lateness,
    "continuity": _continuity,
    "fair_wings": _fair_wings,
    "fair_load": _fair_load,
    "scarce_grades": _scarce,
    "preferred_grade": _preferred,
    "wing_risk": _wing_risk,
    "unknown_risk": _unknown_risk,
    "earlier": _lateness,
}
PLAIN = [each for each in FOCUS if each not in REVISED]
