"""What each committed instance looks like: the numbers of `shapes.toml`, checked and laid out."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

SHAPES_FILE = Path(__file__).parent.parent / "shapes.toml"


class Part(BaseModel):
    """A table of `shapes.toml`: read-only, every key known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Types(Part):
    """Which types a task may become."""

    split_day: list[str]
    split_week: list[str]
    unsplit: list[str]


class Everywhere(Part):
    """Numbers that hold for every case."""

    pools: int
    overdue_ready_days: list[int]
    ready_days: list[int]
    started_percent: list[int]
    odd_percent: list[int]
    odd_off_grid: float
    longest_unsplit: int
    report_minutes_day: list[int]
    report_minutes_week: list[int]
    longest_appointment: int
    appointment_step: int
    share_slack: int
    noon: time
    shuffled_tiers: dict[str, float]
    types: Types


class Load(Part):
    """How much work there is for the time there is, and how urgent it is."""

    filled_percent: int
    overdue: float
    due: float
    overdue_days: list[int]
    later_days: list[int]


class Shape(Part):
    """One case; shares left out are none, and everybody is trained in everything."""

    name: str
    group: str
    prison: str
    staff: int
    days: int
    load: Literal["loose", "tight", "overdue"]
    seed: int
    seconds: int
    filled_percent: int | None = None
    minutes: Literal["catalogue", "odd"] = "catalogue"
    tiers: Literal["types", "shuffled"] = "types"
    posts: float = 1.0
    retrained: float = 0.0
    split: float = 0.0
    started: float = 0.0
    owners: float = 0.0
    skills: float = 1.0
    appointments: float = 0.0
    after: float = 0.0
    noon: float = 0.0


class Grown(Part):
    """A case made of another by copying its tasks."""

    name: str
    of: str
    times: int
    kinds: Literal["same", "new"]
    seed: int
    seconds: int


class Shapes(Part):
    """The whole file."""

    every_case: Everywhere
    loads: dict[str, Load]
    case: list[Shape]
    grown: list[Grown]

    def named(self, name: str) -> Shape:
        """Give the case of that name."""
        return next(each for each in self.case if each.name == name)

    def filled(self, shape: Shape) -> int:
        """Say how full everybody's time is to be, in percent."""
        return shape.filled_percent or self.loads[shape.load].filled_percent


def load_shapes(path: Path = SHAPES_FILE) -> Shapes:
    """Read the shapes; a key that is not known, or missing, is an error."""
    return Shapes.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
