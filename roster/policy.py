"""The policy: what this prison may decide for itself, read from TOML and checked in full before anything is planned."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from roster.faults import Fault, InputRefusedError
from roster.tasks import TaskType

SETTINGS = ("mtt", "steady_state", "open", "women")
FUNCTIONS = ("local", "trainer", "resettlement", "open", "women")
OFFENDER_SUPERVISION = "OS"
TIERS = (1, 2, 3, 4, 5)
LONGEST_TASK_MINUTES = 6000  # a hundred hours: more is a slip of the key, not a task

Minutes = Annotated[int, Field(ge=0, le=LONGEST_TASK_MINUTES)]
Tier = Annotated[int, Field(ge=1, le=5)]


class Entry(BaseModel):
    """A part of the policy: read-only, every key known, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Grade(Entry):
    """A grade: how it is called, who employs it, what follows from it."""

    role: str
    employer: Literal["probation", "prison"]
    trained: bool = False
    wings: bool = False
    advises: bool = False
    advised: bool = False
    manages: bool = False


class Supervision(Entry):
    """Who does offender supervision in one setting."""

    grades: list[str]
    high_risk: list[str] = []
    by_holder: dict[str, list[str]] = {}
    works_as: dict[str, str] = {}


class Tolerance(Entry):
    """How far a value may be from its bound and still count as proved."""

    wing_posts: Annotated[int, Field(ge=0)]
    due: Annotated[int, Field(ge=0)]
    changes: Annotated[int, Field(ge=0)]
    rest: Annotated[int, Field(ge=0)]
    quality_percent: Annotated[int, Field(ge=0, le=100)]


class CatalogueEntry(Entry):
    """A task type as written in the policy."""

    label: str
    minutes: Annotated[int, Field(ge=1, le=LONGEST_TASK_MINUTES)]
    who: list[str]
    who_steady_state: list[str] | None = None
    skill: str = ""
    prefer: list[str] = []
    any_risk: bool = False
    split: bool = False
    seen: bool = False
    fixed: bool = False
    pair: bool = False
    owner_first: bool = False
    checking: bool = False
    due: dict[Literal["working_days", "hours", "categorisation", "appointment"], Annotated[int, Field(ge=0)]]
    marks: dict[str, str] = {}


class RuleSettings(BaseModel):
    """Whether a rule must hold or has a price, and its numbers (any further keys)."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    must: bool = False
    price: Annotated[int, Field(ge=0)] = 0

    def option(self, name: str) -> Any:
        """Give one of the rule's own numbers or lists. Raises KeyError when the policy does not have it."""
        return (self.model_extra or {})[name]


