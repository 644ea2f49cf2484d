"""What an invented prison looks like: the numbers of `shapes.toml`, checked and laid out."""

from __future__ import annotations

import tomllib
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from roster.faults import Fault, InputRefusedError
from roster.sessions import SessionTimes


class Part(BaseModel):
    """A table of `shapes.toml`: read-only, every key known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SessionShape(Part):
    """One session of the day."""

    name: str
    start: time
    end: time
    unlock: list[time]


class PartTime(Part):
    """A part-time pattern and its contracted minutes."""

    days: list[str]
    minutes: int


class PeopleShape(Part):
    """What the staff list looks like."""

    new_share: float
    part_time_share: float
    restricted_share: float
    full_time_minutes: int
    trained: dict[str, float]
    away_week: dict[str, float]
    away_day: float
    part_day: float
    part_day_times: list[list[str]]
    away_week_reasons: list[str]
    away_reasons: list[str]
    wing_sessions_28_days: list[int]
    tasks_28_days: list[int]
    overtime_minutes: int
    part_time: list[PartTime]
    dual_role_months: list[int]
    dual_role_overdue: int


class CasesShape(Part):
    """Who the prisoners are: risk, case holder, owner."""

    risk: dict[str, float]
    nps_percent: dict[str, int]
    holder_given: bool
    owned: float
    owned_on_arrival: float
    owners: dict[str, list[str]]
    pair_owners: list[str]
    tasks_for_each: float


class OdditiesShape(Part):
    """How often a cell that is mostly empty is filled."""

    minutes: float
    minutes_percent: list[int]
    due: float
    due_working_days: list[int]
    tier: float
    tiers: list[int]
    started: float
    started_percent: list[int]
    blocked: float
    doer_unknown: float
    blocked_notes: list[str]


class ArrivalStep(Part):
    """One task that an arrival brings."""

    type: str
    ready: Literal["evening", "morning"]
    after: str = ""


class ReleaseStep(Part):
    """One task that a release brings; both numbers are working days before the release."""

    type: str
    ready_before: int
    due_before: int
    after: str = ""


class ClockShape(Part):
    """When things happen: vans, appointments, and how long work has been waiting."""

    reception_times: list[str]
    age: dict[str, list[int]]
    starts: dict[str, list[str]]
    together: dict[str, str]


class WingsShape(Part):
    """What the wings take."""

    names: list[str]
    posts_percent: list[int]
    detailed_percent: int
    risk_percent: list[int]
    risk_step: int


class KindsShape(Part):
    """What task types have in common here."""

    no_prisoner: list[str]


class LiftedShape(Part):
    """Rules that a named manager has lifted."""

    high_risk: int
    high_risk_reason: str
    rotation_reason: str


class Shape(Part):
    """One prison: its size, its staff, its work."""

    code: str
    name: str
    estate: str
    mode: str = ""
    function: str
    first_day: date
    days: int
    rooms: int
    sessions: list[SessionShape]
    staff: dict[str, int]
    receptions: list[int]
    releases: list[int]
    arrival: dict[str, float]
    release: dict[str, float]
    arrival_steps: list[ArrivalStep]
    release_steps: list[ReleaseStep]
    daily: dict[str, int]
    backlog: dict[str, int]
    appointments: dict[str, int]
    people: PeopleShape
    cases: CasesShape
    oddities: OdditiesShape
    clock: ClockShape
    wings: WingsShape
    kinds: KindsShape
    lifted: LiftedShape

    @property
    def setting(self) -> str:
        """The set of rules that applies: the mode of a closed prison, otherwise the estate."""
        return self.mode or self.estate

    @property
    def session_times(self) -> tuple[SessionTimes, ...]:
        """The sessions as the rest of the program knows them."""
        return tuple(
            SessionTimes(each.name, each.start, each.end, (each.unlock[0], each.unlock[-1]))
            for each in self.sessions
        )


class Names(Part):
    """Parts of invented names."""

    given: list[str]
    family_start: list[str]
    family_end: list[str]


class Smallest(Part):
    """What is left of a very small unit."""

    order: list[str]
    fewest: int


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("roster.demo").joinpath("shapes.toml").read_text(encoding="utf-8"))


def prisons() -> tuple[str, ...]:
    """Name the prisons that can be invented."""
    return tuple(_shipped()["prisons"])


def names() -> Names:
    """Give the parts of invented names."""
    return Names.model_validate(_shipped()["names"])


def smallest() -> Smallest:
    """Give what is left of a very small unit."""
    return Smallest.model_validate(_shipped()["smallest"])


def shape_of(prison: str) -> Shape:
    """Give the shape of a prison. Raises InputRefusedError when there is none of that name."""
    if prison not in prisons():
        maybe = f"Maybe one of: {', '.join(prisons())}."
        raise InputRefusedError([Fault("--prison", 0, "", f"there is no example called `{prison}`.", maybe)])
    return Shape.model_validate(_laid_out(prison))


def _laid_out(prison: str) -> dict[str, Any]:
    own = dict(_shipped()["prisons"][prison])
    base = own.pop("like", None)
    return _merged(_laid_out(base) if base else _shipped()["every_prison"], own)


# Tables that a prison gives as a whole: a mixture with those of every prison would not add up.
_WHOLE = ("risk", "owners")


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        mix = isinstance(value, dict) and key in base and key not in _WHOLE
        merged[key] = _merged(base[key], value) if mix else value
    return merged
