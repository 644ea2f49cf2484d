"""What was checked, what was decided by whom, and which numbers are this prison's own: the sheet `Checks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.check import judge
from roster.exports import sure
from roster.exports.sheets import CHECKS, NORMAL, SENTENCE, WIDE, Cell, Column, Sheet
from roster.exports.words import made_text, short_date
from roster.policy import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.exports.facts import Facts
    from roster.policy import Policy
    from roster.tasks import TaskType

LOCAL_SETTING = "local setting"
FIRST_DAY, DAYS = "First day", "Days"

Line = tuple[str, str, Cell, str]
Setting = tuple[str, Cell, Cell, str]


def checks(facts: Facts) -> Sheet:
    """Give the sheet: section, item, value, remark."""
    columns = (
        Column("About", WIDE),
        Column("Item", WIDE + NORMAL),
        Column("Value", WIDE),
        Column("Remark", SENTENCE),
    )
    rows = (*_made(facts), *_checked(facts), *_warnings(facts), *_overrides(facts), *_local(facts))
    return Sheet(CHECKS, columns, tuple(rows))


def _made(facts: Facts) -> Iterator[Line]:
    section, roster = "Roster", facts.roster
    yield section, "Establishment", facts.problem.establishment.name, facts.problem.establishment.code
    yield section, FIRST_DAY, roster.days[0], ""
    yield section, DAYS, "; ".join(each.isoformat() for each in roster.days), ""
    yield section, "Made", made_text(roster.made), "A proposal. A person decides."
    names = {
        "seconds": "Seconds taken", "seed": "Seed", "workers": "Workers", "input_sha256": "Input, SHA-256",
             "policy_sha256": "Policy, SHA-256"}  # fmt: skip
    for key, name in names.items():
        if key in roster.made:
            yield section, name, str(roster.made[key]), ""
    for name, version in sorted(dict(roster.made.get("versions", {})).items()):
        yield "Versions", str(name), str(version), ""


def _checked(facts: Facts) -> Iterator[Line]:
    section = "Independent check"
    judgement = judge(facts.problem, facts.roster.plan, facts.roster.levels)
    remark = "Every rule that must hold, and every level's number, worked out again without the planner."
    yield section, "Breaches found", len(judgement.breaches), remark
    for breach in judgement.breaches:
        yield section, breach.rule, breach.session, breach.message
    yield section, "How sure we are", facts.roster.status, sure.verdict(facts.roster)


def _warnings(facts: Facts) -> Iterator[Line]:
    if not facts.roster.warnings:
        yield "Warnings", "none", None, ""
    for each in facts.roster.warnings:
        yield "Warnings", each.code, ", ".join(each.subjects), each.message


def _overrides(facts: Facts) -> Iterator[Line]:
    section = "Overrides in force"
    if not facts.problem.overrides:
        yield section, "none", None, ""
    for each in facts.problem.overrides:
        for_whom = ", ".join(filter(None, (each.staff_id and facts.name(each.staff_id), each.task_id)))
        oversight = f" Overseen by {facts.name(each.oversight)}." if each.oversight else ""
        until = f" Until {short_date(each.expires, 0)}." if each.expires else " For this folder only."
        yield section, each.rule, for_whom or "everybody", f"{each.by}: {each.reason}.{oversight}{until}"


def _local(facts: Facts) -> Iterator[Line]:
    """Name every number that decides a roster and where it comes from, also what this prison changed."""
    for item, value, usual, mark in (*_general(facts.problem.policy), *_catalogue(facts)):
        yield "Local settings", item, value, _origin(value, usual, mark)


def _general(policy: Policy) -> Iterator[Setting]:
    """Give the numbers that hold for all work, and the prices: item, value, starting value, mark."""
    usual = shipped()
    for key, mark in policy.marks.items():
        yield key.replace("_", " "), _said(getattr(policy, key)), _said(usual.get(key)), mark
    for name, rule in policy.rules.items():
        if rule.price:
            price = usual["rules"].get(name, {}).get("price")
            yield f"price of {name.replace('_', ' ')}", rule.price, price, LOCAL_SETTING


def _catalogue(facts: Facts) -> Iterator[Setting]:
    """Give minutes and tier of each kind of work of this morning."""
    policy, usual = facts.problem.policy, shipped()
    tiers = usual["tiers"].get(facts.problem.establishment.function, {})
    for kind in _kinds(facts):
        mark = policy.tasks[kind.key].marks.get("minutes", LOCAL_SETTING)
        yield f"{kind.label}: minutes", kind.minutes, usual["tasks"].get(kind.key, {}).get("minutes"), mark
        yield f"{kind.label}: tier", kind.tier, tiers.get(kind.key), LOCAL_SETTING


def _said(value: int | list[str] | None) -> Cell:
    return ", ".join(value) if isinstance(value, list) else value


def _origin(value: object, usual: object, mark: str) -> str:
    """Say where a number comes from; a starting value must never be taken for national policy."""
    if value != usual:
        return f"Set by this prison (the starting value is {usual}); not national policy."
    if mark.startswith(LOCAL_SETTING):
        return f"{mark[0].upper()}{mark[1:]}; not national policy."
    return f"Starting value, for this prison to replace; not national policy. Source: {mark}."


def _kinds(facts: Facts) -> list[TaskType]:
    """Give the task types of this morning, by name."""
    found = {each.type.key: each.type for each in (*facts.problem.tasks, *facts.problem.blocked)}
    return sorted(found.values(), key=lambda each: each.label)