class Policy(Entry):
    """The whole policy, checked."""

    grid_minutes: Annotated[int, Field(ge=1, le=60)]
    taskable_percent: Annotated[int, Field(ge=0, le=100)]
    advice_minutes_per_session: Minutes
    smallest_piece: Annotated[int, Field(ge=1, le=LONGEST_TASK_MINUTES)]
    tiers_rise_every: Annotated[int, Field(ge=1)]
    explain_seconds: Annotated[int, Field(ge=0, le=3600)]
    explain_tasks: Annotated[int, Field(ge=0)]
    receipt_seconds: Annotated[int, Field(ge=0, le=3600)]
    wings_price_seconds: Annotated[int, Field(ge=0, le=3600)]
    alternatives_differ_percent: Annotated[int, Field(ge=1, le=100)]
    levels: list[str]
    changes_after: str
    marks: dict[str, str] = {}
    tolerance: Tolerance
    grades: dict[str, Grade]
    supervision: dict[str, Supervision]
    rules: dict[str, RuleSettings]
    tasks: dict[str, CatalogueEntry]
    tiers: dict[str, dict[str, Tier]]

    def catalogue(self, setting: str, function: str) -> dict[str, TaskType]:
        """Give every task type as it reads in a setting (`mtt`, `steady_state`, `open`, `women`) and function."""
        return {key: _resolve(self, key, setting, function) for key in self.tasks}

    def role(self, grade: str) -> str:
        """Spell a grade out: `PO` is "probation officer"."""
        return self.grades[grade].role

    def on_grid(self, minutes: int) -> int:
        """Round minutes of room down to the planning grid."""
        return minutes - minutes % self.grid_minutes

    def up_to_grid(self, minutes: int) -> int:
        """Round minutes of work up to the planning grid."""
        return -(-minutes // self.grid_minutes) * self.grid_minutes

    @property
    def sha256(self) -> str:
        """A fingerprint of every number in it."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()


def _resolve(policy: Policy, key: str, setting: str, function: str) -> TaskType:
    entry, rule = policy.tasks[key], policy.supervision[setting]
    listed = entry.who
    if setting == "steady_state" and entry.who_steady_state is not None:
        listed = entry.who_steady_state
    supervision = entry.who == [OFFENDER_SUPERVISION]
    grades = {grade for each in listed for grade in (rule.grades if each == OFFENDER_SUPERVISION else [each])}
    grades |= {stand_in for stand_in, grade in rule.works_as.items() if grade in grades}
    always = key in policy.rules["high_risk"].option("always") and bool(rule.high_risk)
    if always:
        grades |= set(rule.grades)  # open to an override; the rule high_risk keeps everyone else out
    if key in policy.rules["prison_manager"].option("types"):
        grades |= set(policy.rules["prison_manager"].option("grades"))  # likewise, rule prison_manager
    return TaskType(
        key=key,
        label=entry.label,
        minutes=entry.minutes,
        grades=frozenset(grades),
        grades_by_holder={
            holder: frozenset(names) for holder, names in rule.by_holder.items() if supervision
        },
        supervision=supervision,
        probation_at_risk=bool(rule.high_risk) and supervision and not entry.any_risk,
        probation_always=always,
        split=entry.split,
        seen=entry.seen,
        fixed=entry.fixed,
        pair=entry.pair,
        owner_first=entry.owner_first,
        checking=entry.checking,
        skill=entry.skill,
        prefer=frozenset(entry.prefer),
        due_rule=next(iter(entry.due.items())),
        tier=policy.tiers[function].get(key, TIERS[-1]),
    )


@cache
def shipped() -> dict[str, Any]:
    """Give the shipped policy as plain data (do not change it)."""
    return tomllib.loads(files("roster").joinpath("policy.toml").read_text(encoding="utf-8"))


def load(overrides: dict[str, Any], file: str = "policy.toml") -> Policy:
    """Lay a prison's own keys over the shipped policy and check the whole.

    Raises InputRefusedError naming every key that is unknown, of the wrong kind or out of range.
    """
    faults: list[Fault] = []
    merged = _merge(shipped(), overrides, "", file, faults)
    try:
        policy = Policy.model_validate(merged)
    except ValidationError as error:
        faults += [
            Fault(
                file, 0, ".".join(str(part) for part in each["loc"]), _plain(each["msg"]), code=each["type"]
            )
            for each in error.errors()
        ]
        raise InputRefusedError(faults) from None
    faults += _contradictions(policy, file)
    if faults:
        raise InputRefusedError(faults)
    return policy


def _plain(message: str) -> str:
    return f"{message[0].lower()}{message[1:]}.".replace("input should be", "this should be")


# Tables that a prison may add entries to; everywhere else an unknown key is a slip.
_OPEN_TABLES = ("tasks", "rules")


def _merge(base: Any, own: Any, path: str, file: str, faults: list[Fault]) -> Any:
    if not (isinstance(base, dict) and isinstance(own, dict)):
        return own
    merged = dict(base)
    for key, value in own.items():
        where = f"{path}.{key}" if path else key
        switches_rule = path.startswith("rules.") and key in RuleSettings.model_fields  # hard, or priced
        may_add = path in _OPEN_TABLES or path.startswith(("tiers", "tasks.", "tolerance")) or switches_rule
        if key not in base and not may_add:
            close = difflib.get_close_matches(key, base, n=1)
            maybe = f"Maybe `{close[0]}`?" if close else f"Maybe one of: {', '.join(sorted(base))}."
            faults.append(Fault(file, 0, where, f"unknown key `{key}`.", maybe, "unknown_key"))
            continue
        replace = path.startswith("tasks.") and key == "due"  # one due rule, not a mixture of two
        merged[key] = value if replace or key not in base else _merge(base[key], value, where, file, faults)
    return merged


def _contradictions(policy: Policy, file: str) -> list[Fault]:
    def fault(where: str, message: str) -> Fault:
        return Fault(file, 0, where, message, code="contradiction")

    known = {*policy.grades, OFFENDER_SUPERVISION}
    found = [
        fault(f"tasks.{key}.who", f"unknown grade `{grade}`; the grades are {', '.join(sorted(known))}.")
        for key, entry in policy.tasks.items()
        for grade in [*entry.who, *(entry.who_steady_state or [])]
        if grade not in known
    ]
    found += [
        fault(f"tasks.{key}.due", "there should be exactly one due rule, for example { working_days = 5 }.")
        for key, entry in policy.tasks.items()
        if len(entry.due) != 1
    ]
    found += [
        fault(f"tiers.{function}.{key}", f"there is no task type `{key}`.")
        for function, table in policy.tiers.items()
        for key in table
        if key not in policy.tasks
    ]
    expected = set(shipped()["levels"])
    if sorted(policy.levels) != sorted(expected):
        found.append(
            fault("levels", f"each of these belongs in it exactly once: {', '.join(shipped()['levels'])}.")
        )
    if policy.changes_after not in policy.levels:
        found.append(fault("changes_after", f"this should be one of the levels: {', '.join(policy.levels)}."))
    return found
