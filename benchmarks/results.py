"""Reads measured results, one JSON line each, and says which of two rosters of one case is ahead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

OURS = "ours"
Key = tuple[str, str, int]
"""Engine, case and seed: what makes two lines speak of the same thing."""


class UnreadableError(Exception):
    """A results file cannot be used; the message names the file and the line."""


class Level(BaseModel):
    """One level of a result: value, bound (None: unknown), whether it is proved, and its seconds if they are known."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: int
    bound: int | None = None
    proved: bool = False
    seconds: float | None = None

    @property
    def shown(self) -> str:
        """The value, with the bound in brackets where it is not proved."""
        return (
            f"{self.value}" if self.proved else f"{self.value} ({'–' if self.bound is None else self.bound})"
        )


class Result(BaseModel):
    """One line of a results file; what other engines do not say is left at its default."""

    model_config = ConfigDict(frozen=True)

    case: str
    levels: list[Level]
    seconds: float
    engine: str = OURS
    group: str = "other"
    commit: str = "unknown"
    versions: dict[str, str] = {}
    workers: int = 0
    seed: int = 0
    limit_seconds: float | None = None
    command: str = ""
    staff: int = 0
    tasks: int = 0
    breaches: int | None = 0  # None: another engine's values, with no roster to judge
    first_seconds: float | None = None
    build_seconds: float | None = None
    deterministic_time: float | None = None
    variables: int | None = None
    constraints: int | None = None
    peak_megabytes: int | None = None

    @property
    def key(self) -> Key:
        """What the line is about."""
        return self.engine, self.case, self.seed

    @property
    def named(self) -> str:
        """The case as messages call it: with engine and seed where they are not the usual ones."""
        extra = [] if self.engine == OURS else [self.engine]
        extra += [f"seed {self.seed}"] if self.seed else []
        return f"{self.case} ({', '.join(extra)})" if extra else self.case

    @property
    def leading_proved(self) -> int:
        """How many levels are proved before the first that is not."""
        return len(list(takewhile(lambda level: level.proved, self.levels)))

    @property
    def ended_by_itself(self) -> bool:
        """Tell whether the search had proved everything before its time was up."""
        in_time = self.limit_seconds is None or self.seconds < self.limit_seconds
        return in_time and self.first_open is None

    @property
    def first_open(self) -> Level | None:
        """The first level that is not proved, if any."""
        return next((level for level in self.levels if not level.proved), None)


@dataclass(frozen=True)
class Difference:
    """The first level at which two results of a case differ; smaller is better."""

    level: str
    one: Level
    other: Level

    @property
    def other_is_better(self) -> bool:
        """Tell whether the second of the two is ahead."""
        return self.other.value < self.one.value


def first_difference(one: Result, other: Result) -> Difference | None:
    """Find the first level, of those that both have, at which two results of a case differ."""
    there = {level.name: level for level in other.levels}
    for level in one.levels:
        if level.name in there and there[level.name].value != level.value:
            return Difference(level.name, level, there[level.name])
    return None


def read_results(path: Path) -> dict[Key, Result]:
    """Read a results file; where a case was measured twice, the later line counts; failed attempts are left out.

    Raises UnreadableError for a file that cannot be opened, a line that is no result, and a file without any.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UnreadableError(f"{path}, line 1: this file cannot be read ({why}).") from None
    results: dict[Key, Result] = {}
    for number, line in enumerate(text.splitlines(), 1):
        result = _result(line, f"{path}, line {number}") if line.strip() else None
        if result is not None:
            results[result.key] = result
    if not results:
        raise UnreadableError(f"{path}, line 1: there is no result in this file.")
    return results


def _result(line: str, place: str) -> Result | None:
    """Read one line; None for one that tells of a failure, which is as good as a case that was not measured."""
    try:
        found = json.loads(line)
        return None if isinstance(found, dict) and "failed" in found else Result.model_validate(found)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"{place}: this is not JSON ({error.msg}, character {error.pos + 1})."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        column = ".".join(str(each) for each in first["loc"]) or "the line"
        raise UnreadableError(f"{place}: {column}: {first['msg']}.") from None
